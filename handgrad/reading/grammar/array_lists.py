"""Arrays entry by entry: lists of lists as NumPy has them, the matrices of LaTeX."""

from handgrad.language.tree import Call, Node
from handgrad.reading.grammar.reader import Reader

ENVIRONMENTS = (
    "pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix", "vmatrix", "Vmatrix",
)  # fmt: skip
_MOST_ENTRIES = 16


def rows_of_list(reader: Reader, first: Node, at: int) -> Node:
    """The rest of a list behind its first entry: a row, or rows below one another."""
    entries = [first]
    while reader.accept(","):
        if reader.next.text in (")", "]"):
            break
        entries.append(reader.comparison())
        if len(entries) > _MOST_ENTRIES:
            raise reader.error(f"at most {_MOST_ENTRIES} entries are read")
    is_nested = all(isinstance(e, Call) and e.function == "row" for e in entries)
    return Call("column" if is_nested else "row", tuple(entries), None, at)


def upright(tree: Node) -> Node:
    """A list of numbers as NumPy has it: a vector."""
    match tree:
        case Call("row", entries):
            return Call("column", entries, None, tree.at)
    return tree


def latex_matrix(reader: Reader) -> Node:
    """A matrix of LaTeX; the bars of vmatrix make its determinant."""
    begin = reader.take()
    name = begin.text.removeprefix("begin ")
    start, end = reader.position, _end_of_array(reader)
    if name != "vmatrix" and reader.has_dots(start, end):
        from handgrad.reading.grammar.dotted_arrays import dotted_array

        tree = dotted_array(reader, start, end)
        reader.take()
        return tree
    rows: list[Node] = []
    entries: list[Node] = []
    while True:
        entries.append(reader.compared(True))
        if len(entries) > _MOST_ENTRIES or len(rows) > _MOST_ENTRIES:
            raise reader.error(f"at most {_MOST_ENTRIES} entries are read in a row")
        if reader.accept("&"):
            continue
        rows.append(Call("row", tuple(entries), None, begin.at) if entries[1:] else entries[0])
        entries = []
        ended = reader.accept_break()
        if reader.next.text == f"end {name}":
            reader.take()
            break
        if not ended:
            raise reader.error(f"\\end{{{name}}} was expected, not {reader.found()}")
    whole = rows[0] if len(rows) == 1 else Call("column", tuple(rows), None, begin.at)
    return Call("det", (whole,), None, begin.at) if name == "vmatrix" else whole


def _end_of_array(reader: Reader) -> int:
    """Where the array ends that begins right before."""
    depth = 1
    for n in range(reader.position, len(reader.tokens)):
        piece = reader.tokens[n]
        if piece.kind == "command":
            depth += piece.text.startswith("begin ") - piece.text.startswith("end ")
        if depth == 0:
            return n
    return len(reader.tokens)
