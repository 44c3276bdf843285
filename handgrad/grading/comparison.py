"""Is a formula equal to the key at the test points? Exactly, or to more digits than chance has.

In decimal arithmetic both sides are run at two precisions. What is equal stays equal to nearly
all digits of both; a true difference stays the same size when the digits double. Anything else
is left undecided.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import chain

from handgrad.arithmetic import RATIONAL, Arithmetic, decimal_arithmetic
from handgrad.arithmetic.base import digits_before_point
from handgrad.errors import BudgetError, EvaluationError, InexactError
from handgrad.language.arrays import Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, Node, Number, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import LEIBNIZ
from handgrad.referee.directional import Point
from handgrad.referee.environment import Environment, at_points, environment
from handgrad.referee.points import own_point, points_of
from handgrad.verdict import Comparison

DIGITS, MORE_DIGITS, MOST_DIGITS = 60, 120, 480
SURE_POINTS = 2
LOST = 20
"""Digits that cancellation inside a formula may cost before the two precisions disagree."""

Place = Callable[[int | None], Environment]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one point says: the comparison, and the two values where both are there.

    `problem` says why an answer has no value there.
    """

    comparison: Comparison
    given: Value | None = None
    right: Value | None = None
    digits: int | None = None
    problem: str = ""
    at: Point = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """That `tree` equals `target`, after the definitions that both may use."""

    target: Node
    tree: Node
    definitions: tuple[tuple[str, Node], ...] = ()

    @property
    def cost(self) -> int:
        """The nodes to be valued at each point, more of them where Leibniz factors are."""
        trees = (self.target, self.tree, *(tree for _, tree in self.definitions))
        nodes = [node for tree in trees for node in walk(tree)]
        factors = {plain(node) for node in nodes if isinstance(node, Derivative)}
        return len(nodes) * (1 + LEIBNIZ * len(factors))

    def values(self, known: Environment, numbers: Arithmetic) -> tuple[Value, Value]:
        """The value claimed and the right one where the page has these values.

        Raises EvaluationError where the claim or a definition has none.
        """
        with numbers.working():
            extended = known.extended(self.definitions, numbers)
            right = evaluate(self.target, extended, numbers)
            return evaluate(self.tree, extended, numbers), right


def compare(
    model: CheckedPage, claim: Claim, seed: int, *, exactly: bool
) -> tuple[bool, tuple[Outcome, ...]]:
    """Whether the claim was compared exactly, and the outcome at each point to the first proof.

    `exactly` says whether the page is rational; a claim that is not is compared in decimal.
    """

    def places() -> Iterator[Place]:
        return chain(_common_places(model, seed), _own_place(model, claim, seed))

    if exactly:
        try:
            return True, tuple(_until_proof(_exact(claim, place(None)) for place in places()))
        except (InexactError, BudgetError):
            pass
    outcomes = (
        _decimal(claim, place, surely=i < SURE_POINTS) for i, place in enumerate(places())
    )
    return False, tuple(_until_proof(outcomes))


def compare_at(claim: Claim, place: Place, *, exactly: bool) -> Outcome:
    """The outcome at one place."""
    return _exact(claim, place(None)) if exactly else _decimal(claim, place, surely=True)


def place_of(model: CheckedPage, point: Point) -> Place:
    """A point as a place where claims are compared."""
    return cache(lambda digits: environment(model, point, digits))


def _common_places(model: CheckedPage, seed: int) -> Iterator[Place]:
    def at(index: int) -> Place:
        return lambda digits: at_points(model, seed, digits)[index]

    return map(at, range(len(points_of(model, seed=seed).values)))


def _own_place(model: CheckedPage, claim: Claim, seed: int) -> Iterator[Place]:
    text = " ".join(map(plain, (claim.tree, *(tree for _, tree in claim.definitions))))
    yield place_of(model, own_point(model, text, seed=seed))


def _until_proof(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """One point that differs is proof; no further one is needed."""
    for outcome in outcomes:
        yield outcome
        if outcome.comparison.agrees is False:
            return


def _exact(claim: Claim, values: Environment) -> Outcome:
    try:
        given, right = claim.values(values, RATIONAL)
    except (InexactError, BudgetError):
        raise
    except EvaluationError as error:
        return Outcome(Comparison(None, finite=False), problem=str(error), at=values.point)
    agrees = list(as_array(given).entries) == list(as_array(right).entries)
    return Outcome(Comparison(agrees), given, right, at=values.point)


def _decimal(claim: Claim, place: Place, *, surely: bool) -> Outcome:
    """The outcome by `DIGITS` digits, and by more where those leave a doubt or `surely`."""
    more, at = _more_digits(claim), place(DIGITS).point
    given = right = None
    gaps: list[tuple[int, Fraction]] = []
    agrees: bool | None = None
    try:
        for digits in (DIGITS, more, 2 * more):
            numbers = decimal_arithmetic(digits)
            given, right = claim.values(place(digits), numbers)
            gaps.append((digits, _relative_gap(given, right, numbers)))
            if len(gaps) == 1:
                agrees = None if surely else _equal(*gaps[0])
            else:
                agrees = _agrees(*gaps[-2], *gaps[-1])
            if agrees is not None:
                break
    except EvaluationError as error:
        return Outcome(Comparison(None, finite=False), problem=str(error), at=at)
    digits, gap = gaps[-1]
    return Outcome(Comparison(agrees), given, right, _digits(gap, digits), at=at)


def _equal(digits: int, gap: Fraction) -> bool | None:
    return True if gap <= Fraction(1, 10 ** (digits - LOST)) else None


def _agrees(few: int, coarse: Fraction, many: int, fine: Fraction) -> bool | None:
    """Whether a relative gap is none: it vanishes as the digits grow, or it stays."""
    if _equal(many, fine):
        return True
    if 2 * fine >= coarse > 0:
        return False
    return True if fine * 10 ** (many - few - LOST) <= coarse else None


def _relative_gap(given: Value, right: Value, numbers: Arithmetic) -> Fraction:
    """The largest difference of two entries in units of the largest entry."""
    a, b = as_array(given).entries, as_array(right).entries
    with numbers.working():
        scale = max(map(abs, (*a, *b)))
        gap = max(abs(x - y) for x, y in zip(a, b, strict=True))
    return Fraction(gap) / Fraction(scale) if scale else Fraction(0)


def _digits(gap: Fraction, most: int) -> int:
    return min(most, digits_before_point(gap.denominator // gap.numerator)) if gap else most


def _more_digits(claim: Claim) -> int:
    """Digits enough to see the smallest number that the claim writes out."""
    trees = (claim.tree, *(tree for _, tree in claim.definitions))
    numbers = [n.value for tree in trees for n in walk(tree) if isinstance(n, Number)]
    small = sum((digits_before_point(n.denominator) for n in numbers), 0)
    return min(MORE_DIGITS * (1 + small // LOST), MOST_DIGITS)
