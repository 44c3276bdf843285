"""Many epochs of gradient descent on a page as one function of straight-line Python."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT32, Arithmetic
from handgrad.language.arrays import Value, elementwise
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.codegen import PythonNames, block
from handgrad.page.compiled.straight_line import Traced, function_from_page
from handgrad.page.compiled.templates import HELPERS
from handgrad.page.compiled.trace import Symbol
from handgrad.regex import regex

INDENT = "    "
_NAME = regex(r"[A-Za-z_]\w*")
_ARGUMENTS = ("parameters", "rows", "learning_rate", "count", "epochs", "cell")
_LOCALS = (*_ARGUMENTS, "epoch", "total", "mean", "losses")


class CompiledLoop(NamedTuple):
    """`run(parameters, rows, learning_rate, count, epochs, cell)`, and the operations of a row.

    Parameters and rows are sequences of entries in the order of the page, `count` is the
    number of rows, `epochs` a range and `cell` a memoryview of one binary32 number. It returns
    the parameters and the losses of the epochs.
    """

    run: Callable[..., tuple[list[float], list[float]]]
    operations: int


def descended(numbers: Arithmetic, learning_rate: Any, at: Value, gradient: Value) -> Value:
    """A step further down: at - learning_rate*gradient."""

    def move(w: Any, slope: Any) -> Any:
        return numbers.subtract(w, numbers.multiply(learning_rate, slope))

    return elementwise(move, at, gradient)


def loop(page: CheckedPage, numbers: Arithmetic, *, batch: bool) -> CompiledLoop:
    """The loop in float64 or float32, with one update a row or, in a batch, one an epoch.

    Raises EvaluationError for a page that cannot be written out.
    """
    writing = _Writing(Traced(page, numbers))
    lines = writing.batch() if batch else writing.one_by_one()
    # The power is the arithmetic's own: in float32 it rounds the products within.
    helpers = [text for name, text in HELPERS.items() if name != "power"]
    text = "\n".join([*helpers, *lines])
    run = function_from_page(text, "descend", power=numbers.power)
    return CompiledLoop(run, len(writing.traced.graph.symbols))


class _Writing:
    """The lines of the loop, in which the total loss and the parameters are local variables."""

    def __init__(self, traced: Traced) -> None:
        self.traced, self.rounded = traced, traced.graph.numbers.name == FLOAT32.name
        self.numbers = traced.graph.arithmetic
        self.local = {name: traced.names.new(name) for name in _LOCALS}
        self.total, self.mean, self.rate, self.count = map(
            self.input, ("total", "mean", "learning_rate", "count")
        )
        self.parameters = traced.entries(traced.page.parameters)
        self.gradient = traced.gradient()
        [loss] = traced.entries([traced.page.loss_name])
        self.new_total = self.numbers.add(self.total, loss)
        self.new_mean = self.numbers.divide(self.total, self.count)

    def input(self, local: str) -> Symbol:
        return self.traced.graph.input(self.local[local])

    def one_by_one(self) -> Iterator[str]:
        """One update a row."""
        moved = self.moved(self.gradient)
        row = self.assigned(3, [self.total, *self.parameters], [self.new_total, *moved])
        return self.around(row, after=self.assigned(2, [self.mean], [self.new_mean]))

    def batch(self) -> Iterator[str]:
        """One update an epoch, by the mean of the rows' gradients."""
        new, graph = self.traced.names.new, self.traced.graph
        sums = [graph.input(new(f"sum_{p.text}")) for p in self.parameters]
        added = list(map(self.numbers.add, sums, self.gradient))
        row = self.assigned(3, [self.total, *sums], [self.new_total, *added])
        moved = self.moved([self.numbers.divide(s, self.count) for s in sums])
        after = self.assigned(2, [self.mean, *self.parameters], [self.new_mean, *moved])
        return self.around(row, before=[f"        {_zeros(s.text for s in sums)}"], after=after)

    def moved(self, slopes: Sequence[Symbol]) -> list[Any]:
        return [
            descended(self.numbers, self.rate, w, slope)
            for w, slope in zip(self.parameters, slopes, strict=True)
        ]

    def assigned(
        self, level: int, targets: Sequence[Symbol], values: Sequence[Symbol]
    ) -> list[str]:
        """The lines that give the targets their new values, all worked out from the old."""
        traced, cell = self.traced, self.local["cell"]
        code = block(traced.graph, values, traced.names, rounded=self.rounded)
        lines = []
        for variable, expression, exact in code.assignments:
            if self.rounded and not exact:
                lines += [f"{cell}[0] = {expression}", f"{variable} = {cell}[0]"]
            else:
                lines.append(f"{variable} = {expression}")
        early, outputs = _saved(targets, code.outputs, traced.names)
        late = [f"{target.text} = {o}" for target, o in zip(targets, outputs, strict=True)]
        return [INDENT * level + line for line in (*lines, *early, *late)]

    def around(
        self, row: Sequence[str], *, before: Sequence[str] = (), after: Sequence[str]
    ) -> Iterator[str]:
        local = self.local
        parameters, data = _list(self.parameters), self.traced.entries(self.traced.page.data)
        yield f"def descend({', '.join(local[name] for name in _ARGUMENTS)}):"
        yield f"    {_zeros(_most_used(row))}"
        yield f"    {parameters} = {local['parameters']}"
        yield f"    {local['losses']} = []"
        yield f"    for {local['epoch']} in {local['epochs']}:"
        yield f"        {local['total']} = 0.0"
        yield from before
        yield f"        for {_list(data)} in {local['rows']}:"
        yield from row
        yield from after
        yield f"        {local['losses']}.append({local['mean']})"
        yield f"    return {parameters}, {local['losses']}"


def _saved(
    targets: Sequence[Symbol], outputs: Sequence[str], names: PythonNames
) -> tuple[list[str], list[str]]:
    """Outputs that mention another target go to a variable before any target changes."""
    changing = {target.text for target in targets}
    early, saved = [], []
    for target, output in zip(targets, outputs, strict=True):
        if changing.intersection(_NAME.findall(output)) - {target.text}:
            variable = names.temporary()
            early.append(f"{variable} = {output}")
            output = variable
        saved.append(output)
    return early, saved


def _most_used(lines: Sequence[str]) -> list[str]:
    """CPython reaches the first 256 variables of a function with one instruction less."""
    uses = Counter(name for line in lines for name in _NAME.findall(line))
    assigned = {line.partition(" = ")[0].strip() for line in lines}
    return [name for name, _ in uses.most_common() if name in assigned][:240]


def _zeros(variables: Iterable[str]) -> str:
    return " = ".join([*variables, "0.0"])


def _list(symbols: Iterable[Symbol]) -> str:
    return f"[{', '.join(symbol.text for symbol in symbols)}]"
