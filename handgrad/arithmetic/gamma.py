"""The logarithm of |gamma(x)| and its first two derivatives, of floats and of Decimals.

A negative argument is reflected (DLMF 5.5.3, 5.5.4), a small one moved up (5.5.2) to where the
series of Stirling (5.11.1, 5.11.2) has as many digits as are wanted.
"""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation, getcontext, localcontext
from fractions import Fraction
from functools import lru_cache, reduce

from handgrad.arithmetic.contexts import context_of
from handgrad.arithmetic.series import cos, pi_to, sin

_GUARD = 10
_EXACT = 2100
"""Digits by which numbers of a thousand digits are subtracted without rounding."""


@lru_cache(maxsize=16)
def bernoulli_numbers(count: int) -> tuple[Fraction, ...]:
    """B_2, B_4, ... by the tangent numbers (Brent and Harvey 2011, section 6).

    >>> [str(b) for b in bernoulli_numbers(3)]
    ['1/6', '-1/30', '1/42']
    """
    tangents = [0, 1]
    for k in range(2, count + 1):
        tangents.append((k - 1) * tangents[-1])
    for k in range(2, count + 1):
        for j in range(k, count + 1):
            tangents[j] = (j - k) * tangents[j - 1] + (j - k + 2) * tangents[j]
    return tuple(
        Fraction((-1) ** (n - 1) * 2 * n * tangents[n], 4**n * (4**n - 1))
        for n in range(1, count + 1)
    )


@lru_cache(maxsize=16)
def _coefficients(digits: int) -> tuple[Decimal, ...]:
    """B_2n/(2n), as many as the series needs at most for so many digits."""
    count = 1 << (digits * 6 // 10).bit_length()
    with localcontext(context_of(digits)):
        return tuple(
            Decimal(b.numerator) / (b.denominator * 2 * n)
            for n, b in enumerate(bernoulli_numbers(count), 1)
        )


def lgamma(x: Decimal) -> Decimal:
    """log|gamma(x)|; raises InvalidOperation at 0, -1, -2, ..."""
    return Decimal(0) if x in (1, 2) else _sure(_lgamma, x)


def digamma(x: Decimal) -> Decimal:
    """The derivative of lgamma; raises InvalidOperation at 0, -1, -2, ..."""
    return _sure(_digamma, x)


def trigamma(x: Decimal) -> Decimal:
    """The second derivative of lgamma; raises InvalidOperation at 0, -1, -2, ..."""
    return _sure(_trigamma, x)


Terms = list[Decimal]


def _sure(terms_of: Callable[[Decimal], Terms], x: Decimal) -> Decimal:
    """The sum of terms, by as many digits more as cancel in it."""
    digits, extra = getcontext().prec, _GUARD
    while True:
        with localcontext(context_of(digits + extra)) as context:
            terms = terms_of(x)
            value = reduce(context.add, terms)
        lost = max(t.adjusted() for t in terms if t) - value.adjusted() if value else digits
        if lost + 2 <= extra:
            return value
        extra = lost + extra + _GUARD


def _lgamma(x: Decimal) -> Terms:
    if x <= 0:
        mirrored, angle = _reflected(x)
        whole = (pi_to(getcontext().prec) / abs(sin(angle))).ln()
        return [whole, *map(_negative, _lgamma(mirrored))]
    steps, far = _moved_up(x)
    product = reduce(getcontext().multiply, steps, Decimal(1))
    two_pi = 2 * pi_to(getcontext().prec)
    series = [t * far / (2 * n - 1) for n, t in _stirling(far)]
    return [-product.ln(), (far - Decimal("0.5")) * far.ln(), -far, two_pi.ln() / 2, *series]


def _digamma(x: Decimal) -> Terms:
    if x <= 0:
        mirrored, angle = _reflected(x)
        return [-pi_to(getcontext().prec) * cos(angle) / sin(angle), *_digamma(mirrored)]
    steps, far = _moved_up(x)
    series = [-t for _, t in _stirling(far)]
    return [*(-1 / step for step in steps), far.ln(), -1 / (2 * far), *series]


def _trigamma(x: Decimal) -> Terms:
    if x <= 0:
        mirrored, angle = _reflected(x)
        whole = (pi_to(getcontext().prec) / sin(angle)) ** 2
        return [whole, *map(_negative, _trigamma(mirrored))]
    steps, far = _moved_up(x)
    series = [2 * n * t / far for n, t in _stirling(far)]
    return [*(1 / (step * step) for step in steps), 1 / far, 1 / (2 * far * far), *series]


def _negative(x: Decimal) -> Decimal:
    return -x


def _reflected(x: Decimal) -> tuple[Decimal, Decimal]:
    """1 - x, and the angle pi x less whole half turns; an even number of them or not."""
    with localcontext(context_of(_EXACT)):
        rest, mirrored = x - x.to_integral_value(), 1 - x
    if not rest:
        raise InvalidOperation
    return mirrored, pi_to(getcontext().prec) * rest


def _moved_up(x: Decimal) -> tuple[Terms, Decimal]:
    """The numbers x, x + 1, ... on the way to one that is large, and that one."""
    enough = getcontext().prec // 2 + 5
    steps = [x + k for k in range(max(0, enough - int(min(x, Decimal(enough)))))]
    return steps, x + len(steps)


def _stirling(far: Decimal) -> Iterator[tuple[int, Decimal]]:
    """n and B_2n/(2n far^(2n)) for every n whose term is not beyond the digits."""
    digits, power, square = getcontext().prec, Decimal(1), 1 / (far * far)
    for n, coefficient in enumerate(_coefficients(digits), 1):
        power *= square
        term = coefficient * power
        yield n, term
        if term.adjusted() < -digits - _GUARD:
            return


_FIRST = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)
"""B_2n/(2n)."""


def real_digamma(x: float) -> float:
    """The derivative of lgamma; raises ValueError, as lgamma does, at 0, -1, -2, ..."""
    if x <= 0:
        math.lgamma(x)
        rest = x - math.floor(x + 0.5)
        return real_digamma(1 - x) - math.pi / math.tan(math.pi * rest)
    total = 0.0
    while x < 10:
        total -= 1 / x
        x += 1
    power, square, series = 1.0, 1 / (x * x), 0.0
    for coefficient in _FIRST:
        power *= square
        series += coefficient * power
    return total + math.log(x) - 1 / (2 * x) - series


def real_trigamma(x: float) -> float:
    """The second derivative of lgamma; raises ValueError, as lgamma does, at 0, -1, -2, ..."""
    if x <= 0:
        math.lgamma(x)
        rest = x - math.floor(x + 0.5)
        root = math.pi / math.sin(math.pi * rest)
        return root * root - real_trigamma(1 - x)
    total = 0.0
    while x < 10:
        total += 1 / x * (1 / x)
        x += 1
    power, square, series, n = 1 / x, 1 / (x * x), 0.0, 0.0
    for coefficient in _FIRST:
        n += 2.0
        power *= square
        series += n * coefficient * power
    return total + 1 / x + square / 2 + series


def real_tetragamma(x: float) -> float:
    """The third derivative of lgamma, with which trigamma goes off the real line."""
    if x <= 0:
        math.lgamma(x)
        angle = math.pi * (x - math.floor(x + 0.5))
        sine = math.sin(angle) / math.pi
        return -2 * math.cos(angle) / (sine * sine * sine) + real_tetragamma(1 - x)
    total = 0.0
    while x < 10:
        total -= 2 / x * (1 / x) * (1 / x)
        x += 1
    power, square, series, n = 1 / (x * x), 1 / (x * x), 0.0, 0.0
    for coefficient in _FIRST:
        n += 2.0
        power *= square
        series -= n * (n + 1) * coefficient * power
    return total - square - square / x + series
