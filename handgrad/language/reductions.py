"""Sums, means and norms, the largest and the smallest, and the softmax family."""

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.language import shape as dimensions
from handgrad.language.arrays import (
    Array,
    Scalar,
    Value,
    as_array,
    elementwise,
    reduced_value,
)
from handgrad.language.function import Function, ValueRule, entrywise, same_shape
from handgrad.language.shape import Shape, axis_along

_Fold = Callable[[Arithmetic], Callable[[Any], Scalar]]


def reduced_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return dimensions.reduced_dimensions(shapes[0], axis)


def reduction(fold: _Fold) -> ValueRule:
    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        return reduced_value(fold(arithmetic), values[0], axis)

    return value


def total_of(arithmetic: Arithmetic) -> Callable[[Any], Scalar]:
    return lambda entries: reduce(arithmetic.add, entries)


def mean_of(arithmetic: Arithmetic) -> Callable[[Any], Scalar]:
    def mean(entries: Any) -> Scalar:
        total = reduce(arithmetic.add, entries)
        return arithmetic.divide(total, arithmetic.convert(Fraction(len(entries))))

    return mean


def _extreme(name: str) -> _Fold:
    return lambda arithmetic: lambda entries: reduce(arithmetic.functions[name], entries)


def axis_of(value: Array, axis: int | None) -> int:
    return axis_along((value.rows, value.columns), axis)


def _shifted(arithmetic: Arithmetic, z: Array, axis: int) -> tuple[Value, Value]:
    """z less its largest entry, and that entry: softmax does not change, exp stays small."""
    larger = "larger" if "larger" in arithmetic.functions else "max"
    largest = reduced_value(_extreme(larger)(arithmetic), z, axis)
    return elementwise(arithmetic.subtract, z, largest), largest


def _softmax(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    z = as_array(values[0])
    axis = axis_of(z, axis)
    exponentials = elementwise(arithmetic.functions["exp"], _shifted(arithmetic, z, axis)[0])
    return elementwise(
        arithmetic.divide, exponentials, reduced_value(total_of(arithmetic), exponentials, axis)
    )


def _log_sum_exp(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    z = as_array(values[0])
    axis = axis_of(z, axis)
    shifted, largest = _shifted(arithmetic, z, axis)
    exponentials = elementwise(arithmetic.functions["exp"], shifted)
    total = reduced_value(total_of(arithmetic), exponentials, axis)
    logarithm = elementwise(arithmetic.functions["log"], total)
    return elementwise(arithmetic.add, logarithm, largest)


def _log_sum_exp_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return dimensions.reduced_dimensions(shapes[0], axis_along(shapes[0], axis))


def _log_softmax(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    normaliser = _log_sum_exp(arithmetic, axis, values)
    return elementwise(arithmetic.subtract, values[0], normaliser)


def _norm(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    squares = elementwise(arithmetic.multiply, values[0], values[0])
    return elementwise(
        arithmetic.functions["sqrt"], reduced_value(total_of(arithmetic), squares, axis)
    )


def _one_or_two(name: str, spellings: str, python: str, backward: str, other: str) -> Function:
    """The extreme of all entries of one argument, of each pair of entries of two."""
    of_one, of_two = reduction(_extreme(name)), entrywise(name)

    def shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
        return (reduced_shape if len(shapes) == 1 else same_shape)(shapes, axis)

    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        return (of_one if len(values) == 1 else of_two)(arithmetic, axis, values)

    gap = "b - a" if name == "max" else "a - b"
    return Function(
        name=name,
        shape=shape,
        value=value,
        arguments=(1, 2),
        takes_axis=True,
        spellings=spellings,
        latex=rf"\{name}",
        python=python,
        derivatives=(f"1 - step({gap})", f"step({gap})"),
        backward=backward,
        identities=other,
        at_kink="any way to share the gradient between equal arguments is a subgradient",
    )


_DIAGONAL = "only the diagonal of the softmax's derivative: every entry depends on every z"
_STOPPED = "stopped at the probabilities: softmax has a derivative too"

REDUCTIONS = (
    Function(
        name="sum",
        shape=reduced_shape,
        value=reduction(total_of),
        takes_axis=True,
        spellings="Sum",
        backward="""
        sum(a)
          a: wide(g)
            convention  wide(g)/count(a)  a mean where the page has a sum
    """,
        similar=("mean",),
        identities="""
        sum(a)          sum(sum(a, axis=0))  where all are summed
        sum(a, axis=0)  sum(a.T, axis=1).T
        sum(a, axis=1)  sum(a.T, axis=0).T
        sum(a + b)      sum(a) + sum(b)      where a and b are alike
        sum(a - b)      sum(a) - sum(b)      where a and b are alike
        sum(a*b)        a.T @ b              where a and b are columns, all summed
    """,
    ),
    Function(
        name="mean",
        shape=reduced_shape,
        value=reduction(mean_of),
        takes_axis=True,
        spellings="average avg moyenne media promedio mittelwert Mittelwert",
        backward="""
        mean(a)
          a: wide(g)/count(a)
            convention       wide(g)                    a sum where the page has a mean
            constant-factor  wide(g)/count(a)/count(a)  divided by the number of entries twice
    """,
        similar=("sum",),
        identities="mean(a)  sum(a)/count(a)",
    ),
    _one_or_two(
        "max",
        "maximum fmax amax",
        "{0} if {0} >= {1} or {0} != {0} else {1}",
        """
        max(a)
          a: g*(a >= c)
            gate  wide(g)           only the largest entry gets the derivative
            gate  wide(g)/count(a)  shared by all entries: only the largest gets the derivative
        max(a, b)
          a: g*(a > b)
            gate  g          only where {a} > {b}: the gate is missing
            gate  g*(b > a)  the gate is the wrong way round
            gate  g*c        the function itself is no gate
          b: g*(b > a)
            gate  g          only where {b} > {a}: the gate is missing
            gate  g*(a > b)  the gate is the wrong way round
            gate  g*c        the function itself is no gate
    """,
        "max(a, b)  a + relu(b - a) | -min(-a, -b)",
    ),
    _one_or_two(
        "min",
        "minimum fmin amin",
        "{0} if {0} <= {1} or {0} != {0} else {1}",
        """
        min(a)
          a: g*(a <= c)
            gate  wide(g)           only the smallest entry gets the derivative
            gate  wide(g)/count(a)  shared by all entries: only the smallest gets the derivative
        min(a, b)
          a: g*(a < b)
            gate  g          only where {a} < {b}: the gate is missing
            gate  g*(b < a)  the gate is the wrong way round
            gate  g*c        the function itself is no gate
          b: g*(b < a)
            gate  g          only where {b} < {a}: the gate is missing
            gate  g*(a < b)  the gate is the wrong way round
            gate  g*c        the function itself is no gate
    """,
        "min(a, b)  a - relu(a - b)",
    ),
    Function(
        name="softmax",
        value=_softmax,
        takes_axis=True,
        along=True,
        spellings="Softmax",
        backward=f"""
        softmax(a)
          a: c*(wide(g) - along(wide(g)*c))
            activation-derivative  g*(c*(1 - c))  {_DIAGONAL}
            activation-derivative  g*c  the sum over the other entries is missing
            activation-derivative  wide(g)  the derivative of softmax is not multiplied in
            sign  c*(wide(g) + along(wide(g)*c))  the sum over the other entries is subtracted
    """,
        similar=("sigmoid", "exp", "log_softmax"),
        identities="softmax(z)  softmax(z + 2) | exp(z - logsumexp(z))",
        is_activation=True,
        is_positive=True,
    ),
    Function(
        name="log_softmax",
        value=_log_softmax,
        takes_axis=True,
        along=True,
        latex=r"\log\operatorname{softmax}",
        backward=f"""
        log_softmax(a)
          a: wide(g) - softmax(a)*along(wide(g))
            stopped-early  g/softmax(a)  {_STOPPED}
            activation-derivative  g*(1 - softmax(a))  {_DIAGONAL}
            missing-term  wide(g)  the softmax in the normaliser is not differentiated
            activation-derivative  g*softmax(a)  the derivative of softmax is not multiplied in
    """,
        identities="log_softmax(z)  log_softmax(z + 2) | z - logsumexp(z)",
    ),
    Function(
        name="logsumexp",
        shape=_log_sum_exp_shape,
        value=_log_sum_exp,
        takes_axis=True,
        along=True,
        spellings="lse LSE",
        backward="""
        logsumexp(a)
          a: g*softmax(a)
            missing-factor  g*exp(a)         the division by the sum of exponentials is missing
            wrong-rule      g/along(exp(a))  the exponentials in front are missing
            wrong-rule      wide(g)          log and sum do not change places
    """,
        identities="""
        logsumexp(z)  logsumexp(z - 2) + 2 | log(sum(exp(z - max(z)))) + max(z)
    """,
    ),
    Function(
        name="norm",
        shape=reduced_shape,
        value=_norm,
        takes_axis=True,
        backward="""
        norm(a)
          a: g*a/c
            wrong-rule       g*(2*a)    the rule of the squared norm
            missing-factor   g*a        the division by the norm is missing
            missing-factor   g/c        the vector itself is missing
            wrong-rule       g/(2*c)    the inner derivative of the square is missing
            constant-factor  g*(2*a)/c  the half of the root is missing
            extra-factor     g*a/c/c    divided by the norm twice
    """,
        spellings="norm2",
        identities="norm(a)  sqrt(sum(a^2))",
        is_positive=True,
    ),
)
