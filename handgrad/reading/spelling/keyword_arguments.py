"""Calls of NumPy in formulas: their fonts, and `keepdims` as it is written from memory."""

import re

from handgrad.regex import regex

_KEPT = regex(
    r"(?i)(?<=[(,\s])keep(?:\\?[_. -])?dims?(?P<equals>\s*=\s*)"
    r"(?P<value>T(?:rue)?|F(?:alse)?)(?![A-Za-z])"
)
_IN_FONT = regex(
    r"\\(?:operatorname|mathrm|mathtt|texttt|mathsf|mathbf)\s?\{\s?"
    r"(?P<word>(?:np|numpy|torch)\.\w+|(?:axis|keepdims?)[^{}]{0,32}|True|False)\s?\}"
)


def with_plain_calls(text: str) -> str:
    r"""The text without fonts over the functions of NumPy and their arguments.

    >>> with_plain_calls(r"\operatorname{np.sum}(r, \mathrm{axis}=1)")
    ' np.sum(r,  axis=1)'
    """
    return _IN_FONT.sub(r" \g<word>", text)


def with_keywords(text: str) -> str:
    r"""The text with `keepdims=True` for what means it.

    >>> with_keywords("sum(dZ, axis=1, keep.dims=T)")
    'sum(dZ, axis=1, keepdims=True)'
    """
    return _KEPT.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    value = "True" if match["value"].upper().startswith("T") else "False"
    return f"keepdims{match['equals']}{value}"
