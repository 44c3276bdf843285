r"""The diagonal of a Jacobian, as its entries are said: `\partial p_i/\partial z_i = ...`.

It is a value by itself, which says nothing of the entries beside the diagonal. That of one
matrix by another, `\partial A_{ij}/\partial Z_{ij}`, is laid out as the matrix.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import Call, Derivative, Index, Name, Node, Number, Over

Shapes = Mapping[str, Shape]


def diagonal_of(derivative: Derivative, shapes: Shapes) -> Call:
    """The diagonal as an array, whatever the letters of the writer are."""
    at = derivative.at
    column = Call("diag", (replace(derivative, full=True),), None, at)
    name = derivative.of.name if isinstance(derivative.of, Name) else ""
    rows, columns = shapes.get(name, SCALAR)
    if 1 in (rows, columns):
        return column
    turned = Call("reshape", (column, _size(columns), _size(rows)), None, at)
    return Call("transpose", (turned,), None, at)


def _size(size: Dimension) -> Node:
    return Name(size) if isinstance(size, str) else Number(Fraction(size))


def diagonal_entry(node: Node) -> tuple[Derivative, tuple[Node | None, ...]] | None:
    """The derivative whose diagonal entry a node is, and its indices; None for any other."""
    match node:
        case Index(Derivative() as whole, indices) if len(indices) in (2, 4):
            half = len(indices) // 2
            first, second = indices[:half], indices[half:]
            if first == second and all(isinstance(i, Name) for i in first):
                return whole, first
    return None


def diagonal_said(target: Node | None, shapes: Shapes) -> Call | None:
    """The diagonal that a left side speaks of: `each_k(dp/dz[k, k])`."""
    letters: list[str] = []
    while isinstance(target, Over) and target.function == "each":
        letters.append(target.index)
        target = target.body
    entry = diagonal_entry(target) if target is not None and letters else None
    if entry is None or [i.name for i in entry[1] if isinstance(i, Name)] != letters:
        return None
    return diagonal_of(entry[0], shapes)


def is_of_diagonal(key: str) -> bool:
    """Whether a key is that of a diagonal, which by itself answers nothing.

    >>> is_of_diagonal("diag(dp/dz)"), is_of_diagonal("transpose(reshape(diag(dA/dZ), m, n))")
    (True, True)
    """
    return key.startswith(("diag(", "transpose(reshape(diag("))
