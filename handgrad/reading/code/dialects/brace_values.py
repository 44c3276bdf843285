"""New arrays, lists and functions of languages with braces as Python writes them."""

from handgrad.reading.code.dialects.brace_expressions import Expressions
from handgrad.reading.code.dialects.brace_methods import array_made, given_by_method
from handgrad.reading.code.dialects.brace_tokens import NotBraced
from handgrad.reading.code.dialects.brace_words import ARRAY, INTEGER, MATRIX, OPEN, Value

_LISTS = {"Pair", "Triple", "listOf", "arrayOf", "doubleArrayOf", "floatArrayOf", "make_pair",
          "make_tuple"}  # fmt: skip
_ZEROS = {"DoubleArray", "FloatArray"}
_TYPED_ARRAYS = {"Array", "Float32Array", "Float64Array"}


class Values(Expressions):
    """Expressions, with what makes arrays and lists."""

    def primary(self) -> Value:
        word = self.next.text
        if word == "new":
            return self.new()
        if word == "vec" and self.peek().text == "!":
            self.position += 2
            return self.vector()
        if word == "make" and self.peek().text == "(":
            return self.made_slice()
        if word == "[" and self.peek().text == "]" and self.peek(2).kind == "word":
            self.position += 3
            return self.listed()
        if word in _LISTS and self.peek().text == "(":
            self.position += 2
            return Value(f"[{', '.join(v.text for v in self.arguments(')'))}]")
        if word in _ZEROS and self.peek().text == "(":
            self.position += 2
            return self.zeros(self.arguments(")"))
        if word == "std" and self.peek(2).text in _LISTS:
            self.position += 2
            return self.primary()
        return super().primary()

    def made(self, owner: str, word: str) -> Value:
        return array_made(self, owner, word)

    def given_by(self, value: Value, word: str) -> Value:
        return given_by_method(self, value, word)

    def zeros(self, places: list[Value]) -> Value:
        if not places or len(places) > 2:
            raise NotBraced
        told = ", ".join(place.text for place in places)
        return Value(f"np.zeros({told if len(places) == 1 else f'({told})'})", self.array_kind)

    @property
    def array_kind(self) -> str:
        return MATRIX if self.is_eigen else ARRAY

    def listed(self) -> Value:
        """`{a, b}`, the values of a new array."""
        self.expect("{")
        return Value(f"[{', '.join(v.text for v in self.arguments('}'))}]")

    def new(self) -> Value:
        """`new double[n]`, `new double[] {a, b}`, `new Array(n).fill(0)`."""
        self.expect("new")
        word = self.word() if self.next.kind == "word" else ""
        if self.accept("("):
            return self.filled(word, self.arguments(")"))
        places: list[Value] = []
        is_listed = False
        while self.accept("["):
            found = self.arguments("]")
            is_listed = is_listed or not found
            places += found
        return self.listed() if is_listed and not places else self.zeros(places)

    def filled(self, word: str, places: list[Value]) -> Value:
        if word not in _TYPED_ARRAYS or len(places) != 1:
            raise NotBraced
        if self.next.text == "." and self.peek().text == "fill":
            self.position += 2
            self.expect("(")
            if [v.text for v in self.arguments(")")] not in (["0"], ["0.0"]):
                raise NotBraced
        elif word == "Array":
            raise NotBraced
        return self.zeros(places)

    def vector(self) -> Value:
        """`vec![0.0; n]`, `vec![a, b]`."""
        self.expect("[")
        first = self.within(self.expression)
        if self.accept(";"):
            size = self.within(self.expression)
            self.expect("]")
            if first.text not in ("0", "0.0", "0."):
                raise NotBraced
            return self.zeros([size])
        rest = self.arguments("]") if self.accept(",") else []
        if not rest:
            self.expect("]")
        return Value(f"[{', '.join(v.text for v in (first, *rest))}]", OPEN)

    def made_slice(self) -> Value:
        """`make([]float64, n)`."""
        self.position += 2
        for text in ("[", "]"):
            self.expect(text)
        if self.word() not in ("float64", "float32"):
            raise NotBraced
        self.expect(",")
        return self.zeros(self.arguments(")"))

    def size_of(self, value: Value) -> Value:
        return Value(f"len({value.text})", INTEGER)
