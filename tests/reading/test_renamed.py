r"""A verdict does not depend on letters: w of a page and its texts as theta, L as psi, X as A.

The texts are those of `written_texts.json` that are nothing but formulas of LaTeX.
"""

import re

import pytest

from handgrad import grade
from handgrad.reading.spelling.characters import GREEK
from tests.helpers.pages import model_of
from tests.reading.test_respelled import KINDS, MOST

RENAMED = {
    "loss": ("L", "psi"), "weights": ("w", "theta"), "data": ("x", "u"), "rows": ("X", "A"),
    "labels": ("y", "gamma"), "scores": ("z", "tau"), "matrix": ("W", "Q"),
    "prediction": ("p", "h"),
}  # fmt: skip
COMMAND = re.compile(r"\\[A-Za-z]+")
PARTS = re.compile(r"(\\[A-Za-z]+)|[A-Za-z]+")
WORDS = re.compile(r"\$|\\(?:text|math|operator|begin)|(?<![\\A-Za-z])[A-Za-z]{4}")


def renamed(page: str, text: str, old: str, new: str) -> tuple[str, str] | None:
    """Both with another name, None where that is not sound."""
    title, _, body = page.partition("\n")
    letters = set(COMMAND.sub(" ", text))
    taken = {name.lower() for name in re.findall("[A-Za-z]+", body)}
    taken |= {sign.lstrip("\\").lower() for sign in (*letters, *COMMAND.findall(text))}
    is_index = re.search(
        rf"(?:sum|max)_\{{?{old}|\^\{{?\(?{old}|(?<!nabla)_\{{?[a-z]?{old}", text
    )
    is_known = re.search(rf"(?<![A-Za-z_]){old}(?![A-Za-z])", body) and old in letters
    has_twin = old.swapcase() in letters and not re.search(rf"\b{old.swapcase()}\b", body)
    is_formula = "\\frac" in text and not WORDS.search(text)
    if not is_formula or not is_known or is_index or has_twin or new.lower() in taken:
        return None
    sign = rf"\{new} " if new in GREEK.values() else new
    put = PARTS.sub(lambda part: part[1] or part[0].replace(old, sign), text)
    spaced = re.sub(r"(\\[A-Za-z]+)(?=\\)", r"\1 ", put)
    return f"{title}\n" + re.sub(
        rf"(?<![A-Za-z_])(d?){old}(?![A-Za-z])", rf"\1{new}", body
    ), spaced


def verdicts(how: str, verdict: str) -> list[tuple[str, str]]:
    """What renamed texts get, of texts with one verdict, spread over all kinds."""
    found = []
    for kind in KINDS:
        for case in kind["cases"]:
            page = kind["pages"][case["page"]]
            is_page = "\n" in page and case["fine"] == [verdict] and "options" not in case
            both = renamed(page, case["answer"], *RENAMED[how]) if is_page else None
            found += [both] if both else []
    chosen = found[:: max(1, len(found) // MOST)][:MOST]
    return [(grade(model_of(page), text).verdict, text) for page, text in chosen]


@pytest.mark.parametrize("how", RENAMED)
def test_right_texts_stay_right(how: str) -> None:
    """None becomes wrong, and nine in ten are read as before."""
    got = verdicts(how, "right")
    assert len(got) >= 8
    assert [text for verdict, text in got if verdict == "wrong"] == []
    lost = [text for verdict, text in got if verdict != "right"]
    assert len(lost) <= len(got) // 10, lost


@pytest.mark.parametrize("how", RENAMED)
def test_wrong_texts_do_not_become_right(how: str) -> None:
    got = verdicts(how, "wrong")
    assert got
    assert [text for verdict, text in got if verdict == "right"] == []
