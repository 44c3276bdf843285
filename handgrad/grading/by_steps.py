"""Answers that say a gradient by the step that is taken along it."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.by_running import left_open
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.text.changes_told import derivatives_by_words, derivatives_of_changes
from handgrad.reading.text.errors_in_chains import with_errors_put_in
from handgrad.reading.text.steps_told import gradients_of_steps
from handgrad.reading.text.updates_apart import with_updates_apart
from handgrad.verdict import INVALID, WRONG

_READ = "of a step along the gradient, what the rate multiplies is taken for the gradient"
_ANOTHER = (
    "what the rate multiplies is not the gradient, but rates take factors in and steps may go "
    "other ways; write the gradient itself"
)


_CHANGE = "a Δ before a name is read as the derivative by it"
_WORD = "del before a name is read as the derivative by it"
_ANOTHER_CHANGE = (
    "this is no derivative by the name behind the Δ or del, but that may stand for a step, "
    "with a sign or a rate in it; write the gradient itself"
)
_ERROR = "a δ that nothing says is read as the derivative of the loss in the chain before it"
_ANOTHER_ERROR = "what δ is has to be said: write the derivative for it"


def by_steps(
    report: Report, page: CheckedPage, names: Vocabulary, text: str,
    judged: Callable[[str], Report],
) -> Report:  # fmt: skip
    """The report on the gradients that steps say, where nothing else in the text says any.

    One that is no gradient is left open: a step is not bound to go along it. In a program a
    step uses what the one before has changed: none is read so. Changes without a rate are read
    as derivatives, and so is a δ that only a chain says; what is wrong then is open too.
    """
    is_open = all(part.verdict == INVALID for part in report.parts)
    if report.verdict != INVALID or not is_open:
        return report
    plain = derivatives_by_words(text, names.parameters)
    if plain != text:
        return _read_again(report, plain, judged, _WORD, _ANOTHER_CHANGE)
    if is_code(text):
        return report
    plain = gradients_of_steps(
        with_updates_apart(text), page.parameters, page.loss_name, page.shapes
    )
    if plain != text and (r"\partial" in plain or f"d{page.loss_name}_d" in plain):
        return _read_again(report, plain, judged, _READ, _ANOTHER)
    plain = with_errors_put_in(text, page.loss_name)
    if plain != text:
        return _read_again(report, plain, judged, _ERROR, _ANOTHER_ERROR)
    if not any(sign in text for sign in ("Δ", "∆", r"\Delta")):
        return report
    plain = derivatives_of_changes(text, Names(names).find, page.loss_name, names.parameters)
    if plain != text:
        return _read_again(report, plain, judged, _CHANGE, _ANOTHER_CHANGE)
    return report


def _read_again(
    report: Report, text: str, judged: Callable[[str], Report], read: str, another: str
) -> Report:
    """The report on a text in which steps are gradients, with what is wrong in it left open."""
    found = judged(text)
    if found.verdict == INVALID:
        return report
    wrong = {part.name for part in found.parts if part.verdict == WRONG}
    found = left_open(found, wrong, another)
    return replace(found, notes=(*found.notes, read))
