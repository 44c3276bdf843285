"""The second rung: the imaginary part of a step along the imaginary axis.

W. Squire and G. Trapp, Using complex variables to estimate derivatives of real functions,
SIAM Review 40 (1998). `abs` and comparisons can break it in silence, so it is believed only
where the function is seen to be analytic: on a circle around the point its Fourier
coefficients must give the same value and the same slope (J. N. Lyness and C. B. Moler, 1967).
"""

import cmath
from collections.abc import Sequence
from math import pi

from handgrad.arithmetic.base import total
from handgrad.referee.function.claimed import EPSILON, ClaimedGradient, Direction, scale
from handgrad.referee.function.measurement import Measurement
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.template import Refused

NAME = "complex step"
STEP, SMALLEST = 1e-100, 1e-280
RADII = (0.03, 0.003, 3e-4, 3e-5, 3e-6)
CORNERS = 8
# The rounding of a step; an error that is no rounding; error bounds small enough to accept a
# slope, beside itself and, where it is 0 by cancellation, beside those of the largest entries.
ROUNDING, GROSS = 64 * EPSILON, 1e-3
SMALL, TINY = 1e-9, 1e-13


class ComplexView:
    """A point as complex steps see it."""

    name = NAME
    trouble = ""

    def __init__(self, subject: Subject, claim: ClaimedGradient) -> None:
        self._subject, self.claim = subject, claim

    def survey(self, direction: Direction) -> Measurement:
        """The slope along a direction; Refused where f is not seen to be analytic."""
        slope = self._step(direction)
        for radius in RADII:
            if self._analytic(direction, radius, slope):
                return self.slope(direction)
        raise Refused("f is not analytic around the point (abs, a comparison, a kink?)")

    def estimate(self, direction: Direction) -> Measurement:
        """One evaluation: enough to see that a claim fits, or in which half it does not."""
        claimed, measured = self.claim.along(direction), self._step(direction)
        size = max(abs(measured), self.claim.size(direction))
        bound = ROUNDING * size + self.claim.rounding(direction)
        agrees = True if abs(measured - claimed) <= bound else None
        return self.claim.neglecting(direction, Measurement(agrees, claimed, measured, bound))

    def slope(self, direction: Direction) -> Measurement:
        """The slope along a direction, judged."""
        first = self.estimate(direction)
        if first.agrees:
            return first
        return self.claim.neglecting(direction, self._judged(direction, first))

    def _judged(self, direction: Direction, first: Measurement) -> Measurement:
        claimed, measured = first.claimed, first.measured or 0.0
        gap, bound = abs(measured - claimed), self._bound(direction, measured)
        total = bound + self.claim.rounding(direction)
        size = max(self.claim.size(direction), abs(measured))
        if total < gap <= GROSS * size or not self.claim.size(direction):
            total = bound + self.claim.measured_rounding(direction)
        if gap <= total and total <= max(SMALL * size, TINY * self._influence(direction)):
            return Measurement(True, claimed, measured, total)
        if gap > 10 * total and gap > self.claim.absorbed(direction):
            return Measurement(False, claimed, measured, total)
        return Measurement(
            None, claimed, measured, total, "rounding hides so small a difference"
        )

    def _influence(self, direction: Direction) -> float:
        """What the largest entries of the gradient amount to in a direction."""
        share = max(abs(u) / scale(self.claim.point[i]) for i, u in direction)
        return self.claim.largest_influence() * share

    def _bound(self, direction: Direction, measured: float) -> float:
        """The rounding of the step itself: its jitter when the point moves by an ulp or two."""
        values = [self._step(direction, k * 8 * EPSILON) for k in (-1, 1)]
        jitter = abs(values[0] - 2 * measured + values[1])
        return ROUNDING * max(abs(measured), self.claim.size(direction)) + 8 * jitter

    def _step(self, direction: Direction, away: float = 0.0) -> float:
        speeds = [abs(u) for _, u in direction]
        h = STEP / max(speeds)
        slope = abs(self.claim.along(direction))
        if min(speeds) * h < SMALLEST or 0 < slope * h < SMALLEST:
            raise Refused("a step or its effect would be too small for a float")
        return self._at(direction, complex(away, h)).imag / h

    def _at(self, direction: Direction, t: complex) -> complex:
        moved: list[complex] = [complex(x) for x in self.claim.point]
        for i, u in direction:
            moved[i] += t * u
        return self._subject.complex_value(moved)

    def _analytic(self, direction: Direction, radius: float, slope: float) -> bool:
        circle = [cmath.rect(radius, 2 * pi * (k + 0.3) / CORNERS) for k in range(CORNERS)]
        try:
            values = [self._at(direction, z) for z in circle]
            real = self._at(direction, complex(radius)).real
            plain = self._subject.value(_moved(self.claim.point, direction, radius))
        except Refused:
            return False
        largest = max(abs(v) for v in (*values, self.claim.value))
        allowed = 1e3 * EPSILON * largest + 1e-9 * radius * abs(slope)
        mean = total(v.real for v in values) / CORNERS
        linear = total((v / z).real for v, z in zip(values, circle, strict=True)) / CORNERS
        return (
            abs(mean - self.claim.value) <= allowed
            and abs(linear - slope) * radius <= allowed
            and abs(real - plain) <= allowed
        )


def _moved(point: Sequence[float], direction: Direction, t: float) -> list[float]:
    moved = list(point)
    for i, u in direction:
        moved[i] += t * u
    return moved
