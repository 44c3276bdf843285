r"""Greek letters that only count, `H_{\alpha\mu}`, as Latin ones that a text does not use."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_WORDS = "|".join(sorted(set(GREEK.values()), key=len)[::-1])
_LETTER = (
    rf"(?:\\(?:{_WORDS})(?![A-Za-z])|[{''.join(sign for sign in GREEK if len(sign) == 1)}])"
)
_BELOW = regex(rf"_\s?(?:\{{\s?(?:(?:{_LETTER}|[a-z])[\s,]*){{1,4}}(?:=\s?1\s?)?\}}|{_LETTER})")
_ONE = regex(_LETTER)
_EACH = regex(rf"{_LETTER}|[a-z]")
_SINGLE = regex(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_FREE = "ijklmnpqrs"


def with_latin_indices(text: str, page: Vocabulary) -> str:
    r"""The text with another letter for each Greek one that only stands below names.

    Each stands beside another letter below one name, so that none is a label.

    >>> with_latin_indices(r"dL/dW_{\alpha\beta} = x_\beta g_\alpha", Vocabulary({"W": (3, 2)}))
    'dL/dW_{ij} = x_j g_i'
    """
    if "_" not in text or ("\\" not in text and text.isascii()):
        return text
    groups = _BELOW.findall(text)
    pairs = [group for group in groups if len(_EACH.findall(group)) > 1]
    letters = dict.fromkeys(letter for pair in pairs for letter in _ONE.findall(pair))
    names = {letter: GREEK.get(letter, letter.lstrip("\\")) for letter in letters}
    elsewhere = {*_ONE.findall(_BELOW.sub(" ", text))}
    parts = {"pi", *(part for name in page.shapes for part in name.split("_"))}
    if not letters or elsewhere & letters.keys() or {*names.values()} & parts:
        return text
    used = {*_SINGLE.findall(text), *"".join(groups)}
    free = [letter for letter in _FREE if letter not in used and letter not in page.shapes]
    if len(free) < len(letters):
        return text
    chosen = dict(zip(letters, free, strict=False))

    def latin(group: re.Match[str]) -> str:
        row = _ONE.sub(lambda one: chosen.get(one[0], one[0]), group[0])
        return re.sub(r"(?<=[a-z])\s+(?=[a-z])", "", row)

    return _BELOW.sub(latin, text)
