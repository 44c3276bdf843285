"""What an answer claims of a value: two formulas that have one value at every point."""

from dataclasses import dataclass

from handgrad.arithmetic import Arithmetic
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Value, as_array
from handgrad.language.cost import cost
from handgrad.language.evaluate import evaluate
from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, Name, Node
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import converted, extent
from handgrad.referee.environment import Environment
from handgrad.referee.points import fewest_points

MISFIT = "at other sizes this has another shape: a number in it stands for a size"


@dataclass(frozen=True, slots=True)
class Claim:
    """That `tree` equals `target`, after the definitions that both may use."""

    target: Node
    tree: Node
    definitions: tuple[tuple[str, Node], ...] = ()

    @property
    def trees(self) -> tuple[Node, ...]:
        """What the claim was written with: its formula and the definitions."""
        return (self.tree, *(tree for _, tree in self.definitions))

    @property
    def text(self) -> str:
        return " ".join(map(plain, (self.target, *self.trees)))

    def cost(self, model: CheckedPage) -> int:
        """The operations that comparing takes at all points, known from shapes."""
        extents = {name: extent(model, name) for name in model.shapes}
        operations = 0
        for name, tree in (*self.definitions, ("", self.target), ("", self.tree)):
            taken = cost(tree, extents, model.sizes, model.operations)
            extents[name] = taken.extent
            operations += taken.operations
        return operations * fewest_points(model)

    def values(self, known: Environment, numbers: Arithmetic) -> tuple[Value, Value]:
        """The value claimed and the right one where the page has these values.

        Raises EvaluationError where the claim or a definition has none.
        """
        with numbers.working():
            extended = known.extended(self.definitions, numbers)
            right = evaluate(self.target, extended, numbers)
            return evaluate(self.tree, extended, numbers), right


@dataclass(frozen=True, slots=True)
class Along(Claim):
    """A claim about the gradient by a name as one about its slope along a direction.

    The direction follows from the point: it is not known before the text that the point is
    drawn from.
    """

    def cost(self, model: CheckedPage) -> int:
        loss = Name(model.loss_name)
        return Claim(Derivative(loss, loss), self.tree, self.definitions).cost(model)

    def values(self, known: Environment, numbers: Arithmetic) -> tuple[Value, Value]:
        with numbers.working():
            extended = known.extended(self.definitions, numbers)
            found = as_array(evaluate(self.tree, extended, numbers))
            direction, slope = known.slope(plain(self.target.by))  # type: ignore[union-attr]
            along = converted(direction, numbers)
            if not fits(found, along):
                raise EvaluationError(MISFIT)
            return numbers.inner(found.entries, as_array(along).entries), slope


def directional_claim(model: CheckedPage, claim: Claim) -> Along | None:
    """The claim along a direction where its target is the whole gradient by a name."""
    match claim.target:
        case Derivative(Name(of), Name(by), _, False) if of == model.loss_name:
            if by in model.shapes and extent(model, by) != (1, 1):
                return Along(claim.target, claim.tree, claim.definitions)
    return None


def fits(given: Value, right: Value) -> bool:
    a, b = as_array(given), as_array(right)
    return (a.rows, a.columns) == (b.rows, b.columns)
