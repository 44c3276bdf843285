"""Elastic net: squares, and both an L1 and an L2 penalty on the weights."""

from typing import Literal

from handgrad.models._parts import SQUARED_ERRORS, Squares

# The data of the penalty, the penalty, and its derivative by w.
WEIGHTS = {
    "ratio": (
        "lam > 0, rho in (0, 1)",
        "lam*rho*sum(abs(w)) + lam*(1 - rho)/2*sum(w^2)",
        "lam*rho*sign(w) + lam*(1 - rho)*w",
    ),
    "separate": (
        "lam1 > 0, lam2 > 0",
        "lam1*sum(abs(w)) + lam2*sum(w^2)",
        "lam1*sign(w) + 2*lam2*w",
    ),
}


def page(
    *, loss: Squares = "half_mean", weights: Literal["ratio", "separate"] = "ratio"
) -> str:
    """The page with a `loss` of squares mean, half_mean, sum or half_sum, and the `weights` of
    the two penalties as a ratio (lam and rho) or separate (lam1 and lam2).
    """
    error, derivative = SQUARED_ERRORS[loss]
    data, penalty, penalty_slope = WEIGHTS[weights]
    return f"""
model elastic_net: linear regression with L1 and L2 penalties
group Losses and regression
note Convention: {loss.replace("_", " the ")} of squares, plus {penalty}.
note Kink: where an entry of w is 0, sign(w) may be anything from -1 to 1.
note Elsewhere: scikit-learn has a ratio and half the squares; statistics has two weights.
sizes N, D
parameters w[D], b
data X[N,D], y[N], {data}
forward
    y_hat = X @ w + b
    L = {error} + {penalty}
gradient
    dL/dy_hat = {derivative}
    dL/dw = X.T @ dL/dy_hat + {penalty_slope}
    dL/db = sum(dL/dy_hat)
"""
