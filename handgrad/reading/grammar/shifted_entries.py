"""Entries of a vector whose place is a sum of two indices: the `a_{i+m}` of a convolution."""

import re
from collections.abc import Sequence
from fractions import Fraction

from handgrad.language.shape import Dimension, is_column
from handgrad.language.tree import Call, Index, Name, Node, Number
from handgrad.reading.grammar.reader import Reader

_LONGEST = 6


def shifted_entry(reader: Reader, tree: Node, at: int) -> Node | None:
    """The entry m of the window i of a vector, for `a_{i+m}` and for `a_{i+m-1}`.

    Counted from 0 or from 1, the first of them and the last are those of the vector only where
    it has a place for each window and each entry, and none more. None for any other place.
    """
    ahead = [piece.text for piece in reader.tokens[reader.position :][:_LONGEST]]
    inside = ahead[: ahead.index("}")] if "}" in ahead else []
    letters = _letters(inside)
    if not letters or not set(letters) <= set(reader.running):
        return None
    shape = reader.shape(tree)
    windows, width = (_size(reader, letter) for letter in letters)
    if windows is None or width is None or shape is None or not is_column(shape):
        return None
    if shape[0] != windows + width - 1 or not _starts_at(reader.text, letters, "-" in inside):
        return None
    reader.position += len(inside)
    numbers = (Number(Fraction(n), at) for n in (width, 1, 0))
    places = tuple(Name(letter, at) for letter in letters)
    return Index(Call("windows", (tree, *numbers), None, at), places, at)


def _starts_at(text: str, letters: Sequence[str], one: bool) -> bool:
    """Whether a line says of none of the letters that it begins elsewhere than at 1, or 0."""
    said = re.findall(rf"(?<![A-Za-z])(?:{'|'.join(letters)})\s*=\s*(\d+)", text)
    return set(said) <= {"1" if one else "0"}


def _letters(inside: Sequence[str]) -> tuple[str, ...]:
    """The i and m of `i+m`, `i+m-1` and `i-1+m`."""
    match inside:
        case [one, "+", other] | [one, "+", other, "-", "1"] | [one, "-", "1", "+", other]:
            return (one, other) if one != other else ()
    return ()


def _size(reader: Reader, letter: str) -> int | None:
    """What an index runs over, where that is one number."""
    found: set[Dimension | None] = {
        reader.extents.get(letter),
        reader.names.letters.get(letter),
    }
    for piece in reader.tokens:
        shape = reader.names.shapes.get(piece.text) if letter in piece.indices else None
        sizes = [size for size in shape or () if size != 1]
        found.add(dict(zip(piece.indices, sizes, strict=False)).get(letter))
    found.discard(None)
    [size] = found if len(found) == 1 else [None]
    return size if isinstance(size, int) else None
