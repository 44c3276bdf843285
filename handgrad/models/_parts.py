"""What several pages share: the pieces that their options choose between."""

from typing import Literal

from handgrad.language.functions import FUNCTIONS
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.tree import Name, Sum, substitute

Activation = Literal["sigmoid", "tanh", "relu"]
Reduction = Literal["mean", "sum"]
Squares = Literal["mean", "half_mean", "sum", "half_sum"]
Penalty = Literal["none", "l2", "half_l2"]

# What divides a sum over N samples.
DIVISORS = {"mean": "/N", "sum": ""}

# The squared error of N predictions, and its derivative by them.
SQUARED_ERRORS = {
    "mean": ("mean((y_hat - y)^2)", "2*(y_hat - y)/N"),
    "half_mean": ("mean((y_hat - y)^2)/2", "(y_hat - y)/N"),
    "sum": ("sum((y_hat - y)^2)", "2*(y_hat - y)"),
    "half_sum": ("sum((y_hat - y)^2)/2", "y_hat - y"),
}

# What weight decay adds to the data, to the loss, and to the derivative by w.
PENALTIES = {
    "l2": (", lam > 0", " + lam*sum({w}^2)", " + 2*lam*{w}"),
    "half_l2": (", lam > 0", " + lam/2*sum({w}^2)", " + lam*{w}"),
}


def penalty_on(w: str, penalty: Penalty) -> list[str]:
    """The three additions of PENALTIES for the weights `w`; nothing for the penalty none."""
    pieces = ("", "", "") if penalty == "none" else PENALTIES[penalty]
    return [text.format(w=w) for text in pieces]


def activation_derivative(activation: Activation, z: str, a: str) -> str:
    """The derivative of an activation a of z as a factor, by a where that is shorter.

    >>> activation_derivative("tanh", "z1", "a1")
    '(1 - a1^2)'
    """
    formula = parse(FUNCTIONS[activation].derivative)
    text = plain(substitute(formula, {"z": Name(z), "a": Name(a)}))
    return f"({text})" if isinstance(formula, Sum) else text
