"""Functions of any kind of number, for the losses that people write in Python.

The kind of the argument decides: an int counts as a float; a float is worked out in binary64;
a Fraction exactly (`InexactError` where the value is not rational); a Decimal to the precision
of the current decimal context; a complex number by the holomorphic function.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, getcontext
from fractions import Fraction
from typing import Any, TypeVar

from handgrad.arithmetic import binary, decimals, rational
from handgrad.arithmetic.base import too_large, undefined
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.errors import EvaluationError, HandgradError

T = TypeVar("T", float, Fraction, Decimal, complex)


def _to_decimal(x: int | float | Fraction | Decimal) -> Decimal:
    return decimals.to_decimal(x, getcontext().prec)


def _guarded(name: str, function: Callable[..., complex]) -> Callable[..., complex]:
    def guarded(*arguments: complex) -> complex:
        try:
            return function(*arguments)
        except (ValueError, ZeroDivisionError) as error:
            if isinstance(error, EvaluationError):
                raise
            raise undefined(name, *arguments) from error
        except OverflowError as error:
            raise too_large(name, *arguments) from error

    return guarded


_OF_COMPLEX = {name: _guarded(name, known.holomorphic) for name, known in ELEMENTARY.items()}

_Kind = tuple[type, Callable[[Any], Any], Mapping[str, Callable[..., Any]]]

# Of two kinds the one further up is the kind of both.
_KINDS: tuple[_Kind, ...] = (
    (complex, complex, _OF_COMPLEX),
    (Decimal, _to_decimal, decimals.FUNCTIONS),
    (float, binary.to_binary64, binary.FUNCTIONS),
    (Fraction, Fraction, rational.FUNCTIONS),
    (int, binary.to_binary64, binary.FUNCTIONS),
)


def _apply(name: str, *arguments: T | float) -> T:
    for kind, convert, functions in _KINDS:
        of_kind: list[Any] = [x for x in arguments if isinstance(x, kind)]
        if of_kind:
            value: T = functions[name](*map(convert, arguments))
            # A class derived from Decimal gets its own kind of number back.
            return type(of_kind[0])(value) if kind is Decimal else value
    given = ", ".join(type(x).__name__ for x in arguments)
    raise HandgradError(f"{name} takes int, float, Fraction, Decimal or complex, got {given}")


def exp(x: T) -> T:
    """e to the power x."""
    return _apply("exp", x)


def log(x: T) -> T:
    """The natural logarithm of x > 0."""
    return _apply("log", x)


def sqrt(x: T) -> T:
    """The square root of x >= 0."""
    return _apply("sqrt", x)


def tanh(x: T) -> T:
    """The hyperbolic tangent."""
    return _apply("tanh", x)


def sin(x: T) -> T:
    """The sine of an angle in radians."""
    return _apply("sin", x)


def cos(x: T) -> T:
    """The cosine of an angle in radians."""
    return _apply("cos", x)


def tan(x: T) -> T:
    """The tangent of an angle in radians."""
    return _apply("tan", x)


def arcsin(x: T) -> T:
    """The angle in radians whose sine this is, from -pi/2 to pi/2."""
    return _apply("arcsin", x)


def arccos(x: T) -> T:
    """The angle in radians whose cosine this is, from 0 to pi."""
    return _apply("arccos", x)


def arctan(x: T) -> T:
    """The angle in radians whose tangent this is, between -pi/2 and pi/2."""
    return _apply("arctan", x)


def sinh(x: T) -> T:
    """The hyperbolic sine."""
    return _apply("sinh", x)


def cosh(x: T) -> T:
    """The hyperbolic cosine."""
    return _apply("cosh", x)


def erf(x: T) -> T:
    """The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    return _apply("erf", x)


def lgamma(x: T) -> T:
    """log|gamma(x)|, the logarithm of (x - 1)! for a whole number above 0."""
    return _apply("lgamma", x)


def digamma(x: T) -> T:
    """The derivative of lgamma."""
    return _apply("digamma", x)


def trigamma(x: T) -> T:
    """The second derivative of lgamma."""
    return _apply("trigamma", x)


def sigmoid(x: T) -> T:
    """The logistic function 1/(1 + exp(-x))."""
    return _apply("sigmoid", x)


def softplus(x: T) -> T:
    """log(1 + exp(x))."""
    return _apply("softplus", x)


def log1p(x: T) -> T:
    """log(1 + x), accurate near 0."""
    return _apply("log1p", x)


def expm1(x: T) -> T:
    """exp(x) - 1, accurate near 0."""
    return _apply("expm1", x)


def relu(x: T) -> T:
    """The positive part of x; 0 at 0."""
    return _apply("relu", x)


def absolute(x: T) -> T:
    """The absolute value."""
    return _apply("abs", x)


def step(x: T) -> T:
    """1 for x > 0, else 0: the derivative of relu."""
    return _apply("step", x)


def sign(x: T) -> T:
    """1, 0 or -1, as x is above, at or below 0: the derivative of absolute."""
    return _apply("sign", x)


def maximum(x: T | float, y: T | float) -> T:
    """The larger of two numbers."""
    return _apply("max", x, y)


def minimum(x: T | float, y: T | float) -> T:
    """The smaller of two numbers."""
    return _apply("min", x, y)
