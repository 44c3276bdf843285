"""Slopes of a function of floats: ladders of steps, extrapolated to zero, that must agree.

On a line through the point, with the claimed slope taken away, the residual r(t) of a right
claim has no linear part. A rung of a ladder is a step h with

    E(h) = (r(h) - r(-h)) / 2h    the gap between the true and the claimed slope, plus h^2 ...
    K(h) = (r(h) + r(-h)) / 2h    0 + h ... where the function is smooth, half the jump of
                                  the slope at a kink

Four rungs make a window. Windows have ratios of their own, drawn at random, so that no
periodic function can agree with two of them by accident.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import factorial, fsum, hypot, isfinite, prod, sqrt
from random import Random

EPSILON = 2.0**-52
RUNGS = 4
SHRINK = 8.0
TOP = 0.35
FINEST = 1e-12
NOISE_STEP = 1e-11
SCAN = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10)

# The residual at a parameter t of the line and the value of the function there.
Sample = tuple[float, float]
Residual = Callable[[float], Sample | None]


@dataclass(frozen=True, slots=True)
class Window:
    """What four rungs say: the gap, the jump of the slope, and how far each can be off.

    `noise` is the part of `bound` that comes from the rounding noise of the function;
    `reach` is the steepest chord, `smallest` the last step, `last` and `bend` E and K there; `flat` says
    that the function has hardly more than one value.
    """

    gap: float
    bound: float
    noise: float
    jump: float
    jump_bound: float
    reach: float
    smallest: float
    last: float
    bend: float
    magnitude: float
    flat: bool

    @property
    def smooth(self) -> bool:
        return abs(self.jump) <= 3 * self.jump_bound

    @property
    def sharp(self) -> bool:
        return self.flat or max(self.bound, self.jump_bound) <= 0.05 * self.reach


def steps(top: float, rng: Random) -> list[float]:
    """A ladder of steps with a ratio that is no simple number."""
    ratio = 1.55 + 0.4 * rng.random()
    start = top * (0.85 + 0.3 * rng.random())
    return [start / ratio**k for k in range(RUNGS)]


def window(
    residual: Residual, slope: float, ladder: Sequence[float], noise: float
) -> Window | None:
    """The window of a ladder, largest step first; None where the function has no value."""
    odd, even, sizes, chords = [], [], [], []
    values = set()
    for h in ladder:
        above, below = residual(h), residual(-h)
        if above is None or below is None:
            return None
        odd.append((above[0] - below[0]) / (2 * h))
        even.append((above[0] + below[0]) / (2 * h))
        values |= {above[1], below[1]}
        sizes += [abs(above[1]), abs(below[1])]
        chords += [abs(above[0] / h + slope), abs(below[0] / -h + slope)]
    error = 3 * max(noise, 0.3 * EPSILON * max(sizes))
    gap, gap_noise = _limit(odd, ladder, error)
    coarse, _ = _limit(odd[1:], ladder[1:], error)
    jump, jump_noise = _constant(even, ladder, error)
    coarse_jump, _ = _constant(even[1:], ladder[1:], error)
    placing = 4 * EPSILON / ladder[-1] * (abs(gap) + max(map(abs, even)))
    gap_noise += placing
    found = Window(
        gap=gap,
        bound=abs(gap - coarse) + gap_noise,
        noise=gap_noise,
        jump=jump,
        jump_bound=abs(jump - coarse_jump) + 2 * jump_noise + placing,
        reach=max(chords),
        smallest=ladder[-1],
        last=odd[-1],
        bend=even[-1],
        magnitude=max(sizes),
        flat=len(values) < RUNGS,
    )
    return found if isfinite(found.bound + found.jump_bound + found.reach) else None


def _limit(values: Sequence[float], h: Sequence[float], error: float) -> tuple[float, float]:
    """The value at 0 of the polynomial in h^2 through the values, and its share of noise."""
    weights = [
        prod(h[j] ** 2 / (h[j] ** 2 - h[i] ** 2) for j in range(len(h)) if j != i)
        for i in range(len(h))
    ]
    return _weighted(values, weights, h, error)


def _constant(values: Sequence[float], h: Sequence[float], error: float) -> tuple[float, float]:
    """The constant of `constant + h * polynomial in h^2` through the values, and its noise.

    The divided difference in h^2 of values/h removes the polynomial.
    """
    divided = [
        1 / (h[i] * prod(h[i] ** 2 - h[j] ** 2 for j in range(len(h)) if j != i))
        for i in range(len(h))
    ]
    total = fsum(divided)
    weights = [d / total for d in divided]
    return _weighted(values, weights, h, error)


def _weighted(
    values: Sequence[float], weights: Sequence[float], h: Sequence[float], error: float
) -> tuple[float, float]:
    total = fsum(v * w for v, w in zip(values, weights, strict=True))
    return total, error * fsum(abs(w) / x for w, x in zip(weights, h, strict=True))


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
        return self.pair is not None and all(2 * w.noise > w.bound for w in self.pair)


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
        if pair and max(w.bound for w in pair) <= 1e-9 * max(size, abs(slope + pair[0].gap)):
            break
        following = _next_level(found, highest)
        if following is None:
            usable += _second_opinion(residual, slope, found, noise, rng)
            pair = agreeing(usable)
            break
        level = following
    return Climb(tuple(usable), pair, None in found.values())


def _second_opinion(
    residual: Residual, slope: float, found: dict[int, Window | None], noise: float, rng: Random
) -> list[Window]:
    """Another ladder at the best scale, where noise makes every other scale worse."""
    smooth = {level: w for level, w in found.items() if w is not None and w.smooth}
    if not smooth:
        return []
    level = min(smooth, key=lambda level: smooth[level].bound)
    again = window(residual, slope, steps(TOP * SHRINK**-level, rng), noise)
    return [] if again is None else [again]


def _next_level(found: dict[int, Window | None], highest: float) -> int | None:
    usable = [w for w in found.values() if w is not None and w.smooth]
    best = min(usable, key=lambda w: w.bound, default=None)
    up, down = min(found) - 1, max(found) + 1
    can_rise = found[min(found)] is not None and TOP * SHRINK**-up <= highest
    can_sink = TOP * SHRINK**-down >= FINEST
    noisy = best is not None and 2 * best.noise > best.bound
    if len(found) > 1 and noisy:
        return up if can_rise else None
    if can_sink:
        return down
    return up if can_rise else None


def agreeing(windows: Sequence[Window]) -> tuple[Window, Window] | None:
    """The two windows that agree within their bounds with the smallest error of the pair.

    A window is not believed if a finer one sees a kink. Where the function moves at some
    scale, a window that it hardly moves in is the flat of a stair: it rounds inside.
    """
    still = all(w.flat for w in windows)
    moving = [w for w in windows if w.flat == still]
    kinked = min((w.smallest for w in moving if not w.smooth), default=float("inf"))
    believed = [w for w in moving if w.smallest < kinked and w.sharp]
    ordered = sorted(believed, key=lambda w: w.bound)
    for k, second in enumerate(ordered):
        for first in ordered[:k]:
            if abs(first.gap - second.gap) <= first.bound + second.bound:
                return first, second
    return None


def rounding_noise(
    residual: Residual, spacing: float = NOISE_STEP, lowest: int = 3
) -> float | None:
    """The noise of a function, by the difference table of values close together.

    J. J. Moré and S. M. Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011):
    at level k the root mean square of the differences is the noise times sqrt((2k)!)/k!. The
    levels from `lowest` on are free of the smooth part of the function.
    """
    samples = [residual(spacing * k) for k in range(-4, 5)]
    table = [sample[0] for sample in samples if sample is not None]
    if len(table) < len(samples):
        return None
    levels = []
    for k in range(1, 7):
        table = [b - a for a, b in pairwise(table)]
        mean = hypot(*table) / sqrt(len(table))
        levels.append(mean * factorial(k) / sqrt(factorial(2 * k)))
    return max(levels[lowest - 1 :])


def hidden_structure(
    residual: Residual, pair: tuple[Window, Window], noise: float
) -> float | None:
    """The largest step below the windows at which the slope is another one; None if none is."""
    bound, best = max(w.bound for w in pair), pair[0]
    error = 3 * max(noise, 0.3 * EPSILON * best.magnitude) + 4 * EPSILON * abs(best.gap)
    for h in SCAN:
        if h >= min(w.smallest for w in pair):
            continue
        above, below = residual(h), residual(-h)
        if above is None or below is None:
            return h
        ratio = h / best.smallest
        allowed = bound + 2 * error / h
        odd = (above[0] - below[0]) / (2 * h) - best.gap
        even = (above[0] + below[0]) / (2 * h) - best.bend * ratio
        if abs(odd) > allowed + 4 * abs(best.last - best.gap) * ratio**2:
            return h
        if abs(even) > allowed + best.jump_bound + abs(best.bend) * ratio / 2:
            return h
    return None
