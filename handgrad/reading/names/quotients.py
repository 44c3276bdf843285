r"""Differentials of values whose differential is a name of the page: `\frac{dl}{dout_i}`."""

from collections.abc import Sequence

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece


def with_differentials_apart(raw: list[Piece], names: Names) -> list[Piece]:
    """The pieces with `dout` as ∂ out above and below the line of a derivative.

    That is so where a page has a `dout` beside an `out`, and both parts are differentials.
    """
    named = {n for n in names.vocabulary.shapes if n[:1] == "d" and names.find(n[1:])}
    if not named:
        return raw
    marked: set[int] = set()
    for i in range(len(raw)):
        for above, below in _parts(raw, i):
            words = [raw[n].text.partition("_")[0] for n in (above, below)]
            if all(_is_differential(word, names) for word in words) and named & {*words}:
                marked |= {n for n in (above, below) if raw[n].text.partition("_")[0] in named}
    found: list[Piece] = []
    for n, piece in enumerate(raw):
        if n in marked:
            rest = piece._replace(text=piece.text[1:], at=piece.at + 1, glued=True)
            found += [piece._replace(kind="sign", text="∂"), rest]
        else:
            found.append(piece)
    return found


def _parts(raw: Sequence[Piece], i: int) -> list[tuple[int, int]]:
    """Where the two parts of the fraction or quotient begin that a piece is the sign of."""
    if raw[i].text == "/" and 0 < i < len(raw) - 1:
        return [(i - 1, i + 1)]
    texts = [piece.text for piece in raw[i : i + 40]]
    if not texts[0].endswith("frac") or texts[1:2] != ["{"]:
        return []
    depth = 0
    for n, text in enumerate(texts[1:], 1):
        depth += (text == "{") - (text == "}")
        if depth == 0:
            is_closed = texts[n + 1 : n + 2] == ["{"] and n + 2 < len(texts)
            return [(i + 2, i + n + 2)] if is_closed else []
    return []


def _is_differential(word: str, names: Names) -> bool:
    name = word[1:]
    return word[:1] == "d" and bool(names.find(name) or names.find_loss(name))
