"""An answer carried out from top to bottom: each equation judged by value, then as a step."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from handgrad.errors import FormulaError
from handgrad.grading.constant_entries import in_every_entry
from handgrad.grading.equality import Judge, is_of_loss, pointed, unread_verdict
from handgrad.grading.findings import Part
from handgrad.grading.formulas import MeantFormula
from handgrad.grading.guards import unguarded
from handgrad.grading.marks import Mark, Result
from handgrad.grading.meaning import Circle, Meaning
from handgrad.grading.program import Chain, Member, Program, Version
from handgrad.grading.steps import Steps
from handgrad.language.plain import plain
from handgrad.language.tree import Name, Node, Number, names
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG

_ONE_WORD = regex(r"^[^/\\\\∂∇]*\bd_?\w+\s*$")
_NUMPY = regex(r"\b(?:np|numpy|torch|jnp)\.")


class Execution:
    """The results of all chains, each worked out once, when it is first needed."""

    def __init__(self, program: Program, judge: Judge, given: Collection[str] | str) -> None:
        self.program, self.judge, self.model = program, judge, program.model
        self.meaning = Meaning(program, judge, given, self.settled)
        self.results: dict[Chain, Result | None] = {}
        self.steps = Steps(self.meaning, self.results)
        self.is_explained = True

    def run(self) -> Iterator[tuple[Chain, Result]]:
        """Every chain with its result, from top to bottom."""
        for chain in self.program.chains:
            yield chain, self.result(chain) or Result()
            self.meaning.value_now(chain)

    def run_unexplained(self) -> Iterator[tuple[Chain, Result]]:
        """The same, where only the verdicts are asked for: why a line is wrong is not."""
        self.is_explained = False
        return self.run()

    def result(self, chain: Chain) -> Result | None:
        """The result of a chain, None while it is being worked out."""
        if chain not in self.results:
            self.results[chain] = None
            try:
                self.results[chain] = self.judged(chain)
            except Circle:
                del self.results[chain]
                raise
        return self.results[chain]

    def settled(self, version: Version) -> frozenset[str] | None:
        """What a right value leans on; None for one that is not the page's.

        A value that stands on itself is the page's, and leans on itself.
        """
        result = self.result(version.chain)
        if result is None:
            return frozenset((version.key,))
        mark = result.answers.get(version.key)
        if mark is None or mark.verdict != RIGHT:
            return None
        return result.leans[version.key]

    def judged(self, chain: Chain) -> Result:
        result = Result()
        self.note_unread(chain, result)
        expressions = chain.expressions
        if chain.line.is_update or not expressions or isinstance(chain.target, Number):
            return result
        known = [node for node in chain.written if self.is_claimed(node, chain)]
        for node in known:
            members = expressions if node is known[0] else expressions[-1:]
            self.claims(chain, node, members, result)
        if not chain.written and chain.target is not None:
            self.claims(chain, chain.target, expressions, result)
        if chain.written and not known:
            self.restatements(chain, expressions, result)
        return result

    def is_claimed(self, node: Node, chain: Chain) -> bool:
        """Whether the page knows what a chain gives a value to."""
        versions = self.program.versions.get(plain(node), ())
        return any(v.chain is chain and v.page is not None for v in versions)

    def note_unread(self, chain: Chain, result: Result) -> None:
        name = plain(chain.target) if chain.target else ""
        for member in chain.unread:
            note = pointed(member.error)
            verdict = unread_verdict(member.error)
            part = Part(name, verdict, name, member.source.text.strip(), note=note)
            result.marks.append(Mark(member.line, part))

    def claims(
        self, chain: Chain, node: Node, members: Sequence[Member], result: Result
    ) -> None:
        """Every member against what the page knows by a name, or by the left side."""
        key = plain(node)
        marks: list[Mark] = []
        try:
            target = self.meaning.target(node, chain, members[0].source)
        except FormulaError as error:
            part = Part(key, UNDECIDED, key, members[0].source.text.strip(), note=error.message)
            result.marks.append(Mark(members[0].line, part))
            return
        for member in members:
            mark = self.claimed(target, key, chain, member, marks)
            marks.append(self.put_in(mark, key, chain, marks))
        if marks[-1].verdict == WRONG and (
            self.moves_on(key, chain, target) or self.is_own(node, chain)
        ):
            return
        if self.is_given(key, chain):
            step = self.stated(key, chain, marks[-1])
            marks = [_stated(m, step) if step else _refused(m) for m in marks]
        result.marks += marks
        if node in chain.written and not chain.ends_unread:
            result.answers[key] = marks[-1]
            result.leans[key] = self.left_open(key, chain, marks)

    def put_in(self, mark: Mark, key: str, chain: Chain, above: Sequence[Mark]) -> Mark:
        """A number behind a right formula is its value at some point: not decided.

        Nor is what is said of a special case only.
        """
        if chain.line.is_denied and mark.verdict in (RIGHT, WRONG):
            return _open(mark, "said to be wrong by the words before it")
        if mark.verdict != WRONG or mark.found is None:
            return mark
        if chain.line.is_aside:
            return _open(mark, "said of a special case, or of something else")
        is_behind = any(map(_is_right_formula, above))
        if is_behind and (found := in_every_entry(mark, self.judge)) is not None:
            return found
        if names(mark.found.tree):
            return mark
        earlier = [v for v in self.program.versions.get(key, ()) if v.place < chain.place]
        results = [self.results.get(version.chain) for version in earlier]
        answers = [r.answers[key] for r in results if r is not None and key in r.answers]
        if chain.unread or is_behind or any(map(_is_right_formula, answers)):
            return _open(mark, "a number behind a right formula: say at which point, with --at")
        return mark

    def moves_on(self, key: str, chain: Chain, target: MeantFormula) -> bool:
        """Whether a name that was right is made to stand for something else: `dS /= sqrt(d)`.

        The gradient by a parameter goes by its name to the end.
        """
        versions = self.program.versions.get(key, [])
        at = next((n for n, version in enumerate(versions) if version.chain is chain), 0)
        if not at and "/" not in key and chain.stands_on(key):
            versions[at].page = None
            return True
        if key.partition("/d")[2] in self.model.parameters or not at:
            return False
        before = versions[at - 1]
        if before.page is not None or not chain.stands_on(key):
            return False
        found = self.judge.upright(self.meaning.value(before), target)
        if self.judge.holds(target, found) or self.moves_on(key, before.chain, target):
            versions[at].page = None
            return True
        return False

    def is_own(self, node: Node, chain: Chain) -> bool:
        """Whether `dy`, which is no derivative by the data y, is a name of the writer's own."""
        by = plain(node).partition("/d")[2]
        left = chain.line.text.partition("=")[0]
        below = self.program.chains[chain.place + 1 :]
        is_used = any(other.mentions(plain(node)) for other in below)
        if by not in self.model.data or not is_used or not _ONE_WORD.search(left):
            return False
        for version in self.program.versions[plain(node)]:
            if version.chain is chain:
                version.page = None
        return True

    def stated(self, key: str, chain: Chain, mark: Mark) -> str:
        """The value of the page that mathematics calls by the name of data: `y = w*x + b`."""
        if key not in self.model.data or chain.line.is_numpy or mark.found is None:
            return ""
        for step in self.model.steps:
            target = MeantFormula(Name(step.name), self.model.shapes[step.name])
            if target.shape == mark.found.shape and self.judge.holds(target, mark.found):
                return step.name
        return ""

    def is_given(self, key: str, chain: Chain) -> bool:
        versions = self.program.versions.get(key, ())
        return any(v.chain is chain and v.is_given for v in versions)

    def left_open(self, key: str, chain: Chain, marks: Sequence[Mark]) -> frozenset[str]:
        """What a right value leans on, if it is not worked out here or above."""
        if any(mark.verdict == RIGHT and not mark.leans for mark in marks):
            return frozenset()
        earlier = [v for v in self.program.versions[key] if v.place < chain.place]
        if any(v.page is not None and self.settled(v) == frozenset() for v in earlier):
            return frozenset()
        return marks[-1].leans

    def restatements(self, chain: Chain, members: Sequence[Member], result: Result) -> None:
        """Several formulas for a name of the writer's own should have one value."""
        if len(members) < 2:
            return
        key = plain(chain.written[0])
        try:
            last = self.meaning.changed(members[-1].tree, chain, members[-1].source)
        except FormulaError:
            return
        for member in members[:-1]:
            result.marks.append(self.claimed(last, key, chain, member, ()))

    def claimed(
        self,
        target: MeantFormula,
        key: str,
        chain: Chain,
        member: Member,
        above: Sequence[Mark],
    ) -> Mark:
        """The mark on one member: its value, and where that is wrong, its step."""
        asked = key.partition("/d")[2] if is_of_loss(self.model, target.tree) else key
        part = Part(asked, UNDECIDED, key, member.source.text.strip())
        try:
            found = self.meaning.changed(member.tree, chain, member.source)
            if key in found.leans:
                raise member.source.error(f"{key} is what this line is to say", 0)
        except FormulaError as error:
            if isinstance(error, Circle) and list(self.results.values()).count(None) > 1:
                raise
            part = replace(part, verdict=unread_verdict(error), note=pointed(error))
            mark = Mark(member.line, part)
            return self.otherwise(mark, target, chain, member)
        target = self.meaning.jacobian(target, found)
        found = self.judge.upright(found, target)
        part = self.judge.judged(target, found, replace(part, read_as=found.shown()))
        if found.doubts:
            note = found.doubts[0]
            part = replace(part, verdict=UNDECIDED, note=note, counterexample=None)
        vector = found.outer_product() if part.verdict == RIGHT else None
        if vector is not None:
            shown = plain(vector)
            note = f"right only as an outer product: write {shown}.T where {shown} is a row"
            part = replace(part, verdict=UNDECIDED, note=note)
        mark = Mark(member.line, part, found, target)
        if mark.verdict == RIGHT:
            return self.flattened(mark, target, chain, member)
        if mark.verdict != WRONG:
            return mark
        mark = self.otherwise(mark, target, chain, member)
        if mark.verdict == WRONG:
            mark = self.guarded(mark, target, found)
        if mark.verdict != WRONG:
            return mark
        direct = next(filter(self.is_direct_too, sorted(found.leans)), None)
        if direct is not None:
            return _open(mark, f"{direct} may stand for a part of it only: write what it is")
        return self.steps.explained(mark, target, found, above) if self.is_explained else mark

    def is_direct_too(self, key: str) -> bool:
        """Whether a derivative is by a value that the loss takes itself and through others."""
        loss, _, name = key.partition("/d")
        users = [s.name for s in self.model.steps if name in names(s.tree)]
        return len(users) > 1 and loss.removeprefix("d") in users

    def otherwise(self, mark: Mark, target: MeantFormula, chain: Chain, member: Member) -> Mark:
        """A member not right as it is read, but right in another reading: not decided."""
        for shown, other in self.readings(mark, chain, member):
            if self.judge.may_hold(target, other):
                as_read = mark.part.read_as or mark.part.given
                note = (
                    f"there are two ways to read this: {as_read} is not "
                    f"right, {shown} is or may be; write it so that it is clear which is meant"
                )
                return _open(mark, note)
            shape = self.judge.upright(other, target).shape
            if shape != target.shape and self.judge.is_numbered(shape, target.shape):
                note = f"read as {shown} it fits at the sizes of this page only"
                return _open(mark, note)
        return mark

    def guarded(self, mark: Mark, target: MeantFormula, found: MeantFormula) -> Mark:
        """A member that is right but for a guard against a division by zero: not decided."""
        bare = unguarded(found)
        if bare is None or not self.judge.holds(target, bare[0]):
            return mark
        note = f"right but for the guard {float(bare[1]):g}, with which the value is another"
        return _open(mark, note)

    def flattened(self, mark: Mark, target: MeantFormula, chain: Chain, member: Member) -> Mark:
        """A right member that is wrong as NumPy reads its vectors: not decided."""
        for shown, other in self.flat_readings(mark, chain, member):
            fits = self.judge.upright(other, target).shape == target.shape
            is_code = _NUMPY.search(member.source.text)
            if is_code and fits and not self.judge.holds(target, other):
                note = (
                    f"there are two ways to read this: {mark.part.read_as} is right, "
                    f"{shown}, as NumPy reads vectors, is not"
                )
                return mark._replace(part=replace(mark.part, verdict=UNDECIDED, note=note))
        return mark

    def flat_readings(
        self, mark: Mark, chain: Chain, member: Member
    ) -> Iterator[tuple[str, MeantFormula]]:
        """What a member of code says where a transpose of a vector makes no row.

        A left side such as dL/dw is no code: there the language of pages is meant.
        """
        found = mark.found
        if chain.line.is_numpy or "/" in chain.line.text.partition("=")[0]:
            return
        if found is None or "@" not in member.source.text or not found.is_turned_by_hand():
            return
        try:
            other = self.meaning.changed(member.tree, chain, member.source, flat=True)
        except FormulaError:
            return
        if other.tree != found.tree:
            yield other.shown(), other

    def readings(
        self, mark: Mark, chain: Chain, member: Member
    ) -> Iterator[tuple[str, MeantFormula]]:
        """What else a member says, by its own other readings and those of what it uses."""
        yield from self.flat_readings(mark, chain, member)
        for tree in member.others:
            try:
                found = self.meaning.changed(tree, chain, member.source)
            except FormulaError:
                continue
            if mark.part.target not in found.leans:
                yield found.shown(), found
        for version, formula in mark.found.uses if mark.found else ():
            last = version.chain.expressions[-1]
            for tree in last.others:
                try:
                    other = self.meaning.changed(tree, version.chain, last.source)
                except FormulaError:
                    continue
                if other.shape == formula.shape and mark.found is not None:
                    uses = tuple((v, other if v is version else f) for v, f in mark.found.uses)
                    shown = f"{version.key} = {other.shown()}"
                    yield shown, mark.found._replace(uses=uses)


def _is_right_formula(mark: Mark) -> bool:
    return mark.verdict == RIGHT and mark.found is not None and bool(names(mark.found.tree))


def _open(mark: Mark, note: str) -> Mark:
    """A mark that is not decided, and why."""
    part = replace(mark.part, verdict=UNDECIDED, hints=(), counterexample=None, note=note)
    return mark._replace(part=part)


def _stated(mark: Mark, step: str) -> Mark:
    """What says the model, `y = w*x + b`, gives the data no other value."""
    note = f"this is {step} of the page; {mark.part.target} stays what is given"
    part = replace(mark.part, verdict=RIGHT, note=note, counterexample=None, hints=())
    return mark._replace(part=part)


def _refused(mark: Mark) -> Mark:
    """A line that gives what is given another value is no wrong answer, and no answer."""
    if mark.verdict != WRONG:
        return mark
    note = f"{mark.part.target} is given by the page and cannot have another value"
    part = replace(mark.part, verdict=INVALID, note=note, counterexample=None, hints=())
    return mark._replace(part=part)
