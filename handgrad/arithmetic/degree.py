"""The degree of a formula as a rational function: an arithmetic of degrees.

It tells how many points determine a loss along a line, and bounds the chance that a wrong
rational formula agrees at a random point (Schwartz 1980, Zippel 1979).
"""

from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.elementary import ELEMENTARY, Elementary
from handgrad.errors import InexactError


class Degree(NamedTuple):
    """The degrees of numerator and denominator; `constant` is the value of a constant."""

    numerator: int
    denominator: int = 0
    constant: Fraction | None = None

    def is_polynomial_to(self, most: int) -> bool:
        return self.denominator == 0 and self.numerator <= most

    def __int__(self) -> int:
        """The value of a constant, such as the number of a size."""
        return int(self.constant or 0)

    def __neg__(self) -> "Degree":
        constant = None if self.constant is None else -self.constant
        return Degree(self.numerator, self.denominator, constant)


VARIABLE = Degree(1)


def _convert(value: int | float | Fraction | Decimal) -> Any:
    return Degree(0, 0, Fraction(value))


def _add(a: Any, b: Any) -> Any:
    if a.denominator == b.denominator == 0:
        return Degree(max(a.numerator, b.numerator))
    crossed = max(a.numerator + b.denominator, b.numerator + a.denominator)
    return Degree(crossed, a.denominator + b.denominator)


def _multiply(a: Any, b: Any) -> Any:
    return Degree(a.numerator + b.numerator, a.denominator + b.denominator)


def _divide(a: Any, b: Any) -> Any:
    return Degree(a.numerator + b.denominator, a.denominator + b.numerator)


def _power(base: Any, exponent: Any) -> Any:
    n = exponent.constant
    if n is None or n.denominator != 1:
        raise InexactError("only a whole-number power is rational")
    if n >= 0:
        return Degree(int(n) * base.numerator, int(n) * base.denominator)
    return Degree(int(-n) * base.denominator, int(-n) * base.numerator)


def _refuse(*arguments: Any) -> Any:
    raise InexactError("this function is not rational")


def _flat(x: Any) -> Any:
    return Degree(0)


def _of_function(known: Elementary) -> Callable[..., Any]:
    """On either side of a kink a rational function is an argument, a sum of them, or flat."""
    if known.rational is None:
        return _refuse
    return _flat if known.flat else _add if known.arguments == 2 else lambda x: x


DEGREES = Arithmetic(
    name="degrees",
    convert=_convert,
    add=_add,
    subtract=_add,
    multiply=_multiply,
    divide=_divide,
    power=_power,
    functions={name: _of_function(known) for name, known in ELEMENTARY.items()},
    pi=_refuse,
    working=nullcontext,
    is_ordered=False,
)
