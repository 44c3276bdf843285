"""`switch` of Octave and MATLAB, where the text itself says which case is meant."""

import re
from collections.abc import Sequence

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.regex import regex

_OPENS = regex(r"\s*(?:for|parfor|while|if|switch|function|try|do|unwind_protect)\b")
_CLOSES = regex(r"\s*(?:end\w*|until)\b")
_SWITCH = regex(r"\s*switch\b\s*\(?\s*(.*?)\s*\)?\s*[;,]?\s*(?:[%#].*)?")
_CASE = regex(r"\s*case\b\s*(.*?)\s*[;,]?\s*(?:[%#].*)?")
_OTHERWISE = regex(r"\s*otherwise\b.*")
_CONSTANT = regex(r"'[^'\n]*'|\"[^\"\n]*\"|\d+(?:\.\d+)?")


def with_switches_chosen(rows: Sequence[str]) -> list[str]:
    """The rows of a program with those of the cases that do not hold left empty.

    Raises NotPython where the text does not say which case holds.

    >>> with_switches_chosen(["switch 2", "case 1", "a = 1;", "case {2, 3}", "a = 2;", "end"])
    ['', '', '', '', 'a = 2;', '']
    """
    found = list(rows)
    for first in range(len(found)):
        if match := _SWITCH.fullmatch(found[first]):
            _choose(found, first, _constant(match[1], found[:first]))
    return found


def _constant(value: str, above: Sequence[str]) -> str:
    """The string or the number that a value is, by the only line above that says it."""
    if _CONSTANT.fullmatch(value):
        return value.strip("'\"")
    said = [
        match[1].strip()
        for row in above
        if (match := re.match(rf"\s*{re.escape(value)}\s*=(?!=)\s*([^;%#]*)", row))
    ]
    if len(said) != 1 or not _CONSTANT.fullmatch(said[0]):
        raise NotPython("which case of a switch holds is not known")
    return said[0].strip("'\"")


def _choose(rows: list[str], first: int, wanted: str) -> None:
    depth, is_kept, is_done = 0, False, False
    for n in range(first, len(rows)):
        row = rows[n]
        if depth == 1 and (match := _CASE.fullmatch(row)):
            listed = [part.strip("'\"") for part in _CONSTANT.findall(match[1])]
            is_kept = not is_done and wanted in listed
            is_done = is_done or is_kept
            rows[n] = ""
        elif depth == 1 and _OTHERWISE.fullmatch(row):
            is_kept, rows[n] = not is_done, ""
        elif depth == 1 and _CLOSES.match(row):
            rows[n] = ""
            return
        else:
            depth += int(bool(_OPENS.match(row))) - int(bool(_CLOSES.match(row)))
            rows[n] = row if is_kept else ""
    raise NotPython("a switch is not closed")
