"""What a text says in words below its last formula that makes that another one, or denies it.

`Then double it.`, `(wrong)`, `The sign is wrong.`, `So the gradient is half of this.`
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from handgrad.reading.text.denied_above import denied_above
from handgrad.reading.text.denied_below import denies_next
from handgrad.reading.text.made_another import made_another
from handgrad.reading.text.names_by_text import any_by_text, changes_by_text
from handgrad.regex import regex

_SENTENCES = regex(
    r"(?:[^.!?\n()（）！？。,，]|[,，](?!\s*(?:前面|还[要需应得]|整体|符号|再乘)))+"
)
_TOKENS = regex(r"(?i)[a-z]{3}|\bno\b|[^\x00-\x7f]")
EVERYTHING = -1


class TakenBack(NamedTuple):
    """A sentence that makes a formula above it another one, or denies it.

    `number` is that of its line, `above` that of the line of the formula, or EVERYTHING.
    """

    number: int
    said: str
    above: int = EVERYTHING


def taken_back(text: str) -> Iterator[TakenBack]:
    """Such sentences, each behind a sign of equality.

    >>> list(taken_back("dw = 2*x\\nThen double it."))
    [TakenBack(number=2, said='Then double it', above=-1)]
    >>> list(taken_back("dw = 2*x, which is wrong.\\ndb = 2"))
    [TakenBack(number=1, said='2*x, which is wrong', above=1)]
    """
    for number, row in enumerate(text.split("\n") if any_by_text(text) else (), 1):
        if changes_by_text(row):
            yield TakenBack(number, row.strip())
    yield from _denied_next(text)
    places = [place for place, sign in enumerate(text) if sign == "="]
    for start, end in pairwise((*places, len(text))):
        is_last = end == len(text)
        formula, _, _ = text[start + 1 : end].partition("\n")
        number = text.count("\n", 0, start) + 1
        for match in _SENTENCES.finditer(text, start + 1, end):
            said = match[0].strip(" \t*_>-#$")
            if not _TOKENS.search(said):
                continue
            is_behind = "\n" not in text[start : match.start()]
            is_called = (
                text[match.end() : match.end() + 1] == "(" and not match[0][-1:].isspace()
            )
            is_formula = match.start() == start + 1 or is_called
            is_changed = is_last and not is_formula and made_another(said, formula)
            if is_changed or denied_above(said, is_behind=is_behind):
                here = text.count("\n", 0, match.start()) + 1
                yield TakenBack(here, said, EVERYTHING if is_last else number)


def _denied_next(text: str) -> Iterator[TakenBack]:
    """Sentences of their own that deny what stands below them: `The following is false.`"""
    rows = text.split("\n")
    for number, row in enumerate(rows, 1):
        for match in _SENTENCES.finditer(row):
            said = match[0].strip(" \t*_>-#$")
            if (
                "=" in said
                or not _TOKENS.search(said)
                or not denies_next(said, row[match.end() :])
            ):
                continue
            below = _formulas_below(
                rows, number if "=" not in row[match.end() :] else number - 1
            )
            if below:
                yield from (TakenBack(number, said, line) for line in below)
            elif "=" not in text:
                yield TakenBack(number, said)


def _formulas_below(rows: Sequence[str], start: int) -> list[int]:
    """The numbers of the next lines with formulas, up to one of words alone."""
    found = list[int]()
    for number, row in enumerate(rows[start:], start + 1):
        if "=" in row:
            found.append(number)
        elif found and _TOKENS.search(row) and "\\" not in row:
            break
    return found


def taken_back_in(rows: Sequence[str]) -> str:
    """The first such sentence below the last assignment of a program without comments.

    >>> taken_back_in(["dw = 2*x", "Then double it."])
    'Then double it'
    """
    last = max((n for n, row in enumerate(rows) if "=" in row), default=len(rows))
    for row in rows[last + 1 :]:
        for match in _SENTENCES.finditer(row):
            said = match[0].strip(" \t*_>-#$")
            if _TOKENS.search(said) and (denied_above(said) or made_another(said, "")):
                return said
    return ""
