"""A sigmoid neuron with squared error: the gradient that vanishes where it saturates."""

from handgrad.models._parts import SQUARED_ERRORS, Squares


def page(*, loss: Squares = "half_sum") -> str:
    """The page with a `loss` of squares: mean, half_mean, sum or half_sum."""
    error, derivative = SQUARED_ERRORS[loss]
    return f"""
model sigmoid_squared: one sigmoid neuron, {loss.replace("_", " the ")} of squares
group Losses and regression
note Convention: rows of X are samples; labels are 0 or 1; b is added to every row.
note The factor y_hat*(1 - y_hat) makes learning slow where y_hat is near 0 or 1.
note Elsewhere: cross-entropy, whose dL/dz has no such factor: logistic_regression.
sizes N, D
parameters w[D], b
data X[N,D], y[N] in {{0, 1}}
forward
    z = X @ w + b
    y_hat = sigmoid(z)
    L = {error}
gradient
    dL/dy_hat = {derivative}
    dL/dz = dL/dy_hat * y_hat*(1 - y_hat)
    dL/dw = X.T @ dL/dz
    dL/db = sum(dL/dz)
"""
