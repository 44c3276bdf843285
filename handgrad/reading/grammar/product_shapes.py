"""The shapes of products, where a vector is a column or a row as fits."""

from handgrad.language.shape import (
    Shape,
    broadcast,
    is_column,
    matrix_product_shape,
    transposed_shape,
)


def fit_as_matrices(left: Shape, right: Shape) -> bool:
    """Whether two arrays have a matrix product, a vector as a column or a row."""
    lefts, rights = ({s, transposed_shape(s) if 1 in s else s} for s in (left, right))
    return any(matrix_product_shape(a, b) is not None for a in lefts for b in rights)


def scales_rows(left: Shape, right: Shape) -> bool:
    """Whether one of two arrays is a column with a number for each row of an oblong matrix.

    >>> [scales_rows((3, 1), other) for other in ((3, 4), (4, 3), (3, 3), (3, 1))]
    [True, False, False, False]
    """
    is_square = any(rows == columns for rows, columns in (left, right))
    has_column = {is_column(left), is_column(right)} == {True, False}
    return left[0] == right[0] and has_column and not is_square


def shape_after(operator: str, left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of a product, as `shapes.fitted` finds it, None where it is not known."""
    if left is None or right is None:
        return None
    if operator != "@":
        return broadcast(left, right) or left
    for a, b in (
        (left, right),
        (transposed_shape(left), right),
        (left, transposed_shape(right)),
    ):
        if (shape := matrix_product_shape(a, b)) is not None:
            return shape
    return None
