"""Calls that try a function out on numbers of the writer's own: `print(grad(w_test, X_test))`.

What a function computes for the page is the answer; what it gives for other numbers is none.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from handgrad.reading.code.assigned_names import root_of
from handgrad.reading.code.source import logical_lines
from handgrad.reading.code.statement_blocks import statements_of
from handgrad.reading.code.statements import (
    Assignment,
    Definition,
    Lone,
    Return,
    Statement,
    statements_in,
)
from handgrad.reading.code.syntax import (
    Application,
    Word,
    parts_of,
    parts_within,
)


def without_trials(text: str, given: Collection[str], names: Collection[str]) -> str:
    """A program without its calls of functions of its own on other numbers than the page's.

    `given` are the parameters and data of the page, `names` all that it knows. Lines that stand
    on such a call are left out with it.

    >>> text = "def g(w, x):\\n    return 2*w*x\\n" + "dw = g(np.ones(3), np.zeros(3))"
    >>> without_trials(text, ("w", "x"), ("w", "x", "L"))
    'def g(w, x):\\n    return 2*w*x\\n'
    """
    if "def " not in text or "(" not in text:
        return text
    statements = statements_of(list(logical_lines(text)))
    functions = {s.name: s for s in statements if isinstance(s, Definition) and _is_pure(s)}
    if not functions:
        return text
    rows = text.split("\n")
    for statement in _trials(statements, functions, set(given), set(names)):
        line = statement.line
        for n in range(line.number - 1, min(line.number - 1 + line.height, len(rows))):
            rows[n] = ""
    return "\n".join(rows)


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
    statements: Sequence[Statement],
    functions: Mapping[str, Definition],
    given: set[str],
    names: set[str],
) -> Iterator[Statement]:
    """The calls at the outermost level, and what stands on what they give."""
    of_page, tried = set(names), set[str]()
    for statement in statements:
        if not isinstance(statement, Assignment | Lone):
            continue
        words = set(_words(statement.value))
        targets = statement.targets if isinstance(statement, Assignment) else ()
        named = {str(root_of(part)) for target in targets for part in parts_of(target)} - names
        is_other = not words & of_page or _is_shown(statement, functions, given)
        if words & tried or (is_other and _is_trial(statement, functions, given)):
            tried |= named
            yield statement
        elif words & (of_page | set(functions)):
            of_page |= named


def _is_trial(
    statement: Assignment | Lone, functions: Mapping[str, Definition], given: set[str]
) -> bool:
    """Whether a statement is a call of a function that is given what the page has."""
    value = statement.value
    if not (isinstance(value, Application) and isinstance(value.function, Word)):
        return False
    function = functions.get(value.function.name)
    has_numbers = bool(value.arguments or value.keywords)
    return has_numbers and function is not None and bool(given & set(function.parameters))


def _is_shown(
    statement: Assignment | Lone, functions: Mapping[str, Definition], given: set[str]
) -> bool:
    """Whether a line only shows what a function gives for the names of its parameters."""
    match statement:
        case Lone(value=Application(function=Word(name), arguments=arguments, keywords=())):
            words = tuple(a.name for a in arguments if isinstance(a, Word))
            function = functions.get(name)
            return function is not None and words == function.parameters and {*words} <= given
    return False


def _words(expression: object) -> Iterator[str]:
    """The names that an expression uses."""
    return (part.name for part in parts_within(expression) if isinstance(part, Word))
