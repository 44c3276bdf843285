"""Texts in the notations that people write get a verdict that is true of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from handgrad import Model, check_model, grade

KINDS = json.loads(
    (Path(__file__).parents[1] / "cases" / "written_texts.json").read_text("utf-8")
)["kinds"]
PAGES = [page for kind in KINDS for page in kind["pages"].values()]
CASES = [
    pytest.param(kind["pages"][case["page"]], case, id=f"{case['page']}-{n}")
    for kind in KINDS
    for n, case in enumerate(kind["cases"])
]


@pytest.mark.parametrize("page", PAGES)
def test_the_keys_of_their_pages_are_right(page: str) -> None:
    """By finite differences: what the cases say is true rests on them."""
    if not page.startswith("catalogue:"):
        assert check_model(Model.from_text(page)).verdict == "right"


@pytest.mark.parametrize(("page", "case"), CASES)
def test_the_verdict_is_true(page: str, case: dict[str, Any]) -> None:
    """Right, wrong, or undecided where there are two readings of one text."""
    model = page.removeprefix("catalogue:") if page.startswith("catalogue:") else None
    found = grade(model or Model.from_text(page), case["answer"], **case.get("options", {}))
    assert found.verdict in case["fine"]
