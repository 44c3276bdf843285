"""Focal loss of two classes: cross-entropy that makes little of what is already right."""

from typing import Literal

# More data, the line of the weight, and the weight as a factor.
BALANCES = {
    "plain": ("", "", ""),
    "alpha": (", alpha in (0, 1)", "    weight = alpha*y + (1 - alpha)*(1 - y)\n", "weight*"),
}


def page(*, balance: Literal["plain", "alpha"] = "plain") -> str:
    """The page with a `balance` plain or alpha (a weight for each class)."""
    data, line, weight = BALANCES[balance]
    return f"""
model focal: focal loss of two classes, {balance}
group Losses and regression
note Convention: labels are 0 or 1; p is the probability of the label that is there.
note With gamma = 0 this is logistic regression.
note Elsewhere: the sum over samples, divided by the number of positive ones.
sizes N
parameters z[N]
data y[N] in {{0, 1}}, gamma > 0{data}
forward
    s = 2*y - 1
    p = sigmoid(s*z)
{line}    L = -mean({weight}(1 - p)^gamma*log(p))
gradient
    dL/dp = {weight}(gamma*(1 - p)^(gamma - 1)*log(p) - (1 - p)^gamma/p)/N
    dL/dz = {weight}s*(1 - p)^gamma*(gamma*p*log(p) - (1 - p))/N
"""
