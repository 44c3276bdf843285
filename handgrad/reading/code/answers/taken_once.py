"""What Python takes once: the values of an iterator, the defaults of a function."""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.code.answers.batches import paired
from handgrad.reading.code.syntax.nodes import (
    Application,
    Collected,
    Expression,
    Word,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    ForLoop,
    Statement,
    all_statements,
    statements_in,
    words_of,
)
from handgrad.reading.spelling.commands import word_set

_ITERATORS = word_set("zip map filter enumerate reversed iter")
_SPENT = "{} of line {} gives its values once, and is gone through again; write list(...)"
_EARLIER = "the default {} is taken in line {}, and the name gets another value below"


def why_taken_once(statements: Sequence[Statement], lines: Sequence[str]) -> str:
    """Why what a program computes is not what its lines say one by one, "" for nothing.

    `lines` are those of the text, without its comments.
    """
    inside = list(all_statements(statements))
    spent = _spent(inside, lines) or _spent_within(inside)
    return spent or _changed_default(statements, inside)


def _spent(inside: Sequence[Statement], lines: Sequence[str]) -> str:
    for name, line in _iterators(inside):
        if _times_read(name, lines) > _times_given(name, inside):
            return _SPENT.format(name, line)
    return ""


def _iterators(inside: Sequence[Statement]) -> Iterator[tuple[str, int]]:
    """The names of iterators, each with the number of its line."""
    for one in inside:
        if not isinstance(one, Assignment) or one.operator != "=":
            continue
        for target in one.targets:
            for name, value in paired(target, one.value):
                if isinstance(name, Word) and _is_iterator(value):
                    yield name.name, one.line.number


def _spent_within(inside: Sequence[Statement]) -> str:
    """The iterator handed to a function of the text that goes through it again."""
    own = {one.name: one for one in inside if isinstance(one, Definition)}
    named = {name for name, _ in _iterators(inside)}
    for one in inside if own else ():
        for call in _calls(getattr(one, "value", None)):
            function = own.get(call.function.name) if isinstance(call.function, Word) else None
            if function is None:
                continue
            rows = [each.line.text for each in statements_in(function.body)]
            for name, value in zip(function.parameters, call.arguments, strict=False):
                is_one = _is_iterator(value) or (
                    isinstance(value, Word) and value.name in named
                )
                if is_one and _times_read(name, [*dict.fromkeys(rows)]) > 1:
                    return _SPENT.format(name, function.line.number)
    return ""


def _calls(part: object) -> Iterator[Application]:
    if isinstance(part, Application):
        yield part
    slots = () if isinstance(part, tuple) else getattr(part, "__slots__", ())
    for inner in part if isinstance(part, tuple) else [getattr(part, slot) for slot in slots]:
        if isinstance(inner, tuple) or hasattr(inner, "__slots__"):
            yield from _calls(inner)


def _times_given(name: str, inside: Sequence[Statement]) -> int:
    given = [s for s in inside if isinstance(s, Assignment) and s.operator == "="]
    return len([s for s in given if name in [w for t in s.targets for w in words_of(t)]])


def _times_read(name: str, lines: Sequence[str]) -> int:
    read = re.compile(rf"(?<![\w.'\"]){re.escape(name)}\b(?!\s*=[^=])")
    return sum((len(read.findall(text)) for text in lines), 0)


def _is_iterator(value: Expression) -> bool:
    match value:
        case Application(Word(name)):
            return name in _ITERATORS
    return isinstance(value, Collected)


def _changed_default(statements: Sequence[Statement], inside: Sequence[Statement]) -> str:
    given = list(_given(statements))
    for own in inside:
        for value in own.defaults.values() if isinstance(own, Definition) else ():
            words = {part.name for part in parts_within(value) if isinstance(part, Word)}
            for name, line in given:
                if name in words and line > own.line.number:
                    return _EARLIER.format(name, own.line.number)
    return ""


def _given(statements: Sequence[Statement]) -> Iterator[tuple[str, int]]:
    """The names that the text itself gives a value, each with the line."""
    for one in statements_in(statements):
        targets = one.targets if isinstance(one, Assignment) else ()
        targets = (one.target,) if isinstance(one, ForLoop) else targets
        for target in targets:
            for word in words_of(target):
                yield word, one.line.number
