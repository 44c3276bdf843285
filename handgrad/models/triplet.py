"""Triplet loss: an anchor nearer to its like than to the rest, by a margin."""

from typing import Literal

# A distance from the anchor, and its derivative by the anchor.
DISTANCES = {
    "squared": ("sum((anchor - {x})^2, axis=1)", "2*(anchor - {x})"),
    "euclidean": ("norm(anchor - {x}, axis=1)", "(anchor - {x})/{d}"),
}


def page(*, distance: Literal["squared", "euclidean"] = "squared") -> str:
    """The page with a `distance` squared or euclidean."""
    value, slope = DISTANCES[distance]
    near = slope.format(x="positive", d="d_near")
    far = slope.format(x="negative", d="d_far")
    return f"""
model triplet: triplet loss of N triplets, {distance} distance
group Losses and regression
note Convention: rows are triplets; the {distance} distance; the mean over N.
note Of each active triplet the three derivatives add up to 0: a common shift changes nothing.
note Kink: at a margin met exactly any part of the slope is right; no point is there.
note Elsewhere: the other distance, which is another function; the sum; the mean of active ones.
sizes N, D
parameters anchor[N,D], positive[N,D], negative[N,D]
data margin > 0
forward
    d_near = {value.format(x="positive")}
    d_far = {value.format(x="negative")}
    L = mean(relu(d_near - d_far + margin))
gradient
    dL/dd_near = step(d_near - d_far + margin)/N
    dL/dd_far = -step(d_near - d_far + margin)/N
    dL/dpositive = -dL/dd_near * {near}
    dL/dnegative = -dL/dd_far * {far}
    dL/danchor = dL/dd_near * {near} + dL/dd_far * {far}
"""
