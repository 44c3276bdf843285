"""Gradients that are handed over in another form than the lines above gave them.

`grads = [2*dW, db]` and `return Grads(dW/n, db)` change what they gather, under no name.
"""

from collections.abc import Iterator, Sequence

from handgrad.reading.code.statements import (
    Assignment,
    Definition,
    Return,
    Statement,
    statements_in,
)
from handgrad.reading.code.syntax import (
    Application,
    Collected,
    Expression,
    Infix,
    Prefix,
    Row,
    Word,
    dotted,
)
from handgrad.reading.code.target_words import is_of_gradients, written


def gathered_anew(statements: Sequence[Statement]) -> int | None:
    """The number of the line that gathers gradients and changes them, None where none does."""
    for statement in _all_in(statements):
        match statement:
            case Assignment(line, (target,), "=", Row() as value) if _is_named(target):
                found = _items(value)
            case Return(line, Application(function, arguments, keywords)) if _is_class(
                function
            ):
                found = [*arguments, *(value for _, value in keywords)]
            case Return(line, Row((Collected(item),))):
                found = [item]
            case _:
                continue
        if any(isinstance(item, Infix | Prefix) for item in found):
            return line.number
    return None


def _all_in(statements: Sequence[Statement]) -> Iterator[Statement]:
    for statement in statements_in(statements):
        yield statement
        if isinstance(statement, Definition):
            yield from _all_in(statement.body)


def _is_named(target: Expression) -> bool:
    return is_of_gradients(written(target).rpartition(".")[2])


def _is_class(function: Expression) -> bool:
    """Whether a call makes an object: `Grads(...)`, `SimpleNamespace(...)`."""
    name = dotted(function) if not isinstance(function, Word) else function.name
    return name.rpartition(".")[2][:1].isupper()


def _items(value: Row) -> list[Expression]:
    """The entries of a list, those that a comprehension makes too."""
    return [item.item if isinstance(item, Collected) else item for item in value.items]
