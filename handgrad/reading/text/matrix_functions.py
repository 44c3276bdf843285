"""Functions that a program in Octave, R or Julia says itself, each as one equation.

`sigmoid <- function(z) 1/(1 + exp(-z))`, the same in braces, `s = @(z) 1 ./ (1 + exp(-z))`,
`function g = sigmoid(z)` above `g = ...;` and `end` become `sigmoid(t) = ...`; a function of
what the page gives is an answer, and its formula stands alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_NAME, _ARGUMENTS = r"(?P<name>[^\W\d][\w.]{0,40})", r"\((?P<arguments>[^()=]{0,80})\)"
_ASSIGNED = r"\s*(?:<-|=)\s*"
_IN_ONE_LINE = (
    regex(rf"\s*{_NAME}{_ASSIGNED}function\s*{_ARGUMENTS}\s*\{{?\s*(?P<body>[^\s{{}}][^{{}}]*?)\s*\}}?\s*;?\s*"),
    regex(rf"\s*{_NAME}\s*=\s*@{_ARGUMENTS}\s*(?P<body>[^;]+?)\s*;?\s*"),
    regex(rf"\s*{_NAME}{_ARGUMENTS}\s*=(?!=)\s*(?P<body>[^;]+?)\s*;?\s*"),
)  # fmt: skip
_HEADS = (
    regex(rf"\s*{_NAME}{_ASSIGNED}function\s*{_ARGUMENTS}\s*\{{\s*"),
    regex(rf"\s*function\s+(?:\[?\s*(?P<out>\w+)\s*\]?\s*=\s*)?{_NAME}\s*{_ARGUMENTS}\s*;?\s*"),
)
_RETURNED = regex(r"\s*return\b\s*(?P<body>\((?:[^()]|\([^()]*\))*\)|[^;]*?)\s*;?\s*")
_CLOSED = regex(r"\s*(?:\}|end\w*)\s*;?\s*")
_ARGUMENT_NAMES = ("t", "u", "v", "s", "q", "tau", "xi", "zeta")


class SaidFunction(NamedTuple):
    """A function of a program: its header on a line, and its formula if it has one alone."""

    name: str
    arguments: tuple[str, ...]
    body: str
    first: int
    last: int


def with_functions_said(text: str, names: Names) -> str:
    """The text with each function of one formula as one line; `names` know of all of them."""
    lines = text.split("\n")
    for own in list(_functions(lines)):
        word = GREEK.get(own.name, own.name)
        is_language = names.function(word) is not None
        is_given = bool(own.arguments) and all(map(names.find, own.arguments))
        is_direct = re.match(r"\s*[\w.]+\(", lines[own.first]) is not None
        if (is_direct and not is_language) or (not own.body and not is_language):
            continue
        argument = next((a for a in _ARGUMENT_NAMES if _is_free(a, text, names)), "")
        if own.body and is_given and not is_language:
            said = own.body
        elif own.body and len(own.arguments) == 1 and argument:
            body = re.sub(rf"(?<![\w.]){re.escape(own.arguments[0])}(?!\w)", argument, own.body)
            said = f"{own.name}({argument}) = {body}"
            names.function_lines.add(own.first + 1)
        else:
            names.redefined.add(word)
            continue
        lines[own.first : own.last + 1] = [said, *[""] * (own.last - own.first)]
    return "\n".join(lines)


def _is_free(word: str, text: str, names: Names) -> bool:
    return names.find(word) is None and not re.search(rf"(?<![^\W_]){word}(?![^\W_])", text)


def _functions(lines: list[str]) -> Iterator[SaidFunction]:
    for n, line in enumerate(lines):
        if match := next((m for p in _IN_ONE_LINE if (m := p.fullmatch(line))), None):
            yield _said(match, _value(match["body"]), n, n)
        elif match := next((m for p in _HEADS if (m := p.fullmatch(line))), None):
            inside = [k for k in range(n + 1, min(len(lines), n + 6)) if lines[k].strip()][:2]
            is_short = len(inside) == 2 and _CLOSED.fullmatch(lines[inside[1]]) is not None
            body = _single(lines[inside[0]], match) if is_short else ""
            yield _said(match, body, n, inside[1] if body else n)


def _single(line: str, head: re.Match[str]) -> str:
    """The formula of a function whose body is one line; nothing for any other."""
    out = head.groupdict().get("out")
    assigned = re.fullmatch(rf"\s*{out}\s*=(?!=)\s*(.*?)\s*;?\s*", line) if out else None
    if out:
        return assigned[1] if assigned else ""
    return "" if re.search(r"<-|(?<![<>=!])=(?!=)", line) else _value(line)


def _value(line: str) -> str:
    """What a line gives back, with `return` or without."""
    match = _RETURNED.fullmatch(line)
    return (match["body"] if match else line).strip().rstrip(";")


def _said(match: re.Match[str], body: str, first: int, last: int) -> SaidFunction:
    listed = [part.strip() for part in match["arguments"].split(",") if part.strip()]
    return SaidFunction(match["name"], tuple(listed), body, first, last)
