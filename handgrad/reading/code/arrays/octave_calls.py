"""What Octave does otherwise than NumPy: every array has two axes, and entries count from 1."""

from collections.abc import Callable, Mapping, Sequence

from handgrad.language.tree import Call
from handgrad.reading.code.arrays.call_arguments import CallOfNumPy, as_dimension, as_numpy
from handgrad.reading.code.arrays.changed_parts import with_part
from handgrad.reading.code.arrays.numpy_matrices import NUMPY_MATRICES
from handgrad.reading.code.arrays.octave_products import (
    OCTAVE_PRODUCTS,
    as_number,
    turned_over,
    two_axes,
)
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.array_spans import (
    PlaceList,
    filled_in,
    joined,
    laid_anew,
    part_at,
    picked_span,
)
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    array,
    entrywise_operation,
    scalar,
)
from handgrad.reading.code.values.program_values import FixedValue, ItemList, Value

LONGEST = 64


def _reduction(name: str) -> Callable[[CallOfNumPy], Value]:
    """sum(A), sum(A, 2), max(a, b): along the first axis of more than one entry."""

    def rule(call: CallOfNumPy) -> Value:
        a = two_axes(call.array(0))
        given = call.arguments[1:]
        if name in ("max", "min") and given:
            if len(given) == 2 and isinstance(given[0], ItemList):
                given = given[1:]
            else:
                other = as_numpy(given[0], name)
                return values.applied_entrywise(lambda x, y: Call(name, (x, y)), a, other)
        if isinstance(given[0] if given else None, FixedValue):
            return as_number(values.reduced_array(name, a, None))
        axis = _whole(given[0]) - 1 if given else 0 if a.dimensions[0] != 1 else 1
        if a.dimensions[axis] == 1:
            return as_number(a)
        return as_number(values.reduced_array(name, a, axis, keepdims=True))

    return rule


def _whole(value: Value) -> int:
    fill = as_numpy(value, "an index").fill
    if fill is None or fill.denominator != 1:
        raise NotPython("an index is a whole number")
    return int(fill)


def _filled(value: int) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        given = call.arguments
        if len(given) == 1 and isinstance(given[0], ItemList):
            given = given[0].values
        sizes = [as_dimension(v) or 1 for v in given if not isinstance(v, FixedValue)]
        sizes = [1, 1] if not sizes else sizes * 2 if len(sizes) == 1 else sizes
        return as_number(values.filled_with(value, tuple(sizes)))

    return rule


def _identity(call: CallOfNumPy) -> Value:
    rule = _filled(1)(call)
    size = as_numpy(rule, "eye").dimensions
    if not size:
        return scalar(1)
    if size[0] != size[1]:
        raise NotPython("eye is read with one size")
    return array(values.identity_array(size[0]), size)


def _lengths(a: NumPyArray) -> list[int]:
    sizes = [d for d in two_axes(a).dimensions if isinstance(d, int)]
    if len(sizes) != 2:
        raise NotPython("the size of this is not known")
    return sizes


def _size(call: CallOfNumPy) -> Value:
    found = [values.size_number(d) for d in two_axes(call.array(0)).dimensions]
    return found[_whole(call.arguments[1]) - 1] if len(call.arguments) > 1 else ItemList(
        tuple(found))  # fmt: skip


def _counted(rule: Callable[[list[int]], int]) -> Callable[[CallOfNumPy], Value]:
    return lambda call: scalar(rule(_lengths(call.array(0))))


def _span(call: CallOfNumPy) -> Value:
    given = (v.values[0] if isinstance(v, ItemList) and v.values else v for v in call.arguments)
    start, last, *step = map(_whole, given)
    by = step[0] if step else 1
    found = range(start, last + (1 if by > 0 else -1), by)
    if len(found) > LONGEST:
        raise NotPython(f"a range has at most {LONGEST} numbers here")
    return ItemList(tuple(map(scalar, found)))


def _rounds(call: CallOfNumPy) -> Value:
    """What a loop runs through: a range, or the numbers of a row."""
    value = call.arguments[0]
    if isinstance(value, NumPyArray) and value.fill is not None and not value.ndim:
        return ItemList((value,))
    if not isinstance(value, ItemList):
        raise NotPython("a loop runs through a range: for i = 1:m")
    return value


def _last(call: CallOfNumPy) -> Value:
    """`end`: of one index the number of entries, of two the length of the axis."""
    sizes = _lengths(call.array(0))
    axis = _whole(call.arguments[1])
    return scalar(sizes[0] * sizes[1] if axis == 0 and 1 in sizes else sizes[axis])


def _places(a: NumPyArray, given: Sequence[Value]) -> list[PlaceList]:
    """The places on both axes; a single index runs along a vector."""
    sizes = _lengths(a)
    if len(given) == 1:
        if 1 not in sizes:
            raise NotPython("one index of a matrix is not read; write two")
        is_row = sizes[0] == 1
        along = _along(given[0], max(sizes))
        return [PlaceList((0,)), along] if is_row else [along, PlaceList((0,))]
    if len(given) != 2:
        raise NotPython("an array has two indices")
    return [_along(one, size) for one, size in zip(given, sizes, strict=True)]


def _along(index: Value, size: int) -> PlaceList:
    if index == FixedValue(":"):
        return PlaceList(tuple(range(size)))
    numbers = index.values if isinstance(index, ItemList) else (index,)
    found = tuple(_whole(n) - 1 for n in numbers)
    if any(not 0 <= place < size for place in found):
        raise NotPython(f"an index is past the last, {size}")
    return PlaceList(found)


def _part(call: CallOfNumPy) -> Value:
    """`A(i, j)`, `v(2:end)`, `v(:)`, and a call of a function without a name."""
    a, given = two_axes(call.array(0)), call.arguments[1:]
    if given == (FixedValue(":"),):
        if 1 not in a.dimensions:
            rows, columns = _lengths(a)
            return laid_anew(values.numpy_transpose(a), [rows * columns, 1])
        return values.copied(a if a.dimensions[1] == 1 else values.numpy_transpose(a))
    places = _places(a, given)
    if any(not axis.places for axis in places):
        raise NotPython("a part without entries is not read")
    return values.copied(as_number(_taken(a, places)))


def _flat(a: NumPyArray) -> NumPyArray | None:
    """A vector with one axis; None for a matrix."""
    return values.reshaped(a, [max(_lengths(a))]) if 1 in a.dimensions else None


def _taken(a: NumPyArray, places: Sequence[PlaceList]) -> NumPyArray:
    """The rows and the columns at these places."""
    sizes = [len(axis.places) for axis in places]
    flat = _flat(a)
    if flat is not None:
        along = places[1] if a.dimensions[0] == 1 else places[0]
        if a.dimensions == (1, 1):
            return as_number(a)
        if sizes == [1, 1]:
            return part_at(flat, along.places[0])
        return values.reshaped(picked_span(flat, along), sizes)
    rows = picked_span(a, places[0])
    columns = picked_span(values.numpy_transpose(rows), places[1])
    return values.numpy_transpose(columns)


def _changed(call: CallOfNumPy) -> Value:
    """The array with a part given new values: of its own, as Octave has no shared memory."""
    value, given = as_number(call.array(1)), call.arguments[2:]
    if (grown := _grown(call.arguments[0], value, given)) is not None:
        return grown
    a = two_axes(call.array(0))
    mask = given[0] if len(given) == 1 and isinstance(given[0], NumPyArray) else None
    if mask is not None and mask.is_mask:
        return values.copied(with_part(call.page, a, [mask], "", value))
    if given == (FixedValue(":"),):
        return values.copied(values.spread(value, a.dimensions))
    places = _places(a, given)
    wanted = tuple(len(axis.places) for axis in places)
    flat = _flat(a)
    if wanted == (1, 1) and flat is None and not value.ndim:
        return values.copied(filled_in(a, [axis.places[0] for axis in places], value))
    if wanted == (1, 1) and flat is not None and not value.ndim:
        place = places[1] if a.dimensions[0] == 1 else places[0]
        if a.dimensions == (1, 1):
            return values.reshaped(value, [1, 1])
        one = filled_in(flat, [place.places[0]], value)
        return values.copied(values.reshaped(one, a.dimensions))
    full = two_axes(value) if value.ndim else values.spread(value, wanted)
    if full.dimensions != wanted and full.dimensions[::-1] == wanted and 1 in wanted:
        full = values.numpy_transpose(full)
    if full.dimensions != wanted:
        raise values.Misshapen("the parts on both sides of = have not one shape")
    new = _flat(full)
    if flat is None or new is None:
        axes = [axis.places[0] if len(axis.places) == 1 else axis for axis in places]
        return values.copied(filled_in(a, axes, full if new is None else new))
    along = places[1] if a.dimensions[0] == 1 else places[0]
    return values.copied(values.reshaped(filled_in(flat, [along], new), a.dimensions))


def _new(call: CallOfNumPy) -> Value:
    """What gets its first value entry by entry: a derivative of zeros, else an empty row."""
    word = call.arguments[0]
    name = call.page.canonical(str(word.value) if isinstance(word, FixedValue) else "")
    start = call.page.by("")
    by = call.page.value(name.removeprefix(start)) if name.startswith(start) else None
    return ItemList(()) if by is None else values.filled_with(0, two_axes(by).dimensions)


def _grown(before: Value, value: NumPyArray, given: Sequence[Value]) -> NumPyArray | None:
    """A row with one more entry behind its last: `grad(j) = ...` of what had no value."""
    a, length = value, 0
    if before != ItemList(()):
        a = as_numpy(before, "this")
        if a.ndim != 2 or a.dimensions[0] != 1 or len(given) != 1:
            return None
        length = _lengths(a)[1]
    if len(given) != 1 or given[0] == FixedValue(":") or value.ndim:
        return None
    place = given[0]
    if isinstance(place, ItemList) or _whole(place) != length + 1:
        return None
    parts = [array(a.tree, ())] if length == 1 else []
    if length > 1:
        flat = values.reshaped(a, [length])
        parts = [part_at(flat, k) for k in range(length)]
    return values.reshaped(joined([*parts, value]), [1, length + 1])


def _joined(call: CallOfNumPy, name: str) -> Value:
    given = [as_numpy(v, "[...]") for v in call.arguments]
    if len(given) == 1:
        return given[0]
    listed = ItemList(tuple(map(two_axes, given)))
    rule = NUMPY_MATRICES["hstack"] if name == "hstack" else NUMPY_MATRICES["concatenate"]
    return rule(CallOfNumPy(call.page, name, (listed,), {}))


def _dot(call: CallOfNumPy) -> Value:
    product = entrywise_operation("*", two_axes(call.array(0)), two_axes(call.array(1)))
    return _reduction("sum")(CallOfNumPy(call.page, "sum", (product,), {}))


def _total(name: str) -> Callable[[CallOfNumPy], Value]:
    """The sum or the mean of all entries."""
    return lambda call: as_number(values.reduced_array(name, two_axes(call.array(0)), None))


def _column(call: CallOfNumPy) -> Value:
    whole = (call.arguments[0], FixedValue(":"))
    return _part(CallOfNumPy(call.page, "column", whole, {}))


def _lying(call: CallOfNumPy) -> Value:
    """A column as a row, anything else as it is."""
    if isinstance(call.arguments[0], ItemList):
        return call.arguments[0]
    a = two_axes(call.array(0))
    return values.numpy_transpose(a) if a.dimensions[1] == 1 else a


def _dropped(call: CallOfNumPy) -> Value:
    """A row that was picked by one place as a column; rows at several places as they are."""
    place = call.arguments[1]
    is_one = isinstance(place, NumPyArray) and not as_number(place).ndim
    if not is_one and not isinstance(place, ItemList):
        raise NotPython("whether this is one row is not known")
    return turned_over(call) if is_one else call.arguments[0]


def _others(call: CallOfNumPy) -> Value:
    """The places from 1 to a last one that are not left out."""
    given = call.arguments[0]
    out = {_whole(v) for v in (given.values if isinstance(given, ItemList) else (given,))}
    places = range(1, _whole(call.arguments[1]) + 1)
    if not out <= {*places}:
        raise NotPython("what is left out is no entry")
    return ItemList(tuple(scalar(place) for place in places if place not in out))


def _norm(call: CallOfNumPy) -> Value:
    a = two_axes(call.array(0))
    if 1 not in a.dimensions or len(call.arguments) > 1:
        raise NotPython("the norm of a vector is read only")
    return values.reduced_array("norm", a, None)


def _repeated(call: CallOfNumPy) -> Value:
    a, times = two_axes(call.array(0)), [_whole(v) for v in call.arguments[1:]]
    if len(times) != 2 or any(
        n != 1 and d != 1 for n, d in zip(times, a.dimensions, strict=True)
    ):
        raise NotPython("repmat is read along axes of one entry")
    sizes = [n if d == 1 else d for n, d in zip(times, a.dimensions, strict=True)]
    return values.copied(values.spread(a, tuple(sizes)))


OCTAVE_CALLS: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    **OCTAVE_PRODUCTS,

    **{f"octave_{name}": _reduction(name) for name in ("sum", "mean", "max", "min", "prod")},
    "octave_zeros": _filled(0), "octave_ones": _filled(1), "octave_eye": _identity,
    "octave_size": _size, "octave_length": _counted(max),
    "octave_numel": _counted(lambda sizes: sizes[0] * sizes[1]),
    "octave_rows": _counted(lambda sizes: sizes[0]),
    "octave_columns": _counted(lambda sizes: sizes[1]),
    "octave_span": _span, "octave_rounds": _rounds, "octave_last": _last,
    "octave_part": _part, "octave_new": _new, "octave_changed": _changed,
    "octave_beside": lambda call: _joined(call, "hstack"),
    "octave_below": lambda call: _joined(call, "vstack"),
    "octave_total": _total("sum"), "octave_average": _total("mean"), "octave_column": _column,
    "octave_lying": _lying, "octave_others": _others,
    "octave_dropped": _dropped, "octave_dot": _dot, "octave_norm": _norm,
    "octave_repmat": _repeated, "octave_default": lambda call: call.arguments[0],
}  # fmt: skip
