"""Second derivatives of a number by two names, by differences of the forward formulas alone."""

from collections.abc import Mapping
from fractions import Fraction

from handgrad.arithmetic import RATIONAL, Arithmetic, Number
from handgrad.arithmetic.branches import Record, recording
from handgrad.arithmetic.degree import DEGREES, VARIABLE, Degree
from handgrad.errors import EvaluationError, InexactError
from handgrad.language.arrays import Array, Value, as_array, elementwise, simplest
from handgrad.language.tree import Name, Node
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.differences import polynomial_slope, second_difference
from handgrad.referee.directional import Definitions, Point, extent, unit, value_along
from handgrad.referee.leibniz import MOST_MEASURED, by_columns

MOST_DEGREE = 12


def second_derivative(
    model: CheckedPage,
    point: Point,
    definitions: Definitions,
    of: Node,
    by: tuple[Node, Node],
    digits: int | None,
) -> Value:
    """A row for each entry of one name, a column for each of the other, exact for None digits.

    Entries are counted column by column. Raises InexactError where it is no polynomial of a
    low degree and an exact value is asked for, EvaluationError for what is no name of the page.
    """
    asked = _Asked(model, point, definitions, of, by, digits)
    row, column = asked.by
    rows, columns = by_columns(*extent(model, row)), by_columns(*extent(model, column))
    if row == column:
        half = {(i, j): asked.entry(i, j) for i in rows for j in columns if j <= i}
        entries = [half[max(i, j), min(i, j)] for i in rows for j in columns]
    else:
        entries = [asked.entry(i, j) for i in rows for j in columns]
    return simplest(Array(len(rows), len(columns), entries))


class _Asked:
    """One second derivative at one point."""

    def __init__(
        self, model: CheckedPage, point: Point, definitions: Definitions, of: Node,
        by: tuple[Node, Node], digits: int | None,
    ) -> None:  # fmt: skip
        self.model, self.point, self.definitions = model, point, definitions
        self.of, self.digits = of, digits
        self.by = (self.known(by[0]), self.known(by[1]))

    def known(self, by: Node) -> str:
        if not isinstance(by, Name) or by.name not in self.model.shapes:
            raise EvaluationError("a second derivative is by names of the page")
        return by.name

    def value(self, i: int, j: int, s: Fraction, t: Fraction, numbers: Arithmetic) -> Number:
        """The number where the two entries have moved so far."""
        directions = self.direction(i, j, s, t)
        move = value_along(self.model, self.point, directions, self.of, self.definitions)
        found: Number = as_array(move(numbers.convert(1), numbers)).entries[0]
        return found

    def direction(self, i: int, j: int, s: Fraction, t: Fraction) -> Mapping[str, Value]:
        row, column = self.by
        found: dict[str, Value] = {row: self.step(row, i, s)}
        other = self.step(column, j, t)
        found[column] = elementwise(_sum, found[row], other) if row == column else other
        return found

    def step(self, name: str, index: int, size: Fraction) -> Value:
        return elementwise(lambda entry: entry * size, unit(*extent(self.model, name), index))

    def entry(self, i: int, j: int) -> Fraction:
        if self.digits is None:
            return self.exact(i, j)
        if self.digits > MOST_MEASURED:
            raise EvaluationError(f"differences have at most {MOST_MEASURED} digits")
        return second_difference(
            lambda s, t, numbers: self.value(i, j, s, t, numbers), 2 * self.digits + 100
        )

    def exact(self, i: int, j: int) -> Fraction:
        """The slope along one entry of the slope along the other, both by interpolation."""
        degree = self.degree(i, j)
        here: Record = []
        self.value(i, j, Fraction(0), Fraction(0), recording(RATIONAL, here))

        def along(s: Number, numbers: Arithmetic) -> Number:
            def f(t: Number, numbers: Arithmetic) -> Number:
                record: Record = []
                where = recording(RATIONAL, record)
                value = self.value(i, j, Fraction(s), Fraction(t), where)
                if record != here:
                    raise InexactError("a branch changes too near")
                return value

            return polynomial_slope(f, degree).value

        return polynomial_slope(along, degree).value

    def degree(self, i: int, j: int) -> int:
        row, column = self.by
        moving: dict[str, Value] = {row: self.step(row, i, Fraction(1))}
        moving[column] = self.step(column, j, Fraction(1))
        move = value_along(self.model, self.point, moving, self.of, self.definitions)
        found = as_array(move(VARIABLE, DEGREES)).entries[0]  # type: ignore[arg-type]
        if not isinstance(found, Degree) or not found.is_polynomial_to(MOST_DEGREE):
            raise InexactError("not a polynomial of a low degree")
        return found.numerator


def _sum(a: Fraction, b: Fraction) -> Fraction:
    return a + b
