"""Programs whose loops are no formulas: read round by round, at two sets of sizes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handgrad.grading.findings import LineReport
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.page.numbered import next_sizes, numbered
from handgrad.reading.text.matrix_languages import OCTAVE
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, worst

Graded = Callable[[CheckedPage, Mapping[str, int] | None], Report]

_FUNCTION = regex(r"(?m)\bfunction\b|\breturn\b|@\(|^\s*(?:for|while|if)\b|\.\.\.|->|\(:\)")
_ASSIGNED = regex(r"(?m)^[ \t]*([A-Za-z]\w*)[ ]*(?:[(\[][^\n]{0,60}?[)\]][ ]*)?(?:=(?!=)|<-)")
_LOOP = regex(r"\b(?:for|while|if)\b")


def rounds_tried(
    report: Report, page: CheckedPage, text: str, graded: Graded, language: Callable[[], str]
) -> Report:
    """The report on an answer; by numbers for its sizes where loops cost the verdict.

    `language` says in which one the answer is a program. One in Octave that defines functions
    or goes round is believed only as far as it is when it is run.
    """
    unread = report.problem or any(line.verdict == INVALID for line in report.lines)
    is_lost = unread or _LOOP.search(text) or not all(part.given for part in report.parts)
    is_open = report.verdict in (INVALID, UNDECIDED)
    is_octave = not is_open and may_mislead(text) and language() == OCTAVE
    if not is_octave and (not is_open or not is_lost or not language()):
        return report
    first = _numbered(page, page.sizes)
    found = graded(first, page.sizes) if first is not None else report
    if is_octave and found.verdict not in {RIGHT, WRONG} - {report.verdict}:
        return report
    if is_open and _undecided(found) >= _undecided(report):
        return report
    others = next_sizes(page)
    second = _numbered(page, others) if others else None
    if found.verdict == RIGHT and second is not None:
        again = graded(second, others)
        if worst([found.verdict, again.verdict]) != RIGHT:
            found, others = again, page.sizes
    sizes = [page.sizes, others] if found.verdict == RIGHT and others else [page.sizes]
    return replace(found, lines=_once(found.lines), notes=(*found.notes, *_told(sizes)))


def may_mislead(text: str) -> bool:
    """Whether what a name is depends on where in a program it stands."""
    said = _ASSIGNED.findall(text)
    return bool(_FUNCTION.search(text)) or len(set(said)) < len(said)


def _once(lines: Sequence[LineReport]) -> tuple[LineReport, ...]:
    """A report a line: of those of all its rounds the worst."""
    found: dict[int, list[LineReport]] = {}
    for line in lines:
        found.setdefault(line.number, []).append(line)
    return tuple(_worst_of(rounds) for rounds in found.values())


def _worst_of(rounds: Sequence[LineReport]) -> LineReport:
    judged = [line for line in rounds if line.verdict in (RIGHT, WRONG, UNDECIDED, INVALID)]
    if not judged:
        return rounds[-1]
    verdict = worst([line.verdict for line in judged])
    return next(line for line in judged if line.verdict == verdict)


def _numbered(page: CheckedPage, sizes: Mapping[str, int]) -> CheckedPage | None:
    key = ("numbered", tuple(sizes.items()))
    if key not in page.cache:
        page.cache[key] = numbered(page, sizes)
    found: CheckedPage | None = page.cache[key]
    return found


def _undecided(report: Report) -> tuple[int, int]:
    """How many names were not decided, and how many lines could not be read."""
    decided = [part for part in report.parts if part.verdict in (RIGHT, WRONG)]
    unread = {line.number for line in report.lines if line.verdict == INVALID}
    return -len(decided), len(unread)


def _told(sizes: list[Mapping[str, int]]) -> tuple[str, ...]:
    at = [", ".join(f"{name} = {n}" for name, n in known.items()) for known in sizes if known]
    return (f"loops were run round by round, at {' and at '.join(at)}",) if at else ()
