r"""Entries of a Jacobian in two statements, one for i = j and one for i ≠ j, as one with cases.

`\frac{\partial p_i}{\partial z_i} = p_i (1 - p_i)` and, below it or behind a comma,
`\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad (i \neq j)`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handgrad.regex import regex

_NAMED = r"(?P<{0}>[^{{}}=/]*?(?:\{{[^{{}}]*\}})?)_\{{?(?P<{0}_i>[a-z])\}}?"
_LATEX = (
    r"\\[dt]?frac\s*\{\s*(?:\\partial|d)\s*" + _NAMED.format("of") + r"\s*\}\s*\{\s*"
    r"(?:\\partial|d)\s*" + _NAMED.format("by") + r"\s*\}"
)  # fmt: skip
_PLAIN = (
    r"[d∂](?P<of>[A-Za-z]+)_(?P<of_i>[a-z])\s*/\s*"
    r"[d∂](?P<by>[A-Za-z]+)_(?P<by_i>[a-z])(?![a-z])"
)
_SIGN = r"(?P<{0}>=|==|≠|!=|\\neq?(?![a-z]))"
_IF = r"(?:if|for|when|case|If|For|When|Case)"
_PAIR = r"\$?\s*[a-z]\s*{}\s*[a-z]\s*\$?"
_LEAD = (
    rf"\s*(?:\\text\{{)?\s*{_IF}?\s*\}}?\s*{_PAIR.format(_SIGN.format('lead'))}"
    r"\s*[:,.]?\s*(?:then)?\s*\$*\s*"
)
_TRAIL = (
    r"[,;.]?(?:\s|\\q?quad|\\[,;! ]|&|~)*(?:\\(?:text|mathrm)\{)?\s*"
    rf"{_IF}?\s*\}}?\s*\(?\s*{_PAIR.format(_SIGN.format('trail'))}\s*\)?\s*\}}?\s*[.,;]?\s*\$*\s*"
)
_STATEMENTS = tuple(
    regex(rf"(?:{_LEAD})?(?P<left>{left})\s*&?\s*=\s*(?P<right>[^=]*?)(?:{_TRAIL})?$")
    for left in (_LATEX, _PLAIN)
)
_BETWEEN = regex(r"[,;]\s*(?=\\[dt]?frac|[d∂][A-Za-z]+_[a-z]\s*/)|(?:\s+and\s+)")


_IS_DIAGONAL = regex(r"_\{?([a-z])\}?\s*\}?\s*[/{]\s*\{?\s*(?:\\partial|d|∂)[^=]*?_\{?\1")
_MAY_BE = regex(r"_\{?[a-z]\}?[^=]*=")
LONGEST = 400
_BOTH = regex(r"delta|δ|1\s*[\[{(]|mathb")


class EntryStatement(NamedTuple):
    """What a derivative of one entry by another is said to be, on the diagonal or beside it."""

    of: str
    by: str
    letters: tuple[str, str]
    right: str
    on_diagonal: bool


def with_cases(text: str) -> str:
    """The text with every pair of such statements as one; a lone one says where it holds."""
    lines = text.split("\n")
    may_be = [
        n for n, line in enumerate(lines) if len(line) <= LONGEST and _MAY_BE.search(line)
    ]
    if not any(_has_case(lines[n]) for n in may_be):
        return text
    open_: tuple[int, EntryStatement] | None = None
    for n in may_be:
        for found in _statements(lines[n]):
            if open_ is not None and _belong(open_[1], found):
                lines[open_[0]], lines[n] = "", _joined(open_[1], found)
                open_ = None
            else:
                open_ = n, found
    if open_ is not None and not open_[1].on_diagonal:
        lines[open_[0]] = _alone(lines[open_[0]])
    return "\n".join(lines)


def _has_case(line: str) -> bool:
    """Whether a line is of the diagonal, or says that two indices differ."""
    differ = any(sign in line for sign in ("≠", "!=", r"\ne"))
    return differ or _IS_DIAGONAL.search(line) is not None


def _statements(line: str) -> Iterator[EntryStatement]:
    for part in _BETWEEN.split(line.strip().removesuffix(r"\\").strip()):
        for pattern in _STATEMENTS:
            match = pattern.fullmatch(part.strip().strip("$"))
            if match is None:
                continue
            sign = match["lead"] or match["trail"]
            same = match["of_i"] == match["by_i"]
            if sign or same or not _BOTH.search(match["right"]):
                on_diagonal = same or sign in ("=", "==")
                letters = (match["of_i"], match["by_i"])
                yield EntryStatement(
                    match["of"].strip(),
                    match["by"].strip(),
                    letters,
                    match["right"],
                    on_diagonal,
                )
            break


def _belong(one: EntryStatement, other: EntryStatement) -> bool:
    is_same = (one.of, one.by) == (other.of, other.by) and one.letters[0] == other.letters[0]
    return is_same and one.on_diagonal != other.on_diagonal


def _joined(one: EntryStatement, other: EntryStatement) -> str:
    on, off = (one, other) if one.on_diagonal else (other, one)
    i, j = off.letters
    cases = (
        rf"\begin{{cases}} {on.right} & {i} = {j} \\ {off.right} & {i} \neq {j} \end{{cases}}"
    )
    return rf"\frac{{\partial {one.of}_{i}}}{{\partial {one.by}_{j}}} = {cases}"


def _alone(line: str) -> str:
    """A statement beside the diagonal alone, whose condition is no factor of it."""
    return re.sub(
        rf"\(\s*([a-z]\s*{_SIGN.format('alone')}\s*[a-z])\s*\)\s*\S{{0,3}}$", r"for \1", line
    )
