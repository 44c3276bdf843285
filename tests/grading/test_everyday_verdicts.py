"""Everyday backward passes get the verdict that running them in NumPy gives."""

import pytest

import handgrad
from tests.helpers.everyday_code import Case, is_right
from tests.helpers.everyday_corpus import CASES
from tests.helpers.pages import model_of

pytest.importorskip("numpy")

TEXTS = [(case, text) for n, case in enumerate(CASES) for text in case.texts()]


@pytest.mark.parametrize(("case", "text"), TEXTS[::3], ids=[c.page for c, _ in TEXTS[::3]])
def test_the_verdict_is_what_running_the_text_says(case: Case, text: str) -> None:
    """Right where the program computes the page's gradient, else wrong."""
    expected = "right" if is_right(case, text) else "wrong"
    assert expected == handgrad.grade(model_of(case.page), text).verdict
