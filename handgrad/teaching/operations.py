"""The elementary operations and their local derivatives, as formulas of the page's language.

a, b and d are the operands of an operation, c is its result. At a kink one subgradient is
chosen: 0 for relu and abs, and a tie of max or min goes to the first operand.
"""

from collections.abc import Mapping
from functools import cache

from handgrad.language.parser import parse
from handgrad.language.tree import Node

OPERANDS = ("a", "b", "d")
RESULT = "c"

# The formula of an operation, then its derivative by each operand.
OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "copy": ("a", "1"),
    "negative": ("-a", "-1"),
    "square": ("a^2", "2*a"),
    "+": ("a + b", "1", "1"),
    "-": ("a - b", "1", "-1"),
    "*": ("a*b", "b", "a"),
    "/": ("a/b", "1/b", "-a/b^2"),
    "^": ("a^b", "b*a^(b - 1)", "c*log(a)"),
    "<": ("a < b", "0", "0"),
    ">": ("a > b", "0", "0"),
    "<=": ("a <= b", "0", "0"),
    ">=": ("a >= b", "0", "0"),
    "exp": ("exp(a)", "c"),
    "log": ("log(a)", "1/a"),
    "sqrt": ("sqrt(a)", "1/(2*c)"),
    "tanh": ("tanh(a)", "1 - c^2"),
    "sin": ("sin(a)", "cos(a)"),
    "cos": ("cos(a)", "-sin(a)"),
    "tan": ("tan(a)", "1 + c^2"),
    "sinh": ("sinh(a)", "cosh(a)"),
    "cosh": ("cosh(a)", "sinh(a)"),
    "erf": ("erf(a)", "2/sqrt(pi)*exp(-a^2)"),
    "sigmoid": ("sigmoid(a)", "c*(1 - c)"),
    "softplus": ("softplus(a)", "sigmoid(a)"),
    "log1p": ("log1p(a)", "1/(1 + a)"),
    "expm1": ("expm1(a)", "c + 1"),
    "abs": ("abs(a)", "sign(a)"),
    "relu": ("relu(a)", "step(a)"),
    "step": ("step(a)", "0"),
    "sign": ("sign(a)", "0"),
    "max": ("max(a, b)", "1 - step(b - a)", "step(b - a)"),
    "min": ("min(a, b)", "1 - step(a - b)", "step(a - b)"),
    "where": ("where(a, b, d)", "b - d", "a", "1 - a"),
}

# Of one number each of these is the number itself.
TRIVIAL = ("sum", "mean", "transpose")


@cache
def forward(operation: str) -> Node:
    """The formula of an operation."""
    return parse(OPERATIONS[operation][0])


@cache
def local_derivative(operation: str, operand: int) -> Node:
    """The derivative of an operation by its operand, counted from 0."""
    return parse(OPERATIONS[operation][1 + operand])
