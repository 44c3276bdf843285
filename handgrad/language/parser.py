"""Tokens to a tree, by recursive descent; the whole grammar stands in the method names.

comparison := sum [(<|>|<=|>=) sum]
sum        := product {(+|-) product}
product    := unary {(*|/|@) unary}
unary      := [-|+] unary | power
power      := postfix [(^|**) unary]            right-associative, binds before the minus
postfix    := primary {.T | [index, ...]}
primary    := number | name | name(arguments) | (comparison)

Inside a call `(a, b)` is a row: matrix((a, b), (c, d)).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from handgrad.errors import FormulaError
from handgrad.language.functions import SPELLINGS
from handgrad.language.short_forms import short_form
from handgrad.language.tokens import Token, tokens
from handgrad.language.tree import (
    Call,
    Compare,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
)

MOST_NODES = 2000
DEEPEST = 64
COMPARISONS = ("<", ">", "<=", ">=")


def parse(text: str, *, line: int = 1) -> Node:
    """The tree of a formula in plain notation.

    Raises FormulaError with line, column and what was expected.

    >>> parse("-x")
    Negative(operand=Name(name='x', at=1), at=0)
    """
    reader = Parser(tokens(text, line=line), text, line)
    tree = reader.comparison()
    reader.expect_end()
    return tree


class Parser:
    """A reader of tokens; each method reads one construct of the grammar."""

    def __init__(self, stream: Iterable[Token], text: str, line: int) -> None:
        self.tokens: Sequence[Token] = list(stream)
        self.text, self.line = text, line
        self.position = self.depth = self.nodes = self.calls = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.next
        self.position += 1
        self.nodes += 1
        if self.nodes > 2 * MOST_NODES:
            raise self.error(f"the formula has more than {MOST_NODES} parts", token)
        return token

    def accept(self, *signs: str) -> Token | None:
        """The next token, taken, if it is one of these signs."""
        return self.take() if self.next.kind == "sign" and self.next.text in signs else None

    def expect(self, sign: str, why: str) -> Token:
        token = self.accept(sign)
        if token is None:
            raise self.error(f"'{sign}' was expected {why}, not {self.found()}")
        return token

    def expect_end(self) -> None:
        token = self.next
        if token.kind == "end":
            return
        if token.text == ")":
            raise self.error("this ')' has no '(' before it")
        if token.kind in ("name", "number", "derivative") or token.text == "(":
            message = f"an operator is missing before '{token.text}'; write * for a product"
            raise self.error(message)
        raise self.error(f"unexpected '{token.text}'")

    def found(self) -> str:
        return f"'{self.next.text}'" if self.next.text else "the end"

    def error(self, message: str, token: Token | None = None) -> FormulaError:
        column = (token or self.next).at + 1
        return FormulaError(message, text=self.text, line=self.line, column=column)

    def comparison(self) -> Node:
        left = self.sum()
        operator = self.accept(*COMPARISONS)
        if operator is None:
            return left
        return Compare(operator.text, left, self.sum(), operator.at)

    def sum(self) -> Node:
        at, first, rest = self.next.at, self.product(), []
        while operator := self.accept("+", "-"):
            rest.append((operator.text, self.product()))
        return Sum(first, tuple(rest), at) if rest else first

    def product(self) -> Node:
        at, first, rest = self.next.at, self.unary(), []
        while operator := self.accept("*", "/", "@"):
            rest.append((operator.text, self.unary()))
        return Product(first, tuple(rest), at) if rest else first

    def unary(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"the formula is nested too deeply, at most {DEEPEST} levels are read"
            raise self.error(message)
        sign = self.accept("-", "+")
        if sign is None:
            tree = self.power()
        else:
            tree = self.unary()
            tree = Negative(tree, sign.at) if sign.text == "-" else tree
        self.depth -= 1
        return tree

    def power(self) -> Node:
        base = self.postfix()
        operator = self.accept("^", "**")
        return Power(base, self.unary(), operator.at) if operator else base

    def postfix(self) -> Node:
        tree = self.primary()
        while sign := self.accept(".T", "["):
            if sign.text == ".T":
                tree = Transpose(tree, sign.at)
            else:
                tree = Index(tree, self.indices(), sign.at)
        return tree

    def indices(self) -> tuple[Node | None, ...]:
        found: list[Node | None] = []
        while True:
            found.append(None if self.accept(":") else self.sum())
            if self.accept("]"):
                return tuple(found)
            self.expect(",", "between two indices, or ']' after the last")

    def primary(self) -> Node:
        token = self.take()
        match token.kind:
            case "number":
                return Number(Fraction(token.text), token.at)
            case "derivative":
                return Name(token.text, token.at)
            case "name":
                return self.call(token) if self.accept("(") else Name(token.text, token.at)
        if token.text == "(":
            tree = self.comparison()
            if self.next.text == "," and self.calls:
                return self.row(tree, token)
            if self.next.kind == "end":
                raise self.error("this '(' is not closed", token)
            self.expect(")", "to close the '('")
            return tree
        self.position -= 1
        before = self.tokens[self.position - 1].text if self.position else ""
        after = f" after '{before}'" if before else ""
        raise self.error(f"a number, a name or '(' was expected{after}, not {self.found()}")

    def row(self, first: Node, opening: Token) -> Node:
        """`(a, b)` in the call of a matrix."""
        entries = [first]
        while self.accept(","):
            entries.append(self.comparison())
        self.expect(")", "to close the row")
        return Call("row", tuple(entries), None, opening.at)

    def call(self, name: Token) -> Node:
        self.calls += 1
        tree = self.called(name)
        self.calls -= 1
        return tree

    def called(self, name: Token) -> Node:
        function = SPELLINGS.get(name.text, name.text)
        arguments: list[Node] = []
        axis = None
        if self.accept(")"):
            return Call(function, (), None, name.at)
        while True:
            if self.next.text == "axis":
                axis = self.axis()
            else:
                arguments.append(self.comparison())
            if self.accept(")"):
                return short_form(function, tuple(arguments), axis, name.at)
            self.expect(",", f"between two arguments of {name.text}, or ')' after the last")

    def axis(self) -> int:
        self.take()
        self.expect("=", "after axis")
        token = self.take()
        if token.text not in ("0", "1"):
            raise self.error("axis is 0 (down the rows) or 1 (along each row)", token)
        return int(token.text)
