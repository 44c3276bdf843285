"""Names with a prime that a text gives a value: the h' of `h' = 1 - h^2` is no transpose."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from handgrad.language import functions
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Call, Node
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_PRIME = r"(?:'|′|’|\^\s*\{?\s*\\prime\s*\}?)"
_DEFINED = regex(
    rf"(?<![\w\\'\"^])\\?([A-Za-zα-ωΑ-Ω]\w{{0,11}})\s*{_PRIME}[\s$&]*:?=(?!=)([^\n,.;$]*)"
)
_TURNED = regex(r"ᵀ|⊤|\^\s*\{?\s*(?:T|\\top|\\intercal)(?![A-Za-z])|transpose|\.T\b")
ENDING = "dash"


def dashed_names(
    text: str, forward: Mapping[str, Node], shapes: Mapping[str, Shape], loss: str
) -> frozenset[str]:
    """The names that stand with a prime on a left side, and are not said to be transposed.

    The prime of the loss is a derivative, and so is that of a function of one number.
    """
    found = {
        GREEK.get(name, name)
        for name, value in _DEFINED.findall(text)
        if value.strip() != name and not _TURNED.search(value)
    }
    of_numbers = {
        name
        for name, value in forward.items()
        if isinstance(value, Call)
        and value.function in functions.ELEMENTWISE
        and shapes.get(name) == SCALAR
    }
    return frozenset(found - of_numbers - {loss})


def with_dashed_names(row: Iterable[Piece], dashed: Collection[str]) -> Iterator[Piece]:
    """The pieces with such a name and its prime as one word: `hdash`."""
    pieces = [*row]
    end = Piece("end", "", 0)
    before: Piece | None = None
    for piece, after in pairwise((*pieces, end)):
        is_prime = piece.text == "'" and before is not None and after.text not in ("'", "(")
        if is_prime and before is not None and GREEK.get(before.text, before.text) in dashed:
            yield before._replace(text=before.text + ENDING)
            before = None
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before
