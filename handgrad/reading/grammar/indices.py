"""Entries: `x_i`, `W_{jk}`, `(W x)_j` counted from 1 as in mathematics, `x[0]` from 0."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from handgrad.language.shape import SCALAR, Dimension, Shape, is_column
from handgrad.language.tree import (
    ONE,
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    children,
    walk,
)
from handgrad.reading.grammar.label_entries import is_label, label_entry, running_place
from handgrad.reading.grammar.reader import CLOSING, Reader
from handgrad.reading.grammar.shifted_entries import shifted_entry
from handgrad.reading.names.index_sizes import class_sizes, pairs_below_brackets
from handgrad.reading.spelling.piece import Piece

ORDERS = ("<", "<=", ">", ">=")
_COUNTS = tuple("NMnmKkDdCTPp")
# The signs behind a name that may turn it.
_TURNING = ("^", "⊤", "'")


def kronecker(reader: Reader, one: str, other: str, at: int) -> Index:
    """δ_{ij}: the entry of the identity of the size that the indices run over."""
    for piece in reader.tokens:
        shape = reader.names.shapes.get(piece.text) if piece.kind == "name" else None
        sizes = [] if shape is None else [d for d in shape if d != 1] or list(shape)
        for size, letter in zip(sizes, piece.indices, strict=False):
            if letter in (one, other) and letter.isalpha():
                places = (running_place(reader, one, at), running_place(reader, other, at))
                return Index(identity_tree(size, at), places, at)
    known = reader.names.letters.get(one) or reader.names.letters.get(other)
    if known is not None:
        places = (running_place(reader, one, at), running_place(reader, other, at))
        return Index(identity_tree(known, at), places, at)
    raise reader.error(f"what {one} and {other} run over is not known here")


def in_order(reader: Reader, one: str, sign: str, other: str, at: int) -> Node:
    """1 where two indices are in this order (`!=`, `<`, `>=` ...), else 0."""
    equal = kronecker(reader, one, other, at)
    if sign == "!=":
        return Sum(ONE, (("-", equal),), at)
    places = (running_place(reader, one, at), running_place(reader, other, at))
    (size,) = children(equal.operand)
    lower = Call("tril", (Call("ones", (size, size), None, at),), None, at)
    is_turned = sign in ("<=", ">")
    not_below = Index(lower, places[::-1] if is_turned else places, at)
    return not_below if sign in ("<=", ">=") else Sum(ONE, (("-", not_below),), at)


def identity_tree(size: Dimension, at: int) -> Node:
    """The identity matrix of a size, by its name or number."""
    number = Name(size, at) if isinstance(size, str) else Number(Fraction(size), at)
    return Call("eye", (number,), None, at)


def kronecker_delta(reader: Reader) -> Node:
    """`\\delta_{ij}`."""
    piece = reader.take()
    for index, label in (piece.indices, piece.indices[::-1]):
        if index in reader.running and is_label(reader, label):
            return label_entry(reader, Piece("name", label, piece.at), index)
    for index in piece.indices:
        if index.isalpha() and index not in reader.running:
            raise reader.error(f"the index {index} of δ does not run here", piece)
    one, other = piece.indices
    return kronecker(reader, one, other, piece.at)


def equation_of_indices(reader: Reader, steps: int = 1) -> tuple[Node, str] | None:
    """The `i = k` in a bracket, of indices that run or of one and a label: 1 where it holds.

    So is `i >= k`, of two indices that run.

    With the sign between them; None for anything else.
    """
    one, sign, other, end = (reader.after(steps + n) for n in range(4))
    is_end = end.text in CLOSING.values() or (
        not steps and end.kind in ("command", "end", "word")
    )
    is_end = is_end or (not steps and end.text in (",", ";", "∧"))
    if is_end and sign.text in ORDERS and {one.text, other.text} <= {*reader.running}:
        return in_order(reader, one.text, sign.text, other.text, reader.next.at), "="
    if not is_end or sign.text not in ("=", "==", "!="):
        return None
    for index, label in ((one, other), (other, one)):
        if index.text in reader.running and is_label(reader, label.text):
            return label_entry(reader, label, index.text), sign.text
    is_index = all(p.text in reader.running or p.text.isdigit() for p in (one, other))
    if not is_index or one.text not in reader.running:
        return None
    return kronecker(reader, one.text, other.text, reader.next.at), sign.text


def entry_tree(reader: Reader, tree: Node, indices: Sequence[str], piece: Piece) -> Node:
    """An entry of a vector or a matrix; one index of a matrix picks a row, as a vector."""
    if len(indices) == 1 and is_label(reader, indices[0]):
        return _entry_of_label(reader, tree, indices[0], piece)
    places = tuple(_place(reader, index, piece) for index in indices)
    shape = reader.shape(tree)
    is_row = len(places) == 1 and shape is not None and 1 not in shape and places[0]
    if is_row and shape is not None and _is_column_index(reader, indices[0], shape):
        return Index(tree, (None, *places), piece.at)
    if is_row and shape is not None and _may_be_column_index(reader, indices[0], shape):
        is_summed = indices[0] not in reader.free and reader.otherwise("columns of sums")
        if is_summed or reader.other == "columns":
            return Index(tree, (None, *places), piece.at)
    is_outer = is_row and _is_beside_turned(reader)
    if is_row and not (reader.otherwise("rows") if is_outer else reader.other == "rows"):
        return Transpose(Index(tree, (*places, None), piece.at), piece.at)
    return Index(tree, places, piece.at)


def _is_row_index(reader: Reader, index: str) -> bool:
    """Whether an index stands first of two elsewhere: the i of `p_{ij} x_i`."""
    pairs = [piece.indices for piece in reader.tokens if len(piece.indices) == 2]
    return any(pair[0] == index for pair in (*pairs, *pairs_below_brackets(reader.tokens)))


def _may_be_column_index(reader: Reader, index: str, shape: Shape) -> bool:
    return not _is_row_index(reader, index) and shape[1] in _sizes_of(reader, index)


def _is_beside_turned(reader: Reader) -> bool:
    """Whether a row such as the v_j of `u_i v_j^T` is turned behind another: rows, perhaps."""
    turned = reader.next.text in _TURNING[1:] or (
        reader.next.text == "^" and reader.after(1 + (reader.after().text == "{")).text in "T⊤"
    )
    before = reader.tokens[reader.position - 2] if reader.position > 1 else None
    return turned and before is not None and before.kind == "name" and len(before.indices) == 1


def _entry_of_label(reader: Reader, tree: Node, label: str, piece: Piece) -> Node:
    """`p_y`, `u_o`: the entry, or the row, that one-hot data mark."""
    name = reader.names.label(label) or label
    shape, (size, _) = reader.shape(tree), reader.names.shapes[name]
    if reader.names.rank(name) != 1 or shape is None or size not in shape:
        raise reader.error(f"{piece.text} has no entry for the label {label}", piece)
    first = Transpose(tree, piece.at) if shape[0] == size else tree
    reader.warn(f"{piece.text}_{label} is read as the entry that {name} marks")
    return Product(first, (("@", Name(name, piece.at)),), piece.at)


def column_beside_rows(reader: Reader, tree: Node) -> Node:
    """The row `mu` of a page as a column where the rows `x_i` beside it are columns."""
    if not isinstance(tree, Name | Derivative) or reader.is_left or reader.other == "rows":
        return tree
    shape = reader.shape(tree)
    by = tree.by if isinstance(tree, Derivative) else tree
    value = by.name.rpartition("/d")[2] or by.name if isinstance(by, Name) else ""
    formula = reader.names.vocabulary.forward.get(value)
    is_reduced = formula is not None and any(
        isinstance(node, Call) and node.axis == 0 for node in walk(formula)
    )
    if shape is None or shape[0] != 1 or shape == SCALAR or not is_reduced:
        return tree
    for piece in reader.tokens:
        name = piece.text.rpartition("/d")[2] or piece.text
        rows = reader.names.shapes.get(name) if len(piece.indices) == 1 else None
        if rows is not None and 1 not in rows and rows[1] == shape[1]:
            return Transpose(tree, tree.at)
    return tree


def _is_column_index(reader: Reader, index: str, shape: Shape) -> bool:
    """Whether an index runs over the columns of a matrix: what else it stands at says so."""
    sizes_left = _sizes_of(reader, index)
    if set(shape) <= sizes_left:
        lengths = set(_lengths_beside(reader, index))
        return shape[0] in lengths and shape[1] not in lengths
    return shape[0] not in sizes_left and shape[1] in sizes_left


def _sizes_of(reader: Reader, index: str) -> set[Dimension]:
    """What an index may run over, by what else has it."""
    is_turned = reader.next.text in _TURNING
    told = reader.extents.get(index) or (is_turned and reader.names.letters.get(index))
    known: list[set[Dimension]] = [{told}] if told else []
    for piece in reader.tokens:
        owner = reader.names.shapes.get(piece.text) if index in piece.indices else None
        if owner is not None and piece.kind == "name":
            sizes = tuple(d for d in owner if d != 1) or owner
            both = len(piece.indices) == len(sizes)
            known.append({sizes[piece.indices.index(index)]} if both else set(sizes))
    if classes := class_sizes(index, reader.tokens, reader.names):
        known.append(classes)
    return set.intersection(*known) if known else set()


_AROUND = tuple("(){}[]|‖")
_TURNED = ("^", "{", "}", "T", "⊤", "'", "top")


def _lengths_beside(reader: Reader, index: str) -> Iterator[Dimension]:
    """The lengths of the whole vectors beside what has an index: the v of `u_w^T v`."""
    bare = [piece for piece in reader.tokens if piece.text not in _TURNED]
    alone = [
        (tokens[1], tokens[3])
        for tokens in zip(*(reader.tokens[n:] for n in range(5)), strict=False)
        if tokens[0].text in _AROUND and tokens[4].text in _AROUND and tokens[2].text in "+-"
    ]
    for one, other in (*pairwise(bare), *alone):
        for piece, beside in ((one, other), (other, one)):
            shape = reader.names.shapes.get(beside.text, SCALAR)
            is_vector = beside.kind == "name" and not beside.indices and is_column(shape)
            if piece.kind == "name" and piece.indices == (index,) and is_vector:
                yield shape[0]


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
    if reader.has_comparison() or _holds_arrays(reader):
        return False
    if reader.names.has_arrays and reader.shape(tree) != SCALAR:
        return True
    sign = 1 if reader.after().text == "-" and isinstance(tree, Name) else 0
    is_place = reader.after(1 + sign).kind in ("number", "unknown")
    if is_place and reader.after(2 + sign).text == "]":
        raise reader.error("a single number has no entries")
    return False


def _holds_arrays(reader: Reader) -> bool:
    """Whether the bracket that opens here is a factor: `2K [(K + λ I) α - y]`."""
    inside = reader.tokens[reader.position + 1 : reader.end_of_group()]
    is_sum = any(piece.text in ("+", "-", "(") for piece in inside)
    arrays = (p for p in inside if p.kind == "name" and reader.names.rank(p.text))
    return is_sum and not reader.names.language and any(arrays)


def counted_from_zero(reader: Reader, tree: Node) -> Node:
    """`x[0]`, `W[:, j]`, `X[i]`: counted from 0."""
    opening = reader.take()
    shape = reader.shape(tree)
    is_vector = shape is not None and is_column(shape)
    if is_vector and _is_new_axis(reader, 2) and reader.next.text == ":":
        _skip_new_axis(reader)
        reader.columns_said.add(tree.at)
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
    if braced and (shifted := shifted_entry(reader, tree, piece.at)):
        result: Node = shifted
    elif sign := reader.accept("+"):
        _refuse_chosen_row(reader, tree, sign)
        result = Call("relu", (tree,), None, sign.at)
    else:
        result = entry_tree(reader, tree, _letters(reader), piece)
    if braced:
        reader.expect("}", "after the subscript")
    return result


def _refuse_chosen_row(reader: Reader, tree: Node, sign: Piece) -> None:
    """Raises FormulaError for the `k_+` of a matrix: its positive row, or its positive part."""
    shape = reader.shape(tree)
    if isinstance(tree, Name) and shape is not None and 1 not in shape:
        told = f"{tree.name}_+ may be a row or the positive part; write relu({tree.name})"
        raise reader.source.error(told, sign.at, is_open=True)


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


def unknown_count(reader: Reader) -> str:
    """The letter N of `\\sum_{i=1}^N`, with or without braces, where nobody says what it is."""
    inside = reader.tokens[reader.position : reader.position + 3]
    braced = inside[0].text == "{"
    letter = inside[1 if braced else 0]
    is_alone = not braced or inside[2].text == "}"
    if letter.kind != "unknown" or not is_alone or letter.text not in _COUNTS:
        return ""
    for _ in inside if braced else inside[:1]:
        reader.take()
    return letter.text
