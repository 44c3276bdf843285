"""Numbers, points and places as a report prints them."""

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from math import isfinite

from handgrad.language.arrays import Array, Value
from handgrad.language.plain import plain_number

SIGNIFICANT = 12
LONGEST = 400
MOST_SHOWN = 1000


def significant(value: int | float | Fraction | Decimal, digits: int = SIGNIFICANT) -> str:
    """A number in at most so many significant digits, exact where that is enough.

    >>> significant(Fraction(-5, 4)), significant(Fraction(1, 3)), significant(10**5000)
    ('-1.25', '0.333333333333', '1e5000')
    """
    if _is_short(value):
        exact = plain_number(Fraction(value))
        if "/" not in exact and len(exact) <= digits + 2:
            return exact
    rounded = _rounded(value, digits).normalize(Context(prec=digits))
    return str(rounded).replace("E+", "e").replace("E", "e")


def _is_short(value: int | float | Fraction | Decimal) -> bool:
    """Whether a number can be written out as a fraction without much ado."""
    if isinstance(value, Decimal):
        return value.is_zero() or abs(value.adjusted()) <= LONGEST
    return max(map(abs, value.as_integer_ratio())).bit_length() <= 4 * LONGEST


def _rounded(value: int | float | Fraction | Decimal, digits: int) -> Decimal:
    context = Context(prec=digits)
    if isinstance(value, Decimal):
        return context.plus(value)
    numerator, denominator = value.as_integer_ratio()
    return context.divide(Decimal(numerator), Decimal(denominator))


def json_number(value: int | float | Fraction | Decimal) -> int | float | str:
    """A number as JSON has it: whole, or a float; as text what no float can hold.

    >>> json_number(Fraction(1, 4)), json_number(Fraction(3)), json_number(Decimal("1e400"))
    (0.25, 3, '1e400')
    """
    if not isinstance(value, float) and _is_short(value):
        exact = Fraction(value)
        if exact.denominator == 1 and abs(exact) < 2**53:
            return int(exact)
    try:
        nearest = float(value)
    except OverflowError:
        return significant(value)
    return nearest if isfinite(nearest) else significant(value)


def value_text(value: Value) -> str:
    """A value that can be typed in again: a number, a flat list, or a list of rows.

    Of more than a thousand numbers only the size and the first are shown.
    """
    if not isinstance(value, Array):
        return significant(value)
    if len(value.entries) > MOST_SHOWN:
        first = ", ".join(map(significant, value.entries[:3]))
        return f"{value.rows} x {value.columns} numbers ({first}, ...)"
    rows = [f"[{', '.join(map(significant, value.row(i)))}]" for i in range(value.rows)]
    if value.columns == 1:
        return f"[{', '.join(map(significant, value.entries))}]"
    return f"[{', '.join(rows)}]"


def point_text(point: Mapping[str, Value]) -> str:
    """A point as `--at` takes it: w=2, x=[1, -0.5]."""
    return ", ".join(f"{name}={value_text(value)}" for name, value in point.items())


def entry_name(index: int, columns: int, rank: int) -> str:
    """The place of an entry, counted from 0: [2] in a vector, [1][0] in a matrix."""
    if rank == 0:
        return ""
    return f"[{index}]" if rank == 1 else f"[{index // columns}][{index % columns}]"
