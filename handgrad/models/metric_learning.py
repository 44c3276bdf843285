"""A Mahalanobis metric from pairs that are alike or not (Xing et al. 2002, with a margin)."""

from typing import Literal

# What is learned, the squared distances, and its derivative.
METRICS = {
    "factor": (
        "W[k,D]",
        ["Z = R @ W.T", "d = sum(Z^2, axis=1)"],
        "dL/dW = 2*(Z*dL/dd).T @ R",
        "the metric is M = W.T @ W",
    ),
    "matrix": (
        "M[D,D] positive_definite",
        ["d = sum((R @ M)*R, axis=1)"],
        "dL/dM = R.T @ (R*dL/dd)",
        "every entry of M counts for itself",
    ),
}


def page(*, metric: Literal["factor", "matrix"] = "factor") -> str:
    """The page with the `metric` as a factor W, or as the matrix M itself."""
    declared, distances, by_metric, words = METRICS[metric]
    steps = "\n    ".join(distances)
    return f"""
model metric_learning: a Mahalanobis metric from N pairs with a margin, {metric}
group Matrices and densities
note Convention: rows of R are differences of pairs, y 1 if alike; {words}.
note Convention: d is the squared distance; alike d itself, else relu(margin - d); mean over N.
note Kink: where d is the margin any part of the slope is right; no point is there.
note Elsewhere: the distance itself, not its square; a hinge for both sorts; triplets.
sizes N = 4, D = 3, k = 2
parameters {declared}
data R[N,D], y[N] in {{0, 1}}, margin > 0
forward
    {steps}
    L = mean(y*d + (1 - y)*relu(margin - d))
gradient
    dL/dd = (y - (1 - y)*step(margin - d))/N
    {by_metric}
"""
