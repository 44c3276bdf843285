"""How a verdict is known: arithmetic, points, digits, and the chance of a wrong one."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from handgrad.arithmetic.degree import DEGREES
from handgrad.errors import HandgradError
from handgrad.grading.claims import Claim
from handgrad.grading.comparison import Outcome
from handgrad.grading.findings import Evidence
from handgrad.language.arrays import as_array, elementwise
from handgrad.language.tree import Derivative, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.edges import gates
from handgrad.referee.environment import Environment, degrees
from handgrad.referee.points import gates_of, points_of
from handgrad.verdict import RIGHT, judge


def evidence(
    model: CheckedPage, claim: Claim, seed: int, exactly: bool, outcomes: Sequence[Outcome]
) -> Evidence:
    """What the outcomes of a comparison show."""
    equal = judge([outcome.comparison for outcome in outcomes]) == RIGHT
    digits = [outcome.digits for outcome in outcomes if outcome.digits is not None]
    own = sum((o.unknown and o.digits is None for o in outcomes), 0)
    branches = tuple(sorted(_branches(model, seed)))
    return Evidence(
        arithmetic="rational" if exactly else "decimal",
        points=len(outcomes),
        digits=min(digits) if digits and equal else None,
        bound=_bound(model, claim, own) if exactly and equal and own else None,
        branches=branches,
    )


def _branches(model: CheckedPage, seed: int) -> Iterator[str]:
    """The gates of the page and the sides they were seen on, all entries together."""
    points = points_of(model, seed=seed)
    for text, gate in points.gates.items():
        sides = frozenset().union(
            *(seen for (name, _), seen in points.seen.items() if name == text)
        )
        yield f"{gate.name}: {_sides(sides)}"


def _sides(sides: frozenset[int]) -> str:
    return " and ".join(word for side, word in ((1, "open"), (-1, "closed")) if side in sides)


def _bound(model: CheckedPage, claim: Claim, own: int) -> float | None:
    """(degree / sample size)^points: the chance that a wrong rational formula passes.

    The lemma of Schwartz (1980) and Zippel (1979), for the difference of claim and target as
    one fraction, over the points that could not be known. None where it does not hold: with
    gates, with data of a few values, or where the degree is not known.
    """
    trees = (claim.target, *claim.trees)
    if gates_of(model) or gates((("", tree) for tree in claim.trees), {}):
        return None
    values = degrees(model)
    if values is None or any(isinstance(n, Derivative) for tree in trees for n in walk(tree)):
        return None
    try:
        given, right = claim.values(Environment(values, model, {}, None), DEGREES)
    except HandgradError:
        return None
    difference = elementwise(DEGREES.subtract, given, right)
    degree = max(entry.numerator for entry in as_array(difference).entries)
    size = min(declared.domain.sample_size for declared in model.declarations.values())
    return float(max(degree, 1) / Fraction(size)) ** own if degree < size else None
