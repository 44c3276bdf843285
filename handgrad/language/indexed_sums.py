"""What a sum over an index does again at every position, and what it need do only once."""

from functools import lru_cache
from typing import NamedTuple

from handgrad.language.tree import (
    Derivative,
    Index,
    Name,
    Node,
    Number,
    Over,
    children,
    names,
    with_children,
)

_KEPT = 512


class IndexedSum(NamedTuple):
    """The body of a sum over an index, with names for all parts that the index does not move.

    `once` are these parts; `plain` counts the nodes outside the sums in the body, `inner`.
    """

    body: Node
    once: tuple[tuple[str, Node], ...]
    plain: int
    inner: tuple[Over, ...]


@lru_cache(_KEPT)
def indexed_sum(over: Over) -> IndexedSum:
    """How a sum over an index is carried out."""
    plain, inner = _counted(over.body)
    start = 1 + max((_number(name) for name in names(over.body)), default=-1)
    known: dict[Node, str] = {}
    free: dict[int, frozenset[str]] = {}
    _note_free(over, free)

    def moved(node: Node, bound: frozenset[str]) -> Node:
        if isinstance(node, Number | Name):
            return node
        if not free[id(node)] & bound:
            return Name(known.setdefault(node, _name(start + len(known))))
        if isinstance(node, Derivative):
            return node
        within = bound | {node.index} if isinstance(node, Over) else bound
        return with_children(node, tuple(moved(child, within) for child in children(node)))

    body = moved(over.body, frozenset((over.index,)))
    return IndexedSum(body, tuple((name, node) for node, name in known.items()), plain, inner)


def _counted(node: Node) -> tuple[int, tuple[Over, ...]]:
    """The nodes of a tree outside the sums over an index, and these sums."""
    if isinstance(node, Over):
        return 0, (node,)
    parts = [_counted(child) for child in children(node)]
    sums = tuple(over for _, found in parts for over in found)
    return 1 + sum((count for count, _ in parts), 0), sums


def _note_free(node: Node, free: dict[int, frozenset[str]]) -> frozenset[str]:
    """Note of every node, by its id, the indices that run in it and not within it."""
    if id(node) not in free:
        found = frozenset[str]().union(*[_note_free(child, free) for child in children(node)])
        if isinstance(node, Index):
            found = found.union(i.name for i in node.indices if isinstance(i, Name))
        free[id(node)] = found - {node.index} if isinstance(node, Over) else found
    return free[id(node)]


def _name(number: int) -> str:
    """What a part is called that is worked out once; no name is spelled so."""
    return f"[{number}]"


def _number(name: str) -> int:
    return int(name[1:-1]) if name.startswith("[") and name[1:-1].isdecimal() else -1
