"""`decimal`: real functions to as many digits as wanted, in relative terms.

Every function reads its precision from the current decimal context, works in a context of
its own with more digits, and rounds its result once, half to even. The caller's context is
never changed. Exponents are bounded by 999999: what is larger is an `EvaluationError`, what is
smaller is zero.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
)
from fractions import Fraction
from functools import lru_cache
from typing import Any

from handgrad.arithmetic.base import (
    LARGEST_PRODUCT,
    Arithmetic,
    division_by_zero,
    product_power,
    shown,
    too_large,
    too_large_power,
    undefined,
    undefined_power,
)
from handgrad.errors import BudgetError, EvaluationError, HandgradError

# Each formula below loses fewer digits than this.
_GUARD = 10
_LARGEST_EXPONENT = 999_999
_LARGEST_ANGLE = 1000
_MOST_DIGITS = 1000


def context_of(digits: int) -> Context:
    """A decimal context of that precision, the same whatever the defaults have been set to."""
    return Context(
        prec=digits,
        rounding=ROUND_HALF_EVEN,
        Emin=-_LARGEST_EXPONENT,
        Emax=_LARGEST_EXPONENT,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[DivisionByZero, InvalidOperation, Overflow],
    )


def _digits_of(x: Decimal) -> int:
    return len(x.as_tuple().digits)


@lru_cache(maxsize=64)
def pi_to(digits: int) -> Decimal:
    """Pi by the Gauss-Legendre iteration, which doubles the right digits each time."""
    with localcontext(context_of(digits + _GUARD)):
        a, b, t, p = Decimal(1), Decimal("0.5").sqrt(), Decimal("0.25"), 1
        while abs(a - b) > Decimal(10) ** -(digits // 2 + _GUARD):
            a, b, difference = (a + b) / 2, (a * b).sqrt(), (a - b) / 2
            t -= p * difference * difference
            p *= 2
        value = (a + b) ** 2 / (4 * t)
    return context_of(digits).plus(value)


def _expm1(x: Decimal) -> Decimal:
    digits = getcontext().prec
    if x.adjusted() >= 0:
        return x.exp() - 1
    if -x.adjusted() > digits:
        return x + x * x / 2
    with localcontext(context_of(digits - x.adjusted())):
        return x.exp() - 1


def _log1p(x: Decimal) -> Decimal:
    digits = getcontext().prec
    if -x.adjusted() > digits:
        return x - x * x / 2
    # ln is right to the last digit, so only the sum must not be rounded.
    with localcontext(context_of(digits + _digits_of(x) + max(0, -x.adjusted()))):
        one_more = 1 + x
    return one_more.ln()


def _tanh(x: Decimal) -> Decimal:
    e = _expm1(-2 * x.copy_abs())
    return (-e / (e + 2)).copy_sign(x)


def _sinh(x: Decimal) -> Decimal:
    e = _expm1(x.copy_abs())
    return ((e + e / (e + 1)) / 2).copy_sign(x)


def _cosh(x: Decimal) -> Decimal:
    e = x.copy_abs().exp()
    return (e + 1 / e) / 2


def _sigmoid(x: Decimal) -> Decimal:
    e = x.copy_abs().copy_negate().exp()
    return 1 / (1 + e) if x > 0 else e / (1 + e)


def _softplus(x: Decimal) -> Decimal:
    return max(x, Decimal(0)) + _log1p(x.copy_abs().copy_negate().exp())


def _reduced(x: Decimal) -> tuple[int, Decimal]:
    """The quarter turns nearest to `x`, modulo 4, and the rest of the angle."""
    if x.adjusted() > _LARGEST_ANGLE:
        raise BudgetError(f"the angle {shown(x)} is too large to be reduced")
    digits, extra = getcontext().prec, max(x.adjusted(), 0) + _GUARD
    while True:
        with localcontext(context_of(digits + extra)) as context:
            quarter = pi_to(digits + extra) / 2
            turns = (x / quarter).to_integral_value()
            if not turns:
                return 0, x
            rest = context.fma(-turns, quarter, x)
        # The rest has an error of one unit of 10^(adjusted(x) - digits - extra).
        if rest and rest.adjusted() > x.adjusted() - extra:
            return int(turns) % 4, rest
        extra *= 2


def _alternating(term: Decimal, x: Decimal, n: int) -> Decimal:
    """term - term x^2/((n+1)(n+2)) + ...: the sine from x and 1, the cosine from 1 and 0."""
    total, square = Decimal(0), x * x
    while total + term != total:
        total += term
        term *= -square / ((n + 1) * (n + 2))
        n += 2
    return total


def _quadrant(turns: int, rest: Decimal) -> Decimal:
    """The sine of `turns` quarter turns and `rest`."""
    odd = turns % 2
    value = _alternating(Decimal(1), rest, 0) if odd else _alternating(rest, rest, 1)
    return -value if turns % 4 >= 2 else value


def _sin(x: Decimal) -> Decimal:
    return _quadrant(*_reduced(x))


def _cos(x: Decimal) -> Decimal:
    turns, rest = _reduced(x)
    return _quadrant(turns + 1, rest)


def _tan(x: Decimal) -> Decimal:
    turns, rest = _reduced(x)
    return _quadrant(turns, rest) / _quadrant(turns + 1, rest)


def _erf(x: Decimal) -> Decimal:
    """exp(-x^2) 2/sqrt(pi) (x + x^3 2/3 + x^5 4/15 + ...): no term is negative (DLMF 7.6.2)."""
    digits, square = getcontext().prec, x * x
    if square > 3 * digits:
        return Decimal(1).copy_sign(x)
    total, term, n = Decimal(0), x, 1
    while total + term != total:
        total += term
        n += 2
        term *= 2 * square / n
    return total * 2 * (-square).exp() / pi_to(digits).sqrt()


def _rounded_once(name: str, formula: Callable[..., Decimal]) -> Callable[..., Decimal]:
    """The formula with guard digits, in a context of its own, and errors for people."""

    def function(*arguments: Decimal) -> Decimal:
        digits = getcontext().prec
        with localcontext(context_of(digits + _GUARD)):
            try:
                return context_of(digits).plus(formula(*map(_argument, arguments)))
            except Overflow as error:
                raise too_large(name, *arguments) from error
            except DecimalException as error:
                raise undefined(name, *arguments) from error

    function.__name__ = function.__qualname__ = name
    return function


def _argument(x: Decimal | int) -> Decimal:
    x = Decimal(x)
    if not x.is_finite():
        raise EvaluationError(f"{x} is not a finite number")
    if _digits_of(x) > _MOST_DIGITS:
        raise BudgetError(f"a number of {_digits_of(x)} digits; at most {_MOST_DIGITS} allowed")
    return x


_FORMULAS: Mapping[str, Callable[..., Decimal]] = {
    "exp": Decimal.exp,
    "log": Decimal.ln,
    "sqrt": Decimal.sqrt,
    "tanh": _tanh,
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "sinh": _sinh,
    "cosh": _cosh,
    "erf": _erf,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "log1p": _log1p,
    "expm1": _expm1,
    "abs": Decimal.copy_abs,
    "relu": lambda x: max(x, Decimal(0)),
    "step": lambda x: Decimal(x > 0),
    "sign": lambda x: Decimal((x > 0) - (x < 0)),
    "max": max,
    "min": min,
}

FUNCTIONS = {name: _rounded_once(name, formula) for name, formula in _FORMULAS.items()}


def _power(context: Context, x: Decimal, y: Decimal) -> Decimal:
    x, y = _argument(x), _argument(y)
    if y == 0:
        return Decimal(1)
    if x == 0 and y < 0:
        raise undefined_power(x, y)
    if abs(y) <= LARGEST_PRODUCT and y == int(y):
        product = product_power(context.multiply, x, abs(int(y)))
        return product if y > 0 else context.divide(1, product)
    return context.plus(context_of(context.prec + _GUARD).power(x, y))


@lru_cache
def decimal_arithmetic(digits: int = 60) -> Arithmetic:
    """The decimal arithmetic of that many digits (2 to 1000)."""
    if not 2 <= digits <= _MOST_DIGITS:
        raise HandgradError(f"digits must be between 2 and {_MOST_DIGITS}, got {digits}")
    context = context_of(digits)

    def convert(x: int | float | Fraction | Decimal) -> Decimal:
        if isinstance(x, Fraction):
            return context.divide(x.numerator, x.denominator)
        return context.plus(_finite(Decimal(x)))

    def divide(x: Any, y: Any) -> Decimal:
        if y == 0:
            raise division_by_zero(x)
        return context.divide(x, y)

    def working() -> AbstractContextManager[object]:
        return localcontext(context)

    def operation(name: str, calculate: Callable[[Any, Any], Decimal]) -> Any:
        def operate(x: Any, y: Any) -> Decimal:
            try:
                return _finite(calculate(x, y))
            except Overflow as error:
                raise too_large(name, x, y) from error
            except DecimalException as error:
                raise undefined(name, x, y) from error

        return operate

    def power(x: Any, y: Any) -> Decimal:
        try:
            return _power(context, x, y)
        except Overflow as error:
            raise too_large_power(x, y) from error
        except DecimalException as error:
            raise undefined_power(x, y) from error

    return Arithmetic(
        name="decimal",
        convert=convert,
        add=operation("sum", context.add),
        subtract=operation("difference", context.subtract),
        multiply=operation("product", context.multiply),
        divide=operation("quotient", divide),
        power=power,
        functions=FUNCTIONS,
        pi=lambda: pi_to(digits),
        working=working,
    )


def _finite(x: Decimal) -> Decimal:
    if not x.is_finite():
        raise EvaluationError(f"{x} is not a finite number")
    return x
