"""Grading: read an answer, carry it out, judge what it claims, and say what was found."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from handgrad.boundary import public, words
from handgrad.errors import FormulaError, HandgradError, did_you_mean
from handgrad.grading.accepting import accepted
from handgrad.grading.as_written import as_written
from handgrad.grading.asked_words import with_asked
from handgrad.grading.by_numbers import at_numbers, with_entries_together
from handgrad.grading.equality import Judge, pointed
from handgrad.grading.execution import Execution
from handgrad.grading.feedback import FEEDBACK, FULL, limited
from handgrad.grading.findings import LineReport, Part
from handgrad.grading.keys import referee, with_key
from handgrad.grading.lines_told import (
    differentiates_formulas,
    gives_again,
    has_own_loss,
    is_said_again,
)
from handgrad.grading.marking import Marking
from handgrad.grading.names_used_again import used_again, with_names_used_again
from handgrad.grading.program import Program
from handgrad.grading.report import Report
from handgrad.grading.round_by_round import rounds_tried
from handgrad.hints import Hint
from handgrad.language.tree import Call, Name, names, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.page.checks import Formula
from handgrad.page.loading import page_given, read_bytes
from handgrad.page.numbered import own_numbers, single_sizes
from handgrad.reading.answer import program_language, read_lines
from handgrad.reading.code.dialects.brace_source import as_python, does_more
from handgrad.reading.code.syntax.copied import as_copied
from handgrad.reading.code.syntax.recognition import may_be_run
from handgrad.reading.names.unknown_words import absent_parameter
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.text.line import Line
from handgrad.reading.text.matrix_languages import (
    OCTAVE,
    assigns_as_languages,
    has_signs_of_language,
)
from handgrad.reading.typed import as_source, as_typed
from handgrad.referee.environment import upstreams
from handgrad.referee.points import SEED
from handgrad.referee.proposed import propose
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, worst
from handgrad.visible import in_brief

ALL = "all"
_UNREAD = "this program holds lines that are not read; write the gradient as formulas"
LONGEST_DOCUMENT = 20_000_000


@public
def grade(
    model: CheckedPage | str,
    text: str | os.PathLike[str],
    *,
    section: str | None = None,
    wanted: Sequence[str] | str | None = None,
    given: Collection[str] | str = (),
    accept: Sequence[str] = (),
    feedback: str = FULL,
    at: Mapping[str, object] | None = None,
    seed: int = SEED,
) -> Report:
    """Judge formulas, a derivation or straight-line code against a page.

    `model` is a page or a catalogue name; a path is a document (.txt, .md, .tex, .py, .ipynb),
    of which `section` picks the part under one heading. `wanted` are the names whose
    derivatives must be answered, "all" for every parameter, by default those that are; `given`
    are derivatives that the answer may lean on, or "all"; `accept` names conventions that
    count as right; `feedback` is "verdict", "hint" or "full". With `at`, values for all that
    the page declares, every line is judged by its value there, to the digits written. Raises
    HandgradError for what the page does not have, never for what the text holds.

    >>> grade("linear", "dL/dw = 2*(w*x - y)*x").verdict
    'right'
    """
    page = page_given(model)
    if isinstance(text, os.PathLike):
        text = _document(text, section, page.name)
    elif section is not None and isinstance(text, str):
        from handgrad.reading.documents.document import in_section

        text = in_section(text, "", section=section, page=page.name)
    asked = _wanted(page, None if wanted is None else _all_or("wanted", wanted))
    given, accept = _all_or("given", given), words("accept", accept)
    _check_arguments(page, text, given, accept, feedback)
    written = text
    text = as_source(text)
    by = referee(page, seed)
    if at is not None:
        from handgrad.grading.grade_at import grade_at
        from handgrad.mistakes.draft import with_drafts

        worked = with_drafts(by.page)
        report = grade_at(worked, vocabulary(worked), text, at, asked)
        return limited(with_key(report, by), feedback)

    def judged(text: str) -> Report:
        def graded(page: CheckedPage, numbers: Mapping[str, int] | None) -> Report:
            return _graded(page, text, asked, given, accept, seed, numbers)

        def language() -> str:
            return program_language(text, vocabulary(by.page))

        def in_rounds(report: Report) -> Report:
            return rounds_tried(report, page, text, graded, language)

        report = graded(page, None)
        if language() == OCTAVE:
            from handgrad.grading.by_running import octave_given_back, octave_run_beside

            report = in_rounds(report)
            report = octave_run_beside(report, by, text, asked, given, accept, vocabulary)
            return octave_given_back(report, text, vocabulary(by.page))
        if not may_be_run(text):
            return at_numbers(in_rounds(report), page, text, graded, language)
        from handgrad.grading.by_running import run_beside

        propose(by.page, _proposals)
        return run_beside(report, by, text, asked, given, accept, vocabulary, in_rounds)

    copied = as_copied(text)
    text = as_python(copied, vocabulary(by.page).shapes)
    if any(sign in text for sign in ("def ", "grad =", "grads[")):
        from handgrad.reading.code.answers.outside_names import with_names_of_page

        text = with_names_of_page(text, vocabulary(by.page))
    report = judged(text)
    if may_be_run(text):
        from handgrad.grading.by_running import beside_trials, by_functions

        report = by_functions(report, vocabulary(by.page), text, judged)
        report = beside_trials(report, text, judged, by.page)
    if RIGHT in {part.verdict for part in report.parts}:
        from handgrad.grading.beside import beside_gradients

        report = beside_gradients(report, text, page.parameters)
    if report.verdict == INVALID or report.is_beside(page.parameters):
        from handgrad.grading.second_looks import looked_at_again

        report = looked_at_again(report, by.page, vocabulary(by.page), text, judged)
    if report.verdict in (RIGHT, WRONG):
        from handgrad.grading.words_beside import doubt_words

        report = doubt_words(report, by.page, vocabulary(by.page), text, judged)
    if text == copied and report.verdict in (RIGHT, WRONG) and does_more(text):
        from handgrad.grading.by_running import left_open

        report = left_open(report, {part.name for part in report.parts}, _UNREAD)
    if has_signs_of_language(text) or assigns_as_languages(text):
        from handgrad.grading.in_its_language import in_its_language

        report = in_its_language(report, by, text, vocabulary)
    report = as_written(report, written, lambda: as_typed(text, vocabulary(by.page)))
    return limited(report, feedback)


def _graded(
    page: CheckedPage,
    text: str,
    asked: tuple[str, ...] | None,
    given: Collection[str],
    accept: Sequence[str],
    seed: int,
    numbers: Mapping[str, int] | None,
) -> Report:
    """The report on an answer, whose loops are read round by round where there are numbers."""
    by = referee(page, seed)
    propose(by.page, _proposals)
    judge = Judge(by.page, seed, by.check, text)
    try:
        known = vocabulary(by.page)._replace(numbers=numbers)
        lines = with_asked(read_lines(text, known), by.page, asked)

        def execute(lines: Sequence[Line]) -> Execution:
            return Execution(Program(by.page, lines, _only_one(page, asked)), judge, given)

        execution = execute(lines)
        if has_own_loss(by.page, lines):
            from handgrad.grading.own_loss import with_own_loss

            lines = with_own_loss(lines, execution)
            execution = execute(lines)
        if (place := used_again(lines)) is not None:
            execution = with_names_used_again(lines, place, execution, execute, text)
        if own_numbers(by.page):
            lines = with_entries_together(lines, execution)
            execution = execute(lines)
        if any(line.alternatives or gives_again(line, by.page) for line in lines):
            from handgrad.grading.other_readings import doubt_dots, doubt_readings

            doubt_readings(execution, lines, execute)
            doubt_dots(execution, lines, execute)
        if any(line.unread for line in lines):
            from handgrad.grading.words_between import doubt_words_between

            doubt_words_between(execution)
        if is_said_again(lines):
            from handgrad.grading.rival_claims import doubt_rivals

            doubt_rivals(execution, text)
        if any(line.continues for line in lines):
            from handgrad.grading.continued_elsewhere import doubt_continuations

            doubt_continuations(execution, text)
        report = _report(Marking(execution), asked, accept)
        if (
            asked is None
            and report.verdict == RIGHT
            and differentiates_formulas(lines, by.page)
        ):
            from handgrad.grading.other_functions import doubt_other_functions

            report = doubt_other_functions(report, lines, execution)
    except RecursionError:
        problem = "the lines stand on each other too deeply; grade them in parts"
        report = Report(page.name, INVALID, 0.0, seed=seed, problem=problem)
    except FormulaError as error:
        report = Report(page.name, INVALID, 0.0, seed=seed, problem=pointed(error))
    return with_key(report, by)


def _proposals(page: CheckedPage) -> Sequence[Formula]:
    from handgrad.mistakes.draft import proposals

    return proposals(page)


def _document(path: os.PathLike[str], section: str | None, page: str) -> str:
    from handgrad.reading.documents.document import document_text

    content = read_bytes(path, most=LONGEST_DOCUMENT)
    return document_text(content, os.fspath(path), section=section, page=page)


@lru_cache(maxsize=8)
def vocabulary(model: CheckedPage) -> Vocabulary:
    """The names of a page as a reader of answers knows them."""
    trees = [formula.tree for formula in (*model.steps, *model.derivatives)]
    functions = {n.function for tree in trees for n in walk(tree) if isinstance(n, Call)}
    return Vocabulary(
        shapes=model.shapes,
        loss=model.loss_name,
        parameters=tuple(model.parameters),
        data=tuple(model.data),
        sizes=tuple(model.sizes),
        functions=frozenset(functions),
        forward={formula.name: formula.tree for formula in model.steps},
        upstream=_upstream(model),
        upstreams=upstreams(model),
        page=model.name,
        one_hot=frozenset(n for n, d in model.domains.items() if d.kind == "one_hot"),
        positive=frozenset(n for n, d in model.domains.items() if d.is_positive),
        columns=frozenset(_columns(model)),
        single=single_sizes(model),
        fixed=own_numbers(model),
    )


def _columns(model: CheckedPage) -> Iterator[str]:
    """The names that are declared as matrices of one column or row, and columns of these."""
    declared = {**model.parameters, **model.data}
    found = {n for n, d in declared.items() if len(d) == 2 and 1 in d}
    yield from found
    for formula in model.steps if found else ():
        if model.shapes[formula.name][1] == 1 and found & names(formula.tree):
            found.add(formula.name)
            yield formula.name


def _upstream(model: CheckedPage) -> str:
    """The data from the layers above: a derivative of the key, or the only linear ones."""
    bare = (f.tree.name for f in model.derivatives if isinstance(f.tree, Name))
    found = {name for name in bare if name in model.data} or set(upstreams(model))
    return found.pop() if len(found) == 1 else ""


def _all_or(name: str, value: Collection[str] | str) -> tuple[str, ...] | str:
    """A list of names, or the word for all of them."""
    return ALL if value == ALL else words(name, value)


def _wanted(model: CheckedPage, wanted: Sequence[str] | str | None) -> tuple[str, ...] | None:
    """The names to be answered, None for those that are."""
    if isinstance(wanted, str):
        return tuple(model.parameters)
    for name in wanted or ():
        is_name = name in model.shapes and name not in model.sizes and "/" not in name
        if not (is_name or "/" in name):
            hint = did_you_mean(name, model.parameters)
            known = ", ".join(model.parameters)
            raise HandgradError(f"wanted: {model.name} has no {name!r}{hint} ({known})")
    return tuple(wanted) if wanted else None


def _check_arguments(
    model: CheckedPage,
    text: str,
    given: Collection[str] | str,
    accept: Sequence[str],
    feedback: str,
) -> None:
    if not isinstance(text, str):
        raise HandgradError(f"an answer must be text, got {in_brief(text)}")
    if feedback not in FEEDBACK:
        raise HandgradError(f"feedback: one of {', '.join(FEEDBACK)}, got {feedback!r}")
    for name in () if given == ALL else given:
        if not name.startswith("d") or name.partition("/d")[2] not in model.shapes:
            example = model.derivative_name("NAME")
            raise HandgradError(f"given: derivatives such as {example}, got {name!r}")
    if accept:
        from handgrad.mistakes import CONVENTIONS

        for name in accept:
            if name not in CONVENTIONS:
                hint = did_you_mean(name, CONVENTIONS)
                known = ", ".join(CONVENTIONS)
                raise HandgradError(f"accept: no convention {name!r}{hint} ({known})")


def _only_one(model: CheckedPage, wanted: Sequence[str] | None) -> str | None:
    """The name that a formula standing alone answers."""
    asked = tuple(wanted or model.parameters)
    return asked[0] if len(asked) == 1 else None


def _report(marking: Marking, wanted: tuple[str, ...] | None, accept: Sequence[str]) -> Report:
    """The report on an answer that was carried out."""
    judge, model = marking.execution.judge, marking.model
    asked = wanted or marking.answered()
    answers = [marking.part(name) for name in asked]
    parts = accepted(answers, judge, tuple(accept))
    verdict = worst([part.verdict for part in parts]) if parts else INVALID
    is_accepted = any(part.verdict == WRONG for part, _ in answers)
    lines = tuple(marking.lines())
    counted = wanted or tuple(model.parameters)
    right = [p.name for p in parts if p.verdict == RIGHT and p.name in counted]
    answered = {name for name in model.parameters if marking.is_answered(name)}
    return Report(
        model=model.name,
        verdict=verdict,
        score=len(right) / len(counted),
        method_score=marking.method_score(verdict, is_accepted=is_accepted),
        complete=answered == set(model.parameters),
        review=tuple(part.name for part in parts if part.verdict == UNDECIDED),
        parts=parts,
        lines=lines,
        hints=_hints(parts, lines),
        first_wrong=marking.first_wrong(verdict, is_accepted=is_accepted),
        seed=judge.seed,
        problem="" if parts else _problem(model, lines),
        notes=(*judge.key.unreached, *_numbers(parts)),
    )


def _numbers(parts: Sequence[Part]) -> Iterator[str]:
    """What to do with a number for a formula: it may be right at a point that was not told."""
    wrong = [part.read_as for part in parts if part.verdict == WRONG]
    numbers = [text for text in wrong if re.fullmatch(r"-?[0-9.]*[1-9][0-9.]*", text)]
    for number in numbers[:1]:
        yield f"{number} is a number: if it is meant at one point, give the point with --at"


def _hints(parts: Sequence[Part], lines: Sequence[LineReport]) -> tuple[Hint, ...]:
    """What is known of the whole answer: the mistakes of its parts, then of other lines."""
    found = [hint for part in parts if part.verdict == WRONG for hint in part.hints]
    found += [hint for line in lines if line.verdict == WRONG for hint in line.hints]
    return tuple(dict.fromkeys(found))


def _problem(model: CheckedPage, lines: Sequence[LineReport]) -> str:
    """Why nothing could be judged."""
    said = [line.text for line in lines if line.verdict != INVALID]
    if meant := absent_parameter(said, Names(vocabulary(model))):
        return meant
    unread = [warning for line in lines if line.verdict == INVALID for warning in line.warnings]
    if unread:
        return unread[0]
    return "no derivative is answered; write, for example, " + " or ".join(
        f"{model.derivative_name(name)} = ..." for name in model.parameters
    )
