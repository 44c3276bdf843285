"""Every key of the catalogue: each mutant is rejected, each rewritten form accepted."""

import random

import pytest

from handgrad import Model, grade
from handgrad.errors import FormulaError
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.language.tree import Node
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.edits import mutants_of
from handgrad.page.loading import catalogue
from handgrad.teaching.latex_page import latex
from handgrad.testing.rewriting import rewritten_key
from tests.helpers.effort import some
from tests.helpers.judged import verdict
from tests.helpers.pages import model_of

OTHER_SEEDS = (1, 2, 3)
# So many parameters of a large page are tried in the quick profile, spread over all of them.
FEW = 5
UNICODE = str.maketrans({"*": "⊙", "-": "−"})


def mutants(model: Model, parameter: str) -> list[Node]:
    """The mutants of a key that fit its shape, each once."""
    formula = next(d for d in model.derivatives if d.name == model.derivative_name(parameter))
    found: dict[str, Node] = {}
    for suspect in mutants_of(formula.tree, Bench(model, parameter, formula.tree)):
        try:
            tree, shape = fitted(suspect.formula, model.shapes, sizes=model.sizes)
        except FormulaError:
            continue
        if shape == formula.shape and tree != formula.tree:
            found[plain(tree)] = tree
    return list(found.values())


@pytest.mark.parametrize("name", catalogue())
def test_no_mutant_of_a_key_is_accepted_unless_it_is_the_key_in_other_words(name: str) -> None:
    """A mutant judged right at the default points is right at points of other seeds too."""
    model = model_of(name)
    judged = 0
    for parameter in some(list(model.parameters), FEW):
        found = mutants(model, parameter)
        for mutant in some(found, 4):
            judged += 1
            if verdict(model, parameter, mutant) == "right":
                elsewhere = [verdict(model, parameter, mutant, seed=s) for s in OTHER_SEEDS]
                assert elsewhere == ["right"] * len(OTHER_SEEDS), plain(mutant)
    assert judged


@pytest.mark.parametrize("name", catalogue())
def test_rewritten_keys_are_right_in_every_notation(name: str) -> None:
    """Plain text, LaTeX and Unicode signs of the same rewriting get the same verdict."""
    model = model_of(name)
    generator = random.Random(name)
    for parameter in some(list(model.parameters), FEW):
        derivative = model.derivative_name(parameter)
        tree, _ = fitted(
            rewritten_key(model, parameter, generator), model.shapes, sizes=model.sizes
        )
        text = plain(tree)
        for written in (text, latex(tree, model.shapes), text.translate(UNICODE)):
            if len(written) > 3900:
                continue
            report = grade(model, f"{derivative} = {written}", given="all")
            assert report.verdict == "right", f"{written}\n{report}"


def test_a_mutant_that_divides_by_a_closed_gate_is_not_right() -> None:
    model = model_of("two_layer", activation="relu")
    report = grade(model, "dL/db1 = dL/da1/step(z1)", given="all")
    assert report.verdict == "undecided"
