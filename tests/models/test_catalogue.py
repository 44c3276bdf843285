"""Every page of the catalogue, with every choice of its options, against differences."""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from handgrad.arithmetic import RATIONAL
from handgrad.errors import HandgradError
from handgrad.language.arrays import as_array
from handgrad.model import load
from handgrad.page.loading import catalogue, options_of, variants
from tests.helpers.by_differences import agreement, derivatives, differences, point
from tests.helpers.pages import model_of

DIGITS = 30

# Values to try of options that are numbers; the default where there are none.
NUMBERS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "polynomial": {"degree": (1, 2, 3, 7)},
    "mlp": {"sizes": ((2, 3), (2, 3, 2), "2-3-4-2")},
}

# Pages whose loss is quadratic in each single entry, between kinks, for these options: a
# central difference is then exact, whatever the step.
QUADRATIC: Mapping[str, Mapping[str, str]] = {
    "affine": {}, "elastic_net": {}, "hinge": {}, "huber": {}, "l1_loss": {}, "lasso": {},
    "leaky_relu": {}, "linear": {}, "linear_regression": {},
    "mlp": {"activation": "relu", "loss": "squared"}, "multiclass_hinge": {},
    "pinball": {}, "polynomial": {}, "quadratic": {}, "relu": {}, "ridge": {},
    "smooth_l1": {}, "triplet": {"distance": "squared"},
    "two_layer": {"activation": "relu"}, "two_layer_linear": {},
}  # fmt: skip


def every_choice() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page with every combination of its options' values."""
    for name in catalogue():
        numbers = NUMBERS.get(name, {})
        for listed, tried in product(variants(name), product(*numbers.values())):
            yield name, {**dict(zip(numbers, tried, strict=True)), **listed}


def _label(variant: object) -> str:
    if isinstance(variant, dict):
        return "-".join(str(value) for value in variant.values()) or "page"
    return str(variant)


VARIANTS = list(every_choice())
EXACT = [
    (name, options)
    for name, options in VARIANTS
    if name in QUADRATIC and QUADRATIC[name].items() <= options.items()
]
every_variant = pytest.mark.parametrize(("name", "options"), VARIANTS, ids=_label)


@every_variant
def test_gradients_agree_with_differences_to_30_digits(
    name: str, options: dict[str, Any]
) -> None:
    model = model_of(name, **options)
    entries = sum(math.prod(shape) for shape in model.parameters.values())
    for seed in range(2 if entries < 8 else 1):
        found = agreement(model, point(model, seed))
        assert set(model.parameters) <= set(found)
        assert min(found.values()) >= DIGITS, (seed, found)


@pytest.mark.parametrize(("name", "options"), EXACT, ids=_label)
def test_rational_pages_agree_with_differences_exactly(
    name: str, options: dict[str, Any]
) -> None:
    model = model_of(name, **options)
    given = model.read(point(model, 1), RATIONAL)
    for by, key in derivatives(model, given, RATIONAL).items():
        found = differences(model, given, by, Fraction(1, 2**30), RATIONAL)
        assert list(as_array(key).entries) == found


@every_variant
def test_floats_follow_the_decimals(name: str, options: dict[str, Any]) -> None:
    model = model_of(name, **options)
    values = point(model, 3)
    exact = _numbers(model.gradient(values, arithmetic="decimal"))
    for arithmetic, tolerance in (("float64", 1e-11), ("float32", 1e-3)):
        found = _numbers(model.gradient(values, arithmetic=arithmetic))
        allowed = tolerance * max(1, *map(abs, exact))
        assert found == pytest.approx(exact, rel=tolerance, abs=allowed)


def _numbers(value: object) -> list[float]:
    """The numbers of a gradient as floats, in order."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [number for part in parts for number in _numbers(part)]
    return [float(value)]  # type: ignore[arg-type]


@every_variant
def test_pages_say_their_conventions_and_can_be_read_at_other_sizes(
    name: str, options: dict[str, Any]
) -> None:
    model = model_of(name, **options)
    assert model.name == name
    assert model.title
    assert model.group
    assert any(note.startswith("Convention:") for note in model.notes)
    assert max(map(len, (model.title, *model.notes))) <= 100
    if all(isinstance(value, str) for value in options_of(name).values()):
        larger = {size: number + 1 for size, number in model.sizes.items()}
        assert model_of(name, **options, **larger).sizes == larger


@pytest.mark.parametrize("name", [name for name in catalogue() if options_of(name)])
def test_a_wrong_choice_is_refused_with_the_choices(name: str) -> None:
    for option in options_of(name):
        with pytest.raises(HandgradError) as refused:
            load(name, **{option: "no such choice"})
        assert "\n" not in str(refused.value)
        for chosen in variants(name):
            assert str(chosen.get(option, "")) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("polynomial", {"degree": 0}),
        ("polynomial", {"degree": 65}),
        ("polynomial", {"degree": True}),
        ("mlp", {"sizes": "3"}),
        ("mlp", {"sizes": (3, 0)}),
        ("mlp", {"sizes": (3, 2.0)}),
        ("mlp", {"sizes": "3-a"}),
        ("mlp", {"sizes": 3}),
        ("mlp", {"sizes": "3-1", "loss": "cross_entropy"}),
        ("ridge", {"penalty": "none"}),
        ("two_layer", {"activation": ["tanh"]}),
    ],
)
def test_an_impossible_option_is_refused_in_one_line(
    name: str, options: dict[str, Any]
) -> None:
    with pytest.raises(HandgradError, match=f"^{name} cannot be written with") as refused:
        load(name, **options)
    assert "\n" not in str(refused.value)
