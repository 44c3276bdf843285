"""The gradient of the loss by proposed formulas, where differences confirm them.

Formulas are proposed for a page; they count at a point only where all of them together, or one
by itself, have the slope of the loss along a direction through all entries: to more digits than
are asked for, and drawn from the point, so that errors do not cancel.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, reduce
from typing import Any

from handgrad.arithmetic import RATIONAL, Arithmetic, Number, decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Derivative, Name
from handgrad.page.checked_page import CheckedPage
from handgrad.page.checks import Formula
from handgrad.referee.directional import Point, converted, extent, in_arithmetic, loss_along
from handgrad.referee.leibniz import MOST_MEASURED, direction_at, measured_slope

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
            return by if by in model.shapes and _BY in model.cache else ""
    return ""


class Proposals:
    """The proposed gradient at a point, to three times as many digits; exact for None."""

    def __init__(self, model: CheckedPage, point: Point, digits: int | None) -> None:
        self.model, self.point, self.digits = model, point, digits

    @property
    def numbers(self) -> Arithmetic:
        return RATIONAL if self.digits is None else decimal_arithmetic(3 * self.digits + 60)

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """What is proposed for the derivative of the loss by each name."""
        model, numbers = self.model, self.numbers
        if _BY not in model.cache or (self.digits or 0) > MOST_MEASURED:
            return {}
        if _FORMULAS not in model.cache:
            model.cache[_FORMULAS] = tuple(model.cache[_BY](model))
        found: dict[str, Value] = {}
        with numbers.working():
            values = model.run_forward(in_arithmetic(model, self.point, numbers), numbers)
            for formula in (*model.derivatives, *model.cache[_FORMULAS]):
                try:
                    values[formula.name] = evaluate(formula.tree, values, numbers)
                except EvaluationError:
                    continue
                name = formula.name.partition("/d")[2]
                if formula.name not in model.shapes and name in model.shapes:
                    found[name] = values[formula.name]
        extents = {name: as_array(value)[:2] for name, value in found.items()}
        return {n: v for n, v in found.items() if extents[n] == extent(model, n)}

    @cached_property
    def together(self) -> Mapping[str, Value]:
        """All of them, where one slope along a direction of all names is theirs; else none."""
        return self.values if self.values and self.confirmed(tuple(self.values)) else {}

    def value(self, name: str) -> Value | None:
        """The derivative by a name, if it is confirmed with all others or by itself."""
        if name in self.together:
            return self.together[name]
        return self.values[name] if name in self.values and self.confirmed((name,)) else None

    def slope(self, name: str, direction: Value) -> Number | None:
        """The slope along a direction of one name, where all of them are confirmed."""
        return self.along(name, direction)[0] if name in self.together else None

    def along(self, name: str, direction: Value) -> tuple[Any, Any]:
        """The proposed slope along a direction, and the largest of its terms."""
        numbers = self.numbers
        with numbers.working():
            found = as_array(self.values[name]).entries
            along = as_array(converted(direction, numbers)).entries
            terms: list[Any] = list(map(numbers.multiply, found, along))
            return reduce(numbers.add, terms), max(map(abs, terms))

    def confirmed(self, names: Sequence[str]) -> bool:
        """Whether the slope of the loss along a direction of these names is the proposed one.

        It has to be to the digits asked for in units of each name's own part of it.
        """
        numbers = self.numbers
        directions = {name: direction_at(self.model, self.point, name) for name in names}
        try:
            loss = loss_along(self.model, self.point, directions)
            slope = measured_slope(loss, self.digits, " and ".join(names))
        except EvaluationError:
            return False
        parts = [self.along(name, direction) for name, direction in directions.items()]
        with numbers.working():
            gap: Any = numbers.convert(slope)
            for part, _ in parts:
                gap = numbers.subtract(gap, part)
            if self.digits is None:
                return bool(gap == 0)
            sizes = [largest for _, largest in parts if largest]
            shown = numbers.multiply(abs(gap), numbers.convert(10 ** (self.digits - SPARE)))
            return bool(shown <= min(sizes, default=numbers.convert(0)))
