"""What a program that is run, statement by statement, comes to at a point in 30 digits."""

from decimal import Decimal
from typing import Any

from handgrad.arithmetic.decimals import decimal_arithmetic
from handgrad.grading.grade import vocabulary
from handgrad.language.arrays import Array, Value, as_array
from handgrad.model import Model
from handgrad.reading.code.answers.run_program import CONVENTIONS
from handgrad.reading.code.syntax.source import logical_lines
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.run.entrywise import Calculator, Sites
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.new_arrays import array_of_list
from handgrad.reading.run.program_run import run_at
from tests.helpers.code_values import environment


def run_entries(
    model: Model, text: str, values: dict[str, Any]
) -> tuple[tuple[int, ...], list[float]]:
    """The shape and the entries, row by row, of what the program says dL/dW is."""
    known: dict[str, Value] = {}
    for word, value in environment(model, values).items():
        held = as_array(value)
        entries = [Decimal(x) for x in held.entries]
        known[word] = (
            Array(held.rows, held.columns, entries) if isinstance(value, Array) else entries[0]
        )
    names = PageNames(Names(vocabulary(model), text), CONVENTIONS[0])
    found = run_at(
        statements_of(list(logical_lines(text))), names, known, decimal_arithmetic(30),
        allowed=frozenset(), has_labels=False, sites=Sites(),
    )  # fmt: skip
    held = found["dL/dW"].value
    if not isinstance(held, NDArray | list):
        return (), [float(held)]
    array = (
        held
        if isinstance(held, NDArray)
        else array_of_list(Calculator(decimal_arithmetic(30), Sites(), 1000), held)
    )
    return tuple(array.shape), [float(x) for x in array.entries()]
