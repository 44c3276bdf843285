"""Run formulas on symbols: what comes out is the graph of their operations, each one once."""

import operator
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.base import LARGEST_PRODUCT, product_power
from handgrad.errors import BudgetError, EvaluationError


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A number that is not known yet: a leaf with its text, or an operation on symbols.

    `operation` is one of "number" (which has its value), "input", + - * /, "negative", "pow" (a
    constant exponent that is 0 or no small whole number), "power" (any other), or the name of a
    function.
    """

    graph: "OperationGraph" = field(repr=False)
    operation: str
    operands: tuple["Symbol", ...] = ()
    text: str = ""
    value: Any = None

    def __int__(self) -> int:
        """A size that a formula names."""
        return int(self.value)

    def __neg__(self) -> "Symbol":
        return self.graph.apply("negative", operator.neg, self)


class OperationGraph:
    """The operations recorded, an operand before what uses it.

    The same operation on the same operands is the same symbol, so what a page repeats is
    calculated once; an operation on numbers alone is carried out in `numbers`. `literal` is the
    text of a number. Raises BudgetError past `limit` symbols.
    """

    def __init__(
        self, numbers: Arithmetic, limit: int, literal: Callable[[Any], str] = repr
    ) -> None:
        self.numbers, self.limit, self.literal = numbers, limit, literal
        self.symbols: dict[object, Symbol] = {}
        self.arithmetic: Any = self._recording()

    def input(self, name: str) -> Symbol:
        return self._symbol("input", text=name)

    def number(self, value: Any) -> Symbol:
        if value - value != 0:  # infinite or nan
            raise EvaluationError(f"a constant of the page is {value} in {self.numbers.name}")
        return self._symbol("number", text=self.literal(value), value=value)

    def apply(self, operation: str, calculate: Callable[..., Any], *operands: Symbol) -> Symbol:
        if all(operand.operation == "number" for operand in operands):
            return self.number(calculate(*(operand.value for operand in operands)))
        return self._symbol(operation, operands)

    def _symbol(
        self,
        operation: str,
        operands: tuple[Symbol, ...] = (),
        text: str = "",
        value: Any = None,
    ) -> Symbol:
        key = (operation, operands, text)
        if key not in self.symbols:
            if len(self.symbols) >= self.limit:
                raise BudgetError(f"written out it has more than {self.limit} operations")
            self.symbols[key] = Symbol(self, operation, operands, text, value)
        return self.symbols[key]

    def _recording(self) -> Arithmetic:
        """The arithmetic of symbols: to calculate is to record."""
        numbers = self.numbers

        def recorded(operation: str, calculate: Callable[..., Any]) -> Callable[..., Any]:
            return lambda *operands: self.apply(operation, calculate, *operands)

        def convert(value: Any) -> Any:
            return self.number(numbers.convert(value))

        return Arithmetic(
            name=numbers.name,
            convert=convert,
            add=recorded("+", numbers.add),
            subtract=recorded("-", numbers.subtract),
            multiply=recorded("*", numbers.multiply),
            divide=recorded("/", numbers.divide),
            power=self._power,
            functions={name: recorded(name, f) for name, f in numbers.functions.items()},
            pi=lambda: convert(numbers.pi()),
            working=nullcontext,
            is_ordered=False,
        )

    def _power(self, base: Any, exponent: Any) -> Any:
        """Small whole powers are the products that the float arithmetics make of them."""
        if exponent.operation != "number":
            return self.apply("power", self.numbers.power, base, exponent)
        y = exponent.value
        if not 0 < abs(y) <= LARGEST_PRODUCT or y != int(y):
            return self.apply("pow", self.numbers.power, base, exponent)
        product = product_power(self.arithmetic.multiply, base, abs(int(y)))
        one = self.number(self.numbers.convert(1))
        return product if y > 0 else self.arithmetic.divide(one, product)
