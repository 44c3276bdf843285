"""Points beside the one asked for, where a coincidence shows."""

from collections.abc import Sequence
from random import Random

from handgrad.referee.function.claimed import scale
from handgrad.referee.function.layout import Layout


def point_nearby(point: Sequence[float], distance: float, rng: Random) -> list[float]:
    """A point in general position, every entry moved by a part of its size."""
    return [
        x + scale(x) * distance * (0.2 + 0.8 * rng.random()) * (1 if rng.random() < 0.5 else -1)
        for x in point
    ]


def special_position(layout: Layout, point: Sequence[float]) -> list[str]:
    """What is special about a point, where wrong formulas can agree with right ones."""
    found = [
        f"{name} is {x:g}"
        for name, x in zip(layout.names, point, strict=True)
        if x in (0, 1, -1)
    ]
    if len(set(point)) < len(point):
        found.append("some entries are equal")
    if not found:
        return []
    shown = ", ".join(found[:4])
    return [f"a point in special position ({shown}): a wrong gradient can be right just here"]
