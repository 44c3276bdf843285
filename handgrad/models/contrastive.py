"""Contrastive loss: like pairs together, unlike pairs a margin apart."""

from typing import Literal

# The weights of the pull together and of the push apart, by the label of like pairs.
LABELS = {"one": ("y", "(1 - y)"), "zero": ("(1 - y)", "y")}


def page(*, similar: Literal["one", "zero"] = "one") -> str:
    """The page where the label of `similar` pairs is one or zero."""
    pull, push = LABELS[similar]
    return f"""
model contrastive: contrastive loss of N pairs, like pairs have the label {similar}
group Losses and regression
note Convention: rows are pairs, d their Euclidean distance; half the mean over N.
note The derivatives by A and B add up to 0: a common shift changes nothing.
note Kink: at d = margin any part of the slope is right; at d = 0 there is no slope.
note Elsewhere: the first paper gives like pairs the label 0; d without the square; no half.
sizes N, D
parameters A[N,D], B[N,D]
data y[N] in {{0, 1}}, margin > 0
forward
    d = norm(A - B, axis=1)
    L = mean({pull}*d^2 + {push}*relu(margin - d)^2)/2
gradient
    dL/dd = ({pull}*d - {push}*relu(margin - d))/N
    dL/dA = dL/dd * (A - B)/d
    dL/dB = -dL/dd * (A - B)/d
"""
