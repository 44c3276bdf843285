"""Pages: what they say is read, and what does not hold together is said in one line."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from handgrad import HandgradError, Model, check_model, grade, load
from handgrad.errors import EvaluationError, FormulaError, ValuesError
from handgrad.language.parser import parse
from handgrad.page.values import leaves

PAGE = """
model tiny: a page for tests
sizes n, m
parameters W[m,n], b[m], s > 0
data x[n], t in {0, 1}, p[m] distribution, c[n] one_hot
forward
    z = W @ x + b
    L = sum(z^2)*s + t + sum(p) + sum(c)
gradient
    dL/dz = 2*s*z
    dL/dW = dL/dz @ x.T
    dL/db = dL/dz
    dL/ds = sum(z^2)
"""
VALUES: dict[str, Any] = {
    "W": [[1, 2, 3], [4, 5, 6]],
    "b": [1, -1],
    "s": 2,
    "x": [1, 0, -1],
    "t": 1,
    "p": [Fraction(1, 4), Fraction(3, 4)],
    "c": [0, 1, 0],
}


def changed(old: str, new: str) -> str:
    assert old in PAGE
    return PAGE.replace(old, new)


def test_what_a_page_declares() -> None:
    model = Model.from_text(PAGE)
    assert (model.name, model.title) == ("tiny", "a page for tests")
    assert model.parameters == {"W": (2, 3), "b": (2,), "s": ()}
    assert model.data == {"x": (3,), "t": (), "p": (2,), "c": (3,)}
    assert list(model.forward) == ["z", "L"]
    assert model.forward["z"] == "W @ x + b"
    assert model.gradient_formulas["dL/db"] == "dL/dz"
    assert Model.from_text(PAGE, n=5, m=7).parameters["W"] == (7, 5)


def test_values_worked_by_hand() -> None:
    """z = W x + b = (-1, -3); L = 2*(1 + 9) + 1 + 1 + 1."""
    model = Model.from_text(PAGE)
    assert model.evaluate(VALUES) == {"z": [-1, -3], "L": 23}
    assert model.loss(VALUES) == 23
    assert model.gradient(VALUES) == {
        "W": [[-4, 0, 4], [-12, 0, 12]],
        "b": [-4, -12],
        "s": 10,
    }


def test_differences_are_the_gradient() -> None:
    model = Model.from_text(PAGE)
    assert model.differences(VALUES) == model.gradient(VALUES)
    floats = {**VALUES, "s": 2.0}
    assert model.differences(floats) == model.gradient(floats)
    smooth = load("two_layer", n=2, m=2, k=1)
    values = {"W1": [[0.1, 0.2], [0.3, 0.4]], "b1": [0.5, 0.6], "W2": [[0.7, 0.8]], "b2": [0.9],
              "x": [1.0, -1.0], "y": [0.25]}  # fmt: skip
    measured, formulas = smooth.differences(values), smooth.gradient(values)
    for name in smooth.parameters:
        assert list(leaves(measured[name])) == pytest.approx(
            list(leaves(formulas[name])), rel=1e-14
        )


@pytest.mark.parametrize(("arithmetic", "x"), [("float32", 1e20), ("float64", 1e200)])
def test_differences_out_of_the_reach_of_floats_are_refused(arithmetic: str, x: float) -> None:
    model, values = load("linear"), {"w": 1, "x": x, "y": 0}
    for ask in (model.differences, lambda *a, **k: model.hessian(*a, "w", **k)):
        with pytest.raises(EvaluationError, match=r"stops being finite|too large for a float"):
            ask(values, arithmetic=arithmetic)


def test_differences_at_a_kink_are_refused() -> None:
    page = "model p: p\nparameters w\nforward\n    L = relu(w)\ngradient\n    dL/dw = step(w)\n"
    model = Model.from_text(page)
    with pytest.raises(HandgradError, match="kink in w"):
        model.differences({"w": 0})
    assert model.differences({"w": 1e-25}) == {"w": 1.0}
    with pytest.raises(HandgradError, match="not exact"):
        load("softplus").differences({"z": [1, 2, 3], "g": [1, 1, 1]})


def test_a_gate_on_a_choice_of_values_is_no_kink() -> None:
    """t > 0 is at its edge for t = 0, but t is 0 or 1 and nothing near."""
    page = """
model switch: a label that switches the loss
parameters w
data x, t in {0, 1}
forward
    m = t > 0
    L = (w*x)^2*m + w*(1 - m)
gradient
    dL/dw = 2*w*x^2*m + (1 - m)
"""
    model = Model.from_text(page)
    assert grade(model, "dL/dw = 2*w*x^2*t + 1 - t").verdict == "right"
    assert grade(model, "dL/dw = 2*w*x^2").verdict == "wrong"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (VALUES, Fraction),
        ({**VALUES, "s": 2.0}, float),
        ({**VALUES, "s": Decimal(2)}, Decimal),
    ],
)
def test_the_arithmetic_follows_the_values(values: dict[str, Any], kind: type) -> None:
    assert type(Model.from_text(PAGE).gradient(values)["s"]) is kind


def test_an_arithmetic_that_cannot_says_why() -> None:
    with pytest.raises(HandgradError, match="decimal"):
        load("two_layer", n=1, m=1, k=1).gradient(
            {"W1": [[1]], "b1": [1], "W2": [[1]], "b2": [1], "x": [1], "y": [1]}
        )
    with pytest.raises(HandgradError, match="float16"):
        Model.from_text(PAGE).gradient(VALUES, arithmetic="float16")


BROKEN: list[tuple[str, str, str]] = [
    ("model tiny: a page for tests", "", "a page starts with"),
    ("model tiny", "model 1", "a page starts with"),
    ("sizes n, m", "sizes n, n", "declared twice"),
    ("sizes n, m", "sizes n=0.5, m", "a size is a name"),
    ("x[n]", "x[q]", "unknown size 'q'"),
    ("x[n]", "x[n,m,n]", "at most 2"),
    ("s > 0", "s > zero", "does not declare a name"),
    ("s > 0", "s one_hot", "one_hot needs a vector"),
    ("s > 0", "exp", "the name of a function"),
    ("s > 0", "pi", "the name of a constant"),
    ("s > 0", "x", "declared already"),
    ("    z = W @ x + b", "    z = W @ x + q", "unknown name 'q'"),
    ("    z = W @ x + b", "    z = x @ W + b", "the shapes of"),
    ("    z = W @ x + b", "    z = W @ x +", "expected after"),
    ("    z = W @ x + b", "    W = W @ x + b", "declared already"),
    ("    z = W @ x + b", "    z W @ x + b", "'=' was expected"),
    ("    z = W @ x + b", "    dL/dz = W @ x + b", "belongs in the gradient section"),
    ("sum(z^2)*s + t", "z", "must be a scalar"),
    ("    dL/db = dL/dz\n", "    dL/db = dL/dz\n    dL/db = dL/dz\n", "given twice"),
    ("dL/db = dL/dz", "dL/db = dL/dW", "a derivative has the shape"),
    ("dL/db = dL/dz", "dM/db = dL/dz", "names dL/dNAME"),
    ("dL/db = dL/dz", "dL/dq = dL/dz", "names dL/dNAME"),
    ("forward", "foward", "a line of a page starts with"),
    ("    L = sum(z^2)*s + t + sum(p) + sum(c)\n", "    L = x[7]\n", "past the last"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_a_page_that_does_not_hold_together(old: str, new: str, message: str) -> None:
    """One line, with the place."""
    with pytest.raises(FormulaError, match=message) as caught:
        Model.from_text(changed(old, new))
    assert "\n" not in str(caught.value)
    assert caught.value.line >= 1
    assert caught.value.column >= 1


@pytest.mark.parametrize("page", ["", "   \n", "# nothing", None, 3, b"model x: x"])
def test_what_is_no_page(page: Any) -> None:
    with pytest.raises(HandgradError):
        Model.from_text(page)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [({"q": 2}, "no size 'q'"), ({"n": 0}, "from 1"), ({"n": 1.5}, "from 1"),
     ({"n": True}, "from 1"), ({"n": 10**9}, "from 1"), ({"n": 10**5, "m": 10**4}, "entries")],
)  # fmt: skip
def test_sizes_that_cannot_be(sizes: dict[str, Any], message: str) -> None:
    with pytest.raises(HandgradError, match=message):
        Model.from_text(PAGE, **sizes)


REFUSED: list[tuple[str, Any, str]] = [
    ("W", [[1, 2, 3]], r"values\['W'\] must be a list of 2 rows"),
    ("W", [[1, 2, 3], [4, 5]], r"values\['W'\]\[1\] must be a list of 3"),
    ("W", [[1, 2, 3], 4], r"values\['W'\]\[1\]"),
    ("W", 1, r"values\['W'\]"),
    ("b", [1, [2]], r"values\['b'\]\[1\] must be a number"),
    ("b", [1, float("nan")], r"values\['b'\]\[1\] must be a finite number"),
    ("b", [1, float("inf")], "finite"),
    ("b", [1, Decimal("NaN")], "finite"),
    ("b", [1, True], "must be a number"),
    ("b", [1, 1j], "must be a number"),
    ("b", [1, "2"], "must be a number"),
    ("b", [1, None], "must be a number"),
    ("b", {1, 2}, "must be a list"),
    ("b", "12", "must be a list"),
    ("s", [1], "must be a number"),
    ("s", 0, r"values\['s'\] must be > 0"),
    ("s", -1.5, "must be > 0"),
    ("t", 2, r"values\['t'\] must be 0 or 1"),
    ("t", 0.5, "must be 0 or 1"),
    ("p", [0.5, 0.6], "add up to 1"),
    ("p", [1.5, -0.5], "positive"),
    ("c", [0, 0, 0], "one 1 and otherwise 0"),
    ("c", [1, 1, 0], "one 1 and otherwise 0"),
]


@pytest.mark.parametrize(("name", "value", "message"), REFUSED)
def test_values_that_do_not_fit_are_named(name: str, value: Any, message: str) -> None:
    model = Model.from_text(PAGE)
    calls: list[Callable[[dict[str, Any]], Any]] = [
        model.evaluate, model.loss, model.gradient, model.differences
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(ValuesError, match=message) as caught:
            call({**VALUES, name: value})
        assert "\n" not in str(caught.value)


def test_names_that_are_missing_or_unknown() -> None:
    model = Model.from_text(PAGE)
    with pytest.raises(HandgradError, match="lacks x"):
        model.loss({n: v for n, v in VALUES.items() if n != "x"})
    with pytest.raises(HandgradError, match="did you mean 's'"):
        model.loss({**VALUES, "ss": 1})
    with pytest.raises(HandgradError, match="must be a mapping"):
        model.loss([1, 2])  # type: ignore[arg-type]


def test_division_by_zero_at_a_point_is_said() -> None:
    page = "model p: p\nparameters w\nforward\n    L = 1/w\ngradient\n    dL/dw = -1/w^2\n"
    for value in (0, 0.0, Decimal(0)):
        with pytest.raises(HandgradError, match="zero"):
            Model.from_text(page).loss({"w": value})


def test_objects_with_tolist_are_accepted() -> None:
    class Like:
        def __init__(self, value: Any) -> None:
            self.value = value

        def tolist(self) -> Any:
            return self.value

    model = Model.from_text(PAGE)
    wrapped = {name: Like(value) for name, value in VALUES.items()}
    assert model.gradient(wrapped) == model.gradient(VALUES)


def test_a_page_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text(PAGE, encoding="utf-8")
    assert load(path).parameters == Model.from_text(PAGE).parameters
    assert load(str(path), n=4).data["x"] == (4,)
    for name in ("quadratc", tmp_path / "none.txt", tmp_path):
        with pytest.raises(HandgradError):
            load(name)


def test_a_vector_is_given_flat_or_as_a_column() -> None:
    """Numbers of n x 1 are the vector itself; a row is not, nor a column where a number is."""
    model = load("two_layer", n=2, m=3, k=1)
    flat = {"W1": [[1, 2], [3, 4], [5, 6]], "b1": [1, 2, 3], "W2": [[1, 0, 2]], "b2": [4],
            "x": [1, 2], "y": [0]}  # fmt: skip
    column = {**flat, "b1": [[1], [2], [3]], "b2": [[4]], "x": ([1], [2])}
    assert model.gradient(column, arithmetic="decimal") == model.gradient(
        flat, arithmetic="decimal"
    )
    for wrong in ([[1, 2, 3]], [[1], [2], 3], [[1], [2]], [[[1]], [[2]], [[3]]]):
        with pytest.raises(ValuesError, match="b1"):
            model.gradient({**flat, "b1": wrong})
    with pytest.raises(ValuesError, match="a number"):
        load("linear").gradient({"w": [[1]], "x": 2, "y": 4})


def test_clip_is_short_for_the_smaller_and_the_larger() -> None:
    """So that values, gates, drafts and causes of clip are those of min and max."""
    page = "model m: m\nsizes n\nparameters w[n]\ndata a, b\nforward\n    L = sum({})\n"
    short = Model.from_text(page.format("clip(w, a, b)"))
    values = {"w": [-2, Fraction(1, 3), 7], "a": -1, "b": 2}
    assert short.loss(values) == -1 + Fraction(1, 3) + 2
    assert short.differences(values) == {"w": [0, 1, 0]}
    assert short.steps[0].tree == parse("sum(min(max(w, a), b))")
    drafted = Model.from_text(str(short) + short.draft())
    assert check_model(drafted).verdict == "right"
    between = "dL/dw = (w > a)*(w < b)"
    assert grade(short, between).verdict == "right"
    assert grade(short, "dL/dw = (w > a)").verdict == "wrong"


@pytest.mark.parametrize(
    ("page", "meant"),
    [
        ("model p: p\nparameters w\nforward\n    L = sigma(w)\n", "did you mean 'sigmoid'"),
        ("model p: p\nparamters w\nforward\n    L = w^2\n", "did you mean 'parameters'"),
    ],
)
def test_a_word_that_a_page_does_not_have_is_told_with_what_was_meant(
    page: str, meant: str
) -> None:
    with pytest.raises(HandgradError, match=meant):
        Model.from_text(page)
