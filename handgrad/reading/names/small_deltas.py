r"""Deltas before names of the page for derivatives: `\delta o = \delta h \odot \tanh(c)`."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_DELTA = r"(?:\\delta(?![A-Za-z])|δ)"
_NAME = (
    r"[ ]?\{?(?:\\(?:math|bold)[a-z]+[ ]?\{?)?\\?(?P<base>[A-Za-z]+\d?|[α-ω])\}{0,2}"
    r"(?P<below>[ ]?_[ ]?(?:\{[^{}]{1,12}\}|[A-Za-z0-9]+))?"
)
_SPOKEN = regex(_DELTA + _NAME)
_BEGINS = r"(?:^|[\n,;&$(]|\\(?:q?quad|therefore|Rightarrow|implies|boxed\{)|[∴⇒→:.])[ ]*"
_LEFT = regex(
    rf"{_BEGINS}(?P<left>{_DELTA}{_NAME})(?:[ ]?\^[ ]?\w)?[ ]?\}}?[ ]?&?[ ]?:?(?==[^=])"
)
_OWN = regex(rf"{_DELTA}[ ]?(?:[_^]|&?[ ]?:?=)")
_STATEMENT_END = regex(r"\n|;|,[ ]*(?:\\q?quad)?|\\\\|\\therefore|\\q?quad|[∴⇒]|$")

Find = Callable[[str], str | None]


class _Spoken(NamedTuple):
    """A letter behind a delta, the name of the page that it is, and where it ends."""

    base: str
    name: str
    end: int


def small_deltas(
    text: str, find: Find, inputs: Callable[[], Mapping[str, frozenset[str]]]
) -> frozenset[str]:
    r"""The letters before which δ is the sign of a derivative: those that a text says so.

    Where δ has no other meaning and each line goes from a value to what it depends on, it is
    that on the right too; else it is the sign of a differential, of which lines go forward.
    """
    if "δ" not in text and r"\delta" not in text:
        return frozenset()
    lefts = [left for match in _LEFT.finditer(text) if (left := _spoken(match, find))]
    said = frozenset(left.base for left in lefts)
    if not lefts or _OWN.search(text):
        return said
    others: set[str] = set()
    for left in lefts:
        end = _STATEMENT_END.search(text, left.end)
        right = text[left.end : end.start() if end else len(text)]
        for match in _SPOKEN.finditer(right):
            found = _spoken(match, find)
            if found is None or left.name not in inputs().get(found.name, ()):
                return said
            others.add(found.base)
    return said | others


def _spoken(match: re.Match[str], find: Find) -> _Spoken | None:
    base = GREEK.get(match["base"], match["base"])
    below = (match["below"] or "").strip(" _{}").replace(" ", "")
    name = (below and find(f"{base}_{below}")) or find(base)
    return _Spoken(base, name, match.end()) if name else None
