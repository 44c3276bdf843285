"""Backward passes as students write them: the verdict is what NumPy and differences say."""

from functools import cache

import pytest

import handgrad
from tests.helpers.effort import share
from tests.helpers.pages import model_of
from tests.helpers.student_passes import PASSES, StudentPass, truth

pytest.importorskip("numpy")

TEXTS = [(case, text) for case in PASSES for text in case.texts()]
# What nobody reads: a value that depends on the rounds before, memory that is shared.
OPEN = 4


@cache
def verdict(case: StudentPass, text: str) -> str:
    return handgrad.grade(model_of(case.page), text).verdict


@pytest.mark.parametrize(("case", "text"), share(TEXTS))
def test_no_verdict_on_a_backward_pass_is_false(case: StudentPass, text: str) -> None:
    assert verdict(case, text) in (truth(case, text), "undecided", "invalid")


def test_nearly_all_right_backward_passes_are_judged() -> None:
    cases = share(PASSES)
    verdicts = [verdict(case, case.text) for case in cases]
    assert verdicts.count("right") >= len(cases) - OPEN
    assert "wrong" not in verdicts
