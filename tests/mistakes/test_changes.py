"""What a hint says to change is tried: the changed answer is right when it is graded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import handgrad
from handgrad import testing
from handgrad.errors import FormulaError
from handgrad.hints import Hint
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.tree import Node, children, with_children
from handgrad.mistakes import diagnose
from handgrad.model import Model
from handgrad.page.loading import catalogue
from tests.helpers.pages import model_of

REAL = json.loads((Path(__file__).parents[1] / "cases" / "real_mistakes.json").read_text())

OLD = "old"


def changed(formula: str, change: str, model: Model) -> Iterator[str]:
    """The answer after a change, as text, by what the words say."""
    factor = re.fullmatch(r"(multiply|divide) by (.+)", change)
    term = re.fullmatch(r"(add|subtract) (.+)", change)
    if factor:
        yield f"{OLD} {'*' if factor[1] == 'multiply' else '/'} ({factor[2]})"
    elif term:
        yield f"{OLD} {'+' if term[1] == 'add' else '-'} ({term[2]})"
    elif " for " in change:
        new, _, old = (fitted(parse(t), model.shapes).tree if t != " for " else None
                       for t in re.split("( for )", change))  # fmt: skip
        assert new is not None
        assert old is not None
        tree = fitted(parse(formula), model.shapes).tree
        yield from map(plain, (everywhere(tree, old, new), *once(tree, old, new)))
    else:
        yield change


def everywhere(tree: Node, old: Node, new: Node) -> Node:
    if tree == old:
        return new
    below = tuple(everywhere(child, old, new) for child in children(tree))
    return with_children(tree, below) if below else tree


def once(tree: Node, old: Node, new: Node) -> Iterator[Node]:
    if tree == old:
        yield new
    for i, child in enumerate(below := children(tree)):
        for other in once(child, old, new):
            yield with_children(tree, (*below[:i], other, *below[i + 1 :]))


def mends(model: Model, by: str, formula: str, hint: Hint) -> bool:
    """Whether a change leads to an answer that is right, or divides 0 by 0 at a point."""
    for text in changed(formula, hint.change or "", model):
        lines = f"{OLD} = {formula}\ndL/d{by} = {text}"
        report = handgrad.grade(model, lines, given="all")
        if report.verdict in ("right", "undecided"):
            return True
    return False


@pytest.mark.parametrize("name", catalogue()[::6])
def test_a_change_leads_to_the_right_answer(name: str) -> None:
    """For mistakes of every page, drawn evenly."""
    model, tried = model_of(name), 0
    for parameter, formula, _ in testing.mutants(model)[::17][:12]:
        for hint in hints(model, parameter, formula):
            if hint.change is not None:
                assert mends(model, parameter, formula, hint), (formula, hint)
                tried += 1
    assert tried


def hints(model: Model, by: str, formula: str) -> tuple[Hint, ...]:
    try:
        return diagnose(model, by, fitted(parse(formula), model.shapes).tree)
    except FormulaError:
        return ()


@pytest.mark.parametrize("case", REAL, ids=lambda case: case["id"])
def test_a_real_wrong_answer_gets_a_hint_of_its_cause(case: dict[str, str]) -> None:
    """Answers as people give them: the first hint names the cause, and its change mends it."""
    model = model_of(case["page"], **json.loads(case.get("options", "{}")))
    found = hints(model, case["by"], case["wrong"])
    assert found, case
    assert re.search(case["says"], found[0].text), found
    for hint in found:
        if hint.change is not None:
            assert mends(model, case["by"], case["wrong"], hint), hint
