"""Each function, method, index and mask of NumPy has the value that NumPy gives it."""

import pytest

import handgrad
from tests.helpers.code_values import values_of

np = pytest.importorskip("numpy")

PAGE = handgrad.Model.from_text(
    """
model arrays: one of every shape
sizes N = 3, D = 2, C = 4
parameters W[D,C], b[C]
data X[N,D], Y[N,C] one_hot, G[N,C], v[D], e[N], a > 0
forward
    Z = X @ W + b
    s = sum(Z^2, axis=1)
    L = sum(G*Z) + sum(s)*sum(v)*sum(e)*a
"""
)
VALUES = {
    "W": [[0.5, -1.5, 2.0, 0.25], [1.25, 0.75, -0.5, -2.0]],
    "b": [0.1, -0.2, 0.3, 0.7],
    "X": [[1.0, -2.0], [0.5, 0.25], [-1.5, 3.0]],
    "Y": [[0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]],
    "G": [[0.5, -0.25, 1.0, 2.0], [-1.0, 0.75, 0.2, -0.6], [1.5, -0.1, 0.9, -2.5]],
    "v": [0.75, -1.25],
    "e": [1.0, -0.5, 2.5],
    "a": 1.75,
}

EXPRESSIONS = """
X.T
X.T @ G
np.dot(X, W)
X.dot(W)
np.matmul(X, v)
e @ X
np.dot(e, X)
v @ v
np.inner(v, v)
np.vdot(v, v)
np.dot(a, X)
np.outer(v, b)
np.outer(e, v).T
np.multiply(X, v)
np.multiply(G, b)
X * v
G + b
G - b * 2
e[:, None] * X
e[:, np.newaxis] + v[None, :]
v * (e @ X)
(v * (e @ X)).sum()
np.sum(v*(e @ X))
np.sum(G)
np.sum(G, axis=0)
np.sum(G, 1)
G.sum(axis=-1)
G.sum(axis=(0, 1))
G.sum(0, keepdims=True)
np.sum(G, axis=1, keepdims=True) * G
G - G.mean(axis=0)
G - G.max(axis=1, keepdims=True)
G.min(axis=0)
np.max(G)
np.mean(G, axis=0, keepdims=True)
np.average(e)
G.var(axis=0)
np.std(G, axis=1, keepdims=True)
np.linalg.norm(v)
np.linalg.norm(G)
np.linalg.norm(G, axis=1)
np.linalg.norm(G, axis=1, keepdims=True)
np.exp(G) / np.sum(np.exp(G), axis=1, keepdims=True)
np.exp(G) / np.exp(G).sum(axis=1)[:, None]
np.exp(G) / np.exp(G).sum(1).reshape(-1, 1)
np.log(np.exp(e)) + np.log1p(e**2) + np.expm1(e)
np.sqrt(np.square(e)) + np.abs(e) + np.sign(e)
np.power(e, 2) - e**3
np.tanh(G) * (1 - np.tanh(G)**2)
1 / (1 + np.exp(-G))
np.sin(e) + np.cos(e) + np.sinh(e) + np.cosh(e)
np.maximum(0, G)
np.maximum(G, b)
np.minimum(G, 0.5)
np.clip(G, -1, 1)
G.clip(0)
np.clip(G, a_min=None, a_max=0.5)
np.where(G > 0, G, 0.1*G)
np.where(e > 0, 1, -1)
(G > 0) * 1.0
(G > 0).astype(float)
(G > 0) & (G < 1)
np.logical_or(G > 1, G < 0).astype(int)
~(G > 0)
np.zeros_like(X) + v
np.zeros((N, D)) + X
np.ones((N, 1)) @ b[None, :]
np.ones(N) @ G
np.ones_like(e) * 3
np.full((N, D), 2.0) * X
np.eye(D) @ W
np.eye(C)[np.argmax(Y, axis=1)]
np.identity(D) * 2
np.diag(v) @ W
np.diag(X.T @ X)
np.trace(X.T @ X)
np.einsum('ij,jk->ik', X, W)
np.einsum('nd,n->d', X, e)
np.einsum('ij->j', G)
np.einsum('ij,ij->', G, G)
np.einsum('i,j->ij', e, v)
np.einsum('ij,ij->i', G, G)
np.einsum('nc,dc', G, W)
np.transpose(X)
X.transpose()
X.reshape(N, D)
X.reshape(X.shape)
v.reshape(-1, 1)
v.reshape(1, -1) @ W
v.reshape((D, 1)).T
np.reshape(v, (-1, 1)) * W
np.expand_dims(e, 1) * X
np.expand_dims(v, axis=0) + X
np.squeeze(np.sum(G, axis=1, keepdims=True))
e.ravel()
(e[:, None]).flatten()
X[0]
X[0, 1]
X[:, 1]
X[1, :]
v[1] * X
G[np.arange(N), np.argmax(Y, axis=1)]
G[range(N), Y.argmax(1)].reshape(-1, 1) - G
len(X) * v
X.shape[0] * v + X.shape[1]
e.size * v
np.size(X) * v
X.size * v
-X + +X * 2
X / N / a
2 / len(e) * X.T @ e
np.add(X, v) - np.subtract(X, 1) + np.divide(X, 2)
np.negative(X) * np.reciprocal(a)
np.copy(X).astype(np.float64)
np.array(X, dtype=float)
X.copy()
float(a) * X
max(0, a) * X
sum(e) * v
abs(e)
(lambda t: t**2)(e)
(X, W)[1]
""".strip().splitlines()

STATEMENTS = [
    "r = G.copy(); r[G <= 0] = 0",
    "r = G.copy(); r[G > 1] *= 2",
    "r = np.ones_like(G); r[G < 0] = a",
    "r = G.copy(); r[range(N), np.argmax(Y, axis=1)] -= 1",
    "r = G.copy(); r[np.arange(N), np.argmax(Y, axis=1)] = 0",
    "r = G.copy(); r[np.arange(N), np.argmax(Y, axis=1)] = -G.sum(axis=1)",
    "r = G.copy(); r[np.arange(len(X)), np.argmax(Y, 1)] += e",
    "r = v.copy(); r[0] = 0",
    "r = X.copy(); r[1] = v",
    "r = X.copy(); r[:, 1] += e",
    "r = X.copy(); r[0, 1] *= 3",
    "r = np.zeros((N, D)); r[:] = X",
    "r = np.zeros_like(W); r += np.outer(v, b); r -= W; r *= 2; r /= a",
    "r = X; r = r*2; r = r + X",
    "p, q = X, G; p, q = q, p; r = p",
    "t = (X, G); X2, G2 = t; r = X2*2",
    "r = np.zeros_like(W)\nfor i in range(N):\n    r += np.outer(X[i], G[i])",
    "r = np.zeros(D)\nfor i in range(N):\n    for j in range(D):\n        r[j] += e[i]*X[i, j]",
    "r = np.zeros((N, C))\nfor i in range(N):\n    r[i] = X[i] @ W + b",
    "r = np.zeros((N, C))\nfor i in range(N):\n    for c in range(C):\n"
    "        r[i, c] = X[i].dot(W[:, c])",
    "r = np.zeros(C)\nfor i, x in enumerate(X):\n    if e[i] > 0:\n        r += x @ W\n"
    "    else:\n        r -= G[i]",
    "r = np.zeros(C)\nfor x, g in zip(X, G):\n    t = x @ W\n    t = t*2\n    r += t*g",
    "r = np.zeros_like(G)\nfor i in range(N):\n    k = np.argmax(Y, axis=1)[i]\n"
    "    for c in range(C):\n        if c == k:\n            continue\n        r[i, c] += 1\n"
    "        r[i, k] -= G[i, c]",
    "r = 0\nfor i in range(len(e)):\n    if e[i] < 0:\n        continue\n    r += e[i]**2",
    "def f(x, scale=2):\n    y = x*scale\n    return y\nr = f(X) + f(X, 3) + f(X, scale=4)",
    "def f(x, deriv=False):\n    if deriv:\n        return x*(1 - x)\n"
    "    return 1/(1 + np.exp(-x))\n"
    "r = f(f(e), deriv=True)",
    "f = lambda t: t*(1 - t)\nr = f(e)",
    "h = {'one': X, 'two': W}\nr = h['one'] @ h['two']",
    "r = (X @ W\n     + b)",
    "r = X @ W \\\n    + b",
    "r: float = X @ W + b  # a comment with 'quotes'",
]


def spaces() -> dict[str, object]:
    arrays = {name: np.array(value, dtype=float) for name, value in VALUES.items()}
    return {"np": np, "N": 3, "D": 2, "C": 4, **arrays}


def assert_same(text: str) -> None:
    space = spaces()
    exec(text, space)  # noqa: S102
    wanted = np.ravel(np.asarray(space["r"], dtype=float))
    assert values_of(PAGE, text, VALUES)["r"] == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_has_the_value_that_numpy_gives_it(expression: str) -> None:
    assert_same(f"import numpy as np\nr = np.array({expression})")


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements_leave_what_numpy_leaves(text: str) -> None:
    assert_same(f"import numpy as np\n{text}\nr = r*1.0")
