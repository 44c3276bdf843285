"""The functions for users' own losses: each kind of number in, the same kind out."""

import cmath
import math
from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import handgrad.arithmetic as functions
from handgrad.arithmetic import (
    FLOAT64,
    absolute,
    erf,
    exp,
    expm1,
    log,
    log1p,
    maximum,
    minimum,
    relu,
    sigmoid,
    sign,
    softplus,
    sqrt,
    step,
)
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.errors import EvaluationError, HandgradError, InexactError
from tests.helpers.effort import examples

SMOOTH = (
    "exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "sinh", "cosh", "erf",
    "sigmoid", "softplus", "log1p", "expm1",
)  # fmt: skip
# (name here, name in the arithmetics)
PIECEWISE = {"relu": "relu", "absolute": "abs", "step": "step", "sign": "sign"}
quick = examples(200)


@pytest.mark.parametrize("name", [*SMOOTH, *PIECEWISE])
def test_the_kind_of_number_is_kept(name: str) -> None:
    function = getattr(functions, name)
    assert type(function(2)) is float
    assert type(function(True)) is float
    assert type(function(2.0)) is float
    assert type(function(Decimal(2))) is Decimal
    assert type(function(2 + 0j)) is complex
    if name in PIECEWISE:
        assert type(function(Fraction(2))) is Fraction
    else:
        with pytest.raises(InexactError):
            function(Fraction(2))


@pytest.mark.parametrize("name", [*SMOOTH, *PIECEWISE])
@given(x=st.floats(0.01, 20))
@quick
def test_all_kinds_agree(name: str, x: float) -> None:
    function: Callable[[Any], Any] = getattr(functions, name)
    value = function(x)
    assert value == FLOAT64.functions[PIECEWISE.get(name, name)](x)
    with localcontext(Context(prec=30)):
        assert float(function(Decimal(x))) == pytest.approx(value, rel=1e-14)
    # The complex functions of the C library are less accurate near a pole or a zero.
    assert function(complex(x)).real == pytest.approx(value, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("name", [*SMOOTH, *PIECEWISE])
@given(x=st.floats(-20, 20) | st.floats(-1e-3, 1e-3) | st.floats(-1e-12, 1e-12))
@quick
def test_the_complex_step_is_the_derivative(name: str, x: float) -> None:
    """Against a central difference in 120 digits, which knows nothing of complex numbers."""
    if (name in ("log", "sqrt") and x < 1e-6) or (name == "log1p" and x < -0.99):
        return
    if name in PIECEWISE and abs(x) < 1e-6:
        return
    function: Callable[[Any], Any] = getattr(functions, name)
    slope = function(complex(x, 1e-200)).imag / 1e-200
    with localcontext(Context(prec=120)):
        h = Decimal("1e-30")
        truth = (function(Decimal(x) + h) - function(Decimal(x) - h)) / (2 * h)
    if name in ("sin", "cos", "tanh", "sigmoid", "erf"):  # their slopes can be tiny
        assert slope == pytest.approx(float(truth), rel=1e-12, abs=1e-15)
    else:
        assert slope == pytest.approx(float(truth), rel=1e-12)


@given(st.complex_numbers(max_magnitude=0.5) | st.complex_numbers(max_magnitude=1e-9))
@example(1e-12 + 1e-13j)
@example(-0.4 + 0.2j)
@quick
def test_complex_log1p_and_expm1_near_zero(z: complex) -> None:
    power, expm1_sum, log1p_sum = Exactly(Fraction(1), Fraction(0)), Exactly(), Exactly()
    exact = Exactly(Fraction(z.real), Fraction(z.imag))
    for n in range(1, 70):
        power = (power * exact).trimmed()
        expm1_sum += power / math.factorial(n)
        log1p_sum += power / (n if n % 2 else -n)
    for value, truth in ((expm1(z), expm1_sum), (log1p(z), log1p_sum)):
        gap = abs(value - complex(truth.real, truth.imag))
        assert gap <= 1e-15 * abs(z)


class Exactly:
    """A complex number of two fractions, for series."""

    def __init__(self, real: Fraction = Fraction(0), imag: Fraction = Fraction(0)) -> None:
        self.real, self.imag = real, imag

    def __add__(self, other: "Exactly") -> "Exactly":
        return Exactly(self.real + other.real, self.imag + other.imag)

    def __mul__(self, other: "Exactly") -> "Exactly":
        real = self.real * other.real - self.imag * other.imag
        return Exactly(real, self.real * other.imag + self.imag * other.real)

    def __truediv__(self, n: int) -> "Exactly":
        return Exactly(self.real / n, self.imag / n)

    def trimmed(self) -> "Exactly":
        scale = 2**1200
        parts = (Fraction(round(part * scale), scale) for part in (self.real, self.imag))
        return Exactly(*parts)


@given(st.complex_numbers(max_magnitude=20))
@quick
def test_complex_functions_by_their_definitions(z: complex) -> None:
    denominator = 1 + cmath.exp(-z)
    if abs(denominator) > 0.1:
        assert cmath.isclose(sigmoid(z), 1 / denominator, rel_tol=1e-13, abs_tol=1e-300)
    if abs(z.imag) < 3 and z.real > -1:
        assert cmath.isclose(softplus(z), cmath.log(1 + cmath.exp(z)), rel_tol=1e-13)
    assert cmath.isclose(expm1(z) + 1, cmath.exp(z), rel_tol=1e-13, abs_tol=1e-13)


def test_complex_branches_are_chosen_by_the_real_part() -> None:
    up, down = 2 + 1e-20j, -2 + 1e-20j
    assert (relu(up), relu(down)) == (up, 0)
    assert (absolute(up), absolute(down)) == (up, -down)
    assert (step(up), step(down)) == (1, 0)
    assert (sign(up), sign(down), sign(1j)) == (1, -1, 0)
    assert (maximum(up, down), maximum(down, up)) == (up, up)
    assert (minimum(up, down), minimum(down, up)) == (down, down)
    assert maximum(0, up) == up


def test_complex_functions_do_not_overflow_where_they_are_saturated() -> None:
    far = 1000 + 1e-20j
    assert (sigmoid(far), sigmoid(-far)) == (1, 0)
    assert (softplus(far), softplus(-far)) == (far, 0)


def test_erf_of_a_number_far_from_the_real_line_is_refused() -> None:
    assert erf(0.5 + 1e-9j).imag == pytest.approx(2e-9 / math.sqrt(math.pi) * math.exp(-0.25))
    with pytest.raises(EvaluationError, match="at most 1e-8"):
        erf(0.5 + 1e-3j)


@pytest.mark.parametrize("call", [
    lambda: log(0j), lambda: log1p(-1 + 0j), lambda: exp(1000 + 1j),
    lambda: exp(complex("inf+infj")), lambda: log(-1.0), lambda: sqrt(-4),
    lambda: log(Decimal(0)), lambda: exp(10**400),
    lambda: sigmoid(complex(0, math.inf)), lambda: expm1(complex(1, math.inf)),
])  # fmt: skip
def test_no_value_is_an_error_for_people(call: Callable[[], Any]) -> None:
    with pytest.raises(EvaluationError):
        call()


@given(st.complex_numbers() | st.complex_numbers(allow_nan=False).map(lambda z: z * 1e300))
@examples(400)
def test_any_complex_number_has_a_value_or_an_error(z: complex) -> None:
    for name in (*SMOOTH, *PIECEWISE):
        try:
            value = getattr(functions, name)(z)
        except EvaluationError:
            continue
        assert type(value) is complex


def test_constants_mix_with_any_number() -> None:
    assert maximum(0, Decimal(-1)) == 0
    assert minimum(0.5, Decimal(2)) == Decimal("0.5")
    assert type(maximum(0, Decimal(-1))) is type(minimum(0.5, Decimal(2))) is Decimal
    assert type(maximum(0, Fraction(-1, 3))) is Fraction
    assert maximum(0, Fraction(1, 3)) == Fraction(1, 3)
    assert (maximum(2, 1.5), maximum(1, 2)) == (2.0, 2.0)
    with localcontext(Context(prec=4)):
        assert maximum(Fraction(1, 3), Decimal("0.1")) == Decimal("0.3333")  # type: ignore[type-var]


def test_a_class_of_decimals_is_kept() -> None:
    class Special(Decimal):
        pass

    for value in (exp(Special(1)), relu(Special(-1)), maximum(0.5, Special(2))):
        assert type(value) is Special


@pytest.mark.parametrize("value", ["1", None, [1.0], (2,)])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(HandgradError, match="takes int, float, Fraction, Decimal or complex"):
        exp(value)


@pytest.mark.parametrize("name", [n for n, e in ELEMENTARY.items() if e.rational is None])
def test_every_elementary_function_is_there_for_losses(name: str) -> None:
    """At 1/4, in floats, decimal and complex numbers alike; the complex step is its slope."""
    function: Callable[[Any], Any] = getattr(functions, name)
    value = function(0.25)
    with localcontext(Context(prec=50)):
        here = Decimal("0.25")
        assert float(function(here)) == pytest.approx(value, rel=1e-14)
        h = Decimal("1e-16")
        slope = float((function(here + h) - function(here - h)) / (2 * h))
    assert function(0.25 + 1e-30j).imag / 1e-30 == pytest.approx(slope, rel=1e-12)
