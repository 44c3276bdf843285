r"""Reasons behind a typeset formula: `$dL/dX = 2X$, since $X^T$ ...`, `$$...,$$ by (7)`."""

import re

from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

_REASON = regex(
    r"(?P<end>[.,;]?[ ]?(?:\$\$?|\\\]|\\\)))[.,;]?[ \t]+(?P<words>"
    r"(?:since|because|by|using|via|(?:due|thanks|according) to|which follows|cf\.|see)"
    r"[ ](?![\d$])[^=<>\n]{3,160}?)(?P<stop>[.!?]?)(?=\n|$|[.!?][ ](?=[A-Z]))"
)
_ITEM = regex(r"[ \t]*[-+*•][ \t]")


def without_reasons(text: str) -> str:
    r"""The text without such words, where they change nothing and define nothing.

    >>> without_reasons("$dL/dw = 2x$, since x and $x^T$ represent one vector.")
    '$dL/dw = 2x$.'
    """

    def gone(reason: re.Match[str]) -> str:
        opened = text[: reason.end("end")].count("$")
        is_behind = "\\" in reason["end"] or opened % 2 == 0
        is_whole = reason["words"].count("$") % 2 == 0
        row = text[: reason.start()].rpartition("\n")[2]
        if not is_behind or not is_whole or _ITEM.match(row) or may_be_another(reason["words"]):
            return reason[0]
        return f"{reason['end']}{reason['stop']}"

    return _REASON.sub(gone, text)
