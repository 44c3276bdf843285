"""Functions of the writer's own: `s(t) = 1/(1 + e^{-t})`, then `s(z)` and `s'(z)`.

Each is written out where it is applied; one that is a function of the language is that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from handgrad.language.fit import Source
from handgrad.reading.spelling.piece import Piece

_MOST_PIECES = 2_000
_DEEPEST = 8
_OPENING, _CLOSING = "([{", ")]}"


class OwnFunction(NamedTuple):
    """What a writer says a function of one number is, and its derivative where that is said.

    `meaning` is the function of the language that it is, "" for any other; `is_value` marks a
    value of the writer's own that only names what it depends on.
    """

    name: str
    argument: str
    body: tuple[Piece, ...] = ()
    derivative: tuple[Piece, ...] = ()
    meaning: str = ""
    is_value: bool = False


def spelled_out(
    raw: Sequence[Piece], own: Mapping[str, OwnFunction], source: Source
) -> list[Piece]:
    """Pieces with every function of the writer's own written out.

    Raises FormulaError for a derivative of one that nobody says, or a text that grows too long.
    """
    row = list(raw)
    for _ in range(_DEEPEST):
        found = _once(row, own, source)
        if len(found) > _MOST_PIECES:
            raise source.error("written out, the functions make this too long", row[0].at)
        if found == row:
            return row
        row = found
    raise source.error("a function is said by itself", row[0].at)


def _once(row: list[Piece], own: Mapping[str, OwnFunction], source: Source) -> list[Piece]:
    found: list[Piece] = []
    i = 0
    while i < len(row):
        function = own.get(row[i].text) if row[i].kind == "word" else None
        primes = [p for p in row[i + 1 : i + 2] if p.text == "'"]
        start = i + 1 + len(primes)
        end = _end(row, start) if function else 0
        if function is None or not end:
            found.append(row[i])
            i += 1
            continue
        found += _applied(function, row[i], row[start : end + 1], bool(primes), source)
        i = end + 1
    return found


def _applied(
    function: OwnFunction, at: Piece, argument: list[Piece], is_prime: bool, source: Source
) -> list[Piece]:
    if function.is_value:
        return [at]
    body = function.derivative if is_prime else function.body
    if function.meaning and not (is_prime and function.derivative):
        prime = [replace(at, kind="sign", text="'", glued=True)] if is_prime else []
        return [replace(at, text=function.meaning), *prime, *argument]
    if not body:
        name = function.name
        raise source.error(f"say what {name}' is: {name}'({function.argument}) = ...", at.at)
    opening = replace(at, kind="sign", text="(", glued=False)
    closing = replace(opening, text=")")
    inside: list[Piece] = [opening]
    for piece in body:
        is_argument = piece.kind == "word" and piece.text == function.argument
        inside += argument if is_argument else [replace(piece, at=at.at)]
    return [*inside, closing]


def _end(row: Sequence[Piece], start: int) -> int:
    """Where the bracket that opens here is closed, 0 where none does."""
    if start >= len(row) or row[start].text != "(" or row[start].kind != "sign":
        return 0
    depth = 0
    for i in range(start, len(row)):
        depth += (row[i].text in _OPENING) - (row[i].text in _CLOSING)
        if depth == 0:
            return i
    return 0


def said(pieces: Sequence[Piece]) -> tuple[str, str, bool, tuple[Piece, ...]] | None:
    """The name, the argument, whether it has a prime, and the body of `s(t) = ...`."""
    texts = [piece.text for piece in pieces[:6]]
    prime = texts[1:2] == ["'"]
    head = texts[:1] + texts[1 + prime :]
    if len(pieces) < 6 or head[1:2] + head[3:5] != ["(", ")", "="] or pieces[0].kind != "word":
        return None
    argument = pieces[2 + prime]
    rest = pieces[5 + prime :]
    ends = [n for n, piece in enumerate(rest) if piece.text == "="]
    body = rest[: ends[0]] if ends else rest
    if argument.kind != "word" or not argument.text.isalpha() or not body:
        return None
    is_array = any(piece.kind == "command" for piece in body)
    kept = tuple(piece for piece in body if is_array or piece.text != "&")
    return head[0], argument.text, prime, kept
