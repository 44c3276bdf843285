"""Numbers, points and places as a report prints them."""

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction

from handgrad.language.arrays import Array, Value
from handgrad.language.plain import number

SIGNIFICANT = 12


def significant(value: Fraction | Decimal, digits: int = SIGNIFICANT) -> str:
    """A number in at most so many significant digits, exact where that is enough.

    >>> significant(Fraction(-5, 4)), significant(Fraction(1, 3))
    ('-1.25', '0.333333333333')
    """
    value = Fraction(value)
    exact = number(value)
    if "/" not in exact and len(exact) <= digits + 2:
        return exact
    context = Context(prec=digits)
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    text = str(rounded.normalize(context))
    return text.replace("E+", "e").replace("E", "e")


def value_text(value: Value) -> str:
    """A value that can be typed in again: a number, a flat list, or a list of rows."""
    if not isinstance(value, Array):
        return significant(value)
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


def visible(text: str) -> str:
    """Text with everything escaped that a terminal would act on or not show.

    >>> visible("a" + chr(0x1b) + "[31m" + chr(0x202e))
    'a\\\\x1b[31m\\\\u202e'
    """
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)
