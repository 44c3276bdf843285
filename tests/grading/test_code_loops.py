"""Loops and lists of code: what only adds up or fills is read, the rest is not judged."""

from typing import Any

import pytest

import handgrad
from handgrad import Model
from tests.helpers.everyday_code import points_in_floats
from tests.helpers.pages import model_of

np = pytest.importorskip("numpy")

SOFTMAX = model_of("softmax_regression")
GRAM = Model.from_text(
    """
model gram: squares of rows
sizes N, D
parameters M[D,D]
data X[N,D]
forward
    S = X.T @ X
    L = sum(M*M*S)/2
gradient
    dL/dM = M*S
"""
)
READ = (
    """
dW = X.T @ (P - Y)/N
E = P - Y
try:
    E /= N
except Exception:
    E *= 2
db = E.sum(axis=0)
""",
    """
def halve(v):
    v /= 2
dW = X.T @ (P - Y)/N
E = 2*(P - Y)/N
halve(E)
db = E.sum(axis=0)
""",
    """
def halve(v):
    v = v/2
dW = X.T @ (P - Y)/N
E = 2*(P - Y)/N
halve(E)
db = E.sum(axis=0)
""",
    """
dW = X.T @ (P - Y)/N
for i in range(N):
    d = (P[i] - Y[i])/N
db = d
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(N):
    d = P[i]
    d -= Y[i]
    d /= N
    dW += np.outer(X[i], d)
    db += d
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for x, d, y in zip(X, P, Y):
    d -= y
    dW += np.outer(x, d)/N
    db += d/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(N):
    d = P[i].copy()
    d -= Y[i]
    dW += np.outer(X[i], P[i] - Y[i])/N
    db += d/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(N):
    for j in range(C):
        if Y[i, j] > 0.5:
            e = P[i, j] - 1
        else:
            e = P[i, j]
        db[j] += e/N
        dW[:, j] += X[i]*e/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
def f(v):
    s = 0
    for i in range(C):
        s += v[i]
    return s
dW = X.T @ (P - Y)/N
for i in range(N):
    db += (P[i] - Y[i])*f(P[i])/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
def f(v):
    s = 0
    for i in range(C):
        s += v[i]
    return s
dW = X.T @ (P - Y)/N
for i in range(N):
    db += (P[i] - Y[i])*f(P[i] - Y[i] + P[i])/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
dW = X.T @ (P - Y)/N
for W in range(N):
    db += (P[W] - Y[W])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.array([np.sum(P[:, j] - Y[:, j])/N for j in range(C)])
""",
    """
dW = X.T @ (P - Y)/N
db = np.array([np.sum(P[:, j])/N for j in range(C)])
""",
    """
dW = X.T @ (P - Y)/N
db = sum(P[i] - Y[i] for i in range(N))/N
""",
    """
dW = X.T @ (P - Y)/N
db = sum([p - y for p, y in zip(P, Y)])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.mean([p - y for p, y in zip(P, Y)], axis=0)
""",
    """
dW = X.T @ (P - Y)/N
db = np.mean([p - y for p, y in zip(P, Y)])
""",
    """
dW = sum(np.outer(X[i], P[i] - Y[i]) for i in range(N))/N
db = np.sum(P-Y, axis=0)/N
""",
    """
dW = np.sum([np.outer(x, p - y) for x, p, y in zip(X, P, Y)], axis=0)/N
db = np.sum(P-Y, axis=0)/N
""",
    """
dW = np.mean(np.array([np.outer(x, p - y) for x, p, y in zip(X, P, Y)]), axis=0)
db = np.sum(P-Y, axis=0)/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(N):
    for j in range(C):
        db[j] = db[j] + (P[i, j] - Y[i, j])/N
        for k in range(D):
            dW[k][j] = dW[k][j] + X[i][k]*(P[i][j] - Y[i][j])/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i, (x, p, y) in enumerate(zip(X, P, Y)):
    db += (p - y)/N
    dW += np.outer(x, p-y)/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
i = 0
while i < N:
    db += (P[i] - Y[i])/N
    dW += np.outer(X[i], P[i] - Y[i])/N
    i += 1
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
db[0] = np.sum(P[:, 0] - Y[:, 0])/N
for j in range(1, C):
    db[j] = np.sum(P[:, j] - Y[:, j])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for j in range(1, C):
    db[j] = np.sum(P[:, j] - Y[:, j])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for i in reversed(range(N)):
    db += (P[i] - Y[i])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for i in range(N-1, -1, -1):
    db += (P[i] - Y[i])/N
""",
    """
dW = X.T @ (P - Y)/N
db = (P[0] - Y[0])/N
for i in range(1, N):
    db += (P[i] - Y[i])/N
""",
    """
dW = X.T @ (P - Y)/N
db = (P[0] - Y[0])/N
for i in range(N):
    db += (P[i] - Y[i])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for i in range(N):
    x = X[i:i+1, :]
    db += np.sum(P[i:i+1, :] - Y[i:i+1], axis=0)/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for i in range(N):
    db = db + (P[i] - Y[i])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for i in range(N):
    db = (P[i] - Y[i])/N + db
""",
    """
dW = X.T @ (P - Y)/N
db = np.sum(np.stack([p - y for p, y in zip(P, Y)]), axis=0)/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.array([sum(P[i, j] - Y[i, j] for i in range(N)) for j in range(C)])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.array([sum(P[i][j] - Y[i][j] for i in range(N))/N for j in range(C)])
""",
    """
E = (P - Y)/N
dW = np.array([[sum(X[i, d]*E[i, j] for i in range(N)) for j in range(C)] for d in range(D)])
db = (P - Y).mean(axis=0)
""",
    """
dW = X.T @ (P - Y)/N
grads = []
for i in range(N):
    grads.append(P[i] - Y[i])
db = np.mean(grads, axis=0)
""",
    """
dW = X.T @ (P - Y)/N
db = []
for j in range(C):
    db.append(np.sum(P[:, j] - Y[:, j])/N)
db = np.array(db)
""",
)
NOT_READ = (
    """
dW = X.T @ (P - Y)/N
c = 1
def f():
    global c
    c = 2
f()
db = np.sum(P - Y, axis=0)/N*c/2
""",
    """
dW = X.T @ (P - Y)/N
E = P - Y
F = E.ravel()
F /= N
db = E.sum(axis=0)
""",
    """
dW = X.T @ (P - Y)/N
E = P - Y
kept = {'e': E}
kept['e'] /= N
db = E.sum(axis=0)
""",
    """
dW = X.T @ (P - Y)/N
E = P - Y
kept = dict(e=E)
kept['e'] /= N
db = E.sum(axis=0)
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for p, y in zip(P[np.arange(N-1, -1, -1)], Y[np.arange(N-1, -1, -1)]):
    db += (p - y)/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(N):
    d = P[i]
    d -= Y[i]
    d /= N
    dW += np.outer(X[i], P[i] - Y[i])/N
    db += d
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(N):
    d = P[i]
    db += (P[0]-Y[i])/N
    d -= Y[i]
    dW += np.outer(X[i], d)/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
for x, d, y in zip(X, P, Y):
    db += (d-y)/N
    d -= y
    d *= 2
    dW += np.outer(x, d)/2/N
db = np.sum((P-Y)/N, axis=0)
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
acc = dW
for i in range(N):
    dW += np.outer(X[i], P[i] - Y[i])/N
    db += (P[i]-Y[i])/N + acc.sum()
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
e = 0
for i in range(N):
    for j in range(C):
        if Y[i, j] > 0.5:
            e = P[i, j] - 1
        db[j] += e/N
        dW[:, j] += X[i]*e/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
dW = X.T @ (P - Y)/N
for i in range(N):
    if P[i, 0] > 0.5:
        break
    db += (P[i] - Y[i])/N
""",
    """
dW = np.zeros_like(W)
db = np.zeros_like(b)
def g():
    s = np.zeros_like(b)
    for i in range(N):
        s += (P[i] - Y[i])/N
        return s
    return s
dW = X.T @ (P - Y)/N
db = g()
""",
    """
dW = X.T @ (P - Y)/N
db = sum((P - Y)/N)
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for j in range(C):
    db[j:j+1] += np.sum(P[:, j] - Y[:, j])/N
""",
    """
dW = X.T @ (P - Y)/N
db = np.zeros_like(b)
for i in range(N):
    db = (P[i] - Y[i])/N + db*0.9
""",
)
ROWS = (
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a[:, None]*a)
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a.reshape(-1,1) @ a.reshape(1,-1))
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a[:, None] @ a[None, :])
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a[:, np.newaxis]*a[np.newaxis])
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i:i+1]
    dM += M*(a.T @ a)
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i:i+1, :]
    dM += M*np.dot(a.T, a)
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i][:, None]
    dM += M*(a*a.T)
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i].reshape(-1, 1)
    dM += M*(a @ a.T)
""",
    """
dM = np.zeros((D, D))
for a in X:
    dM += M*np.outer(a, a)
""",
    """
dM = np.zeros((D, D))
for a in X:
    dM += M*np.einsum('i,j->ij', a, a)
""",
    """
dM = M*np.sum([np.outer(a, a) for a in X], axis=0)
""",
    """
dM = M*sum(np.outer(a, a) for a in X)
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    for j in range(D):
        for k in range(D):
            dM[j, k] += M[j, k]*X[i, j]*X[i, k]
""",
    """
dM = np.zeros((D, D))
for j in range(D):
    for k in range(D):
        dM[j, k] = M[j, k]*(X[:, j] @ X[:, k])
""",
    """
dM = np.zeros((D, D))
for j in range(D):
    for k in range(D):
        dM[j, k] = M[j, k]*np.sum(X[:, j]*X[:, k])
""",
    """
dM = np.zeros((D, D))
for j in range(D):
    dM[j] = M[j]*(X[:, j] @ X)
""",
    """
dM = np.zeros((D, D))
for j in range(D):
    dM[:, j] = M[:, j]*(X.T @ X[:, j])
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a[:, None]*a[:, None])
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a*a)
""",
    """
dM = np.zeros((D, D))
for i in range(N):
    a = X[i]
    dM += M*(a @ a)
""",
)


def is_right(model: Model, text: str) -> bool:
    """Whether what a text computes is the gradient, by running it."""
    for values in points_in_floats(model):
        found = {**values, **model.evaluate(values)}
        space: dict[str, Any] = {"np": np, **model.sizes}
        space |= {name: np.array(value, dtype=float) for name, value in found.items()}
        exec(text, space)  # noqa: S102
        for name, value in model.gradient(values).items():
            answer, wanted = np.asarray(space[f"d{name}"], dtype=float), np.asarray(value)
            if answer.shape != wanted.shape or not np.allclose(answer, wanted, rtol=1e-7):
                return False
    return True


@pytest.mark.parametrize(
    ("model", "text"), [*((SOFTMAX, t) for t in READ), *((GRAM, t) for t in ROWS)]
)
def test_a_loop_is_judged_as_numpy_runs_it(model: Model, text: str) -> None:
    wanted = "right" if is_right(model, text) else "wrong"
    assert handgrad.grade(model, text).verdict == wanted


@pytest.mark.parametrize("text", NOT_READ)
def test_a_loop_that_is_no_sum_is_not_judged(text: str) -> None:
    truth = "right" if is_right(SOFTMAX, text) else "wrong"
    assert handgrad.grade(SOFTMAX, text).verdict in (truth, "undecided", "invalid")
