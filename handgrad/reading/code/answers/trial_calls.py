"""Calls that try a function out on numbers of the writer's own: `print(grad(w_test, X_test))`.

What a function computes for the page is the answer; what it gives for other numbers is none.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from handgrad.reading.code.program.assigned_names import root_of
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Subscript,
    Word,
    parts_of,
    parts_within,
)
from handgrad.reading.code.syntax.source import logical_lines
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Lone,
    Return,
    Statement,
    statements_in,
)

_NORMALISING = frozenset(("mean", "std", "min", "max"))


def without_trials(
    text: str, parameters: Collection[str], data: Collection[str], forward: Collection[str]
) -> str:
    """A program without its calls of functions of its own on other numbers than the page's.

    The page gives `parameters` and `data` their values, and works out those of `forward`. Lines
    that stand on such a call are left out with it.

    >>> text = "def g(w, x):\\n    return 2*w*x\\n" + "dw = g(np.ones(3), x)"
    >>> without_trials(text, ("w",), ("x",), ("L",))
    'def g(w, x):\\n    return 2*w*x\\n'
    """
    if "def " not in text or "(" not in text:
        return text
    statements = statements_of(list(logical_lines(text)))
    functions = {s.name: s for s in statements if isinstance(s, Definition) and _is_pure(s)}
    if not functions:
        return text
    rows = text.split("\n")
    page = _PageWords({*parameters, *data}, {*parameters, *forward})
    for statement in _trials(statements, functions, page):
        line = statement.line
        for n in range(line.number - 1, min(line.number - 1 + line.height, len(rows))):
            rows[n] = ""
    return "\n".join(rows)


class _PageWords(NamedTuple):
    """What a page gives a value, and what is at the point at which a gradient is asked for."""

    given: set[str]
    at_point: set[str]


def _is_pure(function: Definition) -> bool:
    """Whether all that a function does is to return a value."""
    body = tuple(statements_in(function.body))
    targets = [t for s in body if isinstance(s, Assignment) for t in s.targets]
    changed = [part for target in targets for part in parts_of(target)]
    roots = {root_of(part) for part in changed if not isinstance(part, Word)}
    added = {
        root_of(t)
        for s in body
        if isinstance(s, Assignment) and s.operator not in ("=", ":=")
        for t in s.targets
    }
    local = {root_of(part) for part in changed if isinstance(part, Word)}
    gives = any(isinstance(s, Return) and s.value is not None for s in body)
    return gives and roots | added <= local - set(function.parameters)


def _trials(
    statements: Sequence[Statement], functions: Mapping[str, Definition], page: _PageWords
) -> Iterator[Statement]:
    """The calls at the outermost level, and what stands on what they give."""
    at_point, tried = set(page.at_point), set[str]()
    for statement in statements:
        if not isinstance(statement, Assignment | Lone):
            continue
        words = set(_words(statement.value))
        targets = statement.targets if isinstance(statement, Assignment) else ()
        named = {str(root_of(part)) for target in targets for part in parts_of(target)}
        named -= page.given | page.at_point
        is_shown = isinstance(statement, Lone)
        is_trial = _is_trial(statement.value, functions, page.given, at_point, is_shown)
        if words & tried or is_trial:
            tried |= named
            yield statement
        elif words & (at_point | set(functions)) or _is_scaled(statement.value, page.given):
            at_point |= named


def _is_trial(
    value: Expression,
    functions: Mapping[str, Definition],
    given: set[str],
    at_point: set[str],
    is_shown: bool,
) -> bool:
    """Whether a value is a function's at other values than those that the page gives.

    Where it is only shown, it may be at those too.
    """
    if not (isinstance(value, Application) and isinstance(value.function, Word)):
        return False
    function = functions.get(value.function.name)
    if function is None or len(value.arguments) > len(function.parameters):
        return False
    handed = [*zip(function.parameters, value.arguments, strict=False), *value.keywords]
    others = [(p, a) for p, a in handed if not (isinstance(a, Word) and a.name == p)]
    if any(
        set(_words(argument)) & at_point or _is_scaled(argument, given)
        for _, argument in others
    ):
        return False
    return bool(handed) and (is_shown or any(p in given for p, _ in others))


def _is_scaled(value: Expression, given: set[str]) -> bool:
    """Whether data are used otherwise than in part, or normalised: `2*y`."""
    if not set(_words(value)) & given or isinstance(value, Subscript):
        return False
    called = [part.name for part in parts_within(value) if isinstance(part, Attribute)]
    return not _NORMALISING.intersection(called)


def _words(expression: object) -> Iterator[str]:
    """The names whose values an expression uses, not those whose shapes."""
    of_shape = {
        id(part.value)
        for part in parts_within(expression)
        if isinstance(part, Attribute) and part.name in ("shape", "size", "ndim")
    }
    return (
        part.name
        for part in parts_within(expression)
        if isinstance(part, Word) and id(part) not in of_shape
    )
