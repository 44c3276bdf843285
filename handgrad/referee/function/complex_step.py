"""The second rung: the imaginary part of a step along the imaginary axis.

W. Squire and G. Trapp, Using complex variables to estimate derivatives of real functions,
SIAM Review 40 (1998). `abs` and comparisons can break it in silence, so it is believed only
where the function is seen to be analytic: on a circle around the point its Fourier
coefficients must give the same value and the same slope (J. N. Lyness and C. B. Moler, 1967).
"""

import cmath
from collections.abc import Sequence
from math import fsum, pi

from handgrad.referee.function.claimed import EPSILON, Claim, Direction
from handgrad.referee.function.nested import Refused
from handgrad.referee.function.slope import Slope
from handgrad.referee.function.subject import Subject

NAME = "complex step"
STEP = 1e-150
RADII = (0.03, 0.003, 3e-4, 3e-5)
CORNERS = 8


class ComplexView:
    """A point as complex steps see it."""

    name = NAME
    trouble = ""

    def __init__(self, subject: Subject, claim: Claim) -> None:
        self._subject, self.claim = subject, claim

    def survey(self, direction: Direction) -> Slope:
        """The slope along a direction; Refused where f is not seen to be analytic."""
        slope = self._step(direction)
        for radius in RADII:
            if self._analytic(direction, radius, slope):
                return self.slope(direction)
        raise Refused("f is not analytic around the point (abs, a comparison, a kink?)")

    def slope(self, direction: Direction) -> Slope:
        """The slope along a direction, judged."""
        claimed, measured = self.claim.along(direction), self._step(direction)
        gap, bound = abs(measured - claimed), self._bound(direction, measured)
        total = bound + self.claim.rounding(direction)
        if gap > total:
            total = bound + self.claim.measured_rounding(direction)
        size = max(self.claim.size(direction), abs(measured))
        if gap <= total and total <= 1e-9 * size:
            return Slope(True, claimed, measured, total)
        if gap > 10 * total and gap > self.claim.absorbed(direction):
            return Slope(False, claimed, measured, total)
        return Slope(None, claimed, measured, total, "rounding hides so small a difference")

    def visible(self, direction: Direction, slope: Slope) -> float:
        """The smallest error of one entry of the direction that would have been seen."""
        if slope.bound is None:
            return float("inf")
        return slope.bound / min(abs(u) for _, u in direction)

    def _bound(self, direction: Direction, measured: float) -> float:
        """The rounding of the step itself: its jitter when the point moves by an ulp or two."""
        values = [self._step(direction, k * 8 * EPSILON) for k in (-1, 1)]
        jitter = abs(values[0] - 2 * measured + values[1])
        return 64 * EPSILON * max(abs(measured), self.claim.size(direction)) + 8 * jitter

    def _step(self, direction: Direction, away: float = 0.0) -> float:
        return self._at(direction, complex(away, STEP)).imag / STEP

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
        mean = fsum(v.real for v in values) / CORNERS
        linear = fsum((v / z).real for v, z in zip(values, circle, strict=True)) / CORNERS
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
