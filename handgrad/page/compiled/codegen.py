"""Straight-line Python from a graph of operations.

What is used once is written where it is used; what is used more often gets a variable. The
operations, and so the roundings, are those of the page, one by one.
"""

import keyword
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from handgrad.errors import EvaluationError
from handgrad.page.compiled.templates import ATOM, FORMS, HELPERS, UNARY, Form
from handgrad.page.compiled.trace import OperationGraph, Symbol

# Longer chains of operations are hard to read, and too deep for Python's own compiler.
DEEPEST = 30


def reserved_names() -> tuple[str, ...]:
    """The names that have a meaning of their own in what is written."""
    return (*keyword.kwlist, "math", *HELPERS)


class PythonNames:
    """Python names, no two the same and none with a meaning of its own."""

    def __init__(self, taken: Iterable[str] = reserved_names()) -> None:
        self.taken = set(taken)
        self.temporaries = 0

    def new(self, wanted: str) -> str:
        """The name wanted, with underscores after it until it is free.

        >>> names = PythonNames()
        >>> names.new("dL/dw"), names.new("lambda"), names.new("lambda")
        ('dL_dw', 'lambda_', 'lambda__')
        """
        name = wanted.replace("/", "_")
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def temporary(self) -> str:
        """t1, t2, ..."""
        self.temporaries += 1
        return self.new(f"t{self.temporaries}")

    def scope(self) -> "PythonNames":
        """The names of one function: those of the page and its own."""
        return PythonNames(self.taken)


class WrittenExpression(NamedTuple):
    """The text of a symbol's value, how tightly it binds, how many operations deep it is."""

    text: str
    binding: int = ATOM
    depth: int = 0


class CodeLine(NamedTuple):
    """`exact`: the value needs no rounding in a shorter format than binary64."""

    variable: str
    expression: str
    exact: bool


class Block(NamedTuple):
    """Assignments, then an expression for each output, and the helpers they call."""

    assignments: Sequence[CodeLine]
    outputs: Sequence[str]
    helpers: set[str]


def block(
    graph: OperationGraph,
    outputs: Sequence[Symbol],
    names: PythonNames,
    variables: Mapping[Symbol, str] = MappingProxyType({}),
    *,
    rounded: bool = False,
    known: Mapping[str, Form] = FORMS,
) -> Block:
    """The code of what the outputs need, each operation in its known form.

    `variables` names the symbols that are assigned for the sake of the reader. With `rounded`
    every result that may have to be rounded is assigned too. Raises EvaluationError for an
    operation that cannot be written.
    """
    uses = _uses(graph, outputs)
    forms = {s: _form(s, known) for s in graph.symbols.values() if s.operands and uses[s]}
    repeated = {o for s, form in forms.items() if form.repeats for o in s.operands}
    written = {s: _leaf(s) for s in graph.symbols.values() if not s.operands}
    assignments = []
    for symbol, form in forms.items():
        expression = _expression(form, [written[operand] for operand in symbol.operands])
        if (
            uses[symbol] > 1
            or symbol in repeated
            or symbol in variables
            or expression.depth >= DEEPEST
            or (rounded and not form.exact)
        ):
            variable = variables.get(symbol) or names.temporary()
            assignments.append(CodeLine(variable, expression.text, form.exact))
            expression = WrittenExpression(variable)
        written[symbol] = expression
    helpers = {symbol.operation for symbol in forms} & set(HELPERS)
    return Block(assignments, [written[output].text for output in outputs], helpers)


def _uses(graph: OperationGraph, outputs: Sequence[Symbol]) -> Counter[Symbol]:
    """How often each symbol is used by the outputs; what they do not need is used 0 times."""
    uses = Counter(outputs)
    for symbol in reversed(graph.symbols.values()):
        if uses[symbol]:
            uses.update(symbol.operands)
    return uses


def _form(symbol: Symbol, known: Mapping[str, Form]) -> Form:
    if symbol.operation not in known:
        raise EvaluationError(f"{symbol.operation} cannot be written as Python")
    return known[symbol.operation]


def _leaf(symbol: Symbol) -> WrittenExpression:
    return WrittenExpression(symbol.text, UNARY if symbol.text.startswith("-") else ATOM)


def _expression(form: Form, operands: Sequence[WrittenExpression]) -> WrittenExpression:
    texts = (
        operand.text if operand.binding >= binding else f"({operand.text})"
        for operand, binding in zip(operands, form.operands, strict=False)
    )
    depth = 1 + max(operand.depth for operand in operands)
    return WrittenExpression(form.template.format(*texts), form.binding, depth)
