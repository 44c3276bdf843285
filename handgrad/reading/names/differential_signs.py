r"""Which d, and which δ, is the sign of a differential where a page has a d of its own."""

from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.entries import with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_SAID = regex(r"(?m)(?:^|[,;$])[ $&]*d[A-Za-z]\w{0,3}[ ]*&?=(?!=)")


def begins_differential(raw: list[Piece], i: int, names: Names) -> bool:
    """Whether the d here and the word behind it are one differential: `d\\beta`."""
    is_own = names.find("d") is not None and not _says_by_differentials(names)
    if is_own and not is_of_quotient(raw, i, names):
        return False
    if i + 1 >= len(raw) or raw[i + 1].kind != "word":
        return False
    word, _ = with_scripts(raw, i + 1, names)
    found = derivative_word(f"d{word}", names)
    return found is not None and found.kind == "differential"


def _says_by_differentials(names: Names) -> bool:
    """Whether d is only a size, and a text says derivatives as `dw = ...`."""
    return "d" in names.vocabulary.sizes and _SAID.search(names.text) is not None


def is_of_quotient(raw: list[Piece], i: int, names: Names) -> bool:
    """Whether the d here is one of `\\frac{d f}{d w}` or `d f/d w`, for all a page's own d."""
    texts = [p.text for p in raw[: i + 30]]
    if i < 2 or texts[i - 1] != "{":
        return _is_of_slash(raw, i, names)
    if texts[i - 2].endswith("frac"):
        end = group_end(texts, i - 1)
        below = texts[end + 1 : end + 3] if end else []
        return len(below) > 1 and below[0] == "{" and below[1][0] in "d∂"
    start = next(
        (n for n in range(i - 2, max(-1, i - 30), -1) if texts[n].endswith("frac")), -1
    )
    is_above = texts[start + 1 : start + 2] == ["{"] and texts[start + 2][0] in "d∂"
    return start >= 0 and is_above and group_end(texts, start + 1) == i - 2


def group_end(texts: list[str], start: int, opening: str = "{", closing: str = "}") -> int:
    """Where the bracket that opens at a place is closed, 0 where it is not."""
    depth = 0
    for n in range(start, len(texts)):
        depth += (texts[n] in opening) - (texts[n] in closing)
        if depth == 0:
            return n
    return 0


def _is_of_slash(raw: list[Piece], i: int, names: Names) -> bool:
    """Whether the d here is above or below in `d f/d w`, or begins a left side: `d w = ...`."""
    if i + 1 >= len(raw) or raw[i + 1].kind != "word":
        return False
    texts = [p.text for p in raw]
    behind = with_scripts(raw, i + 1, names)[1]
    if texts[behind : behind + 1] == ["/"]:
        return _is_of_name(texts[behind + 1 : behind + 3], names)
    if i and texts[i - 1] == "/":
        return any(
            _is_of_name(texts[n : n + 2], names)
            and with_scripts(raw, n + (texts[n] == "d"), names)[1] == i - 1
            for n in range(max(0, i - 8), i - 1)
        )
    is_whole = i == 0 and texts[behind : behind + 1] in ([], [""], ["="])
    return is_whole and any(left.startswith(f"d{texts[1]}") for left in names.left_sides)


def _is_of_name(texts: list[str], names: Names) -> bool:
    """Whether what begins here is a differential: `dw`, `d w`."""
    word = "".join(texts[: 1 + (texts[:1] == ["d"])])
    name = word[1:].partition("_")[0]
    return word[:1] == "d" and bool(names.find(name) or names.find_loss(name))


def is_partial(raw: list[Piece], i: int) -> bool:
    """Whether the δ here stands for ∂: above or below another in a fraction."""
    before = raw[i - 1].text if i else ""
    if before == "{":
        return sum((p.text == "delta" for p in raw[i - 1 : i + 16]), 0) > 1 or (any(
            p.text.endswith("frac") for p in raw[max(0, i - 16) : i - 1]
        ) and any(p.text == "delta" for p in raw[max(0, i - 16) : i]))  # fmt: skip
    if before == "/":
        return any(p.text == "delta" for p in raw[max(0, i - 8) : i - 1])
    texts = [p.text for p in raw[i + 1 : i + 8]]
    return "/" in texts and texts[texts.index("/") + 1 :][:1] == ["delta"]
