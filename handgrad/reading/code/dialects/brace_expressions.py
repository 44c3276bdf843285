"""Expressions of languages with braces as Python and NumPy write them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from handgrad.reading.code.dialects.brace_tokens import END, BraceToken, NotBraced
from handgrad.reading.code.dialects.brace_words import (
    ARRAY,
    CAST_TYPES,
    CASTS,
    COMPARED,
    CONTINUING,
    DROPPED,
    FUNCTIONS,
    GRADIENTS,
    HOLDERS,
    INTEGER,
    LENGTHS,
    MATRIX,
    MODULES,
    NUMBER,
    OPEN,
    Value,
    tight,
)


class Expressions(ABC):
    """Reads expressions from tokens; `kinds` are those of the names that are known."""

    def __init__(self, tokens: list[BraceToken], kinds: Mapping[str, str], style: str) -> None:
        self.tokens, self.position = tokens, 0
        self.kinds = dict(kinds)
        self.is_eigen, self.is_typed = style == "Eigen", style in ("Eigen", "typed")
        self.is_untyped, self.is_ndarray = style == "untyped", style == "ndarray"
        self.meant: dict[str, str] = {}
        self.taken = frozenset(name for name, kind in kinds.items() if kind == INTEGER)
        self.is_entrywise = False
        self.depth = 0

    @property
    def next(self) -> BraceToken:
        return self.tokens[self.position] if self.position < len(self.tokens) else END

    def peek(self, ahead: int = 1) -> BraceToken:
        place = self.position + ahead
        return self.tokens[place] if place < len(self.tokens) else END

    def take(self) -> BraceToken:
        token = self.next
        if token is END:
            raise NotBraced
        self.position += 1
        return token

    def accept(self, *texts: str) -> str:
        if self.next.kind != "text" and self.next.text in texts:
            return self.take().text
        return ""

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise NotBraced

    def word(self) -> str:
        if self.next.kind != "word":
            raise NotBraced
        return self.take().text

    def goes_on(self) -> bool:
        """Whether the next token belongs to this expression, and to no new statement."""
        token = self.next
        return not (token.starts and self.depth == 0 and token.text not in CONTINUING)

    def expression(self) -> Value:
        if self.next.text == "if":
            return self.branches()
        value = self.disjunction()
        if self.goes_on() and self.accept("?"):
            first = self.expression()
            self.expect(":")
            return self.chosen(value, first, self.expression())
        return value

    def chosen(self, condition: Value, first: Value, other: Value) -> Value:
        kind = first.kind if first.kind == other.kind else OPEN
        kind = NUMBER if {first.kind, other.kind} == {INTEGER, NUMBER} else kind
        if self.is_entrywise:
            return Value(f"np.where({condition.text}, {first.text}, {other.text})", kind)
        return Value(f"({first.text} if {condition.text} else {other.text})", kind)

    def branches(self) -> Value:
        """`if (c) a else b` of Kotlin, `if c { a } else { b }` of Rust and Swift."""
        self.expect("if")
        condition = self.disjunction()
        first = self.branch()
        self.expect("else")
        other = self.expression() if self.next.text == "if" else self.branch()
        return self.chosen(condition, first, other)

    def branch(self) -> Value:
        if not self.accept("{"):
            return self.expression()
        value = self.within(self.expression)
        self.expect("}")
        return value

    def within(self, read: Callable[[], Value]) -> Value:
        """What stands in a bracket, where a line end is none of a statement."""
        self.depth += 1
        value = read()
        self.depth -= 1
        return value

    def disjunction(self) -> Value:
        value = self.conjunction()
        while self.goes_on() and self.accept("||"):
            value = Value(f"{value.text} or {self.conjunction().text}")
        return value

    def conjunction(self) -> Value:
        value = self.comparison()
        while self.goes_on() and self.accept("&&"):
            value = Value(f"{value.text} and {self.comparison().text}")
        return value

    def comparison(self) -> Value:
        value = self.sum()
        if self.goes_on() and self.next.text in COMPARED:
            sign = COMPARED[self.take().text]
            value = Value(f"{value.text} {sign} {self.sum().text}", OPEN)
            if self.next.text in COMPARED:
                raise NotBraced
        return value

    def sum(self) -> Value:
        value = self.product()
        while self.goes_on() and self.next.text in ("+", "-"):
            sign = self.take().text
            other = self.product()
            value = Value(f"{value.text} {sign} {other.text}", self.summed(value, other))
        return value

    def summed(self, one: Value, other: Value) -> str:
        kinds = {one.kind, other.kind}
        if self.is_eigen and kinds == {ARRAY, MATRIX}:
            raise NotBraced
        return next((k for k in (MATRIX, ARRAY, OPEN, NUMBER) if k in kinds), INTEGER)

    def product(self) -> Value:
        value = self.unary()
        while self.goes_on() and self.next.text in ("*", "/"):
            sign = self.take().text
            value = self.multiplied(value, sign, self.unary())
        if self.next.text == "%":
            raise NotBraced
        return value

    def multiplied(self, one: Value, sign: str, other: Value) -> Value:
        kinds = {one.kind, other.kind}
        if sign == "/" and kinds == {INTEGER} and not self.is_untyped:
            if not (one.text.isdigit() and other.text.isdigit()):
                raise NotBraced
            return Value(f"{one.text} // {other.text}", INTEGER)
        kind = next((k for k in (MATRIX, ARRAY, OPEN, NUMBER) if k in kinds), INTEGER)
        if sign == "/" and kind == INTEGER:
            kind = NUMBER
        if self.is_eigen and (kinds == {MATRIX, ARRAY} or (OPEN in kinds and len(kinds) > 1)):
            raise NotBraced
        if kinds == {ARRAY} and not (self.is_eigen or self.is_ndarray):
            raise NotBraced
        if self.is_eigen and kinds == {MATRIX}:
            if sign == "/":
                raise NotBraced
            sign = "@"
        return Value(f"{one.text} {sign} {other.text}", kind)

    def unary(self) -> Value:
        if self.accept("-"):
            value = self.unary()
            return Value(f"-{value.text}", value.kind)
        if self.accept("+"):
            return self.unary()
        if self.accept("!"):
            return Value(f"(not {self.unary().text})")
        if self.next.text in ("&", "*") and self.peek().kind == "word":
            self.take()
            self.accept("mut")
            return self.unary()
        if self.next.text == "&" and self.peek().text in ("(", "&"):
            self.take()
            return self.unary()
        return self.power()

    def power(self) -> Value:
        value = self.cast(self.postfix())
        if self.goes_on() and self.accept("**"):
            value = Value(f"{value.text}**{self.unary().text}", value.kind)
        return value

    def cast(self, value: Value) -> Value:
        while self.next.text == "as" and self.peek().text in CAST_TYPES:
            self.position += 2
            value = Value(value.text, NUMBER if value.kind == INTEGER else value.kind)
        if self.next.text == "as":
            raise NotBraced
        return value

    def postfix(self) -> Value:
        value = self.primary()
        while self.goes_on():
            if self.accept("["):
                value = self.entry(value, "]")
            elif self.next.text in (".", "->") and self.peek().kind == "word":
                self.take()
                value = self.member(value)
            elif self.next.text == "!" and self.peek().text != "=":
                self.take()
            else:
                break
        return value

    def entry(self, value: Value, closing: str) -> Value:
        places = self.arguments(closing)
        if not places or any(".." in place.text for place in places):
            raise NotBraced
        inside = ", ".join(place.text for place in places)
        kind = NUMBER if self.kinds.get(value.text) in (ARRAY, MATRIX) else OPEN
        return Value(f"{value.text}[{inside}]", kind)

    def arguments(self, closing: str) -> list[Value]:
        """What stands between brackets, parted by commas, the closing one taken."""
        self.depth += 1
        found: list[Value] = []
        while not self.accept(closing):
            found.append(self.expression())
            if not self.accept(","):
                self.expect(closing)
                break
        self.depth -= 1
        return found

    def primary(self) -> Value:
        token = self.take()
        if token.kind == "number":
            return Value(token.text, INTEGER if token.text.isdigit() else NUMBER)
        if token.text == "(":
            return self.bracketed()
        if token.text == "[":
            return self.listing()
        if token.kind != "word":
            raise NotBraced
        if token.text in ("this", "self") and self.next.text in (".", "->"):
            self.take()
            return self.named(self.word())
        if token.text == "new" or token.text in ("return", "for", "in", "else", "lambda"):
            raise NotBraced
        return self.named(token.text)

    def listing(self) -> Value:
        """`[a, b]`, `[f(v) for v in x]`."""
        if self.accept("]"):
            return Value("[]")
        first = self.within(self.expression)
        if self.accept("for"):
            name = self.word()
            self.expect("in")
            source = self.within(self.expression)
            self.expect("]")
            return Value(f"[{first.text} for {name} in {source.text}]")
        rest = self.arguments("]") if self.accept(",") else []
        if not rest and self.tokens[self.position - 1].text == ",":
            raise NotBraced
        if not rest:
            self.expect("]")
        return Value(f"[{', '.join(item.text for item in (first, *rest))}]")

    def bracketed(self) -> Value:
        is_cast = self.next.text in CAST_TYPES and self.peek().text == ")"
        if is_cast:
            self.position += 2
            value = self.unary()
            return Value(value.text, NUMBER if value.kind == INTEGER else value.kind)
        items = self.arguments(")")
        if len(items) == 1:
            return Value(tight(items[0].text), items[0].kind)
        return Value(f"({', '.join(item.text for item in items)})")

    def named(self, word: str) -> Value:
        while self.accept("::"):
            if self.next.text == "<":
                self.type_arguments()
                continue
            before, word = word, self.word()
            if before == "Eigen":
                continue
            if before not in MODULES:
                return self.made(before, word)
        if word in MODULES and self.next.text == ".":
            self.take()
            word = self.word()
            is_function = self.next.text == "(" and word.lower() in FUNCTIONS
            return self.named(word.lower() if is_function else word)
        if self.next.text == "<" and word in ("static_cast", "cast"):
            self.type_arguments()
        if self.goes_on() and self.accept("("):
            return self.called(word)
        if word in ("PI", "M_PI"):
            return Value("np.pi", NUMBER)
        if word in ("E", "INFINITY", "NAN") and word not in self.kinds:
            raise NotBraced
        text = self.meant.get(word, word)
        return Value(
            {"true": "True", "false": "False"}.get(text, text), self.kinds.get(word, OPEN)
        )

    def type_arguments(self) -> None:
        """`<double>` behind a name; only types stand in it."""
        self.expect("<")
        while not self.accept(">"):
            if self.next.kind not in ("word", "number") and self.next.text not in (
                ",",
                "::",
                "&",
            ):
                raise NotBraced
            self.take()

    def called(self, word: str) -> Value:
        found = self.arguments(")")
        told = ", ".join(value.text for value in found)
        if word in CASTS or word == "static_cast":
            kind = NUMBER if found and found[0].kind in (INTEGER, OPEN) else found[0].kind
            return Value(tight(told), kind)
        if self.kinds.get(word) in (MATRIX, ARRAY):
            return Value(f"{word}[{told}]", NUMBER if len(found) < 3 else OPEN)
        if word == "len" and len(found) == 1:
            return Value(f"len({told})", INTEGER)
        if word in FUNCTIONS:
            return self.applied(FUNCTIONS[word], found)
        if word in ("Int", "int", "floor", "round", "rand", "random"):
            raise NotBraced
        return Value(f"{word}({told})")

    def applied(self, function: str, found: list[Value]) -> Value:
        """A function of numbers, of arrays entry by entry."""
        if not found:
            raise NotBraced
        kinds = {value.kind for value in found}
        kind = next((k for k in (ARRAY, MATRIX, OPEN) if k in kinds), NUMBER)
        if function in ("max", "min") and len(found) != 2:
            raise NotBraced
        if function == "pow":
            base, power = found
            return Value(f"({tight(base.text)}**{tight(power.text)})", kind)
        function = {"max": "maximum", "min": "minimum"}.get(function, function)
        if len(found) != (2 if function in ("maximum", "minimum") else 1):
            raise NotBraced
        return Value(f"np.{function}({', '.join(v.text for v in found)})", kind)

    def member(self, value: Value) -> Value:
        word = self.word()
        if self.accept("::") or (self.next.text == "<" and word == "cast"):
            self.type_arguments()
        if not self.accept("("):
            if word in LENGTHS:
                return Value(f"len({value.text})", INTEGER)
            return self.field(value.text, word)
        if word in LENGTHS:
            self.expect(")")
            return Value(f"len({value.text})", INTEGER)
        return self.given_by(value, word)

    @abstractmethod
    def made(self, owner: str, word: str) -> Value:
        """`Array1::ones(n)`, `VectorXd::Zero(n)`."""

    @abstractmethod
    def given_by(self, value: Value, word: str) -> Value:
        """What a method gives of a value, its bracket open."""

    def field(self, owner: str, word: str) -> Value:
        """What an object has: `grads.w`, `params.w`, `x.indices`."""
        if GRADIENTS.fullmatch(owner):
            return Value(f"{owner}['{word}']")
        if HOLDERS.fullmatch(owner) and owner not in self.kinds:
            return self.named(word)
        if owner in self.kinds and word != "indices":
            raise NotBraced
        return Value(f"{owner}.{word}")

    def is_dropped(self, word: str) -> bool:
        return word in DROPPED

    def function_named(self, word: str) -> str:
        return FUNCTIONS.get(word, "")
