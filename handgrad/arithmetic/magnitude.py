"""How large and how small the numbers on the way to a value are: decimal that keeps a record.

A contribution smaller than the rounding of what it is added to leaves no trace in a value. The
span of all that occurs tells how many digits show every contribution, and products of two.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from decimal import Decimal, getcontext
from typing import Any

from handgrad.arithmetic import Arithmetic, Number

UNSURE = 10
"""Digits that rounding may have taken from the end of a number."""


@dataclass
class Span:
    """The powers of ten of the largest and the smallest number that occurred, 1 included.

    `lost` says that something vanished altogether: more digits are needed to see how small.
    """

    low: int = 0
    high: int = 0
    lost: bool = False

    @property
    def width(self) -> int:
        return self.high - self.low

    def note(self, value: Any) -> None:
        if value:
            power = value.adjusted()
            self.low, self.high = min(self.low, power), max(self.high, power)

    def joined(self, other: "Span") -> "Span":
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Span(low, high, self.lost or other.lost)


def measuring(numbers: Arithmetic, span: Span, saturating: Collection[str]) -> Arithmetic:
    """The same decimal arithmetic, noting in `span` the size of every result.

    Functions that saturate hide, near 0, 1, -1 or their own argument, what tells them from it.
    """

    def noted(operation: Callable[..., Number]) -> Callable[..., Number]:
        def measured(*arguments: Any) -> Any:
            result: Any = operation(*arguments)
            span.note(result)
            return result

        return measured

    def cancelling(operation: Callable[..., Number]) -> Callable[..., Number]:
        """A sum; what is left where all digits but the last cancel is rounding, and is 0."""

        def measured(x: Any, y: Any) -> Any:
            result: Any = operation(x, y)
            if x and y and result:
                lost = max(x.adjusted(), y.adjusted()) - result.adjusted()
                result = result if lost < getcontext().prec - UNSURE else Decimal(0)
            span.note(result)
            return result

        return measured

    def vanishing(operation: Callable[..., Number]) -> Callable[..., Number]:
        def measured(x: Any, y: Any) -> Any:
            result: Any = operation(x, y)
            span.note(result)
            span.lost = span.lost or (not result and bool(x) and bool(y))
            return result

        return measured

    def hiding(function: Callable[..., Number]) -> Callable[..., Number]:
        def measured(x: Any) -> Any:
            result: Any = function(x)
            span.note(result)
            if x:
                span.lost = span.lost or not result
                for special in (Decimal(1), Decimal(-1), x):
                    rest = result - special
                    span.note(rest)
                    span.lost = span.lost or not rest
            return result

        return measured

    functions = {
        name: hiding(f) if name in saturating else f for name, f in numbers.functions.items()
    }
    return replace(
        numbers,
        convert=noted(numbers.convert),
        add=cancelling(numbers.add),
        subtract=cancelling(numbers.subtract),
        multiply=vanishing(numbers.multiply),
        divide=vanishing(numbers.divide),
        power=vanishing(numbers.power),
        functions=functions,
        dot=None,
    )
