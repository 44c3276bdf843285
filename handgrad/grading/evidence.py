"""How a verdict is known: arithmetic, points, digits, and the chance of a wrong one."""

from collections.abc import Sequence

from handgrad.arithmetic.degree import DEGREES
from handgrad.errors import HandgradError
from handgrad.grading.comparison import Claim, Outcome
from handgrad.grading.findings import Evidence
from handgrad.language.arrays import as_array, elementwise
from handgrad.language.tree import Derivative, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.environment import Environment, all_variable, degree_environment
from handgrad.referee.points import points_of
from handgrad.verdict import RIGHT, judge


def evidence(
    model: CheckedPage, claim: Claim, seed: int, exactly: bool, outcomes: Sequence[Outcome]
) -> Evidence:
    """What the outcomes of a comparison show."""
    equal = judge([outcome.comparison for outcome in outcomes]) == RIGHT
    digits = [outcome.digits for outcome in outcomes if outcome.digits is not None]
    seen = points_of(model, seed=seed).seen
    branches = tuple(
        f"{function} in {formula}: {_sides(sides)}"
        for (formula, function), sides in sorted(seen.items())
        if function != "values"
    )
    return Evidence(
        arithmetic="rational" if exactly else "decimal",
        points=len(outcomes),
        digits=min(digits) if digits and equal else None,
        bound=_bound(model, claim, len(outcomes)) if exactly and equal else None,
        branches=branches,
    )


def _sides(sides: frozenset[int]) -> str:
    return " and ".join(word for side, word in ((1, "open"), (-1, "closed")) if side in sides)


def _bound(model: CheckedPage, claim: Claim, points: int) -> float | None:
    """(degree / sample size)^points: the chance that a wrong rational formula passes.

    The lemma of Schwartz (1980) and Zippel (1979), for the difference of claim and target as
    one fraction; None where the degree is not known.
    """
    values = degree_environment(model, all_variable(model))
    trees = (claim.target, claim.tree, *(tree for _, tree in claim.definitions))
    if values is None or any(isinstance(n, Derivative) for tree in trees for n in walk(tree)):
        return None
    try:
        given, right = claim.values(Environment(values, model, {}, None), DEGREES)
    except HandgradError:
        return None
    difference = elementwise(DEGREES.subtract, given, right)
    degree = max(entry.numerator for entry in as_array(difference).entries)
    size = min(declared.domain.sample_size for declared in model.declarations.values())
    return min(1.0, float(max(degree, 1) / size) ** points)
