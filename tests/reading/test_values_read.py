"""Sums over indices have the values of the matrix formulas they stand for."""

import random
from fractions import Fraction

import pytest

from handgrad.arithmetic import RATIONAL
from handgrad.errors import BudgetError, EvaluationError, FormulaError, ShapeError
from handgrad.language.arrays import Array, Value
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.reading.answer import read_answer
from tests.helpers.notation_pages import BATCH, LAYERS, NAMES

SIZES = {"N": 4, "D": 3, "n": 3, "m": 2, "k": 4}


def environment(page: str) -> dict[str, Value]:
    """Every name of a page with random entries; the names need not agree with each other."""
    generator = random.Random(7)

    def entry() -> Fraction:
        return Fraction(int(generator.random() * 2000) - 1000, 64)

    def value(name: str, rows: int, columns: int) -> Value:
        if name in SIZES:
            return Fraction(SIZES[name])
        entries = [entry() for _ in range(rows * columns)]
        return entries[0] if rows == columns == 1 else Array(rows, columns, entries)

    shapes = NAMES[page].shapes.items()
    return {
        name: value(name, *(d if isinstance(d, int) else SIZES[d] for d in shape))
        for name, shape in shapes
    }


def value_of(text: str, page: str) -> Value:
    [line] = read_answer(text, NAMES[page])
    tree = fitted(line.members[0], NAMES[page].shapes, line.sources[0]).tree
    return evaluate(tree, environment(page), RATIONAL)


def value_in_matrices(text: str, page: str) -> Value:
    """The other route: the notation of pages, which has no index."""
    return evaluate(fitted(parse(text), NAMES[page].shapes).tree, environment(page), RATIONAL)


@pytest.mark.parametrize(
    ("page", "by_index", "in_matrices"),
    [
        (BATCH, "sum_i r_i x_i", "X.T @ r"),
        (BATCH, "dL/dw_j = 1/N sum_i r_i X_ij", "X.T @ r/N"),
        (BATCH, r"\frac{1}{N}\sum_{i=1}^N (w·x_i + b - y_i)^2", "mean((X @ w + b - y)^2)"),
        (BATCH, "mean_i r_i^2", "mean(r^2)"),
        (BATCH, "sum_{i,j} X_ij w_j", "sum(X @ w)"),
        (BATCH, "sum_{i=0}^{N-1} r[i] X[i,:]", "r.T @ X"),
        (BATCH, "e_i = x_i^T w - y_i", "X @ w - y"),
        (BATCH, "r_2 + X_{3,1} + (X w)_1", "r[1] + X[2, 0] + (X @ w)[0]"),
        (BATCH, "sum_{i=1}^N b", "N*b"),
        (LAYERS, "dL/dW2_jk = (y_hat_j - y_j) a1_k", "(y_hat - y) @ a1.T"),
        (LAYERS, "dL/dW1_j = z1_j x", "z1 @ x.T"),
        (LAYERS, "dL/db1_k = sum_j W2_jk y_j (1 - a1_k^2)", "(W2.T @ y)*(1 - a1^2)"),
        (LAYERS, "dL/dx_i = sum_j sum_l W1_ji W2_lj y_l", "W1.T @ (W2.T @ y)"),
        (LAYERS, "a1 ⊙ W_2^T y", "a1*(W2.T @ y)"),
        (LAYERS, "y x^T W_1^T", "y @ x.T @ W1.T"),
    ],
)
def test_an_index_formula_equals_its_matrix_formula(
    page: str, by_index: str, in_matrices: str
) -> None:
    """Exactly, in fractions."""
    assert value_of(by_index, page) == value_in_matrices(in_matrices, page)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sum_{i=1}^D r_i", "runs over D elsewhere, here it picks one of N"),
        ("sum_i r_i w_i", "runs over N elsewhere, here it picks one of D"),
        ("dL/dw_j = r_j", "runs over D elsewhere, here it picks one of N"),
        ("sum_i b", "picks nothing"),
    ],
)
def test_an_index_runs_over_one_size(text: str, message: str) -> None:
    """A clash of sizes is an error that names both."""
    with pytest.raises(ShapeError, match=message):
        value_of(text, BATCH)


def test_an_index_past_the_last_is_told() -> None:
    """x_9 of a vector of 4."""
    with pytest.raises(EvaluationError, match="past the last"):
        value_of("y_9", BATCH)


def test_too_many_indices_are_refused() -> None:
    """Nested sums cannot stall the machine."""
    letters = "ijklmpq"
    text = "".join(f"sum_{i} " for i in letters) + "*".join(f"r_{i}" for i in letters)
    with pytest.raises(FormulaError, match="at most 6 indices"):
        value_of(text, BATCH)
    body = " + ".join(["r_i*r_j*r_k*r_l"] * 60)
    with pytest.raises(BudgetError, match="too many terms"):
        value_of(f"sum_{{i,j,k}} sum_l ({body})", BATCH)
