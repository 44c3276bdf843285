"""Whole answers in mathematics as people type them, with the verdict each must get.

`../cases/typed_mathematics.txt` has the pages and the answers, by kind.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

_CASES = Path(__file__).parent.parent / "cases" / "typed_mathematics.txt"
_HEAD = re.compile(r"@(page|case) (\w+) ?([\w|]*)(?: wanted=(\S+))?")


def blocks() -> Iterator[tuple[re.Match[str], str]]:
    """Each heading with the text below it."""
    for block in re.split(r"(?m)^(?=@)", _CASES.read_text(encoding="utf-8")):
        head, _, body = block.partition("\n")
        if match := _HEAD.fullmatch(head.strip()):
            yield match, "\n".join(row for row in body.splitlines() if row[:2] != "%%")


PAGES = {head[2]: body for head, body in blocks() if head[1] == "page"}
CASES = [(head, body.strip("\n")) for head, body in blocks() if head[1] == "case"]


@pytest.mark.parametrize(("head", "answer"), CASES)
def test_gets_the_true_verdict(head: re.Match[str], answer: str) -> None:
    wanted = tuple(head[4].split(",")) if head[4] else ()
    report = grade(model_of(PAGES[head[2]]), answer, **({"wanted": wanted} if wanted else {}))
    assert report.verdict in head[3].split("|"), str(report)


def test_finds_the_cases() -> None:
    assert len(CASES) > 20
    assert {head[2] for head, _ in CASES} == set(PAGES)
