"""A tree one level at a time: a node, what it does, and the nodes below that have values."""

from typing import NamedTuple

from handgrad.language.shape import Shape
from handgrad.language.tree import (
    Call,
    Compare,
    Derivative,
    Index,
    Node,
    Over,
    Product,
    Sum,
    children,
    with_children,
)


class Level(NamedTuple):
    """One node above placeholders for its children, fitted."""

    tree: Node
    shape: Shape


def below_of(node: Node) -> tuple[Node, ...]:
    """The children that have values of their own: not an index, nor what has one in it."""
    if isinstance(node, Over | Derivative):
        return ()
    return (node.operand,) if isinstance(node, Index) else children(node)


def above(node: Node, below: tuple[Node, ...]) -> Node:
    if isinstance(node, Index):
        return Index(below[0], node.indices)
    return with_children(node, below)


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
