"""Outer products of rows that an index picks: `u_i v_j^T`."""

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
