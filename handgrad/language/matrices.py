"""Matrices: traces, determinants and inverses, what is made of sizes, blocks and stacks."""

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import product

from handgrad.arithmetic import Arithmetic
from handgrad.language.arrays import (
    Array,
    Scalar,
    Value,
    as_array,
    matrix_product,
    simplest,
    transpose,
    whole_sizes,
)
from handgrad.language.function import Function, ShapeRule, ValueRule
from handgrad.language.linear_algebra import adjugate, determinant, inverse
from handgrad.language.shape import (
    SCALAR,
    Dimension,
    Misfit,
    Shape,
    describe,
    product_of_dimensions,
    sum_of_dimensions,
)

MOST_PARTS = 16


def _square(name: str, *, to_number: bool) -> ShapeRule:
    def shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
        rows, columns = shapes[0]
        if rows != columns:
            raise Misfit(f"{name} takes a square matrix, not {describe(shapes[0])}")
        return SCALAR if to_number else (rows, columns)

    return shape


def _of_matrix(value: Callable[[Arithmetic, Value], Value]) -> ValueRule:
    return lambda arithmetic, axis, values: value(arithmetic, values[0])


def _trace(numbers: Arithmetic, value: Value) -> Scalar:
    array = as_array(value)
    return reduce(numbers.add, array.entries[:: array.rows + 1])


def _log_determinant(numbers: Arithmetic, value: Value) -> Scalar:
    return numbers.functions["log"](determinant(numbers, value))


def _solve_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    matrix, right = shapes
    if matrix[0] != matrix[1] or matrix[0] != right[0]:
        raise Misfit(
            f"solve(A, b) takes a square matrix and as many rows, "
            f"not {describe(matrix)} and {describe(right)}"
        )
    return right


def _solve(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    return matrix_product(numbers.inner, inverse(numbers, values[0]), values[1])


def _eye_shape(shapes: tuple[Shape, ...], sizes: tuple[Dimension, ...]) -> Shape:
    return sizes[0], sizes[-1]


def _ones_shape(shapes: tuple[Shape, ...], sizes: tuple[Dimension, ...]) -> Shape:
    return (sizes[0], sizes[1]) if len(sizes) == 2 else (sizes[0], 1)


def _commutation_shape(shapes: tuple[Shape, ...], sizes: tuple[Dimension, ...]) -> Shape:
    return product_of_dimensions(*sizes), product_of_dimensions(*sizes)


def _eye(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    one, zero = numbers.convert(1), numbers.convert(0)
    rows, columns = whole_sizes((values[0], values[-1]))
    places = product(range(rows), range(columns))
    return simplest(Array(rows, columns, [one if i == j else zero for i, j in places]))


def _filled(number: int) -> ValueRule:
    def value(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        rows, columns = (*whole_sizes(values), 1)[:2]
        return simplest(Array(rows, columns, [numbers.convert(number)] * (rows * columns)))

    return value


def _commutation(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """The matrix that takes vec(A) to vec(A.T) for an A of so many rows and columns."""
    rows, columns = whole_sizes(values)
    one, zero, n = numbers.convert(1), numbers.convert(0), rows * columns
    entries = [zero] * (n * n)
    for i, j in product(range(rows), range(columns)):
        entries[(j + i * columns) * n + i + j * rows] = one
    return simplest(Array(n, n, entries))


def _vector_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    if 1 not in shapes[0]:
        raise Misfit(
            f"diagv takes a vector, not {describe(shapes[0])}; its diagonal is diag(A)"
        )
    return product_of_dimensions(*shapes[0]), product_of_dimensions(*shapes[0])


def _on_diagonal(numbers: Arithmetic, value: Value) -> Value:
    entries, zero = as_array(value).entries, numbers.convert(0)
    n = len(entries)
    places = product(range(n), range(n))
    return simplest(Array(n, n, [entries[i] if i == j else zero for i, j in places]))


def _stacked_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return product_of_dimensions(*shapes[0]), 1


def _rows_stacked(numbers: Arithmetic, value: Value) -> Value:
    entries = as_array(value).entries
    return simplest(Array(len(entries), 1, entries))


def _columns_stacked(numbers: Arithmetic, value: Value) -> Value:
    return _rows_stacked(numbers, transpose(value))


def _kronecker_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    (a, b), (c, d) = shapes
    return product_of_dimensions(a, c), product_of_dimensions(b, d)


def _kronecker(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    """Each entry of the first times the second, as blocks."""
    a, b = map(as_array, values)
    places = product(range(a.rows), range(b.rows), range(a.columns), range(b.columns))
    entries = [
        numbers.multiply(a.entries[i * a.columns + j], b.entries[k * b.columns + m])
        for i, k, j, m in places
    ]
    return simplest(Array(a.rows * b.rows, a.columns * b.columns, entries))


def _column_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    rows, columns = shapes[0]
    for shape in shapes[1:]:
        if shape[1] != columns:
            raise Misfit(f"{describe(shape)} does not fit below {describe(shapes[0])}")
        rows = sum_of_dimensions(rows, shape[0])
    return rows, columns


def _row_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    rows, columns = shapes[0]
    for shape in shapes[1:]:
        if shape[0] != rows:
            raise Misfit(f"{describe(shape)} does not fit beside {describe(shapes[0])}")
        columns = sum_of_dimensions(columns, shape[1])
    return rows, columns


def _below(parts: Sequence[Array]) -> Array:
    entries = [entry for part in parts for entry in part.entries]
    return Array(len(entries) // parts[0].columns, parts[0].columns, entries)


def _column(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    return simplest(_below([as_array(value) for value in values]))


def _row(numbers: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
    turned = _below([as_array(transpose(as_array(value))) for value in values])
    return transpose(simplest(turned))


MATRICES = (
    Function(
        name="tr",
        shape=_square("tr", to_number=True),
        value=_of_matrix(_trace),
        spellings="trace Tr Trace",
        latex=r"\operatorname{tr}",
        backward="""
        tr(a)
          a: g*unit(a)
            wrong-rule  g*ones_like(a)  ones everywhere, not on the diagonal only
            wrong-rule  g*a             the trace of {a} has a constant derivative
    """,
    ),
    Function(
        name="det",
        shape=_square("det", to_number=True),
        value=_of_matrix(determinant),
        spellings="Det",
        latex=r"\det",
        backward="""
        det(a)
          a: g*c*inv(a).T
            transposed      g*c*inv(a)     the inverse has to be transposed
            missing-factor  g*inv(a).T     the determinant is missing: this is of logdet
            wrong-rule      g*c*a.T        the inverse of {a} belongs here
            wrong-rule      g*tr(a)*inv(a).T  the trace stands where the determinant belongs
    """,
    ),
    Function(
        name="logdet",
        shape=_square("logdet", to_number=True),
        value=_of_matrix(_log_determinant),
        spellings="slogdet",
        backward="""
        logdet(a)
          a: g*inv(a).T
            transposed    g*inv(a)         the inverse has to be transposed
            extra-factor  g*det(a)*inv(a).T  this is of det: the determinant cancels
            wrong-rule    g/a              the inverse is no inverse entry by entry
            missing-factor  g*inv(a).T/det(a)  divided by the determinant once more
    """,
    ),
    Function(
        name="inv",
        shape=_square("inv", to_number=False),
        value=_of_matrix(inverse),
        spellings="inverse Inv",
        backward="""
        inv(a)
          a: -(c.T @ wide(g) @ c.T)
            sign        c.T @ wide(g) @ c.T     the derivative of an inverse has a minus
            transposed  -(c @ wide(g) @ c)      both inverses have to be transposed
            order       -(wide(g) @ c.T @ c.T)  one inverse stands on either side
            wrong-rule  -(g/a^2)                an inverse is no inverse entry by entry
    """,
    ),
    Function(
        name="adj",
        shape=_square("adj", to_number=False),
        value=_of_matrix(adjugate),
        spellings="adjugate",
        latex=r"\operatorname{adj}",
        backward="""
        adj(a)
          a: inv(a).T*sum(wide(g)*c) - c.T @ wide(g) @ inv(a).T
            missing-term  -(c.T @ wide(g) @ inv(a).T)  the determinant is not differentiated
    """,
    ),
    Function(
        name="solve",
        shape=_solve_shape,
        value=_solve,
        arguments=(2,),
        backward="""
        solve(a, b)
          a: -(solve(a.T, wide(g)) @ c.T)
            sign        solve(a.T, wide(g)) @ c.T     the derivative of an inverse has a minus
            transposed  -(solve(a, wide(g)) @ c.T)    {a} has to be transposed
          b: solve(a.T, wide(g))
            transposed  solve(a, wide(g))             {a} has to be transposed
    """,
    ),
    Function(
        name="eye",
        value=_eye,
        arguments=(1, 2),
        sized=_eye_shape,
        arrays=0,
        spellings="identity",
        backward="eye()",
    ),
    Function(
        name="ones",
        value=_filled(1),
        arguments=(1, 2),
        sized=_ones_shape,
        arrays=0,
        backward="ones()",
    ),
    Function(
        name="zeros",
        value=_filled(0),
        arguments=(1, 2),
        sized=_ones_shape,
        arrays=0,
        backward="zeros()",
    ),
    Function(
        name="commutation",
        value=_commutation,
        arguments=(2,),
        sized=_commutation_shape,
        arrays=0,
        backward="commutation()",
    ),
    Function(
        name="diagv",
        shape=_vector_shape,
        value=_of_matrix(_on_diagonal),
        spellings="diagflat diagm Diag",
        latex=r"\operatorname{diag}",
        backward="""
        diagv(a)
          a: like(diag(wide(g)), a)
            not-summed  like(sum(wide(g), axis=1), a)  only the diagonal of what arrives counts
    """,
    ),
    Function(
        name="vec",
        shape=_stacked_shape,
        value=_of_matrix(_columns_stacked),
        latex=r"\operatorname{vec}",
        backward="""
        vec(a)
          a: transpose(reshape(wide(g), turned))
            transposed  reshape(wide(g), sizes)  vec goes column by column
    """,
    ),
    Function(
        name="rowvec",
        shape=_stacked_shape,
        value=_of_matrix(_rows_stacked),
        spellings="flatten ravel",
        backward="""
        rowvec(a)
          a: reshape(wide(g), sizes)
            transposed  transpose(reshape(wide(g), turned))  it goes row by row
    """,
    ),
    Function(
        name="kron",
        shape=_kronecker_shape,
        value=_kronecker,
        arguments=(2,),
        spellings="Kron kronecker",
        backward="""
        kron(a, b)
          a: blocks(a, b) @ (wide(g)*kron(ones_like(a), b)) @ blocks(a.T, b.T).T
            missing-factor  blocks(a, b) @ wide(g) @ blocks(a.T, b.T).T  {b} is missing
          b: within(a, b) @ (wide(g)*kron(a, ones_like(b))) @ within(a.T, b.T).T
            missing-factor  within(a, b) @ wide(g) @ within(a.T, b.T).T  {a} is missing
    """,
    ),
    Function(
        name="column",
        shape=_column_shape,
        value=_column,
        arguments=(1,),
        most=MOST_PARTS,
        yields=True,
        spellings="matrix vstack",
    ),
    Function(
        name="row",
        shape=_row_shape,
        value=_row,
        arguments=(1,),
        most=MOST_PARTS,
        yields=True,
        spellings="hstack",
    ),
)
