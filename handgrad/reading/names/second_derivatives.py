"""Second derivatives: `d2L/dw2`, `\\frac{\\partial^2 L}{\\partial w^2}`, `\\nabla_w^2 L`.

In the pieces of a line each becomes a piece `second`, the number it is of, and the two names.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.names.entries import indexed_name
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_SQUARED = r" \^ (?:2|\{ 2 \})"
_ABOVE = rf"(?:(?:∂|d){_SQUARED} (?P<of>\w+)|(?:∂ |d)2 ?(?P<of2>[A-Za-z]\w*))"
_TURNED = r" \^ (?:T|⊤|\{ (?:T|⊤) \})"
_FACTOR = rf"(?:(?:∂|d) )?\w+(?:{_SQUARED}|{_TURNED})?"
_BELOW = rf"(?P<below>{_FACTOR}(?: {_FACTOR})?)"
_BY, _BY_TOO = (rf"(?:\{{ (?P<{name}b>\w+) \}}|(?P<{name}>\w+))" for name in ("by", "too"))
_PATTERNS = tuple(
    regex(rf"(?:(?<= )|^){pattern}(?= |$)")
    for pattern in (
        rf"[dtc]?frac \{{ {_ABOVE} \}} \{{ {_BELOW} \}}",
        rf"{_ABOVE} / (?:\( {_BELOW.replace('below', 'inside')} \)|{_BELOW})",
        rf"∇(?: _ {_BY})?{_SQUARED}(?: _ {_BY_TOO})?(?P<of>(?: \w+)?)(?: \( \w+ \))?",
        rf"∇ _ {_BY} ∇ _ {_BY_TOO}(?:{_TURNED})?(?P<of> \w+)(?: \( \w+ \))?",
    )
)
_FIRST = ("d", "∂", "∇", "frac", "dfrac", "tfrac", "cfrac")
_ENTRY = regex(r"(?:H|Hess|Hessian)_\{?([a-z]),?([a-z])\}?")


def with_second_derivatives(raw: Sequence[Piece], names: Names) -> list[Piece]:
    """The raw pieces of a line with every second derivative as three of them."""
    texts = [piece.text.replace(" ", "_") for piece in raw]
    if not {"2", "∇"} & set(texts) and not any(re.match("d2[A-Za-z]", t) for t in texts):
        return list(raw)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    line, found, i = " ".join(texts), list[Piece](), 0
    while i < len(raw):
        may_be = texts[i] in _FIRST or texts[i].startswith("d2")
        pieces, end = _at(line, starts[i], names, raw[i]) if may_be else ([], 0)
        if pieces:
            found += pieces
            i = starts.index(end + 1)
        else:
            found.append(raw[i])
            i += 1
    return found


def of_hessian_entry(left: list[Piece], names: Names) -> list[Piece]:
    """The left side `H_{ij}` as the second derivative by two entries of the one parameter."""
    entry = _ENTRY.fullmatch("".join(piece.text for piece in left))
    if not names.asks_hessian or entry is None or names.find("H"):
        return left
    if len(names.vocabulary.parameters) != 1:
        return left
    [by] = names.vocabulary.parameters
    second = left[0]._replace(kind="second", text=names.vocabulary.loss, indices=())
    pair = [second._replace(kind="name", text=by, indices=(i,)) for i in entry.groups()]
    return [second, *(piece._replace(glued=True) for piece in pair)]


def _at(line: str, start: int, names: Names, first: Piece) -> tuple[list[Piece], int]:
    for pattern in _PATTERNS:
        match = pattern.match(line, start)
        if match is None:
            continue
        said = match.groupdict()
        word = said.get("of") or said.get("of2") or ""
        of = names.find_loss(word.strip()) if word else names.vocabulary.loss
        of = of or names.find(word.strip())
        pair = _pair(said, names)
        if of is not None and pair is not None:
            second = first._replace(kind="second", text=of, indices=())
            return [second, *(p._replace(at=first.at, glued=True) for p in pair)], match.end()
    return [], start


def _pair(said: dict[str, str | None], names: Names) -> list[Piece] | None:
    """The two names below, the same one twice where it is squared."""
    words = [said.get(key) for key in ("by", "byb", "too", "toob")]
    below = said.get("below") or said.get("inside")
    if below is None:
        given = [word for word in words if word] or list(names.vocabulary.parameters)
        found = [indexed_name(word, names) for word in given]
    else:
        found = list(_below(below, names))
    if len(found) == 1:
        found *= 2
    known = [piece for piece in found if piece is not None]
    return known if len(known) == len(found) == 2 else None


def _below(text: str, names: Names) -> Iterator[Piece | None]:
    bare = re.sub(_TURNED, "", re.sub(_SQUARED, "", text))
    words = bare.replace("∂ ", "d").replace("d ", "d").split(" ")
    if len(words) == 1 and bare == text and words[0].endswith("2"):
        words = [words[0][:-1]] if names.find(words[0][1:-1]) else words
    for word in words:
        if not word.startswith("d"):
            yield None
            continue
        if found := indexed_name(word[1:], names):
            yield found
            continue
        cuts = [m.start() for m in re.finditer("d", word[2:])]
        halves = ((word[1 : cut + 2], word[cut + 3 :]) for cut in cuts)
        pairs = ((indexed_name(a, names), indexed_name(b, names)) for a, b in halves)
        yield from next((pair for pair in pairs if all(pair)), (None,))
