"""A residual block (He et al. 2015): the input is added to what two layers make of it."""

PAGE = """
model residual: a residual block, Y = X + F(X), with F two dense layers and a ReLU
group Layers
note Convention: rows are samples; the branch is affine, ReLU, affine, without a norm.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note The input is used twice: its gradient is the upstream one plus the branch's.
sizes N = 3, D = 2, H = 4
parameters X[N,D], W1[D,H], b1[H], W2[H,D], b2[D]
data g[N,D]
forward
    Z = X @ W1 + b1
    A = relu(Z)
    Y = X + A @ W2 + b2
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/db2 = sum(dL/dY, axis=0)
    dL/dW2 = A.T @ dL/dY
    dL/dA = dL/dY @ W2.T
    dL/dZ = dL/dA*step(Z)
    dL/db1 = sum(dL/dZ, axis=0)
    dL/dW1 = X.T @ dL/dZ
    dL/dX = dL/dY + dL/dZ @ W1.T
"""
