"""A tree one level at a time: a node, what it does, and the nodes below that have values."""

from typing import NamedTuple

from handgrad.language.functions import FUNCTIONS
from handgrad.language.shape import Shape
from handgrad.language.tree import (
    Call,
    Derivative,
    Index,
    Node,
    Over,
    children,
    operation,
    with_children,
)


class Level(NamedTuple):
    """One node above placeholders for its children, fitted."""

    tree: Node
    shape: Shape


def below_of(node: Node) -> tuple[Node, ...]:
    """The children that have values of their own: no index or number that a shape needs."""
    if isinstance(node, Over | Derivative):
        return ()
    if isinstance(node, Index):
        return (node.operand,)
    return _operands(node)


def above(node: Node, below: tuple[Node, ...]) -> Node:
    if isinstance(node, Index):
        return Index(below[0], node.indices)
    return with_children(node, below + children(node)[len(_operands(node)) :])


def form_of(node: Node, shapes: tuple[Shape, ...]) -> tuple[object, ...]:
    """What a node does, and to which shapes: all that its own shape depends on."""
    return operation(node), children(node)[len(_operands(node)) :], shapes


def _operands(node: Node) -> tuple[Node, ...]:
    known = FUNCTIONS.get(node.function) if isinstance(node, Call) else None
    return children(node) if known is None else known.operands(children(node))
