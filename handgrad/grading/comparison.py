"""Is a formula equal to the key at the test points? Exactly, or to more digits than chance has.

In decimal arithmetic both sides are run at two precisions. What is equal stays equal to nearly
all digits of both; a true difference stays the same size when the digits double. Anything else
is left undecided.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from handgrad.arithmetic import RATIONAL, Arithmetic, decimal_arithmetic
from handgrad.errors import BudgetError, EvaluationError, InexactError
from handgrad.formula.arrays import Value, as_array
from handgrad.formula.tree import Node, Number, walk
from handgrad.formula.values import evaluate
from handgrad.grading.truth import Environment, at_points
from handgrad.model import Model
from handgrad.verdict import Comparison

DIGITS, MORE_DIGITS, MOST_DIGITS = 60, 120, 480
SURE_POINTS = 2
LOST = 20
"""Digits that cancellation inside a formula may cost before the two precisions disagree."""


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


@dataclass(frozen=True, slots=True)
class Claim:
    """That `tree` equals `target`, after the definitions that both may use."""

    target: Node
    tree: Node
    definitions: tuple[tuple[str, Node], ...] = ()

    def values(self, known: Environment, numbers: Arithmetic) -> tuple[Value, Value]:
        """The value claimed and the right one where the page has these values.

        Raises EvaluationError where the claim or a definition has none.
        """
        with numbers.working():
            extended = known.extended(self.definitions, numbers)
            right = evaluate(self.target, extended, numbers)
            return evaluate(self.tree, extended, numbers), right


def compare(
    model: Model, claim: Claim, seed: int, *, exactly: bool
) -> tuple[bool, tuple[Outcome, ...]]:
    """Whether the claim was compared exactly, and the outcome at each point to the first proof.

    `exactly` says whether the page is rational; a claim that is not is compared in decimal.
    """
    if exactly:
        try:
            right = at_points(model, seed, None)
            return True, tuple(_until_proof(_exact(claim, values) for values in right))
        except (InexactError, BudgetError):
            pass

    def values(index: int) -> Callable[[int | None], Environment]:
        return lambda digits: at_points(model, seed, digits)[index]

    points = range(len(at_points(model, seed, DIGITS)))
    return False, tuple(
        _until_proof(_decimal(claim, values(i), surely=i < SURE_POINTS) for i in points)
    )


def compare_at(
    claim: Claim, values: Callable[[int | None], Environment], *, exactly: bool
) -> Outcome:
    """The outcome at one point, whose environment in so many digits `values` gives."""
    if exactly:
        return _exact(claim, values(None))
    return _decimal(claim, values, surely=True)


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
        return Outcome(Comparison(None, finite=False), problem=str(error))
    agrees = list(as_array(given).entries) == list(as_array(right).entries)
    return Outcome(Comparison(agrees), given, right)


def _decimal(
    claim: Claim, values: Callable[[int | None], Environment], *, surely: bool
) -> Outcome:
    """The outcome by `DIGITS` digits, and by more where those leave a doubt or `surely`."""
    more = _more_digits(claim)
    given = right = None
    gaps: list[tuple[int, Fraction]] = []
    agrees: bool | None = None
    try:
        for digits in (DIGITS, more, 2 * more):
            given, right = claim.values(values(digits), decimal_arithmetic(digits))
            gaps.append((digits, _relative_gap(given, right)))
            if len(gaps) == 1:
                agrees = None if surely else _equal(*gaps[0])
            else:
                agrees = _agrees(*gaps[-2], *gaps[-1])
            if agrees is not None:
                break
    except EvaluationError as error:
        return Outcome(Comparison(None, finite=False), problem=str(error))
    return Outcome(Comparison(agrees), given, right, _digits(gaps[-1][1], gaps[-1][0]))


def _equal(digits: int, gap: Fraction) -> bool | None:
    return True if gap <= Fraction(1, 10 ** (digits - LOST)) else None


def _agrees(few: int, coarse: Fraction, many: int, fine: Fraction) -> bool | None:
    """Whether a relative gap is none: it vanishes as the digits grow, or it stays."""
    if _equal(many, fine):
        return True
    if 2 * fine >= coarse > 0:
        return False
    return True if fine * 10 ** (many - few - LOST) <= coarse else None


def _relative_gap(given: Value, right: Value) -> Fraction:
    """The largest difference of two entries in units of the largest entry."""
    a, b = _fractions(given), _fractions(right)
    scale = max(map(abs, (*a, *b)))
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) / scale if scale else Fraction(0)


def _fractions(value: Value) -> Sequence[Fraction]:
    return [Fraction(entry) for entry in as_array(value).entries]


def _digits(gap: Fraction, most: int) -> int:
    return min(most, len(str(gap.denominator // max(gap.numerator, 1))) - 1) if gap else most


def _more_digits(claim: Claim) -> int:
    """Digits enough to see the smallest number that the claim writes out."""
    trees = (claim.tree, *(tree for _, tree in claim.definitions))
    numbers = [n.value for tree in trees for n in walk(tree) if isinstance(n, Number)]
    small = sum((len(str(n.denominator)) - 1 for n in numbers), 0)
    return min(MORE_DIGITS * (1 + small // LOST), MOST_DIGITS)
