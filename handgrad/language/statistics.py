"""Statistics of everything or along an axis: products, variances, running totals, arg max."""

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import accumulate
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.language.arrays import (
    Array,
    Scalar,
    Value,
    as_array,
    elementwise,
    reduced_value,
    simplest,
    transpose,
)
from handgrad.language.function import Function
from handgrad.language.reductions import axis_of, mean_of, reduced_shape, reduction, total_of


def _norm1(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    sizes = elementwise(arithmetic.functions["abs"], values[0])
    return reduced_value(total_of(arithmetic), sizes, axis)


def _product(arithmetic: Arithmetic) -> Callable[[Any], Scalar]:
    return lambda entries: reduce(arithmetic.multiply, entries)


def _variance(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """The mean square of what differs from the mean: divided by n."""
    mean = mean_of(arithmetic)
    rest = elementwise(arithmetic.subtract, values[0], reduced_value(mean, values[0], axis))
    return reduced_value(mean, elementwise(arithmetic.multiply, rest, rest), axis)


def _deviation(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    return elementwise(arithmetic.functions["sqrt"], _variance(arithmetic, axis, values))


def _by_lines(
    arithmetic: Arithmetic,
    axis: int | None,
    value: Value,
    function: Callable[[Sequence[Scalar]], Sequence[Scalar]],
) -> Value:
    """A function of many numbers to as many, of each column (0) or each row (1)."""
    array = as_array(value)
    if axis_of(array, axis) == 0:
        return transpose(_by_lines(arithmetic, 1, transpose(array), function))
    entries = [entry for i in range(array.rows) for entry in function(array.row(i))]
    return simplest(Array(array.rows, array.columns, entries))


def _running_totals(
    arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]
) -> Value:
    return _by_lines(
        arithmetic, axis, values[0], lambda line: list(accumulate(line, arithmetic.add))
    )


def _one_hot_of_largest(
    arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]
) -> Value:
    """1 at the largest entry, the first of equal ones, 0 elsewhere."""
    one, step = arithmetic.convert(1), arithmetic.functions["step"]

    def hot(line: Sequence[Scalar]) -> list[Scalar]:
        found = []
        for i, entry in enumerate(line):
            before = [step(arithmetic.subtract(entry, z)) for z in line[:i]]
            after = [step(arithmetic.subtract(z, entry)) for z in line[i + 1 :]]
            none = (arithmetic.subtract(one, larger) for larger in after)
            found.append(reduce(arithmetic.multiply, (*before, *none), one))
        return found

    return _by_lines(arithmetic, axis, values[0], hot)


STATISTICS = (
    Function(
        name="norm1",
        shape=reduced_shape,
        value=_norm1,
        takes_axis=True,
        backward="""
        norm1(a)
          a: g*sign(a)
            wrong-rule  wide(g)   the sign of each entry is missing
            wrong-rule  g*abs(a)  the derivative of abs is the sign
            wrong-rule  g*a/c     the rule of the Euclidean norm
    """,
        identities="norm1(a)  sum(abs(a))",
        is_positive=True,
    ),
    Function(
        name="prod",
        shape=reduced_shape,
        value=reduction(_product),
        takes_axis=True,
        yields=True,
        latex=r"\prod",
        backward="""
        prod(a)
          a: g*c/a
            wrong-rule      wide(g)    the product of the other entries is missing
            missing-factor  wide(g*c)  the division by the entry itself is missing
            wrong-rule      g/a        this is of the logarithm of the product
    """,
    ),
    Function(
        name="var",
        shape=reduced_shape,
        value=_variance,
        takes_axis=True,
        yields=True,
        spellings="variance",
        backward="""
        var(a)
          a: g*(2*(a - mean(a)))/count(a)
            constant-factor  g*(a - mean(a))/count(a)  the 2 of the square is missing
            missing-factor   g*(2*(a - mean(a)))       the division by their number is missing
            missing-term     g*(2*a)/count(a)          the mean is not subtracted
    """,
        identities="var(a)  mean((a - mean(a))^2)",
        is_positive=True,
    ),
    Function(
        name="std",
        shape=reduced_shape,
        value=_deviation,
        takes_axis=True,
        yields=True,
        backward="""
        std(a)
          a: g*(a - mean(a))/count(a)/c
            wrong-rule       g*(2*(a - mean(a)))/count(a)  this is of the variance
            missing-factor   g*(a - mean(a))/count(a)      the deviation does not divide
            missing-term     g*a/count(a)/c                the mean is not subtracted
    """,
        identities="std(a)  sqrt(var(a))",
        is_positive=True,
    ),
    Function(
        name="cumsum",
        value=_running_totals,
        takes_axis=True,
        along=True,
        backward="""
        cumsum(a)
          a: along(wide(g)) - cumsum(wide(g)) + wide(g)
            order           cumsum(wide(g))                   an entry is in the totals after it
            missing-term    along(wide(g)) - cumsum(wide(g))  it is in its own total
            not-summed      wide(g)                           it is in several totals
    """,
    ),
    Function(
        name="argmax",
        value=_one_hot_of_largest,
        takes_axis=True,
        along=True,
        backward="argmax(a)",
    ),
)
