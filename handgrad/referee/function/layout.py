"""Nested values as one flat list of numbers, and back: the only place that knows shapes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from handgrad.arithmetic.base import nearest_float
from handgrad.errors import ValuesError
from handgrad.referee.function.making import Maker, by_array, maker_like
from handgrad.referee.function.template import (
    ArrayForm,
    Items,
    ParameterBlock,
    Refused,
    Template,
    argument_of,
    forms,
    item_name,
    number_fault,
    parameter_blocks,
    plain_lists,
    read,
)
from handgrad.visible import in_brief, one_line

DEEPEST = 8
MOST_ENTRIES = 1_000_000

ArrayMaker = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of the values: a template, and the name of every entry.

    `positional` says that they are several arguments.
    """

    template: Template
    names: tuple[str, ...]
    positional: bool = False

    def build(self, numbers: Sequence[Any]) -> Any:
        """Fresh values of this shape."""
        return argument_of(self.template, numbers)

    def read(self, value: object, where: str) -> list[Any]:
        """The numbers of values that must have this shape; Refused names the first misfit."""
        numbers: list[Any] = [None] * len(self.names)
        read(self.template, value, where, numbers)
        return numbers

    def blocks(self) -> list[ParameterBlock]:
        """The arrays among the values; a number is a block of shape ()."""
        return list(parameter_blocks(self.template, "args" if self.positional else ""))

    def has_arrays(self) -> bool:
        """Whether there are arrays of a library among the values."""
        return any(isinstance(form, ArrayForm) for form in forms(self.template))


def layout_at(at: object, array: ArrayMaker | None = None) -> tuple[Layout, list[float]]:
    """The layout and the numbers of a point that the caller gave.

    >>> layout, numbers = layout_at({"w": [1.0, 2.0], "b": 3})
    >>> layout.names, numbers
    (('w[0]', 'w[1]', 'b'), [1.0, 2.0, 3.0])
    """
    reader = _Reader(array)
    positional = isinstance(at, tuple)
    try:
        template = reader.template(at, "at", "args" if positional else "")
    except Refused as refusal:
        raise ValuesError("at", "numbers", str(refusal)) from None
    if not reader.numbers:
        raise ValuesError("at", "at least one number", "none")
    return Layout(template, tuple(reader.names), positional), reader.numbers


@dataclass(slots=True)
class _Reader:
    """Collects the numbers of a point and their names."""

    array: ArrayMaker | None
    numbers: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def template(self, value: Any, where: str, name: str, depth: int = 0) -> Template:
        if depth > DEEPEST:
            shown = one_line(where, 60)
            raise ValuesError(shown, f"nested at most {DEEPEST} deep", "a deeper one")
        make, value = self._maker(value), plain_lists(value)
        shape = rectangle(value) if make else None
        if make and shape is not None and 0 not in shape:
            start = len(self.numbers)
            self._entries(value, where, name or "x")
            return ArrayForm(start, shape, make)
        if isinstance(value, Mapping):
            found = {}
            for key, item in value.items():
                place = f"{where}[{in_brief(key)}]"
                found[key] = self.template(item, place, item_name(name, key), depth + 1)
            return found
        if isinstance(value, list | tuple):
            items = [
                self.template(item, f"{where}[{i}]", f"{name or 'x'}[{i}]", depth + 1)
                for i, item in enumerate(value)
            ]
            return Items(tuple(items), _kind_of(value))
        self._entries(value, where, name or "x")
        return len(self.numbers) - 1

    def _maker(self, value: Any) -> Maker | None:
        """How to make an array like the value; None if it is none, and none is asked for."""
        try:
            make = maker_like(value)
        except KeyboardInterrupt:
            raise
        except BaseException:  # it is the code of somebody else
            make = None
        if self.array and (make or isinstance(value, list)):
            return by_array(self.array)
        return make

    def _entries(self, value: Any, where: str, name: str) -> None:
        if isinstance(value, list):
            for i, item in enumerate(value):
                self._entries(item, f"{where}[{i}]", f"{name}[{i}]")
        else:
            if len(self.numbers) >= MOST_ENTRIES:
                raise ValuesError("at", f"at most {MOST_ENTRIES} numbers", "more")
            self.numbers.append(_given_number(value, where))
            self.names.append(name)


def _kind_of(value: list[Any] | tuple[Any, ...]) -> Callable[[list[Any]], Any]:
    make = getattr(value, "_make", None)
    return make if callable(make) else tuple if isinstance(value, tuple) else list


def rectangle(value: Any, depth: int = 0) -> tuple[int, ...] | None:
    """The shape of nested lists of numbers as an array has it; None if they have none.

    >>> rectangle([[1, 2], [3, 4], [5, 6]]), rectangle(7), rectangle([[1], [2, 3]])
    ((3, 2), (), None)
    """
    if not isinstance(value, list):
        return None if isinstance(value, tuple | Mapping) or hasattr(value, "tolist") else ()
    inner = {rectangle(item, depth + 1) for item in value} if depth < DEEPEST else {None}
    if len(inner) > 1 or None in inner:
        return None
    return (len(value), *(inner.pop() or ())) if inner else (0,)


def _given_number(value: object, where: str) -> float:
    fault = number_fault(value)
    if fault:
        hint = ": give its .to_numpy()" if hasattr(type(value), "to_numpy") else ""
        raise ValuesError(where, "a finite real number, list or mapping", fault + hint)
    nearest = nearest_float(value)  # type: ignore[arg-type]
    if not isfinite(nearest):
        raise ValuesError(where, "a number that a float can hold", in_brief(value))
    return nearest
