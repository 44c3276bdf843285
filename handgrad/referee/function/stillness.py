"""Slopes too small to be measured: how far a function moves at all in steps of some size."""

from math import inf

from handgrad.referee.function.window import EPSILON, Residual

# Steps in which a function is seen not to move, the points around in each, and steps in which
# a slope that was too small to be seen would show.
STILL = (0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
AROUND = (1.0, -1.0, 0.61, -0.61, 0.37, -0.37, 0.13, -0.13)
BEYOND = (10.0, -10.0, 100.0, -100.0)


def still_within(residual: Residual, value: float, noise: float) -> float:
    """A bound on the slope of a function that is still in small steps; infinite if it moves.

    Where larger steps move it no more than a slope below that bound would, it does move.
    """
    level = 2 * max(EPSILON * abs(value), noise)

    def moved(step: float) -> float:
        sample = residual(step)
        return inf if sample is None else abs(sample[1] - value)

    for step in STILL:
        if all(moved(step * part) <= level for part in AROUND):
            grown = (moved(step * part) / abs(part) for part in BEYOND)
            if any(0 < growth <= level for growth in grown):
                return inf
            return 2 * level / step + 5e-324
    return inf


def chord_within(residual: Residual) -> float:
    """The steepest chord of a residual in small steps: a coarse bound on a gap."""
    samples = [(STILL[0] * part, residual(STILL[0] * part)) for part in AROUND]
    return max(inf if s is None else abs(s[0] / t) for t, s in samples)
