r"""Rows of displays in one line each: the end of a line is a space, `\\` ends a row."""

import re
from collections.abc import Iterator, Sequence

from handgrad.regex import regex

_DISPLAY = regex(
    r"(?P<open>\$\$|\\\[|\\begin\s?\{(?P<kind>equation|displaymath|multline|align|aligned|gather|split)\*?\})"
    r"(?P<inside>(?:(?!\$\$|\\\]|\\end\s?\{(?P=kind)\*?\})[\s\S]){1,4000})"
    r"(?P<close>\$\$|\\\]|\\end\s?\{(?P=kind)\*?\})"
)
_INLINE = regex(
    r"(?P<before>(?<![$\\\w])\$(?![$\s]))"
    r"(?P<inside>[^$\n]{1,200}(?:\n[ \t]*(?!\n)[^$\n]{1,200}){1,6})"
    r"(?P<after>(?<!\s)\$(?![$\w]))"
)
_NOTHING = regex(r"(?:\s|\\[,;:! ]|\\(?:quad|qquad|nonumber|notag)(?![A-Za-z])|~)*")
_TABLES = r"\s?\{(?:cases|[pbBvV]?matrix|smallmatrix|array)\}"
_TABLE, _TABLE_ENDS = regex(rf"\\begin{_TABLES}"), regex(rf"\\end{_TABLES}")
_FRAME = regex(
    rf"\s*\\(?!begin{_TABLES})(?:begin|end|text|mbox|intertext|label|tag|item)(?![A-Za-z])"
)
_ENDED = regex(r"(?:\\\\(?:\[[^\]]*\])?|[.;])\s*$")
_PRODUCT = r"\\(?:cdot|times|odot|circ|leq?|geq?|over|left|right)(?![A-Za-z])"
_OPERATOR = regex(rf"(?:[-+*/=^_·×⊙&<>]|{_PRODUCT})\s*$")
_GOES_ON = regex(rf"\s*&?\s*(?:[-+*/=^_·×⊙)\]}}<>]|{_PRODUCT})")
_DERIVATIVE = regex(
    r"\s*&?\s*(?:\\nabla|∇|\\[dt]?frac\s*\{\s*(?:\\partial|∂|d)|\\?[A-Za-z]+\s*$)"
)
_QUOTIENT = regex(
    r"\\[dt]?frac\s*\{\s*(?:\\partial|∂|d)\s*(?P<of>[^{}]*)\}|(?P<nabla>\\nabla|∇)"
)
_GREEK_ALONE = regex(
    r"&?\s*\(?\s*\\(?:nabla|Delta|mathbf|boldsymbol)(?![A-Za-z]).*"
    r"|&?\s*\\[A-Za-z]+(?:\s?[_^]\s?(?:\{[^{}]*\}|\w))*\s*"
)
_OPEN, _CLOSE = "([{", ")]}"


def with_rows_in_line(text: str) -> str:
    r"""The text, in which what goes on in a display stands on the line of what it goes on from.

    >>> with_rows_in_line("$$\n\\nabla_w\nL\n=\n2w\n+ 1\n$$")
    '$$\n\\nabla_w L = 2w + 1\n\n\n\n\n$$'
    """

    def in_line(match: re.Match[str]) -> str:
        lines = "\n".join(_joined(match["inside"].split("\n")))
        return match["open"] + lines + match["close"]

    if "\n" not in text:
        return text
    return _DISPLAY.sub(in_line, _INLINE.sub(_in_one_line, text))


def _in_one_line(match: re.Match[str]) -> str:
    """A formula among words on one line, empty lines behind it for those that it had."""
    inside = match["before"] + match["inside"].replace("\n", " ") + match["after"]
    return inside + "\n" * match["inside"].count("\n")


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """The lines, each with those that it goes on in, and empty lines for these behind it."""
    row, lost = lines[0], 0
    for n, line in enumerate(lines[1:], 1):
        behind = next((x for x in lines[n + 1 :] if not _NOTHING.fullmatch(x)), "")
        is_inside = n < len(lines) - 1 or bool(line.strip())
        if is_inside and row.strip() and _goes_on(row, line, behind):
            lost += 1
            row = row if _NOTHING.fullmatch(line) else f"{row.rstrip()} {line.strip()}"
        else:
            yield row
            yield from [""] * lost
            row, lost = line, 0
    yield row
    yield from [""] * lost


def _goes_on(row: str, line: str, behind: str) -> bool:
    """Whether a line belongs to the row above it; `behind` is the line below it."""
    if _NOTHING.fullmatch(line):
        return not _ENDED.search(row) and bool(behind) and bool(line.strip())
    if len(_TABLE.findall(row)) > len(_TABLE_ENDS.findall(row)):
        return True
    if _ENDED.search(row) or _FRAME.match(line) or _FRAME.match(row):
        return False
    if _depth(row) > 0 or _GOES_ON.match(line) or _OPERATOR.search(row):
        return True
    has_value, says = "=" in _outside(row), "=" in _outside(line)
    if has_value:
        is_head = _is_head(row, line) and behind.lstrip(" &\t").startswith("=")
        return not says and not is_head
    return not says or not _DERIVATIVE.match(line)


def _is_head(row: str, line: str) -> bool:
    """Whether a line may be a left side: of a Greek name, or of what the row differentiates."""
    of = [match["of"] for match in map(_QUOTIENT.search, (row, line)) if match]
    is_of_same = len(of) == 2 and of[0] == of[1]
    return is_of_same or _GREEK_ALONE.fullmatch(line.strip()) is not None


def _depth(text: str) -> int:
    bare = re.sub(r"\\[{}()\[\]]", "", text)
    return sum(((c in _OPEN) - (c in _CLOSE) for c in bare), 0)


def _outside(text: str) -> str:
    """What of a text stands in no brackets."""
    found, depth = "", 0
    for letter in text:
        depth += (letter in _OPEN) - (letter in _CLOSE)
        found += letter if depth <= 0 else ""
    return found
