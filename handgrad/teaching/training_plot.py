"""The plot of a training loop: the loss and the parameters by epoch."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handgrad.arithmetic.base import nearest_float
from handgrad.teaching.line_plot import PlotPanel, PlottedLine

MOST_LINES = 8
# A loss that falls by more than this is shown by powers of ten.
WIDE = 100.0

Parameters = Mapping[str, Any]


def training_panels(
    losses: Mapping[int, Any], parameters: Mapping[int, Parameters], title: str
) -> list[PlotPanel]:
    """Both by epoch; parameters before the first one are at 0.

    Each entry of the parameters has a line where these are few, else each parameter has one of
    its norm.
    """
    points = [(float(epoch), nearest_float(loss)) for epoch, loss in losses.items()]
    above = all(math.isfinite(y) and y > 0 for _, y in points)
    wide = above and max(y for _, y in points) > WIDE * min(y for _, y in points)
    return [
        PlotPanel(title, "epoch", [PlottedLine("loss", points)], logarithmic=wide),
        PlotPanel("parameters", "epochs done", _lines(parameters)),
    ]


def _lines(parameters: Mapping[int, Parameters]) -> list[PlottedLine]:
    by_epoch = {epoch: dict(_entries(values)) for epoch, values in parameters.items()}
    if max(map(len, by_epoch.values())) > MOST_LINES:
        by_epoch = {epoch: dict(_norms(values)) for epoch, values in parameters.items()}
    names = list(next(iter(by_epoch.values())))[:MOST_LINES]
    return [
        PlottedLine(name, [(float(epoch), found[name]) for epoch, found in by_epoch.items()])
        for name in names
    ]


def _entries(values: Parameters) -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        for place, entry in _places(value):
            yield name + (f"[{', '.join(map(str, place))}]" if place else ""), entry


def _norms(values: Parameters) -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        yield f"norm({name})", math.hypot(*(entry for _, entry in _places(value)))


def _places(value: Any, place: Sequence[int] = ()) -> Iterator[tuple[Sequence[int], float]]:
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield from _places(part, (*place, i))
    else:
        yield place, nearest_float(value)
