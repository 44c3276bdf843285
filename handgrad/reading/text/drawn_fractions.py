"""Fractions and powers that are drawn over several lines of plain text.

               2
dL    (w*x - y)
-- =  ----------
dw        y
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.regex import regex

_BAR = regex(r"[─━⎯—―]{2,}|-{2,}")
_BOX = regex(r"[─━⎯]{2,}")
_CHUNK = regex(r"\S+(?: \S+)*")
_DIFFERENTIAL = regex(r"[d∂]\w*")
_OF_DRAWINGS = regex(r"_{3,}|[╱╲⎛⎝⎞⎠⎜⎟⌠⌡⎮]")
_BLANK = regex(r"(\n[ \t]*\n)")
_LONGEST_LINE, _MOST_LINES = 400, 12
_FIRST_SIGN = 0xE000
# What stands for a drawing that is not read, and in no formula.
_UNREAD = "───"


class _Chunk(NamedTuple):
    start: int
    end: int
    text: str


def with_fractions_in_line(text: str) -> str:
    """The text with each drawn fraction as a quotient in brackets, on the line of its bar.

    >>> with_fractions_in_line("dL     2*x\\n-- = - ---\\ndw      y").split("\\n")
    ['', 'dL/dw = - (2*x)/(y)', '']
    """
    return "".join(_in_line(block) for block in _BLANK.split(text))


def _in_line(block: str) -> str:
    """Some lines with nothing blank between them, where one of them has bars on one line."""
    rows = _without_bars_below(block.split("\n"))
    if len(rows) > _MOST_LINES or max(map(len, rows)) > _LONGEST_LINE:
        return block
    raised, powers = _with_powers(rows)
    kept = [n for n, row in enumerate(raised) if row.strip()]
    lines = [raised[n] for n in kept]
    at = [n for n, line in enumerate(lines) if _BAR.search(line)]
    bars = next((n for n in at if _is_drawing(lines, n)), None)
    if bars is None:
        return "\n".join(_with_powers_alone(rows, raised, powers))
    first, last = _drawn(lines, bars)
    is_read = len([n for n in at if first <= n < last]) == 1
    said = _said(lines[first:last], bars - first) if is_read else _UNREAD
    start = kept[first - 1] + 1 if first else 0
    for n in range(start, kept[last - 1] + 1):
        rows[n] = ""
    rows[kept[bars]] = _raised(said, powers).replace("ℯ", "e")
    return "\n".join(rows)


def _with_powers_alone(
    rows: Sequence[str], raised: Sequence[str], powers: dict[str, str]
) -> list[str]:
    """The rows with their powers in line where a row of numbers holds nothing but powers."""
    found = list(rows)
    for n in range(len(rows) - 1):
        if rows[n].replace(" ", "").isdigit() and not raised[n].strip():
            found[n], found[n + 1] = "", _raised(raised[n + 1], powers)
    return found


def _without_bars_below(rows: Sequence[str]) -> list[str]:
    """The rows, none of which is an equation with a bar and more below it: that is not read."""
    found = list(rows)
    for n in range(1, len(rows) - 1):
        run = re.fullmatch(r" +(-{3,}) *", rows[n])
        above = rows[n - 1].find("=")
        below = [chunk for chunk in _chunks(rows[n + 1]) if run and _is_under(chunk, run)]
        if run and 0 <= above < run.end(1) and below:
            found[n - 1 : n + 2] = _UNREAD, "", ""
    return found


def _is_under(chunk: _Chunk, run: re.Match[str]) -> bool:
    return chunk.start < run.end(1) and run.start(1) < chunk.end


def _said(lines: Sequence[str], bars: int) -> str:
    """The line of the bars with what stands above and below each."""
    runs = [*_BAR.finditer(lines[bars])]
    tops, bottoms = _placed(lines[:bars], runs), _placed(lines[bars + 1 :], runs)
    if tops is None or bottoms is None:
        return _UNREAD
    parts = iter([_quotient(*both) for both in zip(tops, bottoms, strict=True)])
    return _BAR.sub(lambda _: next(parts), lines[bars])


def _drawn(lines: Sequence[str], bars: int) -> tuple[int, int]:
    """The lines that a drawing takes: down and up to one that says something of its own."""
    first, last = bars, bars + 1
    while first > 0 and not _is_said(lines[first - 1]):
        first -= 1
    while last < len(lines) and not _is_said(lines[last]):
        last += 1
    return first, last


def _is_said(line: str) -> bool:
    return re.search(r"=|```|\$|[:#]|[A-Za-z]{4,} [A-Za-z]{2,}", line) is not None


def _is_drawing(lines: Sequence[str], bars: int) -> bool:
    """Whether a line has bars with something above and below each, in a formula."""
    if not 0 < bars < len(lines) - 1:
        return False
    line = lines[bars]
    is_drawn = any(map(_OF_DRAWINGS.search, lines)) or _is_centred(lines, bars)
    is_formula = re.search(r"[-+=]", _BAR.sub(" ", line)) or _BOX.search(line) or is_drawn
    first, last = _drawn(lines, bars)
    return bool(is_formula) and all(
        any(_overlaps(chunk, run) for beside in part for chunk in _chunks(beside))
        for run in _BAR.finditer(line)
        for part in (lines[first:bars], lines[bars + 1 : last])
    )


def _is_centred(lines: Sequence[str], bars: int) -> bool:
    """Whether one bar is as long as what stands on one side, and the other is in its middle."""
    run = _BAR.fullmatch(lines[bars].strip())
    beside = [[*_chunks(lines[n])] for n in (bars - 1, bars + 1)]
    if run is None or [len(chunks) for chunks in beside] != [1, 1]:
        return False
    start = len(lines[bars]) - len(lines[bars].lstrip())
    end = start + len(run[0])
    lengths = [chunk.end - chunk.start for (chunk,) in beside]
    margins = [(chunk.start - start, end - chunk.end) for (chunk,) in beside]
    middle = all(abs(left - right) <= 1 and min(left, right) >= 0 for left, right in margins)
    return middle and max(lengths) == end - start and min(lengths) < end - start - 1


def _with_powers(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The lines with a sign for what stands above the end of something, and those powers."""
    found = [line.ljust(_LONGEST_LINE) for line in lines]
    powers: dict[str, str] = {}
    for n in range(len(found) - 1):
        for chunk in _chunks(found[n]):
            below, width = found[n + 1], chunk.end - chunk.start
            is_end = re.match(r"[\w)\]]", below[chunk.start - 1 : chunk.start])
            if is_end and below[chunk.start : chunk.end].isspace():
                sign = chr(_FIRST_SIGN + len(powers))
                powers[sign] = chunk.text
                found[n + 1] = below[: chunk.start] + sign * width + below[chunk.end :]
                found[n] = found[n][: chunk.start] + " " * width + found[n][chunk.end :]
    return [line.rstrip() for line in found], powers


def _raised(text: str, powers: dict[str, str]) -> str:
    """A text with its powers in place of their signs."""
    for sign in reversed(powers):
        text = re.sub(f"{sign}+", lambda match: f"^({powers[match[0][0]]})", text)
    return text


def _placed(lines: Sequence[str], runs: Sequence[re.Match[str]]) -> list[str] | None:
    """What lines have over each bar; None where a bar has nothing, or something no bar."""
    found: list[list[str]] = [[] for _ in runs]
    for chunk in (chunk for line in lines for chunk in _chunks(line)):
        at = [n for n, run in enumerate(runs) if _overlaps(chunk, run)]
        if len(at) != 1:
            return None
        found[at[0]].append(chunk.text)
    return [texts[0] for texts in found] if all(len(texts) == 1 for texts in found) else None


def _quotient(above: str, below: str) -> str:
    if _DIFFERENTIAL.fullmatch(above) and _DIFFERENTIAL.fullmatch(below):
        return f"{above}/{below}"
    return f"({above})/({below})"


def _overlaps(chunk: _Chunk, run: re.Match[str]) -> bool:
    return chunk.start < run.end() and run.start() < chunk.end


def _chunks(line: str) -> Iterator[_Chunk]:
    for match in _CHUNK.finditer(line):
        yield _Chunk(match.start(), match.end(), match[0])
