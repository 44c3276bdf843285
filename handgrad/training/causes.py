"""Which loops write a log: every one that agrees with it line by line."""

from collections.abc import Iterator
from dataclasses import replace

from handgrad.hints import Hint
from handgrad.training.estimates import orders_of, rate_of, start_of
from handgrad.training.loop_mistakes import RIGHT_LOOP, LoopMistake, loop_mistakes
from handgrad.training.replayed import LogTrial, TrainingSetting

CLOSE = 1e-5


def causes(trial: LogTrial, setting: TrainingSetting) -> tuple[Hint, ...]:
    """A hint for each loop that writes the log, the likeliest first, an id once."""
    found: dict[str, Hint] = {}
    for hint in (*_by_estimate(trial, setting), *_by_mistake(trial, setting)):
        found.setdefault(hint.id, hint)
    return tuple(found.values())


def _by_mistake(trial: LogTrial, setting: TrainingSetting) -> Iterator[Hint]:
    for mistake in (*loop_mistakes(setting.page), *_in_another_order(trial, setting)):
        if not trial.closest(mistake, setting, most=1):
            yield Hint(mistake.id, mistake.text)


def _by_estimate(trial: LogTrial, setting: TrainingSetting) -> Iterator[Hint]:
    """The page's loop at another rate, or from another start."""
    rate = rate_of(trial.lines, setting)
    if rate and not trial.closest(RIGHT_LOOP, replace(setting, rate=rate), most=1):
        yield Hint(
            _id_of_rate(rate, setting), f"this is a rate of {rate:g}, not {setting.rate:g}"
        )
    start = start_of(trial.lines, setting)
    if start is not None:
        begun = dict.fromkeys(setting.start, start)
        if not trial.closest(RIGHT_LOOP, replace(setting, start=begun), most=1):
            [name] = begun
            text = f"this starts at {name} = {start:g}, not {setting.start[name]:g}"
            yield Hint("start-zero" if start == 0 else "start", text)


def _id_of_rate(rate: float, setting: TrainingSetting) -> str:
    over_batch = 1 / len(setting.rows)
    named = {"lr-ten": 10.0, "lr-tenth": 0.1, "lr-over-batch": over_batch, "ascent": -1.0}
    for name, factor in named.items():
        if abs(rate - factor * setting.rate) <= CLOSE * abs(rate):
            return name
    return "learning-rate"


def _in_another_order(trial: LogTrial, setting: TrainingSetting) -> Iterator[LoopMistake]:
    """The page's loop on the rows as each epoch of the log shows them, or its gradients."""
    orders = trial.orders(setting) or orders_of(trial.lines, setting)
    if orders and len(set(orders)) > 1:
        yield LoopMistake("shuffled", "the rows are shuffled in each epoch", orders=orders)
    elif orders:
        yield LoopMistake("reordered", "the rows are taken in another order", orders=orders)
