"""Finite differences with enough digits: the slope of a function of one number at 0.

`f(t, numbers)` is a number of the arithmetic `numbers`, at a `t` of that arithmetic. Two steps
at two precisions give the slope and how many of its digits are right; where the function is a
polynomial, interpolation through enough points gives it exactly (Lagrange).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import comb
from typing import NamedTuple

from handgrad.arithmetic import RATIONAL, Arithmetic, Number, decimal_arithmetic
from handgrad.arithmetic.base import digits_before_point

MORE_DIGITS = 120
POLYNOMIAL_STEP = Fraction(1, 2**20)

Curve = Callable[[Number, Arithmetic], Number]
Curves = Callable[[Number, Arithmetic], Sequence[Number]]
Surface = Callable[[Fraction, Fraction, Arithmetic], Number]


class Slope(NamedTuple):
    """A derivative and the size of its error; the error of an exact one is 0."""

    value: Fraction
    error: Fraction

    @property
    def exact(self) -> bool:
        return self.error == 0


def central_differences(f: Curves, digits: int) -> list[Fraction]:
    """The central difference of every one of several functions, two runs for all of them."""
    numbers = decimal_arithmetic(digits)
    step = Fraction(1, 10 ** (digits // 3))
    with numbers.working():
        above, below = (f(numbers.convert(t), numbers) for t in (step, -step))
        rises = [numbers.subtract(a, b) for a, b in zip(above, below, strict=True)]
    return [Fraction(rise) / (2 * step) for rise in rises]


def second_difference(f: Surface, digits: int) -> Fraction:
    """(f(h, h) - f(h, -h) - f(-h, h) + f(-h, -h)) / 4h^2 with h = 10^(-digits/4).

    Truncation and rounding are of one size: half of the digits are right.
    """
    numbers = decimal_arithmetic(digits)
    step = Fraction(1, 10 ** (digits // 4))
    total = Fraction(0)
    for s, t in product((step, -step), repeat=2):
        value = Fraction(f(s, t, numbers))
        total += value if s == t else -value
    return total / (4 * step * step)


def central_difference(f: Curve, digits: int) -> Fraction:
    """(f(h) - f(-h)) / 2h with h = 10^(-digits/3): truncation and rounding are of one size."""
    numbers = decimal_arithmetic(digits)
    step = Fraction(1, 10 ** (digits // 3))
    with numbers.working():
        above, below = (f(numbers.convert(t), numbers) for t in (step, -step))
        rise = numbers.subtract(above, below)
    return Fraction(rise) / (2 * step)


def slope(f: Curve, digits: int = MORE_DIGITS) -> Slope:
    """The slope of f at 0 in decimal arithmetic of so many digits, four runs of f.

    Two thirds of the digits of the finer difference count, half of them are sure. The error is
    the gap between the coarser and the finer one, and no less than the rounding of the finer.
    """
    coarse, fine = (central_difference(f, d) for d in (digits * 3 // 4, digits))
    rounding = max(abs(fine), Fraction(1)) / 10 ** (2 * digits // 3 - 5)
    return Slope(fine, max(abs(fine - coarse), rounding))


def polynomial_slope(f: Curve, degree: int, *, step: Fraction = POLYNOMIAL_STEP) -> Slope:
    """The exact slope at 0 of a polynomial of at most this degree, about `degree` runs of f.

    Raises InexactError or BudgetError where f leaves the rational numbers.

    >>> polynomial_slope(lambda t, numbers: (t + 3)**3, 3).value
    Fraction(27, 1)
    """
    reach = (degree + 1) // 2
    total = Fraction(0)
    for j in range(1, reach + 1):
        rise = Fraction(f(j * step, RATIONAL)) - Fraction(f(-j * step, RATIONAL))
        total += _weight(j, reach) * rise
    return Slope(total / step, Fraction(0))


def _weight(j: int, reach: int) -> Fraction:
    """The weight of f(jh) - f(-jh) in the derivative at 0 of the interpolating polynomial."""
    return Fraction((-1) ** (j + 1) * comb(2 * reach, reach - j), j * comb(2 * reach, reach))


def right_digits(claimed: Fraction, slope: Slope, scale: Fraction) -> int:
    """How many digits of a claimed value agree with the slope, relative to `scale`."""
    gap = abs(claimed - slope.value)
    if gap == 0:
        return 2 * MORE_DIGITS // 3
    ratio = scale / gap
    return digits_before_point(int(ratio)) if ratio >= 1 else 0
