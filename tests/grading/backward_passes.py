"""Backward passes as courses and homework write them, in NumPy that runs, with slips planted.

A slip is (what is written, what is written instead, the line that is then wrong first, None
where an own name hides it until later).
"""

from typing import NamedTuple

Slip = tuple[str, str, int | None]


class Pass(NamedTuple):
    """Straight-line code on a page; `answers` are the parameters that it computes."""

    page: str
    answers: tuple[str, ...]
    code: str
    slips: tuple[Slip, ...]


PASSES = {
    "regression": Pass(
        "linear_regression", ("w", "b"),
        """dy_hat = 2*(y_hat - y)/N
dw = X.T @ dy_hat
db = np.sum(dy_hat)""",
        (("2*(y_hat - y)/N", "2*(y_hat - y)", 1), ("2*(y_hat", "(y_hat", 1),
         ("np.sum(dy_hat)", "np.mean(dy_hat)", 3), ("X.T @ dy_hat", "-X.T @ dy_hat", 2)),
    ),
    "residual as an own name": Pass(
        "linear_regression", ("w", "b"),
        """err = X @ w + b - y
m = X.shape[0]
dw = (2/m)*np.dot(X.T, err)
db = (2/m)*err.sum()""",
        (("(2/m)*np", "(1/m)*np", 3), ("b - y", "b + y", 3), ("err.sum()", "err.mean()", 4)),
    ),
    "in place": Pass(
        "linear_regression", ("w",),
        """g = y_hat - y
g *= 2
g /= N
dw = X.T.dot(g)""",
        (("g /= N", "g *= N", 4), ("g *= 2", "g += 2", 4), ("g /= N", "g /= 2", 4)),
    ),
    "logistic, the mean later": Pass(
        "logistic_regression", ("w", "b"),
        """dz = p - y
dw = 1/N*np.dot(X.T, dz)
db = 1/N*np.sum(dz)""",
        (("dz = p - y", "dz = y - p", 1), ("1/N*np.sum", "np.sum", 1)),
    ),
    "logistic": Pass(
        "logistic_regression", ("w", "b"),
        """dp = -(y/p - (1 - y)/(1 - p))/N
dz = dp*p*(1 - p)
dw = X.T @ dz
db = dz.sum()""",
        (("y/p - (1 - y)", "y/p + (1 - y)", 1), ("dp*p*(1 - p)", "dp*p", 2)),
    ),
    "softmax, scores": Pass(
        "softmax_regression", ("W", "b"),
        """dscores = P.copy()
dscores -= Y
dscores /= N
dW = X.T @ dscores
db = np.sum(dscores, axis=0)""",
        (("dscores /= N", "dscores *= 1", 4), ("-= Y", "+= Y", 4),
         ("np.sum(dscores, axis=0)", "np.mean(dscores, axis=0)", 5)),
    ),
    "softmax from the logits": Pass(
        "softmax_regression", ("W", "b"),
        """scores = X.dot(W) + b
scores -= np.max(scores, axis=1, keepdims=True)
e = np.exp(scores)
probs = e/np.sum(e, axis=1, keepdims=True)
dZ = (probs - Y)/N
dW = np.dot(X.T, dZ)
db = np.sum(dZ, axis=0)""",
        (("(probs - Y)/N", "(probs - Y)", 5), ("(probs - Y)", "(Y - probs)", 5),
         ("axis=1, keepdims=True)\ndZ", "axis=0, keepdims=True)\ndZ", 5)),
    ),
    "ridge": Pass(
        "ridge", ("w", "b"),
        """r = y_hat - y
dw = 2*X.T @ r
dw += 2*lam*w
db = 2*np.sum(r)""",
        (("+= 2*lam*w", "+= lam*w", 3), ("dw += 2*lam*w", "dw = 2*lam*w", 2),
         ("2*X.T", "X.T", 3), ("dw += 2", "dw -= 2", 3)),
    ),
    "ridge in one line": Pass(
        "ridge", ("w",),
        "dw = 2*(y_hat - y) @ X + 2*lam*w",
        (("+ 2*lam*w", "+ lam*w", 1), ("@ X", "@ X/N", 1)),
    ),
    "two layers": Pass(
        "two_layer", ("W1", "b1", "W2", "b2"),
        """dz2 = 2*(y_hat - y)
dW2 = np.outer(dz2, a1)
db2 = dz2
da1 = W2.T @ dz2
dz1 = da1*a1*(1 - a1)
dW1 = np.outer(dz1, x)
db1 = dz1""",
        (("2*(y_hat - y)", "y_hat - y", 2), ("da1*a1*(1 - a1)", "da1*a1", 5),
         ("da1*a1*(1 - a1)", "da1", 5), ("np.outer(dz1, x)", "np.outer(da1, x)", 6)),
    ),
    "two layers, one name": Pass(
        "two_layer", ("W1", "b1", "W2", "b2"),
        """delta = 2*(W2 @ a1 + b2 - y)
dW2 = delta[:, None]*a1[None, :]
db2 = delta
delta = W2.T @ delta
delta *= a1*(1 - a1)
dW1 = delta[:, None]*x[None, :]
db1 = delta""",
        (("delta *= a1*(1 - a1)", "delta *= a1", 6),
         ("delta = W2.T @ delta", "delta = delta @ W2 + 1", 6),
         ("db1 = delta", "db1 = 2*delta", 7)),
    ),
    "two layers of relu": Pass(
        "two_layer:relu", ("W1", "b1", "W2", "b2"),
        """dy_hat = 2.0*(y_hat - y)
dW2 = np.outer(dy_hat, a1)
db2 = dy_hat.copy()
da1 = np.dot(W2.T, dy_hat)
dz1 = da1.copy()
dz1[z1 <= 0] = 0
dW1 = np.outer(dz1, x)
db1 = dz1""",
        (("z1 <= 0", "z1 > 0", 6), ("dz1[z1 <= 0] = 0", "dz1[z1 <= 0] *= 2", 6),
         ("np.outer(dz1, x)", "np.outer(da1, x)", 7)),
    ),
    "batch norm": Pass(
        "batch_norm", ("X", "gamma", "beta"),
        """dbeta = g.sum(axis=0)
dgamma = np.sum(g*X_hat, axis=0)
dX_hat = g*gamma
dvar = np.sum(dX_hat*C*(-0.5)*(var + eps)**(-1.5), axis=0)
dmu = np.sum(dX_hat*(-1)/np.sqrt(var + eps), axis=0)
dmu = dmu + dvar*np.mean(-2*C, axis=0)
dX = dX_hat/np.sqrt(var + eps) + dvar*2*C/N + dmu/N""",
        (("2*C/N", "2*C", 7), ("(-0.5)*", "(-1)*", 4), ("dX_hat = g*gamma", "dX_hat = g", 3),
         (" + dmu/N", "", 7)),
    ),
    "layer norm, short": Pass(
        "layer_norm", ("X", "gamma", "beta"),
        """dbeta = np.sum(g, axis=0)
dgamma = np.sum(g*X_hat, axis=0)
dX_hat = g*gamma
dX = D*dX_hat - np.sum(dX_hat, axis=1, keepdims=True)
dX = dX - X_hat*np.sum(dX_hat*X_hat, axis=1, keepdims=True)
dX = dX/(D*s[:, None])""",
        (("D*dX_hat - np", "dX_hat - np", 6),
         ("np.sum(dX_hat*X_hat, axis=1", "np.sum(dX_hat, axis=1", 6),
         ("g*X_hat, axis=0", "g*C, axis=0", 2)),
    ),
    "recurrent": Pass(
        "rnn", ("W_x", "W_h", "b"),
        """dW_x = np.zeros_like(W_x)
dW_h = np.zeros_like(W_h)
db = np.zeros_like(b)
dh = g3
da = dh*(1 - h3**2)
dW_x += np.outer(da, x3)
dW_h += np.outer(da, h2)
db += da
dh = g2 + W_h.T @ da
da = dh*(1 - h2**2)
dW_x += np.outer(da, x2)
dW_h += np.outer(da, h1)
db += da
dh = g1 + W_h.T @ da
da = dh*(1 - h1**2)
dW_x += np.outer(da, x1)
dW_h += np.outer(da, h0)
db += da""",
        (("dh = g2 + W_h.T @ da", "dh = W_h.T @ da", 16), ("da, h1)", "da, h2)", 17),
         ("dh*(1 - h3**2)", "dh*(1 - h3)", 16), ("dh = g1 + W_h.T", "dh = g1 + W_h", 16)),
    ),
    "attention": Pass(
        "attention", ("Q", "K", "V"),
        """dV = A.T @ g
dA = g @ V.T
dS = A*(dA - np.sum(dA*A, axis=1, keepdims=True))
dS /= np.sqrt(d)
dQ = dS @ K
dK = dS.T @ Q""",
        (("A*(dA - np.sum(dA*A, axis=1, keepdims=True))", "A*dA", 4),
         ("dS /= np.sqrt(d)", "dS /= d", 5),
         ("dA = g @ V.T", "dA = 2*g @ V.T", 2)),
    ),
    "hinge": Pass(
        "multiclass_hinge", ("W", "b"),
        """margins = np.maximum(0, Z - z_y[:, None] + delta)*(1 - Y)
binary = margins
binary[margins > 0] = 1
row_sum = np.sum(binary, axis=1)
dW = np.dot(X.T, binary - Y*row_sum[:, None])/N
db = np.sum(binary - Y*row_sum[:, None], axis=0)/N""",
        (("binary[margins > 0] = 1", "binary[margins > 0] = 2", 5),
         ("np.dot(X.T, binary - Y*row_sum[:, None])/N", "np.dot(X.T, binary)/N", 5),
         (")/N\ndb", ")\ndb", 5)),
    ),
    "dense layer": Pass(
        "affine_layer", ("X", "W", "b"),
        """dout = g
dX = dout @ W.T
dW = X.T @ dout
db = np.sum(dout, axis=0)""",
        (("dout = g", "dout = 2*g", 2), ("axis=0)", "axis=0)/N", 4)),
    ),
    "residual block": Pass(
        "residual", ("X", "W1", "b1", "W2", "b2"),
        """db2 = g.sum(axis=0)
dW2 = A.T @ g
dA = g @ W2.T
dZ = dA*(Z > 0)
db1 = dZ.sum(axis=0)
dW1 = X.T @ dZ
dX = g.copy()
dX += dZ @ W1.T""",
        (("dX = g.copy()", "dX = 0*g", 8), ("dA*(Z > 0)", "dA*(Z < 0)", 4),
         ("A.T @ g", "Z.T @ g", 2)),
    ),
}  # fmt: skip
