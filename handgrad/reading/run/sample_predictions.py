"""What a model that stands in no text gives for one sample: an entry of what the page has."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.picking import entries_at

_UNSURE = "which sample this is the value of is not certain"


def value_of_sample(whole: Any, data: Sequence[NDArray], given: Sequence[Any]) -> Any:
    """The part of a page's value that belongs to the sample that a call is given.

    None where it is given no single sample of the data.
    """
    parts = [
        _part(whole, *place)
        for value in given
        if not is_one_of(value, data)
        for place in _places(value, data)
    ]
    if any(_entries(part) != _entries(parts[0]) for part in parts):
        raise NotPython(_UNSURE)
    return parts[0] if parts else None


def is_one_of(value: Any, known: Iterable[Any]) -> bool:
    """Whether a value is one of those of the page, and the whole of it."""
    return any(_is_same(value, other) for other in known)


def _places(value: Any, data: Iterable[NDArray]) -> Iterator[tuple[int, int, slice | int]]:
    """The axis, its length and the place on it of each sample that a value is."""
    for a in data:
        for axis, size in enumerate(a.shape):
            for n in range(size):
                for place in (n, slice(n, n + 1)):
                    if _is_same(value, entries_at(a, [slice(None)] * axis + [place])):
                        yield axis, size, place


def _part(whole: Any, axis: int, size: int, place: slice | int) -> Any:
    """The part of a value at a place of the axis of the samples."""
    axis = 0 if isinstance(whole, NDArray) and whole.ndim == 1 else axis
    if not isinstance(whole, NDArray) or whole.shape[axis : axis + 1] != (size,):
        raise NotPython(_UNSURE)
    return entries_at(whole, [slice(None)] * axis + [place])


def _is_same(value: Any, other: Any) -> bool:
    if isinstance(value, int | str | list | dict | None):
        return False
    shapes = [v.shape if isinstance(v, NDArray) else () for v in (value, other)]
    return shapes[0] == shapes[1] and _entries(value) == _entries(other)


def _entries(value: Any) -> list[Any]:
    return value.entries() if isinstance(value, NDArray) else [value]
