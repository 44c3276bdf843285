"""The first rung: differences of a function that takes numbers of many digits.

With 60 digits and a step of 1e-20 a central difference is good to some 38 digits. Where that
does not accept the claim, 120 digits and a step of 1e-40 must say the same.
"""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, localcontext
from typing import Any

from handgrad.arithmetic import decimal_arithmetic
from handgrad.referee.function.claimed import ClaimedGradient, Direction
from handgrad.referee.function.exact import lifted
from handgrad.referee.function.measurement import ONE_SIDED, UNLIMITED, Measurement, kink
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.template import Refused
from handgrad.referee.function.two_steps import TwoSteps

NAME = "more digits"
# Digits, and the larger step; the smaller one is a hundredth of it.
PRECISIONS = ((60, Decimal("1e-20")), (120, Decimal("1e-40")))
# An error bound this small beside the value is enough to accept it.
SMALL = Decimal("1e-9")
# Rounding makes no error as large as this part of the value.
ROUNDING = Decimal("1e-3")
# Two values in many digits agree to this part.
ALL_DIGITS = Decimal("1e-25")
# At a point nearby a claim must only be seen to be no coincidence.
GLANCE = Decimal("1e-15")


class DigitsView:
    """A point as differences of many digits see it, with at most so much `work` in a call.

    Entries that the gradient answers in floats are `soft`: as good as their rounding.
    """

    name = NAME
    trouble = ""

    def __init__(self, subject: Subject, claim: ClaimedGradient, work: int) -> None:
        self._subject, self.claim, self.work = subject, claim, work
        self._point = [Decimal(x) for x in claim.point]
        self._centres: dict[int, Decimal] = {}
        self._claims: list[Decimal] = []
        self._trusts_jitter = True
        self.soft = set(range(len(claim.point)))

    def _claimed_entries(self) -> list[Decimal]:
        """The claimed gradient: in many digits if it answers in kind, else in floats."""
        if not self._claims:
            answers: list[Any] = list(self.claim.values)
            with suppress(Refused):
                digits = PRECISIONS[0][0]
                answers = self._subject.exact_claim(self._point, digits, 4 * self.work)
            self.soft = {i for i, answer in enumerate(answers) if isinstance(answer, float)}
            self._claims = [Decimal(lifted(answer)) for answer in answers]
        return self._claims

    def take_floats(self) -> None:
        """Judge what the gradient answers in floats: in many digits it is not the same."""
        self.soft = set(range(len(self.claim.point)))
        self._claims = [Decimal(value) for value in self.claim.values]
        self._trusts_jitter = False

    def value(self) -> Decimal:
        """The function at the point; Refused where it does not answer in kind."""
        return self._centre(PRECISIONS[0][0])

    def survey(self, direction: Direction) -> Measurement:
        """The slope along a direction; Refused where the function does not answer in kind."""
        self.value()
        return self.slope(direction)

    def glance(self, direction: Direction) -> Measurement:
        """The slope judged by two evaluations, if the claim fits to 15 digits; else by more."""
        slope = self.estimate(direction)
        return slope if slope.agrees else self.slope(direction)

    def estimate(self, direction: Direction) -> Measurement:
        """Two evaluations: enough to see that a claim fits, or in which half it does not."""
        digits, h = PRECISIONS[0][0], PRECISIONS[0][1] / 100
        with decimal_arithmetic(digits).working():
            claimed = self._claimed(direction)
            above, below = self._at(direction, h, digits), self._at(direction, -h, digits)
            if above is None or below is None:
                return Measurement(None, float(claimed), reason=ONE_SIDED)
            measured = (above - below) / (2 * h)
            size, gap = self._size(direction), abs(measured - claimed)
            exact = gap <= ALL_DIGITS * size
            bound = GLANCE * size + Decimal(self.claim.rounding(direction))
            agrees = True if gap <= bound else None
        found = Measurement(agrees, float(claimed), float(measured), float(bound), exact=exact)
        return self.claim.neglecting(direction, found)

    def slope(self, direction: Direction) -> Measurement:
        """The slope along a direction; a failure must be seen at two precisions."""
        first = self._judge(direction, *PRECISIONS[0])
        if first.agrees or first.measured is None:
            return first
        second = self._judge(direction, *PRECISIONS[1])
        if second.measured is None or not _same(first, second):
            return Measurement(
                None, first.claimed, reason="f does not use all the digits given"
            )
        return self.claim.neglecting(direction, second)

    def slope_once(self, direction: Direction) -> Measurement:
        """The same at one precision, where a failure has been proved by two."""
        return self.claim.neglecting(direction, self._judge(direction, *PRECISIONS[0]))

    def expansion(self, entry: int) -> tuple[float, float, float]:
        """Claimed less true derivative by one entry, and the second and third derivative."""
        digits, h = PRECISIONS[0]
        wide = Decimal("1e-10")
        direction = ((entry, 1.0),)
        with decimal_arithmetic(digits).working():
            times = (h, -h, *(k * wide for k in (-2, -1, 0, 1, 2)))
            values = [self._at(direction, t, digits) for t in times]
            if None in values:
                return 0.0, 0.0, 0.0
            known = (v for v in values if v is not None)
            up, down, far_below, below, here, above, far_above = known
            gap = self._claimed(direction) - (up - down) / (2 * h)
            second = (above - 2 * here + below) / wide**2
            third = (far_above - 2 * above + 2 * below - far_below) / (2 * wide**3)
        return float(gap), float(second), float(third)

    def float_fault(self) -> str:
        """How the gradient in floats is not the gradient in many digits, rounded."""
        for i, (exact, value) in enumerate(
            zip(self._claimed_entries(), self.claim.values, strict=True)
        ):
            alone = ((i, 1.0),)
            gap = abs(exact - Decimal(value))
            if gap > self.claim.rounding(alone) and gap > self.claim.measured_rounding(alone):
                name = self._subject.layout.names[i]
                return (
                    f"in floats the gradient answers {value!r} for {name}, "
                    f"in many digits {exact:.17g}"
                )
        return ""

    def _judge(self, direction: Direction, digits: int, h: Decimal) -> Measurement:
        with decimal_arithmetic(digits).working():
            return self._judge_here(direction, digits, h)

    def _judge_here(self, direction: Direction, digits: int, h: Decimal) -> Measurement:
        claimed = self._claimed(direction)
        steps = self._steps(direction, digits, h)
        if steps is None:
            return Measurement(None, float(claimed), reason=ONE_SIDED)
        first, best = steps.central()
        largest = max(map(abs, (*steps.above, *steps.below, steps.centre)))
        rounding = 100 * largest * Decimal(10) ** -digits / (h / 100)
        bound = abs(first - best) + rounding
        known = float(claimed), float(best)
        jumps = steps.jumps()
        size = max(self._size(direction), abs(best))
        growth = max(abs(best), abs(jumps[1])) - 10 * max(abs(first), abs(jumps[0]))
        if growth > 10 * rounding:
            return Measurement(None, float(claimed), reason=UNLIMITED)
        lasting = 2 * abs(jumps[1]) > abs(jumps[0])
        if lasting and abs(jumps[1]) > SMALL**2 * size + 10 * rounding:
            sides = (float(best - jumps[1] / 2), float(best + jumps[1] / 2))
            return Measurement(
                None, known[0], known[1], reason=kink(sides, known[0]), sides=sides
            )
        still = {*steps.above, *steps.below} == {steps.centre}
        vanishing = still or 5 * abs(best) <= abs(first)
        reach = max(abs(jumps[0]), abs(first))
        gap = abs(best - claimed)
        for total in self._bounds(direction, bound, gap):
            if gap <= total:
                break
        exact = gap <= bound + ALL_DIGITS * size
        agrees, reason = self._decide(direction, gap, bound, total)
        if agrees and not (total <= SMALL * max(size, reach) or vanishing):
            agrees, reason = None, f"the claimed value carries rounding errors of {total:.1g}"
        return Measurement(agrees, *known, float(total), reason, exact=exact, still=still)

    def _bounds(self, direction: Direction, bound: Decimal, gap: Decimal) -> Iterator[Decimal]:
        """What a gap may be: nothing but the digits, ordinary rounding, measured rounding."""
        yield bound + self._soft_rounding(direction)
        yield bound + Decimal(self.claim.rounding(direction))
        # A gross error is not looked at any closer.
        size = self._size(direction)
        if self._trusts_jitter and (gap <= ROUNDING * size or not size):
            yield bound + Decimal(self.claim.measured_rounding(direction))

    def _decide(
        self, direction: Direction, gap: Decimal, bound: Decimal, total: Decimal
    ) -> tuple[bool | None, str]:
        if gap <= total:
            return True, ""
        if gap > 3 * total and bound <= gap / 10:
            soft = self._soft_part(direction)
            if soft and gap <= Decimal(self.claim.absorbed(soft)):
                return None, "the gap is below the rounding of the largest entries"
            return False, ""
        return None, f"the gap is too near to the error bound {total:.1g} to tell"

    def _steps(self, direction: Direction, digits: int, h: Decimal) -> TwoSteps | None:
        values = [self._at(direction, t, digits) for t in (h, h / 100, -h, -h / 100)]
        known = [v for v in values if v is not None]
        if len(known) < len(values):
            return None
        return TwoSteps(h, (known[0], known[1]), (known[2], known[3]), self._centre(digits))

    def _centre(self, digits: int) -> Decimal:
        if digits not in self._centres:
            self._centres[digits] = self._subject.exact_value(self._point, digits, self.work)
        return self._centres[digits]

    def _at(self, direction: Direction, t: Decimal, digits: int) -> Decimal | None:
        with localcontext(prec=2 * digits):
            moved = list(self._point)
            for i, u in direction:
                moved[i] += t * Decimal(u)
        try:
            return self._subject.exact_value(moved, digits, self.work)
        except Refused:
            return None

    def _claimed(self, direction: Direction) -> Decimal:
        return sum((self._claimed_entries()[i] * Decimal(u) for i, u in direction), Decimal(0))

    def _size(self, direction: Direction) -> Decimal:
        return max(abs(self._claimed_entries()[i] * Decimal(u)) for i, u in direction)

    def _soft_part(self, direction: Direction) -> Direction:
        return [(i, u) for i, u in direction if i in self.soft]

    def _soft_rounding(self, direction: Direction) -> Decimal:
        soft = self._soft_part(direction)
        exact = len(direction) * self._size(direction) * Decimal("1e-50")
        return exact + Decimal(self.claim.rounding(soft) if soft else 0)


def _same(first: Measurement, second: Measurement) -> bool:
    """Whether two precisions measured the same slope, or the same kink."""
    if first.measured is None or second.measured is None:
        return False
    if first.sides and second.sides:
        tolerance = 1e-6 * max(map(abs, first.sides))
    else:
        tolerance = 10 * ((first.bound or 0.0) + (second.bound or 0.0))
    return abs(first.measured - second.measured) <= tolerance + 1e-15 * abs(first.measured)
