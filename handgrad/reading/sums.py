"""Sums over an index: `sum_i`, `Σ_{i=1}^{N}`, `\\sum_{i,j}`, `mean_i`.

A sum without brackets reaches to the end of its product: what stands after the next + or -
is no longer summed, unless it needs the index.
"""

from collections.abc import Sequence
from fractions import Fraction

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Name, Node, Number, Over, Product, Sum, walk
from handgrad.reading import indices
from handgrad.reading.lexing import Piece
from handgrad.reading.reader import CLOSING, OPENING, Reader

OVER = ("sum", "mean", "max", "min", "prod")
_MOST_INDICES = 6
_ONE = Number(Fraction(1))


def is_over(reader: Reader, piece: Piece) -> bool:
    """Whether this is a sum over an index, or the Σ of mathematics, rather than a function."""
    if piece.text not in ("sum", "mean"):
        return reader.next.text == "_"
    has_index = bool(piece.indices) and piece.indices[0] not in ("code", "tex", "row", "col")
    return has_index or reader.next.text == "_" or "tex" in piece.indices


def sum_over(reader: Reader, piece: Piece) -> Node:
    """The sum or mean, with its body: the rest of the product."""
    found = [] if piece.indices in (("tex",), ("code",)) else list(piece.indices)
    start, apart = None, list[tuple[str, str]]()
    if reader.next.text == "_":
        found, start, apart = _below(reader)
    size = _above(reader, start) if reader.next.text in ("^", "**") else None
    found = found or _unwritten(reader)
    if len(reader.running) + len(found) > _MOST_INDICES:
        raise reader.error(f"at most {_MOST_INDICES} indices run at a time", piece)
    for index in found:
        before = reader.tokens[max(0, reader.tokens.index(piece) - 1)]
        if index in reader.running and before.text not in OPENING:
            raise reader.error(f"the index {index} runs already; take another letter", piece)
        if index in reader.running:
            reader.warn(f"the index {index} runs anew in the inner sum")
    reader.running += found
    body = _body(reader, piece, found)
    for one, other in apart:
        equal = indices.kronecker(reader, one, other, piece.at)
        body = Product(Sum(_ONE, (("-", equal),), piece.at), (("*", body),), piece.at)
    del reader.running[len(reader.running) - len(found) :]
    if not found:
        return Call(piece.text, (body,), None, piece.at)
    for index in reversed(found):
        body = _over(reader, piece, index, body, size)
    return body


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
    body = reader.sum_while(first, lambda: _is_named_further_on(reader, found))
    if reader.next.text in ("+", "-") and reader.otherwise("sum"):
        body = reader.sum_while(body, lambda: True)
    if reader.next.text in ("+", "-") or body is not first:
        end = "its product" if body is first else "the last term that needs its index"
        name = f"{piece.text}_{''.join(found)}" if found else piece.text
        reader.warn(f"{name} reaches to the end of {end}: {name}({reader.shown(body)})")
    return body


def _unwritten(reader: Reader) -> list[str]:
    """The index of `\\sum (x_i - \\mu)`: the only letter in what follows that does not run."""
    letters: dict[str, None] = {}
    depth = 0
    for piece in reader.tokens[reader.position :]:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth < 0 or piece.kind == "end" or (piece.kind, piece.text) == ("function", "sum"):
            break
        if piece.kind in ("name", "derivative", "differential"):
            letters |= dict.fromkeys(i for i in piece.indices if i.isalpha())
    free = [letter for letter in letters if letter not in reader.running]
    return free if len(free) == 1 else []


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


def _below(reader: Reader) -> tuple[list[str], str | None, list[tuple[str, str]]]:
    """The indices under the sign, where they start, and what they must differ from."""
    reader.take()
    opening = reader.accept("{", "(")
    if opening is None:
        return list(_letters(reader)), None, []
    found: list[str] = []
    apart: list[tuple[str, str]] = []
    start = None
    closing = CLOSING[opening.text]
    while not reader.accept(closing):
        letters = list(_letters(reader))
        if reader.accept("!="):
            apart += [(letters[-1], _letters(reader))]
        elif reader.accept("="):
            start = reader.take().text
            if reader.accept("."):
                _skip_to(reader, closing)
        elif reader.next.kind == "command" and reader.next.text == "in":
            _skip_to(reader, closing)
        found += [letter for letter in letters if letter not in found]
        if not reader.accept(",", ":", ";") and reader.next.text != closing:
            raise reader.error("a sum runs over an index: sum_i or sum_{i=1}^N")
    return found, start, apart


def _skip_to(reader: Reader, closing: str) -> None:
    """Past what says which set an index is from."""
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


def _above(reader: Reader, start: str | None) -> Dimension:
    """What the index runs over, by its last value."""
    piece = reader.take()
    tree = reader.exponent()
    if start == "0" and isinstance(tree, Sum) and tree.rest == (("-", Number(Fraction(1))),):
        tree, start = tree.first, "1"
    if isinstance(tree, Name) and tree.name in reader.names.sizes and start in (None, "1"):
        return tree.name
    if isinstance(tree, Number) and tree.value.denominator == 1 and start in (None, "1"):
        return int(tree.value)
    raise reader.error("a sum runs over every entry: sum_{i=1}^N, with N a size", piece)
