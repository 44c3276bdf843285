"""Slopes of a function of floats: a window of steps, extrapolated to zero.

On a line through the point, with the claimed slope taken away, the residual r(t) of a right
claim has no linear part. A rung of a ladder is a step h with

    E(h) = (r(h) - r(-h)) / 2h    the gap between the true and the claimed slope, plus h^2 ...
    K(h) = (r(h) + r(-h)) / 2h    0 + h ... where the function is smooth, half the jump of
                                  the slope at a kink

Four rungs make a window.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from random import Random

from handgrad.arithmetic.base import total

EPSILON = 2.0**-52
RUNGS = 4

# The residual at a parameter t of the line and the value of the function there.
Sample = tuple[float, float]
Residual = Callable[[float], Sample | None]
# Values at steps, the steps and the error of a sample to an extrapolated value and its noise.
Rule = Callable[[Sequence[float], Sequence[float], float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Window:
    """What four rungs say: the gap, the jump of the slope, and how far each can be off.

    `noise` is the part of `bound` that comes from the rounding noise of the function, `reach`
    the steepest chord, `smallest` the last step with `last` and `bend` as E and K there.
    `flat` says that the function has hardly more than one value.
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
    error = rounding(noise, max(sizes), max(chords))
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


def rounding(noise: float, magnitude: float, reach: float) -> float:
    """How far off a value can be: by measured noise, or by an ulp of the value or argument."""
    return 3 * max(noise, 0.3 * EPSILON * magnitude, 0.5 * EPSILON * reach)


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
    r = _ratios(h)
    weights = [
        prod(r[j] ** 2 / (r[j] ** 2 - r[i] ** 2) for j in range(len(r)) if j != i)
        for i in range(len(r))
    ]
    return _weighted(values, weights, h, error)


def _constant(values: Sequence[float], h: Sequence[float], error: float) -> tuple[float, float]:
    """The constant of `constant + h * polynomial in h^2` through the values, and its noise.

    The divided difference in h^2 of values/h removes the polynomial.
    """
    r = _ratios(h)
    divided = [
        1 / (r[i] * prod(r[i] ** 2 - r[j] ** 2 for j in range(len(r)) if j != i))
        for i in range(len(r))
    ]
    summed = total(divided)
    weights = [d / summed for d in divided]
    return _weighted(values, weights, h, error)


def _ratios(h: Sequence[float]) -> list[float]:
    """Steps in units of the largest: weights do not depend on it, and no power overflows."""
    return [step / h[0] for step in h]


def _weighted(
    values: Sequence[float], weights: Sequence[float], h: Sequence[float], error: float
) -> tuple[float, float]:
    summed = total(v * w for v, w in zip(values, weights, strict=True))
    return summed, error * total(abs(w) / x for w, x in zip(weights, h, strict=True))
