"""Each function of NumPy that is run gives what NumPy gives, its shape and its entries."""

import pytest

from handgrad.reading.code.syntax.nodes import NotPython
from tests.helpers.run_values import run_entries
from tests.reading.test_numpy_functions import PAGE, VALUES

np = pytest.importorskip("numpy")

EXPRESSIONS = """
np.linalg.solve(X.T @ X, v)
np.linalg.solve(X.T @ X, X.T)
np.linalg.inv(X.T @ X)
np.tensordot(X, W, axes=1)
np.tensordot(X, G, axes=([0], [0]))
np.tensordot(e, G, 1)
np.tensordot(X, X, axes=((0, 1), (0, 1)))
np.squeeze(e[:, None])
np.squeeze(X[None, :, :], axis=0)
np.moveaxis(X, 0, 1)
np.moveaxis(X[None], 0, -1)
np.swapaxes(X, 0, 1)
np.tril(G)
np.triu(G, 1)
np.tril(G, -1)
np.triu(G, k=-1)
np.linspace(0, 1, 5)
np.linspace(-1.0, 1.0, num=4)
np.heaviside(G, 0.5)
np.heaviside(G, 0)
np.trace(X.T @ X)
np.bincount([0, 1, 1, 3])
np.atleast_2d(e)
np.linalg.multi_dot([X, W, b])
np.prod(X)
np.prod(X, axis=0)
np.prod(G, axis=1, keepdims=True)
np.multiply.outer(v, b)
np.cumsum(G, axis=1)
np.cumsum(e)
np.cumprod(e)
np.flip(G)
np.flip(G, axis=1)
np.flip(e, 0)
np.roll(G, 1)
np.roll(G, 1, axis=0)
np.roll(e, -1)
np.repeat(e, 2)
np.repeat(X, 2, axis=0)
np.repeat(X, 2, axis=1)
np.tile(e, 2)
np.tile(X, (2, 1))
np.tile(v, (3, 1))
np.pad(e, 1)
np.pad(X, ((1, 1), (0, 0)))
np.pad(X, ((0, 0), (2, 1)), mode="constant")
np.pad(X, 1, constant_values=3)
np.convolve(e, v)
np.convolve(e, v, mode="valid")
np.convolve(e, v, mode="same")
np.correlate(e, v)
np.correlate(e, v, mode="full")
np.correlate(e, v, mode="valid")
np.lib.stride_tricks.sliding_window_view(e, 2)
np.lib.stride_tricks.sliding_window_view(G, (2, 2))
np.lib.stride_tricks.sliding_window_view(G, 2, axis=1)
np.einsum("ij,jk->ik", X, W)
np.einsum("ij->j", G)
np.einsum("ij,ij->i", G, G)
np.einsum("i,j->ij", v, b)
np.einsum("ii", X.T @ X)
np.einsum("ij->ji", X)
np.einsum("ij,ik->jk", X, G)
np.einsum("ij,j", X, v)
np.diag(v)
np.diag(X.T @ X)
np.diag(e, 1)
np.diagonal(X.T @ X)
np.eye(3)
np.eye(3, 4)
np.eye(3, k=1)
np.identity(2)
np.arange(4)
np.arange(1, 7, 2)
np.full((2, 3), 1.5)
np.full_like(X, 2)
np.ones((2, 2)) + np.zeros((2, 2))
np.concatenate([X, X])
np.concatenate((X, G), axis=1)
np.concatenate([e, v])
np.stack([e, e])
np.stack([e, e], axis=1)
np.vstack([v, X])
np.vstack((e, e))
np.hstack([X, G])
np.hstack([e, v])
np.hstack([np.ones((3, 1)), X])
np.column_stack([e, X])
np.column_stack((e, e))
np.append(e, v)
np.append(X, X, axis=0)
np.c_[e, X]
np.c_[np.ones(3), X]
np.r_[e, v]
np.insert(X, 0, 1, axis=1)
np.delete(X, 0, axis=1)
np.split(G, 2, axis=1)[0]
np.array_split(e, 2)[1]
np.reshape(G, (2, 6))
G.reshape(-1, 2)
G.reshape(4, 3).T
G.ravel()
G.flatten()
np.ravel(G.T)
np.transpose(G)
np.transpose(G[None], (2, 0, 1))
G.transpose(1, 0)
np.expand_dims(e, 1)
np.expand_dims(e, axis=0)
np.broadcast_to(v, (3, 2))
np.where(G > 0, G, 0)
np.where(G > 0, 1, -1)
np.argmax(G, axis=1)
np.argmin(G)
G.argmax()
np.max(G, axis=1, keepdims=True)
np.amin(G, 0)
np.ptp(G, axis=0)
np.mean(G)
np.mean(G, axis=(0, 1))
np.average(G, axis=0)
np.var(G)
np.var(G, axis=0, ddof=1)
np.std(G, axis=1)
np.std(G, axis=0, ddof=1)
np.linalg.norm(G)
np.linalg.norm(G, axis=1)
np.linalg.norm(e, 1)
np.linalg.norm(G, 'fro')
np.linalg.norm(G, axis=0, keepdims=True)
np.kron(v, e)
np.kron(X, np.eye(2))
np.outer(e, b)
np.inner(e, e)
np.inner(X, X)
np.vdot(G, G)
np.dot(e, X)
np.clip(G, -1, 1)
np.clip(G, 0, None)
np.maximum(G, 0.1)
np.minimum(G, b)
np.fmax(G, 0)
np.abs(G)
np.fabs(G)
np.sign(G)
np.square(G)
np.reciprocal(b)
np.power(G, 2)
np.power(2.0, e)
np.sqrt(np.abs(G))
np.exp(G)
np.exp2(e)
np.expm1(e)
np.log(np.abs(G))
np.log2(np.abs(e))
np.log10(np.abs(e))
np.log1p(np.abs(e))
np.sin(e) + np.cos(e) + np.tan(e)
np.sinh(e) * np.cosh(e) - np.tanh(e)
np.arctan(e)
np.arcsin(e / 4)
np.arccos(e / 4)
np.hypot(e, 1)
np.logaddexp(e, 1)
np.logical_not(G > 0)
np.logical_and(G > 0, G < 1)
np.logical_or(G > 1, G < 0) * 1.0
np.logical_xor(G > 1, G < 1)
np.count_nonzero(G > 0)
np.count_nonzero(G > 0, axis=1)
np.any(G > 1, axis=1)
np.all(G > -3)
np.sum(G > 0, axis=0)
np.unique(np.array([3, 1, 1, 2]))
np.take(e, [0, 2])
np.take(G, [1, 3], axis=1)
np.take_along_axis(G, np.argmax(G, axis=1)[:, None], axis=1)
np.nonzero(e > 0)[0]
np.flatnonzero(e > 0)
np.diff(e)
np.diff(G, axis=0)
np.fliplr(G)
np.flipud(G)
np.copy(G)
np.asarray(G)
np.array(G)
np.array([e, e])
np.array([[1, 2], [3, 4]])
np.size(G)
np.shape(G)[1]
np.ndim(G)
G.size
G.ndim
G[1:, :2]
G[::-1]
G[:, ::2]
G[-1]
G[..., 0]
G[[0, 2]]
G[[0, 2], [1, 3]]
G[np.arange(3), [0, 1, 2]]
G[G > 0]
e[e > 0].sum()
G[e > 0]
G[:, b > 0]
(G > 0).astype(int)
(G > 0).sum(axis=1)
G.clip(-1, 1)
G.dot(b)
G.mean(0)
G.std()
G.max(1)
G.min()
G.sum(-1)
G.prod()
G.cumsum(0)
G.T.copy()
G.item(0)
G.tolist()
sum(e)
sum(e[i] * e[i] for i in range(3))
max(e)
min(e)
abs(e)
len(G)
[x * 2 for x in e]
np.array([x ** 2 for x in e])
G @ b
G @ G.T
X.T @ e
e @ e
-G
G ** 2
G ** 0.5 if False else G
2 ** v
1 / b
G / b
G - G.mean(axis=1, keepdims=True)
G * e[:, None]
G * e.reshape(-1, 1)
e[:, None] * v[None, :]
~(G > 0) * 1
(G > 0) & (G < 1)
(G > 1) | (G < 0)
(G > 0) ^ (G > 1)
G.T.reshape(2, 6)
np.ones_like(G) * a
np.zeros_like(G).T
np.insert(X, 1, np.ones(3), axis=1)
np.insert(X, 0, values=e, axis=1)
np.insert(X, 2, v, axis=0)
np.insert(X, 0, v[None, :], axis=0)
np.insert(e, 1, 5.0)
np.delete(X, 1, axis=0)
np.delete(e, -1)
np.delete(G, [0, 2], axis=1)
np.delete(G, np.array([1]), axis=0)
np.split(G, [1, 3], axis=1)[1]
np.split(e, 3)[2]
np.array_split(G, 3, axis=1)[0]
np.hsplit(G, 2)[1]
np.vsplit(G, 3)[0]
np.kron(e, v)
np.kron(X, G)
np.diff(e, n=2)
np.take_along_axis(G, np.array([[0], [2], [3]]), axis=1)
np.size(G, 0)
np.size(a)
np.ndim(e)
np.count_nonzero(G > 0, axis=0)
np.diag(v, -1)
np.diag(v, k=2)
np.linalg.norm(G, 1, axis=1)
np.linalg.norm(G, ord=1, axis=0, keepdims=True)
np.vdot(X, X)
G.item(5)
G.item(1, 2)
e.item(-1)
np.sum(e).item()
G.sum().item()
"""

UNRUN = """
np.linalg.norm(G, 1)
np.linalg.norm(e, 3)
np.insert(X, 0, np.ones((3, 1)), axis=1)
np.insert(X, [0, 1], 1, axis=1)
np.split(G, 3, axis=1)
np.kron(e, X)
np.average(e, weights=e)
np.sum(G, where=G > 0)
np.argsort(e)
np.median(e)
"""


def rows(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("expression", rows(EXPRESSIONS))
def test_an_expression_gives_what_numpy_gives(expression: str) -> None:
    arrays = {name: np.array(value, dtype=float) for name, value in VALUES.items()}
    space = {"np": np, **arrays}
    exec(f"r = {expression}", space)  # noqa: S102
    wanted = np.asarray(space["r"], dtype=float)
    shape, entries = run_entries(PAGE, f"dW = {expression}", VALUES)
    assert shape == wanted.shape
    assert entries == pytest.approx(np.ravel(wanted), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("expression", rows(UNRUN))
def test_what_is_not_run_is_no_number(expression: str) -> None:
    with pytest.raises(NotPython):
        run_entries(PAGE, f"dW = {expression}", VALUES)
