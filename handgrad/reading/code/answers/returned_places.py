"""Functions that give back other gradients than they worked out: `return dw, dw`."""

from collections.abc import Callable, Iterator, Sequence

from handgrad.reading.code.answers.flat_words import joined_parts
from handgrad.reading.code.program.program_words import functions_called
from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Infix,
    Row,
    Word,
    dotted,
    parts_of,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Return,
    Statement,
    all_statements,
)
from handgrad.reading.code.values.scope import PageNames

ParameterOf = Callable[[str], str]
_LISTING = ("array", "asarray", "tuple", "list", "stack")


def kept_back(statements: Sequence[Statement], page: PageNames) -> set[str]:
    """The parameters whose derivatives are worked out, with others given back instead."""

    derivative = derivative_of_page(page)

    def is_given(word: str) -> bool:
        return page.canonical(word) in page.vocabulary.parameters

    defined = [s for s in all_statements(statements) if isinstance(s, Definition)]
    called = set(functions_called(statements))
    found: set[str] = set()
    for function in defined:
        if function.name not in called:
            found |= set(_kept_back(function, derivative, is_given))
    return found


def derivative_of_page(page: PageNames) -> ParameterOf:
    """Tells the parameter by which a word is a derivative, "" for other words."""

    def derivative(word: str) -> str:
        by = page.canonical(word).partition("/d")[2]
        return by if by in page.vocabulary.parameters else ""

    return derivative


def _kept_back(
    function: Definition, derivative: ParameterOf, is_given: Callable[[str], bool]
) -> Iterator[str]:
    inside = list(all_statements(function.body))
    targets = [part for s in inside if isinstance(s, Assignment)
               for t in s.targets for part in parts_of(t)]  # fmt: skip
    told = {p for t in targets if isinstance(t, Word) and (p := derivative(t.name))}
    returns = [s.value for s in inside if isinstance(s, Return) and s.value is not None]
    for value in returns[-1:] if len(told) > 1 else ():
        parts, is_joined = _parts(value)
        words = [part.name if isinstance(part, Word) else "" for part in parts]
        named = {p for word in words if word and (p := derivative(word))}
        plain = [w for w in words if w and (derivative(w) or is_given(w))]
        is_full = len(parts if is_joined else plain) >= len(told)
        for part in parts:
            parameter, others = _stepped(part, is_given), _spoken((part,), derivative)
            if parameter and others and parameter not in others:
                yield parameter
        if named and is_full:
            yield from told - named - _spoken(parts, derivative)


def _parts(value: Expression) -> tuple[Sequence[Expression], bool]:
    """What is given back one by one, and whether it is joined to one array."""
    if joined := joined_parts(value):
        return [part.items[0] if isinstance(part, Row) and len(part.items) == 1 else part
                for part in joined], True  # fmt: skip
    match value:
        case Application(function, (Row(items), *_)) if (
            dotted(function).rpartition(".")[2] in _LISTING
        ):
            return items, True
        case Row(items):
            return items, False
    return (value,), False


def _stepped(part: Expression, is_given: Callable[[str], bool]) -> str:
    """The parameter of `w - 0.1*dw`, "" for what is no step."""
    match part:
        case Infix("-", Word(name)) if is_given(name):
            return name
    return ""


def _spoken(parts: Sequence[Expression], derivative: ParameterOf) -> set[str]:
    """The parameters whose derivatives stand within a part: `dw/n`, `dw.copy()`."""
    return {p for part in parts if not isinstance(part, Word)
            for word in words_within(part) if (p := derivative(word))}  # fmt: skip


def words_within(part: object) -> Iterator[str]:
    """The words of a part of a program."""
    if isinstance(part, Word):
        yield part.name
    inner = part if isinstance(part, tuple) else ()
    for name in () if isinstance(part, tuple) else getattr(part, "__slots__", ()):
        inner = (*inner, getattr(part, name))
    for one in inner:
        if isinstance(one, tuple) or hasattr(one, "__slots__"):
            yield from words_within(one)
