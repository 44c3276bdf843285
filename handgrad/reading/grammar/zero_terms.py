"""Names that a text sets to zero, as the `δ_{T+1} = 0` at the end of a recurrence."""

from collections.abc import Collection

from handgrad.language.tree import (
    ZERO,
    Index,
    Negative,
    Node,
    Product,
    Sum,
    Transpose,
    names,
    rewrite,
    substitute,
)


def without_zeros(tree: Node, zeros: Collection[str]) -> Node:
    """A formula without the terms that have a name which is zero as a factor.

    What is zero may stand for an array of any shape.

    >>> from handgrad.language.plain import plain
    >>> from handgrad.language.tree import Name
    >>> W, d, e = Name("W"), Name("d"), Name("e")
    >>> plain(without_zeros(Sum(e, (("+", Product(W, (("@", d),))),)), ("d",)))
    'e'
    """
    if not zeros or not names(tree) & set(zeros):
        return tree
    return rewrite(substitute(tree, dict.fromkeys(zeros, ZERO)), _simpler)


def _simpler(node: Node) -> Node:
    match node:
        case Negative(inside) | Transpose(inside) | Index(inside) if inside == ZERO:
            return ZERO
        case Product(first, rest):
            factors = [first, *(factor for sign, factor in rest if sign != "/")]
            return ZERO if ZERO in factors else node
        case Sum(first, rest):
            terms = [(sign, term) for sign, term in (("+", first), *rest) if term != ZERO]
            if not terms:
                return ZERO
            (sign, head), *others = terms
            head = Negative(head, head.at) if sign == "-" else head
            return Sum(head, tuple(others), node.at) if others else head
    return node
