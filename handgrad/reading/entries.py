"""Words that are one value: a name with its indices, a derivative written as one word."""

import re
from collections.abc import Iterator
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
