"""Sums that nobody writes: an index that stands twice in a term is summed over.

The convention of Einstein; see A. Einstein, Die Grundlage der allgemeinen Relativitätstheorie,
Annalen der Physik 49 (1916), section 5.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from handgrad.reading.grammar.reader import CLOSING, OPENING
from handgrad.reading.names.index_sizes import sizes_beside
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

_SIGNS = ("+", "-", "=", ",")


def with_implied_sums(pieces: Sequence[Piece], free: Collection[str]) -> list[Piece]:
    r"""The pieces with `\sum_k` before every term in which k stands twice, and does not run."""
    return _Terms(free).of(pieces)[0]


def with_sums_left_out(
    pieces: Sequence[Piece], free: Collection[str], names: Names
) -> list[Piece] | None:
    """The pieces with a sum for every index that is not free: each stands twice in its terms.

    None where one stands once or thrice, where there is only one, whose sum may be forgotten,
    or where one runs over samples, for one of which a formula may be: only what a parameter has
    a size for is added up without a word.
    """
    if not _is_balanced(pieces):
        return None
    terms = _Terms(free)
    found, once = terms.of(pieces)
    page = names.vocabulary
    of_parameters = {size for name in page.parameters for size in page.shapes[name]}
    letters = {i for piece in pieces for i in _letters(piece)} - {*free}
    is_index = all(names.find(i) is None for i in letters)
    is_told = all(sizes_beside(i, pieces, names) & of_parameters for i in letters)
    is_summed = letters <= terms.summed and not once - {*free} and not terms.often
    return found if len(letters) > 1 and is_index and is_told and is_summed else None


def _is_balanced(pieces: Sequence[Piece]) -> bool:
    """Whether as many brackets are opened as closed."""
    opened = [piece for piece in pieces if piece.text in OPENING]
    return len(opened) == len([p for p in pieces if p.text in CLOSING.values()])


class _Terms:
    """The terms of a sum, each behind the sums over its repeated indices."""

    def __init__(self, running: Collection[str]) -> None:
        self.running = running
        self.summed: set[str] = set()
        self.often = False

    def of(self, pieces: Sequence[Piece]) -> tuple[list[Piece], set[str]]:
        """The terms with their sums, and the indices that stand once in one of them."""
        found: list[Piece] = []
        once: set[str] = set()
        for term, sign in _parted(pieces):
            summed, letters = self.term(term)
            found += [*summed, *sign]
            once |= letters
        return found, once

    def term(self, term: Sequence[Piece]) -> tuple[list[Piece], set[str]]:
        factors: list[Piece] = []
        count: Counter[str] = Counter()
        place = 0
        while place < len(term):
            piece = term[place]
            place += 1
            factors.append(piece)
            count.update(_letters(piece))
            if piece.text in OPENING and (end := _end(term, place)) is not None:
                inside, letters = self.of(term[place:end])
                factors += inside
                count.update(letters)
                place = end
        written = chain.from_iterable(p.indices for p in term if p.text == "sum")
        bound = {*self.running, *written}
        twice = [i for i, times in count.items() if times == 2 and i not in bound]
        self.summed.update(twice)
        self.often |= any(n > 2 and i not in bound for i, n in count.items())
        sums = [Piece("function", "sum", term[0].at, indices=(i,)) for i in twice]
        return [*sums, *factors], {i for i, times in count.items() if times == 1}


def _letters(piece: Piece) -> list[str]:
    """The indices of a name; those of a function are words about it."""
    return [i for i in piece.indices if i.isalpha() and piece.kind != "function"]


def _parted(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """The terms, each with the sign behind it."""
    term: list[Piece] = []
    depth = 0
    for piece in pieces:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        is_end = piece.kind == "end" or (piece.kind == "sign" and piece.text in _SIGNS)
        if is_end and depth == 0:
            yield term, [piece]
            term = []
        else:
            term.append(piece)
    yield term, []


def _end(pieces: Sequence[Piece], start: int) -> int | None:
    """Where the bracket that was opened before a place is closed."""
    depth = 1
    for place in range(start, len(pieces)):
        text = pieces[place].text
        depth += (text in OPENING) - (text in CLOSING.values())
        if depth == 0:
            return place
    return None
