"""One equality: is it right, how is it known, and which mistake does it look like?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handgrad.errors import FormulaError
from handgrad.grading.comparison import Claim, Outcome, compare
from handgrad.grading.counterexample import both_values, counterexample
from handgrad.grading.doubts import unseen
from handgrad.grading.evidence import evidence
from handgrad.grading.findings import Part
from handgrad.hints import Hint
from handgrad.language.fit import Fitted, Source
from handgrad.language.plain import plain
from handgrad.language.shape import Shape, describe, is_column, turned
from handgrad.language.tree import Derivative, Name, Node, Transpose
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import Budget
from handgrad.referee.check_model import KeyCheck
from handgrad.referee.directional import Definitions
from handgrad.referee.environment import is_rational
from handgrad.verdict import (
    INVALID,
    KEY_WRONG,
    RIGHT,
    UNDECIDED,
    WRONG,
    Comparison,
    judge,
)


@dataclass(frozen=True, slots=True)
class Judge:
    """What every equality of an answer is judged with; `accept` names conventions."""

    model: CheckedPage
    seed: int
    key: KeyCheck
    accept: tuple[str, ...] = ()
    budget: Budget = field(default_factory=Budget)

    def asked(self, target: Node) -> str | None:
        """The name whose derivative a target is."""
        if isinstance(target, Name) and target.name in self.model.gradient_formulas:
            return target.name.partition("/d")[2]
        if isinstance(target, Derivative) and target.of == Name(self.model.loss_name):
            return target.by.name if isinstance(target.by, Name) else None
        return None

    def judged(
        self, target: Fitted, found: Fitted, source: Source, definitions: Definitions
    ) -> tuple[Part, Claim | None]:
        """The verdict on `target = found`, and the claim if one could be compared."""
        name = plain(target.tree)
        part = Part(self.asked(target.tree) or name, UNDECIDED, name, source.text.strip())
        tree = _as_wanted(found, target.shape)
        claim = Claim(target.tree, found.tree if tree is None else tree, tuple(definitions))
        part = replace(part, read_as=plain(claim.tree))
        for failure in self.key.failures:
            if failure.name == name:
                note = f"the page's own {name} is wrong: {failure}"
                return replace(part, verdict=KEY_WRONG, note=note), None
        if tree is None:
            shapes = f"{name} is {describe(target.shape)}, this is {describe(found.shape)}"
            error = source.error(shapes, found.tree.at, shape=True)
            return self.misshapen(part, claim, shapes, error), None
        return self.compared(part, claim), claim

    def compared(self, part: Part, claim: Claim) -> Part:
        """The part with its verdict, evidence, and, where it is wrong, proof and hints."""
        self.budget.to_compare -= claim.cost
        if self.budget.to_compare < 0:
            note = "too much is to be compared in one text; grade it in parts"
            return replace(part, verdict=UNDECIDED, note=note)
        exactly, outcomes = self.outcomes(claim)
        verdict = judge([outcome.comparison for outcome in outcomes])
        if self.key.verdict == UNDECIDED and verdict == RIGHT:
            verdict = UNDECIDED
        shown = evidence(self.model, claim, self.seed, exactly, outcomes)
        part = replace(part, verdict=verdict, evidence=shown, note=_problems(outcomes))
        if verdict == RIGHT:
            doubt = unseen(self.model, claim, self.seed, exactly=exactly)
            return replace(part, verdict=UNDECIDED, note=doubt) if doubt else part
        if verdict != WRONG:
            return part
        if accepted := self.accepted(part, claim):
            return accepted
        proof = counterexample(self.model, claim, self.seed, exactly, outcomes)
        return replace(part, counterexample=proof, hints=self.hints(claim))

    def misshapen(self, part: Part, claim: Claim, shapes: str, error: FormulaError) -> Part:
        """An answer of another shape: wrong where it is known to be a slip, else not judged."""
        if accepted := self.accepted(part, claim):
            return accepted
        hints = self.hints(claim)
        if not hints or self.key.verdict != RIGHT:
            return replace(part, verdict=INVALID, note=pointed(error))
        return replace(
            part,
            verdict=judge([Comparison(False, shapes_fit=False)]),
            counterexample=both_values(self.model, claim, self.seed),
            hints=hints,
            note=shapes,
        )

    def accepted(self, part: Part, claim: Claim) -> Part | None:
        """The part judged under a convention that the caller accepts, if one fits."""
        by = self.by_page(claim)
        if by is None or not self.accept:
            return None
        from handgrad.mistakes import conventions_of

        for convention in conventions_of(
            self.model, by, claim.tree, definitions=claim.definitions, seed=self.seed
        ):
            if convention.name in self.accept:
                other = replace(claim, target=convention.target)
                exactly, outcomes = self.outcomes(other)
                verdict = judge([outcome.comparison for outcome in outcomes])
                shown = evidence(self.model, other, self.seed, exactly, outcomes)
                note = f"accepted as {convention.name}: {convention.hint.text}"
                return replace(part, verdict=verdict, evidence=shown, note=note)
        return None

    def hints(self, claim: Claim) -> tuple[Hint, ...]:
        """Which mistakes a wrong answer looks like."""
        by = self.by_page(claim)
        if by is None:
            return ()
        from handgrad.mistakes import diagnose

        return diagnose(
            self.model,
            by,
            claim.tree,
            definitions=claim.definitions,
            seed=self.seed,
            budget=self.budget,
        )

    def by_page(self, claim: Claim) -> str | None:
        """The name whose derivative is claimed, if the page has a formula for it."""
        return None if isinstance(claim.target, Derivative) else self.asked(claim.target)

    def is_right(self, target: Fitted, found: Fitted, definitions: Definitions) -> bool:
        """Whether `target = found` holds, without evidence or hints."""
        tree = _as_wanted(found, target.shape)
        return tree is not None and self.agree(Claim(target.tree, tree, tuple(definitions)))

    def agree(self, claim: Claim) -> bool:
        outcomes = self.outcomes(claim)[1]
        return judge([outcome.comparison for outcome in outcomes]) == RIGHT

    def outcomes(self, claim: Claim) -> tuple[bool, tuple[Outcome, ...]]:
        return compare(self.model, claim, self.seed, exactly=is_rational(self.model, self.seed))


def pointed(error: FormulaError) -> str:
    """An error with the line it happened in and a caret under the place."""
    return f"{error}\n{error.pointed()}"


def _problems(outcomes: Sequence[Outcome]) -> str:
    found = [outcome.problem for outcome in outcomes if outcome.problem]
    return f"no value at {len(found)} of {len(outcomes)} points: {found[0]}" if found else ""


def _as_wanted(found: Fitted, wanted: Shape) -> Node | None:
    """The tree of a value of the wanted shape, a row turned where a vector is wanted."""
    if found.shape == wanted:
        return found.tree
    if is_column(wanted) and found.shape == turned(wanted):
        return Transpose(found.tree)
    return None
