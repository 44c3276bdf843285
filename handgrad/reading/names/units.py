"""Identities, unit vectors and ones of a size: `I_n`, `I_{n \\times n}`, `e_i`, `1_n`."""

from collections.abc import Sequence

from handgrad.reading.names.vocabulary import IDENTITY, Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_TIMES = ("×", "times")
# The writer's own e, by its entries; a unit vector is said to be a row of zeros and a one.
_SAYS_E = regex(
    r"(?<![A-Za-z\\])e(?:_[ ]?\{?[a-z]\}?|[ᵢⱼₖₙ])[ ]?&?[ ]?=(?![ ]?(?:\\left)?[(\[][ ]?0)"
)
ONES = "Ones"


def unit_piece(word: str, names: Names) -> Piece | None:
    """A word that is an identity, an entry of it, a unit vector or ones, None for any other."""
    base, _, below = word.partition("_")
    if not below or names.find(word) or names.find(base):
        return None
    letters = tuple(below.replace("_", ""))
    if base in (IDENTITY, ONES) and below in names.vocabulary.sizes:
        return Piece("identity" if base == IDENTITY else "ones", base, 0, False, (below,))
    if base == IDENTITY and len(letters) == 2 and all(map(str.isalpha, letters)):
        return Piece("kronecker", "delta", 0, False, letters)
    if base == "e" and len(letters) == 1 and not _SAYS_E.search(names.text):
        return Piece("unit", base, 0, False, letters)
    return None


def of_two_sizes(raw: Sequence[Piece], i: int, names: Names) -> tuple[str, ...]:
    """The n and m of `_{n \\times m}` at a place, nothing where none stands there."""
    texts = [piece.text for piece in raw[i : i + 6]]
    if len(texts) < 6 or texts[:2] != ["_", "{"] or texts[5] != "}" or texts[3] not in _TIMES:
        return ()
    sizes = (texts[2], texts[4])
    return sizes if all(size in names.vocabulary.sizes for size in sizes) else ()
