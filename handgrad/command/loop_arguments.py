"""The rows, the start and the rate of a training loop, as several commands take them."""

import argparse
from collections.abc import Mapping
from typing import Any

from handgrad.errors import HandgradError


def loop_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--row", action="append", default=[], help="a sample: x=1,y=2 (repeat for more)"
    )
    command.add_argument("--rows", metavar="FILE", help="the samples: a CSV or JSON file")
    command.add_argument("--start", help="the parameters to start from: w=1")
    command.add_argument(
        "--rate", "--learning-rate", type=_rate, help="the learning rate, 0.01 by default"
    )


def _rate(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def rows_given(given: argparse.Namespace) -> list[Any]:
    """The samples of the command line, of a file, or none."""
    from handgrad.teaching import read_at

    if given.row and given.rows:
        raise HandgradError("give samples by --row or by --rows FILE, not both")
    if given.rows:
        from handgrad.command.value_files import rows_of_file

        return rows_of_file(given.rows)
    return [read_at(row, "--row") for row in given.row]


def start_given(given: argparse.Namespace) -> Mapping[str, Any] | None:
    """The parameters to start from, None where they are not given."""
    from handgrad.teaching import read_at

    return read_at(given.start, "--start") if given.start else None
