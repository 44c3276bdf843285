"""All suspects of a derivative, found by their values: the work that answers share.

Which mistake has the value of an answer is looked up at one point in floats; only what is
found there is compared at all points.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.language.arrays import Array, as_array
from handgrad.language.tree import Node, distinct
from handgrad.mistakes.bench import SIFTED, Bench, are_near
from handgrad.mistakes.suspect import Suspect
from handgrad.mistakes.suspects import suspects
from handgrad.mistakes.valued import FIT, IN_FLOATS

Mark = tuple[str, ...]

MOST_LISTED = 150_000
NODE = FIT + IN_FLOATS
"""The work that goes into a table at most, and that of a node beside its entries."""
MADE_FOR_NOTHING = 2
"""What a table costs that was cut off, in units of the most: the rest was made as well."""
ODD = 1.3678794411714423


class Listed(NamedTuple):
    """A suspect and its entries in floats at the point where it is looked up."""

    suspect: Suspect
    value: Array


class SuspectTable:
    """The suspects of one derivative in their fixed order, by value and by ratio.

    Each is in the table under its entries, whatever their layout, and under its entries in
    units of the largest of them. `cost` is the work that went into it, the same for everybody.
    """

    def __init__(self, listed: Sequence[Listed], cost: int) -> None:
        self.listed, self.cost = listed, cost
        self.by_value: dict[Mark, list[int]] = {}
        self.by_ratio: dict[Mark, list[int]] = {}
        for i, (_, value) in enumerate(self.listed):
            self.by_value.setdefault(mark(value.entries), []).append(i)
            self.by_ratio.setdefault(mark(in_units(value.entries)), []).append(i)

    def valued(self, value: Array) -> Iterator[Suspect]:
        """The suspects of a value: as a row, as a column, or stretched to it."""
        found = {i for entries in _shrunk(value) for i in self.by_value.get(mark(entries), ())}
        return (self.listed[i].suspect for i in sorted(found))

    def proportional(self, value: Array) -> Iterator[Suspect]:
        """The suspects that a value may be a multiple of."""
        found = self.by_ratio.get(mark(in_units(value.entries)), ())
        return (self.listed[i].suspect for i in found)


def table_of(bench: Bench) -> SuspectTable:
    """The table for answers like this one: those of the key's shape, and all others."""
    place = ("table", bench.sieve, bench.has_another_shape)

    return bench.page.once(place, lambda: [_made(bench)])[0]


def _made(bench: Bench) -> SuspectTable:
    """The table of every suspect that has a value, until what may be spent on one is spent.

    How many that are depends on the page alone: not on the answer, nor on what came before it.
    """
    trees, spent_before = bench.page.trees, bench.trees.work
    key = bench.trees.value(bench.key, bench.sieve)
    of_a_node = NODE + len(as_array(key).entries)
    seen: set[int] = set()
    listed, cost = [], 0
    for suspect in suspects(bench):
        _meet(suspect.formula, seen)
        cost = len(seen) * of_a_node
        if cost > MOST_LISTED:
            cost = MADE_FOR_NOTHING * MOST_LISTED
            break
        trees.known(suspect.formula)
        value = trees.value(suspect.formula, bench.sieve, in_floats=True)
        if value is not None:
            listed.append(Listed(suspect, as_array(value)))
    bench.trees.work = spent_before
    return SuspectTable(listed, cost)


def _meet(tree: Node, seen: set[int]) -> None:
    """Note the nodes of a tree that were not met before."""
    for _ in distinct(tree, seen):
        pass


def _shrunk(value: Array) -> Iterator[Sequence[float]]:
    """The entries of a value, and those of the row, column or number that it repeats."""
    yield value.entries
    rows = [value.row(i) for i in range(value.rows)]
    columns = [value.column(j) for j in range(value.columns)]
    if len(rows) > 1 and all(are_near(row, rows[0]) for row in rows):
        yield rows[0]
    if len(columns) > 1 and all(are_near(column, columns[0]) for column in columns):
        yield columns[0]
    if len(value.entries) > 1 and are_near(
        value.entries, [value.entries[0]] * len(value.entries)
    ):
        yield value.entries[:1]


def in_units(entries: Sequence[float]) -> Sequence[float]:
    """The entries in units of the largest of them, the first of several."""
    largest = max(entries, key=lambda x: round(abs(x), 9))
    return [x / largest for x in entries] if largest else entries


def mark(entries: Sequence[float]) -> Mark:
    """The entries to fewer digits than rounding spoils; what cancels to nothing is 0.

    Points are dyadic, so that the digits of many values end just where they are cut off: in
    units of an odd number they do not.
    """
    nothing = SIFTED * max(map(abs, entries))
    return tuple(f"{x / ODD:.7e}" if abs(x) > nothing else "0" for x in entries)
