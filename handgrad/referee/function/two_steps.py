"""Values on a line through a point at two steps of many digits, and the slopes they give."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TwoSteps:
    """Values at the two steps on both sides, and between them where it is known."""

    h: Decimal
    above: tuple[Decimal, Decimal]
    below: tuple[Decimal, Decimal]
    centre: Decimal

    def central(self) -> tuple[Decimal, Decimal]:
        wide, narrow = (up - down for up, down in zip(self.above, self.below, strict=True))
        return wide / (2 * self.h), narrow / (2 * self.h / 100)

    def jumps(self) -> tuple[Decimal, Decimal]:
        """The slope above less the slope below, at both steps."""
        wide, narrow = (up + down for up, down in zip(self.above, self.below, strict=True))
        return (wide - 2 * self.centre) / self.h, (narrow - 2 * self.centre) / (self.h / 100)
