"""Which names statements assign, change in place and append to."""

from collections.abc import Iterator, Sequence

from handgrad.reading.code.arrays.same_part import is_same_expression
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Subscript,
    Word,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    ForLoop,
    Lone,
    Statement,
    UnreadStatement,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word, written
from handgrad.reading.code.values.scope import PageNames


def loop_names(body: Sequence[Statement], page: PageNames) -> tuple[set[str], set[str]]:
    """The names that a body assigns as a whole, and those that it changes."""
    whole: set[str] = set()
    partly: set[str] = set()
    for statement in statements_in(body):
        if (listed := appended(statement)) is not None:
            partly.add(page.canonical(base_word(listed[0]) or ""))
        if isinstance(statement, ForLoop):
            words = map(base_word, _targets((statement.target,)))
            whole |= {page.canonical(word) for word in words if word}
        if not isinstance(statement, Assignment):
            continue
        for target in _targets(statement.targets):
            word = base_word(target)
            if word is not None:
                is_plain = statement.operator in ("=", ":=") and not added(statement)
                (whole if is_plain else partly).add(page.canonical(word))
            elif owner := owner_of(target) or root_of(target):
                partly.add(page.canonical(owner))
    return whole, partly


def owner_of(target: Expression) -> str | None:
    """The word of the array of which a target is a part: `dW[i]`, `dW[i][j]`."""
    while isinstance(target, Subscript) and base_word(target) is None:
        target = target.value
    return base_word(target)


def root_of(target: Expression) -> str | None:
    """The first name of `a.real[0]`, `a.reshape(-1)[0]` and `a.shape`."""
    while isinstance(target, Subscript | Attribute | Application):
        target = target.function if isinstance(target, Application) else target.value
    return base_word(target)


def appended(statement: Statement) -> tuple[Expression, Expression] | None:
    """The list and the value of `a.append(b)`, None for any other statement."""
    match statement:
        case Lone(_, Application(Attribute(listed, "append"), (value,), ())):
            return listed, value
    return None


def added(statement: Assignment) -> tuple[str, Expression] | None:
    """The sign and what is added by `a = a + b`, None for any other assignment."""
    if len(statement.targets) != 1 or statement.operator not in ("=", ":="):
        return None
    target = statement.targets[0]

    def is_target(part: Expression) -> bool:
        if (word := base_word(target)) is not None:
            return base_word(part) == word
        return isinstance(target, Subscript) and is_same_expression(part, target)

    match statement.value:
        case Infix("+" | "-" as sign, left, right) if is_target(left):
            return sign, right
        case Infix("+", left, right) if is_target(right):
            return "+", left
    return None


def _targets(targets: Sequence[Expression]) -> Iterator[Expression]:
    for target in targets:
        items = getattr(target, "items", None)
        if items is not None and not isinstance(target, Subscript):
            yield from _targets(items)
        else:
            yield target


def root_names(statement: Statement, page: PageNames) -> set[str]:
    """The names of which an assignment has parts as its targets: d of `d['e'][0] = 1`."""
    found: set[str] = set()
    for target in statement.targets if isinstance(statement, Assignment) else ():
        part: Expression = target
        while isinstance(part, Subscript):
            part = part.value
        root = written(part).partition(".")[0]
        if part is not target and root:
            found.add(page.canonical(root))
    return found


def global_names(body: Sequence[Statement], page: PageNames) -> Iterator[str]:
    """The names that a function declares to be those outside: `global c`."""
    for statement in statements_in(body):
        head, _, names = statement.line.text.partition(" ")
        if isinstance(statement, UnreadStatement) and head in ("global", "nonlocal"):
            yield from (page.canonical(name.strip()) for name in names.split(","))


def takes_own_parts(statement: ForLoop, name: str, page: PageNames) -> bool:
    """Whether a body speaks of an array only by the part of its round: `P[i]`, or `P[:, i]`."""
    target = statement.target
    axes: set[int] = set()

    def is_own(part: object) -> bool:
        if not isinstance(part, Subscript) or not isinstance(target, Word):
            return False
        items = [i for item in part.items for i in getattr(item, "items", (item,))]
        places = [
            n for n, i in enumerate(items) if isinstance(i, Word) and i.name == target.name
        ]
        if not is_named(part.value) or len(places) != 1:
            return False
        axes.update(places)
        return len(axes) == 1

    def is_named(part: object) -> bool:
        word = base_word(part) if isinstance(part, Word | Attribute | Subscript) else None
        return word is not None and page.canonical(word) == name

    def fits(part: object) -> bool:
        if is_own(part):
            return True
        if is_named(part):
            return False
        if isinstance(part, tuple):
            return all(map(fits, part))
        return all(fits(getattr(part, slot)) for slot in getattr(part, "__slots__", ()))

    return fits(statement.body)
