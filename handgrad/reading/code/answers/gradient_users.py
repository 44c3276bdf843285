"""Functions that only use the gradient that another one of the text computes.

`def direction(x): return -gradient(x)` is a step of descent and no answer.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.reading.code.program.program_words import functions_called
from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Infix,
    Prefix,
    Row,
    Word,
    dotted,
    parts_of,
)
from handgrad.reading.code.syntax.source import logical_lines
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Group,
    Return,
    Statement,
    all_statements,
)
from handgrad.regex import regex

_GRADIENT = regex(r"(?i)_*(?:\w*(?:grad|jac)\w*|nabla\w*|d_?f|fprime|score)")
_OF_OPTIMIZER = regex(r"(?i)neg|norm|unit|clip|scale|direction|descent|step")
_TWO_FUNCTIONS = regex(r"(?m)^[ \t]*def\s[\s\S]*^[ \t]*def\s")


class WithoutUsers(NamedTuple):
    """A text without the functions that use the gradient of another one.

    `only_scaled` says that they only take it times something, or a step along it,
    `are_gradients` that by their names they give the whole gradient: with a penalty.
    """

    text: str
    only_scaled: bool
    are_gradients: bool


def without_users(text: str) -> WithoutUsers | None:
    """The text without the functions that use its gradient, None where there are none."""
    if not _TWO_FUNCTIONS.search(text):
        return None
    statements = statements_of(list(logical_lines(text)))
    defined = [s for s in all_statements(statements) if isinstance(s, Definition)]
    found = [(d, function) for d in defined if (function := _used_by(d, defined))]
    called = set(functions_called([s for s in statements if not isinstance(s, Definition)]))
    for other in defined:
        called |= {n for n in functions_called(other.body) if n != other.name}
    users = [(d, function) for d, function in found if d.name not in called]
    if not users or any(function.name in _called_outside(statements) for _, function in users):
        return None
    rows = text.split("\n")
    for user, _ in users:
        first, last = user.line.number, _last_row(user)
        rows[first - 1 : last] = [""] * (last - first + 1)
    return WithoutUsers(
        "\n".join(rows),
        all(_scales(u, f) and not _is_gradient(u) for u, f in users),
        all(_is_gradient(u) and not _scales(u, f) for u, f in users),
    )


def _called_outside(statements: Sequence[Statement]) -> set[str]:
    """The functions that the text itself calls, and none of its functions."""
    outside = [s for s in statements if not isinstance(s, Definition | Group)]
    return set(functions_called(outside))


def _used_by(user: Definition, defined: Sequence[Definition]) -> Definition | None:
    """The one gradient function that another function calls with the names that it has."""
    called = set(functions_called(user.body))
    found = [d for d in defined if d.name in called and d is not user]
    if len(found) != 1 or not _GRADIENT.fullmatch(found[0].name):
        return None
    function = found[0]
    wanted = [p for p in function.parameters if p not in ("self", "cls")]
    calls = [c for c in _calls(user.body) if dotted(c.function).endswith(function.name)]
    is_same = all(
        [a.name if isinstance(a, Word) else "" for a in call.arguments]
        == wanted[: len(call.arguments)]
        for call in calls
    )
    return function if calls and is_same and _returns(user) else None


def _calls(part: object) -> Iterator[Application]:
    if isinstance(part, Application):
        yield part
    parts = part if isinstance(part, tuple | list) else ()
    for name in () if isinstance(part, tuple) else getattr(part, "__slots__", ()):
        parts = (*parts, getattr(part, name))
    for inner in parts:
        if isinstance(inner, tuple | list) or hasattr(inner, "__slots__"):
            yield from _calls(inner)


def _returns(function: Definition) -> list[Expression]:
    inside = all_statements(function.body)
    return [s.value for s in inside if isinstance(s, Return) and s.value is not None]


def _last_row(function: Definition) -> int:
    rows = [s.line.number + s.line.height - 1 for s in all_statements(function.body)]
    return max([function.line.number, *rows])


def _is_gradient(user: Definition) -> bool:
    named = _GRADIENT.fullmatch(user.name) is not None
    return named and not _OF_OPTIMIZER.search(user.name)


def _scales(user: Definition, function: Definition) -> bool:
    """Whether all that a function returns is the gradient times something."""
    held = {
        p.name
        for s in all_statements(user.body)
        if isinstance(s, Assignment) and _is_call(s.value, function)
        for t in s.targets
        for p in parts_of(t)
        if isinstance(p, Word)
    }

    def is_scaled(value: Expression) -> bool:
        match value:
            case Word(name):
                return name in held
            case Prefix("-" | "+", inner):
                return is_scaled(inner)
            case Row(items):
                return all(map(is_scaled, items))
            case Infix("*", left, right):
                return is_scaled(left) or is_scaled(right)
            case Infix("/", left, _):
                return is_scaled(left)
            case Infix("-" | "+", Word(name), right) if name in function.parameters:
                return is_scaled(right)
        return _is_call(value, function)

    return all(map(is_scaled, _returns(user)))


def _is_call(value: Expression, function: Definition) -> bool:
    return isinstance(value, Application) and dotted(value.function).endswith(function.name)
