"""What is compared with a number is a number: `w_j x > 0` compares an inner product."""

from handgrad.language.shape import SCALAR, is_column
from handgrad.language.tree import Node, Product, Transpose, rewrite
from handgrad.reading.grammar.reader import Reader

_ENTRY_BY_ENTRY = ("*", "⊙", "∘", "odot", "circ")


def as_compared(reader: Reader, side: Node, other: Node) -> Node:
    """A side of a comparison, with inner products where only these make a number of it.

    A star or a circle is a product entry by entry.
    """
    shape = reader.shape(side)
    is_vector = shape is not None and shape != SCALAR and is_column(shape)
    is_said = any(sign in reader.names.text for sign in _ENTRY_BY_ENTRY)
    if not is_vector or is_said or reader.shape(other) != SCALAR:
        return side
    found = rewrite(side, lambda node: _inner(reader, node))
    if found == side or reader.shape(found) != SCALAR:
        return side
    reader.warn(
        f"{reader.shown(side)} is compared with a number: read as {reader.shown(found)}"
    )
    return found


def _inner(reader: Reader, node: Node) -> Node:
    match node:
        case Product(first, (("*", second),), at):
            shape = reader.shape(first)
            is_pair = shape is not None and shape != SCALAR and is_column(shape)
            if is_pair and reader.shape(second) == shape:
                return Product(Transpose(first, at), (("@", second),), at)
    return node
