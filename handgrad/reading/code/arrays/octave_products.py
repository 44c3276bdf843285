"""Products, quotients and powers of Octave, whose arrays all have two axes."""

from collections.abc import Callable, Mapping

from handgrad.reading.code.arrays.call_arguments import CallOfNumPy
from handgrad.reading.code.arrays.numpy_matrices import NUMPY_MATRICES
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    array,
    entrywise_operation,
    scalar,
)
from handgrad.reading.code.values.program_values import Value


def two_axes(a: NumPyArray) -> NumPyArray:
    """An array with two axes; a number as 1 x 1."""
    if a.ndim == 2:
        return a
    return array(a.tree, (*a.dimensions, *[1] * (2 - a.ndim)), is_mask=a.is_mask)


def as_number(a: NumPyArray) -> NumPyArray:
    """A number for what is 1 x 1."""
    if a.dimensions in ((1, 1), (1,)):
        return NumPyArray(a.tree, (), a.is_mask, a.fill)
    return a


def _times(call: CallOfNumPy) -> Value:
    a, b = as_number(call.array(0)), as_number(call.array(1))
    if 0 in (a.ndim, b.ndim):
        return entrywise_operation("*", a, b)
    return as_number(values.numpy_matmul(two_axes(a), two_axes(b)))


def _over(call: CallOfNumPy) -> Value:
    b = as_number(call.array(1))
    if b.ndim:
        raise NotPython("the division by a matrix is not read; write ./ for single entries")
    return entrywise_operation("/", call.array(0), b)


def _solved(call: CallOfNumPy) -> Value:
    a, b = as_number(call.array(0)), as_number(call.array(1))
    if not a.ndim:
        return entrywise_operation("/", b, a)
    return NUMPY_MATRICES["solve"](CallOfNumPy(call.page, "solve", (a, b), {}))


def _power(call: CallOfNumPy) -> Value:
    a, exponent = as_number(call.array(0)), as_number(call.array(1))
    if not a.ndim and not exponent.ndim:
        return entrywise_operation("**", a, exponent)
    if exponent.fill == 2:
        return values.numpy_matmul(two_axes(a), two_axes(a))
    if exponent.fill == -1:
        return NUMPY_MATRICES["inv"](CallOfNumPy(call.page, "inv", (a,), {}))
    raise NotPython("this power of a matrix is not read; write .^ for single entries")


def _squared(call: CallOfNumPy) -> Value:
    """A.^2, of a square matrix as the product entry by entry: A^2 could mean the other one."""
    a = as_number(call.array(0))
    is_square = a.ndim == 2 and a.dimensions[0] == a.dimensions[1]
    return entrywise_operation("*" if is_square else "**", a, a if is_square else scalar(2))


def turned_over(call: CallOfNumPy) -> Value:
    a = as_number(call.array(0))
    return a if not a.ndim else values.copied(values.numpy_transpose(two_axes(a)))


def _matched(call: CallOfNumPy) -> Value:
    """R's %*%: a vector is taken as the row or the column that fits."""
    a, b = two_axes(call.array(0)), two_axes(call.array(1))
    if a.dimensions[1] != b.dimensions[0]:
        if a.dimensions[1] == 1 and a.dimensions[0] == b.dimensions[0]:
            a = values.numpy_transpose(a)
        elif b.dimensions[1] == 1 and a.dimensions[1] == 1:
            b = values.numpy_transpose(b)
    return as_number(values.numpy_matmul(a, b))


OCTAVE_PRODUCTS: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "octave_times": _times, "octave_over": _over, "octave_solved": _solved,
    "octave_power": _power, "octave_squared": _squared, "octave_turned": turned_over,
    "octave_matched": _matched,
}  # fmt: skip
