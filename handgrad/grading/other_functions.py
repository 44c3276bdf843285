"""Answers that differentiate only what the page does not have: `d/dw sin(w)` where L is e^2."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from handgrad.errors import FormulaError
from handgrad.grading.execution import Execution
from handgrad.grading.formulas import MeantFormula
from handgrad.grading.report import Report
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Derivative, Index, Name, Node, Over, names, walk
from handgrad.reading.text.line import Line
from handgrad.verdict import RIGHT, UNDECIDED


def doubt_other_functions(
    report: Report, lines: Sequence[Line], execution: Execution
) -> Report:
    """The report, open where nothing that it calls right is a derivative of the page's.

    Such a statement is true, and may answer another question than the one that was asked.
    """
    data = {*execution.model.data}
    targets = {
        line.name: line.target
        for line in lines
        if line.target and not (line.free and data & names(line.target))
    }
    others = [_other(targets.get(part.name), execution) for part in report.parts]
    if report.verdict != RIGHT or not others or not all(others):
        return report
    loss = execution.model.loss_name
    notes = [
        f"this is true of {of}, which is no value of the page; write d{loss}/d{by} = ..."
        for of, by in filter(None, others)
    ]
    parts = tuple(
        replace(part, verdict=UNDECIDED, note=note)
        for part, note in zip(report.parts, notes, strict=True)
    )
    review = tuple(part.name for part in parts)
    return replace(report, verdict=UNDECIDED, parts=parts, review=review)


def _other(target: Node | None, execution: Execution) -> tuple[str, str] | None:
    """The number that a left side differentiates, and by what, where the page has no such."""
    page = execution.model
    given = {*page.parameters, *page.data}
    match target:
        case Derivative(of, Index(Name(by))) if by in given:
            is_of_data = not {*page.data}.isdisjoint(names(of))
            return None if is_of_data else _other(Derivative(of, Name(by)), execution)
        case Derivative(of, Name(by)) if by in given:
            is_given = isinstance(of, Name) and of.name in given
            is_second = isinstance(of, Derivative) or any("/" in name for name in names(of))
            are_known = names(of) <= page.shapes.keys() | _letters(of)
            is_formula = are_known and not isinstance(of, Name) and not is_second
            if is_given or (is_formula and not _is_of_page(of, execution)):
                return plain(of), by
        case Index(Derivative(of) as whole) if {*page.data}.isdisjoint(names(of)):
            return _other(whole, execution)
    return None


def _letters(tree: Node) -> set[str]:
    """The indices that stand in a formula, which are no names of a page."""
    places = (node.indices for node in walk(tree) if isinstance(node, Index))
    runs = (node.index for node in walk(tree) if isinstance(node, Over))
    letters = (place for some in places for place in some if isinstance(place, Name))
    return {letter.name for letter in letters} | {*runs}


def _is_of_page(of: Node, execution: Execution) -> bool:
    """Whether a formula stands in the page, is equal to a value of it, or is no number."""
    page, judge = execution.model, execution.judge
    if any(of == node for step in page.steps for node in walk(step.tree)):
        return True
    with suppress(FormulaError):
        tree, shape = fitted(execution.program.normal(of), page.shapes, sizes=page.sizes)
        if shape != SCALAR:
            return True
        own = MeantFormula(tree, SCALAR)
        values = (step.name for step in page.steps if page.shapes[step.name] == SCALAR)
        return any(judge.holds(MeantFormula(Name(name), SCALAR), own) for name in values)
    return True
