"""What the rounds of a loop write to parts of an array, as one formula."""

from collections.abc import Sequence

from handgrad.language.tree import Node, Over, Product, Transpose
from handgrad.reading.code.arrays.subscripts import Place, marked
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import (
    Dimensions,
    NumPyArray,
    array,
    entrywise_operation,
    outer_product,
    spread,
    transposed_tree,
)
from handgrad.reading.code.values.program_values import Position


def summed_over(positions: Sequence[Position], tree: Node) -> Node:
    for position in reversed(positions):
        tree = Over("sum", position.name, tree, position.size)
    return tree


def laid_out(
    dimensions: Dimensions,
    found: Sequence[Place],
    value: NumPyArray,
    positions: Sequence[Position],
) -> tuple[NumPyArray, list[Position]]:
    """What a loop adds to an array, `a[i, :] += value` for every i, and the positions used.

    Positions that pick nothing of the array are summed over.
    """
    axes = [p if isinstance(p, Position) else marked(p, s)
            for p, s in zip(found, dimensions, strict=True)]  # fmt: skip
    used = [p for p in axes if isinstance(p, Position)]
    if len(set(used)) < len(used):
        raise NotPython("one variable picks a row and a column; this is not read")
    if not set(used) <= set(positions):
        raise NotPython("this part cannot be assigned outside its loop")
    left = tuple(s for s, axis in zip(dimensions, axes, strict=True) if axis is None)
    full = spread(value, left)
    others = [p for p in positions if p not in used]
    tree = _laid(axes, full, others)
    return array(tree, dimensions), others


def _laid(
    axes: list[Position | NumPyArray | None], value: NumPyArray, others: list[Position]
) -> Node:
    def each(position: Position, tree: Node) -> Node:
        return Over("each", position.name, tree, position.size)

    def marking(unit: NumPyArray) -> Node:
        whole = entrywise_operation("*", value, unit)
        return summed_over(others, whole.tree)

    match axes:
        case [] | [None] | [None, None]:
            return summed_over(others, value.tree)
        case [Position() as p] | [Position() as p, None]:
            return each(p, summed_over(others, value.tree))
        case [None, Position() as p]:
            return Transpose(each(p, summed_over(others, value.tree)))
        case [Position() as p, Position() as q]:
            return each(p, each(q, summed_over(others, value.tree)))
        case [NumPyArray() as unit]:
            return marking(unit)
        case [Position() as p, NumPyArray() as unit]:
            return each(p, marking(unit))
        case [NumPyArray() as unit, Position() as p]:
            return Transpose(each(p, marking(unit)))
        case [NumPyArray() as unit, None]:
            outer = outer_product(unit.tree, value.tree)
            return summed_over(others, outer)
        case [None, NumPyArray() as unit]:
            outer = outer_product(value.tree, unit.tree)
            return summed_over(others, outer)
        case [NumPyArray() as unit, NumPyArray() as other]:
            outer = Product(unit.tree, (("@", transposed_tree(other.tree)), ("*", value.tree)))
            return summed_over(others, outer)
    raise NotPython("this part is not read")
