"""Functions over entries in languages with braces: `x.map((v, i) => ...)`, `.zip(..)`."""

import re

from handgrad.reading.code.dialects.brace_expressions import Expressions
from handgrad.reading.code.dialects.brace_tokens import NotBraced
from handgrad.reading.code.dialects.brace_words import ARRAY, NUMBER, OPEN, Value
from handgrad.regex import regex

ROUNDS = "rounds"
_BUILT = regex(r"\[(.*) (for .* in .*)\]", re.DOTALL)


def over_entries(reader: Expressions, value: Value, word: str) -> Value:
    """What `map`, `mapv`, `zip`, `enumerate`, `reduce` or `fold` makes of a value."""
    if word == "enumerate":
        reader.expect(")")
        return Value(f"enumerate({value.text})", ROUNDS)
    if word == "zip":
        (other,) = reader.arguments(")")
        return Value(f"zip({value.text}, {other.text})", ROUNDS)
    if word == "fold":
        start = reader.within(reader.expression)
        reader.expect(",")
        found = _added(reader, value)
        reader.expect(")")
        return _summed(found, start)
    if word == "reduce":
        found = _added(reader, value)
        reader.expect(",")
        start = reader.within(reader.expression)
        reader.expect(")")
        return _summed(found, start)
    return _mapped(reader, value, word == "mapv")


def _summed(found: str, start: Value) -> Value:
    is_zero = start.text in ("0", "0.0")
    return Value(found if is_zero else f"({start.text} + {found})", NUMBER)


def parameters_of(reader: Expressions) -> list[str]:
    """The names of a closure's arguments: `(a, b) =>`, `a =>`, `|&a|`, `|(a, b)|`."""
    found: list[str] = []
    closing = {"(": ")", "|": "|"}.get(reader.next.text, "")
    if not closing:
        found.append(reader.word())
    else:
        reader.take()
        depth = 1
        while depth:
            token = reader.take()
            if token.text in ("(", closing):
                depth += 1 if token.text == "(" else -1
            elif token.text == ")":
                depth -= 1
            elif token.kind == "word" and token.text not in ("mut",):
                found.append(token.text)
            elif token.text not in (",", "&", "{", "}"):
                raise NotBraced
    if closing != "|":
        reader.expect("=>")
    return found


def _added(reader: Expressions, value: Value) -> str:
    """`(s, v, i) => s + f` as the sum of f."""
    total, *names = parameters_of(reader)
    if reader.word() != total or not names:
        raise NotBraced
    sign = reader.accept("+", "-")
    if not sign:
        raise NotBraced
    start = reader.position
    body = reader.within(reader.expression if sign == "+" else reader.product)
    spoken = {token.text for token in reader.tokens[start : reader.position]}
    if total in spoken:
        raise NotBraced
    told = body.text if sign == "+" else f"-{body.text}"
    if built := _BUILT.fullmatch(value.text):
        if told != names[0] or len(names) > 1:
            raise NotBraced
        return f"sum({built[1]} {built[2]})"
    return f"sum({told} for {rounds_through(value, names)})"


def rounds_through(value: Value, names: list[str]) -> str:
    """What `for` goes through: entries, entries with their places, pairs."""
    if value.kind == ROUNDS:
        return f"{', '.join(names)} in {value.text}"
    if len(names) == 1:
        return f"{names[0]} in {value.text}"
    if len(names) == 2:
        return f"{names[1]}, {names[0]} in enumerate({value.text})"
    raise NotBraced


def _mapped(reader: Expressions, value: Value, is_ndarray: bool) -> Value:
    names = parameters_of(reader)
    is_whole = len(names) == 1 and is_ndarray
    if is_whole:
        reader.meant[names[0]] = value.text if value.text.isidentifier() else f"({value.text})"
    before, reader.is_entrywise = reader.is_entrywise, is_whole
    body = reader.within(reader.expression)
    reader.is_entrywise = before
    reader.accept(",")
    reader.expect(")")
    if is_whole:
        if f"{reader.meant.pop(names[0])}[" in body.text:
            raise NotBraced
        return Value(f"({body.text})", ARRAY)
    return Value(f"[{body.text} for {rounds_through(value, names)}]", OPEN)
