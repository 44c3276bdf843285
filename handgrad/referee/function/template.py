"""The form of nested values: numbers, arrays, lists and mappings as one list of entries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import isfinite, prod
from typing import Any

from handgrad.referee.function.making import Maker
from handgrad.visible import described, in_brief, one_line

# A template is the index of a number, a mapping of templates, Items or an ArrayForm.
Template = Any


class Refused(Exception):
    """What a function answered cannot be judged; the message is one line."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list or a tuple of templates, as `kind` makes it of a list."""

    items: tuple[Template, ...]
    kind: Callable[[list[Any]], Any] = list


@dataclass(frozen=True, slots=True)
class ArrayForm:
    """An array among the values: its entries from `start` on, row by row."""

    start: int
    shape: tuple[int, ...]
    make: Maker = field(compare=False)


@dataclass(frozen=True, slots=True)
class ParameterBlock:
    """The entries of one array among the values, from `start` to `stop`, row by row."""

    name: str
    start: int
    stop: int
    shape: tuple[int, ...]


def plain_lists(value: Any) -> Any:
    """A number or nested list; arrays of other libraries by their `.tolist()`."""
    try:
        convert = getattr(value, "tolist", None)
        return convert() if callable(convert) else value
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # it is the code of somebody else
        raise Refused(f"its .tolist() raised {described(error)}") from error


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


def argument_of(template: Template, numbers: Sequence[Any]) -> Any:
    if isinstance(template, int):
        return numbers[template]
    if isinstance(template, ArrayForm):
        stop = template.start + prod(template.shape)
        return template.make(numbers[template.start : stop], template.shape)
    if isinstance(template, dict):
        return {key: argument_of(item, numbers) for key, item in template.items()}
    return template.kind([argument_of(item, numbers) for item in template.items])


def read(template: Template, value: object, where: str, numbers: list[Any]) -> None:
    if isinstance(template, ArrayForm):
        _read_entries(template.shape, value, where, numbers, template.start)
        return
    value = plain_lists(value)
    if isinstance(template, int):
        _refuse(number_fault(value), where, "a finite real number")
        numbers[template] = value
    elif isinstance(template, dict):
        if not isinstance(value, Mapping):
            raise Refused(f"{where} must be a mapping of {_keys(template)}, got {_kind(value)}")
        if set(value) != set(template):
            raise Refused(f"{where} must have the keys {_keys(template)}, got {_keys(value)}")
        for key, item in template.items():
            read(item, value[key], f"{where}[{in_brief(key)}]", numbers)
    else:
        length = len(template.items)
        if not isinstance(value, list | tuple) or len(value) != length:
            raise Refused(f"{where} must have length {length}, got {_kind(value)}")
        for i, item in enumerate(template.items):
            read(item, value[i], f"{where}[{i}]", numbers)


def _read_entries(
    shape: tuple[int, ...], value: object, where: str, numbers: list[Any], start: int
) -> None:
    """The entries of an array, row by row, from a place in `numbers` on."""
    value = plain_lists(value)
    if not shape:
        _refuse(number_fault(value), where, "a finite real number")
        numbers[start] = value
        return
    if not isinstance(value, list | tuple) or len(value) != shape[0]:
        raise Refused(f"{where} must have length {shape[0]}, got {_kind(value)}")
    step = prod(shape[1:])
    for i, item in enumerate(value):
        if len(shape) == 1 and type(item) is float and item - item == 0:
            numbers[start + i] = item
        else:
            _read_entries(shape[1:], item, f"{where}[{i}]", numbers, start + i * step)


def _refuse(fault: str, where: str, expected: str) -> None:
    if fault:
        raise Refused(f"{where} must be {expected}, got {fault}")


def _keys(mapping: Mapping[Any, Any]) -> str:
    return ", ".join(map(in_brief, mapping)) or "none"


def _kind(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"length {len(value)}"
    return number_fault(value) or "a number"


def parameter_blocks(template: Template, name: str) -> Iterator[ParameterBlock]:
    if isinstance(template, dict):
        for key, item in template.items():
            yield from parameter_blocks(item, item_name(name, key))
    elif isinstance(template, ArrayForm):
        stop = template.start + prod(template.shape)
        yield ParameterBlock(name or "x", template.start, stop, template.shape)
    elif isinstance(template, Items) and _is_apart(template, name):
        for i, item in enumerate(template.items):
            yield from parameter_blocks(item, f"{name or 'x'}[{i}]")
    else:
        entries = list(_leaves(template))
        if entries:
            yield ParameterBlock(name or "x", entries[0], entries[-1] + 1, _shape(template))


def _is_apart(template: Items, name: str) -> bool:
    """Whether a list holds arrays or arguments of their own, and not the entries of one."""
    if name == "args" or template.kind is not list:
        return True
    return any(
        isinstance(item, dict | ArrayForm) or (isinstance(item, Items) and _is_apart(item, ""))
        for item in template.items
    )


def item_name(name: str, key: object) -> str:
    """The name of an item of a mapping."""
    shown = one_line(key, 60) if isinstance(key, str) else in_brief(key)
    return f"{name}.{shown}" if name else shown


def forms(template: Template) -> Iterator[Template]:
    if isinstance(template, dict | Items):
        items = template.values() if isinstance(template, dict) else template.items
        for item in items:
            yield from forms(item)
    else:
        yield template


def _leaves(template: Template) -> Iterator[int]:
    if isinstance(template, int):
        yield template
    else:
        for item in template.items:
            yield from _leaves(item)


def _shape(template: Template) -> tuple[int, ...]:
    """The shape of a rectangular nested list; of a ragged one only its length."""
    if not isinstance(template, Items):
        return ()
    inner = {_shape(item) for item in template.items}
    length = len(template.items)
    return (length, *inner.pop()) if len(inner) == 1 else (length,)
