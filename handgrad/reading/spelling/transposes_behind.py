r"""The letter of a transposition behind what it turns: `X.T`, `X.t()`, `X^{\textsf{T}}`."""

from collections.abc import Sequence

from handgrad.reading.spelling.piece import Piece


def without_transposes(row: Sequence[Piece]) -> list[Piece]:
    """The pieces that are not such a letter.

    >>> pieces = [Piece("word", "X", 0), Piece("sign", ".", 1), Piece("word", "T", 2)]
    >>> [piece.text for piece in without_transposes(pieces)]
    ['X', '.']
    """
    return [piece for n, piece in enumerate(row) if not _is_transpose(row, n)]


def _is_transpose(row: Sequence[Piece], place: int) -> bool:
    before = [piece.text for piece in row[max(0, place - 2) : place]]
    match row[place].text:
        case "T":
            return before[-1:] in (["."], ["^"]) or before == ["^", "{"]
        case "t":
            is_call = [piece.text for piece in row[place + 1 : place + 3]] == ["(", ")"]
            return before[-1:] == ["."] and is_call
    return False
