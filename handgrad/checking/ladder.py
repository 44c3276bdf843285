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
from math import fsum, hypot, isfinite, prod, sqrt
from random import Random

EPSILON = 2.0**-52
RUNGS = 4
SHRINK = 8.0
TOP = 0.12
FINEST = 1e-12
NOISE_STEP = 1e-11
SCAN = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9)

# The residual at a parameter t of the line and the value of the function there.
Sample = tuple[float, float]
Residual = Callable[[float], Sample | None]
# Values at steps, the steps and the error of a sample to an extrapolated value and its noise.
Rule = Callable[[Sequence[float], Sequence[float], float], tuple[float, float]]


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
        """Whether no kink is seen."""
        return abs(self.jump) <= 3 * self.jump_bound

    @property
    def noisy(self) -> bool:
        """Whether rounding noise is the larger part of the error."""
        return 2 * self.noise > self.bound

    @property
    def sharp(self) -> bool:
        """Whether the errors are small beside the slopes."""
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
    if not all(map(isfinite, (*odd, *even, *chords))):
        return None
    error = 3 * max(noise, 0.3 * EPSILON * max(sizes))
    gap, gap_spread, gap_noise = _extrapolated(_limit, odd, ladder, error)
    jump, jump_spread, jump_noise = _extrapolated(_constant, even, ladder, error)
    placing = 4 * EPSILON / ladder[-1] * (abs(gap) + max(map(abs, even)))
    gap_noise += placing
    found = Window(
        gap=gap,
        bound=gap_spread + gap_noise,
        noise=gap_noise,
        jump=jump,
        jump_bound=jump_spread + 2 * jump_noise + placing,
        reach=max(chords),
        smallest=ladder[-1],
        last=odd[-1],
        bend=even[-1],
        magnitude=max(sizes),
        flat=len(values) < RUNGS,
    )
    return found if isfinite(found.bound + found.jump_bound + found.reach) else None


def _extrapolated(
    rule: Rule, values: Sequence[float], h: Sequence[float], error: float
) -> tuple[float, float, float]:
    """The extrapolated value, how far it is from those without an outer rung, and its noise.

    Without the largest step it would be nearly as good for a function like |h|, whose error
    the smallest step makes; without the smallest it shows that error.
    """
    value, noise = rule(values, h, error)
    upper, _ = rule(values[:-1], h[:-1], error)
    lower, _ = rule(values[1:], h[1:], error)
    return value, abs(value - upper) + abs(value - lower), noise


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
        if pair and max(w.bound for w in pair) <= 1e-9 * max(size, abs(slope + pair[0].gap)):
            break
        following = _next_level(found, highest, 1e-8 * size)
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
    if not smooth[level].noisy:
        return []
    again = window(residual, slope, steps(TOP * SHRINK**-level, rng), noise)
    return [] if again is None else [again]


def _next_level(
    found: dict[int, Window | None], highest: float, enough: float
) -> int | None:
    usable = [w for w in found.values() if w is not None and w.smooth]
    best = min(usable, key=lambda w: w.bound, default=None)
    up, down = min(found) - 1, max(found) + 1
    can_rise = found[min(found)] is not None and TOP * SHRINK**-up <= highest
    can_sink = TOP * SHRINK**-down >= FINEST
    if len(found) > 1 and best is not None and best.noisy:
        return up if can_rise and best.bound > enough else None
    if can_sink:
        return down
    return up if can_rise else None


def agreeing(windows: Sequence[Window]) -> tuple[Window, Window] | None:
    """The two windows that agree within their bounds with the smallest error of the pair.

    A window is not believed if a finer one sees a kink, or contradicts it. Where the function moves at some
    scale, a window that it hardly moves in is the flat of a stair: it rounds inside.
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


def rounding_noise(residual: Residual, spacing: float, order: int, rng: Random) -> float:
    """The noise of a function, by divided differences of values close together; 0 if unknown.

    They remove a polynomial of a degree below `order` and leave the noise; after J. J. Moré
    and S. M. Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011). Points at
    equal distances could all be rounded alike, so these are not.
    """
    nodes = [k + 0.6 * (rng.random() - 0.5) for k in range(-4, 5)]
    samples = [residual(spacing * node) for node in nodes]
    values = [sample[0] for sample in samples if sample is not None]
    if len(values) < len(nodes):
        return 0.0
    noises = []
    for start in range(len(nodes) - order):
        x, r = nodes[start : start + order + 1], values[start : start + order + 1]
        weights = [1 / prod(a - b for b in x if b != a) for a in x]
        noises.append(fsum(w * v for w, v in zip(weights, r, strict=True)) / hypot(*weights))
    return hypot(*noises) / sqrt(len(noises))


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
        allowed = bound + 5 * error / h
        odd = (above[0] - below[0]) / (2 * h) - best.gap
        even = (above[0] + below[0]) / (2 * h) - best.bend * ratio
        if abs(odd) > allowed + 4 * abs(best.last - best.gap) * ratio**2:
            return h
        if abs(even) > allowed + best.jump_bound + abs(best.bend) * ratio / 2:
            return h
    return None
