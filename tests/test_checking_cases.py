"""The hard cases: nothing wrong accepted, nothing right rejected, by any rung."""

import pytest

from benchmarks.hard_cases import CASES, Case
from handgrad.checking import check_gradient
from handgrad.verdict import RIGHT, UNDECIDED, WRONG

TRUTHS = {"R": RIGHT, "W": WRONG, "K": UNDECIDED}
# Of these black boxes floats alone cannot tell: the noise of f, or a kink, is in the way.
BEYOND_FLOATS = {
    "R10", "W10b", "R12b", "R24", "R25", "W25b", "R28b", "R29", "R29b", "R41",
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
