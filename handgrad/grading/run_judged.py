"""Programs that are no formulas: run as NumPy runs them, and judged by what they compute."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import EvaluationError, HandgradError
from handgrad.grading.accepted_runs import noted, under_conventions
from handgrad.grading.branch_doubts import (
    alike,
    has_strange_roots,
    one_sided_sites,
    strange_sites,
)
from handgrad.grading.claims import MISFIT
from handgrad.grading.comparison import Outcome, compare_at, outcomes_of_run
from handgrad.grading.counterexample import counterexample
from handgrad.grading.findings import Counterexample, Evidence, Part
from handgrad.grading.program_claims import (
    BUT_FOR_GUARDS,
    ProgramClaim,
    ProgramOnPage,
    ProgramReading,
    as_floats,
    comparable,
    program_under,
    size_of,
    unguarded_program,
)
from handgrad.grading.report import Report
from handgrad.grading.run_lines import carried_forward, line_at, line_reports
from handgrad.hints import Hint
from handgrad.language.arrays import as_array, nested
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Name
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.answers.run_program import (
    COLUMNS,
    DECLARED,
    has_matrices,
    vector_conventions,
)
from handgrad.reading.code.syntax.source import LogicalLine, logical_lines
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.syntax.statements import Statement
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.run.entrywise import Site
from handgrad.referee.check_model import KeyCheck
from handgrad.referee.environment import Place, common_places, own_places
from handgrad.referee.spans import DIGITS
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, Comparison, judge, worst

MOST_WORK, FEWEST_POINTS, MOST_STRANGE = 250_000, 3, 6


@dataclass(frozen=True, slots=True)
class RunJudge:
    """What a program that is run is judged with; `other` is the page at other sizes.

    `octave` has the lines of one in Octave, R or Julia.
    """

    model: CheckedPage
    key: KeyCheck
    seed: int
    text: str
    known: Vocabulary
    given: Collection[str] | str
    accept: Sequence[str]
    other: tuple[CheckedPage, Vocabulary] | None
    octave: Sequence[LogicalLine] = ()
    is_r: bool = False

    @property
    def rows(self) -> list[LogicalLine]:
        """The lines of the program."""
        return list(self.octave or logical_lines(self.text))

    def running(self) -> list[ProgramOnPage]:
        """The program under the readings that run and fit the page, of each value one."""
        statements = statements_of(self.rows)
        found = list(self.programs(self.model, self.known, statements))
        return [program for program in found if self.fits(program)] or found

    def report(
        self, programs: Sequence[ProgramOnPage], wanted: tuple[str, ...] | None
    ) -> Report | None:
        """The report on the program, None where its readings differ."""
        lines = self.rows
        reports = [self.accepted(program, lines, wanted) for program in programs]
        verdicts = {tuple(part.verdict for part in report.parts) for report in reports}
        return reports[0] if len(verdicts) == 1 else None

    def contradicted(self, report: Report, programs: Sequence[ProgramOnPage]) -> set[str]:
        """The names that are right in a report and wrong in a run, or the other way."""
        return {name for program in programs for name in self.contradicts(report, program)}

    def contradicts(self, report: Report, program: ProgramOnPage) -> Iterator[str]:
        """The names on which a run says otherwise, at several places of what is right."""
        first, *others = common_places(self.model, self.seed)[: min(4, self.points(program))]
        told = program.at(first(DIGITS), decimal_arithmetic(DIGITS))
        for part in report.parts:
            key = part.target or self.model.derivative_name(part.name)
            is_right = part.verdict == RIGHT
            if part.verdict in (RIGHT, WRONG) and key in told:
                places = [first, *others] if is_right else [first]
                outcomes = [_at(program, [key], place) for place in places]
                is_against = any(o.comparison.agrees is (not is_right) for o in outcomes)
                is_misfit = is_right and outcomes[0].problem == MISFIT
                if told[key].other is not None or is_against or is_misfit:
                    yield part.name

    def programs(
        self, model: CheckedPage, known: Vocabulary, statements: Sequence[Statement]
    ) -> Iterator[ProgramOnPage]:
        """The program under each reading that runs; of those with the same values one."""
        values, numbers = common_places(model, self.seed)[0](DIGITS), decimal_arithmetic(DIGITS)
        allowed = self.allowed(model)
        seen: list[dict[str, object]] = []
        run: list[ProgramOnPage] = []
        for reading in self.readings(known):
            program = program_under(reading, model, known, self.text, statements, allowed)
            if any(program.is_like(other, values) for other in run):
                continue
            try:
                told = program.at(values, numbers)
            except EvaluationError:
                continue
            run.append(program)
            found = {name: comparable(one) for name, one in told.items()}
            if told and found not in seen:
                seen.append(found)
                yield program

    def fits(self, program: ProgramOnPage) -> bool:
        """Whether all that a program computes has the shape of what it is said to be."""
        place = common_places(self.model, self.seed)[0](DIGITS)
        numbers = decimal_arithmetic(DIGITS)
        try:
            for key in program.at(place, numbers):
                if key.partition("/d")[2] in self.model.shapes:
                    program.claim(key).values(place, numbers)
        except EvaluationError:
            return False
        return True

    def readings(self, known: Vocabulary) -> Iterator[ProgramReading]:
        ways = (DECLARED,) if has_matrices(self.text) else vector_conventions(known)
        ways = (COLUMNS,) if self.octave else ways
        for has_labels in (False, True)[: 1 + bool(known.one_hot and not self.octave)]:
            for convention in ways:
                yield ProgramReading(convention, has_labels, self.is_r)

    def allowed(self, model: CheckedPage) -> frozenset[str]:
        """The derivatives of the page that a program may use without saying what they are."""
        arriving = {d.name for d in model.derivatives
                    if isinstance(d.tree, Name) and d.tree.name in model.data}  # fmt: skip
        all_of_them = {d.name for d in model.derivatives}
        return frozenset(all_of_them if self.given == "all" else {*self.given, *arriving})

    def judged(
        self,
        program: ProgramOnPage,
        lines: Sequence[LogicalLine],
        wanted: tuple[str, ...] | None,
    ) -> Report:
        model, place = self.model, common_places(self.model, self.seed)[0]
        told = program.at(place(DIGITS), decimal_arithmetic(DIGITS))
        keys = [key for key in told if key.partition("/d")[2] in model.shapes]
        parts = self.beyond_doubt(program, self.parts(program, keys))
        parts = {k: replace(p, given=line_at(lines, told[k].line)) for k, p in parts.items()}
        start = model.derivative_name("")
        answered = [key.removeprefix(start) for key in keys]
        asked = wanted or tuple(n for n in model.parameters if n in answered) or tuple(answered)
        found = tuple(self.answer(name, parts) for name in asked)
        verdict = worst([part.verdict for part in found]) if found else INVALID
        carried = carried_forward(program, place, told, parts)
        reports = line_reports(lines, told, parts, carried)
        counted = wanted or tuple(model.parameters)
        right = [p.name for p in found if p.verdict == RIGHT and p.name in counted]
        bad = [k for k in keys if parts[k].verdict == WRONG and k not in carried]
        is_asked = {k: k in asked or k.removeprefix(start) in asked for k in keys}
        off = [k for k in bad if is_asked[k] or program.factor(k, place) is None]
        wrong = [told[key].line for key in off or (bad if verdict == WRONG else ())]
        known = [p for p in parts.values() if p.verdict in (RIGHT, WRONG)]
        return Report(
            model=model.name,
            verdict=verdict,
            score=len(right) / len(counted),
            method_score=(len(known) - len(wrong)) / len(parts) if parts else 0.0,
            complete=set(answered) >= set(model.parameters),
            review=tuple(part.name for part in found if part.verdict == UNDECIDED),
            parts=found,
            lines=reports,
            hints=tuple(dict.fromkeys(h for p in found if p.verdict == WRONG for h in p.hints)),
            first_wrong=min(wrong, default=None),
            seed=self.seed,
            notes=(*self.key.unreached, "the program was run, at the points that are named"),
        )

    def accepted(
        self,
        program: ProgramOnPage,
        lines: Sequence[LogicalLine],
        wanted: tuple[str, ...] | None,
    ) -> Report:
        """The report on a program, under the first accepted convention that explains it all."""
        report = self.judged(program, lines, wanted)
        if not self.accept or report.verdict != WRONG:
            return report
        under = under_conventions(program, report.parts, self.accept, self.seed)
        for note, other in under:
            found = self.judged(other, lines, wanted)
            return replace(found, parts=tuple(noted(part, note) for part in found.parts))
        return report

    def answer(self, name: str, parts: Mapping[str, Part]) -> Part:
        key = name if "/" in name else self.model.derivative_name(name)
        if key not in parts:
            return Part(name, INVALID, key, note=f"{key} is not answered")
        return replace(parts[key], name=name)

    def points(self, program: ProgramOnPage) -> int:
        """At how many points a program is run: few where each takes long."""
        return max(FEWEST_POINTS, MOST_WORK // max(program.steps, 1))

    def parts(self, program: ProgramOnPage, keys: Sequence[str]) -> dict[str, Part]:
        """The verdicts on derivatives; those that seem right are compared all at once."""
        place = common_places(self.model, self.seed)[0]
        likely = [k for k in keys if _at(program, [k], place).comparison.agrees is True]
        outcomes = self.outcomes(program.claim(*likely), program) if likely else ()
        are_right = judge([outcome.comparison for outcome in outcomes]) == RIGHT
        return {
            key: self.part(program, key, outcomes if are_right and key in likely else ())
            for key in keys
        }

    def outcomes(self, claim: ProgramClaim, program: ProgramOnPage) -> tuple[Outcome, ...]:
        most = self.points(program)
        return outcomes_of_run(self.model, claim, self.seed, self.text, most)

    def part(self, program: ProgramOnPage, key: str, outcomes: Sequence[Outcome]) -> Part:
        """The verdict on one derivative, with how it is known."""
        claim = program.claim(key)
        outcomes = outcomes or self.outcomes(claim, program)
        verdict = judge([outcome.comparison for outcome in outcomes])
        if verdict == RIGHT and self.key.leaves_doubt:
            verdict = UNDECIDED
        digits = [o.digits for o in outcomes if o.digits is not None]
        evidence = Evidence("decimal", len(outcomes), min(digits, default=None))
        problem = next((o.problem or o.doubt for o in outcomes if o.problem or o.doubt), "")
        part = Part(key.partition("/d")[2], verdict, key, "", evidence=evidence, note=problem)
        if verdict == UNDECIDED and problem == MISFIT and self.other is None:
            return self.of_its_size(program, key, part)
        if verdict != WRONG:
            return part
        bare = unguarded_program(program)
        if bare is not None and self.holds(bare, [key]):
            return replace(part, verdict=UNDECIDED, evidence=None, note=BUT_FOR_GUARDS)
        proof = counterexample(self.model, claim, self.seed, False, outcomes)
        return replace(part, counterexample=proof, hints=self.hints(claim))

    def of_its_size(self, program: ProgramOnPage, key: str, part: Part) -> Part:
        """A part that does not fit: wrong where it has another number of entries.

        So it is on a page whose sizes are given; else a number may stand for one of them.
        """
        here = common_places(self.model, self.seed)[0](DIGITS)
        numbers = decimal_arithmetic(DIGITS)
        given = size_of(program.at(here, numbers)[key].value)
        with numbers.working():
            wanted = len(as_array(evaluate(program.target(key), here, numbers)).entries)
        if given == wanted:
            return part
        verdict = judge([Comparison(False, shapes_fit=False)])
        note = f"{key} has {wanted} entries, this has {given}"
        return replace(part, verdict=verdict, evidence=None, note=note)

    def hints(self, claim: ProgramClaim) -> tuple[Hint, ...]:
        """The mistakes of the page that lead to the wrong values, at a point."""
        from handgrad.grading.grade_values import grade_values

        by = claim.keys[0].partition("/d")[2]
        place = common_places(self.model, self.seed)[0]
        if by not in self.model.parameters:
            return ()
        at = {n: as_floats(nested(v, self.model.rank(n))) for n, v in place.point.items()}
        try:
            given, _ = claim.values(place(DIGITS), decimal_arithmetic(DIGITS))
            found = as_floats(nested(given, self.model.rank(by)))
            return grade_values(self.model, at, {by: found}).parts[0].hints
        except HandgradError:
            return ()

    def beyond_doubt(
        self, program: ProgramOnPage, parts: Mapping[str, Part]
    ) -> dict[str, Part]:
        """The parts; right ones are left open where the way of the program is in doubt."""
        right = [key for key, part in parts.items() if part.verdict == RIGHT]
        other = self.resized(program) if right else None
        is_same = other is None or self.agrees(other, right)
        doubt = self.doubt(program, right, other) if right and is_same else ""
        if doubt:
            opened = {k: replace(parts[k], verdict=UNDECIDED, note=doubt, evidence=None)
                      for k in right}  # fmt: skip
            return {**parts, **opened}
        for place in alike(self.model, self.seed) if right else ():
            if _at(program, right, place).comparison.agrees is False:
                return {**parts, **{k: self.at_place(program, parts[k], place) for k in right}}
        if other is None or is_same:
            return dict(parts)
        return {**parts, **{key: self.at_other_sizes(other, parts[key]) for key in right}}

    def resized(self, program: ProgramOnPage) -> ProgramOnPage | None:
        """The program on the page at other sizes, None where that has none."""
        if self.other is None:
            return None
        model, known = self.other
        allowed = self.allowed(model)
        other = program_under(
            program.reading, model, known, self.text, program.statements, allowed
        )
        return replace(other, targets=program.targets)

    def agrees(self, program: ProgramOnPage, keys: Sequence[str]) -> bool:
        place = common_places(program.model, self.seed)[0]
        return _at(program, keys, place).comparison.agrees is True

    def doubt(
        self, program: ProgramOnPage, right: Sequence[str], other: ProgramOnPage | None
    ) -> str:
        """Why the points that were seen may not be all that matter."""
        strange = strange_sites(self.model, program, other)
        if len(strange) > MOST_STRANGE:
            return "the program goes by comparisons that the page does not have"
        for site in strange:
            if self.matters(program, site, right):
                return f"line {site[0]} goes by a comparison that the page does not have"
        if has_strange_roots(self.model, program):
            return "the program takes a root that the page does not have"
        return ""

    def matters(self, program: ProgramOnPage, site: Site, right: Sequence[str]) -> bool:
        """Whether derivatives that are right are not, whichever way a program goes here."""
        for side in (True, False):
            other = replace(program, forced={site: side}, known={}, seen={})
            if not self.holds(other, right):
                return True
        return False

    def unsure(self, report: Report, programs: Sequence[ProgramOnPage]) -> set[str]:
        """The right names of a report where a program may go elsewhere at other sizes."""
        right = [p.target for p in report.parts if p.verdict == RIGHT]
        place = common_places(self.model, self.seed)[0]
        for program in programs if right else ():
            told = program.at(place(DIGITS), decimal_arithmetic(DIGITS))
            other = self.resized(program)
            if not set(right) <= told.keys() or (other and not self.agrees(other, right)):
                continue
            sites = list(one_sided_sites(program, other))
            if any(self.matters(program, site, right) for site in sites[:MOST_STRANGE]):
                return {p.name for p in report.parts if p.verdict == RIGHT}
        return set()

    def holds(self, program: ProgramOnPage, keys: Sequence[str]) -> bool:
        """Whether derivatives are right at two points."""
        places = (common_places(self.model, self.seed)[0], *own_places(
            self.model, self.text, self.seed, DIGITS)[:1])  # fmt: skip
        outcomes = [_at(program, keys, place) for place in places]
        return judge([outcome.comparison for outcome in outcomes]) == RIGHT

    def at_place(self, program: ProgramOnPage, part: Part, place: Place) -> Part:
        """A part that is right elsewhere, as it is at one more place."""
        outcome = _at(program, [part.target], place)
        if outcome.comparison.agrees is not False:
            return part
        proof = Counterexample(outcome.at, outcome.given, outcome.right)
        wrong = judge([outcome.comparison])
        return replace(part, verdict=wrong, evidence=None, counterexample=proof)

    def at_other_sizes(self, other: ProgramOnPage, part: Part) -> Part:
        """A right part, or what becomes of it where a number stands for a size."""
        outcome = _at(other, [part.target], common_places(other.model, self.seed)[0])
        if outcome.comparison.agrees is True:
            return part
        told = f"right at {self.model.sizes_text}, not at {other.model.sizes_text}"
        why = outcome.problem or outcome.doubt or "a number stands for a size here"
        note = f"{told}: {why}"
        part = replace(part, verdict=judge([outcome.comparison]), note=note, evidence=None)
        if part.verdict != WRONG:
            return part
        proof = Counterexample(outcome.at, outcome.given, outcome.right)
        return replace(part, counterexample=proof)


def _at(program: ProgramOnPage, keys: Sequence[str], place: Place) -> Outcome:
    try:
        return compare_at(program.claim(*keys), place, exactly=False)
    except EvaluationError as error:
        return Outcome(Comparison(None), problem=str(error))
