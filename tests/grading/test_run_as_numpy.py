"""Programs that are no formulas are judged by what NumPy makes of them, right and wrong."""

from functools import cache
from textwrap import indent
from typing import Any

import pytest

import handgrad
from handgrad import Model
from tests.grading.test_code_loops import SOFTMAX
from tests.helpers.everyday_code import points_in_floats

np = pytest.importorskip("numpy")

BREAKS = (
    """
dZ = P.copy()
for i in range(N):
    for j in range(C):
        if y[i] == j:
            dZ[i, j] = (P[i, j] - 1)/N
        elif j > 1:
            dZ[i, j] = P[i, j]/N
        else:
            dZ[i, j] /= N
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = P.copy()
for i in range(N):
    for j in range(C):
        if y[i] == j:
            dZ[i, j] = P[i, j]/N
        elif j > 0:
            dZ[i, j] = P[i, j]/N
        else:
            dZ[i, j] = (P[i, j] - 1)/N
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
dW = np.zeros((D, C))
for i in range(100):
    if i == N:
        break
    dW += np.outer(X[i], dZ[i])
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
dW = np.zeros((D, C))
for i in range(100):
    if i == N - 1:
        break
    dW += np.outer(X[i], dZ[i])
db = dZ.sum(0)
""",
    """
dZ = P.copy()
for i in range(N):
    for j in range(C):
        if y[i] != j:
            continue
        dZ[i, j] -= 1
        break
dZ /= N
dW = X.T @ dZ
db = dZ.sum(axis=0)
""",
    """
dZ = P.copy()
for i in range(N):
    for j in range(C):
        dZ[i, j] -= 1
        if y[i] == j:
            break
dZ /= N
dW = X.T @ dZ
db = dZ.sum(axis=0)
""",
    """
def first(row):
    for j in range(len(row)):
        if row[j] == 1:
            return j
    return -1
G = P.copy()
for i in range(N):
    G[i, first(Y[i])] -= 1
dW = X.T @ G/N
db = G.sum(0)/N
""",
    """
def first(row):
    for j in range(len(row)):
        if row[j] == 0:
            return j
    return -1
G = P.copy()
for i in range(N):
    G[i, first(Y[i])] -= 1
dW = X.T @ G/N
db = G.sum(0)/N
""",
    """
i = 0
dW = np.zeros((D, C))
while True:
    dW += np.outer(X[i], P[i] - Y[i])/N
    i += 1
    if i >= N:
        break
db = np.mean(P - Y, axis=0)
""",
    """
i = 0
dW = np.zeros((D, C))
while True:
    i += 1
    if i >= N:
        break
    dW += np.outer(X[i], P[i] - Y[i])/N
db = np.mean(P - Y, axis=0)
""",
)
VIEWS = (
    """
dW = np.zeros((D, C))
dW.reshape(-1)[:] = (X.T @ (P - Y)/N).ravel()
db = np.mean(P - Y, axis=0)
""",
    """
dW = np.zeros((D, C))
dW.flatten()[:] = (X.T @ (P - Y)/N).ravel()
db = np.mean(P - Y, axis=0)
""",
    """
dW = np.zeros((D, C))
v = dW.T
v += ((P - Y).T @ X)/N
db = np.mean(P - Y, axis=0)
""",
    """
dW = np.zeros((D, C))
v = dW.T.copy()
v += ((P - Y).T @ X)/N
db = np.mean(P - Y, axis=0)
""",
    """
dW = np.zeros((D, C))
v = dW.T.reshape(-1)
v += (((P - Y).T @ X)/N).ravel()
db = np.mean(P - Y, axis=0)
""",
    """
theta = np.zeros(D*C + C)
dW = theta[:D*C].reshape(D, C)
db = theta[D*C:]
dW += X.T @ (P - Y)/N
db += np.mean(P - Y, axis=0)
""",
    """
theta = np.zeros(D*C + C)
dW = theta[:D*C].reshape(D, C)
db = theta[D*C:]
dW += X.T @ (P - Y)
db += np.sum(P - Y, axis=0)
theta /= N
""",
    """
theta = np.zeros(D*C + C)
dW = theta[:D*C].reshape(D, C)
db = theta[D*C:].copy()
dW += X.T @ (P - Y)
db += np.sum(P - Y, axis=0)
theta /= N
""",
    """
dZ = P - Y
rows = list(dZ)
for r in rows:
    r /= N
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = P - Y
rows = [r.copy() for r in dZ]
for r in rows:
    r /= N
dW = X.T @ dZ
db = dZ.sum(0)
""",
)
IN_PLACE = (
    """
def acc(g, x):
    g += x
dW = np.zeros((D, C))
for i in range(N):
    acc(dW, np.outer(X[i], P[i] - Y[i])/N)
db = np.mean(P - Y, axis=0)
""",
    """
def acc(g, x):
    g = g + x
dW = np.zeros((D, C))
for i in range(N):
    acc(dW, np.outer(X[i], P[i] - Y[i])/N)
db = np.mean(P - Y, axis=0)
""",
    """
def scale(g, c):
    g[:] = g*c
    return g
G = P - Y
scale(G, 1/N)
dW = X.T @ G
db = G.sum(axis=0)
""",
    """
def scale(g, c):
    g = g*c
    return g
G = P - Y
scale(G, 1/N)
dW = X.T @ G
db = G.sum(axis=0)
""",
    """
def zero_out(g, mask):
    g[mask] = 0
dZ = (P - Y)/N
zero_out(dZ, P < 0)
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
def fill(grads):
    grads['b'] = np.mean(P - Y, axis=0)
grads = {}
fill(grads)
grads['W'] = X.T @ (P - Y)/N
""",
)
MASKS = (
    """
dW = np.zeros((D, C))
db = np.zeros(C)
for k in range(C):
    m = y == k
    dW[:, k] = (X.T @ P[:, k] - X[m].sum(0))/N
    db[k] = (P[:, k].sum() - m.sum())/N
""",
    """
dW = np.zeros((D, C))
db = np.zeros(C)
for k in range(C):
    m = y == k
    dW[:, k] = (X.T @ P[:, k] - X[~m].sum(0))/N
    db[k] = (P[:, k].sum() - m.sum())/N
""",
    """
dW = X.T @ P
for k in range(C):
    idx = np.where(y == k)[0]
    dW[:, k] -= X[idx].sum(axis=0)
dW /= N
db = np.mean(P - Y, axis=0)
""",
    """
dW = X.T @ P
for k in range(C):
    idx = np.where(y != k)[0]
    dW[:, k] -= X[idx].sum(axis=0)
dW /= N
db = np.mean(P - Y, axis=0)
""",
    """
idx = np.arange(N)[::-1]
G = (P - Y)/N
dW = X[idx].T @ G[idx]
db = G[idx].sum(0)
""",
    """
idx = np.arange(N)[::-1]
G = (P - Y)/N
dW = X[idx].T @ G
db = G[idx].sum(0)
""",
    """
G = P.copy()
np.subtract.at(G, (np.arange(N), y), 1)
dW = X.T @ G/N
db = G.mean(0)
""",
    """
dWT = np.zeros((C, D))
np.add.at(dWT, y, -X)
dW = (X.T @ P + dWT.T)/N
db = np.mean(P - Y, 0)
""",
    """
dWT = np.zeros((C, D))
dWT[y] += -X
dW = (X.T @ P + dWT.T)/N
db = np.mean(P - Y, 0)
""",
    """
m = X[:, 0] > 0
G = (P - Y)/N
dW = X[m].T @ G[m] + X[~m].T @ G[~m]
db = G[m].sum(0) + G[~m].sum(0)
""",
    """
m = X[:, 0] > 0
G = (P - Y)/N
dW = X[m].T @ G[m]
db = G.sum(0)
""",
)
LONG = (
    """
dZ = (P - Y)/N
dW = np.zeros((D, C))
for t in range(1000):
    dW += X.T @ dZ/1000
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
dW = np.zeros((D, C))
for t in range(1000):
    dW += X.T @ dZ/1001
db = dZ.sum(0)
""",
    """
dW = np.sum(X[:, :, None]*(P - Y)[:, None, :], axis=0)/N
db = np.einsum('nc->c', P - Y)/N
""",
    """
dW = np.sum(X[:, :, None]*(P - Y)[:, None, :], axis=0)
db = np.einsum('nc->c', P - Y)/N
""",
    """
b0 = 2*([0.0]*C)
db = np.array(b0[:C])
dW = X.T @ (P - Y)/N
for i in range(N):
    db = db + (P - Y)[i]/N
""",
)
HIDDEN = (
    """
mask = P > Y
mask &= X.sum() > 1e9
dZ = (P - Y)/N*(1 - mask)
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
mask = P > 0
mask &= P < 9
dZ = (P - Y)/N*mask
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
cache = {'a': (P - Y)/N}
cache['a'][0] = 0
dZ = cache['a']
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
kept = [(P - Y)/N, P]
del kept[0]
dZ = kept[0]
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
[row.fill(0) for row in dZ]
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
list(map(lambda row: row.fill(0), dZ))
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
_ = dZ.fill(0)
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
print(dZ.fill(0))
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
Z = dZ.astype(float, copy=False)
Z *= 2
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
globals()['dZ'] = 2*dZ
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
exec('dZ = 2*dZ')
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
np.copyto(dZ, 0)
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dZ = (P - Y)/N
np.multiply(dZ, 2, out=dZ)
dW = X.T @ dZ
db = dZ.sum(0)
""",
    """
dW = X.T @ (P - Y)
db = (P - Y).sum(0)
dW, db = dW.astype(int)/N, db/N
""",
    """
dW = (X.T @ (P - Y)/N)
db = (P - Y).sum(0)/N
db = np.full(C, 0) + db
""",
)
PROGRAMS = (*BREAKS, *VIEWS, *IN_PLACE, *MASKS, *LONG)


def truth(model: Model, text: str) -> str:
    """Whether what a text computes is the gradient, by running it."""
    for values in points_in_floats(model):
        found = {**values, **model.evaluate(values)}
        space: dict[str, Any] = {"np": np, **model.sizes}
        space |= {name: np.array(value, dtype=float) for name, value in found.items()}
        space["y"] = space["Y"].argmax(axis=1)
        exec(text, space)  # noqa: S102
        for name, value in model.gradient(values).items():
            answer = space.get(f"d{name}", space.get("grads", {}).get(name))
            answer, wanted = np.asarray(answer, dtype=float), np.asarray(value)
            if answer.shape != wanted.shape or not np.allclose(answer, wanted, rtol=1e-7):
                return "wrong"
    return "right"


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_program_is_judged_as_numpy_runs_it(text: str) -> None:
    assert handgrad.grade(SOFTMAX, text).verdict == truth(SOFTMAX, text)


@pytest.mark.parametrize("text", HIDDEN)
def test_what_is_changed_in_passing_is_seen_or_left_open(text: str) -> None:
    """Changes within expressions, by strings, and of whole numbers: never a false verdict."""
    found = handgrad.grade(SOFTMAX, text).verdict
    assert found in (truth(SOFTMAX, text), "undecided", "invalid")


def test_both_verdicts_occur() -> None:
    verdicts = [truth(SOFTMAX, text) for text in PROGRAMS]
    assert verdicts.count("right") > 10 < verdicts.count("wrong")


RELU = Model.from_text(
    """
model relu_layer: a layer
sizes N, D, H
parameters W[D,H]
data X[N,D], g[N,H]
forward
    Z = X @ W
    A = relu(Z)
    L = sum(g*A)
"""
)
SMALL = Model.from_text(RELU.text, N=3, D=2, H=2)
ENTRY = """
dW = np.zeros((D, H))
for i in range(N):
    for k in range(H):
        z = X[i] @ W[:, k]
{}
"""
# Ways to be right at nearly every point.
NEARLY = (
    """
if z > 1e-90:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if z + 1e-90 > 0:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if z > 0 and abs(z) > 1e-90:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if z > 0 and z < 1e6:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if z > 0 or z < -1e6:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if abs(z - 1) < 1e-90:
    dW[:, k] = 0
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k] + 1e-300
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]*(1 + 2.0**-400)
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if np.sqrt((z - 50)**2) < z - 50:
    dW[:, k] = 0
""",
    """
dW[:, k] += X[i]*g[i, k]*(z/np.sqrt(z*z) + 1)/2*(1 - (z-77)/np.sqrt((z-77)**2))/2
""",
    """
dW[:, k] += X[i]*g[i, k]/(1 + np.exp(-1e4*z))
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if z*z < 1e-60:
    dW[:, k] += 1
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if min(X[i]) > 3:
    dW[:, k] += 1
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
dW[:, k] *= 1 if max(abs(X[i])) < 30 else 0
""",
    """
dW[:, k] += X[i]*g[i, k]*np.clip(z*1e80, 0, 1)
""",
    """
dW[:, k] += X[i]*g[i, k]*np.sign(max(z, 0))*(np.sign(99 - z) + 1)/2
""",
    """
h = 1e-40
f = max(X[i] @ W[:, k], 0)
dW[:, k] += X[i]*g[i, k]*(max(z + h, 0) - max(z - h, 0))/(2*h)
""",
    """
if np.argmax([0, z, -1e9 + z*z]) == 1:
    dW[:, k] += X[i]*g[i, k]
""",
)
# Ways to be right at all sizes that are looked at.
AT_SOME_SIZES = (
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if i == 5:
    dW[:, k] += 1
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if N > 10:
    dW[:, k] += 1
""",
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
if X.shape[0] - 9 > D:
    dW[:, k] += 1
""",
)
GATES = (
    """
if z > 0:
    dW[:, k] += X[i]*g[i, k]
""",
    """
dW[:, k] += X[i]*g[i, k]*(z > 0)
""",
    """
dW[:, k] += X[i]*g[i, k]*np.where(z > 0, 1, 0)
""",
    """
if 0 < z:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if not z <= 0:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if A[i, k] > 0:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if 2*z > 0:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if N > 0 and z > 0:
    dW[:, k] += X[i]*g[i, k]
""",
    """
if z <= 0:
    continue
dW[:, k] += X[i]*g[i, k]
""",
    """
dW[:, k] += X[i]*g[i, k]*np.sign(max(z, 0))
""",
    """
if z >= 0:
    dW[:, k] += X[i]*g[i, k]
""",
)
LABELS = """
y = Y.argmax(1)
G = P.copy()
for i in range(N):
    G[i, y[i]] -= 1
{}
dW = X.T @ G/N
db = G.sum(0)/N
"""
ALIKE = (
    "if (y == y[0]).all():\n    G *= 2",
    "if y[0] == y[1] == y[2]:\n    G *= 2",
    "if len(np.unique(y)) == 1:\n    G *= 0",
    "if Y.sum(0).max() == N:\n    G *= 0",
    "if (P < 1e-9).any():\n    G *= 0",
)


def entry(text: str) -> str:
    return ENTRY.format(indent(text.strip(), " " * 8))


@pytest.mark.parametrize("text", NEARLY)
def test_what_is_right_nearly_everywhere_is_never_right(text: str) -> None:
    assert handgrad.grade(SMALL, entry(text)).verdict != "right"


@pytest.mark.parametrize("text", AT_SOME_SIZES)
def test_what_is_right_at_some_sizes_is_never_right(text: str) -> None:
    assert handgrad.grade(RELU, entry(text)).verdict != "right"


@cache
def gated(text: str) -> str:
    return handgrad.grade(RELU, entry(text)).verdict


@pytest.mark.parametrize("text", GATES)
def test_the_gates_of_a_page_are_read_in_any_form(text: str) -> None:
    assert gated(text) in ("right", "undecided")
    assert handgrad.grade(RELU, f"{entry(text)}dW *= 2").verdict == "wrong"


@pytest.mark.parametrize("text", ALIKE)
def test_labels_that_are_all_alike_are_looked_at(text: str) -> None:
    assert handgrad.grade(SOFTMAX, LABELS.format(text)).verdict != "right"


def test_most_gates_are_decided() -> None:
    verdicts = list(map(gated, GATES))
    assert verdicts.count("right") > 0.8 * len(verdicts)


def test_a_name_of_one_function_is_none_of_another() -> None:
    first = "def first(X, Y, P):\n    t = P - Y\n    return t\n"
    second = "def backward(X, P):\n    dW = X.T @ t/N\n    db = t.mean(0)\n    return dW, db\n"
    assert handgrad.grade(SOFTMAX, f"{first}\n{second}").verdict in ("invalid", "undecided")
    within = second.replace("    dW", "    t = first(X, Y, P)\n    dW", 1)
    assert handgrad.grade(SOFTMAX, f"{first}\n{within}").verdict == "right"


ROWS = """dW = np.zeros((D, C))
db = np.zeros(C)
for i in range(N):
    dz = {}
    dW += np.outer(X[i], dz)/N
    db += dz/N
"""


def test_the_first_wrong_line_is_the_one_that_makes_a_row_wrong() -> None:
    report = handgrad.grade(SOFTMAX, ROWS.format("P[i] + Y[i]"))
    assert report.first_wrong == 4
    lines = {line.number: line for line in report.lines}
    assert lines[4].text == "dz = P[i] + Y[i]"
    assert lines[5].carried_forward
    assert lines[6].carried_forward
    assert handgrad.grade(SOFTMAX, ROWS.format("P[i] - Y[i]")).verdict == "right"


def test_what_is_made_good_further_down_costs_nothing() -> None:
    report = handgrad.grade(SOFTMAX, LABELS.format("pass"))
    assert report.verdict == "right"
    assert report.first_wrong is None
