"""Inverted dropout (Srivastava et al. 2014) with the mask given."""

from typing import Literal

# The probability as data, what the kept entries are divided by, and who says so.
PROBABILITIES = {
    "keep": ("keep", "keep", "keep is the probability of keeping an entry (CS231n)"),
    "drop": ("p", "(1 - p)", "p is the probability of dropping an entry (PyTorch)"),
}


def page(*, probability: Literal["keep", "drop"] = "keep") -> str:
    """The page with the `probability` of an entry to keep, or to drop."""
    name, divisor, words = PROBABILITIES[probability]
    return f"""
model dropout: inverted dropout, a mask given
group Layers
note Convention: {words}.
note Convention: the entries kept are divided in training, so that testing changes nothing.
note Convention: the mask is data: drawn once, the same forward and backward.
note Elsewhere: no division in training, and a product at test time (the paper).
sizes N = 3, D = 4
parameters X[N,D]
data mask[N,D] in {{0, 1}}, {name} in (0, 1), g[N,D]
forward
    Y = X*mask/{divisor}
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dX = dL/dY*mask/{divisor}
"""
