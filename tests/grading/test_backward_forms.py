"""Backward passes in the forms of public code: the verdict is what running them gives."""

import pytest

import handgrad
from tests.helpers.backward_forms import FORMS, OPEN
from tests.helpers.pages import model_of
from tests.helpers.student_passes import StudentPass, truth

TEXTS = [(form, text) for form in FORMS for text in form.texts()]


@pytest.mark.parametrize(("form", "text"), TEXTS)
def test_a_form_is_read_and_judged_as_it_runs(form: StudentPass, text: str) -> None:
    pytest.importorskip("numpy")
    assert handgrad.grade(model_of(form.page), text).verdict == truth(form, text)


@pytest.mark.parametrize(("page", "text"), OPEN)
def test_what_says_too_little_is_not_guessed(page: str, text: str) -> None:
    assert handgrad.grade(model_of(page), text).verdict in ("undecided", "invalid")
