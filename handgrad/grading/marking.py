"""Grading: read an answer, judge each equality by value, and say what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handgrad.errors import FormulaError, HandgradError, ShapeError, did_you_mean
from handgrad.formula.dimensions import Shape, describe, is_column, turned
from handgrad.formula.notation.vocabulary import Vocabulary
from handgrad.formula.reading import Line, read_answer
from handgrad.formula.shapes import Fitted, Source, fitted
from handgrad.formula.tree import (
    Call,
    Derivative,
    Name,
    Node,
    Transpose,
    names,
    rewrite,
    walk,
)
from handgrad.formula.writing import plain
from handgrad.grading.comparison import Claim, Outcome, compare
from handgrad.grading.counterexample import both_values, counterexample
from handgrad.grading.evidence import evidence
from handgrad.grading.key import KeyCheck, check_model
from handgrad.grading.report import Hint, LineReport, Part, Report
from handgrad.grading.truth import is_rational
from handgrad.model import Model
from handgrad.points import SEED
from handgrad.verdict import (
    INVALID,
    KEY_WRONG,
    RIGHT,
    UNDECIDED,
    WRONG,
    Comparison,
    judge,
    worst,
)

DEFINITION = "definition"


def grade(
    model: Model,
    text: str,
    *,
    wanted: Sequence[str] | None = None,
    accept: Sequence[str] = (),
    seed: int = SEED,
) -> Report:
    """Judge formulas or a derivation against a page.

    `wanted` are the names whose derivatives must be answered, by default those that are;
    `accept` names conventions that count as right. Raises HandgradError for a name that the
    page does not have, never for what the text holds.

    >>> from handgrad.loading import load
    >>> grade(load("linear"), "dL/dw = 2*(w*x - y)*x").verdict
    'right'
    """
    _check_arguments(model, text, wanted)
    key = check_model(model, seed=seed)
    try:
        lines = read_answer(text, vocabulary(model))
        marking = _Marking(model, seed, key, _only_one(model, wanted))
        for line in lines:
            marking.mark(line)
    except FormulaError as error:
        return Report(model.name, INVALID, 0.0, seed=seed, problem=_pointed(error))
    return marking.report(wanted)


def vocabulary(model: Model) -> Vocabulary:
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
    )


def _check_arguments(model: Model, text: str, wanted: Sequence[str] | None) -> None:
    if not isinstance(text, str):
        raise HandgradError(f"an answer must be text, got {type(text).__name__}")
    for name in wanted or ():
        if name not in model.shapes or name in model.sizes or "/" in name:
            hint = did_you_mean(name, model.parameters)
            known = ", ".join(model.parameters)
            raise HandgradError(f"wanted: {name!r} is not a name of {model.name}{hint} ({known})")


def _only_one(model: Model, wanted: Sequence[str] | None) -> str | None:
    """The name that a formula standing alone answers."""
    asked = tuple(wanted or model.parameters)
    return asked[0] if len(asked) == 1 else None


@dataclass
class _Marking:
    """The state of reading a derivation from top to bottom."""

    model: Model
    seed: int
    key: KeyCheck
    alone: str | None
    definitions: list[tuple[str, Node]] = field(default_factory=list)
    own: dict[str, Shape] = field(default_factory=dict)
    answers: dict[str, Part] = field(default_factory=dict)
    lines: list[LineReport] = field(default_factory=list)
    before: Fitted | None = None
    mistaken: dict[str, Node] = field(default_factory=dict)

    @property
    def shapes(self) -> dict[str, Shape]:
        return {**self.model.shapes, **self.own}

    def mark(self, line: Line) -> None:
        target = line.target
        if target is None and not line.continues:
            target = self.standing_alone(line)
        if target is None:
            return self.equalities(line)
        if isinstance(target, Name) and "/" not in target.name and target.name not in self.shapes:
            return self.define(target.name, line)
        try:
            self.before = self.fitted(target, line.sources[0])
        except ShapeError as error:
            return self.not_judged(line, error)
        return self.equalities(line)

    def not_judged(self, line: Line, error: ShapeError) -> None:
        """A left side that has no shape here, such as the Jacobian dz1/dW1, is no mistake."""
        self.before = None
        warnings = (*line.warnings, error.message)
        self.lines.append(LineReport(line.number, line.text, UNDECIDED, warnings=warnings))

    def standing_alone(self, line: Line) -> Node:
        if self.alone is None:
            known = " or ".join(self.model.derivative_name(n) for n in self.model.parameters)
            raise line.sources[0].error(f"say what this is: {known} = ...", 0)
        return Name(self.model.derivative_name(self.alone))

    def fitted(self, tree: Node, source: Source) -> Fitted:
        """A tree whose shapes fit, quotients of differentials read as derivatives."""

        def as_derivative(node: Node) -> Node:
            if not isinstance(node, Name) or "/" not in node.name or node.name in self.shapes:
                return node
            of, _, by = node.name[1:].partition("/d")
            return Derivative(Name(of, node.at), Name(by, node.at), node.at)

        return fitted(rewrite(tree, as_derivative), self.shapes, source, sizes=self.model.sizes)

    def define(self, name: str, line: Line) -> None:
        """A name of the writer's own: what it stands for is not judged, what follows is."""
        tree, shape = self.fitted(line.members[0], line.sources[0])
        self.own[name] = shape
        self.definitions.append((name, tree))
        self.before = Fitted(Name(name), shape)
        if len(line.members) > 1:
            rest = replace(line, members=line.members[1:], sources=line.sources[1:])
            return self.equalities(rest)
        self.lines.append(
            LineReport(line.number, line.text, DEFINITION, f"{name} = {plain(tree)}",
                       warnings=line.warnings)
        )  # fmt: skip
        return None

    def equalities(self, line: Line) -> None:
        """Judge every member of a chain against what stands at its head."""
        if self.before is None:
            raise line.sources[0].error("nothing stands above for this '=' to continue", 0)
        target, shape = self.before
        name = self.asked(target)
        verdicts: list[str] = []
        carried = False
        read: list[str] = []
        hints: tuple[Hint, ...] = ()
        for member, source in zip(line.members, line.sources, strict=True):
            part, claim = self.judge(target, shape, name, member, source)
            verdicts.append(part.verdict)
            read.append(part.read_as)
            hints = hints or part.hints
            if claim is not None and part.verdict == WRONG:
                carried = self.follows(target, claim)
                self.mistaken[plain(target)] = claim.tree
            if name is not None:
                self.answers[name] = part
        read_as = " = ".join((plain(target), *read)) if not line.continues else " = ".join(read)
        self.lines.append(
            LineReport(line.number, line.text, worst(verdicts), read_as, hints,
                       carried_forward=carried, warnings=line.warnings)
        )  # fmt: skip

    def asked(self, target: Node) -> str | None:
        """The name whose derivative a target is."""
        if isinstance(target, Name) and target.name in self.model.gradient_formulas:
            return target.name.partition("/d")[2]
        if isinstance(target, Derivative) and target.of == Name(self.model.loss_name):
            return target.by.name if isinstance(target.by, Name) else None
        return None

    def judge(
        self, target: Node, shape: Shape, name: str | None, member: Node, source: Source
    ) -> tuple[Part, Claim | None]:
        """The verdict on `target = member`, and the claim that was compared."""
        part = Part(name or plain(target), UNDECIDED, plain(target), source.text.strip())
        try:
            self.check_circle(name, member, source)
            found = self.fitted(member, source)
        except FormulaError as error:
            return replace(part, verdict=INVALID, note=_pointed(error)), None
        tree = _as_wanted(found, shape)
        if tree is None:
            return self.misshapen(part, Fitted(target, shape), found, source), None
        part = replace(part, read_as=plain(tree))
        wrong_key = [f for f in self.key.failures if f.name == plain(target)]
        if wrong_key:
            note = f"the page's own {plain(target)} is wrong: {wrong_key[0]}"
            return replace(part, verdict=KEY_WRONG, note=note), None
        claim = Claim(target, tree, tuple(self.definitions))
        exactly, outcomes = compare(self.model, claim, self.seed, exactly=is_rational(self.model))
        verdict = judge([outcome.comparison for outcome in outcomes])
        if self.key.verdict == UNDECIDED and verdict == RIGHT:
            verdict = UNDECIDED
        return self.explained(part, verdict, claim, exactly, outcomes), claim

    def misshapen(self, part: Part, target: Fitted, found: Fitted, source: Source) -> Part:
        """An answer of another shape: wrong where it is known to be a slip, else not judged."""
        shapes = f"{part.target} is {describe(target.shape)}, this is {describe(found.shape)}"
        claim = Claim(target.tree, found.tree, tuple(self.definitions))
        hints = self.hints(claim)
        if not hints or self.key.verdict != RIGHT:
            error = source.error(shapes, found.tree.at, shape=True)
            return replace(part, verdict=INVALID, note=_pointed(error))
        return replace(
            part,
            verdict=judge([Comparison(False, shapes_fit=False)]),
            read_as=plain(found.tree),
            counterexample=both_values(self.model, claim, self.seed),
            hints=hints,
            note=shapes,
        )

    def explained(
        self, part: Part, verdict: str, claim: Claim, exactly: bool, outcomes: Sequence[Outcome]
    ) -> Part:
        problems = [outcome.problem for outcome in outcomes if outcome.problem]
        note = ""
        if problems:
            note = f"no value at {len(problems)} of {len(outcomes)} points: {problems[0]}"
        part = replace(
            part,
            verdict=verdict,
            evidence=evidence(self.model, claim, self.seed, exactly, outcomes),
            note=note,
        )
        if verdict != WRONG:
            return part
        proof = counterexample(self.model, claim, self.seed, exactly, outcomes)
        return replace(part, counterexample=proof, hints=self.hints(claim))

    def hints(self, claim: Claim) -> tuple[Hint, ...]:
        """Which mistakes a wrong answer looks like."""
        from handgrad.grading.diagnosis import diagnose

        by = self.asked(claim.target)
        if by is None or isinstance(claim.target, Derivative):
            return ()
        return diagnose(
            self.model, by, claim.tree, definitions=claim.definitions, seed=self.seed
        )

    def check_circle(self, name: str | None, member: Node, source: Source) -> None:
        """An answer may not stand on itself, nor on a parameter's that is not answered above."""
        if name is None:
            return
        answered = {n for n, p in self.answers.items() if n != name and p.verdict != INVALID}
        for other in (name, *self.model.parameters):
            derivative = self.model.derivative_name(other)
            if other not in answered and derivative in self.used(member):
                message = f"{derivative} is asked for: write it out before it is used"
                raise source.error(message, member.at)

    def used(self, tree: Node) -> set[str]:
        """The names in a tree and, for those of the writer's own, in their definitions."""
        found = names(tree)
        for name, definition in reversed(self.definitions):
            if name in found:
                found |= names(definition)
        return found

    def follows(self, target: Node, claim: Claim) -> bool:
        """Whether a wrong member is what the lines above it lead to."""
        above = self.mistaken.get(plain(target))
        if above is not None and self.agree(replace(claim, target=above)):
            return True
        if not self.mistaken:
            return False
        page = [
            (d.name, self.mistaken.get(d.name, d.tree))
            for d in self.model.derivatives
            if d.name != plain(target)
        ]
        key = next((d.tree for d in self.model.derivatives if d.name == plain(target)), None)
        if key is None or not any(name in self.mistaken for name, _ in page):
            return False
        return self.agree(Claim(key, claim.tree, (*claim.definitions, *page)))

    def agree(self, claim: Claim) -> bool:
        _, outcomes = compare(self.model, claim, self.seed, exactly=is_rational(self.model))
        return judge([outcome.comparison for outcome in outcomes]) == RIGHT

    def report(self, wanted: Sequence[str] | None) -> Report:
        asked = tuple(wanted) if wanted else self.answered()
        parts = tuple(self.answers.get(name) or _missing(self.model, name) for name in asked)
        if not parts:
            problem = "no derivative is answered; write, for example, " + " or ".join(
                f"{self.model.derivative_name(name)} = ..." for name in self.model.parameters
            )
            return Report(self.model.name, INVALID, 0.0, lines=tuple(self.lines), seed=self.seed,
                          problem=problem)  # fmt: skip
        right = [part for part in parts if part.verdict == RIGHT]
        return Report(
            model=self.model.name,
            verdict=worst([part.verdict for part in parts]),
            score=len(right) / len(parts),
            parts=parts,
            lines=tuple(self.lines),
            seed=self.seed,
            notes=self.key.unreached,
        )

    def answered(self) -> tuple[str, ...]:
        """The parameters answered, else every other name whose derivative is."""
        parameters = tuple(name for name in self.answers if name in self.model.parameters)
        return parameters or tuple(self.answers)


def _missing(model: Model, name: str) -> Part:
    target = model.derivative_name(name)
    return Part(name, INVALID, target, note=f"{target} is not answered")


def _as_wanted(found: Fitted, wanted: Shape) -> Node | None:
    """The tree of a value of the wanted shape, a row turned where a vector is wanted."""
    if found.shape == wanted:
        return found.tree
    if is_column(wanted) and found.shape == turned(wanted):
        return Transpose(found.tree)
    return None


def _pointed(error: FormulaError) -> str:
    return f"{error}\n{error.pointed()}"
