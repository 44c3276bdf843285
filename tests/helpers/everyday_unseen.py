"""More texts for everyday_code, written after the reader to measure it."""

from tests.helpers.everyday_code import Case

UNSEEN = (
    Case(
        "softmax_regression",
        """
# forward
logits = np.matmul(X, W) + b
e = np.exp(logits - logits.max(axis=1)[:, None])
probs = e / e.sum(axis=1)[:, None]
# backward
probs[np.arange(len(X)), y] -= 1
probs /= len(X)
dW = np.matmul(X.T, probs)
db = probs.sum(axis=0)
""",
        "{'W':dW,'b':db}",
        slips=(("probs /= len(X)\n", ""), ("-= 1", "-= 0.5")),
    ),
    Case(
        "softmax_regression",
        """
def grad(W, b, X, Y):
    n = X.shape[0]
    Z = X @ W + b
    E = np.exp(Z)
    A = E / E.sum(axis=1, keepdims=True)
    err = (A - Y) / n
    return X.T @ err, err.sum(axis=0)
""",
        "dict(zip('Wb',grad(W,b,X,Y)))",
        slips=(("/ n\n", "\n"), ("return X.T @ err, err", "return X.T @ err, 2*err")),
    ),
    Case(
        "logistic_regression",
        """
import numpy as np

def propagate(w, b, X, Y):
    '''Computes cost and grads.'''
    m = X.shape[0]
    A = sigmoid(np.dot(X, w) + b)
    cost = -1/m * np.sum(Y*np.log(A) + (1-Y)*np.log(1-A))
    dw = 1/m * np.dot(X.T, (A - Y))
    db = 1/m * np.sum(A - Y)
    grads = {"dw": dw, "db": db}
    return grads, cost

def sigmoid(z):
    s = 1/(1+np.exp(-z))
    return s
""",
        "{k[1]:v for k,v in propagate(w,b,X,y)[0].items()}",
        slips=(("db = 1/m * ", "db = "), ("(A - Y))\n", "(A + Y))\n")),
    ),
    Case(
        "logistic_regression",
        """
predictions = 1 / (1 + np.exp(-(X @ w + b)))
gradient_w = X.T @ (predictions - y) / len(y)
gradient_b = (predictions - y).mean()
dw, db = gradient_w, gradient_b
""",
        "{'w':dw,'b':db}",
        slips=((".mean()", ".sum()"),),
    ),
    Case(
        "two_layer",
        """
def forward_pass(x, W1, b1, W2, b2):
    z1 = np.dot(W1, x) + b1
    a1 = 1.0/(1.0 + np.exp(-z1))
    z2 = np.dot(W2, a1) + b2
    return z1, a1, z2

def backward_pass(x, y, W1, b1, W2, b2):
    z1, a1, z2 = forward_pass(x, W1, b1, W2, b2)
    dz2 = 2*(z2 - y)
    dW2 = np.outer(dz2, a1)
    db2 = dz2
    dz1 = np.dot(W2.T, dz2) * (a1 * (1 - a1))
    dW1 = np.outer(dz1, x)
    db1 = dz1
    return dW1, db1, dW2, db2
""",
        "dict(zip(('W1','b1','W2','b2'),backward_pass(x,y,W1,b1,W2,b2)))",
        slips=(("2*(z2 - y)", "(z2 - y)"), ("(a1 * (1 - a1))", "(z1 * (1 - z1))")),
    ),
    Case(
        "two_layer",
        """
x = x.reshape(-1, 1)
e = 2.0 * (y_hat.reshape(-1, 1) - y.reshape(-1, 1))
dW2 = e.dot(a1.reshape(1, -1))
db2 = e
h = W2.T.dot(e)
h *= (a1*(1-a1)).reshape(-1, 1)
dW1 = h.dot(x.T)
db1 = h
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        slips=(("h *= ", "h += "),),
    ),
    Case(
        "mlp",
        """
delta3 = 2*(y_hat - y)
dW2 = delta3[:, np.newaxis] @ a1[np.newaxis, :]
delta2 = (delta3 @ W2) * (1 - a1**2)
dW1 = np.outer(delta2, x)
db2, db1 = delta3, delta2
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        slips=(
            ("(delta3 @ W2)", "delta3[0]*W2[0]"),
            ("db2, db1 = delta3, delta2", "db2, db1 = delta3, delta3[0]*W2[0]"),
        ),
    ),
    Case(
        "affine_layer",
        """
class AffineLayer:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return dx
""",
        "(lambda l: (l.forward(X), {'X': l.backward(g), 'W': l.dW, 'b': l.db})[1])"
        "(AffineLayer(W, b))",
        slips=(("self.W.T)", "self.W.T) * 2"), ("axis=0", "axis=0) / len(dout")),
    ),
    Case(
        "relu",
        "out = np.maximum(z, 0)\ngrad_z = g.copy()\ngrad_z[out == 0] = 0",
        "{'z':grad_z}",
        slips=(("out == 0", "out != 0"),),
    ),
    Case(
        "relu",
        """
class ReLU:
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out
    def backward(self, dout):
        dout[self.mask] = 0
        dx = dout
        return dx
""",
        "(lambda r: (r.forward(z), {'z': r.backward(g.copy())})[1])(ReLU())",
        slips=(("x <= 0", "x >= 0"),),
    ),
    Case(
        "batch_norm",
        """
N = X.shape[0]
mean = np.mean(X, axis=0)
xc = X - mean
variance = np.mean(xc**2, axis=0)
std = np.sqrt(variance + eps)
xn = xc / std
dbeta = dout.sum(axis=0)
dgamma = np.sum(xn * dout, axis=0)
dxn = gamma * dout
dxc = dxn / std
dstd = -np.sum((dxn * xc) / (std * std), axis=0)
dvariance = 0.5 * dstd / std
dxc += (2.0 / N) * xc * dvariance
dmean = np.sum(dxc, axis=0)
dX = dxc - dmean / N
""",
        "{'X':dX,'gamma':dgamma,'beta':dbeta}",
        slips=(("dxc - dmean / N", "dxc - dmean"), ("0.5 * dstd", "dstd")),
    ),
    Case(
        "layer_norm",
        """
N, D = X.shape
mean = X.mean(axis=1, keepdims=True)
v = X.var(axis=1, keepdims=True)
rstd = 1/np.sqrt(v + eps)
norm = (X - mean)*rstd
dbeta = g.sum(0)
dgamma = (g*norm).sum(0)
dnorm = g*gamma
dX = rstd*(dnorm - dnorm.mean(1, keepdims=True) - norm*(dnorm*norm).mean(1, keepdims=True))
""",
        "{'X':dX,'gamma':dgamma,'beta':dbeta}",
        slips=(("dnorm = g*gamma", "dnorm = g"),),
    ),
    Case(
        "linear_regression",
        """
for epoch in range(100):
    y_pred = X @ w + b
    loss = ((y_pred - y)**2).mean()
    dw = 2 * X.T @ (y_pred - y) / len(y)
    db = 2 * (y_pred - y).mean()
    w -= lr * dw
    b -= lr * db
    if epoch % 10 == 0:
        print(epoch, loss)
""",
        "{'w':dw,'b':db}",
        start="lr=0",
        slips=(("dw = 2 * X", "dw = X"),),
    ),
    Case(
        "linear_regression",
        """
w_grad = 0
b_grad = 0
for i in range(len(X)):
    w_grad += -2 * X[i] * (y[i] - (np.dot(X[i], w) + b))
    b_grad += -2 * (y[i] - (np.dot(X[i], w) + b))
w_grad /= len(X)
b_grad /= len(X)
""",
        "{'w':w_grad,'b':b_grad}",
        slips=(("w_grad += -2", "w_grad += 2"), ("b_grad /= len(X)", "b_grad = b_grad")),
    ),
    Case(
        "linear_regression",
        """
residuals = y - (X.dot(w) + b)
dw = (-2 / X.shape[0]) * residuals.dot(X)
db = (-2 / X.shape[0]) * residuals.sum()
""",
        "{'w':dw,'b':db}",
        slips=(("(-2 / X.shape[0]) * residuals.dot", "(-2 / X.shape[1]) * residuals.dot"),),
    ),
    Case(
        "ridge",
        """
def loss_and_grad(w, b, X, y, lam):
    r = X @ w + b - y
    loss = r @ r + lam * w @ w
    return loss, 2 * r @ X + 2 * lam * w, 2 * np.sum(r)
""",
        "dict(zip('wb',loss_and_grad(w,b,X,y,lam)[1:]))",
        slips=(("2 * lam * w,", "lam * w,"),),
    ),
    Case(
        "multiclass_hinge",
        """
num_train = X.shape[0]
scores = X @ W + b
margins = np.maximum(scores - scores[np.arange(num_train), y][:, np.newaxis] + delta, 0)
margins[np.arange(num_train), y] = 0
ds = (margins > 0) * 1.0
ds[np.arange(num_train), y] -= np.sum(ds, axis=1)
dW = X.T @ ds / num_train
db = np.sum(ds, axis=0) / num_train
""",
        "{'W':dW,'b':db}",
        slips=(("-= np.sum", "= np.sum"), ("margins > 0", "margins >= 0")),
    ),
    Case(
        "attention",
        """
scores = Q @ K.T / np.sqrt(d)
w = np.exp(scores - scores.max(axis=-1, keepdims=True))
w /= w.sum(axis=-1, keepdims=True)
dV = w.T @ g
dw = g @ V.T
ds = w * (dw - np.sum(dw * w, axis=-1, keepdims=True))
ds = ds / np.sqrt(d)
dQ = ds @ K
dK = ds.T @ Q
""",
        "{'Q':dQ,'K':dK,'V':dV}",
        slips=(("ds = ds / np.sqrt(d)\n", ""),),
    ),
    Case(
        "softmax_cross_entropy",
        """
p = np.exp(Z) / np.sum(np.exp(Z), axis=1).reshape(-1, 1)
grad = p
grad[range(Z.shape[0]), y] -= 1
grad = grad / Z.shape[0]
""",
        "{'Z':grad}",
        slips=(("-= 1", "-= p.max()"),),
    ),
    Case(
        "huber",
        """
r = y_hat - y
mask = np.abs(r) <= delta
dy_hat = mask*r + (1 - mask)*delta*np.sign(r)
dy_hat /= r.size
""",
        "{'y_hat':dy_hat}",
        slips=(("dy_hat /= r.size", ""),),
    ),
    Case(
        "hinge",
        """
scores = X.dot(w) + b
ind = np.where(y*scores < 1, 1, 0)
dw = -(ind*y)[:, None]*X
dw = dw.mean(axis=0)
db = -(ind*y).mean()
""",
        "{'w':dw,'b':db}",
        slips=(("< 1", "< 0"),),
    ),
    Case(
        "rnn",
        """
dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
dh_next = np.zeros_like(h0)
for x, h, h_prev, gt in [(x3, h3, h2, g3), (x2, h2, h1, g2), (x1, h1, h0, g1)]:
    dh = gt + dh_next
    da = dh * (1 - h * h)
    dW_x += np.outer(da, x)
    dW_h += np.outer(da, h_prev)
    db += da
    dh_next = W_h.T @ da
""",
        "{'W_x':dW_x,'W_h':dW_h,'b':db}",
        slips=(("1 - h * h", "1 - h"),),
    ),
    Case(
        "embedding", "dE = ids.T @ g", "{'E':dE}", slips=(("ids.T @ g", "ids.T @ g / len(g)"),)
    ),
    Case(
        "dropout",
        "dX = np.multiply(g, mask)\ndX /= keep",
        "{'X':dX}",
        slips=(("dX /= keep", "dX *= keep"),),
    ),
    Case(
        "silu",
        "sig = 1/(1+np.exp(-z))\nswish = z*sig\ndz = g*(swish + sig*(1-swish))",
        "{'z':dz}",
        slips=(("(1-swish)", "(1+swish)"),),
    ),
    Case(
        "log_cosh",
        "diff = y_hat - y\ndy_hat = np.sinh(diff)/np.cosh(diff)/diff.shape[0]",
        "{'y_hat':dy_hat}",
        slips=(("/diff.shape[0]", ""),),
    ),
    Case(
        "softmax",
        "s = np.exp(Z); s = s/s.sum(axis=1, keepdims=True)\n"
        "dZ = s*G - s*(s*G).sum(axis=1, keepdims=True)",
        "{'Z':dZ}",
        slips=(("(s*G).sum(axis=1", "(s*G).sum(axis=0"),),
    ),
    Case(
        "linear_autoencoder",
        """
def backprop(X):
    n = len(X)
    H = X @ W1
    R = H @ W2 - X
    gW2 = H.T @ R / n
    gW1 = X.T @ R @ W2.T / n
    return gW1, gW2
""",
        "dict(zip(('W1','W2'),backprop(X)))",
        slips=(
            ("gW2 = H.T @ R / n", "gW2 = H.T @ R"),
            ("return gW1, gW2", "return gW1, 2*gW2"),
        ),
    ),
    Case(
        "matrix_factorisation",
        """
dU = np.zeros_like(U)
dV = np.zeros_like(V)
for i in range(U.shape[0]):
    for j in range(V.shape[0]):
        e = R[i, j] - U[i] @ V[j]
        dU[i] += -2 * e * V[j]
        dV[j] += -2 * e * U[i]
dU += 2 * lam * U
dV += 2 * lam * V
""",
        "{'U':dU,'V':dV}",
        slips=(("dV += 2 * lam * V", "dV += lam * V"),),
    ),
    Case(
        "vae_kl",
        "dmu = mu.copy()\ndlog_var = (np.exp(log_var) - 1)/2",
        "{'mu':dmu,'log_var':dlog_var}",
        slips=(("/2", "/4"),),
    ),
    Case(
        "two_layer",
        """
dz2 = 2*(y_hat - y)
dW2 = dz2 * a1.T
db2 = dz2
dz1 = W2.T @ dz2 * a1 * (1-a1)
dW1 = dz1 * x.T
db1 = dz1
""",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2}",
        columns=True,
    ),
    Case(
        "l2_normalisation",
        "n = np.sqrt(np.sum(v**2))\nu = v/n\ndv = g/n - v*(v.T @ g)/n**3",
        "{'v':dv}",
        columns=True,
    ),
    Case(
        "l2_normalisation",
        "r = np.sqrt((v*v).sum())\ndv = g/r - v*(v @ g)/r**3",
        "{'v':dv}",
        slips=(("v*(v @ g)", "np.outer(v, v) @ g"), ("v*(v @ g)", "v @ v * g")),
    ),
    Case(
        "softmax_regression",
        "P2 = P\nP2[np.arange(N), y] -= 1\nP2 /= N\ndW = X.T @ P2\ndb = P2.sum(0)",
        "{'W':dW,'b':db}",
    ),
    Case(
        "softmax_regression",
        "for i in range(N):\n    P[i, y[i]] -= 1\ndW = X.T @ P / N\ndb = P.sum(axis=0) / N",
        "{'W':dW,'b':db}",
        slips=(("-= 1", "+= 1"),),
    ),
    Case(
        "logistic_regression",
        "dz = p - y\ndw = np.dot(dz, X)/N\ndb = dz.sum()/N",
        "{'w':dw,'b':db}",
    ),
    Case(
        "logistic_regression",
        "dw = (X * (p - y)[:, None]).mean(0)\ndb = (p - y).mean()",
        "{'w':dw,'b':db}",
        slips=(("mean(0)", "sum(0)/D"),),
    ),
    Case(
        "logistic_regression",
        "dw = (X.T * (p - y)).mean(axis=1)\ndb = (p - y).mean()",
        "{'w':dw,'b':db}",
        slips=(("axis=1", "axis=0"),),
    ),
    Case(
        "linear_regression",
        "dw, db = 0, 0\nfor i in range(N):\n    pred = X[i] @ w + b\n    err = pred - y[i]\n"
        "    dw = dw + 2*err*X[i]/N\n    db = db + 2*err/N",
        "{'w':dw,'b':db}",
    ),
    Case(
        "affine_layer",
        "dW = np.zeros((D, M))\nfor i in range(D):\n    for j in range(M):\n"
        "        dW[i, j] = np.sum(X[:, i]*g[:, j])\ndb = g.sum(0)\ndX = g.dot(W.T)",
        "{'W':dW,'X':dX,'b':db}",
    ),
    Case(
        "affine_layer",
        "dW = X.T.dot(g)\ndb = g.sum(axis=0)\ndX = g.dot(W.T)\ndW += 0.0*W\n",
        "{'W':dW,'X':dX,'b':db}",
        slips=(("0.0*W", "0.1*W"),),
    ),
    Case(
        "affine_layer",
        "dout = g * 2\ndW = X.T @ dout\ndb = dout.sum(0)\ndX = dout @ W.T",
        "{'W':dW,'X':dX,'b':db}",
        slips=(("g * 2", "g * 1"),),
    ),
    Case(
        "affine_layer",
        "def f(dout):\n    dout = dout.copy()\n    dout *= 2\n    return dout\n"
        "dW = X.T @ f(g)/2\ndb = g.sum(0)\ndX = g @ W.T",
        "{'W':dW,'X':dX,'b':db}",
        slips=(("f(g)/2", "f(g)"),),
    ),
    Case(
        "relu",
        "mask = z > 0\ndz = g\ndz = dz * mask",
        "{'z':dz}",
        slips=(("dz * mask", "dz * ~mask"),),
    ),
    Case(
        "relu", "dz = g * (z >= 0) * (1 - (z < 0))", "{'z':dz}", slips=(("(z < 0)", "(z > 0)"),)
    ),
    Case(
        "leaky_relu",
        "dx = g.copy()\ndx[z < 0] *= alpha\ndz = dx",
        "{'z':dz}",
        slips=(("*= alpha", "/= alpha"),),
    ),
    Case(
        "huber",
        "r = y_hat - y\ng_ = r.copy()\ng_[r > delta] = delta\ng_[r < -delta] = -delta\n"
        "dy_hat = g_/len(r)",
        "{'y_hat':dy_hat}",
        slips=(("= -delta", "= delta"),),
    ),
    Case(
        "residual",
        "dh = dout @ W2.T\nA = np.maximum(0, X @ W1 + b1)\ndh = dh * (A > 0)\n"
        "dW2 = A.T @ dout; db2 = dout.sum(axis=0)\ndW1 = X.T @ dh; db1 = dh.sum(axis=0)\n"
        "dX = dh @ W1.T\ndX += dout",
        "{'W1':dW1,'b1':db1,'W2':dW2,'b2':db2,'X':dX}",
        slips=(("(A > 0)", "(A < 0)"),),
    ),
    Case(
        "rnn",
        "dW_x = np.zeros_like(W_x); dW_h = np.zeros_like(W_h); db = np.zeros_like(b)\n"
        "xs = [x1, x2, x3]; hs = [h0, h1, h2, h3]; gs = [g1, g2, g3]\n"
        "dnext = np.zeros_like(h0)\nfor t in reversed(range(3)):\n    dh = gs[t] + dnext\n"
        "    draw = (1 - hs[t+1]*hs[t+1])*dh\n    db += draw\n"
        "    dW_x += np.outer(draw, xs[t])\n    dW_h += np.outer(draw, hs[t])\n"
        "    dnext = W_h.T @ draw",
        "{'W_x':dW_x,'W_h':dW_h,'b':db}",
        slips=(("hs[t])", "hs[t+1])"), ("dnext = W_h.T", "dnext = W_h")),
    ),
    Case(
        "matrix_factorisation",
        "E = R - U @ V.T\ndU = -2*np.dot(E, V) + 2*lam*U\ndV = -2*np.dot(E.T, U) + 2*lam*V",
        "{'U':dU,'V':dV}",
    ),
    Case(
        "batch_norm",
        "m = X.shape[0]\nt = 1./np.sqrt(var + eps)\n"
        "dX = gamma*t/m * (m*g - np.sum(g, axis=0) - t**2*(X-mu)*np.sum(g*(X-mu), axis=0))\n"
        "dgamma = np.sum((X-mu)*t*g, axis=0)\ndbeta = np.sum(g, axis=0)",
        "{'X':dX,'gamma':dgamma,'beta':dbeta}",
        slips=(("t**2*(X-mu)", "t*(X-mu)"),),
    ),
)
