"""Derivatives that a person names and the page has no formula for, valued by differences.

`d(of)/d(by)` is a number by anything, anything by a number, entry by entry of two values of
one shape, or a full Jacobian. Everything computed from `by` follows when it is nudged.
"""

import random
from collections.abc import Callable, Sequence
from fractions import Fraction

from handgrad.arithmetic import Arithmetic, Number, decimal_arithmetic
from handgrad.arithmetic.degree import DEGREES, VARIABLE
from handgrad.errors import EvaluationError, InexactError
from handgrad.language.arrays import Array, Value, as_array, simplest
from handgrad.language.functions import FUNCTIONS
from handgrad.language.tree import Call, Name, Node, rewrite
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.differences import Curve, central_difference, central_differences
from handgrad.referee.directional import (
    Definitions,
    GateCrossed,
    Point,
    Still,
    exact_slope,
    extent,
    loss_along,
    unit,
    value_along,
)

ARGUMENT = "[argument]"
SMALL = Fraction(1, 1024)
MOST_MEASURED = 300
"""Digits of a derivative: it takes three times as many, of the thousand that there are."""


class NotElementwise(EvaluationError):
    """A derivative that is a full Jacobian, where one entry by entry was asked for."""


def by_columns(rows: int, columns: int) -> list[int]:
    """The places of a matrix's entries, column by column.

    >>> by_columns(2, 3)
    [0, 3, 1, 4, 2, 5]
    """
    return [i * columns + j for j in range(columns) for i in range(rows)]


Move = Callable[[Number, Arithmetic], Sequence[Number]]


def leibniz_factor(
    model: CheckedPage,
    point: Point,
    definitions: Definitions,
    of: Node,
    by: Node,
    digits: int | None,
    *,
    full: bool = False,
) -> Value:
    """The value of d(of)/d(by) at a point, exact for `digits` None, else to so many digits.

    A `full` one has a row for each entry of `of`, a column for each of `by`, both counted
    column by column. Raises InexactError where it is no polynomial and an exact value is asked
    for, EvaluationError where it has no value: entry by entry of what is not computed so, or
    `of` is no function of `by`.
    """
    if not isinstance(by, Name):
        of = rewrite(of, lambda node: Name(ARGUMENT) if node == by else node)
        definitions, by = (*definitions, (ARGUMENT, by)), Name(ARGUMENT)
    asked = _Asked(model, point, definitions, of, by.name, digits)
    if by.name in dict(definitions) and asked.is_untouched:
        return asked.ratio()
    return asked.jacobian() if full else asked.derivative()


def direction_at(model: CheckedPage, point: Point, name: str) -> Array:
    """A direction of a name that follows from a point, all of its entries different.

    Who could know it before the point is drawn could pass off a wrong gradient.
    """
    rows, columns = extent(model, name)
    drawn = random.Random(f"{name} {sorted(point.items())}")
    entries = [
        Fraction(drawn.choice((-1, 1)) * (drawn.getrandbits(64) + 2**63), 2**64)
        for _ in range(rows * columns)
    ]
    return Array(rows, columns, entries)


def slope_of_loss(
    model: CheckedPage, point: Point, name: str, direction: Array, digits: int | None
) -> Fraction:
    """The slope of the loss along a direction of one name, exact for `digits` None."""
    loss = loss_along(model, point, {name: direction})
    return measured_slope(loss, digits, name)


def measured_slope(f: Curve, digits: int | None, by: str) -> Fraction:
    """The slope of f at 0, exact for `digits` None; raises as `derivative` does."""
    if digits is not None:
        if digits > MOST_MEASURED:
            raise EvaluationError(f"differences have at most {MOST_MEASURED} digits")
        return central_difference(f, 3 * digits + 60)
    degree = DEGREES.add(f(VARIABLE, DEGREES), DEGREES.convert(0))  # type: ignore[arg-type]
    if degree.denominator:  # type: ignore[union-attr]
        raise InexactError(f"not a polynomial in {by}")
    try:
        return exact_slope(f, degree.numerator).value  # type: ignore[union-attr]
    except GateCrossed:
        raise InexactError(f"a branch changes too near in {by}") from None


def _remembered(move: Move) -> Move:
    """The same, worked out once for each place along the way."""
    known: dict[tuple[int, Number], Sequence[Number]] = {}

    def moved(t: Number, numbers: Arithmetic) -> Sequence[Number]:
        place = (id(numbers), t)
        if place not in known:
            known[place] = move(t, numbers)
        return known[place]

    return moved


class _Asked:
    """One derivative at one point."""

    def __init__(
        self, model: CheckedPage, point: Point, definitions: Definitions, of: Node, by: str,
        digits: int | None,
    ) -> None:  # fmt: skip
        self.model, self.point, self.definitions = model, point, definitions
        self.of, self.by, self.digits = of, by, digits
        self.still: dict[Node, Still] = {}
        self.of_shape, self.by_shape = self.extent(of), self.extent(Name(by))

    def extent(self, node: Node) -> tuple[int, int]:
        numbers = decimal_arithmetic()
        here = value_along(self.model, self.point, {}, node, self.definitions)
        array = as_array(here(numbers.convert(0), numbers))
        return array.rows, array.columns

    def moved(self, name: str, of: Node, index: int) -> Move:
        """The entries of `of` as one entry of a name moves."""
        shape = self.by_shape if name == self.by else extent(self.model, name)
        directions = {name: unit(*shape, index)}
        still = self.still.setdefault(of, Still())
        move = value_along(self.model, self.point, directions, of, self.definitions, still)
        return lambda t, numbers: as_array(move(t, numbers)).entries

    def slope(self, move: Move, entry: int) -> Fraction:
        def f(t: Number, numbers: Arithmetic) -> Number:
            return move(t, numbers)[entry]

        return measured_slope(f, self.digits, self.by)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing in `of` follows when `by` is moved."""
        numbers = decimal_arithmetic()
        rows, columns = self.by_shape
        moves = [self.moved(self.by, self.of, k) for k in range(rows * columns)]
        here, there = numbers.convert(0), numbers.convert(SMALL)
        return all(list(m(here, numbers)) == list(m(there, numbers)) for m in moves)

    def derivative(self) -> Value:
        if self.is_function_of_entries:
            return self.of_every_entry()
        by_size = self.by_shape[0] * self.by_shape[1]
        moves = [self.moved(self.by, self.of, k) for k in range(by_size)]
        if self.of_shape == (1, 1):
            return simplest(Array(*self.by_shape, [self.slope(move, 0) for move in moves]))
        of_size = self.of_shape[0] * self.of_shape[1]
        if by_size == 1:
            entries = [self.slope(moves[0], j) for j in range(of_size)]
            return simplest(Array(*self.of_shape, entries))
        if self.of_shape != self.by_shape or not self.is_elementwise(moves):
            raise NotElementwise("this derivative is no entry by entry one: it is a Jacobian")
        return Array(*self.by_shape, [self.slope(move, k) for k, move in enumerate(moves)])

    def jacobian(self) -> Value:
        """Every entry of `of` by every entry of `by`; all that one entry moves at once."""
        order = by_columns(*self.of_shape)
        columns = [
            self.slopes(self.moved(self.by, self.of, k), order)
            for k in by_columns(*self.by_shape)
        ]
        rows = zip(*columns, strict=True)
        return simplest(Array(len(order), len(columns), [e for row in rows for e in row]))

    def slopes(self, move: Move, order: Sequence[int]) -> list[Fraction]:
        if self.digits is None:
            once = _remembered(move)
            return [self.slope(once, entry) for entry in order]
        if self.digits > MOST_MEASURED:
            raise EvaluationError(f"differences have at most {MOST_MEASURED} digits")
        found = central_differences(move, 3 * self.digits + 60)
        return [found[entry] for entry in order]

    @property
    def is_function_of_entries(self) -> bool:
        """Whether a function of one number is asked for, at the very value: `relu'(z)`."""
        match self.of:
            case Call(function, (Name(name),)):
                return name == self.by and FUNCTIONS[function].is_elementwise
        return False

    def of_every_entry(self) -> Value:
        """The derivative of a function of one number: all entries move at once."""
        rows, columns = self.by_shape
        ones = Array(rows, columns, [Fraction(1)] * (rows * columns))
        along = value_along(self.model, self.point, {self.by: ones}, self.of, self.definitions)

        def move(t: Number, numbers: Arithmetic) -> Sequence[Number]:
            return as_array(along(t, numbers)).entries

        return simplest(Array(rows, columns, self.slopes(move, range(rows * columns))))

    def is_elementwise(self, moves: Sequence[Move]) -> bool:
        """Whether each entry moves the entry at its own place alone."""
        numbers = decimal_arithmetic()
        for k, move in enumerate(moves):
            here, there = (
                move(numbers.convert(0), numbers),
                move(numbers.convert(SMALL), numbers),
            )
            if any(a != b for j, (a, b) in enumerate(zip(here, there, strict=True)) if j != k):
                return False
        return True

    def ratio(self) -> Value:
        """d of / d by where `of` depends on what is given through the number `by` alone.

        Then the two gradients by everything given are parallel, and their ratio is it.
        """
        if self.of_shape != (1, 1) or self.by_shape != (1, 1):
            raise EvaluationError(f"the page does not compute this from {self.by}")
        of, by = self.gradient(self.of), self.gradient(Name(self.by))
        largest = max(range(len(by)), key=lambda i: abs(by[i]))
        if by[largest] == 0:
            raise EvaluationError(f"{self.by} does not depend on what is given")
        ratio = of[largest] / by[largest]
        slack = 0 if self.digits is None else max(map(abs, of)) / 10 ** (self.digits // 2)
        if any(abs(a - ratio * b) > slack for a, b in zip(of, by, strict=True)):
            raise EvaluationError(f"this is not a function of {self.by} alone: not judged")
        return ratio

    def gradient(self, of: Node) -> list[Fraction]:
        """The derivatives of a number by every entry of everything given."""
        found = []
        for name in self.model.declarations:
            rows, columns = extent(self.model, name)
            for k in range(rows * columns):
                found.append(self.slope(self.moved(name, of, k), 0))
        return found
