"""A program without the tiny numbers that keep it from dividing by zero."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Infix,
    Literal,
    Prefix,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Statement,
    all_statements,
)

_LARGEST = Fraction(1, 100_000)
_BOUNDS = ("maximum", "minimum", "clip", "clamp", "clip_by_value", "max", "min", "fmax", "fmin")


def without_guards(statements: Sequence[Statement]) -> list[Statement] | None:
    """The statements without guards such as `+ 1e-8` and `np.clip(p, eps, 1 - eps)`.

    None where there are none.
    """
    named = frozenset(_tiny_names(statements))
    found = [_bare(statement, named) for statement in statements]
    return found if any(a is not b for a, b in zip(found, statements, strict=True)) else None


def _tiny_names(statements: Sequence[Statement]) -> Iterator[str]:
    for statement in all_statements(statements):
        match statement:
            case Assignment(_, (Word(name),), "=", value) if _is_tiny(value, frozenset()):
                yield name
            case Definition(defaults=defaults):
                yield from (n for n, v in defaults.items() if _is_tiny(v, frozenset()))


def _is_tiny(value: Any, named: frozenset[str]) -> bool:
    match value:
        case Literal(number):
            return 0 < number <= _LARGEST
        case Word(name):
            return name in named
        case Infix("**" | "^", Literal(ten), Prefix("-", Literal(places))):
            return ten == 10 and places >= 5
        case Attribute(Application(function), "eps"):
            return dotted(function).endswith("finfo")
    return False


def _bare(node: Any, named: frozenset[str]) -> Any:
    """A part of a program without its guards, the same object where it has none."""
    if isinstance(node, tuple):
        parts = tuple(_bare(part, named) for part in node)
        return parts if any(a is not b for a, b in zip(parts, node, strict=True)) else node
    if not is_dataclass(node) or isinstance(node, type):
        return node
    match node:
        case Infix("+", left, right) if _is_tiny(right, named) and not _is_tiny(left, named):
            return _bare(left, named)
        case Infix("+", left, right) if _is_tiny(left, named) and not _is_tiny(right, named):
            return _bare(right, named)
        case Application(function, (first, *bounds)) if _bounds(function, bounds, named):
            return _bare(first, named)
        case Application(Attribute(first, name), bounds) if (
            name in _BOUNDS and bounds and _are_bounds(bounds, named)
        ):
            return _bare(first, named)
    changed = {
        f.name: new
        for f in fields(node)
        if f.name != "line" and (new := _bare(old := getattr(node, f.name), named)) is not old
    }
    return replace(node, **changed) if changed else node


def _bounds(function: Any, bounds: Sequence[Any], named: frozenset[str]) -> bool:
    is_known = dotted(function).rpartition(".")[2] in _BOUNDS
    return bool(bounds) and is_known and _are_bounds(bounds, named)


def _are_bounds(bounds: Sequence[Any], named: frozenset[str]) -> bool:
    """Whether numbers are bounds near 0 and 1, of which one at least is a guard."""

    def is_near(bound: Any) -> bool:
        match bound:
            case Infix("-", Literal(one), small):
                return one == 1 and _is_tiny(small, named)
            case Literal(number):
                return 0 <= 1 - number <= _LARGEST or 0 < number <= _LARGEST
        return _is_tiny(bound, named)

    return all(map(is_near, bounds)) and any(
        is_near(b) and not (isinstance(b, Literal) and b.value == 1) for b in bounds
    )
