"""Every page against differences of its own forward formulas, and wrong keys found out."""

from fractions import Fraction
from typing import Any

import pytest

from handgrad import grade
from handgrad.arithmetic import decimal_arithmetic
from handgrad.language.tree import Name
from handgrad.model import Model, load
from handgrad.page.loading import catalogue, variants
from handgrad.referee import directional as slopes
from handgrad.referee.check_model import check_model
from handgrad.referee.differences import polynomial_slope, right_digits, slope
from handgrad.referee.environment import at_points
from handgrad.referee.leibniz import leibniz_factor
from handgrad.referee.points import points_of
from tests.helpers.pages import model_of

PAGES = [(name, options) for name in catalogue() for options in variants(name)]
IDS = [f"{n} {' '.join(f'{k}={v}' for k, v in o.items())}".strip() for n, o in PAGES]


@pytest.mark.parametrize(("name", "options"), PAGES, ids=IDS)
def test_every_page_agrees_with_differences(name: str, options: dict[str, Any]) -> None:
    """The key holds at every point: exactly, or to 30 digits and more."""
    check = check_model(model_of(name, **options))
    assert check.verdict == "right", str(check)
    assert check.digits is None or check.digits >= 30
    assert check.points >= 4


@pytest.mark.parametrize(("name", "options"), PAGES, ids=IDS)
def test_every_gate_of_a_page_is_seen_on_both_sides(name: str, options: dict[str, Any]) -> None:
    """No test point misses a branch of relu, max, abs or a comparison."""
    assert points_of(model_of(name, **options)).unreached == ()


@pytest.mark.parametrize("name", ["linear", "quadratic", "two_layer", "softmax_regression"])
def test_a_wrong_entry_of_a_key_is_found_and_named(name: str) -> None:
    """Each derivative scaled by 1 + 1e-9, one at a time, is key-wrong by its own name."""
    model = load(name)
    for parameter in model.parameters:
        derivative = model.derivative_name(parameter)
        text = model.gradient_formulas[derivative]
        page = model.text.replace(
            f"{derivative} = {text}", f"{derivative} = ({text})*1.000000001"
        )
        assert page != model.text
        check = check_model(Model.from_text(page))
        assert check.verdict == "key-wrong"
        assert not check
        assert derivative in [failure.name for failure in check.failures]


def test_one_wrong_entry_among_many_is_located() -> None:
    """A key wrong in one entry of a matrix is reported with that entry and both values."""
    page = """
model one_entry: a sum of squares
sizes m = 3, n = 4
parameters W[m,n]
data mask[m,n] in {0, 1}
forward
    L = sum(W*W)
gradient
    dL/dW = 2*W + mask*0.5
"""
    check = check_model(Model.from_text(page))
    assert check.verdict == "key-wrong"
    (failure,) = check.failures
    assert failure.claimed is not None
    assert failure.claimed - failure.measured == Fraction(1, 2)


def test_a_key_without_a_value_is_not_right() -> None:
    """A gradient formula that divides by zero everywhere cannot be trusted."""
    page = "model p: p\nparameters w\nforward\n    L = w*w\ngradient\n    dL/dw = 2*w/(w - w)\n"
    check = check_model(Model.from_text(page))
    assert check.verdict == "key-wrong"
    assert check.failures[0].claimed is None
    assert "no value" in str(check)


def test_measured_derivatives_agree_with_the_key_entry_by_entry() -> None:
    """The differences of every entry, to 70 digits, for a page with a sigmoid."""
    model = load("two_layer")
    point = points_of(model).values[0]
    (values, *_) = at_points(model, points_of(model).seed, 120)
    for name in model.parameters:
        found = leibniz_factor(model, point, (), Name("L"), Name(name), 80)
        right = values[model.derivative_name(name)]
        pairs = zip(found.entries, map(Fraction, right.entries), strict=True)
        assert all(abs(a - b) < Fraction(1, 10**70) for a, b in pairs)


def test_the_points_are_the_same_each_time_and_follow_the_seed() -> None:
    """Two models of one page get the same points; another seed gets others."""
    first, second = (points_of(load("quadratic")).values for _ in range(2))
    assert first == second
    assert points_of(load("quadratic"), seed=7).values != first


@pytest.mark.parametrize("seed", [-1, 2**70, 1.5, "abc", True])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(ValueError, match="seed must be a whole number"):
        points_of(load("linear"), seed=seed)


def test_a_page_without_a_legal_point_says_so() -> None:
    page = "model p: p\nparameters w\nforward\n    L = log(-w*w)\ngradient\n    dL/dw = 2/w\n"
    with pytest.raises(ValueError, match="limit the domains"):
        points_of(Model.from_text(page))


@pytest.mark.parametrize("degree", range(1, 9))
def test_polynomial_slope_is_exact(degree: int) -> None:
    """(2 + 3t)^d at t = 0 has the slope 3 d 2^(d-1)."""
    found = polynomial_slope(lambda t, numbers: (2 + 3 * t) ** degree, degree)  # type: ignore
    assert found.value == 3 * degree * 2 ** (degree - 1)
    assert found.exact


@pytest.mark.parametrize("name", ["exp", "tanh", "sin", "sigmoid", "erf"])
def test_the_error_of_a_slope_is_an_estimate_that_holds(name: str) -> None:
    """The slope at 0.7 against the derivative's own formula at twice the digits."""
    formulas = {
        "exp": lambda f, x: f["exp"](x),
        "tanh": lambda f, x: 1 - f["tanh"](x) ** 2,
        "sin": lambda f, x: f["cos"](x),
        "sigmoid": lambda f, x: f["sigmoid"](x) * (1 - f["sigmoid"](x)),
        "erf": lambda f, x: f["exp"](-x * x) * 2 / decimal_arithmetic(240).pi().sqrt(),
    }
    at = Fraction(7, 10)
    found = slope(lambda t, numbers: numbers.functions[name](t + numbers.convert(at)))  # type: ignore
    numbers = decimal_arithmetic(240)
    with numbers.working():
        right = Fraction(formulas[name](numbers.functions, numbers.convert(at)))
    assert abs(found.value - right) <= found.error
    assert right_digits(right, found, abs(right)) >= 70


def test_the_cost_of_verifying_is_a_number_of_forward_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many formulas are evaluated for thousands of parameters as for a dozen."""

    def forward_runs(hidden: int) -> int:
        count = 0
        original = slopes.evaluate

        def counted(*arguments: Any) -> Any:
            nonlocal count
            count += 1
            return original(*arguments)

        model = load("two_layer", n=20, m=hidden, k=2)
        with monkeypatch.context() as patch:
            patch.setattr(slopes, "evaluate", counted)
            assert check_model(model)
        return count // len(points_of(model).values)

    assert forward_runs(5) == forward_runs(50)


DEAD = """model dead: a neuron behind one that may be off
parameters v, w
data x > 0, y
forward
    h = relu(v*x)
    z = w*h
    p = relu(z)
    L = (p - y)^2
gradient
    dL/dz = 2*(p - y)*step(z)
    dL/dw = dL/dz*h
"""


def test_a_value_at_a_kink_is_not_compared_there() -> None:
    """Where the first neuron is off, z is 0 and the loss has no slope by it."""
    assert check_model(model_of(DEAD)).verdict == "right"
    assert check_model(model_of(DEAD.replace("2*(p - y)", "(p - y)"))).verdict == "key-wrong"


def test_what_stands_on_a_wrong_derivative_is_left_to_differences_too() -> None:
    """The wrong dL/dz of a key takes dL/dw with it, and answers are judged all the same."""
    page = model_of(DEAD.replace("2*(p - y)", "(p - y)"))
    for answer, verdict in (("2*(p - y)*step(z)*h", "right"), ("(p - y)*step(z)*h", "wrong")):
        assert grade(page, f"dL/dw = {answer}").verdict == verdict
