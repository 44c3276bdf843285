"""Cases on lines of their own below a left side: `dL/df:` above `f > y → 1 - a`."""

import re
from collections.abc import Sequence

from handgrad.reading.text.condition_lines import LEFT_SIDE
from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

_SIGN = r"(?:[<>]=?|≤|≥|≠|!=|==|\\(?:leq?|geq?|lt|gt|neq?)(?![A-Za-z]))"
_TERM = r"[^<>=≤≥≠,:;→⇒]{1,40}?"
_CONDITION = rf"{_TERM}{_SIGN}{_TERM}"
_IF = r"(?:(?:if|when|for|where|in case|case)(?![A-Za-z])[ ]*(?:\d[:.)][ ]*)?)"
_ELSE = r"(?:otherwise|else|elsewhere)(?![A-Za-z])"
_ARROW = r"(?:→|⇒|↦|-+>|=+>|:|,[ ]*then|[ ]then)"
_DASH = r"(?P<dash>[•*‣][ ]*|[-–][ ]+)?"
_REMARK = r"(?:[ ]{2,}[\[(][^\[\]()]*[A-Za-z]{3}[^\[\]()]*[\])]|[ ]+\#.*|[ ]{2,}//.*)?"
_HEAD = regex(
    rf"(?P<head>(?:[^=\n]*?[\s$])?{LEFT_SIDE}\$?)[ ]*(?::|=|:=|is:|equals:?|=\s*\{{)[ ]*"
)
_FORMS = tuple(
    regex(rf"(?i)[ \t]*{form}(?P<remark>{_REMARK})[ ]*[.,;]?[ ]*\}}?[ ]*")
    for form in (
        rf"{_DASH}{_IF}?(?P<condition>{_CONDITION})[ ]*{_ARROW}[ ]*(?P<value>[^=<>:]+?)",
        rf"{_DASH}(?P<condition>{_ELSE})[ ]*(?:{_ARROW}|,)?[ ]*(?P<value>[^=<>:]+?)",
        rf"(?P<value>[^=<>:]+?)[ ,]*{_IF}(?P<condition>{_CONDITION})",
        rf"(?P<value>[^=<>:]+?)[ ,]+(?P<condition>{_ELSE})",
        rf"(?P<value>[^=<>:]+?),[ ]+(?P<condition>{_CONDITION})",
    )
)
_MOST = 6


def with_headed_cases(text: str) -> str:
    """The text with each such group in one line.

    >>> with_headed_cases("dL/df:\\n  f > y → 1 - a\\n  f <= y → -a")
    'dL/df = 1 - a if f > y, -a if f <= y\\n\\n'
    """
    lines = text.split("\n")
    for n, line in enumerate(lines):
        head = _HEAD.fullmatch(line)
        rows = _rows(lines[n + 1 : n + 1 + _MOST]) if head else []
        behind = " ".join(lines[n + 1 + len(rows) :])
        if head and len(rows) > 1 and not may_be_another(behind):
            lines[n] = f"{head['head']} = {', '.join(rows)}"
            lines[n + 1 : n + 1 + len(rows)] = [""] * len(rows)
    return "\n".join(lines)


def _rows(lines: Sequence[str]) -> list[str]:
    """The cases that the lines begin with."""
    found: list[str] = []
    dashes: set[bool] = set()
    for line in lines:
        match = next(filter(None, (form.fullmatch(line) for form in _FORMS)), None)
        if match is None or may_be_another(match["remark"]):
            break
        dashes.add(bool(match.groupdict().get("dash")))
        condition = match["condition"].strip()
        is_else = re.fullmatch(_ELSE, condition, re.IGNORECASE) is not None
        where = "otherwise" if is_else else f"if {condition}"
        found.append(f"{match['value'].strip()} {where}")
    return found if len(dashes) == 1 else []
