"""The hard cases: nothing wrong accepted, nothing right rejected, by any rung."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.hard_cases import CASES, Case
from handgrad.referee.function import check_gradient
from handgrad.verdict import RIGHT, UNDECIDED, WRONG

Function = Callable[[float], float]

TRUTHS = {"R": RIGHT, "W": WRONG, "K": UNDECIDED}
# Of these black boxes floats alone cannot tell: the noise of f, or a kink, is in the way.
BEYOND_FLOATS = {
    "R10",
    "W10b",
    "R12b",
    "R24",
    "R25",
    "W25b",
    "R28b",
    "R29",
    "R29b",
    "R41",
}
SEEDS = (0, 1, 2)


def number(case: Case) -> str:
    return case.name.split()[0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", CASES, ids=number)
def test_any_number_decides_every_case(case: Case, seed: int) -> None:
    check = check_gradient(*case.polymorphic(), case.at, seed=seed)
    assert check.verdict == TRUTHS[case.truth], str(check)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", CASES, ids=number)
def test_floats_decide_what_floats_can(case: Case, seed: int) -> None:
    check = check_gradient(*case.black_box(), case.at, seed=seed)
    expected = UNDECIDED if number(case) in BEYOND_FLOATS else TRUTHS[case.truth]
    assert check.verdict == expected, str(check)


@pytest.mark.parametrize("case", [c for c in CASES if c.truth == "R"], ids=number)
def test_ten_evaluations_accept_a_right_gradient(case: Case) -> None:
    check = check_gradient(*case.polymorphic(), case.at)
    assert check.evaluations <= 10


@pytest.mark.parametrize("case", [c for c in CASES if c.truth == "K"], ids=number)
def test_no_derivative_comes_with_a_reason(case: Case) -> None:
    reasons = " ".join(check_gradient(*case.polymorphic(), case.at).reasons)
    assert any(word in reasons for word in ("kink", "jump", "domain edge")), reasons


def test_a_kink_has_its_sides_and_the_place_of_the_claim() -> None:
    by_name = {number(case): case for case in CASES}
    half = check_gradient(*by_name["W7"].polymorphic(), 0.0).reasons[0]
    assert "0 from below and 1 from above" in half
    assert "the claimed value lies between them" in half
    seven = check_gradient(*by_name["K7"].polymorphic(), 0.0).reasons[0]
    assert "the claimed value does not lie between them" in seven


def ripple(amplitude: float, k: float) -> tuple[Function, Function]:
    return (
        lambda a: a * a + amplitude * math.sin(k * a),
        lambda a: 2 * a + amplitude * k * math.cos(k * a),
    )


# Functions of floats whose rounding has a pattern, or whose structure is nearly hidden by it:
# each of them once fooled the ladders into calling a right gradient wrong.
TREACHEROUS: tuple[tuple[str, Function, Function, float], ...] = (
    ("cancellation", lambda a: 1 - math.cos(a), math.sin, 1.136e-8),
    ("edge", lambda a: math.sqrt(1 - a * a), lambda a: -a / math.sqrt(1 - a * a), 1 - 2.4e-7),
    ("ripple 1", *ripple(2.14e-14, 6.01e7), 0.46998948373181065),
    ("ripple 2", *ripple(7.42e-13, 1.956e6), 0.8572823624825372),
    ("ripple 3", *ripple(3.33e-13, 7823.2), 1.1605219758998921),
    ("near kink", lambda a: abs(a - 0.7), lambda a: 1.0 if a > 0.7 else -1.0, 0.7 + 2.2e-12),
    (
        "linear at infinity",
        lambda a: 1 / (1 + a * a) + a * a + a,
        lambda a: -2 * a / (1 + a * a) ** 2 + 2 * a + 1,
        2.9e-6,
    ),
)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("case", TREACHEROUS, ids=lambda case: case[0])
def test_treacherous_functions_mislead_nobody(
    case: tuple[str, Function, Function, float], seed: int
) -> None:
    _, f, gradient, at = case

    def black_box(a: Any) -> float:
        return f(float(a))

    right = check_gradient(black_box, lambda a: gradient(float(a)), at, seed=seed)
    assert right.verdict in (RIGHT, UNDECIDED), str(right)
    wrong = check_gradient(black_box, lambda a: 1.01 * gradient(float(a)), at, seed=seed)
    assert wrong.verdict in (WRONG, UNDECIDED), str(wrong)
