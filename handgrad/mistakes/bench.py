"""One answer beside the key at the test points, and what may be asked of trees there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from handgrad.arithmetic import FLOAT64
from handgrad.errors import BudgetError, EvaluationError, HandgradError, InexactError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.functions import FUNCTIONS
from handgrad.language.plain import plain
from handgrad.language.shape import (
    SCALAR,
    Dimension,
    Shape,
    is_column,
    length,
    transposed_shape,
)
from handgrad.language.tree import (
    ZERO,
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Number,
    Transpose,
    is_written_in,
    substitute,
    walk,
)
from handgrad.mistakes.answer_size import has_many_values
from handgrad.mistakes.valued import ValuedTrees
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import MOST_WORK
from handgrad.referee.directional import Definitions
from handgrad.referee.environment import Environment, arithmetic_for, at_points, is_rational
from handgrad.referee.other_sizes import other_sizes
from handgrad.referee.points import SEED
from handgrad.referee.proposed import propose_alike
from handgrad.referee.recent import Recent

DIGITS = 60
SIMPLEST = 1000
LONGEST_SHOWN, MOST_SHOWN = 60, 2000
CUT, LONG = "...", "a long formula"
A_FEW = 3
MOST_BENCHES = 16
"""Benches of a page that are kept for the next answers."""
SIFTED = 1e-9
CLOSE = Decimal("1e-40")
STEP = 1e-4

ANSWER = "the answer"

_Item = TypeVar("_Item")


@dataclass
class Lists:
    """Lists that are made once."""

    lists: dict[object, Any] = field(default_factory=dict)

    def once(self, name: object, made: Callable[[], Iterable[_Item]]) -> tuple[_Item, ...]:
        """The list of a name, made where it is asked for first."""
        if name not in self.lists:
            self.lists[name] = tuple(made())
        found: tuple[_Item, ...] = self.lists[name]
        return found


@dataclass
class PageBench(Lists):
    """What all answers for one derivative of a page share: valued trees, and lists of them."""

    trees: ValuedTrees = field(kw_only=True)

    def trees_once(self, name: object, made: Callable[[], Iterable[Node]]) -> tuple[Node, ...]:
        """Trees that depend on the page only, made once, so that each is valued once."""
        found = self.once(name, made)
        for tree in found:
            self.trees.known(tree)
        return found


def page_bench(model: CheckedPage, by: str, seed: int, digits: int | None) -> PageBench:
    """The bench of a page, the same for all answers; the latest of them are kept.

    Raises InexactError or BudgetError where the page leaves the rational numbers.
    """
    benches = model.cache.setdefault("benches", Recent(MOST_BENCHES))
    place = (by, seed, digits)
    if place not in benches:
        key = model.derivative_name(by)
        points = {}
        for index, values in enumerate(at_points(model, seed, digits)):
            known = _with_key(model, by, values, digits)
            if known is not None:
                points[index] = {**values, key: known}
        shapes = {**model.shapes, key: model.shapes[by]}
        benches[place] = PageBench(trees=ValuedTrees(shapes, points, digits))
    found: PageBench = benches[place]
    return found


def _with_key(
    model: CheckedPage, by: str, values: Environment, digits: int | None
) -> Value | None:
    """The value of the derivative at a point: the page's, or by differences."""
    key = model.derivative_name(by)
    if key in values:
        return values[key]
    numbers = arithmetic_for(digits)
    try:
        with numbers.working():
            return evaluate(Derivative(Name(model.loss_name), Name(by)), values, numbers)
    except (InexactError, BudgetError):
        raise
    except EvaluationError:
        return None


class Bench(Lists):
    """The test points of one derivative, and the values of trees there.

    `answer` and `key` are names whose values are known at every point of `points`.
    """

    def __init__(
        self,
        model: CheckedPage,
        by: str,
        answer: Node,
        *,
        definitions: Definitions = (),
        seed: int = SEED,
        most_work: int = MOST_WORK,
    ) -> None:
        super().__init__()
        self.model, self.by, self.most_work = model, by, most_work
        self._answer, self._definitions = answer, definitions
        self.key_name = model.derivative_name(by)
        self.key = Name(self.key_name)
        self.given = substituted(answer, definitions)
        self.page, values = self._known(answer, definitions, seed)
        self.points = tuple(values)
        self.shapes: dict[str, Shape] = {**model.shapes, self.key_name: model.shapes[by]}
        self.shapes[ANSWER] = fitted(self.given, self.shapes).shape
        points = {i: {**self.page.trees.points[i], ANSWER: v} for i, v in values.items()}
        self.trees = ValuedTrees(self.shapes, points, self.digits, self.page.trees)
        self.answer = self._upright(Name(ANSWER))
        self.texts: dict[int, tuple[Node, str]] = {}

    @property
    def digits(self) -> int | None:
        return self.page.trees.digits

    @property
    def work(self) -> int:
        return self.trees.work

    def _known(
        self, answer: Node, definitions: Definitions, seed: int
    ) -> tuple[PageBench, dict[int, Value]]:
        """The answer at each point, in exact numbers where page and answer have them."""
        for digits in (None, DIGITS) if is_rational(self.model, seed) else (DIGITS,):
            try:
                page = page_bench(self.model, self.by, seed, digits)
                environments = at_points(self.model, seed, digits)
                found = {}
                for index in page.trees.points:
                    value = _valued(environments[index], answer, definitions, digits)
                    if value is not None:
                        found[index] = value
            except (InexactError, BudgetError):
                continue
            return page, found
        return PageBench(trees=ValuedTrees(self.model.shapes, {}, DIGITS)), {}

    def _upright(self, answer: Node) -> Node:
        """The answer, a row turned to the column that is wanted."""
        wanted = self.shapes[self.by]
        is_row = is_column(wanted) and self.shape(answer) == transposed_shape(wanted)
        return Transpose(answer) if is_row else answer

    def named(self, name: str) -> Node:
        """A value of the page, which all answers share."""
        return self.page.trees_once(("named", name), lambda: [Name(name)])[0]

    @cached_property
    def sieve(self) -> int:
        """The point that is looked at in floats: where most entries of the key are not 0."""
        key = self.named(self.key_name)

        def telling(point: int) -> int:
            value = self.trees.value(key, point)
            return -1 if value is None else len([x for x in as_array(value).entries if x])

        place = ("sieve", self.points)
        return self.page.once(place, lambda: [max(self.points, key=telling)])[0]

    @property
    def asked(self) -> set[str]:
        """Names that no answer is written in: the derivatives asked for, and the loss."""
        derivatives = map(self.model.derivative_name, (self.by, *self.model.parameters))
        return {ANSWER, self.model.loss_name, *derivatives}

    @property
    def exhausted(self) -> bool:
        return self.work > self.most_work

    @property
    def has_another_shape(self) -> bool:
        """Whether the answer has not the shape of the key."""
        return self.shape(self.answer) != self.shape(self.key)

    def shape(self, node: Node) -> Shape | None:
        """The shape of a tree, None where the shapes inside do not fit."""
        return self.trees.shape(node)

    def value(self, node: Node, point: int) -> Value | None:
        """The value of a tree at a point, None if it has none."""
        return self.trees.value(node, point)

    def sifted(self, node: Node) -> Array | None:
        """The entries of a tree at the one point in floats."""
        value = self.trees.value(node, self.sieve, in_floats=True)
        return None if value is None else as_array(value)

    def slope(self, node: Node) -> float | None:
        """Nearly how fast a number grows with the one in question, all else held fixed."""
        here = self.trees.floats_at(self.sieve)
        x = as_array(here[self.by]).entries[0]
        sides = [{**here, self.by: x + h} for h in (-STEP, STEP)]
        try:
            below, above = (
                as_array(evaluate(node, side, FLOAT64)).entries[0] for side in sides
            )
        except (EvaluationError, ArithmeticError, KeyError):
            return None
        return float(above - below) / (2 * STEP)

    def equal(self, left: Node, right: Node) -> bool:
        """Whether two trees have equal values at every point, and with other sizes too."""
        here = self.equal_here(left, right)
        return here and (self.elsewhere is None or self.elsewhere.holds(left, right))

    def equal_here(self, left: Node, right: Node) -> bool:
        """Whether two trees have one shape and equal values at every point."""
        shape = self.shape(left)
        if not self.points or shape is None or shape != self.shape(right):
            return False
        a, b = self.sifted(left), self.sifted(right)
        if a is None or b is None or not are_near(a.entries, b.entries):
            return False
        return all(self._equal_at(left, right, point) for point in self.points)

    def seems(self, given: Node, tree: Node) -> bool:
        """Whether a tree matches one that is given at a few points: enough to be advised."""
        if self.shape(tree) != self.shape(given):
            return self.matches(given, tree)
        a, b = self.sifted(given), self.sifted(tree)
        if a is None or b is None or not are_near(a.entries, b.entries):
            return False
        return all(self._equal_at(given, tree, point) for point in self.points[:A_FEW])

    @cached_property
    def elsewhere(self) -> "Bench | None":
        """The same answer on the page with other sizes, where a 2 stands for no size."""
        resized = other_sizes(self.model)
        if resized is None or has_many_values(resized, self.by):
            return None
        propose_alike(self.model, resized)
        try:
            found = Bench(resized, self.by, self._answer, definitions=self._definitions)
        except HandgradError:
            return None
        return found if found.points else None

    def holds(self, left: Node, right: Node) -> bool:
        """Whether two trees are equal here, or speak of numbers that are other ones here."""
        of_its_own = any(map(_has_numbers_of_sizes, (left, right)))
        return of_its_own or self.equal(left, right)

    def matches(self, given: Node, tree: Node) -> bool:
        """Whether a tree equals one that is given, as a row, a column, or stretched to it."""
        have, want = self.shape(tree), self.shape(given)
        if have is None or want is None:
            return False
        if have != want and have == transposed_shape(want) and 1 in have:
            return self.equal(given, Transpose(tree))
        if have != want and all(h in (1, w) for h, w in zip(have, want, strict=True)):
            return self.equal(given, tree + ZERO * given)
        return self.equal(given, tree)

    def _equal_at(self, left: Node, right: Node, point: int) -> bool:
        a, b = self.value(left, point), self.value(right, point)
        if a is None or b is None:
            return False
        pairs = list(zip(as_array(a).entries, as_array(b).entries, strict=True))
        if self.digits is None:
            return all(x == y for x, y in pairs)
        largest = max(max(abs(x), abs(y)) for x, y in pairs)
        return all(abs(x - y) <= CLOSE * largest for x, y in pairs)

    def ratio(self, left: Node, right: Node) -> float | None:
        """left/right at the one point in floats, None where it is not one number."""
        if self.shape(left) != self.shape(right):
            return None
        a, b = self.sifted(left), self.sifted(right)
        return None if a is None or b is None else one_ratio(a.entries, b.entries)

    def count(self, dimension: Dimension) -> int:
        """The number of a size."""
        return length(dimension, self.model.sizes)

    def shown(self, node: Node) -> str:
        """A formula short enough for a sentence."""
        if id(node) not in self.texts:
            text = plain(node) if is_written_in(node, MOST_SHOWN) else LONG
            short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}{CUT}"
            self.texts[id(node)] = node, short
        return self.texts[id(node)][1]

    def vanishes(self, node: Node) -> bool:
        """Whether a tree is 0 at every point, or has no value at one."""
        values = [self.value(node, point) for point in self.points]
        return any(v is None for v in values) or not any(
            entry for value in values for entry in as_array(value).entries
        )

    def constant(self, left: Node, right: Node) -> Fraction | None:
        """The simple fraction c with left = c*right at every point, if there is one."""
        return self.once((left, right), lambda: [self._constant(left, right)])[0]

    def _constant(self, left: Node, right: Node) -> Fraction | None:
        ratio = self.ratio(left, right)
        if ratio is None:
            return None
        c = Fraction(ratio).limit_denominator(SIMPLEST)
        return c if c and self.equal(left, Number(c) * right) else None

    def is_scalar(self, node: Node) -> bool:
        return self.shape(node) == SCALAR


def _valued(
    values: Environment, answer: Node, definitions: Definitions, digits: int | None
) -> Value | None:
    """The answer at one point; None where it has no value."""
    numbers = arithmetic_for(digits)
    try:
        with numbers.working():
            return evaluate(answer, values.extended(definitions, numbers), numbers)
    except (InexactError, BudgetError):
        raise
    except EvaluationError:
        return None


def _has_numbers_of_sizes(tree: Node) -> bool:
    """Whether a formula picks entries or moves them by whole numbers: the last row, windows."""
    return any(
        isinstance(node, Index)
        or (isinstance(node, Call) and FUNCTIONS[node.function].numbered is not None)
        for node in walk(tree)
    )


def are_near(left: Sequence[float], right: Sequence[float]) -> bool:
    """Whether entries in floats are equal but for rounding."""
    largest = max(max(map(abs, left)), max(map(abs, right)))
    return all(abs(x - y) <= SIFTED * largest for x, y in zip(left, right, strict=True))


def one_ratio(left: Sequence[float], right: Sequence[float]) -> float | None:
    """The number that all entries of `left` are of those of `right`, if it is one."""
    largest = max(range(len(right)), key=lambda i: abs(right[i]))
    if not right[largest] or not left[largest]:
        return None
    c = left[largest] / right[largest]
    limit = SIFTED * max(map(abs, left))
    pairs = zip(left, right, strict=True)
    return c if all(abs(x - c * y) <= limit for x, y in pairs) else None


def substituted(tree: Node, definitions: Definitions) -> Node:
    """The tree with a person's own names replaced by their formulas."""
    known: dict[str, Node] = {}
    for name, formula in definitions:
        known[name] = substitute(formula, known)
    return substitute(tree, known)
