r"""The diagonal of a Jacobian, as its entries are said: `\partial p_i/\partial z_i = ...`.

It is a value by itself, which says nothing of the entries beside the diagonal.
"""

from dataclasses import replace

from handgrad.language.tree import Call, Derivative, Index, Name, Node, Over


def diagonal_of(derivative: Derivative) -> Call:
    """The diagonal as an array, whatever the letter of the writer is."""
    return Call("diag", (replace(derivative, full=True),), None, derivative.at)


def diagonal_entry(node: Node) -> tuple[Derivative, Name] | None:
    """The derivative whose diagonal entry a node is, and the index; None for any other node."""
    match node:
        case Index(Derivative() as whole, (Name(a) as index, Name(b))) if a == b:
            return whole, index
    return None


def diagonal_said(target: Node | None) -> Call | None:
    """The diagonal that a left side speaks of: `each_k(dp/dz[k, k])`."""
    match target:
        case Over("each", letter, body):
            entry = diagonal_entry(body)
            if entry is not None and entry[1].name == letter:
                return diagonal_of(entry[0])
    return None


def is_of_diagonal(key: str) -> bool:
    """Whether a key is that of a diagonal, which by itself answers nothing.

    >>> is_of_diagonal("diag(dp/dz)")
    True
    """
    return key.startswith("diag(")
