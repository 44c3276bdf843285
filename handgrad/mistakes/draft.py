"""The gradient section of a page, proposed: reverse mode over the rule book, then verified."""

from dataclasses import replace

from handgrad.errors import FormulaError, HandgradError
from handgrad.language.arrays import Value
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import ONE, Call, Name, Node, Transpose, names
from handgrad.mistakes.backward import Backward, NoRule
from handgrad.mistakes.bench import DIGITS, Bench, PageBench
from handgrad.mistakes.flows import Flow, joined_flows
from handgrad.mistakes.local_rules import RULES
from handgrad.mistakes.tidying import tidied
from handgrad.mistakes.valued import ValuedTrees
from handgrad.page.checked_page import CheckedPage
from handgrad.page.checks import Formula
from handgrad.referee.check_model import check_model
from handgrad.referee.directional import Definitions
from handgrad.verdict import RIGHT


def drafted(model: CheckedPage) -> CheckedPage:
    """The page with a formula for every derivative on the way from the loss to a parameter.

    What the page gives itself stays as it is. Every formula has been held against differences.
    Raises HandgradError where no rule leads back, and for a page whose key is wrong.
    """
    if "draft" not in model.cache:
        model.cache["draft"] = _verified(model)
    found: CheckedPage = model.cache["draft"]
    return found


def with_drafts(page: CheckedPage) -> CheckedPage:
    """The page with a derivative by every parameter, itself where no rule leads back."""
    if all(page.derivative_name(name) in page.shapes for name in page.parameters):
        return page
    try:
        return drafted(page)
    except HandgradError:
        return page


def proposals(model: CheckedPage) -> tuple[Formula, ...]:
    """The formulas of a draft as they are derived, none where no rule leads back.

    Nothing has confirmed them.
    """
    try:
        return tuple(_formulas(model))
    except HandgradError:
        return ()


def draft(model: CheckedPage) -> str:
    """The lines that a page lacks, as a gradient section; nothing where it lacks none."""
    given = model.gradient_formulas
    lines = [d for d in drafted(model).derivatives if d.name not in given]
    written = [f"    {d.name} = {d.text}" for d in lines]
    return "\n".join(["gradient", *written]) if written else ""


def _verified(model: CheckedPage) -> CheckedPage:
    if model.shapes[model.loss_name] != SCALAR:
        raise HandgradError(f"{model.loss_name} is no number: there is no gradient to draft")
    derivatives = tuple(_formulas(model))
    shapes = {**model.shapes, **{d.name: d.shape for d in derivatives}}
    page = replace(model, derivatives=derivatives, shapes=shapes, cache={})
    check = check_model(page)
    if check.verdict != RIGHT:
        wrong = "; ".join(map(str, (*check.failures, *check.unreached)))
        raise HandgradError(f"no gradient of {model.name} could be verified: {wrong}")
    return page


class _Shapes(Bench):
    """A bench without points: the chain rule asks for shapes alone."""

    def _known(
        self, answer: Node, definitions: Definitions, seed: int
    ) -> tuple[PageBench, dict[int, Value]]:
        return PageBench(trees=ValuedTrees(self.model.shapes, {}, DIGITS)), {}


def _formulas(model: CheckedPage) -> list[Formula]:
    """The derivatives in the order of the chain rule: intermediates from the loss back."""
    shapes = {model.derivative_name(n): s for n, s in model.shapes.items() if "/" not in n}
    known = replace(model, shapes={**model.shapes, **shapes}, cache={})
    given = {formula.name: formula for formula in model.derivatives}
    needed = _needed(model)
    named: dict[Node, str] = {s.tree: s.name for s in model.steps if isinstance(s.tree, Call)}
    arrived: dict[str, list[Flow]] = {model.loss_name: [Flow(ONE)]}
    found: list[Formula] = []

    def formula(name: str) -> Formula:
        derivative = model.derivative_name(name)
        if derivative in given:
            return given[derivative]
        tree = joined_flows(arrived[name]).right if name in arrived else 0 * Name(name)
        tree = tidied(tree, known.shapes, shapes[derivative], named)
        return _as_printed(known, derivative, plain(tree), shapes[derivative])

    for step in reversed(model.steps):
        if step.name not in arrived or step.name not in needed:
            continue
        arriving: Node = ONE
        if step.name != model.loss_name:
            found.append(formula(step.name))
            arriving = Name(found[-1].name)
        bench = _Shapes(known, step.name, Name(model.derivative_name(step.name)))
        try:
            for name, flow in Backward(bench, RULES).arrivals(step.tree, Flow(arriving)):
                arrived.setdefault(name, []).append(flow)
        except NoRule:
            raise HandgradError(
                f"no rule of the book leads back through {step.name} = {step.text}; write "
                "its derivatives yourself"
            ) from None
    return [*found, *(formula(name) for name in model.parameters)]


def _as_printed(model: CheckedPage, name: str, text: str, shape: Shape) -> Formula:
    """The formula as a page reads it, so that it is verified as it is printed."""
    try:
        tree, found = fitted(parse(text), model.shapes, sizes=model.sizes)
    except FormulaError as error:
        raise HandgradError(f"no gradient of {model.name} could be verified: {error}") from None
    return Formula(name, Transpose(tree) if found != shape else tree, shape, text)


def _needed(model: CheckedPage) -> set[str]:
    """The values through which the loss depends on a parameter."""
    found = set(model.parameters)
    for step in model.steps:
        if names(step.tree) & found:
            found.add(step.name)
    return found
