"""`decimal`: real functions right to as many digits as wanted, in relative terms.

A function reads its precision from the current decimal context, works in a context of its
own with guard digits, and rounds once, half to even; the caller's context is never changed.
Exponents are bounded by 999999: a larger value is an `EvaluationError`, a smaller one is 0.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    Context,
    Decimal,
    DecimalException,
    Overflow,
    getcontext,
    localcontext,
)
from fractions import Fraction
from functools import lru_cache, reduce
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
from handgrad.arithmetic.contexts import context_of
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.arithmetic.fixed_point import exponential, logarithm
from handgrad.arithmetic.series import pi_to
from handgrad.errors import BudgetError, EvaluationError, HandgradError

# More than any formula loses: exp(y log x) loses seven digits where x^y is near 10^999999.
_GUARD = 12
_MOST_DIGITS = 1000
_MOST_BITS = 10_000
_REMEMBERED = 1024
_WIDEST = Context(prec=_MOST_DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX)


def to_decimal(x: int | float | Fraction | Decimal, digits: int) -> Decimal:
    """The number as a Decimal: exactly, but for a Fraction, which is divided to `digits`."""
    if isinstance(x, Decimal):
        return Decimal(x)
    if isinstance(x, float):
        return Decimal.from_float(x)
    numerator, denominator = x.as_integer_ratio()
    if numerator.bit_length() + denominator.bit_length() > _MOST_BITS:
        raise BudgetError(f"{shown(x)}; at most {_MOST_BITS} allowed")
    if isinstance(x, int):
        return Decimal(x)
    return context_of(digits).divide(numerator, denominator)


def _finite(x: Decimal) -> Decimal:
    if not x.is_finite():
        raise EvaluationError(f"{shown(x)} is not a finite number")
    return x


def _checked(x: Decimal | int) -> Decimal:
    exact = _finite(to_decimal(x, _MOST_DIGITS))
    if _WIDEST.plus(exact) != exact:
        digits = len(exact.as_tuple().digits)
        raise BudgetError(f"a number of {digits} digits; at most {_MOST_DIGITS} allowed")
    return exact


def _odd(x: Decimal) -> bool:
    """Whether a whole number is odd; one with zeros at its end is never written out."""
    exponent = x.as_tuple().exponent
    return isinstance(exponent, int) and exponent <= 0 and int(x) % 2 == 1


def _power(context: Context, x: Decimal, y: Decimal) -> Decimal:
    if y == 0:
        return Decimal(1)
    whole = y == y.to_integral_value()
    if (x == 0 and y < 0) or (x < 0 and not whole):
        raise undefined_power(x, y)
    if x == 0:
        return Decimal(0)
    if whole and abs(y) <= LARGEST_PRODUCT:
        product = product_power(context.multiply, x, abs(int(y)))
        return product if y > 0 else context.divide(1, product)
    size = exponential(y * logarithm(x.copy_abs()))
    return context.plus(size if x > 0 or not _odd(y) else -size)


def _guarded(name: str, calculate: Callable[..., Decimal]) -> Callable[..., Decimal]:
    """The calculation with a finite result, and errors for people."""

    def guarded(*arguments: Any) -> Decimal:
        try:
            value = calculate(*arguments)
        except Overflow as error:
            raise too_large(name, *arguments) from error
        except DecimalException as error:
            raise undefined(name, *arguments) from error
        if not value.is_finite():
            raise undefined(name, *arguments)
        return value

    guarded.__name__ = name
    return guarded


def _guarded_pair(name: str, calculate: Callable[..., Decimal]) -> Callable[..., Decimal]:
    """The same for an operation of two numbers, twice as fast."""
    guarded = _guarded(name, calculate)

    def guarded_pair(x: Any, y: Any) -> Decimal:
        try:
            value = calculate(x, y)
        except DecimalException:
            return guarded(x, y)
        return value if value.is_finite() else guarded(x, y)

    return guarded_pair


def _rounded_once(formula: Callable[..., Decimal]) -> Callable[..., Decimal]:
    """The formula at the caller's precision, with guard digits inside.

    Differences by one entry after another ask for the values of the others again and again.
    """

    @lru_cache(_REMEMBERED)
    def known(digits: int, *arguments: Decimal) -> Decimal:
        with localcontext(context_of(digits + _GUARD)):
            return context_of(digits).plus(formula(*arguments))

    def rounded(*arguments: Decimal) -> Decimal:
        digits = getcontext().prec
        if digits > _MOST_DIGITS:
            raise BudgetError(f"a precision of {digits} digits; at most {_MOST_DIGITS} allowed")
        return known(digits, *map(_checked, arguments))

    return rounded


FUNCTIONS = {
    name: _guarded(name, _rounded_once(known.decimal)) for name, known in ELEMENTARY.items()
}


def decimal_arithmetic(digits: int = 60) -> Arithmetic:
    """The decimal arithmetic of so many digits, 1 to 1000; the same object for the same digits.

    >>> ten = decimal_arithmetic(10)
    >>> with ten.working():
    ...     print(ten.functions["tanh"](1 / Decimal(3)))
    0.3215127375
    """
    if isinstance(digits, int) and digits > _MOST_DIGITS:
        raise BudgetError(f"a precision of {shown(digits)} digits; at most {_MOST_DIGITS}")
    if not isinstance(digits, int) or digits < 1:
        expected = f"a whole number from 1 to {_MOST_DIGITS}"
        raise HandgradError(f"digits must be {expected}, got {shown(digits)}")
    return _of_precision(digits)


@lru_cache
def _of_precision(digits: int) -> Arithmetic:
    context = context_of(digits)

    def convert(x: int | float | Fraction | Decimal) -> Decimal:
        exact = to_decimal(x, digits)
        return context.plus(exact if exact.is_finite() else _finite(exact))

    def divide(x: Any, y: Any) -> Decimal:
        if y == 0:
            raise division_by_zero(x)
        return context.divide(x, _finite(Decimal(y)))

    def power(x: Any, y: Any) -> Decimal:
        with localcontext(context_of(digits + _GUARD)):
            return _power(context, _checked(x), _checked(y))

    def dot(row: Sequence[Any], column: Sequence[Any]) -> Decimal:
        return reduce(context.add, map(context.multiply, row, column))

    def working() -> AbstractContextManager[object]:
        return localcontext(context)

    return Arithmetic(
        name="decimal",
        convert=_guarded("the value", convert),
        add=_guarded_pair("the sum", context.add),
        subtract=_guarded_pair("the difference", context.subtract),
        multiply=_guarded_pair("the product", context.multiply),
        divide=_guarded_pair("the quotient", divide),
        power=_guarded("the power", power),
        functions=FUNCTIONS,
        pi=lambda: pi_to(digits),
        working=working,
        dot=dot,
    )
