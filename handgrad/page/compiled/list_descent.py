"""Many epochs of gradient descent on a large page, by list loops."""

from collections.abc import Mapping, Sequence
from itertools import islice
from math import prod
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.language.arrays import Array, as_array
from handgrad.language.cost import SCALAR, Extent
from handgrad.language.tree import Name, Node
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.large_page import extent_of
from handgrad.page.compiled.list_loops import (
    Definition,
    Lists,
    as_lists,
    as_value,
    list_function,
)
from handgrad.page.compiled.loop import CompiledLoop

# No name of a page is spelled so.
RATE, COUNT = "[rate]", "[count]"

Extents = Mapping[str, Extent]


def list_descent(page: CheckedPage, numbers: Arithmetic, *, batch: bool) -> CompiledLoop:
    """The loop in any arithmetic, with one update a row or, in a batch, one an epoch.

    What no parameter's derivative needs is left out. Raises EvaluationError for a page that
    cannot be written; its `run` may raise ArithmeticError or ValueError.
    """
    descent = _Descent(page, numbers)
    return CompiledLoop(descent.batch() if batch else descent.one_by_one(), page.operations)


class _Descent:
    def __init__(self, page: CheckedPage, numbers: Arithmetic) -> None:
        self.page, self.numbers = page, numbers
        self.parameters = {name: extent_of(page, name) for name in page.parameters}
        self.data = {name: extent_of(page, name) for name in page.data}
        self.formulas = [(f.name, f.tree) for f in (*page.steps, *page.derivatives)]
        self.slopes = {name: Name(page.derivative_name(name)) for name in page.parameters}

    def function(self, given: Extents, definitions: list[Definition], wanted: list[str]) -> Any:
        return list_function(given, definitions, wanted, self.page.sizes, self.numbers)

    def one_by_one(self) -> Any:
        """One update a row."""
        moves = _moves(self.slopes)
        given = {**self.parameters, **self.data, RATE: SCALAR}
        wanted = [self.page.loss_name, *dict(moves)]
        step = self.function(given, [*self.formulas, *moves], wanted)

        def epoch(values: Any, rows: Any, rate: Any, count: Any, total: Any) -> Any:
            for row in rows:
                loss, *values = step(*values, *row, rate)
                total = self.numbers.add(total, loss)
            return values, total

        return self.run(epoch)

    def batch(self) -> Any:
        """One update an epoch, by the mean of the rows' gradients."""
        sums = {f"[sum {name}]": extent for name, extent in self.parameters.items()}
        pairs = list(zip(sums, self.slopes.values(), strict=True))
        added = [(f"[new {of}]", Name(of) + slope) for of, slope in pairs]
        given = {**self.parameters, **self.data, **sums}
        wanted = [self.page.loss_name, *dict(added)]
        slope = self.function(given, [*self.formulas, *added], wanted)
        moves = _moves(
            {n: Name(s) / Name(COUNT) for n, s in zip(self.slopes, sums, strict=True)}
        )
        given = {**self.parameters, **sums, RATE: SCALAR, COUNT: SCALAR}
        move = self.function(given, moves, list(dict(moves)))
        zero = self.numbers.convert(0)
        zeros = [as_lists(Array(*e, [zero] * prod(e))) for e in sums.values()]

        def epoch(values: Any, rows: Any, rate: Any, count: Any, total: Any) -> Any:
            totals: Any = zeros
            for row in rows:
                loss, *totals = slope(*values, *row, *totals)
                total = self.numbers.add(total, loss)
            return move(*values, *totals, rate, count), total

        return self.run(epoch)

    def run(self, epoch: Any) -> Any:
        """Epochs one after another, in the form of `CompiledLoop.run`."""
        numbers = self.numbers

        def run(
            start: Sequence[Any], rows: Any, rate: Any, count: Any, epochs: range, cell: Any
        ) -> tuple[list[Any], list[Any]]:
            values: Any = _split(start, self.parameters)
            data = [_split(row, self.data) for row in rows]
            losses = []
            for _ in epochs:
                values, total = epoch(values, data, rate, count, numbers.convert(0))
                losses.append(numbers.divide(total, count))
            return _joined(values, self.parameters), losses

        return run


def _moves(slopes: Mapping[str, Node]) -> list[Definition]:
    """The parameters a step further down."""
    return [(f"[moved {name}]", Name(name) - Name(RATE) * s) for name, s in slopes.items()]


def _split(entries: Sequence[Any], extents: Extents) -> list[Lists]:
    """Values from their entries, one after another."""
    following = iter(entries)
    return [as_lists(Array(*e, list(islice(following, prod(e))))) for e in extents.values()]


def _joined(values: Sequence[Lists], extents: Extents) -> list[Any]:
    pairs = zip(values, extents.values(), strict=True)
    return [
        entry for lists, extent in pairs for entry in as_array(as_value(lists, extent)).entries
    ]
