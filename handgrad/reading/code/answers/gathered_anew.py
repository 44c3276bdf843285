"""Gradients that are handed over in another form than the lines above gave them.

`grads = [2*dW, db]` and `return Grads(dW/n, db)` change what they gather, under no name.
"""

from collections.abc import Iterator, Sequence

from handgrad.reading.code.answers.flat_words import OF_VECTOR, joined_parts
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Collected,
    Expression,
    Infix,
    Prefix,
    Row,
    Subscript,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Return,
    Statement,
    all_statements,
)
from handgrad.reading.code.syntax.target_words import is_of_gradients, written


def joined_anew(statements: Sequence[Statement]) -> int | None:
    """The number of a line that joins gradients end to end, and changes some."""
    for statement in all_statements(statements):
        match statement:
            case Assignment(line, (Word(name),), "=", value) if OF_VECTOR.match(name):
                parts = joined_parts(value)
            case Return(line, value) if value is not None:
                parts = joined_parts(value)
            case _:
                continue
        is_changed = not isinstance(value, Application | Subscript)
        if parts and (is_changed or any(isinstance(p, Infix | Prefix) for p in _bare(parts))):
            return line.number
    return None


def _bare(parts: Sequence[Expression]) -> Iterator[Expression]:
    """The parts without what only lays them out: `(2*dW).ravel()`."""
    for part in parts:
        yield part
        yield from (p for p in _within(part) if isinstance(p, Infix | Prefix))


def _within(part: Expression) -> Iterator[Expression]:
    match part:
        case Application(Attribute(inner)):
            yield inner
            yield from _within(inner)
        case Row(items):
            yield from items


def gathered_anew(statements: Sequence[Statement]) -> int | None:
    """The number of the line that gathers gradients and changes them, None where none does."""
    for statement in all_statements(statements):
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


def _is_named(target: Expression) -> bool:
    return is_of_gradients(written(target).rpartition(".")[2])


def _is_class(function: Expression) -> bool:
    """Whether a call makes an object: `Grads(...)`, `SimpleNamespace(...)`."""
    name = dotted(function) if not isinstance(function, Word) else function.name
    return name.rpartition(".")[2][:1].isupper()


def _items(value: Row) -> list[Expression]:
    """The entries of a list, those that a comprehension makes too."""
    return [item.item if isinstance(item, Collected) else item for item in value.items]
