r"""Equations that words say a condition of, each on a line of its own.

`When $t = 0$: $$dL/ds = p$$ and when $t = 1$: $$dL/ds = p - 1$$` is two lines with If.
"""

import re
from itertools import pairwise

from handgrad.reading.text.last_formula import parted_at
from handgrad.regex import regex

_NAME = (
    r"(?:\\(?:mathbf|boldsymbol|bm|mathrm)\s?\{?\s?)?\\?[A-Za-zα-ω]+\s?\}?"
    r"(?:\s?_\s?(?:\{[^{}\n]{1,6}\}|\w)|[ᵢⱼₖ])?"
)
_SIGN = r"(?:=|[<>]=?|≤|≥|≠|\\(?:leq?|geq?|lt|gt|neq?)(?![A-Za-z]))"
_IF = (
    r"(?:(?i:when|if|for|whenever|where)(?:\s+we\s+have)?"
    r"|(?i:in\s+(?:the\s+)?case|case\s*(?:\d|[a-c])?))"
)
_CONDITION = (
    rf"(?:(?:and|while|whereas|but|then)\s+|[-*•]\s+|\*\*)*\(?{_IF}(?:\*\*)?[):.\s]*(?:of\s+|that\s+)?"
    rf"(?:\$|\\\()?\s*(?P<condition>{_NAME}\s*{_SIGN}\s*[^\s$,:;=]{{1,12}}(?:\s[-+]\s\w+)?)\s*(?:\$|\\\))?"
)
_WORDS = r"[\s,:;*]*(?:(?!and\b|when\b|if\b|for\b)[A-Za-z]+[\s,:]+){0,5}"
_ROWS = r"(?:aligned|align|equation|gather|gathered|split)\*?"
_DISPLAY = (
    rf"(?:\$\$(?P<double>(?:(?!\$\$)[\s\S]){{1,600}}?)\$\$|\\\[(?P<square>(?:(?!\\\])[\s\S]){{1,600}}?)\\\]"
    rf"|\\begin\{{(?P<kind>{_ROWS})\}}(?P<rows>[\s\S]{{1,600}}?)\\end\{{(?P=kind)\}}"
    r"|\$(?P<single>[^$\n]{1,300})\$)"
)
_CASE = regex(rf"{_CONDITION}{_WORDS}{_DISPLAY}[\s.,;]*")
_FRAME = regex(rf"\\(?:begin|end)\{{{_ROWS}\}}|&|\\\\|\n")
_FEWEST = 2


def with_cases_in_lines(text: str) -> str:
    r"""The text with such equations of one left side in lines.

    >>> with_cases_in_lines("When $t=0$: $$d = p$$ and when $t=1$: $$d = p - 1$$")
    'If $t=0$: $d = p$\nIf $t=1$: $d = p - 1$\n'
    """
    found = list(_CASE.finditer(text))
    said = [_said(match) for match in found]
    lefts = {re.sub(r"\s", "", left) for left, _ in said}
    are_beside = all(
        not re.search(r"\w", text[one.end() : other.start()]) for one, other in pairwise(found)
    )
    if len(found) < _FEWEST or len(lefts) != 1 or "" in lefts or not are_beside:
        return text
    lines = [
        f"If ${_plain(match['condition'])}$: ${left} = {value}$\n"
        for match, (left, value) in zip(found, said, strict=True)
    ]
    return text[: found[0].start()] + "".join(lines) + text[found[-1].end() :]


def _said(match: re.Match[str]) -> tuple[str, str]:
    """The left side and the last value of an equation, empty for anything else."""
    shown = match["double"] or match["square"] or match["rows"] or match["single"]
    sides = [side.strip(" .,;") for side in parted_at(_FRAME.sub(" ", shown), "=")]
    return (sides[0], sides[-1]) if len(sides) > 1 and all(sides) else ("", "")


def _plain(condition: str) -> str:
    return re.sub(r"\s+", " ", condition).strip()
