"""Functions that begin anew what they are given: `def grad(w): w = 0`."""

from collections.abc import Collection, Iterator, Sequence

from handgrad.reading.code.answers.returned_places import words_within
from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Literal,
    Prefix,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Closed,
    Definition,
    ForLoop,
    Group,
    Statement,
    statements_in,
)
from handgrad.regex import regex

_MADE = regex(
    r"(?:.*\.)?(?:zeros|ones|empty|full|eye|arange|linspace|rand|randn|random|normal|uniform"
    r"|standard_normal|float|int)"
)


def started_argument(statements: Sequence[Statement], given: Collection[str]) -> str:
    """The first given name that a function takes and then makes of nothing, "" for none.

    Functions with loops train: they start somewhere.
    """
    return next(_started(statements, given), "")


def _started(statements: Sequence[Statement], given: Collection[str]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, Group):
            yield from _started(statement.body, given)
        if not isinstance(statement, Definition):
            continue
        if any(isinstance(s, ForLoop | Closed) for s in statements_in(statement.body)):
            continue
        for inner in statement.body:
            match inner:
                case Assignment(_, (Word(name),), "=", value) if (
                    name in statement.parameters and name in given and _is_made(value, given)
                ):
                    yield name


def _is_made(value: Expression, given: Collection[str]) -> bool:
    """Whether a value is a number, or an array of numbers that come from nowhere."""
    match value:
        case Literal() | Prefix(_, Literal()):
            return True
        case Application(function):
            is_free = not {*words_within(value)} & {*given}
            return is_free and _MADE.fullmatch(dotted(function)) is not None
    return False
