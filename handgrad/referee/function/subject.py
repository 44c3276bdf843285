"""The two functions on trial: called with fresh values, counted, and never believed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from handgrad.arithmetic import decimal_arithmetic
from handgrad.referee.function.exact import Exact, Meter, lifted, metered
from handgrad.referee.function.layout import Layout
from handgrad.referee.function.template import Refused, number_fault, plain_lists
from handgrad.visible import described

Number = Any
# An answer of another shape than a number, but with one number in it.
DEEPEST_LOSS = 3


class BudgetSpent(Exception):
    """The loss was called as often as the caller allows."""


@dataclass(slots=True)
class Subject:
    """A loss `f` and its claimed `gradient`, with the layout of their values.

    Where `gradient` is True, `f` answers with both. `evaluations` and `gradient_calls` count,
    at most `budget` of the former; every answer that cannot be used is `Refused`.
    """

    f: Callable[..., object]
    gradient: Callable[..., object] | bool
    layout: Layout
    budget: int | None = None
    progress: Callable[[str], object] | None = None
    evaluations: int = 0
    gradient_calls: int = 0
    _numbers: tuple[type[Exact], Meter] = field(default_factory=metered)

    def say(self, what: str) -> None:
        """One line on what is done next."""
        if self.progress is not None:
            self.progress(f"{what} ({self.evaluations} evaluations of f so far)")

    def value(self, point: Sequence[float]) -> float:
        """`f` at a point of floats."""
        return as_float(self._call_f(point, watch=False), "f")

    def watched_value(self, point: Sequence[float]) -> float:
        """`f` at a point, refused if it changes its arguments."""
        return as_float(self._call_f(point, watch=True), "f")

    def exact_value(self, point: Sequence[Decimal], digits: int, work: int) -> Decimal:
        """`f` at a point of many digits, with at most so much `work`; Refused where it does
        not answer in kind."""
        with decimal_arithmetic(digits).working():
            return as_decimal(self._call_f(self._exact(point, work), watch=False), "f")

    def complex_value(self, point: Sequence[complex]) -> complex:
        """`f` at a complex point; Refused where it does not answer in kind."""
        answer = self._call_f(point, watch=False)
        if isinstance(answer, bool) or not isinstance(answer, complex | float | int):
            raise Refused(f"f answered with {type(answer).__name__}")
        return complex(answer)

    def claim(self, point: Sequence[float]) -> list[float]:
        """The claimed gradient at a point of floats."""
        answers = self._call_gradient(point, watch=True)
        return [as_float(x, "gradient") for x in answers]

    def exact_claim(self, point: Sequence[Decimal], digits: int, work: int) -> list[Number]:
        """The claimed gradient at a point of many digits, each entry of the type it has."""
        with decimal_arithmetic(digits).working():
            return self._call_gradient(self._exact(point, work), watch=False)

    def _exact(self, point: Sequence[Decimal], work: int) -> list[Exact]:
        kind, meter = self._numbers
        meter.left = work
        return [kind(x) for x in point]

    def _call_f(self, point: Sequence[Number], watch: bool) -> Any:
        if self.budget is not None and self.evaluations >= self.budget:
            raise BudgetSpent
        self.evaluations += 1
        answer = self._call("f", self.f, point, watch)
        if self.gradient is True:
            answer, _ = _both(answer)
        answer = _single(plain_lists(answer))
        fault = "" if isinstance(answer, complex) else number_fault(answer)
        if fault:
            hint = ""
            if isinstance(answer, tuple) and len(answer) == 2:
                hint = "; if that is (loss, gradient), write check_gradient(f, True, at)"
            raise Refused(f"f must answer with a finite real number, got {fault}{hint}")
        return answer

    def _call_gradient(self, point: Sequence[Number], watch: bool) -> list[Number]:
        self.gradient_calls += 1
        if callable(self.gradient):
            answer = self._call("gradient", self.gradient, point, watch)
        else:
            _, answer = _both(self._call("f", self.f, point, watch))
        return self.layout.read(answer, "gradient")

    def _call(
        self, name: str, function: Callable[..., Any], point: Sequence[Number], watch: bool
    ) -> Any:
        try:
            values = self.layout.build(point)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise Refused(f"array raised {described(error)}") from error
        before = self.layout.read(values, "values") if watch else []
        try:
            answer = function(*values) if self.layout.positional else function(values)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: it is theirs, not ours
            raise Refused(f"{name} raised {described(error)}") from error
        if watch:
            self._compare(name, before, values)
        return answer

    def _compare(self, name: str, before: list[Number], values: object) -> None:
        after = self.layout.read(values, f"the argument that {name} was given")
        for entry, old, new in zip(self.layout.names, before, after, strict=True):
            if old != new:
                raise Refused(f"{name} changes its argument: {entry} was {old}, then {new}")


def _both(answer: Any) -> tuple[Any, Any]:
    """The loss and the gradient of one answer."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Refused(
            f"f must answer with a pair (loss, gradient), got {type(answer).__name__}"
        )
    return answer[0], answer[1]


def _single(answer: Any, depth: int = DEEPEST_LOSS) -> Any:
    """The number in a list of one number: a loss of shape (1,) or (1, 1)."""
    if depth and isinstance(answer, list) and len(answer) == 1:
        return _single(answer[0], depth - 1)
    return answer


def as_float(answer: Any, who: str) -> float:
    """A finite real answer as a float."""
    answer = plain_lists(answer)
    fault = number_fault(answer)
    if fault:
        raise Refused(f"{who} must answer with a finite real number, got {fault}")
    try:
        value = float(Decimal(answer) if isinstance(answer, Decimal) else answer)
    except OverflowError as error:
        raise Refused(f"{who} answered with a number too large for a float") from error
    if not isfinite(value):
        raise Refused(f"{who} answered with a number too large for a float")
    return value


def as_decimal(answer: Any, who: str) -> Decimal:
    """An answer in kind as a Decimal: constants are exact whatever their type."""
    answer = plain_lists(answer)
    if number_fault(answer) or not isinstance(answer, int | float | Fraction | Decimal):
        raise Refused(f"{who} answered with {type(answer).__name__}")
    return Decimal(lifted(answer))
