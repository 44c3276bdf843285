"""The functions of the language: for each its arity, its shape rule and its value rule.

A value rule works through an arithmetic only, so that it runs on floats, fractions, decimals
and the symbols of generated code alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.language import primitives
from handgrad.language import shape as dimensions
from handgrad.language.arrays import (
    Array,
    Scalar,
    Value,
    as_array,
    elementwise,
    matrix_product,
    reduced,
    transpose,
)
from handgrad.language.primitives import NUMBERED, ShapeRule, ValueRule, whole_numbers
from handgrad.language.shape import Misfit, Shape, broadcast_all, describe
from handgrad.language.tree import Call


@dataclass(frozen=True, slots=True)
class Function:
    """`arity` is the number of arguments; `takes_axis` whether axis=0 or axis=1 may follow.

    `along` is true of a function that goes along the rows of a matrix unless an axis says
    otherwise.
    """

    arity: int
    shape: ShapeRule
    value: ValueRule
    takes_axis: bool = False
    along: bool = False


def _same_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return broadcast_all(shapes)


def _reduced_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return dimensions.reduced(shapes[0], axis)


def _along(value: Array, axis: int | None) -> int:
    """The axis of a softmax: over a vector, along the rows of a matrix."""
    return (0 if value.columns == 1 else 1) if axis is None else axis


def _elementwise(name: str, arity: int) -> Function:
    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        return elementwise(arithmetic.functions[name], *values)

    return Function(arity, _same_shape, value)


def _reduction(
    fold: Callable[[Arithmetic], Callable[[Any], Scalar]],
) -> Function:
    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        return reduced(fold(arithmetic), values[0], axis)

    return Function(1, _reduced_shape, value, takes_axis=True)


def _total(arithmetic: Arithmetic) -> Callable[[Any], Scalar]:
    return lambda entries: reduce(arithmetic.add, entries)


def _mean(arithmetic: Arithmetic) -> Callable[[Any], Scalar]:
    def mean(entries: Any) -> Scalar:
        total = reduce(arithmetic.add, entries)
        return arithmetic.divide(total, arithmetic.convert(Fraction(len(entries))))

    return mean


def _extreme(name: str) -> Callable[[Arithmetic], Callable[[Any], Scalar]]:
    return lambda arithmetic: lambda entries: reduce(arithmetic.functions[name], entries)


def _shifted(arithmetic: Arithmetic, z: Array, axis: int) -> tuple[Value, Value]:
    """z less its largest entry, and that entry: softmax does not change, exp stays small."""
    larger = "larger" if "larger" in arithmetic.functions else "max"
    largest = reduced(_extreme(larger)(arithmetic), z, axis)
    return elementwise(arithmetic.subtract, z, largest), largest


def _softmax(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    z = as_array(values[0])
    axis = _along(z, axis)
    exponentials = elementwise(arithmetic.functions["exp"], _shifted(arithmetic, z, axis)[0])
    return elementwise(
        arithmetic.divide, exponentials, reduced(_total(arithmetic), exponentials, axis)
    )


def _log_sum_exp(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    z = as_array(values[0])
    axis = _along(z, axis)
    shifted, largest = _shifted(arithmetic, z, axis)
    exponentials = elementwise(arithmetic.functions["exp"], shifted)
    total = reduced(_total(arithmetic), exponentials, axis)
    logarithm = elementwise(arithmetic.functions["log"], total)
    return elementwise(arithmetic.add, logarithm, largest)


def _log_sum_exp_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    if axis is None:
        axis = 0 if shapes[0][1] == 1 else 1
    return dimensions.reduced(shapes[0], axis)


def _log_softmax(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    normaliser = _log_sum_exp(arithmetic, axis, values)
    return elementwise(arithmetic.subtract, values[0], normaliser)


def _norm(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    squares = elementwise(arithmetic.multiply, values[0], values[0])
    return elementwise(arithmetic.functions["sqrt"], reduced(_total(arithmetic), squares, axis))


def _transposed_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return dimensions.turned(shapes[0])


def _outer_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    if not all(1 in shape for shape in shapes):
        raise Misfit(f"two vectors were expected, not {' and '.join(map(describe, shapes))}")
    (a, b), (c, d) = shapes
    return (a if b == 1 else b), (c if d == 1 else d)


def _outer(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    left, right = (as_array(value).entries for value in values)
    column, row = Array(len(left), 1, left), Array(1, len(right), right)
    return matrix_product(arithmetic.add, arithmetic.multiply, column, row)


def _where(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """condition*yes + (1 - condition)*no, for a condition that is 1 or 0."""

    def choose(condition: Scalar, yes: Scalar, no: Scalar) -> Scalar:
        otherwise = arithmetic.subtract(arithmetic.convert(1), condition)
        chosen = arithmetic.multiply(condition, yes)
        return arithmetic.add(chosen, arithmetic.multiply(otherwise, no))

    return elementwise(choose, *values)


ELEMENTWISE = (
    "exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "sinh", "cosh", "erf", "sigmoid",
    "softplus", "log1p", "expm1", "abs", "relu", "step", "sign",
)  # fmt: skip

FUNCTIONS: Mapping[str, Function] = {
    **{name: _elementwise(name, 1) for name in ELEMENTWISE},
    "sum": _reduction(_total),
    "mean": _reduction(_mean),
    "softmax": Function(1, _same_shape, _softmax, takes_axis=True, along=True),
    "log_softmax": Function(1, _same_shape, _log_softmax, takes_axis=True, along=True),
    "logsumexp": Function(1, _log_sum_exp_shape, _log_sum_exp, takes_axis=True, along=True),
    "norm": Function(1, _reduced_shape, _norm, takes_axis=True),
    "transpose": Function(1, _transposed_shape, lambda _, __, values: transpose(values[0])),
    "outer": Function(2, _outer_shape, _outer),
    "where": Function(3, _same_shape, _where),
    "ones_like": Function(1, _same_shape, primitives.ones_like),
    "diag": Function(1, primitives.diag_shape, primitives.diag),
    "tril": Function(1, primitives.tril_shape, primitives.tril),
}

# max and min are reductions of one argument and elementwise of two.
EXTREMES: Mapping[str, tuple[Function, Function]] = {
    name: (_reduction(_extreme(name)), _elementwise(name, 2)) for name in ("max", "min")
}

NAMES = (*FUNCTIONS, *EXTREMES, *NUMBERED)
CONSTANTS = ("pi",)


def function_of(call: Call) -> Function | None:
    """The function a call means, None if there is none of that name.

    Raises Misfit where the number of arguments is not its own.
    """
    name, arguments = call.function, len(call.arguments)
    if name in EXTREMES:
        _check_arguments(name, arguments, (1, 2))
        return EXTREMES[name][arguments - 1]
    if name in NUMBERED:
        counts, rules = NUMBERED[name]
        _check_arguments(name, arguments, tuple(1 + count for count in counts))
        return Function(arguments, *rules(whole_numbers(name, call.arguments[1:])))
    found = FUNCTIONS.get(name)
    if found is not None:
        _check_arguments(name, arguments, (found.arity,))
    return found


def _check_arguments(name: str, given: int, allowed: tuple[int, ...]) -> None:
    if given not in allowed:
        plural = "" if allowed == (1,) else "s"
        wanted = " or ".join(map(str, allowed))
        raise Misfit(f"{name} takes {wanted} argument{plural}, not {given}")
