"""What it takes to run a formula, known from shapes before anything is computed.

The unit is the time of one product of numbers in a list; to walk a node and to calculate an
elementary function take several.
"""

from collections.abc import Mapping
from math import prod
from types import MappingProxyType
from typing import NamedTuple

from handgrad.language.functions import FUNCTIONS, function_of
from handgrad.language.running_indices import running_indices
from handgrad.language.shape import Misfit, length
from handgrad.language.tree import (
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Over,
    Product,
    Transpose,
    children,
)

Extent = tuple[int, int]

NODE, FUNCTION = 10, 10
SCALAR: Extent = (1, 1)
NO_SIZES: Mapping[str, int] = MappingProxyType({})
# How many runs of a page the differences behind a Leibniz factor take, for each entry moved.
LEIBNIZ_RUNS = 10


class Cost(NamedTuple):
    """`operations` of one run, `entries` of the largest value on the way, and the extent."""

    operations: int
    entries: int
    extent: Extent


def cost(
    tree: Node, extents: Mapping[str, Extent], sizes: Mapping[str, int] = NO_SIZES, run: int = 0
) -> Cost:
    """What a fitted tree takes, with rows and columns of every name, and the sizes.

    `run` is what a run of the page takes, for the factors that are measured by differences.

    >>> from handgrad.language.parser import parse
    >>> cost(parse("x @ x.T"), {"x": (1000, 1)}).entries
    1000000
    """
    counting = _Counting(extents, sizes, run)
    extent = counting.extent(tree)
    return Cost(counting.operations, counting.entries, extent)


class _Counting:
    def __init__(
        self, extents: Mapping[str, Extent], sizes: Mapping[str, int], run: int
    ) -> None:
        self.extents, self.sizes, self.run = extents, sizes, run
        self.operations = self.entries = 0
        self.times = 1
        self.running: dict[str, int] = {}
        self.factors: dict[tuple[Derivative, int], Extent] = {}

    def extent(self, node: Node) -> Extent:
        """Rows and columns of a value; what it takes is added up on the way."""
        rows, columns = self.extent_of(node)
        self.spend(NODE + (0 if isinstance(node, Name) else rows * columns))
        self.entries = max(self.entries, rows * columns)
        return rows, columns

    def spend(self, operations: int) -> None:
        self.operations += self.times * operations

    def extent_of(self, node: Node) -> Extent:
        match node:
            case Name(name):
                return self.extents.get(name, SCALAR)
            case Transpose(operand):
                rows, columns = self.extent(operand)
                return columns, rows
            case Product():
                return self.chain(node)
            case Call():
                return self.call(node)
            case Index():
                return self.index(node)
            case Over():
                return self.over(node)
            case Derivative():
                return self.derivative(node)
        below = [self.extent(child) for child in children(node)]
        found = elementwise_extent(*below)
        self.spend(prod(found) * max(len(below) - 2, 0))
        return found

    def chain(self, node: Product) -> Extent:
        left = self.extent(node.first)
        for operator, operand in node.rest:
            right = self.extent(operand)
            if operator == "@":
                self.spend(left[0] * left[1] * right[1])
                left = left[0], right[1]
            else:
                left = elementwise_extent(left, right)
                self.spend(prod(left))
            self.entries = max(self.entries, prod(left))
        return left

    def call(self, node: Call) -> Extent:
        arguments = tuple(map(self.extent, node.arguments))
        largest = max(map(prod, arguments), default=1)
        try:
            function = function_of(node)
            rows, columns = function.shape(arguments, node.axis) if function else SCALAR
            found = length(rows, self.sizes), length(columns, self.sizes)
        except (Misfit, KeyError):
            found = elementwise_extent(*arguments)
        self.spend(FUNCTION * max(largest, prod(found)))
        return found

    def index(self, node: Index) -> Extent:
        extent = self.extent(node.operand)
        for index, size in zip(node.indices, extent, strict=False):
            if isinstance(index, Name) and index.name in self.running:
                self.running[index.name] = size
        kept = [
            size if index is None else 1
            for size, index in zip(extent, (*node.indices, None), strict=False)
        ]
        return kept[0], kept[1]

    def over(self, node: Over) -> Extent:
        size = self.size_of(node)
        before, outer = self.times, dict(self.running)
        self.times, self.running = before * size, {**outer, node.index: size}
        rows, columns = self.extent(node.body)
        self.times, self.running = before, outer
        self.spend(size * rows * columns)
        return (size, rows * columns) if node.function == "each" else (rows, columns)

    def size_of(self, node: Over) -> int:
        """What an index runs over: a number, a size, or the rows that it picks from."""
        if isinstance(node.size, int):
            return node.size
        if node.size is not None and node.size in self.sizes:
            return self.sizes[node.size]
        inside = _Counting(self.extents, self.sizes, self.run)
        inside.running = {node.index: 1}
        inside.extent(node.body)
        return inside.running[node.index]

    def derivative(self, node: Derivative) -> Extent:
        """A factor is measured once at a point for each place of the indices that it has."""
        places = prod(self.running.get(index, 1) for index in running_indices(node))
        if (node, places) not in self.factors:
            before, self.times = self.times, places
            self.factors[node, places] = self.measured(node)
            self.times = before
        return self.factors[node, places]

    def measured(self, node: Derivative) -> Extent:
        of, by = self.extent(node.of), self.extent(node.by)
        moves = prod(by) if node.full else max(prod(of), prod(by))
        if not node.full and _is_of_entries(node):
            moves = 1
        if node.full and isinstance(node.of, Derivative):
            moves *= prod(of)
        self.spend(LEIBNIZ_RUNS * self.run * moves)
        if node.full:
            return prod(of), prod(by)
        return by if of == SCALAR else of


def _is_of_entries(node: Derivative) -> bool:
    """Whether it is of a function of one number at what it is by: all entries move at once."""
    match node.of:
        case Call(name, (Name() as argument,)):
            return argument == node.by and FUNCTIONS[name].is_elementwise
    return False


def elementwise_extent(*extents: Extent) -> Extent:
    """The extent of an elementwise operation."""
    return max((e[0] for e in extents), default=1), max((e[1] for e in extents), default=1)
