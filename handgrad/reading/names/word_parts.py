"""A word as a row of names and functions: `wx`, `w1x`, `nlogx_i`."""

from collections.abc import Iterator

from handgrad.language import functions
from handgrad.reading.names.entries import LONGEST_WORD, name_options
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_FUNCTION = regex(r"(?:log|ln|exp|(?:arc)?(?:sin|cos|tan)|sinh|cosh|tanh)(?=[A-Za-z])")


def names_in_word(word: str, following: Piece, names: Names) -> list[Piece] | None:
    """A word as a row of names, the longest first, perhaps applied to; None if it is none.

    Where `lnx` is both ln x and a product of names, it is none; no factor is the loss.
    """
    if len(word) > LONGEST_WORD:
        return None
    named = _row(word, following, names, {})
    if names.language or not _FUNCTION.search(word):
        return named
    found = {match.start(): match[0] for match in _FUNCTION.finditer(word)}
    applied = _row(word, following, names, found)
    if named is None or applied == named:
        return applied
    is_of_loss = any(piece.text == names.vocabulary.loss for piece in named)
    return applied if is_of_loss else None


def _row(
    word: str, following: Piece, names: Names, applied: dict[int, str]
) -> list[Piece] | None:
    rest: dict[int, list[Piece] | None] = {len(word): []}
    for p in reversed(range(len(word))):
        rows = ([piece, *row] for piece, end in _options(word, p, following, names, applied)
                if (row := rest[end]) is not None)  # fmt: skip
        rest[p] = next(rows, None)
    return rest[0]


def _options(
    word: str, p: int, following: Piece, names: Names, applied: dict[int, str]
) -> Iterator[tuple[Piece, int]]:
    """What may begin at a place of a word, and where it ends; the best comes first."""
    tail = word[p:]
    is_applied = following.text in ("(", "{") or following.kind in ("word", "number", "command")
    if tail == "e" and following.text in ("^", "**"):
        yield Piece("constant", "e", p), len(word)
    function = names.function(tail) if is_applied and len(tail) > 1 else None
    if p and function and word[:p] != "d":  # dsoftmax(z) is a function of its own.
        yield Piece("function", function, p), len(word)
    if p in applied:
        spelled = function_spelled(applied[p])
        yield Piece("function", spelled or "", p), p + len(applied[p])
    if p and names.find(tail) is None and tail in functions.CONSTANTS:
        yield Piece("name", tail, p), len(word)
    for end in range(min(len(word), p + names.longest), p, -1):
        if word[p] != "_" and word[end - 1] != "_":
            yield from name_options(word, p, end, names)
