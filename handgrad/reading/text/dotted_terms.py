r"""Dots between terms and entries: `e^{x_1} + \cdots + e^{x_n}`, `(2x_1, \dots, 2x_n)^T`."""

import re

from handgrad.reading.text.last_formula import parted_at
from handgrad.regex import regex

_DOTS = r"(?:\\[lc]?dots(?![A-Za-z])|\.\.\.|…)"
_TERM = r"(?:[A-Za-z0-9_^\\]|\{(?:[^{}]|\{[^{}]*\})*\})+"
_SUM = regex(
    rf"(?P<first>{_TERM})\s*\+\s*(?:{_TERM}\s*\+\s*)?{_DOTS}\s*\+\s*(?P<last>{_TERM})(?!\s*[(\[])"
)
_ENTRIES = regex(
    r"(?<==)\s*(?:\\left\s?)?[(\[](?P<inside>(?:[^()\[\]=]|\((?:[^()]|\([^()]*\))*\)){1,300})(?:\\right\s?)?[)\]]"
    r"(?:\s?\^\s?\{?\s?(?:T|\\top|⊤|\\intercal)\s?\}?)?"
)
_NAME = regex(r"\\?[A-Za-z]+\s?_\s?\{?\s?1\s?\}?")
_FIRST = regex(r"_\s?(?:\{\s?1\s?\}|1(?!\d))")


def with_dots_written_out(text: str) -> str:
    r"""The text with a sum over an index, and with a column, where the ends are one formula.

    >>> with_dots_written_out(r"e^{x_1} + \cdots + e^{x_n}")
    '(\\sum_{q=1}^{n} e^{x_{q}})'
    >>> with_dots_written_out(r"dx = (2x_1, \dots, 2x_n)^T")
    'dx = \\begin{bmatrix} 2x_1 \\\\ \\vdots \\\\ 2x_n \\end{bmatrix}'
    """

    def summed(match: re.Match[str]) -> str:
        last = _last_index(match["first"], match["last"])
        term = _FIRST.sub("_{q}", match["first"])
        return rf"(\sum_{{q=1}}^{{{last}}} {term})" if last else match[0]

    def column(match: re.Match[str]) -> str:
        entries = [entry.strip() for entry in parted_at(match["inside"], ",")]
        are_dotted = len(entries) > 2 and re.fullmatch(_DOTS, entries[-2]) is not None
        if (
            not are_dotted
            or _NAME.fullmatch(entries[0])
            or not _last_index(entries[0], entries[-1])
        ):
            return match[0]
        return rf" \begin{{bmatrix}} {entries[0]} \\ \vdots \\ {entries[-1]} \end{{bmatrix}}"

    return _ENTRIES.sub(column, _SUM.sub(summed, text))


def _last_index(first: str, last: str) -> str:
    """The index that stands in the last term where the first has a 1, "" for other terms."""
    found = re.search(r"_\s?(?:\{\s?([A-Za-z])\s?\}|([A-Za-z]))", last)
    index = (found[1] or found[2]) if found else ""
    bare = [re.sub(r"[\s{}]", "", _FIRST.sub(f"_{index}", term)) for term in (first, last)]
    return index if index and _FIRST.search(first) and bare[0] == bare[1] else ""
