"""Scripts of sums as LaTeX has them: without braces, one letter: `\\sum_{i=1}^mx_i`."""

from collections.abc import Sequence

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_NUMBER_FIRST = regex(r"(\d*)(.*)")
_SUMS = ("sum", "prod")
_LONGEST_GROUP = 40


def with_short_scripts(raw: Sequence[Piece], names: Names) -> list[Piece]:
    """The pieces, in which what LaTeX writes below and above a sum is one letter.

    Above a sum the name of a size stays what it is: `\\sum_{i=1}^N1` cannot be told from it.
    """
    row = list(raw)
    for n in reversed(range(len(row))):
        if row[n].kind != "command" or row[n].text not in _SUMS:
            continue
        place = n + 1
        for _ in range(2):
            sign, script = (*(p for p in row[place : place + 2]), None, None)[:2]
            if sign is None or script is None or sign.text not in ("_", "^"):
                break
            is_size = sign.text == "^" and script.text in names.sizes
            if script.kind == "word" and len(script.text) > 1 and not is_size:
                row[place + 1 : place + 2] = _cut(script)
            place = _behind(row, place + 1)
    return row


def _cut(script: Piece) -> list[Piece]:
    """The letter of a script, and what stands behind it."""
    digits, rest = _NUMBER_FIRST.fullmatch(script.text[1:].lstrip("_")).groups()  # type: ignore[union-attr]
    found = [script._replace(text=script.text[0])]
    for kind, text in (("number", digits), ("word", rest)):
        if text:
            found.append(script._replace(kind=kind, text=text, at=script.at + 1, glued=False))
    return found


def _behind(row: Sequence[Piece], place: int) -> int:
    """The place behind a script: a group in braces or one piece."""
    if row[place].text != "{":
        return place + 1
    depth = 0
    for n in range(place, min(len(row), place + _LONGEST_GROUP)):
        depth += (row[n].text == "{") - (row[n].text == "}")
        if depth == 0:
            return n + 1
    return len(row)
