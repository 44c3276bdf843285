"""The loss and its claimed gradient at one point, and how far rounding can have moved it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import hypot
from random import Random

from handgrad.arithmetic.base import total
from handgrad.referee.function.measurement import Measurement
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.template import Refused

EPSILON = 2.0**-52

# The entries that move, each with its speed.
Direction = Sequence[tuple[int, float]]


def scale(x: float) -> float:
    """How far an argument can be moved and still be of the same size."""
    return abs(x) or 1.0


@dataclass(slots=True)
class ClaimedGradient:
    """The value of the loss at a point and a claimed gradient there, in floats.

    Moving the point by a few units in the last place shows how much rounding there is in
    each entry. A gap up to the part `negligible` of the largest entry of an array is passed
    over.
    """

    subject: Subject
    point: Sequence[float]
    value: float
    values: Sequence[float]
    seed: int = 0
    negligible: float = 0.0
    _jitter: list[float] = field(default_factory=list)

    def along(self, direction: Direction) -> float:
        """The claimed slope."""
        return total(self.values[i] * u for i, u in direction)

    def size(self, direction: Direction) -> float:
        """The scale of the claimed slope, also where its terms cancel."""
        return max((abs(self.values[i] * u) for i, u in direction), default=0.0)

    def influence(self, entry: int) -> float:
        """How much the loss answers to an entry, by the claim, when it moves by its size."""
        return abs(self.values[entry]) * scale(self.point[entry])

    def largest_influence(self) -> float:
        """The largest of all."""
        return max(map(self.influence, range(len(self.point))))

    def rounding(self, direction: Direction) -> float:
        """What ordinary rounding of the entries amounts to: a part that they share, and one
        that each has for itself."""
        terms = [self.values[i] * u for i, u in direction]
        shared, own = total(map(abs, terms)), hypot(*terms)
        return 8 * EPSILON * shared + 64 * EPSILON * own + 5e-324

    def measured_rounding(self, direction: Direction) -> float:
        """The same from what the gradient does when the point moves by a few units in the
        last place: it jitters, and it may answer for a point that far away. Five more calls.
        """
        if not self._jitter:
            self._jitter = self._measure()
        jitter = total(self._jitter[i] * abs(u) for i, u in direction)
        return self.rounding(direction) + jitter

    def absorbed(self, direction: Direction) -> float:
        """An error that any larger term of the gradient, once added and taken away, leaves.

        Entries far smaller than that cannot have been reached so.
        """
        share = max(abs(u) / scale(self.point[i]) for i, u in direction)
        left = 8 * EPSILON * self.largest_influence() * share
        return 0.0 if 0 < self.size(direction) < left / 64 else left

    def neglecting(self, direction: Direction, found: Measurement) -> Measurement:
        """A measurement whose gap the caller wants to be passed over agrees."""
        if found.agrees or not self.negligible or found.measured is None or found.sides:
            return found
        allowed = self._negligible_gap(direction)
        if found.gap + (found.bound or 0.0) > allowed:
            return found
        return replace(found, agrees=True, reason="", bound=allowed, neglected=True)

    def _negligible_gap(self, direction: Direction) -> float:
        largest = {
            i: max(abs(self.values[k]) for k in range(block.start, block.stop))
            for block in self.subject.layout.blocks()
            for i in range(block.start, block.stop)
        }
        several = 4 if len(direction) > 1 else 1
        return several * self.negligible * hypot(*(largest[i] * u for i, u in direction))

    def _measure(self) -> list[float]:
        rng = Random(self.seed)
        speeds = [(1 + 2 * rng.random()) * 8 * EPSILON * x for x in self.point]
        rows = []
        for k in (-2, -1, 0, 1, 2):
            moved = [x + k * v for x, v in zip(self.point, speeds, strict=True)]
            try:
                rows.append(self.subject.claim(moved))
            except Refused:
                return [0.0] * len(self.point)
        return [_unsteadiness(column) for column in zip(*rows, strict=True)]


def _unsteadiness(values: tuple[float, ...]) -> float:
    """The largest change, and eight times the largest part of it that is not linear."""
    changes = [b - a for a, b in pairwise(values)]
    bends = [abs(b - a) for a, b in pairwise(changes)]
    return max(map(abs, changes)) + 8 * max(bends)
