"""The indices that run around a tree, and the tree where they have stopped."""

from collections.abc import Mapping
from dataclasses import replace

from handgrad.language.tree import Index, Name, Node, Number, Over, children, with_children


def running_indices(node: Node) -> frozenset[str]:
    """The indices that pick entries in a tree and are not those of its own sums."""
    found = frozenset[str]().union(*map(running_indices, children(node)))
    if isinstance(node, Over):
        return found - {node.index}
    if isinstance(node, Index):
        return found.union(i.name for i in node.indices if isinstance(i, Name))
    return found


def stopped(node: Node, positions: Mapping[str, int]) -> Node:
    """The tree with a position for every index that runs around it.

    >>> from handgrad.language.plain import plain
    >>> plain(stopped(Index(Name("x"), (Name("i"), Name("j"))), {"i": 2}))
    'x[2, j]'
    """
    if isinstance(node, Over):
        positions = {name: place for name, place in positions.items() if name != node.index}
    below = tuple(stopped(child, positions) for child in children(node))
    node = with_children(node, below) if below else node
    if not isinstance(node, Index):
        return node
    places = tuple(
        Number.of(positions[i.name]) if isinstance(i, Name) and i.name in positions else i
        for i in node.indices
    )
    return replace(node, indices=places)
