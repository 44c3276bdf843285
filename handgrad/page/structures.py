"""Matrices of a structure, as domains: symmetric, positive definite, diagonal and the like.

Each is made from numbers in general position, exact and with a bounded condition.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import fsum, inf
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT64, RATIONAL
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Array, as_array, matrix_product, transpose
from handgrad.language.linear_algebra import EXPANDED, determinant, inverse

Entry = Callable[[], Fraction]
TRIES, LARGEST_CONDITION = 20, 100
_ROUNDING = Fraction(1, 2**46)


class Structure(NamedTuple):
    """`made` is one of n rows from numbers as they come, `allows` tells whether one is.

    `is_linear` says that what lies between two, or is a multiple above 0 of one, is another.
    """

    words: str
    made: Callable[[int, Entry], list[Fraction]]
    allows: Callable[[Array], bool]
    is_linear: bool = True


def _picked(n: int, entry: Entry, kept: Callable[[int, int], bool]) -> list[Fraction]:
    places = product(range(n), range(n))
    return [entry() if kept(i, j) else Fraction(0) for i, j in places]


def _lower(n: int, entry: Entry) -> list[Fraction]:
    return _picked(n, entry, lambda i, j: j <= i)


def _diagonal(n: int, entry: Entry) -> list[Fraction]:
    return _picked(n, entry, lambda i, j: i == j)


def _symmetric(n: int, entry: Entry) -> list[Fraction]:
    half = _lower(n, entry)
    return [half[max(i, j) * n + min(i, j)] for i, j in product(range(n), range(n))]


def _positive_definite(n: int, entry: Entry) -> list[Fraction]:
    """I + B @ B.T/4: its eigenvalues are at least 1."""
    b = Array(n, n, _picked(n, entry, lambda i, j: True))
    square = as_array(matrix_product(RATIONAL.inner, b, transpose(b))).entries
    return [(k % (n + 1) == 0) + Fraction(e) / 4 for k, e in enumerate(square)]


def _orthogonal(n: int, entry: Entry) -> list[Fraction]:
    """(I - S) @ inv(I + S) of a skew S (Cayley 1846), a row reflected as often as not."""
    sign = 1 if entry() > 0 else -1
    half = _picked(n, entry, lambda i, j: j < i)
    skew = [half[i * n + j] - half[j * n + i] for i, j in product(range(n), range(n))]
    above, below = (
        Array(n, n, [(k % (n + 1) == 0) + sign * e for k, e in enumerate(skew)])
        for sign in (-1, 1)
    )
    turned = as_array(matrix_product(RATIONAL.inner, above, inverse(RATIONAL, below)))
    return [sign * e if k < n else e for k, e in enumerate(turned.entries)]


def drawn(structure: Structure, n: int, entry: Entry) -> list[Fraction]:
    """A matrix of a structure, drawn again while its condition is large."""
    found = structure.made(n, entry)
    for _ in range(TRIES if n <= EXPANDED else 0):
        if _condition(Array(n, n, list(map(float, found)))) <= LARGEST_CONDITION:
            break
        found = structure.made(n, entry)
    return found


def _condition(matrix: Array) -> float:
    """The condition in the norm of the largest row."""
    try:
        turned = as_array(inverse(FLOAT64, matrix))
    except EvaluationError:
        return inf
    return _norm(matrix) * _norm(turned)


def _norm(matrix: Array) -> float:
    return max(fsum(map(abs, matrix.row(i))) for i in range(matrix.rows))


def _is_symmetric(matrix: Array) -> bool:
    return list(as_array(transpose(matrix)).entries) == list(matrix.entries)


def _is_positive_definite(matrix: Array) -> bool:
    """By the leading minors (Sylvester)."""
    corners = (
        Array(k, k, [e for i in range(k) for e in matrix.row(i)[:k]])
        for k in range(1, matrix.rows + 1)
    )
    return _is_symmetric(matrix) and all(determinant(RATIONAL, c) > 0 for c in corners)


def _vanishes(where: Callable[[int, int], bool]) -> Callable[[Array], bool]:
    def allows(matrix: Array) -> bool:
        places = product(range(matrix.rows), range(matrix.columns))
        return not any(
            e for (i, j), e in zip(places, matrix.entries, strict=True) if where(i, j)
        )

    return allows


def _is_orthogonal(matrix: Array) -> bool:
    square = as_array(matrix_product(RATIONAL.inner, transpose(matrix), matrix))
    gaps = (e - (k % (square.rows + 1) == 0) for k, e in enumerate(square.entries))
    return all(abs(gap) <= _ROUNDING for gap in gaps)


STRUCTURES: Mapping[str, Structure] = {
    "symmetric": Structure("a symmetric matrix", _symmetric, _is_symmetric),
    "positive_definite": Structure(
        "a symmetric, positive definite matrix", _positive_definite, _is_positive_definite
    ),
    "diagonal": Structure("a diagonal matrix", _diagonal, _vanishes(lambda i, j: i != j)),
    "lower": Structure("a lower triangular matrix", _lower, _vanishes(lambda i, j: j > i)),
    "orthogonal": Structure("an orthogonal matrix", _orthogonal, _is_orthogonal, False),
}


def allows(kind: str, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a matrix has a structure; floats within their rounding where it needs that."""
    entries = [Fraction(entry) for row in rows for entry in row]
    return STRUCTURES[kind].allows(Array(len(rows), len(rows[0]), entries))
