"""Nested values as one flat list of numbers, and back: the only place that knows shapes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from handgrad.arithmetic.base import nearest_float
from handgrad.errors import ValuesError
from handgrad.visible import described, in_brief, one_line

DEEPEST = 8
MOST_ENTRIES = 1_000_000

# A template is the index of a number, a list of templates, a mapping, or a tuple of
# positional arguments.
Template = Any
ArrayMaker = Callable[[Any], Any]


class Refused(Exception):
    """What a function answered cannot be judged; the message is one line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One array among the values: the entries from `start` to `stop`, row by row."""

    name: str
    start: int
    stop: int
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of the values: a template, and the name of every entry."""

    template: Template
    names: tuple[str, ...]

    def build(self, numbers: Sequence[Any], array: ArrayMaker | None) -> Any:
        """Fresh values of this shape; nested lists go through `array`."""
        return _build(self.template, numbers, array)

    def read(self, value: object, where: str) -> list[Any]:
        """The numbers of values that must have this shape; Refused names the first misfit."""
        numbers: list[Any] = [None] * len(self.names)
        _read(self.template, value, where, numbers)
        return numbers

    def blocks(self) -> list[Block]:
        """The arrays among the values; a number is a block of shape ()."""
        return list(_blocks(self.template, ""))


def plain(value: Any) -> Any:
    """A number or nested list; arrays of other libraries by their `.tolist()`."""
    try:
        convert = getattr(value, "tolist", None)
        return convert() if callable(convert) else value
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # it is the code of somebody else
        raise Refused(f"its .tolist() raised {described(error)}") from error


def read_at(at: object) -> tuple[Layout, list[float]]:
    """The layout and the numbers of a point that the caller gave.

    >>> layout, numbers = read_at({"w": [1.0, 2.0], "b": 3})
    >>> layout.names, numbers
    (('w[0]', 'w[1]', 'b'), [1.0, 2.0, 3.0])
    """
    numbers: list[float] = []
    names: list[str] = []
    try:
        template = _template(at, "at", "", numbers, names)
    except Refused as refusal:
        raise ValuesError("at", "numbers", str(refusal)) from None
    if not numbers:
        raise ValuesError("at", "at least one number", "none")
    return Layout(template, tuple(names)), numbers


def _template(
    value: object,
    where: str,
    name: str,
    numbers: list[float],
    names: list[str],
    depth: int = 0,
) -> Template:
    value = plain(value)
    if depth > DEEPEST:
        raise ValuesError(one_line(where, 60), f"nested at most {DEEPEST} deep", "a deeper one")
    if len(numbers) > MOST_ENTRIES:
        raise ValuesError("at", f"at most {MOST_ENTRIES} numbers", "more")
    if isinstance(value, Mapping):
        found = {}
        for key, item in value.items():
            place, inner = f"{where}[{in_brief(key)}]", _joined(name, key)
            found[key] = _template(item, place, inner, numbers, names, depth + 1)
        return found
    if isinstance(value, list | tuple):
        positional = where == "at" and isinstance(value, tuple)
        start = "args" if positional else name or "x"
        items = [
            _template(item, f"{where}[{i}]", f"{start}[{i}]", numbers, names, depth + 1)
            for i, item in enumerate(value)
        ]
        return tuple(items) if positional else items
    numbers.append(_given_number(value, where))
    names.append(name or "x")
    return len(numbers) - 1


def _joined(name: str, key: object) -> str:
    shown = one_line(key, 60) if isinstance(key, str) else in_brief(key)
    return f"{name}.{shown}" if name else shown


def _given_number(value: object, where: str) -> float:
    fault = number_fault(value)
    if fault:
        raise ValuesError(where, "a finite real number, list or mapping", fault)
    nearest = nearest_float(value)  # type: ignore[arg-type]
    if not isfinite(nearest):
        raise ValuesError(where, "a number that a float can hold", in_brief(value))
    return nearest


def number_fault(value: object) -> str:
    """What is wrong with a value as a finite real number; empty if nothing is.

    >>> number_fault(2), number_fault(True), number_fault(float("nan"))
    ('', 'the bool True', 'nan')
    """
    if isinstance(value, bool | str | bytes | complex):
        return f"the {type(value).__name__} {in_brief(value)}"
    if not isinstance(value, int | float | Fraction | Decimal):
        return "None" if value is None else in_brief(value)
    finite = Decimal.is_finite(value) if isinstance(value, Decimal) else _finite(value)
    return "" if finite else in_brief(value)


def _finite(value: float | Fraction) -> bool:
    return not isinstance(value, float) or isfinite(value)


def _build(template: Template, numbers: Sequence[Any], array: ArrayMaker | None) -> Any:
    if isinstance(template, int):
        return numbers[template]
    if isinstance(template, dict):
        return {key: _build(item, numbers, array) for key, item in template.items()}
    items = [
        _build(item, numbers, array if isinstance(template, tuple) else None)
        for item in template
    ]
    if isinstance(template, tuple):
        return tuple(items)
    return items if array is None else array(items)


def _read(template: Template, value: object, where: str, numbers: list[Any]) -> None:
    value = plain(value)
    if isinstance(template, int):
        _refuse(number_fault(value), where, "a finite real number")
        numbers[template] = value
    elif isinstance(template, dict):
        if not isinstance(value, Mapping):
            raise Refused(f"{where} must be a mapping of {_keys(template)}, got {_kind(value)}")
        if set(value) != set(template):
            raise Refused(f"{where} must have the keys {_keys(template)}, got {_keys(value)}")
        for key, item in template.items():
            _read(item, value[key], f"{where}[{in_brief(key)}]", numbers)
    else:
        if not isinstance(value, list | tuple) or len(value) != len(template):
            raise Refused(f"{where} must have length {len(template)}, got {_kind(value)}")
        for i, item in enumerate(template):
            _read(item, value[i], f"{where}[{i}]", numbers)


def _refuse(fault: str, where: str, expected: str) -> None:
    if fault:
        raise Refused(f"{where} must be {expected}, got {fault}")


def _keys(mapping: Mapping[Any, Any]) -> str:
    return ", ".join(map(in_brief, mapping)) or "none"


def _kind(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"length {len(value)}"
    return number_fault(value) or "a number"


def _blocks(template: Template, name: str) -> Iterator[Block]:
    if isinstance(template, dict):
        for key, item in template.items():
            yield from _blocks(item, _joined(name, key))
    elif isinstance(template, tuple):
        for i, item in enumerate(template):
            yield from _blocks(item, f"args[{i}]")
    else:
        entries = list(_leaves(template))
        if entries:
            yield Block(name or "x", entries[0], entries[-1] + 1, _shape(template))


def _leaves(template: Template) -> Iterator[int]:
    if isinstance(template, int):
        yield template
    else:
        for item in template.values() if isinstance(template, dict) else template:
            yield from _leaves(item)


def _shape(template: Template) -> tuple[int, ...]:
    """The shape of a rectangular nested list; of a ragged one only its length."""
    if not isinstance(template, list):
        return ()
    inner = {_shape(item) for item in template}
    return (len(template), *inner.pop()) if len(inner) == 1 else (len(template),)
