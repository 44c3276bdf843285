"""Logistic regression on a table of samples, with either kind of labels."""

from typing import Literal

from handgrad.models._parts import Penalty, penalty_on

LABELS = {"zero_one": "{0, 1}", "plus_minus": "{-1, 1}"}

# After the line of z: the lines of the loss, and of the derivatives by p and z.
LOSSES = {
    ("zero_one", "probabilities"): (
        "p = sigmoid(z)\n    L = -mean(y*log(p) + (1 - y)*log(1 - p))",
        "dL/dp = (p - y)/(p*(1 - p))/N\n    dL/dz = (p - y)/N",
    ),
    ("zero_one", "logits"): (
        "L = mean(softplus(z) - y*z)",
        "dL/dz = (sigmoid(z) - y)/N",
    ),
    ("plus_minus", "probabilities"): (
        "p = sigmoid(y*z)\n    L = -mean(log(p))",
        "dL/dp = -1/p/N\n    dL/dz = -y*(1 - p)/N",
    ),
    ("plus_minus", "logits"): (
        "L = mean(softplus(-y*z))",
        "dL/dz = -y*sigmoid(-y*z)/N",
    ),
}
MEANING = {
    "zero_one": "p is the probability of the label 1",
    "plus_minus": "sigmoid(y*z) is the probability of the label that is there",
}


def page(
    *,
    labels: Literal["zero_one", "plus_minus"] = "zero_one",
    form: Literal["probabilities", "logits"] = "probabilities",
    penalty: Penalty = "none",
) -> str:
    """The page with `labels` zero_one or plus_minus, its loss in the `form` of probabilities
    or logits, and a `penalty` none, l2 or half_l2.
    """
    loss, derivatives = LOSSES[labels, form]
    data, decay, decay_slope = penalty_on("w", penalty)
    return f"""
model logistic_regression: N samples of D features, labels {LABELS[labels]}, cross-entropy
group Lessons
note Convention: rows of X are samples; b is added to every row; the mean over N.
note Convention: y is in {LABELS[labels]}; {MEANING[labels]}.
note The same loss in logits never takes the logarithm of a probability rounded to 0.
note Elsewhere: the sum over samples; a penalty on b too, or divided by N.
sizes N, D
parameters w[D], b
data X[N,D], y[N] in {LABELS[labels]}{data}
forward
    z = X @ w + b
    {loss}{decay}
gradient
    {derivatives}
    dL/dw = X.T @ dL/dz{decay_slope}
    dL/db = sum(dL/dz)
"""
