"""NumPy's and PyTorch's linear algebra, Kronecker products, and arrays put together."""

from collections.abc import Callable, Mapping
from functools import reduce

from handgrad.language.shape import Dimension, product_of_dimensions, sum_of_dimensions
from handgrad.language.tree import Call, Node
from handgrad.reading.code.arrays.call_arguments import CallOfNumPy, as_numpy
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import (
    Misshapen,
    NumPyArray,
    array,
    dimensions_text,
    row_of,
)
from handgrad.reading.code.values.program_values import ItemList, Value


def _square(call: CallOfNumPy) -> NumPyArray:
    call.check()
    a = call.array(0)
    if a.ndim != 2 or a.dimensions[0] != a.dimensions[1]:
        raise Misshapen(
            f"{call.name} takes a square matrix, not {dimensions_text(a.dimensions)}"
        )
    return a


def _inverse(call: CallOfNumPy) -> Value:
    a = _square(call)
    return array(Call("inv", (a.tree,)), a.dimensions)


def _of_determinant(write: Callable[[Node], Node]) -> Callable[[CallOfNumPy], Value]:
    return lambda call: array(write(Call("det", (_square(call).tree,))), ())


def _log_determinant(call: CallOfNumPy) -> Value:
    return array(Call("logdet", (_square(call).tree,)), ())


def _sign_and_log(call: CallOfNumPy) -> Value:
    """np.linalg.slogdet: the sign of a determinant, and the logarithm of its size."""
    det = Call("det", (_square(call).tree,))
    log_size = Call("log", (Call("abs", (det,)),))
    return ItemList((array(Call("sign", (det,)), ()), array(log_size, ())))


def _solution(call: CallOfNumPy) -> Value:
    call.check(("assume_a", "left"))
    a, b = _square(CallOfNumPy(call.page, call.name, call.arguments[:1], {})), call.array(1)
    if not b.ndim or b.dimensions[0] != a.dimensions[0]:
        shapes = f"{dimensions_text(a.dimensions)} and {dimensions_text(b.dimensions)}"
        raise Misshapen(f"in NumPy {shapes} do not fit in {call.name}")
    return array(Call("solve", (a.tree, b.tree)), b.dimensions)


def _kronecker(call: CallOfNumPy) -> Value:
    call.check()
    a, b = call.array(0), call.array(1)
    if a.ndim != b.ndim or not a.ndim:
        raise NotPython("np.kron is read of two matrices or of two 1-D arrays")
    sizes = zip(a.dimensions, b.dimensions, strict=True)
    dimensions = tuple(product_of_dimensions(*pair) for pair in sizes)
    return array(Call("kron", (a.tree, b.tree)), dimensions)


def _listed(call: CallOfNumPy) -> list[NumPyArray]:
    """The arrays of a list that is written out; raises NotPython for what is none."""
    given = call.given(0, "tup", "arrays", "tensors")
    if not isinstance(given, ItemList) or not given.values:
        raise NotPython(f"{call.name} is read of a list of arrays: {call.name}([a, b])")
    parts = [_part(value, call.name) for value in given.values]
    is_flat = any(p.ndim == 1 for p in parts) and call.name.endswith(("concatenate", "hstack"))
    return [array(p.tree, (1,)) if is_flat and not p.ndim else p for p in parts]


def _part(value: Value, name: str) -> NumPyArray:
    """One array of a list, `[b]` as an array of one entry."""
    if isinstance(value, ItemList) and len(value.values) == 1:
        one = as_numpy(value.values[0], name)
        return array(one.tree, (1,)) if not one.ndim else as_numpy(value, name)
    return as_numpy(value, name)


def _total(lengths: list[Dimension]) -> Dimension:
    return reduce(sum_of_dimensions, lengths)


def _joined_along(call: CallOfNumPy, parts: list[NumPyArray], axis: int) -> NumPyArray:
    """Arrays of one number of axes, one after the other."""
    ndim = parts[0].ndim
    if not ndim or any(p.ndim != ndim for p in parts) or not -ndim <= axis < ndim:
        raise Misshapen(f"the arrays of {call.name} have not the same number of axes")
    axis %= ndim
    others = {p.dimensions[1 - axis] for p in parts} if ndim == 2 else set()
    if len(others) > 1:
        shapes = " and ".join(dimensions_text(p.dimensions) for p in parts)
        raise Misshapen(f"in NumPy {shapes} do not fit side by side in {call.name}")
    if any(0 in p.dimensions for p in parts):
        raise NotPython("a slice of no entries is not put beside others here")
    length = _total([p.dimensions[axis] for p in parts])
    name = "row" if axis == 1 else "column"
    dimensions = (
        (length,) if ndim == 1 else (length, *others) if axis == 0 else (*others, length)
    )
    if len(parts) == 1:
        return parts[0]
    return array(Call(name, tuple(p.tree for p in parts)), dimensions)


def _concatenated(call: CallOfNumPy) -> Value:
    call.check(("axis", "dim"))
    axis = call.axis()
    return _joined_along(call, _listed(call), 0 if axis is None else axis)


def _beside(call: CallOfNumPy) -> Value:
    """np.hstack: along the second axis, or the only one."""
    call.check()
    parts = _listed(call)
    return _joined_along(call, parts, min(parts[0].ndim, 2) - 1)


def _with_one_more(call: CallOfNumPy) -> Value:
    """np.insert(a, 0, b) and np.append(a, b) of 1-D arrays: an entry before or behind."""
    call.check()
    if "." not in call.name:
        raise NotPython(f"{call.name} of a list is read on a line of its own only")
    is_insert = call.name.endswith("insert")
    a, b = call.array(0), call.array(2 if is_insert else 1)
    if max(a.ndim, b.ndim) != 1 or (is_insert and (call.whole(1) != 0 or a.ndim != 1)):
        raise NotPython(f"{call.name} is read of 1-D arrays, at their ends")
    parts = [p if p.ndim else array(p.tree, (1,)) for p in ((b, a) if is_insert else (a, b))]
    return _joined_along(call, parts, 0)


def _as_rows(call: CallOfNumPy) -> Value:
    """np.vstack: 1-D arrays are rows."""
    call.check()
    return _joined_along(call, [_row(part) for part in _listed(call)], 0)


def _as_columns(call: CallOfNumPy) -> Value:
    """np.column_stack: 1-D arrays are columns."""
    call.check()
    parts = [array(p.tree, (*p.dimensions, 1)) if p.ndim == 1 else p for p in _listed(call)]
    return _joined_along(call, parts, 1)


def _row(part: NumPyArray) -> NumPyArray:
    return array(row_of(part.tree), (1, *part.dimensions)) if part.ndim == 1 else part


def is_written_out(call: CallOfNumPy) -> bool:
    return isinstance(call.given(0, "tup", "arrays", "tensors"), ItemList)


def stacked_rows(call: CallOfNumPy) -> Value:
    """np.vstack and np.stack of a list that is written out."""
    axis = call.axis() if call.name.rpartition(".")[2] == "stack" else 0
    if axis in (1, -1) and all(p.ndim == 1 for p in _listed(call)):
        return _as_columns(CallOfNumPy(call.page, call.name, call.arguments[:1], {}))
    if axis not in (None, 0):
        raise NotPython(f"{call.name} is read along the axes 0 and 1")
    return _as_rows(CallOfNumPy(call.page, call.name, call.arguments[:1], {}))


NUMPY_MATRICES: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "inv": _inverse, "inverse": _inverse, "pinv": _inverse,
    "det": _of_determinant(lambda det: det), "logdet": _log_determinant,
    "slogdet": _sign_and_log, "solve": _solution, "kron": _kronecker,
    "concatenate": _concatenated, "cat": _concatenated, "concat": _concatenated,
    "hstack": _beside, "column_stack": _as_columns,
    "insert": _with_one_more, "append": _with_one_more,
}  # fmt: skip
