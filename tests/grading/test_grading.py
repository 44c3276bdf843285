"""Verdicts on formulas: right ones accepted in any form, wrong ones rejected with proof."""

import json
from fractions import Fraction
from typing import Any

import pytest

from handgrad import Model, grade, load
from handgrad.language.plain import plain_number
from handgrad.referee.points import points_of
from tests.helpers.pages import model_of

QUADRATIC_RIGHT = [
    "dL/dw1 = 2*(y_hat - y)*x^2",
    "dL/dw1 = 2*(w1*x^2 + w2*x + b - y)*x*x",
    "dL/dw1 = 2*w1*x^4 + 2*w2*x^3 + 2*b*x^2 - 2*y*x^2",
    "dL/dw1 = -2*x**2*(y - y_hat)",
    "dL/dw1 = (y_hat - y)*x^2/0.5",
    "r = y_hat - y\ndL/dw1 = 2*r*x*x",
    "dL/dw1 = 2*(y_hat - y)*exp(2*log(abs(x)))",
    "dL/dw1 = 2*(y_hat - y)*sqrt(x^4)",
    "dL/dw1 = dL/dy_hat * x^2",
]
QUADRATIC_WRONG = [
    "dL/dw1 = 2*(y_hat - y)*x",
    "dL/dw1 = (y_hat - y)*x^2",
    "dL/dw1 = 2*(y - y_hat)*x^2",
    "dL/dw1 = 2*(y_hat - y)*x^2 + 1e-300",
    "dL/dw1 = 2*(y_hat - y)*x^2*(1 + 1e-50)",
    "dL/dw1 = 2*(y_hat - y)*sqrt(x^4) + 1e-100",
    "dL/dw1 = 2*(y_hat - y)*abs(x)*x",
    "dL/dw1 = 2*abs(y_hat - y)*x^2",
    "dL/dw1 = 0",
    "dL/dw1 = L",
]


@pytest.mark.parametrize("text", QUADRATIC_RIGHT)
def test_right_in_every_form(text: str) -> None:
    report = grade(model_of("quadratic"), text, wanted=("w1",), given=("dL/dy_hat",))
    assert report.verdict == "right", str(report)
    assert report
    assert report.score == 1


@pytest.mark.parametrize("text", QUADRATIC_WRONG)
def test_wrong_with_a_point_that_proves_it(text: str) -> None:
    """The counterexample's values, put into the page exactly, show the difference."""
    model = model_of("quadratic")
    report = grade(model, text)
    assert report.verdict == "wrong", str(report)
    assert not report
    (part,) = report.parts
    assert part.counterexample is not None
    at = {name: Fraction(value) for name, value in part.counterexample.at.items()}
    assert Fraction(model.gradient(at)["w1"]) == part.counterexample.right
    assert part.counterexample.given != part.counterexample.right


UNDECIDED = [
    "dL/dw1 = 2*(y_hat - y)*sqrt(x)^4",
    "dL/dw1 = 1/(x - x)",
    "dL/dw1 = log(-x*x)",
    "dL/dw1 = 2*(y_hat - y)*x^2 + 0*log(x - x)",
]


@pytest.mark.parametrize("text", UNDECIDED)
def test_no_value_at_a_point_is_never_right_and_never_wrong(text: str) -> None:
    report = grade(model_of("quadratic"), text)
    assert report.verdict == "undecided"
    assert "no value at" in report.parts[0].note


INVALID = [
    "",
    "   ",
    "dL/dw1 =",
    "dL/dw1 = 2*(y_hat - y)*q",
    "dL/dw1 = dL/dw1",
    "dL/dw1 = dL/dw2*x\ndL/dw2 = dL/dw1/x",
    "g = dL/dw1\ndL/dw1 = g",
    "g = dL/dw1\nh = g/2\ndL/dw1 = 2*h",
    "dL/dq = 2",
    "2*(y_hat - y)*x",
    "r = y_hat - y",
    "dL/dw1 = 2*(y_hat - y",
    "dL/dw1 = sin()",
    "dL/dw1 = exp",
    "dL/dw1 = foo(x)",
]


@pytest.mark.parametrize("text", INVALID)
def test_what_cannot_be_judged_is_invalid_and_says_why(text: str) -> None:
    report = grade(model_of("quadratic"), text)
    assert report.verdict == "invalid"
    assert "right" not in {part.verdict for part in report.parts}
    assert report.problem or any(part.note for part in report.parts)


def test_nothing_read_as_text_raises() -> None:
    """Only a caller's own mistakes raise."""
    for value in (b"dL/dw = 1", None, 3, ["x"]):
        with pytest.raises(ValueError, match="must be text"):
            grade(load("linear"), value)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="did you mean 'w1'"):
        grade(load("quadratic"), "dL/dw1 = 1", wanted=("w11",))


def test_wanted_names_that_are_not_answered_count() -> None:
    report = grade(
        model_of("quadratic"), "dL/dw1 = 2*(y_hat - y)*x^2", wanted=("w1", "w2", "b")
    )
    assert report.score == pytest.approx(1 / 3)
    assert report.verdict == "invalid"
    assert [part.verdict for part in report.parts] == ["right", "invalid", "invalid"]


def test_a_formula_alone_answers_the_only_parameter() -> None:
    assert grade(model_of("linear"), "2*x*(w*x - y)").verdict == "right"
    assert grade(model_of("quadratic"), "2*(y_hat - y)", wanted=("b",)).verdict == "right"


def test_a_vector_is_the_same_answer_as_its_row() -> None:
    model = model_of("two_layer")
    for text in ("dL/db1 = dL/dz1", "dL/db1 = dL/dz1.T", "dL/db2 = 2*(y_hat - y).T"):
        assert grade(model, text, given=("dL/dz1",)).verdict == "right"


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("two_layer", "dL/dW1 = x @ dL/dz1.T", "transposed"),
        ("two_layer", "dL/dW1 = dL/dz1", "stopped-early"),
        ("linear_regression", "dL/dw = 2*X*(y_hat - y)/N", "not-summed"),
        ("affine_layer", "dL/db = g", "not-summed"),
    ],
)
def test_a_slip_that_changes_the_shape_is_wrong_and_named(
    name: str, text: str, hint: str
) -> None:
    (part,) = grade(model_of(name), text).parts
    assert part.verdict == "wrong"
    assert hint in [h.id for h in part.hints]
    assert part.counterexample is not None
    assert "is" in part.note


def test_shapes_that_cannot_be_are_invalid_and_named() -> None:
    report = grade(model_of("two_layer"), "dL/dW1 = W1 @ y")
    assert report.verdict == "invalid"
    assert "W1 (m x n) @ y (k x 1)" in report.parts[0].note


def test_a_wrong_key_is_said_and_costs_the_student_nothing() -> None:
    """The answer is judged by differences; the report says what the key looks like."""
    page = model_of("quadratic").text.replace("dL/db = dL/dy_hat", "dL/db = dL/dy_hat * x")
    model = model_of(page)
    right = grade(model, "dL/db = 2*(y_hat - y)")
    assert (right.verdict, right.key) == ("right", "key-wrong")
    assert "by differences" in right.notes[0]
    assert "it looks like: this is dL/dw2" in right.notes[0]
    wrong = grade(model, "dL/db = 2*(y_hat - y)*x")
    assert (wrong.verdict, wrong.key) == ("wrong", "key-wrong")
    assert grade(model, "dL/dw2 = 2*(y_hat - y)*x").verdict == "right"


def test_a_derivative_that_the_page_does_not_give_is_measured() -> None:
    model = model_of("quadratic")
    right = grade(model, "dL/dx = 2*(y_hat - y)*(2*w1*x + w2)")
    assert right.verdict == "right"
    assert grade(model, "dL/dx = 2*(y_hat - y)*w2").verdict == "wrong"
    smooth = model_of("two_layer")
    assert grade(smooth, "dL/dx = W1.T @ dL/dz1", given="all").verdict == "right"
    assert grade(smooth, "dL/dx = W1.T @ dL/dz1").verdict == "undecided"
    assert grade(smooth, "dL/dx = W1.T @ dL/da1").verdict == "wrong"


def test_evidence_is_said() -> None:
    exact = grade(model_of("quadratic"), QUADRATIC_RIGHT[0]).parts[0].evidence
    assert exact is not None
    assert (exact.arithmetic, exact.points) == ("rational", 18)
    assert exact.bound is not None
    assert exact.bound < 1e-20
    digits = grade(model_of("two_layer"), "dL/db2 = 2*(y_hat - y)").parts[0].evidence
    assert digits is not None
    assert (digits.arithmetic, digits.bound) == ("decimal", None)
    assert digits.digits is not None
    assert digits.digits >= 40
    gates = (
        grade(model_of("two_layer", activation="relu"), "dL/db2 = 2*(y_hat - y)")
        .parts[0]
        .evidence
    )
    assert gates is not None
    assert gates.branches == ("relu in a1: open and closed",)


LINES = """u = y_hat - y
dL/dy_hat = u
dL/dw2 = dL/dy_hat*x
= u*x
= 2*u*x"""


def test_lines_are_judged_one_by_one() -> None:
    """A wrong upstream derivative, a line that follows from it, and a recovery."""
    report = grade(model_of("quadratic"), LINES)
    found = [(line.verdict, line.carried_forward) for line in report.lines]
    assert found == [
        ("definition", False),
        ("wrong", False),
        ("wrong", True),
        ("wrong", True),
        ("right", False),
    ]
    assert report.verdict == "right"
    assert report.first_wrong == 2


@pytest.mark.parametrize(
    "text", [*QUADRATIC_RIGHT, *QUADRATIC_WRONG, *UNDECIDED, *INVALID, LINES]
)
def test_every_report_is_text_and_json(text: str) -> None:
    report = grade(model_of("quadratic"), text)
    data: dict[str, Any] = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert data["verdict"] == report.verdict
    assert str(report).startswith(f"quadratic: {report.verdict}")
    assert all(c.isprintable() or c == "\n" for c in str(report))


def test_the_same_answer_gets_the_same_report() -> None:
    """Whatever was graded before, on the same model or on a new one."""
    model = model_of("quadratic")
    first = grade(model, QUADRATIC_WRONG[0]).to_dict()
    grade(model, QUADRATIC_RIGHT[5])
    assert grade(model, QUADRATIC_WRONG[0]).to_dict() == first
    assert grade(load("quadratic"), QUADRATIC_WRONG[0]).to_dict() == first


def test_knowing_the_test_points_does_not_help() -> None:
    """A term that vanishes at every common point is found out at the answer's own points."""
    model = model_of("linear")
    roots = [plain_number(Fraction(point["w"])) for point in points_of(model).values]
    vanishing = "*".join(f"(w - ({root}))" for root in roots)
    right = grade(model, "dL/dw = 2*(w*x - y)*x")
    report = grade(model, f"dL/dw = 2*(w*x - y)*x + {vanishing}")
    assert right.verdict == "right"
    assert report.verdict == "wrong"


ACCEPTED = [
    ("linear", "dL/dw = (w*x - y)*x", "half"),
    ("linear", "dL/dw = 2*(y - w*x)*x", "negative"),
    ("linear_regression", "dL/dw = 2*X.T @ (y_hat - y)", "sum"),
    ("linear_regression", "dL/dw = X.T @ (y_hat - y)/N", "half"),
    ("two_layer", "dL/dW1 = x @ dL/dz1.T", "transpose"),
]


@pytest.mark.parametrize(("name", "text", "convention"), ACCEPTED)
def test_another_convention_is_wrong_unless_it_is_accepted(
    name: str, text: str, convention: str
) -> None:
    """The convention is named; accepting another one does not help."""
    model = model_of(name)
    assert grade(model, text).verdict == "wrong"
    accepted = grade(model, text, accept=("labels", convention), given="all")
    assert accepted.verdict == "right"
    assert convention in accepted.parts[0].note
    other = {"half", "negative", "sum", "transpose"} - {convention}
    assert grade(model, text, accept=sorted(other)).verdict == "wrong"


def test_accepting_a_convention_never_accepts_anything_else() -> None:
    everything = (
        "half",
        "no-half",
        "sum",
        "mean",
        "half-mean",
        "transpose",
        "negative",
        "labels",
    )
    for text in QUADRATIC_WRONG[3:]:
        assert grade(model_of("quadratic"), text, accept=everything).verdict == "wrong"
    with pytest.raises(ValueError, match="did you mean 'half'"):
        grade(load("linear"), "dL/dw = x", accept=("haf",))


def test_a_vector_beside_a_row_of_reductions_is_that_rows_like() -> None:
    """As NumPy has it: gamma over the row of standard deviations is a row, no outer product."""
    model = model_of("batch_norm")
    inside = "g - mean(g, axis=0) - X_hat*mean(g*X_hat, axis=0)"
    assert grade(model, f"dL/dX = gamma/s*({inside})").verdict == "right"
    assert grade(model, "dL/dX = gamma/s*g").verdict == "wrong"


SATURATED = """model deep: a sigmoid far from 0
parameters w, b
data x in (20, 30), y in (0, 1)
forward
    p = sigmoid(w*x + b)
    L = (p - y)^2
gradient
    dL/dw = 2*(p - y)*p*(1 - p)*x
    dL/db = 2*(p - y)*p*(1 - p)
"""


@pytest.mark.parametrize(
    "formula", ["(p - y)*p*(1 - p)*x", "2*(p - y)*p*x", "2*(p - y)*(1 - p)*x"]
)
def test_a_difference_is_shown_where_it_is_plain(formula: str) -> None:
    """Not where the sigmoid is 0 or 1 to many digits, which most points of the page are."""
    [part] = grade(Model.from_text(SATURATED), f"dL/dw = {formula}").parts
    proof = part.counterexample
    assert proof is not None
    given, right = float(proof.given), float(proof.right)  # type: ignore[arg-type]
    assert abs(right) > 1e-3
    assert abs(given - right) > 0.05 * abs(right)
    assert part.note == ""
