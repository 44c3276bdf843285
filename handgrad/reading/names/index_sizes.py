"""What an index runs over, by what stands above it: `P_{ij}`, `(P - Y)_{ij}`."""

from collections.abc import Iterator, Sequence

from handgrad.language.shape import Dimension
from handgrad.language.tree import Derivative, Name, Node
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece


def sizes_beside(letter: str, pieces: Sequence[Piece], names: Names) -> set[Dimension]:
    """What an index runs over, by the names that have all of their indices."""
    found: set[Dimension] = set()
    for piece in pieces:
        sizes = [d for d in names.shapes.get(piece.text, ()) if d != 1]
        if piece.kind == "name" and len(sizes) == len(piece.indices):
            pairs = zip(piece.indices, sizes, strict=True)
            found |= {size for other, size in pairs if other == letter}
    return (
        found
        | _sizes_below_brackets(letter, pieces, names)
        | class_sizes(letter, pieces, names)
    )


def class_sizes(letter: str, pieces: Sequence[Piece], names: Names) -> set[Dimension]:
    r"""What an index runs over that is a class: the j of `1\{y^{(i)} = j\}`."""
    found: set[Dimension] = set()
    for label, sign, index in zip(pieces, pieces[1:], pieces[2:], strict=False):
        is_class = label.text in names.vocabulary.one_hot and len(label.indices) == 1
        if is_class and sign.text in ("=", "==") and index.text == letter:
            found.add(names.shapes[label.text][1])
    return found


def _sizes_below_brackets(letter: str, pieces: Sequence[Piece], names: Names) -> set[Dimension]:
    """What an index runs over by what stands in brackets above it: `(P - Y)_{ij}`."""
    found: set[Dimension] = set()
    for inside, indices in _brackets(pieces):
        shapes = {names.shapes.get(p.text, (1, 1)) for p in inside if p.kind == "name"}
        if len(shapes) == 1 and 1 not in (shape := shapes.pop()):
            pairs = zip(indices, shape, strict=True)
            found |= {size for other, size in pairs if other == letter}
    return found


def pairs_below_brackets(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """The two indices of each `(P - Y)_{ij}`."""
    return [indices for _, indices in _brackets(pieces)]


def _brackets(
    pieces: Sequence[Piece],
) -> Iterator[tuple[list[Piece], tuple[str, str]]]:
    """What stands in each bracket that has two indices, and these."""
    inside: list[Piece] = []
    texts = [piece.text for piece in pieces]
    for n, piece in enumerate(pieces):
        inside = [] if piece.text == "(" else [*inside, piece]
        if piece.text == ")" and texts[n + 1 : n + 3] == ["_", "{"] and "}" in texts[n:]:
            indices = "".join(texts[n + 3 : texts.index("}", n)]).replace(",", "")
            if len(indices) == 2:
                yield inside, (indices[0], indices[1])


def sizes_of_letters(
    left: Sequence[Piece], lowered: Sequence[str], names: Names
) -> Iterator[tuple[str, Dimension]]:
    """What the indices of a left side run over, by the names that they are indices of."""
    for piece in left:
        shape = names.shapes.get(piece.text) if piece.kind != "second" else None
        sizes = [d for d in shape if d != 1] if shape is not None else []
        yield from zip(piece.indices or (lowered if sizes else ()), sizes, strict=False)


def square_size(left: Node, names: Names) -> Dimension | None:
    """The size of a left side that stands for a square matrix: dL/dX, a Hessian, dp/dz."""
    if isinstance(left, Name):
        by = left.name.partition("/d")[2]
        rows, columns = names.shapes.get(by or left.name, (1, 1))
        return rows if rows == columns != 1 else None
    if not isinstance(left, Derivative) or not isinstance(left.by, Name):
        return None
    of = left.of.by if isinstance(left.of, Derivative) else left.of
    shapes = [names.shapes.get(n.name) for n in (of, left.by) if isinstance(n, Name)]
    is_square = len(shapes) == 2 and shapes[0] == shapes[1] is not None
    return shapes[0][0] if is_square and shapes[0] and shapes[0][1] == 1 else None
