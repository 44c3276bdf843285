"""Pages as straight-line Python: every entry of a vector or matrix is a variable of its own.

This is for pages only, which are checked and trusted; what a student writes is walked as a
tree and never becomes code. A page of more than `MOST_OPERATIONS` is not written out
(BudgetError); it can still be walked, with the same results.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.language.arrays import Array, Value, as_array
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.codegen import PythonNames
from handgrad.page.compiled.trace import OperationGraph, Symbol

MOST_OPERATIONS = 20_000


class Traced:
    """A page run on symbols: the graph, the values by name, and the names of variables."""

    def __init__(self, page: CheckedPage, numbers: Arithmetic) -> None:
        self.page, self.names = page, PythonNames()
        self.graph = OperationGraph(numbers, MOST_OPERATIONS)
        self.arguments = {name: self.names.new(name) for name in (*page.parameters, *page.data)}
        self.unpacked: dict[str, list[str]] = {}
        given = {name: self._input(name) for name in self.arguments}
        self.values = page.run_forward(given, self.graph.arithmetic)
        page.run_gradient(self.values, self.graph.arithmetic)
        self.variables = dict(self._named_by_page())

    def shape(self, name: str) -> tuple[int, ...]:
        return {**self.page.parameters, **self.page.data}[name]

    def _input(self, name: str) -> Value:
        shape = self.shape(name)
        if not shape:
            return self.graph.input(self.arguments[name])
        rows, columns = (*shape, 1)[:2]
        entries = [self.names.new(entry) for entry in _entry_names(name, rows, columns)]
        self.unpacked[name] = entries
        return Array(rows, columns, [self.graph.input(entry) for entry in entries])

    def _named_by_page(self) -> Iterator[tuple[Symbol, str]]:
        named = set()
        for formula in (*self.page.steps, *self.page.derivatives):
            array = as_array(self.values[formula.name])
            entries = _entry_names(formula.name, array.rows, array.columns)
            for symbol, entry in zip(array.entries, entries, strict=True):
                if symbol.operands and symbol not in named:
                    named.add(symbol)
                    yield symbol, self.names.new(entry)

    def entries(self, names: Iterable[str]) -> list[Symbol]:
        """The entries of several values, one after another."""
        return [entry for name in names for entry in as_array(self.values[name]).entries]

    def gradient(self) -> list[Symbol]:
        """The derivatives by the parameters, entry by entry."""
        return self.entries(map(self.page.derivative_name, self.page.parameters))


def nested_text(shape: tuple[int, ...], texts: Iterator[str]) -> str:
    """A number, a flat list or a list of rows of the texts that come next.

    >>> nested_text((2, 1), iter("ab"))
    '[[a], [b]]'
    """
    if not shape:
        return next(texts)
    return f"[{', '.join(nested_text(shape[1:], texts) for _ in range(shape[0]))}]"


def _entry_names(name: str, rows: int, columns: int) -> list[str]:
    if rows == columns == 1:
        return [name]
    if 1 in (rows, columns):
        return [f"{name}_{i}" for i in range(rows * columns)]
    return [f"{name}_{i}_{j}" for i in range(rows) for j in range(columns)]


def function_from_page(text: str, name: str, **helpers: Callable[..., Any]) -> Any:
    """The function `name` of a text that this package wrote from a checked page.

    The only place where text becomes code: it sees `math` and the helpers, and nothing of
    Python's own.
    """
    namespace: dict[str, Any] = {"__builtins__": {}, "math": math, **helpers}
    exec(compile(text, f"<{name}>", "exec"), namespace)  # noqa: S102
    return namespace[name]
