"""The classes of a program: what they define, and what their objects answer."""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.code.program.program_scope import ProgramScope
from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.statements import Definition, Group, Statement
from handgrad.reading.code.syntax.target_words import written
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import (
    ItemList,
    Lookup,
    Lost,
    ProgramClass,
    Value,
)
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

_HEAD = regex(r"class\s+(\w+)\s*(?:\(([^()]*)\))?")
_HELD = regex(r"(own\d+_)(\w+)_held")
_DERIVATIVE = regex(
    r"(?i)(?:d|grad|g|dl|dj|delta)_?(\w+)|(\w+?)_?(?:grads?|gradients?|g)|d(\w+)"
)
_LISTED = regex(r"(?i)_?(?:grads?|gradients?|dparams?|d)")
_PARAMETERS = ("params", "parameters", "weights")


def is_class(statement: Statement) -> bool:
    return isinstance(statement, Group) and bool(_HEAD.match(statement.line.text))


def class_of(head: str, body: Sequence[Statement]) -> ProgramClass:
    """A class by its first line and what stands in it."""
    match = _HEAD.match(head)
    name, bases = (match[1], match[2] or "") if match else ("", "")
    methods = {s.name: s for s in body if isinstance(s, Definition)}
    return ProgramClass(name, methods, tuple(b.strip() for b in bases.split(",") if b.strip()))


def classes_made(statements: Sequence[Statement]) -> frozenset[str]:
    """The classes of a text of which it makes objects."""
    names = {found[1] for s in statements if isinstance(s, Group)
             and (found := _HEAD.match(s.line.text))}  # fmt: skip
    called = {written(f) for f in functions_in(tuple(statements))}
    bases = {base.strip() for s in statements if isinstance(s, Group)
             and (found := _HEAD.match(s.line.text)) and found[1] in called
             for base in (found[2] or "").split(",")}  # fmt: skip
    return frozenset(names & (called | bases)) if names & called else frozenset()


def answers_held(
    page: PageNames, program: ProgramScope
) -> Iterator[tuple[str, NumPyArray | Lost]]:
    """The derivatives that objects hold, each with the parameter that it is by."""
    for name, value in list(program.bound.items()):
        match = _HELD.fullmatch(name)
        if match is not None:
            yield from _answers(page, program, match[1], match[2], value)


def _answers(
    page: PageNames, program: ProgramScope, owner: str, attribute: str, value: Value
) -> Iterator[tuple[str, NumPyArray | Lost]]:
    if _LISTED.fullmatch(attribute):
        if isinstance(value, ItemList):
            yield from _beside(page, program, owner, value)
        if isinstance(value, Lookup):
            for key, one in value.values.items():
                parameter = _of(page, owner, key) or _of(page, owner, key.removeprefix("d"))
                if parameter and isinstance(one, NumPyArray):
                    yield parameter, one
        return
    if not isinstance(value, NumPyArray | Lost):
        return
    found = _DERIVATIVE.fullmatch(attribute)
    inner = [word for word in found.groups() if word] if found else []
    parameters = [p for word in inner if (p := _of(page, owner, word))]
    by = page.canonical(attribute)
    if parameters:
        yield parameters[0], value
    elif by.startswith(page.by("")) and page.shape_of(by) is not None:
        yield by.removeprefix(page.by("")), value


def _of(page: PageNames, owner: str, attribute: str) -> str | None:
    """The parameter of the page that an object holds under a name."""
    return page.origins.get(f"{owner}{attribute}_held")


def _beside(
    page: PageNames, program: ProgramScope, owner: str, grads: ItemList
) -> Iterator[tuple[str, NumPyArray | Lost]]:
    """`self.grads = [dW, db]` beside `self.params = [W, b]`."""
    for word in _PARAMETERS:
        held = program.find(f"{owner}{word}_held")
        if isinstance(held, ItemList) and len(held.values) == len(grads.values):
            for one, grad in zip(held.values, grads.values, strict=True):
                names = [p for p in page.vocabulary.parameters if _is_parameter(one, p)]
                if names and isinstance(grad, NumPyArray):
                    yield names[0], grad


def _is_parameter(value: Value, parameter: str) -> bool:
    return (
        isinstance(value, NumPyArray)
        and re.fullmatch(parameter, getattr(value.tree, "name", "")) is not None
    )
