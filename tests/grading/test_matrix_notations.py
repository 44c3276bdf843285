"""Matrices, Jacobians and Hessians as people write them, in every notation."""

import json
from pathlib import Path
from typing import Any

import pytest

import handgrad
from tests.helpers.effort import share
from tests.helpers.pages import model_of

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
    report = handgrad.grade(model_of(PAGES[name]), text)
    assert report.verdict == verdict, str(report)


def jacobian_of_softmax(*lines: str) -> Any:
    return handgrad.grade(model_of(PAGES["SMV"]), "\n".join(lines))


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
    model = model_of(PAGES["LOG"])
    text = "dw = X.T @ (p - y)\nH = X.T @ X"
    assert handgrad.grade(model, text).verdict == "right"
    assert handgrad.grade(model, text, wanted=("w", "d2L/dw2")).verdict == "wrong"
    text = "dw = X.T @ (p - y)\nH = X.T @ np.diag(p*(1-p)) @ X"
    assert handgrad.grade(model, text, wanted=("w", "d2L/dw2")).verdict == "right"


HOMEWORK = json.loads(
    (Path(__file__).parents[1] / "cases" / "matrix_homework.json").read_text("utf-8")
)


@pytest.mark.parametrize(
    "case", share(HOMEWORK), ids=lambda case: case["page"].split("L = ")[1]
)
def test_homework_in_matrix_calculus(case: dict[str, Any]) -> None:
    """Traces, determinants, inverses, norms: right answers, and those people give instead."""
    model = model_of(case["page"])
    for text in case["right"]:
        assert handgrad.grade(model, text).verdict == "right", text
    for text in case["wrong"]:
        assert handgrad.grade(model, text).verdict in ("wrong", "invalid"), text


def test_a_loss_without_a_value_at_zero_is_graded() -> None:
    """Whether data arrives from above is tried at 0, where this loss is infinite."""
    model = handgrad.Model.from_text(
        "model z: one\nsizes n\nparameters x[n]\ndata A[n,n]\nforward\n"
        "    L = log(x.T @ A.T @ A @ x)\n"
    )
    assert handgrad.grade(model, "dL/dx = 2 A^T A x/(x^T A^T A x)").verdict == "right"


def test_an_identity_alone_has_the_size_of_the_left_side() -> None:
    model = model_of(page_of("L = tr(X)*tr(X)"))
    for text, verdict in (("2 tr(X) I", "right"), ("tr(X) I", "wrong"), ("2 I", "wrong")):
        assert handgrad.grade(model, f"dL/dX = {text}").verdict == verdict


def test_a_function_of_every_entry_is_squared_entry_by_entry() -> None:
    model = model_of(page_of("L = tr(tanh(X))"))
    for text in (
        "I*(1 - tanh(X)^2)",
        r"I \odot (1 - \tanh^2(X))",
        "np.eye(n)*(1 - np.tanh(X)**2)",
    ):
        assert handgrad.grade(model, f"dX = {text}").verdict == "right", text
    assert handgrad.grade(model, "dX = I*(1 - X^2)").verdict == "undecided"


def page_of(loss: str) -> str:
    return f"model s: one\nsizes n\nparameters X[n,n]\nforward\n    {loss}\n"


def test_the_other_order_of_vec_is_named_and_may_be_accepted() -> None:
    model = model_of(PAGES["AXB"])
    rows = "dY/dX = kron(A, B.T)"
    report = handgrad.grade(model, rows)
    assert report.verdict == "wrong"
    assert [hint.id for hint in report.hints] == ["convention"]
    assert handgrad.grade(model, rows, accept=("vec",)).verdict == "right"
    assert handgrad.grade(model, rows, accept=("transpose",)).verdict == "wrong"
    assert handgrad.grade(model, "dY/dX = 2*kron(A, B.T)", accept=("vec",)).verdict == "wrong"


def test_the_gauss_newton_matrix_is_named() -> None:
    """J.T @ J of a nonlinear model is not the Hessian of its squares."""
    model = handgrad.Model.from_text(
        "model g: one\nsizes n, m\nparameters w[n]\ndata X[m,n], y[m]\nforward\n"
        "    a = tanh(X @ w)\n    L = sum((a - y)^2)\n"
    )
    report = handgrad.grade(model, "H = 2*X.T @ diag((1 - a^2)^2) @ X")
    assert report.verdict == "wrong"
    assert [hint.id for hint in report.hints] == ["gauss-newton"]
    right = "H = 2*X.T @ diag((1 - a^2)^2 - 2*(a - y)*a*(1 - a^2)) @ X"
    assert handgrad.grade(model, right).verdict == "right"


ORDERED = "model t: t\nsizes n\nparameters a[n]\ndata A[n,n], b[n]\nforward\n    L = {}\n"


@pytest.mark.parametrize(
    ("loss", "formula", "verdict"),
    [
        ("sum(cumsum(a)*b)", r"\sum_{j \ge i} b_j", "right"),
        ("sum(cumsum(a)*b)", r"b_i + \sum_{j > i} b_j", "right"),
        ("sum(cumsum(a)*b)", r"\sum_j b_j - \sum_{j < i} b_j", "right"),
        ("sum(cumsum(a)*b)", r"\sum_{i \le j} b_j", "right"),
        ("sum(cumsum(a)*b)", r"\sum_{j > i} b_j", "wrong"),
        ("sum(cumsum(a)*b)", r"\sum_{j \le i} b_j", "wrong"),
        ("sum(cumsum(a)*b)", r"\sum_{j < i} b_j", "wrong"),
        ("prod(a)", r"\prod_{j \ne i} a_j", "right"),
        ("prod(a)", r"(\prod_{j < i} a_j) (\prod_{j > i} a_j)", "right"),
        ("prod(a)", r"\prod_{j < i} a_j \prod_{j > i} a_j", "right"),
        ("prod(a)", r"\prod_{j < i} a_j \prod_{j \ge i} a_j", "wrong"),
        ("2*prod(a)", r"2 \prod_{j \ne i} a_j", "right"),
        ("sum(b)*prod(a)", r"\sum_j b_j \prod_{j \ne i} a_j", "right"),
        ("sum(b)*prod(a)", r"\sum_j b_j \prod_j a_j", "wrong"),
        ("b[0]*prod(a)", r"\prod_{j \ne i} a_j b_1", "invalid"),
        ("prod(a*b)", r"b_i \prod_{j \ne i} a_j b_j", "right"),
        ("prod(a)", r"\prod_j a_j", "wrong"),
        ("prod(a)", r"\prod_{j \ge i} a_j", "wrong"),
        ("a.T @ (A - A*eye(n)) @ a", r"\sum_{j \ne i} (A_{ij} + A_{ji}) a_j", "right"),
        ("a.T @ (A - A*eye(n)) @ a", r"\sum_{j} (A_{ij} + A_{ji}) a_j", "wrong"),
        ("sum(max(a))", r"\max_{j \ne i} a_j", "invalid"),
    ],
)
def test_sums_and_products_over_some_entries(loss: str, formula: str, verdict: str) -> None:
    """What is left out of a product is 1, not 0."""
    model = model_of(ORDERED.format(loss))
    answer = rf"\frac{{\partial L}}{{\partial a_i}} = {formula}"
    assert handgrad.grade(model, answer).verdict == verdict


@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{i \ne j} A_{ij} a_i a_j",
        r"\sum_{i < j} (A_{ij} + A_{ji}) a_i a_j",
        r"\sum_{i} \sum_{j \neq i} A_{ij} a_i a_j",
    ],
)
def test_one_sum_over_the_pairs_of_two_indices(formula: str) -> None:
    pasted = model_of(ORDERED.format(formula))
    typed = model_of(ORDERED.format("a.T @ (A - A*eye(n)) @ a"))
    values = {"a": [2, 3, 5], "A": [[1, 2, 3], [4, 5, 6], [7, 8, 10]], "b": [0, 0, 0]}
    assert pasted.loss(values) == typed.loss(values) == 6 * 6 + 10 * 10 + 15 * 14


def test_ones_and_units_of_the_size_of_the_left_side() -> None:
    page = "model t: t\nsizes n, m\nparameters X[n,n]\ndata M[n,m]\nforward\n    L = {}\n"
    for loss, formula in (
        ("sum(X)", r"\mathbf{1}\mathbf{1}^\top"),
        ("X[0,0] + X[0,1]", r"e_1 e_1^\top + e_1 e_2^\top"),
        ("2*sum(X) + tr(X)", r"2 \cdot \mathbf{1}\mathbf{1}^\top + I"),
    ):
        model = model_of(page.format(loss))
        answer = rf"\frac{{\partial L}}{{\partial X}} = {formula}"
        assert handgrad.grade(model, answer).verdict == "right", answer
