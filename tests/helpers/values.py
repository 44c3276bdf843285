"""The values of a page at its first test point."""

from typing import Any

from handgrad.arithmetic.base import Arithmetic
from handgrad.language.arrays import as_array
from handgrad.model import Model
from handgrad.referee.points import points_of


def valued(model: Model, numbers: Arithmetic) -> dict[str, Any]:
    """Every value and derivative of a page at its first test point."""
    point = points_of(model).values[0]
    given: dict[str, Any] = {}
    for key, value in point.items():
        array = as_array(value)
        entries = [numbers.convert(entry) for entry in array.entries]
        given[key] = value if key in model.sizes else (
            array._replace(entries=entries) if hasattr(value, "entries") else entries[0]
        )  # fmt: skip
    environment = model.run_forward(given, numbers)
    model.run_gradient(environment, numbers)
    return environment
