"""What LaTeX takes where no braces stand, one sign: `\\sum_{i=1}^mx_i`, `\\frac n2`."""

from collections.abc import Sequence

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.commands import LETTERS
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_NUMBER_FIRST = regex(r"(\d*)(.*)")
_GREEK_FIRST = regex(rf"(?:{'|'.join(sorted(LETTERS, key=len, reverse=True))})(?=\d*$)")
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
            is_bare = script.text != "{"
            place = _behind(row, place + 1)
            if is_bare and place < len(row):
                row[place] = row[place]._replace(glued=False)
    return row


def with_short_arguments(raw: Sequence[Piece], names: Names) -> list[Piece]:
    """The pieces, in which an argument of a fraction without braces is one sign.

    A second one that is the name of a value stays what it is: `\\frac 1 {N}` lost its braces.
    """
    row = list(raw)
    for n in reversed(range(len(row))):
        if row[n].kind != "command" or not row[n].text.endswith("frac"):
            continue
        place = n + 1
        row[place : place + 1] = _one_sign(row[place : place + 1])
        place = _behind(row, place) if place < len(row) else place
        if place < len(row) and not names.find(row[place].text):
            row[place : place + 1] = _one_sign(row[place : place + 1])
    return row


def _one_sign(argument: list[Piece]) -> list[Piece]:
    """The first sign of a word or a number, and what stands behind it."""
    if not argument or argument[0].kind not in ("word", "number"):
        return argument
    return _cut(argument[0])


def _cut(script: Piece) -> list[Piece]:
    """The first sign of a word, and what stands behind it."""
    first = _GREEK_FIRST.match(script.text)
    letter = first[0] if first else script.text[0]
    behind = script.text[len(letter) :].lstrip("_")
    digits, rest = _NUMBER_FIRST.fullmatch(behind).groups()  # type: ignore[union-attr]
    found = [script._replace(text=letter)]
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
