"""Sums over an index: `sum_i`, `Σ_{i=1}^{N}`, `\\sum_{i,j}`, `mean_i`.

A sum without brackets reaches to the end of its product: what stands after the next + or -
is no longer summed, unless it needs the index.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from handgrad.language.parser import COMPARISONS
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
from handgrad.reading.grammar.reader import CLOSING, OPENING, Reader
from handgrad.reading.spelling.piece import Piece

OVER = ("sum", "mean", "max", "min", "prod")
_MOST_INDICES = 6
_ONE = Number(Fraction(1))


def is_over(reader: Reader, piece: Piece) -> bool:
    """Whether this is a sum over an index, or the Σ of mathematics, rather than a function."""
    if piece.text not in ("sum", "mean"):
        return reader.next.text == "_"
    has_index = bool(piece.indices) and piece.indices[0] not in (
        "code", "tex", "row", "col", "rows",
    )  # fmt: skip
    return has_index or reader.next.text == "_" or "tex" in piece.indices


def down_the_rows(reader: Reader, tree: Node) -> Node:
    """The sum of a matrix down its columns, over the samples, where that alone fits."""
    match tree:
        case Call("sum", (body,), None, at) if not reader.calls:
            shape = reader.shape(body)
            axis = _added_up(reader, shape, "down")
            return tree if axis is None else Call("sum", (body,), axis, at)
    return tree


def _added_up(reader: Reader, shape: Shape | None, choice: str) -> int | None:
    """The axis over the samples of a matrix, which are its rows, or its columns."""
    if shape is None or 1 in shape:
        return None
    is_down = reader.otherwise(choice)
    return 0 if is_down else 1 if reader.otherwise("across") else None


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
    found = [] if piece.indices in (("tex",), ("code",)) else list(piece.indices)
    start = None
    below = _Below([], None, [], [])
    if reader.next.text == "_":
        below = _below(reader)
        found, start = below.indices, below.start
    size = _above(reader, start) if reader.next.text in ("^", "**") else None
    found = found or _unwritten(reader, reader.tokens[reader.position :])
    if not found and "tex" in piece.indices:
        found, size = _over_samples(reader, reader.tokens[reader.position :])
    if len(reader.running) + len(found) > _MOST_INDICES:
        raise reader.error(f"at most {_MOST_INDICES} indices run at a time", piece)
    for index in found:
        before = reader.tokens[max(0, reader.tokens.index(piece) - 1)]
        if index in reader.running and before.text not in OPENING:
            raise reader.error(f"the index {index} runs already; take another letter", piece)
        if index in reader.running:
            reader.warn(f"the index {index} runs anew in the inner sum")
    reader.running += found
    if size is not None:
        reader.extents |= dict.fromkeys(found, size)
    body = _body(reader, piece, found)
    for one, sign, other in below.apart:
        body = _where(reader, piece, indices.in_order(reader, one, sign, other, piece.at), body)
    for condition in below.conditions:
        body = _where(reader, piece, condition, body)
    del reader.running[len(reader.running) - len(found) :]
    if not found:
        shape = reader.shape(body) if "tex" in piece.indices else None
        axis = _added_up(reader, shape, "samples")
        return Call(piece.text, (body,), axis, piece.at)
    for index in reversed(found):
        body = _over(reader, piece, index, body, size)
    return body


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
    """The index of `\\sum (x_i - \\mu)`: the only letter in what follows that does not run."""
    letters: dict[str, None] = {}
    depth = 0
    for piece in ahead:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth < 0 or piece.kind == "end" or (piece.kind, piece.text) == ("function", "sum"):
            break
        if piece.kind in ("name", "derivative", "differential"):
            letters |= dict.fromkeys(i for i in piece.indices if i.isalpha())
    free = [letter for letter in letters if letter not in reader.running]
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
        if depth < 0 or piece.kind == "end" or not set(piece.indices) <= set(reader.running):
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
        if depth < 0 or (piece.kind == "function" and piece.text in ("sum", "mean")):
            return False
        if set(found) & set(piece.indices):
            return True
    return False


class _Below(NamedTuple):
    """What stands under a sum: its indices, where they start, what they must differ from."""

    indices: list[str]
    start: str | None
    apart: list[tuple[str, str, str]]
    conditions: list[Node]


def _below(reader: Reader) -> _Below:
    reader.take()
    opening = reader.accept("{", "(")
    if opening is None:
        return _Below(list(_letters(reader)), None, [], [])
    closing = CLOSING[opening.text]
    if free := _only_condition(reader, closing):
        return _Below(free, None, [], [_condition(reader, free, closing)])
    if (pairs := _samples_of_set(reader, closing)) is not None:
        return _Below(pairs, None, [], [])
    below = _Below([], None, [], [])
    while not reader.accept(closing):
        letters = list(_letters(reader))
        if sign := reader.accept("!=", *COMPARISONS):
            other = _letters(reader)
            if reader.names.find(other):
                raise reader.error("a sum runs over every entry: sum_{i=1}^N, with N a size")
            below.apart.append((letters[-1], sign.text, other))
            if other not in reader.running and other not in below.indices:
                letters = [i for i in (*letters, other) if i not in reader.running]
        elif reader.accept("="):
            below = below._replace(start=reader.take().text)
            if reader.accept("."):
                _skip_to(reader, closing)
        elif reader.next.kind == "command" and reader.next.text == "in":
            reader.take()
            below.conditions.extend(_set(reader, closing, letters))
        below.indices.extend(letter for letter in letters if letter not in below.indices)
        if reader.next.text in (":", "|", ";") and _compares(reader, closing):
            reader.take()
            below.conditions.append(_condition(reader, below.indices, closing))
            break
        if not reader.accept(",", ":", ";") and reader.next.text != closing:
            raise reader.error("a sum runs over an index: sum_i or sum_{i=1}^N")
    return below


def _compares(reader: Reader, closing: str) -> bool:
    """Whether a comparison stands before the bracket that closes."""
    depth = 0
    for piece in reader.tokens[reader.position :]:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if piece.kind == "end" or (depth < 0 and piece.text == closing):
            return False
        if piece.text in (*COMPARISONS, "==", "!=") or (piece.text == "=" and depth == 0):
            return True
    return False


def _only_condition(reader: Reader, closing: str) -> list[str]:
    """The indices of `\\sum_{m_i < 1}`: the letters that do not run; nothing for another."""
    first, second = reader.next, reader.after()
    is_index = first.text.isalpha() and len(first.text) <= 3 and not first.indices
    if (is_index and second.text != "(") or not _compares(reader, closing):
        return []
    letters: dict[str, None] = {}
    for piece in reader.tokens[reader.position :]:
        if piece.text == closing:
            break
        letters |= dict.fromkeys(i for i in piece.indices if i.isalpha())
    return [letter for letter in letters if letter not in reader.running]


def _condition(reader: Reader, found: Sequence[str], closing: str) -> Node:
    """The condition under a sum, with the bracket that closes it."""
    count = len(reader.running)
    reader.running += found
    tree = reader.condition()
    del reader.running[count:]
    reader.expect(closing, "after the condition under the sum")
    return tree


def _samples_of_set(reader: Reader, closing: str) -> list[str] | None:
    """The index of `\\sum_{(x_i, y_i) \\in D}`, none where it is left out; taken as a whole."""
    place = reader.position
    data: list[Piece] = []
    while reader.next.text in ("(", ")", ",") or reader.next.kind == "name":
        data += [reader.take()] if reader.next.kind == "name" else []
        if reader.next.text in ("(", ")", ","):
            reader.take()
    letters = {letter for piece in data for letter in piece.indices}
    texts = [reader.next.text, reader.after().text, reader.after(2).text]
    given = reader.names.vocabulary.data
    is_whole = texts[0] == "in" and texts[2] == closing
    is_whole = is_whole and texts[1] in (*_WHOLE_SETS, *given)
    if is_whole and data and len(letters) < 2 and all(p.text in given for p in data):
        reader.position += 3
        return sorted(letters)
    reader.position = place
    return None


_WHOLE_SETS = ("D", "B", "data", "batch", "Vocab", "vocab", "Vocabulary", "vocabulary")


def _set(reader: Reader, closing: str, letters: Sequence[str]) -> Iterator[Node]:
    """What limits an index to a part of a set; a set that is not all entries is not known."""
    at = reader.next
    if reader.accept("{"):
        inner = reader.next.text
        if inner in letters and reader.after().text in (":", "|"):
            reader.take()
            reader.take()
            yield _condition(reader, letters, "}")
            return
        reader.position -= 1
    if reader.next.text in ("{", "["):
        reader.skip_group()
        return
    is_size = at.text in reader.names.sizes or at.text in _WHOLE_SETS
    if not is_size or reader.after().text not in (closing, ","):
        raise reader.error(
            "which entries are in this set is not known; write a condition: "
            "\\sum_{i : m_i < 1}", at
        )  # fmt: skip
    reader.take()


def _skip_to(reader: Reader, closing: str) -> None:
    """Past the numbers that an index runs through: `i = 1, ..., N`."""
    while reader.next.kind != "end" and reader.next.text not in (closing, ","):
        if reader.end_of_group() is not None:
            reader.skip_group()
        else:
            reader.take()


def _letters(reader: Reader) -> str:
    piece = reader.take()
    if not piece.text.isalpha() or len(piece.text) > 3:
        raise reader.error("a sum runs over an index, a letter: sum_i", piece)
    return piece.text


def _above(reader: Reader, start: str | None) -> Dimension | None:
    """What the index runs over, by its last value; None for a letter that the page lacks."""
    piece = reader.take()
    if start in (None, "1") and (letter := indices.unknown_count(reader)):
        reader.warn(f"{letter} is taken for the last of the entries")
        return None
    tree = reader.exponent()
    if start == "0" and isinstance(tree, Sum) and tree.rest == (("-", Number(Fraction(1))),):
        tree, start = tree.first, "1"
    if isinstance(tree, Name) and tree.name in reader.names.sizes and start in (None, "1"):
        return tree.name
    if isinstance(tree, Number) and tree.value.denominator == 1 and start in (None, "1"):
        return int(tree.value)
    raise reader.error("a sum runs over every entry: sum_{i=1}^N, with N a size", piece)
