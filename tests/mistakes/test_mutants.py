"""The wrong answers known for a page: all wrong, all named, and how test suites use them."""

import builtins
import random
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handgrad
from handgrad import testing
from handgrad.errors import HandgradError
from handgrad.language.arrays import as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.mistakes import diagnose
from handgrad.model import Model, load
from handgrad.page.loading import catalogue
from handgrad.referee.environment import arithmetic_for, at_points
from handgrad.referee.points import SEED
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

SMALL = ("linear", "quadratic", "linear_regression", "two_layer", "softmax_cross_entropy")

steady = examples(40)


def values_of(model: Model, formula: str) -> list[list[Any]]:
    """The entries of a formula at each test point, in decimal."""
    numbers = arithmetic_for(60)
    tree = fitted(parse(formula), model.shapes).tree
    with numbers.working():
        return [
            list(as_array(evaluate(tree, values, numbers)).entries)
            for values in at_points(model, SEED, 60)
        ]


@pytest.mark.parametrize("name", SMALL)
def test_no_mutant_has_the_value_of_the_key_or_of_another(name: str) -> None:
    model = model_of(name)
    seen = {
        parameter: [values_of(model, model.gradient_formulas[f"dL/d{parameter}"])]
        for parameter in model.parameters
    }
    for parameter, formula, _ in testing.mutants(model):
        values = values_of(model, formula)
        for other in seen[parameter]:
            assert not close(values, other), formula
        seen[parameter].append(values)


@pytest.mark.parametrize("name", [*SMALL, *catalogue()[::16]])
def test_a_sample_of_the_mutants_is_wrong_and_named(name: str) -> None:
    model = model_of(name)
    mutants = testing.mutants(model)
    assert {mutant.name for mutant in mutants} <= set(model.parameters)
    sample = random.Random(name).sample(mutants, min(5, len(mutants)))
    for mutant in sample:
        derivative = model.derivative_name(mutant.name)
        report = handgrad.grade(model, f"{derivative} = {mutant.formula}")
        assert report.verdict == "wrong", mutant
        answer = fitted(parse(mutant.formula), model.shapes).tree
        assert diagnose(model, mutant.name, answer), mutant


@pytest.mark.parametrize(
    "formula",
    [
        "x*(w*x - y)", "-2*x*(w*x - y)", "2*(w*x - y)", "2*x*(w*x - y)^2", "(w*x - y)^2",
        "2*w*(w*x - y)", "x", "2*w*x^2", "2*x^2*(w*x - y)", "-2*(w*x - y)",
        "x*sign(w*x - y)", "w - 0.1*2*x*(w*x - y)",
    ],
)  # fmt: skip
def test_the_mistakes_of_the_first_lesson_are_there(formula: str) -> None:
    model = model_of("linear")
    wanted = values_of(model, formula)
    found = [values_of(model, mutant.formula) for mutant in testing.mutants(model)]
    assert any(close(values, wanted) for values in found)


def close(values: list[list[Any]], others: list[list[Any]]) -> bool:
    pairs = [p for a, b in zip(values, others, strict=True) for p in zip(a, b, strict=True)]
    return all(abs(a - b) <= max(abs(a), abs(b)) / 10**40 for a, b in pairs)


def test_the_list_is_the_same_every_time() -> None:
    assert testing.mutants(load("two_layer")) == testing.mutants(load("two_layer"))


def test_points_lie_in_the_domains() -> None:
    model = Model.from_text(
        "model domains: one of each\nsizes n, m\n"
        "parameters a > 0, b in (0, 1), c in [0, 1]\n"
        "data d in {0, 1}, e[n] one_hot, f[m,n] distribution, g[m,n], h[n] < -7, i >= 9\n"
        "forward\n    L = a*b*c*d*sum(e)*sum(f)*sum(g)*sum(h)*i\n"
        "gradient\n    dL/da = 1\n    dL/db = 1\n    dL/dc = 1\n"
    )

    @steady
    @given(testing.points(model))
    def check(values: dict[str, Any]) -> None:
        assert model.loss(values) == model.loss(values, arithmetic="rational")

    check()


@pytest.mark.parametrize("name", ["quadratic", "two_layer"])
def test_rewritten_forms_are_right(name: str) -> None:
    model = model_of(name)
    parameter = next(iter(model.parameters))

    @steady
    @given(testing.rewritten(model, parameter))
    def check(formula: str) -> None:
        report = handgrad.grade(model, f"dL/d{parameter} = {formula}", given="all")
        assert report.verdict == "right"

    check()


def test_wrong_forms_are_wrong() -> None:
    model = model_of("quadratic")

    @steady
    @given(testing.wrong(model, "w2"))
    def check(formula: str) -> None:
        assert handgrad.grade(model, f"dL/dw2 = {formula}").verdict == "wrong"

    check()


@steady
@given(st.sampled_from(["x", "y_hat", "w2", "nothing"]))
def test_only_parameters_have_strategies(name: str) -> None:
    with pytest.raises(HandgradError, match="parameters: w"):
        testing.wrong(load("linear"), name)
    with pytest.raises(HandgradError, match="parameters: w"):
        testing.rewritten(load("linear"), name)


def test_without_hypothesis_the_error_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    really = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith("hypothesis"):
            raise ImportError(name)
        return really(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    for module in [m for m in sys.modules if m.split(".")[0] == "hypothesis"]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(HandgradError, match="pip install hypothesis"):
        testing.points(load("linear"))
    assert testing.mutants(model_of("linear"))


def test_a_page_without_a_key_has_the_mistakes_of_the_page_with_one() -> None:
    """The lesson without its gradient section: drafted, then wrong answers are found."""
    model = model_of("quadratic")
    keyless = model_of(model.text.partition("gradient\n")[0])
    known = {(m.name, m.hint.id) for m in testing.mutants(keyless)}
    assert {(name, "convention") for name in model.parameters} <= known
    for mutant in testing.mutants(keyless):
        assert handgrad.grade(model, f"dL/d{mutant.name} = {mutant.formula}").verdict == "wrong"
