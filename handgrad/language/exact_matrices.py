"""Determinants and inverses of matrices of fractions, by whole numbers.

Elimination without fractions (Bareiss, Sylvester's Identity and Multistep Integer-Preserving
Gaussian Elimination, 1968): every division leaves no rest, and every number on the way is a
minor of the matrix, so that none is much longer than the result.
"""

from fractions import Fraction
from math import lcm

from handgrad.language.arrays import Array

MOST_BITS, LARGEST_EXACT = 4096, 12


def whole_rows(matrix: Array) -> tuple[list[list[int]], int] | None:
    """The rows times the common denominator, and it; None where that takes too long."""
    common, columns = 1, matrix.columns
    for entry in matrix.entries:
        common = lcm(common, entry.denominator)
        if common.bit_length() > MOST_BITS or matrix.rows > LARGEST_EXACT:
            return None
    whole = [entry.numerator * (common // entry.denominator) for entry in matrix.entries]
    return [whole[i * columns : (i + 1) * columns] for i in range(matrix.rows)], common


def exact_determinant(rows: list[list[int]], common: int) -> Fraction:
    """The determinant of rows of whole numbers over a common denominator."""
    return Fraction(_eliminated(rows, everywhere=False), common ** len(rows))


def exact_inverse(rows: list[list[int]], common: int) -> list[Fraction]:
    """The entries of the inverse, row by row; none for a matrix whose determinant is 0."""
    n = len(rows)
    wide = [[*row, *(int(i == j) for j in range(n))] for i, row in enumerate(rows)]
    det = _eliminated(wide, everywhere=True)
    return [Fraction(common * x, row[i]) for i, row in enumerate(wide) for x in row[n:] if det]


def _eliminated(rows: list[list[int]], *, everywhere: bool) -> int:
    """The determinant of the first columns; what is below their diagonal becomes 0.

    `everywhere` clears what is above it too: each entry on it is then the determinant, but
    for the sign.
    """
    sign, before, n = 1, 1, len(rows)
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            return 0
        if pivot != k:
            rows[k], rows[pivot], sign = rows[pivot], rows[k], -sign
        top, lead = rows[k], rows[k][k]
        for i in range(0 if everywhere else k + 1, n):
            row, factor = rows[i], rows[i][k]
            if i != k:
                pairs = zip(row, top, strict=True)
                rows[i] = [(lead * x - factor * y) // before for x, y in pairs]
        before = lead
    return sign * before
