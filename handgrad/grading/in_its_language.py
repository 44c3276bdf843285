"""Programs in Octave, R and Julia that were read as formulas, as their language runs them.

There a sign has one meaning: what does not fit is not mended, the program stops. A formula that
is right and a program that is not are told apart here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.grading.by_running import page_resized
from handgrad.grading.claims import MISFIT
from handgrad.grading.findings import Part
from handgrad.grading.keys import Referee
from handgrad.grading.program_claims import ProgramOnPage, program_under
from handgrad.grading.report import Report
from handgrad.grading.round_by_round import may_mislead
from handgrad.grading.run_judged import RunJudge
from handgrad.grading.run_lines import line_at
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.syntax.nodes import Unfitting
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.run.octave_rows import octave_rows
from handgrad.reading.text.matrix_languages import (
    R,
    assigns_as_languages,
    is_julia,
    language_of,
)
from handgrad.referee.environment import Environment, common_places
from handgrad.referee.spans import DIGITS
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, worst

_JULIA = "Julia"
_MEANT = {
    "Octave": "write .*, ./ and .^ for single entries, sum(A, 2) along the rows",
    _JULIA: "write .*, ./ and .^ for single entries, sum(A, dims=2) along the rows",
    R: "write %*% for the product of matrices, * for single entries, rowSums or colSums, "
    'pmax, as.vector(v) * A down the columns, sweep(A, 2, v, "*") along the rows',
}
_STOPS = "this program stops in {}: {}; {}"
_SHAPE = "in {} this is {}, {} is {}; {}"
_OTHER = "in {} this has another value than the formula that it looks like; {}"
_AXIS = "by its signs this may be R or Octave, where a sum has an axis of its own: write it out"
_MENDED = "shape does not fit", "shapes do not fit"


def in_its_language(
    report: Report, by: Referee, text: str, vocabulary: Callable[[CheckedPage], Vocabulary]
) -> Report:
    """The report; what is right as a formula and not in the language of its text is refused."""
    known = vocabulary(by.page)
    decided = [part for part in report.parts if part.verdict in (RIGHT, WRONG)]
    language = language_of(text, Names(known, text)) if decided else ""
    if not language:
        return _left_where_mended(report, text)
    rows = tuple(octave_rows(text, language, known, supposed=True))
    told = _JULIA if language != R and is_julia(text) else language
    judge = RunJudge(
        by.page, by.check, by.check.seed, text, known, "all", (), None, rows, language == R
    )
    if programs := judge.running() if rows else []:
        against = judge.contradicted(report, programs[:1])
        other = page_resized(by, vocabulary) if against else None
        judge = replace(judge, other=other)
        parts = [part for part in report.parts if part.name in against]
        return _with_parts(report, dict(_otherwise(parts, judge, programs[0], told)))
    right = [part for part in report.parts if part.verdict == RIGHT]
    warnings = [warning for line in report.lines for warning in line.warnings]
    verdict, note = UNDECIDED, f"what {told} makes of this is not certain; {_MEANT[told]}"
    if misfit := _misfit(judge) if rows and right else "":
        verdict, note = INVALID, _STOPS.format(told, misfit, _MEANT[told])
    elif not any(said in warning for warning in warnings for said in _MENDED):
        return report
    return _with_parts(report, {part.name: _left(part, verdict, note) for part in right})


def _left_where_mended(report: Report, text: str) -> Report:
    """The report; sums whose axis was put in are left open where a language may say another."""
    said = [warning for line in report.lines for warning in line.warnings]
    is_mended = any("axis=" in one and _MENDED[0] in one for one in said)
    if not is_mended or not assigns_as_languages(text):
        return report
    right = [part for part in report.parts if part.verdict == RIGHT]
    return _with_parts(report, {part.name: _left(part, UNDECIDED, _AXIS) for part in right})


def _otherwise(
    parts: Sequence[Part], judge: RunJudge, program: ProgramOnPage, language: str
) -> Iterator[tuple[str, Part]]:
    """The parts on which a run says otherwise, of the lines that were judged, as it says."""
    told = program.at(_first_place(judge), decimal_arithmetic(DIGITS))
    for part in parts:
        key = part.target or judge.model.derivative_name(part.name)
        meant = _MEANT[language]
        if line_at(judge.rows, told[key].line).strip() != part.given.strip():
            continue
        value, shape = told[key].value, judge.model.shapes.get(part.name, ())
        if part.verdict == RIGHT and _does_not_fit(program, key, _first_place(judge)):
            note = _SHAPE.format(language, _shown(value), key, _size_text(shape), meant)
            yield part.name, _left(part, INVALID, note)
            continue
        note = _OTHER.format(language, meant)
        found = judge.beyond_doubt(program, judge.parts(program, [key]))[key]
        is_supposed = any("octave_sigmoid_slope(" in row.text for row in judge.rows)
        if is_supposed or may_mislead(judge.text) or found.verdict not in (RIGHT, WRONG):
            yield part.name, _left(part, UNDECIDED, note)
        else:
            note = note if found.verdict == WRONG else ""
            yield part.name, replace(found, name=part.name, given=part.given, note=note)


def _misfit(judge: RunJudge) -> str:
    """Why a program stops where arrays meet that do not fit, however it is taken."""
    statements, allowed, found = statements_of(judge.rows), judge.allowed(judge.model), ""
    for reading in judge.readings(judge.known):
        program = program_under(
            reading, judge.model, judge.known, judge.text, statements, allowed
        )
        try:
            program.at(_first_place(judge), decimal_arithmetic(DIGITS))
        except EvaluationError as error:
            if not isinstance(error.__cause__, Unfitting):
                return ""
            found = str(error).removeprefix("in NumPy ")
        else:
            return ""
    return found


def _first_place(judge: RunJudge) -> Environment:
    return common_places(judge.model, judge.seed)[0](DIGITS)


def _does_not_fit(program: ProgramOnPage, key: str, place: Environment) -> bool:
    try:
        program.claim(key).values(place, decimal_arithmetic(DIGITS))
    except EvaluationError as error:
        return str(error) == MISFIT
    return False


def _shown(value: object) -> str:
    return _size_text(getattr(value, "shape", ()))


def _size_text(shape: tuple[object, ...]) -> str:
    return " x ".join(map(str, shape)) or "one number"


def _with_parts(report: Report, others: Mapping[str, Part]) -> Report:
    """The report with other parts for some of its names."""
    if not others:
        return report
    parts = tuple(others.get(part.name, part) for part in report.parts)
    right, was_right = (
        sum((p.verdict == RIGHT for p in some), 0) for some in (parts, report.parts)
    )
    score = report.score * right / was_right if was_right else 0.0
    given = {part.given.strip(): part for part in others.values()}
    lines = tuple(
        replace(line, verdict=given[line.text.strip()].verdict, hints=())
        if line.text.strip() in given
        else line
        for line in report.lines
    )
    wrong = [line.number for line in lines if line.verdict == WRONG]
    return replace(
        report,
        verdict=worst([part.verdict for part in parts]),
        score=score,
        parts=parts,
        lines=lines,
        review=tuple(part.name for part in parts if part.verdict == UNDECIDED),
        hints=tuple(dict.fromkeys(h for p in parts if p.verdict == WRONG for h in p.hints)),
        first_wrong=min(wrong, default=None),
    )


def _left(part: Part, verdict: str, note: str) -> Part:
    return replace(
        part, verdict=verdict, note=note, hints=(), counterexample=None, evidence=None
    )
