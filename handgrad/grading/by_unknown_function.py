"""Answers about a function of all parameters that neither the page nor the text says."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.report import Report
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.unknown_functions import with_loss_for_function
from handgrad.verdict import INVALID, RIGHT

_READ = "the function of all parameters is read as {loss}"


def by_unknown_function(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on the gradient of such a function as that of the loss, where it is right.

    It may be another function: what is no gradient of the loss is left as it was.
    """
    if report.verdict != INVALID or is_code(text):
        return report
    plain = with_loss_for_function(text, page)
    found = judged(plain) if plain is not None else report
    if plain is None or found.verdict != RIGHT:
        return report
    note = _READ.format(loss=page.loss)
    return replace(_in_words_of(text, plain, found), notes=(*found.notes, note))


def _in_words_of(text: str, plain: str, report: Report) -> Report:
    """The report with the lines as they were written, where each of them is one still."""
    rows = text.splitlines()
    if len(rows) != len(plain.splitlines()):
        return report
    places = ((line.text, line.number - 1) for line in report.lines)
    written = {row.strip(): rows[n].strip() for row, n in places if 0 <= n < len(rows)}

    def own(row: str) -> str:
        return written.get(row.strip(), row)

    return replace(
        report,
        parts=tuple(replace(part, given=own(part.given)) for part in report.parts),
        lines=tuple(replace(line, text=own(line.text)) for line in report.lines),
    )
