"""The last rung: differences of a function that only takes floats."""

from dataclasses import replace
from random import Random

from handgrad.arithmetic.base import total
from handgrad.referee.function.claimed import EPSILON, ClaimedGradient, Direction, scale
from handgrad.referee.function.ladder import Climb, climb
from handgrad.referee.function.measurement import ONE_SIDED, UNLIMITED, Measurement, kink
from handgrad.referee.function.noise import (
    NOISE_STEP,
    hidden_structure,
    rounding_noise,
    seen_close,
)
from handgrad.referee.function.precision import IN_SINGLE, SINGLE, in_single
from handgrad.referee.function.stillness import chord_within, still_within
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.template import Refused
from handgrad.referee.function.window import Residual, Sample, Window

NAME = "float differences"
# An error bound this small beside the value itself is enough to accept it; a claim of zero is
# measured by the chords, and what is too small to be seen by the largest entries.
SMALL, TINY = 1e-6, 1e-8
# Noise so far above the rounding of the function's values, or of its argument, is none.
VALUES, ARGUMENT = 1e4, 64
ABSORBED = "the gap is below the rounding of the largest entries"
FINER = "f has structure finer than the steps: the gap is not there in smaller ones"
HIDDEN = "too small to be seen beside the largest entries"
# In single precision a gap must be so many error bounds wide.
WIDE = 10


class FloatView:
    """A point as float differences see it."""

    name = NAME

    def __init__(
        self, subject: Subject, claim: ClaimedGradient, rng: Random, small: float = SMALL
    ) -> None:
        self._subject, self.claim, self._rng, self._small = subject, claim, rng, small
        # What looks like noise from afar can be structure: both are known.
        self._noise = self._fine_noise = 0.0
        self.trouble, self.single = "", False
        # The windows of the first look.
        self._pair: tuple[Window, Window] | None = None

    def survey(self, direction: Direction) -> Measurement:
        """A first look along a direction that moves everything: noise and hidden structure."""
        residual = self._residual(direction)
        self.single = in_single(self._subject, self.claim, direction)
        self._noise = self._fine_noise = rounding_noise(residual, NOISE_STEP, 4, self._rng)
        if self.single:
            self._noise = max(self._noise, SINGLE * abs(self.claim.value))
        still = self._still(direction)
        if still is not None:
            return still
        found = self._climb(direction)
        if found.pair:
            noise = rounding_noise(residual, found.pair[0].smallest / 50, 6, self._rng)
            if noise > 3 * self._noise:
                self._noise = noise
                found = self._climb(direction)
        self._pair = found.pair
        if found.pair:
            self.trouble = self._find_trouble(residual, found.pair, self._noise)
        return self._judge(direction, found)

    def slope(self, direction: Direction) -> Measurement:
        """The slope along a direction, judged."""
        still = self._still(direction)
        if still is not None:
            return still
        tiny = TINY * self._influence(direction)
        found = self._judge(direction, self._climb(direction))
        if found.measured is None and not self.trouble and self.claim.size(direction) <= tiny:
            bound = chord_within(self._residual(direction)) + self.claim.rounding(direction)
            if bound <= tiny:
                return replace(found, agrees=True, reason="", bound=bound, hidden=True)
        return found

    estimate = slope

    def glimpse(self, direction: Direction) -> Measurement:
        """Two evaluations at a step that served the whole: in which half does a claim fail?"""
        if self._pair is None:
            return self.slope(direction)
        best, residual = self._pair[0], self._residual(direction)
        above, below = residual(best.smallest), residual(-best.smallest)
        if above is None or below is None:
            return self.slope(direction)
        claimed, gap = self.claim.along(direction), (above[0] - below[0]) / (2 * best.smallest)
        bound = 4 * (abs(best.last - best.gap) + best.bound) + self.claim.rounding(direction)
        agrees = True if abs(gap) <= bound else None
        return Measurement(agrees, claimed, claimed + gap, bound)

    def _still(self, direction: Direction) -> Measurement | None:
        """The function does not answer to entries that are claimed to be 0."""
        if self.single or self.claim.size(direction):
            return None
        bound = still_within(self._residual(direction), self.claim.value, self._noise)
        # Where every entry is claimed to be 0 there is nothing to compare the bound with.
        if bound > TINY * self._influence(direction):
            return None
        return Measurement(True, 0.0, 0.0, bound, still=True, hidden=True)

    def _influence(self, direction: Direction) -> float:
        """What the largest entries of the gradient amount to in a direction."""
        share = max(abs(u) / scale(self.claim.point[i]) for i, u in direction)
        return self.claim.largest_influence() * share

    def _climb(self, direction: Direction) -> Climb:
        claimed, size = self.claim.along(direction), self.claim.size(direction)
        fastest = max(abs(u) for _, u in direction)
        highest = max(1.0, 1 / fastest)
        residual = self._residual(direction)
        return climb(residual, claimed, size, self._noise, highest, self._rng)

    def _find_trouble(
        self, residual: Residual, pair: tuple[Window, Window], noise: float
    ) -> str:
        if self.single:
            return ""
        rounding = max(VALUES * pair[0].magnitude, ARGUMENT * pair[0].reach) * EPSILON
        if noise > rounding:
            return f"f is noisy: its values jitter by {noise:.1g} when the point hardly moves"
        step = hidden_structure(residual, pair, min(noise, 10 * self._fine_noise))
        return (
            ""
            if step is None
            else (
                f"f has structure finer than the steps: below a relative step of {step:.0e} "
                "its slope is another one (a kink, a jump or an oscillation)"
            )
        )

    def _residual(self, direction: Direction) -> Residual:
        point, claim, start = self.claim.point, self.claim.values, self.claim.value

        def residual(t: float) -> Sample | None:
            moved = list(point)
            drift = []
            for i, u in direction:
                moved[i] = point[i] + t * u
                drift.append(claim[i] * (moved[i] - point[i]))
            try:
                value = self._subject.value(moved)
            except Refused:
                return None
            return value - start - total(drift), value

        return residual

    def _judge(self, direction: Direction, found: Climb) -> Measurement:
        claimed = self.claim.along(direction)
        if found.pair is None:
            return _no_pair(claimed, found)
        gap, bound = found.pair[0].gap, found.bound
        size = max(self.claim.size(direction), abs(claimed + gap))
        agrees, reason, bound = self._decide(direction, gap, bound, size, found)
        if self.trouble:
            agrees, reason = None, self.trouble
        elif agrees is None and self.single:
            reason = IN_SINGLE
        hidden = reason == HIDDEN
        measured = Measurement(
            agrees, claimed, claimed + gap, bound, "" if hidden else reason, hidden=hidden
        )
        return self.claim.neglecting(direction, measured)

    def _decide(
        self, direction: Direction, gap: float, bound: float, size: float, found: Climb
    ) -> tuple[bool | None, str, float]:
        """What a gap says, why nobody can tell, and how large it could be unseen."""
        reach = max(w.reach for w in found.pair or ())
        # Two ladders can agree by accident on a poor value: not so easily where it is mere
        # noise that makes it poor.
        quality = 0.1 if found.noisy and all(w.smooth for w in found.windows) else 1e-3
        slack = self.claim.rounding(direction)
        if abs(gap) > bound + slack:
            slack = self.claim.measured_rounding(direction)
        total = bound + slack
        if abs(gap) <= total:
            stationary = abs(self.claim.along(direction)) <= 100 * EPSILON * reach
            if total <= self._small * size or (stationary and total <= TINY * reach):
                return True, "", total
            if total <= TINY * self._influence(direction):
                return True, HIDDEN, total
            return None, f"the rounding noise of f hides errors below {total:.1g}", total
        if self.single:
            wide = abs(gap) > WIDE * total and total <= quality * max(size, abs(gap))
            return (False, "", total) if wide else (None, IN_SINGLE, total)
        if abs(gap) > 3 * total and bound <= quality * max(size, abs(gap)):
            if abs(gap) <= self.claim.absorbed(direction):
                return None, ABSORBED, total
            if found.pair and not seen_close(
                self._residual(direction), found.pair, self._fine_noise
            ):
                return None, FINER, total
            return False, "", total
        return None, f"the gap is too near to the error bound {total:.1g} to tell", total


def _no_pair(claimed: float, found: Climb) -> Measurement:
    """Why no two windows agree: a kink, a jump, a domain edge, or too fast a change."""
    if not found.windows:
        return Measurement(None, claimed, reason=ONE_SIDED)
    finest = min(found.windows, key=lambda w: w.smallest)
    bent = [w for w in found.windows if not w.smooth and w.jump_bound <= 0.01 * abs(w.jump)]
    steepest = max(w.reach for w in found.windows)
    if finest.reach == steepest and finest.reach > 1e3 * min(w.reach for w in found.windows):
        return Measurement(None, claimed, reason=UNLIMITED)
    if bent and len(bent) >= min(3, len(found.windows)):
        best = min(bent, key=lambda w: w.jump_bound)
        centre = claimed + best.gap
        sides = (centre - best.jump, centre + best.jump)
        return Measurement(None, claimed, centre, reason=kink(sides, claimed), sides=sides)
    if found.missing:
        reason = "f has no value at some points nearby: domain edge"
        return Measurement(None, claimed, reason=reason)
    return Measurement(
        None,
        claimed,
        reason="no two ladders of steps agree: f is noisy, or changes "
        "faster than the steps can follow",
    )
