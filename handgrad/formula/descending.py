"""Many epochs of gradient descent on a page as one function of straight-line Python."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT32, Arithmetic
from handgrad.formula.arrays import Value, elementwise
from handgrad.formula.code import Page, Traced, function_from_page
from handgrad.formula.emitting import block
from handgrad.formula.forms import HELPERS
from handgrad.formula.tracing import Symbol

INDENT = "    "
_NAME = re.compile(r"[A-Za-z_]\w*")
_ARGUMENTS = ("parameters", "rows", "learning_rate", "count", "epochs", "cell")
_LOCALS = (*_ARGUMENTS, "epoch", "total", "totals")


class Loop(NamedTuple):
    """`run(parameters, rows, learning_rate, count, epochs, cell)`, and the operations of a row.

    Parameters and rows are lists of entries in the order of the page, `count` is the number of
    rows, `epochs` a range and `cell` a memoryview of one binary32 number. It returns the
    parameters and, for each epoch, the sum of the rows' losses.
    """

    run: Callable[..., tuple[list[float], list[float]]]
    operations: int


def descended(numbers: Arithmetic, learning_rate: Any, at: Value, gradient: Value) -> Value:
    """A step further down: at - learning_rate*gradient."""

    def move(w: Any, slope: Any) -> Any:
        return numbers.subtract(w, numbers.multiply(learning_rate, slope))

    return elementwise(move, at, gradient)


def loop(page: Page, numbers: Arithmetic, *, batch: bool) -> Loop:
    """The loop in float64 or float32, with one update a row or, in a batch, one an epoch.

    Raises EvaluationError for a page that cannot be written out.
    """
    writing = _Writing(Traced(page, numbers))
    lines = writing.batch() if batch else writing.one_by_one()
    # The power is the arithmetic's own: in float32 it rounds the products within.
    helpers = [text for name, text in HELPERS.items() if name != "power"]
    text = "\n".join([*helpers, *lines])
    run = function_from_page(text, "descend", power=numbers.power)
    return Loop(run, len(writing.traced.graph.symbols))


class _Writing:
    """The lines of the loop, in which the total loss and the parameters are local variables."""

    def __init__(self, traced: Traced) -> None:
        self.traced, self.rounded = traced, traced.graph.numbers.name == FLOAT32.name
        self.numbers = traced.graph.arithmetic
        self.local = {name: traced.names.new(name) for name in _LOCALS}
        self.total, self.rate, self.count = map(self.input, ("total", "learning_rate", "count"))
        self.parameters = traced.entries(traced.page.parameters)
        self.gradient = traced.gradient()
        [loss] = traced.entries([traced.page.loss_name])
        self.new_total = self.numbers.add(self.total, loss)

    def input(self, local: str) -> Symbol:
        return self.traced.graph.input(self.local[local])

    def one_by_one(self) -> Iterator[str]:
        """One update a row."""
        moved = self.moved(self.gradient)
        row = self.assigned(3, [self.total, *self.parameters], [self.new_total, *moved])
        return self.around(row)

    def batch(self) -> Iterator[str]:
        """One update an epoch, by the mean of the rows' gradients."""
        new, graph = self.traced.names.new, self.traced.graph
        sums = [graph.input(new(f"sum_{p.text}")) for p in self.parameters]
        added = list(map(self.numbers.add, sums, self.gradient))
        row = self.assigned(3, [self.total, *sums], [self.new_total, *added])
        moved = self.moved([self.numbers.divide(s, self.count) for s in sums])
        zeros = f"{INDENT * 2}{' = '.join(s.text for s in sums)} = 0.0"
        return self.around(row, before=[zeros], after=self.assigned(2, self.parameters, moved))

    def moved(self, slopes: Sequence[Symbol]) -> list[Any]:
        return [
            descended(self.numbers, self.rate, w, slope)
            for w, slope in zip(self.parameters, slopes, strict=True)
        ]

    def assigned(
        self, level: int, targets: Sequence[Symbol], values: Sequence[Symbol]
    ) -> Iterator[str]:
        """The lines that give the targets their new values, all worked out from the old."""
        traced, cell, indent = self.traced, self.local["cell"], INDENT * level
        code = block(
            traced.graph, values, traced.names, traced.variables,
            named=False, rounded=self.rounded,
        )  # fmt: skip
        for variable, expression, exact in code.assignments:
            if self.rounded and not exact:
                yield f"{indent}{cell}[0] = {expression}; {variable} = {cell}[0]"
            else:
                yield f"{indent}{variable} = {expression}"
        outputs = list(code.outputs)
        changing = {target.text for target in targets}
        for i, (target, output) in enumerate(zip(targets, outputs, strict=True)):
            if changing.intersection(_NAME.findall(output)) - {target.text}:
                outputs[i] = traced.names.temporary()
                yield f"{indent}{outputs[i]} = {output}"
        for target, output in zip(targets, outputs, strict=True):
            yield f"{indent}{target.text} = {output}"

    def around(
        self, row: Iterable[str], before: Iterable[str] = (), after: Iterable[str] = ()
    ) -> Iterator[str]:
        local = self.local
        parameters, data = _list(self.parameters), self.traced.entries(self.traced.page.data)
        yield f"def descend({', '.join(local[name] for name in _ARGUMENTS)}):"
        yield f"    {parameters} = {local['parameters']}"
        yield f"    {local['totals']} = []"
        yield f"    for {local['epoch']} in {local['epochs']}:"
        yield f"        {local['total']} = 0.0"
        yield from before
        yield f"        for {_list(data)} in {local['rows']}:"
        yield from row
        yield from after
        yield f"        {local['totals']}.append({local['total']})"
        yield f"    return {parameters}, {local['totals']}"


def _list(symbols: Iterable[Symbol]) -> str:
    return f"[{', '.join(symbol.text for symbol in symbols)}]"
