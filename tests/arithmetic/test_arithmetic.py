"""The four arithmetics by their common interface, the exact one, and the choice among them."""

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic import (
    FLOAT32,
    FLOAT64,
    RATIONAL,
    Arithmetic,
    arithmetic,
    arithmetic_of,
    decimal_arithmetic,
)
from handgrad.errors import BudgetError, EvaluationError, HandgradError, InexactError
from tests.helpers.effort import examples

DECIMAL = decimal_arithmetic()
ALL = (FLOAT64, FLOAT32, RATIONAL, DECIMAL, decimal_arithmetic(7))
INEXACT = (
    "exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "sinh", "cosh", "erf",
    "sigmoid", "softplus", "log1p", "expm1", "arcsin", "arccos", "arctan",
    "lgamma", "digamma", "trigamma",
)  # fmt: skip
UNARY = (*INEXACT, "abs", "relu", "step", "sign")
BINARY = ("max", "min")
OPERATIONS = ("add", "subtract", "multiply", "divide", "power")
KIND = {"float64": float, "float32": float, "rational": Fraction, "decimal": Decimal}

every_arithmetic = pytest.mark.parametrize("system", ALL, ids=repr)
floats = st.floats() | st.sampled_from(
    [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 64.0, 65.0, -1e9, 1e19, 5e-324, 1.7e308, 1e-50]
)
fractions = st.fractions() | st.builds(
    Fraction, st.integers(-(2**2000), 2**2000), st.integers(1, 2**2000)
)
decimals = st.decimals(places=30, allow_nan=False, allow_infinity=False) | st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**20), 10**20),
    st.integers(-999_000, 999_000) | st.integers(-80, 80),
)
NUMBERS: dict[str, st.SearchStrategy[Any]] = {
    "float64": floats,
    "float32": floats.map(FLOAT32.convert),
    "rational": fractions,
    "decimal": decimals,
}
quick = examples(300)


def value_or_error(calculate: Callable[..., Any], *arguments: Any) -> Any:
    """The value, or None where an `EvaluationError` of one line was raised."""
    try:
        return calculate(*arguments)
    except EvaluationError as error:
        message = str(error)
    assert 0 < len(message) < 300
    assert "\n" not in message
    return None


@every_arithmetic
def test_has_every_function(system: Arithmetic) -> None:
    assert sorted(system.functions) == sorted(UNARY + BINARY)


@every_arithmetic
@given(data=st.data())
@quick
def test_a_value_or_an_error_for_people_and_nothing_else(
    system: Arithmetic, data: st.DataObject
) -> None:
    numbers = NUMBERS[system.name]
    x, y = data.draw(numbers), data.draw(numbers)
    with system.working():
        for name in UNARY:
            check_kind(system, value_or_error(system.functions[name], x))
        for name in BINARY:
            check_kind(system, value_or_error(system.functions[name], x, y))
        for name in OPERATIONS:
            check_kind(system, value_or_error(getattr(system, name), x, y))


def check_kind(system: Arithmetic, value: Any) -> None:
    if value is None:
        return
    assert type(value) is KIND[system.name]
    if isinstance(value, Decimal):
        assert value.is_finite()
    if system.name == "float32" and isinstance(value, float) and value == value:
        assert FLOAT32.convert(value) == value


@every_arithmetic
@given(data=st.data())
@quick
def test_integer_powers_are_repeated_products(system: Arithmetic, data: st.DataObject) -> None:
    x = system.convert(Fraction(data.draw(st.integers(-4096, 4096)), 1024))
    convert, times, power = system.convert, system.multiply, system.power
    square = times(x, x)
    cube = times(square, x)
    assert power(x, convert(0)) == 1
    assert power(x, convert(1)) == x
    assert power(x, convert(2)) == square
    assert power(x, convert(3)) == cube
    assert power(x, convert(4)) == times(square, square)
    assert power(x, convert(5)) == times(times(square, square), x)
    assert power(x, convert(6)) == times(cube, cube)
    if x != 0:
        assert power(x, convert(-3)) == system.divide(convert(1), cube)


@every_arithmetic
def test_powers_at_zero_and_of_negative_numbers(system: Arithmetic) -> None:
    zero, one, minus = (system.convert(n) for n in (0, 1, -1))
    half = system.convert(Fraction(1, 2))
    assert system.power(zero, zero) == 1
    for base, exponent in ((zero, minus), (minus, half)):
        with pytest.raises(EvaluationError):
            system.power(base, exponent)
    with pytest.raises(EvaluationError, match="by zero"):
        system.divide(one, zero)


@pytest.mark.parametrize("system", [FLOAT64, FLOAT32, DECIMAL], ids=repr)
def test_large_whole_powers_keep_the_sign_of_an_odd_one(system: Arithmetic) -> None:
    base = system.convert(-1)
    assert system.power(base, system.convert(101)) == -1
    assert system.power(base, system.convert(1000)) == 1
    assert system.power(base, system.convert(10**6 + 1)) == -1


@every_arithmetic
@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("relu", -2, 0), ("relu", 0, 0), ("relu", 3, 3),
        ("step", -2, 0), ("step", 0, 0), ("step", 3, 1),
        ("sign", -2, -1), ("sign", 0, 0), ("sign", 3, 1),
        ("abs", -2, 2), ("abs", 0, 0), ("abs", 3, 3),
    ],
)  # fmt: skip
def test_piecewise_functions(system: Arithmetic, name: str, at: int, expected: int) -> None:
    assert system.functions[name](system.convert(at)) == expected


@every_arithmetic
def test_the_larger_and_the_smaller(system: Arithmetic) -> None:
    two, three = system.convert(2), system.convert(3)
    for pair in ((two, three), (three, two)):
        assert system.functions["max"](*pair) == 3
        assert system.functions["min"](*pair) == 2


@pytest.mark.parametrize(("name", "at", "why"), [
    ("log", -1.5, "log of -1.5: the logarithm needs a positive number"),
    ("log", 0, "the logarithm needs a positive number"),
    ("log1p", -1, "log1p of -1.*: the logarithm of 1 [+] x needs x above -1"),
    ("sqrt", -4, "sqrt of -4.*: the square root needs a number that is not negative"),
    ("exp", 10**9, "exp of .* is too large"),
    ("sinh", -(10**9), "sinh of .* is too large"),
    ("cosh", 10**9, "cosh of .* is too large"),
])  # fmt: skip
@pytest.mark.parametrize("system", [FLOAT64, FLOAT32, DECIMAL], ids=repr)
def test_errors_say_what_is_needed(system: Arithmetic, name: str, at: float, why: str) -> None:
    with pytest.raises(EvaluationError, match=why):
        system.functions[name](system.convert(at))


# --- the exact arithmetic


@given(fractions, fractions)
@quick
def test_rational_operations_are_exact(x: Fraction, y: Fraction) -> None:
    a, b, c, d = x.numerator, x.denominator, y.numerator, y.denominator
    expected = {
        "add": (a * d + c * b, b * d),
        "subtract": (a * d - c * b, b * d),
        "multiply": (a * c, b * d),
        "divide": (a * d, b * c),
    }
    for name, (numerator, denominator) in expected.items():
        value = value_or_error(getattr(RATIONAL, name), x, y)
        if value is not None:
            assert value.numerator * denominator == value.denominator * numerator
        elif denominator:
            assert (abs(numerator) + denominator).bit_length() > 2040


def test_rational_accepts_whole_numbers() -> None:
    assert RATIONAL.divide(1, 3) == Fraction(1, 3)
    assert RATIONAL.power(2, -3) == Fraction(1, 8)


@pytest.mark.parametrize("name", INEXACT)
def test_rational_refuses_what_is_not_rational(name: str) -> None:
    with pytest.raises(InexactError, match="use decimal"):
        RATIONAL.functions[name](Fraction(4))


def test_rational_refuses_roots_and_pi() -> None:
    with pytest.raises(InexactError, match="use decimal"):
        RATIONAL.power(Fraction(4), Fraction(1, 2))
    with pytest.raises(InexactError, match="use decimal"):
        RATIONAL.pi()


@pytest.mark.parametrize(
    "calculate",
    [
        lambda: RATIONAL.multiply(Fraction(2) ** 2500, Fraction(2) ** 2500),
        lambda: RATIONAL.divide(Fraction(2) ** 2500, Fraction(1, 2**2500)),
        lambda: RATIONAL.add(Fraction(1, 3**1300), Fraction(1, 5**1300)),
        lambda: RATIONAL.add(Fraction(2) ** 10**6, Fraction(1)),
        lambda: RATIONAL.power(Fraction(7, 3) ** 100, Fraction(50)),
        lambda: RATIONAL.power(Fraction(3), Fraction(4097)),
        lambda: RATIONAL.power(Fraction(2), Fraction(-(10**5000))),
        lambda: RATIONAL.convert(Decimal("1e10000000000")),
        lambda: RATIONAL.convert(Decimal("1e-10000000000")),
        lambda: RATIONAL.convert(1 << 5000),
    ],
)
def test_rational_stays_within_its_budget(calculate: Callable[[], object]) -> None:
    with pytest.raises(BudgetError):
        calculate()


def test_repeated_squaring_ends_at_the_budget() -> None:
    reached: list[Any] = [Fraction(3, 7)]

    def square_often() -> None:
        for _ in range(64):
            reached.append(RATIONAL.multiply(reached[-1], reached[-1]))

    with pytest.raises(BudgetError):
        square_often()
    assert reached[-1] == Fraction(3, 7) ** 512


def test_a_product_that_can_be_reduced_is_within_the_budget() -> None:
    large = Fraction(2) ** 4000
    assert RATIONAL.multiply(large, 1 / large) == 1


# --- conversion


@pytest.mark.parametrize("value", [3, 0.1, Fraction(1, 8), Decimal("0.1")])
def test_rational_conversion_is_exact(value: Any) -> None:
    assert Fraction(value) == RATIONAL.convert(value)


def test_decimal_conversion_is_the_nearest_number() -> None:
    with decimal_arithmetic(5).working():
        assert str(decimal_arithmetic(5).convert(Fraction(2, 3))) == "0.66667"
        assert str(decimal_arithmetic(5).convert(0.1)) == "0.10000"
        assert str(decimal_arithmetic(5).convert(Decimal("1.234565"))) == "1.2346"


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("nan"), Decimal("-inf")])
@pytest.mark.parametrize("system", [RATIONAL, DECIMAL], ids=repr)
def test_nan_and_infinity_are_no_numbers(system: Arithmetic, value: Any) -> None:
    with pytest.raises(EvaluationError):
        system.convert(value)


@pytest.mark.parametrize("value", [10**400, Fraction(-(10**400)), Decimal("1e400")], ids=type)
@pytest.mark.parametrize("system", [FLOAT64, FLOAT32], ids=repr)
def test_what_is_too_large_for_a_float_is_refused(system: Arithmetic, value: Any) -> None:
    with pytest.raises(EvaluationError, match="too large for a float"):
        system.convert(value)


# --- the choice


def test_by_name() -> None:
    assert arithmetic("float64") is FLOAT64
    assert arithmetic("float32") is FLOAT32
    assert arithmetic("rational") is RATIONAL
    assert arithmetic("decimal") is decimal_arithmetic(60)
    assert arithmetic("decimal", digits=20) is decimal_arithmetic(20)
    assert [system.name for system in ALL[:4]] == ["float64", "float32", "rational", "decimal"]


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(HandgradError, match="did you mean 'float32'"):
        arithmetic("flaot32")


@pytest.mark.parametrize("digits", [0, -1, 1001, 10**5000, 6.5, "60"], ids=type)
def test_digits_out_of_range(digits: Any) -> None:
    with pytest.raises(HandgradError, match=r"digits.*1000"):
        decimal_arithmetic(digits)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], "rational"),
        ([Fraction(1, 2), 3], "rational"),
        ([1, 2.0], "float64"),
        ([Fraction(1, 2), 2.0], "float64"),
        ([1.0, Decimal(1)], "decimal"),
        (iter([Decimal(1), Fraction(1, 2)]), "decimal"),
    ],
)
def test_the_arithmetic_of_values(values: Any, expected: str) -> None:
    assert arithmetic_of(values) == expected
