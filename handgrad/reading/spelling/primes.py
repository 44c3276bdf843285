"""Primes as signs of their own, and in the names of indices."""

from collections.abc import Iterator

from handgrad.reading.spelling.piece import Piece


def with_primes(row: list[Piece]) -> list[Piece]:
    """`x^\\prime` and `x^{\\prime}` as x'."""
    found: list[Piece] = []
    for piece in row:
        ends = [p.text for p in found[-3:]] == ["^", "{", "'"] and piece.text == "}"
        if ends or (piece.text == "'" and found and found[-1].text == "^"):
            prime = found[-1] if ends else piece
            del found[-3 if ends else -1 :]
            found.append(prime._replace(glued=True))
        else:
            found.append(piece)
    return found


def with_primed_indices(row: list[Piece]) -> Iterator[Piece]:
    """The j' of `A_{ij'}` as a letter that the line does not use; `e^{x_i'b}` has none."""
    used = {letter for piece in row if piece.kind == "word" for letter in piece.text}
    free = (letter for letter in "qrpstuvzabcdefgh" if letter not in used)
    chosen: dict[str, str] = {}
    depth = 0
    for n, piece in enumerate(row):
        following = row[n + 1].text if n + 1 < len(row) else ""
        opens = piece.text == "{" and n > 0 and row[n - 1].text in ("_", "^")
        depth = depth + 1 if opens or (depth and piece.text == "{") else depth
        depth = depth - 1 if depth and piece.text == "}" else depth
        before = row[n - 2 if piece.text == "'" else n - 1].text if n > 1 else ""
        if depth and before == "_" and piece.text != "{":
            yield piece
            continue
        if depth and piece.text == "'" and row[n - 1].kind == "word":
            continue
        if depth and piece.kind == "word" and piece.text.isalpha() and following == "'":
            last = piece.text[-1]
            if last not in chosen:
                chosen[last] = next(free, last)
            yield piece._replace(text=piece.text[:-1] + chosen[last])
        else:
            yield piece
