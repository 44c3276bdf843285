r"""Sums of rows and of columns in words: `\text{row-sum}(A)`, `\text{sum}_{axis=1}(A)`."""

import re

from handgrad.regex import regex

_STYLE = r"\\(?:text|mathrm|operatorname|mathtt|texttt|mathsf|textsf)\s?\{\s?"
_GAP = r"(?:[-_\s]|\\_|\\[ ,])*"
_WORDS = rf"(?P<which>[Rr]ow|[Cc]ol(?:umn)?)s?{_GAP}(?:wise{_GAP})?[Ss]ums?"
_PLAIN = r"(?P<plain>[Rr]ow|[Cc]ol(?:umn)?)s?(?:[-\s](?:wise[-\s])?[Ss]ums?|(?<=[Rr]ow)Sum)"
_SUM = regex(rf"{_STYLE}{_WORDS}\s?\}}|(?<![A-Za-z\\]){_PLAIN}(?=\s?[(\[])")
_AXIS = regex(
    rf"(?:{_STYLE}sum\s?\}}|\\sum|∑|(?<![A-Za-z\\])sum)\s?_\s?\{{\s?"
    rf"(?:{_STYLE})?(?:axis|dim)\s?\}}?\s?=\s?(?P<axis>0|1|-\s?1)\s?\}}{{1,2}}"
)


def with_row_sums(text: str) -> str:
    r"""The text with one word for each of them.

    >>> with_row_sums(r"\text{row-sum}(A) + \text{sum}_{axis=0}(A) + column sum(A)")
    'rowsum(A) + colsum(A) + colsum(A)'
    """

    def word(match: re.Match[str]) -> str:
        return f"{(match['which'] or match['plain'])[:3].lower()}sum"

    def along(match: re.Match[str]) -> str:
        return "colsum" if match["axis"] == "0" else "rowsum"

    return _AXIS.sub(along, _SUM.sub(word, text))
