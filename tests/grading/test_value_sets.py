"""Gradients that programs compute, right and wrong by hundreds: no false verdict.

The programs are NumPy, in float64 and in float32; that they are right is established by
differences in many digits of mpmath, not by handgrad.
"""

from random import Random

import pytest

from handgrad.grading.grade_values import grade_values
from tests.helpers.effort import count

numpy = pytest.importorskip("numpy")
value_sets = pytest.importorskip("benchmarks.value_sets")

SETS = count(200)  # 1,000 of each kind in the profile ci, ten thousand in long


def test_the_programs_are_right() -> None:
    """An entry of each, by another route."""
    pytest.importorskip("mpmath")
    rng = Random(3)
    for program, at, gradient, dtype in value_sets.sets(4 * len(value_sets.PROGRAMS), 11):
        for name, array in gradient.items():
            place = tuple(rng.randrange(n) for n in numpy.shape(array))
            truth = value_sets.by_differences(program, at, name, place)
            scale = max(1.0, float(numpy.max(numpy.abs(array))))
            within = 1e-4 if dtype == "float32" else 1e-11
            assert abs(float(numpy.array(array)[place]) - truth) <= within * scale


def test_right_sets_are_right() -> None:
    for program, at, gradient, dtype in value_sets.sets(SETS, 1):
        page = value_sets.page_of(program.page)
        report = grade_values(page, at, gradient)
        assert report.verdict == "right", (program.page, dtype, at, str(report))


def test_wrong_sets_are_wrong_where_they_are() -> None:
    """One array wrong by a hundredth and more: that one, and only that one."""
    rng = Random(2)
    for program, at, gradient, dtype in value_sets.sets(SETS, 2):
        page = value_sets.page_of(program.page)
        wrong, name = value_sets.spoilt(gradient, rng)
        report = grade_values(page, at, wrong)
        verdicts = {part.name: part.verdict for part in report.parts}
        expected = {**dict.fromkeys(gradient, "right"), name: "wrong"}
        assert verdicts == expected, (program.page, dtype, name, at, str(report))
