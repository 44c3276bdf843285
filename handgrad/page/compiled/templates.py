"""How each operation of the float arithmetics is written in Python, equal to the last bit."""

from collections.abc import Mapping
from typing import NamedTuple

CHOICE, SUM, PRODUCT, UNARY, ATOM = range(5)


class Form(NamedTuple):
    """`template` binds as tightly as `binding` says, and each operand must bind as `operands`.

    `exact` operations give one of their operands, but for the sign, or 0 or 1: nothing rounds.
    `repeats` says that an operand is written more than once, so it should be a variable.
    """

    template: str
    binding: int = ATOM
    operands: tuple[int, ...] = (CHOICE, CHOICE)
    exact: bool = False
    repeats: bool = False


def _choice(template: str) -> Form:
    return Form(template, CHOICE, (ATOM, ATOM), exact=True, repeats=True)


_OF_MATH = (
    "exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "sinh", "cosh", "erf", "log1p", "expm1",
)  # fmt: skip

# A choice lets nan through, as the functions of the arithmetics do.
FORMS: Mapping[str, Form] = {
    "+": Form("{} + {}", SUM, (SUM, PRODUCT)),
    "-": Form("{} - {}", SUM, (SUM, PRODUCT)),
    "*": Form("{}*{}", PRODUCT, (PRODUCT, UNARY)),
    "/": Form("{}/{}", PRODUCT, (PRODUCT, UNARY)),
    "negative": Form("-{}", UNARY, (ATOM,), exact=True),
    "pow": Form("math.pow({}, {})"),
    "power": Form("power({}, {})"),
    "sigmoid": Form("sigmoid({})"),
    "softplus": Form("softplus({})"),
    **{name: Form(f"math.{name}({{}})") for name in _OF_MATH},
    "abs": Form("math.fabs({})", exact=True),
    "relu": _choice("0.0 if {0} <= 0.0 else {0}"),
    "step": _choice("1.0 if {0} > 0.0 else 0.0 if {0} <= 0.0 else {0}"),
    "sign": _choice("1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else 0.0 if {0} == 0.0 else {0}"),
    "max": _choice("{0} if {0} >= {1} or {0} != {0} else {1}"),
    "min": _choice("{0} if {0} <= {1} or {0} != {0} else {1}"),
}

HELPERS: Mapping[str, str] = {
    "sigmoid": '''
def sigmoid(x):
    """1/(1 + exp(-x)), without overflow."""
    if x >= 0.0:
        return 1.0/(1.0 + math.exp(-x))
    e = math.exp(x)
    return e/(1.0 + e)
''',
    "softplus": '''
def softplus(x):
    """log(1 + exp(x)), without overflow."""
    if x > 0.0:
        return x + math.log1p(math.exp(-x))
    return math.log1p(math.exp(x))
''',
    "power": '''
def power(x, y):
    """x to the power y; a small whole power is a product."""
    if not math.fabs(y) <= 64.0 or y != math.floor(y):
        return math.pow(x, y)
    product = 1.0
    for bit in f"{math.trunc(math.fabs(y)):b}":
        product *= product
        if bit == "1":
            product *= x
    return product if y >= 0.0 else 1.0/product
''',
}
