"""A page handed to check_gradient is judged in as many digits as a page."""

from collections.abc import Callable
from typing import Any

import pytest

import handgrad
from handgrad.language.arrays import nested
from handgrad.referee import points
from handgrad.referee.function import check_gradient
from tests.helpers.points import floats


def functions(name: str) -> tuple[Callable[..., Any], Callable[..., Any], dict[str, Any]]:
    """The loss and the gradient of a page by its parameters, and its first test point."""
    model = handgrad.load(name)
    first = points.points_of(model).values[0]
    values = {key: floats(nested(value, model.rank(key))) for key, value in first.items()}
    at = {key: values[key] for key in model.parameters}
    return (
        lambda p: model.loss({**values, **p}),
        lambda p: model.gradient({**values, **p}),
        at,
    )


@pytest.mark.parametrize("name", handgrad.catalogue())
def test_every_page_is_right_in_many_digits(name: str) -> None:
    check = check_gradient(*functions(name))
    assert (check.verdict, check.rung) == ("right", "more digits"), str(check)
    assert check.digits is not None
    assert check.digits > 30
    assert check.evaluations <= 10


SOME = (
    "attention dropout gelu l2_normalisation log_cosh "
    "multiclass_hinge relu sigmoid_squared softsign vae_kl"
)


@pytest.mark.parametrize("name", SOME.split())
@pytest.mark.parametrize("part", [1.0, 1e-9])
def test_a_wrong_gradient_of_a_page_is_wrong(name: str, part: float) -> None:
    loss, gradient, at = functions(name)

    def wrong(p: Any) -> Any:
        g = gradient(p)
        parameter = next(iter(g))
        return {**g, parameter: scaled(g[parameter], 1 + part)}

    check = check_gradient(loss, wrong, at)
    assert check.verdict == "wrong", str(check)


def scaled(value: Any, factor: float) -> Any:
    if isinstance(value, list):
        return [scaled(item, factor) for item in value]
    return value * type(value)(factor)
