"""Numbers, vectors and matrices as they are written by hand, to the digits written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from handgrad.regex import regex

MOST_ENTRIES = 10_000

_NUMBER = regex(r"[-+−]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][-+−]?\d{1,3})?")
_QUOTIENT = regex(r"[-+−]?\s*\d+\s*/\s*\d+")
_LATEX_QUOTIENT = regex(r"([-+−]?)\s*\\[dt]?frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}")
_MATRIX = regex(r"\\begin\{([bpvBV]?matrix|array)\}(?:\{[clr|]*\})?(.*?)\\end\{\1\}", re.S)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number, and half the worth of its last digit: 0 where it is whole or a fraction."""

    value: Fraction
    slack: Fraction


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """Rows of numbers; `is_flat` of a number and of a list in one row."""

    rows: tuple[tuple[WrittenNumber, ...], ...]
    is_flat: bool


def written_value(text: str) -> WrittenValue | None:
    """The number, list or rows that a text is, None for anything else.

    >>> written_value("-8").rows[0][0].value, written_value("x")
    (Fraction(-8, 1), None)
    >>> len(written_value("[[1, 2], [3, 4.5]]").rows)
    2
    """
    text = text.strip().rstrip(".;,").strip()
    number = _number(text)
    if number is not None:
        return WrittenValue(((number,),), True)
    matrix = _MATRIX.fullmatch(text)
    if matrix:
        rows = [row.split("&") for row in re.split(r"\\\\", matrix[2]) if row.strip()]
        return _of_rows(rows, is_flat=False)
    for wrapper in ("np.array", "numpy.array", "torch.tensor", "array", "tensor"):
        if text.startswith(wrapper + "(") and text.endswith(")"):
            text = text[len(wrapper) + 1 : -1].strip()
    if not (text[:1] in ("[", "(") and text[-1:] in ("]", ")")):
        return None
    inner = text[1:-1].strip()
    if inner[:1] in ("[", "("):
        listed = re.findall(r"[\[(]([^\[\]()]*)[\])]", inner)
        rest = re.sub(r"[\[(][^\[\]()]*[\])]", "", inner)
        if rest.strip(" ,\n\t"):
            return None
        return _of_rows([row.split(",") for row in listed], is_flat=False)
    cells = inner.split(",") if "," in inner else inner.split()
    return _of_rows([cells], is_flat=True) if len(cells) > 1 or text[0] == "[" else None


def _of_rows(rows: list[list[str]], *, is_flat: bool) -> WrittenValue | None:
    numbers = tuple(tuple(_numbers(row)) for row in rows)
    widths = {len(row) for row in numbers}
    count = len(numbers) * max(widths, default=0)
    is_whole = all(len(row) == len(given) for row, given in zip(numbers, rows, strict=True))
    if not is_whole or len(widths) != 1 or 0 in widths or count > MOST_ENTRIES:
        return None
    return WrittenValue(numbers, is_flat)


def _numbers(cells: list[str]) -> Iterator[WrittenNumber]:
    for cell in cells:
        number = _number(cell.strip())
        if number is not None:
            yield number


def _number(text: str) -> WrittenNumber | None:
    """A number by itself: -8, 1/2, 0.25, 1e-3, \\frac{1}{2}."""
    text = text.replace("−", "-").replace("\\!", "").strip("$ ")
    latex = _LATEX_QUOTIENT.fullmatch(text)
    if latex:
        text = f"{latex[1]}{latex[2]}/{latex[3]}"
    if _QUOTIENT.fullmatch(text):
        above, below = (int(part.replace(" ", "")) for part in text.split("/"))
        return WrittenNumber(Fraction(above, below), Fraction(0)) if below else None
    if not _NUMBER.fullmatch(text) or len(text) > 400:
        return None
    mantissa, _, exponent = text.replace(" ", "").lower().partition("e")
    _, point, fraction = mantissa.partition(".")
    scale = Fraction(10) ** int(exponent or 0)
    is_rounded = bool(point or exponent)
    slack = scale / 10 ** len(fraction) / 2 if is_rounded else Fraction(0)
    return WrittenNumber(Fraction(mantissa) * scale, slack)
