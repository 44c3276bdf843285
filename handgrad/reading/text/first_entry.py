r"""Texts whose first entry is `\theta_0`, with a formula of its own: as one with two cases.

`\frac{\partial J}{\partial\theta_0} = a` and `\frac{\partial J}{\partial\theta_j} = b \quad
(j \ge 1)` say what the derivative is where j is the first, and otherwise. Where nothing is said
of an entry 0, `j \ge 1` is every entry: they count from 1. On a page with a number among its
parameters an entry 0 may be that one, and nothing is made of it.
"""

import re
from typing import NamedTuple

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.text.condition_lines import LEFT_SIDE
from handgrad.regex import regex

_INDEX_ZERO = r"_\s?\{?\s?0\s?\}?(?![\d.])|₀"
# What is said of the first entry in words.
_OTHERWISE = regex(
    r"(?i)intercept|\bbias\b|\bfirst\b|(?:not|n't|never|un|no)[\s-]?(?:be\s)?(?:regulari[sz]|penali[sz]|penalty)|except|exempt|without|\bzero\b|0\s?\}?\s?=\s?1(?![\d.])"
)
_PAIR_WITH_ZERO = regex(r"_\s?\{\s?(?P<row>[a-z],?\s?)0\s?\}")
_OF_ZERO = regex(rf"{_INDEX_ZERO}|(?<![A-Za-z])[a-z]\s?=\s?0(?![\d.])")
_MAY_BE = regex(rf"{_INDEX_ZERO}|(?:ge|[≥>])[a-z]*\s?(?:\\text\s?\{{)?\s?[01]")
_NOT_FIRST = (
    r"(?:(?:\\geq?(?:slant)?|≥|>=)\s?(?:\\text\s?\{\s?1\s?\}|1)|(?:>|\\gt|\\neq?|≠|!=)\s?0)(?![\d.])"
    r"|(?:=|∈|\\in)\s?\\?\{?\s?1\s?,[^$\n&]{0,30}"
)
_FIRST = r"=\s?0(?![\d.])"
_EQUATION = regex(rf"(?P<left>{LEFT_SIDE})\s*&?\s*:?=(?P<right>.*?)(?P<end>[\s$.,;]*)$")
_OF_FIRST = regex(rf"{_INDEX_ZERO}|{_PAIR_WITH_ZERO.pattern}")
_ENTRY = regex(
    r"(?P<name>\\?[A-Za-z]+|[α-ω])\s?\}?\s?(?:_\s?\{?\s?(?P<index>[0a-z])(?![\w])|(?P<low>[₀ⱼₖᵢ]))"
)
_LOW = {"₀": "0", "ⱼ": "j", "ₖ": "k", "ᵢ": "i"}
_ROWS = regex(r"(\n|\\\\(?![A-Za-z]))")
_BEFORE = (
    r"(?:[\s,;($]|\\q?quad(?![A-Za-z])|\\[,; ]|\\(?:text|mathrm|mbox)\s?\{(?:[^{}]{0,12}\})?|"
    r"\b(?:for|if|when|where|all|für|pour|para)\b|当)*(?<![A-Za-z\\_])"
)


class _Claim(NamedTuple):
    """A derivative by an entry: its row, the equation there, the name and its index."""

    row: int
    equation: re.Match[str]
    name: str
    letter: str

    def value(self, relation: str) -> str:
        """The right side without the condition on the index at its end."""
        letter = self.letter if self.letter != "0" else "[a-z]"
        at_end = rf"{_BEFORE}{letter}\s?\}}?\$?\s?(?:{relation})[\s)}}$]*$"
        return re.sub(at_end, "", self.equation["right"])


def with_first_entry(text: str, page: Vocabulary) -> str:
    """The text with such claims as one, and without `j \\ge 1` that leaves nothing out."""
    if not _MAY_BE.search(text) or _OTHERWISE.search(text):
        return text
    rows = _ROWS.split(text)
    claims = [claim for n, row in enumerate(rows) if (claim := _claim(n, row, page))]
    first = [claim for claim in claims if claim.letter == "0"]
    others = [claim for claim in claims if claim.letter != "0"]
    if not _OF_ZERO.search(text):
        for claim in others:
            rows[claim.row] = _written(rows[claim.row], claim, claim.value(_NOT_FIRST))
    elif (
        len(first) == len(others) == 1
        and first[0].name == others[0].name
        and not any(page.shapes[parameter] == SCALAR for parameter in page.parameters)
        and _OF_FIRST.search(first[0].equation["right"])
    ):
        [zero], [other] = first, others
        letter = other.letter
        at_first = re.sub(_INDEX_ZERO, f"_{letter}", zero.value(_FIRST))
        at_first = _PAIR_WITH_ZERO.sub(rf"_{{\g<row>{letter}}}", at_first)
        rest = other.value(_NOT_FIRST)
        cases = rf"{at_first} & {letter} = 1 \\ {rest} & \text{{otherwise}}"
        rows[other.row] = _written(
            rows[other.row], other, rf" \begin{{cases}} {cases} \end{{cases}}"
        )
        before = rows[zero.row][: zero.equation.start()]
        rows[zero.row] = "" if "$" in before + zero.equation["end"] else before
    return "".join(rows)


def _claim(n: int, row: str, page: Vocabulary) -> _Claim | None:
    """The derivative by an entry of a vector that a row ends with."""
    equation = _EQUATION.search(row)
    entries = list(_ENTRY.finditer(equation["left"])) if equation else []
    if equation is None or not entries:
        return None
    name = entries[-1]["name"].removeprefix("\\").removeprefix("d")
    name = GREEK.get(name, name)
    is_vector = page.shapes.get(name, SCALAR) != SCALAR and 1 in page.shapes[name]
    index = entries[-1]["index"] or _LOW[entries[-1]["low"]]
    return _Claim(n, equation, name, index) if is_vector else None


def _written(row: str, claim: _Claim, value: str) -> str:
    """The row with another right side of the equation."""
    start, end = claim.equation.span("right")
    return row[:start] + value + row[end:]
