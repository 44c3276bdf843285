"""Values of many trees at the test points: in floats at one point to sift, then exactly at all.

Trees that share nodes share the work: each node is fitted and valued once, one level at a
time, with the values of its children in the place of the children.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handgrad.arithmetic import FLOAT64
from handgrad.arithmetic.base import nearest_float
from handgrad.errors import BudgetError, EvaluationError, FormulaError, InexactError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Dimension, Shape, is_column, turned
from handgrad.language.tree import (
    Derivative,
    Name,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    children,
    substitute,
)
from handgrad.mistakes.levels import Level, above, below_of, form_of
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import MOST_WORK
from handgrad.referee.directional import Definitions, extent
from handgrad.referee.environment import Environment, arithmetic_of, at_points, is_rational
from handgrad.referee.points import SEED, fewest_points

DIGITS = 60
LARGEST_ANSWER, DEEPEST_ANSWER = 600, 80
SIMPLEST = 1000
LONGEST_SHOWN = 60
MOST_VALUES = 40_000
SIFTED = 1e-9
CLOSE = Decimal("1e-40")
SIEVE = -1


ANSWER = "the answer"


class Bench:
    """The test points of one derivative, and the values of trees there.

    `answer` and `key` are names whose values are known at every point.
    """

    def __init__(
        self, model: CheckedPage, by: str, answer: Node, *,
        definitions: Definitions = (), seed: int = SEED, most_work: int = MOST_WORK,
    ) -> None:  # fmt: skip
        self.model, self.by, self.most_work = model, by, most_work
        self.given = substituted(answer, definitions)
        self.key_name = model.derivative_name(by)
        self.key = Name(self.key_name)
        self.shapes: dict[str, Shape] = {**model.shapes, self.key_name: model.shapes[by]}
        self.shapes[ANSWER] = fitted(self.given, self.shapes).shape
        self.work = 0
        self.texts: dict[int, tuple[Node, str]] = {}
        self.forms: dict[tuple[object, ...], Level | None] = {}
        self.levels: dict[int, tuple[Node, tuple[Node, ...], Level | None]] = {}
        self.values: dict[tuple[int, int], Value | None] = {}
        self.points, self.digits = self._points(answer, definitions, seed)
        self.answer = self._upright(Name(ANSWER))
        self.sieve = _floats(self.points[self._telling_point()]) if self.points else {}

    def _points(
        self, answer: Node, definitions: Definitions, seed: int
    ) -> tuple[list[dict[str, Value]], int | None]:
        """The points in exact numbers where page and answer have them, else in digits."""
        for digits in (None, DIGITS) if is_rational(self.model, seed) else (DIGITS,):
            try:
                environments = at_points(self.model, seed, digits)
                known = [self._known(e, answer, definitions, digits) for e in environments]
            except (InexactError, BudgetError):
                continue
            return [point for point in known if point], digits
        return [], DIGITS

    def _known(
        self, values: Environment, answer: Node, definitions: Definitions, digits: int | None
    ) -> dict[str, Value]:
        """Everything at one point, the answer too; nothing where it has no value."""
        numbers = arithmetic_of(digits)
        try:
            with numbers.working():
                extended = values.extended(definitions, numbers)
                key = values.get(self.key_name)
                if key is None:
                    target = Derivative(Name(self.model.loss_name), Name(self.by))
                    key = evaluate(target, extended, numbers)
                given = evaluate(answer, extended, numbers)
        except (InexactError, BudgetError):
            raise
        except EvaluationError:
            return {}
        return {**values, self.key_name: key, ANSWER: given}

    def _upright(self, answer: Node) -> Node:
        """The answer, a row turned to the column that is wanted."""
        wanted = self.shapes[self.by]
        is_row = is_column(wanted) and self.shape(answer) == turned(wanted)
        return Transpose(answer) if is_row else answer

    def _telling_point(self) -> int:
        """The point at which most entries of the answer are neither 0 nor the key's."""

        def telling(point: int) -> int:
            given, right = (self.value(t, point) for t in (self.answer, self.key))
            if given is None or right is None:
                return -1
            a, b = as_array(given).entries, as_array(right).entries
            if len(a) != len(b):
                return len([x for x in a if x])
            pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
            return len(pairs) + len([1 for x, y in pairs if x and y])

        return max(range(len(self.points)), key=telling)

    @property
    def asked(self) -> set[str]:
        """Names that no answer is written in: the derivatives asked for, and the loss."""
        derivatives = map(self.model.derivative_name, (self.by, *self.model.parameters))
        return {ANSWER, self.model.loss_name, *derivatives}

    @property
    def exhausted(self) -> bool:
        return self.work > self.most_work

    def shape(self, node: Node) -> Shape | None:
        """The shape of a tree, None where the shapes inside do not fit."""
        level = self._known_node(node)[2]
        return level.shape if level else None

    def _known_node(self, node: Node) -> tuple[Node, tuple[Node, ...], Level | None]:
        """A node, kept so that its id stays its own, the nodes below it, and its level."""
        if id(node) not in self.levels:
            below = below_of(node)
            self.levels[id(node)] = node, below, self._level(node, below)
        return self.levels[id(node)]

    def _level(self, node: Node, below: tuple[Node, ...]) -> Level | None:
        if not below:
            return self._fit(node, self.shapes)
        shapes = []
        for child in below:
            level = self._known_node(child)[2]
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
        self.work += 5
        try:
            return Level(*fitted(tree, shapes))
        except FormulaError:
            return None

    def value(self, node: Node, point: int) -> Value | None:
        """The value of a tree at a point, None if it has none; SIEVE is the one in floats."""
        key = (id(node), point)
        if key not in self.values:
            _, below, level = self._known_node(node)
            self.values[key] = self._value(below, level.tree, point) if level else None
        return self.values[key]

    def _value(self, below: tuple[Node, ...], level: Node, point: int) -> Value | None:
        environment: Any = self.sieve if point == SIEVE else self.points[point]
        if below:
            environment = {f"#{i}": self.value(child, point) for i, child in enumerate(below)}
            if None in environment.values():
                return None
        numbers = FLOAT64 if point == SIEVE else arithmetic_of(self.digits)
        try:
            with numbers.working():
                value = evaluate(level, environment, numbers)
        except (EvaluationError, ArithmeticError, KeyError):
            return None
        self.work += (5 if point == SIEVE else 40) + len(as_array(value).entries)
        return value

    def sifted(self, node: Node) -> Array | None:
        """The entries of a tree at the one point in floats."""
        value = self.value(node, SIEVE)
        return None if value is None else as_array(value)

    def equal(self, left: Node, right: Node) -> bool:
        """Whether two trees have one shape and equal values at every point."""
        shape = self.shape(left)
        if not self.points or shape is None or shape != self.shape(right):
            return False
        points = (SIEVE, *range(len(self.points)))
        return all(self._equal_at(left, right, point) for point in points)

    def matches(self, given: Node, tree: Node) -> bool:
        """Whether a tree equals one that is given, as a row, a column, or stretched to it."""
        have, want = self.shape(tree), self.shape(given)
        if have is None or want is None:
            return False
        if have != want and have == turned(want) and 1 in have:
            return self.equal(given, Transpose(tree))
        if have != want and all(h in (1, w) for h, w in zip(have, want, strict=True)):
            nothing = Product(Number(Fraction(0)), (("*", given),))
            return self.equal(given, Sum(tree, (("+", nothing),)))
        return self.equal(given, tree)

    def _equal_at(self, left: Node, right: Node, point: int) -> bool:
        a, b = self.value(left, point), self.value(right, point)
        if a is None or b is None:
            return False
        pairs = list(zip(as_array(a).entries, as_array(b).entries, strict=True))
        if point != SIEVE and self.digits is None:
            return all(x == y for x, y in pairs)
        largest = max(max(abs(x), abs(y)) for x, y in pairs)
        limit = SIFTED * largest if point == SIEVE else CLOSE * largest
        return all(abs(x - y) <= limit for x, y in pairs)

    def _quotients(self, left: Node, right: Node) -> Iterator[Fraction]:
        """left/right, entry by entry, where neither is 0."""
        for point in range(len(self.points)):
            a, b = (self.value(tree, point) for tree in (left, right))
            if a is not None and b is not None:
                pairs = zip(as_array(a).entries, as_array(b).entries, strict=True)
                yield from (Fraction(x) / Fraction(y) for x, y in pairs if x and y)

    def count(self, dimension: Dimension) -> int:
        """The number of a size."""
        return self.model.sizes[dimension] if isinstance(dimension, str) else dimension

    def shown(self, node: Node) -> str:
        """A formula short enough for a sentence."""
        if id(node) not in self.texts:
            text = plain(node)
            short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."
            self.texts[id(node)] = node, short
        return self.texts[id(node)][1]

    def vanishes(self, node: Node) -> bool:
        """Whether a tree is 0 at every point, or has no value at one."""
        values = [self.value(node, point) for point in range(len(self.points))]
        return any(v is None for v in values) or not any(
            entry for value in values for entry in as_array(value).entries
        )

    def constant(self, left: Node, right: Node) -> Fraction | None:
        """The simple fraction c with left = c*right at every point, if there is one."""
        if self.shape(left) != self.shape(right):
            return None
        c = next(self._quotients(left, right), Fraction(0)).limit_denominator(SIMPLEST)
        holds = c and self.equal(left, Product(Number(c), (("*", right),)))
        return c if holds else None

    def is_scalar(self, node: Node) -> bool:
        return self.shape(node) == SCALAR


def has_many_values(model: CheckedPage, by: str) -> bool:
    """Whether a derivative has more entries, at all points, than explaining is worth."""
    rows, columns = extent(model, by)
    return rows * columns * fewest_points(model) > MOST_VALUES


def is_small(tree: Node, definitions: Definitions) -> bool:
    """Whether a tree is small enough to be explained when its definitions are written out."""
    extents: dict[str, tuple[int, int]] = {}
    for name, formula in definitions:
        extents[name] = _extent(formula, extents)
    size, depth = _extent(tree, extents)
    return size <= LARGEST_ANSWER and depth <= DEEPEST_ANSWER


def _extent(tree: Node, known: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """The number of nodes and of levels of a tree with the known names written out."""
    if isinstance(tree, Name) and tree.name in known:
        return known[tree.name]
    below = [_extent(child, known) for child in children(tree)]
    nodes = sum((count for count, _ in below), 0)
    return 1 + nodes, 1 + max((depth for _, depth in below), default=0)


def substituted(tree: Node, definitions: Definitions) -> Node:
    """The tree with a person's own names replaced by their formulas."""
    known: dict[str, Node] = {}
    for name, formula in definitions:
        known[name] = substitute(formula, known)
    return substitute(tree, known)


def _floats(environment: Mapping[str, Value]) -> dict[str, Value]:
    return {name: _float(value) for name, value in environment.items()}


def _float(value: Value) -> Value:
    if isinstance(value, Array):
        return Array(value.rows, value.columns, list(map(nearest_float, value.entries)))
    return nearest_float(value)
