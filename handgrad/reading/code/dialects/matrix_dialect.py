"""R and Julia as Octave: what the two have in common, a statement and an expression at a time.

A program is written anew in Octave, each statement in the line where it stood, and then read as
Octave is. What is not known raises NotPython: such a program is left to its formulas.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handgrad.reading.code.dialects.octave_parser import (
    LEAVING,
    UNREAD,
    OctaveToken,
    bracket_depth,
    tokens_by,
)
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.regex import regex

_TOKEN = regex(
    r"""(?P<space>[ \t]+)
      |(?P<number>(?:\d+\.\d+|\d+\.(?![-*/^+<>='.\w])|\d+(?:_\d+)*|\.\d+)(?:[eE][+-]?\d+)?L?)
      |(?P<word>[^\W\d]\w*(?:!(?=\())?)
      |(?P<string>"[^"\n]*")
      |(?P<sign>%\*%|%\w*%|%|<<?-|->|\.[-+*/]?=(?!=)|[-+*/]=|\.?(?:==|<=|>=)|!=|\.[-+*/^<>]|&&|\|\|
            |[-+*/^'()\[\]{},;:=<>&|!?$@.~])
    """,
    re.VERBOSE,
)
_UNFINISHED = regex(r"(?:[-+*/^,(\[&|=]|<-|%\*%|%o%)\s*$")
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")
_PAIRS = dict(zip(OPENING, CLOSING, strict=True))


Tokens = Sequence[OctaveToken]
VALUE = "value_"


@dataclass
class FunctionHead:
    """A function that is open: where its head is to stand, and what it gives back so far.

    `branch` has what an `if` at its end assigns, None where another statement is the last.
    """

    row: int
    place: int
    name: str
    parameters: list[str]
    outputs: tuple[str, ...] = ()
    branch: set[str] | None = None

    def gives(self, outputs: tuple[str, ...]) -> None:
        self.outputs, self.branch = outputs, None

    def settle(self) -> None:
        """Give back the value of an `if` that ends the function."""
        said = self.branch or ()
        if any(one == VALUE or one.startswith(LEAVING) for one in said):
            self.outputs = (VALUE,)
        elif self.branch is not None and self.branch.isdisjoint(self.outputs):
            self.outputs = ()

    def line(self) -> str:
        """The head in Octave; raises NotPython where nothing is given back."""
        if not self.outputs or len({*self.outputs}) < len(self.outputs):
            raise NotPython("this function gives no value that can be read")
        outputs, inputs = ", ".join(self.outputs), ", ".join(self.parameters)
        return f"function [{outputs}] = {self.name}({inputs})"


def dialect_tokens(text: str) -> list[OctaveToken]:
    return tokens_by(_TOKEN, text, is_apart=True)


def end_of(tokens: Tokens, start: int) -> int:
    """Where the bracket closes that opens at `start`."""
    waiting: list[str] = []
    for n in range(start, len(tokens)):
        text = tokens[n].text if tokens[n].kind == "sign" else ""
        if text in OPENING:
            waiting.append(_PAIRS[text])
        elif text in CLOSING:
            if waiting.pop() != text:
                break
            if not waiting:
                return n
    raise NotPython("a bracket is not closed")


def is_named_part(part: Tokens) -> bool:
    """Whether this is `name = value`."""
    return len(part) > 2 and part[0].kind == "word" and part[1].text == "="


def split_at(tokens: Tokens, *signs: str) -> list[Tokens]:
    """What stands between signs that are in no bracket; nothing of nothing."""
    found: list[Tokens] = []
    begin, n = 0, 0
    while n < len(tokens):
        token = tokens[n]
        if token.kind == "sign" and token.text in OPENING:
            n = end_of(tokens, n)
        elif token.kind == "sign" and token.text in signs:
            found.append(tokens[begin:n])
            begin = n + 1
        n += 1
    return [*found, tokens[begin:]] if tokens else []


class Dialect(ABC):
    """A program of a language, written as Octave: its rows, and the blocks that are open."""

    # A row that says a function, with its name in a group.
    function_said: re.Pattern[str]

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.blocks: list[FunctionHead | str] = []
        self.functions: set[str] = set()
        self.parameters: dict[str, list[str]] = {}
        # What loops count.
        self.counted: set[str] = set()

    def written(self, text: str) -> str:
        """The program in Octave, line by line; raises NotPython for what is not known."""
        rows = self.joined(text)
        heads = filter(None, map(self.function_said.match, rows))
        self.functions = {word for head in heads for word in head.groups() if word}
        for row in rows:
            self.rows.append([])
            self.row(row)
        if self.blocks:
            raise NotPython("a block is not closed")
        return "\n".join("; ".join(filter(None, row)) for row in self.rows)

    def joined(self, text: str) -> list[str]:
        """The rows in plain words, each with those that go on with it."""
        found: list[str] = []
        whole = 0
        for n, row in enumerate(text.split("\n")):
            before = found[whole] if n else ""
            is_on = _UNFINISHED.search(before) is not None or bracket_depth(before) > 0
            whole = whole if is_on else n
            found.append("")
            found[whole] = f"{found[whole]} {self.bare(row)}".rstrip()
        return found

    def say(self, *statements: str) -> None:
        self.rows[-1] += statements
        heads = [block for block in self.blocks if isinstance(block, FunctionHead)]
        if heads and heads[-1].branch is not None:
            heads[-1].branch |= {one.partition(" = ")[0] for one in statements}

    def opened(self, word: str) -> None:
        """Note that an `if` or a loop begins where it may end a function."""
        head = self.blocks[-1] if self.blocks else None
        if isinstance(head, FunctionHead):
            head.branch = set() if word == "if" else None

    def open_function(self, name: str, parameters: list[str]) -> FunctionHead:
        """Leave a place for the head of a function, whose values are not known yet."""
        head = FunctionHead(len(self.rows) - 1, len(self.rows[-1]), name, parameters)
        self.blocks.append(head)
        self.say("")
        return head

    def close_function(self, head: FunctionHead) -> None:
        head.settle()
        self.rows[head.row][head.place] = head.line()
        self.say("end")

    def leave(self, value: Tokens) -> None:
        """A return in a branch, of one value."""
        is_within = any(isinstance(block, FunctionHead) for block in self.blocks)
        texts = [t.text for t in value[:2]]
        if not is_within or not value or "return" in texts or len(split_at(value, ",")) > 1:
            raise NotPython("this return is not read")
        self.say(f"{LEAVING}({self.value(value)})")

    def gathered(self, name: str, letter: str, source: Tokens, item: Tokens) -> None:
        """`name` with an item for each place of `source`, as a loop."""
        places = self.expression(source)
        self.say(f"{name} = zeros(length({places}), 1)", f"for {letter} = {places}")
        self.say(f"{name}({letter}) = {self.expression(item)}; end")

    def given(self, parts: Sequence[Tokens]) -> tuple[str, ...]:
        """The names of what is given back, each with its value where it has none yet."""
        found: list[str] = []
        for n, part in enumerate(parts):
            if len(part) == 1 and part[0].kind == "word":
                found.append(part[0].text)
                continue
            is_named = is_named_part(part)
            found.append(f"grads.{part[0].text}" if is_named else f"{VALUE}{n or ''}")
            self.say(f"{found[-1]} = {self.value(part[2:] if is_named else part)}")
        return tuple(found)

    def row_of(self, owner: str, places: Sequence[str]) -> str:
        """`X[i, ]`, which loses an axis where i is one place; a column where it does."""
        found = f"{owner}({', '.join(places)})"
        is_row = len(places) == 2 and ":" not in places[0] and ":" in places[1]
        if not is_row or places[0].startswith("others("):
            return found
        is_open = places[0].isidentifier() and places[0] not in self.counted
        return f"dropped({found}, {places[0]})" if is_open else f"{found}'"

    def source(self, tokens: Tokens) -> str:
        """What a loop runs through: the numbers of a vector, one by one."""
        found = self.expression(tokens)
        return f"lying({found})" if found.isidentifier() else found

    def expression(self, tokens: Tokens) -> str:
        """An expression of Octave; raises NotPython for what is not known."""
        return "".join(self._pieces(tokens))

    def value(self, tokens: Tokens) -> str:
        """An expression of Octave, or what stands for one that is not known."""
        try:
            return self.expression(tokens)
        except NotPython:
            return f"{UNREAD}()"

    def _pieces(self, tokens: Tokens) -> Iterator[str]:
        n = 0
        held = before = ""
        while n < len(tokens):
            token = tokens[n]
            behind = tokens[n + 1] if n + 1 < len(tokens) else None
            opening = behind.text if behind and behind.kind == "sign" else ""
            if token.kind == "word" and (step := self.opens_call(tokens, n)):
                yield held
                end = end_of(tokens, n + step)
                arguments = split_at(tokens[n + step + 1 : end], ",", ";")
                held, n = self.call(token.text, arguments), end
            elif token.kind == "sign" and token.text == "[" and held and not token.is_apart:
                end = end_of(tokens, n)
                held = self.entry(held, split_at(tokens[n + 1 : end], ","), tokens[n + 1 : end])
                n = end
            elif token.kind == "sign" and token.text in OPENING:
                yield held
                end = end_of(tokens, n)
                held, n = self.group(token.text, tokens[n + 1 : end]), end
            elif token.kind == "word":
                yield held
                held = self.word(token.text)
            elif token.kind == "number":
                yield held
                held = token.text.rstrip("L").replace("_", "")
                if behind and not behind.is_apart and (
                    behind.kind == "word" or opening == "("
                ):  # fmt: skip
                    held += self.beside_number(before)
            elif token.kind == "string":
                yield held
                held = '""'
            else:
                yield held
                held, before = "", token.text
                yield self.sign(token.text)
            n += 1
        yield held

    def opens_call(self, tokens: Tokens, n: int) -> int:
        """How many tokens further on the bracket of a call opens, 0 where none does."""
        behind = [t.text for t in tokens[n + 1 : n + 3]]
        return int(behind[:1] == ["("])

    def beside_number(self, before: str) -> str:
        raise NotPython("an operator is missing")

    @abstractmethod
    def bare(self, row: str) -> str: ...

    @abstractmethod
    def row(self, text: str) -> None: ...

    @abstractmethod
    def word(self, text: str) -> str: ...

    @abstractmethod
    def sign(self, text: str) -> str: ...

    @abstractmethod
    def call(self, name: str, arguments: Sequence[Tokens]) -> str: ...

    @abstractmethod
    def entry(self, owner: str, indices: Sequence[Tokens], inside: Tokens) -> str: ...

    @abstractmethod
    def group(self, opening: str, inside: Tokens) -> str: ...
