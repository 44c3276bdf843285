"""From the results of an answer's chains to a report on each line and each name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.errors import FormulaError
from handgrad.grading.diagonals import is_of_diagonal
from handgrad.grading.equality import pointed, unread_verdict
from handgrad.grading.execution import Execution
from handgrad.grading.findings import LineReport, Part
from handgrad.grading.marks import Mark, Result
from handgrad.grading.program import Chain, Version
from handgrad.hints import Hint
from handgrad.language.plain import plain
from handgrad.language.tree import Index, Name, Negative, Number, Product, Sum, names, walk
from handgrad.reading.text.ends_apart import ends_with_derivative
from handgrad.reading.text.line import UNWRITTEN, Line
from handgrad.reading.text.taken_back import EVERYTHING
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, Comparison, judge, worst

DEFINITION = "definition"


_ENTRY = "an entry of it is not right as it is read; say whether entries count from 0 or from 1"
# The entry of those who count from 0.
_FROM_ZERO = regex(r"_\s?\{?\s?0(?![.\d])|₀|\[0\]")


class Marking:
    """The reports on an answer that was carried out."""

    def __init__(self, execution: Execution) -> None:
        self.execution, self.program = execution, execution.program
        self.model = execution.model
        self.results = list(execution.run())

    def lines(self) -> Iterator[LineReport]:
        """A report on every line that was written, from top to bottom."""
        found = {n: self.line(n, chain, result) for chain, result in self.results
                 for n in chain.lines if self.program.lines[n].number != UNWRITTEN}  # fmt: skip
        yield from (found[n] for n in sorted(found))

    def line(self, n: int, chain: Chain, result: Result) -> LineReport:
        line = self.program.lines[n]
        report = LineReport(line.number, line.text, DEFINITION, warnings=line.warnings)
        if line.is_update:
            name = plain(line.target) if line.target is not None else "NAME"
            text = (
                f"this is an update of {name}; write the gradient itself: "
                f"{self.model.derivative_name(name)} = ..."
            )
            return replace(report, verdict=INVALID, warnings=(text,))
        marks = [mark for mark in result.marks if mark.line == n]
        if not marks:
            return self.unmarked(report, line, chain)
        verdict = worst([mark.verdict for mark in marks])
        head = [] if line.continues or chain.target is None else [plain(chain.target)]
        notes = [
            m.part.note for m in marks if m.verdict in (INVALID, UNDECIDED) and m.part.note
        ]
        hints = next((mark.part.hints for mark in marks if mark.part.hints), ())
        wrong = [mark for mark in marks if mark.verdict == WRONG]
        read_as = [mark.part.read_as for mark in marks if mark.part.read_as]
        return replace(
            report,
            verdict=verdict,
            read_as=" = ".join((*head, *dict.fromkeys(read_as))),
            hints=hints,
            carried_forward=bool(wrong) and all(mark.carried for mark in wrong),
            warnings=tuple(dict.fromkeys((*line.warnings, *notes))),
        )

    def unmarked(self, report: LineReport, line: Line, chain: Chain) -> LineReport:
        """A line that claims nothing: a definition, or one that nothing can be made of."""
        warnings = list(line.warnings)
        if chain.target is None:
            names = " or ".join(map(self.model.derivative_name, self.model.parameters))
            warnings.append(f"say what this is: {names} = ...")
            return replace(report, verdict=INVALID, warnings=tuple(warnings))
        if isinstance(chain.target, Number):
            warnings.append("a condition, not the value of anything: it is not judged")
            return replace(report, warnings=tuple(warnings))
        shown = [plain(chain.target)]
        for member in chain.expressions:
            if self.program.lines[member.line] is not line:
                continue
            try:
                found = self.execution.meaning.changed(member.tree, chain, member.source)
            except FormulaError as error:
                verdict = unread_verdict(error)
                return replace(report, verdict=verdict, warnings=(*warnings, pointed(error)))
            shown.append(found.shown())
        return replace(report, read_as=" = ".join(shown), warnings=tuple(warnings))

    def answered(self) -> tuple[str, ...]:
        """The names answered: parameters, else other derivatives of the loss, else factors."""
        versions = [v for found in self.program.versions.values() for v in found]
        versions.sort(key=lambda version: version.place)
        known = (v.key for v in versions if v.page is not None and "/" in v.key)
        keys = dict.fromkeys(key for key in known if not is_of_diagonal(key))
        start = self.model.derivative_name("")
        ofloss = [key.removeprefix(start) for key in keys if key.startswith(start)]
        ofloss += [n for n in self.model.parameters if any(self.wrong_entries(start + n))]
        parameters = tuple(name for name in self.model.parameters if name in ofloss)
        of_page = (key for key in keys if not self._is_of_own_name(key))
        return parameters or tuple(ofloss) or tuple(of_page)

    def _is_of_own_name(self, key: str) -> bool:
        """Whether a derivative is one of a name of the writer's own: dE/dw, where E = 2L."""
        above = key[1:].partition("/d")[0]
        return above.isidentifier() and above not in self.model.shapes

    def part(self, name: str) -> tuple[Part, Mark | None]:
        """What became of the answer for a name, and the mark that it rests on."""
        key = name if "/" in name else self.model.derivative_name(name)
        versions = self.program.versions.get(key, [])
        if not versions:
            entry = self.wrong_entry(key)
            part = entry.part if entry else Part("", INVALID, note=f"{key} is not answered")
            if entry is None and any(self.wrong_entries(key)):
                part = Part("", UNDECIDED, note=_ENTRY)
            return replace(part, name=name, target=key), entry
        version = versions[-1]
        result = self.execution.result(version.chain) or Result()
        mark = result.answers.get(key)
        if mark is None:
            return self.unreadable(name, version, result), None
        part = replace(mark.part, name=name, target=key)
        if mark.has_other_shape and mark.verdict != UNDECIDED:
            verdict = judge([Comparison(False, shapes_fit=False)])
            part = replace(part, verdict=verdict)
        leans = result.leans[key]
        if part.verdict == RIGHT and leans:
            note = f"{' and '.join(sorted(leans))} is not worked out: write what it is"
            return replace(part, verdict=UNDECIDED, note=note), mark
        if part.verdict == RIGHT and (number := self.entry_below(version)):
            note = f"line {number} says another value of one of its entries"
            return replace(part, verdict=UNDECIDED, note=note), mark
        if part.verdict in (RIGHT, WRONG) and (number := self.made_further(version)):
            note = f"line {number} makes another gradient of it: which is meant is not known"
            return replace(part, verdict=UNDECIDED, note=note), mark
        if part.verdict == RIGHT and (other := self.equated(version)):
            note = f"this line says that {other} is the same, and it is not"
            return replace(part, verdict=UNDECIDED, note=note), mark
        taken = next(self.taken_back(version), None)
        if part.verdict in (RIGHT, WRONG) and taken is not None:
            note = f"line {taken.number} may say that it is another one: {taken.text}"
            return replace(part, verdict=UNDECIDED, note=note), mark
        if mark.carried and not part.hints:
            part = replace(part, hints=tuple(self.from_above(mark)))
        return part, mark

    def wrong_entry(self, key: str) -> Mark | None:
        """What is wrong of an entry that mathematics claims by its number: `dL/dw_2 = 2r x_1`.

        Entries by numbers have to stand in it, and none of them is 0: x_0 may be 1. Of classes
        one may be meant to be the true one.
        """
        kinds = {domain.kind for domain in self.model.domains.values()}
        if "one_hot" in kinds or any(_FROM_ZERO.search(x.text) for x in self.program.lines):
            return None
        return next(
            (m for line, m in self.wrong_entries(key) if _is_wrong_of_entries(m, line)), None
        )

    def wrong_entries(self, key: str) -> Iterator[tuple[Line, Mark]]:
        """The lines that say an entry of a derivative by its number, and not the right one."""
        for chain, result in self.results:
            match chain.target:
                case Index(operand, (Number(), *_)) if plain(operand) == key:
                    last = result.marks[-1] if result.marks else None
                    if last is not None and last.verdict == WRONG:
                        yield chain.line, last

    def equated(self, version: Version) -> str:
        """Another derivative that a chain says to be the same, and that is not."""
        line = version.chain.line
        is_parted = ends_with_derivative(line.text)
        found = [
            mark.part.target
            for chain, result in self.results
            for mark in result.marks
            if chain is version.chain or (is_parted and chain.line.text == line.text)
            if mark.verdict == WRONG
        ]
        return next((name for name in found if "/d" in name and name != version.key), "")

    def taken_back(self, version: Version) -> Iterator[Line]:
        """The lines that say in words that a value is another one."""
        numbers = [self.program.lines[chain.lines[-1]].number for chain in self.program.chains]
        own = numbers[version.place]
        for line in self.program.lines:
            above = [number for number in numbers if number <= line.takes_back]
            if line.takes_back == EVERYTHING or (above and own == max(above)):
                yield line

    def entry_below(self, version: Version) -> int | None:
        """The number of a line below that says a wrong formula for one entry of a value."""
        for chain, result in self.results:
            target = chain.target
            is_below = isinstance(target, Index) and chain.place > version.place
            if isinstance(target, Index) and is_below and plain(target.operand) == version.key:
                found = [m.found for m in result.marks if m.verdict == WRONG and m.found]
                is_code = "[" in chain.line.text.partition("=")[0]
                if any(is_code or names(formula.tree) for formula in found):
                    return chain.line.number
        return None

    def made_further(self, version: Version) -> int | None:
        """The number of a line below that makes `grad` of a derivative: `grad = 2*dw`."""
        below = self.program.chains[version.place + 1 :]
        for chain in below if len(self.model.parameters) == 1 else ():
            last = chain.expressions[-1].tree if chain.expressions else None
            is_named = chain.target in (Name("grad"), Name("gradient"))
            if is_named and isinstance(last, Sum | Product | Negative):
                return chain.line.number if chain.mentions(version.key) else None
        return None

    def unreadable(self, name: str, version: Version, result: Result) -> Part:
        line = version.chain.line
        error = line.error or next((error for _, error in line.unread), None)
        note = pointed(error) if error else f"line {line.number} cannot be read"
        unread = [m.part for m in result.marks if m.verdict in (INVALID, UNDECIDED)]
        errors = [part.note for part in unread]
        verdict = unread_verdict(error) if error else INVALID
        return Part(name, verdict, version.key, line.text.strip(), note=(errors or [note])[-1])

    def from_above(self, mark: Mark) -> Iterator[Hint]:
        """The hints of the wrong lines that a wrong value follows from."""
        for version in mark.origins:
            result = self.execution.result(version.chain)
            origin = result.answers.get(version.key) if result else None
            if origin is None or origin.carried:
                yield from self.from_above(origin) if origin else ()
                continue
            number = self.program.lines[origin.line].number
            hints = origin.part.hints[:1] or (Hint("wrong-line", f"{version.key} is wrong"),)
            for hint in hints:
                yield Hint(hint.id, f"line {number}: {hint.text}")

    def is_answered(self, name: str) -> bool:
        return self.model.derivative_name(name) in self.program.versions

    def method_score(self, verdict: str, *, is_accepted: bool = False) -> float:
        """The share of steps that are right by themselves."""
        marks = self.marks()
        wrong = self.wrong_steps(verdict, is_accepted=is_accepted)
        known = [m for m in marks if m.verdict in (RIGHT, WRONG)]
        return (len(known) - len(wrong)) / len(marks) if marks else 0.0

    def first_wrong(self, verdict: str, *, is_accepted: bool = False) -> int | None:
        """The number of the first line whose own step is wrong."""
        wrong = self.wrong_steps(verdict, is_accepted=is_accepted)
        lines = [mark.line for mark in wrong]
        return self.program.lines[min(lines)].number if lines else None

    def wrong_steps(self, verdict: str, *, is_accepted: bool) -> list[Mark]:
        """The wrong marks that follow from no others, and from no convention that is fine."""
        marks = self.marks()
        is_accepted = is_accepted and verdict == RIGHT
        wrong = [mark for mark in marks if mark.verdict == WRONG and not mark.carried]
        return [m for m in wrong if not self.is_fine(m, marks, is_accepted=is_accepted)]

    def is_fine(self, mark: Mark, marks: Sequence[Mark], *, is_accepted: bool) -> bool:
        """Whether a wrong value follows a convention that is accepted or made good.

        It is made good where a right gradient of a parameter stands on it, and none is wrong
        because of it.
        """
        if not mark.follows_convention:
            return False
        above = [m for m in marks if m.part.name in self.model.parameters]
        stands = any(m.verdict == RIGHT and self.stands_on(m, mark) for m in above)
        spoilt = (v.key for m in above if m.carried for v in m.origins)
        return is_accepted or (stands and mark.part.target not in spoilt)

    def stands_on(self, mark: Mark, other: Mark) -> bool:
        """Whether one claim uses the value that another one is about."""
        uses = mark.found.uses if mark.found is not None else ()
        return any(version.key == other.part.target for version, _ in uses)

    def marks(self) -> list[Mark]:
        return [mark for _, result in self.results for mark in result.marks]


def _is_wrong_of_entries(mark: Mark, line: Line) -> bool:
    """Whether mathematics with an entry of each array is wrong; more may be a sum in full."""
    if mark.verdict != WRONG or mark.found is None or line.is_numpy:
        return False
    entries = [node for node in walk(mark.found.tree) if isinstance(node, Index)]
    arrays = {plain(entry.operand) for entry in entries}
    return bool(entries) and len({*entries}) == len(arrays)
