"""NumPy's functions that shift entries, where the sizes are numbers: flip, roll, convolve."""

from collections.abc import Callable, Mapping
from functools import reduce

from handgrad.reading.code.arrays.call_arguments import CallOfNumPy
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.array_spans import PlaceList, joined, part_at, picked_span
from handgrad.reading.code.values.numpy_arrays import (
    Misshapen,
    NumPyArray,
    ViewStep,
    copied,
    entrywise_operation,
    numpy_transpose,
    part_of,
    scalar,
)
from handgrad.reading.code.values.program_values import FixedValue, ItemList, Value

_WITH_ZEROS = "np.pad is read of a 1-D array, with zeros"
_LONGEST_PAD = 16


def _length(a: NumPyArray, name: str) -> int:
    size = a.dimensions[0] if a.ndim else None
    if not isinstance(size, int):
        raise NotPython(f"{name} is read of arrays whose sizes are numbers")
    return size


def _flipped(call: CallOfNumPy) -> Value:
    """np.flip, along all axes or one: a view, but in PyTorch."""
    call.check(("axis", "dims"))
    found = _turned(call, call.array(0), call.axis())
    return copied(found) if "torch" in call.name else found


def _turned(call: CallOfNumPy, a: NumPyArray, axis: int | None) -> NumPyArray:
    is_whole = a.ndim == 2 and axis is None and not call.name.endswith("flipud")
    if a.ndim == 2 and (is_whole or axis in (1, -1)):
        across = numpy_transpose(_backwards(numpy_transpose(a), call.name))
        return _backwards(across, call.name) if is_whole else across
    return _backwards(a, call.name)


def _backwards(a: NumPyArray, name: str) -> NumPyArray:
    turned = PlaceList(tuple(reversed(range(_length(a, name)))))
    step = ViewStep((turned, *[None] * (a.ndim - 1)))
    return part_of(picked_span(a, turned), a, step)


def _rolled(call: CallOfNumPy) -> Value:
    """np.roll of a 1-D array."""
    call.check(("shift", "axis"))
    a, shift = call.array(0), call.whole(1, "shift")
    if shift is None or a.ndim != 1:
        raise NotPython("np.roll is read of a 1-D array and a number")
    size = _length(a, call.name)
    return copied(picked_span(a, PlaceList(tuple((k - shift) % size for k in range(size)))))


def _padded(call: CallOfNumPy) -> Value:
    """np.pad(x, 1), np.pad(x, (2, 0)): zeros around a 1-D array."""
    call.check(("pad_width", "mode", "constant_values"))
    a, mode = call.array(0), call.given(2, "mode")
    is_zero = call.given(3, "constant_values") in (None, scalar(0))
    if a.ndim != 1 or mode not in (None, FixedValue("constant")) or not is_zero:
        raise NotPython(_WITH_ZEROS)
    width = call.given(1, "pad_width")
    match width:
        case ItemList((first, second)):
            before, behind = _count(first), _count(second)
        case _:
            before = behind = _count(width)
    parts = [part_at(a, k) for k in range(_length(a, call.name))]
    return joined([*[scalar(0)] * before, *parts, *[scalar(0)] * behind])


def _count(value: Value | None) -> int:
    fill = value.fill if isinstance(value, NumPyArray) and not value.ndim else None
    if fill is None or fill.denominator != 1 or not 0 <= fill <= _LONGEST_PAD:
        raise NotPython(_WITH_ZEROS)
    return int(fill)


def _convolved(call: CallOfNumPy) -> Value:
    """np.convolve."""
    call.check(("mode",))
    return _cut(call, call.array(1), "full")


def _correlated(call: CallOfNumPy) -> Value:
    """np.correlate, which slides the second array along the first."""
    call.check(("mode",))
    if _length(call.array(0), call.name) < _length(call.array(1), call.name):
        raise NotPython("np.correlate is read with the longer array first")
    return _cut(call, _backwards(call.array(1), call.name), "valid")


def _cut(call: CallOfNumPy, b: NumPyArray, default: str) -> NumPyArray:
    """What the mode keeps of all shifts of b over the first array."""
    a, given = call.array(0), call.given(2, "mode")
    full = _all_shifts(a, b, call.name)
    short, long = sorted((_length(a, call.name), _length(b, call.name)))
    match FixedValue(default) if given is None else given:
        case FixedValue("full"):
            return joined(full)
        case FixedValue("valid"):
            return joined(full[short - 1 : long])
        case FixedValue("same"):
            start = (short - 1) // 2
            return joined(full[start : start + long])
    raise NotPython(f"the modes of {call.name} are full, same and valid")


def _all_shifts(a: NumPyArray, b: NumPyArray, name: str) -> list[NumPyArray]:
    if a.ndim != 1 or b.ndim != 1:
        raise Misshapen(f"{name} takes two 1-D arrays")
    n, m = _length(a, name), _length(b, name)
    found: list[NumPyArray] = []
    for k in range(n + m - 1):
        places = range(max(0, k - m + 1), min(n, k + 1))
        terms = [entrywise_operation("*", part_at(a, i), part_at(b, k - i)) for i in places]
        found.append(reduce(lambda x, y: entrywise_operation("+", x, y), terms))
    return found


SIGNALS: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "flip": _flipped, "flipud": _flipped, "roll": _rolled, "pad": _padded,
    "convolve": _convolved, "correlate": _correlated,
}  # fmt: skip
