"""Functions of NumPy that are no operator: what each of them computes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run import along_axes as axes
from handgrad.reading.run import array_products, new_arrays
from handgrad.reading.run.entrywise import Calculator, listed_entries
from handgrad.reading.run.ndarray import ClassNumber, NDArray, from_entries, index_places
from handgrad.reading.run.picking import offsets_of

Rule = Callable[..., Any]
UNWRITTEN = Decimal("NaN")
"""What np.empty holds: nothing may be calculated with it."""


def _sizes_of(a: Any, *shape: Any) -> Any:
    given = list(shape)
    sizes = given[0] if len(given) == 1 and isinstance(given[0], list) else given
    return new_arrays.shape_of(sizes)


def in_shape(calc: Calculator, a: Any, *shape: Any) -> Any:
    array = a if isinstance(a, NDArray) else new_arrays.array_of_list(calc, [a])
    return array.reshaped(_sizes_of(a, *shape))


def flat_array(calc: Calculator, a: Any) -> Any:
    """a.ravel(), which is a row where a is an np.matrix."""
    is_matrix = isinstance(a, NDArray) and a.is_matrix
    return in_shape(calc, a, 1, -1) if is_matrix else in_shape(calc, a, -1)


def new_array(calc: Calculator, value: Any, dtype: Any = None) -> Any:
    found = new_arrays.array_of_list(calc, value, dtype)
    if not isinstance(found, NDArray) or found is not value:
        return found
    made = found.copied()
    made.is_matrix = False
    return made


def plain_array(calc: Calculator, value: Any, dtype: Any = None) -> Any:
    """np.asarray, which gives a matrix without its ways."""
    found = new_arrays.array_of_list(calc, value, dtype)
    if not isinstance(found, NDArray) or not found.is_matrix:
        return found
    plain = found.seen(found.shape, found.strides, found.offset)
    plain.is_matrix = False
    return plain


def new_matrix(calc: Calculator, value: Any, dtype: Any = None) -> Any:
    found = new_arrays.array_of_list(calc, value, dtype)
    made = found.copied() if isinstance(found, NDArray) and found is value else found
    return array_products.as_matrix(calc, made)


def axes_turned(calc: Calculator, a: Any, *order: Any, perm: list[int] | None = None) -> Any:
    if not isinstance(a, NDArray):
        return a
    order = order if perm is None else (perm,)
    axes_given = order[0] if len(order) == 1 and isinstance(order[0], list) else order
    return a.transposed(list(axes_given) or None)


def axes_swapped(calc: Calculator, a: NDArray, one: int, other: int) -> NDArray:
    order = list(range(a.ndim))
    order[one], order[other] = order[other], order[one]
    return a.transposed(order)


def axis_moved(calc: Calculator, a: NDArray, source: int, target: int) -> NDArray:
    order = [n for n in range(a.ndim) if n != source % a.ndim]
    order.insert(target % a.ndim, source % a.ndim)
    return a.transposed(order)


def array_like(value: Any) -> Rule:
    def rule(calc: Calculator, a: Any, dtype: Any = None) -> Any:
        array = new_arrays.array_of_list(calc, a)
        own = {"i": "int", "b": "bool", "f": "float"}[getattr(array, "kind", "f")]
        shape = list(array.shape) if isinstance(array, NDArray) else []
        return _without_axes(new_arrays.filled(calc, shape, value, dtype or own))

    return rule


def array_of(value: Any) -> Rule:
    def rule(calc: Calculator, *shape: Any, dtype: Any = None) -> Any:
        given = list(shape)
        if len(given) == 2 and isinstance(given[1], str):
            dtype = given.pop()
        sizes = given[0] if len(given) == 1 else given
        return _without_axes(new_arrays.filled(calc, sizes, value, dtype or "float"))

    return rule


def _without_axes(a: Any) -> Any:
    return a.entries()[0] if isinstance(a, NDArray) and not a.shape else a


def by_side(smaller: bool) -> Rule:
    def rule(calc: Calculator, a: Any, b: Any) -> Any:
        return calc.broadcast(calc.smaller if smaller else calc.larger, *as_reals(calc, a, b))

    return rule


def as_reals(calc: Calculator, *values: Any) -> list[Any]:
    """Values that meet, all as numbers of the arithmetic where one is."""
    kinds = {getattr(v, "kind", "i" if isinstance(v, int) else "f") for v in values}
    if kinds <= {"i"}:
        return list(values)
    return [new_arrays.cast(calc, v, "float") if isinstance(v, NDArray) else calc.real(v)
            for v in values]  # fmt: skip


def clipped_between(calc: Calculator, a: Any, low: Any = None, high: Any = None) -> Any:
    if low is None and high is None:
        raise NotPython("clip is run with its bounds: np.clip(x, low, high)")
    if low is not None:
        a = calc.broadcast(calc.larger, *as_reals(calc, a, low))
    return a if high is None else calc.broadcast(calc.smaller, *as_reals(calc, a, high))


def _by_sign(calc: Calculator, above: Any, at: Any, below: Any) -> Callable[[Any], Any]:
    def side(x: Any) -> Any:
        return above if calc.holds(">", x, 0) else below if calc.holds("<", x, 0) else at

    return side


def sign_of(calc: Calculator, a: Any) -> Any:
    return calc.broadcast(_by_sign(calc, *map(calc.real, (1, 0, -1))), a, kind="f")


def heaviside_step(calc: Calculator, a: Any, at: Any = 0) -> Any:
    return calc.broadcast(_by_sign(calc, *map(calc.real, (1, at, 0))), a, kind="f")


def absolute_value(calc: Calculator, a: Any) -> Any:
    return calc.broadcast(lambda x: x if calc.holds(">=", x, 0) else -x, a)


def positive_part(calc: Calculator, a: Any) -> Any:
    return calc.broadcast(calc.larger, *as_reals(calc, a, calc.real(0)))


def where_true(calc: Calculator, condition: Any, *sides: Any) -> Any:
    if len(sides) == 2:
        return calc.chosen(condition, *sides)
    if sides or not isinstance(condition, NDArray):
        raise NotPython("np.where takes a condition, and two sides or none")
    truths = map(calc.truth, condition.entries())
    found = [at for at, x in zip(index_places(condition.shape), truths, strict=True) if x]
    return [
        from_entries([at[n] for at in found], (len(found),), "i") for n in range(condition.ndim)
    ]


def norm_of(
    calc: Calculator, a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False
) -> Any:
    is_vector = a.ndim == 1 or (axis is not None and not isinstance(axis, list | tuple))
    if ord == 1 and is_vector:
        return axes.sum_along(calc, absolute_value(calc, a), axis, keepdims=keepdims)
    if ord not in (None, 2, "fro") or (ord == 2 and axis is None and a.ndim > 1):
        raise NotPython("this norm is not run")
    squares = axes.sum_along(calc, calc.operate("*", a, a), axis, keepdims=keepdims)
    return calc.apply("sqrt", squares)


def deviation_of(
    calc: Calculator, a: Any, axis: Any = None, keepdims: bool = False, ddof: int = 0
) -> Any:
    return calc.apply("sqrt", axes.variance(calc, a, axis, keepdims=keepdims, ddof=ddof))


def variance_of_sample(
    calc: Calculator,
    a: Any,
    axis: Any = None,
    unbiased: bool = True,
    keepdims: bool = False,
    correction: int = 1,
) -> Any:
    """torch.var: divided by one less than the number of entries where nothing else is said."""
    if isinstance(axis, bool):
        axis, unbiased = None, axis
    ddof = correction if unbiased else 0
    return axes.variance(calc, a, axis, keepdims=keepdims, ddof=ddof)


def softmax_of(calc: Calculator, a: NDArray, axis: Any = None) -> Any:
    if axis is not None and a.ndim == 1:
        axis = 0
    powers = calc.apply("exp", a)
    return calc.operate("/", powers, axes.sum_along(calc, powers, axis, keepdims=True))


def log_of_sum(calc: Calculator, a: NDArray, axis: Any = None, keepdims: bool = False) -> Any:
    return calc.apply(
        "log", axes.sum_along(calc, calc.apply("exp", a), axis, keepdims=keepdims)
    )


def logarithm_by(calc: Calculator, a: Any, base: int) -> Any:
    return calc.operate("/", calc.apply("log", a), calc.apply("log", calc.real(base)))


def added_at(sign: str) -> Rule:
    def rule(calc: Calculator, a: NDArray, index: Any, added: Any) -> None:
        parts = index if isinstance(index, list) and any(
            isinstance(v, NDArray | list | slice) for v in index) else [index]  # fmt: skip
        at, shape = offsets_of(a, parts)
        laid = new_arrays.array_of_list(calc, added)
        values = (
            laid.broadcast_to(shape).entries()
            if isinstance(laid, NDArray)
            else [laid] * len(at)
        )
        for place, value in zip(at, values, strict=True):
            calc.assign(a, [place], [calc.scalar(sign, a.data[place], value)])

    return rule


def diagonal_filled(calc: Calculator, a: NDArray, value: Any) -> None:
    size = min(a.shape)
    at = [a.offset + n * sum(a.strides, 0) for n in range(size)]
    calc.assign(a, at, (listed_entries(value) * size)[:size])


def trace_of(calc: Calculator, a: NDArray) -> Any:
    return axes.sum_along(calc, new_arrays.diagonal(calc, a))


def unique_entries(calc: Calculator, a: Any) -> NDArray:
    entries = listed_entries(a)
    if not all(isinstance(x, int) or x == int(x) for x in entries):
        raise NotPython("np.unique is run of whole numbers")
    counts = [range(x.count) for x in entries if isinstance(x, ClassNumber)]
    found = sorted({*entries, *(counts[0] if counts else ())})
    return from_entries(found, (len(found),), a.kind)


def counts_of(calc: Calculator, a: NDArray, minlength: int = 0) -> NDArray:
    entries = [int(x) for x in a.entries()]
    length = max([minlength, *(x + 1 for x in entries)])
    return from_entries([entries.count(n) for n in range(length)], (length,), "i")


def with_axis_options(function: Rule, **fixed: Any) -> Rule:
    def rule(calc: Calculator, a: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return function(calc, a, axis, keepdims=keepdims, **fixed)

    return rule


def rows_of_classes(calc: Calculator, numbers: NDArray, num_classes: Any = None) -> NDArray:
    """One-hot rows of class numbers."""
    entries = numbers.entries()
    counts = [x.count for x in entries if isinstance(x, ClassNumber)]
    if num_classes is None and counts:
        num_classes = counts[0]
    if not isinstance(num_classes, int) or numbers.kind != "i":
        raise NotPython("one_hot(...) is run of class numbers")
    calc.spend(len(entries) * num_classes)
    found = [calc.real(int(k == n)) for n in entries for k in range(num_classes)]
    return from_entries(found, (*numbers.shape, num_classes), "f")


def columns_of(calc: Calculator, parts: list[Any]) -> NDArray:
    arrays = [new_arrays.array_of_list(calc, part) for part in parts]
    return new_arrays.concatenated(
        calc, [a.reshaped((-1, 1)) if a.ndim == 1 else a for a in arrays], 1
    )


def rows_of(calc: Calculator, parts: list[Any]) -> NDArray:
    arrays = [new_arrays.array_of_list(calc, part) for part in parts]
    return new_arrays.concatenated(
        calc, [a.reshaped((1, -1)) if a.ndim == 1 else a for a in arrays], 0
    )


def columns_joined(calc: Calculator, parts: list[Any]) -> NDArray:
    arrays = _with_axes(calc, parts)
    return new_arrays.concatenated(calc, arrays, 0 if arrays[0].ndim == 1 else 1)


def joined_in_brackets(calc: Calculator, parts: list[Any]) -> NDArray:
    """`np.r_[a, b]`, of numbers too."""
    return new_arrays.concatenated(calc, _with_axes(calc, parts))


def _with_axes(calc: Calculator, parts: list[Any]) -> list[Any]:
    arrays = [new_arrays.array_of_list(calc, part) for part in parts]
    return [a if isinstance(a, NDArray) and a.ndim else new_arrays.as_vector(calc, a)
            for a in arrays]  # fmt: skip


def inverse_of(calc: Calculator, a: NDArray) -> NDArray:
    return new_arrays.solved(calc, a, new_arrays.identity(calc, a.shape[0]))


def with_two_axes(calc: Calculator, a: Any) -> NDArray:
    array = a if isinstance(a, NDArray) else new_arrays.array_of_list(calc, [a])
    return array.reshaped((1, -1)) if array.ndim < 2 else array


def deep_copy(calc: Calculator, a: Any) -> Any:
    return a.copied() if isinstance(a, NDArray) else list(a) if isinstance(a, list) else a


def correlated(calc: Calculator, a: NDArray, b: NDArray, mode: str = "valid") -> NDArray:
    if a.size < b.size:
        raise NotPython("np.correlate with the longer array behind is not run")
    return new_arrays.convolved(calc, a, new_arrays.flipped(b), mode)


def chained_product(calc: Calculator, parts: list[Any]) -> Any:
    found, *rest = parts
    for part in rest:
        found = array_products.matrix_product_of(calc, found, part)
    return found
