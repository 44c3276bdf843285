"""Random smooth functions: no wrong gradient passes, no right one fails.

There are 2,000 in the profile ci. To locate a wrong entry in many digits takes the longest:
that is done for every fourth, and for all of them in the long profile.
"""

from collections import Counter
from random import Random
from typing import Any

import pytest

from benchmarks.random_functions import RandomFunction, random_function
from handgrad.referee.function import check_gradient
from handgrad.verdict import RIGHT, UNDECIDED, WRONG
from tests.helpers.effort import count, share

COUNT = count(2000)
PARTS = 4
EPSILON = 2.0**-52


def verdicts(kind: str, part: int, spoil: bool) -> Counter[str]:
    """The verdicts on a quarter of the functions, each `undecided` of floats examined."""
    counted: Counter[str] = Counter()
    for seed in range(part, COUNT, PARTS):
        random = random_function(Random(seed))
        f, gradient = random.black_box() if kind == "floats" else random.polymorphic()
        claim = random.spoiled(gradient) if spoil else gradient
        check = check_gradient(f, claim, random.at)
        if kind == "floats" and check.verdict == UNDECIDED:
            assert hidden_by_noise(random), f"seed {seed}: {check}"
        counted[check.verdict] += 1
    return counted


def hidden_by_noise(random: RandomFunction) -> Any:
    """Whether an error of 1e-5 in some entry moves the function by less than its rounding."""
    f, gradient = random.black_box()
    noise = 100 * EPSILON * max(abs(f(random.at)), *(abs(t.weight) for t in random.terms))
    moves = (abs(g * x) for g, x in zip(gradient(random.at), random.at, strict=True))
    return min(moves) * 1e-5 < noise


@pytest.mark.parametrize("part", range(PARTS))
def test_any_number_accepts_every_right_gradient(part: int) -> None:
    assert verdicts("any", part, spoil=False) == {RIGHT: COUNT // PARTS}


@pytest.mark.parametrize("part", share(range(PARTS)))
def test_any_number_rejects_every_wrong_gradient(part: int) -> None:
    assert verdicts("any", part, spoil=True) == {WRONG: COUNT // PARTS}


@pytest.mark.parametrize("part", range(PARTS))
def test_floats_accept_no_wrong_gradient(part: int) -> None:
    counted = verdicts("floats", part, spoil=True)
    assert counted[RIGHT] == 0
    assert counted[UNDECIDED] <= COUNT // PARTS // 100


@pytest.mark.parametrize("part", range(PARTS))
def test_floats_reject_no_right_gradient(part: int) -> None:
    counted = verdicts("floats", part, spoil=False)
    assert counted[WRONG] == 0
    assert counted[UNDECIDED] <= COUNT // PARTS // 100
