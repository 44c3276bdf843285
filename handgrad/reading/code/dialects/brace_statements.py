"""Statements of languages with braces as lines of Python."""

from handgrad.reading.code.dialects.brace_closures import parameters_of, rounds_through
from handgrad.reading.code.dialects.brace_declarations import Declarations
from handgrad.reading.code.dialects.brace_functions import DEFINED, PythonRow
from handgrad.reading.code.dialects.brace_loops import loop_head
from handgrad.reading.code.dialects.brace_tokens import END, NotBraced
from handgrad.reading.code.dialects.brace_words import INTEGER, Value
from handgrad.regex import regex

_MODIFIERS = {
    "public", "private", "protected", "static", "final", "inline", "export", "default",
    "constexpr", "pub", "virtual", "override", "open", "internal", "unsafe",
}  # fmt: skip
_DECLARED = {"var", "let", "const", "val", "auto", "mut"}
_SHOWN = {"console", "println", "print", "printf", "System", "fmt", "Console", "cout", "assert"}
_TARGET = regex(r"\w[\w.]*(?:\[[^=<>]*\])*")
_CHANGING = ("=", "+=", "-=", "*=", "/=", ":=")


class Statements(Declarations):
    """Reads statements; `rows` are the lines of Python so far."""

    def program(self) -> list[PythonRow]:
        self.rows, self.scopes, self.whole = [], [set()], set()
        while self.next is not END:
            self.statement(0)
        return self.rows

    def block(self, indent: int) -> None:
        """Statements in braces, or a single one."""
        before = len(self.rows)
        depth, self.depth = self.depth, 0
        self.scopes.append(set())
        if self.accept("{"):
            while not self.accept("}"):
                self.statement(indent)
        else:
            self.statement(indent)
        self.depth = depth
        self.scopes.pop()
        if len(self.rows) == before:
            self.write(self.tokens[self.position - 1].line, indent, "pass")

    def statement(self, indent: int) -> None:
        while self.next.text in _MODIFIERS and (
            self.peek().kind == "word" or self.peek().text == "("
        ):
            self.take()
        token = self.next
        if self.accept(";"):
            return
        if token.text == "{":
            self.block(indent)
        elif token.text in ("for", "foreach"):
            self.take()
            before = dict(self.meant)
            self.write(token.line, indent, loop_head(self))
            self.block(indent + 4)
            self.meant = before
        elif token.text == "if":
            self.condition(indent)
        elif token.text == "return":
            self.returned(indent)
        elif token.text in DEFINED and self.is_definition():
            self.definition(indent)
        elif token.text in _DECLARED and (
            self.peek().kind == "word" or self.peek().text in "([{&"
        ):
            self.declared(indent)
        elif token.text in _SHOWN:
            self.shown()
        elif (typed := self.typed()) is not None:
            self.typed_statement(indent, *typed)
        else:
            self.assigned(indent)

    def shown(self) -> None:
        """What only prints is passed over."""
        while self.next is not END and self.next.text not in (";", "}"):
            if self.take().text in ("=", "+=", "-="):
                raise NotBraced
            if self.next.starts:
                break
        self.accept(";")

    def condition(self, indent: int) -> None:
        line, word = self.next.line, "if"
        while True:
            self.expect("if")
            self.write(line, indent, f"{word} {self.disjunction().text}:")
            self.block(indent + 4)
            line = self.next.line
            if not self.accept("else"):
                return
            if self.next.text != "if":
                break
            word = "elif"
        self.write(line, indent, "else:")
        self.block(indent + 4)

    def assigned(self, indent: int) -> None:
        """`a = e`, `a[i] += e`, `a, b := e, f`; the last value of a function of Rust."""
        line = self.next.line
        if self.accept("++", "--"):
            raise NotBraced
        if self.next.text == "*" and self.peek().kind == "word":
            self.take()
        if self.peek().text == "." and self.peek(2).text == "forEach":
            self.each(indent)
            return
        start = self.position
        value = self.expression()
        targets = [value.text]
        while self.accept(","):
            targets.append(self.expression().text)
        sign = self.next.text
        if sign not in _CHANGING or self.next.starts:
            self.last_value(line, indent, targets, start)
            return
        if not all(map(_TARGET.fullmatch, targets)):
            raise NotBraced
        self.take()
        values = [self.expression()]
        while self.accept(","):
            values.append(self.expression())
        if self.next.text in _CHANGING:
            raise NotBraced
        self.ended()
        is_new = sign in ("=", ":=")
        for name, one in zip(targets, values, strict=False):
            if sign == ":=":
                self.declare(name)
            if name in self.whole and one.kind != INTEGER:
                raise NotBraced
            if is_new and name.isidentifier():
                self.known(name, "", one)
        told = ", ".join(one.text for one in values)
        self.write(line, indent, f"{', '.join(targets)} {'=' if is_new else sign} {told}")

    def each(self, indent: int) -> None:
        """`x.forEach((v, i) => { ... });`."""
        line, word = self.next.line, self.word()
        self.position += 2
        self.expect("(")
        names = parameters_of(self)
        if len(names) == 2:
            self.kinds[names[1]] = INTEGER
        self.write(line, indent, f"for {rounds_through(Value(word), names)}:")
        self.block(indent + 4)
        self.expect(")")
        self.ended()

    def called_upon(self, line: int, indent: int, start: int) -> bool:
        """A call for what it does: each name that it is given may have another value then."""
        call = self.tokens[start : self.position]
        if len(call) < 3 or call[0].kind != "word" or call[1].text != "(":
            return False
        names = [t.text for t in call[2:] if t.kind == "word" and t.text not in ("mut",)]
        if not names or not (self.accept(";") or self.next.starts):
            return False
        told = ", ".join(dict.fromkeys(names))
        self.write(line, indent, f"{told} = {call[0].text}({told})")
        return True

    def last_value(self, line: int, indent: int, found: list[str], start: int) -> None:
        if len(found) == 1 and self.called_upon(line, indent, start):
            return
        is_bare = len(found) == 1 and self.next.text == "}" and indent > 0
        if not is_bare or self.tokens[start].text in _SHOWN:
            raise NotBraced
        self.is_function = True
        self.write(line, indent, f"return {found[0]}")
