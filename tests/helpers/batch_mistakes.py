"""Pages of vectors, matrices and batches, and the mistakes people make in their gradients.

Each case is a page, the name to differentiate by, and wrong formulas by their causes.
"""

REGRESSION = """
model mean_squares: N rows, M outputs, the mean over the rows
sizes N=5, D=3, M=4
parameters W[D,M], b[M]
data X[N,D], Y[N,M]
forward
    Z = X @ W + b.T
    R = Z - Y
    L = sum(R^2)/N
gradient
    dL/dZ = 2*R/N
    dL/dX = dL/dZ @ W.T
    dL/dW = X.T @ dL/dZ
    dL/db = sum(dL/dZ, axis=0).T
"""

SOFTMAX = """
model softmax_mean: softmax and cross-entropy, the mean over the rows
sizes N=5, D=3, M=4
parameters W[D,M], b[M]
data X[N,D], Y[N,M] one_hot
forward
    Z = X @ W + b.T
    P = softmax(Z)
    L = -sum(Y*log(P))/N
gradient
    dL/dP = -Y/P/N
    dL/dZ = (P - Y)/N
    dL/dW = X.T @ dL/dZ
    dL/db = sum(dL/dZ, axis=0).T
"""

SOFTMAX_WEIGHTED = """
model softmax_weighted: cross-entropy with targets that do not add up to 1
sizes N=5, M=4
parameters Z[N,M]
data Y[N,M]
forward
    L = -sum(Y*log_softmax(Z))/N
gradient
    dL/dZ = (softmax(Z)*sum(Y, axis=1) - Y)/N
"""

SOFTMAX_ALONE = """
model softmax_alone: softmax with what arrives from outside
sizes n=4
parameters z[n]
data u[n]
forward
    p = softmax(z)
    L = sum(u*p)
gradient
    dL/dz = p*(u - sum(u*p))
"""

NETWORK = """
model network: one hidden layer of tanh, the mean over the rows
sizes N=5, D=3, H=6, M=4
parameters W1[D,H], b1[H], W2[H,M], b2[M]
data X[N,D], Y[N,M]
forward
    Z1 = X @ W1 + b1.T
    A1 = tanh(Z1)
    Z2 = A1 @ W2 + b2.T
    L = sum((Z2 - Y)^2)/N
gradient
    dL/dZ2 = 2*(Z2 - Y)/N
    dL/dW2 = A1.T @ dL/dZ2
    dL/db2 = sum(dL/dZ2, axis=0).T
    dL/dA1 = dL/dZ2 @ W2.T
    dL/dZ1 = dL/dA1*(1 - A1^2)
    dL/dW1 = X.T @ dL/dZ1
    dL/db1 = sum(dL/dZ1, axis=0).T
"""

RELU_NETWORK = NETWORK.replace("tanh", "relu").replace("(1 - A1^2)", "step(Z1)")

NORM_SQUARED = """
model norm_squared: the squared norm of B x - c
sizes m=4, n=3
parameters x[n]
data B[m,n], c[m]
forward
    r = B @ x - c
    L = sum(r^2)
gradient
    dL/dx = 2*B.T @ r
"""

NORM = """
model norm: the norm of a vector
sizes n=3
parameters x[n]
forward
    L = norm(x)
gradient
    dL/dx = x/norm(x)
"""

DOT = """
model dot: the product of two vectors
sizes n=3
parameters x[n]
data w[n]
forward
    L = w.T @ x
gradient
    dL/dx = w
"""

HINGE = """
model hinge: the multiclass hinge, the mean over the rows, with weight decay
sizes N=5, D=3, M=4
parameters W[D,M], l > 0
data X[N,D], Y[N,M] one_hot
forward
    S = X @ W
    V = S - sum(S*Y, axis=1) + 1
    L = sum((1 - Y)*relu(V))/N + l*sum(W^2)
gradient
    dL/dS = ((1 - Y)*step(V) - Y*sum((1 - Y)*step(V), axis=1))/N
    dL/dW = X.T @ dL/dS + 2*l*W
    dL/dl = sum(W^2)
"""

DROPOUT = """
model dropout: a mask that is given, divided by the part that is kept
sizes N=5, D=3
parameters X[N,D]
data mask[N,D] in {0, 1}, keep in (0.2, 0.9), u[N,D]
forward
    A = X*mask/keep
    L = sum(u*A)
gradient
    dL/dX = u*mask/keep
"""

RECURRENT = """
model recurrent: two steps that share a weight
parameters w, u
data x1, x2, h0, y
forward
    h1 = tanh(w*h0 + u*x1)
    h2 = tanh(w*h1 + u*x2)
    L = (h2 - y)^2
gradient
    dL/dh2 = 2*(h2 - y)
    dL/dh1 = dL/dh2*(1 - h2^2)*w
    dL/dw = dL/dh2*(1 - h2^2)*h1 + dL/dh1*(1 - h1^2)*h0
    dL/du = dL/dh2*(1 - h2^2)*x2 + dL/dh1*(1 - h1^2)*x1
"""

DECAY = """
model decay: mean squares with weight decay on the weights alone
sizes N=5, D=3
parameters w[D], b
data X[N,D], y[N], l > 0
forward
    r = X @ w + b - y
    L = sum(r^2)/N + l*sum(w^2)
gradient
    dL/dw = 2*X.T @ r/N + 2*l*w
    dL/db = 2*sum(r)/N
"""

HALF_MEAN = """
model half_mean: half the mean of the squares
sizes N=5
parameters w
data x[N], y[N]
forward
    r = w*x - y
    L = sum(r^2)/(2*N)
gradient
    dL/dw = sum(r*x)/N
"""

CASES = [
    (REGRESSION, "W", {
        "no-mean": "2*X.T @ R",
        "no-two": "X.T @ R/N",
        "mean-twice": "X.T @ dL/dZ/N",
        "element-mean": "2*X.T @ R/(N*M)",
        "one-sample": "X[4,:].T @ dL/dZ[4,:]",
        "first-sample": "X[0,:].T @ dL/dZ[0,:]",
        "product-of-means": "2*mean(X, axis=0).T @ mean(R, axis=0)",
        "product-of-sums": "sum(X, axis=0).T @ sum(dL/dZ, axis=0)",
        "sign": "X.T @ (2*(Y - Z)/N)",
        "input-missing": "0*W + sum(dL/dZ, axis=0)",
        "square-residual-kept": "X.T @ (R^2)/N",
    }),
    (REGRESSION, "b", {
        "no-mean": "2*sum(R, axis=0)",
        "averaged-again": "mean(dL/dZ, axis=0)",
        "last-sample": "dL/dZ[4,:]",
        "total-sum": "sum(dL/dZ) + 0*b",
    }),
    (REGRESSION, "X", {"no-mean": "2*R @ W.T"}),
    (SOFTMAX, "Z", {
        "y-minus-p": "(Y - P)/N",
        "y-forgotten": "P/N",
        "no-mean": "P - Y",
        "stopped-at-p": "-Y/P/N",
        "diagonal-only": "-Y*(1 - P)/N",
        "extra-jacobian": "(P - Y)*P*(1 - P)/N",
        "one-everywhere": "(P - 1)/N",
        "logits-for-p": "(Z - Y)/N",
        "exp-unnormalised": "(exp(Z) - Y)/N",
        "sigmoid-for-softmax": "(sigmoid(Z) - Y)/N",
        "softmax-over-batch": "(softmax(Z, axis=0) - Y)/N",
    }),
    (SOFTMAX, "W", {
        "y-minus-p": "X.T @ (Y - P)/N",
        "no-mean": "X.T @ (P - Y)",
        "y-forgotten": "X.T @ P/N",
    }),
    (SOFTMAX_WEIGHTED, "Z", {
        "y-not-normalised": "(softmax(Z) - Y)/N",
        "normaliser-constant": "-Y/N",
        "no-mean": "softmax(Z)*sum(Y, axis=1) - Y",
    }),
    (SOFTMAX_ALONE, "z", {
        "diagonal": "u*p*(1 - p)",
        "no-centering": "p*u",
        "off-diagonal-sign": "p*(u + sum(u*p))",
        "softmax-missing": "u",
    }),
    (NETWORK, "W2", {
        "z-for-h": "Z1.T @ dL/dZ2",
        "no-mean": "2*A1.T @ (Z2 - Y)",
        "sign": "A1.T @ (2*(Y - Z2)/N)",
    }),
    (NETWORK, "b1", {
        "no-actder": "sum(dL/dA1, axis=0).T",
        "averaged": "mean(dL/dZ1, axis=0).T",
    }),
    (NETWORK, "W1", {
        "no-actder": "X.T @ dL/dA1",
        "at-activation": "X.T @ (dL/dA1*(1 - tanh(A1)^2))",
        "z-for-a": "X.T @ (dL/dA1*(1 - Z1^2))",
        "square-missing": "X.T @ (dL/dA1*(1 - A1))",
        "sigmoid-rule": "X.T @ (dL/dA1*A1*(1 - A1))",
        "mean-again": "X.T @ dL/dZ1/N",
    }),
    (RELU_NETWORK, "W1", {
        "mask-missing": "X.T @ dL/dA1",
        "guided": "X.T @ relu(dL/dA1)",
        "h-for-mask": "X.T @ (dL/dA1*A1)",
        "mask-inverted": "X.T @ (dL/dA1*step(-Z1))",
    }),
    (NORM_SQUARED, "x", {
        "no-two": "B.T @ r",
        "sign": "2*B.T @ (c - B @ x)",
        "c-dropped": "2*B.T @ (B @ x)",
    }),
    (NORM, "x", {
        "squared": "2*x",
        "not-divided": "x",
        "no-inner": "1/(2*norm(x)) + 0*x",
        "half-missing": "2*x/norm(x)",
        "norm-squared": "x/norm(x)^2",
    }),
    (DOT, "x", {"own": "x", "summed": "sum(x) + 0*x", "ones": "1 + 0*x"}),
    (HINGE, "S", {
        "x-once": "((1 - Y)*step(V) - Y)/N",
        "true-row-missing": "(1 - Y)*step(V)/N",
        "correct-class-counted": "(step(V) - Y*sum((1 - Y)*step(V), axis=1))/N",
        "no-mean": "(1 - Y)*step(V) - Y*sum((1 - Y)*step(V), axis=1)",
    }),
    (HINGE, "W", {"reg-factor": "X.T @ dL/dS + l*W", "reg-missing": "X.T @ dL/dS"}),
    (DROPOUT, "X", {
        "scale-missing": "u*mask",
        "unmasked": "u/keep",
        "keep-multiplied": "u*mask*keep",
    }),
    (RECURRENT, "w", {
        "last-step-only": "dL/dh2*(1 - h2^2)*h1",
        "first-step-only": "dL/dh1*(1 - h1^2)*h0",
        "no-actder": "dL/dh2*h1 + dL/dh1*(1 - h1^2)*h0",
        "input-for-state": "dL/dh2*(1 - h2^2)*x2 + dL/dh1*(1 - h1^2)*x1",
    }),
    (DECAY, "b", {"bias-decayed": "2*sum(r)/N + 2*l*b", "no-mean": "2*sum(r)"}),
    (DECAY, "w", {"decay-missing": "2*X.T @ r/N", "decay-half": "2*X.T @ r/N + l*w"}),
    (HALF_MEAN, "w", {
        "half-kept": "sum(r*x)/(2*N)",
        "half-forgotten": "2*sum(r*x)/N",
        "no-mean": "sum(r*x)",
    }),
]  # fmt: skip

# Answers of another shape than the parameter.
OF_ANOTHER_SHAPE = [
    (REGRESSION, "W", {"transposed": "dL/dZ.T @ X"}),
    (REGRESSION, "b", {"not-summed": "dL/dZ", "wrong-axis": "sum(dL/dZ, axis=1)"}),
    (REGRESSION, "b", {"total": "sum(dL/dZ)", "input-included": "X.T @ dL/dZ"}),
    (REGRESSION, "X", {"weight-missing": "dL/dZ"}),
    (NETWORK, "W2", {"x-for-h": "X.T @ dL/dZ2", "transposed": "dL/dZ2.T @ A1"}),
    (NETWORK, "b1", {"not-summed": "dL/dZ1", "db2-reused": "dL/db2"}),
    (NORM_SQUARED, "x", {"b-missing": "2*r"}),
]
