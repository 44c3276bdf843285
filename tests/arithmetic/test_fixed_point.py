"""The exponential function and the logarithm against those of the decimal module."""

from decimal import Decimal, InvalidOperation, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic.contexts import context_of
from handgrad.arithmetic.fixed_point import exponential, log_of_ten, logarithm

DIGITS = (1, 2, 5, 9, 17, 40, 60, 72, 133, 252, 432, 900)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000)
positive = st.builds(
    lambda x, places: abs(x).scaleb(places, context_of(60)), numbers, st.integers(-300, 300)
).filter(bool)
near_one = st.builds(
    lambda x, places: 1 + x.scaleb(-places, context_of(60)), numbers, st.integers(4, 60)
)
tiny = st.builds(
    lambda x, places: x.scaleb(-places, context_of(60)), numbers, st.integers(0, 99)
)


def is_right(found: Decimal, right: Decimal, digits: int) -> bool:
    """Whether two numbers are one to so many digits, one unit in the last of them apart."""
    with localcontext(context_of(2 * digits + 100)):
        return abs(found - right) <= abs(right) / 10 ** (digits - 1)


@given(numbers | tiny, st.sampled_from(DIGITS))
def test_exponential(x: Decimal, digits: int) -> None:
    with localcontext(context_of(digits + 5)):
        right = x.exp()
    with localcontext(context_of(digits)):
        assert is_right(exponential(x), right, digits)


@given(positive | near_one, st.sampled_from(DIGITS))
def test_logarithm(x: Decimal, digits: int) -> None:
    with localcontext(context_of(digits + 5)):
        right = x.ln()
    with localcontext(context_of(digits)):
        assert is_right(logarithm(x), right, digits)


@pytest.mark.parametrize("x", ["1e-2000", "-1e6", "999999", "-999999.5", "2302585", "0", "-0"])
def test_exponential_far_out(x: str) -> None:
    with localcontext(context_of(60)):
        assert is_right(exponential(Decimal(x)), Decimal(x).exp(), 59)


@pytest.mark.parametrize("x", ["1e-999999", "1e999999", "10", "3", "3.0000000001", "0.3"])
def test_logarithm_far_out(x: str) -> None:
    with localcontext(context_of(60)):
        assert is_right(logarithm(Decimal(x)), Decimal(x).ln(), 59)


def test_exact_values() -> None:
    with localcontext(context_of(60)):
        assert exponential(Decimal(0)) == 1
        assert logarithm(Decimal(1)) == 0
        assert log_of_ten(60) == Decimal(10).ln()


def test_what_has_no_logarithm_raises() -> None:
    with localcontext(context_of(60)):
        assert logarithm(Decimal(0)) == Decimal("-Infinity")
        with pytest.raises(InvalidOperation):
            logarithm(Decimal(-1))


def test_numbers_longer_than_the_precision() -> None:
    x = Decimal(f"0.{'1234567' * 140}")
    with localcontext(context_of(40)):
        assert is_right(exponential(x), x.exp(), 39)
        assert is_right(logarithm(x), x.ln(), 39)
