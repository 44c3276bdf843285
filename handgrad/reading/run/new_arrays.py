"""New arrays, and arrays in other shapes: zeros, concatenate, repeat, pad and the like."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run.entrywise import Calculator, kind, kind_of, listed_entries
from handgrad.reading.run.ndarray import MOST_IN_ARRAY, NDArray, from_entries, index_places
from handgrad.reading.run.picking import entries_at

_WHOLE = ("int", "int32", "int64", "long", "int_", "uint8", "intp")
_TRUTHS = ("bool", "bool_")


def shape_of(given: Any) -> tuple[int, ...]:
    """A shape as it is given: a number, or a list of numbers."""
    sizes = given if isinstance(given, list | tuple) else [given]
    for size in sizes:
        if not isinstance(size, int) or isinstance(size, bool):
            raise NotPython("a shape is made of whole numbers")
    return tuple(sizes)


def as_kind(dtype: Any) -> str:
    """The kind of entries that a dtype asks for, "" for none."""
    name = str(dtype).rpartition(".")[2] if isinstance(dtype, str) else ""
    return "i" if name in _WHOLE else "b" if name in _TRUTHS else "f" if dtype else ""


def filled(calc: Calculator, shape: Any, value: Any, dtype: Any = None) -> NDArray:
    """An array of one number."""
    wanted = as_kind(dtype) or kind(value)
    sizes = shape_of(shape)
    entry = _of_kind(calc, value, wanted)
    found = from_entries((), (0,), wanted)
    count = 1
    for size in sizes:
        count *= size
    calc.spend(count)
    found.data += [entry] * count
    return NDArray(found.data, sizes, wanted)


def _of_kind(calc: Calculator, value: Any, wanted: str) -> Any:
    if wanted == "f":
        return calc.real(value)
    if wanted == "b":
        return calc.truth(value)
    if isinstance(value, int):
        return int(value)
    if value.is_finite() and value == int(value):
        return int(value)
    raise NotPython("a number is cut off to a whole one; this is not run")


def cast(calc: Calculator, a: Any, dtype: Any) -> Any:
    """`a.astype(dtype)`, `int(a)`, `float(a)`."""
    wanted = as_kind(dtype)
    if not isinstance(a, NDArray):
        return _of_kind(calc, a, wanted)
    found = [_of_kind(calc, x, wanted) for x in a.entries()]
    calc.spend(len(found))
    return from_entries(found, a.shape, wanted)


def array_of_list(calc: Calculator, value: Any, dtype: Any = None) -> Any:
    """np.asarray: lists of numbers and arrays as one array; an array as it is."""
    if isinstance(value, NDArray):
        wanted = as_kind(dtype)
        return value if wanted in ("", value.kind) else cast(calc, value, dtype)
    if not isinstance(value, list | tuple | range):
        return value if dtype is None else cast(calc, value, dtype)
    parts = [array_of_list(calc, part) for part in value]
    if not parts:
        return from_entries((), (0,), as_kind(dtype) or "f")
    shapes = {part.shape if isinstance(part, NDArray) else () for part in parts}
    if len(shapes) > 1:
        raise NotPython("the values of this list have not one shape")
    wanted = as_kind(dtype) or kind_of(parts)
    entries = [x for part in parts for x in listed_entries(part)]
    calc.spend(len(entries))
    found = [_of_kind(calc, x, wanted) for x in entries]
    return from_entries(found, (len(parts), *shapes.pop()), wanted)


def whole_range(calc: Calculator, start: Any, stop: Any = None, step: Any = 1) -> NDArray:
    """np.arange of whole numbers."""
    if stop is None:
        start, stop = 0, start
    if not all(isinstance(x, int) for x in (start, stop, step)):
        raise NotPython("np.arange is run of whole numbers")
    if step == 0 or abs(stop - start) > MOST_IN_ARRAY * abs(step):
        raise NotPython("this range is not run")
    found = range(start, stop, step)
    calc.spend(len(found))
    return from_entries(found, (len(found),), "i")


def spaced(calc: Calculator, start: Any, stop: Any, num: int = 50) -> NDArray:
    """np.linspace."""
    calc.spend(num)
    low, high = calc.real(start), calc.real(stop)
    apart = calc.numbers.subtract(high, low)
    steps = [calc.real(Fraction(n, max(num - 1, 1))) for n in range(num)]
    multiply, add = calc.numbers.multiply, calc.numbers.add
    return from_entries([add(low, multiply(apart, s)) for s in steps], (num,), "f")


def identity(calc: Calculator, rows: int, columns: int | None = None, k: int = 0) -> NDArray:
    """np.eye."""
    shape = shape_of([rows, rows if columns is None else columns])
    calc.spend(shape[0] * shape[1])
    return from_entries(
        [calc.real(int(j - i == k)) for i, j in index_places(shape)], shape, "f"
    )


def triangle(calc: Calculator, a: NDArray, k: int = 0, *, lower: bool) -> NDArray:
    """np.tril and np.triu."""
    zero = _of_kind(calc, 0, a.kind)
    kept = [
        x if (at[-1] - at[-2] <= k if lower else at[-1] - at[-2] >= k) else zero
        for at, x in zip(index_places(a.shape), a.entries(), strict=True)
    ]
    return from_entries(kept, a.shape, a.kind)


def diagonal(calc: Calculator, a: NDArray, k: int = 0) -> NDArray:
    """np.diag: the matrix of a vector, the diagonal of a matrix."""
    if a.ndim == 2:
        listed = range(max(0, -k), max(0, min(a.shape[0], a.shape[1] - k)))
        return from_entries([entries_at(a, (n, n + k)) for n in listed], (len(listed),), a.kind)
    if a.ndim != 1:
        raise NotPython("np.diag is of a vector or a matrix")
    zero, size, entries = _of_kind(calc, 0, a.kind), a.size + abs(k), a.entries()
    places = index_places((size, size))
    found = [entries[i + min(0, k)] if j - i == k else zero for i, j in places]
    return from_entries(found, (size, size), a.kind)


def concatenated(calc: Calculator, parts: Sequence[Any], axis: int | None = 0) -> NDArray:
    """np.concatenate."""
    arrays = [array_of_list(calc, part) for part in parts]
    if axis is None:
        arrays, axis = [as_vector(calc, part) for part in arrays], 0
    if not arrays or not all(isinstance(a, NDArray) and a.ndim for a in arrays):
        raise NotPython("np.concatenate is of arrays")
    axis %= arrays[0].ndim
    first = [*arrays[0].shape[:axis], *arrays[0].shape[axis + 1 :]]
    if any([*a.shape[:axis], *a.shape[axis + 1 :]] != first for a in arrays):
        raise NotPython("the arrays do not fit along the axis")
    wanted = kind_of(arrays)
    order = [axis, *(n for n in range(arrays[0].ndim) if n != axis)]
    found = [_of_kind(calc, x, wanted) for a in arrays for x in a.transposed(order).entries()]
    calc.spend(len(found))
    length = sum((a.shape[axis] for a in arrays), 0)
    whole = from_entries(found, (length, *first), wanted)
    back = [order.index(n) for n in range(len(order))]
    return whole.transposed(back)


def as_vector(calc: Calculator, value: Any) -> NDArray:
    """The entries of an array, or a number, in one row."""
    found = array_of_list(calc, value)
    if isinstance(found, NDArray):
        return found.reshaped((-1,))
    return from_entries([found], (1,), kind(found))


def stack_of(calc: Calculator, parts: Sequence[Any], axis: int = 0) -> NDArray:
    """np.stack."""
    arrays = [array_of_list(calc, part) for part in parts]
    listed = [with_axis(a, axis) for a in arrays if isinstance(a, NDArray)]
    if len(listed) < len(arrays):
        whole: NDArray = array_of_list(calc, list(parts))
        return whole
    return concatenated(calc, listed, axis if axis >= 0 else listed[0].ndim + axis)


def with_axis(a: NDArray, axis: int) -> NDArray:
    """np.expand_dims."""
    at = axis if axis >= 0 else a.ndim + 1 + axis
    if not 0 <= at <= a.ndim:
        raise NotPython(f"an array of shape {a.shape} gets no axis {axis}")
    return a.seen(
        (*a.shape[:at], 1, *a.shape[at:]), (*a.strides[:at], 0, *a.strides[at:]), a.offset
    )


def squeezed(a: NDArray, axis: int | None = None) -> Any:
    """np.squeeze."""
    dropped = [n for n, s in enumerate(a.shape) if s == 1 and axis in (None, n, n - a.ndim)]
    if axis is not None and not dropped:
        raise NotPython("an axis of more than one entry cannot be dropped")
    kept = [n for n in range(a.ndim) if n not in dropped]
    found = a.seen(tuple(a.shape[n] for n in kept), tuple(a.strides[n] for n in kept), a.offset)
    return found if found.shape else found.data[found.offset]


def repeated(calc: Calculator, a: NDArray, count: int, axis: int | None = None) -> NDArray:
    """np.repeat."""
    if not isinstance(count, int):
        raise NotPython("np.repeat is run with one number")
    if axis is None:
        a, axis = a.reshaped((-1,)), 0
    calc.spend(a.size * max(count, 0))
    listed = from_entries([n for n in range(a.shape[axis]) for _ in range(count)],
                          (a.shape[axis] * count,), "i")  # fmt: skip
    found: NDArray = entries_at(a, [*[slice(None)] * (axis % a.ndim), listed])
    calc.spend(found.size)
    return found


def tiled(calc: Calculator, a: Any, reps: Any) -> NDArray:
    """np.tile."""
    counts = shape_of(reps)
    array = a if isinstance(a, NDArray) else array_of_list(calc, [a])
    extra = len(counts) - array.ndim
    array = array.reshaped((*(1,) * extra, *array.shape)) if extra > 0 else array
    counts = (*(1,) * -extra, *counts)
    for axis, count in enumerate(counts):
        calc.spend(array.size * max(count, 0) + 1)
        array = concatenated(calc, [array] * count, axis)
    return array


def padded(
    calc: Calculator, a: NDArray, width: Any, mode: str = "constant", **options: Any
) -> NDArray:
    """np.pad with a constant."""
    value = options.pop("constant_values", 0)
    if mode != "constant" or options or isinstance(value, list):
        raise NotPython("np.pad is run with a constant only")
    if isinstance(width, int):
        widths = [(width, width)] * a.ndim
    elif len(width) == 2 and all(isinstance(w, int) for w in width):
        widths = [tuple(width)] * a.ndim
    else:
        widths = [tuple(w) if isinstance(w, list) else (w, w) for w in width]
    if len(widths) != a.ndim or any(len(w) != 2 for w in widths):
        raise NotPython("np.pad needs a pair of widths for each axis")
    shape = tuple(s + b + e for s, (b, e) in zip(a.shape, widths, strict=True))
    found = filled(calc, list(shape), value, {"i": "int", "b": "bool"}.get(a.kind, "float"))
    inside = [slice(b, b + s) for s, (b, _) in zip(a.shape, widths, strict=True)]
    part = entries_at(found, inside)
    calc.assign(part, part.offsets(), a.entries())
    return found


def flipped(a: NDArray, axis: Any = None) -> NDArray:
    """np.flip, a view."""
    axes = range(a.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    turned = {one % a.ndim for one in axes}
    found: NDArray = entries_at(a, [slice(None, None, -1 if n in turned else None)
                                for n in range(a.ndim)])  # fmt: skip
    return found


def rolled(a: NDArray, shift: int, axis: int | None = None) -> NDArray:
    """np.roll."""
    if axis is None:
        return rolled(a.reshaped((-1,)), shift, 0).reshaped(a.shape)
    size = a.shape[axis]
    listed = from_entries([(n - shift) % size for n in range(size)], (size,), "i")
    found: NDArray = entries_at(a, [*[slice(None)] * (axis % a.ndim), listed])
    return found


def windows_of(a: NDArray, window: Any, axis: Any = None) -> NDArray:
    """np.lib.stride_tricks.sliding_window_view."""
    widths = shape_of(window)
    axes = range(a.ndim) if axis is None else shape_of(axis)
    shape, strides = list(a.shape), list(a.strides)
    for width, n in zip(widths, axes, strict=False):
        shape[n] += 1 - width
        strides.append(a.strides[n])
    if len(widths) != len(axes) or min(shape) < 1:
        raise NotPython("the windows do not fit the array")
    return a.seen((*shape, *widths), tuple(strides), a.offset)


def convolved(calc: Calculator, a: NDArray, b: NDArray, mode: str = "full") -> NDArray:
    """np.convolve of vectors."""
    if a.size < b.size:
        a, b = b, a
    ones, twos = a.entries(), b.entries()
    found = []
    for n in range(len(ones) + len(twos) - 1):
        value: Any = 0
        for k in range(max(0, n - len(ones) + 1), min(n, len(twos) - 1) + 1):
            value = calc.scalar("+", value, calc.scalar("*", ones[n - k], twos[k]))
            calc.spend(1)
        found.append(value)
    cut = {"full": 0, "valid": len(twos) - 1, "same": (len(twos) - 1) // 2}
    if mode not in cut:
        raise NotPython("np.convolve has the modes full, same and valid")
    length = {"full": len(found), "valid": len(ones) - len(twos) + 1, "same": len(ones)}[mode]
    chosen = found[cut[mode] : cut[mode] + length]
    return from_entries(chosen, (len(chosen),), kind_of((a, b)))


def solved(calc: Calculator, a: NDArray, b: NDArray) -> NDArray:
    """np.linalg.solve, by elimination with the largest pivot."""
    size = a.shape[0]
    width = b.size // size
    if a.shape != (size, size) or b.shape[0] != size:
        raise NotPython("np.linalg.solve needs a square matrix and a side of its size")
    numbers, ours, theirs = calc.numbers, a.entries(), b.entries()
    calc.spend(size * size * (size + width))
    rows = [
        [*map(calc.real, ours[n * size : (n + 1) * size]),
         *map(calc.real, theirs[n * width : (n + 1) * width])]
        for n in range(size)
    ]  # fmt: skip
    for n in range(size):
        at = max(range(n, size), key=lambda k, n=n: abs(rows[k][n]))  # type: ignore[misc]
        rows[n], rows[at] = rows[at], rows[n]
        rows[n] = [numbers.divide(x, rows[n][n]) for x in rows[n]]
        for k in range(size):
            if k != n and rows[k][n]:
                factor = rows[k][n]
                rows[k] = [
                    numbers.subtract(x, numbers.multiply(factor, y))
                    for x, y in zip(rows[k], rows[n], strict=True)
                ]
    return from_entries([x for row in rows for x in row[size:]], b.shape, "f")
