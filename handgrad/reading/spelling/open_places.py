r"""Signs for all entries at one place of two below a name: `X_{i\cdot}`, `X_{*,j}`."""

from collections.abc import Sequence

from handgrad.reading.spelling.piece import Piece

_ALL = ("*", "·", "•", ".")
_COLON = ":"


def with_open_places(row: Sequence[Piece]) -> list[Piece]:
    """The pieces, with `X_{:j}` for them."""
    found = list(row)
    for start in range(1, len(row) - 4):
        texts = [piece.text for piece in row[start : start + 6]]
        if texts[0] == "_" and _is_pair(texts):
            n = start + next(k for k, text in enumerate(texts) if text in _ALL)
            found[n] = row[n]._replace(kind="sign", text=_COLON)
    return found


def _is_pair(texts: Sequence[str]) -> bool:
    """Whether this begins with two places in braces, one of which is a letter or a number."""
    if texts[:2] != ["_", "{"] or "}" not in texts:
        return False
    places = [text for text in texts[2 : texts.index("}")] if text != ","]
    is_open = [text in _ALL for text in places]
    return sorted(is_open) == [False, True] and all(
        len(text) == 1 and (text in _ALL or text.isalnum()) for text in places
    )
