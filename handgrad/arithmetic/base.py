"""What an arithmetic is, and what the four of them share."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TypeAlias, TypeVar

from handgrad.errors import EvaluationError

Number: TypeAlias = float | Fraction | Decimal
Binary: TypeAlias = Callable[[Number, Number], Number]

MANY_BITS = 20_000

# The largest integer exponent whose power is a product of the base with itself.
LARGEST_PRODUCT = 64

_T = TypeVar("_T")

_NEEDS = {
    "log": "the logarithm needs a positive number",
    "log1p": "the logarithm of 1 + x needs x above -1",
    "sqrt": "the square root needs a number that is not negative",
    **dict.fromkeys(("lgamma", "digamma", "trigamma"), "0, -1, -2, ... are its poles"),
}


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A number system: how to make its numbers, and to calculate with them.

    `functions` are those of `elementary`: of one number, and `max min` of two; at 0, relu, step
    and sign are 0.
    Everything raises `EvaluationError` where there is no real value. Use the numbers inside
    `with working():`, where plain `+ - * /` have the precision of the arithmetic too; a plain
    operator raises Python's own `ArithmeticError`. `is_ordered` says that its numbers can be
    compared, as pivots must be.
    """

    name: str
    convert: Callable[[int | float | Fraction | Decimal], Number] = field(repr=False)
    add: Binary = field(repr=False)
    subtract: Binary = field(repr=False)
    multiply: Binary = field(repr=False)
    divide: Binary = field(repr=False)
    power: Binary = field(repr=False)
    functions: Mapping[str, Callable[..., Number]] = field(repr=False, compare=False)
    pi: Callable[[], Number] = field(repr=False)
    working: Callable[[], AbstractContextManager[object]] = field(repr=False)
    dot: Callable[[Sequence[Number], Sequence[Number]], Number] | None = field(
        default=None, repr=False
    )
    is_ordered: bool = True

    def inner(self, row: Sequence[Number], column: Sequence[Number]) -> Number:
        """The inner product, summed from the left; `dot` is a faster way to the same number.

        Raises EvaluationError, or where there is a `dot` Python's ArithmeticError.
        """
        if self.dot is not None:
            return self.dot(row, column)
        return reduce(self.add, map(self.multiply, row, column))


def product_power(multiply: Callable[[_T, _T], _T], x: _T, exponent: int) -> _T:
    """`x` to an exponent of at least 1 by repeated squaring: x*x, (x*x)*x, (x*x)*(x*x), ..."""
    result = x
    for bit in f"{exponent:b}"[1:]:
        result = multiply(result, result)
        if bit == "1":
            result = multiply(result, x)
    return result


def bits_of(x: int | Fraction) -> int:
    """The bits of numerator and denominator together."""
    return x.numerator.bit_length() + x.denominator.bit_length()


def total(terms: Iterable[float]) -> float:
    """The sum of floats, rounded once; infinite past the largest float, nan where inf - inf.

    >>> total([1e308, 1e308, -1.0]), total([0.1] * 10)
    (inf, 1.0)
    """
    listed = list(terms)
    try:
        return math.fsum(listed)
    except OverflowError:
        return nearest_float(sum(map(Fraction, listed), Fraction(0)))
    except ValueError:
        return math.nan


def nearest_float(x: float | Fraction | Decimal) -> float:
    """The nearest float, infinite for what is past the largest."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def digits_before_point(n: int) -> int:
    """The exponent of ten of a whole number above 0; one less at times for a very long one.

    >>> digits_before_point(1), digits_before_point(999), digits_before_point(10**5000)
    (0, 2, 5000)
    """
    bits = n.bit_length()
    return Decimal(n).adjusted() if bits <= MANY_BITS else (bits - 1) * 30102 // 100_000


def shown(x: object) -> str:
    """A number as an error message shows it: short, whatever its size.

    >>> shown(-1.5), shown(Decimal(2).sqrt()), shown(Fraction(10) ** 5000)
    ('-1.5', '1.41421', 'a number of 16611 bits')
    """
    if isinstance(x, Decimal):
        return f"{x:.6g}"
    if isinstance(x, int | Fraction):
        return str(x) if bits_of(x) <= 200 else f"a number of {bits_of(x)} bits"
    return repr(x)


def undefined(name: str, *arguments: object) -> EvaluationError:
    """The error of a function that has no real value at its arguments."""
    need = _NEEDS.get(name, "it has no finite value there")
    return EvaluationError(f"{name} of {_listed(arguments)}: {need}")


def too_large(name: str, *arguments: object) -> EvaluationError:
    """The error of a function whose value is past the largest number."""
    return EvaluationError(f"{name} of {_listed(arguments)} is too large")


def division_by_zero(x: object) -> EvaluationError:
    return EvaluationError(f"division of {shown(x)} by zero")


def undefined_power(x: object, y: object) -> EvaluationError:
    why = "zero has no negative power" if x == 0 else "a negative number has whole powers only"
    return EvaluationError(f"{shown(x)} to the power {shown(y)}: {why}")


def _listed(arguments: tuple[object, ...]) -> str:
    return " and ".join(shown(x) for x in arguments)
