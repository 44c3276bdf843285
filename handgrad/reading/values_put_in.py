"""Numbers put in at the end of a chain: `dL/dw = 2(y - t)x = 2(2·1 - 3)·2 = -4`."""

from handgrad.reading.spelling.piece import Piece

VALUE_AT_A_POINT = (
    "the numbers at the end are read as the value at a point, which is not told; the formula "
    "before them is judged"
)
_MANY = 3


def without_values(sides: list[list[Piece]]) -> list[list[Piece]]:
    """The sides of a chain up to the first that holds only numbers, if more of these follow."""
    last = len(sides)
    while last > 1 and _holds_numbers_only(sides[last - 1]):
        last -= 1
    count = sum((piece.kind == "number" for side in sides[last:] for piece in side), 0)
    return sides if count < _MANY or _holds_numbers_only(sides[0]) else sides[:last]


def _holds_numbers_only(side: list[Piece]) -> bool:
    """Whether nothing but numbers, brackets and signs stands on a side."""
    return all(piece.kind in ("number", "sign") for piece in side)
