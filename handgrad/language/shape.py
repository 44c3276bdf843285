"""Shapes by the names of their sizes: `n` fits `n`, and only a plain 1 stretches.

A dimension is a number, the name of a size, or the text of a sum of products of them, in one
order: `m*n` whichever was written first.
"""

from collections.abc import Mapping
from functools import reduce
from math import prod

Dimension = int | str
Shape = tuple[Dimension, Dimension]

SCALAR: Shape = (1, 1)
MOST_ENTRIES = 1_000_000


class Misfit(Exception):
    """Shapes that do not fit, said by a rule that does not know where it is used."""


def product_of_dimensions(a: Dimension, b: Dimension) -> Dimension:
    """The product of two dimensions.

    >>> product_of_dimensions("n", "m"), product_of_dimensions(1, "n")
    ('m*n', 'n')
    """
    found: dict[tuple[str, ...], int] = {}
    for one, p in _terms(a).items():
        for other, q in _terms(b).items():
            names = tuple(sorted((*one, *other)))
            found[names] = found.get(names, 0) + p * q
    return _written(found)


def sum_of_dimensions(a: Dimension, b: Dimension) -> Dimension:
    """The sum of two dimensions.

    >>> sum_of_dimensions("n", "m"), sum_of_dimensions("n", "n"), sum_of_dimensions(1, "n")
    ('m + n', '2*n', '1 + n')
    """
    found = _terms(a)
    for names, count in _terms(b).items():
        found[names] = found.get(names, 0) + count
    return _written(found)


def length(dimension: Dimension, sizes: Mapping[str, int]) -> int:
    """The number that a dimension is, where its sizes have numbers.

    >>> length("m*n", {"m": 2, "n": 3})
    6
    """
    if isinstance(dimension, int):
        return dimension
    if dimension in sizes:
        return sizes[dimension]
    terms = _terms(dimension).items()
    return sum((count * prod(sizes[name] for name in names) for names, count in terms), 0)


def _terms(dimension: Dimension) -> dict[tuple[str, ...], int]:
    """A dimension as a sum: how often each product of sizes occurs."""
    if isinstance(dimension, int):
        return {(): dimension}
    found: dict[tuple[str, ...], int] = {}
    for term in dimension.split(" + "):
        factors = term.split("*")
        count = int(factors.pop(0)) if factors[0].isdigit() else 1
        found[tuple(factors)] = count
    return found


def _written(terms: Mapping[tuple[str, ...], int]) -> Dimension:
    if set(terms) == {()}:
        return terms[()]
    texts = (
        "*".join(((str(n),) if n != 1 or not t else ()) + t) for t, n in sorted(terms.items())
    )
    return " + ".join(texts)


def vector(size: Dimension) -> Shape:
    return (size, 1)


def transposed_shape(shape: Shape) -> Shape:
    return (shape[1], shape[0])


def is_column(shape: Shape) -> bool:
    return shape[1] == 1 and shape[0] != 1


def describe(shape: Shape) -> str:
    """A shape as a person says it.

    >>> describe(("m", "n")), describe(("n", 1)), describe((1, "n")), describe((1, 1))
    ('m x n', 'n x 1', '1 x n', 'a scalar')
    """
    return "a scalar" if shape == SCALAR else f"{shape[0]} x {shape[1]}"


def _wider(a: Dimension, b: Dimension) -> Dimension | None:
    if a == b or b == 1:
        return a
    return b if a == 1 else None


def broadcast(a: Shape, b: Shape) -> Shape | None:
    """The shape of an elementwise operation, or None where the two do not fit."""
    rows, columns = _wider(a[0], b[0]), _wider(a[1], b[1])
    return None if rows is None or columns is None else (rows, columns)


def broadcast_all(shapes: tuple[Shape, ...]) -> Shape:
    """The shape of an elementwise function; raises Misfit that names two that do not fit."""

    def wider(a: Shape, b: Shape) -> Shape:
        found = broadcast(a, b)
        if found is None:
            raise Misfit(f"{describe(a)} and {describe(b)} do not fit elementwise")
        return found

    return reduce(wider, shapes, SCALAR)


def matrix_product_shape(a: Shape, b: Shape) -> Shape | None:
    """The shape of a matrix product, or None where the two do not fit."""
    return (a[0], b[1]) if a[1] == b[0] else None


def reduced_dimensions(shape: Shape, axis: int | None) -> Shape:
    """The shape that a sum over everything, down the rows (0) or along them (1) leaves."""
    if axis is None:
        return SCALAR
    return (1, shape[1]) if axis == 0 else (shape[0], 1)


def axis_along(shape: Shape, axis: int | None) -> int:
    """The axis of a softmax that names none: down a column, along the rows of a matrix."""
    return (0 if shape[1] == 1 else 1) if axis is None else axis
