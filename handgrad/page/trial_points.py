"""Values of a page's names at points of its domains, to tell two formulas apart."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from handgrad.arithmetic import decimal_arithmetic
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Node
from handgrad.page.checks import numbered_sizes
from handgrad.page.page_text import Page

_NUMBERS = decimal_arithmetic(60)
_CLOSE = Decimal(10) ** -40
_POINTS, _TRIES, _LARGE = 4, 12, 8


class TrialPoints:
    """A few points in the domains of what a page declares; what it works out is added.

    Values are worked out when two formulas are compared, at small sizes.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.points: list[dict[str, Value]] = []
        self.given: list[tuple[str, Node]] = []
        self.reached: list[int] = []

    def give(self, name: str, tree: Node) -> None:
        """Give a name the value of a fitted formula, wherever it has one."""
        self.given.append((name, tree))

    def are_equal(self, one: Node, other: Node) -> bool:
        """Whether two fitted formulas have one value at the points where both have one."""
        if one == other:
            return True
        both = 0
        for number in range(_TRIES):
            point = self.point(number)
            a, b = _value(one, point), _value(other, point)
            if a is not None and b is not None:
                if not _are_close(as_array(a), as_array(b)):
                    return False
                both += 1
                if both == _POINTS:
                    return True
        return both > 0

    def point(self, number: int) -> dict[str, Value]:
        """A point, with everything given so far."""
        if number == len(self.points):
            self.points.append(dict(_drawn(self.page, number)))
            self.reached.append(0)
        point = self.points[number]
        for name, tree in self.given[self.reached[number] :]:
            value = _value(tree, point)
            if value is None:
                point.pop(name, None)
            else:
                point[name] = value
        self.reached[number] = len(self.given)
        return point


def _small_sizes(page: Page) -> dict[str, int]:
    """The sizes of a page, large ones by small numbers that no other has."""
    sizes = dict(numbered_sizes(page, {}))
    free = (n for n in count(2) if n not in sizes.values())
    return {name: size if size <= _LARGE else next(free) for name, size in sizes.items()}


def _drawn(page: Page, seed: int) -> Iterator[tuple[str, Value]]:
    """A value for everything that is declared."""
    sizes, generator = _small_sizes(page), Random(seed)
    for name, size in sizes.items():
        yield name, _NUMBERS.convert(size)
    for declared in (*page.parameters, *page.data):
        extents = tuple(sizes.get(d) or int(d) for d in declared.dimensions)
        array = as_array(declared.domain.draw_array(generator, extents))
        entries = [_NUMBERS.convert(entry) for entry in array.entries]
        yield (
            declared.name,
            Array(array.rows, array.columns, entries) if extents else entries[0],
        )


def _value(tree: Node, values: Mapping[str, Value]) -> Value | None:
    try:
        with _NUMBERS.working():
            return evaluate(tree, values, _NUMBERS)
    except ValueError:
        return None


def _are_close(a: Array, b: Array) -> bool:
    pairs: Sequence[tuple[Any, Any]] = list(zip(a.entries, b.entries, strict=False))
    with _NUMBERS.working():
        return (a.rows, a.columns) == (b.rows, b.columns) and all(
            abs(x - y) <= _CLOSE * max(1, abs(x), abs(y)) for x, y in pairs
        )
