"""NumPy's and PyTorch's functions, also those that are methods, on arrays as trees."""

from collections.abc import Callable, Mapping

from handgrad.errors import did_you_mean
from handgrad.language.functions import ELEMENTWISE
from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Name, Node, Over, Product
from handgrad.reading.code.arrays.call_arguments import CallOfNumPy, as_numpy
from handgrad.reading.code.arrays.numpy_counts import COUNTS
from handgrad.reading.code.arrays.numpy_matrices import NUMPY_MATRICES
from handgrad.reading.code.arrays.numpy_repeats import REPEATS
from handgrad.reading.code.arrays.numpy_shapes import SHAPING
from handgrad.reading.code.arrays.numpy_signals import SIGNALS
from handgrad.reading.code.arrays.octave_calls import OCTAVE_CALLS
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values import masks
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.gathered import list_mean, list_sum
from handgrad.reading.code.values.numpy_arrays import (
    Misshapen,
    NumPyArray,
    applied_entrywise,
    array,
    dimensions_text,
    entrywise_operation,
    numpy_matmul,
    numpy_transpose,
    outer,
    reduced_array,
    scalar,
    transposed_tree,
)
from handgrad.reading.code.values.program_values import (
    FixedValue,
    Gathered,
    ItemList,
    Value,
)


def function(name: str) -> Callable[[CallOfNumPy], Value] | None:
    """The rule of a function by its bare name, None for one that is not read."""
    return _RULES.get(name)


def not_read(name: str) -> NotPython:
    bare = name.rpartition(".")[2]
    return NotPython(f"the function {name} is not read{did_you_mean(bare, _RULES)}")


def _unary(name: str) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check()
        return applied_entrywise(lambda x: Call(name, (x,)), call.array(0))

    return rule


def _binary(sign: str) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check()
        return entrywise_operation(sign, call.array(0), call.array(1))

    return rule


def _comparing(sign: str) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check()
        return masks.comparison_mask(sign, call.array(0), call.array(1))

    return rule


def _extreme(name: str) -> Callable[[CallOfNumPy], Value]:
    """np.maximum(a, b)."""

    def rule(call: CallOfNumPy) -> Value:
        call.check()
        a, b = call.array(0), call.array(1)
        if a.fill is not None and b.fill is not None and not a.ndim and not b.ndim:
            return scalar(max(a.fill, b.fill) if name == "max" else min(a.fill, b.fill))
        return applied_entrywise(lambda x, y: Call(name, (x, y)), a, b)

    return rule


def _reduction(name: str) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check(("axis", "dim", "keepdims", "keepdim"))
        first, second = call.given(0), call.given(1)
        if isinstance(first, Gathered) and name in ("sum", "mean") and not call.keepdims:
            return _of_list(name, first, call.axis())
        labels = call.page.as_class_numbers(first) if name == "max" and first else None
        if labels is not None and labels.rows.ndim == 2 and len(call.arguments) == 1:
            count = values.size_number(labels.rows.dimensions[1])
            return entrywise_operation("-", count, scalar(1))
        if name in ("max", "min") and isinstance(second, NumPyArray):
            is_torch_axis = second.fill is not None and call.array(0).ndim > 0
            if not is_torch_axis:
                return _extreme(name)(call)
        return reduced_array(name, call.array(0), call.axis(), keepdims=call.keepdims)

    return rule


def _of_list(name: str, found: Gathered, axis: int | None) -> NumPyArray:
    """The sum or the mean of a list built entry by entry; axis 0 runs over the list."""
    if axis not in (0, None):
        return reduced_array(name, as_numpy(found, name), axis)
    total = list_sum(found) if name == "sum" else list_mean(found)
    return reduced_array(name, total, None) if axis is None and total.ndim else total


def python_sum(call: CallOfNumPy) -> Value:
    """Python's own sum, which adds rows up: along axis 0."""
    call.check()
    start = call.given(1)
    if start not in (None, scalar(0)):
        raise NotPython("sum(...) is read with its first argument only")
    match call.given(0):
        case Gathered() as found:
            return list_sum(found)
        case ItemList((first, *rest)):
            total = as_numpy(first, "sum")
            for value in rest:
                total = entrywise_operation("+", total, as_numpy(value, "sum"))
            return total
    return reduced_array("sum", call.array(0), 0 if call.array(0).ndim else None)


def _variance(root: bool) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check(("axis", "keepdims"))
        if call.name.startswith("torch."):
            raise NotPython("PyTorch divides this by n - 1: add correction=0")
        a, axis = call.array(0), call.axis()
        centred = entrywise_operation("-", a, reduced_array("mean", a, axis, keepdims=True))
        found = reduced_array(
            "mean", entrywise_operation("**", centred, scalar(2)), axis, keepdims=call.keepdims
        )
        return applied_entrywise(lambda x: Call("sqrt", (x,)), found) if root else found

    return rule


def _norm(call: CallOfNumPy) -> Value:
    call.check(("axis", "dim", "keepdims", "keepdim", "ord", "p"))
    kind = call.given(1, "ord", "p")
    if kind not in (None, FixedValue(None), scalar(2), FixedValue("fro")):
        raise NotPython("only the norms of squares are read: np.linalg.norm(x)")
    axis = call.whole(2, "axis", "dim")
    if kind == scalar(2) and axis is None and call.array(0).ndim == 2:
        raise NotPython("the norm of order 2 of a matrix is not read; leave the 2 out")
    keeps = call.keywords.get("keepdims", call.keywords.get("keepdim")) == FixedValue(True)
    return reduced_array("norm", call.array(0), axis, keepdims=keeps)


def _softmax_like(name: str) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check(("axis", "dim", "keepdims"))
        a, axis = call.array(0), call.axis()
        if axis is None and a.ndim == 2:
            axis = 1 if name == "logsumexp" else call.page.softmax_axis(call.name, a.dimensions)
        if a.ndim == 2 and axis is None:
            problem = f"say along which axis: {call.name}(..., axis=1)"
            raise NotPython(problem, is_lost=True)
        along = None if a.ndim < 2 or axis is None else axis % 2
        if name == "logsumexp":
            if a.ndim < 2:
                return array(Call(name, (a.tree,)), ())
            rows, columns = a.dimensions
            tree = Call(name, (a.tree,), along)
            if call.keepdims:
                return array(tree, (1, columns) if along == 0 else (rows, 1))
            return (
                array(transposed_tree(tree), (columns,)) if along == 0 else array(tree, (rows,))
            )
        return array(Call(name, (a.tree,), along), a.dimensions)

    return rule


def _product(call: CallOfNumPy) -> Value:
    """np.dot and the like: with a number the plain product."""
    call.check()
    a, b = call.array(0), call.array(1)
    return entrywise_operation("*", a, b) if 0 in (a.ndim, b.ndim) else numpy_matmul(a, b)


def _reduced(call: CallOfNumPy) -> Value:
    """np.add.reduce, which adds up along axis 0 where no axis is given."""
    call.check(("axis", "keepdims"))
    if not call.name.endswith("add.reduce"):
        raise not_read(call.name)
    is_given = call.given(1, "axis") is not None
    axis = call.axis() if is_given else 0
    return reduced_array("sum", call.array(0), axis, keepdims=call.keepdims)


def _tensordot(call: CallOfNumPy) -> Value:
    """np.tensordot over one axis of each array."""
    call.check(("axes",))
    a, b, axes = call.array(0), call.array(1), call.given(2, "axes")
    match axes:
        case ItemList((first, second)):
            pair = [_only_axis(value) for value in (first, second)]
        case NumPyArray(fill=fill) if fill == 1:
            pair = [a.ndim - 1, 0]
        case _:
            pair = []
    if len(pair) != 2 or not 1 <= a.ndim <= 2 or not 1 <= b.ndim <= 2:
        raise NotPython("np.tensordot is read over one axis of each array: axes=([0], [0])")
    left = numpy_transpose(a) if a.ndim == 2 and pair[0] % 2 == 0 else a
    right = numpy_transpose(b) if b.ndim == 2 and pair[1] % 2 == 1 else b
    return numpy_matmul(left, right)


def _only_axis(value: Value) -> int:
    one = value.values[0] if isinstance(value, ItemList) and len(value.values) == 1 else value
    fill = as_numpy(one, "axes").fill
    if fill is None or fill.denominator != 1:
        raise NotPython("an axis is a whole number")
    return int(fill)


def _outer(call: CallOfNumPy) -> Value:
    call.check()
    return outer(call.array(0), call.array(1))


def _einsum(call: CallOfNumPy) -> Value:
    """The sum over every letter that the result does not have."""
    call.check()
    pattern, *given = call.arguments
    if not isinstance(pattern, FixedValue) or not isinstance(pattern.value, str):
        raise NotPython("einsum starts with its letters: np.einsum('ij,j->i', A, x)")
    left, arrow, right = pattern.value.replace(" ", "").partition("->")
    terms = left.split(",")
    arrays = [as_numpy(value, "einsum") for value in given]
    letters = "".join(terms)
    if not arrow:
        right = "".join(sorted(x for x in set(letters) if letters.count(x) == 1))
    if not (letters + right).isalpha() or len(terms) != len(arrays) or len(right) > 2:
        raise NotPython(f"the letters {pattern.value} do not fit the arrays of einsum")
    sizes: dict[str, Dimension] = {}
    for term, value in zip(terms, arrays, strict=True):
        if len(term) != value.ndim or len(set(term)) < len(term):
            raise Misshapen(
                f"{term} of einsum does not fit {dimensions_text(value.dimensions)}"
            )
        for letter, size in zip(term, value.dimensions, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise Misshapen(f"the letter {letter} of einsum has two sizes")
    if not set(right) <= set(sizes) or len(set(right)) < len(right):
        raise NotPython(f"the letters {pattern.value} of einsum are not read")
    names = {letter: f"e{letter}" for letter in sizes}
    factors = [
        Index(value.tree, tuple(Name(names[x]) for x in term)) if term else value.tree
        for term, value in zip(terms, arrays, strict=True)
    ]
    first, *rest = factors
    tree: Node = Product(first, tuple(("*", f) for f in rest)) if rest else first
    for letter in reversed([x for x in sizes if x not in right]):
        tree = Over("sum", names[letter], tree, sizes[letter])
    for letter in reversed(right):
        tree = Over("each", names[letter], tree, sizes[letter])
    return array(tree, tuple(sizes[letter] for letter in right))


def _running_sum(call: CallOfNumPy) -> Value:
    """np.cumsum, by a triangle of ones."""
    call.check(("axis", "dim"))
    a, axis = call.array(0), call.axis()
    if a.ndim == 0 or (a.ndim == 2 and axis is None):
        raise NotPython("np.cumsum is read along an axis: np.cumsum(X, axis=0)")
    along = 0 if axis is None else axis % a.ndim
    size = a.dimensions[along]
    triangle = array(Call("tril", (values.filled_with(1, (size, size)).tree,)), (size, size))
    if along == 0:
        return numpy_matmul(triangle, a)
    return numpy_matmul(a, numpy_transpose(triangle))


def _where(call: CallOfNumPy) -> Value:
    call.check()
    if len(call.arguments) != 3:
        raise NotPython("where takes a condition and two values: np.where(z > 0, a, b)")
    chosen = (call.array(0), call.array(1), call.array(2))
    if not chosen[0].is_mask:
        raise NotPython("the condition of where is a comparison: np.where(z > 0, a, b)")
    return applied_entrywise(lambda c, x, y: Call("where", (c, x, y)), *chosen)


def _masked_fill(call: CallOfNumPy) -> Value:
    """x.masked_fill(mask, value) of PyTorch."""
    call.check(("mask", "value"))
    chosen = (call.array(1, "mask"), call.array(2, "value"), call.array(0))
    if not chosen[0].is_mask:
        raise NotPython("the mask of masked_fill is a comparison: x.masked_fill(z <= 0, 0)")
    return applied_entrywise(lambda c, x, y: Call("where", (c, x, y)), *chosen)


def _clipped(call: CallOfNumPy) -> Value:
    call.check(("min", "max", "a_min", "a_max"))
    found = call.array(0)
    if call.given(1, "min", "a_min") is None and call.given(2, "max", "a_max") is None:
        raise NotPython(f"{call.name} takes the bounds too: {call.name}(x, low, high)")
    for place, names, name in ((1, ("min", "a_min"), "max"), (2, ("max", "a_max"), "min")):
        limit = call.given(place, *names)
        if limit is not None and limit != FixedValue(None):
            bound = as_numpy(limit, call.name)
            if bound.fill is not None and abs(bound.fill) >= FARTHEST:
                call.page.warnings.append(f"{call.name} keeps exp from overflowing; left out")
                continue
            found = applied_entrywise(lambda x, y, f=name: Call(f, (x, y)), found, bound)
    return found


def _logarithm(base: int) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check()
        scale = Call("log", (scalar(base).tree,))
        return applied_entrywise(
            lambda x: Product(Call("log", (x,)), (("/", scale),)), call.array(0)
        )

    return rule


def _joined_logic(
    join: Callable[[NumPyArray, NumPyArray], NumPyArray],
) -> Callable[[CallOfNumPy], Value]:
    return lambda call: join(call.array(0), call.array(1))


def _power(call: CallOfNumPy) -> Value:
    call.check(("exponent",))
    return entrywise_operation("**", call.array(0), call.array(1, "exponent"))


FARTHEST = 100
"""From here on a bound keeps numbers within what a float holds, and is no part of a model."""
_RULES: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    **{name: _unary(name) for name in ELEMENTWISE},
    **{name: _unary("abs") for name in ("absolute", "fabs")},
    **{name: _unary("sigmoid") for name in ("expit", "logistic")},
    "sgn": _unary("sign"),
    "log2": _logarithm(2), "log10": _logarithm(10),
    "square": lambda call: entrywise_operation("**", call.array(0), scalar(2)),
    "negative": lambda call: values.negated(call.array(0)),
    "neg": lambda call: values.negated(call.array(0)),
    "reciprocal": lambda call: entrywise_operation("/", scalar(1), call.array(0)),
    "add": _binary("+"), "subtract": _binary("-"), "sub": _binary("-"),
    "multiply": _binary("*"), "mul": _binary("*"), "divide": _binary("/"),
    "true_divide": _binary("/"), "div": _binary("/"),
    "power": _power, "pow": _power, "float_power": _power,
    "maximum": _extreme("max"), "minimum": _extreme("min"),
    "fmax": _extreme("max"), "fmin": _extreme("min"),
    "greater": _comparing(">"), "less": _comparing("<"), "gt": _comparing(">"),
    "lt": _comparing("<"), "ge": _comparing(">="), "le": _comparing("<="),
    "greater_equal": _comparing(">="), "less_equal": _comparing("<="),
    "equal": _comparing("=="), "not_equal": _comparing("!="), "eq": _comparing("=="),
    "logical_and": _joined_logic(masks.both), "logical_or": _joined_logic(masks.either),
    "logical_not": lambda call: masks.opposite(call.array(0)),
    "invert": lambda call: masks.opposite(call.array(0)),
    "dot": _product, "matmul": _product, "mm": _product, "mv": _product, "vdot": _product,
    "inner": lambda call: _product(
        CallOfNumPy(call.page, call.name, (call.array(0), numpy_transpose(call.array(1))), {})
    ),
    "reduce": _reduced, "tensordot": _tensordot,
    "outer": _outer, "ger": _outer, "einsum": _einsum,
    "sum": _reduction("sum"), "mean": _reduction("mean"), "average": _reduction("mean"),
    "max": _reduction("max"), "amax": _reduction("max"),
    "min": _reduction("min"), "amin": _reduction("min"),
    "var": _variance(False), "std": _variance(True), "norm": _norm,
    "softmax": _softmax_like("softmax"), "log_softmax": _softmax_like("log_softmax"),
    "logsumexp": _softmax_like("logsumexp"),
    "where": _where, "heaviside": _unary("step"), "clip": _clipped, "clamp": _clipped,
    "cumsum": _running_sum, "masked_fill": _masked_fill,
    **SHAPING,
    **COUNTS,
    **OCTAVE_CALLS,
    **SIGNALS,
    **REPEATS,
    **NUMPY_MATRICES,
}  # fmt: skip
