"""Steps of descent that take the derivative by another parameter: `w -= lr*db; b -= lr*dw`."""

import re
from collections.abc import Collection

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

CROSSED = "a step of descent takes the derivative by another parameter here: which is which?"
_NAME = r"[A-Za-zα-ω]\w*"
_LEFT = rf"(?:self\.)?(?:\w+\[[\"'])?\\?(?P<name>{_NAME})(?:[\"']\])?"
_STEP = regex(
    rf"(?m)(?:^|[;,$&]|\s)[ \t]*(?P<left>{_LEFT})[ \t]*"
    r"(?:[-+]=|(?::?=|<-|←)[ \t]*(?P=left)[ \t]*[-−+])(?P<by>[^\n;]*)"
)
_PAIR = regex(
    rf"(?m)^[ \t]*(?P<one>{_NAME}),[ ]*(?P<two>{_NAME})[ ]*=[ ]*"
    r"(?P<first>(?P=one)[ ]*-[^,\n]*),[ ]*(?P<second>(?P=two)[ ]*-[^,\n]*)$"
)
_SLOPE = regex(
    r"(?:d[A-Za-z]?\s?/\s?d|∂\s?[A-Za-z]?\s?/\s?∂|\\partial\s?\{?\\?|(?<![A-Za-z])d_?|grad_"
    r"|(?:∇|\\nabla)_\s?\{?)"
    rf"(?P<by>\\?{_NAME})|(?<!\w)(?P<of>{_NAME}?)_?(?:grad|gradient|\.grad)(?!\w)"
)


def crossed_steps(text: str, parameters: Collection[str]) -> set[str]:
    """The parameters that steps mix up.

    >>> sorted(crossed_steps("w -= lr*db; b -= lr*db", ("w", "b")))
    ['b', 'w']
    >>> crossed_steps("w -= lr*dw", ("w", "b"))
    set()
    """
    found: set[str] = set()
    if len(parameters) < 2:
        return found
    text = _PAIR.sub(r"\g<one> = \g<first>; \g<two> = \g<second>", text)
    for step in _STEP.finditer(text):
        name = _plain(step["name"])
        slopes = {_plain(m["by"] or m["of"] or "") for m in _SLOPE.finditer(step["by"])}
        others = slopes & set(parameters)
        if name in parameters and others and name not in others:
            found |= others | {name}
    return found


def _plain(word: str) -> str:
    bare = re.sub(r"^\\\\?", "", word)
    return GREEK.get(bare, bare)
