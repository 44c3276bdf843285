"""Texts made to break the grader: each once crashed it, stalled it or got a wrong verdict."""

import pytest

from handgrad import grade
from handgrad.language.parser import parse
from handgrad.mistakes import diagnose
from handgrad.referee.budget import Budget
from tests.helpers.pages import model_of

SQUARES = [f"u{i} = u{i - 1}*u{i - 1}" for i in range(1, 30)]


@pytest.mark.parametrize(
    "text",
    [
        "dL/dw = d(sin(exp(w)))/dw",
        "dL/dw = 3*dL/dy_hat*dy_hat/dw",
        "dL/dw = " + "*".join(["(w*x - y)"] * 400),
        "dL/dw = " + " + ".join(["w*x"] * 600),
        "dL/dw = sum_i " + "*".join(["exp(w*x)"] * 3),
        "\n".join(["u0 = x", *SQUARES, "dL/dw = u29"]),
    ],
)
def test_large_and_odd_wrong_answers_get_a_verdict(text: str) -> None:
    assert grade(model_of("linear"), text).verdict in ("wrong", "undecided", "invalid")


def test_wrong_formulas_of_one_text_share_the_work_of_explaining() -> None:
    budget = Budget()
    model, answer = model_of("linear"), parse("x*(w*x - y)")
    assert diagnose(model, "w", answer, budget=budget)
    assert budget.left < Budget().left
    budget.left = 0
    assert diagnose(model, "w", answer, budget=budget) == ()


PAGE = """model page: a loss of a function
parameters w
data x > 0
forward
    L = {loss}
gradient
    dL/dw = {key}
"""
TWO_READINGS = [
    ("sin(w*x)^2/(2*x)", "sin(w*x)*cos(w*x)", "sin w x cos w x"),
    ("sin(w*x)^2/(2*x)", "sin(w*x)*cos(w*x)", "1/2 sin 2 w x"),
    ("log(w*x^2 + 1)/(2*x)", "x/(2*(w*x^2 + 1))", "1/2x * x^2/(w*x^2 + 1)"),
    ("log(w*x^2 + 1)/(2*x)", "x/(2*(w*x^2 + 1))", "x/2(w*x^2 + 1)"),
    ("sin(w)^2*x/2", "sin(w)*cos(w)*x", "x*sin w^2 / tan w"),
    ("exp(w)*x", "exp(w)*x", "e^wx"),
]


@pytest.mark.parametrize(("loss", "key", "answer"), TWO_READINGS)
def test_a_text_that_is_right_in_another_reading_is_not_decided(
    loss: str, key: str, answer: str
) -> None:
    report = grade(model_of(PAGE.format(loss=loss, key=key)), f"dL/dw = {answer}")
    assert report.verdict == "undecided"
    assert "two ways to read" in report.parts[0].note
    assert not report.parts[0].hints


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("(W2.T dL/dy_hat) · a1 · (1 - a1)", "right"),
        ("W_2^T dL/dy_hat ⊙ a1 ⊙ (1 - a1)", "right"),
        ("dL/da1 ⊙ σ'(z_1)", "right"),
        ("(W2.T dL/dy_hat) · z1 · (1 - z1)", "wrong"),
    ],
)
def test_dots_between_vectors(answer: str, verdict: str) -> None:
    report = grade(model_of("two_layer"), f"dL/db1 = {answer}", given="all")
    assert report.verdict == verdict


def test_a_sum_reaches_to_the_last_term_that_needs_its_index() -> None:
    page = """model page: a sum of two terms
sizes N
parameters w
data x[N], y[N]
forward
    L = sum(w*w*x/2 - w*y)
gradient
    dL/dw = sum(w*x - y)
"""
    model = model_of(page)
    assert grade(model, "dL/dw = sum_i w*x_i - y_i").verdict == "right"
    assert grade(model, "dL/dw = -sum(y) + sum_i x_i w + 0").verdict == "right"
    assert grade(model, "dL/dw = sum_i w*x_i - y_i/N").verdict == "wrong"
    assert grade(model, "dL/dw = sum_i w*x_i - sum(y)/N").verdict == "undecided"


LOOKS_EQUAL = [
    "2*(w*x - y)*x + step(x - 1000)",
    "2*(w*x - y)*x + relu(x - 8)",
    "2*(w*x - y)*x + max(0, abs(w) - 10)",
    "where(x == 12345, 0, 2*(w*x - y)*x)",
    "2*(w*x - y)*x*tanh(1e6*x)^2",
    "2*(w*x - y)*x + exp(-1e9*x^2)",
    "2*(w*x - y)*x + exp(-1e4*x^2)",
    "2*(w*x - y)*x + exp(w)^(-1e9*x^2)*exp(-1e9)",
]


LOOKS_EQUAL += [
    f"2*(w*x - y)*x + {term}"
    for term in (
        "(x > 0)*(x < 0.1)*5", "relu(0.2 - x)*relu(0.2 + x)", "relu(x)*step(0.1 - x)",
        "(x > 1)*(x < 1.0009)", "abs(x - 1) + abs(x - 1.0009) - abs(2*x - 2.0009)",
        "step(relu(x)*(x - 2))", "relu(relu(x)*(x - 2))", "step((x - 1000)*(x - 1277/1024)^2)",
        "sqrt((x - 2)^2) + x - 2", "norm(x - 2) + x - 2", "exp(log((x - 3)^2)/2) + x - 3",
        "((x - 3)^4)^(1/4) + x - 3", "(x - 2)/sqrt((x - 2)^2) + 1", "step(x - 3)*step(w - 3)",
        "step(x - 3)*step(w - 3)*step(y - 3)", "step(x - 10^6)", "step(w*x - 50)",
        "(w > 0)*(x > 0)*(y > 0)*(w < 0.3)*(x < 0.3)", "exp(-231)", "exp(-1103)", "2^(-400)",
        "exp(-110)*(x - 1277/1024)*(x + 509/1024)", "exp(-550)*(exp(-550) + x) - exp(-550)*x",
        "step(x - 3)*exp(-110)", "1 - tanh(120)", "x*(1 - sigmoid(250))", "sin(1024*pi*x)",
    )
]  # fmt: skip


@pytest.mark.parametrize("answer", LOOKS_EQUAL)
def test_equal_at_all_points_is_not_right_where_a_part_took_no_part(answer: str) -> None:
    assert grade(model_of("linear"), f"dL/dw = {answer}").verdict in ("wrong", "undecided")


@pytest.mark.parametrize(
    "answer",
    [
        "2*(w*x - y)*abs(x)*sign(x)",
        "2*(w*x - y)*abs(x^2)/x",
        "2*(w*x - y)*x*max(0, exp(w))/exp(w)",
        "2*max(w*x - y, 0)*x + 2*min(w*x - y, 0)*x",
        "where(w*x > y, 2*abs(w*x - y)*x, -2*abs(w*x - y)*x)",
        "2*(w*x - y)*x + abs(x - 4) - sqrt((x - 4)^2)",
        "2*(w*x - y)*x + max(x, 6) - 6 - relu(x - 6)",
        "2*(w*x - y)*x + min(max(x, 0), 6) - relu(x) + relu(x - 6)",
        "2*(w*x - y)*x + exp(400) - exp(400)",
        "2*(w*x - y)*x*(cosh(300)^2 - sinh(300)^2)",
    ],
)
def test_branches_that_are_seen_or_cannot_be_are_no_doubt(answer: str) -> None:
    assert grade(model_of("linear"), f"dL/dw = {answer}").verdict == "right"


POOLED = [
    ("tanh", "dL/dz_i = g_i*(1 - a_i^2) + step(z_i - 1000) + 0*step(z_i)"),
    ("tanh", "dL/dz_i = g_i*(1 - a_i^2) + (z_i > 1000)"),
    ("linear_regression", "dL/dw_j = 2/N*sum_i((y_hat_i - y_i)*X_ij) + (w_j > 50)*w_j"),
    ("linear_regression", "dL/dw = 2/N*X.T @ ((y_hat - y)*(1 + (y > 99)))"),
    ("linear_regression", "dL/dw = D/N*X.T @ (y_hat - y)"),
    ("linear_regression", "dL/dw = 2/3*X.T @ (y_hat - y)"),
    ("softmax_regression", "dL/dW = X.T @ (P - Y)/(C - 1)"),
    ("two_layer", "dL/dy_hat = m*(y_hat - y)"),
]


@pytest.mark.parametrize(("model", "text"), POOLED)
def test_each_entry_and_each_size_speaks_for_itself(model: str, text: str) -> None:
    assert grade(model_of(model), text).verdict in ("wrong", "undecided")


CODE = [
    ("two_layer", "d = W2.T @ dL/dy_hat*a1*(1 - a1)\ndW1 = d[:, None]*x[None, :]", "right"),
    ("linear_regression", "dw = 2*np.mean((y_hat - y)[:, np.newaxis]*X, axis=0)", "right"),
    ("logistic_regression", "dw = np.dot(X.T, sigmoid(z) - y)/y.size", "right"),
    ("two_layer", "dW1 = W1[:, None]", "invalid"),
    ("linear", "dw = 2*x[:, None]", "invalid"),
]


@pytest.mark.parametrize(("model", "text", "verdict"), CODE)
def test_new_axes_and_sizes_of_code(model: str, text: str, verdict: str) -> None:
    assert grade(model_of(model), text, given="all").verdict == verdict


def test_what_is_too_much_to_compare_is_not_decided() -> None:
    """The first lines are judged, those past the budget are not, and none of it is right."""
    definitions = ["u0 = x", *(f"u{i} = sin(u{i - 1}) + exp(u{i - 1})" for i in range(1, 80))]
    lines = ["dL/dw = 2*x*(w*x - y) + 0*u79"] * 100
    report = grade(model_of("linear"), "\n".join((*definitions, *lines)))
    assert report.verdict == "undecided"
    assert "grade it in parts" in report.parts[0].note


def test_a_gate_that_one_label_only_opens_is_seen_open() -> None:
    """The lost 1/D matters only where t is 1 and m is larger than the distance D."""
    page = """model gap: a hinge of one label
sizes n
parameters u[n]
data v[n], t in {0, 1}, m > 0
forward
    D = norm(u - v)
    L = (1 - t)*D^2/2 + t*relu(m - D)^2/2
"""
    right = "dL/du = (1 - t)*(u - v) - t*relu(m - D)*(u - v)/D"
    assert grade(model_of(page), right).verdict == "right"
    assert grade(model_of(page), right.removesuffix("/D")).verdict == "wrong"
