"""Points on both sides of every edge: far ones where they must be, and some just beside it.

What is on one side of its edge at every point so far is looked for at other scales, of all
values together and of each by itself; an edge between two points is found by bisection.
"""

import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import HandgradError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, distinct, names
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import (
    Definitions,
    Point,
    in_arithmetic,
    needed,
)
from handgrad.referee.edges import Entry, Gate, gate_arguments

FACTORS = tuple(Fraction(2) ** k for k in (3, -3, 6, -6, 10, -12, 20, -24, 40, -48))
MOST_BASES, MOST_ENTRIES_OF_A_GATE = 4, 2
MOST_BESIDE, MOST_FOUND, MOST_DRAWN = 16, 40, 24
MIXTURES, MOST_MIXTURES, OFTEN = 16, 256, 0.7
NEAR = Fraction(1, 2**50)
"""How near to an edge a point beside it lies, in units of the way between two points."""
NEARER = Fraction(1, 2**160)
"""How well edges are told apart that lie nearer together than that."""
_FINEST = 2**66
_HALVINGS = 90


class Stretch(NamedTuple):
    """These names' values so many times as large, or as near to an end of their domain."""

    names: frozenset[str]
    factor: Fraction

    def of(self, model: CheckedPage, point: Point) -> dict[str, Value]:
        return {
            name: _stretched(model, name, value, self.factor) if name in self.names else value
            for name, value in point.items()
        }

    def less(self, times: int) -> "Stretch":
        """The same with a factor that is nearer to 1."""
        return self._replace(factor=1 + (self.factor - 1) / 2**times)


@dataclass
class Search:
    """The search for the sides of gates; `valued` is what a point's formulas may name.

    `valued` raises HandgradError for a point that does not count, `draw` gives a new point, and
    `left` is how often gates may be looked at; they stand on `formulas`. `found` are the points
    to be compared besides those given, `stretches` what led to the far ones. `sought` names the
    gates to be seen from both sides, all of them where it is empty; of the others it is only
    watched which sides occur together.
    """

    model: CheckedPage
    gates: Mapping[str, Gate]
    valued: Callable[[Point], Mapping[str, Value]]
    draw: Callable[[], Point]
    left: int
    formulas: Definitions = ()
    sought: frozenset[str] = frozenset()
    found: list[Point] = field(default_factory=list)
    drawn: list[Point] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    where: dict[Entry, dict[int, list[Point]]] = field(default_factory=dict)
    values: dict[Entry, set[Any]] = field(default_factory=dict)
    together: set[Hashable] = field(default_factory=set)
    beside: dict[str, list[Value]] = field(default_factory=dict)
    below: dict[str, Definitions | None] = field(default_factory=dict)

    def look(self, point: Point) -> dict[Entry, int] | None:
        """The sides at a point, remembered; None where the point does not count."""
        found = self.arguments(point)
        return None if found is None else self.note(point, found)

    def note(self, point: Point, found: Mapping[Entry, Any]) -> dict[Entry, int]:
        """Remember the sides at a point by the arguments there."""
        sides = {entry: self.gates[entry[0]].side(value) for entry, value in found.items()}
        for entry, side in sides.items():
            places = self.where.setdefault(entry, {}).setdefault(side, [])
            if len(places) < MOST_BASES:
                places.append(point)
            known = self.values.setdefault(entry, set())
            if len(known) < 2:
                known.add(found[entry])
        return sides

    def arguments(self, point: Point) -> dict[Entry, Any] | None:
        self.left -= 1
        numbers = decimal_arithmetic()
        try:
            return gate_arguments(self.gates.values(), self.valued(point), numbers)
        except HandgradError:
            return None

    def argument(self, entry: Entry, point: Point) -> Any:
        """The argument of one entry, by what it stands on alone; None where it has no value."""
        gate, numbers = self.gates[entry[0]], decimal_arithmetic()
        formulas = self.stands_on(gate)
        if formulas is None:
            return (self.arguments(point) or {}).get(entry)
        self.left -= 1
        try:
            with numbers.working():
                values = in_arithmetic(self.model, point, numbers)
                for name, tree in formulas:
                    values[name] = evaluate(tree, values, numbers)
            return gate_arguments((gate,), values, numbers).get(entry)
        except HandgradError:
            return None

    def stands_on(self, gate: Gate) -> Definitions | None:
        """The formulas that a gate stands on, in their order; None where one is measured."""
        if gate.text not in self.below:
            trees = (gate.argument, *(over.body for over in gate.within if over.size is None))
            formulas = needed(trees, self.formulas)
            nodes = (n for tree in (*trees, *(t for _, t in formulas)) for n in distinct(tree))
            is_measured = any(isinstance(node, Derivative) for node in nodes)
            self.below[gate.text] = None if is_measured else formulas
        return self.below[gate.text]

    @property
    def missing(self) -> list[Entry]:
        """The entries that change and were seen on one side only."""
        return [
            entry
            for entry, seen in self.where.items()
            if not {1, -1} <= seen.keys()
            and len(self.values[entry]) > 1
            and self.is_sought(entry)
        ]

    def is_sought(self, entry: Entry) -> bool:
        return not self.sought or entry[0] in self.sought

    @property
    def unseen(self) -> tuple[str, ...]:
        """What was seen on one side only, in words, one sentence a gate."""
        texts = dict.fromkeys(text for text, _ in self.missing)
        return tuple(self._one_sided(self.gates[text]) for text in texts)

    def _one_sided(self, gate: Gate) -> str:
        return f"{plain(gate.node)} took one branch at all points: the other is not compared"

    def run(self, points: Sequence[Point], generator: random.Random) -> None:
        """Look at the points given, then for what they miss, and beside every edge."""
        for point in points if not self.where else ():
            self.look(point)
        self.more()
        mirrored = [self.mirrored(point) for point in points[:1]]
        self.stretch([*points[:MOST_BASES], *mirrored, *self.drawn])
        self.go_beside()
        self.mix([*points[:MOST_BASES], *self.found], generator)

    def mirrored(self, point: Point) -> Point:
        """The point with the other sign of every real number, so that both are stretched."""
        real = [name for name, domain in self.model.domains.items() if domain.kind == "real"]
        return Stretch(frozenset(real), Fraction(-1)).of(self.model, point)

    def more(self) -> None:
        """Draw points as long as sides are missing; those that show one are kept."""
        for _ in range(MOST_DRAWN):
            if not self.missing_or_unvaried() or self.left <= 0:
                return
            before, point = len(self.missing), self.draw()
            if self.look(point) is None:
                continue
            if len(self.missing) < before:
                self.found.append(point)
            if len(self.drawn) < MOST_BASES:
                self.drawn.append(point)

    def stretch(self, bases: Sequence[Point]) -> None:
        """Look for missing sides at other scales."""
        for stretch in _stretches(self.model):
            for point in bases:
                if not self.missing_or_unvaried() or self.left <= 0:
                    return
                before = len(self.missing)
                probe = stretch.of(self.model, point)
                if self.look(probe) is not None and len(self.missing) < before:
                    self.found.append(probe)
                    self.stretches.append(stretch)

    def missing_or_unvaried(self) -> bool:
        """Whether an entry was seen on one side only, be it that it never changed."""
        return any(
            not {1, -1} <= seen.keys() and self.is_sought(entry)
            for entry, seen in self.where.items()
        )

    def go_beside(self) -> None:
        """Points just beside the edges, on both sides."""
        for entry in self.chosen():
            if self.left <= 0 or len(self.found) >= MOST_BESIDE:
                return
            for point in self.crossing(entry):
                if self.look(point) is not None:
                    self.found.append(point)
                    for name in names(self.gates[entry[0]].argument) & point.keys():
                        self.beside.setdefault(name, []).append(point[name])

    def chosen(self) -> list[Entry]:
        """The entries whose edges are looked for: a few of each gate."""
        both = [e for e, seen in self.where.items() if {1, -1} <= seen.keys()]
        return [
            entry
            for text in self.sought or self.gates
            for entry in [e for e in both if e[0] == text][:MOST_ENTRIES_OF_A_GATE]
        ]

    def crossing(self, entry: Entry) -> Iterator[Point]:
        """Two points just beside the edge, between one below it and one above."""
        seen = self.where[entry]
        for below, above in product(seen[-1], seen[1]):
            fixed = below
            way = _Way(self.model, below, above, fixed)
            ends = self.edge(entry, way)
            if ends:
                yield from (way.at(end) for end in ends)
                yield from self.between(entry, way, ends)
                return

    def between(
        self, entry: Entry, way: "_Way", ends: tuple[Fraction, Fraction]
    ) -> Iterator[Point]:
        """A point between this edge and each of those that lie nearer to it than NEAR."""
        others = [
            other for other in self.where if other != entry and self.passes(other, way, ends)
        ]
        for other in others[:MOST_ENTRIES_OF_A_GATE]:
            edges = [self.narrowed(e, way, ends) for e in (entry, other)]
            if abs(edges[0] - edges[1]) > 4 * NEARER:
                yield way.at((edges[0] + edges[1]) / 2)

    def passes(self, entry: Entry, way: "_Way", ends: tuple[Fraction, Fraction]) -> bool:
        """Whether an entry is on different sides of its edge at both ends."""
        sides = [self.side_at(entry, way, end) for end in ends]
        return None not in sides and sides[0] != sides[1]

    def side_at(self, entry: Entry, way: "_Way", t: Fraction) -> int | None:
        found = self.argument(entry, way.at(t))
        return None if found is None else self.gates[entry[0]].side(found)

    def narrowed(self, entry: Entry, way: "_Way", ends: tuple[Fraction, Fraction]) -> Fraction:
        """Where the edge is, by halving alone."""
        low, high = ends
        at_low = self.side_at(entry, way, low)
        while high - low > NEARER:
            middle = (low + high) / 2
            if self.side_at(entry, way, middle) == at_low:
                low = middle
            else:
                high = middle
        return low

    def edge(self, entry: Entry, way: "_Way") -> tuple[Fraction, Fraction] | None:
        """Where on a way an entry passes its edge: just before it, and just behind."""
        side = self.gates[entry[0]].side

        def value(t: Fraction) -> Any:
            return self.argument(entry, way.at(t))

        low, high = Fraction(0), Fraction(1)
        at_low, at_high = value(low), value(high)
        if at_low is None or at_high is None or side(at_low) == side(at_high):
            return None
        for step in range(_HALVINGS):
            if high - low <= NEAR or self.left <= 0:
                break
            middle = _between(low, high, at_low, at_high, halve=step % 3 == 2)
            for t in (middle, middle + NEAR / 2, middle - NEAR / 2):
                if not low < t < high:
                    continue
                here = value(t)
                if here is None:
                    return None
                if side(here) == side(at_low):
                    low, at_low = t, here
                else:
                    high, at_high = t, here
        return max(low - NEAR, Fraction(0)), min(high + NEAR, Fraction(1))

    def mix(self, pool: Sequence[Point], generator: random.Random) -> None:
        """Points at which gates are on sides that they were not on together before."""
        several = len(self.gates) + (len(_choices(self.model, pool[0])) if pool else 0)
        if not self.gates or several < 2:
            return
        for point in pool:
            self.is_new(self.look(point), point)
        for _ in range(min(MIXTURES * several**2, MOST_MIXTURES)):
            if self.left <= 0 or len(self.found) >= MOST_FOUND:
                return
            mixed = {name: self.one_of(name, pool, generator) for name in pool[0]}
            if self.is_new(self.look(mixed), mixed):
                self.found.append(mixed)

    def one_of(self, name: str, pool: Sequence[Point], generator: random.Random) -> Value:
        """A value of a name: most often one beside an edge in it, if there are any."""
        beside = self.beside.get(name)
        if beside and generator.random() < OFTEN:
            return beside[int(generator.random() * len(beside))]
        return pool[int(generator.random() * len(pool))][name]

    def is_new(self, sides: Mapping[Entry, int] | None, point: Point) -> bool:
        """Whether the gates sought are together on sides that they were not on before.

        The gates that are only watched, and values of a choice of few, count in pairs with
        those sought.
        """
        few = {e: s for e, s in (sides or {}).items() if e[1] < MOST_ENTRIES_OF_A_GATE}
        own = tuple((e, s) for e, s in few.items() if self.is_sought(e))
        beside = (*few.items(), *_choices(self.model, point))
        together: set[Hashable] = {own, *product(own, beside)}
        news = bool(few) and not together <= self.together
        self.together |= together
        return news


class _Way:
    """The straight way between two points; what cannot move is as it is at a fixed one."""

    def __init__(self, model: CheckedPage, start: Point, end: Point, fixed: Point) -> None:
        self.start, self.end, self.fixed = start, end, fixed
        self.moving = moving(model)

    def at(self, t: Fraction) -> dict[str, Value]:
        return {
            name: _mixed(self.start[name], self.end[name], t) if name in self.moving else value
            for name, value in self.fixed.items()
        }


def _mixed(start: Value, end: Value, t: Fraction) -> Value:
    if not isinstance(start, Array):
        return start + t * (end - start)
    entries = [a + t * (b - a) for a, b in zip(start.entries, end.entries, strict=True)]
    return Array(start.rows, start.columns, entries)


def _between(
    low: Fraction, high: Fraction, at_low: Any, at_high: Any, *, halve: bool
) -> Fraction:
    """Where a straight line through both values passes 0, or the middle."""
    share = Fraction(1, 2)
    if not halve and at_low != at_high:
        share = Fraction(at_low) / (Fraction(at_low) - Fraction(at_high))
    found = low + (high - low) * share
    return Fraction(round(found * _FINEST), _FINEST)


def _choices(model: CheckedPage, point: Point) -> list[Hashable]:
    """The first values of names that are one of few, labels, each with its place."""
    labels = [name for name, domain in model.domains.items() if domain.kind == "set"]
    return [
        (name, place, value)
        for name in labels
        for place, value in enumerate(as_array(point[name]).entries[:MOST_ENTRIES_OF_A_GATE])
    ]


def moving(model: CheckedPage) -> list[str]:
    """The names whose values are no choice of a few."""
    return [n for n, d in model.domains.items() if not d.is_choice]


def _stretches(model: CheckedPage) -> Iterator[Stretch]:
    able = moving(model)
    for factor in FACTORS:
        yield Stretch(frozenset(able), factor)
        if len(able) > 1:
            yield from (Stretch(frozenset((name,)), factor) for name in able)


def _stretched(model: CheckedPage, name: str, value: Value, factor: Fraction) -> Value:
    domain, array = model.domains[name], as_array(value)
    if not isinstance(value, Array):
        return domain.scaled([value], factor)[0]
    rows: Iterable[Sequence[Any]] = (
        [array.entries] if array.columns == 1 else map(array.row, range(array.rows))
    )
    entries = [entry for row in rows for entry in domain.scaled(list(row), factor)]
    return Array(array.rows, array.columns, entries)
