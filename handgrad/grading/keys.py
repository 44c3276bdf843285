"""A page whose own key is wrong in part: it is judged by differences, and that is said."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from handgrad.errors import HandgradError
from handgrad.grading.report import Report
from handgrad.language.tree import names
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.check_model import KeyCheck, check_model
from handgrad.verdict import KEY_WRONG


class Referee(NamedTuple):
    """A page as answers are judged by it: without the derivatives that its key has wrong.

    `check` is the check of what is left of the key, `key` the one of the key as it is written.
    """

    page: CheckedPage
    check: KeyCheck
    key: KeyCheck
    written: CheckedPage


def referee(page: CheckedPage, seed: int) -> Referee:
    """The page with every derivative that is known to be wrong left to differences.

    So is what stands on one.
    """
    key = check_model(page, seed=seed)
    if not key.failures:
        return Referee(page, key, key, page)
    cached = ("without wrong derivatives", seed)
    if cached not in page.cache:
        wrong = {failure.name for failure in key.failures}
        for derivative in page.derivatives:
            if not wrong.isdisjoint(names(derivative.tree)):
                wrong.add(derivative.name)
        page.cache[cached] = replace(
            page,
            derivatives=tuple(d for d in page.derivatives if d.name not in wrong),
            shapes={name: shape for name, shape in page.shapes.items() if name not in wrong},
            cache={},
        )
    kept: CheckedPage = page.cache[cached]
    return Referee(kept, check_model(kept, seed=seed), key, page)


def with_key(report: Report, by: Referee) -> Report:
    """The report with the verdict on the key, and what is wrong with it."""
    verdict = by.key.verdict if by.written.derivatives else None
    if verdict != KEY_WRONG:
        return replace(report, key=verdict)
    return replace(report, key=verdict, notes=(*report.notes, *_failures(by)))


def _failures(by: Referee) -> Iterator[str]:
    for failure in by.key.failures:
        said = f"the page's own {failure.name} is wrong: {failure}"
        looks = _look(by, failure.name)
        yield f"{said}; it looks like: {looks}" if looks else said


def _look(by: Referee, name: str) -> str:
    """The mistake that a wrong derivative of the key looks like, in words."""
    from handgrad.mistakes import diagnose

    tree = next(d.tree for d in by.written.derivatives if d.name == name)
    definitions = tuple((d.name, d.tree) for d in by.written.derivatives if d.name != name)
    try:
        hints = diagnose(by.page, name.partition("/d")[2], tree, definitions=definitions)
    except HandgradError:
        return ""
    return f"{hints[0].text} [{hints[0].id}]" if hints else ""
