"""An answer's text to logical lines of code: joined, without comments and docstrings."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handgrad.regex import regex

_BREAK = regex(r"\r\n|[\n\r\u2028\u2029\x85]")
_STRING = r"(?:[rbuf]|rb|br|fr|rf)?(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
_COMMENT = regex(rf"({_STRING})|#.*", re.IGNORECASE)
_DOCSTRING = regex(r"(?m)^([ \t]*)[rRuU]?(\"\"\"|''')(?:[^\\]|\\.)*?\2", re.DOTALL)
_LONG_STRING = regex(
    r"(?<=[=(,\[])([ \t]*[rRuUfFbB]{0,2})(\"\"\"|''')((?:[^\\]|\\.)*?)\2", re.DOTALL
)
_PROMPT = regex(r"^\s*(?:>>>|\.\.\.|In\s*\[\d*\]:)(?= |$)")
_STRONG = regex(
    r"(?m)^[ \t]*(?:def\s|import\s|from\s+[\w.]+\s+import\b|for\s+[\w,\s()*]+\s+in\s[^:]*:|"
    r"with\s+[\w.]+(?:\(.*\))?(?:\s+as\s+\w+)?\s*:|class\s+\w+\s*[(:])|"
    r"^[ \t]*(?:return\b|print\s*\()|"
    r"\b(?:np|torch|numpy|tf|jnp)\.\w|"
    r"^[ \t]*\[?[A-Za-z_]\w*(?:[ ]?,[ ]?[A-Za-z_]\w*)+\]?[ ]*=[ ]*[A-Za-z_]\w*[ \t]*$|"
    r"=[ ]*\[[^=\]\n]*\w\[\d\][^=\n]*,[^=\n]*\]|"
    r"\.(?:dot|shape|copy|clone|reshape|view|mm|t|sum|mean|astype|numel|nelement|masked_fill|argmax|data|item)\b|\bkeepdims?\s*=|"
    r"\w\[[^\]^_]*\]\s*[-+*/]?=(?!=)|\w\[\s*['\"]|\bself\.|\blambda\s[^:]*:|\w\[[^\]]*[:,][^\]]*\]|"
    r"\bfor\b.*\bin\s+(?:range|zip|enumerate)\s*\(|"
    r"^[ \t]*[A-Za-z_][\w.]*\.(?:append|insert|extend|pop|reverse|update|fill|sort|put)\s*\(|"
    r"\[\s*(?::\s*,\s*None|None\s*,\s*:)\s*\]|"
    r"=\s*(?:zip|enumerate|reversed|map|filter|iter)\(|"
    r"\{\s*['\"]\w+['\"]\s*:|=\s*dict\(\w+\s*=|"
    r"^[ \t]*[A-Za-z_]\w*\s*[-+*/]=(?!=)|[*(&|]\s*~\s*[A-Za-z(]|=\s*~\s*\("
)
# One of these stands in every line that has something that only a program has.
STRONG_SIGNS = (
    ".", ",", "[", "{", "+=", "-=", "*=", "/=", "~", "for", "def", "import", "from", "with",
    "class", "return", "print", "keepdim", "lambda", "zip(", "enumerate(", "reversed(",
    "map(", "filter(", "iter(", "dict(",
)  # fmt: skip
_SAID_BELOW = regex(r"(?i)(?:where|with)\s+([A-Za-z_]\w*)\s*=(?!=)")
_OPENING, _CLOSING = "([{", ")]}"
# The backslash that joins a line to the next; two of them are a line end of LaTeX.
_JOINT = regex(r"(?<!\\)\\\s*$")
_LONGEST_STATEMENT = 4_000


class LogicalLine(NamedTuple):
    """One statement's text, from `number` on, over `height` lines of the answer.

    `original` is the first line as it was written; `indent` counts the spaces before it.
    """

    number: int
    height: int
    indent: int
    text: str
    original: str


def is_code_line(text: str) -> bool:
    """Whether a line has something that only a program has."""
    return bool(_STRONG.search(text))


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """The lines of a text as Python joins them; blank ones are left out."""
    rows = _BREAK.split(_without_docstrings(text))
    shown = _BREAK.split(text)
    n = 0
    while n < len(rows):
        joined, height = _joined(rows, n)
        if joined.strip():
            indent = len(joined) - len(joined.lstrip())
            original = " ".join(_JOINT.sub("", row).strip() for row in shown[n : n + height])
            yield LogicalLine(n + 1, height, indent, joined.strip(), original)
        n += height


def with_meanings_first(lines: list[LogicalLine]) -> list[LogicalLine]:
    """The lines, with `where mask = ...` above the first line that speaks of the mask."""
    found: list[LogicalLine] = []
    for line in lines:
        said = _SAID_BELOW.match(line.text)
        word = rf"(?<![\w.]){said[1]}(?!\w)" if said else "$^"
        users = (n for n, above in enumerate(found) if re.search(word, above.text))
        found.insert(next(users, len(found)), line)
    return found


def _without_docstrings(text: str) -> str:
    """Triple-quoted strings that stand as statements, blanked line by line."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n\r\u2028\u2029\x85]", " ", match.group())

    def emptied(match: re.Match[str]) -> str:
        rows = re.sub(r"[^\n\r\u2028\u2029\x85]", "", match[3])
        return f"{match[1]}''{rows}"

    return _LONG_STRING.sub(emptied, _DOCSTRING.sub(blank, text))


def _bare(row: str) -> str:
    """A row without its comment and without the prompt of a console."""
    row = _PROMPT.sub(lambda found: " " * 0, row, count=1).expandtabs(4)
    return _COMMENT.sub(lambda found: found.group(1) or "", row).rstrip()


def _joined(rows: list[str], first: int) -> tuple[str, int]:
    """The row at `first` with those that a backslash or an open bracket joins to it."""
    text = _bare(rows[first])
    for last in range(first + 1, len(rows) + 1):
        is_broken = text.endswith("\\") and not text.endswith("\\\\")
        if not is_broken and _depth(text) <= 0:
            return text, last - first
        if last == len(rows) or len(text) > _LONGEST_STATEMENT:
            break
        text = f"{text[:-1] if is_broken else text} {_bare(rows[last]).lstrip()}"
    return _bare(rows[first]), 1


def _depth(text: str) -> int:
    """How many brackets a text leaves open, those in strings not counted."""
    bare = re.sub(_STRING, "", text, flags=re.IGNORECASE)
    return sum(map(bare.count, _OPENING), 0) - sum(map(bare.count, _CLOSING), 0)
