"""The log-cosh loss of N residuals."""

from handgrad.models._parts import DIVISORS, Reduction


def page(*, reduction: Reduction = "mean") -> str:
    """The page with a `reduction` mean or sum over the N residuals."""
    per = DIVISORS[reduction]
    return f"""
model log_cosh: log-cosh loss, {reduction} over N residuals
group Losses and regression
note Convention: the residual is y_hat - y; about r^2/2 near 0 and |r| - log(2) far away.
note Elsewhere: |r| + softplus(-2*|r|) - log(2), the same without an overflow.
sizes N
parameters y_hat[N]
data y[N]
forward
    r = y_hat - y
    L = {reduction}(log(cosh(r)))
gradient
    dL/dr = tanh(r){per}
    dL/dy_hat = dL/dr
"""
