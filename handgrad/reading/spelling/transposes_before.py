r"""A transposition before what it turns, as in French: `{}^t X`, `{}^tX`, `^t(A X)`."""

from collections.abc import Sequence

from handgrad.reading.spelling.piece import Piece

# What a value may stand behind.
_BEFORE = ("=", "+", "-", "*", "·", "⊙", "(", "[", "{", ",", "⇒", "/")
_TURNING = ("t", "T", "⊤")


def with_transposes_behind(row: Sequence[Piece]) -> list[Piece]:
    """The pieces, with `X^T` for them."""
    found: list[Piece] = []
    i = 0
    while i < len(row):
        texts = [piece.text for piece in row[i : i + 3]]
        is_empty = texts[:2] == ["{", "}"] and not (found and found[-1].kind == "command")
        sign = i + 2 if is_empty else i
        is_raised = row[sign].text == "^" if sign < len(row) else False
        is_apart = is_empty and not row[i].glued
        is_before = is_raised and _is_before(found, is_empty, is_apart)
        turned = _turned(row, sign) if is_before else None
        if turned is not None:
            operand, i = turned
            found += [*operand, row[sign]._replace(glued=True), _sign(row[sign])]
        else:
            found.append(row[i])
            i += 1
    return found


def _is_before(found: Sequence[Piece], is_empty: bool, is_apart: bool) -> bool:
    """Whether a sign of a power that comes next has nothing before it that it could raise.

    `A{}^t X` could be either; braces that stand apart begin a new factor.
    """
    if not found or found[-1].text in _BEFORE:
        return True
    return is_apart or (is_empty and found[-1].kind == "number")


def _sign(piece: Piece) -> Piece:
    return piece._replace(kind="sign", text="⊤", glued=True)


def _turned(row: Sequence[Piece], sign: int) -> tuple[list[Piece], int] | None:
    """What the t behind a sign turns: a word or a bracket; None where none is turned."""
    place = sign + 1
    texts = [piece.text for piece in row[place : place + 3]]
    if texts[:1] == ["{"] and texts[1:2] and texts[1] in _TURNING and texts[2:] == ["}"]:
        place += 3
    elif texts and texts[0] in _TURNING:
        place += 1
    elif texts and row[place].kind == "word" and texts[0][0] in "tT" and texts[0][1:].isalpha():
        piece = row[place]
        return [piece._replace(text=piece.text[1:], at=piece.at + 1)], place + 1
    else:
        return None
    if place < len(row) and row[place].kind == "word":
        return [row[place]], place + 1
    end = _end(row, place) if place < len(row) and row[place].text == "(" else None
    return None if end is None else (list(row[place:end]), end)


def _end(row: Sequence[Piece], start: int) -> int | None:
    """Behind the bracket that opens at a place; None where it is not closed."""
    depth = 0
    for n in range(start, len(row)):
        depth += (row[n].text == "(") - (row[n].text == ")")
        if depth == 0:
            return n + 1
    return None
