"""The loss under a name of the writer's own: `F = ...` as the page has its loss, then dF/dx."""

from collections.abc import Sequence
from contextlib import suppress

from handgrad.errors import FormulaError
from handgrad.grading.execution import Execution
from handgrad.language.tree import Derivative, Name
from handgrad.reading.text.line import Line


def with_own_loss(lines: Sequence[Line], execution: Execution) -> tuple[Line, ...]:
    """The lines with the page's loss in the derivatives of a name that is equal to it."""
    return tuple(_of_loss(line, execution) for line in lines)


def _of_loss(line: Line, execution: Execution) -> Line:
    page, program = execution.model, execution.program
    match line.target:
        case Derivative(Name(own), Name(by)) if own not in page.shapes and by in page.shapes:
            version = program.meaning(own, len(program.chains))
            with suppress(FormulaError):
                if version and execution.meaning.standing_for(version) == Name(page.loss_name):
                    return line._replace(target=Derivative(Name(page.loss_name), Name(by)))
    return line
