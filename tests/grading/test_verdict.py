"""The one place where `right` is said: every combination of three comparisons, and of parts."""

from itertools import product

import pytest

from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, Comparison, judge, worst


def test_of_no_comparison_nothing_is_known() -> None:
    assert judge([]) == UNDECIDED


@pytest.mark.parametrize("agreements", list(product((True, False, None), repeat=3)))
def test_one_difference_is_proof_and_one_doubt_is_none(
    agreements: tuple[bool | None, ...],
) -> None:
    """Wrong where one differs; right only where every one agrees; else undecided."""
    if False in agreements:
        expected = WRONG
    elif None in agreements:
        expected = UNDECIDED
    else:
        expected = RIGHT
    assert judge([Comparison(agrees) for agrees in agreements]) == expected


def test_the_worst_part_is_the_verdict_on_the_whole() -> None:
    assert worst([RIGHT, WRONG, RIGHT]) == WRONG
    assert worst([RIGHT, UNDECIDED]) == UNDECIDED
    assert worst([RIGHT, INVALID]) == INVALID
    assert worst([RIGHT]) == RIGHT
    assert worst([]) == UNDECIDED
