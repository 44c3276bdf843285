"""The loss by a value on the way to it: by a proposed formula that a difference confirms here.

A formula is proposed for the page; it counts at a point only where its value along a direction
through all entries is the slope of the loss along it, to more digits than are asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from handgrad.arithmetic import RATIONAL, decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Derivative, Name
from handgrad.page.checked_page import CheckedPage
from handgrad.page.checks import Formula
from handgrad.referee.directional import (
    Point,
    in_arithmetic,
)

Proposing = Callable[[CheckedPage], Sequence[Formula]]
SPARE = 10
"""Digits that rounding may cost of those to which a slope is known."""
_BY, _FORMULAS = "proposing", "proposed formulas"


def propose(model: CheckedPage, by: Proposing) -> None:
    """Let formulas be proposed for a page; they are asked for when one is first needed."""
    model.cache.setdefault(_BY, by)


def propose_alike(model: CheckedPage, other: CheckedPage) -> None:
    """The same for a page with other sizes."""
    if _BY in model.cache:
        propose(other, model.cache[_BY])


def proposed_name(model: CheckedPage, node: Derivative) -> str:
    """The value of the page by which a node differentiates the loss, if it may be proposed."""
    match node:
        case Derivative(Name(of), Name(by), full=False) if of == model.loss_name:
            is_step = any(step.name == by for step in model.steps)
            return by if is_step and _BY in model.cache else ""
    return ""


def proposed_values(
    model: CheckedPage, point: Point, digits: int | None
) -> Mapping[str, Value]:
    """The values of all proposed formulas at a point, to more digits than those asked for.

    They are exact for `digits` None.
    """
    if _FORMULAS not in model.cache:
        model.cache[_FORMULAS] = tuple(model.cache[_BY](model))
    numbers = RATIONAL if digits is None else decimal_arithmetic(_more(digits))
    with numbers.working():
        values = model.run_forward(in_arithmetic(model, point, numbers), numbers)
        for formula in (*model.derivatives, *model.cache[_FORMULAS]):
            try:
                values[formula.name] = evaluate(formula.tree, values, numbers)
            except EvaluationError:
                continue
    return values


def confirmed(value: Value, direction: Value, slope: Value, digits: int | None) -> Value | None:
    """A value of fractions, None where its sum along the direction is not the slope."""
    array = as_array(value)
    entries = [Fraction(x) for x in array.entries]
    along = as_array(direction).entries
    terms = [x * Fraction(d) for x, d in zip(entries, along, strict=True)]
    gap, largest = (
        abs(sum(terms, Fraction(0)) - Fraction(as_array(slope).entries[0])),
        max(map(abs, terms)),
    )
    if gap * 10 ** (digits - SPARE) > largest if digits is not None else gap:
        return None
    exact = Array(array.rows, array.columns, list(entries))
    return exact if isinstance(value, Array) else entries[0]


def _more(digits: int) -> int:
    """Digits to spare for what cancels on the way."""
    return 3 * digits + 60
