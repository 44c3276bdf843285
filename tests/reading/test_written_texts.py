"""Texts in the notations that people write get a verdict that is true of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from handgrad import check_model, grade
from tests.helpers.pages import model_of

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
        assert check_model(model_of(page)).verdict == "right"


@pytest.mark.parametrize(("page", "case"), CASES)
def test_the_verdict_is_true(page: str, case: dict[str, Any]) -> None:
    """Right, wrong, or undecided where there are two readings of one text."""
    model = page.removeprefix("catalogue:") if page.startswith("catalogue:") else None
    found = grade(model or model_of(page), case["answer"], **case.get("options", {}))
    assert found.verdict in case["fine"]


TRIPLET = """model triplet
sizes D
parameters f_a[D], f_p[D], f_n[D]
data alpha > 0
forward
    q = sum((f_a - f_p)^2) - sum((f_a - f_n)^2) + alpha
    L = relu(q)
"""


@pytest.mark.parametrize(
    ("by", "formula"), [("a", "2(f_n - f_p)"), ("p", "-2(f_a - f_p)"), ("n", "2(f_a - f_n)")]
)
def test_a_letter_below_is_no_index_where_the_page_has_the_name(by: str, formula: str) -> None:
    text = rf"\frac{{\partial L}}{{\partial f_{by}}} = {formula} if q > 0 else 0"
    others = [f"dL/df_{other} = 0*f_{other}" for other in "apn" if other != by]
    report = grade(model_of(TRIPLET), "\n".join([text, *others]))
    verdicts = {part.name: part.verdict for part in report.parts}
    assert verdicts[f"f_{by}"] == "right", str(report)
