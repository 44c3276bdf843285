"""The heads of loops in languages with braces, as Python has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handgrad.reading.code.dialects.brace_tokens import NotBraced
from handgrad.reading.code.dialects.brace_words import INTEGER

if TYPE_CHECKING:
    from handgrad.reading.code.dialects.brace_values import Values

_TYPES = {"let", "var", "const", "auto", "val", "final", "int", "size_t", "long", "double",
          "float", "unsigned", "mut", "usize"}  # fmt: skip


def loop_head(reader: Values) -> str:
    """`for (int i = 0; i < n; i++)`, `for i in 0..n`, `for i, v := range x` as of Python.

    The word `for` has been taken.
    """
    is_bracketed = _opens_whole(reader)
    if is_bracketed:
        reader.take()
        reader.depth += 1
    while (reader.next.text in _TYPES and reader.peek().kind == "word") or reader.accept(
        "&", "*"
    ):
        reader.take()
    names = _names(reader)
    if reader.accept("=", ":="):
        head = _ranged(reader, names) if reader.accept("range") else _counted(reader, names)
    elif reader.accept("of", ":", "in"):
        is_places = reader.tokens[reader.position - 1].text == "in" and reader.is_untyped
        if is_places and is_bracketed:
            raise NotBraced
        head = _through(reader, names, is_bracketed)
    else:
        raise NotBraced
    if is_bracketed:
        reader.expect(")")
        reader.depth -= 1
    return head


def _opens_whole(reader: Values) -> bool:
    """Whether a bracket stands around the whole head, not only around its names."""
    if reader.next.text != "(":
        return False
    depth = 0
    for token in reader.tokens[reader.position :]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == ")":
            continue
        if depth == 0:
            return token.text != "in"
    return False


def _names(reader: Values) -> list[str]:
    is_pair = reader.accept("(", "[")
    names = [_name(reader)]
    while reader.accept(","):
        names.append(_name(reader))
    if is_pair and not reader.accept(")", "]"):
        raise NotBraced
    return names


def _name(reader: Values) -> str:
    reader.accept("&", "*")
    first = reader.word()
    return reader.word() if reader.next.kind == "word" and first[:1].isupper() else first


def _counted(reader: Values, names: list[str]) -> str:
    """`i = 0; i < n; i++`."""
    (name,) = names
    start = reader.expression()
    reader.expect(";")
    if reader.word() != name:
        raise NotBraced
    sign = reader.accept("<", "<=")
    stop = reader.sum()
    reader.expect(";")
    step = [reader.take().text, reader.take().text]
    is_one = sorted(step) in (sorted([name, "++"]), sorted([name, "+="]))
    if not sign or not is_one or ("+=" in step and reader.take().text != "1"):
        raise NotBraced
    return _range(_place(reader, name), start.text, stop.text, sign == "<=")


def _place(reader: Values, name: str) -> str:
    """The name of a loop for its rounds, another than that of a size of the page."""
    reader.kinds[name] = INTEGER
    if name in reader.taken:
        reader.meant[name] = f"{name}_at"
    return reader.meant.get(name, name)


def _range(name: str, start: str, stop: str, is_closed: bool) -> str:
    stop = f"{stop} + 1" if is_closed else stop
    return f"for {name} in range({stop if start == '0' else f'{start}, {stop}'}):"


def _ranged(reader: Values, names: list[str]) -> str:
    """`i, v := range x` of Go."""
    source = reader.sum().text
    if len(names) == 1:
        is_number = source.isdigit() or reader.kinds.get(source) == INTEGER
        stop = source if is_number else f"len({source})"
        return f"for {_place(reader, names[0])} in range({stop}):"
    place, value = names
    if place == "_":
        return f"for {value} in {source}:"
    return f"for {_place(reader, place)}, {value} in enumerate({source}):"


def _through(reader: Values, names: list[str], is_kotlin: bool) -> str:
    """`x of xs`, `i in 0..n`, `(a, b) in zip(x, y)`; in Kotlin 0..n goes to n."""
    start = reader.sum()
    closing = reader.accept("..", "..<", "..=", "...", "until")
    if closing:
        (name,) = names
        is_closed = closing in ("..=", "...") or (closing == ".." and is_kotlin)
        stop = reader.sum().text
        return _range(_place(reader, name), start.text, stop, is_closed)
    source = start.text
    if source.endswith(".indices") and len(names) == 1:
        place = _place(reader, names[0])
        return f"for {place} in range(len({source[: -len('.indices')]})):"
    return f"for {', '.join(names)} in {source}:"
