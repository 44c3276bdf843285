"""A tree one level at a time: a node, what it does, and the nodes below that have values."""

from typing import NamedTuple

from handgrad.language.shape import Shape
from handgrad.language.tree import (
    Derivative,
    Index,
    Node,
    Over,
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
