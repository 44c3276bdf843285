"""The absolute error of N residuals."""

from handgrad.models._parts import DIVISORS, Reduction


def page(*, reduction: Reduction = "mean") -> str:
    """The page with a `reduction` mean or sum over the N residuals."""
    per = DIVISORS[reduction]
    return f"""
model l1_loss: absolute error, {reduction} over N residuals
group Losses and regression
note Convention: the residual is y_hat - y.
note Kink: at r = 0 any slope from -1 to 1 is right; frameworks take 0, and no point is there.
note Elsewhere: the sum for the mean; half of it, as pinball at q = 1/2.
sizes N
parameters y_hat[N]
data y[N]
forward
    r = y_hat - y
    L = {reduction}(abs(r))
gradient
    dL/dr = sign(r){per}
    dL/dy_hat = dL/dr
"""
