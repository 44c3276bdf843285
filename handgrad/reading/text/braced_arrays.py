r"""Cases by other names: an array behind a brace, `\left\{ \begin{matrix} ... \right.`."""

import re
from collections.abc import Collection

from handgrad.regex import regex

_BRACE = r"(?:(?:\\left|\\[Bb]igg?[lr]?)\s*)?(?:\\\{|\\lbrace(?![a-z]))"
_ARRAY = regex(
    rf"{_BRACE}\s*\\begin\{{(?P<kind>array|matrix|smallmatrix|aligned|gathered|split)\}}"
    r"(?:\[[a-z]\])?(?:(?<=array\})\s*\{[^{}]*\})?(?P<rows>(?:[^\\]|\\(?!(?:end|begin)\{))*)"
    r"\\end\{(?P=kind)\}(?!\s*(?:\\right\s*|\\[Bb]igg?[lr]?\s*)?(?:\\\}|\\rbrace))(?:\s*\\right\s*\.)?"
)
_STARRED = regex(r"\\(?P<end>begin|end)\{(?P<kind>[pbBvV]?(?:small)?matrix)\*\}(?:\[[lcr]\])?")
# What a page says of its names, in a column behind the condition: `& x \\le 0, & s > 0`.
_FACT = regex(
    r"[,;]?\s*&\s*(?P<names>\\?[A-Za-z]+(?:\s*,\s*\\?[A-Za-z]+)*)\s*(?:>|\\gt(?![a-z]))\s*0\s*(?=\\\\|\\end)"
)
_CASES = regex(r"\\(?P<end>begin|end)\{(?:d|r|dr|num)?cases\*?\}")
_COLON = regex(r"&\s*:(?!=)")
_WHOLE_CASES = regex(r"(?s)\\begin\{cases\}(?P<rows>(?:(?!\\begin\{|\\end\{).)*)\\end\{cases\}")
_CONDITION = regex(
    r"[<>≤≥≠]|\\(?:leq?|geq?|lt|gt|neq?|leqslant|geqslant)(?![A-Za-z])|(?i:\b(?:if|otherwise|else|when|for))\b"
)


def without_facts(text: str, positive: Collection[str]) -> str:
    r"""The text without columns that say of positive names that they are.

    >>> without_facts(r"\begin{cases} s & x > 0 \\ a & x < 0, & a > 0 \end{cases}", {"a"})
    '\\begin{cases} s & x > 0 \\\\ a & x < 0\\end{cases}'
    """

    def bare(match: re.Match[str]) -> str:
        row = re.split(r"\\\\|\\begin", match.string[: match.start()])[-1]
        names = {name.strip(" \\") for name in match["names"].split(",")}
        return "" if "&" in row and names <= {*positive} else match[0]

    return _FACT.sub(bare, text) if positive and "\\begin" in text else text


def with_braced_arrays(text: str) -> str:
    r"""The text with every such array as cases.

    >>> with_braced_arrays(r"\left\{\begin{matrix} 1 & z > 0 \\ 0 & else \end{matrix}\right.")
    '\\begin{cases} 1 & z > 0 \\\\ 0 & else \\end{cases}'
    """
    if "\\begin{" not in text:
        return text
    text = _STARRED.sub(r"\\\g<end>{\g<kind>}", text)
    text = _CASES.sub(r"\\\g<end>{cases}", _ARRAY.sub(_as_cases, text))
    if "\\begin{cases}" not in text:
        return text
    return _WHOLE_CASES.sub(_with_columns, _COLON.sub("& ", text))


def _with_columns(match: re.Match[str]) -> str:
    """Cases whose conditions stand behind semicolons, with columns: `0; z < 0`."""
    rows = re.split(r"\\\\", match["rows"])
    is_parted = all(row.count(";") == bool(row.strip()) and "&" not in row for row in rows)
    return match[0].replace(";", " & ") if is_parted else match[0]


def _as_cases(match: re.Match[str]) -> str:
    """An array as cases, a system of equations as it is."""
    rows = match["rows"]
    if "=" in rows.partition("&")[0] or not _CONDITION.search(rows):
        return match[0]
    return rf"\begin{{cases}}{rows}\end{{cases}}"
