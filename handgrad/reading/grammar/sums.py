"""Sums over an index: `sum_i`, `Σ_{i=1}^{N}`, `\\sum_{i,j}`, `mean_i`.

A sum without brackets reaches to the end of its product: what stands after the next + or -
is no longer summed, unless it needs the index.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction

from handgrad.language.shape import SCALAR, Dimension, Shape, is_column
from handgrad.language.tree import (
    Call,
    Index,
    Name,
    Node,
    Number,
    Over,
    Product,
    Sum,
    Transpose,
    children,
    walk,
)
from handgrad.reading.grammar import indices
from handgrad.reading.grammar.below_sums import BelowSum, below_sum
from handgrad.reading.grammar.partial_sums import up_to
from handgrad.reading.grammar.reader import CLOSING, OPENING, Reader, ends_entry
from handgrad.reading.grammar.sums_apart import end_of_sum
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

OVER = ("sum", "mean", "max", "min", "prod")
_OF_ONE_SUM = 2
_MOST_INDICES = 6
# Entries by their numbers, which are counted from 1 here.
_NUMBERED = regex(r"[_\[]\s?\{?\s?\d")
_ONE = Number(Fraction(1))


def is_over(reader: Reader, piece: Piece) -> bool:
    """Whether this is a sum over an index, or the Σ of mathematics, rather than a function."""
    if piece.text not in ("sum", "mean"):
        return reader.next.text == "_" or "over" in piece.indices
    has_index = bool(piece.indices) and piece.indices[0] not in (
        "code", "tex", "row", "col", "rows",
    )  # fmt: skip
    return has_index or reader.next.text == "_" or "tex" in piece.indices


def down_the_rows(reader: Reader, tree: Node) -> Node:
    """The sum or mean of a matrix over the samples, down its columns, where that alone fits."""
    match tree:
        case Call("sum" | "mean" as function, (body,), None, at) if not reader.calls:
            shape = reader.shape(body)
            axis = _added_up(reader, shape, "down")
            return tree if axis is None else Call(function, (body,), axis, at)
    return tree


def _added_up(
    reader: Reader, shape: Shape | None, choice: str, across: str = "across"
) -> int | None:
    """The axis over the samples of a matrix, which are its rows, or its columns."""
    if shape is None or 1 in shape:
        return None
    is_down = reader.otherwise(choice)
    return 0 if is_down else 1 if reader.otherwise(across) else None


def over_rows(reader: Reader, piece: Piece) -> Node:
    """`Σ_rows G`: the rows of a matrix added up; those of samples may be its columns."""
    is_call = reader.next.text in OPENING and reader.next.glued
    body = reader.primary() if is_call else reader.product()
    shape = reader.shape(body)
    if shape is None or 1 in shape:
        return Call(piece.text, (body,), None, piece.at)
    if reader.otherwise("axis"):
        return Call(piece.text, (body,), 1, piece.at)
    return Transpose(Call(piece.text, (body,), 0, piece.at), piece.at)


def over_bracket(reader: Reader, piece: Piece) -> Node | None:
    """`sum((p_i - y_i) x_i)`, `mean[(p - y) x]`: over the one index in the bracket, or samples.

    None for the function of arrays that it is elsewhere.
    """
    end = reader.end_of_group()
    if end is None or piece.indices or reader.names.language or reader.calls:
        return None
    inside = reader.tokens[reader.position + 1 : end]
    found, size = _unwritten(reader, inside), None
    if not found:
        found, size = _over_samples(reader, inside)
    if not found:
        return None
    reader.running += found
    if size is not None:
        reader.extents |= dict.fromkeys(found, size)
    body = reader.primary()
    del reader.running[len(reader.running) - len(found) :]
    return _over(reader, piece, found[0], body, size)


def sum_over(reader: Reader, piece: Piece) -> Node:
    """The sum or mean, with its body: the rest of the product."""
    found = [index for index in piece.indices if index not in ("tex", "code", "over")]
    start = None
    below = BelowSum([], None, [], [])
    if reader.next.text == "_":
        below = below_sum(reader)
        found, start = below.indices, below.start
    size = below.size
    if reader.next.text in ("^", "**"):
        size = _last(reader, start, below)
    found = found or _unwritten(reader, reader.tokens[reader.position :])
    if not found and "tex" in piece.indices:
        found, size = _over_samples(reader, reader.tokens[reader.position :])
    if found and (end := end_of_sum(reader, found)) is not None:
        return _in_brackets(reader, piece, end)
    if len(reader.running) + len(found) > _MOST_INDICES:
        raise reader.error(f"at most {_MOST_INDICES} indices run at a time", piece)
    for index in found:
        if index in reader.running and not _is_bracketed(reader):
            raise reader.error(f"the index {index} runs already; take another letter", piece)
        if index in reader.running:
            reader.warn(f"the index {index} runs anew in the inner sum")
    reader.running += found
    if size is not None:
        reader.extents |= dict.fromkeys(found, size)
    begin, again = reader.position, {*found} & {*reader.running[: -len(found) or None]}
    body = _body(reader, piece, found)
    _refuse_reuse(reader, reader.tokens[begin : reader.position], again, piece)
    for one, sign, other in below.apart:
        body = _where(reader, piece, indices.in_order(reader, one, sign, other, piece.at), body)
    for condition in below.conditions:
        body = _where(reader, piece, condition, body)
    del reader.running[len(reader.running) - len(found) :]
    if not found:
        shape = reader.shape(body) if "tex" in piece.indices else None
        axis = _added_up(reader, shape, "samples", "entries of samples")
        return Call(piece.text, (body,), axis, piece.at)
    if (axis := _without_index(reader, found, body, size)) is not None:
        return Call(piece.text, (body,), axis, piece.at)
    for index in reversed(found):
        body = _over(reader, piece, index, body, size)
    return body


def _refuse_reuse(
    reader: Reader, body: Sequence[Piece], again: Collection[str], at: Piece
) -> None:
    """An index that runs anew stands in two factors: a third may mean the one outside."""
    for index in again:
        factors = [part for part in body if index in (*part.indices, part.text)]
        if len(factors) > _OF_ONE_SUM:
            raise reader.error(f"the index {index} runs already; take another letter", at)


def _is_bracketed(reader: Reader) -> bool:
    """Whether what is read next stands in brackets: an index of a sum there ends with them."""
    return any(begin < reader.position < end for begin, end in reader.closing.items())


def _without_index(
    reader: Reader, found: Sequence[str], body: Node, size: Dimension | None
) -> int | None:
    """The axis of a matrix that `\\sum_{i=1}^m dZ` adds up, whose entries have no index i."""
    shape = reader.shape(body)
    if len(found) != 1 or shape is None or 1 in shape:
        return None
    runs = (i for n in walk(body) if isinstance(n, Index) for i in n.indices)
    if Name(found[0]) in runs:
        return None
    if size is None:
        return _added_up(reader, shape, "unindexed", "entries of samples")
    if shape.count(size) == 2:
        told = f"what sum_{found[0]} adds up has no index {found[0]}; write its entries"
        raise reader.source.error(told, body.at, is_open=True)
    return shape.index(size) if size in shape and reader.otherwise("unindexed") else None


def _in_brackets(reader: Reader, piece: Piece, end: int) -> Node:
    """The sum that begins with a piece and ends at a place."""
    start = reader.tokens.index(piece)
    bracket = piece._replace(kind="sign", indices=(), glued=False)
    row = reader.tokens
    opening, closing = bracket._replace(text="("), bracket._replace(text=")")
    reader.tokens = [*row[:start], opening, *row[start:end], closing, *row[end:]]
    reader.position = start
    return reader.primary()


def _where(reader: Reader, piece: Piece, condition: Node, body: Node) -> Node:
    """What is added up or multiplied where a condition holds, else what changes nothing."""
    if piece.text == "prod":
        return Call("where", (condition, body, _ONE), None, piece.at)
    if piece.text != "sum":
        text = f"{piece.text} over some of the entries is not read; write it in another way"
        raise reader.error(text, piece)
    return Product(condition, (("*", body),), piece.at)


def _over(reader: Reader, piece: Piece, index: str, body: Node, size: Dimension | None) -> Node:
    """A sum or a mean over an index, or the largest of all numbers, one for each index."""
    if piece.text in ("sum", "mean"):
        return Over(piece.text, index, body, size, piece.at)
    if any(isinstance(node, Index) and None in node.indices for node in walk(body)):
        text = f"{piece.text}_{index} takes a number for each {index}, not a row or column"
        raise reader.error(text, piece)
    return Call(piece.text, (Over("each", index, body, size, piece.at),), None, piece.at)


def _body(reader: Reader, piece: Piece, found: Sequence[str]) -> Node:
    """What is summed: the rest of the product, and the terms that need the index."""
    first = reader.product()
    if piece.text == "prod" and isinstance(first, Product) and found:
        _refuse_others(reader, piece, found, first)
    body = reader.sum_while(first, lambda: _is_named_further_on(reader, found))
    if reader.next.text in ("+", "-") and reader.otherwise("sum"):
        body = reader.sum_while(body, lambda: True)
    if reader.next.text in ("+", "-") or body is not first:
        end = "its product" if body is first else "the last term that needs its index"
        name = f"{piece.text}_{''.join(found)}" if found else piece.text
        reader.warn(f"{name} reaches to the end of {end}: {name}({reader.shown(body)})")
    return body


def _refuse_others(reader: Reader, piece: Piece, found: Sequence[str], body: Product) -> None:
    """Raises FormulaError for a factor that no index moves: is it meant once or each time?"""
    for factor in children(body):
        places = (n.indices for n in walk(factor) if isinstance(n, Index))
        letters = {i.name for indices in places for i in indices if isinstance(i, Name)}
        bound = {n.index for n in walk(factor) if isinstance(n, Over)}
        if not (letters - bound) & set(found):
            name = f"prod_{''.join(found)}"
            raise reader.error(
                f"whether {name} multiplies {reader.shown(factor)} too is not clear; put the "
                "product in brackets",
                piece,
            )


def _unwritten(reader: Reader, ahead: Sequence[Piece]) -> list[str]:
    """The index of `\\sum (x_i - \\mu)`: the only letter in what follows that does not run.

    One that runs is meant anew where no array stands without it: else nothing is added up.
    """
    letters: dict[str, None] = {}
    is_whole = False
    depth = 0
    for piece in ahead:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth < 0 or ends_entry(piece) or (piece.kind, piece.text) == ("function", "sum"):
            break
        if piece.kind in ("name", "derivative", "differential"):
            is_number = reader.names.shapes.get(piece.text) == SCALAR
            is_whole = is_whole or not (piece.indices or is_number)
            letters |= dict.fromkeys(i for i in piece.indices if i.isalpha())
    free = [letter for letter in letters if letter not in reader.running]
    if not free and len(letters) == 1 and not is_whole:
        return [*letters]
    return free if len(free) == 1 else []


def _over_samples(reader: Reader, ahead: Sequence[Piece]) -> tuple[list[str], Dimension | None]:
    """The index of `\\sum (p - y) X`, where it is left out everywhere: that of the samples.

    They are the rows of the matrix, as many as the vectors beside it have entries. A letter x
    that the page lacks is one of its rows, and nothing else.
    """
    shapes: list[Shape] = []
    rows: dict[str, str] = {}
    depth = 0
    for piece in ahead:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth < 0 or ends_entry(piece) or not set(piece.indices) <= set(reader.running):
            break
        name = piece.text
        if piece.kind == "unknown" and (matrix := _rows_called(reader, name)):
            rows[name] = name = matrix
        shapes.append(reader.names.shapes.get(name, SCALAR))
    columns = {shape[0] for shape in shapes if shape != SCALAR and is_column(shape)}
    matrices = {shape[0] for shape in shapes if 1 not in shape}
    if len(columns) != 1 or columns != matrices or not (rows or reader.otherwise("entries")):
        return [], None
    reader.tokens = [
        piece._replace(kind="name", text=rows[piece.text]) if piece.text in rows else piece
        for piece in reader.tokens
    ]
    index = next(letter for letter in "inkst" if letter not in reader.running)
    reader.samples = index
    return [index], columns.pop()


def _rows_called(reader: Reader, letter: str) -> str | None:
    """The matrix X of the page whose rows are called x."""
    name = letter.upper()
    shape = reader.names.vocabulary.shapes.get(name) if len(letter) == 1 else None
    return name if shape is not None and 1 not in shape else None


def _is_named_further_on(reader: Reader, found: Sequence[str]) -> bool:
    """Whether a term that follows needs one of these indices: then the sum reaches on to it."""
    depth = 0
    for piece in reader.tokens[reader.position :]:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        is_sum = piece.kind == "function" and piece.text in ("sum", "mean")
        if depth < 0 or is_sum or ends_entry(piece):
            return False
        if set(found) & set(piece.indices):
            return True
    return False


def _last(reader: Reader, start: str | None, below: BelowSum) -> Dimension | None:
    """What the index runs over; one that runs already ends the sum at its place."""
    sign = reader.take()
    if len(below.indices) == 1 and (order := up_to(reader, below.indices[0])):
        below.apart.append(order)
        return None
    return _above(reader, start, sign)


def _above(reader: Reader, start: str | None, piece: Piece) -> Dimension | None:
    """What the index runs over, by its last value; None for a letter that the page lacks."""
    if start in (None, "1") and (letter := indices.unknown_count(reader)):
        reader.warn(f"{letter} is taken for the last of the entries")
        return None
    tree = reader.exponent()
    if start == "0" and isinstance(tree, Sum) and tree.rest == (("-", Number(Fraction(1))),):
        tree, start = tree.first, "1"
    if start == "0" and isinstance(tree, Name) and _counts_data_alone(reader, tree.name):
        reader.warn(f"the sum from 0 to {tree.name} is read as the sum over every entry")
        return tree.name
    if isinstance(tree, Name) and tree.name in reader.names.sizes and start in (None, "1"):
        return tree.name
    is_from_zero = start == "0" and not _NUMBERED.search(reader.names.text)
    is_whole = isinstance(tree, Number) and tree.value.denominator == 1
    if isinstance(tree, Number) and is_whole and (start in (None, "1") or is_from_zero):
        return int(tree.value) + is_from_zero
    raise reader.error("a sum runs over every entry: sum_{i=1}^N, with N a size", piece)


def _counts_data_alone(reader: Reader, size: str) -> bool:
    """Whether a size is one of data alone: beside θ_0 and x_0 = 1 there is one entry more."""
    vocabulary = reader.names.vocabulary
    by_data, by_parameters = (
        any(size in vocabulary.shapes[name] for name in names)
        for names in (vocabulary.data, vocabulary.parameters)
    )
    return by_data and not by_parameters
