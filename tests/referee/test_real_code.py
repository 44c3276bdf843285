"""Real code is judged as it deserves, where the packages are installed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from benchmarks import real_code
from benchmarks.real import answers, mistakes, numpy_ml, pytorch
from benchmarks.real.case import Case, evidence, judged
from handgrad.verdict import RIGHT, WRONG

AFRESH = list(mistakes.cases())


def surprises(cases: Any) -> list[str]:
    """Every verdict that is not the one expected, with its evidence."""
    return [
        f"{o.case.name}: {o.check.verdict}: {evidence(o)}"
        for o in real_code.outcomes(cases, quick=True)
        if not o.as_expected
    ]


@pytest.mark.parametrize("case", AFRESH, ids=lambda case: case.name)
def test_published_mistakes_are_found_and_their_repairs_accepted(case: Case) -> None:
    outcome = judged(case)
    assert outcome.as_expected, evidence(outcome)


def test_every_mistake_has_its_repair_beside_it() -> None:
    repaired = [case.name for case in AFRESH if case.expected == RIGHT]
    wrong = [case.name for case in AFRESH if case.expected == WRONG]
    assert all(any(name.startswith(right) for right in repaired) for name in wrong)
    assert len(wrong) == 9


@pytest.mark.parametrize("answer", answers.ANSWERS, ids=lambda answer: answer.name)
def test_the_mistakes_are_wrong_answers_to_the_pages(answer: answers.Answer) -> None:
    report = answers.graded(answer)
    assert answers.as_expected(answer, report), str(report)


def test_numpy_ml() -> None:
    pytest.importorskip("numpy")
    try:
        found = list(numpy_ml.cases())
    except ImportError as error:
        pytest.skip(str(error))
    assert len(found) > 50
    assert surprises(numpy_ml.cases) == []


def test_pytorch() -> None:
    pytest.importorskip("torch")
    assert surprises(pytorch.cases) == []


def test_another_verdict_than_the_expected_one_is_a_surprise() -> None:
    wrong = next(case for case in AFRESH if case.expected == WRONG)
    right = next(case for case in AFRESH if case.expected == RIGHT)
    assert not judged(replace(wrong, expected=RIGHT)).as_expected
    assert not judged(replace(right, expected=WRONG)).as_expected
    assert not judged(replace(wrong, told="something else")).as_expected


def test_a_page_that_does_not_fit_is_a_surprise() -> None:
    case = next(case for case in AFRESH if case.name == "RMS norm")
    outcome = judged(case)
    assert outcome.page is not None
    assert outcome.page[0]
    doubled = replace(case, run=lambda v: (2 * case.run(v)[0], lambda: _doubled(case, v)))
    outcome = judged(doubled)
    assert outcome.check.verdict == RIGHT
    assert not outcome.as_expected


def _doubled(case: Case, values: Any) -> Any:
    slopes = case.run(values)[1]()
    return {
        "X": [[2 * s for s in row] for row in slopes["X"]],
        "gamma": [2 * s for s in slopes["gamma"]],
    }


def test_the_table_skips_what_is_missing_and_stops_at_a_surprise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> Iterator[Case]:
        raise ImportError("No module named 'absent'")

    def surprising() -> Iterator[Case]:
        yield replace(AFRESH[0], name="a surprise", expected=WRONG)

    monkeypatch.setattr(real_code, "PACKAGES", {"absent": missing})
    real_code.run(quick=True)
    assert "absent: skipped: No module named 'absent'" in capsys.readouterr().out
    monkeypatch.setattr(real_code, "PACKAGES", {"present": surprising})
    with pytest.raises(AssertionError, match="present, a surprise"):
        real_code.run(quick=True)
    assert "right, not wrong" in capsys.readouterr().out
