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


def ones_of_size(sizes: Sequence[str], at: int) -> Node:
    return Call("ones", tuple(Name(size, at) for size in sizes), None, at)


def unit_vector(reader: Reader) -> Node:
    """`e_i`, a column of the identity; its size is what i runs over on the left side."""
    piece = reader.take()
    [index] = piece.indices
    size: Dimension | None = reader.names.letters.get(index)
    if size is None and len(reader.names.vocabulary.sizes) == 1:
        [size] = reader.names.vocabulary.sizes
    if size is None or not (index in reader.running or index.isdigit()):
        raise reader.error(f"how many entries e_{index} has is not known here", piece)
    place = Number(Fraction(int(index) - 1)) if index.isdigit() else Name(index)
    return Index(identity_tree(size, piece.at), (None, place), piece.at)
