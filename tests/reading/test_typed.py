"""What is rewritten before a text is read: no pass is left out that has something to do."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handgrad import load
from handgrad.grading.grade import vocabulary
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.passes import Pass, Stage, through
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.reading.typed import STAGES, as_typed
from tests.helpers.pages import model_of

CASES = Path(__file__).parents[1] / "cases"
KINDS = json.loads((CASES / "written_texts.json").read_text("utf-8"))["kinds"]
TEXTS = [
    (kind["pages"][case["page"]], case["answer"]) for kind in KINDS for case in kind["cases"]
]
SAMPLE = TEXTS[::6]


@cache
def names_of(page: str) -> Vocabulary:
    name = page.removeprefix("catalogue:")
    return vocabulary(load(name) if name != page else model_of(page))


def steps(text: str, page: Vocabulary) -> Iterator[tuple[Pass, str]]:
    """Every pass of the table with the text as it comes to it."""
    for stage in STAGES:
        for one in stage.passes:
            yield one, text
            alone = stage._replace(passes=(one,))
            text = through((alone,), text, page)


@pytest.mark.parametrize("start", range(0, len(SAMPLE), 100))
def test_a_pass_without_its_signs_changes_nothing(start: int) -> None:
    """It is not asked then, so the signs must be all that it can do something with."""
    for page, text in SAMPLE[start : start + 100]:
        names = names_of(page)
        for one, before in steps(text, names):
            if not one.may_change(before):
                assert one.change(before, names) == before


def test_every_pass_is_asked_by_a_text() -> None:
    """A sign that no text has would leave a pass out for ever."""
    asked = {
        id(one)
        for page, text in TEXTS[::3]
        for one, before in steps(text, names_of(page))
        if one.may_change(before)
    }
    assert asked == {id(one) for stage in STAGES for one in stage.passes}


def test_words_count_in_any_case() -> None:
    """As an expression that ignores case finds them: two letters have other small ones."""
    one = Pass(lambda text, _: text, words=("label", "sum"))
    assert all(map(one.may_change, ("LABEL", "Labels", "ſum")))
    assert not one.may_change("dL/dw = 2*x")
    assert in_small_letters("İı") == "ii"
    assert not has_one("dL/dw = 2*x", ())
    assert all(w == in_small_letters(w) for s in STAGES for p in s.passes for w in p.words)


def test_a_program_is_left_as_it_is_by_a_pass_over_mathematics() -> None:
    """So it is to the end of a stage, whatever becomes of the text there."""
    page = names_of("catalogue:linear")
    program = "for i in range(3):\n    dw = 2*x"
    upper = Pass(lambda text, _: text.upper(), is_of_mathematics=True)
    plain = Pass(lambda text, _: "dw = 2*x")
    assert through([Stage((upper,))], program, page) == program
    assert through([Stage((plain, upper))], program, page) == "dw = 2*x"
    assert through([Stage((plain,)), Stage((upper,))], program, page) == "DW = 2*X"
    assert through([Stage((plain,), signs=("∂",))], program, page) == program
    assert through([Stage((plain,), longest=5)], program, page) == program


def test_a_plain_answer_stays_as_it_was_typed() -> None:
    text = "dL/dw = 2*(y_hat - y)*x"
    assert as_typed(text, names_of("catalogue:linear")) == text
