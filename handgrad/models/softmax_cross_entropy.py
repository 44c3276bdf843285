"""Softmax cross-entropy of given logits, with hard, smoothed or soft labels."""

from typing import Literal

from handgrad.models._parts import DIVISORS, Reduction

# The declared labels, a forward line before the loss, and the name of the target in it.
TARGETS = {
    "one_hot": ("Y[N,C] one_hot", "", "Y"),
    "smoothed": ("Y[N,C] one_hot, eps in (0, 1)", "    Q = (1 - eps)*Y + eps/C\n", "Q"),
    "distribution": ("Y[N,C] distribution", "", "Y"),
}
NOTES = {
    "one_hot": "a row of Y has one 1",
    "smoothed": "each class gets eps/C, the right one 1 - eps more",
    "distribution": "a row of Y adds up to 1; otherwise P would be multiplied by its sum",
}


def page(
    *,
    targets: Literal["one_hot", "smoothed", "distribution"] = "one_hot",
    reduction: Reduction = "mean",
) -> str:
    """The page with `targets` one_hot, smoothed or distribution, and a `reduction` mean or sum
    over the N samples.
    """
    data, smoothing, target = TARGETS[targets]
    per = DIVISORS[reduction]
    return f"""
model softmax_cross_entropy: cross-entropy of rows of logits, {targets.replace("_", "-")} labels
group Losses and regression
note Convention: {NOTES[targets]}.
note Convention: the {reduction} over rows.
note Each row of dL/dZ adds up to 0: a number added to a row of Z changes nothing.
note Elsewhere: smoothing that gives eps/(C - 1) to each wrong class, 1 - eps to the right one.
sizes N, C = 4
parameters Z[N,C]
data {data}
forward
    P = softmax(Z, axis=1)
{smoothing}    L = -sum({target}*log(P)){per}
gradient
    dL/dP = -{target}/P{per}
    dL/dZ = (P - {target}){per}
"""
