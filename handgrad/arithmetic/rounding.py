"""How far rounding can take a value: an arithmetic of floats with a bound on their error.

Each number goes with a bound on its error and with the size of what was added up to make it:
a sum may be taken in any order, and then loses in proportion to the terms, not to the result
(Higham, Accuracy and Stability of Numerical Algorithms, 2002, sections 3.1 and 4.2).
"""

import math
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from handgrad.arithmetic.base import Arithmetic
from handgrad.arithmetic.binary import FLOAT64
from handgrad.errors import EvaluationError

LIBRARY = 4
"""How many units in the last place the functions of a library may be off."""


class Rounded(NamedTuple):
    """A float, a bound on its error, and the sum of the sizes of its terms."""

    value: float
    error: float = 0.0
    size: float = 0.0

    def __neg__(self) -> "Rounded":
        return Rounded(-self.value, self.error, self.size)

    def __abs__(self) -> float:
        return abs(self.value)

    def __int__(self) -> int:
        return int(self.value)


@cache
def rounding_arithmetic(unit: float) -> Arithmetic:
    """The arithmetic of a machine whose operations are off by at most `unit` of the result.

    >>> numbers = rounding_arithmetic(2.0**-53)
    >>> one, small = numbers.convert(1), numbers.convert(1e-3)
    >>> numbers.subtract(numbers.add(one, small), one).error > 1e-17
    True
    """

    def rounded(value: float, error: float, size: float) -> Rounded:
        return Rounded(value, error + unit * size, size)

    def convert(value: int | float | Fraction | Decimal) -> Any:
        number = float(value)
        return Rounded(number, 0.0 if number == value else unit * abs(number), abs(number))

    def add(a: Any, b: Any) -> Any:
        return rounded(a.value + b.value, a.error + b.error, a.size + b.size)

    def subtract(a: Any, b: Any) -> Any:
        return add(a, -b)

    def multiply(a: Any, b: Any) -> Any:
        error = abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error
        return rounded(a.value * b.value, error, a.size * b.size)

    def divide(a: Any, b: Any) -> Any:
        if b.value == 0 or abs(b.value) <= b.error:
            raise EvaluationError("a divisor is zero within its rounding")
        error = (a.error + abs(a.value / b.value) * b.error) / (abs(b.value) - b.error)
        return rounded(a.value / b.value, error, a.size / abs(b.value))

    def power(base: Any, exponent: Any) -> Any:
        return applied(FLOAT64.power)(base, exponent)

    def applied(f: Callable[..., Any]) -> Callable[..., Any]:
        def function(*given: Any) -> Any:
            value = f(*(g.value for g in given))
            moved = [_moved(f, given, sign) for sign in (-1, 1)]
            error = max(abs(m - value) for m in moved)
            if not math.isfinite(value) or not math.isfinite(error):
                raise EvaluationError("a value is not finite within its rounding")
            return Rounded(value, error + LIBRARY * unit * abs(value), abs(value))

        return function

    return Arithmetic(
        name="rounding",
        convert=convert,
        add=add,
        subtract=subtract,
        multiply=multiply,
        divide=divide,
        power=power,
        functions={name: applied(f) for name, f in FLOAT64.functions.items()},
        pi=lambda: convert(math.pi),
        working=nullcontext,
    )


def _moved(f: Callable[..., Any], given: tuple[Any, ...], sign: int) -> float:
    """The value with every argument moved by its error."""
    value: float = f(*(g.value + sign * g.error for g in given))
    return value
