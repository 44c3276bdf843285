"""Where a sum ends as another over its index begins: `Σ x_i Σ y_i`, `Σ w_i x_i / Σ w_i`.

An index cannot run twice at a time, so that a product or a quotient of two sums is meant.
"""

from collections.abc import Collection, Sequence

from handgrad.reading.grammar.reader import CLOSING, OPENING, Reader, ends_entry
from handgrad.reading.spelling.piece import Piece

_SUMS = ("sum", "mean", "prod")
_SIGNS = ("*", "·", "×", "/", "@", "⊙")
_ENDS = ("+", "-", "=", ",")
_NO_INDICES = ("tex", "code", "row", "col", "rows")
_FARTHEST = 12


def end_of_sum(reader: Reader, found: Collection[str]) -> int | None:
    """The place where a sum over some indices ends before another over one of them."""
    depth = 0
    row = reader.tokens
    for n in range(reader.position, len(row)):
        piece = row[n]
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth < 0 or ends_entry(piece) or (depth == 0 and piece.text in _ENDS):
            return None
        is_sum = piece.kind == "function" and piece.text in _SUMS
        is_apart = is_sum and depth == 0 and n > reader.position
        if is_apart and _runs_over(row, n, found, reader.running):
            return n - (row[n - 1].text in _SIGNS)
    return None


def _runs_over(
    row: Sequence[Piece], n: int, found: Collection[str], running: Collection[str]
) -> bool:
    """Whether the sum at a place runs over one of these indices, said or not."""
    said = {letter for letter in row[n].indices if letter not in _NO_INDICES}
    if row[n + 1].text == "_":
        for piece in row[n + 2 : n + 2 + _FARTHEST]:
            if piece.text.isalpha():
                said.add(piece.text)
            elif piece.text not in OPENING:
                break
    if said:
        return bool(said & set(found))
    letters: set[str] = set()
    depth = 0
    for piece in row[n + 1 :]:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        is_end = ends_entry(piece) or (depth == 0 and piece.text in ("+", "-"))
        if depth < 0 or is_end or (piece.kind == "function" and piece.text in _SUMS):
            break
        letters |= {i for i in piece.indices if i.isalpha() and i not in _NO_INDICES}
    return bool(letters) and letters <= {*found, *running}
