"""Arrays that a program fills entry by entry and never makes: they hold nothing before.

`for i in range(C): dw[i] = x[i]*g[i]`, where somebody else has made dw.
"""

from collections.abc import Iterator, Sequence

from handgrad.reading.code.syntax.nodes import Expression, Subscript, Word
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.reading.code.syntax.statements import (
    Assignment,
    ForLoop,
    Statement,
    statements_in,
)
from handgrad.reading.code.values.scope import PageNames


def arrays_filled(
    statements: Sequence[Statement], page: PageNames, at: LogicalLine
) -> list[LogicalLine]:
    """The lines that make such arrays in the shape of what they are the derivative by."""
    found = {word: _parameter(word, page) for word in _filled_in_loops(statements)}
    return [
        at._replace(height=1, indent=0, text=f"{word} = np.empty_like({name})", original="")
        for word, name in found.items()
        if name and word not in page.own
    ]


def _filled_in_loops(statements: Sequence[Statement]) -> Iterator[str]:
    """The names whose entries get values in the loops of a program."""
    for loop in (s for s in statements if isinstance(s, ForLoop)):
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
    is_open = is_derivative and below.isidentifier() and page.value(f"{above}/d{below}") is None
    return below if is_open else ""
