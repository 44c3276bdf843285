"""The Kullback-Leibler divergence between a distribution and a softmax."""

from typing import Literal

# The loss, and its derivatives by q and by z.
DIRECTIONS = {
    "forward": ("sum(p*log(p/q))", "-p/q", "q - p"),
    "reverse": ("sum(q*log(q/p))", "log(q/p) + 1", "q*(log(q/p) - L)"),
}
TITLES = {"forward": "KL(p || q)", "reverse": "KL(q || p)"}


def page(*, direction: Literal["forward", "reverse"] = "forward") -> str:
    """The page in the `direction` forward, KL(p || q), or reverse, KL(q || p)."""
    loss, by_q, by_z = DIRECTIONS[direction]
    return f"""
model kl_divergence: {TITLES[direction]} of a distribution p and a softmax q
group Losses and regression
note Convention: the natural logarithm; the sum over classes; q is the softmax of z, p is given.
note dL/dz adds up to 0; forward, it is that of the cross-entropy of p and q.
note Elsewhere: the other direction; the mean over classes; log2.
sizes C
parameters z[C]
data p[C] distribution
forward
    q = softmax(z)
    L = {loss}
gradient
    dL/dq = {by_q}
    dL/dz = {by_z}
"""
