"""The affine (dense, fully connected) layer on a batch: Y = X @ W + b."""

PAGE = """
model affine_layer: a dense layer on a batch, Y = X @ W + b
group Layers
note Convention: rows are samples and W is D x M, as in CS231n; b is added to every row.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note Elsewhere: W is M x D and Y = X @ W.T + b (PyTorch, llm.c); columns, y = W @ x + b.
sizes N = 3, D = 2, M = 4
parameters X[N,D], W[D,M], b[M]
data g[N,M]
forward
    Y = X @ W + b
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dX = dL/dY @ W.T
    dL/dW = X.T @ dL/dY
    dL/db = sum(dL/dY, axis=0)
"""
