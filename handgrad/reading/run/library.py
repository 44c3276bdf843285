"""The functions of NumPy and PyTorch, and their methods, by name."""

from collections.abc import Mapping
from inspect import signature
from typing import Any

from handgrad.language import functions
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.run import along_axes as axes
from handgrad.reading.run import array_products, cut_arrays, new_arrays
from handgrad.reading.run import numpy_functions as rules
from handgrad.reading.run.entrywise import Calculator
from handgrad.reading.run.normal import OF_NORMAL
from handgrad.reading.run.octave_functions import OF_OCTAVE
from handgrad.reading.run.picking import entries_at
from handgrad.reading.spelling.commands import word_set

_SPELLED = {
    "dim": "axis", "keepdim": "keepdims", "a_min": "low", "a_max": "high", "min": "low",
    "max": "high", "repeats": "count", "N": "rows", "M": "columns", "obj": "places",
    "indices_or_sections": "sections",
}  # fmt: skip
_IGNORED = ("requires_grad", "device", "out_dtype", "order", "copy", "inplace", "optimize")
# Variances are divided by n - 1 in PyTorch, by n in NumPy, where nothing else is said.
OF_SAMPLES = ("var", "std")
_OF_PYTORCH = {"dim", "keepdim", "unbiased", "correction"}
_LAID_OUT = ("reshape", "ravel", "flatten")
# Functions with a kink or a step: they have rules of their own, or none.
_SHARP = word_set("relu abs step sign")
_OPERATORS = {
    "add": "+", "subtract": "-", "sub": "-", "multiply": "*", "mul": "*", "divide": "/",
    "div": "/", "true_divide": "/", "power": "**", "pow": "**", "greater": ">", "less": "<",
    "greater_equal": ">=", "less_equal": "<=", "equal": "==", "not_equal": "!=", "gt": ">",
    "lt": "<", "ge": ">=", "le": "<=", "eq": "==", "logical_and": "&", "logical_or": "|",
    "logical_xor": "^", "mod": "%",
}  # fmt: skip
CHANGING = {"add_": "+", "sub_": "-", "mul_": "*", "div_": "/"}


def rule_of(name: str) -> rules.Rule | None:
    """What a function of NumPy does, None where it is not run."""
    name = _TENSORFLOW.get(name, name)
    if name in _OPERATORS:
        return lambda calc, a, b: calc.operate(_OPERATORS[name], a, b)
    meaning = functions.SPELLINGS.get(name, name)
    is_smooth = meaning in functions.ELEMENTWISE and meaning not in _SHARP
    if is_smooth and name not in _RULES:
        return lambda calc, a: calc.apply(meaning, a)
    return _RULES.get(name)


def of_two_words(path: str) -> str:
    """`add.at` of `np.add.at`, `norm.pdf` of `scipy.stats.norm.pdf`; "" for other functions.

    >>> of_two_words("st.norm.pdf"), of_two_words("np.exp"), of_two_words("exp")
    ('norm.pdf', '', '')
    """
    pair = ".".join(path.split(".")[-2:])
    is_pair = "." in pair and not pair.startswith("torch.")
    return pair if is_pair and pair in _RULES else ""


def call(calc: Calculator, name: str, given: list[Any], options: Mapping[str, Any]) -> Any:
    """The value of a function of NumPy; raises NotPython for one that is not run."""
    if name in OF_SAMPLES and not _OF_PYTORCH.isdisjoint(options):
        name = f"torch.{name}"
    rule = rule_of(name)
    if rule is None:
        raise NotPython(f"{name}(...) is not run")
    if (options.get("order", "C") != "C" and name in _LAID_OUT) or options.get("inplace"):
        raise NotPython(f"{name}(...) with these options is not run")
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
    """A list as the array that NumPy makes of it, but for shapes and lists of arrays."""
    is_array = isinstance(value, list) and name not in _OF_LISTS
    return new_arrays.array_of_list(calc, value) if is_array else value


_along = rules.with_axis_options
_CAST = ("asarray", "ascontiguousarray", "atleast_1d", "tensor", "from_numpy")
_OF_LISTS = word_set(
    "zeros ones empty full reshape transpose permute view concatenate stack vstack hstack "
    "column_stack row_stack cat tile r_ append broadcast_to array add.at subtract.at where "
    "pad einsum expand multi_dot sliding_window_view"
)
# The names that TensorFlow and Keras have for what NumPy names otherwise.
_TENSORFLOW = {
    **{f"reduce_{name}": name for name in ("sum", "mean", "max", "min", "prod", "all", "any")},
    "reduce_logsumexp": "logsumexp", "constant": "array", "convert_to_tensor": "asarray",
    "stop_gradient": "asarray", "batch_matmul": "matmul",
}  # fmt: skip
_RULES: dict[str, rules.Rule] = {
    "zeros": rules.array_of(0), "ones": rules.array_of(1),
    "empty": rules.array_of(rules.UNWRITTEN), "zeros_like": rules.array_like(0),
    "ones_like": rules.array_like(1), "empty_like": rules.array_like(rules.UNWRITTEN),
    "full": lambda calc, shape, value, dtype=None: new_arrays.filled(
         calc, shape, value, dtype),
    "full_like": lambda calc, a, value: new_arrays.filled(calc, list(a.shape), value),
    "eye": new_arrays.identity, "identity": new_arrays.identity,
    "arange": new_arrays.whole_range, "linspace": new_arrays.spaced, "array": rules.new_array,
    **dict.fromkeys(("matrix", "mat", "asmatrix"), rules.new_matrix),
    "copy": rules.deep_copy, "clone": rules.deep_copy,
    **dict.fromkeys(_CAST, rules.plain_array), "asarray": rules.plain_array,
    "getA": rules.plain_array,
    "diag": new_arrays.diagonal, "diagonal": new_arrays.diagonal,
    "tril": lambda calc, a, k=0: new_arrays.triangle(calc, a, k, lower=True),
    "triu": lambda calc, a, k=0: new_arrays.triangle(calc, a, k, lower=False),
    "reshape": rules.in_shape, "view": rules.in_shape,
    "ravel": rules.flat_array,
    "flatten": lambda calc, a: rules.flat_array(calc, rules.deep_copy(calc, a)),
    "transpose": rules.axes_turned, "permute": rules.axes_turned, "t": rules.axes_turned,
    "swapaxes": rules.axes_swapped, "moveaxis": rules.axis_moved,
    "squeeze": lambda calc, a, axis=None: new_arrays.squeezed(a, axis),
    "expand_dims": lambda calc, a, axis: new_arrays.with_axis(a, axis),
    "unsqueeze": lambda calc, a, axis: new_arrays.with_axis(a, axis),
    "atleast_2d": rules.with_two_axes,
    "broadcast_to": lambda calc, a, shape: a.broadcast_to(new_arrays.shape_of(shape)),
    "concatenate": new_arrays.concatenated, "cat": new_arrays.concatenated,
    "append": lambda calc, a, b, axis=None: new_arrays.concatenated(calc, [a, b], axis),
    "r_": rules.joined_in_brackets, "stack": new_arrays.stack_of,
    "vstack": rules.rows_of, "row_stack": rules.rows_of,
    "hstack": rules.columns_joined, "column_stack": rules.columns_of,
    "tile": new_arrays.tiled, "repeat": new_arrays.repeated, "pad": new_arrays.padded,
    "roll": lambda calc, a, shift, axis=None: new_arrays.rolled(a, shift, axis),
    "flip": lambda calc, a, axis=None: new_arrays.flipped(a, axis),
    "flipud": lambda calc, a: new_arrays.flipped(a, 0),
    "fliplr": lambda calc, a: new_arrays.flipped(a, 1),
    "take": lambda calc, a, ids, axis=None: entries_at(
         a if axis is not None else a.reshaped((-1,)), [*[slice(None)] * (axis or 0), ids]),
    "sliding_window_view": lambda calc, a, window, axis=None: new_arrays.windows_of(
         a, window, axis),
    "convolve": new_arrays.convolved, "correlate": rules.correlated, "inv": rules.inverse_of,
    "solve": new_arrays.solved, "trace": rules.trace_of, "norm": rules.norm_of,
    "sum": _along(axes.sum_along), "mean": _along(axes.mean), "average": _along(axes.mean),
    "prod": _along(axes.product_along), "product": _along(axes.product_along),
    "max": _along(axes.largest_along), "amax": _along(axes.largest_along),
    "min": _along(axes.largest_along, sign=-1), "amin": _along(axes.largest_along, sign=-1),
    "argmax": _along(axes.largest_along, place=True),
    "argmin": _along(axes.largest_along, place=True, sign=-1), "var": axes.variance,
    "std": rules.deviation_of, "torch.var": rules.variance_of_sample,
    "torch.std": lambda calc, *given, **said: calc.apply(
         "sqrt", rules.variance_of_sample(calc, *given, **said)),
    "cumsum": lambda calc, a, axis=None: axes.running_along(calc, "+", a, axis),
    "cumprod": lambda calc, a, axis=None: axes.running_along(calc, "*", a, axis),
    "all": lambda calc, a, axis=None: axes.holds_for(calc, a, axis, every=True),
    "any": lambda calc, a, axis=None: axes.holds_for(calc, a, axis, every=False),
    "maximum": rules.by_side(False), "fmax": rules.by_side(False),
    "minimum": rules.by_side(True), "fmin": rules.by_side(True),
    "clip": rules.clipped_between, "clamp": rules.clipped_between, "sign": rules.sign_of,
    "heaviside": rules.heaviside_step, "abs": rules.absolute_value,
    "absolute": rules.absolute_value, "fabs": rules.absolute_value,
    "relu": rules.positive_part, "where": rules.where_true, "nonzero": rules.where_true,
    "flatnonzero": lambda calc, a: rules.where_true(calc, a.reshaped((-1,)))[0],
    "square": lambda calc, a: calc.operate("*", a, a),
    "reciprocal": lambda calc, a: calc.operate("/", 1, a),
    "negative": lambda calc, a: calc.negated(a), "neg": lambda calc, a: calc.negated(a),
    "logical_not": lambda calc, a: calc.broadcast(lambda x: not calc.truth(x), a, kind="b"),
    "matmul": array_products.turned_product, "matvec": array_products.turned_product,
    "cast": new_arrays.cast, "shape": lambda calc, a: list(a.shape),
    "rsqrt": lambda calc, a: calc.operate("/", 1, calc.apply("sqrt", a)),
    "mm": array_products.matrix_product_of,
    "mv": array_products.matrix_product_of, "bmm": array_products.matrix_product_of,
    "dot": array_products.dot_of,
    "outer": array_products.outer_of, "ger": array_products.outer_of,
    "inner": lambda calc, a, b: array_products.matrix_product_of(calc, a, b.transposed()),
    "vdot": lambda calc, a, b: array_products.dot_of(
        calc, new_arrays.as_vector(calc, a), new_arrays.as_vector(calc, b)),
    "einsum": array_products.einsum,
    "tensordot": array_products.tensordot,
    "multi_dot": lambda calc, parts: rules.chained_product(calc, parts),
    "one_hot": rules.rows_of_classes,
    "softmax": rules.softmax_of, "logsumexp": rules.log_of_sum,
    "unique": rules.unique_entries, "bincount": rules.counts_of, "item": cut_arrays.entry_of,
    "add.at": rules.added_at("+"), "subtract.at": rules.added_at("-"),
    "add.reduce": lambda calc, a, axis=0: axes.sum_along(calc, a, axis), **OF_NORMAL,
    **OF_OCTAVE,
    "fill_diagonal": rules.diagonal_filled,
    "insert": cut_arrays.inserted, "delete": cut_arrays.deleted,
    "split": cut_arrays.parted_evenly, "array_split": cut_arrays.parted,
    "hsplit": lambda calc, a, n: cut_arrays.parted_evenly(calc, a, n, min(1, a.ndim - 1)),
    "vsplit": cut_arrays.parted_evenly, "kron": cut_arrays.kronecker_product,
    "diff": cut_arrays.difference_along, "take_along_axis": cut_arrays.taken_along,
    "size": lambda calc, a, axis=None: cut_arrays.lengths(a, axis),
    "ndim": lambda calc, a: len(getattr(a, "shape", ())),
    "count_nonzero": lambda calc, a, axis=None: axes.sum_along(
        calc, calc.broadcast(lambda x: int(calc.truth(x)), a, kind="i"), axis),
    "exp2": lambda calc, a: calc.operate("**", calc.real(2), a),
    "log2": lambda calc, a: rules.logarithm_by(calc, a, 2),
    "log10": lambda calc, a: rules.logarithm_by(calc, a, 10),
    "logaddexp": lambda calc, a, b: calc.apply(
        "log", calc.operate("+", calc.apply("exp", a), calc.apply("exp", b))),
    "hypot": lambda calc, a, b: calc.apply(
        "sqrt", calc.operate("+", calc.operate("*", a, a), calc.operate("*", b, b))),
    "ptp": lambda calc, a, axis=None: calc.operate(
        "-", axes.largest_along(calc, a, axis), axes.largest_along(calc, a, axis, sign=-1)),
}  # fmt: skip
