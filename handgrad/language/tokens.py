"""Plain notation to tokens: numbers, names and signs, each with its place in the text."""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from handgrad.errors import FormulaError
from handgrad.regex import regex

LONGEST_FORMULA = 4000
LONGEST_NUMBER = 40
LARGEST_EXPONENT = 400

_PATTERN = regex(
    r"""(?P<space>[ \t]+)
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<derivative>d[A-Za-z_]\w*/d[A-Za-z_]\w*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<sign>\*\*|\.T\b|<=|>=|==|!=|:=|[-+*/^@()\[\]{},:=<>])
    """,
    re.VERBOSE | re.ASCII,
)

_INSTEAD = {
    "×": "*", "·": "*", "⋅": "*", "−": "-", "–": "-", "÷": "/",
    "²": "^2", "³": "^3", "½": "1/2",
}  # fmt: skip


class Token(Protocol):
    """What a formula in any notation is made of; `at` counts characters from 0."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> int: ...


class PlainToken(NamedTuple):
    """`kind` is number, derivative, name, sign or end."""

    kind: str
    text: str
    at: int


def tokens(text: str, *, line: int = 1) -> Iterator[Token]:
    """The tokens of one line in plain notation, then an `end`.

    Raises FormulaError for a character that is not part of the language, a number that is
    malformed or too long, and a text over 4,000 characters.

    >>> [t.text for t in tokens("2*x^2")]
    ['2', '*', 'x', '^', '2', '']
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(
            f"the formula has {len(text)} characters, at most {LONGEST_FORMULA} are read",
            line=line,
        )
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None:
            raise FormulaError(_unreadable(text, at), text=text, line=line, column=at + 1)
        kind = str(match.lastgroup)
        if kind == "number":
            _check_number(match.group(), text, line, at)
        if kind != "space":
            yield PlainToken(kind, match.group(), at)
        at = match.end()
    yield PlainToken("end", "", len(text))


def _check_number(number: str, text: str, line: int, at: int) -> None:
    exponent = re.split("[eE]", number)[1:]
    if len(number) > LONGEST_NUMBER:
        message = f"a number has at most {LONGEST_NUMBER} characters, this one {len(number)}"
    elif exponent and abs(int(exponent[0])) > LARGEST_EXPONENT:
        message = f"a number's exponent is at most {LARGEST_EXPONENT}"
    else:
        return
    raise FormulaError(message, text=text, line=line, column=at + 1)


def _unreadable(text: str, at: int) -> str:
    character = text[at]
    if character in _INSTEAD:
        return f"{character!r} is not part of the plain notation; write {_INSTEAD[character]}"
    if character.isdigit() or (character == "." and text[at + 1 : at + 2].isdigit()):
        if re.match(r"[\d.]+[A-Za-z_]", text[at:]):
            return "after a number an operator is missing; write 2*x for a product"
        return "this is not a number; write it like 2, 0.5 or 1e-3"
    if not character.isprintable() or not character.isascii():
        return f"the character U+{ord(character):04X} is not part of the notation; remove it"
    if character in "'\"`":
        return "quotes are not part of a formula"
    return f"unexpected {character!r}"
