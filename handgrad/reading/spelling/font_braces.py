r"""Fonts around a name and what stands below and above it: `\mathbf{\delta_2}`."""

import re

from handgrad.reading.spelling.commands import FONTS
from handgrad.regex import regex

_FONT = (
    rf"\\(?:{'|'.join(sorted(map(re.escape, FONTS), key=len, reverse=True))})(?![A-Za-z])\s?"
)
_SCRIPT = r"\s?[_^]\s?(?:\{(?:[^{}]|\{[^{}]{0,20}\}){0,40}\}|\\?[A-Za-z]+|\d)|[₀-₉]"
_INSIDE = (
    rf"(?P<name>\\?[A-Za-z]+|[\u0391-\u03c9]|\d)\s?(?P<scripts>'?(?:{_SCRIPT}){{1,2}})\s?"
    r"\}(?P<behind>\s?[_^]?)"
)
_BRACED = regex(rf"(?P<font>{_FONT}\{{)\s?{_INSIDE}")
_SWITCHED = regex(rf"(?P<font>(?<![_^}}A-Za-z])\{{\s?{_FONT}){_INSIDE}")
_IN_ONE_WORD = regex(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+")


def with_scripts_outside(text: str) -> str:
    r"""The text, in which a font is around the name alone.

    >>> with_scripts_outside(r"\mathbf{\delta_2} = {\bf W^{(3)}}^T \boldsymbol{\delta^{(3)}}")
    '\\mathbf{\\delta}_2 = \\mathbf{W}^{(3)}^T \\boldsymbol{\\delta}^{(3)}'
    """
    return _SWITCHED.sub(_outside, _BRACED.sub(_outside, text))


def _outside(found: re.Match[str]) -> str:
    font, name, scripts, behind = found.group("font", "name", "scripts", "behind")
    font = r"\mathbf{" if font.startswith("{") else font
    is_twice = behind.strip() in scripts if behind.strip() else False
    is_layer = re.match(r"\s?\^\s?\{\s?[(\[]", scripts) is not None
    if _IN_ONE_WORD.fullmatch(name + scripts) or (is_twice and not is_layer):
        return found[0]
    return f"{font}{name}}}{scripts}{behind}"
