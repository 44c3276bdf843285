"""How each operation of the float arithmetics is written in Python, equal to the last bit."""

from collections.abc import Mapping
from typing import NamedTuple

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.language.function import Function
from handgrad.language.functions import FUNCTIONS

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


def _of_function(function: Function) -> Form:
    """An elementary function: by its record, or the one of Python's own `math`."""
    template = function.python or f"math.{function.name}({{}})"
    exact = ELEMENTARY[function.name].rational is not None
    return _choice(template) if " if " in template else Form(template, exact=exact)


# A choice lets nan through, as the functions of the arithmetics do.
FORMS: Mapping[str, Form] = {
    "+": Form("{} + {}", SUM, (SUM, PRODUCT)),
    "-": Form("{} - {}", SUM, (SUM, PRODUCT)),
    "*": Form("{}*{}", PRODUCT, (PRODUCT, UNARY)),
    "/": Form("{}/{}", PRODUCT, (PRODUCT, UNARY)),
    "negative": Form("-{}", UNARY, (ATOM,), exact=True),
    "pow": Form("math.pow({}, {})"),
    "power": Form("power({}, {})"),
    **{name: _of_function(FUNCTIONS[name]) for name in ELEMENTARY},
}


def called_forms(numbers: Arithmetic) -> Mapping[str, Form]:
    """The operations of any arithmetic, as calls of what it calculates with.

    Where there is a `dot` its plain operators have its precision, and are faster.
    """
    named = {"+": "add", "-": "subtract", "*": "multiply"}
    plain = named if numbers.dot is None else {}
    return {
        **{operation: FORMS[operation] for operation in (*named, "negative")},
        **{operation: Form(f"{name}({{}}, {{}})") for operation, name in plain.items()},
        "/": Form("divide({}, {})"),
        **dict.fromkeys(("pow", "power"), Form("power({}, {})")),
        **{name: Form(f"{name}({{}})") for name in numbers.functions},
        **{name: Form(f"{name}({{}}, {{}})") for name in ("max", "min")},
    }


HELPERS: Mapping[str, str] = {
    **{name: known.helper for name, known in FUNCTIONS.items() if known.helper},
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
