"""Numbers with a comma for a decimal point: `0,5 · 2 · (ŷ − y)`.

Three digits behind a comma may be thousands, and two numbers in one bracket arguments: those
stay, as does every comma of a line that has two left sides.
"""

import re

from handgrad.regex import regex

_NUMBER = regex(r"(?<![\w.,])(?<!\{)(\d{1,3}),(\d{1,2}|\d{4,})(?![\d,.]|[ ]?,)")
_SIGN = r"[-+−–*·×⋅∗/^=]"
_BEFORE = regex(rf"(?:{_SIGN}|(?<=\s)\(|(?<=[-+−*·×=(])\()\s*$")
# What an index runs through: `for k=1,2`.
_INDEX = regex(r"(?<![A-Za-z\\])[i-n]\s?=\s*$")
_BEHIND = regex(rf"\s*(?:{_SIGN}|[A-Za-zα-ω({{\\)]|$)")


def with_decimal_points(text: str) -> str:
    """The text with points for the commas of its numbers.

    >>> with_decimal_points("dJ/dw = 0,5 · 2x"), with_decimal_points("y = max(0,5)")
    ('dJ/dw = 0.5 · 2x', 'y = max(0,5)')
    """
    if "=" not in text or not _NUMBER.search(text):
        return text
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    left, equals, right = line.partition("=")
    if not equals or "," in left:
        return line

    def pointed(match: re.Match[str]) -> str:
        before, behind = match.string[: match.start()], match.string[match.end() :]
        is_index = _INDEX.search(left + before) is not None
        is_number = not is_index and _BEFORE.search(before) and _BEHIND.match(behind)
        return f"{match[1]}.{match[2]}" if is_number else match[0]

    return left + _NUMBER.sub(pointed, equals + right)
