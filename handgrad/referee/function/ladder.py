"""Ladders of steps for a function of floats: windows at many scales, two of which must agree.

Windows have ratios of their own, drawn at random, so that no periodic function can agree
with two of them by accident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from handgrad.referee.function.window import Residual, Window, steps, window

SHRINK = 8.0
TOP = 0.12
FINEST, COARSEST = 1e-12, 1e280


@dataclass(frozen=True, slots=True)
class Climb:
    """All windows of a line; `pair` are two that agree, the better one first."""

    windows: tuple[Window, ...]
    pair: tuple[Window, Window] | None
    missing: bool

    @property
    def bound(self) -> float:
        return max(w.bound for w in self.pair) if self.pair else float("inf")

    @property
    def noisy(self) -> bool:
        """Whether rounding noise is the larger part of the error."""
        return self.pair is not None and all(w.noisy for w in self.pair)


def climb(
    residual: Residual, slope: float, size: float, noise: float, highest: float, rng: Random
) -> Climb:
    """Windows from the natural scale of the line towards where they agree best.

    Where noise is the larger part of the error the next window is coarser, else finer.
    `highest` is the largest useful step; `size` the scale that the error is compared with.
    """
    found: dict[int, Window | None] = {}
    level = 0
    while True:
        found[level] = window(residual, slope, steps(TOP * SHRINK**-level, rng), noise)
        usable = [w for w in found.values() if w is not None]
        pair = agreeing(usable)
        if pair and _settled(pair, max(size, abs(slope + pair[0].gap))):
            break
        following = _next_level(found, highest, 1e-8 * size)
        if following is None:
            usable += _second_opinion(residual, slope, found, noise, rng)
            pair = agreeing(usable)
            break
        level = following
    return Climb(tuple(usable), pair, None in found.values())


def _settled(pair: tuple[Window, Window], size: float) -> bool:
    return not pair[0].flat and max(w.bound for w in pair) <= 1e-9 * size


def _second_opinion(
    residual: Residual, slope: float, found: dict[int, Window | None], noise: float, rng: Random
) -> list[Window]:
    """Another ladder at the best scale, where noise makes every other scale worse."""
    smooth = {level: w for level, w in found.items() if w is not None and w.smooth}
    if not smooth:
        return []
    level = min(smooth, key=lambda level: smooth[level].bound)
    if not smooth[level].noisy:
        return []
    again = window(residual, slope, steps(TOP * SHRINK**-level, rng), noise)
    return [] if again is None else [again]


def _next_level(found: dict[int, Window | None], highest: float, enough: float) -> int | None:
    usable = [w for w in found.values() if w is not None and w.smooth]
    best = min(usable, key=lambda w: w.bound, default=None)
    up, down = min(found) - 1, max(found) + 1
    can_rise = found[min(found)] is not None and TOP * SHRINK**-up <= min(highest, COARSEST)
    can_sink = TOP * SHRINK**-down >= FINEST
    if len(found) > 1 and best is not None and best.flat and can_rise:
        return up
    if len(found) > 1 and best is not None and best.noisy:
        return up if can_rise and best.bound > enough else None
    if can_sink:
        return down
    return up if can_rise else None


def agreeing(windows: Sequence[Window]) -> tuple[Window, Window] | None:
    """The two windows that agree within their bounds with the smallest error of the pair.

    A window is not believed if a finer one sees a kink, or contradicts it. Where the function
    moves at some scale, a window that it hardly moves in is the flat of a stair: it rounds
    inside.
    """
    still = all(w.flat for w in windows)
    moving = [w for w in windows if w.flat == still]
    kinked = min((w.smallest for w in moving if not w.smooth), default=float("inf"))
    believed = [w for w in moving if w.smallest < kinked and w.sharp]
    ordered = sorted(believed, key=lambda w: w.bound)
    for k, second in enumerate(ordered):
        for first in ordered[:k]:
            finer = [w for w in ordered if w.smallest < max(first.smallest, second.smallest)]
            if all(compatible(w, first) and compatible(w, second) for w in (*finer, second)):
                return first, second
    return None


def compatible(first: Window, second: Window) -> bool:
    """Whether two windows agree within their bounds."""
    return abs(first.gap - second.gap) <= first.bound + second.bound
