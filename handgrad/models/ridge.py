"""Ridge regression: squares and an L2 penalty on the weights."""

from typing import Literal

from handgrad.models._parts import SQUARED_ERRORS, Squares, penalty_on

FACTORS = {"l2": "lam", "half_l2": "lam/2"}
OTHERS = {"l2": "lam/2", "half_l2": "lam"}


def page(*, loss: Squares = "sum", penalty: Literal["l2", "half_l2"] = "l2") -> str:
    """The page with a `loss` of squares mean, half_mean, sum or half_sum, and a `penalty` l2
    (lam times the squares of w) or half_l2 (lam/2 times).
    """
    error, derivative = SQUARED_ERRORS[loss]
    factor = FACTORS[penalty]
    data, decay, decay_slope = penalty_on("w", penalty)
    return f"""
model ridge: linear regression with an L2 penalty, {factor} times the squares
group Losses and regression
note Convention: {loss.replace("_", " the ")} of squares, plus {factor} times the sum of w^2.
note Elsewhere: {OTHERS[penalty]} times the squares, the commonest factor 2; a penalty on b too.
note Beside a mean over samples the same lam counts N times as much as beside a sum.
sizes N, D
parameters w[D], b
data X[N,D], y[N]{data}
forward
    y_hat = X @ w + b
    L = {error}{decay}
gradient
    dL/dy_hat = {derivative}
    dL/dw = X.T @ dL/dy_hat{decay_slope}
    dL/db = sum(dL/dy_hat)
"""
