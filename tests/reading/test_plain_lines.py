"""A plain equation is read without a look for prose around it: as that look would find it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.grading.grade import vocabulary
from handgrad.language.plain import plain
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import catalogue
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text.lines import Raw, equations_said, is_plain
from handgrad.reading.text.prose import Prose
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

CASES = Path(__file__).parents[1] / "cases"
WRITTEN = json.loads((CASES / "written_texts.json").read_text("utf-8"))["kinds"]


def compared(page: CheckedPage, text: str) -> int:
    """How many lines of a text are plain; each is what the look for prose makes of it."""
    prose = Prose(Names(vocabulary(page), text), text)
    found = 0
    for number, line in enumerate(text.splitlines(), 1):
        if is_plain(line, prose):
            found += 1
            [cut] = equations_said(Raw(number, line, line), prose)
            assert (cut.start, cut.text) == (0, line)
    return found


@pytest.mark.parametrize("name", catalogue())
def test_every_key_in_plain_notation(name: str) -> None:
    page = model_of(name)
    lines = [f"{f.name} = {plain(f.tree)}" for f in (*page.steps, *page.derivatives)]
    compared(page, "\n".join(lines))


def test_most_lines_of_simple_keys_are_plain() -> None:
    for name in ("linear", "quadratic", "affine"):
        page = model_of(name)
        lines = [f"{f.name} = {plain(f.tree)}" for f in page.derivatives]
        assert compared(page, "\n".join(lines)) == len(lines)


def written() -> Iterator[tuple[str, str]]:
    for kind in WRITTEN:
        for case in kind["cases"]:
            page = kind["pages"].get(case["page"], case["page"])
            yield page.removeprefix("catalogue:"), case["answer"]


def test_what_people_write() -> None:
    assert max(compared(model_of(page), text) for page, text in written()) > 1


WORDS = (
    "dL/dw dw w x y y_hat L = = = 2 0.5 * / + - ^ ( ) ( ) exp sin T . , ; : step a and the let "
    "where for if 1) (1) = $ ** // ' _ | d/dw a. sum mean is e) I i 3. ."
)
PIECES = st.sampled_from(WORDS.split(" "))


@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "  "])), max_size=14))
@examples(1000, long=20_000)
def test_rows_of_words_and_signs(pieces: list[tuple[str, str]]) -> None:
    compared(model_of("linear"), "".join(word + space for word, space in pieces))
