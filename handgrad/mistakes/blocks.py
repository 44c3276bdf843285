"""How a derivative goes back to the parts of a matrix, and to one it is a part of."""

from collections.abc import Iterator
from functools import reduce

from handgrad.language.shape import SCALAR, Dimension, is_column, sum_of_dimensions
from handgrad.language.tree import Call, Index, Node, Transpose
from handgrad.mistakes.backward import Arrival, Backward, NoRule
from handgrad.mistakes.building import sized, times
from handgrad.mistakes.flows import Flow

STACKS = ("column", "row")


def of_stack(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    """Each part gets its rows, or its columns, of what arrives."""
    beside = node.function == "row"
    lengths = [(to.bench.shape(part) or SCALAR)[beside] for part in node.arguments]
    for k, part in enumerate(node.arguments):
        picked = _picked(lengths, k)

        def pull(g: Node, picked: Node = picked) -> Node:
            whole = to.widened(g, like=node)
            if beside:
                return to.matrix_product(whole, Transpose(picked))
            return to.matrix_product(picked, whole)

        yield from to.pull(node, part, flow, pull, [])


def _picked(lengths: list[Dimension], k: int) -> Node:
    """The matrix that takes rows of all parts to those of the part k."""
    here = sized((lengths[k],))
    parts: list[Node] = [Call("eye", (here,))]
    if before := lengths[:k]:
        parts.insert(0, Call("zeros", (here, _counted(before))))
    if after := lengths[k + 1 :]:
        parts.append(Call("zeros", (here, _counted(after))))
    return Call("row", tuple(parts)) if len(parts) > 1 else parts[0]


def _counted(lengths: list[Dimension]) -> Node:
    return sized((reduce(sum_of_dimensions, lengths),))


def of_part(to: Backward, node: Index, flow: Flow) -> Iterator[Arrival]:
    """An entry, a row or a column: what arrives stands in its place, and 0 elsewhere."""
    shape = to.bench.shape(node.operand)
    if shape is None:
        raise NoRule
    row, column = (*node.indices, None)[:2]

    def pull(g: Node) -> Node:
        whole = to.widened(g, like=node)
        if is_column(shape):
            return whole if row is None else times(_unit(shape[0], row), whole)
        if row is None:
            return whole if column is None else _outer(whole, _unit(shape[1], column))
        if column is None:
            return _outer(_unit(shape[0], row), whole)
        return times(whole, _outer(_unit(shape[0], row), _unit(shape[1], column)))

    yield from to.pull(node, node.operand, flow, pull, [])


def _outer(a: Node, b: Node) -> Node:
    return Call("outer", (a, b))


def _unit(length: Dimension, at: Node) -> Node:
    """The vector that is 1 at one place: a column of the identity."""
    return Index(Call("eye", (sized((length,)),)), (None, at))
