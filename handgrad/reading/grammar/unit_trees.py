"""The trees of identities, unit vectors and ones of a size."""

from collections.abc import Sequence
from fractions import Fraction

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Name, Node, Number
from handgrad.reading.grammar.indices import identity_tree
from handgrad.reading.grammar.reader import Reader


def identity_matrix(reader: Reader) -> Node:
    piece = reader.take()
    return identity_tree(piece.indices[0], piece.at)


def ones_of_size(sizes: Sequence[Dimension], at: int) -> Node:
    """An array of ones, with a size for each axis."""
    return Call("ones", tuple(_size_tree(size, at) for size in sizes), None, at)


def _size_tree(size: Dimension, at: int) -> Node:
    return Name(size, at) if isinstance(size, str) else Number(Fraction(size), at)


def square_of_ones(size: Dimension, at: int) -> Node:
    """11^T in a formula for a square matrix of this size."""
    side = _size_tree(size, at)
    return Call("ones", (side, side), None, at)


def unit_vector(reader: Reader) -> Node:
    """`e_i`, a column of the identity, of the size that i runs over or the left side has."""
    piece = reader.take()
    [index] = piece.indices
    size: Dimension | None = reader.names.letters.get(index)
    if size is None and len(reader.names.vocabulary.sizes) == 1:
        [size] = reader.names.vocabulary.sizes
    size = reader.names.square if size is None else size
    if size is None or not (index in reader.running or index.isdigit()):
        raise reader.error(f"how many entries e_{index} has is not known here", piece)
    place = Number(Fraction(int(index) - 1)) if index.isdigit() else Name(index)
    return Index(identity_tree(size, piece.at), (None, place), piece.at)
