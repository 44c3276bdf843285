"""A log held against the loop that is said to have written it: where do they part?

A loop is run in float64 and in float32 side by side. What the two differ by is the measure of
rounding: a log agrees where every number is one of the two to the digits it is written with,
or no further off than a few times that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from handgrad.arithmetic import FLOAT32, FLOAT64, to_binary32
from handgrad.language.arrays import as_array
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.training_log import LogLine, Written
from handgrad.training.loop_mistakes import LoopMistake
from handgrad.training.loops import Epoch, Machine, Values, run

FLOAT32_DIGITS, SHORT = 9, 6
SLACK = 8
FINER = 2.0**-29
"""What rounding of float64 is beside that of float32."""
CERTAIN = 100


@dataclass(frozen=True, slots=True)
class Setting:
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
    setting: Setting
    machine: Machine
    epochs: list[Epoch] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = self.mistake.rows(
            [self.setting.values(self.machine, r) for r in self.setting.rows]
        )
        self.start = self.mistake.start(self.machine, self.setting.begun(self.machine))
        self._running = run(
            self.mistake.loop, self.machine, rows, self.start, self.setting.rate
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

    def predicted(self, index: int, at: float) -> Any:
        page, number = self.setting.page, self.machine.number
        given = dict(zip(page.data, [at] + [0.0] * len(page.data), strict=False))
        values = {**self.parameters(index), **{n: number(v) for n, v in given.items()}}
        return page.run_forward(values, self.machine.numbers).get("y_hat")


@dataclass
class Replayed:
    """One loop on its way along a log."""

    mistake: LoopMistake
    setting: Setting
    is_float32: bool
    digits: int

    def __post_init__(self) -> None:
        machines = [Machine(self.setting.page, numbers) for numbers in (FLOAT64, FLOAT32)]
        self.courses = [_Course(self.mistake, self.setting, m) for m in machines]
        self.rounding = 0.0
        self.shown = 0
        self.ended = -1

    def partings(self, lines: Sequence[LogLine]) -> Iterator[Parting]:
        """Every line of the log that is not this loop's, from the first on."""
        for index, line in enumerate(lines):
            if not line.kind:
                continue
            pairs = list(self.pairs(line))
            expected = [course for _, course in pairs]
            if not pairs or any(None in values for values in expected):
                yield Parting(index)
                continue
            verdicts = [self.agrees(written, *values) for written, values in pairs]
            if not all(v is True for v in verdicts):
                told = tuple(float(values[self.is_float32]) for values in expected)
                yield Parting(index, told, is_certain=False in verdicts)

    def pairs(self, line: LogLine) -> Iterator[tuple[Written, tuple[Any, Any]]]:
        """Each number of a line beside those of the loop in float64 and in float32."""
        match line.kind:
            case "gradient":
                yield from self.gradients(line)
            case "progress" | "epoch":
                self.ended = line.epoch if line.epoch is not None else self.ended + 1
                yield line.numbers[0], self.both(lambda course: course.loss(self.ended))
                yield from self.named(line)
            case "parameters":
                yield from self.named(line)
            case "predicted":
                at, found = line.numbers
                yield found, self.both(lambda c: c.predicted(self.ended, at.value))

    def both(self, of: Any) -> tuple[Any, Any]:
        values = tuple(of(course) for course in self.courses)
        return (values[0], values[1])

    def named(self, line: LogLine) -> Iterator[tuple[Written, tuple[Any, Any]]]:
        for name, written in line.named:
            yield written, self.both(lambda c, name=name: c.parameters(self.ended)[name])

    def gradients(self, line: LogLine) -> Iterator[tuple[Written, tuple[Any, Any]]]:
        """The data of a row, where they are shown, and its gradients."""
        first = self.courses[0].epoch(0)
        if first is None:
            return
        index, place = divmod(self.shown, len(first.shown))
        self.shown += 1
        epochs = [course.epoch(index) for course in self.courses]
        if None in epochs:
            yield line.numbers[0], (None, None)
            return
        flat = [_flat(e.shown[place], len(line.numbers)) for e in epochs if e is not None]
        if len(flat[0]) == len(line.numbers):
            yield from zip(line.numbers, zip(*flat, strict=True), strict=True)

    def agrees(self, written: Written, fine: Any, coarse: Any) -> bool | None:
        """Whether a number is the loop's; None where rounding alone could be the reason."""
        if not (isfinite(fine) and isfinite(coarse)):
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


def _flat(shown: tuple[Values, Values], count: int) -> list[Any]:
    data, gradient = (
        [entry for value in values.values() for entry in as_array(value).entries]
        for values in shown
    )
    return gradient if len(gradient) == count else [*data, *gradient]


def is_float32(lines: Sequence[LogLine]) -> bool:
    """Whether the numbers of a log were calculated in float32, as far as their digits tell."""
    long = [n for line in lines for n in _numbers(line) if n.digits >= FLOAT32_DIGITS]
    return all(to_binary32(n.value) == n.value for n in long)


def most_digits(lines: Sequence[LogLine]) -> int:
    """The digits that a log shows: those of its longest number, and no fewer than six."""
    return max([SHORT, *(n.digits for line in lines for n in _numbers(line))])


def _numbers(line: LogLine) -> Sequence[Written]:
    return (*line.numbers, *(written for _, written in line.named))
