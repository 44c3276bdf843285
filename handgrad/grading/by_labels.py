"""Answers whose names have a letter below that says of which user, item or sample they are."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.report import Report
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.instance_labels import without_labels
from handgrad.verdict import INVALID, RIGHT, WRONG

_READ = "letters below numbers are read as labels, not as indices"


def by_labels(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on a text without its labels, where it cannot be read with them."""
    if report.verdict != INVALID or "_" not in text or is_code(text):
        return report
    plain = without_labels(text, page)
    found = judged(plain) if plain is not None else report
    is_decided = found.verdict in (RIGHT, WRONG)
    return replace(found, notes=(*found.notes, _READ)) if is_decided else report
