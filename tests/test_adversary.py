"""Texts made to break the grader: each once crashed it, stalled it or got a wrong verdict."""

import pytest

from handgrad import grade, load
from handgrad.formula.parser import parse
from handgrad.grading.budget import Budget
from handgrad.grading.diagnosis import diagnose

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
    assert grade(load("linear"), text).verdict in ("wrong", "undecided", "invalid")


def test_wrong_formulas_of_one_text_share_the_work_of_explaining() -> None:
    budget = Budget()
    model, answer = load("linear"), parse("x*(w*x - y)")
    assert diagnose(model, "w", answer, budget=budget)
    assert budget.left < Budget().left
    budget.left = 0
    assert diagnose(model, "w", answer, budget=budget) == ()
