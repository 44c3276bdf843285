"""`H = ...` and `J = ...` where a Hessian or a Jacobian is asked for, by the only name."""

import re
from collections.abc import Sequence

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Derivative, Name, Node
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.text.line import Line

HESSIAN = word_set("H Hess hess Hessian hessian H_L hess_L hess_w H_w")
JACOBIAN = word_set("J jac Jac Jacobian jacobian J_f D_f jacobian_matrix jacobian_m")


def with_asked(
    lines: Sequence[Line], page: CheckedPage, asked: Sequence[str] | None
) -> tuple[Line, ...]:
    """The lines, of which the last that says what H or J is claims a derivative.

    That is where one is wanted, or where no line answers a derivative and the page has one
    parameter: of a page that ends in a number the Hessian, of any other the Jacobian.
    """
    by = _by(page, asked)
    said = [n for n, line in enumerate(lines) if _word(line.target, page)]
    ends = page.shapes[page.loss_name] == SCALAR
    if by is None or not said or any(_is_answer(line.target, ends) for line in lines):
        return tuple(lines)
    if not asked and any(_is_derivative(line.target) for line in lines):
        return tuple(lines)
    last = lines[said[-1]]
    first = Derivative(Name(page.loss_name), Name(by), full=not ends)
    target = Derivative(first, Name(by), full=True) if ends else first
    own = _word(last.target, page)
    if last.operator == "=" and last.part is None and not last.unread and last.members:
        claim = last._replace(
            target=target,
            members=(Name(own), *last.members),
            alternatives=tuple((Name(own), *members) for members in last.alternatives),
            sources=(*last.sources[:1], *last.sources),
        )
        return (*lines[: said[-1]], claim, *lines[said[-1] + 1 :])
    claim = Line(last.number, last.text, target, (Name(own),), last.sources[:1])
    return (*lines, claim)


def _by(page: CheckedPage, asked: Sequence[str] | None) -> str | None:
    """The name by which the derivative can be meant."""
    found = set(page.parameters)
    if asked:
        pattern = re.compile(rf"d2?{re.escape(page.loss_name)}/d(\w+?)2?", re.ASCII)
        found = {match[1] for name in asked if (match := pattern.fullmatch(name))}
    return found.pop() if len(found) == 1 and found <= set(page.shapes) else None


def _word(target: Node | None, page: CheckedPage) -> str:
    words = HESSIAN if page.shapes[page.loss_name] == SCALAR else JACOBIAN
    name = target.name if isinstance(target, Name) else ""
    return name if name in words and name not in page.shapes else ""


def _is_derivative(target: Node | None) -> bool:
    return isinstance(target, Derivative) or (isinstance(target, Name) and "/" in target.name)


def _is_answer(target: Node | None, ends: bool) -> bool:
    """Whether this is a second derivative already, or where no number is differentiated any."""
    is_second = isinstance(target, Derivative) and isinstance(target.of, Derivative)
    return is_second if ends else _is_derivative(target)
