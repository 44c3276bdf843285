"""`rational`: exact fractions, within a budget of bits; what is not rational is refused."""

import operator
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handgrad.arithmetic.base import (
    Arithmetic,
    division_by_zero,
    product_power,
    shown,
    undefined_power,
)
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.errors import BudgetError, EvaluationError, InexactError

# Bits of numerator and denominator together.
LARGEST_BITS = 4096


def _within_budget(x: Fraction) -> Fraction:
    numerator, denominator = x.as_integer_ratio()
    if numerator.bit_length() + denominator.bit_length() > LARGEST_BITS:
        raise BudgetError(f"an exact value has more than {LARGEST_BITS} bits; use decimal")
    return x


def _bounded(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The operation, whose result is within the budget, as all that is converted is."""

    def bounded(x: Fraction, y: Fraction) -> Fraction:
        return _within_budget(operation(x, y))

    return bounded


@_bounded
def _divide(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise division_by_zero(x)
    return Fraction(x, y)


_multiply = _bounded(operator.mul)


def _power(x: Any, y: Any) -> Fraction:
    if y != int(y):
        raise InexactError(f"{shown(x)} to the power {shown(y)} is not rational; use decimal")
    if abs(y) > LARGEST_BITS:
        raise BudgetError(
            f"an exact power has an exponent of at most {LARGEST_BITS}, not {shown(y)}"
        )
    if y == 0:
        return Fraction(1)
    if y < 0 and x == 0:
        raise undefined_power(x, y)
    product = product_power(_multiply, Fraction(x), abs(int(y)))
    return product if y > 0 else 1 / product


def _convert(x: int | float | Fraction | Decimal) -> Fraction:
    if isinstance(x, Decimal) and x.is_finite() and _longest_exponent(x) > LARGEST_BITS:
        raise BudgetError(f"{shown(x)} has more than {LARGEST_BITS} bits; use decimal")
    try:
        exact = Fraction(x)
    except (ValueError, OverflowError) as error:
        raise EvaluationError(f"{shown(x)} is not a rational number") from error
    return _within_budget(exact)


def _longest_exponent(x: Decimal) -> int:
    """The largest power of ten in writing out a finite number."""
    return max(abs(x.adjusted()), abs(int(x.as_tuple().exponent)))


def _refused(name: str) -> Callable[[Fraction], Fraction]:
    """A function whose values are not rational numbers."""

    def refused(x: Fraction) -> Fraction:
        raise InexactError(f"{name} has no exact rational value; use decimal")

    refused.__name__ = name
    return refused


def _no_pi() -> Fraction:
    raise InexactError("pi is not a rational number; use decimal")


FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {
    name: known.rational or _refused(name) for name, known in ELEMENTARY.items()
}

RATIONAL = Arithmetic(
    name="rational",
    convert=_convert,
    add=_bounded(operator.add),
    subtract=_bounded(operator.sub),
    multiply=_multiply,
    divide=_divide,
    power=_power,
    functions=FUNCTIONS,
    pi=_no_pi,
    working=nullcontext,
)
