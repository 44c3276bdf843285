"""What one rung of evidence says of the derivative along one direction."""

from dataclasses import dataclass
from math import isfinite

ONE_SIDED = "f has no value on one side of the point: domain edge"
PAST = "the numbers on the way are past the largest float"
UNLIMITED = "the slope grows without limit as the steps shrink: a jump or a vertical tangent"


@dataclass(frozen=True, slots=True)
class Measurement:
    """The claimed and the measured derivative along a direction.

    `agrees` is None where the evidence does not tell, and `reason` says why. `bound` is the
    error bound of the measured value, `sides` the one-sided derivatives where they differ.
    `exact` says that the two agree to more digits than floats have, `still` that the function
    did not change at all, `hidden` that they agree because both are too small to be seen, and
    `neglected` that the caller wants their gap to be passed over.
    """

    agrees: bool | None
    claimed: float
    measured: float | None = None
    bound: float | None = None
    reason: str = ""
    sides: tuple[float, float] | None = None
    exact: bool = False
    still: bool = False
    hidden: bool = False
    neglected: bool = False

    def __post_init__(self) -> None:
        """Nothing is told by numbers that are not finite: infinite bounds hide every gap."""
        numbers = (self.claimed, self.measured or 0.0, self.bound or 0.0)
        if self.agrees is not None and not all(map(isfinite, numbers)):
            object.__setattr__(self, "agrees", None)
            object.__setattr__(self, "reason", self.reason or PAST)

    @property
    def gap(self) -> float:
        """How far apart the two are; infinite where nothing was measured."""
        return float("inf") if self.measured is None else abs(self.measured - self.claimed)


def between(sides: tuple[float, float], claimed: float) -> str:
    """Where the claimed value lies with respect to the one-sided derivatives."""
    low, high = sorted(sides)
    slack = 1e-9 * max(abs(low), abs(high))
    inside = low - slack <= claimed <= high + slack
    return (
        "the claimed value lies between them"
        if inside
        else ("the claimed value does not lie between them")
    )


def kink(sides: tuple[float, float], claimed: float) -> str:
    """The reason given at a kink."""
    return (
        f"kink at or very near the point: the slope is {sides[0]:.6g} from below and "
        f"{sides[1]:.6g} from above; {between(sides, claimed)}"
    )
