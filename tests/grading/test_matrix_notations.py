"""Matrices, Jacobians and Hessians as people write them, in every notation."""

import json
from pathlib import Path
from typing import Any

import pytest

import handgrad
from tests.helpers.effort import share

CASES_OF_NOTATIONS = json.loads(
    (Path(__file__).parents[1] / "cases" / "matrix_notations.json").read_text("utf-8")
)
PAGES = CASES_OF_NOTATIONS["pages"]
CASES = [
    (name, text, verdict)
    for verdict in ("right", "wrong")
    for name, texts in CASES_OF_NOTATIONS[verdict].items()
    for text in texts
]


@pytest.mark.parametrize(("name", "text", "verdict"), share(CASES))
def test_each_notation_has_its_verdict(name: str, text: str, verdict: str) -> None:
    report = handgrad.grade(handgrad.Model.from_text(PAGES[name]), text)
    assert report.verdict == verdict, str(report)


def jacobian_of_softmax(*lines: str) -> Any:
    return handgrad.grade(handgrad.Model.from_text(PAGES["SMV"]), "\n".join(lines))


DIAGONAL = r"\frac{\partial p_i}{\partial z_i} = p_i(1 - p_i)"
BESIDE = r"\frac{\partial p_i}{\partial z_j} = -p_i p_j"


@pytest.mark.parametrize("condition", [
    r" \quad (i \neq j)", r", \quad i \ne j", r" \text{ for } i \neq j", " if i != j",
    " (i ≠ j)", "",
])  # fmt: skip
def test_two_cases_on_two_lines_are_one_jacobian(condition: str) -> None:
    wrong = BESIDE.replace("-", "")
    assert jacobian_of_softmax(DIAGONAL, BESIDE + condition).verdict == "right"
    assert jacobian_of_softmax(DIAGONAL, wrong + condition).verdict == "wrong"
    assert (
        jacobian_of_softmax(DIAGONAL.replace("1 -", "1 +"), BESIDE + condition).verdict
        == "wrong"
    )


@pytest.mark.parametrize("lines", [
    ("If $i=j$: " + DIAGONAL, r"If $i\neq j$: " + BESIDE),
    ("i = j: dp_i/dz_j = p_i(1 - p_i)", "i != j: dp_i/dz_j = -p_i p_j"),
    ("dp_i/dz_i = p_i(1-p_i), dp_i/dz_j = -p_i p_j (i != j)",),
])  # fmt: skip
def test_conditions_may_stand_in_front_and_on_one_line(lines: tuple[str, ...]) -> None:
    assert jacobian_of_softmax(*lines).verdict == "right"


def test_a_half_of_two_cases_is_no_answer_and_not_wrong() -> None:
    assert jacobian_of_softmax(DIAGONAL).verdict == "invalid"
    assert jacobian_of_softmax(BESIDE + r" \quad (i \neq j)").verdict == "invalid"


def test_h_is_a_value_of_the_writers_where_the_gradient_is_answered() -> None:
    """Where a line answers the gradient, H is no claim, unless a Hessian is wanted."""
    model = handgrad.Model.from_text(PAGES["LOG"])
    text = "dw = X.T @ (p - y)\nH = X.T @ X"
    assert handgrad.grade(model, text).verdict == "right"
    assert handgrad.grade(model, text, wanted=("w", "d2L/dw2")).verdict == "wrong"
    text = "dw = X.T @ (p - y)\nH = X.T @ np.diag(p*(1-p)) @ X"
    assert handgrad.grade(model, text, wanted=("w", "d2L/dw2")).verdict == "right"
