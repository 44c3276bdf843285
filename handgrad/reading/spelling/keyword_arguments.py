"""The argument of NumPy that keeps the dimensions of a sum, as it is written from memory."""

import re

from handgrad.regex import regex

_KEPT = regex(
    r"(?i)(?<=[(,\s])keep(?:\\?[_. -])?dims?(?P<equals>\s*=\s*)"
    r"(?P<value>T(?:rue)?|F(?:alse)?)(?![A-Za-z])"
)


def with_keywords(text: str) -> str:
    r"""The text with `keepdims=True` for what means it.

    >>> with_keywords("sum(dZ, axis=1, keep.dims=T)")
    'sum(dZ, axis=1, keepdims=True)'
    """
    return _KEPT.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    value = "True" if match["value"].upper().startswith("T") else "False"
    return f"keepdims{match['equals']}{value}"
