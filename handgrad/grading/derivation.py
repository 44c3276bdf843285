"""A derivation from top to bottom: definitions, chains of equalities, and what follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from handgrad.errors import FormulaError, ShapeError
from handgrad.grading.comparison import Claim
from handgrad.grading.equality import Judge, pointed
from handgrad.grading.findings import LineReport, Part
from handgrad.grading.wrong_factor import Chain
from handgrad.hints import Hint
from handgrad.language.fit import Fitted, Source, fitted
from handgrad.language.functions import ELEMENTWISE
from handgrad.language.plain import plain
from handgrad.language.shape import Shape
from handgrad.language.tree import Call, Derivative, Name, Node, names, rewrite, walk
from handgrad.reading.answer import Line
from handgrad.referee.directional import Definitions
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, worst

DEFINITION = "definition"


def is_primed(node: Derivative) -> bool:
    """Whether this is f'(z), the derivative of an elementwise function by its argument."""
    match node.of:
        case Call(function, (argument,)):
            return function in ELEMENTWISE and argument == node.by
    return False


@dataclass
class Derivation:
    """The state of reading an answer; `alone` is what a formula without a left side answers.

    `answers` holds the last part for each name, `lines` a report for each line read.
    """

    judge: Judge
    alone: str | None
    definitions: list[tuple[str, Node]] = field(default_factory=list)
    own: dict[str, Shape] = field(default_factory=dict)
    answers: dict[str, Part] = field(default_factory=dict)
    lines: list[LineReport] = field(default_factory=list)
    before: Fitted | None = None
    last: dict[str, Node] = field(default_factory=dict)
    mistaken: dict[str, Node] = field(default_factory=dict)
    worked_out: dict[str, Node] = field(default_factory=dict)

    @property
    def shapes(self) -> dict[str, Shape]:
        return {**self.judge.model.shapes, **self.own}

    def read(self, line: Line) -> None:
        """Judge one line; raises FormulaError for a line that nothing can be made of."""
        target = line.target
        if line.is_update:
            return self.update(line)
        if target is None and not line.continues:
            target = self.standing_alone(line)
        if target is None:
            return self.equalities(line)
        if isinstance(target, Name) and not self.is_known(target.name):
            return self.define(target.name, line)
        try:
            self.before = self.fitted(target, line.sources[0])
        except ShapeError as error:
            return self.not_judged(line, error)
        return self.equalities(line)

    def is_known(self, name: str) -> bool:
        return "/" in name or name in self.shapes

    def standing_alone(self, line: Line) -> Node:
        model = self.judge.model
        if self.alone is None:
            known = " or ".join(model.derivative_name(n) for n in model.parameters)
            raise line.sources[0].error(f"say what this is: {known} = ...", 0)
        return Name(model.derivative_name(self.alone))

    def update(self, line: Line) -> None:
        """A step of gradient descent where a gradient was asked for."""
        name = plain(line.target) if line.target is not None else "NAME"
        text = f"this is an update of {name}; write the gradient itself: dL/d{name} = ..."
        self.lines.append(LineReport(line.number, line.text, INVALID, warnings=(text,)))

    def not_judged(self, line: Line, error: ShapeError) -> None:
        """A left side that has no shape here, such as the Jacobian dz1/dW1, is no mistake."""
        self.before = None
        warnings = (*line.warnings, error.message)
        self.lines.append(LineReport(line.number, line.text, UNDECIDED, warnings=warnings))

    def fitted(self, tree: Node, source: Source) -> Fitted:
        """A tree whose shapes fit, quotients of differentials read as derivatives."""

        def as_derivative(node: Node) -> Node:
            if not isinstance(node, Name) or "/" not in node.name or node.name in self.shapes:
                return node
            of, _, by = node.name[1:].partition("/d")
            return Derivative(Name(of, node.at), Name(by, node.at), node.at)

        sizes = self.judge.model.sizes
        return fitted(rewrite(tree, as_derivative), self.shapes, source, sizes=sizes)

    def define(self, name: str, line: Line) -> None:
        """A name of the writer's own: what it stands for is not judged, what follows is."""
        tree, shape = self.fitted(line.members[0], line.sources[0])
        self.own[name] = shape
        self.definitions.append((name, tree))
        self.before = Fitted(Name(name), shape)
        if len(line.members) > 1:
            return self.equalities(line.after_first())
        read_as = f"{name} = {plain(tree)}"
        self.lines.append(
            LineReport(line.number, line.text, DEFINITION, read_as, warnings=line.warnings)
        )
        return None

    def equalities(self, line: Line) -> None:
        """Judge every member of a chain against what stands at its head."""
        if self.before is None:
            raise line.sources[0].error("nothing stands above for this '=' to continue", 0)
        target = self.before
        parts: list[Part] = []
        carried = False
        for place, (member, source) in enumerate(zip(line.members, line.sources, strict=True)):
            part, claim = self.equality(target, member, source, line.others(place))
            parts.append(part)
            if claim is not None:
                carried = self.noted(target.tree, part, claim) or carried
        head = [] if line.continues else [plain(target.tree)]
        hints: tuple[Hint, ...] = next((part.hints for part in parts if part.hints), ())
        self.lines.append(
            LineReport(
                line.number,
                line.text,
                worst([part.verdict for part in parts]),
                " = ".join((*head, *(part.read_as for part in parts))),
                hints,
                carried,
                (*line.warnings, *(part.note for part in parts if part.verdict == INVALID)),
            )
        )

    def equality(
        self, target: Fitted, member: Node, source: Source, others: Sequence[Node]
    ) -> tuple[Part, Claim | None]:
        """The verdict on one member; the last one for a name is the answer."""
        asked, name = self.judge.asked(target.tree), plain(target.tree)
        claim = None
        try:
            self.check_circle(target.tree, member, source)
            found = self.fitted(member, source)
        except FormulaError as error:
            given = source.text.strip()
            part = Part(asked or name, INVALID, name, given, note=pointed(error))
        else:
            used = self.definitions_of(target.tree, found.tree)
            part, claim = self.judge.judged(target, found, source, used)
            self.last[asked or name] = found.tree
        if part.verdict == WRONG and claim is not None:
            part = self.with_wrong_factor(part, name, claim)
        if part.verdict in (WRONG, INVALID):
            part = self.otherwise_right(part, target, source, others) or part
        if asked is not None:
            self.answers[asked] = part
        return part, claim

    def with_wrong_factor(self, part: Part, name: str, claim: Claim) -> Part:
        """The part with the factor that is wrong where the chain rule stood above it."""
        rule = self.worked_out.get(name)
        if rule is None:
            return part
        chain = Chain(self.judge, self.shapes, claim.definitions)
        hint = chain.wrong_factor(rule, claim.tree)
        return replace(part, hints=(hint, *part.hints)) if hint else part

    def otherwise_right(
        self, part: Part, target: Fitted, source: Source, others: Sequence[Node]
    ) -> Part | None:
        """A member not right as it is read, but right in another reading: not decided."""
        for other in others:
            try:
                self.check_circle(target.tree, other, source)
                found = self.fitted(other, source)
            except FormulaError:
                continue
            if self.judge.is_right(target, found, self.definitions_of(target.tree, other)):
                note = (
                    f"there are two ways to read this: {part.read_as or part.given} is not "
                    f"right, {plain(other)} is; write it so that it is clear which is meant"
                )
                return replace(
                    part, verdict=UNDECIDED, hints=(), counterexample=None, note=note
                )
        return None

    def noted(self, target: Node, part: Part, claim: Claim) -> bool:
        """Remember what a member says; whether a wrong one follows from those above."""
        name = plain(target)
        if part.verdict == RIGHT:
            self.worked_out[name] = claim.tree
        if part.verdict != WRONG:
            return False
        follows = self.follows(name, claim)
        self.mistaken[name] = claim.tree
        return follows

    def follows(self, name: str, claim: Claim) -> bool:
        """Whether a wrong member is what the lines above it lead to."""
        above = self.mistaken.get(name)
        if above is not None and self.judge.agree(replace(claim, target=above)):
            return True
        derivatives = {d.name: d.tree for d in self.judge.model.derivatives}
        key = derivatives.pop(name, None)
        if key is None or not derivatives.keys() & self.mistaken.keys():
            return False
        page = [(d, self.mistaken.get(d, tree)) for d, tree in derivatives.items()]
        return self.judge.agree(Claim(key, claim.tree, (*claim.definitions, *page)))

    def check_circle(self, target: Node, member: Node, source: Source) -> None:
        """An answer may not stand on itself, nor on a parameter's that comes later."""
        model, asked = self.judge.model, self.judge.asked(target)
        if any(plain(node) == plain(target) for node in self.derivatives_in(member)):
            raise source.error(f"{plain(target)} is what this line is to say", member.at)
        if asked is None:
            return
        answered = {n for n, p in self.answers.items() if n != asked and p.verdict != INVALID}
        for other in (asked, *model.parameters):
            derivative = model.derivative_name(other)
            if other not in answered and derivative in self.used(member):
                message = f"{derivative} is asked for: write it out before it is used"
                raise source.error(message, member.at)

    def used(self, tree: Node) -> set[str]:
        """The names in a tree and, for those of the writer's own, in their definitions."""
        return {name for part in self.with_definitions(tree) for name in names(part)}

    def derivatives_in(self, tree: Node) -> Iterator[Derivative]:
        """The Leibniz factors in a tree and in the definitions it uses."""
        for part in self.with_definitions(tree):
            for node in walk(part):
                if isinstance(node, Derivative):
                    yield node

    def definitions_of(self, *trees: Node) -> Definitions:
        """The definitions that these trees stand on, in their order."""
        found = {name for tree in trees for name in names(tree)}
        used: list[tuple[str, Node]] = []
        for name, definition in reversed(self.definitions):
            if name in found:
                found |= names(definition)
                used.append((name, definition))
        return used[::-1]

    def with_definitions(self, tree: Node) -> Iterator[Node]:
        yield tree
        found = names(tree)
        for name, definition in reversed(self.definitions):
            if name in found:
                found |= names(definition)
                yield definition

    def answer(self, name: str) -> Part | None:
        """The part for a name, not yet an answer while a derivative in it is not worked out."""
        part = self.answers.get(name)
        if part is None or part.verdict != RIGHT:
            return part
        for factor in self.derivatives_in(self.last[name]):
            if plain(factor) not in self.worked_out and not is_primed(factor):
                note = f"{plain(factor)} is not worked out: write what it is"
                return replace(part, verdict=INVALID, note=note)
        return part
