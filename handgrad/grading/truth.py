"""The values of a page at its test points: everything given, every forward value, the key."""

from collections.abc import Mapping
from fractions import Fraction

from handgrad.arithmetic import RATIONAL, Arithmetic, decimal_arithmetic
from handgrad.degrees import DEGREES, VARIABLE, Degree
from handgrad.errors import EvaluationError, InexactError
from handgrad.formula.arrays import Array, Value
from handgrad.formula.values import evaluate
from handgrad.model import Model
from handgrad.points import in_arithmetic, test_points

Environment = Mapping[str, Value]


def at_points(model: Model, seed: int, digits: int | None) -> tuple[Environment, ...]:
    """The environment of each test point, in decimal of so many digits, None for rational.

    Raises InexactError or BudgetError where the page leaves the rational numbers.
    """
    key = ("environments", seed, digits)
    if key not in model.cache:
        points = test_points(model, seed=seed).values
        model.cache[key] = tuple(environment(model, point, digits) for point in points)
    found: tuple[Environment, ...] = model.cache[key]
    return found


def arithmetic_of(digits: int | None) -> Arithmetic:
    return RATIONAL if digits is None else decimal_arithmetic(digits)


def environment(model: Model, point: Mapping[str, Value], digits: int | None) -> Environment:
    """Everything a formula may name at one point; a derivative the key cannot give is left out."""
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
    return None if values is None else values[model.loss_name]


def fraction(value: Value) -> Fraction:
    return Fraction(value)
