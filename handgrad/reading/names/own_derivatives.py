"""Derivatives by names that the page lacks: `∂L/∂z2 = 2(p - y)`, then `∂L/∂W2 = Hᵀ ∂L/∂z2`.

Each is a name of the writer's own, with the value that its line gives it.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from handgrad.errors import FormulaError
from handgrad.reading.names.entries import indexed_name, with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import plain_characters
from handgrad.reading.spelling.lexing import pieces
from handgrad.reading.spelling.piece import Piece

_RELATIONS = ("=", ":=", "≈", "←")


def own_derivatives(equations: Iterable[str], names: Names) -> frozenset[str]:
    """The words by which a left side is a derivative, where others speak of them again."""
    said: set[str] = set()
    spoken: set[str] = set()
    for equation in equations:
        row: list[Piece] = []
        with suppress(FormulaError):
            row = pieces(plain_characters(equation))
        for n in range(len(row)):
            word, end = _unknown(row, n, names)
            if word and names.find(f"d{word}") is None:
                is_left = n == 0 and row[end : end + 1] and row[end].text in _RELATIONS
                (said if is_left else spoken).add(word.partition("_")[0])
    return frozenset(said & spoken)


def with_own_derivatives(row: Sequence[Piece], names: Names) -> list[Piece]:
    """The pieces with `dz2` for `∂L/∂z2`, where that is the writer's own."""
    found: list[Piece] = []
    n = 0
    while n < len(row):
        word, end = _unknown(row, n, names)
        if word and word.partition("_")[0] in names.own_derivatives:
            found.append(row[n]._replace(kind="word", text=f"d{word}"))
            n = end
        else:
            found.append(row[n])
            n += 1
    return found


def _unknown(row: Sequence[Piece], n: int, names: Names) -> tuple[str, int]:
    """By which unknown word the loss is differentiated here, and where that ends; "" if not."""
    is_fraction = row[n].kind == "command" and row[n].text.endswith("frac")
    above = _differential(row, n + 2 if is_fraction else n, names)
    if above is None or names.find_loss(above[0]) is None:
        return "", n
    between = ["}", "{"] if is_fraction else ["/"]
    start = above[1] + len(between)
    if [piece.text for piece in row[above[1] : start]] != between:
        return "", n
    below = _differential(row, start, names)
    is_closed = below is not None and (not is_fraction or _text(row, below[1]) == "}")
    if below is None or not is_closed or indexed_name(below[0], names):
        return "", n
    base, _, number = below[0].partition("_")
    word = base + number if number.isdecimal() else below[0]
    return (word, below[1] + is_fraction) if word[:1].isalpha() else ("", n)


def _differential(row: Sequence[Piece], n: int, names: Names) -> tuple[str, int] | None:
    """The name behind ∂ or d, and where it ends."""
    if _text(row, n) in ("∂", "d") and n + 1 < len(row) and row[n + 1].kind == "word":
        return with_scripts(row, n + 1, names)
    if n < len(row) and row[n].kind == "word" and _text(row, n)[:1] == "d":
        word, end = with_scripts(row, n, names)
        return (word[1:], end) if len(word) > 1 else None
    return None


def _text(row: Sequence[Piece], n: int) -> str:
    return row[n].text if n < len(row) else ""
