"""Loops that are no sums, slices and shared memory: judged as NumPy runs them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handgrad
from handgrad import Model
from handgrad.page.numbered import next_sizes, numbered
from tests.grading.test_code_loops import is_right
from tests.helpers.effort import count, examples
from tests.helpers.loop_code import loop_code
from tests.helpers.pages import model_of

np = pytest.importorskip("numpy")

SOFTMAX = model_of("softmax_regression")
RNN = model_of("rnn")
KERNEL = Model.from_text(
    """
model kernel: a signal and a kernel
parameters w[3], x[7]
data g[5]
forward
    y = windows(x, 3, 1, 0) @ w
    L = sum(g*y)
gradient
    dL/dw = windows(x, 3, 1, 0).T @ g
    dL/dx = overlap_add(g @ w.T, 7, 3, 1, 0)
"""
)
IMAGE = Model.from_text(
    """
model image: windows of an image and a kernel
parameters K[2,3]
data X[4,5], G[3,3]
forward
    u = windows(X, 2, 3, 1, 0) @ reshape(K, 6, 1)
    L = sum(reshape(G, 9, 1)*u)
gradient
    dL/dK = reshape(windows(X, 2, 3, 1, 0).T @ reshape(G, 9, 1), 2, 3)
"""
)
RECURRENT = """
xs, hs, gs = [x1, x2, x3], {{-1: h0, 0: h1, 1: h2, 2: h3}}, [g1, g2, g3]
dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
dh_next = np.zeros_like(h0)
for t in reversed(range(3)):
    dh = gs[t] + dh_next
    da = dh*(1 - hs[t]**2)
    dW_x += np.outer(da, xs[t])
    dW_h += np.outer(da, {})
    db += da
    dh_next = {}
"""
CASES: list[tuple[Model, str]] = [
    *((KERNEL, f"dw = np.zeros(3)\ndx = np.zeros(7)\nfor i in range(5):\n{body}") for body in (
        "    dw += g[i]*x[i:i+3]\n    dx[i:i+3] += g[i]*w",
        "    dw += g[i]*x[i:i+3]\n    dx[i:i+3] = g[i]*w",
        "    for j in range(3):\n        dw[j] += g[i]*x[i+j]\n        dx[i+j] += g[i]*w[j]",
        "    for j in range(3):\n        dw[j] = g[i]*x[i+j]\n        dx[i+j] += g[i]*w[j]",
        "    for j in range(3):\n        dw[j] += g[i]*x[i-j]\n        dx[i+j] += g[i]*w[2-j]",
        "    end = i + len(w)\n    dw += x[i:end]*g[i]\n    part = dx[i:end]\n"
        "    part += g[i]*w",
    )),
    (KERNEL, "dw = np.empty(3)\nfor j in range(3):\n    dw[j] = x[j:j+5] @ g\n"
             "dx = np.zeros(7)\nfor j in range(3):\n    dx[j:j+5] += w[j]*g"),
    (KERNEL, "dw = np.array([np.sum(x[j:j+5]*g) for j in range(3)])\npadded = np.zeros(9)\n"
             "padded[2:7] = g\ndx = np.array([padded[i:i+3] @ w[::-1] for i in range(7)])"),
    (KERNEL, "dw = np.correlate(x, g)\ndx = np.convolve(g, w)"),
    (KERNEL, "dw = np.convolve(x, g[::-1], 'valid')\ndx = np.convolve(g, w[::-1], 'full')"),
    (KERNEL, "dw = np.convolve(x, g, 'valid')[::-1]\ndx = np.correlate(np.pad(g, 2), w[::-1])"),
    *((IMAGE, f"dK = np.zeros((2, 3))\nfor i in range(3):\n    for j in range(3):\n{body}")
      for body in ("        dK += G[i, j]*X[i:i+2, j:j+3]",
                   "        dK += G[j, i]*X[i:i+2, j:j+3]",
                   "        window = X[i:i+2, j:j+3]\n        dK = dK + window*G[i][j]")),
    (IMAGE, "dK = np.zeros_like(K)\nfor a in range(2):\n    for b in range(3):\n"
            "        dK[a, b] = np.sum(X[a:a+3, b:b+3]*G)"),
    (RNN, RECURRENT.format("hs[t-1]", "W_h.T @ da")),
    (RNN, RECURRENT.format("hs[t]", "W_h.T @ da")),
    (RNN, RECURRENT.format("hs[t-1]", "W_h @ da")),
    *((SOFTMAX, f"dZ = P - Y\ndb = np.mean(dZ, axis=0)\n{rest}") for rest in (
        "dW = np.zeros((D, C))\nfor i in range(1, N+1):\n"
        "    dW = dW*(i-1)/i + np.outer(X[i-1], dZ[i-1])/i",
        "dW = np.zeros((D, C))\nfor i in range(1, N+1):\n"
        "    dW = dW + np.outer(X[i-1], dZ[i-1])/i",
        "db = np.sum(P, axis=0)\nfor i in range(N):\n    db += P[i]\n    db -= P[i] + Y[i]\n"
        "db /= N\ndW = X.T @ dZ/N",
        "rows = []\nfor i in range(N):\n    rows.append(np.outer(X[i], dZ[i]))\n"
        "dW = sum(rows)/len(rows)",
        "d = P\nd[np.arange(N), np.argmax(Y, axis=1)] -= 1\ndW = X.T @ P/N",
        "d = P\nd -= Y\nr = d[0]\nr /= N\nd[1:] /= N\ndW = X.T @ P",
        "d = P.copy()\nd -= Y\ndW = X.T @ P/N",
        "i = 0\ndW = np.zeros((D, C))\nwhile i < N:\n    dW[:, :] += np.outer(X[i], dZ[i])/N\n"
        "    i += 1",
        "dW = np.zeros((D, C))\nfor i in range(N):\n    if i % 2 == 0:\n"
        "        dW += np.outer(X[i], dZ[i])/N\n    else:\n"
        "        dW += np.outer(X[i], dZ[i])/N",
        "dW = np.zeros((D, C))\nfor i in range(N):\n    if i == 2:\n        continue\n"
        "    dW += np.outer(X[i], dZ[i])/N",
    )),
]  # fmt: skip

SOFTMAX_JACOBIAN = Model.from_text(
    """
model jacobian: a softmax and its loss
sizes m
parameters z[m]
data y[m] one_hot
forward
    p = softmax(z)
    L = -sum(y*log(p))
gradient
    dL/dz = p - y
"""
)
BILINEAR = Model.from_text(
    """
model bilinear: a matrix between two vectors
parameters W[4,3]
data a[4], x[3]
forward
    L = sum(a*(W @ x))
gradient
    dL/dW = a @ x.T
"""
)
_ENTRIES = "J = np.zeros((m, m))\nfor i in range(m):\n    for j in range(m):\n"
CASES += [
    *((SOFTMAX_JACOBIAN, f"{text}\ndz = J @ (-y/p)") for text in (
        f"{_ENTRIES}        J[i, j] = p[i]*((i == j) - p[j])",
        f"{_ENTRIES}        if i == j:\n            J[i][j] = p[i]*(1 - p[i])\n"
        "        else:\n            J[i][j] = -p[i]*p[j]",
        f"{_ENTRIES}        if i == j:\n            J[i][j] = p[i]*(1 - p[i])\n"
        "        else:\n            J[i][j] = p[i]*p[j]",
        "J = -np.outer(p, p)\nJ[np.diag_indices(m)] = p*(1 - p)",
        "J = -np.outer(p, p)\nJ[np.arange(m), np.arange(m)] += p",
        "J = -np.outer(p, p)\nnp.fill_diagonal(J, p*(1 - p))",
        "J = -np.outer(p, p)\nnp.fill_diagonal(J, p)",
    )),
    (BILINEAR, "dW = np.array([[a[i]*x[j] for j in range(3)] for i in range(4)])"),
    (BILINEAR, "dW = np.array([[a[i]*x[2-j] for j in range(3)] for i in range(4)])"),
    (BILINEAR, "dW = np.kron(a, x).reshape(4, 3)"),
    (BILINEAR, "dW = np.kron(x, a).reshape(4, 3)"),
    (BILINEAR, "dW = np.kron(x, a).reshape(3, 4).T"),
    (BILINEAR, "dW = np.outer(a, x).ravel().reshape(-1, 3)"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "text"), CASES)
def test_rounds_are_judged_as_numpy_runs_them(model: Model, text: str) -> None:
    wanted = "right" if is_right(model, text) else "wrong"
    assert handgrad.grade(model, text).verdict == wanted


def test_what_is_right_at_one_set_of_sizes_only_is_wrong() -> None:
    loop = "dW = np.zeros((D, C))\nfor i in range(1, N+1):\n    dW = dW*(i-1)/i + {}/i\n"
    for number, verdict in (("N", "right"), (f"{SOFTMAX.sizes['N']}", "wrong")):
        step = f"np.outer(X[i-1], P[i-1] - Y[i-1])*N/{number}"
        text = loop.format(step) + "db = np.mean(P - Y, axis=0)"
        assert handgrad.grade(SOFTMAX, text).verdict == verdict


def test_the_first_wrong_line_is_the_one_in_the_loop() -> None:
    report = handgrad.grade(KERNEL, CASES[1][1])
    judged = [line for line in report.lines if line.verdict != "definition"]
    assert [(line.number, line.verdict) for line in judged] == [(4, "right"), (5, "wrong")]
    assert [line.text for line in judged] == ["dw += g[i]*x[i:i+3]", "dx[i:i+3] = g[i]*w"]
    assert report.first_wrong == 5


def test_every_page_holds_with_the_numbers_of_its_sizes() -> None:
    for name in handgrad.catalogue():
        page = model_of(name)
        for sizes in (page.sizes, next_sizes(page) or page.sizes):
            assert numbered(page, sizes) is not None, name


@given(st.integers(0, 2**32))
@examples(60, long=2000)
def test_no_program_of_loops_gets_a_false_verdict(seed: int) -> None:
    program = loop_code(seed)
    for page, truth in ((program.page, "right"), (program.other, "wrong")) if program else ():
        report: Any = handgrad.grade(page, program.text)
        told = f"{program.text}\n\n{report}"
        assert report.verdict in (truth, "undecided", "invalid"), told


def test_most_programs_of_loops_are_decided() -> None:
    found = [p for seed in range(count(100)) if (p := loop_code(seed)) is not None]
    verdicts = [handgrad.grade(p.page, p.text).verdict for p in found]
    assert verdicts.count("right") > 0.9 * len(verdicts)
