"""Entries in square brackets that are counted from 1: `A[1]`, ..., `A[4]` of four.

The number of the last entry shows it: `A[4]` is none of four that are counted from 0, and
`A[0]` stands nowhere. A gradient that is told entry by entry, `dw[0] = ..., dw[1] = ...`, is
counted from 1 too.
"""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import letter_named, spelled
from handgrad.regex import regex

_MAY_BE = regex(r"\[\s?\d\s?\]")
_OF_CODE = regex(r"\bnp\.|\bzeros|\.shape|\brange\(|\bfor\b|\[\s?:|:\s?\]|\bdef\b")


def with_entries_counted(text: str, page: Vocabulary) -> str:
    """The text with `A_{1}` for the first entry.

    >>> with_entries_counted("A[1] + A[2]", Vocabulary({"A": (2, 1)}, fixed={"n": 2}))
    'A_{1} + A_{2}'
    >>> with_entries_counted("A[0] + A[1]", Vocabulary({"A": (2, 1)}, fixed={"n": 2}))
    'A[0] + A[1]'
    """
    if not _MAY_BE.search(text) or _OF_CODE.search(text):
        return text
    counts = {name: count for name in page.shapes if (count := _count(name, page))}
    if not counts:
        return text
    entry = re.compile(
        rf"(?<![A-Za-z\\_.])(?P<d>d?)(?P<name>{spelled(*counts)})\[\s?(?P<place>\d)\s?\]"
    )
    found = [(m["d"], m["name"], int(m["place"])) for m in entry.finditer(text)]
    places = {place for _, _, place in found}
    last = {counts[letter_named(name)] for _, name, _ in found}
    if len(last) != 1:
        return text
    [count] = last
    told = {int(m["place"]) for m in entry.finditer(text) if m["d"] and _is_told(text, m.end())}
    from_one, from_zero = {*range(1, count + 1)}, {*range(count)}
    is_from_one = count in places and places <= from_one and told in (from_one, set())
    if not is_from_one and not (told == from_zero and places <= told):
        return text
    shift = 0 if is_from_one else 1
    return entry.sub(lambda m: f"{m['d']}{m['name']}_{{{int(m['place']) + shift}}}", text)


def _is_told(text: str, end: int) -> bool:
    return re.match(r"\s*=(?!=)", text[end : end + 4]) is not None


def _count(name: str, page: Vocabulary) -> int:
    """How many entries a vector has, 0 where that is no number."""
    shape = page.shapes[name]
    if "/" in name or shape == SCALAR or 1 not in shape:
        return 0
    size = next(d for d in shape if d != 1)
    return page.fixed.get(size, 0) if isinstance(size, str) else size
