"""The functions of Decimals: every digit, by other routes, and in any decimal context."""

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_HALF_EVEN,
    ROUND_UP,
    Context,
    Decimal,
    DefaultContext,
    Inexact,
    getcontext,
    localcontext,
)
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handgrad.arithmetic import (
    decimal_arithmetic,
    erf,
    exp,
    log,
    maximum,
    sigmoid,
    sin,
    softplus,
    tanh,
)
from handgrad.arithmetic.decimals import FUNCTIONS
from handgrad.errors import BudgetError, EvaluationError
from tests.helpers.effort import examples

DIGITS = 60
SIXTY = decimal_arithmetic(DIGITS)
SMOOTH = (
    "exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "sinh", "cosh", "erf",
    "sigmoid", "softplus", "log1p", "expm1",
)  # fmt: skip
PI = "3.14159265358979323846264338327950288419716939937510582097494"
SMALL = "0." + "0" * 40
HARD = [
    "0", "1e-40", "-1e-40", "1e-50", "1e-300", "1e-990000", "1e-20", "-1e-61", "1e-71", "1e-72",
    "0.01", "-0.5", "0.7853981633974483", "0.99", "1", "-1", "1.5", "10", "-10", "11.75",
    "12.9", "13.5", "-1000", "1000", "1e5", "2e6", "-2e6", "1e12", "1e30", "-1e100", "1e999",
    "-0.999999999999999999999999999999999999999999999999999999999999",
    "1.00000000000000000000000000000000000000000000000000000000001",
    PI, "-" + PI, "1.57079632679489661923132169163975144209858469968755291048747",
    "31415926535897932384626433832795028841971693993751058209749.4",
]  # fmt: skip

hard_numbers = st.sampled_from([Decimal(text) for text in HARD])
numbers = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent - 19),
    st.integers(-(10**20), 10**20),
    st.integers(-60, 6),
)
moderate = st.builds(lambda n: Decimal(n).scaleb(-12), st.integers(-(10**14), 10**14))
quick = examples(150)


def error_in_units(value: Decimal, truth: Decimal, digits: int = DIGITS) -> Decimal:
    """How far a value is from the truth, in units of its last digit."""
    if truth == 0:
        return Decimal(0) if value == 0 else Decimal("inf")
    with localcontext(Context(prec=digits + 30)):
        unit = Decimal(1).scaleb(truth.adjusted() - digits + 1)
        return abs(value - truth) / unit


def at(digits: int, name: str, *arguments: Decimal) -> Decimal | None:
    """The value to so many digits, or None where there is none."""
    with localcontext(Context(prec=digits)):
        try:
            value: Decimal = FUNCTIONS[name](*arguments)
        except EvaluationError:
            return None
    return value


# --- against the same at a higher precision


@pytest.mark.parametrize("name", SMOOTH)
@given(x=hard_numbers | numbers)
@quick
def test_the_last_digit_is_right(name: str, x: Decimal) -> None:
    value, truth = at(DIGITS, name, x), at(DIGITS + 90, name, x)
    assert (value is None) == (truth is None)
    if value is not None and truth is not None:
        assert len(value.as_tuple().digits) <= DIGITS
        assert error_in_units(value, truth) <= Decimal("0.50001")


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("tail", ["9", "123456789"])
@pytest.mark.parametrize("text", ["0.", "-0.", "-0.99", SMALL, "1.0000000000", PI, "22"])
def test_no_digit_of_a_long_argument_is_dropped(name: str, text: str, tail: str) -> None:
    point = "" if "." in text else "."
    x = Decimal(text + point + tail * (90 // len(tail)))
    truth = at(800, name, x)
    for digits in (10, DIGITS):
        value = at(digits, name, x)
        assert (value is None) == (truth is None)
        if value is not None and truth is not None:
            assert error_in_units(value, truth, digits) <= Decimal("0.50001")


# --- against mpmath


def mpmath_value(name: str, x: Decimal) -> Decimal:
    """The value to 100 digits."""
    mpmath: Any = pytest.importorskip("mpmath")
    # Enough for a difference 1 + x or exp(x) - 1 of the hardest of the numbers.
    spare = abs(x.adjusted()) if x else 0
    with mpmath.workdps(140 + 2 * min(spare, 1000)):
        t = mpmath.mpf(str(x))
        functions: dict[str, Callable[[Any], Any]] = {
            "sigmoid": lambda t: 1 / (1 + mpmath.exp(-t)),
            "softplus": lambda t: mpmath.log1p(mpmath.exp(t)),
        }
        value = functions.get(name, getattr(mpmath, name, None))
        assert value is not None
        return Decimal(mpmath.nstr(value(t), 100, strip_zeros=False))


@pytest.mark.parametrize("name", SMOOTH)
@given(x=hard_numbers | numbers)
@quick
def test_agrees_with_mpmath(name: str, x: Decimal) -> None:
    value = at(DIGITS, name, x)
    underflow = value == 0 and x != 0
    if value is not None and not underflow and abs(x.adjusted()) < 1000:
        assert error_in_units(value, mpmath_value(name, x)) <= Decimal("0.50001")


# --- against definitions, by exact fractions


def sine_by_tripling(x: Fraction) -> Fraction:
    """sin 3a = 3 sin a - 4 sin^3 a, from an angle whose sine is a - a^3/6 + a^5/120."""
    thirds = 60
    a = x / 3**thirds
    sine = trimmed(a - a**3 / 6 + a**5 / 120)
    for _ in range(thirds):
        sine = trimmed(3 * sine - 4 * sine**3)
    return sine


def trimmed(x: Fraction) -> Fraction:
    return Fraction(round(x * 2**600), 2**600)


def integral_of_gaussian(x: Fraction) -> Fraction:
    """The integral of exp(-t^2) from 0 to x, term by term."""
    total, power = Fraction(0), x
    for n in count():
        term = power / (math.factorial(n) * (2 * n + 1))
        total += -term if n % 2 else term
        power = trimmed(power * x * x)
        if abs(term) < Fraction(1, 10**110) and n > x * x:
            return total
    raise AssertionError


def complementary_error(x: Decimal) -> Decimal:
    """erfc(x) by Laplace's continued fraction, from far out inwards, for x from 3."""
    tail = Decimal(0)
    for k in range(6000, 0, -1):
        tail = Decimal(k) / 2 / (x + tail)
    return (-x * x).exp() / (x + tail) / machin_pi().sqrt()


def machin_pi() -> Decimal:
    """16 arctan(1/5) - 4 arctan(1/239), to the precision of the context."""

    def arctan_of_inverse(n: int) -> Fraction:
        terms = (Fraction((-1) ** k, (2 * k + 1) * n ** (2 * k + 1)) for k in range(150))
        total = Fraction(0)
        for term in terms:
            total += term
        return total

    pi = 16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)
    return Decimal(pi.numerator) / pi.denominator


@pytest.fixture
def many_digits() -> Iterator[None]:
    with localcontext(Context(prec=200)):
        yield


@pytest.mark.usefixtures("many_digits")
def test_pi_by_machin() -> None:
    for digits in (1, 5, 28, 60, 100, 150):
        pi = decimal_arithmetic(digits).pi()
        assert len(pi.as_tuple().digits) == digits  # type: ignore[union-attr]
        assert error_in_units(Decimal(str(pi)), machin_pi(), digits) <= Decimal("0.50001")


@pytest.mark.usefixtures("many_digits")
@pytest.mark.parametrize("text", ["0.1", "1e-10", "-0.75", "1.5", "3", "3.1415926", "-7.25"])
def test_sine_by_tripling_the_angle(text: str) -> None:
    exact = sine_by_tripling(Fraction(text))
    truth = Decimal(exact.numerator) / exact.denominator
    assert error_in_units(at(DIGITS, "sin", Decimal(text)) or Decimal(0), truth) <= 1


@pytest.mark.usefixtures("many_digits")
@pytest.mark.parametrize("text", ["0.001", "-0.3", "1", "2.5", "-4"])
def test_erf_by_integrating_the_gaussian(text: str) -> None:
    exact = integral_of_gaussian(Fraction(text))
    truth = 2 * Decimal(exact.numerator) / exact.denominator / machin_pi().sqrt()
    assert error_in_units(at(DIGITS, "erf", Decimal(text)) or Decimal(0), truth) <= 1


@pytest.mark.parametrize("text", ["3", "5", "7.5", "10", "11.5"])
def test_erf_by_a_continued_fraction(text: str) -> None:
    with localcontext(Context(prec=120)):
        truth = 1 - complementary_error(Decimal(text))
    assert error_in_units(at(DIGITS, "erf", Decimal(text)) or Decimal(0), truth) <= 1


@given(numbers)
@example(Decimal("1e-40"))
@quick
def test_hyperbolic_functions_by_exponentials(x: Decimal) -> None:
    with localcontext(Context(prec=300)):
        e, inverse = x.exp(), (-x).exp()
        truths = {"sinh": (e - inverse) / 2, "cosh": (e + inverse) / 2}
        truths["tanh"] = truths["sinh"] / truths["cosh"]
        truths["expm1"] = e - 1
        truths["log1p"] = (1 + x).ln() if x > -1 else Decimal(0)
        truths["sigmoid"] = 1 / (1 + inverse)
        truths["softplus"] = (1 + e).ln()
    small = abs(x) < 100
    for name, truth in truths.items():
        if (name == "log1p" and x <= -1) or not (small or name == "log1p"):
            continue
        value = at(DIGITS, name, x)
        assert value is not None
        assert error_in_units(value, truth) <= 1, name


# --- identities between functions


@given(moderate, moderate)
@quick
def test_identities(x: Decimal, y: Decimal) -> None:
    f: Mapping[str, Callable[..., Any]] = SIXTY.functions
    tiny = Decimal("1e-57")
    with SIXTY.working():
        assert abs(f["sigmoid"](x) + f["sigmoid"](-x) - 1) <= tiny
        assert abs(f["sin"](x) ** 2 + f["cos"](x) ** 2 - 1) <= tiny
        assert abs(f["exp"](x + y) / (f["exp"](x) * f["exp"](y)) - 1) <= tiny
        assert abs(f["tan"](x) * f["cos"](x) - f["sin"](x)) <= tiny
        assert abs(f["softplus"](x) - f["softplus"](-x) - x) <= tiny * 100
        assert f["tanh"](-x) == -f["tanh"](x)
        assert f["erf"](-x) == -f["erf"](x)
        if x > 0:
            assert abs(f["log"](f["exp"](x)) - x) <= tiny * 100
            assert abs(f["sqrt"](x) ** 2 - x) <= tiny * 100


@given(moderate.map(abs), moderate)
@example(Decimal("1.0000000001"), Decimal("1e12"))
@example(Decimal(4), Decimal("0.5"))
@quick
def test_powers_by_logarithms(x: Decimal, y: Decimal) -> None:
    if x == 0 or (y == y.to_integral_value() and abs(y) <= 64):
        return
    value = SIXTY.power(x, y)
    with localcontext(Context(prec=120)):
        truth = (y * x.ln()).exp()
    assert isinstance(value, Decimal)
    assert error_in_units(value, truth) <= Decimal("0.50001")


def test_a_root_that_is_exact() -> None:
    assert SIXTY.power(Decimal(4), Decimal("0.5")) == 2
    assert SIXTY.power(Decimal(-1), Decimal(10**40 + 1)) == -1
    assert SIXTY.power(Decimal(-1), Decimal("1e999999")) == 1


# --- the caller's context


def hostile_contexts() -> list[Context]:
    everything_off = Context(prec=5, rounding=ROUND_UP, traps=[])
    everything_on = Context(prec=5, rounding=ROUND_CEILING, Emax=6, Emin=-6, clamp=1)
    for signal in everything_on.traps:
        everything_on.traps[signal] = True
    inexact = Context(prec=40, rounding=ROUND_UP, traps=[Inexact])
    return [everything_off, everything_on, inexact, Context(prec=1)]


def state(context: Context) -> tuple[Any, ...]:
    return (
        context.prec, context.rounding, context.Emin, context.Emax, context.capitals,
        context.clamp, dict(context.flags), dict(context.traps),
    )  # fmt: skip


CALLS: list[Callable[[], Any]] = [
    *[
        lambda name=name, x=x: FUNCTIONS[name](Decimal(x))
        for name in (*SMOOTH, "abs", "relu", "step", "sign")
        for x in ("0.3", "-0.3", "123456.78901234567", "1e9", "-1e999999", "nan", "sNaN", "inf")
    ],
    lambda: FUNCTIONS["max"](Decimal("1.23456789"), Decimal(-1)),
    lambda: maximum(0.1, Decimal(-1)),
    lambda: SIXTY.convert(0.1),
    lambda: SIXTY.convert(Fraction(1, 3)),
    lambda: SIXTY.convert(Decimal("sNaN")),
    lambda: SIXTY.add(Decimal("1.23456789"), Decimal("1e-30")),
    lambda: SIXTY.multiply(Decimal("1e999999"), Decimal(-10)),
    lambda: SIXTY.divide(Decimal(1), Decimal(3)),
    lambda: SIXTY.divide(Decimal("1.23456789"), Decimal(0)),
    lambda: SIXTY.power(Decimal("1.23456789"), Decimal("2.5")),
    lambda: SIXTY.power(Decimal("-1.23456789"), Decimal("2.5")),
    lambda: SIXTY.power(Decimal("1.23456789"), Decimal(-3)),
    lambda: decimal_arithmetic(33).pi(),
]


@pytest.mark.parametrize("context", hostile_contexts(), ids=str)
def test_the_callers_context_is_left_alone(context: Context) -> None:
    with localcontext(context) as current:
        before = state(current)
        for call in CALLS:
            try:
                value = call()
            except EvaluationError:
                value = Decimal(0)
            assert value.is_finite()
            assert getcontext() is current
            assert state(current) == before


@pytest.mark.parametrize("context", hostile_contexts(), ids=str)
def test_the_callers_context_gives_its_precision_only(context: Context) -> None:
    plain = Context(prec=context.prec, rounding=ROUND_HALF_EVEN)
    for name in SMOOTH:
        for x in (Decimal("0.3"), Decimal("12.000000001")):
            with localcontext(context):
                value = FUNCTIONS[name](x)
            with localcontext(plain):
                assert FUNCTIONS[name](x) == value


def test_the_defaults_of_decimal_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    with SIXTY.working():
        expected = [FUNCTIONS[name](Decimal("0.3")) for name in SMOOTH]
        monkeypatch.setattr(DefaultContext, "rounding", ROUND_UP)
        monkeypatch.setattr(DefaultContext, "Emax", 0)
        assert [FUNCTIONS[name](Decimal("0.3")) for name in SMOOTH] == expected
        assert str(decimal_arithmetic(3).divide(Decimal(1), Decimal(3))) == "0.333"


def test_operators_have_the_precision_inside_working() -> None:
    seven = decimal_arithmetic(7)
    with seven.working():
        assert str(Decimal(1) / 3) == "0.3333333"
        assert str(exp(Decimal(1))) == "2.718282"
    with localcontext(Context(prec=3)):
        assert str(seven.divide(Decimal(1), Decimal(3))) == "0.3333333"
        assert str(exp(Decimal(1))) == "2.72"


# --- limits


@pytest.mark.parametrize("text", ["nan", "sNaN", "inf", "-inf"])
def test_no_value_for_what_is_not_a_number(text: str) -> None:
    x = Decimal(text)
    for name, function in FUNCTIONS.items():
        arguments = (x, Decimal(1)) if name in ("max", "min") else (x,)
        with pytest.raises(EvaluationError, match="not a finite number"):
            function(*arguments)
    for operation in (SIXTY.add, SIXTY.subtract, SIXTY.multiply, SIXTY.divide, SIXTY.power):
        for pair in ((x, Decimal(2)), (Decimal(2), x)):
            with pytest.raises(EvaluationError):
                operation(*pair)


def test_towers_of_exponentials_fail_at_once() -> None:
    with SIXTY.working():
        twice = exp(exp(Decimal(10)))
        with pytest.raises(EvaluationError, match="too large"):
            exp(twice)
        assert exp(-twice) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: sin(Decimal("1e1001")),
        lambda: sin(Decimal("-1e999999999999999999")),
        lambda: log(Decimal("1" * 1001)),
        lambda: SIXTY.power(Decimal("1" * 1001), Decimal(2)),
        lambda: SIXTY.convert(1 << 20_000),
        lambda: SIXTY.convert(Fraction(1, 1 << 20_000)),
    ],
)
def test_what_would_take_too_long_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(BudgetError):
        call()


def test_a_precision_beyond_reason_is_refused() -> None:
    with localcontext(Context(prec=10**8)), pytest.raises(BudgetError):
        tanh(Decimal(1))


EXTREME = [
    "0", "-0", "0e999999", "1e-999999", "-1e-1000050", "1e-999999999999999999", "1e-300", "0.5",
    "-1", "2302585", "-2302586", "1e990", "1e1000", "-1e100000", "9.99e999999", "1e1000001",
    "1e999999999999999999", "9" * 1000, "-0." + "9" * 1000, "1." + "0" * 998 + "1",
]  # fmt: skip


@pytest.mark.parametrize("digits", [1, 60, 150])
def test_extreme_numbers_have_a_value_or_an_error(digits: int) -> None:
    system = decimal_arithmetic(digits)
    values = 0
    with system.working():
        for x in map(Decimal, EXTREME):
            for name in (*SMOOTH, "abs", "relu", "step", "sign"):
                value = at(digits, name, x)
                assert value is None or value.is_finite()
                values += value is not None
            for y in map(Decimal, EXTREME):
                try:
                    power = system.power(x, y)
                except EvaluationError:
                    continue
                assert isinstance(power, Decimal)
                assert power.is_finite()
                values += 1
    assert values > 300


def test_far_out_a_function_is_at_its_limit() -> None:
    far = Decimal("1e400")
    with SIXTY.working():
        assert [tanh(far), tanh(-far), erf(far), erf(-far)] == [1, -1, 1, -1]
        assert [sigmoid(-far), softplus(-far), exp(-far)] == [0, 0, 0]
        assert softplus(far) == far
        assert exp(Decimal(-2302000)) > 0
