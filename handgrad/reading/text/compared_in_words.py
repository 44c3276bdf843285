r"""Comparisons of two indices in words: `i not equal to y`, `$i$ equals $c$`."""

import re

from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_EQUAL = phrases(
    r"""
    (?:is |being )?(?:equal to|the same as|same as|identical to)|equals|coincides with
    (?:ist )?gleich|(?:est )?égale? à|(?:es )?igual a|(?:è )?uguale a|równe|等于|等於|равно
    """
)
_APART = phrases(
    r"""
    (?:is |being )?not (?:equal to|the same as|same as|identical to)
    (?:does not|doesn['’]t) equal
    (?:isn['’]t|is unequal|unequal) (?:equal )?to
    (?:is |being )?(?:different|distinct) (?:from|to)
    differs from|is not|isn['’]t|(?:ist )?(?:ungleich|nicht gleich|verschieden von)
    (?:est )?(?:différente?|distincte?) de|n['’]est pas égal à
    (?:es )?(?:distint[oa]|diferente) (?:de|a)
    no es igual a|(?:è )?divers[oa] da|non è uguale a|不等于|不等於|не равно
    """
)
_COMPARED = regex(
    r"(?i)(?<![A-Za-z\\_^{'’$])(?P<one>\$?(?-i:[i-nr])\$?)[ ]?"
    rf"(?:(?P<apart>{_APART})|{_EQUAL}|is)[ ]?(?P<other>\$?[a-z]\$?)(?![\w'’(\[^])"
    r"(?P<behind>(?=[\s,.:;)}]*(?:$|\n))|(?=\s*[:：,;.)$}])|(?=\s+(?:and|or|then|we|it|the|else|otherwise)\b))"
)
_ARTICLES = ("a", "A", "I")


def with_comparisons(text: str) -> str:
    """The text with signs for such words.

    >>> with_comparisons("i not equal to y: dL/dz_i = p_i")
    'i ≠ y: dL/dz_i = p_i'
    >>> with_comparisons("if $i$ equals $c$, then p_i - 1"), with_comparisons("k is a class")
    ('if $i = c$, then p_i - 1', 'k is a class')
    """
    return _COMPARED.sub(_signed, text)


def _signed(match: re.Match[str]) -> str:
    one, other = match["one"].strip("$"), match["other"].strip("$")
    marks = match["one"].count("$") + match["other"].count("$")
    if other in _ARTICLES or marks not in (0, 4):
        return match[0]
    sign = "$" if marks else ""
    relation = "=" if match["apart"] is None else r"\neq" if sign else "≠"
    return f"{sign}{one} {relation} {other}{sign}"
