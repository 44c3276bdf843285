r"""Entries in brackets whose index is a letter that nothing runs through: `dw[i] = r*x[i]`.

In round brackets, `dL/dz(i) = q(i) - p(i)`, they are entries of the arrays of the page; behind
the array that a derivative is taken by, the letter may be a size: `dL/db(k) = y_hat(k) - y(k)`.
So are `M(i,j)` and `y(i)` beside indices that stand below: `\sum_j M(i,j) H(k,j)`.
"""

import re
from collections.abc import Iterable
from unicodedata import normalize

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import ACCENTS
from handgrad.regex import regex

_LEFT = regex(
    r"(?m)^[ \t]*(?:d[A-Za-z]?/d|d|∂[A-Za-z]?/∂|grad_)?(?P<name>[A-Za-z]\w{0,20})"
    r"\[(?P<index>[a-z](?:\s?(?:,|\]\[)\s?[a-z])?)\][ \t]*=(?!=)"
)
_ROUND_LEFT = regex(
    r"(?:^|[\s:,;$(])(?:d[A-Za-z]?/d|d|∂[A-Za-z]?/∂|grad_|\\[dt]?frac\{\\partial\s?[A-Za-z]\s?\}\{\\partial\s)"
    r"(?P<name>[A-Za-z]\w{0,20})\((?P<index>[ijkmn])\)[ \t]*\}?[ \t]*&?=(?!=)",
    re.MULTILINE,
)
_PROGRAM = regex(
    r"\b(?:for|while)\b\s*\(?\s*(?:int\s+)?\w+\s*(?:=|\bin\b)|\bdef\b|(?<!\\)\bend\b|\breturn\b"
)
_BY_ENTRY = regex(
    r"(?m)^[ \t]*\$?(?:d[A-Za-z]?/d|∂[A-Za-z]?/∂|(?P<code>d))(?P<name>[A-Za-z]\w{0,20})"
    r"\((?P<index>[a-z](?:\s?,\s?[a-z])?)\)[ \t]*=(?!=)"
)
_BELOW = regex(
    r"(?:\\sum|∑|Σ|\bsum|\\partial\s?(?:\\\w+[{\s]\s?)?\\?\w+\}?|∂\w|\bd\w+/d[A-Za-z]+)\s?"
    r"(?:\\limits)?(?:_\s?|(?=\())[({]?\s?([a-z]'?(?:\s?,?\s?[a-z]'?)?)(?=[\s=})(,\\]|$|[A-Z])"
)
_MAY_BE = regex(r"[(\[]\s?[a-z]'{0,2}\s?[,\])]")
_RANGE = regex(r"\w\(\s?:|:\s?\)")
_LETTER = regex(r"[a-z]")
_RUNS = regex(r"\bfor\b|\bwhile\b|\bend\b|\bdef\b|\breturn\b|\\(?:begin|sum)|[{}]|\[:|:\]")


def with_open_indices(text: str, page: Vocabulary) -> str:
    """The text with `dw_i = r*x_i` for them; a program, which has loops, as it was."""
    if not _MAY_BE.search(text):
        return text
    text = _in_round_brackets(_with_round_brackets(text, page), page)
    text = _beside_indices(text, page) if "_" in text and ")" in text else text
    letters = {x for match in _LEFT.finditer(text) for x in _LETTER.findall(match["index"])}
    if not letters or _RUNS.search(text) or letters & page.shapes.keys():
        return text
    one = "|".join(sorted(letters))
    assigned = rf"(?m)^[ \t]*(?:{one})[ \t]*="
    if re.search(assigned, text):
        return text
    pair = re.compile(rf"(?<=\w)\[({one})\s?(?:,|\]\[)\s?({one})\]")
    single = re.compile(rf"(?<=\w)\[({one})\]")
    return single.sub(r"_\1", pair.sub(r"_{\1\2}", text))


def _in_round_brackets(text: str, page: Vocabulary) -> str:
    """`q_i` for the `q(i)` of a text that says so what a derivative by an entry is."""
    arrays = {
        name
        for name in (*page.parameters, *page.data, *page.forward)
        if page.shapes[name] != SCALAR
    }
    lefts = [match for match in _ROUND_LEFT.finditer(text) if match["name"] in arrays]
    letters = {match["index"] for match in lefts} - page.shapes.keys()
    if not letters or _PROGRAM.search(text):
        return text
    named = _spelled(arrays)
    entry = rf"(?<![A-Za-z_\\])((?:d[A-Za-z]?/d|d|∂[A-Za-z]?/∂|grad_)?(?:{named}))"
    return re.sub(rf"{entry}\(({'|'.join(sorted(letters))})\)", r"\1_\2", text)


def _with_round_brackets(text: str, page: Vocabulary) -> str:
    """The text with `dL/db_k = y_k` for `dL/db(k) = y(k)`."""
    found = [m for m in _BY_ENTRY.finditer(text) if _is_array(m["name"], page)]
    letters = {x for match in found for x in _LETTER.findall(match["index"])}
    others = {*page.shapes} - (set() if any(m["code"] for m in found) else {*page.sizes})
    if not letters or _RUNS.search(text.replace("\\sum", "")) or letters & others:
        return text
    one = "|".join(sorted(letters))
    names = _spelled(name for name in page.shapes if _is_array(name, page))
    named = rf"(?<![A-Za-z0-9])((?:d[A-Za-z]?/d|∂[A-Za-z]?/∂|d)?(?:{names}))"
    pair = re.compile(rf"{named}\(([a-z])\s?,\s?([a-z])\)")
    single = re.compile(rf"{named}\(([a-z])\)")
    if not re.search(rf"{named}\((?:{one})[,)\s]", text):
        return text
    return single.sub(r"\1_\2", pair.sub(r"\1_{\2\3}", text))


def _spelled(names: Iterable[str]) -> str:
    r"""A pattern for arrays in their spellings: `y_hat`, `yhat`, `ŷ`, `\hat{y}`."""
    found = set[str]()
    for name in names:
        letter, _, accent = name.partition("_")
        found |= {re.escape(name), re.escape(name.replace("_", ""))}
        if accent in ACCENTS.values():
            signs = [sign for sign, word in ACCENTS.items() if word == accent]
            found |= {re.escape(normalize("NFC", letter + sign)) for sign in signs}
            found |= {re.escape(letter + sign) for sign in signs}
            found.add(rf"\\{accent}\s?\{{?\s?{letter}\}}?")
    return "|".join(sorted(found, key=len, reverse=True))


def _beside_indices(text: str, page: Vocabulary) -> str:
    r"""The text with `M_{i,j}` for the `M(i,j)` of letters that stand below elsewhere."""
    if _PROGRAM.search(text) or _RANGE.search(text):
        return text
    below = {letter for match in _BELOW.finditer(text) for letter in _LETTER.findall(match[1])}
    letters = "".join(sorted(below - page.shapes.keys()))
    ranks = {name: len([n for n in shape if n != 1]) for name, shape in page.shapes.items()}
    for rank in (1, 2) if letters else ():
        names = [name for name, found in ranks.items() if found == rank and name.isalnum()]
        named = "|".join(sorted(names, key=len, reverse=True))
        one = rf"[{letters}]'{{0,2}}"
        entry = rf"(?<![A-Za-z_])(?P<name>\\?(?:{named})\}}?)\(\s?(?P<below>{one}"
        entry += rf"\s?,\s?{one}" * (rank - 1) + r")\s?\)"
        text = re.sub(entry, r"\g<name>_{\g<below>}", text) if names else text
    return text


def _is_array(name: str, page: Vocabulary) -> bool:
    return page.shapes.get(name, (1, 1)) != (1, 1) and "/" not in name
