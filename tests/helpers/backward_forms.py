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

# What runs, and says too little to be judged: a helper that is not in the text.
OPEN = (
    (LAYERS, "dW2 = 2*(W2 @ a1 - y)*a1\ndW1 = np.outer(2*(W2 @ a1 - y)*W2*dtanh(a1), x)"),
    (LAYERS, "dW2 = 2*(W2 @ a1 - y)*a1\ndW1 = 2*(W2^T a1 - y)*(W2*tanh_derivative(a1)) x^T"),
    (
        DENSE.replace("l2w > 0", "l2w"),
        "dweights = inputs.T @ dvalues\nif l2w > 0:\n    dweights += 2*l2w*weights",
    ),
)
