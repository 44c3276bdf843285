"""Transposes whose place above the line is lost: `2XTXw`, `XT(Xw - y)`, `(y - Xw)T(y - Xw)`.

So it is where a text has no other sign for them, the page has no T, and each T of the text
that stands among names of the page is behind an array or a bracket.
"""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import spellings
from handgrad.regex import regex

_OTHER_SIGN = regex(
    r"[ᵀ⊤†'′@]|\^\s?[{(]?\s?(?:\\\w+\s?\{?\s?)?(?:T|top|intercal|t)(?![a-z])|\\(?:top|intercal|prime)"
    r"|\.(?:T|t)\b|transpose\s?\(|\bnp\.|\bT\s?:?=|\btr(?:ansp)?\s?\("
)
_BRACKET = regex(r"(?<=\))T(?=\s*[(A-Z\dα-ωa-z*]|\s*$)")
_MAY_BE = regex(r"[\w)]T(?![a-su-z]{2})")


def with_lost_transposes(text: str, page: Vocabulary) -> str:
    """The text with `^T` for each of them.

    >>> page = Vocabulary({"m": (1, 1), "X": ("m", "n"), "w": ("n", 1), "y": ("m", 1)})
    >>> with_lost_transposes("dJ/dw = 2XT(Xw - y) + 2wTXTXw", page)
    'dJ/dw = 2X^T (Xw - y) + 2w^T X^T Xw'
    """
    is_possible = "T" in text and _MAY_BE.search(text) and "T" not in page.shapes
    if not is_possible or _OTHER_SIGN.search(text):
        return text
    known = {name for name in page.shapes if "/" not in name}
    arrays = {name for name in known if page.shapes[name] != SCALAR}
    numbers = known - arrays
    word = re.compile(
        rf"(?<![A-Za-z\\_])(?=\w*T)(?:(?:{_any(arrays)})T?|(?:{_any(numbers)})(?!T)|\d)+(?![A-Za-z_])"
    )
    turned = re.compile(rf"(?:(?P<array>{_any(arrays)})(?P<sign>T)?|{_any(numbers)}|\d)")

    def spelled(found: re.Match[str]) -> str:
        return turned.sub(lambda m: f"{m['array']}^T " if m["sign"] else m[0], found[0])

    return _BRACKET.sub("^T ", word.sub(spelled, text)) if arrays else text


def _any(names: set[str]) -> str:
    words = {word for name in names for word in spellings(name) if word[0] != "\\"}
    found = sorted(map(re.escape, words), key=len, reverse=True)
    return "|".join(found) or r"(?!)"
