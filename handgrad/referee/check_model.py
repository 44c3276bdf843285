"""Is the key right? A page's gradient formulas against differences of its forward formulas.

All derivatives of a page are checked at once along one random direction of everything that
has one: nudge every such value by t times its direction, and the slope of the loss at t = 0
is the sum of the derivatives times the directions. Two forward runs, whatever the number of
parameters; names and entries are tried one by one only to locate a failure.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from handgrad.arithmetic import Arithmetic, Number
from handgrad.boundary import public, whole_number
from handgrad.errors import ValuesError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.data import Record
from handgrad.language.wording import entry_name, point_text, significant
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.differences import MORE_DIGITS, Slope, right_digits
from handgrad.referee.directional import (
    Directions,
    Point,
    converted,
    extent,
    is_kink,
    slope_along,
)
from handgrad.referee.environment import Environment, arithmetic_for, at_points, is_rational
from handgrad.referee.points import LARGEST_SEED, SEED, points_of
from handgrad.referee.spans import MOST_DIGITS, PLAIN, page_span
from handgrad.verdict import KEY_WRONG, RIGHT, UNDECIDED, WRONG, Comparison, judge
from handgrad.visible import in_brief

_SIZES = tuple(Fraction(size, 64) for size in range(-63, 64, 2))
TOO_SMALL = (
    f"numbers on this page are too small or too large to be told apart in {MOST_DIGITS} digits"
)
NO_KEY = "no key"


@dataclass(frozen=True, slots=True)
class KeyFailure(Record):
    """A derivative of the key that differs from the differences, and where."""

    name: str
    entry: str
    at: Point
    claimed: Fraction | None = field(repr=False)
    measured: Fraction = field(repr=False)

    def __str__(self) -> str:
        claimed = "no value" if self.claimed is None else significant(self.claimed)
        return (
            f"{self.name}{self.entry} is {claimed} by the page, {significant(self.measured)} "
            f"by differences, at {point_text(self.at)}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as data for JSON; numbers as text, with their digits."""
        return {
            "name": self.name,
            "entry": self.entry,
            "at": point_text(self.at),
            "claimed": None if self.claimed is None else significant(self.claimed),
            "measured": significant(self.measured),
        }


@dataclass(frozen=True, slots=True)
class KeyCheck(Record):
    """The verdict on a page's own gradient: right, key-wrong or undecided.

    `digits` is how many digits agree with the differences, None where they are exact;
    `unreached` says what could not be seen: such a key is undecided. `problem` says why there
    was nothing to check.
    """

    model: str
    verdict: str
    points: int
    seed: int
    digits: int | None
    failures: tuple[KeyFailure, ...]
    unreached: tuple[str, ...]
    problem: str = ""

    def __bool__(self) -> bool:
        return self.verdict == RIGHT

    @property
    def leaves_doubt(self) -> bool:
        """Whether what agrees with the page at all its points may yet be wrong."""
        return self.verdict == UNDECIDED and (not self.problem or bool(self.unreached))

    @property
    def agreement(self) -> str:
        if self.problem:
            return self.problem
        return "exact" if self.digits is None else f"{self.digits} digits"

    def __str__(self) -> str:
        lines = [f"{self.model}: {self.verdict} ({self.agreement}, {self.points} points)"]
        lines += [f"  {failure}" for failure in self.failures]
        lines += [f"  note: {gate}" for gate in self.unreached]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        exact = self.digits is None and not self.problem
        return {**super(KeyCheck, self).to_dict(), "exact": exact}


@public
def check_model(model: CheckedPage, *, seed: int = SEED) -> KeyCheck:
    """A page against itself: its gradient formulas against differences, at every test point.

    A page without gradient formulas is undecided, with the problem "no key".

    >>> from handgrad.page.loading import load_page
    >>> print(check_model(load_page("linear")))
    linear: right (exact, 16 points)
    """
    if not isinstance(model, CheckedPage):
        raise ValuesError("model", "a model, as load gives it", in_brief(model))
    key = ("key check", whole_number("seed", seed, 0, LARGEST_SEED))
    if key not in model.cache:
        model.cache[key] = _check(model, seed)
    found: KeyCheck = model.cache[key]
    return found


def key_digits(model: CheckedPage, seed: int = SEED) -> int | None:
    """Digits for differences as sharp as answers are seen; None where none are enough.

    A central difference is right to two thirds of its digits, and surely to half.
    """
    span = page_span(model, seed)
    if span is None or 4 * span.width > MOST_DIGITS - MORE_DIGITS:
        return None
    return MORE_DIGITS if span.width <= PLAIN else MORE_DIGITS + 4 * span.width


def _check(model: CheckedPage, seed: int) -> KeyCheck:
    points = points_of(model, seed=seed)
    if not model.derivatives:
        unreached = points.unreached
        return KeyCheck(model.name, UNDECIDED, 0, seed, None, (), unreached, NO_KEY)
    sharp = key_digits(model, seed)
    many = sharp or MORE_DIGITS
    environments = at_points(model, seed, None if is_rational(model, seed) else many)
    generator = random.Random(seed)
    comparisons: list[Comparison] = []
    failures: dict[str, KeyFailure] = {}
    digits: list[int] = []
    exact = True
    for point, values in zip(points.values, environments, strict=True):
        directions = _directions(model, generator)
        comparison, slope, agreeing = _compare(model, point, values, directions, many)
        if comparison.agrees is not True and is_kink(model, point, directions):
            directions = _smooth(model, point, directions)
            comparison, slope, agreeing = _compare(model, point, values, directions, many)
        comparisons.append(comparison)
        exact = exact and slope.exact
        digits.append(agreeing)
        if comparison.agrees is not True:
            for failure in _locate(model, point, values, directions, many):
                failures.setdefault(failure.name, failure)
    verdict = KEY_WRONG if failures else judge(comparisons)
    unreached = points.unreached
    if sharp is None and not exact:
        unreached = (*unreached, TOO_SMALL)
    if verdict == RIGHT and unreached:
        verdict = UNDECIDED
    return KeyCheck(
        model=model.name,
        verdict=KEY_WRONG if verdict == WRONG else verdict,
        points=len(comparisons),
        seed=seed,
        digits=None if exact else min(digits),
        failures=tuple(failures.values()),
        unreached=unreached,
    )


def _directions(model: CheckedPage, generator: random.Random) -> dict[str, Value]:
    """A random direction, no entry 0, for everything that has a derivative on the page."""
    found: dict[str, Value] = {}
    for derivative in model.derivatives:
        name = derivative.name.partition("/d")[2]
        rows, columns = extent(model, name)
        found[name] = Array(rows, columns, [_draw(generator) for _ in range(rows * columns)])
    return found


def _smooth(model: CheckedPage, point: Point, directions: Directions) -> dict[str, Value]:
    """The directions in which no gate turns over here, as one does of a value that is 0."""
    return {n: v for n, v in directions.items() if not is_kink(model, point, {n: v})}


def _draw(generator: random.Random) -> Fraction:
    return _SIZES[int(generator.random() * len(_SIZES))]


def _compare(
    model: CheckedPage, point: Point, values: Environment, directions: Directions, digits: int
) -> tuple[Comparison, Slope, int]:
    """The key's slope along a direction against the measured one, and the digits that agree."""
    slope = slope_along(model, point, directions, digits)
    names = {name: model.derivative_name(name) for name in directions}
    if not all(name in values for name in names.values()):
        return Comparison(False, finite=False), slope, 0
    numbers = arithmetic_for(values.digits)
    with numbers.working():
        terms = [
            _along(values[derivative], converted(directions[name], numbers), numbers)
            for name, derivative in names.items()
        ]
    claimed = sum((Fraction(term) for term, _ in terms), Fraction(0))
    scale = sum((Fraction(size) for _, size in terms), Fraction(0))
    return (
        Comparison(_agrees(claimed, slope, scale, digits)),
        slope,
        right_digits(claimed, slope, scale),
    )


def _along(gradient: Value, direction: Value, numbers: Arithmetic) -> tuple[Number, Number]:
    """A derivative along a direction, and the size of what was added up."""
    g, v = as_array(gradient).entries, as_array(direction).entries
    return numbers.inner(g, v), numbers.inner(list(map(abs, g)), list(map(abs, v)))


def _agrees(claimed: Fraction, slope: Slope, scale: Fraction, digits: int) -> bool | None:
    """Equal where exact; else within the error of a slope that has digits enough.

    A quarter of the digits that it was measured with must agree.
    """
    gap = abs(claimed - slope.value)
    if slope.exact and gap == 0:
        return True
    if gap > 1000 * slope.error:
        return False
    enough = digits // 4
    small = max(scale, Fraction(1, 10**enough)) / 10**enough
    return True if gap <= 10 * slope.error and max(gap, slope.error) <= small else None


def _locate(
    model: CheckedPage, point: Point, values: Environment, directions: Directions, digits: int
) -> Iterator[KeyFailure]:
    """The derivatives that differ at this point, each with its first wrong entry."""
    for name, direction in directions.items():
        comparison, _, _ = _compare(model, point, values, {name: direction}, digits)
        if comparison.agrees is False:
            yield _first_wrong(model, point, values, name, direction, digits)


def _first_wrong(
    model: CheckedPage,
    point: Point,
    values: Environment,
    name: str,
    direction: Value,
    digits: int,
) -> KeyFailure:
    """Halve the entries of a direction until one entry is left that differs."""
    array = as_array(direction)
    suspects: Sequence[int] = range(len(array.entries))
    while len(suspects) > 1:
        half = suspects[: len(suspects) // 2]
        comparison, _, _ = _compare(model, point, values, {name: _only(array, half)}, digits)
        suspects = half if comparison.agrees is False else suspects[len(suspects) // 2 :]
    ones = Array(array.rows, array.columns, [Fraction(1)] * len(array.entries))
    derivative = model.derivative_name(name)
    found = values.get(derivative)
    return KeyFailure(
        name=derivative,
        entry=entry_name(suspects[0], array.columns, model.rank(name)),
        at=point,
        claimed=None if found is None else Fraction(as_array(found).entries[suspects[0]]),
        measured=slope_along(model, point, {name: _only(ones, suspects)}, digits).value,
    )


def _only(direction: Array, kept: Sequence[int]) -> Array:
    entries = [v if i in kept else Fraction(0) for i, v in enumerate(direction.entries)]
    return Array(direction.rows, direction.columns, entries)
