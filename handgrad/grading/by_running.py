"""Code judged by its formulas, and by running it where these leave open or may mislead."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from handgrad.errors import HandgradError
from handgrad.grading.findings import Part
from handgrad.grading.keys import Referee, referee, with_key
from handgrad.grading.names_used_again import NOTE
from handgrad.grading.program_claims import ProgramOnPage
from handgrad.grading.report import Report
from handgrad.grading.round_by_round import may_mislead
from handgrad.grading.run_judged import RunJudge
from handgrad.page.checked_page import CheckedPage
from handgrad.page.numbered import next_sizes
from handgrad.reading.code.answers.batches import batch_doubt
from handgrad.reading.code.answers.decorators import unknown_decorator
from handgrad.reading.code.answers.gathered_anew import gathered_anew, joined_anew
from handgrad.reading.code.answers.gradient_users import without_users
from handgrad.reading.code.answers.lone_changes import lone_change
from handgrad.reading.code.answers.octave_returned import (
    LONGEST_SIDE,
    changed_as_given_back,
    counts_longest_side,
)
from handgrad.reading.code.answers.returned_places import derivative_of_page, kept_back
from handgrad.reading.code.answers.run_program import COLUMNS, page_names
from handgrad.reading.code.answers.started_arguments import started_argument
from handgrad.reading.code.answers.taken_once import why_taken_once
from handgrad.reading.code.answers.trial_calls import without_trials
from handgrad.reading.code.answers.unsure_names import why_unsure
from handgrad.reading.code.program.inherited import takes_over
from handgrad.reading.code.syntax.source import LogicalLine, logical_lines
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.text.matrix_languages import OCTAVE, R, is_julia, language_of
from handgrad.reading.text.taken_back import taken_back_in
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, worst

_DECIDED = (RIGHT, WRONG)
_CONTRADICTED = "read as a formula this is another value than the program computes"
_GATHERED = (
    "line {} gathers the gradients and changes them: give each its last value by its name"
)
_USED = (
    "one function computes the gradient, and another changes it: which is the answer is open"
)
_KEPT_BACK = "this is worked out, and something else is given back in its place"
_STARTED = "the function is given {0} and gives it another value: leave that line out"
_CHANGED = "{} may change what it is given: write what it does as an assignment"
_DECORATED = "@{} may change what the function gives: leave it out"
_SAID = "this may say that the gradient is another one: "
_INHERITED = "the class of line {} builds on methods of another one; write its gradient out"
_RETURNS = regex(r"(?m)^[ \t]*(?:return|yield)\b")
_ONE_SIDED = "the program compares whole numbers, and was only seen to go one way there"
_LOOP = regex(r"(?m)^[ \t]*(?:for|while)\b")
# What changes arrays in place, goes round or picks entries.
_MAY_MISLEAD = regex(
    r"(?<![\w.])(?:sum|dict)\(|\b(?:for|while|if|def|lambda|self|grads?|gradients)\b"
    r"|[\[{]|[-+*/&|^]=(?!=)|\.\w+_\(|\bat\(|\.(?:var|std)\("
)


def run_beside(
    report: Report,
    by: Referee,
    text: str,
    asked: tuple[str, ...] | None,
    given: Collection[str] | str,
    accept: Sequence[str],
    vocabulary: Callable[[CheckedPage], Vocabulary],
    in_rounds: Callable[[Report], Report],
) -> Report:
    """The report on code; by running it where that decides more, or says otherwise.

    `in_rounds` reads loops as formulas, round by round, where the program cannot be run.
    """
    if not _is_open(report) and not _MAY_MISLEAD.search(text):
        return report
    if any(NOTE in part.note for part in report.parts):
        return report
    statements = statements_of(list(logical_lines(text)))
    known, other = vocabulary(by.page), page_resized(by, vocabulary)
    if line := gathered_anew(statements, known.shapes):
        return left_open(report, set(_decided(report.parts)), _GATHERED.format(line))
    judge = RunJudge(by.page, by.check, by.check.seed, text, known, given, accept, other)
    programs = judge.running()
    found = judge.report(programs, asked) if programs and _is_open(report) else None
    if found is not None and _is_more(found, report, judge.contradicted(report, programs)):
        return with_key(found, by)
    report = in_rounds(report) if _is_open(report) else report
    if not programs and (line := joined_anew(statements)):
        return left_open(report, set(_decided(report.parts)), _GATHERED.format(line))
    against = judge.contradicted(report, programs) if programs else set()
    if not against:
        report = _with_lines(report, judge, programs, asked, text)
        return left_open(report, judge.unsure(report, programs), _ONE_SIDED)
    found = judge.report(programs, asked) if found is None else found
    if found is not None:
        told, said = _decided(found.parts), _decided(report.parts)
        against = {name for name in against if told.get(name) != said[name]}
        if _is_more(found, report, against):
            return with_key(found, by)
    return left_open(report, against, _CONTRADICTED)


def octave_run_beside(
    report: Report,
    by: Referee,
    text: str,
    asked: tuple[str, ...] | None,
    given: Collection[str] | str,
    accept: Sequence[str],
    vocabulary: Callable[[CheckedPage], Vocabulary],
) -> Report:
    """The report on a program in Octave, R or Julia; by running it where that decides more.

    What a run says otherwise is left open.
    """
    if not _is_open(report) and not may_mislead(text):
        return report
    from handgrad.reading.run.octave_rows import octave_rows

    known = vocabulary(by.page)
    language = language_of(text, Names(known, text))
    rows = octave_rows(text, language, known) if language else []
    if not rows:
        return report
    other = page_resized(by, vocabulary)
    judge = RunJudge(
        by.page, by.check, by.check.seed, text, known, given, accept, other, tuple(rows),
        language == R,
    )  # fmt: skip
    programs = judge.running()
    # A Hessian that stands beside the gradient is no answer to the page.
    is_other = asked is None and {p.name for p in report.parts}.isdisjoint(by.page.parameters)
    is_wanted = bool(programs) and (is_other or _is_open(report))
    found = judge.report(programs, asked) if is_wanted else None
    against = judge.contradicted(report, programs)
    is_more = found is not None and _is_more(found, report, ()) and not against
    if found is not None and (is_other or is_more):
        return with_key(found, by)
    return left_open(report, against, _CONTRADICTED)


def octave_given_back(report: Report, text: str, known: Vocabulary) -> Report:
    """The report; what a function changes as it gives it back is left open."""
    names = Names(known, text)
    language = language_of(text, names)
    right = {part.name for part in report.parts if part.verdict == RIGHT}
    if right and language == OCTAVE and not is_julia(text) and counts_longest_side(text, known):
        report = left_open(report, right, LONGEST_SIDE)
    if len(known.parameters) == 1 or not language:
        return report
    page = page_names((), text, known, COLUMNS)
    changed = changed_as_given_back(text, language, derivative_of_page(page))
    told = _decided(report.parts)
    against = {name for name, verdicts in changed.items() if told.get(name) in verdicts}
    return left_open(report, against, _KEPT_BACK)


def by_functions(
    report: Report, names: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report; without the functions that only use the gradient where it says otherwise.

    What a function works out and gives back no more is left open.
    """
    lines = list(logical_lines(text))
    if note := why_taken_once(statements_of(lines), [line.text for line in lines]):
        return left_open(report, set(_decided(report.parts)), note)
    if report.verdict == RIGHT and _RETURNS.search(text):
        statements = statements_of(lines)
        page = page_names(statements, text, names, COLUMNS)
        report = left_open(report, kept_back(statements, page), _KEPT_BACK)
        if name := started_argument(statements, (*names.parameters, *names.data)):
            return left_open(report, set(_decided(report.parts)), _STARTED.format(name))
    if report.verdict == RIGHT and (said := lone_change(text)):
        return left_open(report, set(_decided(report.parts)), _CHANGED.format(said))
    if "@" in text and (name := unknown_decorator(text)):
        return left_open(report, set(_decided(report.parts)), _DECORATED.format(name))
    if report.verdict == RIGHT:
        rows = list(logical_lines(text))
        said = taken_back_in([line.text for line in rows])
        doubt = _SAID + said if said else _of_batches(rows, text, names)
        report = left_open(report, set(_decided(report.parts)) if doubt else (), doubt)
    if report.verdict == WRONG and (note := why_unsure(text, names.sizes, names.shapes)):
        wrong = {part.name for part in report.parts if part.verdict == WRONG}
        report = left_open(report, wrong, note)
    if "class " in text and (line := takes_over(statements_of(list(logical_lines(text))))):
        return left_open(report, set(_decided(report.parts)), _INHERITED.format(line))
    others = without_users(text)
    if others is None:
        return report
    found = judged(others.text)
    mine, theirs = _decided(report.parts), _decided(found.parts)
    against = {n for n, verdict in mine.items() if theirs.get(n, verdict) != verdict}
    if others.are_gradients:
        against -= {n for n in against if mine[n] == RIGHT}
    if (others.only_scaled and theirs) or not mine:
        return found
    return left_open(report, against, _USED)


def _of_batches(rows: list[LogicalLine], text: str, names: Vocabulary) -> str:
    statements = statements_of(rows)
    return batch_doubt(statements, page_names(statements, text, names, COLUMNS))


def beside_trials(
    report: Report, text: str, judged: Callable[[str], Report], page: CheckedPage
) -> Report:
    """The report; without the calls on numbers of the writer's own where it is not right."""
    if report.verdict not in (WRONG, INVALID):
        return report
    forward = [formula.name for formula in page.steps]
    bare = without_trials(text, page.parameters, page.data, forward)
    found = judged(bare) if bare != text else report
    return report if found.verdict == INVALID else found


def _with_lines(
    report: Report,
    judge: RunJudge,
    programs: Sequence[ProgramOnPage],
    asked: tuple[str, ...] | None,
    text: str,
) -> Report:
    """The report on a wrong program that goes round, with its lines as they are written."""
    if report.verdict != WRONG or not programs or not _LOOP.search(text):
        return report
    found = judge.report(programs, asked)
    if found is None or found.first_wrong is None or found.verdict != WRONG:
        return report
    return replace(
        report,
        lines=found.lines,
        first_wrong=found.first_wrong,
        method_score=found.method_score,
    )


def _is_open(report: Report) -> bool:
    parts = [part.verdict for part in report.parts]
    return any(verdict not in _DECIDED for verdict in (report.verdict, *parts))


def page_resized(
    by: Referee, vocabulary: Callable[[CheckedPage], Vocabulary]
) -> tuple[CheckedPage, Vocabulary] | None:
    """The page at other sizes, None for one that has no free ones."""
    key = ("at other sizes", by.check.seed)
    if key not in by.page.cache:
        by.page.cache[key] = _checked_resized(by)
    page: CheckedPage | None = by.page.cache[key]
    return None if page is None else (page, vocabulary(page))


def _checked_resized(by: Referee) -> CheckedPage | None:
    others = next_sizes(by.page)
    if not others:
        return None
    try:
        page = CheckedPage.from_text(by.page.text, **others)
        return referee(page, by.check.seed).page
    except HandgradError:
        return None


def _is_more(found: Report, report: Report, against: Collection[str]) -> bool:
    """Whether a run says more than formulas, and all that they say where they are right."""
    mine, theirs = _decided(found.parts), _decided(report.parts)
    same = all(mine.get(n) == v for n, v in theirs.items() if n not in against)
    return same and (len(mine) > len(theirs) or bool(against & mine.keys()))


def _decided(parts: Sequence[Part]) -> dict[str, str]:
    return {part.name: part.verdict for part in parts if part.verdict in _DECIDED}


def left_open(report: Report, against: Collection[str], note: str) -> Report:
    """The report with what a run casts doubt on left open."""
    if not against:
        return report
    parts = tuple(
        replace(p, verdict=UNDECIDED, note=note, hints=(), counterexample=None, evidence=None)
        if p.name in against
        else p
        for p in report.parts
    )
    right = [p for p in parts if p.verdict == RIGHT]
    was_right = [p for p in report.parts if p.verdict == RIGHT]
    share = len(right) / len(was_right) if was_right else 0.0
    return replace(
        report,
        verdict=worst([p.verdict for p in parts]) if parts else INVALID,
        score=report.score * share,
        parts=parts,
        review=tuple(p.name for p in parts if p.verdict == UNDECIDED),
        hints=(),
        first_wrong=None,
    )
