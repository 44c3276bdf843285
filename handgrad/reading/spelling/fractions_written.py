"""Fractions that LaTeX writes in other ways, as `\\frac`."""

from collections.abc import Iterable, Iterator

from handgrad.reading.spelling.commands import DERIVATIVES
from handgrad.reading.spelling.piece import Piece


def with_fractions(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """`\\pdv{L}{w}` and `{dL \\over dw}` as fractions, `\\pdv{w}` as the operator."""
    row = _without_over(list(pieces))
    i = 0
    while i < len(row):
        piece = row[i]
        groups = _groups(row, i + 1) if piece.kind == "command" else []
        if piece.text not in DERIVATIVES or not groups:
            yield piece
            i += 1
            continue
        above, below = (groups[0], groups[1]) if len(groups) > 1 else ([], groups[0])
        yield piece._replace(text="frac")
        for group in (above, below):
            yield piece._replace(kind="sign", text="{")
            yield piece._replace(kind="sign", text="∂")
            yield from group
            yield piece._replace(kind="sign", text="}")
        i += 1 + sum((len(group) + 2 for group in groups[:2]), 0)


def _without_over(row: list[Piece]) -> list[Piece]:
    """`{a \\over b}` as `\\frac{a}{b}`."""
    for _ in range(sum((piece.text == "over" for piece in row[:200]), 0)):
        i = next((n for n, p in enumerate(row) if (p.kind, p.text) == ("command", "over")), 0)
        start, end = _around(row, i)
        if not i or start is None or end is None:
            break
        brace = row[i]._replace(kind="sign", text="{")
        row[i : i + 1] = [brace._replace(text="}"), brace]
        row.insert(start, row[start]._replace(kind="command", text="frac"))
    return row


def _around(row: list[Piece], i: int) -> tuple[int | None, int | None]:
    """Where the braces around a place open and close."""
    found: list[int | None] = []
    for step, opening, closing in ((-1, "{", "}"), (1, "}", "{")):
        depth, n = 0, i + step
        while 0 <= n < len(row) and not (depth == 0 and row[n].text == opening):
            depth += (row[n].text == closing) - (row[n].text == opening)
            n += step
        found.append(n if 0 <= n < len(row) else None)
    return found[0], found[1]


def _groups(row: list[Piece], start: int) -> list[list[Piece]]:
    """What stands in the braces that follow each other from a place on."""
    found: list[list[Piece]] = []
    while start < len(row) and row[start].text == "{" and len(found) < 2:
        depth = 0
        for end in range(start, len(row)):
            depth += (row[end].text == "{") - (row[end].text == "}")
            if depth == 0:
                found.append(row[start + 1 : end])
                start = end + 1
                break
        else:
            break
    return found
