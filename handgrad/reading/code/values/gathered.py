"""Lists built entry by entry as arrays: stacked, or added up."""

from handgrad.language.tree import Over
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import (
    Misshapen,
    NumPyArray,
    array,
    entrywise_operation,
    size_number,
)
from handgrad.reading.code.values.program_values import Gathered


def as_stacked(found: Gathered) -> NumPyArray:
    """`np.array([a for i in range(N)])`: the position is the first axis."""
    value, position = found.value, found.position
    if found.guard is not None:
        raise NotPython("a list with an 'if' has no fixed length; only its sum is read")
    if found.is_reversed:
        raise NotPython("a list from the last place to the first is read only where it adds up")
    if value.ndim > 1:
        raise Misshapen("a list of matrices is read only where it is added up along axis 0")
    tree = Over("each", position.name, value.tree, position.size)
    return array(tree, (position.size, *value.dimensions))


def list_sum(found: Gathered) -> NumPyArray:
    """`sum(a for i in range(N))`."""
    value, position, guard = found.value, found.position, found.guard
    guarded = value if guard is None else entrywise_operation("*", guard, value)
    tree = Over("sum", position.name, guarded.tree, position.size)
    return array(tree, value.dimensions)


def list_mean(found: Gathered) -> NumPyArray:
    """`np.mean([a for i in range(N)], axis=0)`."""
    if found.guard is not None:
        raise NotPython("a list with an 'if' has no fixed length; only its sum is read")
    return entrywise_operation("/", list_sum(found), size_number(found.position.size))
