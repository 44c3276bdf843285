"""Arrays in the memory of others: what they hold when that is written to, and the way back."""

from collections.abc import Sequence

from handgrad.reading.code.arrays import subscripts
from handgrad.reading.code.values.array_spans import PlaceList, filled_in, with_places
from handgrad.reading.code.values.made_arrays import has_blanks
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    ViewStep,
    in_place,
    numpy_transpose,
)
from handgrad.reading.code.values.program_values import (
    ItemList,
    Lookup,
    Lost,
    Pairs,
    Value,
    in_memory,
)


def along(a: NumPyArray, way: Sequence[ViewStep]) -> NumPyArray:
    """What a view of an array holds."""
    for step in way:
        a = subscripts.stepped(a, step)
    return a


def with_view(a: NumPyArray, way: Sequence[ViewStep], new: NumPyArray) -> NumPyArray:
    """The array after a view of it was given new values."""
    if not way:
        return new
    step, rest = way[0], way[1:]
    part = with_view(subscripts.stepped(a, step), rest, new)
    if step.places is None:
        return numpy_transpose(part)
    axes = [p if isinstance(p, int | PlaceList) else None for p in step.places]
    return filled_in(a, axes, part) if has_blanks(a) else with_places(a, axes, "", part)


def is_certain(value: NumPyArray) -> bool:
    """Whether it is known which part of which memory an array is."""
    return value.way is not None and len(value.memory) == 1 and value.ndim > 0


def renewed(value: Value, root: NumPyArray, lost: Lost) -> Value:
    """A value after the memory of `root` was written to; `lost` where that is not known."""
    memory = root.memory
    if not in_memory(value, memory):
        return value
    match value:
        case NumPyArray(way=way) if way is not None and is_certain(value):
            return in_place(along(root, way), value)
        case ItemList(found):
            return ItemList(tuple(renewed(v, root, lost) for v in found))
        case Pairs(found):
            return Pairs(tuple(renewed(v, root, lost) for v in found))
        case Lookup(held, is_partial):
            return Lookup({k: renewed(v, root, lost) for k, v in held.items()}, is_partial)
    return lost
