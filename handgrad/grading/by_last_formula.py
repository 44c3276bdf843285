"""Answers of which only what they end up with can be read."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.marking import DEFINITION
from handgrad.grading.report import Report
from handgrad.reading.answer import program_language
from handgrad.reading.names.gamma_letters import has_other_gammas
from handgrad.reading.names.normal_densities import has_own_densities
from handgrad.reading.names.softmax_classes import has_softmax_of_scipy
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.names.words_for_values import gives_words
from handgrad.reading.spelling.daggers import has_daggers, without_daggers
from handgrad.reading.spelling.one_spelling import in_one_spelling
from handgrad.reading.text.drawn_fractions import with_fractions_in_line
from handgrad.reading.text.last_formula import Ending, ended_up_with
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT

_READ = "the steps could not be read: judged by what the text ends up with alone"

# A left side that is a function of a derivative: `log dL/dw = 2x`.
_FUNCTION_OF_SLOPE = regex(
    r"(?:^|[\n;:,.$]|\b(?:so|then|hence|thus|is))\s*\\?(?:log|ln|exp|sqrt|abs|sin|cos|tanh|sign|sgn"
    r"|norm|half|minus)\s*(?:\\left)?\s*[({|]?\s*(?:\\[dtc]?frac\s*\{\s*(?:\\partial|d|∂)[^{}=]{1,12}\}"
    r"\s*\{[^{}=]{1,20}\}|(?:d|∂)\s?\w{1,8}\s?/\s?(?:d|∂)\s?\w{1,8}|(?:\\nabla|∇)[^=]{1,20})\s*"
    r"(?:\\right)?\s*[)}|]?\s*="
)


def by_last_formula(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on what a text ends up with, where that is right and its steps are not read.

    A formula that agrees to sixty digits is the gradient, whatever led to it. One that does not
    may be misread without its steps: then the text stays as it was.
    """
    if report.verdict != INVALID or program_language(text, page):
        return report
    text = with_fractions_in_line(text)
    if has_other_meanings(text):
        return report
    ending = ended_up_with(in_one_spelling(text) if "\\" in text else text, page)
    if ending is None or gives_words(text, ending.text):
        return report
    found = of_ending(ending, judged)
    return replace(found, notes=(*found.notes, _READ)) if found is not None else report


def has_other_meanings(text: str) -> bool:
    """Whether signs of a text may be other things than the names that they look like."""
    has_others = has_other_gammas(text) or has_own_densities(text)
    has_others = has_others or _FUNCTION_OF_SLOPE.search(text) is not None
    has_others = has_others or (has_softmax_of_scipy(text) and "axis" not in text)
    return has_others or has_daggers(without_daggers(text))


def of_ending(ending: Ending, judged: Callable[[str], Report]) -> Report | None:
    """The report on what a text ends up with, None unless it is right, and of the loss."""
    found = judged(ending.text)
    losses = [line for line in found.lines if line.number <= len(ending.losses)]
    is_of_loss = len(losses) == len(ending.losses) and all(x.verdict == RIGHT for x in losses)
    is_read = {line.verdict for line in found.lines} <= {RIGHT, DEFINITION}
    return found if found.verdict == RIGHT and is_of_loss and is_read else None
