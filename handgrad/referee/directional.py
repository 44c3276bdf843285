"""The slope of a page's loss along a direction of any of its values, by differences alone."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from handgrad.arithmetic import RATIONAL, Arithmetic, Number, decimal_arithmetic
from handgrad.arithmetic.branches import Record, recording
from handgrad.arithmetic.degree import DEGREES, VARIABLE, Degree
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.errors import BudgetError, EvaluationError, InexactError
from handgrad.language.arrays import Array, Value, as_array, elementwise
from handgrad.language.evaluate import evaluate
from handgrad.language.shape import length
from handgrad.language.tree import Call, Derivative, Name, Node, names, walk
from handgrad.referee.differences import (
    MORE_DIGITS,
    POLYNOMIAL_STEP,
    Curve,
    Slope,
    polynomial_slope,
    slope,
)

if TYPE_CHECKING:
    from handgrad.page.checked_page import CheckedPage

Point = Mapping[str, Value]
Directions = Mapping[str, Value]
Definitions = Sequence[tuple[str, Node]]


# A polynomial of a higher degree is measured by differences: they take four runs.
MOST_RUNS = 200
KINK_STEP = Fraction(1, 10**30)


class GateCrossed(Exception):
    """A step of the differences left the piece of the loss that the point lies on."""


def slope_along(
    model: "CheckedPage", point: Point, directions: Directions, digits: int = MORE_DIGITS
) -> Slope:
    """d loss / dt where every value named is nudged by t times its direction.

    Forward values can be nudged too: what is computed from them follows. Exact where the loss
    is a polynomial in t; the error of the slope tells.
    """
    loss = loss_along(model, point, directions)
    if is_transcendental(model):
        return slope(loss, digits)
    try:
        degree = loss(VARIABLE, DEGREES)  # type: ignore[arg-type]
        if isinstance(degree, Degree) and degree.is_polynomial_to(MOST_RUNS):
            return exact_slope(loss, degree.numerator)
    except (InexactError, BudgetError, GateCrossed):
        pass
    return slope(loss, digits)


def is_transcendental(model: "CheckedPage") -> bool:
    """Whether the loss stands on a function such as exp, which no polynomial has."""
    if "transcendental" not in model.cache:
        steps = [(step.name, step.tree) for step in model.steps]
        trees = [tree for _, tree in needed((Name(model.loss_name),), steps)]
        calls = (node for tree in trees for node in walk(tree) if isinstance(node, Call))
        known = (ELEMENTARY.get(call.function) for call in calls)
        model.cache["transcendental"] = any(one and one.rational is None for one in known)
    found: bool = model.cache["transcendental"]
    return found


def extent(model: "CheckedPage", name: str) -> tuple[int, int]:
    """Rows and columns of a value of the page, as numbers."""
    rows, columns = (length(dimension, model.sizes) for dimension in model.shapes[name])
    return rows, columns


def slope_by(model: "CheckedPage", point: Point, name: str, direction: Value) -> Slope:
    """The slope along a direction of one name; raises EvaluationError at a kink."""
    if is_kink(model, point, {name: direction}):
        raise EvaluationError(
            f"the loss has a kink in {name} here: relu, max, abs or a comparison is just at "
            "its edge, and any value between the two one-sided derivatives would do"
        )
    return slope_along(model, point, {name: direction})


def is_kink(model: "CheckedPage", point: Point, directions: Directions) -> bool:
    """Whether a gate of the page turns over at this point as it is passed in this direction."""
    numbers = decimal_arithmetic()
    loss = loss_along(model, point, directions)
    before, after = Record(), Record()
    loss(numbers.convert(-KINK_STEP), recording(numbers, before))
    loss(numbers.convert(KINK_STEP), recording(numbers, after))
    return before != after


def unit(rows: int, columns: int, index: int) -> Array:
    """The direction of one entry."""
    return Array(rows, columns, [Fraction(int(i == index)) for i in range(rows * columns)])


def loss_along(model: "CheckedPage", point: Point, directions: Directions) -> Curve:
    """The loss as a function of t, in whatever arithmetic t comes."""
    move = value_along(model, point, directions, Name(model.loss_name))

    def loss(t: Number, numbers: Arithmetic) -> Number:
        found: Number = as_array(move(t, numbers)).entries[0]
        return found

    return loss


class Still:
    """What does not move, worked out once in an arithmetic: that of the last run."""

    def __init__(self) -> None:
        self.numbers: Arithmetic | None = None
        self.given: dict[str, Value] = {}
        self.values: dict[int, Value] = {}

    def start(self, model: "CheckedPage", point: Point, numbers: Arithmetic) -> None:
        """The point in an arithmetic; inside `numbers.working()`."""
        if self.numbers is not numbers:
            self.numbers, self.values = numbers, {}
            self.given = in_arithmetic(model, point, numbers)


def value_along(
    model: "CheckedPage",
    point: Point,
    directions: Directions,
    of: Node,
    definitions: Definitions = (),
    still: Still | None = None,
) -> Callable[[Number, Arithmetic], Value]:
    """The value of a formula as a function of t, in whatever arithmetic t comes.

    The formula may use the definitions, in their order after the page's. What it does not
    stand on is not run; `still` hands what does not move on to the next run, of other
    directions too.
    """
    own = [known for known in definitions if not speaks_of_derivatives(known[1])]
    steps = needed((of,), [*((step.name, step.tree) for step in model.steps), *own])
    moving = set(directions)
    for name, tree in steps:
        if names(tree) & moving:
            moving.add(name)
    still = still or Still()

    def value(t: Number, numbers: Arithmetic) -> Value:
        def nudged(name: str, value: Value) -> Value:
            if name not in directions:
                return value
            by = scaled(directions[name], t, numbers)
            return elementwise(numbers.add, value, by)

        with numbers.working():
            still.start(model, point, numbers)
            values = {name: nudged(name, value) for name, value in still.given.items()}
            for place, (name, tree) in enumerate(steps):
                if name in moving:
                    values[name] = nudged(name, evaluate(tree, values, numbers))
                    continue
                if place not in still.values:
                    still.values[place] = evaluate(tree, values, numbers)
                values[name] = still.values[place]
            return evaluate(of, values, numbers)

    return value


def needed(trees: Sequence[Node], definitions: Definitions) -> tuple[tuple[str, Node], ...]:
    """The definitions that trees stand on, in their order."""
    found = {name for tree in trees for name in names(tree)}
    used: list[tuple[str, Node]] = []
    for name, definition in reversed(definitions):
        if name in found:
            found |= names(definition)
            used.append((name, definition))
    return tuple(used[::-1])


def speaks_of_derivatives(tree: Node) -> bool:
    return any(isinstance(n, Derivative) or "/" in getattr(n, "name", "") for n in walk(tree))


def exact_slope(loss: Curve, degree: int) -> Slope:
    """The exact slope of a piecewise polynomial, with a step that stays on the piece.

    Raises GateCrossed where even a small step leaves it.
    """

    def same_piece(t: Number, numbers: Arithmetic) -> Number:
        record: Record = []
        value = loss(t, recording(numbers, record))
        if record != here:
            raise GateCrossed
        return value

    here: Record = []
    loss(Fraction(0), recording(RATIONAL, here))
    try:
        return polynomial_slope(same_piece, degree)
    except GateCrossed:
        return polynomial_slope(same_piece, degree, step=POLYNOMIAL_STEP**4)


def in_arithmetic(
    model: "CheckedPage", values: Mapping[str, Value], numbers: Arithmetic
) -> dict[str, Value]:
    """A point and the sizes as numbers of an arithmetic, inside `numbers.working()`."""
    environment: dict[str, Value] = {n: numbers.convert(s) for n, s in model.sizes.items()}
    for name, value in values.items():
        environment[name] = converted(value, numbers)
    return environment


def scaled(value: Value, t: Number, numbers: Arithmetic) -> Value:
    """t times a value of fractions, as numbers of an arithmetic."""

    def times_t(entry: Number) -> Number:
        return numbers.multiply(t, numbers.convert(entry))

    return _each_once(times_t, value)


def converted(value: Value, numbers: Arithmetic) -> Value:
    """A value of fractions as numbers of an arithmetic."""
    return _each_once(numbers.convert, value)


def _each_once(function: Callable[[Number], Number], value: Value) -> Value:
    """A function of every entry; a point has few different numbers, each of them one object."""
    if not isinstance(value, Array):
        return function(value)
    different = {id(entry): entry for entry in value.entries}
    known = {key: function(entry) for key, entry in different.items()}
    return Array(value.rows, value.columns, [known[id(entry)] for entry in value.entries])
