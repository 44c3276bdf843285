"""handgrad train: a training loop, with its log."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handgrad.command.arguments import (
    INTERRUPTED,
    json_argument,
    loaded,
    model_argument,
    warn_of_key,
    whole_number_argument,
)
from handgrad.command.loop_arguments import loop_arguments, rows_given, start_given
from handgrad.command.output import say, say_json
from handgrad.command.plot_file import PlotFile
from handgrad.command.waiting import Tell, progress
from handgrad.page.checked_page import CheckedPage

if TYPE_CHECKING:
    from handgrad.training.train import Callback

HELP = "a training loop, with its log"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    loop_arguments(command)
    command.add_argument(
        "--epochs", type=whole_number_argument, default=100, help="how many, 100"
    )
    command.add_argument(
        "--batch",
        nargs="?",
        const=True,
        default=False,
        type=whole_number_argument,
        metavar="SIZE",
        help="one update an epoch, or for every SIZE rows",
    )
    command.add_argument("--momentum", type=_share, default=0.0, help="of each step: 0.9")
    command.add_argument("--weight-decay", type=_share, default=0.0, help="added: 0.1 of w")
    command.add_argument(
        "--shuffle", type=whole_number_argument, help="the seed of the rows' order"
    )
    command.add_argument("--mistake", metavar="ID", help="what goes wrong: never-zeroed")
    command.add_argument(
        "--digits", type=whole_number_argument, default=6, help="of numbers, 6"
    )
    command.add_argument(
        "--arithmetic", default="float64", help="float64, float32, rational or decimal"
    )
    command.add_argument(
        "--plot", metavar="FILE", help="loss and parameters by epoch: FILE.svg or FILE.png"
    )
    command.add_argument("--force", action="store_true", help="replace the file of the plot")
    command.add_argument("--steps", action="store_true", help="log every row's gradients")
    json_argument(command)


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def run(given: argparse.Namespace) -> int:
    from handgrad.training.train import log_lines, train

    plot = None if given.plot is None else PlotFile(given.plot, given.epochs, force=given.force)
    model = loaded(given)
    with progress(f"training {model.name}", quiet=given.json) as tell:
        warn_of_key(given, model)
        rows, start = _data(model, given)
        if plot is not None:
            plot.add(-1, None, train(model, rows, start, epochs=0).parameters)
        history = train(
            model, rows, start,
            learning_rate=0.01 if given.rate is None else given.rate,
            epochs=given.epochs, batch=given.batch,
            arithmetic=given.arithmetic, callback=_callback(given.epochs, tell, plot),
            momentum=given.momentum, weight_decay=given.weight_decay,
            shuffle=given.shuffle, mistake=given.mistake,
            record="steps" if given.steps else None,
        )  # fmt: skip
    if plot is not None:
        plot.save(f"{model.name}: loss")
    if given.json:
        say_json({"model": model.name, **history.to_dict()})
    else:
        for line in log_lines(history, digits=min(max(given.digits, 1), 17)):
            say(line)
    return INTERRUPTED if history.interrupted else 0


def _callback(epochs: int, tell: Tell | None, plot: PlotFile | None) -> "Callback | None":
    if tell is None and plot is None:
        return None

    def after_epoch(epoch: int, loss: Any, parameters: dict[str, Any]) -> None:
        if tell is not None:
            tell(f"epoch {epoch + 1} of {epochs}, loss {float(loss):.6g}")
        if plot is not None:
            plot.add(epoch, loss, parameters)

    return after_epoch


def _data(model: CheckedPage, given: argparse.Namespace) -> tuple[list[Any], Mapping[str, Any]]:
    """Rows and start: those given, else a lesson's own, else drawn from the page's domains."""
    from handgrad.training.lessons import LESSONS

    lesson = LESSONS.get(given.model)
    rows, start = rows_given(given), start_given(given)
    if lesson is not None:
        return rows or list(lesson.rows), start or lesson.start
    drawn = _drawn(model)
    if not rows:
        rows = [{name: point[name] for name in model.data} for point in drawn]
    return rows, start or {name: drawn[0][name] for name in model.parameters}


def _drawn(model: CheckedPage) -> list[dict[str, Any]]:
    from handgrad.language.arrays import nested
    from handgrad.referee.points import points_of

    points = points_of(model).values
    return [{n: nested(v, model.rank(n)) for n, v in point.items()} for point in points]
