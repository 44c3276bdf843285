"""Answers that write out entry by entry what a page says the numbers of: `sizes n = 3`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from handgrad.grading.execution import Execution
from handgrad.grading.report import Report
from handgrad.language.plain import plain
from handgrad.language.tree import Call, Index, Node, Number
from handgrad.page.checked_page import CheckedPage
from handgrad.page.numbered import at_own_sizes, own_numbers
from handgrad.reading.text.line import Line
from handgrad.verdict import INVALID, RIGHT, UNDECIDED

Graded = Callable[[CheckedPage, Mapping[str, int] | None], Report]


def at_numbers(
    report: Report, page: CheckedPage, text: str, graded: Graded, language: Callable[[], str]
) -> Report:
    """The report on an answer; by the numbers that the page has for its sizes, if right there.

    Sizes of different numbers stay as different as their letters are. A text that says another
    number for one is left as it was.
    """
    if report.verdict not in (INVALID, UNDECIDED) or language():
        return report
    own = at_own_sizes(page)
    if own is None or _says_others(text, own_numbers(own)):
        return report
    found = graded(own, None)
    if found.verdict != RIGHT:
        return report
    told = ", ".join(f"{name} = {size}" for name, size in own_numbers(own).items())
    return replace(found, notes=(*found.notes, f"read with {told}, as the page says"))


def _says_others(text: str, sizes: Mapping[str, int]) -> bool:
    """Whether a text says that a size is something else than its number."""
    return any(
        re.search(rf"(?<![A-Za-z\\]){name}[\s$&]*:?=(?![=\s$&]*{size}(?!\.?\d))", text)
        for name, size in sizes.items()
    )


def with_entries_together(lines: Sequence[Line], execution: Execution) -> tuple[Line, ...]:
    """The lines, and one with each gradient of which every entry has a right line."""
    page = execution.model
    if not own_numbers(page) or any(line.takes_back for line in lines):
        return tuple(lines)
    ends = dict(_right_ends(execution))
    found = (_together(name, lines, ends, page) for name in page.parameters)
    return (*lines, *(line for line in found if line is not None))


def _right_ends(execution: Execution) -> Iterator[tuple[int, Node]]:
    """What chains that are right in all their members end up with, by their first lines."""
    for chain, result in execution.run():
        is_plain = all(_is_plain(execution.program.lines[n]) for n in chain.lines)
        if is_plain and result.marks and {mark.verdict for mark in result.marks} == {RIGHT}:
            yield chain.lines[0], chain.expressions[-1].tree


def _together(
    name: str, lines: Sequence[Line], ends: Mapping[int, Node], page: CheckedPage
) -> Line | None:
    """The gradient by a parameter as one array of what the lines of its entries end up with."""
    key, shape = page.derivative_name(name), page.shapes[name]
    extents = [d for d in shape[: page.rank(name)] if isinstance(d, int)]
    said = [(place, n) for n, line in enumerate(lines) if (place := _place(line, key))]
    places = list(product(*map(range, extents)))
    is_whole = len(places) > 1 and sorted(place for place, _ in said) == places
    if not is_whole or any(
        line.name == key or n not in ends for line in lines for _, n in said
    ):
        return None
    numbers = dict(said)
    last = lines[max(numbers.values())]
    target = last.target.operand if isinstance(last.target, Index) else None
    whole = _array([ends[numbers[place]] for place in places], extents)
    return Line(last.number, last.text, target, (whole,), last.sources[:1])


def _place(line: Line, key: str) -> tuple[int, ...]:
    """Which entry of a derivative a line is about, nothing where it is about no single one."""
    if not isinstance(line.target, Index) or plain(line.target.operand) != key:
        return ()
    numbers = [int(i.value) for i in line.target.indices if isinstance(i, Number)]
    return tuple(numbers) if len(numbers) == len(line.target.indices) else ()


def _is_plain(line: Line) -> bool:
    """Whether a line says an equation that is meant as it stands, and is read whole."""
    is_otherwise = line.is_aside or line.is_denied or line.is_update or line.vanishes
    is_open = bool(line.unread or line.error or line.alternatives or not line.members)
    return not is_otherwise and not is_open and line.operator == "=" and line.part is None


def _array(entries: Sequence[Node], extents: Sequence[int]) -> Node:
    """A column of entries, or of rows of them."""
    if len(extents) == 1:
        return Call("column", tuple(entries))
    columns = extents[1]
    rows = [entries[n : n + columns] for n in range(0, len(entries), columns)]
    return Call("column", tuple(Call("row", tuple(row)) for row in rows))
