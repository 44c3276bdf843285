"""Whether a function computes in single precision, whatever it is given."""

from struct import pack, unpack

from handgrad.referee.function.claimed import EPSILON, ClaimedGradient, Direction
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.template import Refused

# The unit of the last place of binary32.
SINGLE = 2.0**-23
# Steps that move a value of sixteen digits, and none of seven; values that are looked at.
TINY_STEPS, LARGER = (1e-13, -1.7e-13, 3.1e-13), 1e-6
STEPS = (0.011, -0.017, 0.0231, -0.0291)

IN_SINGLE = (
    "f computes in float32, where rounding hides errors: give it float64 "
    "(dtype=float64 in NumPy and PyTorch, jax.config.update('jax_enable_x64', True) in JAX)"
)


def in_single(subject: Subject, claim: ClaimedGradient, direction: Direction) -> bool:
    """Whether all values are numbers of binary32, or none answers to steps below its digits."""

    def value(t: float) -> float:
        moved = list(claim.point)
        for i, u in direction:
            moved[i] += t * u
        return subject.value(moved)

    try:
        values = [claim.value, *map(value, STEPS)]
        if len(set(values)) < len(values):
            return False
        if all(is_single(v) for v in values) and not all(map(_is_short, values)):
            return True
        moved = abs(value(LARGER) - claim.value) * min(map(abs, TINY_STEPS)) / LARGER
        return moved > 16 * EPSILON * abs(claim.value) and all(
            value(t) == claim.value for t in TINY_STEPS
        )
    except Refused:
        return False


def is_single(value: float) -> bool:
    """Whether a number is one of binary32.

    >>> is_single(0.5), is_single(0.1)
    (True, False)
    """
    try:
        return bool(unpack("f", pack("f", value))[0] == value)
    except OverflowError:
        return False


def _is_short(value: float) -> bool:
    """Whether a number has so few digits that it is one of binary32 by chance."""
    return float(f"{value:.3g}") == value
