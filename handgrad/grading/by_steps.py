"""Answers that say a gradient by the step that is taken along it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from handgrad.grading.by_running import left_open
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.text.steps_told import gradients_of_steps
from handgrad.verdict import INVALID, RIGHT, WRONG

_READ = "of a step along the gradient, what the rate multiplies is taken for the gradient"
_SCALED = (
    "right for a step up, or but for a factor that the rate may hold; write the gradient itself"
)


def by_steps(
    report: Report, page: CheckedPage, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on the gradients that steps say, where nothing else in the text says any.

    In a program a step uses what the one before has changed: none is read so.
    One that is wrong by a positive factor only is left open: rates take factors in. So is one
    that is added where it should be taken off: what is maximised is stepped up.
    """
    is_open = all(part.verdict == INVALID for part in report.parts)
    if report.verdict != INVALID or not is_open or is_code(text):
        return report

    def told(factor: str = "") -> str:
        return gradients_of_steps(text, page.parameters, page.loss_name, page.shapes, factor)

    plain = told()
    found = judged(plain) if r"\partial" in plain and plain != text else report
    if found.verdict == INVALID:
        return report
    wrong = {part.name for part in found.parts if part.verdict == WRONG}
    scaled = set()
    for factor in _factors(page) if wrong else ():
        scaled |= {part.name for part in judged(told(factor)).parts if part.verdict == RIGHT}
    found = left_open(found, wrong & scaled, _SCALED)
    return replace(found, notes=(*found.notes, _READ))


def _factors(page: CheckedPage) -> Iterator[str]:
    """What is left out of gradients when a rate is to take it in: 2, and counts; a plus."""
    yield from ("+", "2", r"\frac{1}{2}")
    for size in page.sizes:
        yield from (
            size,
            rf"\frac{{1}}{{{size}}}",
            rf"\frac{{2}}{{{size}}}",
            rf"\frac{{{size}}}{{2}}",
        )
