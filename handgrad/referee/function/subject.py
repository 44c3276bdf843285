"""The two functions on trial: called with fresh values, counted, and never believed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from handgrad.arithmetic import decimal_arithmetic
from handgrad.referee.function.exact import Exact, lifted
from handgrad.referee.function.nested import ArrayMaker, Layout, Refused, number_fault, plain
from handgrad.visible import described

Number = Any


@dataclass(slots=True)
class Subject:
    """A loss `f` and its claimed `gradient`, with the layout of their values.

    `evaluations` and `gradient_calls` count; every answer that cannot be used is `Refused`.
    """

    f: Callable[..., object]
    gradient: Callable[..., object]
    layout: Layout
    array: ArrayMaker | None = None
    evaluations: int = 0
    gradient_calls: int = 0

    def value(self, point: Sequence[float]) -> float:
        """`f` at a point of floats."""
        return as_float(self._call_f(point, watch=False), "f")

    def watched_value(self, point: Sequence[float]) -> float:
        """`f` at a point, refused if it changes its arguments."""
        return as_float(self._call_f(point, watch=True), "f")

    def exact_value(self, point: Sequence[Decimal], digits: int) -> Decimal:
        """`f` at a point of many digits; Refused where it does not answer in kind."""
        with decimal_arithmetic(digits).working():
            return as_decimal(self._call_f([Exact(x) for x in point], watch=False), "f")

    def complex_value(self, point: Sequence[complex]) -> complex:
        """`f` at a complex point; Refused where it does not answer in kind."""
        answer = plain(self._call_f(point, watch=False))
        if isinstance(answer, bool) or not isinstance(answer, complex | float | int):
            raise Refused(f"f answered with {type(answer).__name__}")
        return complex(answer)

    def claim(self, point: Sequence[float]) -> list[float]:
        """The claimed gradient at a point of floats."""
        answers = self._call_gradient(point, watch=True)
        return [as_float(x, "gradient") for x in answers]

    def exact_claim(self, point: Sequence[Decimal], digits: int) -> list[Number]:
        """The claimed gradient at a point of many digits, each entry of the type it has."""
        with decimal_arithmetic(digits).working():
            return self._call_gradient([Exact(x) for x in point], watch=False)

    def _call_f(self, point: Sequence[Number], watch: bool) -> Any:
        self.evaluations += 1
        answer = self._call("f", self.f, point, watch)
        fault = "" if isinstance(plain(answer), complex) else number_fault(plain(answer))
        if fault:
            raise Refused(f"f must answer with a finite real number, got {fault}")
        return answer

    def _call_gradient(self, point: Sequence[Number], watch: bool) -> list[Number]:
        self.gradient_calls += 1
        answer = self._call("gradient", self.gradient, point, watch)
        return self.layout.read(answer, "gradient")

    def _call(
        self, name: str, function: Callable[..., Any], point: Sequence[Number], watch: bool
    ) -> Any:
        try:
            values = self.layout.build(point, self.array)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise Refused(f"array raised {described(error)}") from error
        before = self.layout.read(values, "values") if watch else []
        try:
            positional = isinstance(self.layout.template, tuple)
            answer = function(*values) if positional else function(values)
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


def as_float(answer: Any, who: str) -> float:
    """A finite real answer as a float."""
    answer = plain(answer)
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
    answer = plain(answer)
    if number_fault(answer) or not isinstance(answer, int | float | Fraction | Decimal):
        raise Refused(f"{who} answered with {type(answer).__name__}")
    return Decimal(lifted(answer))
