"""Octave and MATLAB as the lines of a program: each statement as Python would write it.

What the two languages do not have in common becomes a call of `octave_calls`: products of
matrices, entries counted from 1, arrays with two axes throughout, values that no other name
shares.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from handgrad.reading.code.source import LogicalLine
from handgrad.reading.code.syntax import NotPython
from handgrad.regex import regex

_TOKEN = regex(
    r"""(?P<space>[ \t]+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      |(?P<word>[A-Za-z_]\w*)
      |(?P<sign>\.\^'|\.\*|\./|\.\^|\.'|==|~=|!=|<=|>=|&&|\|\||\+=|-=|\*=|/=
            |[-+*/^\\'()\[\]{},;:=<>&|~!@.])
      |(?P<string>"[^"\n]*")""",
    re.VERBOSE,
)
_COMMENT = regex(r"(?:%|#).*|\.\.\.[ \t]*$")
_PASSED = regex(
    r"(?:clear|clc|close|more|pause|hold|figure|plot|disp|f?printf|load|warning|addpath|pkg|"
    r"format|rand\w*|assert|error|return|global|tic|toc|drawnow|xlabel|ylabel|title|legend)\b"
)
_HEAD = regex(r"function\s+(?:\[?([\w\s,]*?)\]?\s*=\s*)?(\w+)\s*(?:\(([^()]*)\))?\s*(.*)")
_ENDS = regex(r"(?:end|endif|endfor|endwhile|endfunction|end_try_catch)\b\s*(.*)")
_LEVELS = (("||",), ("&&",), ("|",), ("&",), ("<", "<=", ">", ">=", "==", "~=", "!="), (":",),
           ("+", "-"), ("*", "/", "\\", ".*", "./"))  # fmt: skip
_CALLS = {"*": "octave_times", "/": "octave_over", "\\": "octave_solved", "^": "octave_power"}
_WRITTEN = {".*": "*", "./": "/", ".^": "**", "~=": "!=", "&&": "and", "||": "or"}
_RENAMED = ("zeros", "ones", "eye", "size", "length", "numel", "rows", "columns", "repmat",
            "dot", "norm")  # fmt: skip
_SUMS = ("sum", "mean", "max", "min", "prod")
_DEEPEST = 40
_NAMED = {"pi": "np.pi", "true": "True", "false": "False"}
UNREAD = "octave_unread"


class _Token(NamedTuple):
    kind: str
    text: str
    is_apart: bool


def octave_lines(text: str, names: Collection[str]) -> list[LogicalLine] | None:
    """The lines of a program; None where a line is none that can be told apart.

    `names` are those of the page: brackets behind one of them hold indices.

    >>> [one] = octave_lines("g(1) = x' * y;", ("x", "y"))
    >>> one.text
    'g = octave_changed(g, octave_times(octave_turned(x), y), 1)'
    """
    found: list[LogicalLine] = []
    reader = _Program(names)
    rows = text.replace("\r\n", "\n").split("\n")
    waiting, start = "", 0
    for number, row in enumerate(rows, 1):
        bare = _without_comment(row)
        if row.strip() in ("%{", "#{"):
            return None
        start = start if waiting else number
        waiting = f"{waiting} {bare}"
        is_open = row.rstrip().endswith("...") or _depth(waiting) > 0
        if is_open and number < len(rows):
            continue
        try:
            for indent, written in reader.statements(waiting.strip()):
                found.append(LogicalLine(start, 1, indent, written, rows[start - 1].strip()))
        except NotPython:
            return None
        waiting = ""
    for indent, written in reader.close_function():
        found.append(LogicalLine(len(rows), 1, indent, written, written))
    return list(_with_new(found, reader.new))


def _with_new(rows: Sequence[LogicalLine], new: Collection[str]) -> Iterator[LogicalLine]:
    """The lines, with empty arrays for what gets its first value entry by entry."""
    left = set(new)
    for n, row in enumerate(rows):
        is_outer = n == 0 or rows[n - 1].text.startswith("def ")
        if is_outer and not row.text.startswith("def "):
            rest = rows[n:]
            end = next((k for k, r in enumerate(rest) if r.text.startswith("def ")), len(rest))
            for name in sorted(left):
                if any(r.text.startswith(f"{_word(name)} = ") for r in rest[:end]):
                    left.discard(name)
                    yield row._replace(text=f"{_word(name)} = octave_new()")
        yield row


def _without_comment(row: str) -> str:
    """A row without its comment and without what stands in single quotes."""
    plain = re.sub(r"(?<![\w)\]'.])'[^'\n]*'", '""', row)
    return re.sub(r'"[^"\n]*"', '""', _COMMENT.sub("", plain))


def _depth(text: str) -> int:
    return text.count("(") + text.count("[") - text.count(")") - text.count("]")


class _Program:
    """The statements of a text, with the blocks that are open around them."""

    def __init__(self, names: Collection[str]) -> None:
        self.variables = set(names)
        self.new: set[str] = set()
        self.blocks: list[str] = []
        self.outputs: list[str] = []

    def statements(self, line: str) -> Iterator[tuple[int, str]]:
        """A line's statements, each with how far in it stands."""
        for part in _cut(line):
            yield from self.statement(part.strip())

    def statement(self, part: str) -> Iterator[tuple[int, str]]:
        if not part or (_PASSED.match(part) and not re.match(r"\w+\s*=", part)):
            return
        if head := _HEAD.fullmatch(part):
            yield from self.close_function()
            self.outputs = re.findall(r"\w+", head[1] or "")
            given = re.findall(r"\w+", head[3] or "")
            self.variables |= {*given}
            yield 4 * len(self.blocks), f"def {head[2]}({', '.join(map(_word, given))}):"
            self.blocks.append("function")
            yield from self.statements(head[4])
        elif ends := _ENDS.fullmatch(part):
            if self.blocks and self.blocks[-1] == "function":
                yield from self.close_function()
            elif self.blocks:
                self.blocks.pop()
            else:
                raise NotPython("an end too much")
            yield from self.statements(ends[1])
        elif match := re.match(r"(for|parfor)\b\s*\(?\s*(\w+)\s*=\s*", part):
            source = part[match.end() :].strip()
            is_bracketed = re.match(r"(?:for|parfor)\s*\(", part) and _depth(source) < 0
            self.variables.add(match[2])
            yield from self.head(f"for {match[2]} in octave_rounds", source, is_bracketed)
        elif match := re.match(r"(if|while|elseif)\b", part):
            word = {"elseif": "elif"}.get(match[1], match[1])
            yield from self.head(word, part[match.end() :].strip(), False)
        elif part == "else" or part.startswith("else "):
            if not self.blocks:
                raise NotPython("an else too much")
            yield 4 * len(self.blocks) - 4, "else:"
            yield from self.statements(part[4:])
        elif re.match(r"(?:switch|case|otherwise|try|catch|do|until|break|continue)\b", part):
            raise NotPython("this block is not read")
        else:
            yield 4 * len(self.blocks), self.assignment(part)

    def head(self, word: str, rest: str, is_bracketed: object) -> Iterator[tuple[int, str]]:
        """The line that opens a block; what stands behind its condition is its body."""
        rest = re.sub(r"^\(?\s*nargout\s*>=?\s*\d\s*\)?", "true ", rest)
        parser = _Parser(_tokens(rest), self.variables)
        written = parser.level(0)
        if is_bracketed:
            parser.accept(")")
        before = 4 * len(self.blocks) - (4 if word == "elif" else 0)
        loop = f"{word}({written}):" if word.startswith("for") else f"{word} {written}:"
        yield before, loop
        if word != "elif":
            self.blocks.append(word)
        rest_text = " ".join(t.text for t in parser.tokens[parser.position :])
        yield from self.statements(rest_text.lstrip(", "))

    def close_function(self) -> Iterator[tuple[int, str]]:
        """`return` of what the head of a function names."""
        if "function" not in self.blocks:
            return
        if self.outputs:
            yield 4 * len(self.blocks), f"return {', '.join(map(_word, self.outputs))}"
        self.blocks, self.outputs = [], []

    def assignment(self, part: str) -> str:
        tokens = _tokens(part)
        place, depth = 0, 0
        for n, token in enumerate(tokens):
            depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
            if token.text in ("=", "+=", "-=", "*=", "/=") and depth == 0:
                place = n
                break
        if not place:
            return _Parser(tokens, self.variables).whole()
        left, sign, right = tokens[:place], tokens[place].text, tokens[place + 1 :]
        if left[0].text == "[":
            words = [t.text for t in left if t.kind == "word" or t.text in ("~", "!")]
            targets = [w if w.isidentifier() else "unused_" for w in words]
            self.variables |= {*targets}
            return f"{', '.join(map(_word, targets))} = {self.value(right)}"
        name = left[0].text
        if left[0].kind != "word" or (len(left) > 1 and left[1].text != "("):
            raise NotPython("this is not assigned")
        if name not in self.variables and len(left) > 1:
            self.new.add(name)
        self.variables.add(name)
        if right and right[0].text == "@":
            self.variables.discard(name)
        value, word = self.value(right), _word(name)
        if sign in ("*=", "/="):
            value, sign = f"{_CALLS[sign[0]]}({word}, {value})", "="
        if len(left) == 1:
            return f"{word} {sign} {value}"
        parser = _Parser(left[1:], self.variables)
        parser.expect("(")
        try:
            places = ", ".join(parser.places(word))
        except NotPython:
            return f"{word} = {UNREAD}()"
        if sign != "=":
            value = f"octave_part({word}, {places}) {sign[0]} ({value})"
        return f"{word} = octave_changed({word}, {value}, {places})"

    def value(self, tokens: Sequence[_Token]) -> str:
        try:
            return _Parser(tokens, self.variables).whole()
        except NotPython:
            return f"{UNREAD}()"


def _cut(line: str) -> Iterator[str]:
    """The statements of a line between semicolons and commas that stand in no bracket."""
    depth, begin = 0, 0
    for n, sign in enumerate(line):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ";," and depth == 0:
            yield line[begin:n]
            begin = n + 1
    yield line[begin:]


def _word(name: str) -> str:
    """A name that Python may not take as a word of its own."""
    return f"{name}_" if name in ("lambda", "in", "is", "def", "not", "or", "and") else name


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, is_apart = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotPython(f"unexpected {text[at]!r}", at)
        at, kind = match.end(), str(match.lastgroup)
        if kind == "space":
            is_apart = True
            continue
        found.append(_Token(kind, match.group(), is_apart))
        is_apart = False
    return found


class _Parser:
    """A place in the tokens of an expression of Octave."""

    def __init__(self, tokens: Sequence[_Token], variables: Collection[str]) -> None:
        self.tokens, self.variables = [*tokens, _Token("end", "", False)], variables
        self.position = self.depth = 0
        self.indexed: list[tuple[str, int, bool]] = []
        self.in_brackets = False

    @property
    def next(self) -> _Token:
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
            if sign in _CALLS:
                left = f"{_CALLS[sign]}({left}, {right})"
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
            base = (
                f"octave_power({base}, {exponent})" if sign == "^" else f"({base}**{exponent})"
            )
        return base

    def postfix(self) -> str:
        found = self.atom()
        while True:
            is_glued = not (self.in_brackets and self.next.is_apart)
            if self.next.text in ("'", ".'") and is_glued:
                self.position += 1
                found = f"octave_turned({found})"
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
        if token.text == "@" and self.accept("("):
            return self.function()
        raise NotPython(f"a value was expected, not '{token.text}'")

    def word(self, name: str) -> str:
        if name == "end" and self.indexed:
            owner, axis, is_only = self.indexed[-1]
            return f"octave_last({owner}, {0 if is_only else axis})"
        is_call = self.next.text == "(" and not (self.in_brackets and self.next.is_apart)
        if not is_call:
            return _word(name) if name in self.variables else _NAMED.get(name, _word(name))
        self.expect("(")
        if name in self.variables:
            return f"octave_part({_word(name)}, {', '.join(self.places(_word(name)))})"
        return self.call(name)

    def call(self, name: str) -> str:
        before, self.in_brackets = self.in_brackets, False
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
        own = f"octave_{name}" if name in (*_SUMS, *_RENAMED) else name
        return f"{own}({', '.join(given)})"

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

    def matrix(self) -> str:
        """`[a, b; c]`: rows below each other, what stands in a row side by side."""
        before, self.in_brackets = self.in_brackets, True
        rows: list[list[str]] = [[]]
        while not self.accept("]"):
            if self.accept(";"):
                rows.append([])
            elif not self.accept(","):
                rows[-1].append(self.level(0))
        self.in_brackets = before
        written = [f"octave_beside({', '.join(row)})" for row in rows if row]
        return f"octave_below({', '.join(written)})" if written else "[]"

    def function(self) -> str:
        """`@(z) body`."""
        parameters: list[str] = []
        while not self.accept(")"):
            parameters.append(self.next.text)
            self.position += 1
            self.accept(",")
        outer, self.variables = self.variables, {*self.variables, *parameters}
        found = f"(lambda {', '.join(map(_word, parameters))}: {self.level(0)})"
        self.variables = outer
        return found
