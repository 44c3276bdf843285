r"""Indices of sums by letters that stand for other things: `\sum_\mu x_\mu`, `\sum_l x_l` of ℓ.

Such a letter only stands below and above names, and another one that a text does not use is put
for it. In brackets behind a name it picks an entry: `\sum_i x[i]`.
"""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_WORDS = "|".join(sorted({*GREEK.values()} - {"sum"}, key=len, reverse=True))
_LETTER = rf"(?:\\(?:{_WORDS}|ell)(?![A-Za-z])|[α-ωℓ])"
_SUM = r"(?:\\sum(?:\\limits|\\nolimits)?|[∑Σ])\s?(?:\^\s?(?:\{[^{}]*\}|\w)\s?)?_\s?\{?\s?"
_SUMMED = regex(rf"{_SUM}(?P<letter>{_LETTER}|l(?![A-Za-z]))\s?(?:=|\}}|\s|\(|[A-Za-z])")
_LATIN = regex(rf"{_SUM}(?P<letter>[ijklmnt])(?![A-Za-z])")
_SCRIPT = regex(rf"[_^]\s?(?:\{{[^{{}}]*\}}|{_LETTER}|[A-Za-z])")
_SHORT = regex(r"(?<![A-Za-z\\])[a-z]{1,2}(?![A-Za-z])")
_FREE = "ijkmnpqrs"
_PROGRAM = regex(r"\b(?:for|while)\b.*:\s*$|\[\s*:|:\s*\]|\bdef\b|\breturn\b", re.MULTILINE)
_BASE = r"(?<![A-Za-z_])(?P<name>\\?[A-Za-z]\w{0,8}\}{0,2}|[^\W\d_]\u0302?)"


def with_summed_letters(text: str, page: Vocabulary) -> str:
    r"""The text with Latin letters for the Greek ones that sums run over.

    >>> with_summed_letters(r"\sum_{\mu=1}^n r_\mu x_\mu", Vocabulary({"x": (3, 1)}))
    '\\sum_{i=1}^n r_i x_i'
    """
    found = dict.fromkeys(match["letter"] for match in _SUMMED.finditer(text))
    for letter in found:
        text = _renamed(text, letter, page)
    return _picked(text, page)


def _renamed(text: str, letter: str, page: Vocabulary) -> str:
    """The text with another letter for one, where that only stands below and above names."""
    name = GREEK.get(letter, letter.lstrip("\\"))
    is_ell = name in ("l", "ell", "ℓ")
    one = regex(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z])\s?")
    parts = {part for shown in page.shapes for part in shown.split("_")}
    is_elsewhere = one.search(_SCRIPT.sub(" ", text)) is not None
    is_taken = (
        is_elsewhere or name in parts if not is_ell else name == "l" and "ell" not in parts
    )
    used = {*"".join(_SHORT.findall(re.sub(r"\\[A-Za-z]+", " ", text)))}
    free = [other for other in _FREE if other not in used and other not in page.shapes]
    if is_taken or not free:
        return text
    return _SCRIPT.sub(lambda group: one.sub(free[0], group[0]), text)


def _picked(text: str, page: Vocabulary) -> str:
    r"""The text with `x_i` for the `x[i]` and `x_{[i]}` below a sum over i."""
    if "[" not in text or _PROGRAM.search(text):
        return text
    letters = {match["letter"] for match in _LATIN.finditer(text)} - page.shapes.keys()
    if not letters:
        return text
    one = rf"(?P<index>{'|'.join(sorted(letters))})"
    arrays = {name.lower() for name, shape in page.shapes.items() if shape != SCALAR}

    def picked(match: re.Match[str]) -> str:
        name = match["name"].strip("\\}").lower()
        is_array = name in arrays or "}" in match["name"] or not name.isascii()
        return f"{match['name']}_{match['index']}" if is_array else match[0]

    text = re.sub(rf"_\s?\{{\s?\[\s?{one}\s?\]\s?\}}", r"_\g<index>", text)
    return re.sub(rf"{_BASE}\[\s?{one}\s?\]", picked, text)
