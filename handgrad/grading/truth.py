"""The values of a page at its test points: everything given, every forward value, the key."""

from collections.abc import Mapping
from typing import cast

from handgrad.arithmetic import RATIONAL, Arithmetic, decimal_arithmetic
from handgrad.degrees import DEGREES, VARIABLE, Degree
from handgrad.errors import EvaluationError, InexactError
from handgrad.formula.arrays import Array, Value
from handgrad.formula.values import evaluate
from handgrad.grading.slopes import measured
from handgrad.model import Model
from handgrad.points import converted, in_arithmetic, test_points

Environment = Mapping[str, Value]


def at_points(
    model: Model, seed: int, digits: int | None, wanted: str | None = None
) -> tuple[Environment, ...]:
    """The environment of each test point, in decimal of so many digits, None for rational.

    Where the page has no formula for the derivative by `wanted`, it is measured. Raises
    InexactError or BudgetError where the page leaves the rational numbers.
    """
    on_page = wanted is None or model.derivative_name(wanted) in model.gradient_formulas
    key = ("environments", seed, digits, None if on_page else wanted)
    if key not in model.cache:
        points = test_points(model, seed=seed).values
        model.cache[key] = tuple(
            environment(model, point, digits, None if on_page else wanted) for point in points
        )
    found: tuple[Environment, ...] = model.cache[key]
    return found


def arithmetic_of(digits: int | None) -> Arithmetic:
    return RATIONAL if digits is None else decimal_arithmetic(digits)


def environment(
    model: Model, point: Mapping[str, Value], digits: int | None, missing: str | None = None
) -> Environment:
    """Everything a formula may name at one point, with the derivative by `missing` measured.

    A derivative that the key cannot give there is left out.
    """
    numbers = arithmetic_of(digits)
    with numbers.working():
        values = model.run_forward(in_arithmetic(model, point, numbers), numbers)
        for derivative in model.derivatives:
            try:
                values[derivative.name] = evaluate(derivative.tree, values, numbers)
            except InexactError:
                raise
            except EvaluationError:
                continue
        if missing is not None:
            found = measured(model, point, missing, digits)
            values[model.derivative_name(missing)] = converted(found, numbers)
    return values


def is_rational(model: Model) -> bool:
    """Whether every formula of the page is a rational function, so that `==` decides."""
    return loss_degree(model, all_variable(model)) is not None


def all_variable(model: Model) -> dict[str, Value]:
    """Every declared name as a variable of degree 1."""
    found: dict[str, Value] = {}
    for name in model.declarations:
        shape = model.dimensions(name)
        found[name] = filled(shape, VARIABLE)
    return found


def filled(shape: tuple[int, ...], entry: object) -> Value:
    """A value of this shape with all entries the same."""
    if not shape:
        return entry
    rows, columns = (*shape, 1)[:2]
    return Array(rows, columns, [entry] * (rows * columns))


def degree_environment(model: Model, given: Mapping[str, Value]) -> Environment | None:
    """The degree of every value of the page, None where one is not rational."""
    try:
        values = model.run_forward(given, DEGREES)
        model.run_gradient(values, DEGREES)
    except InexactError:
        return None
    return values


def loss_degree(model: Model, given: Mapping[str, Value]) -> Degree | None:
    """The degree of the loss in the names that are variables in `given`, None if not rational."""
    values = degree_environment(model, given)
    if values is None:
        return None
    return cast(Degree, values[model.loss_name])
