"""Whether the objects of a text may be read as if each class were its only object."""

from collections.abc import Collection, Iterator, Sequence

from handgrad.reading.code.program.classes import classes_made
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    Prefix,
    Quoted,
    Subscript,
    Word,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Statement,
    all_statements,
    words_of,
)
from handgrad.reading.code.syntax.target_words import written
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

# What commonly holds values under the names that the page has for them.
_OF_PAGE = regex(
    r"(?i)_*(?:params?|parameters|weights|d?grads?|gradients|cache|d?params_?grads)"
)


def are_plain(statements: Sequence[Statement], page: PageNames) -> bool:
    """Whether nothing but names and numbers is handed to one object of each class.

    `layer.forward(2*X)`, `layer.W = 2*W` and `layer.grads["W"]` ask for the object itself.
    """
    classes = classes_made(statements)
    inside = list(all_statements(statements)) if classes else []
    made = [c for c in _calls(inside) if isinstance(c.function, Word) and _root(c) in classes]
    objects = {w for s in inside if isinstance(s, Assignment)
               and any(_root(c) in classes for c in _calls((s.value,)))
               for t in s.targets for w in words_of(t)}  # fmt: skip
    worked_out = {w for s in inside if isinstance(s, Assignment)
                  and isinstance(s.value, Infix | Prefix) for t in s.targets
                  for w in words_of(t) if not page.given(page.canonical(w))}  # fmt: skip
    used = [c for c in _calls(inside) if _root(c) in {*classes, *objects}]
    handed = [a for c in used for a in (*c.arguments, *(v for _, v in c.keywords))]
    return (
        len({_root(call) for call in made}) == len(made)
        and all(_is_plain(a, worked_out) for a in handed)
        and not any(_asks(s, objects) for s in inside)
    )


def _is_plain(value: Expression, worked_out: Collection[str]) -> bool:
    match value:
        case Word(name):
            return name not in worked_out
        case Infix(_, left, right):
            return all(isinstance(part, Literal) for part in (left, right))
        case Prefix(_, operand):
            return isinstance(operand, Literal)
        case Application(function):
            return isinstance(function, Attribute) and not value.keywords
        case Literal() | Quoted() | Attribute() | Subscript():
            return True
    return False


def _asks(statement: Statement, objects: Collection[str]) -> bool:
    """Whether a statement sets what an object holds, or takes it by a key."""
    for part in _parts(statement):
        match part:
            case Subscript(Attribute() as owner, (Quoted(),)) if _head(owner) in objects:
                return True
            case Subscript(Attribute(Word("self"), name), (Quoted(),)) if (
                not _OF_PAGE.fullmatch(name)
            ):
                return True
    match statement:
        case Assignment(_, targets, operator, value):
            held = [t for t in targets if isinstance(t, Attribute) and _head(t) in objects]
            steps = [written(p) for p in _parts(value) if isinstance(p, Attribute)]
            return any(operator == "=" and written(t) not in steps for t in held)
    return False


def _head(expression: Expression) -> str:
    return written(expression).partition(".")[0]


def _root(call: Application) -> str:
    """The word that a call hangs on: the `net` of `net.fc.forward(X)`."""
    found: Expression = call
    while isinstance(found, Application | Attribute):
        found = found.function if isinstance(found, Application) else found.value
    return found.name if isinstance(found, Word) else ""


def _calls(parts: object) -> Iterator[Application]:
    return (part for part in _parts(parts) if isinstance(part, Application))


def _parts(whole: object) -> Iterator[Expression]:
    """Every expression anywhere in statements or expressions, blocks within apart."""
    if isinstance(whole, Application | Attribute | Subscript):
        yield whole
    inner = whole if isinstance(whole, tuple | list) else ()
    names = () if isinstance(whole, tuple | list | str) else getattr(whole, "__slots__", ())
    for name in names:
        part = getattr(whole, name)
        inner = (*inner, part) if name not in ("body", "otherwise") else inner
    for one in inner:
        if isinstance(one, tuple) or hasattr(one, "__slots__"):
            yield from _parts(one)
