"""Every page of the catalogue, with every choice of its options, against differences.

The differences are central, in 60 digits, and know nothing of the gradient formulas: the
forward formulas are run with one entry of one name moved up and down by 1e-20. That holds for
parameters, data and intermediate values alike, whatever the gradient section names.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, get_args

import pytest

from handgrad.arithmetic import RATIONAL, Arithmetic, decimal_arithmetic
from handgrad.errors import HandgradError
from handgrad.formula.arrays import Array, Value, as_array
from handgrad.formula.values import evaluate
from handgrad.loading import _module, catalogue, load, options_of
from handgrad.model import Model

DECIMAL = decimal_arithmetic(60)
STEP = Decimal("1e-20")
DIGITS = 30

# Options that are numbers: the values that are tried here.
NUMBERS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "polynomial": {"degree": (1, 2, 3, 7)},
    "mlp": {"sizes": ((2, 3), (2, 3, 4, 2), "3-2-2")},
}


def variants() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page with every combination of its options' choices."""
    for name in catalogue():
        options = options_of(name)
        choices = [_choices(name, option) for option in options]
        for chosen in product(*choices):
            yield name, dict(zip(options, chosen, strict=True))


def _choices(name: str, option: str) -> tuple[Any, ...]:
    if option in NUMBERS.get(name, {}):
        return NUMBERS[name][option]
    return get_args(_module(name).page.__annotations__[option])


def _label(variant: object) -> str:
    if isinstance(variant, dict):
        return "-".join(str(value) for value in variant.values()) or "page"
    return str(variant)


VARIANTS = list(variants())
every_variant = pytest.mark.parametrize(("name", "options"), VARIANTS, ids=_label)


def point(model: Model, seed: int) -> dict[str, Any]:
    """A legal value of every parameter and datum, as fractions."""
    generator = random.Random(seed)
    values: dict[str, Any] = {}
    for name, declaration in model.declarations.items():
        shape = model.dimensions(name)
        if len(shape) == 2:
            drawn: Any = [declaration.domain.draw(generator, shape[1]) for _ in range(shape[0])]
        else:
            drawn = declaration.domain.draw(generator, shape[0] if shape else 1)
        values[name] = drawn if shape else drawn[0]
    return values


def moved(value: Value, entry: int, step: Any) -> Value:
    if not isinstance(value, Array):
        return value + step
    entries = list(value.entries)
    entries[entry] += step
    return Array(value.rows, value.columns, entries)


def loss_with(
    model: Model, given: Mapping[str, Value], name: str, entry: int, step: Any, of: Arithmetic
) -> Any:
    """The loss where one entry of `name` is moved by `step` before it is used."""
    environment = {**given, **{size: of.convert(n) for size, n in model.sizes.items()}}
    if name in environment:
        environment[name] = moved(environment[name], entry, step)
    for formula in model.steps:
        environment[formula.name] = evaluate(formula.tree, environment, of)
        if formula.name == name:
            environment[name] = moved(environment[name], entry, step)
    return environment[model.loss_name]


def differences(
    model: Model, given: Mapping[str, Value], name: str, entries: int, step: Any, of: Arithmetic
) -> list[Any]:
    """Central differences of the loss by each entry of one name."""

    def loss(entry: int, signed: Any) -> Any:
        return loss_with(model, given, name, entry, signed, of)

    return [(loss(i, step) - loss(i, -step)) / (2 * step) for i in range(entries)]


def derivatives(model: Model, given: Mapping[str, Value], of: Arithmetic) -> dict[str, Value]:
    """The gradient section's values by the name that each differentiates by."""
    environment = model.run_forward(given, of)
    model.run_gradient(environment, of)
    return {d.name.partition("/d")[2]: environment[d.name] for d in model.derivatives}


def digits(key: Sequence[Decimal], found: Sequence[Decimal]) -> int:
    """How many digits agree in the worst entry, counted from the largest one (60: all)."""
    largest = max(map(abs, key)) or Decimal(1)
    worst = max(abs(a - b) for a, b in zip(key, found, strict=True))
    return int((largest / worst).log10()) if worst else 60


@every_variant
def test_gradients_agree_with_differences_to_30_digits(
    name: str, options: dict[str, Any]
) -> None:
    model = load(name, **options)
    for seed in range(3):
        with DECIMAL.working():
            given = model.read(point(model, seed), DECIMAL)
            for by, value in derivatives(model, given, DECIMAL).items():
                key = as_array(value).entries
                found = differences(model, given, by, len(key), STEP, DECIMAL)
                assert digits(key, found) >= DIGITS, (seed, by, key, found)


# The loss of these is quadratic in each single entry, between kinks: then a central difference
# is exact whatever the step.
QUADRATIC = [
    "affine", "linear", "linear_regression", "polynomial", "quadratic", "two_layer_linear",
]  # fmt: skip


@pytest.mark.parametrize("name", QUADRATIC)
def test_rational_pages_agree_with_differences_exactly(name: str) -> None:
    for _, options in (variant for variant in VARIANTS if variant[0] == name):
        model = load(name, **options)
        given = model.read(point(model, 1), RATIONAL)
        for by, value in derivatives(model, given, RATIONAL).items():
            if (name, by) != ("polynomial", "x"):
                key = list(as_array(value).entries)
                step = Fraction(1, 2**30)
                assert key == differences(model, given, by, len(key), step, RATIONAL)


@every_variant
def test_pages_are_read_at_other_sizes_and_say_their_conventions(
    name: str, options: dict[str, Any]
) -> None:
    model = load(name, **options)
    assert model.name == name
    assert model.title
    assert model.group
    assert any(note.startswith("Convention:") for note in model.notes)
    if name not in NUMBERS:
        larger = {size: number + 1 for size, number in model.sizes.items()}
        assert load(name, **options, **larger).sizes == larger


@pytest.mark.parametrize("name", [name for name in catalogue() if options_of(name)])
def test_a_wrong_choice_is_refused_with_the_choices(name: str) -> None:
    for option in options_of(name):
        with pytest.raises(HandgradError) as refused:
            load(name, **{option: "no such choice"})
        assert "\n" not in str(refused.value)
        for choice in _choices(name, option):
            if option not in NUMBERS.get(name, {}):
                assert choice in str(refused.value)
