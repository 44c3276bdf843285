"""Formulas for real functions of a Decimal, at the precision of the current context.

Each loses only a few digits in relative terms, wherever its argument is: where a difference
would cancel, the precision is raised by what is lost, or a sum of terms of one sign is used.
Arguments are finite.
"""

from decimal import Decimal, getcontext, localcontext
from functools import lru_cache

from handgrad.arithmetic.base import shown
from handgrad.arithmetic.contexts import context_of
from handgrad.arithmetic.fixed_point import exponential, logarithm
from handgrad.errors import BudgetError

# An angle of 1000 digits needs pi to 1000 digits more than the result has.
_LARGEST_ANGLE = 1000
_GUARD = 10


@lru_cache(maxsize=64)
def pi_to(digits: int) -> Decimal:
    """Pi by the Gauss-Legendre iteration, which doubles the right digits each time.

    >>> pi_to(30)
    Decimal('3.14159265358979323846264338328')
    """
    with localcontext(context_of(digits + _GUARD)):
        a, b, t, weight = Decimal(1), 1 / Decimal(2).sqrt(), 1 / Decimal(4), 1
        while abs(a - b) > Decimal(10) ** -(digits // 2 + _GUARD):
            half_gap = (a - b) / 2
            a, b = (a + b) / 2, (a * b).sqrt()
            t -= weight * half_gap * half_gap
            weight *= 2
        value = (a + b) ** 2 / (4 * t)
    return context_of(digits).plus(value)


def expm1(x: Decimal) -> Decimal:
    digits, zeros = getcontext().prec, -x.adjusted()
    if zeros > digits:
        return x
    with localcontext(context_of(digits + max(zeros, 0))):
        return exponential(x) - 1


def log1p(x: Decimal) -> Decimal:
    digits, zeros = getcontext().prec, -x.adjusted()
    if zeros > digits:
        return x
    with localcontext(context_of(digits + max(zeros, 0))):
        return logarithm(1 + x)


def tanh(x: Decimal) -> Decimal:
    """-u/(u + 2) with u = exp(-2|x|) - 1, and the sign of x."""
    u = expm1(-2 * x.copy_abs())
    return (-u / (u + 2)).copy_sign(x)


def sinh(x: Decimal) -> Decimal:
    """(u + u/(u + 1))/2 with u = exp(|x|) - 1, and the sign of x."""
    u = expm1(x.copy_abs())
    return ((u + u / (u + 1)) / 2).copy_sign(x)


def cosh(x: Decimal) -> Decimal:
    e = exponential(x.copy_abs())
    return (e + 1 / e) / 2


def sigmoid(x: Decimal) -> Decimal:
    e = exponential(x.copy_abs().copy_negate())
    return 1 / (1 + e) if x > 0 else e / (1 + e)


def softplus(x: Decimal) -> Decimal:
    return max(x, Decimal(0)) + log1p(exponential(x.copy_abs().copy_negate()))


def _quarter_turns(x: Decimal) -> tuple[int, Decimal]:
    """The number of quarter turns nearest to the angle `x`, modulo 4, and what is left."""
    if x.adjusted() > _LARGEST_ANGLE:
        raise BudgetError(f"the angle {shown(x)} has more than {_LARGEST_ANGLE} digits")
    digits, extra = getcontext().prec, max(x.adjusted(), 0) + _GUARD
    while True:
        with localcontext(context_of(digits + extra)) as context:
            quarter = pi_to(digits + extra) / 2
            turns = (x / quarter).to_integral_value()
            if not turns:
                return 0, x
            rest = context.fma(-turns, quarter, x)
        # Its error is about 10^(x.adjusted() - digits - extra): enough if few digits cancelled.
        if rest and rest.adjusted() > x.adjusted() - extra:
            return int(turns) % 4, rest
        extra *= 2


def _taylor(first: Decimal, x: Decimal, n: int) -> Decimal:
    """first (1 - x^2/((n+1)(n+2)) + ...): the sine for x and n = 1, the cosine for 1 and 0."""
    total, term, square = Decimal(0), first, x * x
    while total + term != total:
        total += term
        term *= -square / ((n + 1) * (n + 2))
        n += 2
    return total


def _sine(turns: int, rest: Decimal) -> Decimal:
    """The sine of an angle of so many quarter turns and a rest between -pi/4 and pi/4."""
    value = _taylor(Decimal(1), rest, 0) if turns % 2 else _taylor(rest, rest, 1)
    return -value if turns % 4 >= 2 else value


def sin(x: Decimal) -> Decimal:
    turns, rest = _quarter_turns(x)
    return _sine(turns, rest)


def cos(x: Decimal) -> Decimal:
    turns, rest = _quarter_turns(x)
    return _sine(turns + 1, rest)


def tan(x: Decimal) -> Decimal:
    turns, rest = _quarter_turns(x)
    return _sine(turns, rest) / _sine(turns + 1, rest)


def erf(x: Decimal) -> Decimal:
    """2/sqrt(pi) exp(-x^2) (x + 2/3 x^3 + 4/15 x^5 + ...), all of one sign (DLMF 7.6.2)."""
    digits, square = getcontext().prec, x * x
    if square > 3 * digits:  # 1 - erf(x) < exp(-x^2) < 10^-digits
        return Decimal(1).copy_sign(x)
    total, term, n = Decimal(0), x, 1
    while total + term != total:
        total += term
        n += 2
        term *= 2 * square / n
    return 2 * total * exponential(-square) / pi_to(digits).sqrt()


def arctan(x: Decimal) -> Decimal:
    """x - x^3/3 + ... of an argument made small: arctan x = 2 arctan(x/(1 + sqrt(1 + x^2)))."""
    digits, halvings = getcontext().prec, 0
    with localcontext(context_of(digits + _GUARD)):
        while x and x.adjusted() > -3:
            x = x / (1 + (1 + x * x).sqrt())
            halvings += 1
        total, term, square, n = Decimal(0), x, -x * x, 1
        while total + term / n != total:
            total += term / n
            term *= square
            n += 2
        return total * Decimal(2**halvings)


def arcsin(x: Decimal) -> Decimal:
    """arctan(x/sqrt((1 - x)(1 + x))); the square root raises past 1, the quotient at 1."""
    if abs(x) == 1:
        return (pi_to(getcontext().prec) / 2).copy_sign(x)
    return arctan(x / ((1 - x) * (1 + x)).sqrt())


def arccos(x: Decimal) -> Decimal:
    """2 arctan(sqrt((1 - x)/(1 + x))), which loses nothing near 1."""
    if x == -1:
        return pi_to(getcontext().prec)
    return 2 * arctan(((1 - x) / (1 + x)).sqrt())
