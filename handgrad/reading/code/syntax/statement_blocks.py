"""Blocks of a program by their indentation: functions, loops, branches, classes."""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.code.syntax.expressions import CodeToken, ExpressionParser, code_tokens
from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Infix,
    Literal,
    NotPython,
    Row,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Closed,
    Definition,
    ForLoop,
    Group,
    Leave,
    Lone,
    Return,
    Statement,
    UnreadStatement,
    named_before,
    simple_statements,
    statements_in,
    whole_expression,
    words_of,
)
from handgrad.regex import regex

_HEADS = regex(r"(?:class|with|try|except|finally|else|elif|async)\b")
_DEEPEST_BLOCK = 12


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
            return tuple(simple_statements(line, rest))
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
            source = whole_expression(parser)
            body = self.body(line, found[colon + 1 :], depth)
            yield ForLoop(line, target, source, body)
            yield from self.behind_loop(line, body, depth)
        elif first in ("while", "match", "async") and colon:
            body = self.body(line, found[colon + 1 :], depth)
            told = f"'{first}' is not read; hand this in as a program (--code)"
            condition = (
                whole_expression(ExpressionParser(found[1:colon])) if first == "while" else None
            )
            yield _counted(line, condition, body) or Closed(line, body, told, condition)
            yield from self.behind_loop(line, body, depth)
        elif first == "if" and colon:
            parser = ExpressionParser(found[1:colon])
            condition = whole_expression(parser, names=True)
            yield from named_before(line, parser)
            yield self.branch(line, condition, found[colon + 1 :], depth)
        elif first == "except" and colon:
            self.body(line, found[colon + 1 :], depth)
        elif colon and _HEADS.match(line.text):
            yield Group(line, self.body(line, found[colon + 1 :], depth))
        else:
            yield from simple_statements(line, found)

    def behind_loop(
        self, line: LogicalLine, inside: tuple[Statement, ...], depth: int
    ) -> Iterator[Statement]:
        """The `else` of a loop that may be left by a break, and then does not run."""
        following = self.lines[self.position] if self.position < len(self.lines) else line
        is_else = following.indent == line.indent and re.match(r"else\s*:", following.text)
        if is_else and any(isinstance(s, Leave) for s in statements_in(inside)):
            self.position += 1
            found = code_tokens(following.text)
            body = self.body(following, found[_colon(found) + 1 :], depth)
            yield Closed(following, body, "the 'else' of a loop with 'break' is not read")

    def branch(
        self, line: LogicalLine, condition: Expression, rest: list[CodeToken], depth: int
    ) -> Statement:
        body = self.body(line, rest, depth)
        otherwise: tuple[Statement, ...] = ()
        if self.position < len(self.lines):
            following = self.lines[self.position]
            if following.indent == line.indent and re.match(r"el(if|se)\b", following.text):
                self.position += 1
                found = code_tokens(following.text)
                colon = _colon(found)
                if found[0].text == "elif":
                    other = whole_expression(ExpressionParser(found[1:colon]))
                    rest = found[colon + 1 :]
                    otherwise = (self.branch(following, other, rest, depth),)
                else:
                    otherwise = self.body(following, found[colon + 1 :], depth)
        return Branch(line, condition, body, otherwise)


def _until_return(body: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """What runs of the body of a function: nothing behind its first return.

    A list that the line before has named is given back as it stands there.
    """
    ends = (n + 1 for n, statement in enumerate(body) if isinstance(statement, Return))
    body = body[: next(ends, len(body))]
    match body[-2:]:
        case (Assignment(line, (Word(name),), "=", value), Return(_, Word(given))) if (
            name == given and _is_list(value)
        ):
            return (*body[:-2], Return(line, value))
    return body


def _is_list(value: Expression | None) -> bool:
    """Whether a value is a list of several, or `np.array` of one."""
    match value:
        case Application(function, (Row() as row,), ()):
            return dotted(function).endswith("array") and _is_list(row)
    return isinstance(value, Row) and len(value.items) > 1


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
