"""The point of a worked example as it is typed: `w1=1, w2=1/2, x=[1, 2], W=[[1], [2]]`."""

import re
from collections.abc import Iterator
from fractions import Fraction

from handgrad.errors import HandgradError
from handgrad.regex import regex

LONGEST_TEXT = 4000
DEEPEST = 8
_FORM = "write NAME=NUMBER, as in w=1,x=2"

_TOKEN = regex(r"\s*(?:(?P<word>[^\s=,\[\]]+)|(?P<sign>[=,\[\]]))", re.ASCII)
_NAME = regex(r"[A-Za-z]\w*", re.ASCII)
_NUMBER = regex(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_QUOTIENT = regex(r"[-+]?\d+/\d+", re.ASCII)


def read_at(text: str, option: str = "--at") -> dict[str, object]:
    """Names with numbers or nested lists of them; every number exact.

    Raises HandgradError, in one line that names the option, for what is no number, a missing
    `=`, a name given twice.

    >>> read_at("w=0.1, x=[1, 1/2]")
    {'w': Fraction(1, 10), 'x': [Fraction(1, 1), Fraction(1, 2)]}
    """
    if len(text) > LONGEST_TEXT:
        many = f"{len(text)} characters, at most {LONGEST_TEXT} are read"
        raise HandgradError(f"{option} has {many}")
    return _Reader(text, option).assignments()


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        yield match["word"] or match["sign"]
    yield ""


class _Reader:
    def __init__(self, text: str, option: str) -> None:
        self.option = option
        self.tokens = list(_tokens(text))
        self.position = 0

    @property
    def next(self) -> str:
        return self.tokens[self.position]

    def take(self) -> str:
        token = self.next
        self.position += 1
        return token

    def assignments(self) -> dict[str, object]:
        found: dict[str, object] = {}
        while self.next:
            name = self.name()
            if name in found:
                raise HandgradError(f"{self.option} gives {name} twice")
            self.expect("=", f"after {name}, as in {name}=1")
            found[name] = self.value(name, 0)
            if self.next:
                self.expect(",", f"after the value of {name}")
        if not found:
            raise HandgradError(f"{self.option} gives no value; {_FORM}")
        return found

    def name(self) -> str:
        name = self.take()
        if not _NAME.fullmatch(name):
            raise HandgradError(f"{self.option}: {_FORM}, not {_quoted(name)}")
        return name

    def expect(self, sign: str, place: str) -> None:
        found = self.take()
        if found != sign:
            meant = f"'{sign}' was expected {place}, not {_quoted(found)}"
            raise HandgradError(f"{self.option}: {meant}")

    def value(self, name: str, depth: int) -> object:
        if depth > DEEPEST:
            raise HandgradError(f"{self.option}: the lists of {name} are nested too deeply")
        first = self.take()
        return self.list(name, depth) if first == "[" else _number(name, first, self.option)

    def list(self, name: str, depth: int) -> object:
        items = [self.value(name, depth + 1)]
        while self.next == ",":
            self.take()
            items.append(self.value(name, depth + 1))
        self.expect("]", f"or a ',' in the list of {name}")
        return items


def _number(name: str, text: str, option: str) -> Fraction:
    if _NUMBER.fullmatch(text):
        return Fraction(text)
    if _QUOTIENT.fullmatch(text):
        if int(text.partition("/")[2]) == 0:
            raise HandgradError(f"{option}: {name}={text} divides by zero")
        return Fraction(text)
    raise HandgradError(
        f"{option}: the value of {name} must be a number (2, 0.5, 1/2, 1e-3) "
        f"or a list of numbers, not {_quoted(text)}"
    )


def _quoted(token: str) -> str:
    shown = token if len(token) <= 40 else f"{token[:37]}..."
    return f"'{shown}'" if token else "the end"
