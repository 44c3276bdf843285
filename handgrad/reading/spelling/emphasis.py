r"""Letters in italics and bold as Markdown writes them: `∇*f*(*x*) = **Q***x* − _b_`.

A star is a sign of multiplication or of a power where it can be one. So a line has letters in
italics only where one of its stars can be neither, and all of them stand around letters.
"""

import re

from handgrad.regex import regex

_OPERATORS = r"=+−–<>/·×,;-"
_LETTERS = r"(?:[^\W\d_][\w\u0300-\u036f\u20d7'′]{0,5}|∂\w{1,3}|∇)"
_EMPHASIS = regex(rf"(?P<sign>\*{{1,3}}|__?)(?P<inside>{_LETTERS})(?P=sign)")
_IMPOSSIBLE = regex(
    rf"(?:^|[∇∂(\[{{{_OPERATORS}])\s*\*+[^\W\d_]|[^\W_]\*+(?:\s*(?:[)\]}}=<>/·×,;]|$)|\s+[+−–-]\s)"
)
_UNDERSCORED = regex(
    rf"(?<![\w}})])_(?P<inside>{_LETTERS}(?:/{_LETTERS})?)_(?!\w)|(?<=\))_(?P<end>[a-z])_(?!\w)"
)
_WHOLE = regex(r"^(?P<sign>\*{1,3}|==|__)(?=\S)(?P<inside>[^*\n]*[^*\s=])(?P=sign)[ .]*$")
_SIDE = regex(r"(?<==[ ])(?P<sign>\*\*|==)(?=[\w(\-−])(?P<inside>[^*=\n]+)(?P=sign)[ .]*$")


def without_emphasis(text: str) -> str:
    """The text with letters in italics or bold as letters.

    >>> without_emphasis("∇*f*(*x*) = Q*x* – *b*")
    '∇ f ( x ) = Q x  –  b '
    >>> without_emphasis("dL/dw = 2*x*y - b")
    'dL/dw = 2*x*y - b'
    """
    is_possible = text.count("*") > 1 or text.count("_") > 3 or "==" in text
    if "=" not in text or not is_possible:
        return text
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    if "=" not in line:
        return line
    whole = _WHOLE.match(line.strip())
    if whole and "=" in whole["inside"]:
        line = whole["inside"]
    if "**" in line or "==" in line:
        line = _SIDE.sub(r"\g<inside>", line)
    if "*" in line and "*" not in _EMPHASIS.sub("", line) and _IMPOSSIBLE.search(line):
        line = _EMPHASIS.sub(_letters, line)
    if len(_UNDERSCORED.findall(line)) > 1:
        line = _UNDERSCORED.sub(_letters, line)
    return line


def _letters(match: re.Match[str]) -> str:
    inside = match["inside"] or match.groupdict().get("end")
    return f" {inside} "
