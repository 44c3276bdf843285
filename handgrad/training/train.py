"""Gradient descent in the order of the rows, as in the lessons."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from typing import Any

from handgrad import arithmetic as arithmetics
from handgrad.arithmetic import Arithmetic
from handgrad.boundary import public, whole_number
from handgrad.errors import EvaluationError, ValuesError
from handgrad.language.data import Record
from handgrad.language.wording import json_number
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import page_given
from handgrad.page.values import finite_number, plain_value, read_values
from handgrad.training.chosen_loop import Choices, advancing
from handgrad.training.descent import (
    Advance,
    Problem,
    Step,
    Values,
    as_nested,
    fastest,
    walking,
)
from handgrad.visible import in_brief

Callback = Callable[[int, Any, dict[str, Any]], None]

MOST_EPOCHS = 2**63


@dataclass(frozen=True, slots=True)
class History(Record):
    """What a training loop did.

    `parameters` are the last ones, by name: numbers, flat lists, lists of rows. `losses` holds
    one loss an epoch: the mean over the rows of the loss before the row's update. `steps` holds
    every row's turn where they were recorded. `interrupted` is true of a loop that Ctrl-C
    ended; it holds the epochs that were complete.
    """

    parameters: Mapping[str, Any]
    losses: Sequence[Any]
    steps: Sequence[Step] = ()
    interrupted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The same as data for JSON; steps where they were recorded."""
        data = super(History, self).to_dict()
        return data if self.steps else {key: data[key] for key in data if key != "steps"}


@public
def train(
    model: CheckedPage | str,
    rows: Iterable[object],
    start: Mapping[str, object],
    *,
    learning_rate: Any = 0.01,
    epochs: int = 100,
    batch: bool | int = False,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    shuffle: int | None = None,
    mistake: str | None = None,
    record: str | None = None,
    callback: Callback | None = None,
    arithmetic: str = "float64",
) -> History:
    """Gradient descent: parameter - learning_rate*gradient, row after row, epoch after epoch.

    A row is a tuple of the page's data in their order, or a mapping by name; `start` maps the
    parameters to values. All the gradients of a row are worked out before any parameter
    changes. With `batch` there is one update an epoch, by the mean of the rows' gradients, or
    one for so many rows. `momentum` and `weight_decay` are those of PyTorch's SGD, `shuffle` is
    the seed of the rows' order, `mistake` the id of what goes wrong, such as "never-zeroed".
    `record="steps"` keeps each row's loss and gradients. `callback(epoch, loss, parameters)`
    is called after each epoch. Ctrl-C ends the loop with the epochs that are complete.

    In float64 and float32 a page of up to 20,000 operations is written out, in any arithmetic a
    larger one is run by list loops; the others and recorded steps are walked, which is slower
    and has the same results.

    Raises ValuesError and HandgradError for what does not fit the page, TrainingError where a
    loss or a parameter stops being finite.

    >>> from handgrad.page.loading import load_page
    >>> history = train(load_page("linear"), [(1, 2), (2, 4), (3, 6)], {"w": 1}, epochs=50)
    >>> round(history.parameters["w"], 3), history.losses[0] > history.losses[-1]
    (2.0, True)
    """
    model = page_given(model)
    if record is not None and record != "steps":
        raise ValuesError("record", "None or 'steps'", in_brief(record))
    if callback is not None and not callable(callback):
        raise ValuesError("callback", "a function or None", in_brief(callback))
    whole_number("epochs", epochs, 0, MOST_EPOCHS)
    model.require_gradient()
    numbers = arithmetics.arithmetic(arithmetic)
    with numbers.working():
        rate = _learning_rate(learning_rate, numbers)
        data = [_row(model, i, row, numbers) for i, row in enumerate(_listed(rows))]
        parameters = _start(model, start, numbers)
        problem = Problem(model, data, rate, batch is True, numbers)
        choices = _choices(batch, momentum, weight_decay, shuffle, mistake)
        if choices is not None:
            advance = advancing(problem, parameters, choices)
        else:
            advance = walking(problem) if record else fastest(problem)
        found = _epochs(model, advance, parameters, epochs, callback)
        return found if record else replace(found, steps=())


def _choices(
    batch: bool | int,
    momentum: object,
    weight_decay: object,
    shuffle: object,
    mistake: str | None,
) -> Choices | None:
    """What a loop chooses besides its rate, None where that is nothing."""
    if not isinstance(batch, bool):
        whole_number("batch", batch, 1, MOST_EPOCHS)
    if shuffle is not None:
        whole_number("shuffle", shuffle, 0, MOST_EPOCHS)
    sizes = {"momentum": momentum, "weight_decay": weight_decay}
    for name, value in sizes.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
            raise ValuesError(name, "a number from 0 to below 1", in_brief(value))
    if mistake is not None and not isinstance(mistake, str):
        raise ValuesError("mistake", "the id of a mistake, a text", in_brief(mistake))
    given = Choices(
        float(momentum),  # type: ignore[arg-type]
        float(weight_decay),  # type: ignore[arg-type]
        None if isinstance(batch, bool) else batch,
        shuffle,  # type: ignore[arg-type]
        mistake,
    )
    if given == Choices():
        return None
    return given._replace(size=MOST_EPOCHS) if batch is True else given


def _epochs(
    model: CheckedPage,
    advance: Advance,
    parameters: Values,
    epochs: int,
    callback: Callback | None,
) -> History:
    losses: list[Any] = []
    steps: list[Step] = []
    interrupted = False
    try:
        while len(losses) < epochs:
            most = 1 if callback else epochs - len(losses)
            parameters, more, recorded = advance(parameters, len(losses), most)
            losses += more
            steps += recorded
            if callback:
                callback(len(losses) - 1, losses[-1], as_nested(model, parameters))
    except KeyboardInterrupt:
        interrupted = True
    return History(as_nested(model, parameters), tuple(losses), tuple(steps), interrupted)


def _learning_rate(rate: object, numbers: Arithmetic) -> Any:
    given = finite_number("learning_rate", plain_value(rate))
    try:
        known = numbers.convert(given)
    except EvaluationError as error:
        raise ValuesError("learning_rate", "a number above 0", str(error)) from None
    if not isfinite(known) or known <= 0:
        raise ValuesError("learning_rate", "a finite number above 0", in_brief(rate))
    return known


def _listed(given: object) -> list[object]:
    rows = plain_value(given)
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        raise ValuesError("rows", "a list of rows", in_brief(rows))
    listed = list(rows)
    if not listed:
        raise ValuesError("rows", "at least one row", "none")
    return listed


def _row(model: CheckedPage, i: int, row: object, numbers: Arithmetic) -> Values:
    where, row = f"rows[{i}]", plain_value(row)
    if not isinstance(row, Mapping):
        wanted = ", ".join(model.data)
        if not isinstance(row, list | tuple):
            raise ValuesError(where, f"a tuple ({wanted}) or a mapping", in_brief(row))
        if len(row) != len(model.data):
            raise ValuesError(where, f"{len(model.data)} values ({wanted})", str(len(row)))
        row = dict(zip(model.data, row, strict=True))
    declarations = {name: model.declarations[name] for name in model.data}
    return read_values(declarations, model.dimensions, row, numbers, where=where)


def _start(model: CheckedPage, start: object, numbers: Arithmetic) -> Values:
    if not isinstance(start, Mapping):
        raise ValuesError("start", "a mapping of parameter to value", in_brief(start))
    declarations = {name: model.declarations[name] for name in model.parameters}
    return read_values(declarations, model.dimensions, start, numbers, where="start")


def log_lines(history: History, *, most: int = 20, digits: int = 6) -> Iterator[str]:
    """A training loop as text: at most so many epochs, evenly spread, and the parameters.

    Recorded steps are all shown, each before the loss of its epoch.

    >>> history = History({"w": 2.0}, losses=(4.0, 1.0, 0.25, 0.0625))
    >>> print(*log_lines(history, most=2), sep="\\n")
    epoch 0: loss 4
    epoch 3: loss 0.0625
    w = 2
    """
    steps = {epoch: list(of) for epoch, of in groupby(history.steps, lambda step: step.epoch)}
    shown = range(len(history.losses)) if steps else _spread(len(history.losses), most)
    for epoch in shown:
        for step in steps.get(epoch, ()):
            data, slopes = _named(step.data, digits), _named(step.gradients, digits, "dL/d")
            yield f"  row {step.row}: {data}  loss {_brief(step.loss, digits)}  {slopes}"
        yield f"epoch {epoch}: loss {_brief(history.losses[epoch], digits)}"
    if history.interrupted:
        count = len(history.losses)
        yield f"interrupted after {count} epoch{'' if count == 1 else 's'}"
    for name, value in history.parameters.items():
        yield f"{name} = {_brief(value, digits)}"


def _spread(count: int, most: int) -> list[int]:
    """At most so many of the numbers below `count`, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return sorted({i * (count - 1) // max(most - 1, 1) for i in range(most)})


def _named(values: Mapping[str, Any], digits: int, prefix: str = "") -> str:
    return " ".join(f"{prefix}{name}={_brief(value, digits)}" for name, value in values.items())


def _brief(value: Any, digits: int = 6) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_brief(entry, digits) for entry in value)}]"
    number = json_number(value)
    return number if isinstance(number, str) else f"{number:.{digits}g}"
