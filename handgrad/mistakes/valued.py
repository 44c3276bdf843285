"""Values of many trees at the test points: in floats at one to sift, exactly at all.

Trees that share nodes share the work: each node is fitted and valued once, one level at a
time, with the values of its children in the place of the children.
"""

from collections.abc import Mapping
from typing import Any

from handgrad.arithmetic import FLOAT64
from handgrad.errors import EvaluationError, FormulaError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.shape import Shape
from handgrad.language.tree import Name, Node
from handgrad.mistakes.levels import Level, above, below_of, form_of
from handgrad.referee.environment import arithmetic_for

Known = tuple[Node, tuple[Node, ...], Level | None]

FIT, IN_FLOATS, EXACTLY = 5, 5, 40
"""The work of fitting a node, of valuing it in floats, and in exact numbers or digits."""


class ValuedTrees:
    """The shapes and values of trees in named values at each point.

    Nodes are known by identity; they are kept, so that an id stays its own. What the trees of a
    page hold already (`page`) is looked up there. `work` is what all this has cost.
    """

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        points: Mapping[int, Mapping[str, Value]],
        digits: int | None,
        page: "ValuedTrees | None" = None,
    ) -> None:
        self.shapes, self.points, self.digits, self.page = shapes, points, digits, page
        self.work = 0
        self.forms: dict[tuple[object, ...], Level | None] = page.forms if page else {}
        self.levels: dict[int, Known] = {}
        self.values: dict[tuple[int, int, bool], Value | None] = {}
        self.floats: dict[int, Mapping[str, Value]] = {}

    def owner(self, node: Node) -> "ValuedTrees":
        """Where the node is known: the trees of the page, or these."""
        return self.page if self.page and id(node) in self.page.levels else self

    def shape(self, node: Node) -> Shape | None:
        """The shape of a tree, None where the shapes inside do not fit."""
        level = self.known(node)[2]
        return level.shape if level else None

    def known(self, node: Node) -> Known:
        """A node, the nodes below it that have values, and its level."""
        levels = self.owner(node).levels
        if id(node) not in levels:
            below = below_of(node)
            levels[id(node)] = node, below, self._level(node, below)
        return levels[id(node)]

    def _level(self, node: Node, below: tuple[Node, ...]) -> Level | None:
        if not below:
            return self._fit(node, self.shapes)
        shapes = []
        for child in below:
            level = self.known(child)[2]
            if level is None:
                return None
            shapes.append(level.shape)
        form = form_of(node, tuple(shapes))
        if form not in self.forms:
            places = tuple(Name(f"#{index}") for index in range(len(below)))
            known = {f"#{index}": shape for index, shape in enumerate(shapes)}
            self.forms[form] = self._fit(above(node, places), known)
        return self.forms[form]

    def _fit(self, tree: Node, shapes: Mapping[str, Shape]) -> Level | None:
        self.work += FIT
        try:
            return Level(*fitted(tree, shapes))
        except FormulaError:
            return None

    def value(self, node: Node, point: int, *, in_floats: bool = False) -> Value | None:
        """The value of a tree at a point, None if it has none."""
        owner = self.owner(node)
        key = (id(node), point, in_floats)
        if key not in owner.values:
            _, below, level = owner.known(node)
            owner.values[key] = (
                owner._value(below, level.tree, point, in_floats) if level else None
            )
        return owner.values[key]

    def _value(
        self, below: tuple[Node, ...], level: Node, point: int, in_floats: bool
    ) -> Value | None:
        environment: Any = self._environment(point, in_floats)
        if below:
            environment = {
                f"#{i}": self.value(child, point, in_floats=in_floats)
                for i, child in enumerate(below)
            }
            if None in environment.values():
                return None
        numbers = FLOAT64 if in_floats else arithmetic_for(self.digits)
        try:
            with numbers.working():
                value = evaluate(level, environment, numbers)
        except (EvaluationError, ArithmeticError, KeyError):
            return None
        self.work += (IN_FLOATS if in_floats else EXACTLY) + len(as_array(value).entries)
        return value

    def _environment(self, point: int, in_floats: bool) -> Mapping[str, Value]:
        return self.floats_at(point) if in_floats else self.points[point]

    def floats_at(self, point: int) -> Mapping[str, Value]:
        """The named values at a point in floats."""
        if point not in self.floats:
            named = self.points[point].items()
            self.floats[point] = {name: _float(value) for name, value in named}
        return self.floats[point]


def _float(value: Value) -> Value:
    if isinstance(value, Array):
        return Array(value.rows, value.columns, [float(entry) for entry in value.entries])
    return float(value)
