"""Excerpts of programs as they are pasted: what runs gives the truth."""

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

NET = """model net: two sigmoid layers without biases
sizes N = 4, a = 2, b = 3, c = 2
parameters w0[a,b], w1[b,c]
data X[N,a], Y[N,c]
forward
    l1 = sigmoid(X @ w0)
    l2 = sigmoid(l1 @ w1)
    E = sum((Y - l2)^2)
"""
BELOW = """
def slope(x):
    return {slope}

        l1 = sigmoid(X @ w0)
        l2 = sigmoid(l1 @ w1)
        delta2 = -2*(Y - l2) * slope(l2)
        delta1 = delta2 @ w1.T * slope(l1)
        grad_w1 = l1.T @ delta2
        grad_w0 = X.T @ delta1
"""
NORM = """model norm: batch norm, samples in rows
sizes N = 4, D = 3
parameters x[N,D], gamma[D], beta[D]
data dout[N,D], eps in (0, 1)
forward
    mu = mean(x, axis=0)
    xc = x - mu
    var = sum(xc^2, axis=0)/N
    std = sqrt(var + eps)
    xn = xc/std
    out = gamma*xn + beta
    L = sum(dout*out)
"""
BACK = """dxn = dout * gamma
dstd = np.sum(dxn * xc, axis=0) * (-1/std**2)
dvar = (dstd / (2*std)).reshape(1, D)
dxc = dxn/std + {first} * 2*xc
dmu = np.sum(-dxc, axis=0).reshape(1, D)
dx = dxc + {second}
"""
ROWS = (
    "np.repeat(dvar/N, N, axis=0)", "np.tile(dvar/N, (N, 1))",
    "np.broadcast_to(dvar/N, (N, D))", "np.tile((dvar/N)[0], (N, 1))",
)  # fmt: skip


@pytest.mark.parametrize(
    ("slope", "expected"),
    [("x*(1 - x)", "right"), ("sigmoid(x)*(1 - sigmoid(x))", "wrong"), ("x*(1 + x)", "wrong")],
)
def test_lines_that_stand_further_in_than_a_return_are_another_excerpt(
    slope: str, expected: str
) -> None:
    assert grade(model_of(NET), BELOW.format(slope=slope)).verdict == expected


@pytest.mark.parametrize("rows", ROWS)
def test_a_row_is_repeated_for_every_sample(rows: str) -> None:
    second = rows.replace("dvar", "dmu")
    right = BACK.format(first=rows, second=second)
    assert grade(model_of(NORM), right).verdict == "right"
    wrong = BACK.format(first=rows, second=second.replace("/N", ""))
    assert grade(model_of(NORM), wrong).verdict == "wrong"


@pytest.mark.parametrize(
    "part", ["np.repeat(dxn, 2, axis=0)", "dvar.repeat(N, 1)", "np.tile(dxn, 2)"]
)
def test_what_is_repeated_along_more_entries_is_refused(part: str) -> None:
    report = grade(model_of(NORM), BACK.format(first=part, second="dmu/N"))
    assert report.verdict == "invalid"
