"""Lasso: squares and an L1 penalty on the weights."""

from handgrad.models._parts import SQUARED_ERRORS, Squares


def page(*, loss: Squares = "half_mean") -> str:
    """The page with a `loss` of squares: mean, half_mean, sum or half_sum."""
    error, derivative = SQUARED_ERRORS[loss]
    return f"""
model lasso: linear regression with an L1 penalty
group Losses and regression
note Convention: {loss.replace("_", " the ")} of squares, plus lam times the sum of |w|.
note Kink: where an entry of w is 0 its penalty may add anything from -lam to lam.
note Elsewhere: scikit-learn takes half the mean; lecture notes also the sum or half the sum.
sizes N, D
parameters w[D], b
data X[N,D], y[N], lam > 0
forward
    y_hat = X @ w + b
    L = {error} + lam*sum(abs(w))
gradient
    dL/dy_hat = {derivative}
    dL/dw = X.T @ dL/dy_hat + lam*sign(w)
    dL/db = sum(dL/dy_hat)
"""
