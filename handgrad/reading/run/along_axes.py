"""Sums, products and largest entries, of all entries or along axes."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from handgrad.errors import EvaluationError
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run.entrywise import Calculator, kind
from handgrad.reading.run.ndarray import ClassNumber, NDArray, from_entries

Axes = int | Sequence[int] | None


def reduced(
    calculator: Calculator,
    function: Callable[[list[Any]], Any],
    a: Any,
    axis: Axes = None,
    *,
    keepdims: bool = False,
    result: str = "",
) -> Any:
    """A function of the entries along axes, of all of them where there is None."""
    if not isinstance(a, NDArray):
        if axis not in (None, 0, -1):
            raise NotPython("a number has no axis")
        return function([a])
    axes = _axes_of(a, axis)
    kept = [n for n in range(a.ndim) if n not in axes]
    turned = a.transposed([*kept, *axes])
    entries = turned.entries()
    calculator.spend(len(entries) + 1)
    shape = tuple(a.shape[n] for n in kept)
    width = len(entries) // max(_product(shape), 1)
    groups = [entries[n * width : (n + 1) * width] for n in range(_product(shape))]
    found = [function(group) for group in groups]
    if keepdims or (a.is_matrix and axis is not None):
        shape = tuple(1 if n in axes else size for n, size in enumerate(a.shape))
    if not shape:
        return found[0]
    along = from_entries(found, shape, result or a.kind)
    along.is_matrix = a.is_matrix
    return along


def _product(shape: Sequence[int]) -> int:
    return reduce(lambda x, y: x * y, shape, 1)


def _axes_of(a: NDArray, axis: Axes) -> list[int]:
    given = range(a.ndim) if axis is None else [axis] if isinstance(axis, int) else list(axis)
    for one in given:
        if not isinstance(one, int) or not -a.ndim <= one < a.ndim:
            raise NotPython(f"an array of shape {a.shape} has no axis {one}")
    return [one % a.ndim for one in given]


def sum_along(
    calculator: Calculator, a: Any, axis: Axes = None, *, keepdims: bool = False
) -> Any:
    """np.sum; of truths, how many hold."""
    result = "f" if kind(a) == "f" else "i"

    def add(group: list[Any]) -> Any:
        if result == "i":
            return sum(map(int, group), 0)
        return reduce(calculator.numbers.add, group) if group else calculator.real(0)

    return reduced(calculator, add, a, axis, keepdims=keepdims, result=result)


def product_along(
    calculator: Calculator, a: Any, axis: Axes = None, *, keepdims: bool = False
) -> Any:
    """np.prod."""

    def multiply(group: list[Any]) -> Any:
        return reduce(lambda x, y: calculator.scalar("*", x, y), group, 1)

    return reduced(calculator, multiply, a, axis, keepdims=keepdims)


def mean(calculator: Calculator, a: Any, axis: Axes = None, *, keepdims: bool = False) -> Any:
    """np.mean."""
    whole = sum_along(calculator, a, axis, keepdims=keepdims)
    return calculator.operate("/", whole, count_along(a, axis))


def count_along(a: Any, axis: Axes) -> int:
    """How many entries are reduced to one."""
    if not isinstance(a, NDArray):
        return 1
    found = _product([a.shape[n] for n in _axes_of(a, axis)])
    if not found:
        raise EvaluationError("a mean of no entries")
    return found


def variance(
    calculator: Calculator, a: Any, axis: Axes = None, *, keepdims: bool = False, ddof: int = 0
) -> Any:
    """np.var."""
    middle = mean(calculator, a, axis, keepdims=True) if isinstance(a, NDArray) else a
    apart = calculator.operate("-", a, middle)
    squares = sum_along(
        calculator, calculator.operate("*", apart, apart), axis, keepdims=keepdims
    )
    return calculator.operate("/", squares, count_along(a, axis) - ddof)


def largest_along(
    calculator: Calculator,
    a: Any,
    axis: Axes = None,
    *,
    keepdims: bool = False,
    sign: int = 1,
    place: bool = False,
) -> Any:
    """np.max, np.min with sign -1, np.argmax with the place; how far ahead it is is noted."""

    def best(group: list[Any]) -> Any:
        if not group:
            raise NotPython("no entries have no largest")
        if place and any(isinstance(x, ClassNumber) for x in group):
            raise NotPython("the largest class number has no place that matters")
        counts = {x.count for x in group if isinstance(x, ClassNumber)}
        if sign > 0 and len(counts) == 1:
            return counts.pop() - 1
        if all(isinstance(x, int) for x in group):
            at = max(range(len(group)), key=lambda n: (sign * group[n], -n))
        else:
            numbers = list(map(calculator.real, group))
            at = max(range(len(group)), key=lambda n: (sign * numbers[n], -n))
            for n, x in enumerate(numbers):
                if n != at:
                    calculator.difference(sign * numbers[at], sign * x)
            if calculator.sites.forced.get(calculator.site) is False:
                at = 0
        return at if place else group[at]

    result = "i" if place else ""
    return reduced(calculator, best, a, axis, keepdims=keepdims, result=result)


def running_along(calculator: Calculator, sign: str, a: NDArray, axis: int | None) -> NDArray:
    """np.cumsum and np.cumprod."""
    if axis is None:
        a, axis = a.reshaped((-1,)), 0
    moved = a.transposed([*(n for n in range(a.ndim) if n != axis % a.ndim), axis % a.ndim])
    width, entries = moved.shape[-1], moved.entries()
    if a.kind == "b":
        raise NotPython("a running sum of truths is not run")
    found: list[Any] = []
    for n in range(0, len(entries), width):
        found.append(entries[n])
        for entry in entries[n + 1 : n + width]:
            found.append(calculator.scalar(sign, found[-1], entry))
    calculator.spend(len(entries))
    back = list(range(a.ndim - 1))
    back.insert(axis % a.ndim, a.ndim - 1)
    return from_entries(found, moved.shape, a.kind).transposed(back)


def holds_for(calculator: Calculator, a: Any, axis: Axes, *, every: bool) -> Any:
    """np.all and np.any."""

    def joined(group: list[Any]) -> bool:
        truths = [calculator.truth(x) for x in group]
        return all(truths) if every else any(truths)

    return reduced(calculator, joined, a, axis, result="b")
