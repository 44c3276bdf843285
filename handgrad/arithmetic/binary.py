"""`float64` and `float32`: binary floating point, as the machine and the frameworks have it.

In float32 every operation and function is worked out in binary64 and rounded once. For
+ - * / and sqrt that is IEEE 754 binary32 to the last bit, because 53 >= 2*24 + 2 (S. A.
Figueroa, When is double rounding innocuous?, 1995). The value of exp and the like is the
binary64 one, rounded: nearly always the nearest binary32 number, where the function of a
framework may be off by a unit in the last place.
"""

import math
import operator
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from struct import Struct
from typing import Any

from handgrad.arithmetic.base import (
    LARGEST_PRODUCT,
    Arithmetic,
    division_by_zero,
    product_power,
    shown,
    too_large,
    undefined,
    undefined_power,
)
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.errors import EvaluationError

# In the machine's own format ("f", not "<f") a number past the largest packs as infinity.
_BINARY32 = Struct("f")


def to_binary32(x: float) -> float:
    """The binary32 number nearest to `x`, ties to even; infinity past the largest.

    >>> to_binary32(0.1), to_binary32(1e39), to_binary32(2.0**-150)
    (0.10000000149011612, inf, 0.0)
    """
    rounded: float = _BINARY32.unpack(_BINARY32.pack(x))[0]
    return rounded


def _guarded(name: str, function: Callable[..., float]) -> Callable[..., float]:
    """The function with `EvaluationError` in place of Python's exceptions."""

    @wraps(function)
    def guarded(*arguments: float) -> float:
        try:
            return function(*arguments)
        except ValueError as error:
            raise undefined(name, *arguments) from error
        except OverflowError as error:
            raise too_large(name, *arguments) from error

    return guarded


FUNCTIONS = {name: _guarded(name, known.real) for name, known in ELEMENTARY.items()}


def _divide(x: float, y: float) -> float:
    try:
        return x / y
    except ZeroDivisionError as error:
        raise division_by_zero(x) from error


def _power(multiply: Callable[[float, float], float], x: float, y: float) -> float:
    if abs(y) <= LARGEST_PRODUCT and y == int(y):
        if y == 0:
            return 1.0
        product = product_power(multiply, x, abs(int(y)))
        return product if y > 0 else _reciprocal_power(product, x, y)
    try:
        return math.pow(x, y)
    except ValueError as error:
        raise undefined_power(x, y) from error
    except OverflowError as error:
        raise too_large("the power", x, y) from error


def _reciprocal_power(product: float, x: float, y: float) -> float:
    if product == 0:
        raise undefined_power(x, y) if x == 0 else too_large("the power", x, y)
    return 1 / product


def to_binary64(x: int | float | Fraction | Decimal) -> float:
    """The binary64 number nearest to `x`; `EvaluationError` where a finite one is too large."""
    try:
        nearest = float(x)
    except OverflowError as error:
        raise EvaluationError(f"{shown(x)} is too large for a float") from error
    except ValueError as error:  # a signaling nan
        raise EvaluationError(f"{shown(x)} is not a number") from error
    if math.isinf(nearest) and isinstance(x, Decimal) and x.is_finite():
        raise EvaluationError(f"{shown(x)} is too large for a float")
    return nearest


def _convert32(x: int | float | Fraction | Decimal) -> float:
    nearest = to_binary64(x)
    if isinstance(x, float) or nearest == 0 or not math.isfinite(nearest):
        return to_binary32(nearest)
    return _exact_to_binary32(Fraction(x))


def _exact_to_binary32(x: Fraction) -> float:
    """The binary32 number nearest to `x`; by way of binary64 it would be rounded twice."""
    exponent = x.numerator.bit_length() - x.denominator.bit_length()
    if abs(x) < Fraction(2) ** exponent:
        exponent -= 1
    unit = max(exponent - 23, -149)
    return to_binary32(math.ldexp(round(x / Fraction(2) ** unit), unit))


def _rounded(function: Callable[..., float]) -> Callable[..., float]:
    """The function followed by one rounding to binary32."""

    @wraps(function)
    def rounded(*arguments: float) -> float:
        return to_binary32(function(*arguments))

    return rounded


def _dot(row: Sequence[float], column: Sequence[float]) -> float:
    """From the left, one rounding after another; no sum() of Python's, and no sumprod, does."""
    total = -0.0  # to which any number can be added without a change, -0.0 too
    for product in map(operator.mul, row, column):
        total += product
    return total


def _operations(
    name: str,
    rounded: Callable[[Callable[..., float]], Callable[..., float]],
    convert: Any,
    dot: Any = None,
) -> Arithmetic:
    multiply = rounded(operator.mul)

    def power(x: Any, y: Any) -> float:
        return _power(multiply, float(x), float(y))

    return Arithmetic(
        name=name,
        convert=convert,
        add=rounded(operator.add),
        subtract=rounded(operator.sub),
        multiply=multiply,
        divide=rounded(_divide),
        power=rounded(power),
        functions={name: rounded(function) for name, function in FUNCTIONS.items()},
        pi=rounded(lambda: math.pi),
        working=nullcontext,
        dot=dot,
    )


FLOAT64 = _operations("float64", lambda function: function, to_binary64, _dot)
FLOAT32 = _operations("float32", _rounded, _convert32)
