r"""Equations that stand on one line: `dL/dw = 2x, dL/db = 2`, `... = 0 \Rightarrow w = ...`."""

import re

from handgrad.reading.loosely.words_kept import may_matter
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ARROW = regex(
    r"\s*(?:\\(?:Rightarrow|implies|iff|Leftrightarrow|Longrightarrow)(?![A-Za-z])|⇒|⟹|⇔|=>)\s*"
)
_DISPLAY = regex(r"(?P<open>\$\$?|\\\[|\\\()(?P<inside>[^$]*?)(?P<close>\$\$?|\\\]|\\\))")
_HEAD = (
    r"(?:\\[dt]?frac\s?\{\s?(?:\\partial|d|∂)[^{}]{0,20}\}\s?\{[^{}]{0,30}\}|[∂d]\s?\\?\w{0,8}\s?/\s?[∂d]\s?\w+\S{0,6}"
    r"|(?:∇|\\nabla)\s?_?\s?\S{0,12}\s?\w{0,4})\s?(?:\([^()=]*\))?\s?="
)
_COMMA = regex(rf"\s*(?:,|;|\\q?quad|\b(?:and|et|und|y|e|и)\b)+\s*(?={_HEAD})")
_WORDS = regex(
    r"(?im)^[ \t]*(?:(?:so|thus|hence|then|therefore|and|also|we|get|have|obtain|on|a|alors"
    rf"|donc|daher|wir|erhalten|entonces|luego)[ ,:]+)+(?={_HEAD})"
)
_WORDS_BEHIND = regex(r"(?m)(?<=[\w)}\]ᵀ⁾])[ \t]+(?:et|and|und|y|e|и)[ \t]*$")


def with_equations_apart(text: str, page: Vocabulary) -> str:
    r"""The text, with a line or a display for each equation.

    >>> with_equations_apart("So dL/dw = 2x, dL/db = 2 and", Vocabulary({}, "L"))
    'dL/dw = 2x\ndL/db = 2'
    """

    def parted(match: re.Match[str]) -> str:
        pieces = _COMMA.sub(" \\\\\\\\ ", _ARROW.sub(" \\\\\\\\ ", match["inside"]))
        return match["open"] + pieces + match["close"]

    if "$" in text or "\\[" in text or "\\(" in text:
        return _DISPLAY.sub(parted, text)
    text = _COMMA.sub("\n", _ARROW.sub("\n", text))
    return _WORDS_BEHIND.sub("", _WORDS.sub(_unless_changing, text))


def _unless_changing(words: re.Match[str]) -> str:
    return words[0] if may_matter(words[0]) else ""
