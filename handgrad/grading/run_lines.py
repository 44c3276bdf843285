"""The lines of a program that was run: which are right, and which follow from wrong ones."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handgrad.grading.findings import LineReport, Part
from handgrad.grading.marking import DEFINITION
from handgrad.grading.program_claims import ProgramOnPage
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.reading.run.program_run import Told
from handgrad.referee.environment import Place
from handgrad.referee.spans import DIGITS
from handgrad.verdict import INVALID, UNDECIDED, WRONG, worst

_CLOSE = Decimal("1e-30")


def carried_forward(
    program: ProgramOnPage, place: Place, told: Mapping[str, Told], parts: Mapping[str, Part]
) -> set[str]:
    """The wrong derivatives that are right once the wrong ones above them are put right.

    What is put right may lack a size as its factor: it is taken into account further down.
    """
    wrong = [key for key, part in parts.items() if part.verdict == WRONG]
    wrong.sort(key=lambda key: told[key].step)
    found: set[str] = set()
    for n, key in enumerate(wrong):
        above = [k for k in wrong[:n] if told[k].step < told[key].step]
        for factor in (1, *program.model.sizes.values()) if above else ():
            values = {k: program.right(k, place(DIGITS), told[k].value, factor) for k in above}
            mended = dict(_mended(told, values))
            other = replace(program, mended=mended, known={}, seen={})
            times = other.factor(key, place)
            if times is not None and abs(times - 1) < _CLOSE:
                found.add(key)
                break
    return found


def _mended(
    told: Mapping[str, Told], values: Mapping[str, Any]
) -> Iterator[tuple[int, tuple[str, Any]]]:
    """What takes the place of derivatives behind the steps that finish them, or their rows."""
    for key, value in values.items():
        if value is not None and told[key].rows:
            rows = zip(told[key].rows, value.rows(), strict=True)
            yield from ((step, (key, row)) for step, row in rows)
        elif value is not None:
            yield told[key].step, (key, value)


def line_reports(
    lines: Sequence[LogicalLine],
    told: Mapping[str, Told],
    parts: Mapping[str, Part],
    carried: Collection[str],
) -> tuple[LineReport, ...]:
    """A report on each line, as it is written; a derivative is judged where it is final."""
    found = []
    for line in lines:
        here = [key for key in parts if told[key].line == line.number]
        verdicts = [parts[key].verdict for key in here]
        bad = [key for key in here if parts[key].verdict == WRONG]
        open_ones = [parts[k] for k in here if parts[k].verdict in (UNDECIDED, INVALID)]
        report = LineReport(
            line.number,
            line.original,
            worst(verdicts) if verdicts else DEFINITION,
            hints=next((parts[key].hints for key in bad if parts[key].hints), ()),
            carried_forward=bool(bad) and all(key in carried for key in bad),
            warnings=tuple(part.note for part in open_ones if part.note),
        )
        found.append(report)
    return tuple(found)


def line_at(lines: Sequence[LogicalLine], number: int) -> str:
    """A line as it was written."""
    return next((line.original for line in lines if line.number == number), "")
