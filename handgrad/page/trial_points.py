"""Values of a page's names at points of its domains, to tell two formulas apart."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import HandgradError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Node
from handgrad.page.checks import numbered_sizes
from handgrad.page.page_text import Page

_NUMBERS = decimal_arithmetic(60)
_CLOSE = Decimal(10) ** -40
_POINTS, _TRIES = 2, 12


class TrialPoints:
    """A few points in the domains of what a page declares; what it works out is added."""

    def __init__(self, page: Page) -> None:
        self.points = [dict(_drawn(page, seed)) for seed in range(_TRIES)]

    def give(self, name: str, tree: Node) -> None:
        """Give a name the value of a fitted formula, wherever it has one."""
        for point in self.points:
            value = _value(tree, point)
            if value is None:
                point.pop(name, None)
            else:
                point[name] = value

    def are_equal(self, one: Node, other: Node) -> bool:
        """Whether two fitted formulas have one value at the points where both have one."""
        if one == other:
            return True
        found = ((_value(one, point), _value(other, point)) for point in self.points)
        both = [(a, b) for a, b in found if a is not None and b is not None][:_POINTS]
        return bool(both) and all(_are_close(as_array(a), as_array(b)) for a, b in both)


def _drawn(page: Page, seed: int) -> Iterator[tuple[str, Value]]:
    """A value for everything that is declared."""
    sizes, generator = dict(numbered_sizes(page, {})), Random(seed)
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
    except HandgradError:
        return None


def _are_close(a: Array, b: Array) -> bool:
    pairs: Sequence[tuple[Any, Any]] = list(zip(a.entries, b.entries, strict=False))
    with _NUMBERS.working():
        return (a.rows, a.columns) == (b.rows, b.columns) and all(
            abs(x - y) <= _CLOSE * max(1, abs(x), abs(y)) for x, y in pairs
        )
