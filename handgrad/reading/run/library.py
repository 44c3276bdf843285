"""The functions of NumPy and PyTorch, and their methods, by name."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from inspect import signature
from typing import Any

from handgrad.reading.code.syntax import NotPython
from handgrad.reading.run import along_axes as axes
from handgrad.reading.run import new_arrays, array_products
from handgrad.reading.run.entrywise import Calculator, entries_of
from handgrad.reading.run.ndarray import NDArray, from_entries, places
from handgrad.reading.run.picking import offsets_of, picked

Rule = Callable[..., Any]
UNWRITTEN = Decimal("NaN")
"""What np.empty holds: nothing may be calculated with it."""
_SPELLED = {
    "dim": "axis", "keepdim": "keepdims", "a_min": "low", "a_max": "high", "min": "low",
    "max": "high", "reps": "reps", "repeats": "count", "num": "num", "N": "rows", "M": "columns",
}  # fmt: skip
_IGNORED = ("requires_grad", "device", "out_dtype", "order", "copy", "inplace", "optimize")
_SMOOTH = {
    "exp": "exp", "log": "log", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos",
    "tan": "tan", "arcsin": "arcsin", "arccos": "arccos", "arctan": "arctan", "sinh": "sinh",
    "cosh": "cosh", "erf": "erf", "sigmoid": "sigmoid", "expit": "sigmoid", "log1p": "log1p",
    "expm1": "expm1", "softplus": "softplus", "gammaln": "lgamma", "digamma": "digamma",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan",
}  # fmt: skip
_OPERATORS = {
    "add": "+", "subtract": "-", "sub": "-", "multiply": "*", "mul": "*", "divide": "/",
    "div": "/", "true_divide": "/", "power": "**", "pow": "**", "greater": ">", "less": "<",
    "greater_equal": ">=", "less_equal": "<=", "equal": "==", "not_equal": "!=", "gt": ">",
    "lt": "<", "ge": ">=", "le": "<=", "eq": "==", "logical_and": "&", "logical_or": "|",
    "logical_xor": "^", "mod": "%",
}  # fmt: skip
CHANGING = {"add_": "+", "sub_": "-", "mul_": "*", "div_": "/"}


def rule_of(name: str) -> Rule | None:
    """What a function of NumPy does, None where it is not run."""
    if name in _SMOOTH:
        return lambda calc, a: calc.apply(_SMOOTH[name], a)
    if name in _OPERATORS:
        return lambda calc, a, b: calc.operate(_OPERATORS[name], a, b)
    return _RULES.get(name)


def call(calc: Calculator, name: str, given: list[Any], options: Mapping[str, Any]) -> Any:
    """The value of a function of NumPy; raises NotPython for one that is not run."""
    rule = rule_of(name)
    if rule is None:
        raise NotPython(f"{name}(...) is not run")
    keywords = {_SPELLED.get(k, k): v for k, v in options.items() if k not in _IGNORED}
    try:
        signature(rule).bind(calc, *given, **keywords)
    except TypeError as error:
        raise NotPython(f"{name}(...) with these arguments is not run") from error
    if name in ("max", "min") and "dim" in options:
        raise NotPython(f"{name} along a dim gives two values in PyTorch; this is not run")
    listed = [_listed(calc, name, v) for v in given]
    try:
        return rule(calc, *listed, **keywords)
    except (AttributeError, TypeError, IndexError, ValueError) as error:
        raise NotPython(f"{name}(...) is not run of such values") from error


def _listed(calc: Calculator, name: str, value: Any) -> Any:
    """A list as the array that NumPy makes of it, but where it is a shape or a list of arrays."""
    is_array = isinstance(value, list) and name not in _OF_LISTS
    return new_arrays.as_array(calc, value) if is_array else value


def _whole(a: Any, *shape: Any) -> Any:
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], list | tuple) else list(shape)
    return new_arrays.shape_of(sizes)


def _reshaped(calc: Calculator, a: Any, *shape: Any) -> Any:
    array = a if isinstance(a, NDArray) else new_arrays.as_array(calc, [a])
    return array.reshaped(_whole(a, *shape))


def _array(calc: Calculator, value: Any, dtype: Any = None) -> Any:
    found = new_arrays.as_array(calc, value, dtype)
    return found.copied() if isinstance(found, NDArray) and found is value else found


def _transposed(calc: Calculator, a: Any, *order: Any) -> Any:
    if not isinstance(a, NDArray):
        return a
    axes_given = order[0] if len(order) == 1 and isinstance(order[0], list) else order
    return a.transposed(list(axes_given) or None)


def _swapped(calc: Calculator, a: NDArray, one: int, other: int) -> NDArray:
    order = list(range(a.ndim))
    order[one], order[other] = order[other], order[one]
    return a.transposed(order)


def _moved(calc: Calculator, a: NDArray, source: int, target: int) -> NDArray:
    order = [n for n in range(a.ndim) if n != source % a.ndim]
    order.insert(target % a.ndim, source % a.ndim)
    return a.transposed(order)


def _like(value: Any) -> Rule:
    def rule(calc: Calculator, a: Any, dtype: Any = None) -> Any:
        array = new_arrays.as_array(calc, a)
        own = {"i": "int", "b": "bool", "f": "float"}[getattr(array, "kind", "f")]
        shape = list(array.shape) if isinstance(array, NDArray) else []
        return _simple(new_arrays.filled(calc, shape, value, dtype or own))

    return rule


def _filled(value: Any) -> Rule:
    def rule(calc: Calculator, *shape: Any, dtype: Any = None) -> Any:
        if len(shape) == 2 and isinstance(shape[1], str):
            shape, dtype = shape[:1], shape[1]
        sizes = shape[0] if len(shape) == 1 else list(shape)
        return _simple(new_arrays.filled(calc, sizes, value, dtype or "float"))

    return rule


def _simple(a: Any) -> Any:
    return a.entries()[0] if isinstance(a, NDArray) and not a.shape else a


def _sided(smaller: bool) -> Rule:
    def rule(calc: Calculator, a: Any, b: Any) -> Any:
        return calc.broadcast(calc.smaller if smaller else calc.larger, *_real(calc, a, b))

    return rule


def _real(calc: Calculator, *values: Any) -> list[Any]:
    """Values that meet, all as numbers of the arithmetic where one is."""
    kinds = {getattr(v, "kind", "i" if isinstance(v, int) else "f") for v in values}
    if kinds <= {"i"}:
        return list(values)
    return [new_arrays.cast(calc, v, "float") if isinstance(v, NDArray) else calc.real(v)
            for v in values]  # fmt: skip


def _clipped(calc: Calculator, a: Any, low: Any = None, high: Any = None) -> Any:
    if low is not None:
        a = calc.broadcast(calc.larger, *_real(calc, a, low))
    return a if high is None else calc.broadcast(calc.smaller, *_real(calc, a, high))


def _signs(calc: Calculator, above: Any, at: Any, below: Any) -> Callable[[Any], Any]:
    def side(x: Any) -> Any:
        return above if calc.holds(">", x, 0) else below if calc.holds("<", x, 0) else at

    return side


def _sign(calc: Calculator, a: Any) -> Any:
    return calc.broadcast(_signs(calc, *map(calc.real, (1, 0, -1))), a, kind="f")


def _heaviside(calc: Calculator, a: Any, at: Any = 0) -> Any:
    return calc.broadcast(_signs(calc, *map(calc.real, (1, at, 0))), a, kind="f")


def _absolute(calc: Calculator, a: Any) -> Any:
    return calc.broadcast(lambda x: x if calc.holds(">=", x, 0) else -x, a)


def _relu(calc: Calculator, a: Any) -> Any:
    return calc.broadcast(calc.larger, *_real(calc, a, calc.real(0)))


def _where(calc: Calculator, condition: Any, *sides: Any) -> Any:
    if len(sides) == 2:
        return calc.chosen(condition, *sides)
    if sides or not isinstance(condition, NDArray):
        raise NotPython("np.where takes a condition, and two sides or none")
    truths = map(calc.truth, condition.entries())
    found = [at for at, x in zip(places(condition.shape), truths, strict=True) if x]
    return [
        from_entries([at[n] for at in found], (len(found),), "i") for n in range(condition.ndim)
    ]


def _norm(calc: Calculator, a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002
    if ord not in (None, 2, "fro") or (ord == 2 and axis is None and a.ndim > 1):
        raise NotPython("this norm is not run")
    squares = axes.total(calc, calc.operate("*", a, a), axis, keepdims=keepdims)
    return calc.apply("sqrt", squares)


def _deviation(calc: Calculator, a: Any, axis: Any = None, keepdims: bool = False, ddof: int = 0) -> Any:
    return calc.apply("sqrt", axes.variance(calc, a, axis, keepdims=keepdims, ddof=ddof))


def _softmax(calc: Calculator, a: NDArray, axis: Any = None) -> Any:
    if axis is None and a.ndim > 1:
        raise NotPython("write along which axis softmax is taken")
    powers = calc.apply("exp", a)
    return calc.operate("/", powers, axes.total(calc, powers, axis, keepdims=True))


def _log_sum(calc: Calculator, a: NDArray, axis: Any = None, keepdims: bool = False) -> Any:
    return calc.apply("log", axes.total(calc, calc.apply("exp", a), axis, keepdims=keepdims))


def _only(calc: Calculator, a: Any, *index: Any) -> Any:
    return picked(a, index) if index else entries_of(a)[0]


def _add_at(sign: str) -> Rule:
    def rule(calc: Calculator, a: NDArray, index: Any, added: Any) -> None:
        parts = index if isinstance(index, list) and any(
            isinstance(v, NDArray | list | slice) for v in index) else [index]  # fmt: skip
        at, shape = offsets_of(a, parts)
        laid = new_arrays.as_array(calc, added)
        values = laid.broadcast_to(shape).entries() if isinstance(laid, NDArray) else [laid] * len(at)
        for place, value in zip(at, values, strict=True):
            calc.assign(a, [place], [calc.scalar(sign, a.data[place], value)])

    return rule


def _fill_diagonal(calc: Calculator, a: NDArray, value: Any) -> None:
    size = min(a.shape)
    at = [a.offset + n * sum(a.strides, 0) for n in range(size)]
    calc.assign(a, at, (entries_of(value) * size)[:size])


def _trace(calc: Calculator, a: NDArray) -> Any:
    return axes.total(calc, new_arrays.diagonal(calc, a))


def _unique(calc: Calculator, a: Any) -> NDArray:
    entries = entries_of(a)
    if not all(isinstance(x, int) or x == int(x) for x in entries):
        raise NotPython("np.unique is run of whole numbers")
    found = sorted(set(entries))
    return from_entries(found, (len(found),), a.kind)


def _counted(calc: Calculator, a: NDArray, minlength: int = 0) -> NDArray:
    entries = [int(x) for x in a.entries()]
    length = max([minlength, *(x + 1 for x in entries)])
    return from_entries([entries.count(n) for n in range(length)], (length,), "i")


def _along(function: Rule, **fixed: Any) -> Rule:
    def rule(calc: Calculator, a: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return function(calc, a, axis, keepdims=keepdims, **fixed)

    return rule


def _columns(calc: Calculator, parts: list[Any]) -> NDArray:
    arrays = [new_arrays.as_array(calc, part) for part in parts]
    return new_arrays.joined(calc, [a.reshaped((-1, 1)) if a.ndim == 1 else a for a in arrays], 1)


def _rows(calc: Calculator, parts: list[Any]) -> NDArray:
    arrays = [new_arrays.as_array(calc, part) for part in parts]
    return new_arrays.joined(calc, [a.reshaped((1, -1)) if a.ndim == 1 else a for a in arrays], 0)


def _beside(calc: Calculator, parts: list[Any]) -> NDArray:
    arrays = [new_arrays.as_array(calc, part) for part in parts]
    return new_arrays.joined(calc, arrays, 0 if arrays[0].ndim == 1 else 1)


def _inverse(calc: Calculator, a: NDArray) -> NDArray:
    return new_arrays.solved(calc, a, new_arrays.identity(calc, a.shape[0]))


def _two_axes(calc: Calculator, a: Any) -> NDArray:
    array = a if isinstance(a, NDArray) else new_arrays.as_array(calc, [a])
    return array.reshaped((1, -1)) if array.ndim < 2 else array


def _deep(calc: Calculator, a: Any) -> Any:
    return a.copied() if isinstance(a, NDArray) else list(a) if isinstance(a, list) else a


def _correlated(calc: Calculator, a: NDArray, b: NDArray, mode: str = "valid") -> NDArray:
    if a.size < b.size:
        raise NotPython("np.correlate with the longer array behind is not run")
    return new_arrays.convolved(calc, a, new_arrays.flipped(b), mode)


def _chained(calc: Calculator, parts: list[Any]) -> Any:
    found, *rest = parts
    for part in rest:
        found = array_products.matmul(calc, found, part)
    return found


_CAST = ("asarray", "ascontiguousarray", "atleast_1d", "tensor", "from_numpy")
_OF_LISTS = frozenset(
    "zeros ones empty full reshape transpose permute view concatenate stack vstack hstack "
    "column_stack row_stack cat tile broadcast_to array at where pad einsum expand".split()
)
_RULES: dict[str, Rule] = {
    "zeros": _filled(0), "ones": _filled(1), "empty": _filled(UNWRITTEN),
    "zeros_like": _like(0), "ones_like": _like(1), "empty_like": _like(UNWRITTEN),
    "full": lambda calc, shape, value, dtype=None: new_arrays.filled(calc, shape, value, dtype),
    "full_like": lambda calc, a, value: new_arrays.filled(calc, list(a.shape), value),
    "eye": new_arrays.identity, "identity": new_arrays.identity, "arange": new_arrays.in_order,
    "linspace": new_arrays.spaced, "array": _array, "copy": _deep, "clone": _deep,
    **dict.fromkeys(_CAST, new_arrays.as_array),
    "asarray": new_arrays.as_array, "diag": new_arrays.diagonal, "diagonal": new_arrays.diagonal,
    "tril": lambda calc, a, k=0: new_arrays.triangle(calc, a, k, lower=True),
    "triu": lambda calc, a, k=0: new_arrays.triangle(calc, a, k, lower=False),
    "reshape": _reshaped, "view": _reshaped, "ravel": lambda calc, a: _reshaped(calc, a, -1),
    "flatten": lambda calc, a: _reshaped(calc, _deep(calc, a), -1),
    "transpose": _transposed, "permute": _transposed, "t": _transposed,
    "swapaxes": _swapped, "moveaxis": _moved,
    "squeeze": lambda calc, a, axis=None: new_arrays.squeezed(a, axis),
    "expand_dims": lambda calc, a, axis: new_arrays.with_axis(a, axis),
    "unsqueeze": lambda calc, a, axis: new_arrays.with_axis(a, axis),
    "atleast_2d": _two_axes,
    "broadcast_to": lambda calc, a, shape: a.broadcast_to(new_arrays.shape_of(shape)),
    "concatenate": new_arrays.joined, "cat": new_arrays.joined, "stack": new_arrays.stacked,
    "vstack": _rows, "row_stack": _rows, "hstack": _beside, "column_stack": _columns,
    "tile": new_arrays.tiled, "repeat": new_arrays.repeated, "pad": new_arrays.padded,
    "roll": lambda calc, a, shift, axis=None: new_arrays.rolled(a, shift, axis),
    "flip": lambda calc, a, axis=None: new_arrays.flipped(a, axis),
    "flipud": lambda calc, a: new_arrays.flipped(a, 0),
    "fliplr": lambda calc, a: new_arrays.flipped(a, 1),
    "take": lambda calc, a, ids, axis=None: picked(
        a if axis is not None else a.reshaped((-1,)), [*[slice(None)] * (axis or 0), ids]),
    "sliding_window_view": lambda calc, a, window, axis=None: new_arrays.windows_of(a, window, axis),
    "convolve": new_arrays.convolved,
    "correlate": _correlated,
    "inv": _inverse, "solve": new_arrays.solved, "trace": _trace, "norm": _norm,
    "sum": _along(axes.total), "mean": _along(axes.mean), "average": _along(axes.mean),
    "prod": _along(axes.multiplied), "product": _along(axes.multiplied),
    "max": _along(axes.largest), "amax": _along(axes.largest),
    "min": _along(axes.largest, sign=-1), "amin": _along(axes.largest, sign=-1),
    "argmax": _along(axes.largest, place=True),
    "argmin": _along(axes.largest, place=True, sign=-1),
    "var": axes.variance, "std": _deviation,
    "cumsum": lambda calc, a, axis=None: axes.running(calc, "+", a, axis),
    "cumprod": lambda calc, a, axis=None: axes.running(calc, "*", a, axis),
    "all": lambda calc, a, axis=None: axes.holds_for(calc, a, axis, every=True),
    "any": lambda calc, a, axis=None: axes.holds_for(calc, a, axis, every=False),
    "maximum": _sided(False), "fmax": _sided(False), "minimum": _sided(True),
    "fmin": _sided(True), "clip": _clipped, "clamp": _clipped, "sign": _sign,
    "heaviside": _heaviside, "abs": _absolute, "absolute": _absolute, "fabs": _absolute,
    "relu": _relu, "where": _where, "nonzero": _where,
    "flatnonzero": lambda calc, a: _where(calc, a.reshaped((-1,)))[0],
    "square": lambda calc, a: calc.operate("*", a, a),
    "reciprocal": lambda calc, a: calc.operate("/", 1, a),
    "negative": lambda calc, a: calc.negated(a), "neg": lambda calc, a: calc.negated(a),
    "logical_not": lambda calc, a: calc.broadcast(lambda x: not calc.truth(x), a, kind="b"),
    "matmul": array_products.matmul, "mm": array_products.matmul, "mv": array_products.matmul,
    "bmm": array_products.matmul, "dot": array_products.dot, "outer": array_products.outer, "ger": array_products.outer,
    "inner": lambda calc, a, b: array_products.matmul(calc, a, b.transposed()),
    "vdot": array_products.dot, "einsum": array_products.einsum, "tensordot": array_products.tensordot,
    "multi_dot": lambda calc, parts: _chained(calc, parts),
    "softmax": _softmax, "logsumexp": _log_sum,
    "unique": _unique, "bincount": _counted, "item": _only,
    "add.at": _add_at("+"), "subtract.at": _add_at("-"), "fill_diagonal": _fill_diagonal,
}  # fmt: skip
