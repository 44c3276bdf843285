"""Where an operator, `d/dw`, ends: what it is applied to."""

from handgrad.reading.grammar.reader import CLOSING, OPENING, Reader


def next_operator(reader: Reader) -> int | None:
    """Where a sign of multiplication stands before the next operator: `d/da E * d/dz a`."""
    depth = 0
    for n, piece in enumerate(reader.tokens[reader.position :], reader.position):
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth < 0:
            return None
        texts = [p.text for p in reader.tokens[n + 1 : n + 5]]
        is_operator = (
            texts[:2] == ["frac", "{"] and texts[3:] == ["}"] and texts[2] in ("d", "∂")
        )
        if depth == 0 and piece.text in ("*", "·", "×") and is_operator:
            return n
    return None
