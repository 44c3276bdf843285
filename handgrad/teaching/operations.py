"""The elementary operations and their local derivatives, as formulas of the page's language.

a, b and d are the operands of an operation, c is its result. At a kink one subgradient is
chosen: 0 for relu and abs, and a tie of max or min goes to the first operand.
"""

from collections.abc import Mapping
from functools import cache

from handgrad.language.function import Function
from handgrad.language.functions import FUNCTIONS
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.tree import Name, Node, substitute

OPERANDS = ("a", "b", "d")
RESULT = "c"

_LETTERS: dict[str, Node] = {"z": Name("a"), "a": Name("c")}


def _of_function(function: Function) -> tuple[str, ...]:
    arguments = ", ".join(OPERANDS[: len(function.derivatives)])
    formulas = function.derivatives
    if function.is_elementwise:
        formulas = tuple(plain(substitute(parse(text), _LETTERS)) for text in formulas)
    return f"{function.name}({arguments})", *formulas


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
    **{name: _of_function(known) for name, known in FUNCTIONS.items() if known.derivatives},
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
