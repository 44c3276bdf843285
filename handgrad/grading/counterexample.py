"""A point to show where an answer is wrong: a simple one if it tells, else the one that did."""

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.grading.claims import Claim
from handgrad.grading.comparison import Outcome, compare_at
from handgrad.grading.findings import Counterexample
from handgrad.language.arrays import Array, Value, as_array
from handgrad.page.checked_page import CheckedPage
from handgrad.page.domains import Domain
from handgrad.referee.directional import Point
from handgrad.referee.environment import Place, at_points
from handgrad.referee.points import MANY_ENTRIES, draw, entries_of, points_of
from handgrad.referee.spans import DIGITS

TRIES = 12
# A difference is plain from a twentieth on, of a value that is not small.
PLAIN, SMALL, TINY = 0.05, Fraction(1, 50), Fraction(1, 1000)


def counterexample(
    model: CheckedPage, claim: Claim, seed: int, exactly: bool, outcomes: Sequence[Outcome]
) -> Counterexample:
    """A point where the claim differs from its target, with small numbers if some will do.

    The first at which the difference is plain, else that where it is plainest.
    """
    found: list[Counterexample] = []
    for point, place in _simple_places(model, seed):
        try:
            outcome = compare_at(claim, place, exactly=exactly)
        except EvaluationError:
            continue
        if outcome.comparison.agrees is False:
            proof = Counterexample(point, outcome.given, outcome.right)
            if shows_difference(proof):
                return proof
            found.append(proof)
    if found:
        return max(found, key=_plainness)
    last = outcomes[-1]
    return Counterexample(last.at, last.given, last.right)


def shows_difference(proof: Counterexample) -> bool:
    """Whether one sees that the two values differ."""
    return _plainness(proof) >= PLAIN


def _plainness(proof: Counterexample) -> float:
    """How far apart two values are, as a part of the larger; less where they are small.

    A sigmoid far from 0 is 0 or 1 to many digits, and so is what stands on it.
    """
    pairs = zip(as_array(proof.given).entries, as_array(proof.right).entries, strict=False)
    return max((_gap(Fraction(given), Fraction(right)) for given, right in pairs), default=0.0)


def _gap(given: Fraction, right: Fraction) -> float:
    gap = float(abs(given - right) / max(abs(given), abs(right), SMALL))
    return gap * PLAIN / 2 if 0 < abs(right) < TINY else gap


def both_values(model: CheckedPage, claim: Claim, seed: int) -> Counterexample:
    """Both values at one point, for an answer whose shape cannot be compared."""
    numbers = decimal_arithmetic(DIGITS)
    for point, place in _simple_places(model, seed):
        try:
            given, right = claim.values(place(DIGITS), numbers)
        except EvaluationError:
            continue
        return Counterexample(point, given, right)
    given, right = claim.values(at_points(model, seed, DIGITS)[0], numbers)
    return Counterexample(points_of(model, seed=seed).values[0], given, right)


def _simple_places(model: CheckedPage, seed: int) -> Sequence[tuple[Point, Place]]:
    key = ("simple places", seed)
    if key not in model.cache:
        generator = random.Random(seed)
        # Nobody looks for small numbers among thousands.
        tries = TRIES if entries_of(model) <= MANY_ENTRIES else 0
        points = [_simple(model, draw(model, generator)) for _ in range(tries)]
        points += [_smaller(model, point) for point in points[: tries // 2]]
        model.cache[key] = [(point, Place(model, point)) for point in points]
    found: Sequence[tuple[Point, Place]] = model.cache[key]
    return found


def _simple(model: CheckedPage, point: Mapping[str, Value]) -> dict[str, Value]:
    """The point with every number moved to a near half or quarter that is neither 0 nor 1."""
    return {name: _rounded(value, model.domains[name].allows) for name, value in point.items()}


def _smaller(model: CheckedPage, point: Mapping[str, Value]) -> dict[str, Value]:
    """The point with every number a quarter of itself, where that may be."""
    return {n: _quartered(value, model.domains[n]) for n, value in point.items()}


def _quartered(value: Value, domain: Domain) -> Value:
    array = as_array(value)
    entries = [Fraction(entry) / 4 for entry in array.entries]
    if domain.structure is not None or not domain.allows(entries):
        return value
    return array._replace(entries=entries) if isinstance(value, Array) else entries[0]


def _rounded(value: Value, allows: Callable[[list[Fraction]], bool]) -> Value:
    array = as_array(value)
    entries = [_near(Fraction(entry), allows) for entry in array.entries]
    if not isinstance(value, Array):
        return entries[0]
    return Array(array.rows, array.columns, entries)


def _near(entry: Fraction, allows: Callable[[list[Fraction]], bool]) -> Fraction:
    for near in (Fraction(round(2 * entry), 1), Fraction(round(4 * entry), 4)):
        if near not in (0, 1, -1) and entry.denominator != 1 and allows([near]):
            return near
    return entry
