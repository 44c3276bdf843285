"""Lines of a report as their writer typed them."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.report import Report


def as_written(report: Report, text: str, typed: Callable[[], str]) -> Report:
    """The report, in which lines stand as in the text where reading keeps all of its lines."""
    shown = (*(part.given for part in report.parts), *(line.text for line in report.lines))
    if all(row in text for row in shown):
        return report
    read, written = typed().splitlines(), text.splitlines()
    if len(read) != len(written):
        return report
    own = {row.strip(): line.strip() for row, line in zip(read, written, strict=True)}
    parts = (
        replace(part, given=own.get(part.given.strip(), part.given)) for part in report.parts
    )
    lines = (replace(line, text=own.get(line.text.strip(), line.text)) for line in report.lines)
    return replace(report, parts=tuple(parts), lines=tuple(lines))
