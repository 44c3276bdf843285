"""Linear regression on a table of samples."""

from handgrad.models._parts import SQUARED_ERRORS, Squares


def page(*, loss: Squares = "mean") -> str:
    """The page with a `loss` of squares: mean, half_mean, sum or half_sum."""
    error, derivative = SQUARED_ERRORS[loss]
    return f"""
model linear_regression: N samples of D features, {loss.replace("_", " the ")} of squares
group Lessons
note Convention: rows of X are samples; w has an entry a feature, b is added to every row.
note Elsewhere: half the mean (1/(2N)), the sum, half the sum: the option loss.
sizes N, D
parameters w[D], b
data X[N,D], y[N]
forward
    y_hat = X @ w + b
    L = {error}
gradient
    dL/dy_hat = {derivative}
    dL/dw = X.T @ dL/dy_hat
    dL/db = sum(dL/dy_hat)
"""
