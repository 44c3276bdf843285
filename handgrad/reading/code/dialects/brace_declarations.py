"""Declarations of languages with braces as lines of Python."""

from handgrad.reading.code.dialects.brace_functions import FLOATS, WHOLE, Functions
from handgrad.reading.code.dialects.brace_tokens import NotBraced
from handgrad.reading.code.dialects.brace_words import (
    ARRAY,
    INTEGER,
    MATRIX,
    NUMBER,
    OPEN,
    Value,
)


class Declarations(Functions):
    """Reads declarations: of names with a type or a word before them, of parts of lists."""

    def declared(self, indent: int) -> None:
        """`let a = 0, b = 0`, `const [a, b] = theta`, `val a: Double = e`."""
        line = self.take().line
        names: list[str] = []
        values: list[str] = []
        while True:
            for word in ("mut", "auto", "&"):
                if self.accept(word) == "&":
                    raise NotBraced
            if self.next.text in ("(", "[", "{"):
                self.taken_apart(line, indent)
                return
            is_typed = self.next.text in FLOATS | WHOLE and self.peek().kind == "word"
            kind = self.take().text if is_typed else ""
            word = self.word()
            kind = self.annotation() or kind
            if not self.accept("="):
                if not kind:
                    raise NotBraced
            elif self.is_closure():
                self.closure(line, indent, word)
                self.accept(";")
                return
            else:
                value = self.expression()
                self.declare(word)
                self.known(word, kind, value)
                names.append(word)
                values.append(value.text)
            if not self.accept(","):
                break
        self.ended()
        for name, value_given in zip(names, values, strict=True):
            self.write(line, indent, f"{name} = {value_given}")

    def annotation(self) -> str:
        """The type behind a colon."""
        if not self.accept(":"):
            return ""
        found = ""
        depth = 0
        while depth or not (self.next.text in ("=", ";", ",") or self.next.starts):
            token = self.take()
            depth += (token.text in "<([") - (token.text in ">)]")
            found = found or token.text.strip("[")
        return found or "array"

    def declare(self, word: str) -> None:
        """A new name; one that hides another of the text for a while is not known."""
        if any(word in scope for scope in self.scopes[:-1]):
            raise NotBraced
        self.scopes[-1].add(word)

    def known(self, word: str, kind: str, value: Value) -> None:
        """What kind of value a name has from here on."""
        if kind in WHOLE:
            self.whole.add(word)
        if kind in WHOLE and value.kind != INTEGER:
            raise NotBraced
        is_eigen_type = kind.lstrip("Eigen:").startswith(("Matrix", "Vector", "RowVector"))
        if kind in FLOATS or (value.kind == INTEGER and self.is_untyped):
            self.kinds[word] = NUMBER
        elif is_eigen_type:
            self.kinds[word] = MATRIX
        elif kind.startswith("Array") and self.is_eigen:
            self.kinds[word] = ARRAY
        else:
            self.kinds[word] = value.kind
            if value.kind == INTEGER and kind not in WHOLE:
                self.kinds[word] = OPEN

    def taken_apart(self, line: int, indent: int) -> None:
        """`(a, b) = ...`, `[a, b] = ...`; an object only for names that it is asked for."""
        opening = self.take().text
        closing = {"(": ")", "[": "]", "{": "}"}[opening]
        names = [self.word()]
        while self.accept(","):
            names.append(self.word())
        self.expect(closing)
        self.annotation()
        self.expect("=")
        value = self.expression().text
        self.ended()
        if opening == "{":
            value = ", ".join(f"{value}['{name}']" for name in names)
        self.write(line, indent, f"{', '.join(names)} = {value}")

    def typed(self) -> tuple[str, str] | None:
        """A type and the name behind it, where both stand here; nothing is taken otherwise."""
        start = self.position
        found = self.type_and_name()
        if found is None:
            self.position = start
        return found

    def type_and_name(self) -> tuple[str, str] | None:
        self.accept("const")
        if self.next.text == "(" and self.gives_tuple():
            return "tuple", self.take().text
        if self.next.kind != "word" or self.next.text in ("else", "new", "self", "this"):
            return None
        kind = self.take().text
        while self.accept("::"):
            kind = self.word() if self.next.kind == "word" else ""
        try:
            if self.next.text == "<":
                self.type_arguments()
        except NotBraced:
            return None
        while self.next.text == "[" and self.peek().text == "]":
            self.position += 2
            kind = "array"
        is_shared = self.next.text in ("*", "&")
        while self.next.text in ("*", "&"):
            self.take()
        if self.next.kind != "word" or self.next.starts:
            return None
        word = self.take().text
        if is_shared and self.next.text == "=":
            raise NotBraced
        is_meant = self.next.text in ("=", ";", ",", "(", "[") or self.next.starts
        return (kind, word) if is_meant else None

    def gives_tuple(self) -> bool:
        """Whether `(double, double)` and the name of a function stand here; takes the types."""
        place = self.position + 1
        while place < len(self.tokens) and self.tokens[place].text in FLOATS | {","}:
            place += 1
        if [t.text for t in self.tokens[place : place + 3]][::2] != [")", "("]:
            return False
        self.position = place + 1
        return self.next.kind == "word"

    def typed_statement(self, indent: int, kind: str, word: str) -> None:
        line = self.tokens[self.position - 1].line
        if self.next.text == "(" and self.opens_body():
            self.take()
            self.body(line, indent, word, self.parameters())
            return
        names: list[str] = []
        values: list[str] = []
        while True:
            value = self.started(kind)
            self.declare(word)
            if value is not None:
                self.known(word, kind, value)
                names.append(word)
                values.append(value.text)
            elif kind in WHOLE:
                self.whole.add(word)
                self.kinds[word] = INTEGER
            if not self.accept(","):
                break
            word = self.word()
        self.ended()
        for name, value_given in zip(names, values, strict=True):
            self.write(line, indent, f"{name} = {value_given}")

    def started(self, kind: str) -> Value | None:
        """What a name is declared with: a value, a size, or nothing."""
        if self.accept("="):
            if self.next.text == "{":
                return self.listed()
            return self.expression()
        places: list[Value] = []
        while self.accept("["):
            places += self.arguments("]")
        if places:
            if self.accept("="):
                zeros = self.listed()
                if zeros.text not in ("[0]", "[0.0]", "[0.]", "[]"):
                    raise NotBraced
            return self.zeros(places)
        if self.accept("("):
            found = self.arguments(")")
            if (
                kind != "vector"
                or not found
                or [v.text for v in found[1:]] not in ([], ["0"], ["0.0"])
            ):
                raise NotBraced
            return self.zeros(found[:1])
        return None

    def opens_body(self) -> bool:
        """Whether the bracket here is followed by the braces of a function."""
        depth = 0
        for token in self.tokens[self.position :]:
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 and token.text != ")":
                return token.text in ("{", "=>")
        return False
