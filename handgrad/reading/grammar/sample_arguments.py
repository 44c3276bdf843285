r"""Entries by the samples that they are of: `K(x_i, x_j)` is K_{ij}, `\phi(x_i)` a row."""

from handgrad.language.tree import Name, Node
from handgrad.reading.grammar.indices import entry_tree
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.letters import capital_of
from handgrad.reading.spelling.piece import Piece


def of_samples(reader: Reader, piece: Piece, name: str) -> Node | None:
    """The row of a matrix for one sample of which the page has no x, its entry for two."""
    letters = _letters(reader)
    page = reader.names.vocabulary
    is_value = name in page.data or (len(letters) == 2 and name in page.forward)
    if not is_value or reader.names.rank(name) != 2 or piece.indices or not letters:
        return None
    end = reader.position + 2 * len(letters) + 1
    shown = "".join(part.text for part in reader.tokens[reader.position : end])
    what = "row" if len(letters) == 1 else "entry"
    reader.warn(f"{piece.text}{shown} is read as the {what} {''.join(letters)} of {name}")
    reader.position = end
    return entry_tree(reader, Name(name, piece.at), letters, piece)


def _letters(reader: Reader) -> tuple[str, ...]:
    """The i of `(x_i)` and the i and j of `(x_i, x_j)`, one or two of one unknown name."""
    if reader.next.text != "(":
        return ()
    after = [reader.after(n) for n in range(5)]
    for count, signs in ((1, "()"), (2, "(,)")):
        parts = after[1 : 2 * count : 2]
        found = [_sample(piece) for piece in parts]
        is_list = "".join(piece.text for piece in after[0 : 2 * count + 1 : 2]) == signs
        is_one = len({name for name, _ in found}) == 1
        are_unknown = count == 2 or all(piece.kind == "unknown" for piece in parts)
        letters = tuple(letter for _, letter in found)
        if is_list and is_one and are_unknown and {*letters} <= {*reader.running}:
            return letters
    return ()


def _sample(piece: Piece) -> tuple[str, str]:
    """The name and the one letter below it, of the page or of none."""
    if piece.kind == "name":
        return piece.text, "".join(piece.indices)
    name, _, letter = piece.text.partition("_")
    return name, letter if piece.kind == "unknown" else ""


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
