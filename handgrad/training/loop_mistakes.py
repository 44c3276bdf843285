"""The loops that mistakes lead to: for each its id, what it does, and its choices.

The ids and what each mistake does to a log were established by running the loops in PyTorch
and in plain Python.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from handgrad.language.arrays import as_array
from handgrad.page.checked_page import CheckedPage
from handgrad.training.loops import (
    Differentiate,
    Epoch,
    Loop,
    Machine,
    Slopes,
    Values,
    right_slopes,
)

Reported = Callable[[Machine, list[Epoch], Epoch], Any]


def last_loss(machine: Machine, before: list[Epoch], epoch: Epoch) -> Any:
    """The loss of the last row, before its update."""
    return epoch.losses[-1]


def mean_loss(machine: Machine, before: list[Epoch], epoch: Epoch) -> Any:
    """The mean over the rows, each before its update."""
    count = machine.number(len(epoch.losses))
    return machine.numbers.divide(machine.total(epoch.losses), count)


def total_loss(machine: Machine, before: list[Epoch], epoch: Epoch) -> Any:
    return machine.total(epoch.losses)


def _first(machine: Machine, before: list[Epoch], epoch: Epoch) -> Any:
    return epoch.losses[0]


def _running(machine: Machine, before: list[Epoch], epoch: Epoch) -> Any:
    return machine.total([loss for one in (*before, epoch) for loss in one.losses])


def _after(machine: Machine, before: list[Epoch], epoch: Epoch) -> Any:
    return epoch.after[-1]


_RIGHT = Loop()


@dataclass(frozen=True, slots=True)
class LoopMistake:
    """A loop that somebody writes by mistake.

    `rows` maps the rows to those used, `orders` holds their order epoch by epoch, `start` maps
    the parameters to those begun with, `reported` says which loss is printed.
    """

    id: str
    text: str
    loop: Loop = _RIGHT
    reported: Reported = last_loss
    rows: Callable[[list[Values]], list[Values]] = list
    start: Callable[[Machine, Values], Values] = lambda machine, start: start
    orders: tuple[tuple[int, ...], ...] = ()


def _halved(machine: Machine, parameters: Values, row: Values) -> Slopes:
    loss, gradient = right_slopes(machine, parameters, row)
    half = machine.number(0.5)
    return Slopes(machine.numbers.multiply(half, loss), machine.scaled(gradient, half))


def _without_two(machine: Machine, parameters: Values, row: Values) -> Slopes:
    loss, gradient = right_slopes(machine, parameters, row)
    return Slopes(loss, machine.scaled(gradient, machine.number(0.5)))


def _ascending(machine: Machine, parameters: Values, row: Values) -> Slopes:
    loss, gradient = right_slopes(machine, parameters, row)
    return Slopes(loss, machine.scaled(gradient, machine.number(-1)))


def _outer_alone(machine: Machine, parameters: Values, row: Values) -> Slopes:
    """The derivative by the prediction in place of that by each parameter."""
    found = machine.environment(parameters, row)
    outer = found[_by_prediction(machine.page)]
    return Slopes(found[machine.page.loss_name], dict.fromkeys(parameters, outer))


def _absolute(machine: Machine, parameters: Values, row: Values) -> Slopes:
    """The absolute value of the residual for its square."""
    numbers = machine.numbers
    found = machine.environment(parameters, row)
    [outer] = as_array(found[_by_prediction(machine.page)]).entries
    residual = numbers.multiply(machine.number(0.5), outer)
    size = numbers.functions["abs"](residual)
    if size == 0:
        return Slopes(size, machine.scaled(parameters, machine.number(0)))
    gradient = right_slopes(machine, parameters, row).gradient
    factor = numbers.divide(machine.number(0.5), size)
    return Slopes(size, machine.scaled(gradient, factor))


def _by_prediction(page: CheckedPage) -> str:
    """The derivative of the loss by the value it compares with the data."""
    return page.derivative_name("y_hat")


RIGHT_LOOP = LoopMistake("right", "the page's loop")


def _with_gradient_of(name: str, other: str) -> Differentiate:
    def differentiate(machine: Machine, parameters: Values, row: Values) -> Slopes:
        loss, gradient = right_slopes(machine, parameters, row)
        return Slopes(loss, {**gradient, name: gradient[other]})

    return differentiate


def _shifted(rows: list[Values], target: str) -> list[Values]:
    following = [*rows[1:], rows[0]]
    return [{**row, target: other[target]} for row, other in zip(rows, following, strict=True)]


def loop_mistakes(page: CheckedPage) -> Iterator[LoopMistake]:
    """The loops that mistakes on this page lead to, the likeliest first."""
    yield from _ZEROING
    yield from _UPDATES
    yield from _REPORTS
    if "y_hat" in page.forward and _by_prediction(page) in page.gradient_formulas:
        yield from _SLOPES
    target = list(page.data)[-1] if page.data else ""
    yield LoopMistake("reversed", "the rows are taken in reverse", rows=lambda r: r[::-1])
    yield LoopMistake(
        "last-row-dropped",
        "the last row is never used: range(len(rows) - 1), or drop_last",
        rows=lambda r: r[:-1],
    )
    if target:
        yield LoopMistake(
            "labels-misaligned",
            f"each row has the {target} of the next one",
            rows=lambda r: _shifted(r, target),
        )
    if len(page.parameters) > 1:
        yield from _of_several(page)


def _of_several(page: CheckedPage) -> Iterator[LoopMistake]:
    """What goes wrong where there is more than one parameter."""
    yield LoopMistake(
        "sequential-update",
        "a parameter is updated before the gradient of the next one is taken",
        Loop(update="sequential"),
    )
    for name in page.parameters:
        yield LoopMistake(
            f"{_role(page, name)}-not-updated",
            f"{name} is never updated: it is missing from the optimiser's list",
            Loop(frozen=(name,)),
        )
        yield LoopMistake(
            f"{_role(page, name)}-not-zeroed",
            f"the gradient of {name} is not set to zero, the others are",
            Loop(kept=(name,)),
        )
        for other in page.parameters:
            if name < other:
                yield LoopMistake(
                    "gradients-swapped",
                    f"{name} is moved by the gradient of {other}, {other} by that of {name}",
                    Loop(swapped=(name, other)),
                )
            if name != other:
                yield LoopMistake(
                    "feature-not-squared" if _role(page, name) != "bias" else "bias-times-x",
                    f"the gradient of {name} is that of {other}",
                    Loop(_with_gradient_of(name, other)),
                )


def _role(page: CheckedPage, name: str) -> str:
    """`bias` for the parameter that the prediction adds, else its name."""
    formula = page.forward.get("y_hat", "").replace(" ", "")
    return "bias" if f"+{name}" in formula and f"{name}*" not in formula else name


_ZEROING = (
    LoopMistake(
        "never-zeroed",
        "gradients add up for ever: zero_grad() is missing",
        Loop(zero="never"),
    ),
    LoopMistake(
        "zero-once-an-epoch",
        "gradients add up within an epoch: they are set to zero in the outer loop only",
        Loop(zero="epoch"),
    ),
    LoopMistake(
        "backward-on-running-total",
        "gradients add up within an epoch: backward() is called on the running total",
        Loop(zero="epoch"),
    ),
    LoopMistake(
        "zero-between-backward-and-step",
        "the parameters never move: gradients are set to zero between backward() and step()",
        Loop(zero="between"),
    ),
    LoopMistake("no-step", "the parameters never move: no update", Loop(update="none")),
    LoopMistake(
        "int-parameter",
        "the parameters never move: they are kept as integers",
        Loop(update="none"),
    ),
    LoopMistake(
        "zero-between-shown-after",
        "gradients are set to zero between backward() and step(), and shown after it",
        Loop(zero="between", shown_after_zero=True),
    ),
    LoopMistake(
        "backward-twice",
        "gradients are twice as large: backward() is called twice before a step",
        Loop(backwards=2),
    ),
)

_UPDATES = (
    LoopMistake(
        "step-before-backward",
        "each step uses the gradient of the row before: step() stands above backward()",
        Loop(update="late"),
    ),
    LoopMistake(
        "gradients-at-epoch-start",
        "all gradients of an epoch are taken at its first parameters, one step a row",
        Loop(at_epoch_start=True),
    ),
    LoopMistake(
        "step-every-epoch-sum",
        "all gradients of an epoch are taken at its first parameters, one step for their sum",
        Loop(update="sum", by_row=True),
    ),
    LoopMistake(
        "step-last-only",
        "only the last row's gradient moves the parameters: step() stands after the loop",
        Loop(update="last"),
    ),
    LoopMistake("ascent", "the step goes up the gradient: + for -", Loop(rate=lambda r, _: -r)),
    LoopMistake(
        "lr-ten", "the learning rate is ten times too large", Loop(rate=lambda r, _: 10 * r)
    ),
    LoopMistake("lr-tenth", "the rate is a tenth", Loop(rate=lambda r, _: r / 10)),
    LoopMistake(
        "lr-over-batch",
        "the step is divided by the number of rows",
        Loop(rate=lambda rate, rows: rate / rows),
    ),
    *(
        LoopMistake("momentum", f"the step has momentum {m:g}", Loop(momentum=m))
        for m in (0.9, 0.5, 0.8, 0.95, 0.99)
    ),
    *(
        LoopMistake("weight-decay", f"weight_decay={d:g} is added", Loop(decay=d))
        for d in (0.1, 0.01, 0.001, 1e-4)
    ),
    *(
        LoopMistake(
            "clipped",
            f"the gradient is clipped to a length of {c:g}",
            Loop(clip=c, shown_clipped=shown),
        )
        for c in (1.0, 0.5, 5.0, 10.0, 2.0)
        for shown in (False, True)
    ),
    LoopMistake("batch-sum", "one step an epoch, on the sum of the rows", Loop(update="sum")),
    LoopMistake(
        "batch-mean", "one step an epoch, on the mean of the rows", Loop(update="mean")
    ),
    LoopMistake(
        "batch-broadcast",
        "every prediction is compared with every label: shapes (N,) and (N, 1); their sum",
        Loop(update="sum", crossed=True),
    ),
    LoopMistake(
        "batch-broadcast-mean",
        "every prediction is compared with every label: shapes (N,) and (N, 1); their mean",
        Loop(update="mean", crossed=True),
    ),
    LoopMistake(
        "start-zero",
        "the parameters start at 0",
        start=lambda machine, start: machine.scaled(start, machine.number(0)),
    ),
)

_REPORTS = (
    LoopMistake("loss-sum", "the sum of the epoch's losses is printed", reported=total_loss),
    LoopMistake("loss-mean", "the mean of the epoch's losses is printed", reported=mean_loss),
    LoopMistake("loss-first", "the loss of the epoch's first row is printed", reported=_first),
    LoopMistake(
        "loss-running-total",
        "the total of all epochs is printed: it is not set back to 0",
        reported=_running,
    ),
    LoopMistake(
        "loss-after-update",
        "the loss is printed as it is after the step",
        reported=_after,
    ),
)

_SLOPES = (
    LoopMistake("half-loss", "the loss is half the square", Loop(_halved)),
    LoopMistake("no-two", "the gradient lacks the factor 2 of the square", Loop(_without_two)),
    LoopMistake(
        "no-factor-x",
        "the gradient lacks its inner derivative: it is that by the prediction",
        Loop(_outer_alone),
    ),
    LoopMistake(
        "sign-of-residual",
        "the gradient has the other sign: that of y - y_hat without its minus",
        Loop(_ascending),
    ),
    LoopMistake("l1", "the loss is the absolute value, not the square", Loop(_absolute)),
)
