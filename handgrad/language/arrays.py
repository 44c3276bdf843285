"""Values of formulas: a scalar is a number, everything else an Array of rows and columns.

Numbers may be of any kind that an arithmetic brings: floats, fractions, decimals, or the
symbols that stand for generated code.
"""

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from handgrad.errors import EvaluationError

Scalar = Any


class Array(NamedTuple):
    """A matrix, entries row by row; a vector is one column."""

    rows: int
    columns: int
    entries: Sequence[Scalar]

    def row(self, i: int) -> Sequence[Scalar]:
        return self.entries[i * self.columns : (i + 1) * self.columns]

    def column(self, j: int) -> Sequence[Scalar]:
        return self.entries[j :: self.columns]


Value = Scalar | Array


def as_array(value: Value) -> Array:
    """A scalar as one row of one column."""
    return value if isinstance(value, Array) else Array(1, 1, (value,))


def whole_sizes(values: Sequence[Value]) -> tuple[int, ...]:
    """Sizes as whole numbers, in whatever numbers they come; EvaluationError for none."""
    found = tuple(int(as_array(value).entries[0]) for value in values)
    if min(found) < 1:
        raise EvaluationError("a size is a whole number from 1")
    return found


def simplest(array: Array) -> Value:
    """One row of one column as a scalar."""
    return array.entries[0] if array.rows == array.columns == 1 else array


def stretched(value: Value, rows: int, columns: int) -> Sequence[Scalar]:
    """The entries of a value broadcast to so many rows and columns."""
    array = as_array(value)
    if (array.rows, array.columns) == (rows, columns):
        return array.entries
    if array.rows == array.columns == 1:
        return list(array.entries) * (rows * columns)
    if array.rows == 1:
        return list(array.entries) * rows
    return [entry for entry in array.entries for _ in range(columns)]


def elementwise(function: Callable[..., Scalar], *values: Value) -> Value:
    """A function of scalars, entry by entry, rows and columns of one broadcast."""
    arrays = [value for value in values if isinstance(value, Array)]
    if not arrays:
        return function(*values)
    rows, columns, _ = arrays[0]
    if all(a.rows == rows and a.columns == columns for a in arrays):
        entries = [v.entries if isinstance(v, Array) else repeat(v) for v in values]
        return Array(rows, columns, list(map(function, *entries)))
    rows, columns = max([a.rows for a in arrays]), max([a.columns for a in arrays])
    entries = [stretched(value, rows, columns) for value in values]
    return Array(rows, columns, list(map(function, *entries)))


def transpose(value: Value) -> Value:
    if not isinstance(value, Array):
        return value
    return Array(
        value.columns, value.rows, [e for j in range(value.columns) for e in value.column(j)]
    )


def reduced_value(
    function: Callable[[Sequence[Scalar]], Scalar], value: Value, axis: int | None
) -> Value:
    """A function of many numbers applied to all entries, to each column (0) or each row (1)."""
    array = as_array(value)
    if axis is None:
        return function(array.entries)
    if axis == 0:
        columns = [function(array.column(j)) for j in range(array.columns)]
        return simplest(Array(1, array.columns, columns))
    rows = [function(array.row(i)) for i in range(array.rows)]
    return simplest(Array(array.rows, 1, rows))


def matrix_product(
    inner: Callable[[Sequence[Scalar], Sequence[Scalar]], Scalar], left: Value, right: Value
) -> Value:
    """Rows times columns, each entry the inner product of two."""
    a, b = as_array(left), as_array(right)
    columns = [b.column(j) for j in range(b.columns)]
    rows = [a.row(i) for i in range(a.rows)]
    entries = [inner(row, column) for row in rows for column in columns]
    return simplest(Array(a.rows, b.columns, entries))


def nested(value: Value, rank: int) -> Any:
    """A value as a number, a flat list (rank 1) or a list of rows (rank 2)."""
    if rank == 0:
        return as_array(value).entries[0]
    array = as_array(value)
    if rank == 1:
        return list(array.entries)
    return [list(array.row(i)) for i in range(array.rows)]
