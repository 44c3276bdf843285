r"""Layers and steps by a letter: `δ^{(l)} = (W^{(l+1)})^T δ^{(l+1)} ⊙ σ'(z^{(l)})` for each.

A free `l` speaks of every layer for which the names of the line exist and which no line of its
own speaks of; of the last alone where the labels stand beside it, no `L` does, and words or the
line of the layers below say so. Where they stand beside it and nothing says either, the layers
below the last are left open. `L` is the last layer. A page has layers where it numbers its
parameters: W1, W2; where it numbers only its data, x1 and x2, it has steps `t` up to `T`, over
which a sum is written out.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.language.tree import names as names_in
from handgrad.reading.names.name_spellings import function_spelled, key
from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS, Names
from handgrad.reading.spelling.characters import plain_characters
from handgrad.reading.spelling.lexing import pieces, with_layers
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.text.last_layer import is_all_said, is_last_said
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_MOST_STEPS = 20
_OPENING = ("{", "(", "[")
_CLOSING = ("}", ")", "]")
_QUIET = ("frac", "dfrac", "tfrac", "{", "}", "(", ")", "[", "]", "^", "_", ",", "&")
_RELATIONS = ("=", ":=", "≈", "==")
_ENDS = ("=", ":=", "≈", ",", ";", "+", "-", "&")


class _Letters(NamedTuple):
    """What stands for any layer, what for the last, and where a text may have one of them."""

    free: tuple[str, ...]
    last: str
    pattern: re.Pattern[str]


_LAYERS = _Letters(
    ("l", "ell"), "L",
    regex(r"[_^][\s{(\[]*(?:\\?ell\b|[lL](?![A-Za-z]))|[ˡᴸₗ]|∇_|\\nabla\s*_"),
)  # fmt: skip
_STEPS = _Letters(("t",), "T", regex(r"_[\s{(]*[tT](?![A-Za-z])|ₜ"))


def layer_by_layer(found: Sequence[Cut], names: Names, text: str) -> list[Cut]:
    """Each equation of a text, for each layer that it speaks of by a letter."""
    layers = Layers(names)
    layers.is_last_said = is_last_said(text, layers.last)
    rows: dict[int, list[Piece]] = {}
    for n, cut in enumerate(found):
        if any(layers.may_stand_in(part.text) for part in found):
            with suppress(FormulaError):
                rows[n] = pieces(plain_characters(cut.text))
    spoken = dict(zip(rows, layers.of(list(rows.values())), strict=True))
    unsure = {n for n, row in rows.items() if not is_all_said(text) and layers.may_be_last(row)}
    return [
        cut._replace(layer=layer, is_layer_open=n in unsure and 0 < layer < layers.last)
        if n in spoken
        else cut
        for n, cut in enumerate(found)
        for layer in spoken.get(n, (0,))
    ]


class _Script(NamedTuple):
    """An index that is a layer: the pieces that write it, of what, `l` or `L`, and how far off.

    It is not `is_inside` a script of its own where one word has it: `z_l`.
    """

    start: int
    end: int
    base: str
    letter: str
    shift: int
    is_inside: bool = True

    def number(self, layer: int, last: int) -> int:
        return self.shift + (last if self.letter in ("L", "T") else layer)


class Layers:
    """The layers that a page numbers; none where it has no two names of one letter."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.numbered: dict[str, set[int]] = {}
        for name in (*names.vocabulary.shapes,):
            if not name[-1:].isdecimal() or name in names.vocabulary.sizes:
                continue
            if match := re.fullmatch(r"([A-Za-z]+?)_?(\d{1,2})", name):
                self.numbered.setdefault(match[1].lower(), set()).add(int(match[2]))
        self.letters = _LAYERS
        self.last = _last(names.vocabulary.parameters)
        if self.last == 0:
            self.letters, self.last = _STEPS, _last(names.vocabulary.data)
        vocabulary = names.vocabulary
        loss = vocabulary.forward.get(vocabulary.loss)
        self.labels = set(vocabulary.data) & set(names_in(loss) if loss is not None else ())
        self.has_last = False
        self.is_last_said = False

    def may_stand_in(self, text: str) -> bool:
        """Whether a text may speak of layers by a letter."""
        return self.last > 1 and bool(self.letters.pattern.search(text))

    def put(self, raw: Sequence[Piece], layer: int) -> list[Piece]:
        """The pieces with the number of a layer for `l`, and of the last for `L`."""
        row = self._unrolled(self._whole_gradient(list(raw)))
        return list(with_layers(self._with_numbers(row, layer)))

    def _with_numbers(self, row: list[Piece], layer: int) -> list[Piece]:
        for script in reversed(list(self.scripts(row))):
            number = str(script.number(layer, self.last))
            row[script.start : script.end] = _numbered(row, script, number)
            _brace(row, script.start)
        return row

    def of(self, lines: Sequence[Sequence[Piece]]) -> list[tuple[int, ...]]:
        """For each line the layers that it speaks of, (0,) where it speaks of none by `l`."""
        rows = [self._unrolled(self._whole_gradient(list(line))) for line in lines]
        last = self.letters.last
        self.has_last = any(s.letter == last for row in rows for s in self.scripts(row))
        self.is_last_said |= any(self._leads_down(row) for row in rows)
        free = [any(s.letter != self.letters.last for s in self.scripts(row)) for row in rows]
        single = {_left(self.put(row, 0)) for row, f in zip(rows, free, strict=True) if not f}
        found = [
            self._layers_of(row, single) if is_free else (0,)
            for row, is_free in zip(rows, free, strict=True)
        ]
        return self._without_unsaid(rows, found, single)

    def _layers_of(self, row: list[Piece], single: set[str]) -> tuple[int, ...]:
        """From the last down, where all numbered names of the page exist."""
        scripts = list(self.scripts(row))
        if self._is_last(row, scripts):
            return (self.last,)
        layers = [
            layer
            for layer in range(self.last, 0, -1)
            if all(self._exists(script, layer) for script in scripts)
        ]
        others = [n for n in layers if _left(self.put(row, n)) not in single]
        return tuple(others or layers or (self.last,))

    def may_be_last(self, row: Sequence[Piece]) -> bool:
        """Whether `l` behind a relation may be the last layer, beside the labels."""
        signs = (n for n, piece in enumerate(row) if piece.text in _RELATIONS)
        behind = list(row[next(signs, len(row)) :])
        scripts = list(self.scripts(behind))
        return bool(scripts) and self._has_labels(behind, scripts)

    def _is_last(self, row: list[Piece], scripts: list[_Script]) -> bool:
        return self.is_last_said and self._has_labels(row, scripts)

    def _has_labels(self, row: list[Piece], scripts: list[_Script]) -> bool:
        """Whether the labels, which only the loss has, stand there, and nothing says `L`."""
        words = {p.text.partition("_")[0] for p in row if p.kind == "word"}
        is_said = any(s.letter == self.letters.last or s.shift > 0 for s in scripts)
        return not is_said and not self.has_last and bool(words & self.labels)

    def _leads_down(self, row: list[Piece]) -> bool:
        """Whether a line goes down from a layer: `δ^{l} = W^{l+1}.T δ^{l+1} ...`."""
        scripts = list(self.scripts(row))
        return any(s.shift > 0 for s in scripts) or any(s.shift < 0 for s in scripts[:1])

    def _exists(self, script: _Script, layer: int) -> bool:
        """Whether the page may have what a script names; a layer 0 that it lacks is told."""
        number = script.number(layer, self.last)
        known = self.numbered.get(script.base.lower())
        return known is None or number in known or number == 0

    def _without_unsaid(
        self, rows: Sequence[list[Piece]], found: list[tuple[int, ...]], single: set[str]
    ) -> list[tuple[int, ...]]:
        """Without the layers that lean on a name of the writer's own which no line says."""
        for _ in range(self.last + 1):
            said = single | {
                _left(self.put(row, n)) for row, layers in zip(rows, found, strict=True)
                for n in layers if n
            }  # fmt: skip
            before = found
            found = [
                tuple(n for n in layers if not n or self._is_said(row, n, said)) or layers[-1:]
                for row, layers in zip(rows, found, strict=True)
            ]
            if found == before:
                break
        return found

    def _is_said(self, row: list[Piece], layer: int, said: set[str]) -> bool:
        known = {*self.numbered, *ACTIVATION_LETTERS}
        own = (s for s in self.scripts(row) if s.base.lower() not in known)
        return all(
            f"{s.base}{s.number(layer, self.last)}" in said
            or any(
                re.fullmatch(rf"{s.base}{s.number(layer, self.last)}[a-z]{{1,2}}", text)
                for text in said
            )
            for s in own
        )

    def scripts(self, row: Sequence[Piece]) -> Iterator[_Script]:
        """Where `l`, `l+1`, `L-1` stand below or above a name that is none of the page."""
        summed = {p.text for n, p in enumerate(row) if n and row[n - 1].text == "_"
                  and n > 1 and function_spelled(row[n - 2].text)}  # fmt: skip
        base = ""
        i = 0
        while i < len(row):
            piece = row[i]
            if piece.text in ("_", "^") and base:
                found = self._script(row, i, base)
                if found and found.letter not in summed and self._is_layered(base):
                    yield found
                i = _behind(row, i)
                continue
            if piece.kind == "word":
                base = _base(piece.text)
                head, _, below = piece.text.partition("_")
                letter = below.partition("_")[0]
                is_letter = letter in (*self.letters.free, self.letters.last)
                if is_letter and self._is_layered(_base(head)):
                    yield _Script(i, i + 1, _base(head), letter, 0, is_inside=False)
            elif piece.text not in ("}", "'"):
                base = ""
            i += 1

    def _script(self, row: Sequence[Piece], i: int, base: str) -> _Script | None:
        start = i + 1
        while start < len(row) and row[start].text in _OPENING:
            start += 1
        if start >= len(row):
            return None
        letter = row[start].text.partition("_")[0]
        if letter not in (*self.letters.free, self.letters.last) or row[start].kind != "word":
            return None
        if letter == "T" and row[i].text == "^":
            return None
        end, shift = start + 1, 0
        texts = [piece.text for piece in row[start : start + 3]]
        if len(texts) == 3 and texts[1] in "+-" and texts[2].isdecimal() and start > i + 1:
            shift = int(texts[1] + texts[2][:2])
            end = start + 3
        return _Script(start, end, base, letter, shift)

    def _is_layered(self, base: str) -> bool:
        """Whether a letter may have layers: it is no name by itself, no function, no index."""
        names = self.names
        is_size = names.find(base) in names.vocabulary.sizes and base.lower() in self.numbered
        is_name = not is_size and (names.find(base) or names.find_loss(base)) is not None
        is_free = all(names.find(letter) is None for letter in self.letters.free)
        return not (is_name or base in ("d", "ell") or function_spelled(base)) and is_free

    def _unrolled(self, row: list[Piece]) -> list[Piece]:
        """The sums over steps written out: `\\sum_{t=1}^{3} δ_t` as (δ_1 + δ_2 + δ_3)."""
        if self.letters is not _STEPS:
            return row
        for i in reversed(range(len(row) - 2)):
            if row[i].text != "sum" or row[i + 1].text != "_":
                continue
            below = [p.text for p in row[i + 2 : _behind(row, i + 1)] if p.text not in "{}"]
            start = _behind(row, i + 1)
            above = [self.letters.last]
            if start < len(row) and row[start].text == "^":
                end = _behind(row, start)
                above = [p.text for p in row[start + 1 : end] if p.text not in "{}"]
                start = end
            first = below[2] if below[1:2] == ["="] and len(below) == 3 else "1"
            last = str(self.last) if above == [self.letters.last] else "".join(above)
            if below[:1] != ["t"] or len(below) not in (1, 3) or not (first + last).isdecimal():
                continue
            body = row[start : _end_of_term(row, start)]
            if any(s.letter == "t" for s in self.scripts(body)):
                row[i : start + len(body)] = self._written_out(body, int(first), int(last))
        return row

    def _written_out(self, body: list[Piece], first: int, last: int) -> list[Piece]:
        sign = body[0]._replace(kind="sign", glued=False)
        found = [sign._replace(text="(")]
        for step in range(first, min(last, first + _MOST_STEPS) + 1):
            found += [sign._replace(text="+")] if len(found) > 1 else []
            found += self._with_numbers(list(body), step)
        return [*found, sign._replace(text=")")]

    def _whole_gradient(self, row: list[Piece]) -> list[Piece]:
        """`∇_a C` as the gradient by the last layer's a."""
        for i in range(len(row) - 2):
            by = row[i + 2]
            is_gradient = [p.text for p in row[i : i + 2]] == ["∇", "_"]
            if f"{by.text}{self.last}" in self.names.vocabulary.parameters:
                continue
            if is_gradient and by.text in self.numbered and self._is_layered(by.text):
                row[i + 2] = by._replace(text=f"{by.text}{self.last}")
        return row


def _last(names: Sequence[str]) -> int:
    """The largest number that one of these names ends with."""
    numbered = (name for name in names if name[-1:].isdecimal())
    found = (re.fullmatch(r"[A-Za-z]+?_?(\d{1,2})", name) for name in numbered)
    return max((int(match[1]) for match in found if match), default=0)


def _end_of_term(row: Sequence[Piece], start: int) -> int:
    """Where the product that begins at a place ends."""
    depth = 0
    for i in range(start, len(row)):
        is_end = row[i].text in (*_CLOSING, "\\") or (i > start and row[i].text in _ENDS)
        if depth == 0 and is_end:
            return i
        depth += (row[i].text in _OPENING) - (row[i].text in _CLOSING)
    return len(row)


def _base(word: str) -> str:
    """The letter that has layers, of a name or of its differential."""
    head = word.partition("_")[0]
    is_differential = re.fullmatch(r"d[A-Za-z]+", head) and head not in ("delta", "d")
    return head[1:] if is_differential else head


def _numbered(row: Sequence[Piece], script: _Script, number: str) -> list[Piece]:
    """The pieces of a script with its number, above a name in brackets: `^{(2)}`."""
    first = row[script.start]
    _, below, rest = first.text.partition("_")
    if not script.is_inside:
        head, _, behind = first.text.partition("_")
        rest = behind.partition("_")[2]
        return [first._replace(text=f"{head}_{number}" + (f"_{rest}" if rest else ""))]
    piece = first._replace(kind="number", text=number)
    is_above = _sign_before(row, script.start) == "^"
    is_bare = row[script.start - 1].text in ("^", "{")
    inside = [piece]
    if is_above and is_bare:
        sign = first._replace(kind="sign", glued=True)
        inside = [sign._replace(text="("), piece._replace(glued=True), sign._replace(text=")")]
        if row[script.start - 1].text == "^":
            inside = [sign._replace(text="{"), *inside, sign._replace(text="}")]
    if below:
        sign = first._replace(kind="sign", text="_", glued=True)
        inside += [sign, first._replace(text=rest, glued=True)]
    return inside


def _brace(row: list[Piece], i: int) -> None:
    """`^(2)` as `^{(2)}`, where the number at a place is a layer."""
    if [p.text for p in row[max(0, i - 2) : i]] == ["^", "("] and _text(row, i + 1) == ")":
        sign = row[i]._replace(kind="sign", glued=True)
        around = row[i - 1 : i + 2]
        row[i - 1 : i + 2] = [sign._replace(text="{"), *around, sign._replace(text="}")]


def _text(row: Sequence[Piece], i: int) -> str:
    return row[i].text if i < len(row) else ""


def _sign_before(row: Sequence[Piece], i: int) -> str:
    while i > 0 and row[i - 1].text in _OPENING:
        i -= 1
    return row[i - 1].text if i else ""


def _behind(row: Sequence[Piece], i: int) -> int:
    """The place behind the script that begins with the sign at i."""
    if i + 1 >= len(row) or row[i + 1].text not in _OPENING:
        return i + 2
    depth = 0
    for end in range(i + 1, len(row)):
        depth += (row[end].text in _OPENING) - (row[end].text in _CLOSING)
        if depth == 0:
            return end + 1
    return len(row)


def _left(row: Sequence[Piece]) -> str:
    """What a line says the value of, in letters and digits."""
    texts: list[str] = []
    for piece in row:
        if piece.kind == "sign" and piece.text in _RELATIONS:
            break
        if piece.text not in _QUIET:
            texts.append("d" if piece.text == "∂" else piece.text)
    return key("".join(texts))
