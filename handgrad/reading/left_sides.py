"""Equations whose sides stand in another order or sign: `-dL/dw = ...`, `a = dL/dw`.

Each is turned so that its derivative stands on the left as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.reading.names.entries import with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

Sides = tuple[list[Piece], list[list[Piece]]]

_TURNED = (["^", "{", "T", "}"], ["^", "{", "⊤", "}"], ["^", "T"], ["^", "⊤"], ["⊤"])
_OPERATORS = ("+", "-", "*", "·", "×", "@", "⊙", "(", "[")
_LONGEST = 16


def turned(left: list[Piece], sides: list[list[Piece]], names: Names) -> Sides:
    """The sides with the derivative on the left, without a minus or a transposition."""
    if [piece.text for piece in left] == ["0"] and len(sides) > 1:
        left, sides = sides[0], sides[1:]
    if len(sides) == 1 and _is_exchanged(left, sides[0], names):
        left, sides = sides[0], [left]
    if left[0].text == "-" and begins_derivative(left[1:]):
        return left[1:], [
            [*_signs(side, "-", "("), *side, *_signs(side, ")")] for side in sides
        ]
    inside = _transposed(left)
    if inside is None:
        return left, sides
    return inside, [[*_signs(side, "("), *side, *_signs(side, ")", "⊤")] for side in sides]


def begins_derivative(left: Sequence[Piece]) -> bool:
    """Whether a left side begins as a derivative does."""
    text = left[0].text if left else ""
    is_word = re.match(r"d[A-Za-z]", text) is not None
    return is_word or text.endswith("frac") or text in ("∇", "∂")


def _is_exchanged(left: list[Piece], right: list[Piece], names: Names) -> bool:
    """Whether a formula stands on the left, and a derivative alone on the right."""
    if begins_derivative(left) or not begins_derivative(right) or len(right) > _LONGEST:
        return False
    is_name = left[0].kind == "word" and with_scripts(left, 0, names)[1] == len(left)
    texts = [piece.text for piece in right]
    is_alone = not set(texts) & set(_OPERATORS) and texts[1:].count("frac") == 0
    is_quotient = texts[0].endswith("frac") or texts[0] in ("∇", "∂") or "/" in texts
    return not is_name and is_alone and is_quotient


def _transposed(left: list[Piece]) -> list[Piece] | None:
    """The derivative of `(dL/dw)^T`, None for any other left side."""
    texts = [piece.text for piece in left]
    for sign in _TURNED:
        if len(left) > len(sign) and texts[-len(sign) :] == sign:
            inside = left[: -len(sign)]
            if inside[0].text == "(" and inside[-1].text == ")":
                inside = inside[1:-1]
            return inside if begins_derivative(inside) else None
    return None


def _signs(side: Sequence[Piece], *texts: str) -> Iterator[Piece]:
    """Signs at the place of a side; none beside an empty one."""
    for text in texts if side else ():
        yield replace(side[0], kind="sign", text=text, glued=False)
