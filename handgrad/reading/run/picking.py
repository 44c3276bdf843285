"""What `a[...]` picks: views by numbers and slices, copies by masks and arrays of places."""

from collections.abc import Sequence
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run.ndarray import (
    ClassNumber,
    NDArray,
    broadcast_shape,
    from_entries,
    index_places,
)


def entries_at(a: NDArray, index: Sequence[Any]) -> Any:
    """`a[index]`; a number where one entry is picked."""
    index = _whole_index(a, index)
    if a.is_matrix:
        return _of_matrix(a, index)
    if _is_plain(index):
        found = _seen(a, index)
        return found.data[found.offset] if not found.shape else found
    at, shape = _taken(a, index)
    return from_entries([a.data[n] for n in at], shape, a.kind)


def _of_matrix(a: NDArray, index: Sequence[Any]) -> Any:
    """What is picked of an np.matrix: a number, or a matrix again."""
    if not _is_plain(index) or None in index:
        raise NotPython("of np.matrix only rows, columns and entries are picked")
    if all(isinstance(part, int) for part in index):
        return a.data[_seen(a, index).offset]
    spans = [
        slice(at, at + 1)
        if isinstance(part, int) and (at := _on_axis(part, size)) >= 0
        else part
        for part, size in zip(index, a.shape, strict=True)
    ]
    return _seen(a, spans)


def offsets_of(a: NDArray, index: Sequence[Any]) -> tuple[list[int], tuple[int, ...]]:
    """Where in the buffer `a[index]` stands, and its shape."""
    index = _whole_index(a, index)
    if _is_plain(index):
        found = _seen(a, index)
        return found.offsets(), found.shape
    return _taken(a, index)


def as_places(value: Any) -> Any:
    """Lists as arrays of whole numbers or of truths, one-hot rows as class numbers."""
    if isinstance(value, list | tuple):
        flat = list(value)
        if any(isinstance(v, list | NDArray) for v in flat):
            raise NotPython("an index of lists of lists is not run")
        kind = "b" if flat and all(isinstance(v, bool) for v in flat) else "i"
        return from_entries(flat, (len(flat),), kind)
    if isinstance(value, range):
        return from_entries(value, (len(value),), "i")
    if isinstance(value, NDArray) and value.is_one_hot:
        return class_numbers(value)
    return value


def class_numbers(rows: NDArray) -> Any:
    """The place of the 1 in every row."""
    is_column = rows.ndim == 2 and rows.shape[-1] == 1
    rows = rows.reshaped((-1,)) if is_column else rows
    size = rows.shape[-1]
    entries = rows.entries()
    if any(x not in (0, 1) for x in entries) or sum(map(int, entries), 0) * size != rows.size:
        raise NotPython("these rows are no class numbers")
    starts = range(0, len(entries), size)
    found = [ClassNumber(entries[n : n + size].index(1)) for n in starts]
    for number in found:
        number.count = size
    return found[0] if rows.ndim == 1 else from_entries(found, rows.shape[:-1], "i")


def _is_plain(index: Sequence[Any]) -> bool:
    return not any(isinstance(part, NDArray) for part in index)


def _whole_index(a: NDArray, given: Sequence[Any]) -> list[Any]:
    """An index with one part for each axis, masks as arrays of places."""
    index: list[Any] = []
    for part in map(as_places, given):
        if isinstance(part, NDArray) and part.kind == "b":
            index += _where_true(part, a.shape[_axes(index) :])
        elif isinstance(part, NDArray) and part.kind == "f":
            raise NotPython("an index is made of whole numbers")
        elif isinstance(part, bool) or not (
            part is None or part is ... or isinstance(part, int | slice | NDArray)
        ):
            raise NotPython("an index is a whole number, a slice, a mask or an array of places")
        else:
            index.append(part)
    taken = _axes(index)
    if taken > a.ndim:
        raise NotPython(f"an array of shape {a.shape} has no {taken} axes")
    rest = [slice(None)] * (a.ndim - taken)
    if sum((part is ... for part in index), 0) > 1:
        raise NotPython("one ... stands in an index")
    at = next((n for n, part in enumerate(index) if part is ...), None)
    return [*index, *rest] if at is None else [*index[:at], *rest, *index[at + 1 :]]


def _axes(index: Sequence[Any]) -> int:
    return len([part for part in index if part is not None and part is not ...])


def _where_true(mask: NDArray, shape: tuple[int, ...]) -> list[NDArray]:
    if mask.shape != shape[: mask.ndim] or not mask.ndim:
        raise NotPython(f"a mask of shape {mask.shape} does not fit {shape}")
    chosen = [
        at for at, holds in zip(index_places(mask.shape), mask.entries(), strict=True) if holds
    ]
    return [
        from_entries([at[axis] for at in chosen], (len(chosen),), "i")
        for axis in range(mask.ndim)
    ]


def _seen(a: NDArray, index: Sequence[Any]) -> NDArray:
    """The view that numbers, slices and new axes are."""
    shape: list[int] = []
    strides: list[int] = []
    offset, axis = a.offset, 0
    for part in index:
        if part is None:
            shape.append(1)
            strides.append(0)
            continue
        size, stride = a.shape[axis], a.strides[axis]
        axis += 1
        if isinstance(part, slice):
            span = range(size)[part]
            offset += span.start * stride if len(span) else 0
            shape.append(len(span))
            strides.append(span.step * stride)
        else:
            offset += _on_axis(part, size) * stride
    return a.seen(tuple(shape), tuple(strides), offset)


def _on_axis(place: int, size: int) -> int:
    if not -size <= place < size:
        raise NotPython(f"the index {place} is out of bounds for an axis of {size}")
    return place % size


def _taken(a: NDArray, index: Sequence[Any]) -> tuple[list[int], tuple[int, ...]]:
    """Offsets and shape where arrays of places are among the parts of an index.

    Their common shape stands where they stand side by side, else in front, as in NumPy.
    """
    arrays = [part for part in index if isinstance(part, NDArray)]
    together = broadcast_shape(*(part.shape for part in arrays))
    advanced = [n for n, p in enumerate(index) if isinstance(p, NDArray | int)]
    is_together = advanced == list(range(advanced[0], advanced[-1] + 1))
    offset, axis = a.offset, 0
    chosen = [0 for _ in index_places(together)]
    before: list[tuple[int, int]] = []
    after: list[tuple[int, int]] = []
    for n, part in enumerate(index):
        side = before if is_together and n < advanced[0] else after
        if part is None:
            side.append((1, 0))
            continue
        size, stride = a.shape[axis], a.strides[axis]
        axis += 1
        if isinstance(part, slice):
            span = range(size)[part]
            offset += span.start * stride if len(span) else 0
            side.append((len(span), span.step * stride))
        elif isinstance(part, NDArray):
            listed = part.broadcast_to(together).entries()
            chosen = [
                at + stride * _on_axis(int(k), size)
                for at, k in zip(chosen, listed, strict=True)
            ]
        else:
            offset += _on_axis(part, size) * stride
    found = [offset]
    for size, stride in before:
        found = [at + stride * k for at in found for k in range(size)]
    found = [at + k for at in found for k in chosen]
    for size, stride in after:
        found = [at + stride * k for at in found for k in range(size)]
    shape = (*(s for s, _ in before), *together, *(s for s, _ in after))
    return found, shape
