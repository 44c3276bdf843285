"""NumPy's functions that make arrays, shape them and count them."""

from collections.abc import Callable, Mapping
from math import prod

from handgrad.language.tree import Call, Name
from handgrad.reading.code.arrays.call_arguments import CallOfNumPy, as_dimension, as_numpy
from handgrad.reading.code.arrays.numpy_matrices import is_written_out, stacked_rows
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values import masks
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.array_spans import laid_anew
from handgrad.reading.code.values.gathered import as_stacked
from handgrad.reading.code.values.made_arrays import blank
from handgrad.reading.code.values.numpy_arrays import (
    Misshapen,
    NumPyArray,
    array,
    copied,
    dimensions_text,
    entrywise_operation,
    flattened,
    numpy_transpose,
    reduced_array,
    reshaped,
    scalar,
    size_number,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    Gathered,
    ItemList,
    Value,
)
from handgrad.reading.spelling.commands import word_set


def _filled(value: int) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check(("shape", "size"))
        return values.filled_with(value, call.known_dimensions(0))

    return rule


def _filled_like(value: int) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check()
        return values.filled_with(value, _model_of(call).dimensions)

    return rule


def _empty(call: CallOfNumPy) -> Value:
    call.check(("shape",))
    return blank(call.known_dimensions(0))


def _empty_like(call: CallOfNumPy) -> Value:
    call.check()
    return blank(_model_of(call).dimensions)


def _model_of(call: CallOfNumPy) -> NumPyArray:
    """The array that another one is made like; one like truths keeps nothing but truths."""
    found = call.array(0)
    if found.is_mask:
        raise NotPython("an array like one of truths keeps truths only; write np.zeros(...)")
    return found


def _full(call: CallOfNumPy) -> Value:
    call.check(("fill_value", "shape"))
    shape = CallOfNumPy(call.page, call.name, call.arguments[:1], call.keywords)
    number = call.array(1, "fill_value")
    return values.spread(number, shape.known_dimensions(0))


def _identity(call: CallOfNumPy) -> Value:
    call.check()
    size = as_dimension(call.arguments[0])
    if size is None or (len(call.arguments) > 1 and as_dimension(call.arguments[1]) != size):
        raise NotPython("np.eye is read with one size")
    return array(values.identity_array(size), (size, size))


def _diagonal(call: CallOfNumPy) -> Value:
    call.check()
    a = call.array(0)
    if a.ndim == 1:
        return array(Call("diag", (a.tree,)), (a.dimensions[0], a.dimensions[0]))
    if a.ndim == 2 and a.dimensions[0] == a.dimensions[1]:
        return array(Call("diag", (a.tree,)), a.dimensions[:1])
    raise Misshapen(f"the diagonal of {dimensions_text(a.dimensions)} is not read")


def _flat_diagonal(call: CallOfNumPy) -> Value:
    """np.diagflat, which lays any array out first."""
    call.check()
    flat = flattened(call.array(0))
    return _diagonal(CallOfNumPy(call.page, call.name, (flat,), {}))


def _trace(call: CallOfNumPy) -> Value:
    diagonal = _diagonal(call)
    return reduced_array("sum", as_numpy(diagonal, "trace"), None)


def _reshape(call: CallOfNumPy) -> Value:
    call.check(("newshape", "shape"))
    a, wanted = call.array(0), call.dimensions(1)
    try:
        return reshaped(a, wanted)
    except Misshapen:
        lengths = [d for d in a.dimensions if isinstance(d, int)]
        known = [d for d in wanted if isinstance(d, int)]
        if not call.page.is_unrolled or not a.ndim or len(lengths) < a.ndim:
            raise
        rest = prod(lengths) // (prod(known) or 1)
        sizes = [d if isinstance(d, int) else rest for d in wanted]
        if not sizes or prod(sizes) != prod(lengths):
            raise
        return values.view(laid_anew(a, sizes), a)


def _flatten(call: CallOfNumPy) -> Value:
    call.check(("order",))
    a = call.array(0)
    if call.page.is_unrolled and a.ndim == 2 and 1 not in a.dimensions and not call.keywords:
        lengths = [d for d in a.dimensions if isinstance(d, int)]
        return values.view(laid_anew(a, [prod(lengths)]), a)
    return flattened(a)


def _flat_copy(call: CallOfNumPy) -> Value:
    call.check()
    return copied(flattened(call.array(0)))


def _expanded(call: CallOfNumPy) -> Value:
    """np.expand_dims(x, 1), x.unsqueeze(1)."""
    call.check(("axis", "dim"))
    a, axis = call.array(0), call.axis()
    if axis is None or a.ndim > 1:
        raise Misshapen("an axis is added to a 1-D array only")
    sizes = list(a.dimensions)
    sizes.insert(axis % (a.ndim + 1), 1)
    return reshaped(a, sizes)


def _squeezed(call: CallOfNumPy) -> Value:
    call.check(("axis", "dim"))
    a = call.array(0)
    return reshaped(a, [size for size in a.dimensions if size != 1])


def _transposed(call: CallOfNumPy) -> Value:
    call.check(("axes",))
    axes = [call.whole(n) for n in range(1, len(call.arguments))
            if not isinstance(call.arguments[n], ItemList)]  # fmt: skip
    a = call.array(0)
    if axes and sorted(n % max(a.ndim, 1) for n in axes if n is not None) != [0, 1]:
        raise NotPython("only two axes change places: x.transpose(0, 1)")
    return numpy_transpose(a)


def _unchanged(call: CallOfNumPy) -> Value:
    value = call.given(0, "a", "object")
    if value is None:
        raise NotPython(f"{call.name} needs an argument")
    return value


def _same_or_copy(call: CallOfNumPy) -> Value:
    """What may be a copy or not: which part of the memory it is, is not known."""
    value = _unchanged(call)
    return values.view(value, value) if isinstance(value, NumPyArray) else value


def copied_value(value: Value) -> Value:
    """An array in memory of its own, anything else as it is; a list of matrices stays one."""
    if isinstance(value, Gathered) and value.value.ndim < 2 and value.guard is None:
        value = as_stacked(value)
    if isinstance(value, ItemList):
        return ItemList(value.values)
    return copied(value) if isinstance(value, NumPyArray) else value


def _copied(call: CallOfNumPy) -> Value:
    return copied_value(_unchanged(call))


def _made(call: CallOfNumPy) -> Value:
    """np.array, of an array or of a list."""
    value = _unchanged(call)
    is_list = isinstance(value, ItemList) and call.page.is_unrolled
    return call.array(0, "object") if is_list else copied_value(value)


def as_integers(call: CallOfNumPy) -> Value:
    """int(...), which changes nothing in a mask, a size and class numbers."""
    value = call.arguments[0] if call.arguments else None
    match value:
        case ClassNumbers() | NumPyArray(is_mask=True):
            return _copied(call)
        case NumPyArray(Name(name), ()) if "/" not in name and name not in _moving(call):
            return _copied(call)
    raise NotPython("int(...) cuts off digits; this is not read")


def _moving(call: CallOfNumPy) -> set[str]:
    """The names of the page that are no data: parameters and what is made of them."""
    vocabulary = call.page.vocabulary
    return {*vocabulary.parameters, *vocabulary.forward}


def _count(call: CallOfNumPy) -> Value:
    """np.size(x), and x.size(0) of PyTorch."""
    a = call.array(0)
    axis = call.axis()
    if axis is None:
        return number_of_entries(a)
    if not -a.ndim <= axis < a.ndim:
        raise NotPython(f"this array has no axis {axis}")
    return size_number(a.dimensions[axis])


def number_of_entries(a: NumPyArray) -> NumPyArray:
    found = scalar(1)
    for size in a.dimensions:
        found = entrywise_operation("*", found, size_number(size))
    return found


def _product_of_sizes(call: CallOfNumPy) -> Value:
    """np.prod(a.shape), and np.prod(a) of all entries or along an axis."""
    call.check(("axis", "dim", "keepdims", "keepdim"))
    match call.arguments:
        case (ItemList(sizes),):
            found = scalar(1)
            for size in sizes:
                found = entrywise_operation("*", found, as_numpy(size, "prod"))
            return found
    return values.reduced_array("prod", call.array(0), call.axis(), keepdims=call.keepdims)


def shape_array(a: NumPyArray) -> ItemList:
    return ItemList(tuple(map(size_number, a.dimensions)))


def _stacked(call: CallOfNumPy) -> Value:
    """np.stack of a list, built entry by entry or written out."""
    call.check(("axis", "dim"))
    if is_written_out(call):
        return stacked_rows(call)
    value, is_first = call.arguments[0], call.whole(1, "axis") in (None, 0)
    is_flat = isinstance(value, Gathered) and value.value.ndim == 1
    if not is_first or not is_flat:
        raise NotPython(f"{call.name} is read of a list of 1-D arrays, built entry by entry")
    return copied_value(value)


def _shaped_like(call: CallOfNumPy) -> Value:
    """`a.view_as(b)`: in the shape of another array."""
    a, like = call.array(0), call.array(1)
    return values.view(values.reshaped(a, list(like.dimensions)), a)


def _one_hot(call: CallOfNumPy) -> Value:
    numbers = call.page.as_class_numbers(call.arguments[0])
    if numbers is None:
        raise NotPython("one_hot takes class numbers: the labels of the page, an argmax")
    return numbers.rows


def _diagonal_places(call: CallOfNumPy) -> Value:
    """np.diag_indices(n), np.diag_indices_from(A): the same places along both axes."""
    size = as_dimension(call.arguments[0]) if call.name.endswith("indices") else (
        call.array(0).dimensions[0])  # fmt: skip
    return ItemList((Counter(size or 1), Counter(size or 1)))


def _arg_max(call: CallOfNumPy) -> Value:
    value = call.arguments[0]
    is_column = isinstance(value, NumPyArray) and value.dimensions[1:] == (1,)
    if is_column and call.axis() is None:
        flat = flattened(as_numpy(value, "argmax"))
        call = CallOfNumPy(call.page, call.name, (flat,), {})
    numbers = call.page.as_class_numbers(call.arguments[0])
    if numbers is not None and numbers.rows.ndim > 1 and call.axis() not in (1, -1):
        raise NotPython("argmax is read along the rows: np.argmax(Y, axis=1)")
    return numbers if numbers is not None else _largest(call)


def _largest(call: CallOfNumPy) -> Value:
    """Where the largest entry of each row stands, as one-hot rows."""
    call.check(("axis", "dim", "keepdim"))
    a, axis = call.array(0), call.axis()
    if a.ndim != 1 and not (a.ndim == 2 and axis in (1, -1)):
        raise NotPython("argmax is read along the rows: np.argmax(Z, axis=1)")
    largest = values.reduced_array("max", a, axis, keepdims=True)
    return ClassNumbers(masks.comparison_mask(">=", a, largest))


_THE_SAME = word_set("asarray as_tensor from_numpy detach item numpy tqdm Variable")
_SAME_OR_COPY = word_set(
    "ascontiguousarray float float32 float64 double contiguous cpu cuda to type"
)
_COPIES = word_set("copy clone deepcopy tolist list")
SHAPING: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "zeros": _filled(0), "ones": _filled(1), "full": _full,
    "empty": _empty, "empty_like": _empty_like,
    "zeros_like": _filled_like(0), "ones_like": _filled_like(1),
    "eye": _identity, "identity": _identity, "diag": _diagonal, "diagflat": _flat_diagonal,
    "diagonal": _diagonal, "trace": _trace,
    "reshape": _reshape, "view": _reshape, "ravel": _flatten, "flatten": _flat_copy,
    "view_as": _shaped_like, "reshape_as": _shaped_like,
    "expand_as": lambda call: values.spread(call.array(0), call.array(1).dimensions),
    "expand_dims": _expanded, "unsqueeze": _expanded, "squeeze": _squeezed,
    "transpose": _transposed, "swapaxes": _transposed, "t": _transposed,
    "size": _count, "shape": lambda call: shape_array(call.array(0)),
    **dict.fromkeys(("diag_indices", "diag_indices_from"), _diagonal_places),
    "one_hot": _one_hot, "argmax": _arg_max,
    **dict.fromkeys(("numel", "nelement"), lambda call: number_of_entries(call.array(0))),
    **dict.fromkeys(_THE_SAME, _unchanged),
    **dict.fromkeys(_SAME_OR_COPY, _same_or_copy),
    **dict.fromkeys(_COPIES, _copied),
    **dict.fromkeys(("array", "tensor"), _made),
    "stack": _stacked, "vstack": _stacked, "row_stack": _stacked,
    "prod": _product_of_sizes,
    **dict.fromkeys(word_set("int int_ int32 int64 long"), as_integers),
}  # fmt: skip
