"""Text in columns, and values in rows."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

from handgrad.language.arrays import Value, as_array, nested
from handgrad.teaching.short_numbers import short

WIDTH = 96


def columns(rows: Sequence[Sequence[str]], gap: str = " ") -> list[str]:
    """Rows of text with their columns aligned on the left.

    >>> columns([("v1", "= 2"), ("y_hat", "= 6")])
    ['v1    = 2', 'y_hat = 6']
    """
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    return [
        gap.join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in full
    ]


def indented(lines: Iterable[str], by: str = "  ") -> list[str]:
    return [f"{by}{line}" if line else "" for line in lines]


def wrapped(text: str, first: str, others: str) -> list[str]:
    """Text in lines of at most 96 characters, the first and the others indented so."""
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=others)


def in_rows(value: Value, rank: int) -> list[str]:
    """A number or a vector in one line, a matrix in a line for each row.

    >>> from handgrad.language.arrays import Array
    >>> in_rows(Array(2, 2, [1.5, 0.0, -2.0, 10.0]), 2)
    ['[1.5  0]', '[ -2 10]']
    """
    if rank == 0:
        return [short(as_array(value).entries[0])]
    entries: Any = nested(value, rank)
    if rank == 1:
        return [f"[{', '.join(map(short, entries))}]"]
    cells = [list(map(short, row)) for row in entries]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        f"[{' '.join(cell.rjust(w) for cell, w in zip(row, widths, strict=True))}]"
        for row in cells
    ]
