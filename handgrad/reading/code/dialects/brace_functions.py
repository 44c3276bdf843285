"""Functions of languages with braces, and what they give back, as lines of Python."""

from abc import abstractmethod
from typing import NamedTuple

from handgrad.reading.code.dialects.brace_closures import parameters_of
from handgrad.reading.code.dialects.brace_tokens import END, NotBraced
from handgrad.reading.code.dialects.brace_values import Values
from handgrad.reading.code.dialects.brace_words import INTEGER

DEFINED = {"function", "fn", "func", "fun"}
WHOLE = {"int", "long", "size_t", "usize", "i32", "i64", "Int", "uint", "short", "unsigned"}
FLOATS = {
    "double", "float", "f32", "f64", "float64", "float32", "Double", "Float", "real", "T",
    "number", "scalar", "Scalar",
}  # fmt: skip


class PythonRow(NamedTuple):
    """A line of Python: where it stood, how far in, and what it says."""

    line: int
    indent: int
    text: str


class Functions(Values):
    """Reads functions; `rows` are the lines of Python so far."""

    rows: list[PythonRow]
    scopes: list[set[str]]
    whole: set[str]
    is_function = False

    def write(self, line: int, indent: int, text: str) -> None:
        self.rows.append(PythonRow(line, indent, text))

    @abstractmethod
    def block(self, indent: int) -> None:
        """Statements in braces, or a single one."""

    def ended(self) -> None:
        """The end of a statement: a semicolon, a brace or a new line."""
        if not (self.accept(";") or self.next.starts or self.next.text == "}"):
            raise NotBraced

    def returned(self, indent: int) -> None:
        line = self.take().line
        if self.next.text in (";", "}") or self.next.starts:
            raise NotBraced
        self.is_function = True
        self.write(line, indent, f"return {self.result()}")
        self.ended()

    def result(self) -> str:
        """What is given back: a value, several, or an object with names."""
        if self.accept("{"):
            return self.object()
        found = [self.expression().text]
        while self.accept(","):
            found.append(self.expression().text)
        return ", ".join(found)

    def object(self) -> str:
        """`{dw: e, db}` of JavaScript, `{dw, db}` of C++ in its order."""
        items: list[tuple[str, str]] = []
        self.depth += 1
        while not self.accept("}"):
            start = self.next
            if start.kind in ("word", "text") and self.peek().text == ":":
                self.position += 2
                items.append((start.text.strip("\"'"), self.expression().text))
            else:
                items.append(("", self.expression().text))
            if not self.accept(","):
                self.expect("}")
                break
        self.depth -= 1
        if any(key for key, _ in items) or self.is_untyped:
            if not all(key or text.isidentifier() for key, text in items):
                raise NotBraced
            return "{" + ", ".join(f"'{key or text}': {text}" for key, text in items) + "}"
        return ", ".join(text for _, text in items)

    def is_definition(self) -> bool:
        return self.peek().kind == "word" and self.peek(2).text == "("

    def definition(self, indent: int) -> None:
        line, word = self.take().line, self.word()
        self.expect("(")
        self.body(line, indent, word, self.parameters())

    def parameters(self) -> list[str]:
        """The names of a function's parameters; one that is an integer is known as one."""
        found: list[str] = []
        group: list[str] = []
        depth = 0
        while True:
            token = self.take()
            depth += (token.text in "([<") - (token.text in ")]>")
            if depth < 0 or (depth == 0 and token.text == ","):
                found += self.parameter(group)
                group = []
                if depth < 0:
                    return found
            else:
                group.append(token.text)

    def parameter(self, group: list[str]) -> list[str]:
        words = [text for text in group if text[:1].isalpha() or text[:1] == "_"]
        words = [word for word in words if word not in ("const", "mut", "self", "final")]
        if not words:
            return []
        named = words[0] if ":" in group else words[-1]
        if len(words) > 1 and words[-1] in FLOATS | WHOLE and ":" not in group:
            named = words[0]
        if WHOLE & set(words):
            self.kinds[named] = INTEGER
        return [named]

    def body(self, line: int, indent: int, word: str, names: list[str]) -> None:
        """The lines of a function; one that gives nothing back stands as its lines alone."""
        named = self.named_results()
        while self.next.text not in ("{", "=", "=>") and self.next is not END:
            self.take()
        before, is_function = len(self.rows), self.is_function
        self.is_function = False
        for name in named:
            self.write(line, indent + 4, f"{name} = 0")
        if self.accept("=", "=>"):
            self.is_function = True
            self.write(line, indent + 4, f"return {self.result()}")
            self.accept(";")
        else:
            self.block(indent + 4)
        head = PythonRow(line, indent, f"def {word}({', '.join(names)}):")
        if self.is_function:
            self.rows.insert(before, head)
        else:
            self.rows[before:] = [r._replace(indent=r.indent - 4) for r in self.rows[before:]]
        self.is_function = is_function

    def named_results(self) -> list[str]:
        """The names of `(dm, db float64)` behind a function of Go, which start at zero."""
        if self.next.text != "(" or self.peek(2).text not in {",", *FLOATS}:
            return []
        self.take()
        return [name for name in self.parameters() if name not in FLOATS]

    def is_closure(self) -> bool:
        """Whether `(a, b) =>`, `a =>` or `function (a, b)` stands here."""
        if self.next.text == "function" or self.peek().text == "=>":
            return True
        if self.next.text != "(":
            return False
        depth, place = 0, self.position
        while place < len(self.tokens):
            depth += (self.tokens[place].text == "(") - (self.tokens[place].text == ")")
            place += 1
            if depth == 0:
                break
        return place < len(self.tokens) and self.tokens[place].text == "=>"

    def closure(self, line: int, indent: int, word: str) -> None:
        if self.accept("function"):
            self.expect("(")
            self.body(line, indent, word, self.parameters())
            return
        names = parameters_of(self)
        if self.next.text == "{":
            self.body(line, indent, word, names)
            return
        self.write(line, indent, f"def {word}({', '.join(names)}):")
        is_object = self.next.text == "(" and self.peek().text == "{"
        if is_object:
            self.position += 2
        told = self.object() if is_object else self.result()
        if is_object:
            self.expect(")")
        self.write(line, indent + 4, f"return {told}")
