r"""Names of the writer's own that only what is below tells apart: δ_1 and δ, δ_k and δ_j.

Whether a text has `δ₁`, `δ_1` or `\delta_{1}` means nothing, here as elsewhere.
"""

import re
from collections.abc import Callable
from unicodedata import normalize

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_WORD = r"(?<![A-Za-z])([A-Za-z]{1,30}|[α-ω])[ ]?"
_IS = r"[ ]?&?[ ]?(?==[^=])"
# A name with a number above it: δ² = ..., δ^(2) = ....
_LAYERED = regex(
    rf"{_WORD}(?:_\{{?[a-z]{{1,2}}\}}?[ ]?(?=\^))?"
    rf"(?:\^[ ]?[{{(][ ]?(\d)[ ]?[)}}]|(?:\^[ ]?)?([\d¹²³]))(?:_\{{?[a-z]+\}}?)?{_IS}"
)
# δ_k = ... and δ_j = ...: one letter for two arrays, told apart by their indices.
_INDEXED = regex(rf"{_WORD}_[ ]?\{{?([a-z])\}}?{_IS}")
# δ_1 = ..., perhaps beside a δ = ....
_NUMBERED = regex(rf"{_WORD}_[ ]?\{{?(\d)\}}?[ ]?&?[ ]?:?(?==[^=])")
_BARE = regex(rf"{_WORD}&?[ ]?:?=(?!=)")
_LOWERED = regex("[₀-₉]|[ᵢⱼₖ]")
_LETTERS = {GREEK[letter]: letter for letter in GREEK if "α" <= letter <= "ω"}
_COMMAND = regex(rf"\\({'|'.join(_LETTERS)})(?![A-Za-z])")


def layered_names(text: str) -> set[str]:
    """`delta2` of a text that says what δ² is.

    >>> layered_names("δ^(2) = p - y")
    {'delta2'}
    """
    found = _LAYERED.findall(text)
    return {
        GREEK.get(word, word) + normalize("NFKC", braced or bare)
        for word, braced, bare in found
    }


def indexed_twins(text: str) -> set[tuple[str, str]]:
    """The letters of a text that say two arrays by two indices, each with its index."""
    found = {(GREEK.get(word, word), letter) for word, letter in _INDEXED.findall(_plain(text))}
    return {pair for pair in found if sum((other[0] == pair[0] for other in found), 0) > 1}


def beside_numbered(text: str, find: Callable[[str], str | None]) -> set[str]:
    """`delta_1` of a text that says what δ_1 and what δ is, both names of its own."""
    plain = _plain(text)
    bare = {GREEK.get(word, word) for word in _BARE.findall(plain)}
    found = ((GREEK.get(word, word), number) for word, number in _NUMBERED.findall(plain))
    return {f"{word}_{number}" for word, number in found if word in bare and not find(word)}


def _plain(text: str) -> str:
    r"""The text with δ for `\delta` and `_1` for `₁`."""
    text = _COMMAND.sub(lambda match: _LETTERS[match[1]], text)
    return _LOWERED.sub(_lowered, text)


def _lowered(match: re.Match[str]) -> str:
    return "_" + normalize("NFKC", match[0])
