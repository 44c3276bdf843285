"""The Huber loss of N residuals."""

from handgrad.models._parts import DIVISORS, Reduction


def page(*, reduction: Reduction = "mean") -> str:
    """The page with a `reduction` mean or sum over the N residuals."""
    per = DIVISORS[reduction]
    return f"""
model huber: Huber loss, squares near 0 and straight lines far away, {reduction}
group Losses and regression
note Convention: half a square up to delta, so that value and slope join there.
note Elsewhere: smooth_l1 is this divided by delta; the slope as max(-delta, min(r, delta)).
sizes N
parameters y_hat[N]
data y[N], delta > 0
forward
    r = y_hat - y
    L = {reduction}(where(abs(r) < delta, r^2/2, delta*(abs(r) - delta/2)))
gradient
    dL/dr = where(abs(r) < delta, r, delta*sign(r)){per}
    dL/dy_hat = dL/dr
"""
