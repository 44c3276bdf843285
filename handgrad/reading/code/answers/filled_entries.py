"""Arrays that a program fills entry by entry and never makes: they hold nothing before.

`for i in range(C): dw[i] = x[i]*g[i]`, where somebody else has made dw; what loops only add to
starts from zero.
"""

from collections.abc import Iterator, Sequence

from handgrad.language.shape import SCALAR
from handgrad.reading.code.syntax.nodes import Expression, Subscript, Word
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    ForLoop,
    Statement,
    statements_in,
)
from handgrad.reading.code.values.scope import PageNames


def arrays_filled(
    statements: Sequence[Statement], page: PageNames, at: LogicalLine
) -> list[LogicalLine]:
    """The lines that make such arrays in the shape of what they are the derivative by."""
    filled = {word: _parameter(word, page) for word in _filled_in_loops(statements)}
    either = set(_filled_either_way(statements))
    added = {word: _parameter(word, page) for word in _added_in_loops(statements)}
    made = {
        word: f"np.{'zeros' if word in either else 'empty'}_like({name})"
        for word, name in filled.items()
        if name
    }
    shapes = page.vocabulary.shapes
    made |= {
        word: "0" if shapes[name] == SCALAR else f"np.zeros_like({name})"
        for word, name in added.items()
        if name
    }
    return [
        at._replace(height=1, indent=0, text=f"{word} = {value}", original="")
        for word, value in made.items()
        if word in added or word not in page.own
    ]


def _added_in_loops(statements: Sequence[Statement]) -> Iterator[str]:
    """The names that loops add to and nothing gives a first value: they start from zero."""
    assigned = [s for s in statements_in(statements) if isinstance(s, Assignment)]
    said = {_owner(t) for s in assigned if s.operator == "=" for t in s.targets}
    for loop in _loops(statements):
        for statement in statements_in(loop.body):
            if isinstance(statement, Assignment) and statement.operator in ("+=", "-="):
                yield from ({_owner(t) for t in statement.targets} - said - {""})


def _loops(statements: Sequence[Statement]) -> Iterator[ForLoop]:
    """The loops that stand in no function and no other loop."""
    for statement in statements:
        if isinstance(statement, ForLoop):
            yield statement
        elif isinstance(statement, Branch):
            yield from _loops((*statement.body, *statement.otherwise))


def _filled_either_way(statements: Sequence[Statement]) -> Iterator[str]:
    """The names whose entries get a value on both sides of a branch."""
    for branch in (s for s in statements_in(statements) if isinstance(s, Branch)):
        sides = [
            {_owner(t) for s in side if isinstance(s, Assignment) for t in s.targets}
            for side in (branch.body, branch.otherwise)
        ]
        yield from sides[0] & sides[1]


def _filled_in_loops(statements: Sequence[Statement]) -> Iterator[str]:
    """The names whose entries get values in the loops of a program."""
    for loop in _loops(statements):
        for statement in statements_in(loop.body):
            if isinstance(statement, Assignment) and statement.operator == "=":
                for target in statement.targets:
                    if isinstance(target, Subscript) and (word := _owner(target)):
                        yield word


def _owner(target: Expression) -> str:
    """The name whose entry is assigned: dW in `dW[i][j]`."""
    while isinstance(target, Subscript):
        target = target.value
    return target.name if isinstance(target, Word) else ""


def _parameter(word: str, page: PageNames) -> str:
    """What a word without a value of its own is the derivative by."""
    above, _, below = page.canonical(word).partition("/d")
    is_derivative = above == f"d{page.vocabulary.loss}" and below in page.vocabulary.shapes
    return below if is_derivative and below in page.vocabulary.parameters else ""
