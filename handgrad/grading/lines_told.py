"""What the lines of an answer have among them, for which it is looked at more closely."""

from collections.abc import Sequence

from handgrad.language.tree import Derivative, Name
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.text.line import Line


def is_said_again(lines: Sequence[Line]) -> bool:
    """Whether two lines say what one name is, one of them or both in mathematics."""
    said = [line.name for line in lines if line.name and not line.is_numpy]
    coded = {line.name for line in lines if line.is_numpy}
    return len(set(said)) < len(said) or bool(coded.intersection(said))


def gives_again(line: Line, page: CheckedPage) -> bool:
    """Whether a line says what a given name of the page is."""
    name = line.target.name if isinstance(line.target, Name) else ""
    return name in page.parameters or name in page.data or name in page.sizes


def has_own_loss(page: CheckedPage, lines: Sequence[Line]) -> bool:
    """Whether lines say what the derivative of a name of the writer's own is."""
    owners = [line.target.of for line in lines if isinstance(line.target, Derivative)]
    return any(isinstance(of, Name) and of.name not in page.shapes for of in owners)


def differentiates_formulas(lines: Sequence[Line], page: CheckedPage) -> bool:
    """Whether a left side is the derivative of a formula, or of a given name: `dw/dw = 1`."""
    given = {*page.parameters, *page.data}
    owners = [line.target.of for line in lines if isinstance(line.target, Derivative)]
    return any(not isinstance(of, Name) or of.name in given for of in owners)
