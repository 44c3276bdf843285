"""The words that a program assigns, and the functions that it calls."""

from collections.abc import Callable, Container, Iterator, Sequence

from handgrad.reading.code.program import assigned_names
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Collected,
    Expression,
    Infix,
    Literal,
    Prefix,
    Quoted,
    Subscript,
    Word,
    parts_of,
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
from handgrad.reading.code.syntax.target_words import base_word, written


def own_words(statements: Sequence[Statement], known: Container[str]) -> frozenset[str]:
    """The words that a program assigns, those aside that it only unpacks from a name.

    A part of what is `known` is not unpacked: `x = X[i]`.
    """
    found: set[str] = set()
    for statement in statements_in(statements):
        if isinstance(statement, Definition):
            found |= own_words(statement.body, known)
        if isinstance(statement, ForLoop):
            found |= {w for part in parts_of(statement.target) if (w := base_word(part))}
        if not isinstance(statement, Assignment) or statement.operator != "=":
            continue
        if isinstance(statement.value, Word | Attribute):
            continue
        if isinstance(statement.value, Subscript):
            owner = assigned_names.owner_of(statement.value)
            if base_word(statement.value) or (owner not in known and owner not in found):
                continue
        for target in statement.targets:
            found |= {w for part in parts_of(target) if (w := base_word(part))}
    return frozenset(found)


def spelled_apart(statements: Sequence[Statement], known: Container[str]) -> frozenset[str]:
    """Words that a program assigns beside another spelling of theirs: `var_` beside `var`.

    Of several spellings the one that is `known` is the name meant, or the shortest.
    """
    spoken = {base_word(part) for s in statements for part in parts_within(s)} - {None}
    spellings: dict[str, set[str]] = {}
    for word in spoken:
        spellings.setdefault((word or "").replace("_", ""), set()).add(word or "")
    found: set[str] = set()
    for words in spellings.values():
        meant = min(words, key=lambda word: (word not in known, len(word), word))
        found |= words - {meant}
    return frozenset(found & set(_assigned(statements)))


def other_words(
    statements: Sequence[Statement], find: Callable[[str], str | None]
) -> frozenset[str]:
    """Words that a program gives values of its own, and that could stand for a name: `reg`.

    A constant says no more than that it is one: `reg = 0.1` is the page's.
    """
    found: set[str] = set()
    for statement in statements_in(statements):
        if isinstance(statement, Definition):
            found |= other_words(statement.body, find)
        if not isinstance(statement, Assignment) or statement.operator != "=":
            continue
        spoken = {base_word(part) for part in parts_within(statement.value)} - {None}
        if not spoken or isinstance(statement.value, Word | Attribute | Subscript):
            continue
        for target in (t for one in statement.targets for t in parts_of(one)):
            word = target.name if isinstance(target, Word) else ""
            name = find(word) if word else None
            if name is not None and _bare(name) != _bare(word):
                found.add(word)
    return frozenset(found)


def flag_words(part: object) -> Iterator[str]:
    """The words that stand for a text, and so for no name of the page: `reg='l2'`."""
    match part:
        case Definition(defaults=defaults):
            yield from (name for name, value in defaults.items() if isinstance(value, Quoted))
        case Infix("==" | "!=", left, Quoted()) | Infix("==" | "!=", Quoted(), left):
            yield from filter(None, (base_word(left),))
    inner = part if isinstance(part, tuple | list) else ()
    for name in () if isinstance(part, tuple | list) else getattr(part, "__slots__", ()):
        inner = (*inner, getattr(part, name))
    for one in inner:
        if isinstance(one, tuple) or hasattr(one, "__slots__"):
            yield from flag_words(one)


def _bare(word: str) -> str:
    return word.replace("_", "").lower()


def _assigned(statements: Sequence[Statement]) -> Iterator[str]:
    """The words that are targets anywhere in a program."""
    for statement in statements_in(statements):
        if isinstance(statement, Definition):
            yield from _assigned(statement.body)
        if isinstance(statement, Assignment):
            for target in statement.targets:
                yield from (w for part in parts_of(target) if (w := base_word(part)))


def functions_in(expression: object) -> Iterator[Expression]:
    """The functions that are called anywhere in an expression."""
    if isinstance(expression, Application):
        yield expression.function
    if isinstance(expression, tuple):
        for part in expression:
            yield from functions_in(part)
    for name in getattr(expression, "__slots__", ()):
        part = getattr(expression, name)
        if isinstance(part, tuple) or hasattr(part, "__slots__"):
            yield from functions_in(part)


def is_main(statement: Statement) -> bool:
    """`if __name__ == "__main__":`, which only runs what stands above."""
    return isinstance(statement, Branch) and "__name__" in statement.line.text


def functions_called(
    statements: Sequence[Statement], others: Container[str] = ()
) -> Iterator[str]:
    """The names of the functions that other statements of the text call.

    What `others` call, and what only runs the text, does not count.
    """
    for statement in statements:
        match statement:
            case Definition(_, name, _, _, body):
                found = () if name in others else functions_called(body)
                yield from (n for n in found if n != name)
            case Branch() if is_main(statement):
                pass
            case Group(_, body):
                yield from functions_called(body, others)
            case ForLoop(_, _, source, body):
                yield from map(written, functions_in(source))
                yield from functions_called(body)
            case Branch(_, condition, yes, no):
                yield from map(written, functions_in(condition))
                yield from functions_called((*yes, *no))
            case Assignment(_, targets, _, value):
                yield from (*_bare_names(targets), *_bare_names(value))
            case Lone(_, value):
                yield from _bare_names(value)
            case Return(_, value) if value is not None:
                yield from _bare_names(value)


def words_of_lists(part: object) -> Iterator[str]:
    """The words that a program takes for lists: it walks through them, or counts from 0."""
    match part:
        case ForLoop(_, _, source) | Collected(_, _, source):
            for held in (source, *_walked(source)):
                yield from filter(None, (base_word(held),))
        case Subscript(owner, (Prefix("-", Literal()),)):
            yield from filter(None, (base_word(owner),))
        case Subscript(owner, (Literal(number),)) if number == 0:
            yield from filter(None, (base_word(owner),))
        case Application(Word("len"), (owner,)):
            yield from filter(None, (base_word(owner),))
    if isinstance(part, tuple | list):
        for one in part:
            yield from words_of_lists(one)
    for name in getattr(part, "__slots__", ()):
        inner = getattr(part, name)
        if isinstance(inner, tuple) or hasattr(inner, "__slots__"):
            yield from words_of_lists(inner)


def _walked(source: Expression) -> Iterator[Expression]:
    """What `zip(a, b)`, `enumerate(a)` and `reversed(a)` walk through."""
    if isinstance(source, Application):
        for argument in source.arguments:
            yield argument
            yield from _walked(argument)


def _bare_names(value: object) -> Iterator[str]:
    for function in functions_in(value):
        yield written(function).rpartition(".")[2]


def local_words(body: Sequence[Statement]) -> set[str]:
    """The plain names that statements assign: names of a function, and of no object."""
    found: set[str] = set()
    for statement in statements_in(body):
        targets: tuple[Expression, ...] = ()
        if isinstance(statement, ForLoop):
            targets = (statement.target,)
        elif isinstance(statement, Assignment):
            targets = statement.targets
        found |= {p.name for t in targets for p in parts_of(t) if isinstance(p, Word)}
    return found


def words_elsewhere(
    function: Definition, defined: Sequence[Definition], statements: Sequence[Statement]
) -> set[str]:
    """The words that a function uses and only others of the text assign, for themselves."""
    own = local_words(function.body) | set(function.parameters)
    used = {p.name for p in parts_within(function.body) if isinstance(p, Word)}
    others = (local_words(o.body) for o in defined if function not in [o, *o.body])
    return (set().union(*others) & used) - own - local_words(statements)
