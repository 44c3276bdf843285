"""The values of a page at its test points: everything given, every forward value, the key."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from handgrad.arithmetic import RATIONAL, Arithmetic, Number, decimal_arithmetic
from handgrad.arithmetic.degree import DEGREES, VARIABLE
from handgrad.arithmetic.magnitude import Span
from handgrad.errors import BudgetError, EvaluationError, InexactError
from handgrad.language.arrays import Array, Value
from handgrad.language.evaluate import evaluate, running
from handgrad.language.running_indices import running_indices, stopped
from handgrad.language.tree import Derivative
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import (
    Definitions,
    Point,
    converted,
    in_arithmetic,
    loss_along,
    needed,
)
from handgrad.referee.leibniz import direction_at, leibniz_factor, slope_of_loss
from handgrad.referee.points import OWN_TRIES, SEED, own_points, points_of
from handgrad.referee.proposed import Proposals, proposed_name
from handgrad.referee.recent import Recent
from handgrad.referee.spans import DIGITS, PLAIN, measured

_MOST_TOGETHER = 5
MOST_KNOWN, MOST_DERIVATIVES = 4, 100
"""Environments of a place, by their digits; derivatives measured in one of them."""


class Environment(dict[str, Value]):
    """Everything a formula may name at one point, and what else can be measured there.

    `derivative` values a Leibniz factor by differences; `definitions` are the person's own
    names, which the factors may speak of.
    """

    def __init__(
        self, values: Mapping[str, Value], model: CheckedPage, point: Point, digits: int | None,
        definitions: Definitions = (),
    ) -> None:  # fmt: skip
        super().__init__(values)
        self.model, self.point, self.digits = model, point, digits
        self.definitions = tuple(definitions)
        self.measured: Recent[tuple[Derivative, Definitions], Value] = Recent(MOST_DERIVATIVES)
        self.slopes: dict[str, tuple[Value, Value]] = {}
        self.proposals = Proposals(model, point, digits)

    def __or__(self, more: Mapping[str, Value]) -> "Environment":  # type: ignore[override]
        joined = Environment(
            {**self, **more}, self.model, self.point, self.digits, self.definitions
        )
        joined.measured, joined.slopes = self.measured, self.slopes
        joined.proposals = self.proposals
        return joined

    def derivative(self, node: Derivative) -> Value:
        """The value of d(of)/d(by) here; raises EvaluationError where it has none.

        Inside a sum over an index it is that of the term in turn.
        """
        places = self.positions(node)
        node = replace(node, of=stopped(node.of, places), by=stopped(node.by, places))
        definitions = needed((node,), self.definitions)
        key = (node, definitions)
        if key not in self.measured:
            name = proposed_name(self.model, node)
            found = self.proposals.value(name) if name else None
            if found is None:
                found = self.difference(node, definitions)
            self.measured[key] = converted(found, arithmetic_for(self.digits))
        return self.measured[key]

    def positions(self, node: Derivative) -> Mapping[str, int]:
        """Where the indices are that run around a derivative."""
        places: dict[str, Any] = {i: self.get(running(i)) for i in running_indices(node)}
        return {index: place for index, place in places.items() if place is not None}

    def slope(self, name: str) -> tuple[Value, Value]:
        """A direction of a name, drawn from the point, and the slope of the loss along it."""
        if name not in self.slopes:
            direction = direction_at(self.model, self.point, name)
            found: Number | None = self.proposals.slope(name, direction)
            if found is None:
                found = slope_of_loss(self.model, self.point, name, direction, self.digits)
            self.slopes[name] = direction, converted(found, arithmetic_for(self.digits))
        return self.slopes[name]

    def difference(self, node: Derivative, definitions: Definitions) -> Value:
        """The value of a derivative, first or second, by differences."""
        here = self.model, self.point, definitions
        if isinstance(node.of, Derivative):
            by = node.of.by, node.by
            from handgrad.referee.hessian import second_derivative

            return second_derivative(*here, node.of.of, by, self.digits)
        return leibniz_factor(*here, node.of, node.by, self.digits, full=node.full)

    def extended(self, definitions: Definitions, numbers: Arithmetic) -> "Environment":
        """The environment with the values of a person's own names, in their order."""
        if not definitions:
            return self
        found = self | {}
        found.definitions = (*self.definitions, *definitions)
        for name, tree in definitions:
            found[name] = evaluate(tree, found, numbers)
        return found


class Place:
    """A point of a page, and the environments there by their digits, the latest of them.

    `span` is that of the page's numbers here where it was measured.
    """

    def __init__(self, model: CheckedPage, point: Point) -> None:
        self.model, self.point = model, point
        self.known: Recent[int | None, Environment] = Recent(MOST_KNOWN)
        self.span: Span | None = None

    def __call__(self, digits: int | None) -> Environment:
        if digits not in self.known:
            self.known[digits] = environment(self.model, self.point, digits)
        return self.known[digits]

    def measure(self) -> Span:
        """The environment of the fewest digits, and the span of its numbers."""
        self.span = Span()
        numbers = measured(DIGITS, self.span)
        self.known[DIGITS] = environment(self.model, self.point, DIGITS, numbers)
        return self.span


def common_places(model: CheckedPage, seed: int) -> tuple[Place, ...]:
    """The test points of a page as places."""
    key = ("places", seed)
    if key not in model.cache:
        points = points_of(model, seed=seed).values
        model.cache[key] = tuple(Place(model, point) for point in points)
    found: tuple[Place, ...] = model.cache[key]
    return found


def at_points(model: CheckedPage, seed: int, digits: int | None) -> tuple[Environment, ...]:
    """The environment of each test point, in decimal of so many digits, None for rational.

    Raises InexactError or BudgetError where the page leaves the rational numbers.
    """
    return tuple(place(digits) for place in common_places(model, seed))


def own_places(
    model: CheckedPage, text: str, seed: int, digits: int | None
) -> tuple[Place, ...]:
    """The places that depend on a text, where the page has values; kept for the last text."""
    key = (text, seed, digits)
    if model.cache.get("own places", (None,))[0] != key:
        found = (_first(model, points, digits) for points in own_points(model, text, seed))
        model.cache["own places"] = key, tuple(place for place in found if place)
    places: tuple[Place, ...] = model.cache["own places"][1]
    return places


def _first(model: CheckedPage, points: Iterable[Point], digits: int | None) -> Place | None:
    """The first point where the page has values that few digits show, or the nearest to it.

    Where a page seldom has values, as with a logarithm of what may be negative, many are tried.
    """
    found: list[tuple[bool, int, Place]] = []
    for n, place in enumerate(Place(model, point) for point in points):
        if found and n >= OWN_TRIES:
            break
        try:
            span = place.measure() if digits else Span()
            place(digits)
        except BudgetError:
            return place
        except EvaluationError:
            continue
        if not span.lost and span.width <= PLAIN:
            return place
        found.append((span.lost, span.width, place))
    return min(found, key=lambda known: known[:2])[2] if found else None


def arithmetic_for(digits: int | None) -> Arithmetic:
    return RATIONAL if digits is None else decimal_arithmetic(digits)


def environment(
    model: CheckedPage, point: Point, digits: int | None, numbers: Arithmetic | None = None
) -> Environment:
    """The environment of one point; a derivative that the key cannot give there is left out.

    `numbers` is the arithmetic of so many digits, or one that measures besides.
    """
    numbers = numbers or arithmetic_for(digits)
    with numbers.working():
        values = model.run_forward(in_arithmetic(model, point, numbers), numbers)
        for step in model.derivatives:
            try:
                values[step.name] = evaluate(step.tree, values, numbers)
            except InexactError:
                raise
            except EvaluationError:
                continue
    return Environment(values, model, point, digits)


def is_rational(model: CheckedPage, seed: int = SEED) -> bool:
    """Whether the page has exact values at its test points, so that `==` decides.

    A page does not where a formula is no rational function, or has numbers too long.
    """
    key = ("rational", seed)
    if key not in model.cache:
        model.cache[key] = _has_exact_values(model, seed)
    found: bool = model.cache[key]
    return found


def _has_exact_values(model: CheckedPage, seed: int) -> bool:
    if degrees(model) is None:
        return False
    try:
        at_points(model, seed, None)
    except (InexactError, BudgetError):
        return False
    return True


def upstreams(model: CheckedPage) -> frozenset[str]:
    """The data that arrives from the layers above: the loss is linear in it.

    Where gradients of several values arrive, it is linear in all of them together.
    """
    if "upstreams" not in model.cache:
        real = [name for name in model.data if model.domains[name].kind == "real"]
        degree = {name: degree_in(model, name) for name in real}
        found = {name for name in real if degree[name] == "linear"}
        others = [name for name in real if degree[name] == "affine"][:_MOST_TOGETHER]
        if not found:
            groups = (g for n in range(len(others), 1, -1) for g in combinations(others, n))
            found = set(next((g for g in groups if degree_in(model, *g) == "linear"), ()))
        model.cache["upstreams"] = frozenset(found)
    known: frozenset[str] = model.cache["upstreams"]
    return known


def degree_in(model: CheckedPage, *names: str) -> str:
    """Whether the loss is `linear` in declared names, `affine` with something added, or "".

    Judged along the line from 0 through one point, at three places.
    """
    numbers = decimal_arithmetic()
    point = points_of(model).values[0]
    loss = loss_along(model, point, {name: point[name] for name in names})
    try:
        with numbers.working():
            low, middle, high = (
                Fraction(loss(numbers.convert(t), numbers)) for t in (-1, 0, 1)
            )
    except EvaluationError:
        return ""
    if low == 0 != middle and abs(high - 2 * middle) * 10**40 < abs(middle):
        return "linear"
    is_straight = low != high and abs(low + high - 2 * middle) * 10**40 < abs(high - low)
    return "affine" if is_straight else ""


def degrees(model: CheckedPage) -> Mapping[str, Value] | None:
    """The degree of every value of the page in all that is declared, None if not rational."""
    if "degrees" not in model.cache:
        given = {
            name: constant_value(model.dimensions(name), VARIABLE)
            for name in model.declarations
        }
        try:
            values = model.run_forward(given, DEGREES)
            model.run_gradient(values, DEGREES)
        except (InexactError, BudgetError):
            model.cache["degrees"] = None
        else:
            model.cache["degrees"] = values
    found: Mapping[str, Value] | None = model.cache["degrees"]
    return found


def constant_value(shape: tuple[int, ...], entry: object) -> Value:
    """A value of this shape with all entries the same."""
    if not shape:
        return entry
    rows, columns = (*shape, 1)[:2]
    return Array(rows, columns, [entry] * (rows * columns))
