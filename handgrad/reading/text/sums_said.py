"""Sums and quotients typed out: `deltaS/deltab0 = -2 sum from i = 1 to n (yi - b0)`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SUM = regex(
    r"(?i)(?:\bthe )?(?<![A-Za-z\\])sum (?:from |over )?\(?(?P<index>[a-z]) ?= ?1 ?"
    r"(?:to|\.\.\.?) ?(?P<last>[A-Za-z])\b\)?(?: of\b)?(?: the\b)?"
)
_DELTAS = regex(
    r"(?<![A-Za-z\\])delta[ _]?(?P<of>[A-Za-z]\w*) ?/ ?delta[ _]?(?P<by>[A-Za-z]\w*)(?= ?=)"
)
_RUN_TOGETHER = regex(r"(?<![\w\\^.{])([A-Za-z]\d)(?=([A-Za-z])(?:_?[i-n])(?![\w(]))")


def with_sums_said(text: str, page: Vocabulary) -> str:
    """The text with signs for the sums that stand in words behind a derivative.

    >>> page = Vocabulary({"b1": (1, 1), "x": (3, 1), "S": (1, 1)}, "S", ("b1",))
    >>> with_sums_said("deltaS/deltab1 = -2 sum from i = 1 to n (xi - b1xi)", page)
    'dS/db1 = -2 sum_{i=1}^{n} (xi - b1 xi)'
    """
    if "delta" in text and not any(name.startswith("delta") for name in page.shapes):
        text = _DELTAS.sub(lambda match: _quotient(match, page), text)
    if "sum" in text:
        text = _SUM.sub(_sum, text)
    return _RUN_TOGETHER.sub(lambda match: _product(match, page), text)


def _quotient(match: re.Match[str], page: Vocabulary) -> str:
    bare = match["by"].partition("_")[0]
    is_known = match["of"] in page.shapes and (
        bare in page.shapes or match["by"] in page.shapes
    )
    return f"d{match['of']}/d{match['by']}" if is_known else match[0]


def _sum(match: re.Match[str]) -> str:
    before = match.string[: match.start()].rpartition("\n")[2]
    is_right_side = "=" in before and "/" in before.partition("=")[0]
    return f"sum_{{{match['index']}=1}}^{{{match['last']}}}" if is_right_side else match[0]


def _product(match: re.Match[str], page: Vocabulary) -> str:
    is_product = match[1] in page.shapes and match[2] in page.shapes
    return f"{match[1]} " if is_product else match[0]
