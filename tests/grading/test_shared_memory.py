"""Programs whose names share memory are judged as NumPy runs them, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handgrad
from tests.helpers.effort import count, examples
from tests.helpers.shared_memory import PAGE, written

pytest.importorskip("numpy")


def check(seed: int) -> str:
    """Grade the program of a seed; fails where the verdict on an answer is false."""
    program = written(seed)
    report = handgrad.grade(PAGE, program.text)
    for part in report.parts:
        truth = "right" if program.right[part.name] else "wrong"
        assert part.verdict in (truth, "undecided", "invalid"), f"{program.text}\n\n{report}"
    return report.verdict


@given(st.integers(0, 2**32))
@examples(100, long=2000)
def test_no_program_with_shared_memory_gets_a_false_verdict(seed: int) -> None:
    check(seed)


def test_most_programs_with_shared_memory_are_decided() -> None:
    """Undecided is for values that were changed by another name, not for all programs."""
    verdicts = [check(seed) for seed in range(count(150))]
    decided = [v for v in verdicts if v in ("right", "wrong")]
    assert len(decided) > 0.3 * len(verdicts)
    assert "right" in decided
    assert "wrong" in decided
