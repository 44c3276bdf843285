"""Answers that are right where habits and slips of typing are taken for what they mean."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from handgrad.grading.as_written import as_written
from handgrad.grading.by_last_formula import has_other_meanings, of_ending
from handgrad.grading.marking import DEFINITION
from handgrad.grading.report import Report
from handgrad.reading.answer import program_language
from handgrad.reading.code.program.made_anew import names_made_anew
from handgrad.reading.loosely.arrows_to_gradients import with_gradients_for_arrows
from handgrad.reading.loosely.entries_answered import with_indices_in_heads
from handgrad.reading.loosely.entries_defined import with_indices_on_the_left
from handgrad.reading.loosely.entries_in_full import with_entries_in_full, with_entries_turned
from handgrad.reading.loosely.equations_apart import with_equations_apart
from handgrad.reading.loosely.equations_found import values_said, with_equations_found
from handgrad.reading.loosely.formulas_alone import (
    with_brackets_closed,
    with_formulas_alone,
    with_usual_words,
)
from handgrad.reading.loosely.gradient_names import assigns, with_gradient_names
from handgrad.reading.loosely.lambdas_alone import is_lambda_alone, with_lambda_named
from handgrad.reading.loosely.letters_of_gradients import with_gradients_in_full
from handgrad.reading.loosely.loss_in_heads import with_loss_in_heads
from handgrad.reading.loosely.names_of_samples import (
    with_names_of_samples,
    with_values_unlabelled,
)
from handgrad.reading.loosely.short_sums import (
    with_sums_by_index,
    with_sums_over_samples,
    with_sums_to_the_end,
)
from handgrad.reading.loosely.signs_replaced import with_usual_signs
from handgrad.reading.loosely.steps_in_programs import with_gradients_for_steps
from handgrad.reading.loosely.typing_slips import with_arrays_in_full, with_plain_typing
from handgrad.reading.loosely.words_kept import denies, says_more
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.hypertext import strikes_out
from handgrad.reading.text.derivative_heads import with_derivative_heads
from handgrad.reading.text.last_formula import ended_up_with
from handgrad.reading.typed import as_typed
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, WRONG

_READ = "read loosely: {}"
_STEP = regex(r"[\s$&`]*(?:\\begin\s?\{\w+\*?\}[\s&]*)?=")
_LOSS = "not-differentiated"
_LONG, _LONGEST = 1_500, 6_000
_MOST = 60
Mend = Callable[[str, Vocabulary], str]
_MENDS: tuple[Mend, ...] = (
    with_usual_signs,
    with_equations_apart,
    with_loss_in_heads,
    with_plain_typing,
    with_arrays_in_full,
    with_usual_words,
    with_formulas_alone,
    with_brackets_closed,
    with_gradients_in_full,
    with_sums_over_samples,
    with_sums_by_index,
    with_indices_on_the_left,
    with_indices_in_heads,
    with_sums_to_the_end,
    with_values_unlabelled,
    with_names_of_samples,
)
_TYPING: tuple[Mend, ...] = (
    with_usual_signs,
    with_plain_typing,
    with_arrays_in_full,
    with_indices_on_the_left,
    with_indices_in_heads,
    with_names_of_samples,
)


def by_loose_reading(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on another text that an invalid one may stand for, where that is right.

    What is read so is never wrong: it may be misread.
    """
    is_open = report.verdict == INVALID or report.is_beside(page.parameters)
    if not is_open or len(text) > _LONGEST or has_other_meanings(text):
        return report
    if names_made_anew(text, (*page.parameters, *page.data)):
        return report
    is_program = bool(program_language(text, page)) or assigns(text)
    read = _programs if is_program else _typed if says_more(text) else _texts
    tried, most = {text}, _MOST if len(text) < _LONG else _MOST // 5
    is_apart = is_program or strikes_out(text) or denies(text)
    is_apart = is_apart or _says_other_values(text, page, judged)
    others = () if is_apart else _of_equations(text, page)
    for other in chain(read(text, page), others):
        if other not in tried and len(tried) <= most:
            tried.add(other)
            if (found := _right(other, page, judged)) is not None:
                shown = dict.fromkeys(part.given.strip() for part in found.parts)
                note = _READ.format("; ".join(shown))
                found = as_written(found, text, partial(str, other))
                return replace(found, notes=(*found.notes, note))
    return _of_lambda(report, page, text, judged) if is_lambda_alone(text) else report


def _of_lambda(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on a function that stands alone, which may be the loss, half or twice it."""
    named = with_lambda_named(text, page)
    found = judged(named) if named != text else report
    if found.verdict != WRONG:
        return report
    head, _, value = named.partition(":")
    scaled = (judged(f"{head}: {factor}*({value})") for factor in ("2", "0.5"))
    is_loss = any(hint.id == _LOSS for one in (found, *scaled) for hint in one.hints)
    return report if is_loss else as_written(found, text, partial(str, named))


def _says_other_values(text: str, page: Vocabulary, judged: Callable[[str], Report]) -> bool:
    """Whether a text says of a value of the page, or of the loss, that it is another one."""
    said = values_said(text, page)
    return bool(said) and any(line.verdict == WRONG for line in judged(said).lines)


def _right(text: str, page: Vocabulary, judged: Callable[[str], Report]) -> Report | None:
    """The report on a text, or on what it ends up with, None where it is not right."""
    found = judged(text)
    if found.verdict == RIGHT and _are_read(found):
        return found
    if found.verdict != INVALID or (ending := ended_up_with(text, page)) is None:
        return None
    return of_ending(ending, judged)


def _are_read(report: Report) -> bool:
    """Whether all lines are right or steps to what is; any other may change it."""
    right = {line.text for line in report.lines if line.verdict == RIGHT}
    steps = {part.given for part in report.parts if part.verdict == RIGHT} - right
    is_right_below = False
    for line in reversed(report.lines):
        is_step = _STEP.match(line.text) is not None
        is_read = line.verdict in (RIGHT, DEFINITION) or line.text in steps
        if line.verdict == WRONG or not (is_read or is_step or is_right_below):
            return False
        is_right_below = is_step and (is_right_below or line.verdict == RIGHT)
    return True


def _programs(text: str, page: Vocabulary) -> Iterator[str]:
    yield with_lambda_named(text, page)
    plain = with_plain_typing(text, page)
    for start in dict.fromkeys((text, plain)):
        yield start
        yield from with_gradient_names(start, page)
        yield from with_gradients_for_steps(start, page)
    yield from _typed(text, page, (with_plain_typing, with_arrays_in_full))


def _typed(text: str, page: Vocabulary, mends: Sequence[Mend] = _TYPING) -> Iterator[str]:
    """The text as it was meant to be typed, for which no letter or word means another thing."""
    for start in dict.fromkeys((text, as_typed(text, page))):
        mended = start
        for mend in mends:
            yield (mended := mend(mended, page))


def _texts(text: str, page: Vocabulary) -> Iterator[str]:
    """The texts that this one may stand for, those that change least first."""
    named = with_gradient_names(text, page)
    is_directed = with_derivative_heads(text, page) != text
    typed = () if is_directed else (as_typed(text, page),)
    for start in dict.fromkeys((text, *typed, *named)):
        mended = start
        for mend in _MENDS:
            mended = mend(mended, page)
            yield mended
            yield mend(start, page)


def _of_equations(text: str, page: Vocabulary) -> Iterator[str]:
    """The equations of a text alone, as they stand and as they may be meant."""
    yield with_gradients_for_arrows(text, page)
    for plain in dict.fromkeys((text, with_usual_signs(text, page))):
        found = with_equations_found(plain, page)
        if found == plain:
            continue
        for named in (
            found,
            with_entries_in_full(found, page),
            with_entries_turned(found, page),
        ):
            mended = named
            yield named
            for mend in (*_MENDS[1:], as_typed):
                yield (mended := mend(mended, page))
