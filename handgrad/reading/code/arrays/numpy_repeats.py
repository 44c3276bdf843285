"""NumPy's functions that say one entry several times: repeat, tile, broadcast_to, expand.

They are read along axes of one entry, where what comes out is the array stretched over them.
"""

from collections.abc import Callable, Mapping

from handgrad.language.shape import Dimension
from handgrad.reading.code.arrays.call_arguments import CallOfNumPy, as_dimension
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import NumPyArray, copied, spread
from handgrad.reading.code.values.program_values import ItemList, Value


def _repeated(call: CallOfNumPy) -> Value:
    """np.repeat(row, N, axis=0) of a row of shape (1, D)."""
    call.check(("repeats", "axis"))
    a, axis = call.array(0), call.whole(9, "axis")
    if axis is None or not -a.ndim <= axis < a.ndim:
        raise NotPython("np.repeat is read along an axis of one entry: axis=0")
    return _times(call, a, [*[None] * (axis % a.ndim), call.given(1, "repeats")])


def _tiled(call: CallOfNumPy) -> Value:
    """np.tile(row, (N, 1)): the row N times below itself."""
    call.check(("reps",))
    found = call.given(1, "reps")
    times = found.values if isinstance(found, ItemList) else (found,)
    return _times(call, call.array(0), list(times))


def _times(call: CallOfNumPy, a: NumPyArray, times: list[Value | None]) -> NumPyArray:
    """The array so many times along each axis; None for once."""
    dimensions: list[Dimension] = [*a.dimensions]
    if call.name.endswith("tile"):
        dimensions = [*[1] * (len(times) - a.ndim), *dimensions]
        times = [None] * (len(dimensions) - len(times)) + times
    for axis, value in enumerate(times):
        if axis >= len(dimensions):
            raise NotPython(f"{call.name} is read along axes of one entry")
        number = 1 if value is None else as_dimension(value)
        if number is None or (number != 1 and dimensions[axis] != 1):
            raise NotPython(f"{call.name} is read along axes of one entry")
        if number != 1:
            dimensions[axis] = number
    return copied(spread(a, tuple(dimensions)))


def _stretched(call: CallOfNumPy) -> Value:
    """np.broadcast_to(a, shape), a.expand(N, -1): -1 leaves an axis as it is."""
    call.check(("shape", "size"))
    a = call.array(0)
    wanted = call.dimensions(1)
    own: list[Dimension] = [*[1] * (len(wanted) - a.ndim), *a.dimensions]
    if len(own) != len(wanted):
        raise NotPython(f"{call.name} needs a size for every axis")
    found = [o if w is None else w for w, o in zip(wanted, own, strict=True)]
    return spread(a, tuple(found))


REPEATS: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "repeat": _repeated, "tile": _tiled, "broadcast_to": _stretched, "expand": _stretched,
}  # fmt: skip
