"""The tree of a formula: a handful of small frozen nodes.

Chains of equal precedence are one node with many children, read from left to right, so that
`1 + 1 + ... + 1` is no deeper than `1 + 1` and a walk may recurse without fear. `at` is the
offset of a node in the text it was read from; it takes no part in equality.

Python's operators put trees together as they stand, without simplifying:

>>> x, y = Name("x"), Name("y")
>>> (x - y)**2 == Power(Sum(x, (("-", y),)), Number.of(2))
True
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Union, cast

Operand = Union["Node", int, Fraction]


class _Operators:
    """`a + b`, `a - b`, `a*b`, `a/b`, `a @ b`, `a**b`, `-a` and `a.T` on nodes."""

    __slots__ = ()

    def __add__(self, other: Operand) -> "Sum":
        return Sum(_node(self), (("+", _node(other)),))

    def __sub__(self, other: Operand) -> "Sum":
        return Sum(_node(self), (("-", _node(other)),))

    def __mul__(self, other: Operand) -> "Product":
        return Product(_node(self), (("*", _node(other)),))

    def __truediv__(self, other: Operand) -> "Product":
        return Product(_node(self), (("/", _node(other)),))

    def __matmul__(self, other: "Node") -> "Product":
        return Product(_node(self), (("@", other),))

    def __pow__(self, other: Operand) -> "Power":
        return Power(_node(self), _node(other))

    def __radd__(self, other: Operand) -> "Sum":
        return Sum(_node(other), (("+", _node(self)),))

    def __rsub__(self, other: Operand) -> "Sum":
        return Sum(_node(other), (("-", _node(self)),))

    def __rmul__(self, other: Operand) -> "Product":
        return Product(_node(other), (("*", _node(self)),))

    def __rtruediv__(self, other: Operand) -> "Product":
        return Product(_node(other), (("/", _node(self)),))

    def __neg__(self) -> "Negative":
        return Negative(_node(self))

    @property
    def T(self) -> "Transpose":
        return Transpose(_node(self))


def _node(operand: object) -> "Node":
    """A whole number or a fraction as a constant, a node as it is."""
    if isinstance(operand, int | Fraction):
        return Number.of(operand)
    return cast("Node", operand)


@dataclass(frozen=True, slots=True)
class Number(_Operators):
    """A constant, exact."""

    value: Fraction
    at: int = field(default=0, compare=False)

    @staticmethod
    def of(value: int | Fraction) -> "Number":
        return Number(Fraction(value))


@dataclass(frozen=True, slots=True)
class Name(_Operators):
    """A variable, or a derivative of the loss such as `dL/dw`."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative(_Operators):
    """The operand with its sign changed."""

    operand: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sum(_Operators):
    """first (+|-) term (+|-) term ..."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Product(_Operators):
    """first (*|/|@) factor (*|/|@) factor ..."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Power(_Operators):
    """The base to the power of the exponent, entry by entry."""

    base: "Node"
    exponent: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Transpose(_Operators):
    """Rows for columns."""

    operand: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare(_Operators):
    """1 where the comparison holds, 0 where it does not."""

    operator: str
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call(_Operators):
    """A function of its arguments; `axis` is 0 (down the rows), 1 (along them) or None."""

    function: str
    arguments: tuple["Node", ...]
    axis: int | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Index(_Operators):
    """An entry or a slice, counted from 0; None stands for a whole axis (`:`).

    An index that runs (`x[i]` in a sum over i) is a Name here, but no child of the node.
    """

    operand: "Node"
    indices: tuple["Node | None", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Over(_Operators):
    """`sum` or `mean` of `body` over every value of an index (`sum_i ...`), or `each` of them.

    `each` lays the values out as an array: a column of numbers, a row for each vector.
    `size` is what the index runs over, None where the entries it picks must say.
    """

    function: str
    index: str
    body: "Node"
    size: int | str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Derivative(_Operators):
    """A Leibniz factor `d(of)/d(by)`; where `of` is one itself, a second derivative.

    A `full` one has a row for each entry of `of` and a column for each of `by`, matrices by
    their columns below one another; another one has an entry for each of both.
    """

    of: "Node"
    by: "Node"
    at: int = field(default=0, compare=False)
    full: bool = False


Node = (
    Number | Name | Negative | Sum | Product | Power | Transpose | Compare | Call | Index | Over
    | Derivative
)  # fmt: skip

ZERO, ONE, TWO = (Number.of(n) for n in range(3))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, from left to right."""
    return _CHILDREN[type(node)](node)


def _of_chain(node: Sum | Product) -> tuple[Node, ...]:
    return (node.first, *[child for _, child in node.rest])


def _of_index(node: Index) -> tuple[Node, ...]:
    places = [i for i in node.indices if i is not None and not isinstance(i, Name)]
    return (node.operand, *places)


_CHILDREN: Mapping[type, Callable[[Any], tuple[Node, ...]]] = {
    Number: lambda node: (),
    Name: lambda node: (),
    Negative: lambda node: (node.operand,),
    Sum: _of_chain,
    Product: _of_chain,
    Power: lambda node: (node.base, node.exponent),
    Transpose: lambda node: (node.operand,),
    Compare: lambda node: (node.left, node.right),
    Call: lambda node: node.arguments,
    Index: _of_index,
    Over: lambda node: (node.body,),
    Derivative: lambda node: (node.of, node.by),
}


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """The same node above other children."""
    match node:
        case Number() | Name():
            return node
        case Negative() | Transpose():
            return replace(node, operand=new[0])
        case Sum(_, rest) | Product(_, rest):
            operators = [operator for operator, _ in rest]
            return replace(node, first=new[0], rest=tuple(zip(operators, new[1:], strict=True)))
        case Power():
            return replace(node, base=new[0], exponent=new[1])
        case Compare():
            return replace(node, left=new[0], right=new[1])
        case Call():
            return replace(node, arguments=new)
        case Index(_, indices):
            below = iter(new[1:])
            kept = tuple(
                i if i is None or isinstance(i, Name) else next(below) for i in indices
            )
            return replace(node, operand=new[0], indices=kept)
        case Over():
            return replace(node, body=new[0])
        case Derivative():
            return replace(node, of=new[0], by=new[1])


def operation(node: Node) -> tuple[object, ...]:
    """What a node does, apart from what it does it to."""
    match node:
        case Sum(_, rest) | Product(_, rest):
            return (type(node), *(operator for operator, _ in rest))
        case Compare(operator):
            return (Compare, operator)
        case Call(function, _, axis):
            return (Call, function, axis)
        case Index(_, indices):
            return (Index, indices)
    return (type(node),)


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, a parent before its children."""
    yield node
    for child in children(node):
        yield from walk(child)


def distinct(node: Node, seen: set[int] | None = None) -> Iterator[Node]:
    """Every node once, though trees may share it; those whose id was `seen` are left out.

    Formulas that follow a page backward share so much that to walk them takes for ever.
    """
    seen, waiting = set() if seen is None else seen, [node]
    while waiting:
        below = waiting.pop()
        if id(below) not in seen:
            seen.add(id(below))
            yield below
            waiting += children(below)


def is_written_in(node: Node, most: int) -> bool:
    """Whether a formula has at most so many nodes when it is written out."""
    waiting, count = [node], 0
    while waiting and count <= most:
        count += 1
        waiting += children(waiting.pop())
    return count <= most


def levels(node: Node) -> int:
    """How deep a tree is, found without a call for each level."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        below, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in children(below)]
    return deepest


def rewrite(node: Node, rule: Callable[[Node], Node]) -> Node:
    """The tree with `rule` applied to every node, children first."""
    below = tuple(rewrite(child, rule) for child in children(node))
    return rule(with_children(node, below) if below else node)


def names(node: Node) -> set[str]:
    """The names that occur in a tree.

    >>> sorted(names(Sum(Name("x"), (("+", Name("dL/dw")),))))
    ['dL/dw', 'x']
    """
    return {n.name for n in distinct(node) if isinstance(n, Name)}


def substitute(node: Node, values: dict[str, Node]) -> Node:
    """The tree with names replaced by trees."""
    return rewrite(node, lambda n: values.get(n.name, n) if isinstance(n, Name) else n)
