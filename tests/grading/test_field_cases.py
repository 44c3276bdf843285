"""Derivations that people published and attacks on the judge: what may be said of each.

`fine` was established by automatic differentiation of the same claims.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

FILE = Path(__file__).parents[1] / "cases" / "field.json"
CASES = json.loads(FILE.read_text("utf-8"))
# Mathematics that is not yet read, or not decided.
OPEN = {"d028", "d064", "d072"}


def verdict(case: dict[str, Any]) -> str:
    family, _, name = case["page"].partition(":")
    model = model_of(name) if family == "catalogue" else model_of(case["page"])
    options = {word: case[word] for word in ("given", "wanted", "accept") if word in case}
    return grade(model, case["answer"], **options).verdict


@pytest.mark.parametrize("case", CASES["derivations"], ids=lambda case: case["id"])
def test_published_derivations(case: dict[str, Any]) -> None:
    open_too = ("undecided", "invalid") if case["id"] in OPEN else ()
    assert verdict(case) in (*case["fine"], *open_too)


@pytest.mark.parametrize("case", CASES["attacks"], ids=lambda case: case["id"])
def test_attacks(case: dict[str, Any]) -> None:
    assert verdict(case) in case["fine"]
