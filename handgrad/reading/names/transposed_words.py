"""The words for a transposition: the T of `W^T`, the H of `A^H`, `X transposed`, `XTX`."""

from collections.abc import Sequence

from handgrad.reading.names.usual import is_doubtful_above
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

_LONG = "transposed"
_SHORTEST = len("tran")
_SHORTEST_ALONE = len("transp")
_CLOSING = (")", "]", "}")


def is_transposed(word: str) -> bool:
    """Whether a word above an array says that it is turned: T, t, tr, Trans, transpose, H."""
    is_long = len(word) >= _SHORTEST and _LONG.startswith(word.lower())
    return is_long or word in ("T", "t", "tr", "H")


def is_transposition(raw: Sequence[Piece], i: int, names: Names) -> bool:
    """Whether the word at a place stands for a transposition, above a value or behind it."""
    piece = raw[i]
    texts = ["", "", *(p.text for p in raw[i - 2 if i > 1 else 0 : i])][-2:]
    behind = raw[i + 1] if i + 1 < len(raw) else Piece("end", "", 0)
    if not is_transposed(piece.text) or names.find(piece.text):
        return False
    if _is_raised(raw, i):
        return True
    is_long = len(piece.text) >= _SHORTEST_ALONE and not (behind.text == "(" and behind.glued)
    is_behind = i > 0 and (raw[i - 1].kind == "word" or texts[1] in _CLOSING)
    return is_long and is_behind and not (texts[1] == "d" or piece.glued)


def may_be_label(raw: Sequence[Piece], i: int, names: Names) -> bool:
    """Whether a t above may be the label of a sample, where people call labels so."""
    is_t = raw[i].text == "t" and "t" in names.usual
    return is_t and _is_raised(raw, i) and is_doubtful_above(names.text)


def _is_raised(raw: Sequence[Piece], i: int) -> bool:
    """Whether a word stands alone above another."""
    around = [raw[n].text if 0 <= n < len(raw) else "" for n in (i - 2, i - 1, i + 1)]
    return around[1] == "^" or around == ["^", "{", "}"]
