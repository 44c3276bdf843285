"""Answers that say a gradient by the step that is taken along it."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.by_running import left_open
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.text.steps_told import gradients_of_steps
from handgrad.verdict import INVALID, WRONG

_READ = "of a step along the gradient, what the rate multiplies is taken for the gradient"
_ANOTHER = (
    "what the rate multiplies is not the gradient, but rates take factors in and steps may go "
    "other ways; write the gradient itself"
)


def by_steps(
    report: Report, page: CheckedPage, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on the gradients that steps say, where nothing else in the text says any.

    One that is no gradient is left open: a step is not bound to go along it. In a program a
    step uses what the one before has changed: none is read so.
    """
    is_open = all(part.verdict == INVALID for part in report.parts)
    if report.verdict != INVALID or not is_open or is_code(text):
        return report
    plain = gradients_of_steps(text, page.parameters, page.loss_name, page.shapes)
    found = judged(plain) if r"\partial" in plain and plain != text else report
    if found.verdict == INVALID:
        return report
    wrong = {part.name for part in found.parts if part.verdict == WRONG}
    found = left_open(found, wrong, _ANOTHER)
    return replace(found, notes=(*found.notes, _READ))
