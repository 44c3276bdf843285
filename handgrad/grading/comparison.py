"""Is a formula equal to the right one? At points, to more digits than chance has, beyond doubt.

In decimal arithmetic both sides are run at two precisions, at points that could not be known.
What is equal stays equal to nearly all digits of both, in units of what went into it; what is
different stays apart by the same gap as the digits grow. Anything else is left undecided. How
many digits that takes is measured: as many as show the smallest number on the way.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from types import MappingProxyType
from typing import NamedTuple

from handgrad.arithmetic import RATIONAL, decimal_arithmetic
from handgrad.arithmetic.magnitude import Span
from handgrad.errors import BudgetError, EvaluationError, InexactError
from handgrad.grading.claims import MISFIT, Claim, directional_claim, fits
from handgrad.grading.doubts import beyond, depends_on_sizes, sizes_add
from handgrad.language.arrays import Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Derivative, Name
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.check_model import key_digits
from handgrad.referee.directional import Point
from handgrad.referee.environment import (
    Environment,
    Place,
    common_places,
    own_places,
)
from handgrad.referee.points import points_of
from handgrad.referee.proposed import propose_alike
from handgrad.referee.spans import (
    DIGITS,
    MOST_DIGITS,
    PLAIN,
    digits_for,
    measured,
    page_span,
    settled,
)
from handgrad.verdict import RIGHT, Comparison, judge

LOST = 20
"""Digits that rounding on the way may cost, in units of the largest number on the way."""
SURE_DIGITS = 40
"""Digits of a difference that may be the key's, where it could not be checked to more."""
PRINTED = 12
"""Digits of values that are shown."""
SETTLED = 100
"""How much larger a gap is than what more digits change of both sides, to be a difference."""

BELOW = f"a part of this is lost in rounding to {MOST_DIGITS} digits, so not compared"
ALIKE = "the two values differ by"
UNSETTLED = "the two values are neither equal nor apart to the digits that can be compared"

_WIDE = Context(prec=MOST_DIGITS + 2 * DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Outcome(NamedTuple):
    """What one point says: the comparison, and the two values where both are there.

    `problem` says why an answer has no value there; `doubt` why it may not decide, or what a
    difference comes from that does not show in the values; `wide` is true where the numbers on
    the way span more than the fewest digits show, `unknown` for a point that nobody could know
    before the answer was written.
    """

    comparison: Comparison
    given: Value | None = None
    right: Value | None = None
    digits: int | None = None
    problem: str = ""
    doubt: str = ""
    wide: bool = False
    unknown: bool = False
    at: Point = MappingProxyType({})


def compare(
    model: CheckedPage, claim: Claim, seed: int, *, exactly: bool, text: str = ""
) -> tuple[bool, tuple[Outcome, ...]]:
    """Whether the claim was compared exactly, and the outcome at each point to the first proof.

    `exactly` says whether the page is rational; a claim that is not is compared in decimal.
    The outcomes agree, all of them, only where nothing is left to doubt: at the points of the
    page, at points drawn from `text` (all that was handed in, or else the claim), at other
    sizes where numbers may stand for sizes, and on both sides of every edge that the claim has
    and the page has not. Whatever is judged by them has all doubts judged with it. A gradient
    that the page has no formula for is measured along directions, and entry by entry where it
    differs there.
    """
    short = directional_claim(model, claim)
    if short is not None:
        found = _compared(model, short, seed, exactly, text)
        if judge([outcome.comparison for outcome in found[1]]) == RIGHT:
            return found
    return _compared(model, claim, seed, exactly, text)


def _compared(
    model: CheckedPage, claim: Claim, seed: int, exactly: bool, text: str
) -> tuple[bool, tuple[Outcome, ...]]:
    if exactly:
        try:
            return True, tuple(
                _until_proof(_outcomes(model, claim, seed, text or claim.text, exactly=True))
            )
        except InexactError:
            pass
    return False, tuple(
        _until_proof(_outcomes(model, claim, seed, text or claim.text, exactly=False))
    )


def outcomes_of_run(
    model: CheckedPage, claim: Claim, seed: int, text: str, most: int
) -> tuple[Outcome, ...]:
    """The outcomes of a claim that has no formula, at so many points, to the first proof.

    What it goes by, and what numbers stand for sizes, is for the caller to look at.
    """
    own = own_places(model, text, seed, DIGITS)

    def outcomes() -> Iterator[Outcome]:
        yield from (_decimal(claim, place) for place in own[:1])
        yield from (_roughly(claim, place) for place in common_places(model, seed)[:most])
        yield from (_measured(claim, place) for place in own[1:])

    return tuple(_until_proof(outcomes()))


def compare_at(claim: Claim, place: Place, *, exactly: bool) -> Outcome:
    """The outcome at one place."""
    if exactly:
        try:
            return _exact(claim, place(None))
        except BudgetError:
            pass
    return _decimal(claim, place)


def _outcomes(
    model: CheckedPage, claim: Claim, seed: int, text: str, *, exactly: bool
) -> Iterator[Outcome]:
    """The outcomes at all places, in their order."""

    def at(places: Iterable[Place]) -> Iterator[Outcome]:
        for place in places:
            yield compare_at(claim, place, exactly=exactly)

    if exactly:
        yield from at(common_places(model, seed))
        own = own_places(model, text, seed, None)
        yield from (outcome._replace(unknown=True) for outcome in at(own))
    else:
        yield from (_roughly(claim, place) for place in common_places(model, seed))
        own = own_places(model, text, seed, DIGITS)
        outcomes = [_decimal(claim, place) for place in own[:1]]
        outcomes += [_measured(claim, place) for place in own[1:]]
        yield from outcomes
        if points_of(model, seed=seed).gates and any(outcome.wide for outcome in outcomes):
            yield from at(common_places(model, seed))
    other = _other_sizes(model) if depends_on_sizes(model, claim.trees) else None
    if other is not None:
        propose_alike(model, other)
        for outcome in at(_other_places(other, claim, seed, text)):
            yield outcome._replace(doubt=outcome.doubt or _sizes_differ(model, other))
    start = [place.point for place in own]
    found, doubts = beyond(model, claim, _valued(model, claim), start, seed, text)
    yield from at(Place(model, point) for point in found)
    yield from (Outcome(Comparison(None), doubt=doubt) for doubt in doubts)


def _other_sizes(model: CheckedPage) -> CheckedPage | None:
    from handgrad.referee.other_sizes import other_sizes

    return other_sizes(model)


def _sizes_differ(model: CheckedPage, other: CheckedPage) -> str:
    return (
        f"equal at {model.sizes_text}, not at {other.sizes_text}: "
        "a number stands for a size here, or a size for a number"
    )


def _valued(model: CheckedPage, claim: Claim) -> Callable[[Point], Environment]:
    """What the gates of a claim may name at a point where the claim has a value.

    The derivative of the loss has one wherever the page has values.
    """
    is_measured = isinstance(claim.target, Derivative) and claim.target.of == Name(
        model.loss_name
    )
    trees = (claim.tree,) if is_measured else (claim.tree, claim.target)

    def valued(point: Point) -> Environment:
        numbers = decimal_arithmetic(DIGITS)
        with numbers.working():
            known = Place(model, point)(DIGITS).extended(claim.definitions, numbers)
            for tree in trees:
                evaluate(tree, known, numbers)
            return known

    return valued


def _until_proof(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """One point that differs is proof; no further one is needed."""
    for outcome in outcomes:
        yield outcome
        if outcome.comparison.agrees is False:
            return


def _other_places(other: CheckedPage, claim: Claim, seed: int, text: str) -> Iterator[Place]:
    """Places at other sizes; one that cannot be known where a size is no mere factor."""
    yield common_places(other, seed)[0]
    if sizes_add(other, claim.trees):
        yield from own_places(other, text, seed, DIGITS)[:1]


def _exact(claim: Claim, values: Environment) -> Outcome:
    try:
        given, right = claim.values(values, RATIONAL)
    except (InexactError, BudgetError):
        raise
    except EvaluationError as error:
        return Outcome(Comparison(None, finite=False), problem=str(error), at=values.point)
    if not fits(given, right):
        return Outcome(Comparison(None, shapes_fit=False), doubt=MISFIT, at=values.point)
    agrees = list(as_array(given).entries) == list(as_array(right).entries)
    return Outcome(Comparison(agrees), given, right, at=values.point)


def _roughly(claim: Claim, place: Place) -> Outcome:
    """The outcome by the fewest digits where the values are equal to them."""
    span = page_span(place.model)
    try:
        given, right = claim.values(place(DIGITS), decimal_arithmetic(DIGITS))
    except EvaluationError:
        return _decimal(claim, place)
    if span is None or not fits(given, right):
        return _decimal(claim, place)
    gap = max(_gaps(given, right))
    if gap > _rounding(span, DIGITS):
        return _decimal(claim, place)
    digits = _digits(gap, span, DIGITS)
    return Outcome(Comparison(True), given, right, digits, at=place.point)


def _measured(claim: Claim, place: Place) -> Outcome:
    """The outcome by the fewest digits where they show all that takes part."""
    span, page = Span(), _page_span(place)
    try:
        given, right = claim.values(place(DIGITS), measured(DIGITS, span))
    except EvaluationError:
        return _decimal(claim, place)
    if page is None or span.lost or span.joined(page).width > PLAIN or not fits(given, right):
        return _decimal(claim, place)
    gap = max(_gaps(given, right))
    if gap > _rounding(span.joined(page), DIGITS):
        return _decimal(claim, place)
    digits = _digits(gap, span.joined(page), DIGITS)
    return Outcome(Comparison(True), given, right, digits, at=place.point)


def _decimal(claim: Claim, place: Place) -> Outcome:
    """The outcome by as many digits as the claim needs here, and by more."""
    here = place.point
    try:
        span = _span(claim, place)
        if span is None:
            return Outcome(Comparison(None), doubt=BELOW, at=here, wide=True)
        few = digits_for(span.width)
        many = few
        given, right = fine = _by(claim, place, few)
        if not fits(given, right):
            return Outcome(Comparison(None, shapes_fit=False), doubt=MISFIT, at=here)
        agrees: bool | None = False
        if not _is_plainly_apart(claim, place, fine, span, few):
            many = few + DIGITS
            given, right = _by(claim, place, many)
            agrees = _agrees(fine, (given, right), span, few, many)
    except EvaluationError as error:
        return Outcome(Comparison(None, finite=False), problem=str(error), at=here)
    digits = _digits(max(_gaps(given, right)), span, many)
    if agrees is False and digits > SURE_DIGITS and key_digits(place.model) is None:
        agrees = None
    return Outcome(
        Comparison(agrees),
        given,
        right,
        digits,
        doubt=_apart(agrees, max(_gaps(given, right)), digits),
        wide=span.width > PLAIN,
        at=here,
    )


def _by(claim: Claim, place: Place, digits: int) -> tuple[Value, Value]:
    return claim.values(place(digits), decimal_arithmetic(digits))


def _is_plainly_apart(
    claim: Claim, place: Place, fine: tuple[Value, Value], span: Span, digits: int
) -> bool:
    """Whether half of the digits show the same large gap, so that no more are needed."""
    if _digits(max(_gaps(*fine)), span, digits) > PRINTED:
        return False
    coarse = _by(claim, place, digits // 2)
    return _agrees(coarse, fine, span, digits // 2, digits) is False


def _page_span(place: Place) -> Span | None:
    """The span of the page's numbers here, or at its test points."""
    if place.span is None or place.span.lost:
        return page_span(place.model)
    return place.span


def _apart(agrees: bool | None, gap: Decimal, digits: int) -> str:
    """What two values that are printed alike differ by, or that it cannot be told."""
    if agrees is None:
        return UNSETTLED
    return f"{ALIKE} {gap:.1E}" if not agrees and digits > PRINTED else ""


def _span(claim: Claim, place: Place) -> Span | None:
    """How large and how small the numbers are on the way to both sides of a claim."""

    def measure(digits: int) -> Span:
        span = Span()
        claim.values(place(digits), measured(digits, span))
        return span

    page = _page_span(place)
    found = page and settled(measure)
    if found is None or page is None:
        return None
    both = found.joined(page)
    return both if digits_for(both.width) <= MOST_DIGITS else None


def _agrees(
    coarse: tuple[Value, Value], fine: tuple[Value, Value], span: Span, few: int, many: int
) -> bool | None:
    """Whether two values are one: their gap is rounding by few digits and by many, or it stays.

    It stays where more digits move both values by much less than they are apart.
    """
    before, after = _gaps(*coarse), _gaps(*fine)
    if max(before) <= _rounding(span, few) and max(after) <= _rounding(span, many):
        return True
    moves = zip(*(_gaps(a, b) for a, b in zip(coarse, fine, strict=True)), strict=True)
    stays = (gap > SETTLED * max(moved) for gap, moved in zip(after, moves, strict=True))
    return False if any(stays) else None


def _rounding(span: Span, digits: int) -> Decimal:
    """What rounding on the way may do to a value, in units of the largest number there."""
    return Decimal(1).scaleb(span.high + LOST - digits)


def _gaps(given: Value, right: Value) -> list[Decimal]:
    a, b = as_array(given).entries, as_array(right).entries
    return [abs(_WIDE.subtract(x, y)) for x, y in zip(a, b, strict=True)]


def _digits(gap: Decimal, span: Span, most: int) -> int:
    """To how many digits two values are one, in units of the largest number on the way."""
    return max(0, min(most, span.high - gap.adjusted())) if gap else most
