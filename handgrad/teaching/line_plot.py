"""Lines over a number, one panel below the other: as SVG text, or by matplotlib as PNG."""

import math
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

from handgrad.errors import HandgradError
from handgrad.visible import one_line

WIDTH, HEIGHT = 720, 280  # of a panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 80, 190, 36, 48
# Eight colours that are told apart by the colour-blind too (Okabe and Ito, 2008).
COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#f0e442",
)  # fmt: skip
MOST_TICKS = 6
LONGEST_LABEL = 24
LARGEST = sys.float_info.max
ONE_VALUE = 1e-9  # values that differ by less, in relative terms, are one line


class PlottedLine(NamedTuple):
    """A line of points, in the order of x; what is not finite is a gap."""

    name: str
    points: Sequence[tuple[float, float]]


class PlotPanel(NamedTuple):
    """Lines over one axis; `logarithmic` only where every value is above 0."""

    title: str
    across: str
    lines: Sequence[PlottedLine]
    logarithmic: bool = False


def svg_plot(panels: Sequence[PlotPanel]) -> str:
    """The panels as an SVG document; every text in it is escaped.

    >>> panel = PlotPanel("loss", "epoch", [PlottedLine("a < b", [(0, 4.0), (1, 1.0)])])
    >>> "a &lt; b" in svg_plot([panel])
    True
    """
    height = HEIGHT * len(panels)
    body = [line for i, panel in enumerate(panels) for line in _panel(panel, HEIGHT * i)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
            f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
            *body,
            "</svg>\n",
        ]
    )


def png_plot(panels: Sequence[PlotPanel]) -> bytes:
    """The panels as a PNG image; raises HandgradError where matplotlib is not installed."""
    require_matplotlib()
    figure = import_module("matplotlib.figure").Figure(
        figsize=(WIDTH / 100, HEIGHT * len(panels) / 100), dpi=200, layout="constrained"
    )
    for place, panel in enumerate(panels, 1):
        axes = figure.add_subplot(len(panels), 1, place)
        for colour, line in _coloured(panel.lines):
            label = _label(line.name).replace("$", r"\$")
            axes.plot(*zip(*line.points, strict=True), color=colour, label=label)
        axes.set(title=panel.title, xlabel=panel.across)
        axes.set_yscale("log" if panel.logarithmic else "linear")
        axes.grid(visible=True, color="#dddddd")
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    image = BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()


def require_matplotlib() -> None:
    try:
        import_module("matplotlib.figure")
    except ImportError:
        raise HandgradError(
            "a PNG is drawn by matplotlib, which is not installed here; give FILE.svg"
        ) from None


def _panel(panel: PlotPanel, top: int) -> Iterator[str]:
    points = [p for line in panel.lines for p in line.points if all(map(math.isfinite, p))]
    across = _Scale.over([x for x, _ in points], LEFT, WIDTH - RIGHT)
    down = _Scale.over(
        [y for _, y in points], top + HEIGHT - BOTTOM, top + TOP, logarithmic=panel.logarithmic
    )
    yield _text(panel.title, LEFT, top + 22, size=14)
    for y in down.ticks():
        yield _stroke(LEFT, down(y), WIDTH - RIGHT, down(y), "#dddddd")
        yield _text(_number(y), LEFT - 8, down(y) + 4, anchor="end")
    for x in across.ticks():
        yield _stroke(across(x), top + TOP, across(x), top + HEIGHT - BOTTOM, "#dddddd")
        yield _text(_number(x), across(x), top + HEIGHT - BOTTOM + 18, anchor="middle")
    yield _stroke(LEFT, top + TOP, LEFT, top + HEIGHT - BOTTOM, "black")
    yield _stroke(LEFT, top + HEIGHT - BOTTOM, WIDTH - RIGHT, top + HEIGHT - BOTTOM, "black")
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield _text(panel.across, middle, top + HEIGHT - BOTTOM + 36, anchor="middle")
    for place, (colour, line) in enumerate(_coloured(panel.lines)):
        for part in _unbroken(line.points):
            path = " ".join(f"{across(x):.2f},{down(y):.2f}" for x, y in part)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}"/>'
        y = top + TOP + 8 + 18 * place
        yield _stroke(WIDTH - RIGHT + 12, y, WIDTH - RIGHT + 32, y, colour, width=2)
        yield _text(line.name, WIDTH - RIGHT + 38, y + 4)


class _Scale(NamedTuple):
    """From values between `low` and `high` to pixels between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool

    @staticmethod
    def over(
        values: Sequence[float], start: float, end: float, *, logarithmic: bool = False
    ) -> "_Scale":
        low, high = min(values, default=0.0), max(values, default=1.0)
        size = max(abs(low), abs(high))
        if high / 2 - low / 2 <= ONE_VALUE * size:
            room = size / 2 or 0.5
            low, high = max(low - room, -LARGEST), min(high + room, LARGEST)
        return _Scale(low, high, start, end, logarithmic and low > 0)

    def share(self, value: float) -> float:
        low, high, at = (
            map(math.log10, (self.low, self.high, value))
            if self.logarithmic
            else (self.low / 2, self.high / 2, value / 2)  # their difference is finite
        )
        return (at - low) / (high - low)

    def __call__(self, value: float) -> float:
        return round(self.start + self.share(value) * (self.end - self.start), 2)

    def ticks(self) -> list[float]:
        """A few round numbers, powers of ten where the scale is one of powers."""
        if self.logarithmic:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = max(1, -(-(last - first + 1) // MOST_TICKS))
            if last > first:
                return [10.0**power for power in range(first, last + 1, every)]
        step = _round_step(self.high / MOST_TICKS - self.low / MOST_TICKS)
        places = range(math.ceil(self.low / step), math.floor(self.high / step) + 1)
        return [place * step for place in places][: 2 * MOST_TICKS]


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10, ... times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((n * power for n in (1, 2, 5) if n * power >= least), 10 * power)


def _coloured(lines: Sequence[PlottedLine]) -> Iterator[tuple[str, PlottedLine]]:
    for place, line in enumerate(lines):
        yield COLOURS[place % len(COLOURS)], line


def _unbroken(points: Sequence[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    part: list[tuple[float, float]] = []
    for point in points:
        if all(map(math.isfinite, point)):
            part.append(point)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _stroke(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1
) -> str:
    place = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
    return f'<line {place} stroke="{colour}" stroke-width="{width:g}"/>'


def _text(text: str, x: float, y: float, *, anchor: str = "start", size: int = 12) -> str:
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {place}>{escape(_label(text))}</text>"


def _label(text: str) -> str:
    return one_line(text, LONGEST_LABEL)


def _number(value: float) -> str:
    return f"{value:.6g}"
