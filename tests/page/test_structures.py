"""Matrices that are symmetric, positive definite and so on, as domains of a page."""

import random

import pytest

import handgrad
from handgrad.page.domains import GRID, domain, unknown_denominator
from handgrad.page.structures import STRUCTURES
from handgrad.referee.points import points_of
from tests.helpers.pages import model_of


def holds(kind: str, a: object) -> bool:
    """Whether an array has the structure, by NumPy."""
    import numpy as np

    m = np.array(a, dtype=float)
    return {
        "symmetric": lambda: np.array_equal(m, m.T) and not np.allclose(m, np.diag(np.diag(m))),
        "positive_definite": lambda: np.linalg.eigvalsh(m).min() > 0.99,
        "diagonal": lambda: np.array_equal(m, np.diag(np.diag(m))),
        "lower": lambda: np.array_equal(m, np.tril(m)),
        "orthogonal": lambda: np.allclose(m.T @ m, np.eye(len(m))),
    }[kind]()


@pytest.mark.parametrize("kind", STRUCTURES)
@pytest.mark.parametrize("unknown", [False, True])
def test_what_is_drawn_has_the_structure(kind: str, unknown: bool) -> None:
    np = pytest.importorskip("numpy")
    generator = random.Random(3)
    denominator = unknown_denominator(generator) if unknown else GRID
    declared = domain(kind)
    assert declared is not None
    array = declared.draw_array(generator, (4, 4), denominator)
    assert holds(kind, np.array(array.entries, dtype=float).reshape(4, 4))


@pytest.mark.parametrize("kind", STRUCTURES)
def test_points_have_it_and_values_must(kind: str) -> None:
    """Every test point has the structure; a value without it is refused, with its name."""
    pytest.importorskip("numpy")
    model = handgrad.Model.from_text(
        f"model s: one\nsizes n\nparameters x[n]\ndata A[n,n] {kind}\n"
        "forward\n    L = x.T @ A @ x\ngradient\n    dL/dx = (A + A.T) @ x\n"
    )
    for point in points_of(model).values:
        a = point["A"]
        assert holds(kind, [list(a.row(i)) for i in range(a.rows)])
    assert handgrad.check_model(model).verdict == "right"
    wrong = [[1, 2, 3], [4, 5, 6], [7, 8, 10]]
    with pytest.raises(handgrad.HandgradError, match=r"'A'.*matrix"):
        model.loss({"x": [1, 2, 3], "A": wrong})


def test_symmetric_data_makes_a_difference() -> None:
    """2 A x is right of a symmetric A only."""
    page = (
        "model s: one\nsizes n\nparameters x[n]\ndata A[n,n]{}\nforward\n    L = x.T @ A @ x\n"
    )
    answer = "dL/dx = 2*A @ x"
    free, bound = (model_of(page.format(s)) for s in ("", " symmetric"))
    assert handgrad.grade(free, answer).verdict == "wrong"
    assert handgrad.grade(bound, answer).verdict == "right"


def test_a_vector_has_no_structure() -> None:
    with pytest.raises(handgrad.HandgradError, match="needs a square matrix"):
        handgrad.Model.from_text(
            "model s: one\nsizes n\nparameters x[n] symmetric\nforward\n    L = sum(x)\n"
        )


@pytest.mark.parametrize("kind", [k for k in STRUCTURES if k != "positive_definite"])
def test_both_signs_of_a_determinant_are_seen_and_no_large_condition(kind: str) -> None:
    np = pytest.importorskip("numpy")
    model = handgrad.Model.from_text(
        f"model s: one\nsizes n\nparameters X[n,n] {kind}\nforward\n    L = det(X)\n", n=5
    )
    drawn = [
        np.array(point["X"].entries, dtype=float).reshape(5, 5)
        for point in points_of(model).values
    ]
    assert {np.sign(np.linalg.det(x)) for x in drawn} == {-1, 1}
    assert max(map(np.linalg.cond, drawn)) < 200
