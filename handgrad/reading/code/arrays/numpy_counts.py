"""What loops run through and count: range, zip, enumerate, reversed, len."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from handgrad.language.tree import Number, Sum
from handgrad.reading.code.arrays.call_arguments import CallOfNumPy, as_dimension, as_numpy
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    entrywise_operation,
    scalar,
    size_number,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    Gathered,
    ItemList,
    Pairs,
    Position,
    Tail,
    Value,
)

MOST_ROUNDS = 32
_LONGEST_START = 8


def _length(call: CallOfNumPy) -> Value:
    value = call.arguments[0] if call.arguments else None
    match value:
        case ClassNumbers(rows):
            return size_number(rows.dimensions[0])
        case Pairs((first, *_)):
            return _length(CallOfNumPy(call.page, "len", (first,), {}))
        case Counter(size) | Gathered(_, Position(_, size), None):
            return size_number(size)
        case ItemList(found):
            return scalar(len(found))
        case NumPyArray(_, dimensions) if dimensions:
            return size_number(dimensions[0])
    raise NotPython("len needs an array")


def _range(call: CallOfNumPy) -> Value:
    call.check()
    given = list(call.arguments)
    numbers = [a.fill for a in given if isinstance(a, NumPyArray) and not a.ndim]
    if given and len(numbers) == len(given) and all(_is_whole(n) for n in numbers):
        steps = range(*(int(n) for n in numbers if n is not None))
        if len(steps) <= MOST_ROUNDS:
            return ItemList(tuple(map(scalar, steps)))
    is_down = len(given) == 3 and given[1:] == [scalar(-1), scalar(-1)]
    if is_down:
        given = [_one_more(as_numpy(given[0], "range"))]
    if len(given) == 2 and given[0] == scalar(0):
        given.pop(0)
    if len(given) == 2 and isinstance(given[0], NumPyArray) and _is_whole(given[0].fill):
        last = as_dimension(given[1])
        if last is not None and 0 < int(given[0].fill or 0) <= _LONGEST_START:
            return Tail(last, int(given[0].fill or 0))
    size = as_dimension(given[0]) if len(given) == 1 else None
    if size is None:
        raise NotPython("a loop or a range runs over a whole size: range(N)")
    return Counter(size, is_down)


def _one_more(last: NumPyArray) -> NumPyArray:
    """N for `N - 1`, from where a loop runs down."""
    match last.tree:
        case Sum(size, (("-", Number(one)),)) if one == 1:
            return NumPyArray(size, ())
    return entrywise_operation("+", last, scalar(1))


def _is_whole(number: Fraction | None) -> bool:
    return number is not None and number.denominator == 1


def _pairs(call: CallOfNumPy) -> Value:
    lists = [a.values for a in call.arguments if isinstance(a, ItemList)]
    if len(lists) == len(call.arguments):
        return ItemList(tuple(map(ItemList, zip(*lists, strict=False))))
    return Pairs(call.arguments)


def _reversed(call: CallOfNumPy) -> Value:
    match call.given(0):
        case ItemList(found):
            return ItemList(found[::-1])
        case Counter(size, is_reversed):
            return Counter(size, not is_reversed)
    raise NotPython("reversed is read of a range and of a list")


def _enumerated(call: CallOfNumPy) -> Value:
    if call.arguments and isinstance(call.arguments[0], ItemList):
        first = call.whole(1, "start") or 0
        pairs = enumerate(call.arguments[0].values, first)
        return ItemList(tuple(ItemList((scalar(n), value)) for n, value in pairs))
    first = call.whole(1, "start") or 0
    size = as_dimension(_length(call)) or 1
    if first and not isinstance(size, int):
        raise NotPython("enumerate(...) is read from 0 on, or where the sizes are numbers")
    numbers = range(first, first + size) if isinstance(size, int) else ()
    counted = ItemList(tuple(map(scalar, numbers))) if first else Counter(size)
    return Pairs((counted, call.arguments[0]))


COUNTS: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "len": _length, "zip": _pairs, "enumerate": _enumerated, "reversed": _reversed,
    **dict.fromkeys(("range", "arange", "xrange", "prange"), _range),
}  # fmt: skip
