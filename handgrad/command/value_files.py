"""Files of values: a point, the gradient that a program computed, the samples of a loop."""

import csv
import json
from collections.abc import Mapping
from typing import Any

from handgrad.command.arguments import text_of_file
from handgrad.errors import HandgradError

BINARY = (".npz", ".npy", ".pt", ".pth", ".pkl", ".pickle")


def mapping_of_file(name: str) -> Mapping[str, Any]:
    """Values by name: an object of JSON, a table with a heading, or a line a name."""
    if name.endswith(BINARY):
        raise HandgradError(
            f"{name}: arrays are read as JSON: json.dump({{'w': w.tolist()}}, file)"
        )
    text = text_of_file(name)
    return _json_mapping(name, text) if text.lstrip()[:1] in ("{", "[") else _table(name, text)


def rows_of_file(name: str) -> list[Any]:
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
    heading = table.pop(0) if table and not any(map(_is_number, table[0])) else None
    rows = [[_number(name, cell.strip()) for cell in row] for row in table]
    if heading is None:
        return [tuple(row) for row in rows]
    names = [cell.strip() for cell in heading]
    return [dict(zip(names, row, strict=False)) for row in rows]


def _json_mapping(name: str, text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HandgradError(f"{name} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise HandgradError(f"{name}: an object of names and values was expected")
    return found


def _table(name: str, text: str) -> Mapping[str, Any]:
    """A column a name: a number where it has one row, a vector where it has more.

    Without a heading a line is a name and its numbers.
    """
    cells = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    table = [[cell for cell in row if cell] for row in cells if any(row)]
    if (
        table
        and all(len(row) > 1 and not _is_number(row[0]) for row in table)
        and all(_is_number(cell) for row in table for cell in row[1:])
    ):
        lines = {row[0]: [float(cell) for cell in row[1:]] for row in table}
        return {key: found[0] if len(found) == 1 else found for key, found in lines.items()}
    if len(cells) < 2:
        raise HandgradError(f"{name}: a heading of names and a row of numbers were expected")
    return _columns(name, [row for row in cells if row])


def _columns(name: str, table: list[list[str]]) -> Mapping[str, Any]:
    heading, rows = [cell.strip() for cell in table[0]], table[1:]
    found: dict[str, Any] = {}
    for place, column in enumerate(heading):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        numbers = [_number(name, cell) for cell in cells]
        found[column] = numbers[0] if len(numbers) == 1 and len(rows) == 1 else numbers
    return found


def _number(name: str, cell: str) -> float:
    if not _is_number(cell):
        raise HandgradError(f"{name}: {cell!r} is not a number")
    return float(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
