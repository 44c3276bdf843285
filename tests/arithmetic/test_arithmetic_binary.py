"""float64 and float32 against exact fractions, rounded here by another route."""

import math
import struct
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handgrad.arithmetic import FLOAT32, FLOAT64, Arithmetic, decimal_arithmetic, to_binary32
from tests.helpers.effort import examples

LARGEST_BITS = 0x7F7F_FFFF
thorough = examples(800)


def binary32(bits: int) -> float:
    """The number with these bits; past the largest, what the next one would be."""
    if bits > LARGEST_BITS:
        return 2.0**128
    number: float = struct.unpack("<f", struct.pack("<I", bits))[0]
    return number


def nearest(below: Callable[[Fraction], bool], exactly: Callable[[Fraction], bool]) -> float:
    """The binary32 number nearest to a positive number, known by comparisons alone.

    `below(v)` says whether v is less than the number, `exactly(v)` whether it is the number.
    Found by bisection of the bit patterns, which are in the order of the numbers.
    """
    low, high = 0, LARGEST_BITS + 1
    while high - low > 1:
        middle = (low + high) // 2
        value = Fraction(binary32(middle))
        low, high = (middle, high) if below(value) or exactly(value) else (low, middle)
    halfway = (Fraction(binary32(low)) + Fraction(binary32(high))) / 2
    up = below(halfway) or (exactly(halfway) and low % 2 == 1)
    rounded = high if up else low
    return math.inf if rounded > LARGEST_BITS else binary32(rounded)


def rounded(exact: Fraction) -> float:
    size = nearest(lambda v: v < abs(exact), lambda v: v == abs(exact))
    return -size if exact < 0 else size


def root(exact: Fraction) -> float:
    return nearest(lambda v: v * v < exact, lambda v: v * v == exact)


singles = st.floats(width=32, allow_nan=False, allow_infinity=False)
# The bit patterns of a few numbers near powers of two meet ties and cancellations often.
near = st.builds(
    lambda exponent, bits, sign: sign * math.ldexp(2**23 + bits, exponent - 23),
    st.integers(-126, 127),
    st.sampled_from([0, 1, 2, 3, 2**22, 2**22 + 1, 2**23 - 2, 2**23 - 1]),
    st.sampled_from([1, -1]),
)
subnormal = st.integers(-(2**23), 2**23).map(lambda n: math.ldexp(n, -149))
operands = singles | near | subnormal


@given(operands, operands)
@example(2.0**-149, 0.5)
@example(3 * 2.0**-149, 0.5)
@example(3.4028234663852886e38, 2.0)
@example(-3.4028234663852886e38, 3.4028234663852886e38)
@thorough
def test_float32_operations_round_the_exact_result_once(x: float, y: float) -> None:
    a, b = Fraction(x), Fraction(y)
    assert FLOAT32.add(x, y) == rounded(a + b)
    assert FLOAT32.subtract(x, y) == rounded(a - b)
    assert FLOAT32.multiply(x, y) == rounded(a * b)
    if y != 0:
        assert FLOAT32.divide(x, y) == rounded(a / b)


@given(operands.map(abs))
@thorough
def test_float32_roots_round_the_exact_result_once(x: float) -> None:
    assert FLOAT32.functions["sqrt"](x) == root(Fraction(x))


@given(st.floats(allow_nan=False, allow_infinity=False) | operands)
@example(2.0**-150)
@example(math.nextafter(2.0**-150, 1))
@example(3.4028235677973366e38)  # the tie between the largest number and infinity
@example(math.nextafter(3.4028235677973366e38, 0))
@example(-1e39)
@thorough
def test_rounding_of_floats(x: float) -> None:
    assert to_binary32(x) == FLOAT32.convert(x) == rounded(Fraction(x))


@given(st.fractions(max_denominator=10**40) | st.decimals(-1000, 1000, places=60).map(Fraction))
@example(1 + Fraction(1, 2**24) + Fraction(1, 10**40))  # binary64 makes it a tie, and even wins
@example(1 + Fraction(3, 2**24) - Fraction(1, 10**40))
@example(Fraction(1, 2**150))
@example(Fraction(1, 2**150) + Fraction(1, 10**100))
@example(Fraction(1, 10**400))
@example(Fraction(2**128 - 2**103))
@example(Fraction(2**128 - 2**103) - Fraction(1, 10**20))
@thorough
def test_fractions_are_rounded_to_float32_once(x: Fraction) -> None:
    assert FLOAT32.convert(x) == rounded(x)
    assert FLOAT32.convert(x.numerator) == rounded(Fraction(x.numerator))


def test_decimals_are_rounded_to_float32_once() -> None:
    text = str(Decimal(1) + Decimal(2) ** -24) + "0000000000000001"
    assert float(text) == 1 + 2**-24
    assert FLOAT32.convert(Decimal(text)) == 1 + 2**-23


@given(operands, st.integers(-9, 9))
@thorough
def test_float32_powers_round_after_each_product(x: float, exponent: int) -> None:
    if x == 0 and exponent < 0:
        return
    by_hand = 1.0
    for bit in f"{abs(exponent):b}":
        by_hand = rounded_product(by_hand, by_hand)
        if bit == "1":
            by_hand = rounded_product(by_hand, x)
    if exponent >= 0:
        assert FLOAT32.power(x, float(exponent)) == by_hand
    elif by_hand != 0:
        inverse = 0.0 if math.isinf(by_hand) else rounded(1 / Fraction(by_hand))
        assert FLOAT32.power(x, float(exponent)) == inverse


def rounded_product(x: float, y: float) -> float:
    return x * y if math.isinf(x) or math.isinf(y) else rounded(Fraction(x) * Fraction(y))


@given(st.floats(-80, 80, width=32))
@examples(300)
def test_float32_functions_are_within_one_unit_of_the_truth(x: float) -> None:
    decimal = decimal_arithmetic(30)
    with decimal.working():
        for name in ("exp", "tanh", "sin", "cos", "erf", "sigmoid", "softplus", "expm1"):
            truth = Fraction(decimal.functions[name](decimal.convert(x)))
            value = FLOAT32.functions[name](x)
            assert isinstance(value, float)
            if math.isfinite(value):
                unit = max(math.ulp(value) * 2.0**29, 2.0**-149)
                assert abs(Fraction(value) - truth) <= Fraction(unit) * Fraction(501, 1000)


@given(st.floats(-700, 700))
@examples(300)
def test_float64_functions_are_within_a_few_units_of_the_truth(x: float) -> None:
    decimal = decimal_arithmetic(40)
    with decimal.working():
        for name in decimal.functions:
            if name in ("max", "min") or (name in ("log", "log1p", "sqrt") and x <= 0):
                continue
            if (name in ("arcsin", "arccos") and abs(x) > 1) or name.endswith("gamma"):
                continue  # these are tried in test_gamma
            truth = Fraction(decimal.functions[name](decimal.convert(x)))
            value = FLOAT64.functions[name](x)
            assert isinstance(value, float)
            assert abs(Fraction(value) - truth) <= 4 * Fraction(math.ulp(value))


def test_products_overflow_to_infinity() -> None:
    assert FLOAT64.multiply(1e200, -1e200) == -math.inf
    assert FLOAT64.add(1.7e308, 1.7e308) == math.inf
    assert FLOAT32.multiply(3e38, 10.0) == math.inf
    assert FLOAT32.subtract(-3e38, 3e38) == -math.inf
    assert FLOAT32.functions["exp"](100.0) == math.inf


@pytest.mark.parametrize("system", [FLOAT64, FLOAT32], ids=repr)
def test_nan_is_never_lost(system: Arithmetic) -> None:
    for name, function in system.functions.items():
        if name in ("max", "min"):
            assert math.isnan(function(math.nan, 1.0))
            assert math.isnan(function(1.0, math.nan))
        else:
            assert math.isnan(function(math.nan)), name


def test_saturated_functions_do_not_overflow() -> None:
    for arithmetic in (FLOAT64, FLOAT32):
        sigmoid, softplus = arithmetic.functions["sigmoid"], arithmetic.functions["softplus"]
        assert (sigmoid(-1000.0), sigmoid(1000.0)) == (0.0, 1.0)
        assert (softplus(-1000.0), softplus(1000.0)) == (0.0, 1000.0)


def test_pi_is_the_nearest_number() -> None:
    truth = Fraction(decimal_arithmetic(50).pi())
    assert FLOAT32.pi() == rounded(truth)
    assert FLOAT64.pi() == float(truth)


def test_rounding_in_threads_does_not_mix_numbers() -> None:
    mixed: list[float] = []

    def round_often(x: float) -> None:
        mixed.extend(y for y in (to_binary32(x) for _ in range(20_000)) if y != x)

    threads = [Thread(target=round_often, args=(float(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mixed == []
