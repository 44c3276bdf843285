"""Words with what stands below and above them: `w_1`, `W_{jk}`, `W^{[1]}`, `dL_dw`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.reading.lexing import Piece
from handgrad.reading.vocabulary import Names

_INDEX = r"(\d+|[A-Za-z]|:)"
_INDICES = {
    1: (re.compile(rf"_+{_INDEX}"),),
    2: (re.compile(rf"_+{_INDEX}_+{_INDEX}"), re.compile(r"_+(\d|[A-Za-z])(\d|[A-Za-z])"),
        re.compile(rf"_+{_INDEX}")),
}  # fmt: skip


def name_options(word: str, p: int, end: int, names: Names) -> Iterator[tuple[Piece, int]]:
    """The name at word[p:end], with the indices that follow it, as a factor."""
    name = names.find(word[p:end]) or _matrix_of(word[p:end], word[end : end + 1], names)
    if name is None:
        return
    after = word[end : end + 1]
    if after != "_" and not after.isdigit():
        yield Piece("name", name, p), end
        return
    subscripts = word[end:] if after == "_" else "_" + word[end:]
    shift = 0 if after == "_" else 1
    for pattern in _INDICES.get(names.rank(name), ()):
        if match := pattern.match(subscripts):
            indices = tuple(match.groups())
            yield Piece("name", name, p, False, indices), end + match.end() - shift


def _matrix_of(word: str, after: str, names: Names) -> str | None:
    """X for x_i: the rows of a matrix go by its small letter."""
    capital = word.upper() if len(word) == 1 and after == "_" else ""
    return capital if capital in names.shapes and names.rank(capital) == 2 else None


def entry(word: str, names: Names) -> Piece | None:
    """A word that is one name, with its indices if it has any."""
    if name := names.find(word):
        return Piece("name", name, 0)
    for end in range(len(word), 0, -1):
        for piece, stop in name_options(word, 0, end, names):
            if stop == len(word):
                return piece
    return None


def derivative_word(word: str, names: Names) -> Piece | None:
    """`dw`, `dL_dw`, `grad_w`, `w_grad`, `L_w`: a derivative or a differential in one word."""
    loss = names.vocabulary.loss
    for pattern, is_pair in (
        (r"d_?(\w+?)_?d_?(\w+)", True), (r"(\w+?)_(\w+)", True),
        (r"(?:grad|gradient|nabla)_?(\w+)|(\w+?)_?(?:grad|gradient)", False),
    ):  # fmt: skip
        match = re.fullmatch(pattern, word, re.ASCII)
        if match is None:
            continue
        of = match[1] if is_pair else loss
        by = entry(match[2] if is_pair else match[1] or match[2], names)
        only_loss = is_pair and not word.startswith("d")
        whole = names.find_loss(of) or (None if only_loss else names.find(of))
        if by and whole and by.text != whole:
            return replace(by, kind="derivative", text=f"d{whole}/d{by.text}")
    if word[0] == "d" and len(word) > 1:
        by = entry(word[1:].removeprefix("_"), names)
        if by is None and names.find_loss(word[1:]):
            by = Piece("name", loss, 0)
        return replace(by, kind="differential") if by else None
    if word.startswith("D_") and (by := entry(word[2:], names)):
        return replace(by, kind="gradient")
    return None


def with_scripts(raw: Sequence[Piece], i: int, names: Names) -> tuple[str, int]:
    """A word with the subscripts and bracketed superscripts behind it, and where it ends."""
    word, layer = raw[i].text, ""
    i += 1
    for _ in range(2):
        texts = [piece.text for piece in raw[i : i + 6]]
        found = _subscript(raw, i) or _layer(texts, names)
        if not found:
            break
        script, length = found
        if script.startswith("_"):
            word += script
        else:
            layer = script
        i += length
    return (_layered(word, layer, names) if layer else word), i


def _subscript(raw: Sequence[Piece], i: int) -> tuple[str, int] | None:
    """`_1`, `_i`, `_{jk}`, `_{j,k}` as part of a word, and how many pieces it has."""
    if i >= len(raw) or raw[i].text != "_":
        return None
    inside = raw[i + 1 : i + 8]
    if not inside:
        return None
    if inside[0].text != "{":
        is_plain = inside[0].kind in ("word", "number") and _is_plain(inside[0].text)
        return (f"_{inside[0].text}", 2) if is_plain else None
    parts: list[str] = []
    for n, piece in enumerate(inside[1:], 1):
        if piece.text == "}":
            return ("_" + "_".join(parts), n + 2) if parts else None
        if piece.text == ",":
            continue
        if piece.kind == "command" or not (_is_plain(piece.text) or piece.text == ":"):
            return None
        parts.append(piece.text)
    return None


def _is_plain(text: str) -> bool:
    return text.replace("_", "").isalnum()


def _layer(texts: list[str], names: Names) -> tuple[str, int] | None:
    """The number or index in `^{(1)}`, `^{[1]}`, `^[1]`, `^(i)`, and how many pieces it has."""
    if texts[:1] != ["^"]:
        return None
    braced = texts[1:2] == ["{"]
    inside = texts[2:5] if braced else texts[1:4]
    if len(inside) < 3 or inside[0] + inside[2] not in ("()", "[]"):
        return None
    if braced and texts[5:6] != ["}"]:
        return None
    index = inside[1]
    if not braced and inside[0] == "(" and (not index.isalpha() or names.find(index)):
        return None
    is_index = index.isdecimal() or (len(index) == 1 and index.isalpha())
    return (index, 6 if braced else 4) if is_index else None


def _layered(word: str, layer: str, names: Names) -> str:
    """W^{[1]} as W1 where that is a name, else as the sample 1 of W."""
    base, _, subscripts = word.partition("_")
    if names.find(word) and not names.find(base + layer):
        return f"{word}_{layer}"
    tail = f"_{subscripts}" if subscripts else ""
    if layer.isdecimal() and (names.find(base + layer) or not names.find(base)):
        return base + layer + tail
    return f"{base}_{layer}{tail}"
