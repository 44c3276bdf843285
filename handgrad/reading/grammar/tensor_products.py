"""What ⊗ means: outer products, Kronecker products, products entry by entry."""

from handgrad.language.shape import SCALAR, is_column, transposed_shape
from handgrad.language.tree import Call, Node, Product, Transpose
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.piece import Piece

OTIMES = "⊗ has several meanings; write outer(a, b), or ⊙ for entry by entry"


def tensor_product(reader: Reader, left: Node, right: Node, sign: Piece) -> Node:
    """`a ⊗ b`: the outer product of two vectors, the Kronecker product where one is a matrix.

    Two of one shape may be multiplied entry by entry too, as in drawings of an LSTM.
    """
    shapes = reader.shape(left), reader.shape(right)
    if None in shapes or SCALAR in shapes:
        raise reader.error(OTIMES, sign)
    are_rows = all(shape and is_column(transposed_shape(shape)) for shape in shapes)
    is_outer = are_rows or all(shape and is_column(shape) for shape in shapes)
    whole = "the outer product" if is_outer else "the Kronecker product"
    if shapes[0] == shapes[1]:
        is_entrywise = is_outer != reader.otherwise("otimes")
        meant = "a product entry by entry" if is_entrywise else whole
        reader.warn(f"⊗ between two arrays of one shape is read as {meant}")
        if is_entrywise:
            return Product(left, (("*", right),), sign.at)
    if are_rows:
        return Product(Transpose(left, sign.at), (("@", right),), sign.at)
    if is_outer:
        return Product(left, (("@", Transpose(right, sign.at)),), sign.at)
    return Call("kron", (left, right), None, sign.at)
