"""Determinants, adjugates and inverses in any arithmetic.

Up to `EXPANDED` rows by expansion along the rows, every minor once, without a division: so it
is the same in numbers, degrees and symbols. Beyond, by elimination with pivots (Golub and Van
Loan, Matrix Computations, 2013, section 3.4), where numbers can be compared. Fractions are
eliminated as whole numbers.
"""

from collections.abc import Sequence
from functools import reduce

from handgrad.arithmetic import RATIONAL, Arithmetic
from handgrad.errors import BudgetError, EvaluationError
from handgrad.language.arrays import Array, Scalar, Value, as_array, elementwise, simplest
from handgrad.language.exact_matrices import exact_determinant, exact_inverse, whole_rows

EXPANDED, LARGEST = 6, 40


def determinant(numbers: Arithmetic, value: Value) -> Scalar:
    matrix = as_array(value)
    if whole := _in_whole_numbers(numbers, matrix):
        return numbers.convert(exact_determinant(*whole))
    if matrix.rows > EXPANDED:
        return _eliminated(numbers, matrix, 0)[0]
    rows = [matrix.row(i) for i in range(matrix.rows)]
    return _minors(numbers, rows, matrix.columns)[(1 << matrix.columns) - 1]


def adjugate(numbers: Arithmetic, value: Value) -> Value:
    """The transpose of the cofactors; raises BudgetError past `EXPANDED` rows."""
    matrix = as_array(value)
    n = matrix.rows
    if n > EXPANDED:
        raise BudgetError(f"an adjugate has at most {EXPANDED} rows here, this one {n}")
    if n == 1:
        return numbers.convert(1)
    everything = (1 << n) - 1
    cofactors: list[list[Scalar]] = []
    for i in range(n):
        minors = _minors(numbers, [matrix.row(k) for k in range(n) if k != i], n)
        row = [minors[everything ^ (1 << j)] for j in range(n)]
        cofactors.append([-m if (i + j) % 2 else m for j, m in enumerate(row)])
    return simplest(Array(n, n, [cofactors[j][i] for i in range(n) for j in range(n)]))


def inverse(numbers: Arithmetic, value: Value) -> Value:
    """Raises EvaluationError for a matrix whose determinant is 0."""
    matrix = as_array(value)
    n = matrix.rows
    if whole := _in_whole_numbers(numbers, matrix):
        entries = [numbers.convert(entry) for entry in exact_inverse(*whole)]
        if not entries:
            raise _singular()
        return simplest(Array(n, n, entries))
    if n > EXPANDED:
        right = _eliminated(numbers, _beside_identity(numbers, matrix), n)[1]
        return Array(n, n, [entry for row in right for entry in row])
    det = determinant(numbers, matrix)
    if det == 0:
        raise _singular()
    return elementwise(lambda entry: numbers.divide(entry, det), adjugate(numbers, matrix))


def _in_whole_numbers(numbers: Arithmetic, matrix: Array) -> tuple[list[list[int]], int] | None:
    return whole_rows(matrix) if numbers.name == RATIONAL.name else None


def _minors(
    numbers: Arithmetic, rows: Sequence[Sequence[Scalar]], columns: int
) -> dict[int, Scalar]:
    """The determinant of these rows in every choice of as many columns, by the bits of it."""
    known: dict[int, Scalar] = {1 << j: entry for j, entry in enumerate(rows[0])}
    for n, row in enumerate(rows[1:], 2):
        found: dict[int, Scalar] = {}
        for chosen in range(1 << columns):
            if chosen.bit_count() != n:
                continue
            places = [j for j in range(columns) if chosen >> j & 1]
            terms = []
            for place, j in enumerate(places):
                term = numbers.multiply(row[j], known[chosen ^ (1 << j)])
                terms.append(-term if (n - 1 + place) % 2 else term)
            found[chosen] = reduce(numbers.add, terms)
        known = found
    return known


def _beside_identity(numbers: Arithmetic, matrix: Array) -> Array:
    one, zero, n = numbers.convert(1), numbers.convert(0), matrix.rows
    rows = ([*matrix.row(i), *(one if i == j else zero for j in range(n))] for i in range(n))
    return Array(n, 2 * n, [entry for row in rows for entry in row])


def _eliminated(
    numbers: Arithmetic, matrix: Array, beside: int
) -> tuple[Scalar, list[list[Scalar]]]:
    """The determinant, and what stands `beside` the matrix once it is the identity."""
    n = matrix.rows
    if n > LARGEST:
        raise BudgetError(f"a matrix of at most {LARGEST} rows is inverted, this one has {n}")
    if not numbers.is_ordered:
        raise BudgetError(f"a matrix of {n} rows is not inverted in symbols")
    rows = [list(matrix.row(i)) for i in range(n)]
    det = numbers.convert(1)
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if rows[pivot][k] == 0:
            if beside:
                raise _singular()
            return numbers.convert(0), []
        if pivot != k:
            rows[k], rows[pivot], det = rows[pivot], rows[k], -det
        det = numbers.multiply(det, rows[k][k])
        below = range(k + 1, n) if not beside else (i for i in range(n) if i != k)
        for i in below:
            factor = numbers.divide(rows[i][k], rows[k][k])
            for j in range(k + 1, n + beside):
                term = numbers.multiply(factor, rows[k][j])
                rows[i][j] = numbers.subtract(rows[i][j], term)
    right = [[numbers.divide(e, row[k]) for e in row[n:]] for k, row in enumerate(rows)]
    return det, right


def _singular() -> EvaluationError:
    return EvaluationError("the matrix has no inverse here, its determinant is 0")
