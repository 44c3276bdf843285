"""Training loops, right and otherwise: what each one computes, epoch after epoch.

A loop is a handful of choices, each of which a program makes somewhere; the page's own loop is
`Loop()`, and every mistake that a log can show is another choice. Nothing is printed here: an
epoch is the gradients that the loop shows, the losses of its rows, and where it arrives.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from math import isfinite
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT32, FLOAT64, Arithmetic
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Array, Value, as_array, elementwise
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.row import RowFunction, row_function

Values = Mapping[str, Value]


class Slopes(NamedTuple):
    """The loss of a row and its derivative by each parameter, as a program computes them."""

    loss: Any
    gradient: Values


Differentiate = Callable[["Machine", Values, Values], Slopes]


@dataclass(frozen=True, slots=True)
class Machine:
    """A page in one arithmetic, with the few operations that a loop makes of it."""

    page: CheckedPage
    numbers: Arithmetic

    def environment(self, parameters: Values, row: Values) -> dict[str, Value]:
        """Every value of the page and of its key, at a row."""
        found = self.page.run_forward({**parameters, **row}, self.numbers)
        self.page.run_gradient(found, self.numbers)
        return found

    def slopes(self, parameters: Values, row: Values) -> Slopes:
        """The page's own loss and gradient."""
        compiled = self.compiled()
        if compiled is None:
            found = self.environment(parameters, row)
            name = self.page.derivative_name
            return Slopes(found[self.page.loss_name], {p: found[name(p)] for p in parameters})
        given = (*parameters.values(), *(row[name] for name in self.page.data))
        loss, *slopes = compiled(
            [entry for value in given for entry in as_array(value).entries]
        )
        if not all(map(isfinite, (loss, *slopes))):
            raise EvaluationError("the loss or its gradient is not finite")
        following = iter(slopes)
        return Slopes(loss, {n: _like(value, following) for n, value in parameters.items()})

    def compiled(self) -> RowFunction | None:
        """The page as straight-line code, None where it cannot be written."""
        if self.numbers not in (FLOAT64, FLOAT32):
            return None
        key = ("row", self.numbers.name)
        if key not in self.page.cache:
            try:
                self.page.cache[key] = row_function(self.page, self.numbers)
            except EvaluationError:
                self.page.cache[key] = None
        found: RowFunction | None = self.page.cache[key]
        return found

    def number(self, value: float) -> Any:
        return self.numbers.convert(value)

    def scaled(self, values: Values, factor: Any) -> dict[str, Value]:
        multiply = self.numbers.multiply
        return {n: elementwise(lambda v: multiply(factor, v), v) for n, v in values.items()}

    def plus(self, left: Values, right: Values) -> dict[str, Value]:
        return {n: elementwise(self.numbers.add, left[n], right[n]) for n in left}

    def minus(self, left: Values, right: Values) -> dict[str, Value]:
        return {n: elementwise(self.numbers.subtract, left[n], right[n]) for n in left}

    def total(self, losses: Sequence[Any]) -> Any:
        found = self.number(0)
        for loss in losses:
            found = self.numbers.add(found, loss)
        return found


def _like(value: Value, entries: Iterator[Any]) -> Value:
    """The next entries in the form of a value."""
    if not isinstance(value, Array):
        return next(entries)
    return Array(value.rows, value.columns, [next(entries) for _ in value.entries])


def right_slopes(machine: Machine, parameters: Values, row: Values) -> Slopes:
    """The loss and the gradient of the page."""
    return machine.slopes(parameters, row)


@dataclass(frozen=True, slots=True)
class Loop:
    """The choices of a loop; the defaults are the page's own loop.

    `zero` is when gradients are set to zero: before each "step", each "epoch", "never", or
    "between" backward and step; `kept` names parameters that are not. `update` is when the
    parameters move: at each "row", by the gradient of the row before ("late"), at the "last"
    row alone, "none", one parameter after another ("sequential"), or once an epoch by the "sum"
    or the "mean", the gradients shown row by row (`by_row`) or as one line; once for every
    `size` rows, where a size is given.
    """

    differentiate: Differentiate = right_slopes
    zero: str = "step"
    kept: tuple[str, ...] = ()
    shown_after_zero: bool = False
    update: str = "row"
    by_row: bool = False
    at_epoch_start: bool = False
    backwards: int = 1
    frozen: tuple[str, ...] = ()
    swapped: tuple[str, str] | None = None
    rate: Callable[[float, int], float] = lambda rate, rows: rate
    momentum: float = 0.0
    decay: float = 0.0
    clip: float | None = None
    shown_clipped: bool = False
    crossed: bool = False
    size: int | None = None


class Epoch(NamedTuple):
    """What an epoch shows: a row's data and gradients a line, the losses, where it arrives.

    `losses` are those before each row's update, `after` those after it, `path` the parameters
    after it.
    """

    shown: Sequence[tuple[Values, Values]]
    losses: Sequence[Any]
    after: Sequence[Any]
    parameters: Values
    path: Sequence[Values] = ()


def run_loop(
    loop: Loop,
    machine: Machine,
    rows: Sequence[Values],
    start: Values,
    rate: float,
    orders: Iterable[Sequence[int]] = (),
) -> Iterator[Epoch]:
    """The epochs of a loop, without end; it stops where a value stops being finite.

    `orders` are those of the rows in the first epochs. To be consumed inside
    `machine.numbers.working()`.
    """
    state = _State(loop, machine, start, machine.number(loop.rate(rate, len(rows))))
    for order in chain(orders, repeat(range(len(rows)))):
        taken = [rows[place] for place in order]
        try:
            yield state.turn(taken)
        except (EvaluationError, ArithmeticError, ValueError):
            return


class _State:
    """Parameters, accumulated gradients and velocities, while a loop runs."""

    def __init__(self, loop: Loop, machine: Machine, start: Values, rate: Any) -> None:
        self.loop, self.machine, self.rate = loop, machine, rate
        self.parameters = dict(start)
        self.zeros = machine.scaled(start, machine.number(0))
        self.gradient = dict(self.zeros)
        self.velocity = dict(self.zeros)

    def turn(self, rows: Sequence[Values]) -> Epoch:
        """One epoch: row by row, or in batches of one size."""
        if self.loop.update not in ("sum", "mean"):
            return self.epoch(rows)
        size = self.loop.size or len(rows)
        parts = [self.batch(rows[i : i + size]) for i in range(0, len(rows), size)]
        return Epoch(
            [line for part in parts for line in part.shown],
            [loss for part in parts for loss in part.losses],
            [loss for part in parts for loss in part.after],
            parts[-1].parameters,
            [at for part in parts for at in part.path],
        )

    def epoch(self, rows: Sequence[Values]) -> Epoch:
        """One update a row."""
        loop, machine = self.loop, self.machine
        begun = dict(self.parameters)
        shown, losses, after, path = [], [], [], []
        if loop.zero == "epoch":
            self.gradient = dict(self.zeros)
        for index, row in enumerate(rows):
            late = dict(self.gradient)
            self.set_to_zero()
            if loop.update == "sequential":
                losses.append(machine.slopes(self.parameters, row).loss)
                shown.append((row, self.one_by_one(row)))
                after.append(machine.slopes(self.parameters, row).loss)
                path.append(dict(self.parameters))
                continue
            losses.append(self.backward(begun if loop.at_epoch_start else self.parameters, row))
            if loop.update == "late":
                self.move(late)
            seen = dict(self.gradient)
            if loop.shown_clipped and loop.clip is not None:
                seen = _clipped(seen, loop.clip, machine)
            if loop.zero == "between":
                self.gradient = dict(self.zeros)
            shown.append((row, dict(self.gradient) if loop.shown_after_zero else seen))
            if loop.update == "row" or (loop.update == "last" and index == len(rows) - 1):
                self.move(self.gradient)
            after.append(loop.differentiate(machine, self.parameters, row).loss)
            path.append(dict(self.parameters))
        return Epoch(shown, losses, after, dict(self.parameters), path)

    def batch(self, rows: Sequence[Values]) -> Epoch:
        """One update an epoch, by the sum or the mean over the rows."""
        loop, machine = self.loop, self.machine
        pairs = [
            (machine.page, {**one, **_targets(machine.page, other)})
            for one in rows
            for other in (rows if loop.crossed else (one,))
        ]
        found = [loop.differentiate(machine, self.parameters, row) for _, row in pairs]
        total, gradient = machine.total([f.loss for f in found]), dict(self.zeros)
        for slopes in found:
            gradient = machine.plus(gradient, slopes.gradient)
        if loop.update == "mean":
            count = machine.number(len(found))
            total = machine.numbers.divide(total, count)
            gradient = {
                n: elementwise(lambda v: machine.numbers.divide(v, count), v)
                for n, v in gradient.items()
            }
        shown: list[tuple[Values, Values]] = [({}, gradient)]
        if loop.by_row:
            shown = [(row, f.gradient) for row, f in zip(rows, found, strict=True)]
        self.move(gradient)
        losses = [f.loss for f in found] if loop.by_row else [total]
        path = [dict(self.parameters)] * len(shown)
        return Epoch(shown, losses, losses, dict(self.parameters), path)

    def set_to_zero(self) -> None:
        if self.loop.zero == "step":
            kept = {n: self.gradient[n] for n in self.loop.kept if n in self.gradient}
            self.gradient = {**self.zeros, **kept}

    def backward(self, parameters: Values, row: Values) -> Any:
        """Add the gradient of a row; its loss."""
        found = self.loop.differentiate(self.machine, parameters, row)
        for _ in range(self.loop.backwards):
            self.gradient = self.machine.plus(self.gradient, found.gradient)
        return found.loss

    def one_by_one(self, row: Values) -> dict[str, Value]:
        """Each parameter moved before the gradient of the next is taken; the gradients."""
        seen = {}
        for name in self.parameters:
            seen[name] = self.machine.slopes(self.parameters, row).gradient[name]
            self.move({**self.zeros, name: seen[name]})
        return seen

    def move(self, gradient: Values) -> None:
        """A step down the gradient as the loop takes it; raises where it is not finite."""
        machine, loop = self.machine, self.loop
        step = dict(gradient)
        if loop.swapped:
            one, other = loop.swapped
            step[one], step[other] = step[other], step[one]
        if loop.decay:
            decayed = machine.scaled(self.parameters, machine.number(loop.decay))
            step = machine.plus(step, decayed)
        if loop.clip is not None:
            step = _clipped(step, loop.clip, machine)
        if loop.momentum:
            factor = machine.number(loop.momentum)
            self.velocity = machine.plus(machine.scaled(self.velocity, factor), step)
            step = self.velocity
        moved = machine.minus(self.parameters, machine.scaled(step, self.rate))
        self.parameters = {
            n: self.parameters[n] if n in loop.frozen else value for n, value in moved.items()
        }
        for value in self.parameters.values():
            if any(entry - entry != 0 for entry in as_array(value).entries):
                raise EvaluationError("a parameter is not finite")


def _targets(page: CheckedPage, row: Values) -> Values:
    """The last of the data of a row, which a loss compares with."""
    name = list(page.data)[-1]
    return {name: row[name]} if name in row else {}


def _clipped(step: Values, most: float, machine: Machine) -> dict[str, Value]:
    """A gradient of a length of at most so much."""
    numbers = machine.numbers
    squares = machine.number(0)
    for value in step.values():
        for entry in as_array(value).entries:
            squares = numbers.add(squares, numbers.multiply(entry, entry))
    length, limit = numbers.functions["sqrt"](squares), machine.number(most)
    if not length > limit:
        return dict(step)
    return machine.scaled(step, numbers.divide(limit, length))
