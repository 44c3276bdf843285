"""The smooth L1 loss of N residuals."""

from handgrad.models._parts import DIVISORS, Reduction


def page(*, reduction: Reduction = "mean") -> str:
    """The page with a `reduction` mean or sum over the N residuals."""
    per = DIVISORS[reduction]
    return f"""
model smooth_l1: smooth L1 loss, squares near 0 and absolute values far away, {reduction}
group Losses and regression
note Convention: the slope is 1 beyond beta, as in PyTorch.
note Elsewhere: huber is this times beta; many papers have beta = 1, where the two are one.
sizes N
parameters y_hat[N]
data y[N], beta > 0
forward
    r = y_hat - y
    L = {reduction}(where(abs(r) < beta, r^2/(2*beta), abs(r) - beta/2))
gradient
    dL/dr = where(abs(r) < beta, r/beta, sign(r)){per}
    dL/dy_hat = dL/dr
"""
