"""The layer or the entry of a slope with no bracket behind it, in one spelling: `σ'_{2}`."""

from collections.abc import Sequence

from handgrad.language import functions
from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS, Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_NUMBERED = regex(r"([A-Za-z]+?)_?(\d*)")
_OPENING = ("(", "[", "{")
_MOST_SCRIPTS = 4


def with_labels_behind(raw: Sequence[Piece], names: Names) -> list[Piece]:
    r"""`\sigma_2' x`, `{\sigma^{(2)}}' x` and `\sigma'^{(2)} x` as `\sigma'_{2} x`."""
    if all("'" not in piece.text for piece in raw):
        return list(raw)
    found: list[Piece] = []
    i = 0
    while i < len(raw):
        row, end = _slope(raw, i, names)
        found += row or [raw[i]]
        i = end if row else i + 1
    return found


def _slope(raw: Sequence[Piece], i: int, names: Names) -> tuple[list[Piece], int]:
    """The pieces of a slope that begins here, and where it ends; none of anything else."""
    is_braced = raw[i].text == "{" and i + 1 < len(raw)
    at = raw[i + is_braced]
    letter, number = _letter(at, names)
    if not letter:
        return [], i
    label = [at._replace(kind="number", text=number, glued=True)] if number else []
    end, primes = i + is_braced + 1, 0
    for _ in range(_MOST_SCRIPTS):
        if is_braced and [p.text for p in raw[end : end + 1]] == ["}"]:
            is_braced, end = False, end + 1
        elif [p.text for p in raw[end : end + 1]] == ["'"]:
            primes, end = primes + 1, end + 1
        elif (length := _length_of_script(raw, end, primes)) > 0:
            script = [p for p in raw[end + 1 : end + length] if p.text not in "{}()[],"]
            primes += [p.text for p in script].count("'")
            label += [p for p in script if p.text != "'"]
            end += length
        else:
            break
    is_applied = [p.text in _OPENING for p in raw[end : end + 1]] == [True]
    if primes != 1 or is_braced or is_applied or not label:
        return [], i
    sign = at._replace(kind="sign", glued=True)
    below = [piece._replace(glued=True) for piece in label]
    head = [at._replace(text=letter), sign._replace(text="'"), sign._replace(text="_")]
    return [*head, sign._replace(text="{"), *below, sign._replace(text="}")], end


def _letter(piece: Piece, names: Names) -> tuple[str, str]:
    """An activation by its letter or its name, and the number that is part of the word."""
    match = _NUMBERED.fullmatch(piece.text) if piece.kind in ("word", "command") else None
    if match is None or names.find(piece.text) or names.find(match[1]):
        return "", ""
    is_function = match[1] in ACTIVATION_LETTERS or (
        not match[2] and names.function(match[1]) in functions.ELEMENTWISE
    )
    return (match[1], match[2]) if is_function else ("", "")


def _length_of_script(raw: Sequence[Piece], start: int, primes: int) -> int:
    """How many pieces an index or a layer has; 0 of a power and of a transposition."""
    texts = [piece.text for piece in raw[start : start + 9]]
    if texts[:1] not in (["_"], ["^"]) or len(texts) < 2:
        return 0
    if texts[1] != "{":
        is_label = texts[0] == "_" or (texts[1].isdecimal() and not primes)
        return 2 if is_label and texts[1].isalnum() else 0
    end = texts.index("}") if "}" in texts else 0
    inside = [text for text in texts[2:end] if text not in ("'", ",")]
    if texts[0] == "_":
        return end + 1 if inside and all(map(str.isalnum, inside)) else 0
    is_layer = len(inside) == 3 and inside[0] + inside[2] in ("()", "[]")
    is_bare = len(inside) == 1 and (not primes or "'" in texts[2:end])
    is_number = (is_layer and inside[1].isdecimal()) or (is_bare and inside[0].isdecimal())
    return end + 1 if end and is_number else 0
