"""List loops from the formulas of a page: a row is a list, a formula a loop over lists.

This is for pages too large to be written out entry by entry. What is done to every entry of a
value is one expression, recorded on symbols as in `trace`, within one comprehension; a product
is a loop of inner products; what has no loop of its own (a softmax, windows) is walked. The
operations are those of the page in its order, so the results are the same to the last digit:
an inner product is summed from the left, as it is walked, and never by `math.sumprod`, whose
result is another one and is not there in every Python.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT64, Arithmetic
from handgrad.language.arrays import Array, Value
from handgrad.language.cost import SCALAR, Extent, cost, elementwise_extent
from handgrad.language.evaluate import evaluate
from handgrad.language.functions import function_of
from handgrad.language.tree import (
    Call,
    Compare,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    children,
    distinct,
    names,
    with_children,
)
from handgrad.page.compiled.codegen import Block, CodeLine, PythonNames, block, reserved_names
from handgrad.page.compiled.straight_line import function_from_page
from handgrad.page.compiled.templates import FORMS, HELPERS, Form, called_forms
from handgrad.page.compiled.trace import OperationGraph, Symbol
from handgrad.regex import regex

MOST_SYMBOLS = 20_000
_NAME = regex(r"[A-Za-z_]\w*")
_BY_ENTRY = (Number, Negative, Sum, Product, Power, Compare)

Definition = tuple[str, Node]
Lists = Any  # a number, a list of numbers, or a list of rows


class AnyEntry(NamedTuple):
    """A value in the making: what any entry of it is, and its rows and columns."""

    entry: Symbol
    extent: Extent


class HeldList(NamedTuple):
    """A list in a variable, whose entries a symbol stands for."""

    variable: str
    extent: Extent


def list_function(
    given: Mapping[str, Extent],
    definitions: Sequence[Definition],
    wanted: Sequence[str],
    sizes: Mapping[str, int],
    numbers: Arithmetic,
) -> Callable[..., list[Lists]]:
    """From what is given, in its order, to the values wanted, both as `as_lists` makes them.

    Definitions are fitted trees in the order of the page. It may raise ArithmeticError or
    ValueError where walking raises EvaluationError. Raises EvaluationError for what cannot be
    written.
    """
    writing = _Writing(numbers, sizes)
    arguments = [writing.given(name, extent) for name, extent in given.items()]
    results = writing.values(definitions, wanted)
    body = _needed(writing.lines, results)
    text = "\n".join(
        [
            *(writing.helpers()),
            f"def run({', '.join(arguments)}):",
            *(f"    {line.variable} = {line.expression}" for line in body),
            f"    return [{', '.join(results)}]",
        ]
    )
    found: Callable[..., list[Lists]] = function_from_page(text, "run", **writing.namespace)
    return found


def as_lists(value: Value) -> Lists:
    """A number as it is, a row or a column as a list, a matrix as a list of its rows."""
    if not isinstance(value, Array):
        return value
    if value.rows == value.columns == 1:
        return value.entries[0]
    if 1 in (value.rows, value.columns):
        return list(value.entries)
    return [value.row(i) for i in range(value.rows)]


def as_value(lists: Lists, extent: Extent) -> Value:
    """The value whose lists these are."""
    rows, columns = extent
    if extent == SCALAR:
        return lists
    return Array(rows, columns, lists if 1 in extent else list(chain.from_iterable(lists)))


class _Writing:
    """The lines of the function, one value after another."""

    def __init__(self, numbers: Arithmetic, sizes: Mapping[str, int]) -> None:
        self.numbers, self.sizes = numbers, sizes
        self.forms: Mapping[str, Form] = FORMS if numbers is FLOAT64 else called_forms(numbers)
        self.namespace: dict[str, Any] = {
            "zip": zip, "list": list, "range": range, "inner": numbers.inner,
            "add": numbers.add, "subtract": numbers.subtract, "multiply": numbers.multiply,
            "divide": numbers.divide, "power": numbers.power,
            **({} if numbers is FLOAT64 else numbers.functions),
        }  # fmt: skip
        self.names = PythonNames((*reserved_names(), *self.namespace))
        self.graph = OperationGraph(numbers, MOST_SYMBOLS, self.literal)
        self.lines: list[CodeLine] = []
        self.held: dict[Symbol, HeldList] = {}
        self.written: dict[AnyEntry, AnyEntry] = {}
        self.turned: dict[str, str] = {}
        self.constants: dict[str, str] = {}
        self.known = {n: self.number(numbers.convert(size)) for n, size in sizes.items()}

    def helpers(self) -> list[str]:
        """The texts of the functions that the forms of float64 call; the others are given."""
        if self.numbers is not FLOAT64:
            return []
        return [text for name, text in HELPERS.items() if name != "power"]

    def literal(self, value: Any) -> str:
        """The text of a float; any other number gets a name."""
        if isinstance(value, float):
            return repr(value)
        written = repr(value)  # 0 and -0 are equal
        if written not in self.constants:
            self.constants[written] = self.names.new("constant")
            self.namespace[self.constants[written]] = value
        return self.constants[written]

    def number(self, value: Any) -> AnyEntry:
        return AnyEntry(self.graph.number(value), SCALAR)

    def given(self, name: str, extent: Extent) -> str:
        """The argument for a value that is given."""
        variable = self.names.new(_spelled(name))
        self.known[name] = self.leaf(variable, extent)
        return variable

    def leaf(self, variable: str, extent: Extent) -> AnyEntry:
        if extent == SCALAR:
            return AnyEntry(self.graph.input(variable), extent)
        entry = self.graph.input(self.names.new(f"{variable}_i"))
        self.held[entry] = HeldList(variable, extent)
        return AnyEntry(entry, extent)

    def values(self, definitions: Sequence[Definition], wanted: Sequence[str]) -> list[str]:
        """The texts of the values wanted, once everything they need is written.

        A value that is used once, and nowhere else wanted, is written where it is used.
        """
        needed = _definitions_needed(definitions, wanted)
        uses = Counter(
            node.name for _, tree in needed for node in distinct(tree) if isinstance(node, Name)
        )
        for name, tree in needed:
            piece = self.piece(tree)
            if uses[name] > 1 or name in wanted:
                piece = self.list_of(piece, name)
            self.known[name] = piece
        return [self.variable(self.known[name]) for name in wanted]

    def piece(self, node: Node) -> AnyEntry:
        match node:
            case Name(name) if name in self.known:
                return self.known[name]
            case Transpose(operand):
                return self.transposed(self.piece(operand))
            case Sum(first, rest) | Product(first, rest):
                return self.chain(type(node), first, rest)
            case Call() if _is_of_entries(node):
                return self.by_entry(node, list(map(self.piece, node.arguments)))
            case Call():
                return self.walked_call(node)
        if isinstance(node, _BY_ENTRY):
            return self.by_entry(node, list(map(self.piece, children(node))))
        return self.walked(node, {name: self.known[name] for name in self.names_of(node)})

    def names_of(self, node: Node) -> list[str]:
        return sorted((names(node) & self.known.keys()) - self.sizes.keys())

    def chain(
        self, kind: type[Sum] | type[Product], first: Node, rest: tuple[tuple[str, Node], ...]
    ) -> AnyEntry:
        left = self.piece(first)
        for operator, operand in rest:
            right = self.piece(operand)
            if operator == "@" and left.extent[1] > 1:
                left = self.product(left, right)
            else:  # a column times a row is a product of entries
                by = "*" if operator == "@" else operator
                left = self.by_entry(kind(_letter(0), ((by, _letter(1)),)), [left, right])
        return left

    def by_entry(self, node: Node, below: Sequence[AnyEntry]) -> AnyEntry:
        """A node of values entry by entry; what is stretched is worked out before its loop."""
        extent = elementwise_extent(*(piece.extent for piece in below))
        fitting = [p if p.extent == extent else self.list_of(p) for p in below]
        letters = tuple(_letter(i) for i in range(len(below)))
        environment = {a.name: p.entry for a, p in zip(letters, fitting, strict=True)}
        general = with_children(node, letters) if letters else node
        entry: Any = evaluate(general, environment, self.graph.arithmetic)
        return AnyEntry(entry, extent)

    def transposed(self, piece: AnyEntry) -> AnyEntry:
        rows, columns = extent = piece.extent
        if extent == SCALAR:
            return piece
        variable = self.variable(self.list_of(piece))
        turned = variable if 1 in extent else self.columns(variable)
        return self.leaf(turned, (columns, rows))

    def columns(self, variable: str) -> str:
        """The rows of the transpose of a matrix."""
        if variable not in self.turned:
            turned = self.assigned(f"{variable}_T", f"list(zip(*{variable}))")
            self.turned.update({variable: turned, turned: variable})
        return self.turned[variable]

    def product(self, left: AnyEntry, right: AnyEntry) -> AnyEntry:
        rows, columns = left.extent[0], right.extent[1]
        a, b = (self.variable(self.list_of(piece)) for piece in (left, right))
        if columns == 1:
            text = f"inner(row, {b})" if rows > 1 else f"inner({a}, {b})"
        else:
            row = "row" if rows > 1 else a
            text = f"[inner({row}, column) for column in {self.columns(b)}]"
        if rows > 1:
            text = f"[{text} for row in {a}]"
        return self.leaf(self.assigned("product", text), (rows, columns))

    def walked_call(self, node: Call) -> AnyEntry:
        """A function of lists; sizes and whole numbers among its arguments stay as they are."""
        function = function_of(node)
        arrays = function.operands(node.arguments) if function else node.arguments
        below = {_letter(i).name: self.piece(a) for i, a in enumerate(arrays)}
        letters = tuple(map(_letter, range(len(arrays))))
        rest = node.arguments[len(arrays) :]
        return self.walked(with_children(node, (*letters, *rest)), below)

    def walked(self, node: Node, below: Mapping[str, AnyEntry]) -> AnyEntry:
        """What has no loop of its own: the node is walked with the values below it."""
        extents = {name: piece.extent for name, piece in below.items()}
        extent = cost(node, extents, self.sizes).extent
        numbers = self.numbers
        sizes = {name: numbers.convert(size) for name, size in self.sizes.items()}

        def calculate(*lists: Lists) -> Lists:
            pairs = zip(extents.items(), lists, strict=True)
            values = {name: as_value(given, held) for (name, held), given in pairs}
            return as_lists(evaluate(node, {**sizes, **values}, numbers))

        function = self.names.new("walked")
        self.namespace[function] = calculate
        arguments = [self.variable(self.list_of(piece)) for piece in below.values()]
        return self.leaf(self.assigned("value", f"{function}({', '.join(arguments)})"), extent)

    def variable(self, piece: AnyEntry) -> str:
        """The text of a piece that is held, or of a number."""
        held = self.held.get(piece.entry)
        return held.variable if held else piece.entry.text

    def list_of(self, piece: AnyEntry, name: str = "entries") -> AnyEntry:
        """The piece in a variable of its own, where it is not in one already."""
        held = self.held.get(piece.entry)
        if held.extent == piece.extent if held else self.is_number(piece):
            return piece
        if piece not in self.written:
            variable = self.assigned(name, self.loop(piece))
            self.written[piece] = self.leaf(variable, piece.extent)
        return self.written[piece]

    def is_number(self, piece: AnyEntry) -> bool:
        return piece.extent == SCALAR and not piece.entry.operands

    def assigned(self, name: str, expression: str) -> str:
        variable = self.names.new(_spelled(name))
        self.lines.append(CodeLine(variable, expression, exact=False))
        return variable

    def loop(self, piece: AnyEntry) -> str:
        """The comprehension of a value, or the expression of a number."""
        code = block(self.graph, [piece.entry], self.names, known=self.forms)
        if piece.extent == SCALAR:
            self.lines += code.assignments
            return code.outputs[0]
        rows, columns = piece.extent
        used = _held_in(piece.entry, self.held)
        inner = _clauses(code)
        if 1 in piece.extent:
            around = {entry.text: held.variable for entry, held in used.items()}
            return f"[{code.outputs[0]} {_for(around, rows * columns)}{inner}]"
        outside, inside = {}, {}
        for entry, (variable, extent) in used.items():
            if extent == piece.extent:
                row = self.names.new(f"{variable}_row")
                outside[row], inside[entry.text] = variable, row
            else:
                (outside if extent[1] == 1 else inside)[entry.text] = variable
        within = f"[{code.outputs[0]} {_for(inside, columns)}{inner}]"
        return f"[{within} {_for(outside, rows)}]"


def _letter(place: int) -> Name:
    """A name for a value below a node; no page can have it."""
    return Name(f"[{place}]")


def _spelled(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _is_of_entries(node: Call) -> bool:
    """Whether a call is of every entry, or of those at the same place."""
    function = function_of(node)
    return function is not None and function.is_of_entries(len(node.arguments))


def _definitions_needed(
    definitions: Sequence[Definition], wanted: Iterable[str]
) -> list[Definition]:
    found, needed = set(wanted), []
    for name, tree in reversed(definitions):
        if name in found:
            found |= names(tree)
            needed.append((name, tree))
    return needed[::-1]


def _needed(lines: Sequence[CodeLine], results: Iterable[str]) -> list[CodeLine]:
    """The lines that the results need, which every column of a matrix does not."""
    found = {name for result in results for name in _NAME.findall(result)}
    needed = []
    for line in reversed(lines):
        if line.variable in found:
            found.update(_NAME.findall(line.expression))
            needed.append(line)
    return needed[::-1]


def _held_in(entry: Symbol, held: Mapping[Symbol, HeldList]) -> dict[Symbol, HeldList]:
    """The lists whose entries an expression is made of."""
    found: dict[Symbol, HeldList] = {}
    seen: set[Symbol] = set()
    waiting = [entry]
    while waiting:
        symbol = waiting.pop()
        if symbol not in seen:
            seen.add(symbol)
            waiting += symbol.operands
            if symbol in held:
                found[symbol] = held[symbol]
    return found


def _for(lists: Mapping[str, str], count: int) -> str:
    """The clause of a loop over lists of one length, in step."""
    if not lists:
        return f"for _ in range({count})"
    if len(lists) == 1:
        [(entry, values)] = lists.items()
        return f"for {entry} in {values}"
    return f"for {', '.join(lists)} in zip({', '.join(lists.values())})"


def _clauses(code: Block) -> str:
    """The assignments within a comprehension."""
    return "".join(f" for {line.variable} in [{line.expression}]" for line in code.assignments)
