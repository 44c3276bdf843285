"""The derivatives of the functions of one number, right and as people get them wrong."""

from collections.abc import Iterator
from functools import cache

from handgrad.language.functions import ACTIVATIONS, FUNCTIONS
from handgrad.language.parser import parse
from handgrad.language.patterns import instantiated
from handgrad.language.tree import Call, Node, names

SMOOTH_OR_NOT = tuple(name for name in ACTIVATIONS if FUNCTIONS[name].derivative)


@cache
def _template(text: str) -> Node:
    return parse(text)


def _at(text: str, argument: Node, value: Node) -> Node:
    return instantiated(_template(text), {"z": argument, "a": value})


def derivative_at(call: Call, value: Node | None = None) -> Node | None:
    """The derivative of a function at its argument, None where it has none to speak of.

    `value` is what stands for the call itself: the name of the value, where it has one.
    """
    text = derivative_text(call.function)
    return _at(text, call.arguments[0], value or call) if text else None


def derivative_text(function: str) -> str:
    """The derivative in terms of z and a; "" for a function that is flat or of arrays."""
    known = FUNCTIONS.get(function)
    return known.derivative if known and known.derivative != "0" else ""


def softmax_diagonal(p: Node) -> Node:
    return _at("a*(1 - a)", p, p)


def mistaken(call: Call) -> Iterator[tuple[str, Node]]:
    """Wrong derivatives of a call, each with what was done."""
    function, (argument,) = call.function, call.arguments
    right = derivative_text(function)
    where = f" where a = {function}(z)" if "a" in names(_template(right)) else ""
    for text in filter(None, FUNCTIONS[function].mistaken.split(" | ")):
        yield f"{right}{where}, not {text}", _at(text, argument, call)
    yield f"{right}{where}, not {function} itself", call
    if where and right != "a":
        yield f"{right}{where}, not with z for a", _at(right, argument, argument)
    if not FUNCTIONS[function].at_kink or FUNCTIONS[function].is_activation:
        at_value = _at(right, call, Call(function, (call,)))
        yield f"taken at the argument of {function}, not at its value", at_value
    for other in SMOOTH_OR_NOT if function in SMOOTH_OR_NOT else ():
        if other != function:
            theirs = derivative_text(other)
            yield f"{right}{where}; {theirs} belongs to {other}", _at(theirs, argument, call)
