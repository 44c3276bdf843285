"""What small steps show of a function of floats: its rounding noise, and hidden structure."""

from math import hypot, prod, sqrt
from random import Random

from handgrad.arithmetic.base import total
from handgrad.referee.function.window import EPSILON, Residual, Window, rounding

NOISE_STEP = 1e-11
SCAN = tuple(10 ** (-2 - k / 2) for k in range(15))


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
        noises.append(total(w * v for w, v in zip(weights, r, strict=True)) / hypot(*weights))
    return hypot(*noises) / sqrt(len(noises))


def hidden_structure(
    residual: Residual, pair: tuple[Window, Window], noise: float
) -> float | None:
    """The largest step below the windows at which the slope is another one; None if none is."""
    bound, best = max(w.bound for w in pair), pair[0]
    error = rounding(noise, best.magnitude, best.reach) + 4 * EPSILON * abs(best.gap)
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


def seen_close(residual: Residual, pair: tuple[Window, Window], noise: float) -> bool:
    """Whether the gap is there at the smallest step at which noise would let it be seen."""
    best = pair[0]
    h = 6 * rounding(noise, best.magnitude, best.reach) / abs(best.gap)
    if h >= min(w.smallest for w in pair):
        return True
    above, below = residual(h), residual(-h)
    if above is None or below is None:
        return False
    return abs((above[0] - below[0]) / (2 * h) - best.gap) <= abs(best.gap) / 2
