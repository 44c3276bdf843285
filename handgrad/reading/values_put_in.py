"""Numbers put in at the end of a chain: `dL/dw = 2(y - t)x = 2(2·1 - 3)·2 = -4`."""

from handgrad.language.tree import Name, Node
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

VALUE_AT_A_POINT = (
    "the numbers at the end are read as the value at a point, which is not told; the formula "
    "before them is judged"
)
_MANY = 3


def without_values(sides: list[list[Piece]], *, has_point: bool) -> list[list[Piece]]:
    """The sides of a chain up to the first that holds only numbers, if more of these follow.

    One number is enough where the text says at which point it is.
    """
    last = len(sides)
    while last > 1 and _holds_numbers_only(sides[last - 1]):
        last -= 1
    has_matrix = any(_is_frame(piece) for side in sides[last:] for piece in side)
    has_point = has_point or has_matrix
    count = sum((piece.kind == "number" for side in sides[last:] for piece in side), 0)
    return (
        sides
        if count < (1 if has_point else _MANY) or _holds_numbers_only(sides[0])
        else sides[:last]
    )


def _holds_numbers_only(side: list[Piece]) -> bool:
    """Whether nothing but numbers, brackets and signs stands on a side."""
    return all(piece.kind in ("number", "sign") or _is_frame(piece) for piece in side)


def _is_frame(piece: Piece) -> bool:
    """Whether a piece only arranges numbers as a matrix."""
    is_row = piece.text in ("\\", "&")
    return piece.kind == "command" and (is_row or piece.text.endswith("matrix"))


def is_remark_on_data(
    target: Node, free: tuple[str, ...], sides: list[list[Piece]], names: Names
) -> bool:
    """Whether `y_i = 1` or `y_j = 0, j \\ne i` only says of data what some entry is."""
    name = target.name if isinstance(target, Name) else ""
    value = sides[0][:2] if len(sides) == 1 else []
    is_number = [piece.kind for piece in value[:1]] == ["number"]
    is_number = is_number and all(piece.text == "," for piece in value[1:])
    return bool(free) and is_number and name in names.vocabulary.data
