"""Expressions of Octave as Python would write them, by precedence climbing."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.regex import regex

_TOKEN = regex(
    r"""(?P<space>[ \t]+)|(?P<number>(?:\d+(?:\.(?![*/^'])\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      |(?P<word>[A-Za-z_]\w*)
      |(?P<sign><\*>|\.[-+]|\.\^'|\.\*|\./|\.\^|\.'|==|~=|!=|<=|>=|&&|\|\||\+=|-=|\*=|/=
            |[-+*/^\\'()\[\]{},;:=<>&|~!@.])
      |(?P<string>"[^"\n]*")""",
    re.VERBOSE,
)
_LEVELS = (("||",), ("&&",), ("|",), ("&",), ("<", "<=", ">", ">=", "==", "~=", "!="), (":",),
           ("+", "-", ".+", ".-"), ("*", "/", "\\", ".*", "./"), ("<*>",))  # fmt: skip
OCTAVE_SIGNS = {"*": "octave_times", "/": "octave_over", "\\": "octave_solved",
                "^": "octave_power", "<*>": "octave_matched"}  # fmt: skip
_WRITTEN = {
    ".+": "+",
    ".-": "-",
    ".*": "*",
    "./": "/",
    ".^": "**",
    "~=": "!=",
    "&&": "and",
    "||": "or",
}
_RENAMED = ("zeros", "ones", "eye", "size", "length", "numel", "rows", "columns", "repmat",
            "dot", "norm", "total", "average", "column", "lying", "others", "find", "any",
            "all", "isempty", "dropped", "logical", "double", "true", "false",
            "default")  # fmt: skip
_SUMS = ("sum", "mean", "max", "min", "prod")
_DEEPEST = 40
UNREAD, LEAVING = "octave_unread", "octave_return"
_NAMED = {"pi": "np.pi", "true": "True", "false": "False"}


class OctaveNames(set[str]):
    """The names that have a value; `handed` are those of parameters that the page has not.

    `scalars` are the parameters of a page that has several numbers for them and nothing else.
    """

    def __init__(self, names: Collection[str] = (), scalars: Sequence[str] = ()) -> None:
        super().__init__(names)
        self.scalars = scalars
        self.handed: set[str] = set()
        self.cells: dict[str, int] = {}


class OctaveToken(NamedTuple):
    kind: str
    text: str
    is_apart: bool


def octave_word(name: str) -> str:
    """A name that Python may not take as a word of its own."""
    return f"{name}_" if name in ("lambda", "in", "is", "def", "not", "or", "and") else name


def bracket_depth(text: str) -> int:
    """How many brackets a text leaves open."""
    return text.count("(") + text.count("[") - text.count(")") - text.count("]")


def octave_tokens(text: str) -> list[OctaveToken]:
    return tokens_by(_TOKEN, text)


def tokens_by(
    pattern: re.Pattern[str], text: str, *, is_apart: bool = False
) -> list[OctaveToken]:
    """The tokens of a text by a pattern with a group for each kind, and for spaces."""
    found: list[OctaveToken] = []
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:
            raise NotPython(f"unexpected {text[at]!r}", at)
        at, kind = match.end(), str(match.lastgroup)
        if kind != "space":
            found.append(OctaveToken(kind, match.group(), is_apart))
        is_apart = kind == "space"
    return found


class OctaveParser:
    """A place in the tokens of an expression of Octave."""

    def __init__(self, tokens: Sequence[OctaveToken], variables: OctaveNames) -> None:
        self.tokens, self.variables = [*tokens, OctaveToken("end", "", False)], variables
        self.position = self.depth = 0
        self.indexed: list[tuple[str, int, bool]] = []
        self.in_brackets = False
        self.cell_size = 0

    @property
    def next(self) -> OctaveToken:
        return self.tokens[self.position]

    def accept(self, *texts: str) -> str:
        if self.next.kind != "string" and self.next.text in texts and self.next.text:
            self.position += 1
            return self.tokens[self.position - 1].text
        return ""

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise NotPython(f"'{text}' was expected, not '{self.next.text}'")

    def whole(self) -> str:
        found = self.level(0)
        if self.next.kind != "end":
            raise NotPython(f"'{self.next.text}' was not expected")
        return found

    def level(self, n: int) -> str:
        self.depth += 1
        if self.depth > _DEEPEST * len(_LEVELS):
            raise NotPython("the expression is nested too deeply")
        found = self.binary(n) if n < len(_LEVELS) else self.prefix()
        self.depth -= 1
        return found

    def binary(self, n: int) -> str:
        left = self.level(n + 1)
        if _LEVELS[n] == (":",):
            return self.span(left)
        while self.next.text in _LEVELS[n] and not self.is_next_item():
            sign = self.accept(*_LEVELS[n])
            right = self.level(n + 1)
            if sign in OCTAVE_SIGNS:
                left = f"{OCTAVE_SIGNS[sign]}({left}, {right})"
            else:
                left = f"({left} {_WRITTEN.get(sign, sign)} {right})"
        return left

    def is_next_item(self) -> bool:
        """Whether `[a -b]` begins another item here."""
        behind = self.tokens[self.position + 1 : self.position + 2]
        is_sign = self.next.text in ("-", "+")
        return self.in_brackets and is_sign and self.next.is_apart and not behind[0].is_apart

    def span(self, start: str) -> str:
        """`a:b` and `a:s:b`, not the `:` of a whole axis."""
        if self.next.text != ":" or self.tokens[self.position + 1].text in (")", ","):
            return start
        self.expect(":")
        second = self.level(_LEVELS.index((":",)) + 1)
        if self.accept(":"):
            third = self.level(_LEVELS.index((":",)) + 1)
            return f"octave_span({start}, {third}, {second})"
        return f"octave_span({start}, {second})"

    def prefix(self) -> str:
        sign = self.accept("-", "+", "~", "!")
        if sign:
            return f"({'~' if sign in '~!' else sign}{self.prefix()})"
        return self.power()

    def power(self) -> str:
        base = self.postfix()
        while sign := self.accept("^", ".^"):
            minus = self.accept("-", "+")
            exponent = f"({minus}{self.postfix()})" if minus else self.postfix()
            if sign == "^":
                base = f"octave_power({base}, {exponent})"
            else:
                base = f"octave_squared({base})" if exponent == "2" else f"({base}**{exponent})"
        return base

    def postfix(self) -> str:
        found = self.atom()
        while True:
            is_glued = not (self.in_brackets and self.next.is_apart)
            if self.next.text in ("'", ".'") and is_glued:
                self.position += 1
                found = f"octave_turned({found})"
            elif self.next.text == "{" and is_glued and found.isidentifier():
                self.position += 1
                found = f"{found}[{self.cell_place(found)}]"
            elif self.next.text == "(" and is_glued and found.endswith(")"):
                self.position += 1
                places = ", ".join(self.places(found))
                found = f"octave_part({found}, {places})"
            else:
                return found

    def atom(self) -> str:
        token = self.next
        self.position += 1
        if token.kind == "number":
            return token.text
        if token.kind == "string":
            return '""'
        if token.kind == "word":
            return self.word(token.text)
        if token.text == "(":
            before, self.in_brackets = self.in_brackets, False
            found = self.level(0)
            self.expect(")")
            self.in_brackets = before
            return f"({found})"
        if token.text == "[":
            return self.matrix()
        if token.text == "{":
            listed = [item for row in self.items("}") for item in row]
            self.cell_size = len(listed)
            return f"{{{', '.join(f'{n}: {item}' for n, item in enumerate(listed, 1))}}}"
        if token.text == "@" and self.accept("("):
            return self.function()
        raise NotPython(f"a value was expected, not '{token.text}'")

    def word(self, name: str) -> str:
        if name == "end" and self.indexed:
            owner, axis, is_only = self.indexed[-1]
            return f"octave_last({owner}, {0 if is_only else axis})"
        is_call = self.next.text == "(" and not (self.in_brackets and self.next.is_apart)
        if not is_call:
            return (
                octave_word(name)
                if name in self.variables
                else _NAMED.get(name, octave_word(name))
            )
        self.expect("(")
        place = self.next.text
        is_one = self.tokens[self.position + 1].text == ")"
        scalars = self.variables.scalars
        is_one = is_one and place.isdecimal() and 0 < int(place) <= len(scalars)
        if name in self.variables.handed and is_one:
            self.position += 2
            return scalars[int(place) - 1]
        if name in self.variables:
            return (
                f"octave_part({octave_word(name)}, {', '.join(self.places(octave_word(name)))})"
            )
        return self.call(name)

    def call(self, name: str) -> str:
        before, self.in_brackets = self.in_brackets, False
        if name == "cell":
            while not self.accept(")"):
                self.position += 1
            return "{}"
        given: list[str] = []
        if name == "bsxfun" and self.accept("@"):
            sign = {"times": "*", "minus": "-", "plus": "+", "rdivide": "/"}.get(self.next.text)
            self.position += 1
            self.expect(",")
            left = self.level(0)
            self.expect(",")
            right = self.level(0)
            self.expect(")")
            self.in_brackets = before
            if sign is None:
                raise NotPython("this function of bsxfun is not read")
            return f"({left} {sign} {right})"
        while not self.accept(")"):
            given.append(self.level(0))
            if self.next.text != ")":
                self.expect(",")
        self.in_brackets = before
        if name in ("var", "std") and given:
            return self.variance(name, *given)
        own = f"octave_{name}" if name in (*_SUMS, *_RENAMED) else name
        return f"{own}({', '.join(given)})"

    def variance(self, name: str, of: str, by_n: str = "0", *axis: str) -> str:
        """var(x), std(x): divided by n - 1, by n where it is said."""
        along = "".join(f", {one}" for one in axis)
        mean = f"octave_mean({of}{along})"
        count = f"(octave_numel({of}) / octave_numel({mean}))"
        found = f"octave_mean(octave_squared({of} - {mean}){along})"
        if by_n not in ("0", "1") or len(axis) > 1:
            raise NotPython("weights of a variance are not read")
        found = found if by_n == "1" else f"({found} * {count} / ({count} - 1))"
        return found if name == "var" else f"np.sqrt({found})"

    def places(self, owner: str) -> Iterator[str]:
        """The indices up to the bracket's end, `:` as a text."""
        before, self.in_brackets = self.in_brackets, False
        depth, commas = 1, 0
        for token in self.tokens[self.position :]:
            depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
            if depth == 0:
                break
            commas += depth == 1 and token.text == ","
        axis = 0
        while not self.accept(")"):
            self.indexed.append((owner, axis, commas == 0))
            behind = self.tokens[self.position + 1].text
            if self.next.text == ":" and behind in (")", ","):
                self.position += 1
                yield '":"'
            else:
                yield self.level(0)
            self.indexed.pop()
            axis += 1
            if self.next.text != ")":
                self.expect(",")
        self.in_brackets = before

    def cell_place(self, owner: str) -> str:
        """What stands in the braces behind a name: `W{l}`, `A{end}`."""
        if self.next.text == "end":
            self.position += 1
            if owner not in self.variables.cells:
                raise NotPython("how many entries this has is not known")
            place = str(self.variables.cells[owner])
            sign = self.accept("-")
            place = f"({place} - {self.level(0)})" if sign else place
        else:
            place = self.level(0)
        self.expect("}")
        return place

    def matrix(self) -> str:
        """`[a, b; c]`: rows below each other, what stands in a row side by side."""
        rows = self.items()
        written = [f"octave_beside({', '.join(row)})" for row in rows if row]
        return f"octave_below({', '.join(written)})" if written else "[]"

    def items(self, closing: str = "]") -> list[list[str]]:
        """The rows up to the bracket's end."""
        before, self.in_brackets = self.in_brackets, True
        rows: list[list[str]] = [[]]
        while not self.accept(closing):
            if self.accept(";"):
                rows.append([])
            elif not self.accept(","):
                rows[-1].append(self.level(0))
        self.in_brackets = before
        return rows

    def function(self) -> str:
        """`@(z) body`."""
        parameters: list[str] = []
        while not self.accept(")"):
            parameters.append(self.next.text)
            self.position += 1
            self.accept(",")
        outer = self.variables
        self.variables = OctaveNames({*outer, *parameters}, outer.scalars)
        found = f"(lambda {', '.join(map(octave_word, parameters))}: {self.level(0)})"
        self.variables = outer
        return found
