"""What moves entries: transpose, outer, where, windows and their adjoint, reshape, diag, tril.

The numbers of `windows` and `overlap_add` are written out as whole numbers, so that
the shape of the result is known before any value is. A vector is an image of one column.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import product
from typing import NamedTuple

from handgrad.arithmetic import Arithmetic
from handgrad.language.arrays import (
    Array,
    Scalar,
    Value,
    as_array,
    elementwise,
    matrix_product,
    simplest,
    transpose,
    whole_sizes,
)
from handgrad.language.function import Function, Rules
from handgrad.language.shape import (
    Dimension,
    Misfit,
    Shape,
    describe,
    product_of_dimensions,
    transposed_shape,
)
from handgrad.language.tree import Node, Number


def number_arguments(function: str, arguments: Sequence[Node]) -> tuple[int, ...]:
    """The numbers that follow the array of a call; raises Misfit for anything else.

    >>> from handgrad.language.parser import parse
    >>> number_arguments("reshape", parse("reshape(A, 2, 3)").arguments[1:])
    (2, 3)
    """
    found = []
    for node in arguments:
        if not isinstance(node, Number) or node.value.denominator != 1:
            raise Misfit(f"{function} takes one array, then whole numbers written out")
        found.append(int(node.value))
    return tuple(found)


class Windows(NamedTuple):
    """How a window slides: its rows and columns, the stride and the zeros around, per axis."""

    size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]

    def counts(self, image: tuple[int, int]) -> tuple[int, int]:
        """How many windows fit down and across; raises Misfit where none does."""
        for k, s, p in zip(*self, strict=True):
            if k < 1 or s < 1 or p < 0 or p >= k:
                raise Misfit(
                    "windows have a size and a stride of at least 1, "
                    f"and a padding below their size; these have {k}, {s} and {p}"
                )
        rows, columns = (
            (length + 2 * p - k) // s + 1 for length, k, s, p in zip(image, *self, strict=True)
        )
        if min(rows, columns, *image) < 1:
            raise Misfit(f"no window of {describe(self.size)} fits into {describe(image)}")
        return rows, columns

    def places(self, image: tuple[int, int]) -> Iterator[int | None]:
        """For each entry of each window its place in the image; None in the padding."""
        rows, columns = image
        for down, across in product(*map(range, self.counts(image))):
            for a, b in product(*map(range, self.size)):
                i = down * self.stride[0] + a - self.padding[0]
                j = across * self.stride[1] + b - self.padding[1]
                yield i * columns + j if 0 <= i < rows and 0 <= j < columns else None


def _sliding(numbers: tuple[int, ...]) -> Windows:
    """(size, stride, padding) of a vector, or (rows, columns, stride, padding) of an image."""
    *size, stride, padding = numbers
    if len(size) == 1:
        return Windows((size[0], 1), (stride, 1), (padding, 0))
    return Windows((size[0], size[1]), (stride, stride), (padding, padding))


def _known(function: str, shape: Shape) -> tuple[int, int]:
    rows, columns = shape
    if isinstance(rows, str) or isinstance(columns, str):
        raise Misfit(
            f"{function} needs an array whose sizes are declared as numbers, "
            f"this one is {describe(shape)}"
        )
    return rows, columns


def windows(numbers: tuple[int, ...]) -> Rules:
    """windows(x, size, stride, padding): a row for each window of x, its entries row by row.

    windows(X, rows, columns, stride, padding) for an image: what im2col and unfold do.
    """
    sliding = _sliding(numbers)

    def shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
        image = _known("windows", shapes[0])
        if len(numbers) == 3 and image[1] != 1:
            raise Misfit("windows of a matrix have two sizes: windows(X, rows, columns, ...)")
        down, across = sliding.counts(image)
        return down * across, sliding.size[0] * sliding.size[1]

    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        image = as_array(values[0])
        zero, entries = arithmetic.convert(0), image.entries
        places = sliding.places((image.rows, image.columns))
        found = [zero if place is None else entries[place] for place in places]
        width = sliding.size[0] * sliding.size[1]
        return simplest(Array(len(found) // width, width, found))

    return shape, value


def overlap_add(numbers: tuple[int, ...]) -> Rules:
    """overlap_add(U, length, size, stride, padding): windows back in place, overlaps added.

    overlap_add(U, height, width, rows, columns, stride, padding) for an image. It is the
    adjoint of windows: what col2im and fold do.
    """
    ranks = 1 if len(numbers) == 4 else 2
    image = (numbers[0], numbers[1] if ranks == 2 else 1)
    sliding = _sliding(numbers[ranks:])

    def shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
        down, across = sliding.counts(image)
        wanted = (down * across, sliding.size[0] * sliding.size[1])
        if shapes[0] != wanted:
            raise Misfit(
                f"overlap_add needs {describe(wanted)}: a row for each window, "
                f"not {describe(shapes[0])}"
            )
        return image

    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        parts: list[list[Scalar]] = [[] for _ in range(image[0] * image[1])]
        places = sliding.places(image)
        for place, entry in zip(places, as_array(values[0]).entries, strict=True):
            if place is not None:
                parts[place].append(entry)
        zero = arithmetic.convert(0)
        totals = [reduce(arithmetic.add, part) if part else zero for part in parts]
        return simplest(Array(*image, totals))

    return shape, value


def _reshape_shape(shapes: tuple[Shape, ...], sizes: tuple[Dimension, ...]) -> Shape:
    rows, columns = sizes
    if product_of_dimensions(*shapes[0]) != product_of_dimensions(rows, columns):
        raise Misfit(f"reshape of {describe(shapes[0])} to {rows} x {columns} does not fit")
    return rows, columns


def _reshape(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """The same entries, row by row."""
    array, *sizes = values
    rows, columns = whole_sizes(sizes)
    return simplest(Array(rows, columns, as_array(array).entries))


def ones_like(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """Ones in the shape of the argument: diag(ones_like(p)) is the identity."""
    return elementwise(lambda entry: arithmetic.convert(1), values[0])


def diag_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    rows, columns = shapes[0]
    if columns == 1:
        return rows, rows
    if rows == columns:
        return rows, 1
    raise Misfit(f"diag takes a column or a square matrix, not {describe(shapes[0])}")


def diag(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """The matrix with a vector on its diagonal, or the diagonal of a matrix."""
    array = as_array(values[0])
    n = array.rows
    if array.columns == n:
        return simplest(Array(n, 1, list(array.entries[:: n + 1])))
    zero = arithmetic.convert(0)
    entries = [array.entries[i] if i == j else zero for i in range(n) for j in range(n)]
    return Array(n, n, entries)


def tril_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    rows, columns = shapes[0]
    if rows != columns:
        raise Misfit(f"tril takes a square matrix, not {describe(shapes[0])}")
    return rows, columns


def tril(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """The matrix with zeros above the diagonal."""
    array, zero = as_array(values[0]), arithmetic.convert(0)
    places = product(range(array.rows), range(array.columns))
    entries = [
        entry if j <= i else zero for (i, j), entry in zip(places, array.entries, strict=True)
    ]
    return simplest(Array(array.rows, array.columns, entries))


def _transposed_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return transposed_shape(shapes[0])


def _transposed(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    return transpose(values[0])


def _outer_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    if not all(1 in shape for shape in shapes):
        raise Misfit(f"two vectors were expected, not {' and '.join(map(describe, shapes))}")
    (a, b), (c, d) = shapes
    return (a if b == 1 else b), (c if d == 1 else d)


def _outer(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    left, right = (as_array(value).entries for value in values)
    column, row = Array(len(left), 1, left), Array(1, len(right), right)
    return matrix_product(arithmetic.inner, column, row)


def _where(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """condition*yes + (1 - condition)*no, for a condition that is 1 or 0."""

    def choose(condition: Scalar, yes: Scalar, no: Scalar) -> Scalar:
        otherwise = arithmetic.subtract(arithmetic.convert(1), condition)
        chosen = arithmetic.multiply(condition, yes)
        return arithmetic.add(chosen, arithmetic.multiply(otherwise, no))

    return elementwise(choose, *values)


def _numbered(
    name: str,
    numbers: tuple[int, ...],
    rules: Callable[[tuple[int, ...]], Rules],
    backward: str,
) -> Function:
    """A function whose array is followed by whole numbers."""
    shape, value = rules((1,) * numbers[0])
    arguments = tuple(1 + count for count in numbers)
    return Function(
        name=name,
        shape=shape,
        value=value,
        arguments=arguments,
        numbered=rules,
        backward=backward,
    )


PRIMITIVES = (
    Function(
        name="transpose",
        shape=_transposed_shape,
        value=_transposed,
        means="a.T",
        backward="""
        transpose(a)
          a: transpose(g)
    """,
    ),
    Function(
        name="outer",
        shape=_outer_shape,
        value=_outer,
        arguments=(2,),
        spellings="ger",
        means="a @ b.T",
        backward="""
        outer(a, b)
          a: like(wide(g) @ column(b), a)
            transposed     like(wide(g).T @ column(b), a)  the outer product is transposed
            missing-factor  like(sum(wide(g), axis=1), a)   the factor {b} is missing
          b: like(wide(g).T @ column(a), b)
            transposed     like(wide(g) @ column(a), b)    the outer product is transposed
            missing-factor  like(sum(wide(g), axis=0), b)   the factor {a} is missing
    """,
    ),
    Function(
        name="where",
        value=_where,
        arguments=(3,),
        derivatives=("b - d", "a", "1 - a"),
        backward="""
        where(a, b, d)
          a: g*(b - d)
          b: g*a
            gate  g            only where {a}: the gate is missing
            gate  g*(1 - a)    the gate is the wrong way round
            one-path?  0       the way through {b} is missing: add both
          d: g*(1 - a)
            gate  g            not where {a}: the gate is missing
            gate  g*a          the gate is the wrong way round
            one-path?  0       the way through {d} is missing: add both
    """,
    ),
    Function(name="ones_like", value=ones_like, backward="ones_like(a)"),
    Function(
        name="diag",
        shape=diag_shape,
        value=diag,
        backward="""
        diag(a)
          a: diag(wide(g))
            not-summed  like(sum(wide(g), axis=1), a)  only the diagonal of what arrives counts
    """,
    ),
    Function(
        name="tril",
        shape=tril_shape,
        value=tril,
        backward="""
        tril(a)
          a: tril(wide(g))
            gate        wide(g)          what stands above the diagonal has no part in it
            transposed  tril(wide(g).T)  what arrives is transposed
    """,
    ),
    _numbered(
        "windows",
        (3, 4),
        windows,
        """
        windows(a)
          a: overlap_add(wide(g), image, numbers)
    """,
    ),
    _numbered(
        "overlap_add",
        (4, 6),
        overlap_add,
        """
        overlap_add(a)
          a: windows(wide(g), sliding)
    """,
    ),
    Function(
        name="reshape",
        value=_reshape,
        arguments=(3,),
        sized=_reshape_shape,
        backward="""
        reshape(a)
          a: reshape(wide(g), sizes)
            transposed  reshape(wide(g).T, sizes)  the entries go row by row
    """,
    ),
)
