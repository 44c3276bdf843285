"""The trees of identities, unit vectors and ones of a size."""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

from handgrad.errors import FormulaError
from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import (
    Call,
    Index,
    Name,
    Node,
    Number,
    Product,
    Sum,
    children,
    names,
    substitute,
    walk,
    with_children,
)
from handgrad.reading.grammar.indices import identity_tree
from handgrad.reading.grammar.reader import CLOSING, OPENING, Reader
from handgrad.reading.names.vocabulary import IDENTITY


def identity_matrix(reader: Reader) -> Node:
    piece = reader.take()
    return identity_tree(piece.indices[0], piece.at)


def ones_of_size(sizes: Sequence[Dimension], at: int) -> Node:
    """An array of ones, with a size for each axis."""
    return Call("ones", tuple(_size_tree(size, at) for size in sizes), None, at)


def begins_with_ones(reader: Reader, sign: str, shape: Shape | None) -> bool:
    """Whether a product such as `1 a^T` stands behind a sign that works entry by entry.

    Its ones are as long as what stands before the sign has rows; the reader knows it from here.
    """
    start = reader.position
    while reader.tokens[start].text in OPENING:
        start += 1
    end = start + 1
    is_ones = reader.tokens[start].kind == "ones" and not reader.tokens[start].indices
    behind = reader.tokens[end] if is_ones else None
    if behind is None or shape is None or sign not in ("⊙", "*", "/"):
        return False
    is_more = behind.kind not in ("end", "sign", "word") or behind.text in OPENING
    if is_more and shape[0] != 1:
        reader.rows_of_ones[start] = shape[0]
    return is_more or sign != "*"


def rows_wanted(reader: Reader, place: int) -> Dimension | None:
    """How long the ones of a product such as `1 a^T` are, which another sign joins to a matrix.

    The matrix may stand before it or behind: `H ⊙ 1 a^T`, `(1 a^T) ⊙ H`.
    """
    if place in reader.rows_of_ones or place == 0:
        return reader.rows_of_ones.get(place) or _rows_behind(reader)
    is_first = reader.tokens[place - 1].text in ("+", "-", "=", *OPENING)
    return _rows_behind(reader) if is_first and reader.starts_factor() else None


def _rows_behind(reader: Reader) -> Dimension | None:
    """How many rows the H of `1 a^T ⊙ H` has, None where none stands there."""
    n = start = reader.position
    while reader.tokens[n].text != "⊙":
        is_closed = reader.tokens[n].text in CLOSING.values()
        is_end = reader.tokens[n].kind == "end" or reader.tokens[n].text in ("+", "-", ",", "=")
        n = reader.closing.get(n, n) + 1
        if is_end or (is_closed and reader.tokens[n].text != "⊙"):
            return None
    met, warnings, reader.position = dict(reader.met), list(reader.warnings), n + 1
    shape: Shape | None = None
    with suppress(FormulaError):
        shape = reader.shape(reader.unary())
    reader.met, reader.warnings, reader.position = met, warnings, start
    return shape[0] if shape is not None and shape[0] != 1 else None


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


def skip_identity(reader: Reader) -> None:
    """Past the I of `λ I w`, `I · C`: before an array it changes nothing."""
    is_free = reader.next.kind == "name" and reader.next.text == IDENTITY
    is_dotted = reader.after().text == "·"
    behind = reader.after(1 + is_dotted)
    rank = reader.names.rank(behind.text) if behind.text in reader.names.shapes else 0
    if is_free and IDENTITY not in reader.names.shapes and behind.kind == "name" and rank:
        reader.position += 1 + is_dotted


def with_identity(reader: Reader, tree: Node) -> Node:
    """The I of `W^T W - I` as the identity of the size of a term beside it."""
    if not isinstance(tree, Sum) or IDENTITY in reader.names.shapes:
        return tree
    terms = [tree.first, *(term for _, term in tree.rest)]
    if all(IDENTITY not in names(term) for term in terms):
        return _with_diagonal(reader, tree, terms)
    for term in terms:
        shape = reader.shape(term)
        if shape is not None and shape[0] == shape[1] != 1:
            return substitute(tree, {IDENTITY: identity_tree(shape[0], tree.at)})
    return tree


def _is_column(call: Call) -> bool:
    """Whether this is the column of ones that a blackboard 1 with a size below is."""
    return call.function == "ones" and len(call.arguments) == 1


def _with_identities(tree: Node, identity: Node) -> Node:
    """A tree with the identity for the ones that are called 1 as it is."""
    if isinstance(tree, Call) and _is_column(tree):
        return identity
    below = tuple(_with_identities(child, identity) for child in children(tree))
    return with_children(tree, below) if below else tree


def _with_diagonal(reader: Reader, tree: Sum, terms: Sequence[Node]) -> Node:
    """`(X^T X + λ) w` may mean λI: a number beside a square matrix, as another reading."""
    is_code = "@" in reader.source.text or ".T" in reader.source.text
    if not reader.names.has_arrays or reader.names.language or is_code:
        return tree
    shapes = [reader.shape(term) for term in terms]
    ones = {n for term in terms for n in walk(term) if isinstance(n, Call) and _is_column(n)}
    square = next((s for s in shapes if s is not None and s[0] == s[1] != 1), None)
    is_column = square is not None and bool(ones) and (square[0], 1) in shapes
    if (
        square is None
        or not (SCALAR in shapes or is_column)
        or not reader.otherwise("identity")
    ):
        return tree
    identity = identity_tree(square[0], tree.at)
    if is_column:
        return _with_identities(tree, identity)
    spread = [
        Product(term, (("*", identity),), tree.at) if shape == SCALAR else term
        for term, shape in zip(terms, shapes, strict=True)
    ]
    rest = tuple((sign, term) for (sign, _), term in zip(tree.rest, spread[1:], strict=True))
    return Sum(spread[0], rest, tree.at)
