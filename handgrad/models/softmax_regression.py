"""Softmax regression: a linear layer, softmax, cross-entropy, on a table of samples."""

from typing import Literal

from handgrad.models._parts import Penalty, penalty_on

# After the line of Z: the lines of the loss, and of the derivatives by P and Z.
LOSSES = {
    "probabilities": (
        "P = softmax(Z, axis=1)\n    L = -sum(Y*log(P))/N",
        "dL/dP = -Y/P/N\n    dL/dZ = (P - Y)/N",
    ),
    "logits": (
        "L = -sum(Y*log_softmax(Z, axis=1))/N",
        "dL/dZ = (softmax(Z, axis=1) - Y)/N",
    ),
}


def page(
    *, form: Literal["probabilities", "logits"] = "probabilities", penalty: Penalty = "none"
) -> str:
    """The page with its loss in the `form` of probabilities or logits, and a `penalty` none,
    l2 or half_l2.
    """
    loss, derivatives = LOSSES[form]
    data, decay, decay_slope = penalty_on("W", penalty)
    return f"""
model softmax_regression: N samples of D features, C classes, mean cross-entropy
group Lessons
note Convention: rows of X, Y and P are samples, W is D x C, b is added to every row.
note The same loss in logits never takes the logarithm of a probability rounded to 0.
note Elsewhere: W is C x D and z = W @ x + b; the sum over samples; labels as class numbers.
sizes N, D, C
parameters W[D,C], b[C]
data X[N,D], Y[N,C] one_hot{data}
forward
    Z = X @ W + b
    {loss}{decay}
gradient
    {derivatives}
    dL/dW = X.T @ dL/dZ{decay_slope}
    dL/db = sum(dL/dZ, axis=0)
"""
