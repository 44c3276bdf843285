"""Arrays put together from parts of others: insert, delete, split, kron, diff."""

from collections.abc import Sequence
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run.entrywise import Calculator, listed_entries
from handgrad.reading.run.ndarray import NDArray, from_entries
from handgrad.reading.run.new_arrays import array_of_list, as_vector, concatenated
from handgrad.reading.run.picking import entries_at


def inserted(
    calc: Calculator, a: NDArray, places: Any, values: Any, axis: Any = None
) -> NDArray:
    """np.insert of one row, column or entry before a place."""
    a, axis = (as_vector(calc, a), 0) if axis is None else (a, axis % a.ndim)
    n, row = _whole(places), (*a.shape[:axis], *a.shape[axis + 1 :])
    given = as_vector(calc, values) if not isinstance(values, NDArray) else values
    if given.ndim == 2 and axis == 0 and given.shape[0] == 1:
        given = given.reshaped((-1,))
    if given.ndim != 1 or given.size not in (1, *row):
        raise NotPython("np.insert is run of one row, one column or one entry")
    whole = given.broadcast_to(row) if row else given
    between = from_entries(listed_entries(whole), (*row[:axis], 1, *row[axis:]), given.kind)
    return concatenated(calc, [_cut(a, axis, 0, n), between, _cut(a, axis, n, None)], axis)


def deleted(calc: Calculator, a: NDArray, places: Any, axis: Any = None) -> NDArray:
    """np.delete of entries, rows or columns."""
    a, axis = (as_vector(calc, a), 0) if axis is None else (a, axis % a.ndim)
    given = listed_entries(places) if isinstance(places, NDArray) else [places]
    length = a.shape[axis]
    gone = {_whole(n) % length for n in given}
    kept = [n for n in range(length) if n not in gone]
    found: NDArray = entries_at(a, [*[slice(None)] * axis, kept])
    return found


def parted(calc: Calculator, a: NDArray, sections: Any, axis: int = 0) -> list[Any]:
    """np.split and np.array_split: into so many parts, or at places."""
    length = a.shape[axis]
    if isinstance(sections, int):
        size, more = divmod(length, sections)
        ends = [size * n + min(n, more) for n in range(1, sections)]
    else:
        ends = [_whole(n) for n in listed_entries(array_of_list(calc, sections))]
    return [
        _cut(a, axis, start, end)
        for start, end in zip([0, *ends], [*ends, length], strict=True)
    ]


def parted_evenly(calc: Calculator, a: NDArray, sections: Any, axis: int = 0) -> list[Any]:
    """np.split, which takes no parts of several lengths by their number."""
    if isinstance(sections, int) and a.shape[axis] % sections:
        raise NotPython("np.split does not divide the array evenly")
    return parted(calc, a, sections, axis)


def kronecker_product(calc: Calculator, a: NDArray, b: NDArray) -> NDArray:
    """np.kron of vectors or of matrices."""
    if a.ndim != b.ndim or a.ndim not in (1, 2):
        raise NotPython("np.kron is run of two vectors or two matrices")
    m, n = (1, *a.shape)[-2:]
    p, q = (1, *b.shape)[-2:]
    left, right = a.reshaped((m, 1, n, 1)), b.reshaped((1, p, 1, q))
    shape = (m * p, n * q) if a.ndim == 2 else (n * q,)
    found: NDArray = calc.operate("*", left, right).reshaped(shape)
    return found


def difference_along(calc: Calculator, a: NDArray, n: int = 1, axis: int = -1) -> Any:
    """np.diff: what each entry has more than the one before it."""
    axis %= a.ndim
    for _ in range(n):
        a = calc.operate("-", _cut(a, axis, 1, None), _cut(a, axis, 0, -1))
    return a


def taken_along(calc: Calculator, a: NDArray, places: NDArray, axis: int) -> NDArray:
    """np.take_along_axis of a matrix."""
    if a.ndim != 2 or places.ndim != 2 or axis % 2 != 1:
        raise NotPython("np.take_along_axis is run along the rows of a matrix")
    width = places.shape[1]
    found = [
        entries_at(a, (n // width, _whole(k))) for n, k in enumerate(listed_entries(places))
    ]
    return from_entries(found, places.shape, a.kind)


def entry_of(calc: Calculator, a: Any, *index: Any) -> Any:
    """`a.item()`, `a.item(3)` in the order of the rows, `a.item(0, 1)`."""
    if len(index) > 1:
        return entries_at(a, index)
    entries = listed_entries(a)
    if not index and len(entries) != 1:
        raise NotPython("item() is of an array with one entry")
    return entries[_whole(index[0])] if index else entries[0]


def _cut(a: NDArray, axis: int, start: int, end: int | None) -> NDArray:
    found: NDArray = entries_at(a, [*[slice(None)] * axis, slice(start, end)])
    return found


def _whole(place: Any) -> int:
    if not isinstance(place, int) or isinstance(place, bool):
        raise NotPython("a place is a whole number")
    return place


def lengths(a: Any, axis: int | None = None) -> int:
    """np.size: how many entries there are, all or along an axis."""
    shape: Sequence[int] = getattr(a, "shape", ())
    if axis is not None:
        return shape[axis]
    count = 1
    for length in shape:
        count *= length
    return count
