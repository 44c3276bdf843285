"""Texts in the manner of courses and frameworks: one list for everyday_code."""

from tests.helpers.everyday_code import Case

LINEAR = (
    Case(
        "linear",
        "y_pred = w*x\ngrad = np.multiply(2*(y_pred - y), x)",
        "{'w': grad}",
        slips=(("2*(", "("), ("w*x\ngrad", "w*x + 1\ngrad")),
    ),
    Case(
        "linear", "g = 2*(y_hat - y)\ng = g/2\ndw = g*x", "{'w': dw}", slips=(("g/2", "g/1"),)
    ),
    Case(
        "linear", "g = y_hat - y\ng *= 2\ndw = g*x", "{'w': dw}", slips=(("g *= 2", "g *= 4"),)
    ),
    Case(
        "linear",
        """
def forward(w, x):
    return w * x

def gradient(w, x, y):
    # d/dw (w*x - y)**2
    return 2 * x * (forward(w, x) - y)
""",
        "{'w': gradient(w, x, y)}",
        slips=(("2 * x", "2 * y"), ("- y)", "+ y)")),
    ),
    Case(
        "linear",
        "f = lambda w: (w*x - y)**2\ndf = lambda w: 2*(w*x - y)*x\ndw = df(w)",
        "{'w': dw}",
        slips=(("2*(w*x - y)*x", "2*(w*x - y)*w"),),
    ),
    Case(
        "quadratic",
        """
def backward(x, y, w1, w2, b):
    y_hat = w1*x**2 + w2*x + b
    e = y_hat - y
    dw1 = 2*e*x**2; dw2 = 2*e*x
    db = 2*e
    return dw1, dw2, db
""",
        "dict(zip(('w1', 'w2', 'b'), backward(x, y, w1, w2, b)))",
        slips=(("dw2 = 2*e*x", "dw2 = e*x"), ("return dw1, dw2, db", "return 2*dw1, dw2, db")),
    ),
    Case(
        "linear_regression",
        """
n = len(y)
y_pred = X.dot(w) + b
error = y_pred - y
dw = (2/n) * X.T.dot(error)
db = (2/n) * np.sum(error)
""",
        "{'w': dw, 'b': db}",
        slips=(("(2/n) * X", "(1/n) * X"), ("np.sum(error)", "np.mean(error)")),
    ),
    Case(
        "linear_regression",
        """
n = len(y)
y_pred = X @ w + b
dw = -(2/n) * X.T @ (y - y_pred)
db = -2*np.mean(y - y_pred)
""",
        "{'w': dw, 'b': db}",
        slips=(("-(2/n)", "(2/n)"), ("-2*np", "-np")),
    ),
    Case(
        "linear_regression",
        """
m, n = X.shape
h = X @ w + b
grad_w = np.zeros(n)
grad_b = 0
for i in range(m):
    err = h[i] - y[i]
    for j in range(n):
        grad_w[j] += err * X[i, j]
    grad_b += err
grad_w = 2*grad_w/m
grad_b = 2*grad_b/m
""",
        "{'w': grad_w, 'b': grad_b}",
        slips=(("grad_b = 2*grad_b/m", "grad_b = grad_b/m"), ("X[i, j]", "X[i, 0]")),
    ),
    Case(
        "linear_regression",
        """
dw = np.zeros_like(w)
db = 0.0
for xi, yi, yhi in zip(X, y, y_hat):
    dw += 2*(yhi - yi)*xi
    db += 2*(yhi - yi)
dw /= X.shape[0]
db /= X.shape[0]
""",
        "{'w': dw, 'b': db}",
        slips=(("dw /= X.shape[0]", "dw /= X.shape[1]"),),
    ),
    Case(
        "linear_regression",
        "dy = 2*(y_hat - y)/N\ndw = X.T @ dy\ndb = dy.sum()",
        "{'w': dw, 'b': db}",
        columns=True,
        slips=(("dy.sum()", "dy.mean()"),),
    ),
    Case(
        "linear_regression",
        "db = np.ones(N) @ (2*(y_hat - y)/N)\ndw = np.einsum('nd,n->d', X, 2*(y_hat - y)/N)",
        "{'w': dw, 'b': db}",
        slips=(("'nd,n->d', X, 2", "'nd,n->d', X, 1"),),
    ),
    Case(
        "linear_regression",
        """
class LinearRegression:
    def __init__(self, lr=0.01):
        self.lr = lr

    def backward(self, X, y):
        n_samples = X.shape[0]
        y_hat = X @ self.w + self.b
        self.dw = (2 / n_samples) * np.dot(X.T, (y_hat - y))
        self.db = (2 / n_samples) * np.sum(y_hat - y)
""",
        "(LinearRegression.backward(self, X, y), {'w': self.dw, 'b': self.db})[1]",
        slips=(("(2 / n_samples) * np.dot", "(1 / n_samples) * np.dot"),),
    ),
    Case(
        "ridge",
        "dw = X.T @ (2*(y_hat - y))\ndw += 2*lam*w\ndb = 2*(y_hat - y).sum()",
        "{'w': dw, 'b': db}",
        slips=(("2*lam*w", "lam*w"), ("dw += ", "dw = ")),
    ),
    Case(
        "ridge",
        "dw = 2*(y_hat - y) @ X + 2*lam*w\ndb = 2*np.sum(y_hat - y)",
        "{'w': dw, 'b': db}",
        slips=(("+ 2*lam*w", "- 2*lam*w"),),
    ),
    Case(
        "ridge",
        """
def ridge_grad(w, b, X, y, lam):
    residual = X.dot(w) + b - y
    grad_w = 2 * X.T.dot(residual) + 2 * lam * w
    grad_b = 2 * residual.sum()
    return grad_w, grad_b
""",
        "dict(zip('wb', ridge_grad(w, b, X, y, lam)))",
        slips=(("2 * residual.sum()", "residual.sum()"),),
    ),
    Case(
        "lasso",
        """
r = X @ w + b - y
dw = 2*X.T @ r/len(y) + lam*np.sign(w)
db = 2*r.mean()
""",
        "{'w': dw, 'b': db}",
        slips=(("np.sign(w)", "np.abs(w)"),),
    ),
)

LOGISTIC = (
    Case(
        "logistic_regression",
        """
m = X.shape[0]
A = 1 / (1 + np.exp(-(np.dot(X, w) + b)))
dz = A - y
dw = (1 / m) * np.dot(X.T, dz)
db = (1 / m) * np.sum(dz)
""",
        "{'w': dw, 'b': db}",
        slips=(("A - y", "y - A"), ("(1 / m) * np.sum", "np.sum")),
    ),
    Case(
        "logistic_regression",
        """
def sigmoid(z):
    \"\"\"It's the logistic function.\"\"\"
    return 1.0 / (1.0 + np.exp(-z))

def gradient(theta_w, theta_b):
    pass

h = sigmoid(X @ w + b)
dw = X.T @ (h - y) / y.size
db = np.mean(h - y)
""",
        "{'w': dw, 'b': db}",
        slips=(("1.0 + np.exp(-z)", "1.0 + np.exp(z)"), ("/ y.size", "")),
    ),
    Case(
        "logistic_regression",
        """
dw = np.zeros(X.shape[1])
db = 0
for i in range(X.shape[0]):
    z_i = np.dot(w, X[i]) + b
    a_i = 1/(1 + np.exp(-z_i))
    dz_i = a_i - y[i]
    for j in range(X.shape[1]):
        dw[j] += X[i, j]*dz_i
    db += dz_i
dw = dw/X.shape[0]
db = db/X.shape[0]
""",
        "{'w': dw, 'b': db}",
        slips=(
            ("dz_i = a_i - y[i]", "dz_i = a_i*(1 - a_i) - y[i]"),
            ("db = db/X.shape[0]", "db = db"),
        ),
    ),
    Case(
        "logistic_regression",
        """
dp = -(y/p) + (1 - y)/(1 - p)
dz = dp*p*(1 - p)
dz /= N
dw = X.T @ dz
db = dz.sum(axis=0)
""",
        "{'w': dw, 'b': db}",
        slips=(("dz /= N\n", ""), ("dp*p*(1 - p)", "dp*p")),
    ),
    Case(
        "logistic_regression",
        """
dz = (p - y)/len(p)
dw = X.T @ dz
db = np.sum(dz, axis=0, keepdims=True)
""",
        "{'w': dw, 'b': db}",
        columns=True,
        slips=(("/len(p)", ""),),
    ),
    Case(
        "logistic_regression",
        """
error = y - p
dw = -np.mean(X * error[:, None], axis=0)
db = -np.mean(error)
""",
        "{'w': dw, 'b': db}",
        slips=(("axis=0", "axis=1"), ("-np.mean(error)", "np.mean(error)")),
    ),
    Case(
        "logistic_regression",
        """
grad_logits = (1/(1 + np.exp(-z)) - y) / X.shape[0]
grad_w = X.T @ grad_logits
grad_b = grad_logits.sum()
""",
        "{'w': grad_w, 'b': grad_b}",
        slips=(("X.shape[0]", "X.shape[1]"),),
    ),
    Case(
        "hinge",
        """
margin = y * (X @ w + b)
mask = (margin < 1).astype(float)
dw = -(mask * y) @ X / len(y)
db = -np.mean(mask * y)
""",
        "{'w': dw, 'b': db}",
        slips=(("margin < 1", "margin > 1"), ("/ len(y)", "")),
    ),
    Case(
        "hinge",
        """
dw = np.zeros(w.shape)
db = 0
for i in range(N):
    if y[i] * (np.dot(X[i], w) + b) < 1:
        dw -= y[i] * X[i]
        db -= y[i]
dw /= N
db /= N
""",
        "{'w': dw, 'b': db}",
        slips=(("< 1", "> 1"), ("dw -= y[i] * X[i]", "dw -= X[i]")),
    ),
)

SOFTMAX = (
    Case(
        "softmax_regression",
        """
def softmax_loss_vectorized(W, X, y, reg):
    num_train = X.shape[0]
    scores = X.dot(W) + b
    scores -= np.max(scores, axis=1, keepdims=True)
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    correct_logprobs = -np.log(probs[range(num_train), y])
    loss = np.sum(correct_logprobs) / num_train

    dscores = probs.copy()
    dscores[range(num_train), y] -= 1
    dscores /= num_train
    dW = X.T.dot(dscores)
    db = np.sum(dscores, axis=0)
    return loss, dW, db
""",
        "dict(zip(('W', 'b'), softmax_loss_vectorized(W, X, y, 0)[1:]))",
        slips=(
            ("    dscores /= num_train\n", ""),
            ("-= 1", "+= 1"),
            ("X.T.dot(dscores)", "X.T.dot(probs)"),
            ("np.sum(dscores, axis=0)", "np.mean(dscores, axis=0)"),
        ),
    ),
    Case(
        "softmax_regression",
        """
def softmax_loss_naive(W, X, y):
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    num_train = X.shape[0]
    num_classes = W.shape[1]
    for i in range(num_train):
        scores = X[i].dot(W) + b
        scores -= np.max(scores)
        p = np.exp(scores) / np.sum(np.exp(scores))
        for j in range(num_classes):
            if j == y[i]:
                dW[:, j] += (p[j] - 1) * X[i]
                db[j] += p[j] - 1
            else:
                dW[:, j] += p[j] * X[i]
                db[j] += p[j]
    dW /= num_train
    db /= num_train
    return dW, db
""",
        "dict(zip(('W', 'b'), softmax_loss_naive(W, X, y)))",
        slips=(("(p[j] - 1) * X[i]", "p[j] * X[i]"), ("    dW /= num_train\n", "")),
    ),
    Case(
        "softmax_regression",
        "dscores = P.copy()\ndscores -= Y\ndscores /= N\ndW = X.T @ dscores\n"
        "db = np.sum(dscores, axis=0)",
        "{'W': dW, 'b': db}",
        slips=(("dscores /= N", "dscores /= C"), ("axis=0", "axis=0)*N*np.ones(C")),
    ),
    Case(
        "softmax_regression",
        "dZ = P - Y\ndW = X.T @ dZ\ndb = np.sum(dZ, axis=0)",
        "{'W': dW, 'b': db}",
        slips=(("P - Y", "(P - Y)/N"), ("P - Y", "(P - Y)/len(X)")),
    ),
    Case(
        "softmax_regression",
        """
one_hot = np.eye(C)[y]
probs = np.exp(Z)/np.exp(Z).sum(axis=1, keepdims=True)
dlogits = (probs - one_hot)/N
dW = np.dot(X.T, dlogits); db = dlogits.sum(0)
""",
        "{'W': dW, 'b': db}",
        slips=(("axis=1", "axis=0"), ("dlogits.sum(0)", "dlogits.sum(0)/N")),
    ),
    Case(
        "softmax_regression",
        """
dW, db = np.zeros((D, C)), np.zeros(C)
for i in range(N):
    d = P[i] - Y[i]
    dW += np.outer(X[i], d)
    db += d
dW, db = dW/N, db/N
""",
        "{'W': dW, 'b': db}",
        slips=(("P[i] - Y[i]", "P[i]"), ("dW/N, db/N", "dW, db/N")),
    ),
    Case(
        "softmax_cross_entropy",
        """
dZ = P.copy()
dZ[np.arange(N), y] -= 1
dZ = dZ / N
""",
        "{'Z': dZ}",
        slips=(("dZ = dZ / N", "dZ = dZ"), ("-= 1", "-= 2")),
    ),
    Case(
        "softmax_cross_entropy",
        """
dlogprobs = np.zeros_like(P)
dlogprobs[range(N), y] = -1.0/N
dprobs = (1.0 / P) * dlogprobs
counts = np.exp(Z)
counts_sum = counts.sum(1, keepdims=True)
counts_sum_inv = counts_sum**-1
dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
dcounts = counts_sum_inv * dprobs
dcounts_sum = (-counts_sum**-2) * dcounts_sum_inv
dcounts += np.ones_like(counts) * dcounts_sum
dZ = counts * dcounts
""",
        "{'Z': dZ}",
        slips=(
            ("-1.0/N", "1.0/N"),
            ("(-counts_sum**-2)", "(counts_sum**-2)"),
            ("dcounts += ", "dcounts = "),
        ),
    ),
    Case(
        "softmax_cross_entropy",
        """
shifted = Z - np.max(Z, axis=1, keepdims=True)
log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
probs = np.exp(log_probs)
dx = probs.copy()
dx[np.arange(Z.shape[0]), y] -= 1
dx /= Z.shape[0]
""",
        "{'Z': dx}",
        slips=(("dx /= Z.shape[0]", "dx /= Z.shape[1]"),),
    ),
    Case(
        "softmax",
        """
S = np.exp(Z)/np.exp(Z).sum(1, keepdims=True)
dot = np.sum(G * S, axis=1, keepdims=True)
dZ = S * (G - dot)
""",
        "{'Z': dZ}",
        slips=(("G - dot", "G + dot"),),
    ),
    Case(
        "multiclass_hinge",
        """
def svm_loss_vectorized(W, X, y):
    num_train = X.shape[0]
    scores = X.dot(W) + b
    correct = scores[np.arange(num_train), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct + delta)
    margins[np.arange(num_train), y] = 0
    loss = np.sum(margins) / num_train
    mask = np.zeros_like(margins)
    mask[margins > 0] = 1
    row_sum = np.sum(mask, axis=1)
    mask[np.arange(num_train), y] = -row_sum
    dW = X.T.dot(mask) / num_train
    db = mask.sum(axis=0) / num_train
    return loss, dW, db
""",
        "dict(zip(('W', 'b'), svm_loss_vectorized(W, X, y)[1:]))",
        slips=(
            ("= -row_sum", "= row_sum"),
            ("mask[margins > 0] = 1", "mask[margins > 0] = 2"),
            ("    margins[np.arange(num_train), y] = 0\n", ""),
            ("dW = X.T.dot(mask) / num_train", "dW = X.T.dot(mask)"),
        ),
    ),
    Case(
        "multiclass_hinge",
        """
dW = np.zeros(W.shape)
db = np.zeros(b.shape)
for i in range(N):
    scores = X[i].dot(W) + b
    correct_class_score = scores[y[i]]
    for j in range(C):
        if j == y[i]:
            continue
        margin = scores[j] - correct_class_score + delta
        if margin > 0:
            dW[:, j] += X[i]
            dW[:, y[i]] -= X[i]
            db[j] += 1
            db[y[i]] -= 1
dW /= N
db /= N
""",
        "{'W': dW, 'b': db}",
        slips=(
            ("dW[:, y[i]] -= X[i]", "dW[:, y[i]] += X[i]"),
            ("margin > 0", "margin < 0"),
            ("dW /= N\n", ""),
        ),
    ),
    Case(
        "multiclass_hinge",
        """
margins = np.maximum(0, Z - z_y + delta)*(1 - Y)
binary = margins
binary[margins > 0] = 1
row_sum = np.sum(binary, axis=1)
dW = np.dot(X.T, binary - Y*row_sum[:, None]) / N
""",
        "{'W': dW}",
        slips=(("row_sum[:, None]", "row_sum[:, None]/2"),),
    ),
)

LAYERS = (
    Case(
        "affine_layer",
        """
def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db
""",
        "dict(zip(('X', 'W', 'b'), affine_backward(dout, (X, W, b))))",
        slips=(
            ("axis=0", "axis=1"),
            ("dout.dot(w.T)", "2*dout.dot(w.T)"),
            (".T.dot(dout)", ".T.dot(dout)/x.shape[0]"),
        ),
    ),
    Case(
        "affine_layer",
        """
class Linear:
    def backward(self, grad_output):
        self.dW = self.X.T @ grad_output
        self.db = grad_output.sum(axis=0, keepdims=True)
        return grad_output @ self.W.T
""",
        "{'X': Linear.backward(self, g), 'W': self.dW, 'b': self.db}",
        slips=(("self.X.T @", "-self.X.T @"),),
    ),
    Case(
        "affine_layer",
        "grads['W'] = X.T @ dout\ngrads['b'] = dout.sum(axis=0)\ngrads['X'] = dout @ W.T",
        "{k: grads[k] for k in 'WbX'}",
        slips=(("X.T @ dout", "X.T @ dout*2"),),
    ),
    Case(
        "affine_layer",
        "dX = np.matmul(dout, np.transpose(W))\ndW = np.matmul(np.transpose(X), dout)\n"
        "db = np.einsum('ij->j', dout)",
        "{'X': dX, 'W': dW, 'b': db}",
        slips=(("'ij->j', dout", "'ij->j', 2*dout"),),
    ),
    Case(
        "affine_layer",
        """
dX = np.zeros_like(X)
dW = np.zeros_like(W)
db = np.zeros_like(b)
for i in range(X.shape[0]):
    dX[i] = W @ dout[i]
    dW += np.outer(X[i], dout[i])
    db += dout[i]
""",
        "{'X': dX, 'W': dW, 'b': db}",
        slips=(("db += dout[i]", "db -= dout[i]"),),
    ),
    Case("relu", "dz = dout.copy()\ndz[z <= 0] = 0", "{'z': dz}", slips=(("z <= 0", "z > 0"),)),
    Case(
        "relu",
        "def relu_backward(dout, cache):\n    z = cache\n    dx = dout*(z > 0)\n    return dx",
        "{'z': relu_backward(dout, z)}",
        slips=(("z > 0", "z < 0"), ("dout*", "")),
    ),
    Case(
        "relu", "dz = np.array(dout, copy=True)\ndz[z < 0] = 0\nreturn_value = dz", "{'z': dz}"
    ),
    Case("relu", "dz = np.where(z > 0, dout, 0)", "{'z': dz}", slips=(("dout, 0", "0, dout"),)),
    Case(
        "relu",
        "mask = (z > 0).astype(np.float32)\ndz = np.multiply(dout, mask)",
        "{'z': dz}",
        slips=(("(z > 0)", "(z > 1)"),),
    ),
    Case(
        "leaky_relu",
        "dz = np.ones_like(z)\ndz[z < 0] = alpha\ndz = dz*dout",
        "{'z': dz}",
        slips=(("= alpha", "= -alpha"),),
    ),
    Case(
        "leaky_relu",
        "dz = dout * np.where(z > 0, 1, alpha)",
        "{'z': dz}",
        slips=(("1, alpha", "alpha, 1"),),
    ),
    Case(
        "sigmoid",
        "s = 1/(1+np.exp(-z))\ndz = dout * s * (1-s)",
        "{'z': dz}",
        slips=(("(1-s)", "(1+s)"),),
    ),
    Case(
        "sigmoid",
        """
def sigmoid(x, deriv=False):
    if deriv:
        return x*(1 - x)
    return 1/(1 + np.exp(-x))

a = sigmoid(z)
dz = dout*sigmoid(a, deriv=True)
""",
        "{'z': dz}",
        slips=(("sigmoid(a, deriv=True)", "sigmoid(a)"), ("x*(1 - x)", "x*(1 + x)")),
    ),
    Case(
        "tanh",
        "t = np.tanh(z)\ndz = dout * (1 - t**2)",
        "{'z': dz}",
        slips=(("1 - t**2", "1 - t"), ("t**2", "np.power(t, 3)")),
    ),
    Case(
        "tanh",
        "dz = (1 - np.square(np.tanh(z))) * g",
        "{'z': dz}",
        columns=True,
        slips=(("np.square", "np.abs"),),
    ),
    Case("dropout", "dX = dout * mask / keep", "{'X': dX}", slips=((" / keep", ""),)),
    Case(
        "dropout",
        "dX = np.zeros(X.shape)\ndX[mask == 1] = 1\ndX *= dout/keep",
        "{'X': dX}",
        slips=(("/keep", "*keep"),),
    ),
    Case(
        "elu",
        "dz = g * np.where(z > 0, 1, alpha*np.exp(z))",
        "{'z': dz}",
        slips=(("np.exp(z))", "(np.exp(z) - 1))"),),
    ),
    Case(
        "silu",
        "s = 1/(1 + np.exp(-z))\ndz = g*(s + z*s*(1 - s))",
        "{'z': dz}",
        slips=(("s + z", "z + z"),),
    ),
    Case(
        "batch_norm",
        """
def batchnorm_backward(dout, cache):
    X, gamma, mu, var, eps = cache
    N, D = X.shape
    xmu = X - mu
    ivar = 1. / np.sqrt(var + eps)
    xhat = xmu * ivar
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dvar = np.sum(dxhat * xmu * -0.5 * (var + eps)**(-1.5), axis=0)
    dmu = np.sum(-dxhat * ivar, axis=0) + dvar * np.mean(-2. * xmu, axis=0)
    dX = dxhat * ivar + dvar * 2 * xmu / N + dmu / N
    return dX, dgamma, dbeta
""",
        "dict(zip(('X', 'gamma', 'beta'), batchnorm_backward(dout, (X, gamma, mu, var, eps))))",
        slips=(
            ("-0.5 *", "0.5 *"),
            ("dmu / N", "dmu"),
            ("dout * xhat, axis=0", "dout, axis=0"),
            ("2 * xmu / N", "2 * xmu"),
        ),
    ),
    Case(
        "batch_norm",
        """
N = dout.shape[0]
x_hat = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps)
dbeta = dout.sum(0)
dgamma = (dout * x_hat).sum(0)
dX = (gamma / np.sqrt(X.var(axis=0) + eps)) / N * (N*dout - dbeta - x_hat*dgamma)
""",
        "{'X': dX, 'gamma': dgamma, 'beta': dbeta}",
        slips=(("N*dout - dbeta", "dout - dbeta"), ("x_hat*dgamma", "x_hat*dbeta")),
    ),
    Case(
        "batch_norm",
        """
dbeta = np.sum(g, axis=0)
dgammax = g
dgamma = np.sum(dgammax*X_hat, axis=0)
dxhat = dgammax * gamma
divar = np.sum(dxhat*C, axis=0)
dxmu1 = dxhat / s
dsqrtvar = -1. / (s**2) * divar
dvar_ = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
dsq = 1. / N * np.ones((N, M)) * dvar_
dxmu2 = 2 * C * dsq
dx1 = dxmu1 + dxmu2
dmean = -1 * np.sum(dxmu1 + dxmu2, axis=0)
dx2 = 1. / N * np.ones((N, M)) * dmean
dX = dx1 + dx2
""",
        "{'X': dX, 'gamma': dgamma, 'beta': dbeta}",
        slips=(("dX = dx1 + dx2", "dX = dx1"), ("2 * C * dsq", "C * dsq")),
    ),
    Case(
        "layer_norm",
        """
dbeta = np.sum(dout, axis=0)
dgamma = np.sum(dout * X_hat, axis=0)
dxhat = dout * gamma
dX = (1/D) / s * (D*dxhat - np.sum(dxhat, axis=1, keepdims=True)
                  - X_hat * np.sum(dxhat * X_hat, axis=1, keepdims=True))
""",
        "{'X': dX, 'gamma': dgamma, 'beta': dbeta}",
        slips=(
            ("dxhat = dout * gamma", "dxhat = dout"),
            ("np.sum(dxhat * X_hat", "np.mean(dxhat * X_hat"),
        ),
    ),
    Case(
        "rms_norm",
        """
r = np.sqrt(np.mean(X**2, axis=-1, keepdims=True) + eps)
n = X / r
dgamma = np.sum(g * n, axis=0)
dn = g * gamma
dX = (dn - n * np.mean(dn * n, axis=-1, keepdims=True)) / r
""",
        "{'X': dX, 'gamma': dgamma}",
        slips=(("dn = g * gamma", "dn = g"), ("/ r\ndgamma", "/ r**2\ndgamma")),
    ),
    Case(
        "embedding",
        "dE = np.zeros_like(E)\nnp.add.at(dE, idx, g)",
        "{'E': dE}",
        start="idx = np.argmax(ids, axis=1)",
        slips=(("idx, g", "idx, -g"),),
    ),
    Case(
        "linear_autoencoder",
        """
dX_hat = 2*(X_hat - X)
dW2 = H.T @ dX_hat
dW1 = X.T @ (dX_hat @ W2.T)
""",
        "{'W1': dW1, 'W2': dW2}",
        slips=(("2*(X_hat", "(X_hat"),),
    ),
)

NETWORKS = (
    Case(
        "two_layer",
        """
def backward(x, y, cache):
    z1, a1, y_hat = cache['z1'], cache['a1'], cache['y_hat']
    dy = 2 * (y_hat - y)
    dW2 = np.outer(dy, a1)
    db2 = dy
    da1 = W2.T @ dy
    dz1 = da1 * a1 * (1 - a1)
    dW1 = np.outer(dz1, x)
    db1 = dz1
    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}
""",
        "backward(x, y, cache)",
        slips=(
            ("dy = 2 * (", "dy = ("),
            ("(1 - a1)", "(1 - a1**2)"),
            ("np.outer(dz1, x)", "np.outer(da1, x)"),
            ("W2.T @ dy", "W2.T @ dy * 2"),
        ),
    ),
    Case(
        "two_layer",
        """
dz2 = 2*(y_hat - y)
dW2 = dz2 @ a1.T
db2 = dz2
dz1 = (W2.T @ dz2) * a1 * (1 - a1)
dW1 = dz1 @ x.T
db1 = np.sum(dz1, axis=1, keepdims=True)
""",
        "{'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}",
        columns=True,
        slips=(("* (1 - a1)", ""), ("dz1 @ x.T", "2*dz1 @ x.T")),
    ),
    Case(
        "two_layer",
        """
dz2 = 2*(y_hat - y)
grads["dW2"] = np.dot(dz2.reshape(-1, 1), a1.reshape(1, -1))
grads["db2"] = dz2
da1 = np.dot(params["W2"].T, dz2)
dz1 = np.multiply(da1, np.multiply(a1, 1 - a1))
grads["dW1"] = np.dot(dz1[:, np.newaxis], x[np.newaxis, :])
grads["db1"] = dz1
""",
        "{k[1:]: v for k, v in grads.items()}",
        slips=(("np.multiply(a1, 1 - a1)", "a1"),),
    ),
    Case(
        "two_layer",
        """
delta2 = 2*(y_hat - y)
delta1 = np.dot(W2.T, delta2)*a1*(1-a1)
dW2 = np.einsum('i,j->ij', delta2, a1)
dW1 = delta1[:, None] * x[None, :]
db2 = delta2; db1 = delta1
""",
        "{'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}",
        slips=(("delta1[:, None] * x", "delta1[:, None] + x"),),
    ),
    Case(
        "mlp",
        """
def forward(x):
    z1 = W1 @ x + b1
    a1 = np.tanh(z1)
    y_hat = W2 @ a1 + b2
    return y_hat, (x, z1, a1)

def backward(y_hat, y, cache):
    x, z1, a1 = cache
    delta = 2 * (y_hat - y)
    dW2 = np.outer(delta, a1)
    db2 = delta
    delta = (W2.T @ delta) * (1 - np.tanh(z1)**2)
    dW1 = np.outer(delta, x)
    db1 = delta
    return dW1, db1, dW2, db2

out, cache = forward(x)
dW1, db1, dW2, db2 = backward(out, y, cache)
""",
        "{'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}",
        slips=(
            ("1 - np.tanh(z1)**2", "1 - a1"),
            ("    db2 = delta\n", "    db2 = 2*delta\n"),
            ("np.outer(delta, x)", "np.outer(delta, x)/2"),
        ),
    ),
    Case(
        "mlp",
        """
# hidden layer
dW2 = 2*np.outer(y_hat - y, a1)
db2 = 2*(y_hat - y)
dh = W2.T.dot(db2)
dh[:] = dh*(1 - a1*a1)
dW1 = np.outer(dh, x)
db1 = dh.copy()
""",
        "{'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}",
        slips=(("1 - a1*a1", "a1 - a1*a1"),),
    ),
    Case(
        "residual",
        """
h = np.maximum(0, X @ W1 + b1)
dW2 = h.T @ dout
db2 = dout.sum(0)
dh = dout @ W2.T
dh[h <= 0] = 0
dW1 = X.T @ dh
db1 = dh.sum(0)
dX = dout + dh @ W1.T
""",
        "{'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2, 'X': dX}",
        slips=(("dX = dout + ", "dX = "), ("dh[h <= 0] = 0\n", "")),
    ),
    Case(
        "rnn",
        """
dh3 = g3
dt = dh3 * (1 - h3**2)
dW_x = np.outer(dt, x3); dW_h = np.outer(dt, h2); db = dt
dh2 = g2 + W_h.T @ dt
dt = dh2 * (1 - h2**2)
dW_x = dW_x + np.outer(dt, x2); dW_h = dW_h + np.outer(dt, h1); db = db + dt
dh1 = g1 + W_h.T @ dt
dt = dh1 * (1 - h1**2)
dW_x += np.outer(dt, x1); dW_h += np.outer(dt, h0); db += dt
""",
        "{'W_x': dW_x, 'W_h': dW_h, 'b': db}",
        slips=(("dh1 = g1 + ", "dh1 = "), ("(1 - h1**2)", "(1 - h1)")),
    ),
    Case(
        "attention",
        """
dA = g @ V.T
dV = A.T @ g
dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True))
dQ = dS @ K / np.sqrt(d)
dK = dS.T @ Q / np.sqrt(d)
""",
        "{'Q': dQ, 'K': dK, 'V': dV}",
        slips=(("/ np.sqrt(d)\ndK", "\ndK"), ("A * (dA", "(dA")),
    ),
    Case(
        "matrix_factorisation",
        """
E = U @ V.T - R
dU = 2*E @ V + 2*lam*U
dV = 2*E.T @ U + 2*lam*V
""",
        "{'U': dU, 'V': dV}",
        slips=(("2*E.T @ U", "2*E.T @ U*lam"),),
    ),
    Case(
        "l2_normalisation",
        "n = np.linalg.norm(v)\nu = v/n\ndv = (g - u*np.dot(u, g))/n",
        "{'v': dv}",
        slips=(("- u*", "+ u*"),),
    ),
    Case(
        "huber",
        """
r = y_hat - y
grad = np.where(np.abs(r) <= delta, r, delta*np.sign(r))/len(y)
""",
        "{'y_hat': grad}",
        slips=(("/len(y)", ""), ("delta*np.sign(r)", "np.sign(r)")),
    ),
    Case(
        "huber",
        "dy_hat = np.clip(y_hat - y, -delta, delta)/N",
        "{'y_hat': dy_hat}",
        slips=(("/N", ""),),
    ),
    Case(
        "poisson_nll", "dz = (np.exp(z) - y)/y.shape[0]", "{'z': dz}", slips=(("- y", "+ y"),)
    ),
    Case("log_cosh", "return_ = None\ndy_hat = np.tanh(y_hat - y)/N", "{'y_hat': dy_hat}"),
    Case(
        "word2vec",
        """
scores = U @ v
p = np.exp(scores)/np.sum(np.exp(scores))
d = p - o
dv = U.T @ d
dU = np.outer(d, v)
""",
        "{'v': dv, 'U': dU}",
        slips=(("p - o", "o - p"),),
    ),
    Case(
        "vae_kl",
        "dmu = mu\ndlog_var = 0.5*(np.exp(log_var) - 1)",
        "{'mu': dmu, 'log_var': dlog_var}",
        slips=(("0.5*", ""),),
    ),
    Case(
        "reparameterisation",
        "std = np.exp(0.5*log_var)\ndmu = g\ndlog_var = g*noise*std*0.5",
        "{'mu': dmu, 'log_var': dlog_var}",
        slips=(("*0.5", ""),),
    ),
)

CASES = (*LINEAR, *LOGISTIC, *SOFTMAX, *LAYERS, *NETWORKS)
