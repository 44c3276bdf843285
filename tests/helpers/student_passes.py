"""Backward passes as students and writers of posts have them, on pages of their own.

Nothing says which are right: `truth` runs them and compares with central differences of the
page's loss. Each slip is an edit that makes another text.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from handgrad import Model
from tests.helpers.everyday_code import points_in_floats
from tests.helpers.pages import model_of

NET = """
model relu_net: ReLU, softmax, L2
sizes N, D, H, C
parameters W1[D,H], b1[H], W2[H,C], b2[C]
data X[N,D], Y[N,C] one_hot, reg > 0
forward
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    scores = A1 @ W2 + b2
    probs = softmax(scores, axis=1)
    L = -sum(Y*log(probs))/N + reg/2*(sum(W1^2) + sum(W2^2))
"""
COLUMNS = """
model columns_net: columns are samples, tanh, sigmoid
sizes m, n_x, n_h
parameters W1[n_h,n_x], b1[n_h], W2[1,n_h], b2
data X[n_x,m], Y[1,m] in {0, 1}
forward
    Z1 = W1 @ X + b1
    A1 = tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    J = -sum(Y*log(A2) + (1 - Y)*log(1 - A2))/m
"""
LOGISTIC = """
model columns_logistic: columns are samples
sizes m, n
parameters w[n], b
data X[n,m], Y[1,m] in {0, 1}
forward
    A = sigmoid(w.T @ X + b)
    J = -sum(Y*log(A) + (1 - Y)*log(1 - A))/m
"""
RIDGE = """
model penalised_regression: linear regression, intercept not penalised
sizes m, n
parameters theta[n]
data X[m,n], y[m], lam > 0
forward
    h = X @ theta
    J = (sum((h - y)^2) + lam*(sum(theta^2) - theta[0]^2))/(2*m)
"""
RNN = """
model char_rnn: two steps
sizes V, H
parameters Wxh[H,V], Whh[H,H], Why[V,H], bh[H], by[V]
data x1[V], x2[V], t1[V] one_hot, t2[V] one_hot, h0[H]
forward
    h1 = tanh(Wxh @ x1 + Whh @ h0 + bh)
    y1 = Why @ h1 + by
    p1 = softmax(y1)
    h2 = tanh(Wxh @ x2 + Whh @ h1 + bh)
    y2 = Why @ h2 + by
    p2 = softmax(y2)
    L = -sum(t1*log(p1)) - sum(t2*log(p2))
"""
DROPOUT = """
model dropout_net: dropout on the hidden layer, squares
sizes N, D, H
parameters W1[D,H], b1[H], w2[H]
data X[N,D], y[N], mask[N,H] in {0, 1}, keep in (0.2, 1)
forward
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    D1 = A1*mask/keep
    out = D1 @ w2
    L = mean((out - y)^2)
"""
SGNS = """
model negative_sampling: one centre, one outside word, K negatives
sizes K, D
parameters v[D], u[D], U[K,D]
forward
    L = -log(sigmoid(u.T @ v)) - sum(log(sigmoid(-(U @ v))))
"""
POOL = """
model attention_pool: weights by softmax of scores
sizes T, D
parameters H[T,D], q[D]
data g[D]
forward
    s = H @ q
    a = softmax(s)
    c = H.T @ a
    L = sum(g*c)
"""
SVM = """
model structured_svm: structured SVM with L2
sizes N, D, C
parameters W[D,C]
data X[N,D], Y[N,C] one_hot, reg > 0
forward
    scores = X @ W
    correct = sum(Y*scores, axis=1)
    margins = (1 - Y)*relu(scores - correct + 1)
    L = sum(margins)/N + reg*sum(W^2)
"""


@dataclass(frozen=True)
class StudentPass:
    """`page` is a text or a name of the catalogue; `columns` are vectors held as (n, 1)."""

    page: str
    text: str
    ask: str
    slips: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()

    def texts(self) -> Iterator[str]:
        """The text, then one for each slip."""
        yield self.text
        for old, new in self.slips:
            assert old in self.text, old
            yield self.text.replace(old, new, 1)


def surroundings(
    model: Model, values: dict[str, Any], columns: tuple[str, ...]
) -> dict[str, Any]:
    """The names that a text may use: the page's values as arrays, also as a cache."""
    import numpy as np

    flat: dict[str, Any] = {}
    for name, value in {**values, **model.evaluate(values)}.items():
        array = np.array(value, dtype=float)
        shape = [int(model.sizes.get(str(d), d)) for d in model.shapes[name]]
        if array.ndim and 1 in shape:
            is_kept = name in columns or shape[0] == 1
            array = array.reshape(shape) if is_kept else array.ravel()
        flat[name] = array if array.ndim else float(array)
    found: dict[str, Any] = {"np": np, **model.sizes, **flat}
    for name, domain in model.domains.items():
        if domain.kind == "one_hot":
            found.setdefault(name.lower(), np.argmax(flat[name], axis=-1))
    for name, value in flat.items():
        found.setdefault(name.lower(), value)
    functions = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "relu_derivative": lambda z: 1.0 * (z > 0),
        "tanh_prime": lambda z: 1 - np.tanh(z) ** 2,
        "relu_backward": lambda g, z: g * (z > 0),
    }
    found |= {name: function for name, function in functions.items() if name not in found}
    found["params"] = found["cache"] = defaultdict(float, flat)
    found["self"] = SimpleNamespace(**{**functions, **flat})
    found["grads"] = {}
    return found


def differences(model: Model, values: dict[str, Any]) -> dict[str, Any]:
    """The gradient by central differences of the loss."""
    import numpy as np

    found: dict[str, Any] = {}
    for name in model.parameters:
        at = np.array(values[name], dtype=float)
        slopes = np.zeros_like(at)
        for place in np.ndindex(*at.shape):
            losses = []
            for step in (1e-6, -1e-6):
                moved = at.copy()
                moved[place] += step
                held = moved.tolist()
                losses.append(float(model.evaluate({**values, name: held})[model.loss_name]))
            slopes[place] = (losses[0] - losses[1]) / 2e-6
        found[name] = slopes
    return found


def truth(case: StudentPass, text: str) -> str:
    """Whether what a text computes is the gradient, at two points."""
    import numpy as np

    model = model_of(case.page)
    for values in points_in_floats(model)[:2]:
        space = surroundings(model, values, case.columns)
        exec(text, space)  # noqa: S102
        wanted = differences(model, values)
        for name, answer in eval(case.ask, space).items():  # noqa: S307
            a, b = np.squeeze(np.asarray(answer, dtype=float)), np.squeeze(wanted[name])
            if a.shape != b.shape or not np.allclose(a, b, rtol=1e-4, atol=1e-6):
                return "wrong"
    return "right"


PASSES = (
    StudentPass(
        NET,
        """
num_train = X.shape[0]
h = np.maximum(0, X.dot(W1) + b1)
s = h.dot(W2) + b2
s -= np.max(s, axis=1, keepdims=True)
p = np.exp(s)
p /= p.sum(axis=1, keepdims=True)
loss = -np.log(p[np.arange(num_train), y]).sum() / num_train
grads = {}
ds = p.copy()
ds[np.arange(num_train), y] -= 1
ds /= num_train
grads['W2'] = h.T.dot(ds) + reg * W2
grads['b2'] = ds.sum(axis=0)
dh = ds.dot(W2.T)
dh = dh * (h > 0)
grads['W1'] = X.T.dot(dh) + reg * W1
grads['b1'] = dh.sum(axis=0)
""",
        "grads",
        slips=(
            ("ds = p.copy()", "ds = p"),
            ("+ reg * W1", "- reg * W1"),
            ("dh = dh * (h > 0)", "dh = dh * h"),
            ("ds /= num_train\n", ""),
            ("p /= p.sum", "s /= p.sum"),
        ),
    ),
    StudentPass(
        NET,
        """
class TwoLayerNet(object):
    def loss(self, X, y=None):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape
        z = X.dot(W1) + b1
        h1 = np.maximum(z, 0)
        scores = h1.dot(W2) + b2
        exps = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        probs = exps / np.sum(exps, axis=1, keepdims=True)
        data_loss = np.sum(-np.log(probs[range(N), y])) / N
        grads = {}
        dscore = probs
        dscore[range(N), y] -= 1
        dscore /= N
        grads['W2'] = np.dot(h1.T, dscore) + reg * W2
        grads['b2'] = np.sum(dscore, axis=0)
        dh1 = np.dot(dscore, W2.T)
        dh1[z < 0] = 0
        grads['W1'] = np.dot(X.T, dh1) + reg * W1
        grads['b1'] = np.sum(dh1, axis=0)
        return data_loss, grads
net = TwoLayerNet()
net.params = params
loss, grads = net.loss(X, y)
""",
        "grads",
        slips=(
            ("dh1[z < 0] = 0", "dh1[h1 < 0] = 0"),
            ("grads['b1'] = np.sum(dh1, axis=0)", "grads['b1'] = np.sum(dh1, axis=0)/N"),
        ),
    ),
    StudentPass(
        NET,
        """
def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T)
    dw = x.T.dot(dout)
    db = dout.sum(axis=0)
    return dx, dw, db

def relu_backward(dout, cache):
    x = cache
    dx = dout * (x > 0)
    return dx

dscores = (probs - Y) / N
da1, dW2, db2 = affine_backward(dscores, (A1, W2, b2))
dz1 = relu_backward(da1, Z1)
_, dW1, db1 = affine_backward(dz1, (X, W1, b1))
dW1 += reg * W1
dW2 += reg * W2
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        slips=(
            ("dx = dout * (x > 0)", "dx = dout * (x < 0)"),
            ("dw = x.T.dot(dout)", "dw = 2*x.T.dot(dout)"),
            ("(A1, W2, b2)", "(A1, W2 + 0*W2, b2)"),
            ("relu_backward(da1, Z1)", "relu_backward(da1, A1 - 1)"),
        ),
    ),
    StudentPass(
        NET,
        """
dZ2 = (probs - Y)/N
dA1 = dZ2 @ W2.T
dZ1 = dA1
dZ1[Z1 <= 0] = 0
dW2 = A1.T @ dZ2 + reg*W2
db2 = dZ2.sum(0)
dW1 = X.T @ dZ1 + reg*W1
db1 = np.ones(N) @ dA1
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        slips=(
            ("np.ones(N) @ dA1", "np.ones(N) @ dZ1"),
            ("dZ1 = dA1\n", "dZ1 = dA1.copy()\n"),
        ),
    ),
    StudentPass(
        NET,
        """
dW1 = np.zeros_like(W1); db1 = np.zeros_like(b1)
dW2 = np.zeros_like(W2); db2 = np.zeros_like(b2)
for i in range(N):
    x = X[i]
    z1 = x @ W1 + b1
    a1 = np.maximum(0, z1)
    s = a1 @ W2 + b2
    p = np.exp(s - s.max())
    p /= p.sum()
    ds = p
    ds[y[i]] -= 1
    dW2 += np.outer(a1, ds)
    db2 += ds
    da1 = W2 @ ds
    da1[z1 <= 0] = 0
    dW1 += np.outer(x, da1)
    db1 += da1
dW1 = dW1/N + reg*W1
dW2 = dW2/N + reg*W2
db1 /= N
db2 /= N
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        slips=(
            ("db2 /= N\n", ""),
            ("ds[y[i]] -= 1", "ds[y[i]] += 1"),
            ("dW2 += np.outer(a1, ds)", "dW2 += np.outer(ds, a1).T"),
            ("da1[z1 <= 0] = 0", "da1[a1 < 0] = 0"),
            ("dW2 += np.outer(a1, ds)", "dW2 = np.outer(a1, ds)"),
        ),
    ),
    StudentPass(
        COLUMNS,
        """
dW1 = np.zeros_like(W1); db1 = np.zeros_like(b1); dW2 = np.zeros_like(W2); db2 = 0
for i in range(m):
    x = X[:, i:i+1]
    a1 = np.tanh(W1 @ x + b1)
    a2 = 1/(1 + np.exp(-(W2 @ a1 + b2)))
    dz2 = a2 - Y[:, i:i+1]
    dW2 += dz2 @ a1.T / m
    db2 += np.sum(dz2) / m
    dz1 = W2.T @ dz2 * (1 - a1**2)
    dW1 += dz1 @ x.T / m
    db1 += dz1 / m
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        slips=(
            ("W2.T @ dz2 * (1 - a1**2)", "W2.T @ dz2"),
            ("db1 += dz1 / m", "db1 = dz1 / m"),
        ),
        columns=("b1",),
    ),
    StudentPass(
        LOGISTIC,
        """
m = X.shape[1]
A = sigmoid(np.dot(w.T, X) + b)
dw = 1 / m * np.dot(X, (A - Y).T)
db = 1 / m * np.sum(A - Y)
""",
        "{'w':dw,'b':db}",
        slips=(
            ("(A - Y).T", "(A - Y).T**2"),
            ("db = 1 / m * ", "db = "),
        ),
        columns=("w",),
    ),
    StudentPass(
        LOGISTIC,
        """
dw = np.zeros((n, 1))
db = 0
for i in range(m):
    z = np.dot(w.T, X[:, i]) + b
    a = 1/(1+np.exp(-z))
    dz = a - Y[0, i]
    for j in range(n):
        dw[j] += X[j, i]*dz
    db += dz
dw = dw/m
db = db/m
""",
        "{'w':dw,'b':np.squeeze(db)}",
        slips=(
            ("dw[j] += X[j, i]*dz", "dw[j] = X[j, i]*dz"),
            ("dw = dw/m\n", ""),
        ),
        columns=("w",),
    ),
    StudentPass(
        "logistic_regression",
        """
def compute_gradient(X, y, w, b):
    m, n = X.shape
    dj_dw = np.zeros(w.shape)
    dj_db = 0.
    for i in range(m):
        f_wb_i = sigmoid(np.dot(X[i], w) + b)
        err_i = f_wb_i - y[i]
        for j in range(n):
            dj_dw[j] = dj_dw[j] + err_i * X[i, j]
        dj_db = dj_db + err_i
    dj_dw = dj_dw / m
    dj_db = dj_db / m
    return dj_db, dj_dw
dj_db, dj_dw = compute_gradient(X, y, w, b)
dw, db = dj_dw, dj_db
""",
        "{'w':dw,'b':db}",
        slips=(
            ("dj_dw[j] + err_i * X[i, j]", "dj_dw[j] + err_i * X[i, j] / m"),
            ("dj_dw = dj_dw / m\n", "dj_dw = dj_dw / n\n"),
        ),
    ),
    StudentPass(
        "ridge",
        """
dw = [2*sum((X[i] @ w + b - y[i])*X[i, j] for i in range(N)) + 2*lam*w[j] for j in range(D)]
dw = np.array(dw)
db = sum([2*(X[i] @ w + b - y[i]) for i in range(N)])
""",
        "{'w':dw,'b':db}",
        slips=(
            ("+ 2*lam*w[j]", "+ lam*w[j]"),
            ("X[i, j] for", "X[i, j]/N for"),
        ),
    ),
    StudentPass(
        "linear_regression",
        """
w_gradient = 0
b_gradient = 0
for i in range(0, len(X)):
    x_i = X[i]
    y_i = y[i]
    b_gradient += -(2/N) * (y_i - ((w @ x_i) + b))
    w_gradient += -(2/N) * x_i * (y_i - ((w @ x_i) + b))
dw, db = w_gradient, b_gradient
""",
        "{'w':dw,'b':db}",
        slips=(
            ("* x_i * (y_i", "* (y_i"),
            ("b_gradient += -(2/N)", "b_gradient += -(1/N)"),
        ),
    ),
    StudentPass(
        "ridge",
        """
i = 0
dw = 2*lam*w
db = 0.0
while i < N:
    r = X[i].dot(w) + b - y[i]
    dw = dw + 2*r*X[i]
    db = db + 2*r
    i = i + 1
""",
        "{'w':dw,'b':db}",
        slips=(
            ("dw = dw + 2*r*X[i]", "dw = 2*r*X[i]"),
            ("db = 0.0", "db = 1.0"),
        ),
    ),
    StudentPass(
        RIDGE,
        """
h = X @ theta
grad = X.T @ (h - y) / m
grad[1:] += lam/m*theta[1:]
""",
        "{'theta':grad}",
        slips=(
            ("grad[1:] += lam/m*theta[1:]", "grad += lam/m*theta"),
            ("/ m\n", "\n"),
        ),
    ),
    StudentPass(
        RIDGE,
        """
grad = np.zeros(n)
for j in range(n):
    grad[j] = np.sum((X @ theta - y)*X[:, j])/m
for j in range(1, n):
    grad[j] += lam/m*theta[j]
""",
        "{'theta':grad}",
        slips=(
            ("range(1, n)", "range(n)"),
            ("grad[j] += lam/m*theta[j]", "grad[j] -= lam/m*theta[j]"),
        ),
    ),
    StudentPass(
        RIDGE,
        """
temp = theta.copy()
temp[0] = 0
grad = (1/m)*(X.T.dot(X.dot(theta) - y) + lam*temp)
""",
        "{'theta':grad}",
        slips=(
            ("theta.copy()", "theta*1"),
            ("lam*temp", "lam*theta"),
        ),
    ),
    StudentPass(
        RIDGE,
        """
temp = theta
temp[0] = 0
grad = (1/m)*(X.T.dot(h - y) + lam*temp)
""",
        "{'theta':grad}",
        slips=(
            ("X.T.dot(h - y)", "X.T.dot(X.dot(theta) - y)"),
            ("temp = theta\n", "temp = 1*theta\n"),
        ),
    ),
    StudentPass(
        RNN,
        """
xs, hs, ps, ts = [x1, x2], [h0, h1, h2], [p1, p2], [t1, t2]
dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
dbh, dby = np.zeros_like(bh), np.zeros_like(by)
dhnext = np.zeros_like(hs[0])
for t in reversed(range(2)):
    dy = ps[t] - ts[t]
    dWhy += np.outer(dy, hs[t+1])
    dby += dy
    dh = Why.T @ dy + dhnext
    dhraw = (1 - hs[t+1]**2)*dh
    dbh += dhraw
    dWxh += np.outer(dhraw, xs[t])
    dWhh += np.outer(dhraw, hs[t])
    dhnext = Whh.T @ dhraw
""",
        "{'Wxh':dWxh,'Whh':dWhh,'Why':dWhy,'bh':dbh,'by':dby}",
        slips=(
            ("+ dhnext\n", "\n"),
            ("hs[t+1]**2", "hs[t]**2"),
            ("reversed(range(2))", "range(2)"),
        ),
    ),
    StudentPass(
        DROPOUT,
        """
dout = (2.0/N)*(out - y)[:, None]
dw2 = np.dot(D1.T, dout).ravel()
dD1 = dout * w2
dD1 *= mask
dD1 /= keep
dZ1 = dD1 * (Z1 > 0).astype(float)
dW1 = np.dot(X.T, dZ1)
db1 = np.sum(dZ1, axis=0)
""",
        "{'W1':dW1,'b1':db1,'w2':dw2}",
        slips=(
            ("dD1 *= mask\n", ""),
            ("(2.0/N)", "(1.0/N)"),
            ("(Z1 > 0)", "(Z1 >= 1)"),
        ),
    ),
    StudentPass(
        "batch_norm",
        """
dbeta = np.zeros(M); dgamma = np.zeros(M); dx = np.zeros((N, M))
for j in range(M):
    x = X[:, j]
    mean = x.mean()
    v = x.var()
    inv = 1/np.sqrt(v + eps)
    xh = (x - mean)*inv
    dy = g[:, j]
    dbeta[j] = dy.sum()
    dgamma[j] = (dy*xh).sum()
    d = dy*gamma[j]
    dx[:, j] = inv*(d - d.mean() - xh*(d*xh).mean())
""",
        "{'X':dx,'gamma':dgamma,'beta':dbeta}",
        slips=(
            ("- d.mean() ", "- d.sum() "),
            ("dgamma[j] = (dy*xh).sum()", "dgamma[j] = (dy*x).sum()"),
            ("d = dy*gamma[j]", "d = dy\n    d *= gamma[j]"),
        ),
    ),
    StudentPass(
        SVM,
        """
dW = np.zeros(W.shape)
loss = 0.0
for i in range(N):
    scores = X[i].dot(W)
    correct_class_score = scores[y[i]]
    for j in range(C):
        if j == y[i]:
            continue
        margin = scores[j] - correct_class_score + 1
        if margin > 0:
            loss += margin
            dW[:, j] += X[i]
            dW[:, y[i]] -= X[i]
loss /= N
dW /= N
dW += 2 * reg * W
""",
        "{'W':dW}",
        slips=(
            ("dW /= N\n", ""),
            ("dW[:, y[i]] -= X[i]", "dW[:, y[i]] += X[i]"),
            ("dW += 2 * reg * W", "dW += reg * W"),
            ("            dW[:, y[i]] -= X[i]", "        dW[:, y[i]] -= X[i]"),
        ),
    ),
    StudentPass(
        SVM,
        """
s = X.dot(W)
m = s - s[np.arange(N), y][:, np.newaxis] + 1
m[m < 0] = 0
m[np.arange(N), y] = 0
binary = m
binary[m > 0] = 1
row_sum = np.sum(binary, axis=1)
binary[np.arange(N), y] = -row_sum.T
dW = np.dot(X.T, binary)
dW /= N
dW += 2*reg*W
""",
        "{'W':dW}",
        slips=(
            ("-row_sum.T", "row_sum.T"),
            ("dW /= N\n", ""),
            ("m[np.arange(N), y] = 0\n", ""),
        ),
    ),
    StudentPass(
        SVM,
        """
dW = 2*reg*W
for i, x in enumerate(X):
    s = x @ W
    ind = (s - s[y[i]] + 1 > 0).astype(float)
    ind[y[i]] = 0
    ind[y[i]] = -np.sum(ind)
    dW += np.outer(x, ind)/N
""",
        "{'W':dW}",
        slips=(
            ("ind[y[i]] = 0\n    ", ""),
            ("dW = 2*reg*W", "dW = reg*W"),
        ),
    ),
    StudentPass(
        SGNS,
        """
z = sigmoid(np.dot(u, v))
dv = (z - 1.0)*u
du = (z - 1.0)*v
dU = np.zeros_like(U)
for k in range(K):
    zk = sigmoid(np.dot(U[k], v))
    dU[k] += zk*v
    dv += zk*U[k]
""",
        "{'v':dv,'u':du,'U':dU}",
        slips=(
            ("dv += zk*U[k]", "dv = zk*U[k]"),
            ("dU[k] += zk*v", "dU[k] += (zk - 1)*v"),
            ("sigmoid(np.dot(U[k], v))", "sigmoid(-np.dot(U[k], v))"),
        ),
    ),
    StudentPass(
        SGNS,
        """
def sig(x):
    return 1 / (1 + np.exp(-x))
a = sig(u.dot(v)) - 1
gradV = a*u
gradU = []
for uk in U:
    t = sig(uk.dot(v))
    gradU.append(t*v)
    gradV = gradV + t*uk
dv, du, dU = gradV, a*v, np.array(gradU)
""",
        "{'v':dv,'u':du,'U':dU}",
        slips=(
            ("gradV = gradV + t*uk", "gradV = gradV + uk"),
            ("gradU.append(t*v)", "gradU.append(v)"),
        ),
    ),
    StudentPass(
        POOL,
        """
dc = g
da = H @ dc
ds = a*(da - np.dot(a, da))
dH = np.outer(a, dc) + np.outer(ds, q)
dq = H.T @ ds
""",
        "{'H':dH,'q':dq}",
        slips=(
            ("- np.dot(a, da)", ""),
            ("+ np.outer(ds, q)", ""),
        ),
    ),
    StudentPass(
        POOL,
        """
da = np.array([g @ H[t] for t in range(T)])
J = np.diag(a) - np.outer(a, a)
ds = J @ da
dH = np.zeros_like(H)
dq = np.zeros_like(q)
for t in range(T):
    dH[t] = a[t]*g + ds[t]*q
    dq += ds[t]*H[t]
""",
        "{'H':dH,'q':dq}",
        slips=(
            ("np.diag(a) - np.outer(a, a)", "np.diag(a)"),
            ("dq += ds[t]*H[t]", "dq += ds[t]*H[0]"),
        ),
    ),
    StudentPass(
        "attention",
        """
dV = A.T @ g
dA = g @ V.T
dS = np.zeros_like(A)
for i in range(n):
    ai = A[i].reshape(-1, 1)
    J = np.diagflat(ai) - ai @ ai.T
    dS[i] = J @ dA[i]
dS /= np.sqrt(d)
dQ = dS @ K
dK = dS.T @ Q
""",
        "{'Q':dQ,'K':dK,'V':dV}",
        slips=(
            ("dS /= np.sqrt(d)\n", ""),
            ("- ai @ ai.T", "- ai * ai"),
            ("dK = dS.T @ Q", "dK = dS.T @ Q * 2"),
        ),
    ),
    StudentPass(
        "softmax",
        """
dZ = np.empty_like(Z)
for i, (p, gi) in enumerate(zip(P, G)):
    p = p.reshape(-1, 1)
    jacobian = np.diagflat(p) - np.dot(p, p.T)
    dZ[i] = np.dot(jacobian, gi)
""",
        "{'Z':dZ}",
        slips=(
            ("- np.dot(p, p.T)", "+ np.dot(p, p.T)"),
            ("np.dot(jacobian, gi)", "jacobian.sum(axis=1)*gi"),
        ),
    ),
    StudentPass(
        "softmax_cross_entropy",
        """
dZ = P
for i in range(N):
    dZ[i, y[i]] -= 1
dZ /= N
""",
        "{'Z':dZ}",
        slips=(
            ("dZ /= N\n", ""),
            ("-= 1", "= 1"),
        ),
    ),
    StudentPass(
        "softmax_cross_entropy",
        """
e = np.exp(Z - Z.max(axis=1, keepdims=True))
p = e/e.sum(axis=1, keepdims=True)
for row, t in zip(p, Y):
    row -= t
dZ = p/N
""",
        "{'Z':dZ}",
        slips=(
            ("row -= t", "row = row - t"),
            ("p/N", "p"),
        ),
    ),
    StudentPass(
        "relu",
        """
dz = np.array([g[i] if z[i] > 0 else 0 for i in range(n)])
""",
        "{'z':dz}",
        slips=(("if z[i] > 0", "if g[i] > 0"),),
    ),
    StudentPass(
        "layer_norm",
        """
dgamma = (g*X_hat).sum(axis=0)
dbeta = g.sum(axis=0)
dxh = g*gamma
dX = np.zeros_like(X)
for i in range(N):
    dX[i] = (dxh[i] - dxh[i].mean() - X_hat[i]*np.mean(dxh[i]*X_hat[i]))/s[i]
""",
        "{'X':dX,'gamma':dgamma,'beta':dbeta}",
        slips=(
            ("- dxh[i].mean() ", ""),
            ("(g*X_hat).sum(axis=0)", "(g*X).sum(axis=0)"),
        ),
    ),
    StudentPass(
        "matrix_factorisation",
        """
dU = 2*lam*U
dV = 2*lam*V
for i in range(m):
    for j in range(n):
        e = U[i] @ V[j] - R[i, j]
        dU[i] += 2*e*V[j]
        dV[j] += 2*e*U[i]
""",
        "{'U':dU,'V':dV}",
        slips=(
            ("dU[i] += 2*e*V[j]", "dU[i] += e*V[j]"),
            ("dV = 2*lam*V", "dV = lam*V"),
        ),
    ),
    StudentPass(
        "hinge",
        """
dw = np.zeros_like(w)
db = 0
for i in range(N):
    if y[i]*(w @ X[i] + b) < 1:
        dw -= y[i]*X[i]
        db -= y[i]
dw /= N
db /= N
""",
        "{'w':dw,'b':db}",
        slips=(
            ("< 1", "> 1"),
            ("db -= y[i]", "db += y[i]"),
            ("    if y[i]", "    if -y[i]"),
        ),
    ),
    StudentPass(
        "hinge",
        """
violated = [i for i in range(N) if y[i]*(X[i] @ w + b) < 1]
dw = -sum(y[i]*X[i] for i in range(N) if y[i]*(X[i] @ w + b) < 1)/N
db = -sum(y[i] for i in range(N) if y[i]*(X[i] @ w + b) < 1)/N
""",
        "{'w':dw,'b':db}",
        slips=(("db = -sum", "db = sum"),),
    ),
)
