"""Functions of the writer's own: `s(t) = 1/(1 + e^{-t})`, then `s(z)` and `s'(z)`.

Each is written out where it is applied; one that is a function of the language is that.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handgrad.language.fit import Source
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

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


def with_parameters(raw: Sequence[Piece]) -> list[Piece]:
    r"""The pieces of `h_\theta(x)` and `f_{w,b}(x)` with the name as one word."""
    row = list(raw)
    for n in range(len(row) - 3):
        texts = [piece.text for piece in row[n : n + 8]]
        if row[n].kind != "word" or texts[1] != "_" or not row[n + 1].glued:
            continue
        end = texts.index("}") + 1 if texts[2] == "{" and "}" in texts else 3
        below = [t for t in texts[2:end] if t not in "{},;"]
        if below and all(map(str.isalpha, below)) and texts[end : end + 1] == ["("]:
            row[n] = row[n]._replace(text="_".join((texts[0], *below)))
            del row[n + 1 : n + end]
            return with_parameters(row)
    return row


def spelled_out(
    raw: Sequence[Piece], own: Mapping[str, OwnFunction], source: Source
) -> list[Piece]:
    """Pieces with every function of the writer's own written out.

    Raises FormulaError for a derivative of one that nobody says, or a text that grows too long.
    """
    row = with_parameters(raw) if any("_" in name for name in own) else list(raw)
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
        is_open = function is not None and not (primes or function.body or function.meaning)
        if function is None or not end or (is_open and not function.is_value):
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
        prime = [at._replace(kind="sign", text="'", glued=True)] if is_prime else []
        return [at._replace(text=function.meaning), *prime, *argument]
    if not body:
        name = function.name
        raise source.error(f"say what {name}' is: {name}'({function.argument}) = ...", at.at)
    opening = at._replace(kind="sign", text="(", glued=False)
    closing = opening._replace(text=")")
    inside: list[Piece] = [opening]
    for piece in body:
        is_argument = piece.kind == "word" and piece.text == function.argument
        inside += argument if is_argument else [piece._replace(at=at.at)]
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
    row = with_parameters(pieces)
    texts = [piece.text for piece in row[:3]]
    prime = texts[1:2] == ["'"]
    start = 1 + prime
    end = _end(row, start)
    behind = [piece.text for piece in row[end + 1 : end + 2]]
    if not end or behind not in (["="], [":="]) or row[0].kind != "word" or end == start + 1:
        return None
    argument, *sample = _with_index_apart(row[start + 1 : end])
    rest = row[end + 2 :]
    ends = [n for n, piece in enumerate(rest) if piece.text == "="]
    body = rest[: ends[0]] if ends else rest
    if argument.kind != "word" or not _ARGUMENT.fullmatch(argument.text) or not body:
        return None
    if sample:
        above = [piece.text for piece in sample]
        is_layer = prime and _LAYER.fullmatch("".join(above)) is not None
        if not _SAMPLE.fullmatch("".join(above)) and not is_layer:
            return None
        body = _without_sample(_with_index_apart(body), argument.text, above)
        places = [n for n, piece in enumerate(body) if piece.text == argument.text]
        others = [n for n in places if [p.text for p in body[n + 1 : n + 2]] in (["^"], ["_"])]
        if not body or (is_layer and (others or not places)):
            return None
    is_array = any(piece.kind == "command" for piece in body)
    head = [row[0].text, "'"] if prime else [row[0].text]
    inside = [piece.text for piece in body]
    if any(inside[n : n + len(head)] == head for n in range(len(inside))):
        return None
    kept = tuple(piece for piece in body if is_array or piece.text != "&")
    return row[0].text, argument.text, prime, kept


def _with_index_apart(row: Sequence[Piece]) -> list[Piece]:
    """The pieces of `e_i` and `e_{i}` alike: e, _ and i."""
    found: list[Piece] = []
    for piece in row:
        base, _, below = piece.text.partition("_") if piece.kind == "word" else ("", "", "")
        if base and len(below) == 1:
            index = piece._replace(text=below, glued=True)
            found += [piece._replace(text=base), index._replace(kind="sign", text="_"), index]
        else:
            found.append(piece)
    texts = [piece.text for piece in found]
    braced = [n for n in range(len(found)) if _BRACED.fullmatch("".join(texts[n : n + 4]))]
    dropped = {n + 1 for n in braced} | {n + 3 for n in braced}
    return [piece for n, piece in enumerate(found) if n not in dropped]


def _without_sample(body: list[Piece], argument: str, sample: list[str]) -> list[Piece]:
    r"""The body of `f(x^{(i)}) = w^T x^{(i)}` as one of x; nothing where i stands elsewhere."""
    found: list[Piece] = []
    i = 0
    while i < len(body):
        found.append(body[i])
        i += 1
        behind = [piece.text for piece in body[i : i + len(sample)]]
        if found[-1].text == argument and behind[:1] == sample[:1]:
            if behind != sample:
                return []
            i += len(sample)
    letters = [text for text in sample if text.isalpha()]
    return [] if any(piece.text in letters for piece in found) else found


_ARGUMENT = regex(r"[^\W\d_]+\d{0,2}")
_LAYER = regex(r"\^\{?[(\[]\d[)\]]\}?|_\{?\d\}?")
_BRACED = regex(r"[_^]\{[a-z]\}")
_SAMPLE = regex(r"_[a-z]|_\{[a-z]{2}\}|\^\{?\(?[a-z]\)?\}?")
