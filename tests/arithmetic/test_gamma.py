"""lgamma, digamma and trigamma to all digits against mpmath, in floats, and on a page."""

import random
from decimal import Decimal

import pytest

import handgrad
from handgrad.arithmetic import FLOAT64, decimal_arithmetic
from handgrad.errors import EvaluationError
from tests.helpers.effort import count
from tests.helpers.pages import model_of

NAMES = ("lgamma", "digamma", "trigamma")
HARD = [
    "1", "2", "0.5", "-0.5", "3", "1e-40", "-1e-40", "1.00001", "1.99999", "2.000000000000001",
    "1.4616321449683623", "-0.504083008264455", "-7.3", "-1.9999999999", "41", "100.25", "1e30",
]  # fmt: skip


def truth(name: str, x: str) -> object:
    mpmath = pytest.importorskip("mpmath")
    if name == "lgamma":
        value = mpmath.loggamma(mpmath.mpf(x))
        return value.real if hasattr(value, "real") else value
    return mpmath.psi(int(name == "trigamma"), mpmath.mpf(x))


def drawn(name: str) -> list[str]:
    generator = random.Random(name)
    return [str(round(generator.uniform(-9, 30), 9)) for _ in range(count(100))]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("digits", [20, 60, 150])
def test_all_digits_of_gamma_are_right(name: str, digits: int) -> None:
    mpmath = pytest.importorskip("mpmath")
    numbers = decimal_arithmetic(digits)
    for x in HARD + drawn(name):
        with numbers.working():
            found = numbers.functions[name](Decimal(x))
        with mpmath.workdps(2 * digits + 100):
            wanted = truth(name, x)
            gap = abs(mpmath.mpf(str(found)) - wanted)
            assert gap <= abs(wanted) * mpmath.mpf(10) ** (1 - digits), x


@pytest.mark.parametrize("name", NAMES)
def test_floats_are_the_decimals_rounded(name: str) -> None:
    numbers = decimal_arithmetic(40)
    for x in drawn(name):
        with numbers.working():
            exact = float(numbers.functions[name](Decimal(float(x))))
        assert FLOAT64.functions[name](float(x)) == pytest.approx(exact, rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pole", [0, -1, -30])
def test_there_is_no_value_at_a_pole(name: str, pole: int) -> None:
    for numbers in (FLOAT64, decimal_arithmetic(30)):
        with numbers.working(), pytest.raises(EvaluationError, match="poles"):
            numbers.functions[name](numbers.convert(pole))


DIRICHLET = (
    "model d: a Dirichlet likelihood\nsizes N, K\nparameters a[K] > 0\ndata P[N,K] > 0\n"
    "forward\n    L = N*(sum(lgamma(a)) - lgamma(sum(a))) - sum(log(P) @ (a - 1))\n"
)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("dL/da = N*(digamma(a) - digamma(sum(a))) - sum(log(P), axis=0).T", "right"),
        ("da = N*(torch.digamma(a) - torch.digamma(a.sum())) - P.log().sum(0)", "right"),
        ("dL/da = N*(digamma(a) + digamma(sum(a))) - sum(log(P), axis=0).T", "wrong"),
        ("dL/da = N*(log(a) - log(sum(a))) - sum(log(P), axis=0).T", "wrong"),
        ("d2L/da2 = N*(diag(trigamma(a)) - trigamma(sum(a))*ones(K, K))", "right"),
        ("d2L/da2 = N*diag(trigamma(a)) - N*trigamma(sum(a))", "right"),
        ("d2L/da2 = N*diag(trigamma(a))", "wrong"),
    ],
)
def test_answers_with_gamma(answer: str, verdict: str) -> None:
    assert handgrad.grade(model_of(DIRICHLET), answer).verdict == verdict


def test_a_page_with_gamma_is_drafted_and_written_out() -> None:
    model = model_of(DIRICHLET)
    page = model_of(DIRICHLET + model.draft())
    assert handgrad.check_model(page).verdict == "right"
    at = {"a": [0.5, 1.25], "P": [[0.25, 0.75], [0.5, 0.125], [0.75, 0.5]]}
    made: dict[str, object] = {}
    exec(page.source(), made)  # noqa: S102
    assert made["gradient"](**at) == page.gradient(at)  # type: ignore[operator]
