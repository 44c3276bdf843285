"""A line of code to Python's expressions, by precedence climbing."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from handgrad.language.tokens import LARGEST_EXPONENT, LONGEST_NUMBER
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Collected,
    Conditional,
    Expression,
    FunctionDefinition,
    Infix,
    Literal,
    NotPython,
    Prefix,
    Quoted,
    Row,
    SliceDisplay,
    Subscript,
    Table,
    Word,
)
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_TOKEN = regex(
    r"""(?P<space>[ \t\f]+)
      | (?P<string>(?:[rbuf]|rb|br|fr|rf)?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
      | (?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>\*\*=|//=|<<=|>>=|\*\*|//|->|:=|<=|>=|==|!=|<<|>>
                |[-+*/%@&|^]=|\.\.\.|[-+*/%@&|^~<>=()\[\]{},:.;])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEVELS = (
    ("or",), ("and",), ("not",), ("<", ">", "<=", ">=", "==", "!=", "in", "is"), ("|",), ("^",),
    ("&",), ("<<", ">>"), ("+", "-"), ("*", "/", "//", "%", "@"),
)  # fmt: skip
_COMPARISON = 3
_DEEPEST = 60
_KEYWORDS = word_set(
    "and or not if else for in is lambda def return class import from while with as "
    "try except finally raise pass break continue global nonlocal del assert yield "
    "async await"
)


class CodeToken(NamedTuple):
    kind: str
    text: str
    at: int


def code_tokens(text: str) -> list[CodeToken]:
    """The tokens of a line; raises NotPython for a character that Python does not have."""
    found: list[CodeToken] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotPython(f"unexpected {text[at]!r}", at)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(CodeToken(kind, match.group(), at))
        at = match.end()
        if kind == "number" and re.match(r"\w", text[at : at + 1]):
            raise NotPython("an operator is missing behind a number", at)
    return found


class ExpressionParser:
    """A place in the tokens of a line."""

    def __init__(self, line: list[CodeToken]) -> None:
        end = line[-1].at + len(line[-1].text) if line else 0
        self.tokens = [*line, CodeToken("end", "", end)]
        self.position = self.depth = 0
        self.named: list[tuple[Word, Expression]] = []

    @property
    def next(self) -> CodeToken:
        return self.tokens[self.position]

    def take(self) -> CodeToken:
        token = self.next
        self.position += token.kind != "end"
        return token

    def accept(self, *texts: str) -> CodeToken | None:
        is_it = self.next.kind in ("sign", "word") and self.next.text in texts
        return self.take() if is_it else None

    def expect(self, text: str) -> CodeToken:
        token = self.accept(text)
        if token is None:
            found = f"'{self.next.text}'" if self.next.text else "the end of the line"
            raise NotPython(f"'{text}' was expected, not {found}", self.next.at)
        return token

    def name(self) -> str:
        token = self.take()
        if token.kind != "word" or token.text in _KEYWORDS:
            raise NotPython("a name was expected", token.at)
        return token.text

    def row(self) -> Expression:
        """`a` or `a, b, c`."""
        at = self.next.at
        first = self.starred()
        if self.next.text != ",":
            return first
        found = [first]
        while self.accept(","):
            if self.next.text in (")", "]", "=", ":", "") or self.next.kind == "end":
                break
            found.append(self.starred())
        return Row(tuple(found), at)

    def starred(self) -> Expression:
        self.accept("*")
        return self.expression()

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotPython("the expression is nested too deeply", self.next.at)
        found = self.function() if self.next.text == "lambda" else self.conditional()
        if self.depth > 1 and isinstance(found, Word) and self.accept(":="):
            self.name_first(found)
        self.depth -= 1
        return found

    def name_first(self, word: Word) -> None:
        """`(d := value)`: named before the statement, where nothing before speaks of d."""
        spoken = [t.text for t in self.tokens[: self.position] if t.kind == "word"]
        is_free = spoken.count(word.name) == 1
        value = self.expression()
        is_always = not {"for", "if", "lambda", "and", "or"} & {t.text for t in self.tokens}
        if not is_free or not is_always:
            raise NotPython(f"write {word.name} = ... on a line of its own", word.at)
        self.named.append((word, value))

    def function(self) -> Expression:
        at = self.take().at
        parameters: list[str] = []
        while not self.accept(":"):
            parameters.append(self.name())
            if token := self.accept("="):
                raise NotPython("write a function with a default as a def", token.at)
            if self.next.text != ":":
                self.expect(",")
        return FunctionDefinition(tuple(parameters), self.expression(), at)

    def conditional(self) -> Expression:
        found = self.binary(0)
        if token := self.accept("if"):
            condition = self.binary(0)
            self.expect("else")
            return Conditional(condition, found, self.expression(), token.at)
        return found

    def binary(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self.prefix()
        if _LEVELS[level] == ("not",):
            if token := self.accept("not"):
                return Prefix("not", self.binary(level), token.at)
            return self.binary(level + 1)
        left = self.binary(level + 1)
        before: Expression | None = None
        while self.is_sign(_LEVELS[level]):
            token = self.take()
            sign = self.compound(token.text)
            right = self.binary(level + 1)
            this = Infix(sign, left if before is None else before, right, token.at)
            if level == _COMPARISON:
                left = this if before is None else Infix("and", left, this, token.at)
                before = right
            else:
                left = this
        return left

    def is_sign(self, signs: tuple[str, ...]) -> bool:
        is_not_in = self.next.text == "not" and self.tokens[self.position + 1].text == "in"
        if is_not_in and self.next.kind == "word":
            return "in" in signs
        return self.next.kind in ("sign", "word") and self.next.text in signs

    def compound(self, sign: str) -> str:
        """A sign of two words as one: `is not`, `not in`."""
        second = {"is": "not", "not": "in"}.get(sign)
        return f"{sign} {second}" if second and self.accept(second) else sign

    def prefix(self) -> Expression:
        if token := self.accept("-", "+", "~"):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise NotPython("the expression is nested too deeply", token.at)
            operand = self.prefix()
            self.depth -= 1
            return Prefix(token.text, operand, token.at)
        base = self.postfix()
        if token := self.accept("**"):
            return Infix("**", base, self.prefix(), token.at)
        return base

    def postfix(self) -> Expression:
        found = self.atom()
        for _ in range(_DEEPEST):
            at = self.next.at
            if self.accept("."):
                found = Attribute(found, self.name(), at)
            elif self.accept("("):
                found = self.application(found, at)
            elif self.accept("["):
                found = Subscript(found, tuple(self.indices()), at)
                if not found.items:
                    raise NotPython("an index is missing between the brackets", at)
            else:
                return found
        raise NotPython(f"at most {_DEEPEST} operations follow each other", self.next.at)

    def application(self, function: Expression, at: int) -> Expression:
        arguments: list[Expression] = []
        keywords: list[tuple[str, Expression]] = []
        while not self.accept(")"):
            is_keyword = self.next.kind == "word" and (
                self.tokens[self.position + 1].text == "="
            )
            if is_keyword:
                name = self.name()
                self.expect("=")
                keywords.append((name, self.expression()))
            else:
                star = self.accept("**", "*")
                if star is not None and function == Word("zip", function.at):
                    raise NotPython("zip(*...) is not read; write the transpose", at)
                arguments.append(self.collected(self.expression()))
            if self.next.text != ")":
                self.expect(",")
        match function, arguments:
            case Word("getattr"), [owner, Quoted(name), *_] if name.isidentifier():
                return Attribute(owner, name, at)
        return Application(function, tuple(arguments), tuple(keywords), at)

    def span(self) -> Expression:
        """An index, or `a:b`."""
        at = self.next.at
        parts: list[Expression | None] = [None]
        if self.next.text != ":":
            parts[0] = self.expression()
        while len(parts) < 3 and self.accept(":"):
            stops = self.next.text in (":", ",", "]")
            parts.append(None if stops else self.expression())
        if len(parts) == 1 and parts[0] is not None:
            return parts[0]
        start, stop, step = (*parts, None, None)[:3]
        return SliceDisplay(start, stop, step, at)

    def indices(self) -> Iterator[Expression]:
        while not self.accept("]"):
            yield self.span()
            if self.next.text != "]":
                self.expect(",")

    def collected(self, item: Expression) -> Expression:
        """`item for target in source if condition`, or the item alone."""
        token = self.accept("for")
        if token is None:
            return item
        target = self.targets()
        self.expect("in")
        source = self.binary(0)
        condition = self.binary(0) if self.accept("if") else None
        return Collected(item, target, source, condition, token.at)

    def targets(self) -> Expression:
        """What a loop assigns: `i`, or `i, (x, y)`."""
        at = self.next.at
        found = [self.postfix()]
        while self.accept(","):
            found.append(self.postfix())
        return found[0] if len(found) == 1 else Row(tuple(found), at)

    def atom(self) -> Expression:
        token = self.take()
        match token.kind, token.text:
            case "number", text:
                is_float = not text.replace("_", "").isdecimal()
                return Literal(_number(token, text), token.at, is_float)
            case "string", text:
                while self.next.kind == "string":
                    text += self.take().text
                bare = re.sub(r"^\w*[\"']|[\"']$", "", text)
                is_filled = "f" in text[: text.index(bare) - 1].lower() and "{" in bare
                return _filled_in(bare, token.at) if is_filled else Quoted(bare, token.at)
            case "word", text if text not in _KEYWORDS:
                return Word(text, token.at)
            case "sign", "(":
                return self.bracketed(token)
            case "sign", "[":
                return Row(tuple(self.row_of()), token.at)
            case "sign", "{":
                return self.table(token)
            case "sign", "...":
                return Word("...", token.at)
        shown = f"'{token.text}'" if token.text else "the end of the line"
        raise NotPython(f"a value was expected, not {shown}", token.at)

    def bracketed(self, opening: CodeToken) -> Expression:
        if self.accept(")"):
            return Row((), opening.at)
        found = self.collected(self.row())
        self.expect(")")
        return found

    def row_of(self) -> Iterator[Expression]:
        """The items of a list."""
        while not self.accept("]"):
            yield self.collected(self.starred())
            if self.next.text != "]":
                self.expect(",")

    def table(self, opening: CodeToken) -> Expression:
        """`{'w': a}`; one that is collected, or begins with another, as a call of dict."""
        items: list[tuple[Expression, Expression]] = []
        first: tuple[Expression, ...] = ()
        while not self.accept("}"):
            if not items and not first and self.accept("**"):
                first = (self.expression(),)
            else:
                name = self.expression()
                self.expect(":")
                items.append((name, self.expression()))
                pair = self.collected(Row(items[-1], opening.at))
                if isinstance(pair, Collected):
                    self.expect("}")
                    return Application(Word("dict"), (Row((pair,)),), (), opening.at)
            if self.next.text != "}":
                self.expect(",")
        found = Table(tuple(items), opening.at)
        return Application(Word("dict"), (*first, found), (), opening.at) if first else found


def _filled_in(text: str, at: int) -> Expression:
    """`f"W{l}"` as "W" + str(l); what does more than that stays a text."""
    found: Expression = Quoted("", at)
    for n, part in enumerate(re.split(r"[{}]", text)):
        piece: Expression = Quoted(part, at)
        if n % 2:
            try:
                parser = ExpressionParser(code_tokens(part))
                piece = Application(Word("str"), (parser.expression(),), (), at)
            except NotPython:
                return Quoted(text, at)
            if parser.next.kind != "end":
                return Quoted(text, at)
        found = piece if found == Quoted("", at) else Infix("+", found, piece, at)
    return found


def _number(token: CodeToken, text: str) -> Fraction:
    if len(text) > LONGEST_NUMBER:
        raise NotPython(f"a number has at most {LONGEST_NUMBER} characters", token.at)
    exponent = re.split("[eE]", text)[1:]
    if exponent and abs(int(exponent[0][:6])) > LARGEST_EXPONENT:
        raise NotPython(f"a number's exponent is at most {LARGEST_EXPONENT}", token.at)
    return Fraction(text.replace("_", ""))
