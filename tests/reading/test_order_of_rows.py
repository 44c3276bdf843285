"""Lists whose entries come in another order than the positions, against NumPy."""

from typing import Any

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

np: Any = pytest.importorskip("numpy")

PAGE = """model rows
sizes n = 4, d = 3
parameters W[n,d]
data X[n,d], y[n]
forward
    s = sum(X*W, axis=1)
    L = sum((s - y)^2)/2
gradient
    dL/dW = X*(s - y)
"""
IN_OTHER_ORDER = [
    "dW = np.array([e[i]*X[i] for i in range(n-1, -1, -1)])",
    "dW = np.array([e[i]*X[i] for i in reversed(range(n))])",
    "dW = np.array([e[i]*X[i] for i in range(n)[::-1]])",
    "dW = np.stack([e[i]*X[i] for i in range(n-1, -1, -1)])",
    "dW = np.vstack([e[i]*X[i] for i in np.arange(n)[::-1]])",
    "dW = np.array([e*X[:, j] for j in reversed(range(d))]).T",
    "rows = []\nfor i in reversed(range(n)):\n    rows.append(e[i]*X[i])\ndW = np.array(rows)",
    "rows = []\nfor i in range(n-1, -1, -1):\n    rows.append(e[i]*X[i])\ndW = np.stack(rows)",
    "rows = []\nfor i in range(n)[1:]:\n    rows.append(e[i]*X[i])\ndW = np.array(rows)",
]
IN_ORDER = [
    "dW = np.array([e[i]*X[i] for i in range(n)])",
    "rows = []\nfor i in range(n):\n    rows.append(e[i]*X[i])\ndW = np.array(rows)",
    "rows = []\nfor i in np.arange(n):\n    rows.append(e[i]*X[i])\ndW = np.stack(rows)",
    "dW = np.zeros((n, d))\nfor i in range(n-1, -1, -1):\n    dW[i] = e[i]*X[i]",
]


def computed(program: str) -> tuple[Any, Any]:
    """What a program of this file computes, and the gradient."""
    rng = np.random.default_rng(3)
    X, W, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.normal(size=4)
    e = (X * W).sum(axis=1) - y
    names = {"np": np, "X": X, "e": e, "n": 4, "d": 3}
    exec(program, names)  # noqa: S102
    return names["dW"], e[:, None] * X


@pytest.mark.parametrize("program", IN_OTHER_ORDER)
def test_rows_upside_down_are_not_right(program: str) -> None:
    found, gradient = computed(program)
    assert np.shape(found) != gradient.shape or not np.allclose(found, gradient)
    assert grade(model_of(PAGE), f"e = s - y\n{program}").verdict != "right"


@pytest.mark.parametrize("program", IN_ORDER)
def test_rows_in_their_order_are_right(program: str) -> None:
    found, gradient = computed(program)
    assert np.allclose(found, gradient)
    assert grade(model_of(PAGE), f"e = s - y\n{program}").verdict == "right"


def test_a_sum_from_the_last_to_the_first_is_the_sum() -> None:
    page = PAGE.replace("W[n,d]", "w[d]").replace("sum(X*W, axis=1)", "X @ w")
    page = page.replace("dL/dW = X*(s - y)", "dL/dw = X.T @ (s - y)")
    text = "e = s - y\ndw = np.sum([e[i]*X[i] for i in reversed(range(n))], axis=0)"
    assert grade(model_of(page), text).verdict == "right"


@pytest.mark.parametrize(
    "program",
    [
        "dW = np.zeros((n, d))\nV = dW.ravel()\nV += (e[:, None]*X).ravel()",
        "dW = np.zeros((n, d))\nV = dW.ravel()\nV[:] = (e[:, None]*X).ravel()",
        "try:\n    dW = e[:, None]*X\nexcept ValueError:\n    dW = 0",
    ],
)
def test_a_gradient_that_is_filled_elsewhere_is_not_wrong(program: str) -> None:
    found, gradient = computed(program)
    assert np.allclose(found, gradient)
    assert grade(model_of(PAGE), f"e = s - y\n{program}").verdict != "wrong"


def test_nothing_runs_behind_a_return() -> None:
    program = "def g(e, X):\n    return 0*X\n    return e[:, None]*X\ndW = g(e, X)"
    found, gradient = computed(program)
    assert not np.allclose(found, gradient)
    report = grade(model_of(PAGE), f"e = s - y\n{program}")
    assert report.verdict == "wrong"


@pytest.mark.parametrize("shape", ["", "0, -1", "5", "2, 5", "7, -1"])
def test_a_shape_that_does_not_fit_is_no_fault_of_ours(shape: str) -> None:
    text = f"e = s - y\ndW = np.zeros((n, d))\nV = dW.reshape({shape})\nV[:] = e[:, None]*X"
    assert grade(model_of(PAGE), text).verdict in ("undecided", "invalid")
