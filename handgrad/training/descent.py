"""Gradient descent, twice: walked through the page, and compiled.

The walked loop is the definition. The compiled one does the same operations in the same order,
so its results are the same to the last bit, in a small part of the time.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from handgrad.arithmetic import FLOAT32, FLOAT64, Arithmetic
from handgrad.arithmetic.base import shown
from handgrad.errors import EvaluationError, TrainingError
from handgrad.language.arrays import Array, Value, as_array, elementwise, nested
from handgrad.language.data import Record
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.large_page import LARGE
from handgrad.page.compiled.list_descent import list_descent
from handgrad.page.compiled.loop import CompiledLoop, descended, loop

Values = Mapping[str, Value]

# The work between two looks at what came out: some hundredths of a second.
OPERATIONS_AT_A_TIME = 2_000_000


class Problem(NamedTuple):
    """What is trained on what, in one arithmetic's numbers."""

    model: CheckedPage
    rows: Sequence[Values]
    learning_rate: Any
    batch: bool
    numbers: Arithmetic


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One row's turn: its data, and the loss and the gradients before the parameters change.

    `epoch` and `row` count from 0; `data` and `gradients` are numbers or nested lists by name.
    """

    epoch: int
    row: int
    data: Mapping[str, Any]
    loss: Any
    gradients: Mapping[str, Any]


class EpochStretch(NamedTuple):
    """Some epochs: the parameters they led to, the loss of each, and the steps if recorded."""

    parameters: Values
    losses: Sequence[Any]
    steps: Sequence[Step] = ()


# advance(parameters, epoch, most): at least one and at most so many epochs from `epoch` on.
Advance = Callable[[Values, int, int], EpochStretch]


def walking(problem: Problem) -> Advance:
    """One epoch at a time, every step recorded.

    It raises TrainingError where a loss or a parameter is no finite number.
    """
    return lambda parameters, epoch, most: _walked(problem, parameters, epoch)


def fastest(problem: Problem) -> Advance:
    """Many epochs at a time where the page can be compiled, walked where it cannot."""
    compiled = _compiled(problem)
    if compiled is None:
        return walking(problem)
    rows = [tuple(_entries(row, problem.model.data)) for row in problem.rows]
    count = problem.numbers.convert(len(rows))
    at_a_time = max(1, OPERATIONS_AT_A_TIME // (compiled.operations * len(rows)))
    cell = memoryview(bytearray(4)).cast("f")

    def advance(parameters: Values, epoch: int, most: int) -> EpochStretch:
        start = _entries(parameters, problem.model.parameters)
        epochs = range(min(most, at_a_time))
        try:
            end, losses = compiled.run(start, rows, problem.learning_rate, count, epochs, cell)
        except (ValueError, ArithmeticError):
            return _walked_stretch(problem, parameters, epoch, len(epochs))
        if not _all_finite(problem.numbers, (*losses, *end)):
            return _walked_stretch(problem, parameters, epoch, len(epochs))
        return EpochStretch(_values(end, problem.model), losses)

    return advance


def _all_finite(numbers: Arithmetic, entries: Iterable[Any]) -> bool:
    if numbers in (FLOAT64, FLOAT32):
        return all(map(math.isfinite, entries))
    return not any(entry - entry for entry in entries)


def _compiled(problem: Problem) -> CompiledLoop | None:
    """The loop written out, by list loops where that is too long, None where neither can be."""
    model, numbers = problem.model, problem.numbers
    key = ("descent", numbers, problem.batch)
    if key not in model.cache:
        is_short = numbers in (FLOAT64, FLOAT32)
        model.cache[key] = (_written(loop, problem) if is_short else None) or (
            _written(list_descent, problem) if model.operations >= LARGE else None
        )
    found: CompiledLoop | None = model.cache[key]
    return found


def _written(write: Callable[..., CompiledLoop], problem: Problem) -> CompiledLoop | None:
    try:
        return write(problem.model, problem.numbers, batch=problem.batch)
    except EvaluationError:
        return None


def _entries(values: Values, names: Iterable[str]) -> list[Any]:
    return [entry for name in names for entry in as_array(values[name]).entries]


def _values(entries: Sequence[Any], model: CheckedPage) -> Values:
    """The parameters from their entries, one after another."""
    following = iter(entries)

    def value(rows: int = 0, columns: int = 1) -> Value:
        if not rows:
            return next(following)
        return Array(rows, columns, list(islice(following, rows * columns)))

    return {name: value(*shape) for name, shape in model.parameters.items()}


def _walked_stretch(
    problem: Problem, parameters: Values, epoch: int, epochs: int
) -> EpochStretch:
    """Walk where the compiled loop failed, to find the row and to say what is wrong there."""
    losses: list[Any] = []
    for i in range(epochs):
        parameters, loss, _ = _walked(problem, parameters, epoch + i)
        losses += loss
    return EpochStretch(parameters, losses)


def _walked(problem: Problem, parameters: Values, epoch: int) -> EpochStretch:
    numbers, count = problem.numbers, problem.numbers.convert(len(problem.rows))
    total = zero = numbers.convert(0)
    sums: Values = dict.fromkeys(parameters, zero)
    steps = []
    for row, data in enumerate(problem.rows):
        with _located(problem, epoch, row):
            loss, slopes = _slopes(problem.model, {**parameters, **data}, numbers)
            steps.append(_step(problem.model, epoch, row, data, loss, slopes))
            _require_finite({"the loss": loss})
            total = numbers.add(total, loss)
            if problem.batch:
                sums = {n: elementwise(numbers.add, sums[n], slopes[n]) for n in sums}
            else:
                parameters = _moved(problem, parameters, slopes)
    if problem.batch:
        with _located(problem, epoch, len(problem.rows) - 1):
            means = {n: elementwise(lambda s: numbers.divide(s, count), sums[n]) for n in sums}
            parameters = _moved(problem, parameters, means)
    return EpochStretch(parameters, [numbers.divide(total, count)], steps)


def _slopes(model: CheckedPage, given: Values, numbers: Arithmetic) -> tuple[Any, Values]:
    """The loss, and its derivative by each parameter."""
    environment = model.run_forward(given, numbers)
    model.run_gradient(environment, numbers)
    slopes = {name: environment[model.derivative_name(name)] for name in model.parameters}
    return environment[model.loss_name], slopes


def _moved(problem: Problem, parameters: Values, slopes: Values) -> Values:
    moved = {
        name: descended(problem.numbers, problem.learning_rate, parameters[name], slope)
        for name, slope in slopes.items()
    }
    _require_finite({f"the parameter {name}": value for name, value in moved.items()})
    return moved


def _step(
    model: CheckedPage, epoch: int, row: int, data: Values, loss: Any, slopes: Values
) -> Step:
    return Step(epoch, row, as_nested(model, data), loss, as_nested(model, slopes))


def as_nested(model: CheckedPage, values: Values) -> dict[str, Any]:
    """Numbers, flat lists for vectors and lists of rows for matrices, by name."""
    return {name: nested(value, model.rank(name)) for name, value in values.items()}


def _require_finite(values: Mapping[str, Value]) -> None:
    for what, value in values.items():
        for entry in as_array(value).entries:
            # inf - inf and nan - nan are nan; numbers of every kind can be subtracted.
            if entry - entry != 0:
                raise EvaluationError(f"{what} is {shown(entry)}")


@contextmanager
def _located(problem: Problem, epoch: int, row: int) -> Iterator[None]:
    """Say of an error where in the training it happened, and what to try."""
    try:
        yield
    except EvaluationError as error:
        rate = float(problem.learning_rate)
        raise TrainingError(
            f"epoch {epoch}, row {row}: {error}, with learning_rate={rate:g}; "
            f"try a smaller one, such as {rate / 10:g}",
            epoch=epoch,
            row=row,
            learning_rate=rate,
        ) from error
