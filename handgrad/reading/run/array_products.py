"""Products of arrays: matmul, dot, outer, einsum, tensordot."""

import re
from collections.abc import Sequence
from functools import reduce
from itertools import product
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython, Unfitting
from handgrad.reading.run.entrywise import Calculator, kind_of
from handgrad.reading.run.ndarray import (
    MATRIX_AXES,
    NDArray,
    broadcast_shape,
    from_entries,
)


def inner_of(calculator: Calculator, row: Sequence[Any], column: Sequence[Any]) -> Any:
    """The sum of products of two rows of entries."""
    calculator.spend(len(row) + 2)
    if all(isinstance(x, int) for x in (*row, *column)):
        return sum((int(x) * int(y) for x, y in zip(row, column, strict=True)), 0)
    if not row:
        return calculator.real(0)
    numbers = calculator.numbers
    return numbers.inner(list(map(calculator.real, row)), list(map(calculator.real, column)))


def matrix_product_of(calculator: Calculator, a: Any, b: Any) -> Any:
    """`a @ b` for one, two and more axes."""
    if not isinstance(a, NDArray) or not isinstance(b, NDArray):
        raise NotPython("@ multiplies arrays, one of these is a number")
    if a.is_matrix or b.is_matrix:
        a, b = as_matrix(calculator, a), as_matrix(calculator, b)
    left = a.reshaped((1, a.shape[0])) if a.ndim == 1 else a
    right = b.reshaped((b.shape[0], 1)) if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        raise Unfitting(f"in NumPy {a.shape} @ {b.shape} do not fit")
    around = broadcast_shape(left.shape[:-2], right.shape[:-2])
    left = left.broadcast_to((*around, *left.shape[-2:]))
    right = right.broadcast_to((*around, *right.shape[-2:]))
    (m, k), n = left.shape[-2:], right.shape[-1]
    ours, theirs = left.entries(), right.entries()
    found: list[Any] = []
    for at in range(reduce(lambda x, y: x * y, around, 1)):
        rows = [ours[(at * m + i) * k : (at * m + i + 1) * k] for i in range(m)]
        block = theirs[at * k * n : (at + 1) * k * n]
        columns = [block[j::n] for j in range(n)]
        found += [inner_of(calculator, row, column) for row in rows for column in columns]
    shape = (*around, *((m,) if a.ndim > 1 else ()), *((n,) if b.ndim > 1 else ()))
    if not shape:
        return found[0]
    made = from_entries(found, shape, kind_of((a, b)))
    made.is_matrix = a.is_matrix
    return made


def as_matrix(calculator: Calculator, a: Any) -> NDArray:
    """np.matrix, which has two axes for good; a vector is a row of it."""
    if not isinstance(a, NDArray) or a.ndim > MATRIX_AXES:
        raise NotPython("np.matrix is run of arrays with one axis or two")
    found = a if a.ndim == MATRIX_AXES else a.reshaped((1, a.size))
    found = found.seen(found.shape, found.strides, found.offset)
    found.is_matrix = True
    return found


def turned_product(
    calc: Calculator,
    a: Any,
    b: Any,
    *,
    transpose_a: bool = False,
    transpose_b: bool = False,
) -> Any:
    """`tf.matmul(a, b, transpose_a=True)`, which turns the last two axes."""
    turned = [_last_axes_turned(x) if turns else x
              for x, turns in ((a, transpose_a), (b, transpose_b))]  # fmt: skip
    return matrix_product_of(calc, *turned)


def _last_axes_turned(a: Any) -> Any:
    if not isinstance(a, NDArray) or a.ndim < 2:
        raise NotPython("only an array of two axes and more is transposed in a product")
    order = list(range(a.ndim))
    return a.transposed([*order[:-2], order[-1], order[-2]])


def dot_of(calculator: Calculator, a: Any, b: Any) -> Any:
    """np.dot of numbers, vectors and matrices."""
    if not isinstance(a, NDArray) or not isinstance(b, NDArray):
        return calculator.operate("*", a, b)
    if b.ndim > 2:
        raise NotPython("np.dot with more than two axes on the right is not run")
    return matrix_product_of(calculator, a, b)


def outer_of(calculator: Calculator, a: Any, b: Any) -> Any:
    """np.outer, of flattened arrays."""
    left, right = (v.reshaped((-1,)) if isinstance(v, NDArray) else v for v in (a, b))
    if not isinstance(left, NDArray) or not isinstance(right, NDArray):
        raise NotPython("np.outer is of arrays")
    column = left.reshaped((left.size, 1))
    return calculator.operate("*", column, right)


def tensordot(calculator: Calculator, a: NDArray, b: NDArray, axes: Any = 2) -> Any:
    """np.tensordot."""
    is_count = isinstance(axes, int)
    first, second = (range(a.ndim - axes, a.ndim), range(axes)) if is_count else axes
    ours = [n % a.ndim for n in ([first] if isinstance(first, int) else first)]
    theirs = [n % b.ndim for n in ([second] if isinstance(second, int) else second)]
    left = [n for n in range(a.ndim) if n not in ours]
    right = [n for n in range(b.ndim) if n not in theirs]
    if [a.shape[n] for n in ours] != [b.shape[n] for n in theirs]:
        raise NotPython("the axes of np.tensordot do not fit")
    width = reduce(lambda x, y: x * y, (a.shape[n] for n in ours), 1)
    found = matrix_product_of(
        calculator,
        a.transposed([*left, *ours]).reshaped((-1, width)),
        b.transposed([*theirs, *right]).reshaped((width, -1)),
    )
    shape = (*(a.shape[n] for n in left), *(b.shape[n] for n in right))
    return found.reshaped(shape) if shape else found.entries()[0]


def einsum(calculator: Calculator, text: str, *arrays: Any) -> Any:
    """np.einsum with a letter for each axis."""
    match = re.fullmatch(r"([a-zA-Z, ]*)(?:->([a-zA-Z ]*))?", text)
    if match is None:
        raise NotPython("np.einsum is run with a letter for each axis")
    parts = [part.strip() for part in match[1].replace(" ", "").split(",")]
    letters = "".join(parts)
    once = sorted(c for c in set(letters) if letters.count(c) == 1)
    result = "".join(once) if match[2] is None else match[2].replace(" ", "")
    sizes: dict[str, int] = {}
    if len(parts) != len(arrays):
        raise NotPython("np.einsum has another number of arrays than of indices")
    for part, a in zip(parts, arrays, strict=True):
        if not isinstance(a, NDArray) or len(part) != a.ndim:
            raise NotPython("np.einsum needs a letter for each axis")
        for letter, size in zip(part, a.shape, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise NotPython("np.einsum has two sizes for one letter")
    if set(result) - set(letters) or len(set(result)) < len(result):
        raise NotPython("np.einsum gives each letter once")
    summed = [c for c in sizes if c not in result]
    steps = [_strides(part, a) for part, a in zip(parts, arrays, strict=True)]
    found: list[Any] = []
    for at in product(*(range(sizes[c]) for c in result)):
        here = dict(zip(result, at, strict=True))
        rows: list[list[Any]] = [[] for _ in arrays]
        for over in product(*(range(sizes[c]) for c in summed)):
            place = here | dict(zip(summed, over, strict=True))
            for row, a, step in zip(rows, arrays, steps, strict=True):
                offset = a.offset + sum((step[c] * place[c] for c in step), 0)
                row.append(a.data[offset])
        calculator.spend(len(rows) * len(rows[0]))
        *others, last = rows
        while len(others) > 1:
            others = [
                [calculator.scalar("*", x, y) for x, y in zip(*others[:2], strict=True)],
                *others[2:],
            ]
        found.append(inner_of(calculator, others[0] if others else [1] * len(last), last))
    shape = tuple(sizes[c] for c in result)
    return from_entries(found, shape, kind_of(arrays)) if shape else found[0]


def _strides(part: str, a: NDArray) -> dict[str, int]:
    """How far a step along each letter is; a letter that stands twice walks a diagonal."""
    found: dict[str, int] = {}
    for letter, stride in zip(part, a.strides, strict=True):
        found[letter] = found.get(letter, 0) + stride
    return found
