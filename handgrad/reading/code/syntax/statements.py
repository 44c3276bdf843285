"""The statements of Python, and those of a logical line that has no block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handgrad.reading.code.syntax.expressions import CodeToken, ExpressionParser
from handgrad.reading.code.syntax.hidden_changes import hidden_change
from handgrad.reading.code.syntax.in_place import change_of, is_named, is_zero_of_gradient
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Collected,
    Expression,
    Infix,
    NotPython,
    Quoted,
    Row,
    Subscript,
    Word,
    parts_of,
)
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.reading.spelling.commands import word_set

ASSIGNING = ("=", ":=", "+=", "-=", "*=", "/=", "@=", "**=", "//=", "%=", "&=", "|=", "^=")
# What says nothing about a gradient.
_PASSED_OVER = word_set("import from pass assert del raise print continue yield")


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a statement stands."""

    line: LogicalLine


@dataclass(frozen=True, slots=True)
class Assignment(Statement):
    """`a = b = value` or `a += value`."""

    targets: tuple[Expression, ...]
    operator: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Definition(Statement):
    """`def name(parameters): body`."""

    name: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, Expression]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class ForLoop(Statement):
    """`for target in source: body`."""

    target: Expression
    source: Expression
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Branch(Statement):
    """`if condition: body else: otherwise`."""

    condition: Expression
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Group(Statement):
    """The body of a class, of `with` and of `try`."""

    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Closed(Statement):
    """A block that is not read as a formula: `while condition:`."""

    body: tuple[Statement, ...]
    problem: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Return(Statement):
    """`return value`."""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Lone(Statement):
    """An expression that stands alone."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Skip(Statement):
    """`continue`, the only word of control that a sum can follow."""


@dataclass(frozen=True, slots=True)
class UnreadStatement(Statement):
    """A line that is no Python: mathematics, prose, or a construct that is not read."""

    problem: str = field(default="")
    at: int = field(default=0)


@dataclass(frozen=True, slots=True)
class Leave(UnreadStatement):
    """`break`, which no sum can follow."""


def whole_expression(parser: ExpressionParser, *, names: bool = False) -> Expression:
    found = parser.collected(parser.row())
    if parser.next.kind != "end":
        raise NotPython(f"'{parser.next.text}' was not expected", parser.next.at)
    if parser.named and not names:
        raise NotPython("write the name on a line of its own", parser.named[0][0].at)
    return found


def simple_statements(line: LogicalLine, found: list[CodeToken]) -> Iterator[Statement]:
    """The statements of a line that has no block, cut at semicolons."""
    part: list[CodeToken] = []
    for token in [*found, CodeToken("sign", ";", 0)]:
        if token.text != ";" or token.kind != "sign":
            part.append(token)
        elif part:
            yield from _one(line, part)
            part = []


def _one(line: LogicalLine, found: list[CodeToken]) -> Iterator[Statement]:
    first = found[0].text
    if first == "continue":
        yield Skip(line)
    elif first == "break":
        yield Leave(line, "'break' is not read: hand this in as a program (--code)")
    elif first in ("global", "nonlocal"):
        yield UnreadStatement(
            line, f"'{first}' is not read: hand this in as a program (--code)"
        )
    elif first == "return" or (first == "yield" and found[1:] and found[1].text != "from"):
        parser = ExpressionParser(found[1:])
        value = whole_expression(parser, names=True) if found[1:] else None
        yield from named_before(line, parser)
        problem = hidden_change(value)
        yield UnreadStatement(line, problem) if problem else Return(line, value)
    elif first not in _PASSED_OVER or (len(found) > 1 and found[1].text in ("=", ".")):
        yield from _assignment_or_lone(line, found)
    elif first not in ("import", "from"):
        yield from _passed_over(line, found)


def _passed_over(line: LogicalLine, found: list[CodeToken]) -> Iterator[Statement]:
    """What a line such as `print(...)` does besides: names get values, parts are deleted."""
    first = found[0].text
    parser = ExpressionParser(found if first == "print" else found[1:])
    try:
        value = whole_expression(parser, names=True) if found[1:] else None
    except NotPython:
        if any(token.text == ":=" for token in found):
            raise
        return
    yield from named_before(line, parser)
    if first == "del":
        for part in parts_of(value) if value is not None else ():
            if isinstance(part, Subscript):
                yield Lone(line, Application(Attribute(part.value, "pop"), part.items))
    elif problem := hidden_change(value):
        yield UnreadStatement(line, problem)


def _assignment_or_lone(line: LogicalLine, found: list[CodeToken]) -> Iterator[Statement]:
    parser = ExpressionParser(found)
    sides = [parser.row()]
    if parser.accept(":"):
        parser.expression()
        if parser.next.kind == "end":
            return
    operator = ""
    while sign := parser.accept(*ASSIGNING):
        operator = sign.text
        sides.append(parser.row())
    if parser.next.kind != "end":
        raise NotPython(f"'{parser.next.text}' was not expected", parser.next.at)
    *targets, value = sides
    yield from named_before(line, parser)
    if set_by_name := _set_by_name(value):
        targets, value = [set_by_name[0]], set_by_name[1]
        operator = "="
    rounds = None if targets else _rounds(line, value)
    if rounds is not None:
        yield rounds
        return
    change = None if targets else change_of(value)
    if problem := hidden_change((*targets, value) if targets else value, is_alone=not targets):
        yield UnreadStatement(line, problem)
        return
    if change is not None and is_zero_of_gradient(value):
        return
    if change is not None and is_named(change[0]):
        target, operator, value = change
        targets = [target]
    if targets:
        yield Assignment(line, tuple(targets), operator, value)
    elif not isinstance(value, Quoted):
        yield Lone(line, value)


def _set_by_name(value: Expression) -> tuple[Expression, Expression] | None:
    """The target and the value of `setattr(self, "dW", value)`."""
    match value:
        case Application(Word("setattr"), (owner, Quoted(name), new)) if name.isidentifier():
            return Attribute(owner, name), new
    return None


def _rounds(line: LogicalLine, value: Expression) -> ForLoop | None:
    """`[np.exp(q, out=q) for q in qs]`, alone on a line, as the loop that it stands for."""
    match value:
        case Row((Collected(item, target, source, None),)) if change := change_of(item):
            owner, operator, new = change
            return ForLoop(line, target, source, (Assignment(line, (owner,), operator, new),))
        case Row((Collected(Application(Attribute()) as item, target, source, None),)):
            return ForLoop(line, target, source, (Lone(line, item),))
    return None


def named_before(line: LogicalLine, parser: ExpressionParser) -> Iterator[Statement]:
    """What `(name := value)` in a statement names before it."""
    for word, value in parser.named:
        yield Assignment(line, (word,), "=", value)


def statements_in(body: Sequence[Statement]) -> Iterator[Statement]:
    """Every statement of a body, those in blocks too."""
    for statement in body:
        yield statement
        match statement:
            case ForLoop(_, _, _, inner) | Group(_, inner) | Closed(_, inner, _):
                yield from statements_in(inner)
            case Branch(_, _, yes, no):
                yield from statements_in((*yes, *no))


def all_statements(body: Sequence[Statement]) -> Iterator[Statement]:
    """Every statement of a text, those of functions too."""
    for statement in statements_in(body):
        yield statement
        if isinstance(statement, Definition):
            yield from all_statements(statement.body)


def words_of(target: Expression) -> Iterator[str]:
    """The plain names that a target assigns."""
    match target:
        case Word(name):
            yield name
        case Row(items):
            for item in items:
                yield from words_of(item)


def column_of(original: str) -> int:
    """How many spaces a line starts with."""
    return len(original) - len(original.lstrip())


def is_quotient(statement: Statement) -> bool:
    """Whether a line of code has a quotient on its left: `dL/dw = np.sum(X, axis=0)`."""
    return isinstance(statement, Assignment) and any(
        isinstance(target, Infix) for target in statement.targets
    )
