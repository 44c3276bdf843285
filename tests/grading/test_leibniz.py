"""Derivatives named by a person: Leibniz factors, own names, and what cannot be judged."""

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

FACTORS = [
    ("quadratic", "dy_hat/dw1 = x^2", "right"),
    ("quadratic", "dy_hat/dw1 = w1", "wrong"),
    ("quadratic", "dL/dy_hat = 2*(y_hat - y)", "right"),
    ("quadratic", "dy_hat/dx = 2*w1*x + w2", "right"),
    ("quadratic", "u = y_hat - y\ndu/dw1 = x^2", "right"),
    ("quadratic", "u = y_hat - y\ndL/du = 2*u", "right"),
    ("quadratic", "u = y_hat - y\ndL/du = u", "wrong"),
    ("quadratic", "u = exp(y_hat/4)\ndu/dy_hat = u/4", "right"),
    ("quadratic", "u = w1*x\ndL/du = 2*(y_hat - y)*x", "undecided"),
    ("two_layer", "da1/dz1 = a1*(1 - a1)", "right"),
    ("two_layer", "da1/dz1 = z1*(1 - z1)", "wrong"),
    ("two_layer", "dz1/dW1 = x", "undecided"),
    ("softmax_regression", "dL/db = 0*b", "wrong"),
]


@pytest.mark.parametrize(("model", "text", "verdict"), FACTORS)
def test_a_factor_is_judged_by_differences(model: str, text: str, verdict: str) -> None:
    """The last line's verdict; a full Jacobian is not judged, and never wrong."""
    assert grade(model_of(model), text).lines[-1].verdict == verdict


def test_a_line_that_is_not_judged_says_why() -> None:
    line = grade(model_of("two_layer"), "dz1/dW1 = x").lines[0]
    assert "Jacobian" in line.warnings[0]


def test_a_chain_is_judged_member_by_member() -> None:
    """The chain rule is right, the value put in for a factor is not."""
    text = "dL/dw1 = dL/dy_hat * dy_hat/dw1\n= 2*(y_hat - y)*w1"
    assert [line.verdict for line in grade(model_of("quadratic"), text).lines] == [
        "right",
        "wrong",
    ]


def test_elementwise_factors_work_inside_products() -> None:
    text = "da1/dz1 = a1*(1 - a1)\ndL/db1 = W2.T @ dL/dy_hat * da1/dz1"
    assert grade(model_of("two_layer"), text, given=("dL/dy_hat",)).verdict == "right"
    report = grade(model_of("two_layer"), text)
    assert report.verdict == "undecided"
    assert report.parts[0].note == "dL/dy_hat is not worked out: write what it is"


UNFINISHED = [
    "dL/dw1 = dL/dy_hat * dy_hat/dw1",
    "dL/dw1 = d(L)/d(w1)",
    "dL/dw1 = d/dw1 ((y_hat - y)^2)",
    "g = dL/dy_hat * dy_hat/dw1\ndL/dw1 = g",
    "dL/dw1 = dL/dy_hat * dy_hat/dw1\ndy_hat/dw1 = dy_hat/dw1",
    "h = dy_hat/dw1\ndL/dw1 = dL/dy_hat * h\ndy_hat/dw1 = h",
]


@pytest.mark.parametrize("text", UNFINISHED)
def test_a_derivative_left_as_it_is_answers_nothing(text: str) -> None:
    """The chain rule alone is right as an equality, and no answer."""
    report = grade(model_of("quadratic"), text)
    assert report.verdict == "undecided"
    assert "is not worked out" in report.parts[0].note
    assert report.review == ("w1",)
    assert report.score == 0


def test_factors_may_be_worked_out_later() -> None:
    text = "dL/dw1 = dL/dy_hat * dy_hat/dw1\ndy_hat/dw1 = x^2\ndL/dy_hat = 2*(y_hat - y)"
    assert grade(model_of("quadratic"), text).verdict == "right"
    wrong = text.replace("= x^2", "= x")
    assert grade(model_of("quadratic"), wrong).verdict == "wrong"


CHAINS = [
    ("linear", "dL/dy_hat * dy_hat/dw = 2*(y_hat - y)*w", "dy_hat/dw is x, not w"),
    (
        "linear",
        "dL/dy_hat * dy_hat/dw = (y_hat - y)*x",
        "dL/dy_hat is 2*(y_hat - y), not y_hat - y",
    ),
    (
        "two_layer",
        "dL/da1 * da1/dz1 = W2.T @ dL/dy_hat * z1*(1 - z1)",
        "da1/dz1 is a1*(1 - a1), not z1*(1 - z1)",
    ),
    (
        "two_layer",
        "dL/da1 * da1/dz1 = W2.T @ (y_hat - y) * a1*(1 - a1)",
        "dL/da1 is W2.T @ dL/dy_hat, not W2.T @ (y_hat - y)",
    ),
]


@pytest.mark.parametrize(("model", "chain", "fact"), CHAINS)
def test_the_wrong_factor_of_a_chain_is_named(model: str, chain: str, fact: str) -> None:
    name = "w" if model == "linear" else "b1"
    for written in (chain, chain.replace(" = ", "\n= ")):
        hints = grade(model_of(model), f"dL/d{name} = {written}").lines[-1].hints
        assert (hints[0].id, hints[0].text) == ("wrong-factor", fact)


def test_a_factor_by_a_name_of_the_writer_is_named_too() -> None:
    text = "u = w*x - y\ndL/dw = dL/du * du/dw = 2*u*w"
    assert grade(model_of("linear"), text).lines[-1].hints[0].text == "du/dw is x, not w"


def test_no_factor_is_blamed_where_two_are_wrong_or_none_is() -> None:
    wrong = "dL/dw = dL/dy_hat * dy_hat/dw = (y_hat - y)*w"
    hints = grade(model_of("linear"), wrong).lines[-1].hints
    assert "wrong-factor" not in [hint.id for hint in hints]
    right = "dL/dw = dL/dy_hat * dy_hat/dw = 2*(y_hat - y)*x"
    assert grade(model_of("linear"), right).verdict == "right"
