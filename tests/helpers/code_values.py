"""What the lines of a program come to at a point, worked out line by line in floats."""

from typing import Any

from handgrad.arithmetic.binary import FLOAT64
from handgrad.grading.grade import vocabulary
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.tree import Name
from handgrad.model import Model
from handgrad.reading.answer import read_answer


def environment(model: Model, values: dict[str, Any]) -> dict[str, Value]:
    """The page's values and sizes as the language holds them."""
    import numpy as np

    found: dict[str, Value] = {size: float(number) for size, number in model.sizes.items()}
    for name, value in {**values, **model.evaluate(values)}.items():
        entries = [float(x) for x in np.ravel(value)]
        rows, columns = (int(model.sizes.get(str(d), d)) for d in model.shapes[name])
        found[name] = Array(rows, columns, entries) if rows * columns > 1 else entries[0]
    return found


def values_of(model: Model, text: str, values: dict[str, Any]) -> dict[str, list[float]]:
    """The entries of every name that a text assigns, each line worked out with those above."""
    found, shapes = environment(model, values), dict(model.shapes)
    assigned: dict[str, list[float]] = {}
    for line in read_answer(text, vocabulary(model)):
        if line.is_update:
            continue
        target = line.target or Name(model.derivative_name(next(iter(model.parameters))))
        assert isinstance(target, Name)
        tree, shape = fitted(line.members[-1], shapes, sizes=model.sizes)
        found[target.name], shapes[target.name] = evaluate(tree, found, FLOAT64), shape
        assigned[target.name] = list(as_array(found[target.name]).entries)
    return assigned
