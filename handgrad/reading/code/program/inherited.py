"""Classes of a text that take over, or replace, what another class of it computes."""

from collections.abc import Sequence

from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.nodes import Application, Attribute, Expression, Word
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Group,
    Return,
    Statement,
    all_statements,
)
from handgrad.regex import regex

_HEAD = regex(r"class\s+(\w+)\s*\(\s*([\w., ]+)\)")
_NAME = regex(r"class\s+(\w+)")


def takes_over(statements: Sequence[Statement]) -> int | None:
    """The line of a class that builds on methods of another of the text; None where none does.

    Methods that only start an object, or that do nothing, are none of these.
    """
    classes = {match[1]: s for s in statements if isinstance(s, Group)
               and (match := _NAME.match(s.line.text))}  # fmt: skip
    for own in classes.values():
        head = _HEAD.match(own.line.text)
        for base in head[2].split(",") if head else ():
            if (other := classes.get(base.strip())) and _builds_on(own, other):
                return own.line.number
    return None


def _builds_on(own: Group, base: Group) -> bool:
    methods = {s.name for s in base.body if isinstance(s, Definition) and _computes(s)}
    names = {s.name for s in own.body if isinstance(s, Definition)}
    called = {name for s in own.body for f in functions_in(s) if (name := _of_super(f))}
    return bool(methods & (names | called))


def _of_super(function: Expression) -> str:
    """The method of `super().grad(...)`, "" for other functions."""
    match function:
        case Attribute(Application(Word("super")), name):
            return name
    return ""


def _computes(method: Definition) -> bool:
    inside = list(all_statements(method.body))
    gives = any(isinstance(s, Return) and s.value is not None for s in inside)
    is_start = method.name.startswith("__")
    return not is_start and (gives or any(isinstance(s, Assignment) for s in inside))
