"""Backward passes in the forms that public code has, each with slips; `truth` runs them."""

from tests.helpers.student_passes import NET, StudentPass

CELL = """
model cell: a step of a memory cell, two gradients arrive
sizes H, K
parameters Wf[H,K], bf[H], Wo[H,K], bo[H]
data concat[K], c_prev[H], dh[H], dc[H]
forward
    f = sigmoid(Wf @ concat + bf)
    o = sigmoid(Wo @ concat + bo)
    c = f*c_prev
    h = o*tanh(c)
    L = sum(dh*h) + sum(dc*c)
"""
DENSE = """
model dense: a dense layer with a penalty
sizes N, D, M
parameters weights[D,M], biases[M], inputs[N,D]
data dvalues[N,M], l2w > 0, l2b > 0
forward
    output = inputs @ weights + biases
    L = sum(dvalues*output) + l2w*sum(weights^2) + l2b*sum(biases^2)
"""
UNITS = """
model units: two units
parameters w1, b1, w2, b2
data x, y
forward
    z1 = w1*x + b1
    a1 = relu(z1)
    z2 = w2*a1 + b2
    y_hat = sigmoid(z2)
    loss = (y_hat - y)^2
"""
LAYERS = """
model layers: two layers of vectors
sizes n, m
parameters W1[m,n], W2[m]
data x[n], y
forward
    z1 = W1 @ x
    a1 = tanh(z1)
    L = (W2.T @ a1 - y)^2
"""

LAYER = """
model layer: an affine layer
sizes N, D, M
parameters W[D,M], b[M], x[N,D]
data dout[N,M]
forward
    out = x @ W + b
    L = sum(dout*out)
"""
GATE = """
model gate: sigmoid, a gradient arrives
sizes N, D
parameters x[N,D]
data dout[N,D]
forward
    out = sigmoid(x)
    L = sum(dout*out)
"""
SPREAD = """
model spread: batch normalisation
sizes N, D
parameters x[N,D], gamma[D], beta[D]
data dout[N,D], eps > 0
forward
    mu = mean(x, axis=0)
    var = mean((x - mu)^2, axis=0)
    out = gamma*(x - mu)/sqrt(var + eps) + beta
    L = sum(dout*out)
"""
DROP = """
model drop: dropout
sizes N, D
parameters x[N,D]
data mask[N,D] in {0, 1}, dout[N,D]
forward
    L = sum(dout*x*mask)
"""
LINE = """
model line_fit: a line through points
sizes m, n
parameters w[n], b
data X[m,n], y[m]
forward
    f = X @ w + b
    J = sum((f - y)^2)/(2*m)
"""
PENALTY = """
model penalty: theta_0 is not penalised
sizes m, n
parameters theta[n]
data X[m,n], y[m], lmd > 0
forward
    h = X @ theta
    J = sum((h - y)^2)/(2*m) + lmd/(2*m)*(sum(theta^2) - theta[0]^2)
"""
WORDS = """
model words: one class of a softmax
sizes D, C
parameters W[D,C], b[C]
data x[D], t[C] one_hot
forward
    y_hat = softmax(W.T @ x + b)
    loss = -sum(t*log(y_hat))
"""

FORMS = (
    StudentPass(
        CELL,
        """
def backward(self, dh, dc, cache):
    x, c_prev = cache['x'], cache['c_prev']
    concat, f, c, o = cache['concat'], cache['f'], cache['c'], cache['o']
    do = dh * self.tanh(c)
    do = do * o * (1 - o)
    dc = dc + dh * o * (1 - self.tanh(c)**2)
    df = dc * c_prev
    df = df * f * (1 - f)
    return {'dWf': np.outer(df, concat), 'dbf': df, 'dWo': np.outer(do, concat), 'dbo': do}
""",
        "{k[1:]: v for k, v in backward(self, dh, dc, cache).items()}",
        slips=(
            ("self.tanh(c)**2", "c**2"),
            ("dc = dc + dh", "dc = dc - dh"),
            ("dh * self.tanh(c)", "dh * c"),
        ),
    ),
    StudentPass(
        DENSE,
        """
def backward(self, dvalues):
    self.dweights = np.dot(self.inputs.T, dvalues)
    self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
    if self.l2w > 0:
        self.dweights += 2 * self.l2w * self.weights
    if self.l2b != 0 and dvalues is not None:
        self.dbiases += 2 * self.l2b * self.biases
    self.dinputs = np.dot(dvalues, self.weights.T)
""",
        "backward(self, dvalues) or {'weights': self.dweights, 'biases': self.dbiases, "
        "'inputs': self.dinputs}",
        slips=(("2 * self.l2w", "self.l2w"), ("self.l2b != 0", "self.l2b < 0")),
    ),
    StudentPass(
        UNITS,
        """
dL_dyhat = 2 * (y_hat - y)
dL_dz2 = dL_dyhat * y_hat * (1 - y_hat)
dL_dw2 = dL_dz2 * a1
dL_db2 = dL_dz2 * 1.0
dL_dw1 = dL_dz2 * w2 * (1.0 if z1 > 0 else 0.0) * x
dL_db1 = dL_dz2 * w2 * relu_derivative(z1)

print("--- by hand ---")
print(f"dL/dw2 = {dL_dw2:.6f}")
print(f"dL/db1 = {dL_db1:.6f}\\n")
""",
        "{'w1': dL_dw1, 'b1': dL_db1, 'w2': dL_dw2, 'b2': dL_db2}",
        slips=(
            ("* y_hat * (1", "* (1"),
            ("w2 * relu_derivative(z1)", "x * relu_derivative(z1)"),
        ),
    ),
    StudentPass(
        LAYERS,
        """
dy = 2*(W2 @ a1 - y)
dW2 = dy*a1
dz1 = dy*W2*tanh_prime(z1)
dW1 = np.outer(dz1, x)
""",
        "{'W1': dW1, 'W2': dW2}",
        slips=(("W2*tanh_prime(z1)", "tanh_prime(z1)"),),
    ),
    StudentPass(
        NET,
        """
def backward(self, X, Y, activation='relu'):
    N = X.shape[0]
    dZ2 = (self.probs - Y) / N
    dW2 = self.A1.T @ dZ2 + self.reg * self.W2
    db2 = dZ2.sum(0)
    dA1 = dZ2 @ self.W2.T
    if activation == 'relu':
        dZ1 = relu_backward(dA1, self.Z1)
    elif activation == 'tanh':
        dZ1 = dA1 * self.tanh_prime(self.Z1)
    else:
        raise ValueError(f"unknown activation {activation}")
    dW1 = X.T @ dZ1 + self.reg * self.W1
    return dW1, dZ1.sum(axis=0), dW2, db2
""",
        "dict(zip(('W1', 'b1', 'W2', 'b2'), backward(self, X, Y)))",
        slips=(
            ("activation='relu'", "activation='tanh'"),
            ("(dA1, self.Z1)", "(self.A1, self.Z1)"),
        ),
    ),
)

FORMS += (
    StudentPass(
        LAYER,
        """
class Affine:
    def __init__(self, W, b) -> None:
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]
        self.x = None

    def forward(self, x):
        W, b = self.params
        self.x = x
        return np.dot(x, W) + b

    def backward(self, grad_output):
        W, b = self.params
        dx = np.dot(grad_output, W.T)
        self.dW = np.dot(self.x.T, grad_output)
        self.db = np.sum(grad_output, axis=0)
        assert dx.shape == self.x.shape, "shapes differ"
        return dx
""",
        "(lambda a: (a.forward(x), {'x': a.backward(dout), 'W': a.dW, 'b': a.db})[1])("
        "Affine(W, b))",
        slips=(("np.sum(grad_output, axis=0)", "np.mean(grad_output, axis=0)"),),
    ),
    StudentPass(
        GATE,
        """
class Sigmoid:
    def forward(self, input):
        self._saved = 1/(1 + np.exp(-input))
        return self._saved

    def backward(self, grad_output):
        o = self._saved
        return o * (1 - o) * grad_output
""",
        "(lambda a: (a.forward(x), {'x': a.backward(dout)})[1])(Sigmoid())",
        slips=(("o * (1 - o)", "o * (1 + o)"),),
    ),
    StudentPass(
        GATE,
        """
def sigmoid_grad_backward(dA, cache):
    Z = cache
    s = 1/(1 + np.exp(-Z))
    dZ = dA * s * (1 - s)
    assert dZ.shape == Z.shape
    return dZ
""",
        "{'x': sigmoid_grad_backward(dout, x)}",
        slips=(("dA * s * (1 - s)", "s * (1 - s)"), ("(1 - s)", "(1 - s**2)")),
    ),
    StudentPass(
        LAYERS,
        """
class Network:
    def __init__(self, n, m):
        self.W1 = np.random.randn(m, n)
        self.W2 = np.random.randn(m)

    def tanh_derivative(self, a):
        return 1 - a**2

    def forward(self, x):
        self.a1 = np.tanh(self.W1 @ x)
        return self.W2 @ self.a1

    def backward(self, x, y):
        error = 2*(self.W2 @ self.a1 - y)
        dW2 = error*self.a1
        delta = error*self.W2*self.tanh_derivative(self.a1)
        return np.outer(delta, x), dW2

    def train(self, x, y, epochs):
        for i in range(epochs):
            self.forward(x)
            dW1, dW2 = self.backward(x, y)
            self.W1 -= self.lr * dW1
            self.W2 -= self.lr * dW2
            if i % 100 == 0:
                print(f"Epoch {i}")
""",
        "(lambda q: (vars(q).update(W1=W1, W2=W2), q.forward(x), dict(zip(('W1', 'W2'), "
        "q.backward(x, y))))[2])(Network(1, 1))",
        slips=(("1 - a**2", "1 - np.tanh(a)**2"), ("error*self.a1", "self.a1")),
    ),
    StudentPass(
        SPREAD,
        """
x_mean = x - mu
var_ = x_mean ** 2
invstd = 1 / np.sqrt(var + eps)
N, D = x.shape
dbeta = dout.sum(axis=0)
dgamma = (dout * x_mean * invstd).sum(axis=0)
dx_hat = dout * gamma
dx_mean = dx_hat * invstd
dvar = (dx_hat * x_mean).sum(axis=0) * -0.5 * (var + eps) ** -1.5
dvar_ = dvar * np.ones_like(var_) / N
dx_mean += dvar_ * 2 * x_mean
dx = dx_mean
dmean = -dx_mean.sum(axis=0)
dx += dmean * np.ones_like(x) / N
""",
        "{'x': dx, 'gamma': dgamma, 'beta': dbeta}",
        slips=(("dx = dx_mean", "dx = dx_hat"), ("var_ = x_mean ** 2", "var_ = x_mean")),
    ),
    StudentPass(
        DROP,
        """
def dropout_backward(dout, cache):
    dropout_param, mask = cache
    mode = dropout_param["mode"]
    if mode == "train":
        dx = dout * mask
    elif mode == "test":
        dx = dout
    return dx
""",
        "{'x': dropout_backward(dout, ({'mode': 'train'}, mask))}",
        slips=(("dout * mask", "dout + mask"),),
    ),
    StudentPass(
        LINE,
        """
def compute_gradient(X, y, w, b):
    m, n = X.shape
    dj_dw = np.zeros(n)
    dj_db = 0.0
    for i in range(m):
        err = predict(X[i], w, b) - y[i]
        dj_dw += err * X[i]
        dj_db += err
    return dj_db / m, dj_dw / m

def predict(x, w, b):
    return np.dot(x, w) + b

def gradient_descent(X, y, w, b, alpha, num_iters, gradient):
    history = []
    for i in range(num_iters):
        dj_db, dj_dw = gradient(X, y, w, b)
        w = w - alpha * dj_dw
        b = b - alpha * dj_db
        history.append(w)
    return w, b, history
""",
        "dict(zip(('b', 'w'), compute_gradient(X, y, w, b)))",
        slips=(("dj_dw / m", "dj_dw"), ("np.dot(x, w) + b", "np.dot(x, w) - b")),
    ),
    StudentPass(
        LINE,
        """
X_b = np.c_[np.ones((m, 1)), X]
theta = np.concatenate(([b], w))
gradients = 1/m * X_b.T.dot(X_b.dot(theta) - y)
db = gradients[0]
dw = gradients[1:]
""",
        "{'w': dw, 'b': db}",
        slips=(("dw = gradients[1:]", "dw = 2*gradients[1:]"),),
    ),
    StudentPass(
        LINE,
        """
def gradient(w, b, X, y):
    predictions = [sum(u*v for u, v in zip(row, w)) + b for row in X]
    errors = [p - t for p, t in zip(predictions, y)]
    return [sum(e*row[j] for e, row in zip(errors, X))/m for j in range(n)], sum(errors)/m
""",
        "dict(zip(('w', 'b'), gradient(w, b, X, y)))",
        slips=(("p - t for", "t - p for"),),
    ),
    StudentPass(
        PENALTY,
        """
def one_hot(y):
    out = np.zeros((y.size, y.max() + 1))
    out[np.arange(y.size), y] = 1
    return out

def get_cost_and_gradient(theta, X, y, lmd):
    cost = 0
    grad = np.zeros(theta.shape)
    h = np.dot(X, theta)
    cost = np.sum((h - y)**2)/(2*m) + lmd/(2*m)*np.sum(theta[1:]**2)
    grads = (1/m)*np.dot(X.T, h - y)
    grad[0] = grads[0]
    grad[1:] = grads[1:] + (lmd/m)*theta[1:]
    return cost, grad
""",
        "{'theta': get_cost_and_gradient(theta, X, y, lmd)[1]}",
        slips=(
            ("grads[1:] + (lmd", "grads[1:] - (lmd"),
            ("return cost, grad", "return cost, grads"),
        ),
    ),
    StudentPass(
        WORDS,
        """
import math as mt

def loss_and_gradients(x, label_idx, params):
    W, b = params
    y_hat = classifier_output(x, params)
    loss = -mt.log(y_hat[label_idx], mt.e)
    y_vec = np.zeros(y_hat.shape)
    y_vec[label_idx] = 1
    gW = np.outer(x, np.subtract(y_hat, y_vec))
    gb = np.subtract(y_hat, y_vec)
    return loss, [gW, gb]

def classifier_output(x, params):
    W, b = params
    probs = np.exp(np.add(np.dot(x, W), b))
    probs /= np.sum(probs)
    return probs
""",
        "dict(zip(('W', 'b'), loss_and_gradients(x, int(t.argmax()), (W, b))[1]))",
        slips=(("gb = np.subtract(y_hat, y_vec)", "gb = np.add(y_hat, y_vec)"),),
    ),
)

# What runs, and says too little to be judged: a helper that is not in the text.
OPEN = (
    (LAYERS, "dW2 = 2*(W2 @ a1 - y)*a1\ndW1 = np.outer(2*(W2 @ a1 - y)*W2*dtanh(a1), x)"),
    (LAYERS, "dW2 = 2*(W2 @ a1 - y)*a1\ndW1 = 2*(W2^T a1 - y)*(W2*tanh_derivative(a1)) x^T"),
)
