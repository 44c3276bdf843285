"""Two layers with nothing between them: a lesson in why a nonlinearity is needed."""

PAGE = """
model two_layer_linear: two layers without a nonlinearity, squared loss
group Lessons
note Without a nonlinearity two layers are one: y_hat = (W2 @ W1) @ x + (W2 @ b1 + b2).
note Convention: one sample; x, the layers and y are columns, W1 is m x n, b1 is m x 1.
note Convention: the squared error is summed over the k outputs, without a half.
note Elsewhere: rows are samples and a layer is x @ W1 with W1 n x m; a mean over outputs.
sizes n, m, k
parameters W1[m,n], b1[m], W2[k,m], b2[k]
data x[n], y[k]
forward
    z1 = W1 @ x + b1
    y_hat = W2 @ z1 + b2
    L = sum((y_hat - y)^2)
gradient
    dL/dy_hat = 2*(y_hat - y)
    dL/dW2 = dL/dy_hat @ z1.T
    dL/db2 = dL/dy_hat
    dL/dz1 = W2.T @ dL/dy_hat
    dL/dW1 = dL/dz1 @ x.T
    dL/db1 = dL/dz1
    dL/dx = W1.T @ dL/dz1
"""
