"""Vectors added to square matrices: with arrays of one axis they go along the rows."""

from handgrad.language.shape import is_column
from handgrad.language.tree import Name, Node, Sum, Transpose
from handgrad.reading.grammar.reader import Reader
from handgrad.regex import regex

_OF_NUMPY = regex(r"\b(?:np|jnp|numpy|torch)\.")
_HAS_ONE_AXIS = regex(r"\[\s*:\s*,\s*(?:None|np\.newaxis)|\breshape\(\s*-\s*1\s*,")


def along_rows(reader: Reader, tree: Node) -> Node:
    """The sum with such vectors as rows, where the text makes columns of others, or perhaps."""
    if not isinstance(tree, Sum):
        return tree
    terms = [tree.first, *(term for _, term in tree.rest)]
    shapes = [reader.shape(term) for term in terms]
    if not any(shape is not None and shape[0] == shape[1] != 1 for shape in shapes):
        return tree
    vectors = {
        n
        for n, (term, shape) in enumerate(zip(terms, shapes, strict=True))
        if isinstance(term, Name) and shape is not None and is_column(shape)
        if term.at not in reader.columns_said
    }
    is_open = _OF_NUMPY.search(reader.text) and reader.otherwise("along rows")
    if not vectors or not (_HAS_ONE_AXIS.search(reader.text) or is_open):
        return tree
    first, *rest = (Transpose(t, t.at) if n in vectors else t for n, t in enumerate(terms))
    signs = (sign for sign, _ in tree.rest)
    return Sum(first, tuple(zip(signs, rest, strict=True)), tree.at)
