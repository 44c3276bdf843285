r"""Arrays that say with dots how they go on: `\begin{matrix} x_1 & \cdots & x_n \end{matrix}`.

So do sums: `w_1 x_1 + w_2 x_2 + \cdots + w_n x_n`.

What differs between the first and the last entry is the index that runs; every entry that is
written between them must be the same formula at its place.
"""

from collections.abc import Sequence

from handgrad.language.shape import Dimension
from handgrad.language.tree import Node, Over, Transpose
from handgrad.reading.grammar.reader import DOTS, Reader
from handgrad.reading.spelling.piece import Piece

_UNCLEAR = "what stands for the dots is not clear; write the array as a formula or with indices"

Cells = list[list[list[Piece]]]


def dotted_list(reader: Reader, begin: int, end: int) -> Node:
    """The tree of `[x_1, x_2, \\dots, x_n]`, a vector; the reader stands behind it."""
    signs = {",": reader.tokens[begin]._replace(kind="command", text="\\")}
    tokens = [signs.get(piece.text, piece) for piece in reader.tokens[begin:end]]
    return _array(reader, tokens, end)


def dotted_array(reader: Reader, begin: int, end: int) -> Node:
    """The tree of an array with dots; the reader stands behind it."""
    return _array(reader, reader.tokens[begin:end], end)


def with_sums(reader: Reader) -> list[Piece]:
    r"""The pieces with `\sum_i w_i x_i` for `w_1 x_1 + w_2 x_2 + \dots + w_n x_n`."""
    row = list(reader.tokens)
    place = 1
    while place < len(row) - 1:
        end = place
        while _are_dots(row[end : end + 1]):
            end += 1
        if end > place and (row[place - 1].text, row[end].text) == ("+", "+"):
            begin, stop, summed = _summed(reader, row, place, end)
            row[begin:stop] = summed
            place = begin
        place = max(end, place) + 1
    return row


def _summed(
    reader: Reader, row: list[Piece], place: int, end: int
) -> tuple[int, int, list[Piece]]:
    """Where the sum around dots begins and ends, and the same with an index."""
    stop = _end_of_term(row, end + 1, 1)
    begin, terms = place, list[list[Piece]]()
    while begin > 0 and row[begin - 1].text == "+" and len(terms) < _MOST_TERMS:
        start = _end_of_term(row, begin - 2, -1) + 1
        terms.insert(0, row[start : begin - 1])
        begin = start
        if terms[0] and any("1" in piece.indices for piece in terms[0]):
            break
    used = {letter for piece in row for letter in (*piece.indices, piece.text)}
    letter = next(c for c in "ijklmnpqrst" if c not in reader.running and c not in used)
    template, _ = _between(reader, terms[0], row[end + 1 : stop], letter, row[place])
    for n, term in enumerate(terms):
        if not _is_at(term, template, letter, "", n + 1, 0):
            raise reader.error(_UNCLEAR, row[place])
    at = row[begin]
    opening = at._replace(kind="sign", text="(", indices=())
    total = at._replace(kind="function", text="sum", indices=(letter,))
    return begin, stop, [total, opening, *template, opening._replace(text=")")]


_MOST_TERMS = 4


def _end_of_term(row: Sequence[Piece], place: int, step: int) -> int:
    """Where the term around a place ends, to the right or to the left."""
    depth = 0
    while 0 <= place < len(row) and row[place].kind != "end":
        text = row[place].text
        is_sign = row[place].kind == "sign"
        if depth == 0 and is_sign and text in ("+", "-", "=", ","):
            break
        depth += step * ((is_sign and text in "([{") - (is_sign and text in ")]}"))
        if depth < 0:
            break
        place += step
    return place


def _array(reader: Reader, tokens: Sequence[Piece], end: int) -> Node:
    at = tokens[0]
    rows = _cells(tokens)
    kept = [row for row in rows if any(cell and not _are_dots(cell) for cell in row)]
    first, last = kept[0], kept[-1]
    letters = [letter for letter in "ijklmnpqrst" if letter not in reader.running]
    used = {i for row in kept for cell in row for piece in cell for i in piece.indices}
    row_letter, column_letter = [letter for letter in letters if letter not in used][:2]
    template = first[0]
    sizes: list[tuple[str, Dimension]] = []
    if len(kept) < len(rows):
        template, size = _between(reader, template, last[0], row_letter, at)
        sizes.append((row_letter, size))
    if any(map(_are_dots, first)):
        other = first[-1]
        if sizes:
            other, _ = _between(reader, first[-1], last[-1], row_letter, at)
        template, size = _between(reader, template, other, column_letter, at)
        sizes.append((column_letter, size))
    if not sizes or not _agree(kept, template, row_letter, column_letter):
        raise reader.error(_UNCLEAR, at)
    tree = _parsed(reader, template, [letter for letter, _ in sizes], at)
    for letter, size in reversed(sizes):
        tree = Over("each", letter, tree, size, at.at)
    is_row = len(kept) == len(rows)
    reader.position = end
    return Transpose(tree, at.at) if is_row else tree


def _parsed(reader: Reader, template: Sequence[Piece], letters: list[str], at: Piece) -> Node:
    tokens, place = reader.tokens, reader.position
    closing = reader.closing
    reader.running += letters
    try:
        reader.tokens = [*template, Piece("end", "", at.at)]
        reader.position = 0
        reader.closing = {}
        tree = reader.comparison()
        if reader.next.kind != "end":
            raise reader.error(_UNCLEAR, at)
        return tree
    finally:
        del reader.running[len(reader.running) - len(letters) :]
        reader.tokens, reader.position, reader.closing = tokens, place, closing


def _cells(tokens: Sequence[Piece]) -> Cells:
    rows: Cells = [[[]]]
    for piece in tokens:
        if piece.kind == "command" and piece.text == "\\":
            rows.append([[]])
        elif piece.text == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(piece)
    return [row for row in rows if any(row)]


def _are_dots(cell: Sequence[Piece]) -> bool:
    return bool(cell) and all(p.text in (".", *DOTS) for p in cell)


def _between(
    reader: Reader, first: Sequence[Piece], last: Sequence[Piece], letter: str, at: Piece
) -> tuple[list[Piece], Dimension]:
    """The entry with a letter where the first has 1 and the last its size; the size."""
    if len(first) != len(last):
        raise reader.error(_UNCLEAR, at)
    found: list[Piece] = []
    sizes: set[Dimension] = set()
    for one, other in zip(first, last, strict=True):
        if one.text != other.text or len(one.indices) != len(other.indices):
            raise reader.error(_UNCLEAR, at)
        indices = list(one.indices)
        for n, (start, end) in enumerate(zip(one.indices, other.indices, strict=True)):
            if start == end:
                continue
            if start != "1":
                raise reader.error(_UNCLEAR, at)
            sizes.add(_size(reader, one, n, end, at))
            indices[n] = letter
        found.append(one._replace(indices=tuple(indices)))
    if len(sizes) != 1:
        raise reader.error(_UNCLEAR, at)
    return found, sizes.pop()


def _size(reader: Reader, piece: Piece, place: int, end: str, at: Piece) -> Dimension:
    """How many entries there are on the axis of an index that ends with a letter or number."""
    name = piece.text.rpartition("/d")[2] or piece.text
    shape = reader.names.shapes.get(name, (1, 1))
    sizes = [d for d in shape if d != 1]
    rows = sizes if len(sizes) >= len(piece.indices) else []
    size = rows[place] if place < len(rows) else 1
    is_other = end in reader.names.sizes and end != size
    if size == 1 or is_other or (end.isdigit() and int(end) != size):
        raise reader.error(_UNCLEAR, at)
    return size


def _agree(rows: Cells, template: Sequence[Piece], row: str, column: str) -> bool:
    """Whether every entry that is written is the template at its place."""
    return all(
        _is_at(cell, template, row, column, n + 1, m + 1)
        for n, cells in enumerate(rows)
        for m, cell in enumerate(cells)
        if cell and not _are_dots(cell)
    )


def _is_at(
    cell: Sequence[Piece], template: Sequence[Piece], row: str, column: str, n: int, m: int
) -> bool:
    """Whether a cell is the template; a number as index must be its place from the start."""
    if len(cell) != len(template):
        return False
    for one, other in zip(cell, template, strict=True):
        if one.text != other.text or len(one.indices) != len(other.indices):
            return False
        for found, wanted in zip(one.indices, other.indices, strict=True):
            place = n if wanted == row else m if wanted == column else None
            is_numbered = place is not None and found.isdigit() and place <= 2
            if (place is None and found != wanted) or (is_numbered and found != str(place)):
                return False
    return True
