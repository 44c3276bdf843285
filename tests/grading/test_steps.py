"""Conventions on the way: they are named, cost nothing where made good, and mislead no hint."""

import pytest

from handgrad import grade
from handgrad.grading.report import Report
from tests.helpers.pages import model_of

FORWARD = """model network: two layers and a mean
sizes n, h, m
parameters W1[h,n], b1[h], W2[1,h], b2
data X[n,m], Y[1,m] in {0, 1}
forward
    Z1 = W1 @ X + b1
    A1 = tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    J = -sum(Y*log(A2) + (1 - Y)*log(1 - A2))/m
"""
KEY = """gradient
    dJ/dZ2 = (A2 - Y)/m
    dJ/dW2 = dJ/dZ2 @ A1.T
    dJ/db2 = sum(dJ/dZ2)
    dJ/dA1 = W2.T @ dJ/dZ2
    dJ/dZ1 = dJ/dA1*(1 - A1^2)
    dJ/dW1 = dJ/dZ1 @ X.T
    dJ/db1 = sum(dJ/dZ1, axis=1)
"""
CODE = """dZ2 = A2 - Y
dW2 = np.dot(dZ2, A1.T)/m
db2 = np.sum(dZ2)/m
dA1 = np.dot(W2.T, dZ2)
dZ1 = dA1*(1 - A1**2)
dW1 = np.dot(dZ1, X.T)/m
db1 = np.sum(dZ1, axis=1)/m"""
PAGES = pytest.mark.parametrize("page", [FORWARD + KEY, FORWARD], ids=["key", "no key"])


def graded(page: str, *changes: tuple[str, str], **options: object) -> Report:
    code = CODE
    for old, new in changes:
        assert old in code
        code = code.replace(old, new, 1)
    return grade(model_of(page), code, **options)  # type: ignore[arg-type]


def hints_of(report: Report, line: int) -> str:
    found = next(known for known in report.lines if known.number == line)
    return "; ".join(hint.text for hint in found.hints)


@PAGES
def test_a_convention_that_is_made_good_costs_nothing(page: str) -> None:
    report = graded(page)
    assert (report.verdict, report.score, report.method_score) == ("right", 1.0, 1.0)
    assert report.first_wrong is None
    assert "the loss were a sum" in hints_of(report, 1)


@PAGES
@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("A1.T)/m", "A1.T)/m*2"), 2, "2 times the right value"),
        (("np.sum(dZ1, axis=1)/m", "3*np.sum(dZ1, axis=1)/m"), 7, "3 times the right value"),
        (("np.sum(dZ2)/m", "np.mean(dZ2)*5"), 3, "5 times the right value"),
        (("np.dot(dZ1, X.T)/m", "-np.dot(dZ1, X.T)/m"), 6, "the negative"),
    ],
)
def test_the_first_wrong_line_is_not_the_convention(
    page: str, change: tuple[str, str], line: int, said: str
) -> None:
    report = graded(page, change)
    assert (report.verdict, report.first_wrong) == ("wrong", line), str(report)
    assert said in hints_of(report, line), hints_of(report, line)


@PAGES
def test_a_line_follows_a_wrong_one_by_the_convention_above(page: str) -> None:
    report = graded(page, ("(1 - A1**2)", "(1 - A1)"))
    carried = [line.number for line in report.lines if line.carried_forward]
    assert (report.first_wrong, carried) == (5, [4, 6, 7]), str(report)


@PAGES
def test_a_convention_that_is_not_made_good_is_the_first_wrong_line(page: str) -> None:
    report = graded(page, ("np.dot(dZ1, X.T)/m", "np.dot(dZ1, X.T)"))
    assert (report.verdict, report.first_wrong) == ("wrong", 1), str(report)


@PAGES
def test_an_accepted_convention_is_no_wrong_step(page: str) -> None:
    total = CODE.replace("/m", "")
    wrong = grade(model_of(page), total)
    right = grade(model_of(page), total, accept=("sum",))
    assert (wrong.verdict, wrong.first_wrong) == ("wrong", 1)
    assert (right.verdict, right.first_wrong, right.method_score) == ("right", None, 1.0)
