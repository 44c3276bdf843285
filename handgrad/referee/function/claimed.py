"""The loss and its claimed gradient at one point, and how far rounding can have moved it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum
from random import Random

from handgrad.referee.function.nested import Refused
from handgrad.referee.function.subject import Subject

EPSILON = 2.0**-52

# The entries that move, each with its speed.
Direction = Sequence[tuple[int, float]]


def scale(x: float) -> float:
    """How far an argument can be moved and still be of the same size."""
    return abs(x) or 1.0


@dataclass(slots=True)
class Claim:
    """The value of the loss at a point and a claimed gradient there, in floats.

    Moving the point by a few units in the last place shows how much rounding there is in
    each entry.
    """

    subject: Subject
    point: Sequence[float]
    value: float
    values: Sequence[float]
    seed: int = 0
    _jitter: list[float] = field(default_factory=list)

    def along(self, direction: Direction) -> float:
        """The claimed slope."""
        return fsum(self.values[i] * u for i, u in direction)

    def size(self, direction: Direction) -> float:
        """The scale of the claimed slope, also where its terms cancel."""
        return max((abs(self.values[i] * u) for i, u in direction), default=0.0)

    def rounding(self, direction: Direction) -> float:
        """What ordinary rounding of the entries amounts to."""
        return 64 * EPSILON * fsum(abs(self.values[i] * u) for i, u in direction) + 5e-324

    def measured_rounding(self, direction: Direction) -> float:
        """The same from what the gradient does when the point moves by a few units in the
        last place: it jitters, and it may answer for a point that far away. Five more calls.
        """
        if not self._jitter:
            self._jitter = self._measure()
        jitter = fsum(self._jitter[i] * abs(u) for i, u in direction)
        return self.rounding(direction) + jitter

    def absorbed(self, direction: Direction) -> float:
        """An error that any larger term of the gradient, once added and taken away, leaves."""
        influence = max(abs(c) * scale(x) for c, x in zip(self.values, self.point, strict=True))
        share = max(abs(u) / scale(self.point[i]) for i, u in direction)
        return 8 * EPSILON * influence * share

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
