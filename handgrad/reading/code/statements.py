"""Logical lines to the statements of Python, blocks by their indentation."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handgrad.reading.code.expressions import CodeToken, ExpressionParser, code_tokens
from handgrad.reading.code.in_place import change_of, is_named, is_zero_of_gradient
from handgrad.reading.code.source import LogicalLine
from handgrad.reading.code.syntax import (
    Application,
    Expression,
    Infix,
    Literal,
    NotPython,
    Quoted,
    Row,
    Word,
)
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

ASSIGNING = ("=", ":=", "+=", "-=", "*=", "/=", "@=", "**=", "//=", "%=", "&=", "|=", "^=")
# What says nothing about a gradient.
_PASSED_OVER = word_set("import from pass assert del raise print continue yield")
_HEADS = regex(r"(?:class|with|try|except|finally|else|elif|async)\b")
_DEEPEST_BLOCK = 12


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


def statements_of(lines: Sequence[LogicalLine]) -> tuple[Statement, ...]:
    """The statements of a text, in order."""
    return tuple(_Blocks(lines).block(-1, 0))


class _Blocks:
    def __init__(self, lines: Sequence[LogicalLine]) -> None:
        self.lines = lines
        self.position = 0

    def block(self, outer: int, depth: int) -> Iterator[Statement]:
        """The statements that stand further in than `outer`.

        What stands still further in behind a return is no part of the function: excerpts are
        pasted below each other as they stood in their files.
        """
        start = self.lines[self.position].indent if self.position < len(self.lines) else 0
        while self.position < len(self.lines):
            line = self.lines[self.position]
            above = self.lines[self.position - 1].text if self.position else ""
            is_behind = line.indent > start and re.match(r"return\b", above)
            if line.indent <= outer or (depth and is_behind):
                return
            self.position += 1
            yield from self.statements(line, depth)

    def body(
        self, line: LogicalLine, rest: list[CodeToken], depth: int
    ) -> tuple[Statement, ...]:
        """What belongs to a head that ends in a colon: the rest of the line, or a block."""
        if depth > _DEEPEST_BLOCK:
            raise NotPython(f"at most {_DEEPEST_BLOCK} blocks stand in each other")
        if rest:
            return tuple(_simple(line, rest))
        return tuple(self.block(line.indent, depth + 1))

    def statements(self, line: LogicalLine, depth: int) -> Iterator[Statement]:
        try:
            yield from self.read(line, code_tokens(line.text), depth)
        except NotPython as error:
            yield UnreadStatement(line, str(error), error.at)

    def read(
        self, line: LogicalLine, found: list[CodeToken], depth: int
    ) -> Iterator[Statement]:
        first = found[0].text if found else ""
        colon = _colon(found)
        if first == "@" or not found:
            return
        if first == "def" and colon:
            name = ExpressionParser(found[1:colon]).name()
            defaults = dict(_parameters(found[2:colon]))
            known = {p: d for p, d in defaults.items() if d is not None}
            body = _until_return(self.body(line, found[colon + 1 :], depth))
            yield Definition(line, name, tuple(defaults), known, body)
        elif first == "for" and colon:
            parser = ExpressionParser(found[1:colon])
            target = parser.targets()
            parser.expect("in")
            source = _whole(parser)
            yield ForLoop(line, target, source, self.body(line, found[colon + 1 :], depth))
        elif first in ("while", "match", "async") and colon:
            body = self.body(line, found[colon + 1 :], depth)
            told = f"'{first}' is not read; hand this in as a program (--code)"
            condition = _whole(ExpressionParser(found[1:colon])) if first == "while" else None
            yield _counted(line, condition, body) or Closed(line, body, told, condition)
        elif first == "if" and colon:
            yield self.branch(line, found, colon, depth)
        elif first == "except" and colon:
            self.body(line, found[colon + 1 :], depth)
        elif colon and _HEADS.match(line.text):
            yield Group(line, self.body(line, found[colon + 1 :], depth))
        else:
            yield from _simple(line, found)

    def branch(
        self, line: LogicalLine, found: list[CodeToken], colon: int, depth: int
    ) -> Statement:
        condition = _whole(ExpressionParser(found[1:colon]))
        body = self.body(line, found[colon + 1 :], depth)
        otherwise: tuple[Statement, ...] = ()
        if self.position < len(self.lines):
            following = self.lines[self.position]
            if following.indent == line.indent and re.match(r"el(if|se)\b", following.text):
                self.position += 1
                found = code_tokens(following.text)
                colon = _colon(found)
                if found[0].text == "elif":
                    otherwise = (self.branch(following, found, colon, depth),)
                else:
                    otherwise = self.body(following, found[colon + 1 :], depth)
        return Branch(line, condition, body, otherwise)


def _until_return(body: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """What runs of the body of a function: nothing behind its first return."""
    ends = (n + 1 for n, statement in enumerate(body) if isinstance(statement, Return))
    return body[: next(ends, len(body))]


def _counted(
    line: LogicalLine, condition: Expression | None, body: tuple[Statement, ...]
) -> ForLoop | None:
    """`while i < N: ...; i += 1` as a loop over range(i, N); None for any other."""
    match condition, body:
        case (Infix("<", Word(i), last), (*steps, Assignment(_, (Word(j),)) as step)) if i == j:
            match step:
                case Assignment(_, _, "+=", Literal(number)):
                    is_count = number == 1
                case Assignment(_, _, "=", Infix("+", Word(k), Literal(number))):
                    is_count = number == 1 and k == i
                case _:
                    is_count = False
            others = [w for s in steps if isinstance(s, Assignment) for t in s.targets
                      for w in words_of(t)]  # fmt: skip
            has_blocks = any(not isinstance(s, Assignment | Lone) for s in steps)
            if is_count and i not in others and not has_blocks:
                source = Application(Word("range"), (Word(i), last), ())
                return ForLoop(line, Word(i), source, tuple(steps))
    return None


def _colon(found: list[CodeToken]) -> int:
    """The place of the colon that ends a head; 0 where there is none."""
    depth = 0
    for n, token in enumerate(found):
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.text == ":" and depth == 0 and token.kind == "sign":
            return n
    return 0


def _parameters(found: list[CodeToken]) -> Iterator[tuple[str, Expression | None]]:
    """The names in the brackets of a def with their defaults, without hints."""
    parser = ExpressionParser(found)
    parser.expect("(")
    while not parser.accept(")"):
        if parser.accept("*", "**", "/"):
            parser.accept(",")
            continue
        name = parser.name()
        if parser.accept(":"):
            parser.expression()
        default = parser.expression() if parser.accept("=") else None
        if name not in ("self", "cls", "ctx"):
            yield name, default
        if parser.next.text != ")":
            parser.expect(",")


def _whole(parser: ExpressionParser, *, names: bool = False) -> Expression:
    found = parser.collected(parser.row())
    if parser.next.kind != "end":
        raise NotPython(f"'{parser.next.text}' was not expected", parser.next.at)
    if parser.named and not names:
        raise NotPython("write the name on a line of its own", parser.named[0][0].at)
    return found


def _simple(line: LogicalLine, found: list[CodeToken]) -> Iterator[Statement]:
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
    elif first == "return":
        parser = ExpressionParser(found[1:])
        value = _whole(parser, names=True) if found[1:] else None
        yield from _named(line, parser)
        yield Return(line, value)
    elif first not in _PASSED_OVER or (len(found) > 1 and found[1].text in ("=", ".")):
        yield from _assignment_or_lone(line, found)


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
    yield from _named(line, parser)
    change = None if targets else change_of(value)
    if change is not None and is_zero_of_gradient(value):
        return
    if change is not None and is_named(change[0]):
        target, operator, value = change
        targets = [target]
    if targets:
        yield Assignment(line, tuple(targets), operator, value)
    elif not isinstance(value, Quoted):
        yield Lone(line, value)


def _named(line: LogicalLine, parser: ExpressionParser) -> Iterator[Statement]:
    """What `(name := value)` in a statement names before it."""
    for word, value in parser.named:
        yield Assignment(line, (word,), "=", value)


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
