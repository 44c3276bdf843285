"""Jacobians of matrices by their entries: `\\frac{\\partial Z_{ij}}{\\partial W_{kl}} = ...`.

The value for each choice of the indices is laid out as the Jacobian of the two matrices as
their columns one below the other, as everywhere here.
"""

from collections.abc import Mapping, Sequence

from handgrad.language.shape import Dimension, Shape
from handgrad.language.tree import Call, Derivative, Index, Name, Node, Over, Product, Transpose
from handgrad.reading.grammar.indices import identity_tree


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
    tree: Node = member
    for index in (columns[0], rows[0]):
        tree = Over("each", index, tree, letters[index])
    outer = [*rows[1:], *columns[1:]]
    if outer:
        units = [
            [_unit(index, letters[index]) for index in some[1:]] for some in (rows, columns)
        ]
        tree = Call("kron", (_place(*units), tree))
    for index in reversed(outer):
        tree = Over("sum", index, tree, letters[index])
    return tree


def _place(down: Sequence[Node], along: Sequence[Node]) -> Node:
    """Where the block of a column of the one and of a column of the other stands."""
    if not along:
        return down[0]
    turned = Transpose(along[0])
    return Product(down[0], (("@", turned),)) if down else turned


def _unit(letter: str, size: Dimension) -> Node:
    return Index(identity_tree(size, 0), (None, Name(letter)))
