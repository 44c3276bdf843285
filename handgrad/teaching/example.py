"""A page at a point: the values given and worked out, exactly where that is possible."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from handgrad.arithmetic import Arithmetic, arithmetic
from handgrad.errors import BudgetError, EvaluationError, HandgradError, InexactError
from handgrad.language.arrays import Value
from handgrad.page.checked_page import CheckedPage
from handgrad.page.values import plain_value
from handgrad.teaching.cautions import at_a_kink
from handgrad.teaching.sample import sample

TRIES = 200


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its values: `environment` holds what is given, every forward value and the
    value of every gradient formula, as numbers of one arithmetic."""

    model: CheckedPage
    numbers: Arithmetic
    environment: Mapping[str, Value]


def example(model: CheckedPage, values: Mapping[str, object] | None) -> Example:
    """The page at these values, or at small values drawn from its domains.

    Raises ValuesError for values that do not fit the page, EvaluationError where it has none.
    """
    return _drawn(model) if values is None else _at(model, values)


def _at(model: CheckedPage, values: Mapping[str, object]) -> Example:
    """In rational arithmetic, or in decimal where the page or its values are not rational."""
    exact = {name: _exact(value) for name, value in values.items()}
    try:
        return _run(model, exact, arithmetic("rational"))
    except (InexactError, BudgetError):
        return _run(model, exact, arithmetic("decimal"))


def _run(model: CheckedPage, values: Mapping[str, object], numbers: Arithmetic) -> Example:
    with numbers.working():
        environment = model.run_forward(model.read(values, numbers), numbers)
        model.run_gradient(environment, numbers)
    return Example(model, numbers, environment)


def _drawn(model: CheckedPage) -> Example:
    """The first small values at which the page has a value and no kink."""
    failure = "every point is at a kink"
    for seed in range(TRIES):
        try:
            found = _at(model, sample(model, seed))
        except EvaluationError as error:
            failure = str(error)
            continue
        with found.numbers.working():
            if not at_a_kink(model, found.environment, found.numbers):
                return found
    raise HandgradError(f"no small values were found for {model.name} ({failure}); give --at")


def _exact(value: object) -> object:
    """Numbers as fractions, a float read as the decimal that it prints as: 0.1 is one tenth."""
    value = plain_value(value)
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    if isinstance(value, float | Decimal) and isfinite(value):
        return Fraction(str(value))
    return value
