"""A report as a person reads it."""

from collections.abc import Iterator

from handgrad.grading.findings import Findings, LineReport, Part
from handgrad.hints import Hint
from handgrad.language.wording import point_text, value_text
from handgrad.verdict import INVALID, RIGHT, WRONG
from handgrad.visible import visible


def text(report: Findings) -> str:
    """The verdict, then each part with what was read and how it is known, then the lines."""
    return "\n".join(visible(line) for line in _lines(report))


def _lines(report: Findings) -> Iterator[str]:
    right = len([part for part in report.parts if part.verdict == RIGHT])
    count = f" ({right} of {len(report.parts)} right)" if len(report.parts) > 1 else ""
    yield f"{report.model}: {report.verdict}{count}"
    yield from _indented(report.problem)
    for part in report.parts:
        yield ""
        yield from _part(part)
    if _is_derivation(report):
        yield ""
        wrong = report.first_wrong
        yield "line by line" + ("" if wrong is None else f": the first wrong one is {wrong}")
        for line in report.lines:
            yield from _line(line)
    for note in report.notes:
        yield f"note: {note}"
    if report.seed and report.verdict in (RIGHT, WRONG):
        yield f"(test points of seed {report.seed})"


def _part(part: Part) -> Iterator[str]:
    yield f"{part.target}: {part.verdict}"
    rows = [("given", part.given), ("read as", part.read_as)]
    if part.counterexample is not None:
        rows.append(("at", point_text(part.counterexample.at)))
        rows.append(("right is", value_text(part.counterexample.right)))
        rows.append(("yours is", value_text(part.counterexample.given)))
    elif part.evidence is not None and part.verdict == RIGHT:
        rows.append(("because", str(part.evidence)))
    for label, value in rows:
        if value:
            yield f"  {label:<9}{value}"
    yield from _indented(part.note)
    yield from _hints(part.hints)


def _line(line: LineReport) -> Iterator[str]:
    carried = ", carried forward from the error above" if line.carried_forward else ""
    yield f"  {line.number:>3}  {line.text.strip()}"
    yield f"       {line.verdict}{carried}"
    for warning in line.warnings:
        head, *more = warning.splitlines() or [""]
        yield f"       note: {head}"
        yield from (f"             {row}" for row in more)
    for hint in () if line.carried_forward else _hints(line.hints):
        yield f"     {hint}"


def _hints(hints: tuple[Hint, ...]) -> Iterator[str]:
    for hint in hints:
        yield f"  hint     {hint.text} [{hint.id}]"
        if hint.change:
            yield f"  change   {hint.change}"


def _indented(block: str) -> Iterator[str]:
    for line in block.splitlines():
        yield f"  {line}"


def _is_derivation(report: Findings) -> bool:
    """Whether the lines say more than the parts do."""
    if len(report.lines) == 1 and report.problem in report.lines[0].warnings:
        return False
    judged = [line for line in report.lines if line.verdict != INVALID]
    return len(report.lines) > len(report.parts) or any(line.warnings for line in judged)
