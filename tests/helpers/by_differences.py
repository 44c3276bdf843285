"""The tests' own referee: legal points, and central differences of the forward formulas.

It knows nothing of gradient formulas: the forward formulas are run with one entry of one name
moved up and down. That holds for parameters, data and intermediate values alike.
"""

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from handgrad.arithmetic import Arithmetic, decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Array, Value, as_array, nested
from handgrad.language.evaluate import evaluate
from handgrad.model import Model

DECIMAL = decimal_arithmetic(60)
STEP = Decimal("1e-20")


def point(model: Model, seed: int) -> dict[str, Any]:
    """A legal value of every parameter and datum, as fractions, where the loss has one."""
    generator = random.Random(seed)
    while True:
        values = {name: _drawn(model, name, generator) for name in model.declarations}
        try:
            model.loss(values, arithmetic="decimal")
        except EvaluationError:
            continue
        return values


def _drawn(model: Model, name: str, generator: random.Random) -> Any:
    domain, shape = model.domains[name], model.dimensions(name)
    if domain.structure:
        return nested(domain.draw_array(generator, shape), 2)
    if len(shape) == 2:
        return [domain.draw(generator, shape[1]) for _ in range(shape[0])]
    drawn = domain.draw(generator, shape[0] if shape else 1)
    return drawn if shape else drawn[0]


def derivatives(model: Model, given: Mapping[str, Value], of: Arithmetic) -> dict[str, Value]:
    """The gradient section's values by the name that each differentiates by."""
    environment = model.run_forward(given, of)
    model.run_gradient(environment, of)
    return {d.name.partition("/d")[2]: environment[d.name] for d in model.derivatives}


def differences(
    model: Model, given: Mapping[str, Value], name: str, step: Any, of: Arithmetic
) -> list[Any]:
    """Central differences of the loss by each entry of one name."""

    environment = model.run_forward(given, of)
    names = [formula.name for formula in model.steps]
    later = model.steps[names.index(name) + 1 :] if name in names else model.steps

    def loss(entry: int, signed: Any) -> Any:
        changed = {**environment, name: _moved(environment[name], entry, signed)}
        for formula in later:
            changed[formula.name] = evaluate(formula.tree, changed, of)
        return changed[model.loss_name]

    entries = range(len(as_array(environment[name]).entries))
    return [(loss(i, step) - loss(i, -step)) / (2 * step) for i in entries]


def digits(key: Sequence[Decimal], found: Sequence[Decimal]) -> int:
    """How many digits agree in the worst entry, counted from the largest one (60: all)."""
    largest = max(map(abs, key)) or Decimal(1)
    worst = max(abs(a - b) for a, b in zip(key, found, strict=True))
    return int((largest / worst).log10()) if worst else 60


def agreement(model: Model, values: Mapping[str, Any]) -> dict[str, int]:
    """For each name of the gradient section, the digits on which key and differences agree."""
    with DECIMAL.working():
        given = model.read(values, DECIMAL)
        return {
            by: digits(as_array(key).entries, differences(model, given, by, STEP, DECIMAL))
            for by, key in derivatives(model, given, DECIMAL).items()
        }


def _moved(value: Value, entry: int, step: Any) -> Value:
    if not isinstance(value, Array):
        return value + step
    entries = list(value.entries)
    entries[entry] += step
    return Array(value.rows, value.columns, entries)
