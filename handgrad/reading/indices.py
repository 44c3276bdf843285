"""Entries: `x_i`, `W_{jk}`, `(W x)_j` counted from 1 as in mathematics, `x[0]` from 0."""

from collections.abc import Sequence
from fractions import Fraction

from handgrad.language.shape import SCALAR, is_column
from handgrad.language.tree import Call, Index, Name, Node, Number, Transpose
from handgrad.reading.lexing import Piece
from handgrad.reading.reader import Reader


def name(reader: Reader) -> Node:
    piece = reader.take()
    tree: Node = Name(piece.text, piece.at)
    if piece.indices:
        return entry(reader, tree, piece.indices, piece)
    if reader.is_left and piece.text == reader.names.vocabulary.loss:
        reader.skip_arguments()
    return tree


def entry(reader: Reader, tree: Node, indices: Sequence[str], piece: Piece) -> Node:
    """An entry of a vector or a matrix; one index of a matrix picks a row, as a vector."""
    places = tuple(_place(reader, index, piece) for index in indices)
    shape = reader.shape(tree)
    if len(places) == 1 and shape is not None and 1 not in shape and places[0]:
        return Transpose(Index(tree, (*places, None), piece.at), piece.at)
    return Index(tree, places, piece.at)


def _place(reader: Reader, index: str, piece: Piece) -> Node | None:
    if index == ":":
        return None
    if index.isdigit():
        if int(index) == 0:
            raise reader.error("entries are counted from 1: x_1 is the first", piece)
        return Number(Fraction(int(index) - 1), piece.at)
    if index not in reader.running:
        raise reader.error(
            f"the index {index} does not run here; write sum_{index} before it, or give each "
            f"entry: dL/dw_{index} = ...",
            piece,
        )
    return Name(index, piece.at)


def is_indexed(reader: Reader, tree: Node) -> bool:
    """Whether [ ] behind this picks entries; behind a number it is a bracket like any other."""
    if isinstance(tree, Number) or not reader.next.glued:
        return False
    if reader.has_comparison():
        return False
    if reader.names.has_arrays and reader.shape(tree) != SCALAR:
        return True
    if reader.after().kind in ("number", "unknown") and reader.after(2).text == "]":
        raise reader.error("a single number has no entries")
    return False


def bracketed(reader: Reader, tree: Node) -> Node:
    """`x[0]`, `W[:, j]`, `X[i]`: counted from 0."""
    opening = reader.take()
    shape = reader.shape(tree)
    is_vector = shape is not None and is_column(shape)
    if is_vector and _is_new_axis(reader, 2) and reader.next.text == ":":
        _skip_new_axis(reader)
        return tree
    if is_vector and _is_new_axis(reader, 0) and reader.after(2).text == ":":
        _skip_new_axis(reader)
        return Transpose(tree, opening.at)
    places: list[Node | None] = []
    while True:
        if reader.accept(":"):
            places.append(None)
        else:
            places.append(_place_in_brackets(reader))
        if reader.accept("]"):
            return Index(tree, tuple(places), opening.at)
        reader.expect(",", "between two indices, or ']' after the last")


def _is_new_axis(reader: Reader, steps: int) -> bool:
    """Whether the None of x[:, None] and x[None, :] stands there, for a vector x."""
    comma, end = reader.after(1), reader.after(3)
    return reader.after(steps).text == "None" and (comma.text, end.text) == (",", "]")


def _skip_new_axis(reader: Reader) -> None:
    for _ in range(4):
        reader.take()


def _place_in_brackets(reader: Reader) -> Node:
    piece = reader.next
    if piece.text in reader.running and piece.text.isalpha():
        reader.take()
        return Name(piece.text, piece.at)
    if piece.kind == "number" and piece.text.isdigit():
        reader.take()
        return Number(Fraction(piece.text), piece.at)
    raise reader.error("an index is a whole number, or a letter that a sum runs over")


def lowered(reader: Reader, tree: Node) -> Node | None:
    """`(W x)_j`, `(z)_+`."""
    piece = reader.take()
    braced = reader.accept("{")
    if sign := reader.accept("+"):
        result: Node = Call("relu", (tree,), None, sign.at)
    else:
        result = entry(reader, tree, _letters(reader), piece)
    if braced:
        reader.expect("}", "after the subscript")
    return result


def _letters(reader: Reader) -> list[str]:
    """The indices of a subscript: `jk`, `j,k` or `2`."""
    found: list[str] = []
    while len(found) < 3 and (reader.next.text == ":" or reader.next.text.isalnum()):
        text = reader.take().text
        found += [text] if text.isdigit() else list(text)
        if reader.accept(",") is None:
            break
    if not found:
        raise reader.error("a subscript is a letter or a number: x_i, x_1")
    return found
