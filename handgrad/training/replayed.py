"""A log held against the loop that is said to have written it: where do they part?

A loop is run in float64 and in float32 side by side. What the two differ by is the measure of
rounding: a log agrees where every number is one of the two to the digits it is written with,
or no further off than a few times that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from math import isfinite
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT32, FLOAT64, to_binary32
from handgrad.language.arrays import as_array
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.training_log import LogLine, Written
from handgrad.training.loop_mistakes import (
    LoopMistake,
    Reported,
    last_loss,
    mean_loss,
    total_loss,
)
from handgrad.training.loops import Epoch, Machine, Values, run_loop

FLOAT32_DIGITS, SHORT = 9, 6
SLACK = 8
FINER = 2.0**-29
"""What rounding of float64 is beside that of float32."""
CERTAIN = 10


@dataclass(frozen=True, slots=True)
class TrainingSetting:
    """What is trained, on which rows, from where, at which rate."""

    page: CheckedPage
    rows: Sequence[tuple[float, ...]]
    start: dict[str, float]
    rate: float

    def values(self, machine: Machine, row: Sequence[float]) -> Values:
        number = machine.number
        return {name: number(v) for name, v in zip(self.page.data, row, strict=True)}

    def begun(self, machine: Machine) -> Values:
        return {name: machine.number(value) for name, value in self.start.items()}


class LogReading(NamedTuple):
    """How a log is taken where it does not say: which loss it is, and of what.

    A loss or a parameter of no epoch is one a row (`by_row`) or one an epoch; a parameter is
    the one `before` the step that it is shown with, or the one after it.
    """

    reported: Reported | None = None
    by_row: bool = False
    before: bool = False


@dataclass(frozen=True, slots=True)
class Parting:
    """The first line where a log and a loop differ, and the numbers of the loop there.

    `is_certain` is false where rounding alone could still be the reason.
    """

    index: int
    expected: tuple[float, ...] = ()
    is_certain: bool = True


@dataclass
class _Course:
    """A loop in one arithmetic, run as far as it has been asked for."""

    mistake: LoopMistake
    setting: TrainingSetting
    machine: Machine
    epochs: list[Epoch] = field(default_factory=list)

    def __post_init__(self) -> None:
        mistake, setting, machine = self.mistake, self.setting, self.machine
        rows = mistake.rows([setting.values(machine, row) for row in setting.rows])
        self.start = mistake.start(machine, setting.begun(machine))
        self._running = run_loop(
            mistake.loop, machine, rows, self.start, setting.rate, mistake.orders
        )

    def epoch(self, index: int) -> Epoch | None:
        while len(self.epochs) <= index:
            following = next(self._running, None)
            if following is None:
                return None
            self.epochs.append(following)
        return self.epochs[index]

    def loss(self, index: int) -> Any:
        epoch = self.epoch(index)
        return epoch and self.mistake.reported(self.machine, self.epochs[:index], epoch)

    def parameters(self, index: int) -> Values:
        epoch = self.epoch(index) if index >= 0 else None
        return epoch.parameters if epoch else self.start

    def loss_of_row(self, index: int, place: int) -> Any:
        epoch = self.epoch(index)
        return epoch and epoch.losses[place]

    def after_row(self, index: int, place: int) -> Values | None:
        """The parameters after a row; before the first one where there is none before it."""
        if index < 0 or place < 0:
            return self.parameters(index - 1)
        epoch = self.epoch(index)
        return epoch and epoch.path[place]

    def predicted(self, index: int, at: float) -> Any:
        page, number = self.setting.page, self.machine.number
        given = dict(zip(page.data, [at] + [0.0] * len(page.data), strict=False))
        values = {**self.parameters(index), **{n: number(v) for n, v in given.items()}}
        return page.run_forward(values, self.machine.numbers).get("y_hat")


@dataclass
class Replayed:
    """One loop on its way along a log."""

    mistake: LoopMistake
    setting: TrainingSetting
    trial: "LogTrial"
    reading: LogReading

    def __post_init__(self) -> None:
        self.is_float32, self.digits = self.trial.is_float32, self.trial.digits
        machines = [Machine(self.setting.page, numbers) for numbers in (FLOAT64, FLOAT32)]
        self.courses = [_Course(self.mistake, self.setting, m) for m in machines]
        self.rounding = 0.0
        self.shown = 0
        self.counted = 0
        self.ended = -1

    def partings(self, lines: Sequence[LogLine]) -> Iterator[Parting]:
        """Every line of the log that is not this loop's, from the first on."""
        for index, line in enumerate(lines):
            if not line.kind:
                continue
            pairs = list(self.pairs(line))
            expected = [course for _, course in pairs]
            if not pairs or any(values[0] is None for values in expected):
                yield Parting(index)
                continue
            verdicts = [self.agrees(written, *values) for written, values in pairs]
            if not all(v is True for v in verdicts):
                told = tuple(float(_nearer(*values, self.is_float32)) for values in expected)
                yield Parting(index, told, is_certain=False in verdicts)

    def pairs(self, line: LogLine) -> Iterator[tuple[Written, tuple[Any, Any]]]:
        """Each number of a line beside those of the loop in float64 and in float32."""
        match line.kind:
            case "gradient":
                yield from self.gradients(line)
                yield from self.named(line, self.shown - 1)
            case "loss":
                yield line.numbers[0], self.counted_loss()
                yield from self.named(line, self.counted - 1)
            case "progress" | "epoch":
                self.ended = line.epoch if line.epoch is not None else self.ended + 1
                yield line.numbers[0], self.both(lambda course: course.loss(self.ended))
                yield from self.named(line)
            case "parameters" if line.epoch is not None:
                self.ended = line.epoch
                yield from self.named(line)
            case "parameters" if self.trial.is_counted:
                self.counted += 1
                self.ended = self.counted - 1
                yield from self.named(line, self.counted - 1)
            case "parameters":
                yield from self.named(line, self.shown - 1)
            case "predicted":
                at, found = line.numbers
                yield found, self.both(lambda c: c.predicted(self.ended, at.value))

    def both(self, of: Any) -> tuple[Any, Any]:
        values = tuple(of(course) for course in self.courses)
        return (values[0], values[1])

    def counted_loss(self) -> tuple[Any, Any]:
        """The next loss of no epoch: of a row, or of an epoch."""
        self.counted += 1
        if not self.reading.by_row:
            self.ended = self.counted - 1
            return self.both(lambda course: course.loss(self.ended))
        index, place = divmod(self.counted - 1, self.rows_shown())
        return self.both(lambda course: course.loss_of_row(index, place))

    def rows_shown(self) -> int:
        first = self.courses[0].epoch(0)
        return len(first.shown) if first else 1

    def named(
        self, line: LogLine, row: int | None = None
    ) -> Iterator[tuple[Written, tuple[Any, Any]]]:
        """Parameters after a row, counted through all epochs, or after the last epoch ended."""
        before = int(self.reading.before)
        if row is not None and self.reading.by_row:
            index, place = divmod(row, self.rows_shown())
            values = self.both(lambda course: course.after_row(index, place - before))
        else:
            values = self.both(lambda course: course.parameters(self.ended - before))
        for name, written in line.named:
            fine, coarse = (found and found[name] for found in values)
            yield written, (fine, coarse)

    def gradients(self, line: LogLine) -> Iterator[tuple[Written, tuple[Any, Any]]]:
        """The data of a row, where they are shown, and its gradients."""
        first = self.courses[0].epoch(0)
        if first is None:
            return
        index, place = divmod(self.shown, len(first.shown))
        self.shown += 1
        epochs = [course.epoch(index) for course in self.courses]
        if epochs[0] is None:
            yield line.numbers[0], (None, None)
            return
        flat = [_flat((e or epochs[0]).shown[place], len(line.numbers)) for e in epochs]
        if len(flat[0]) == len(line.numbers):
            yield from zip(line.numbers, zip(*flat, strict=True), strict=True)

    def agrees(self, written: Written, fine: Any, coarse: Any) -> bool | None:
        """Whether a number is the loop's; None where rounding alone could be the reason."""
        coarse = _nearer(fine, coarse, is_float32=True)
        if not isfinite(fine):
            return False
        self.rounding = max(self.rounding, abs(fine - coarse))
        half = written.place / 2 if written.place else self.half_unit(fine)
        gap = min(abs(written.value - fine), abs(written.value - coarse))
        if not self.is_float32:
            gap = abs(written.value - fine)
        slack = SLACK * self.rounding * (1 if self.is_float32 else FINER)
        slack += abs(fine) * (2.0**-23 if self.is_float32 else 2.0**-51)
        if gap <= half + slack:
            return True
        return None if gap <= half + CERTAIN * slack else False

    def half_unit(self, value: float) -> float:
        """Half a unit of the last digit that a whole number stands for in a log of so many."""
        size = len(str(int(abs(value)))) if abs(value) >= 1 else 0
        return 0.5 * 10.0 ** (size - min(self.digits, 17))


def _nearer(fine: Any, coarse: Any, is_float32: bool) -> Any:
    """The loop's value in the arithmetic of the log; past the largest float32 in float64."""
    return coarse if is_float32 and coarse is not None and isfinite(coarse) else fine


def _flat(shown: tuple[Values, Values], count: int) -> list[Any]:
    data, gradient = (
        [entry for value in values.values() for entry in as_array(value).entries]
        for values in shown
    )
    return gradient if len(gradient) == count else [*data, *gradient]


class LogTrial:
    """A log, and what is known of its numbers: held against one loop after another."""

    def __init__(self, lines: Sequence[LogLine]) -> None:
        self.lines = lines
        numbers = [number for line in lines for number in _numbers(line)]
        long = [number for number in numbers if number.digits >= FLOAT32_DIGITS]
        self.digits = max([SHORT, *(number.digits for number in numbers)])
        self.kinds = {line.kind for line in lines}
        # Whether it is left open what losses or parameters are of.
        self.is_open = any(
            line.kind == "loss" or (line.named and line.epoch is None) for line in lines
        )
        self.has_named = any(line.named for line in lines)
        bare = [line for line in lines if line.kind == "parameters" and line.epoch is None]
        self.is_counted = len(bare) > 1 and not self.kinds - {"", "parameters", "predicted"}
        self.is_float32 = all(to_binary32(number.value) == number.value for number in long)

    @property
    def epochs(self) -> int:
        """How many epochs the log shows the end of."""
        return max((line.epoch + 1 for line in self.lines if line.epoch is not None), default=0)

    def closest(
        self, mistake: LoopMistake, setting: TrainingSetting, *, most: int | None = None
    ) -> list[Parting]:
        """Where the log and a loop part, none where it is the loop's; at most so many places.

        A loss after the word epoch may be that of the last row or the mean over the rows.
        """
        found = []
        for reading in self.readings(mistake):
            told = replace(mistake, reported=reading.reported or mistake.reported)
            replayed = Replayed(told, setting, self, reading)
            found.append(list(islice(replayed.partings(self.lines), most)))
            if not found[-1]:
                return []
        return max(found, key=lambda partings: partings[0].index)

    def readings(self, mistake: LoopMistake) -> list[LogReading]:
        """The ways to take this log, the plainest first."""
        losses: list[Reported | None] = [None]
        if mistake.reported is last_loss and self.kinds & {"epoch", "loss"}:
            losses.append(mean_loss)
            if any(line.is_total for line in self.lines):
                losses.append(total_loss)
        sides = (False, True) if self.has_named else (False,)
        by_row = (False, True) if self.is_open else (False,)
        return [LogReading(*chosen) for chosen in product(losses, by_row, sides)]

    def orders(self, setting: TrainingSetting) -> tuple[tuple[int, ...], ...]:
        """The order of the rows in each whole epoch, where every line shows its data."""
        count, width = len(setting.rows), len(setting.page.data)
        shown = [line.numbers for line in self.lines if line.kind == "gradient"]
        places = {row: place for place, row in enumerate(setting.rows)}
        if not shown or any(len(row) <= width for row in shown) or len(places) < count:
            return ()
        seen = [places.get(tuple(n.value for n in row[:width])) for row in shown]
        epochs = [tuple(seen[i : i + count]) for i in range(0, len(seen) - count + 1, count)]
        if any(set(epoch) != set(range(count)) for epoch in epochs):
            return ()
        return tuple(tuple(p for p in epoch if p is not None) for epoch in epochs)


def _numbers(line: LogLine) -> Sequence[Written]:
    return (*line.numbers, *(written for _, written in line.named))
