"""Jacobians of matrices by their entries: `\\frac{\\partial Z_{ij}}{\\partial W_{kl}} = ...`.

The value for each choice of the indices is laid out as the Jacobian of the two matrices as
their columns one below the other, as everywhere here.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from handgrad.language.shape import Dimension, Shape
from handgrad.language.tree import (
    Call,
    Derivative,
    Name,
    Node,
    Number,
    Over,
    Product,
    Transpose,
)


def by_entries(
    member: Node, target: Derivative, free: Sequence[str], shapes: Mapping[str, Shape]
) -> Node:
    """The array of a member that gives an entry of the derivative of one matrix by another."""
    parts = [part.name if isinstance(part, Name) else "" for part in (target.of, target.by)]
    sizes = [[d for d in shapes.get(part, (1, 1)) if d != 1] for part in parts]
    if len(sizes[0]) + len(sizes[1]) != len(free):
        return member
    rows, columns = free[: len(sizes[0])], free[len(sizes[0]) :]
    letters = dict(zip(free, [*sizes[0], *sizes[1]], strict=True))

    def each(index: str, body: Node) -> Node:
        return Over("each", index, body, letters[index])

    row = each(columns[-1], member)
    if len(columns) > 1:
        row = _stacked(each(columns[0], row))
    block = each(rows[0], row)
    if len(rows) == 1:
        return block
    blocks = each(rows[1], _stacked(Transpose(block)))
    return Call("reshape", (blocks, _count(sizes[0]), _count(sizes[1])))


def _stacked(matrix: Node) -> Node:
    """The columns of a matrix one below the other."""
    return Call("vec", (matrix,))


def _count(sizes: Sequence[Dimension]) -> Node:
    """How many entries an array of these sizes has."""
    first, *rest = (Name(d) if isinstance(d, str) else Number(Fraction(d)) for d in sizes)
    return Product(first, tuple(("*", size) for size in rest)) if rest else first
