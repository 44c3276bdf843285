"""Gradient descent with the choices that loops have: momentum, decay, batches, order."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from handgrad.errors import HandgradError, TrainingError, did_you_mean
from handgrad.page.checked_page import CheckedPage
from handgrad.training.descent import Advance, EpochStretch, Problem, Step, Values, as_nested
from handgrad.training.loop_mistakes import RIGHT_LOOP, LoopMistake, loop_mistakes
from handgrad.training.loops import Epoch, Machine, run_loop


class Choices(NamedTuple):
    """What a loop chooses besides its rate; `size` is how many rows make a batch."""

    momentum: float = 0.0
    weight_decay: float = 0.0
    size: int | None = None
    shuffle: int | None = None
    mistake: str | None = None


def chosen_loop(page: CheckedPage, choices: Choices) -> LoopMistake:
    """The loop of these choices; raises HandgradError for a mistake that this page has not."""
    found = RIGHT_LOOP if choices.mistake is None else _named(page, choices.mistake)
    loop = replace(
        found.loop,
        momentum=choices.momentum or found.loop.momentum,
        decay=choices.weight_decay or found.loop.decay,
    )
    if choices.size is not None:
        loop = replace(loop, update="mean", size=choices.size)
    return replace(found, loop=loop)


def _named(page: CheckedPage, name: str) -> LoopMistake:
    known = {mistake.id: mistake for mistake in reversed(list(loop_mistakes(page)))}
    if name not in known:
        hint = did_you_mean(str(name), known)
        raise HandgradError(f"no loop mistake {name!r}{hint} (handgrad mistakes --loops)")
    return known[name]


def advancing(problem: Problem, start: Values, choices: Choices) -> Advance:
    """The epochs of such a loop, from the start on, every step recorded."""
    machine = Machine(problem.model, problem.numbers)
    chosen = chosen_loop(problem.model, choices)
    rows = chosen.rows([dict(row) for row in problem.rows])
    begun = chosen.start(machine, start)
    orders = () if choices.shuffle is None else _orders(len(rows), choices.shuffle)
    epochs = run_loop(chosen.loop, machine, rows, begun, problem.learning_rate, orders)

    def advance(parameters: Values, epoch: int, most: int) -> EpochStretch:
        found = list(islice(epochs, min(most, 100)))
        if not found:
            rate = float(problem.learning_rate)
            raise TrainingError(
                f"epoch {epoch}: a loss or a parameter is not finite, with "
                f"learning_rate={rate:g}; try a smaller one, such as {rate / 10:g}",
                epoch=epoch,
                row=0,
                learning_rate=rate,
            )
        losses = [_mean(machine, one) for one in found]
        steps = [s for i, one in enumerate(found) for s in _steps(problem, epoch + i, one)]
        return EpochStretch(dict(found[-1].parameters), losses, steps)

    return advance


def _orders(count: int, seed: int) -> Iterator[list[int]]:
    generator = random.Random(seed)
    while True:
        order = list(range(count))
        generator.shuffle(order)
        yield order


def _mean(machine: Machine, epoch: Epoch) -> Any:
    count = machine.number(len(epoch.losses))
    return machine.numbers.divide(machine.total(epoch.losses), count)


def _steps(problem: Problem, number: int, epoch: Epoch) -> Iterator[Step]:
    pairs = zip(epoch.shown, epoch.losses, strict=True)
    for row, ((data, gradient), loss) in enumerate(pairs):
        shown, slopes = as_nested(problem.model, data), as_nested(problem.model, gradient)
        yield Step(number, row, shown, loss, slopes)
