"""Linear classifiers with labels -1 and 1: hinge, squared hinge, perceptron."""

from typing import Literal

from handgrad.models._parts import Penalty, penalty_on

# The loss, its derivative by z, and where it has a kink.
FORMS = {
    "hinge": (
        "mean(relu(1 - y*z))",
        "-y*step(1 - y*z)/N",
        "Kink: at y*z = 1 any part of the slope -y is right; no point is there.",
    ),
    "squared_hinge": (
        "mean(relu(1 - y*z)^2)",
        "-2*y*relu(1 - y*z)/N",
        "Once smooth: at y*z = 1 the slope is 0 from both sides.",
    ),
    "perceptron": (
        "mean(relu(-y*z))",
        "-y*step(-y*z)/N",
        "Kink: at y*z = 0 any part of the slope -y is right; no point is there.",
    ),
}


def page(
    *,
    form: Literal["hinge", "squared_hinge", "perceptron"] = "hinge",
    penalty: Penalty = "none",
) -> str:
    """The page in the `form` hinge, squared_hinge or perceptron, and a `penalty` none, l2 or
    half_l2 (a support vector machine).
    """
    loss, derivative, kink = FORMS[form]
    data, decay, decay_slope = penalty_on("w", penalty)
    return f"""
model hinge: a linear classifier, {form.replace("_", " ")} loss
group Losses and regression
note Convention: labels are -1 or 1; the mean over N samples; b is not penalised.
note {kink}
note Elsewhere: the sum over samples; C times the loss beside half the squares of w.
sizes N, D
parameters w[D], b
data X[N,D], y[N] in {{-1, 1}}{data}
forward
    z = X @ w + b
    L = {loss}{decay}
gradient
    dL/dz = {derivative}
    dL/dw = X.T @ dL/dz{decay_slope}
    dL/db = sum(dL/dz)
"""
