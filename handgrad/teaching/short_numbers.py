"""Numbers as a person writes them: exact where that is short, else to six digits."""

from decimal import Context, Decimal
from fractions import Fraction

from handgrad.arithmetic import Number
from handgrad.language.plain import plain_number

LONGEST_EXACT = 10
ROUNDED_TO = 6
MANY_BITS = 64

# Of 60 digits: what is smaller is what rounding leaves of differences that are zero.
ZERO = Decimal("1e-50")


def short(value: Number) -> str:
    """A number in a handful of characters.

    >>> short(Fraction(1, 10)), short(Fraction(-7, 3)), short(Decimal(2).sqrt())
    ('0.1', '-7/3', '1.41421')
    """
    return _exact(value) if is_short(value) else _rounded(value)


def is_short(value: Number) -> bool:
    """Whether `short` writes the number exactly."""
    return len(_exact(value).strip("-")) <= LONGEST_EXACT


def number_factor(text: str) -> str:
    """The text of a number, safe to stand anywhere in a formula.

    >>> number_factor("2"), number_factor("-3"), number_factor("1/3")
    ('2', '(-3)', '(1/3)')
    """
    return f"({text})" if text.startswith("-") or "/" in text else text


def _exact(value: Number) -> str:
    """All digits; of a fraction far too large to show, a text that is far too long."""
    if isinstance(value, Decimal):
        return _positional(value) if abs(value) >= ZERO else "0"
    exact = Fraction(value)
    bits = exact.numerator.bit_length() + exact.denominator.bit_length()
    return plain_number(exact) if bits < MANY_BITS else "." * MANY_BITS


def _rounded(value: Number) -> str:
    few = Context(prec=ROUNDED_TO)
    exact = Fraction(value)
    return _positional(few.divide(Decimal(exact.numerator), Decimal(exact.denominator)))


def _positional(value: Decimal) -> str:
    """Digits with a point where zeros do not drown them, else with an exponent."""
    sign, digits, _ = value.normalize(Context(prec=100)).as_tuple()
    if -5 <= value.adjusted() < LONGEST_EXACT:
        return f"{value.normalize(Context(prec=100)):f}"
    point = f".{''.join(map(str, digits[1:]))}" if len(digits) > 1 else ""
    return f"{'-' * sign}{digits[0]}{point}e{value.adjusted()}"
