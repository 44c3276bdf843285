"""What a log tells of the loop that wrote it: the parameter it began with, and the rate.

The gradient of a squared loss is a line in the parameter, and the parameter after a step a line
in the rate; so two values of each tell which one led to the gradient that was printed.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from handgrad.arithmetic import FLOAT64
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Value, as_array
from handgrad.reading.training_log import LogLine, Written
from handgrad.training.loop_mistakes import RIGHT_LOOP
from handgrad.training.loops import Machine, run_loop
from handgrad.training.replayed import TrainingSetting

ROUNDED = 10**6
CLOSE = 1e-5


def start_of(lines: Sequence[LogLine], setting: TrainingSetting) -> float | None:
    """The value that the only parameter begins with, by the first gradient printed."""
    seen = _gradients(lines)
    if len(setting.start) != 1 or not seen:
        return None
    [name] = setting.start
    return _solved(lambda w: _gradient(setting, {name: w}, setting.rate, 0), seen[0])


def rate_of(lines: Sequence[LogLine], setting: TrainingSetting) -> float | None:
    """The learning rate, by the second gradient printed."""
    seen = _gradients(lines)
    if len(seen) < 2:
        return None
    return _solved(lambda rate: _gradient(setting, setting.start, rate, 1), seen[1])


def orders_of(
    lines: Sequence[LogLine], setting: TrainingSetting
) -> tuple[tuple[int, ...], ...]:
    """The order of the rows in each whole epoch of the page's loop, by its gradients alone."""
    machine = Machine(setting.page, FLOAT64)
    rows = [setting.values(machine, row) for row in setting.rows]
    parameters, rate = setting.begun(machine), machine.number(setting.rate)
    found: list[int] = []
    for seen in (line.numbers for line in lines if line.kind == "gradient"):
        epoch = found[len(found) // len(rows) * len(rows) :]
        slopes = {
            place: machine.slopes(parameters, row).gradient
            for place, row in enumerate(rows)
            if place not in epoch
        }
        taken = [place for place, slope in slopes.items() if _are_written(seen, slope)]
        if not taken:
            break
        found.append(taken[0])
        parameters = machine.minus(parameters, machine.scaled(slopes[taken[0]], rate))
    whole = range(0, len(found) - len(rows) + 1, len(rows))
    return tuple(tuple(found[i : i + len(rows)]) for i in whole)


def _are_written(seen: Sequence[Written], slopes: Mapping[str, Value]) -> bool:
    """Whether gradients are those at the end of a line, to the digits printed there."""
    values = [entry for value in slopes.values() for entry in as_array(value).entries]
    pairs = zip(seen[-len(values) :], values, strict=False)
    return len(seen) >= len(values) and all(
        abs(written.value - value) <= max(written.place, CLOSE * abs(value))
        for written, value in pairs
    )


def _gradients(lines: Sequence[LogLine]) -> list[float]:
    return [line.numbers[-1].value for line in lines if line.kind == "gradient"]


def _gradient(
    setting: TrainingSetting, start: dict[str, float], rate: float, index: int
) -> float:
    """The last parameter's gradient at a row of the first epochs of the page's loop."""
    machine = Machine(setting.page, FLOAT64)
    rows = [setting.values(machine, row) for row in setting.rows]
    begun = {name: machine.number(value) for name, value in start.items()}
    turns, place = divmod(index, len(rows))
    [epoch] = islice(run_loop(RIGHT_LOOP.loop, machine, rows, begun, rate), turns, turns + 1)
    value: float = as_array(list(epoch.shown[place][1].values())[-1]).entries[0]
    return value


def _solved(f: Callable[[float], float], wanted: float) -> float | None:
    """Where a function that is a line has this value, as a short decimal if one is near."""
    try:
        at_zero, at_one = f(0.0), f(1.0)
        slope = at_one - at_zero
        if slope == 0:
            return None
        found = (wanted - at_zero) / slope
        if abs(f(found) - wanted) > 1e-4 * max(1.0, abs(wanted)):
            return None
    except (EvaluationError, ArithmeticError, ValueError):
        return None
    return _short(found)


def _short(value: float) -> float:
    """The decimal of fewest digits within the last digits printed, else the value.

    >>> _short(0.10000003)
    0.1
    """
    for digits in range(1, 7):
        rounded = float(f"{value:.{digits}g}")
        if abs(rounded - value) <= abs(value) / ROUNDED:
            return rounded
    return value
