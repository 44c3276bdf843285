"""One equality: does it hold, how is that known, and which mistake does it look like?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import EvaluationError, FormulaError, HandgradError, UnsettledError
from handgrad.grading.claims import Along, Claim, directional_claim
from handgrad.grading.comparison import ALIKE, Outcome, compare
from handgrad.grading.evidence import evidence
from handgrad.grading.findings import Part
from handgrad.grading.formulas import MeantFormula, claim
from handgrad.hints import Hint
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape, describe, is_column, transposed_shape
from handgrad.language.tree import (
    ZERO,
    Derivative,
    Index,
    Name,
    Node,
    Over,
    Product,
    children,
    rewrite,
    walk,
)
from handgrad.page.checked_page import CheckedPage
from handgrad.page.numbered import single_sizes
from handgrad.referee.budget import Budget
from handgrad.referee.check_model import KeyCheck
from handgrad.referee.directional import extent
from handgrad.referee.environment import common_places, is_rational
from handgrad.referee.leibniz import NotElementwise
from handgrad.referee.spans import DIGITS
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, Comparison, judge

# Signs of a product of either kind; a size is no product: `(n × m)`.
_DOT = regex(r"[·⋅∙•]|\\(?:cdot|bullet)(?![A-Za-z])|(?:×|\\times)(?!\s?\w{1,2}\s?[)\]}])")


@dataclass(frozen=True, slots=True)
class Judge:
    """What every equality of an answer is judged with; `text` is all of the answer."""

    model: CheckedPage
    seed: int
    key: KeyCheck
    text: str = ""
    budget: Budget = field(default_factory=Budget)

    def judged(self, target: MeantFormula, found: MeantFormula, part: Part) -> Part:
        """The part with the verdict on `target = found`; a row will do for a vector."""
        found = self.upright(found, target)
        if found.shape == target.shape:
            return self.compared(claim(target, found), part)
        note = f"{part.target} is {describe(target.shape)}, this is {describe(found.shape)}"
        if self.is_factor(target):
            return replace(part, note=f"a Jacobian: {note}")
        if self.is_numbered(found.shape, target.shape):
            note += "; it fits at the sizes of this page only: write the letters of its sizes"
            return replace(part, verdict=UNDECIDED, note=note)
        shapes = {**self.model.shapes, **{v.name: f.shape for v, f in found.uses}}
        trees = (found.tree, *(formula.tree for _, formula in found.uses))
        if any(_adds_whole_arrays(tree, shapes) for tree in trees):
            note += "; a sum over an index has an array without it inside: write its entry"
            return replace(part, verdict=UNDECIDED, note=note)
        if _DOT.search(part.given) and any(map(_has_matrix_product, trees)):
            note += "; whether a dot or cross is a matrix product is open: write it with @ or *"
            return replace(part, verdict=UNDECIDED, note=note)
        from handgrad.grading.counterexample import both_values

        try:
            proof = both_values(self.model, claim(target, found), self.seed)
        except EvaluationError as error:
            return replace(part, verdict=UNDECIDED, note=f"{note}, and has no value: {error}")
        verdict = judge([Comparison(False, shapes_fit=False)])
        return replace(part, verdict=verdict, counterexample=proof, note=note)

    def upright(self, found: MeantFormula, target: MeantFormula) -> MeantFormula:
        """What is found in the shape of the target, where that is one of its own."""
        return found.upright(target.shape, single_sizes(self.model))

    def is_numbered(self, found: Shape, wanted: Shape) -> bool:
        """Whether a shape is the wanted one, with numbers where that has letters for sizes.

        So is one with a letter that happens to be 1 where that has one row or column, and a row
        where a vector is wanted.
        """
        sizes = self.model.sizes
        if is_column(wanted) and found[0] == 1:
            found = transposed_shape(found)
        fits = all(
            a == b or a == sizes.get(str(b)) or sizes.get(str(a)) == b == 1
            for a, b in zip(found, wanted, strict=True)
        )
        return fits and found != wanted

    def is_factor(self, target: MeantFormula) -> bool:
        """Whether this is a Jacobian on the way to a gradient, which people write in short."""
        is_jacobian = isinstance(target.tree, Derivative) and target.tree.full
        is_second = is_jacobian and isinstance(target.tree.of, Derivative)  # type: ignore[union-attr]
        ends_with_number = self.model.shapes[self.model.loss_name] == SCALAR
        return is_jacobian and not is_second and ends_with_number

    def compared(self, claimed: Claim, part: Part) -> Part:
        """The part with its verdict and how it is known."""
        if not self.pays(directional_claim(self.model, claimed) or claimed):
            note = "too much is to be compared in one text; grade it in parts"
            return replace(part, verdict=UNDECIDED, note=note)
        exactly, outcomes = self.outcomes(claimed)
        verdict = judge([outcome.comparison for outcome in outcomes])
        if self.key.leaves_doubt and verdict == RIGHT:
            verdict = UNDECIDED
        shown = evidence(self.model, claimed, self.seed, exactly, outcomes)
        part = replace(part, verdict=verdict, evidence=shown, note=_problems(outcomes))
        if verdict != WRONG:
            return part
        from handgrad.grading.counterexample import counterexample, shows_difference

        proof = counterexample(self.model, claimed, self.seed, exactly, outcomes)
        # What would be told of values that print alike is told of no others.
        is_seen = part.note.startswith(ALIKE) and shows_difference(proof)
        return replace(part, counterexample=proof, note="" if is_seen else part.note)

    def hints(self, claimed: Claim) -> tuple[Hint, ...]:
        """Which mistakes a wrong value looks like, where the page has a formula for it."""
        if isinstance(claimed.target, Derivative) and claimed.target.full:
            return self.of_jacobian(claimed)
        by, page = self.with_formula(claimed.target)
        if by is None:
            return tuple(self.of_other_entry(claimed))
        from handgrad.mistakes import diagnose

        claimed = _in_names(claimed, page)
        return diagnose(
            page,
            by,
            claimed.tree,
            definitions=claimed.definitions,
            seed=self.seed,
            budget=self.budget,
        )

    def of_other_entry(self, claimed: Claim) -> Iterator[Hint]:
        """Which other entry, or value of another number, a wrong one is or has in it."""
        from handgrad.mistakes.other_entries import other_entries, other_values

        shapes = self.model.shapes
        shape = shapes.get(plain(claimed.target))
        values = [name for name in self.model.forward if shapes[name] == shape]
        counts = {name: extent(self.model, name)[0] for name in self.model.shapes}
        for hint, target in other_values(claimed.target, values, counts):
            if self.agree(replace(claimed, target=target)):
                yield hint
                return
        for hint, tree in other_entries(claimed.target, claimed.tree):
            if self.agree(replace(claimed, tree=tree)):
                yield hint
                return

    def convention(self, claimed: Claim) -> tuple[str, Node] | None:
        """The name of a right value, and the formula in it that a convention makes of it."""
        by, page = self.with_formula(claimed.target)
        if by is None:
            return None
        from handgrad.mistakes import conventions_of

        named = _in_names(claimed, page)
        known = named.definitions
        found = conventions_of(page, by, named.tree, definitions=known, seed=self.seed)
        return (page.derivative_name(by), found[0].target) if found else None

    def with_formula(self, target: Node) -> tuple[str | None, CheckedPage]:
        """The name that a target is the derivative by, and a page with a formula for it."""
        by = self.by_page(target)
        if by is not None or not is_of_loss(self.model, target):
            return by, self.model
        return self.by_draft(target)

    def is_elementwise(self, target: MeantFormula) -> bool:
        """Whether a derivative of arrays of one shape has a value entry by entry."""
        if is_of_loss(self.model, target.tree):
            return True
        place = common_places(self.model, self.seed)[0]
        try:
            claim(target, target).values(place(DIGITS), decimal_arithmetic(DIGITS))
        except NotElementwise:
            return False
        except EvaluationError:
            return True
        return True

    def by_page(self, target: Node) -> str | None:
        """The name whose derivative a target is, if the page has a formula for it."""
        if isinstance(target, Name) and target.name in self.model.gradient_formulas:
            return target.name.partition("/d")[2]
        return None

    def by(self, target: Node) -> str | None:
        """The name of the page that a target is the derivative of the loss by."""
        if isinstance(target, Derivative) and isinstance(target.by, Name):
            is_known = is_of_loss(self.model, target) and target.by.name in self.model.shapes
            return target.by.name if is_known else None
        return self.by_page(target)

    def of_jacobian(self, claimed: Claim) -> tuple[Hint, ...]:
        from handgrad.mistakes.in_jacobians import counts, jacobian_hints

        numbers = decimal_arithmetic(DIGITS)
        places = common_places(self.model, self.seed)[:2]
        try:
            values = [claimed.values(place(DIGITS), numbers) for place in places]
            with numbers.working():
                found = tuple(jacobian_hints(values, counts(self.model)))
        except EvaluationError:
            return ()
        return found or tuple(self.other_jacobians(claimed))

    def other_jacobians(self, claimed: Claim) -> Iterator[Hint]:
        """Which other matrix a wrong Jacobian or Hessian is."""
        from handgrad.mistakes.in_jacobians import BY_ROWS, by_rows, with_pairs, without_bending

        target = claimed.target
        if not isinstance(target, Derivative):
            return
        other = by_rows(self.model, target)
        if other is not None and self.agree(replace(claimed, target=other)):
            yield Hint("convention", BY_ROWS)
        for hint, tree in with_pairs(claimed.tree, self.model.shapes):
            if self.agree(replace(claimed, tree=tree)):
                yield hint
                return
        for name, tree in without_bending(self.model, target):
            if self.agree(replace(claimed, target=tree)):
                words = f"the Gauss-Newton matrix: the second derivative of {name} is left out"
                yield Hint("gauss-newton", words)
                return

    def by_draft(self, target: Node) -> tuple[str | None, CheckedPage]:
        """The name whose derivative has no formula on the page, and a draft that has one."""
        from handgrad.mistakes.draft import drafted

        by = self.by(target)
        try:
            page = drafted(self.model)
        except HandgradError:
            return None, self.model
        if by is None or page.derivative_name(by) not in page.gradient_formulas:
            return None, self.model
        return by, page

    def holds(self, target: MeantFormula, found: MeantFormula) -> bool:
        """Whether `target = found`, without evidence."""
        found = self.upright(found, target)
        return found.shape == target.shape and self.agree(claim(target, found))

    def may_hold(self, target: MeantFormula, found: MeantFormula) -> bool:
        """Whether no point was seen where `target = found` fails."""
        found = self.upright(found, target)
        verdicts = (RIGHT, UNDECIDED)
        return found.shape == target.shape and self.agree(claim(target, found), verdicts)

    def agree(self, claimed: Claim, verdicts: Sequence[str] = (RIGHT,)) -> bool:
        """Whether a claim holds as far as there is work left; its shapes must fit."""
        short = directional_claim(self.model, claimed) or claimed
        if not self.pays(short):
            return False
        try:
            outcomes = self.outcomes(short)[1]
        except FormulaError:
            return False
        return judge([outcome.comparison for outcome in outcomes]) in verdicts

    def pays(self, claimed: Claim) -> bool:
        """Whether enough work is left for a claim; what was measured once is known."""
        target = () if isinstance(claimed, Along) else (claimed.target,)
        trees = (*target, *claimed.trees)
        nodes = [n for tree in trees for n in walk(tree) if isinstance(n, Derivative)]
        known = [n for n in nodes if n in self.budget.measured]
        again = (Claim(n, ZERO).cost(self.model) for n in known)
        paid = self.budget.spend_on_comparing(claimed.cost(self.model) - sum(again, 0))
        if paid:
            self.budget.measured.update(n for n in nodes if is_of_loss(self.model, n))
        return paid

    def outcomes(self, claimed: Claim) -> tuple[bool, tuple[Outcome, ...]]:
        exactly = is_rational(self.model, self.seed)
        return compare(self.model, claimed, self.seed, exactly=exactly, text=self.text)


def is_jacobian(target: MeantFormula) -> bool:
    return isinstance(target.tree, Derivative) and target.tree.full


def is_of_loss(model: CheckedPage, node: Node) -> bool:
    """Whether a node is the derivative of the loss by something."""
    if isinstance(node, Name):
        return node.name.startswith(f"d{model.loss_name}/d")
    return isinstance(node, Derivative) and node.of == Name(model.loss_name)


def _in_names(claimed: Claim, page: CheckedPage) -> Claim:
    """A claim with the page's own names for the derivatives that it has formulas for."""

    def named(node: Node) -> Node:
        match node:
            case Derivative(Name(of), Name(by), full=False) if of == page.loss_name:
                name = page.derivative_name(by)
                return Name(name) if name in page.gradient_formulas else node
        return node

    known = tuple((name, rewrite(tree, named)) for name, tree in claimed.definitions)
    return replace(claimed, tree=rewrite(claimed.tree, named), definitions=known)


def pointed(error: FormulaError) -> str:
    """An error with the line it happened in and a caret under the place."""
    return f"{error}\n{error.pointed()}"


def unread_verdict(error: FormulaError) -> str:
    """What becomes of what cannot be told: undecided where it can be read."""
    return UNDECIDED if isinstance(error, UnsettledError) else INVALID


def _problems(outcomes: Sequence[Outcome]) -> str:
    found = [outcome.problem for outcome in outcomes if outcome.problem]
    doubts = [o.doubt for o in outcomes if o.doubt and o.comparison.agrees is not True]
    if doubts and not found:
        return doubts[0]
    return f"no value at {len(found)} of {len(outcomes)} points: {found[0]}" if found else ""


def _adds_whole_arrays(tree: Node, shapes: Mapping[str, Shape]) -> bool:
    """Whether a sum over an index has an array of all entries inside: `sum_i (X w - y_i)`."""
    sums = (node for node in walk(tree) if isinstance(node, Over) and node.size is not None)
    return any(_stands_whole(node.body, node.size, shapes) for node in sums)


def _stands_whole(tree: Node, size: object, shapes: Mapping[str, Shape]) -> bool:
    """Whether an array with so many rows stands somewhere without an index."""
    if isinstance(tree, Name):
        return shapes.get(tree.name, SCALAR)[0] == size
    below = () if isinstance(tree, Index) else children(tree)
    return any(_stands_whole(child, size, shapes) for child in below)


def _has_matrix_product(tree: Node) -> bool:
    return any(
        isinstance(node, Product) and any(sign == "@" for sign, _ in node.rest)
        for node in walk(tree)
    )
