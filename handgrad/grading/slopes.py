"""The slope of a page's loss along a direction of any of its values, by differences alone."""

from collections.abc import Mapping
from fractions import Fraction

from handgrad.arithmetic import RATIONAL, Arithmetic, Number
from handgrad.degrees import DEGREES, VARIABLE, Degree
from handgrad.differences import (
    POLYNOMIAL_STEP,
    Curve,
    Slope,
    central_difference,
    polynomial_slope,
    slope,
)
from handgrad.errors import BudgetError, InexactError
from handgrad.formula.arrays import Array, Value, as_array, elementwise, simplest
from handgrad.formula.values import evaluate
from handgrad.gates import Record, recording
from handgrad.model import Model
from handgrad.points import converted, in_arithmetic

Point = Mapping[str, Value]
Directions = Mapping[str, Value]


class _GateCrossed(Exception):
    """A step of the differences left the piece of the loss that the point lies on."""


def slope_along(model: Model, point: Point, directions: Directions) -> Slope:
    """d loss / dt where every value named is nudged by t times its direction.

    Forward values can be nudged too: what is computed from them follows. Exact where the loss
    is a polynomial in t; the error of the slope tells.
    """
    loss = loss_along(model, point, directions)
    try:
        degree = loss(VARIABLE, DEGREES)  # type: ignore[arg-type]
        if isinstance(degree, Degree) and degree.denominator == 0:
            return _exact_slope(loss, degree.numerator)
    except (InexactError, BudgetError, _GateCrossed):
        pass
    return slope(loss)


def measured(model: Model, point: Point, name: str, digits: int | None) -> Value:
    """The derivative of the loss by a value of the page, entry by entry, by differences.

    Exact fractions for `digits` None (raises InexactError where the loss is no polynomial of
    an entry), else right to so many digits.
    """
    rows, columns = extent(model, name)
    entries: list[Fraction] = []
    for k in range(rows * columns):
        unit = Array(rows, columns, [Fraction(int(i == k)) for i in range(rows * columns)])
        if digits is not None:
            entries.append(central_difference(loss_along(model, point, {name: unit}), min(3 * digits + 60, 1000)))
            continue
        found = slope_along(model, point, {name: unit})
        if not found.exact:
            raise InexactError(f"the loss is no polynomial in {name}")
        entries.append(found.value)
    return simplest(Array(rows, columns, entries))


def extent(model: Model, name: str) -> tuple[int, int]:
    """Rows and columns of a value of the page, as numbers."""
    rows, columns = (model.sizes[d] if isinstance(d, str) else d for d in model.shapes[name])
    return rows, columns


def loss_along(model: Model, point: Point, directions: Directions) -> Curve:
    """The loss as a function of t, in whatever arithmetic t comes."""

    def loss(t: Number, numbers: Arithmetic) -> Number:
        def nudged(name: str, value: Value) -> Value:
            if name not in directions:
                return value
            direction = converted(directions[name], numbers)
            by = elementwise(lambda v: numbers.multiply(t, v), direction)
            return elementwise(numbers.add, value, by)

        with numbers.working():
            values = in_arithmetic(model, point, numbers)
            for name in model.declarations:
                values[name] = nudged(name, values[name])
            for step in model.steps:
                values[step.name] = nudged(step.name, evaluate(step.tree, values, numbers))
        found: Number = as_array(values[model.loss_name]).entries[0]
        return found

    return loss


def _exact_slope(loss: Curve, degree: int) -> Slope:
    """The exact slope of a piecewise polynomial, with a step that stays on the piece."""

    def same_piece(t: Number, numbers: Arithmetic) -> Number:
        record: Record = []
        value = loss(t, recording(numbers, record))
        if record != here:
            raise _GateCrossed
        return value

    here: Record = []
    loss(Fraction(0), recording(RATIONAL, here))
    try:
        return polynomial_slope(same_piece, degree)
    except _GateCrossed:
        return polynomial_slope(same_piece, degree, step=POLYNOMIAL_STEP**3)
