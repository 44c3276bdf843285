"""Sums that nobody writes: an index that stands twice in a term is summed over.

The convention of Einstein; see A. Einstein, Die Grundlage der allgemeinen Relativitätstheorie,
Annalen der Physik 49 (1916), section 5.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from handgrad.reading.grammar.reader import CLOSING, OPENING
from handgrad.reading.spelling.piece import Piece

_SIGNS = ("+", "-", "=", ",")


def with_implied_sums(pieces: Sequence[Piece], free: Collection[str]) -> list[Piece]:
    r"""The pieces with `\sum_k` before every term in which k stands twice, and does not run."""
    return _Terms(free).of(pieces)[0]


class _Terms:
    """The terms of a sum, each behind the sums over its repeated indices."""

    def __init__(self, running: Collection[str]) -> None:
        self.running = running

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
            count.update(filter(str.isalpha, piece.indices))
            if piece.text in OPENING and (end := _end(term, place)) is not None:
                inside, letters = self.of(term[place:end])
                factors += inside
                count.update(letters)
                place = end
        written = chain.from_iterable(p.indices for p in term if p.text == "sum")
        bound = {*self.running, *written}
        twice = [i for i, times in count.items() if times == 2 and i not in bound]
        sums = [Piece("function", "sum", term[0].at, indices=(i,)) for i in twice]
        return [*sums, *factors], {i for i, times in count.items() if times == 1}


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
