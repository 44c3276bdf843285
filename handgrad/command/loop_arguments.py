"""The rows, the start and the rate of a training loop, as several commands take them."""

import argparse
import csv
import json
from collections.abc import Mapping
from typing import Any

from handgrad.command.arguments import text_of_file
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
        return _of_file(given.rows)
    return [read_at(row, "--row") for row in given.row]


def start_given(given: argparse.Namespace) -> Mapping[str, Any] | None:
    """The parameters to start from, None where they are not given."""
    from handgrad.teaching import read_at

    return read_at(given.start, "--start") if given.start else None


def _of_file(name: str) -> list[Any]:
    """The samples of a file: JSON, or a table with or without a heading."""
    text = text_of_file(name)
    if text.lstrip()[:1] in ("[", "{"):
        try:
            found = json.loads(text)
        except ValueError as error:
            raise HandgradError(f"{name} is not JSON: {error}") from None
        if not isinstance(found, list):
            raise HandgradError(f"{name}: a list of samples was expected")
        return found
    table = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    heading = table.pop(0) if table and not any(map(is_number, table[0])) else None
    rows = [[_cell(name, cell) for cell in row] for row in table]
    if heading is None:
        return [tuple(row) for row in rows]
    names = [cell.strip() for cell in heading]
    return [dict(zip(names, row, strict=False)) for row in rows]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _cell(name: str, cell: str) -> float:
    if not is_number(cell):
        raise HandgradError(f"{name}: {cell!r} is not a number")
    return float(cell)
