"""Two layers and a nonlinearity between them, as in the lesson: columns, W1 is m x n."""

from handgrad.models._parts import Activation, activation_derivative


def page(*, activation: Activation = "sigmoid") -> str:
    """The page with a hidden layer of `activation`: sigmoid, tanh or relu."""
    return f"""
model two_layer: one hidden layer of {activation}, squared loss
group Lessons
note Convention: one sample; x, the layers and y are columns, W1 is m x n, b1 is m x 1.
note Convention: the squared error is summed over the k outputs, without a half.
note Elsewhere: rows are samples and a layer is x @ W1 with W1 n x m; a mean over outputs.
sizes n, m, k
parameters W1[m,n], b1[m], W2[k,m], b2[k]
data x[n], y[k]
forward
    z1 = W1 @ x + b1
    a1 = {activation}(z1)
    y_hat = W2 @ a1 + b2
    L = sum((y_hat - y)^2)
gradient
    dL/dy_hat = 2*(y_hat - y)
    dL/dW2 = dL/dy_hat @ a1.T
    dL/db2 = dL/dy_hat
    dL/da1 = W2.T @ dL/dy_hat
    dL/dz1 = dL/da1 * {activation_derivative(activation, "z1", "a1")}
    dL/dW1 = dL/dz1 @ x.T
    dL/db1 = dL/dz1
    dL/dx = W1.T @ dL/dz1
"""
