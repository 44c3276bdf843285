"""Answers whose words say another thing than their formulas do."""

import re
from collections.abc import Callable

from handgrad.grading.by_running import left_open
from handgrad.grading.conditions_said import doubt_conditions
from handgrad.grading.findings import Part
from handgrad.grading.report import Report
from handgrad.language import functions
from handgrad.language.plain import plain
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.answer import program_language
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.bars_said import has_lone_dot, speaks_of_bars
from handgrad.reading.names.layers_said import other_alias, other_layer
from handgrad.reading.names.roles_said import other_role
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.hypertext import from_hypertext, strikes_out
from handgrad.reading.text.asked_otherwise import asked_otherwise
from handgrad.reading.text.changed_around import changed_around
from handgrad.reading.text.changed_behind import changed_behind
from handgrad.reading.text.changed_names import changed_name
from handgrad.reading.text.corrections import corrections
from handgrad.reading.text.denied_below import denied_announced
from handgrad.reading.text.likelihood_signs import says_likelihood
from handgrad.reading.text.other_answers import other_answers
from handgrad.reading.text.other_losses import other_loss
from handgrad.reading.text.other_spellings import other_spellings, run_on, without_points
from handgrad.reading.text.other_subjects import (
    gives_nothing,
    is_other_function,
    operands,
    other_subject,
)
from handgrad.reading.text.own_definitions import own_definition
from handgrad.reading.text.reasons_denying import denying_reason
from handgrad.reading.text.said_below import loss_said, said_below, words_at_end
from handgrad.reading.text.spaces_named import without_unparted
from handgrad.reading.text.target_letters import other_target, speaks_of_one_case
from handgrad.reading.text.unknown_functions import with_loss_for_function
from handgrad.reading.text.words_given import factor_in_words, meaning_given
from handgrad.reading.text.words_in_text import with_words_behind
from handgrad.regex import regex
from handgrad.verdict import RIGHT, WRONG

_AS_LOSS = "the function of all parameters may be {0}, and with it this is right: write {0}"
_CHANGED = "“{}” may say that the formula is another one: write it as a formula"
_TOLD_TWICE = "the text also says that the gradient is {}: leave one of the two"
_MEANING = (
    "“{}” may give a word of the formula another meaning: write it with names of the page"
)
_SUBJECT = "the text says this of “{}”: write what the derivative is as d{}/d... = ..."
_BARRED = "a bar or a dot may be no derivative here: write the derivatives as d{}/d..."
_STRUCK = "a part of the text is struck out or roughly equal: write what is meant alone"
_FUNCTION = "the name of the function says that it is no gradient of the loss: call it grad"
_LAYER = "{} may give other values than the page: write out what it computes"
_LIKELIHOOD = "{0} may be the negative of this log-likelihood: write the derivatives of {0}"
_AS_LOG = "ell may be the logarithm of {0}, and of that this is right: say what ell is"
_OTHER_CLASS = "{0} may be another class than that of {1}: write the formula with {1}"
_ONE_CASE = "this may be said of the class of {0} alone, or of the others: write it with {0}"
_AXIS = "beside ./ and .* a mean or a sum may go down the columns: say its axis"
_NOTHING = "the function gives nothing back: return the gradient"
_RUN_ON = "the derivative by {} may begin another equation: write it on its own line"
_AT_POINT = "the text says where the gradient is zero: write that apart from what it is"
_FLAG = "which of the two sides of if and else holds is not known: write one formula"
_ENDING = "judged by what the text ends up with alone"
_OWN = "what is said here of {0} is not read: write it with the names of the page"
_UNPARTED = "a factor may be the name of which a set is said behind it: put a comma between"
_LONGEST_SAID = 60
# A choice by a word alone: `2*x if flag else x`.
_FLAGGED = regex(r"=[^=\n]*[\w)\]]\s+if\s+(?:not\s+)?\w+\s+else\b")
_ELL = regex(r"ℓ|\bell\b|(?<![A-Za-z\\])[d∂]?l(?![A-Za-z])")
# Means and sums without an axis beside signs of Octave.
_OCTAVE_MEAN = regex(
    r"(?s)\.[*/](?!\.).*(?<![\w.\\])(?:mean|sum|var)\((?![^()\n]*axis)"
    r"|(?<![\w.\\])(?:mean|sum|var)\((?![^()\n]*axis).*\.[*/](?!\.)"
)
# The end of a sentence with an equation.
_SENTENCE = regex(r"(?<==)(?:[^.\n]|\.(?!\s))*\.\s")


def doubt_words(
    report: Report,
    checked: CheckedPage,
    page: Vocabulary,
    text: str,
    judged: Callable[[str], Report],
) -> Report:
    """The report, open where words beside a formula change it or give another one."""
    is_program = is_code(text) or bool(program_language(text, page))
    report = doubt_conditions(report, checked, text, is_program=is_program)
    if report.verdict not in (RIGHT, WRONG):
        return report
    if is_code(text):
        note = _FUNCTION if _is_of_other_function(report, page, text) else ""
        note = _NOTHING if gives_nothing(text) else note
    else:
        note = _doubt(report, page, text, judged)
    if report.verdict == WRONG and says_likelihood(text, page.loss) and _is_turned(report):
        note = _LIKELIHOOD.format(page.loss)
    if len(page.one_hot) == 1 and (said := _said_of_classes(report, page, text)):
        note = said
    has_matrix = any(1 not in shape for shape in page.shapes.values())
    if report.verdict == WRONG and has_matrix and not is_program and _OCTAVE_MEAN.search(text):
        note = _AXIS
    if other := other_alias(text):
        note = _LAYER.format(other)
    if not is_program and _FLAGGED.search(text):
        note = _FLAG
    if layer := other_layer(text, page):
        note = _LAYER.format(layer)
    if not is_program and (letter := own_definition(text, page)):
        note = _OWN.format(letter)
    decided = {part.name for part in report.parts if part.verdict in (RIGHT, WRONG)}
    return left_open(report, decided, note) if note else report


def _is_of_other_function(report: Report, page: Vocabulary, text: str) -> bool:
    """Whether the function that answers is called otherwise than a gradient.

    The functions of the page are left aside: on a page with a norm it may have this gradient.
    """
    if is_other_function(text) and "x" not in page.parameters:
        return True
    given = {part.given for part in report.parts}
    called = (changed_name(text, line, page.parameters) for line in given)
    return any(name and not any(f in name.lower() for f in page.functions) for name in called)


def _said_of_classes(report: Report, page: Vocabulary, text: str) -> str:
    """What is open where a text speaks of one class, or gives a letter another one."""
    [label] = page.one_hot
    if letter := other_target(text, label, page.shapes):
        return _OTHER_CLASS.format(letter, label)
    is_case = report.verdict == WRONG and all(
        any(hint.id == "target" for hint in part.hints)
        and "where(" not in part.read_as
        and speaks_of_one_case(_first_sentence(text), label)
        for part in _wrong(report)
    )
    return _ONE_CASE.format(label) if is_case else ""


def _first_sentence(text: str) -> str:
    """A text to the end of the first sentence with an equation."""
    found = _SENTENCE.search(text)
    return text[: found.end()] if found else text


def _wrong(report: Report) -> list[Part]:
    return [part for part in report.parts if part.verdict == WRONG]


def _is_turned(report: Report) -> bool:
    """Whether all that is wrong is the negative of what is right, or of a loss's logarithm."""
    return all(
        part.name.startswith("d(log(") or any(hint.id == "sign" for hint in part.hints)
        for part in _wrong(report)
    )


def _doubt(report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]) -> str:
    if strikes_out(text):
        return _STRUCK
    text = with_words_behind(from_hypertext(text))
    bare = without_unparted(text)
    if bare != text and judged(bare).verdict != report.verdict:
        return _UNPARTED
    said = changed_around(text, page) if report.verdict == RIGHT else ""
    if said := said or changed_behind(text) or said_below(text) or _denied(text):
        return _CHANGED.format(said[:_LONGEST_SAID])
    if any(_ENDING in note for note in report.notes) and (said := words_at_end(text)):
        return _CHANGED.format(said[:_LONGEST_SAID])
    if said := meaning_given(text, page) or other_loss(text, page):
        return _MEANING.format(said[:_LONGEST_SAID])
    said = other_role(text, page) or ("" if _has_number(page) else loss_said(text, page.loss))
    if said:
        return _MEANING.format(said)
    if said := factor_in_words(text, page):
        return _MEANING.format(said)
    if report.verdict == WRONG and (note := _other_spelling(text, page, judged)):
        return note
    if report.verdict == WRONG and _ELL.search(text) and _is_of_log(report, page, judged):
        return _AS_LOG.format(page.loss)
    run_into = run_on(text, page.parameters, page.loss) if report.verdict == RIGHT else ""
    if run_into and run_into not in {part.name for part in report.parts}:
        return _RUN_ON.format(run_into)
    if speaks_of_bars(text) or (report.verdict == RIGHT and has_lone_dot(text)):
        return _BARRED.format(page.loss)
    if (
        said := other_subject(text)
        or _asked(report, page, text)
        or _other_operand(text, page, judged)
    ):
        return _SUBJECT.format(said[-_LONGEST_SAID:], page.loss)
    others = other_answers(text, page.forward)
    other = next((f for f in others if _differs(f, report, page, judged)), "")
    other = other or next(
        (f for f in corrections(text) if not _agrees(f, report, page, judged)), ""
    )
    return _TOLD_TWICE.format(other[:_LONGEST_SAID]) if other else ""


def _is_of_log(report: Report, page: Vocabulary, judged: Callable[[str], Report]) -> bool:
    """Whether all that is wrong is right of the logarithm of the loss: `dL/dp = L*(k/p)`."""
    loss = page.loss
    return all(
        part.name in page.parameters
        and judged(f"d{loss}/d{part.name} = {loss}*({part.read_as})").verdict == RIGHT
        for part in _wrong(report)
    )


def _denied(text: str) -> str:
    """The words that deny a formula, by a reason or before it."""
    return denying_reason(text) or denied_announced(text)


def _has_number(page: Vocabulary) -> bool:
    """Whether a number may be a factor of the loss of the page."""
    tree = page.forward.get(page.loss)
    return tree is None or re.search(r"(?<![\^\w])\d", plain(tree)) is not None


def _other_spelling(text: str, page: Vocabulary, judged: Callable[[str], Report]) -> str:
    """What is in doubt where a text is right with another meaning of some of its signs."""
    if program_language(text, page):
        return ""
    for note, spelled in other_spellings(text):
        if judged(spelled).verdict == RIGHT:
            return note
    as_loss = with_loss_for_function(text, page, among_known=True)
    if as_loss is not None and judged(as_loss).verdict == RIGHT:
        return _AS_LOSS.format(page.loss)
    plain = without_points(text)
    return _AT_POINT if plain != text and judged(plain).verdict != WRONG else ""


def _differs(
    formula: str, report: Report, page: Vocabulary, judged: Callable[[str], Report]
) -> bool:
    """Whether a formula is decided, for no derivative as the answer is."""
    found = _verdicts(formula, report, page, judged)
    return report.verdict not in found and bool(found & {RIGHT, WRONG})


def _agrees(
    formula: str, report: Report, page: Vocabulary, judged: Callable[[str], Report]
) -> bool:
    """Whether a formula is for some derivative what the answer is."""
    return report.verdict in _verdicts(formula, report, page, judged)


def _verdicts(
    formula: str, report: Report, page: Vocabulary, judged: Callable[[str], Report]
) -> set[str]:
    """What a formula is for the derivatives that are answered."""
    sign = "$" if "\\" in formula else ""
    is_only = len(page.parameters) == 1
    answered = [part.name for part in report.parts if part.name in page.parameters]
    lefts = (
        f"{sign}d{page.loss}/d{name} = {formula}{sign}"
        for name in (page.parameters if is_only else answered)
    )
    return {judged(left).verdict for left in lefts}


def _asked(report: Report, page: Vocabulary, text: str) -> str:
    """What a formula without a left side is asked for that is no derivative of those judged."""
    names = {*page.data, *page.forward} - {*page.parameters, page.loss}
    others = names - {part.name for part in report.parts}
    return asked_otherwise(text, others, page.loss, functions.NAMES)


def _other_operand(text: str, page: Vocabulary, judged: Callable[[str], Report]) -> str:
    """What a sentence differentiates that is not the loss."""
    for operand in operands(text) if "=" not in text else ():
        sign = "$" if "\\" in operand else ""
        lines = judged(f"{sign}{page.loss} = {operand}{sign}").lines
        if any(line.verdict == WRONG for line in lines):
            return operand
    return ""
