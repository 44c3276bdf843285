"""The pinball loss of N residuals: quantile regression."""

from handgrad.models._parts import DIVISORS, Reduction


def page(*, reduction: Reduction = "mean") -> str:
    """The page with a `reduction` mean or sum over the N residuals."""
    per = DIVISORS[reduction]
    return f"""
model pinball: pinball loss, whose best constant is the q-quantile, {reduction}
group Losses and regression
note Convention: the residual is y - y_hat, positive where the prediction is too low.
note Kink: at r = 0 any slope from q - 1 to q is right; no point is there.
note Elsewhere: the residual y_hat - y, with q and 1 - q exchanged.
sizes N
parameters y_hat[N]
data y[N], q in (0, 1)
forward
    r = y - y_hat
    L = {reduction}(max(q*r, (q - 1)*r))
gradient
    dL/dr = where(r > 0, q, q - 1){per}
    dL/dy_hat = -dL/dr
"""
