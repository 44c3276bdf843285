"""Outer products of rows that an index picks: `u_i v_j^T`."""

from collections.abc import Callable, Sequence

from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Index, Node, Product, Sum, Transpose, walk


def adds_to_outer(member: Node) -> bool:
    """Whether an entry stands beside an outer product of rows: `r_{ij} - u_i v_j^T`."""
    for node in walk(member):
        if isinstance(node, Sum):
            terms = [node.first, *(term for _, term in node.rest)]
            if any(isinstance(t, Index) and len(t.indices) == 2 for t in terms) and any(
                map(_is_outer_of_rows, terms)
            ):
                return True
    return False


def _is_outer_of_rows(tree: Node) -> bool:
    """Whether a product is of a row taken as a column, and one turned twice."""
    match tree:
        case Product(Transpose(Index()), (("@", Transpose(Transpose(Index()))),)):
            return True
    return False


def multiplies_to_outer(
    members: Sequence[Node], shape_of: Callable[[Node], Shape | None]
) -> bool:
    """Whether a row stands before a column, entry by entry: no product that anybody writes."""
    for product in (n for m in members for n in walk(m) if isinstance(n, Product)):
        sign, factor = product.rest[0]
        row, column = shape_of(product.first) or SCALAR, shape_of(factor) or SCALAR
        if sign == "*" and row[0] == 1 != row[1] and column[0] != 1 == column[1]:
            return True
    return False
