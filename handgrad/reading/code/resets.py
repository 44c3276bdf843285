"""Gradients that are set back to zero behind a step along them: the next round starts there."""

from collections.abc import Sequence
from dataclasses import replace

from handgrad.reading.code.scope import PageNames
from handgrad.reading.code.statements import (
    Assignment,
    Definition,
    ForLoop,
    Group,
    Lone,
    Statement,
)
from handgrad.reading.code.syntax import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    SliceDisplay,
    Subscript,
    Word,
    dotted,
    parts_within,
)
from handgrad.reading.code.target_words import base_word

_ZEROS = ("zeros", "zeros_like")


def without_resets(statements: Sequence[Statement], page: PageNames) -> list[Statement]:
    """The statements without those that only set back a gradient that a step has used."""
    found: list[Statement] = []
    for n, statement in enumerate(statements):
        match statement:
            case Definition() | ForLoop() | Group():
                body = tuple(without_resets(statement.body, page))
                changed = len(body) < len(statement.body)
                found.append(replace(statement, body=body) if changed else statement)
                continue
        word = _reset(statement)
        is_used = word is not None and any(_steps_along(s, word, page) for s in statements[:n])
        later = [s for s in statements[n + 1 :] if _reset(s) != word]
        if not is_used or any(word in _words(s) for s in later):
            found.append(statement)
    return found


def _reset(statement: Statement) -> str | None:
    """The word of what a statement sets to zero, None for any other."""
    match statement:
        case Assignment(_, (target,), "=", value) if _is_zero(value):
            match target:
                case Subscript(owner, (Word("...") | SliceDisplay(None, None, None),)):
                    target = owner
            return base_word(target)
        case Lone(_, Application(Attribute(owner, "fill"), (Literal(zero),))) if zero == 0:
            return base_word(owner)
    return None


def _is_zero(value: Expression) -> bool:
    match value:
        case Literal(number):
            return number == 0
        case Application(function):
            return dotted(function).rpartition(".")[2] in _ZEROS
    return False


def _steps_along(statement: Statement, word: str, page: PageNames) -> bool:
    """Whether a statement changes a parameter of the page by what has a word."""
    match statement:
        case Assignment(_, (target,), "-=", _):
            pass
        case Assignment(_, (target,), "=", Infix("-", left, _)) if base_word(left) == base_word(
            target
        ):
            pass
        case _:
            return False
    name = page.canonical(base_word(target) or "")
    return name in page.vocabulary.parameters and word in _words(statement)


def _words(statement: Statement) -> set[str]:
    return {word for part in parts_within(statement) if (word := base_word(part))}
