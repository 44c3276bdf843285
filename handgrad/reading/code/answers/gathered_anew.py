"""Gradients that are handed over in another form than the lines above gave them.

`grads = [2*dW, db]` and `return Grads(dW/n, db)` change what they gather, under no name.
"""

from collections.abc import Collection, Iterator, Sequence

from handgrad.reading.code.answers.flat_words import OF_VECTOR, joined_parts
from handgrad.reading.code.answers.returned_places import words_within
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
    words_of,
)
from handgrad.reading.code.syntax.target_words import is_of_gradients, written
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.spelling.commands import word_set

_COUNTING = word_set("range len zip enumerate float int np numpy math torch F")


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


def gathered_anew(statements: Sequence[Statement], page: Collection[str]) -> int | None:
    """The number of the line that gathers gradients and changes them, None where none does.

    A list whose entries are made of what the page has alone gathers none.
    """
    known = {word for word in page if not _is_another(word, statements, page)}
    for statement in all_statements(statements):
        match statement:
            case Assignment(line, (target,), "=", Row() as value) if _is_named(target):
                found = [item for part in value.items for item in _gathered(part, known)]
            case Return(line, Application(function, arguments, keywords)) if _is_class(
                function
            ):
                found = [*arguments, *(value for _, value in keywords)]
            case Return(line, Row((Collected() as part,))):
                found = _gathered(part, known)
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


def _gathered(part: Expression, known: Collection[str]) -> list[Expression]:
    """What a list has at a place, and a comprehension at each; of the page's alone is none."""
    if not isinstance(part, Collected):
        return [part]
    return [] if _is_made_of((*words_of(part.target), *known), part) else [part.item]


def _is_another(word: str, statements: Sequence[Statement], page: Collection[str]) -> bool:
    """Whether a program gives a name of the page what is made of other names too."""
    return any(
        word in words_of(target) and not _is_made_of(page, statement.value)
        for statement in all_statements(statements)
        if isinstance(statement, Assignment)
        for target in statement.targets
    )


def _is_made_of(known: Collection[str], part: Expression) -> bool:
    words = {*words_within(part)} - {*known, *_COUNTING}
    return all(map(function_spelled, words))
