"""`H = ...` where a Hessian is asked for: a second derivative by the only name it can be by."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handgrad.language.tree import Derivative, Name, Node
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.commands import word_set
from handgrad.reading.line import Line

WORDS = word_set("H Hess hess Hessian hessian HL H_L hess_L hess_w H_w ddL")


def with_hessian(
    lines: Sequence[Line], page: CheckedPage, asked: Sequence[str] | None
) -> tuple[Line, ...]:
    """The lines, of which the last that says what H is claims a second derivative.

    That is where one is wanted, or where no line answers a derivative and the page has one
    parameter.
    """
    by = _by(page, asked)
    is_said = [n for n, line in enumerate(lines) if _word(line.target, page)]
    if by is None or not is_said or any(_is_second(line.target) for line in lines):
        return tuple(lines)
    if not asked and any(_is_derivative(line.target) for line in lines):
        return tuple(lines)
    last = lines[is_said[-1]]
    first = Derivative(Name(page.loss_name), Name(by))
    target = Derivative(first, Name(by), full=True)
    own = _word(last.target, page)
    if last.operator == "=" and last.part is None and not last.unread and last.members:
        claim = replace(last, target=target, members=(Name(own), *last.members),
                        alternatives=tuple((Name(own), *m) for m in last.alternatives),
                        sources=(*last.sources[:1], *last.sources))  # fmt: skip
        return (*lines[: is_said[-1]], claim, *lines[is_said[-1] + 1 :])
    claim = Line(last.number, last.text, target, (Name(own),), last.sources[:1])
    return (*lines, claim)


def _by(page: CheckedPage, asked: Sequence[str] | None) -> str | None:
    """The name by which a second derivative can be meant."""
    if asked:
        second = re.compile(rf"d2{re.escape(page.loss_name)}/d(\w+)2", re.ASCII)
        found = {match[1] for name in asked if (match := second.fullmatch(name))}
    else:
        found = set(page.parameters)
    return found.pop() if len(found) == 1 and found <= set(page.shapes) else None


def _word(target: Node | None, page: CheckedPage) -> str:
    is_word = isinstance(target, Name) and target.name in WORDS
    return target.name if is_word and target.name not in page.shapes else ""  # type: ignore[union-attr]


def _is_derivative(target: Node | None) -> bool:
    return isinstance(target, Derivative) or (isinstance(target, Name) and "/" in target.name)


def _is_second(target: Node | None) -> bool:
    return isinstance(target, Derivative) and isinstance(target.of, Derivative)
