"""Two formulas are compared to digits that were seen to be right, or are left in doubt."""

import pytest

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.grading.claims import Claim, directional_claim
from handgrad.language.parser import parse
from handgrad.language.tree import Derivative, Name
from handgrad.referee.environment import common_places
from tests.helpers.judged import verdict
from tests.helpers.pages import model_of

KEYLESS = """model t: no key
sizes n, m
parameters w[n]
data x[n], v[m]
forward
    L = sum(w*x) + sum(v)
"""
HALF_OPEN = """model t: a gate and an exponential
parameters w
data x
forward
    L = relu(w*x) + exp(w)
gradient
    dL/dw = step(w*x)*x + exp(w)
"""


@pytest.mark.parametrize("exactly", [True, False])
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("2*x*(w*x - y)", "right"),
        ("2*x*(w*x - y) + 1/2^300", "wrong"),
        ("column(x, y)", "undecided"),
        ("1/(x - x)", "undecided"),
        ("log((1 + exp(-30)) - 1)*x", "wrong"),
        ("log((1 + exp(-170)) - 1)*x", "undecided"),
    ],
)
def test_a_formula_is_compared_in_either_arithmetic(
    formula: str, expected: str, exactly: bool
) -> None:
    assert verdict(model_of("linear"), "w", parse(formula), exactly=exactly) == expected


def test_a_small_part_beside_a_gate_is_no_agreement() -> None:
    model = model_of(HALF_OPEN)
    assert verdict(model, "w", parse("step(w*x)*x + exp(w)")) == "right"
    assert verdict(model, "w", parse("step(w*x)*x + exp(w) + exp(-300)*w")) == "wrong"
    assert verdict(model, "w", parse("step(w*x)*x + exp(w) + exp(-3000)*w")) != "right"
    assert (
        verdict(model, "w", parse("step(w*x)*x + exp(w)*(1 + exp(-100) - exp(-100))"))
        == "right"
    )


def test_a_slope_along_a_direction_has_the_shape_of_the_parameter() -> None:
    model = model_of(KEYLESS)
    place = common_places(model, 0)[0]
    numbers = decimal_arithmetic(30)
    short = directional_claim(model, Claim(Derivative(Name("L"), Name("w")), Name("x")))
    other = directional_claim(model, Claim(Derivative(Name("L"), Name("w")), Name("v")))
    assert short is not None
    assert other is not None
    given, right = short.values(place(30), numbers)
    assert abs(given - right) < 1e-20
    with pytest.raises(EvaluationError):
        other.values(place(30), numbers)
