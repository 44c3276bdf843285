"""Gradients as arrays: right ones from float programs, wrong ones from known mistakes."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import handgrad
from handgrad.arithmetic import FLOAT64
from handgrad.errors import HandgradError
from handgrad.grading.grade_values import grade_values
from handgrad.language.arrays import nested
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.mistakes.known import mistakes
from handgrad.model import Model
from handgrad.page.loading import catalogue
from handgrad.referee.points import points_of
from tests.helpers.effort import count
from tests.helpers.pages import model_of
from tests.helpers.points import floats

SMALL = ("linear", "quadratic", "linear_regression", "ridge", "two_layer", "softmax_regression")


def floats_at(model: Model, index: int) -> dict[str, Any]:
    """A test point as plain floats."""
    point = points_of(model).values[index]
    return {name: floats(nested(value, model.rank(name))) for name, value in point.items()}


@pytest.mark.parametrize("arithmetic", ["float64", "float32"])
@pytest.mark.parametrize("name", catalogue())
def test_the_page_itself_in_floats_is_right(name: str, arithmetic: str) -> None:
    """At several points, with the rounding of float64 and of float32."""
    model = model_of(name)
    for index in range(min(count(5), len(points_of(model).values))):
        at = floats_at(model, index)
        found = grade_values(model, at, model.gradient(at, arithmetic=arithmetic))
        assert found.verdict == "right", (index, found)
        assert found.score == 1.0


@pytest.mark.parametrize("name", SMALL)
def test_known_mistakes_are_wrong_and_named(name: str) -> None:
    """Every wrong formula of the page, run in floats: wrong, with the hint of the formula."""
    model = model_of(name)
    at = floats_at(model, 0)
    values = model.run_forward(model.read(at, FLOAT64), FLOAT64)
    model.run_gradient(values, FLOAT64)
    known = mistakes(model)
    for mistake in known[:: max(1, len(known) // count(60))]:
        tree = fitted(parse(mistake.formula), model.shapes).tree
        value = nested(evaluate(tree, values, FLOAT64), model.rank(mistake.name))
        found = grade_values(model, at, {mistake.name: value})
        assert found.verdict == "wrong", (mistake, found)
        is_short = isinstance(value, float) and value.is_integer() and abs(value) < 100
        assert found.hints or is_short, mistake
        proof = found.parts[0].counterexample
        assert proof is not None


def test_a_mistake_in_numbers_has_the_words_of_the_formula() -> None:
    """-4 is what one gets without the factor x."""
    at = {"w": 1, "x": 2, "y": 4}
    ids = [hint.id for hint in grade_values("linear", at, {"w": -4}).hints]
    formula = handgrad.grade("linear" and model_of("linear"), "dL/dw = 2*(y_hat - y)").parts[0]
    assert "missing-factor" in [hint.id for hint in formula.hints]
    assert "convention" in ids


@pytest.mark.parametrize(
    ("number", "ids"),
    [
        (3, []), (13, []), (18, []), (2, []), (-12, ["sign"]),
        (6, ["convention", "missing-factor"]),
        (24, ["constant-factor", "accumulated"]),
        (4, ["missing-factor"]), (0, ["zero"]),
    ],
)  # fmt: skip
def test_a_short_number_has_plain_hints_only(number: float, ids: list[str]) -> None:
    """Of the right 12: that 3 is the value with 1/x for x is a chance of so small numbers."""
    at = {"w": 1, "x": 2, "y": -1}
    by_program = grade_values("linear", at, {"w": number}).hints
    by_hand = handgrad.grade("linear", f"dw = {number}", at=at).hints
    assert [hint.id for hint in by_program] == [hint.id for hint in by_hand] == ids


def linear_regression(values: Mapping[str, Any]) -> dict[str, Any]:
    """The gradient of the mean of squares as plain loops, another route than the page's."""
    X, y, w, b = values["X"], values["y"], values["w"], values["b"]
    n, d = len(X), len(w)
    residuals = [sum((X[i][j] * w[j] for j in range(d)), b) - y[i] for i in range(n)]
    by_w = [2 / n * sum((residuals[i] * X[i][j] for i in range(n)), 0.0) for j in range(d)]
    return {"w": by_w, "b": 2 / n * sum(residuals, 0.0)}


def changed(rng: random.Random, gradient: dict[str, Any], kind: str) -> dict[str, Any]:
    w = list(gradient["w"])
    if kind == "entry":
        w[rng.randrange(len(w))] *= 1 + rng.choice([1e-6, 1e-3, 1.0, -2.0])
    if kind == "scale":
        w = [v * rng.choice([0.5, 2.0, 3.0]) for v in w]
    if kind == "zero":
        w = [0.0 for _ in w]
    return {**gradient, "w": w}


def test_right_and_wrong_sets_of_values() -> None:
    """Programs in another order of operations are right; an entry off by a millionth is not."""
    rng = random.Random(20261126)
    model = model_of("linear_regression")
    shape = model.data["X"]
    for _ in range(count(170)):
        at: dict[str, Any] = {
            "X": [[rng.gauss(0, 3) for _ in range(shape[1])] for _ in range(shape[0])],
            "y": [rng.gauss(0, 3) for _ in range(shape[0])],
            "w": [rng.gauss(0, 1) for _ in range(shape[1])],
            "b": rng.gauss(0, 1),
        }
        right = linear_regression(at)
        assert grade_values(model, at, right).verdict == "right"
        for kind in ("entry", "scale", "zero"):
            found = grade_values(model, at, changed(rng, right, kind))
            assert found.verdict == "wrong", (kind, at, found)
            assert [part.verdict for part in found.parts] == ["wrong", "right"]


def test_a_gradient_that_vanishes_is_judged_by_what_went_into_it() -> None:
    """At the best fit the right value is all rounding."""
    model = model_of("linear_regression")
    shape = model.data["X"]
    X = [[0.1 * (i + 1) * (j + 2) ** 0.5 for j in range(shape[1])] for i in range(shape[0])]
    w = [0.3, -0.7, 0.2, 0.9][: shape[1]]
    y = [sum((X[i][j] * w[j] for j in range(shape[1])), 0.25) for i in range(shape[0])]
    at: dict[str, Any] = {"X": X, "y": y, "w": w, "b": 0.25}
    assert grade_values(model, at, linear_regression(at)).verdict == "right"
    off = {"w": [1e-9] * shape[1], "b": 0.0}
    assert grade_values(model, at, off).verdict == "wrong"


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda g: [list(row) for row in zip(*g, strict=True)], "transposed"),
        (lambda g: g[::-1], "permuted"),
        (lambda g: [[0.0] * len(g[0]), *g[1:]], "missing-block"),
        (lambda g: [[2 * v for v in row] for row in g], "constant-factor"),
        (lambda g: [[3 * v for v in row] for row in g], "accumulated"),
        (lambda g: [[0.0 for _ in row] for row in g], "zero"),
    ],
)
def test_patterns_of_arrays_are_named(spoil: Callable[[Any], Any], hint: str) -> None:
    model = model_of("softmax_regression")
    at = floats_at(model, 0)
    right = model.gradient(at)
    found = grade_values(model, at, {"W": spoil(right["W"])})
    assert found.verdict == "wrong"
    assert hint in [h.id for h in found.hints], found


def test_a_missing_sample_is_named() -> None:
    model = model_of("linear_regression")
    at = floats_at(model, 1)
    short = {**at, "X": at["X"][:-1], "y": at["y"][:-1]}
    n = len(at["X"])
    part = linear_regression(short)["w"]
    found = grade_values(model, at, {"w": [v * (n - 1) / n for v in part]})
    assert "missing-sample" in [hint.id for hint in found.hints], found


def test_conventions_are_accepted_where_the_caller_says_so() -> None:
    at = {"w": 1.5, "x": 2.0, "y": 4.0}
    half = {"w": (1.5 * 2.0 - 4.0) * 2.0}
    assert grade_values("linear", at, half).verdict == "wrong"
    assert grade_values("linear", at, half, accept=("half",)).verdict == "right"
    assert grade_values("linear", at, half, accept=("transpose",)).verdict == "wrong"


def test_arrays_of_numpy_keep_their_precision() -> None:
    """float32 arrays are judged by the rounding of float32, float64 by that of float64."""
    numpy = pytest.importorskip("numpy")
    model = model_of("linear_regression")
    at = floats_at(model, 0)
    right = numpy.array(linear_regression(at)["w"])
    assert grade_values(model, at, {"w": right}).verdict == "right"
    short = right.astype(numpy.float32)
    assert grade_values(model, at, {"w": short}).verdict == "right"
    assert grade_values(model, at, {"w": short.astype(float) + 1e-12}).verdict != "right"
    assert grade_values(model, at, {"w": right.reshape(-1, 1)}).verdict == "right"


@pytest.mark.parametrize(
    ("at", "gradient", "said"),
    [
        ({"w": 1, "x": 2}, {"w": 1}, "lacks y"),
        ({"w": 1, "x": 2, "y": 4}, {"v": 1}, "has no 'v'"),
    ],
)
def test_misuse_is_said(at: dict[str, Any], gradient: dict[str, Any], said: str) -> None:
    with pytest.raises(HandgradError, match=said):
        grade_values("linear", at, gradient)


@pytest.mark.parametrize("value", ["2", None, [[1, 2], [3]], float("nan"), [], True])
def test_what_is_no_array_is_invalid(value: object) -> None:
    """With a note that says what was expected."""
    found = grade_values("linear", {"w": 1, "x": 2, "y": 4}, {"w": value})
    assert found.verdict == "invalid"
    assert found.parts[0].note


def test_what_is_wanted_must_be_there() -> None:
    at = {"w1": 1, "w2": 1, "b": 0, "x": 2, "y": 4}
    found = grade_values("quadratic", at, {"w1": 16.0}, wanted="all")
    assert found.verdict == "invalid"
    assert found.score == pytest.approx(1 / 3)


def test_a_report_on_arrays_says_what_was_answered_and_what_the_key_is_worth() -> None:
    """All, some and none of it right; the key right, wrong and absent."""
    model = model_of("quadratic")
    at = {"w1": 1, "w2": 2, "b": 3, "x": 4, "y": 5}
    right = {"w1": 704.0, "w2": 176.0, "b": 44.0}
    found = grade_values(model, at, right)
    assert (found.complete, found.method_score, found.key) == (True, 1.0, "right")
    found = grade_values(model, at, {"w1": 704.0, "w2": 0.0})
    assert (found.complete, found.method_score, found.score) == (False, 0.5, 1 / 3)
    page = model.text.replace("dL/dy_hat * x\n", "dL/dy_hat * b\n")
    found = grade_values(model_of(page), at, right)
    assert (found.verdict, found.key) == ("right", "key-wrong")
    assert "dL/dw2 is wrong" in found.notes[0]
    assert not grade_values(model_of(page), at, right, feedback="hint").notes
    assert grade_values(model_of(page.partition("gradient")[0]), at, right).key is None


def test_a_report_on_a_program_says_the_same() -> None:
    def gradient(w: float, x: float, y: float) -> float:
        return 2 * (w * x - y) * x

    found = handgrad.grade_code("linear", gradient)
    assert (found.complete, found.method_score, found.key) == (True, 1.0, "right")


def test_numbers_on_a_page_without_derivatives() -> None:
    page = Model.from_text(
        "model bare: no gradient section\n"
        "parameters a in (0, 1), m\n"
        "data x\n"
        "forward\n"
        "    L = -log(a*exp(-(x - m)^2/2) + (1 - a)*exp(-x^2/2))\n"
    )
    at = {"a": 0.3, "m": 1, "x": 0.5}
    # Both bells are of one height at x = 1/2, so the slope is -a*(x - m).
    assert grade_values(page, at, {"m": 0.15}).verdict == "right"
    assert grade_values(page, at, {"m": -0.15}).verdict == "wrong"
    assert grade_values(page, at, {"a": 5}).verdict == "wrong"
