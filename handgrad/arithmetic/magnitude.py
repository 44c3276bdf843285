"""How large and how small the numbers on the way to a value are: decimal that keeps a record.

A contribution smaller than the rounding of what it is added to leaves no trace in a value. The
span of all that occurs tells how many digits show every contribution, and products of two.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, getcontext
from functools import reduce
from itertools import accumulate
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
            if power < self.low:
                self.low = power
            elif power > self.high:
                self.high = power

    def note_all(self, values: Sequence[Any]) -> None:
        powers = list(map(Decimal.adjusted, filter(None, values)))
        if powers:
            self.low, self.high = min(self.low, *powers), max(self.high, *powers)

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
            if result:
                span.note(result)
            elif x and y:
                span.lost = True
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

    add, multiply = cancelling(numbers.add), vanishing(numbers.multiply)

    def dot(row: Sequence[Any], column: Sequence[Any]) -> Any:
        """The inner product; one by one only where a product vanishes or a sum cancels."""
        context, here = getcontext(), Span()
        products = list(map(context.multiply, row, column))
        sums = list(accumulate(products, context.add))
        here.note_all(products)
        here.note_all(sums)
        vanishes = not all(products) and any(
            x and y and not product for x, y, product in zip(row, column, products, strict=True)
        )
        if vanishes or here.width >= context.prec - UNSURE:
            return reduce(add, map(multiply, row, column))
        span.low, span.high = min(span.low, here.low), max(span.high, here.high)
        return sums[-1]

    functions = {
        name: hiding(f) if name in saturating else f for name, f in numbers.functions.items()
    }
    return replace(
        numbers,
        convert=noted(numbers.convert),
        add=add,
        subtract=cancelling(numbers.subtract),
        multiply=multiply,
        divide=vanishing(numbers.divide),
        power=vanishing(numbers.power),
        functions=functions,
        dot=dot,
    )
