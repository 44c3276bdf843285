"""What stands below and above a word: `_1`, `_{jk}`, `^{(1)}`, `^{[1]}`."""

from collections.abc import Sequence

from handgrad.reading.lexing import Piece
from handgrad.reading.vocabulary import Names


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
