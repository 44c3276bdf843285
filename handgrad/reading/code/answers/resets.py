"""What an optimizer does to gradients: set them back behind a step, cut them to a norm."""

from collections.abc import Sequence
from dataclasses import replace

from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    Row,
    SliceDisplay,
    Subscript,
    Table,
    Word,
    dotted,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Definition,
    ForLoop,
    Group,
    Lone,
    Return,
    Statement,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word, is_of_gradients
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.spelling.commands import word_set

_ZEROS = ("zeros", "zeros_like")
_RATES = word_set("lr eta alpha rate learning_rate step_size stepsize")


def without_resets(statements: Sequence[Statement], page: PageNames) -> list[Statement]:
    """The statements without those that set back a gradient that a step has used.

    Nor is there what shortens gradients where their own norm is large.
    """
    found: list[Statement] = []
    norms: set[str] = set()
    for n, statement in enumerate(statements):
        if isinstance(statement, Assignment) and _is_norm(statement, norms):
            norms |= {word for t in statement.targets if (word := base_word(t))}
        if isinstance(statement, Branch) and _shortens(statement, norms):
            continue
        if isinstance(statement, Return) and (
            kept := _without_steps(statement, page, statements[:n])
        ):
            found.append(kept)
            continue
        match statement:
            case Definition() | ForLoop() | Group():
                body = tuple(without_resets(statement.body, page))
                changed = body != tuple(statement.body)
                found.append(replace(statement, body=body) if changed else statement)
                continue
        word = _reset(statement)
        is_used = word is not None and any(_steps_along(s, word, page) for s in statements[:n])
        later = [s for s in statements[n + 1 :] if _reset(s) != word]
        if not is_used or any(word in _words(s) for s in later):
            found.append(statement)
    return found


def _without_steps(
    statement: Return, page: PageNames, before: Sequence[Statement]
) -> Return | None:
    """`return W - 0.1*dW, c - 0.1*dc` without what it gives back; None for any other.

    Nor is there a parameter that a step above has changed: `return W1, b1`.
    """
    match statement.value:
        case Row(items):
            values = list(items)
        case Table(pairs):
            values = [value for _, value in pairs]
        case None:
            return None
        case value:
            values = [value]
    stepped = {word for s in statements_in(before) if (word := _stepped(s, page))}
    others = [v for v in values if not _is_step(v, page) and base_word(v) not in stepped]
    if len(others) == len(values):
        return None
    others = [v for v in others if _is_told(v, page)]
    return replace(statement, value=Row(tuple(others)) if others else None)


def _is_step(value: Expression, page: PageNames) -> bool:
    """`W - rate*dW`: a parameter less something of its own derivative, or by a rate."""
    match value:
        case Infix("-", left, right):
            name = page.canonical(base_word(left) or "")
            words = {word for part in parts_within(right) if (word := base_word(part))}
            own = {f"g{name}", f"g_{name}", f"grad_{name}", page.by(name)}
            is_own = any(page.canonical(w) in own or w in own for w in words)
            has_rate = any(
                page.canonical(w) not in page.vocabulary.shapes for w in words & _RATES
            )
            return name in page.vocabulary.parameters and (is_own or has_rate)
    return False


def _is_told(value: Expression, page: PageNames) -> bool:
    """Whether what is given back beside parameters says which gradient it is."""
    word = base_word(value) or ""
    return not word or "/" in page.canonical(word) or is_of_gradients(word)


def _stepped(statement: Statement, page: PageNames) -> str | None:
    """The parameter that a step changes, None for any other statement."""
    match statement:
        case Assignment(_, (target,), "-=" | "+=", _):
            pass
        case Assignment(_, (target,), "=", Infix("-" | "+", left, _)) if base_word(
            left
        ) == base_word(target):
            pass
        case _:
            return None
    word = base_word(target)
    return word if page.canonical(word or "") in page.vocabulary.parameters else None


def _is_norm(statement: Assignment, norms: set[str]) -> bool:
    """Whether an assignment gives a norm, or what is made of one."""
    called = {dotted(f).rpartition(".")[2] for f in functions_in(statement.value)}
    words = {word for part in parts_within(statement.value) if (word := base_word(part))}
    is_root = "sqrt" in called and "sum" in called
    return "norm" in called or is_root or bool(words & norms)


def _shortens(statement: Branch, norms: set[str]) -> bool:
    """`if norm > 5: dw = dw*5/norm`, or the same of all in a dictionary."""
    inside = list(statements_in(statement.body))
    scaled = [s for s in inside if isinstance(s, Assignment)]
    others = [s for s in inside if not isinstance(s, Assignment | ForLoop)]
    is_of_norm = bool(norms & _words(Lone(statement.line, statement.condition)))
    match statement.condition:
        case Infix("<" | ">" | ">=" | "<=", left, right):
            is_plain = not _is_zero(left) and not _is_zero(right)
        case _:
            return False
    if statement.otherwise or others or not scaled or not (is_of_norm and is_plain):
        return False
    return all(bool(norms & _words(s)) and _is_scaled(s) for s in scaled)


def _is_scaled(statement: Assignment) -> bool:
    """Whether an assignment multiplies or divides what it changes."""
    if statement.operator in ("*=", "/="):
        return True
    value = statement.value
    while isinstance(value, Infix) and value.operator in "*/":
        value = value.left
    word = base_word(statement.targets[0])
    return word is not None and base_word(value) == word


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
