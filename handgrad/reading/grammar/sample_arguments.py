r"""Entries by the samples that they are of: `K(x_i, x_j)` is K_{ij}, `\phi(x_i)` a row."""

from collections.abc import Iterator, Sequence

from handgrad.language.tree import Name, Node
from handgrad.reading.grammar.indices import entry_tree
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.letters import capital_of
from handgrad.reading.spelling.piece import Piece


def of_samples(reader: Reader, piece: Piece, name: str) -> Node | None:
    """The row of a matrix for one sample of which the page has no x, its entry for two.

    Raises FormulaError for two of which it is not clear what they are samples of.
    """
    page, given = reader.names.vocabulary, _arguments(reader)
    if name not in (*page.data, *page.forward) or reader.names.rank(name) != 2 or piece.indices:
        return None
    if not given or (name not in page.data and len(given) == 1):
        return None
    letters = tuple(letter for _, letter in given)
    owners = [owner for owner, _ in given]
    is_clear = all(letter in reader.running for letter in letters)
    if len(given) == 2 and not (is_clear and _are_samples(reader, name, owners)):
        told = f"what {piece.text}(.., ..) is of here is not clear; write its entry: {name}_ij"
        raise reader.source.error(told, piece.at, is_open=True)
    end = reader.position + 2 * len(given) + 1
    shown = "".join(part.text for part in reader.tokens[reader.position : end])
    what = "row" if len(given) == 1 else "entry"
    reader.warn(f"{piece.text}{shown} is read as the {what} {''.join(letters)} of {name}")
    reader.position = end
    return entry_tree(reader, Name(name, piece.at), letters, piece)


def _are_samples(reader: Reader, name: str, owners: Sequence[str]) -> bool:
    """Whether two arguments are rows of what the value is made of, or of no name of the page.

    Of a square value they are rows of one matrix; those of no name are called the same
    everywhere.
    """
    shapes, page = reader.names.shapes, reader.names.vocabulary
    known = [owner in shapes for owner in owners]
    if not any(known):
        called = {_owner(p) for p in _all_arguments(reader, name)}
        return name in page.data and len({*owners}) == len(called) == 1
    rows = tuple(shapes[owner][0] for owner in owners if owner in shapes)
    inputs = reader.names.inputs.get(name, ())
    are_inputs = all(known) and all(o in inputs and reader.names.rank(o) == 2 for o in owners)
    matrices = {name for name in inputs if reader.names.rank(name) == 2}
    is_told = matrices & {*page.data, *page.parameters} == {*owners}
    is_told = is_told and (len({*owners}) == 1 or rows[0] != rows[-1])
    return are_inputs and is_told and rows == shapes[name]


def _all_arguments(reader: Reader, name: str) -> Iterator[Piece]:
    """The pieces between the brackets behind each of the places where a value is applied."""
    for place, piece in enumerate(reader.tokens):
        end = reader.closing.get(place + 1)
        if end is not None and name in (piece.text, capital_of(piece.text)):
            inside = reader.tokens[place + 2 : end]
            yield from (p for p in inside if p.kind in ("name", "unknown"))


def _owner(piece: Piece) -> str:
    return piece.text if piece.kind == "name" else piece.text.partition("_")[0]


def _arguments(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The x and i of `(x_i)`, and those of `(x_i, z_j)`: names with one running letter each."""
    if reader.next.text != "(":
        return ()
    after = [reader.after(n) for n in range(5)]
    for count, signs in ((1, "()"), (2, "(,)")):
        parts = after[1 : 2 * count : 2]
        is_list = "".join(piece.text for piece in after[0 : 2 * count + 1 : 2]) == signs
        are_names = all(p.kind == "unknown" or (count == 2 and p.kind == "name") for p in parts)
        if not is_list or not are_names:
            continue
        found = tuple((_owner(piece), _letter(piece)) for piece in parts)
        runs = [letter != "" and letter in reader.running for _, letter in found]
        is_open = any(p.kind == "unknown" and not r for p, r in zip(parts, runs, strict=True))
        if all(runs) or (any(runs) and is_open):
            return found
    return ()


def _letter(piece: Piece) -> str:
    return "".join(piece.indices) if piece.kind == "name" else piece.text.partition("_")[2]


def of_small_letter(reader: Reader) -> Node | None:
    """`k(x_i, x_j)` where the page has the matrix K, None for anything else."""
    piece = reader.next
    name = capital_of(piece.text)
    if not name or reader.after().text != "(":
        return None
    reader.position += 1
    found = of_samples(reader, piece, name)
    if found is None:
        reader.position -= 1
    return found
