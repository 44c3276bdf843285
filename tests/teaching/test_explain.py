"""The worked examples: every number a student follows is right, and the text says so."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from handgrad.arithmetic import RATIONAL, decimal_arithmetic
from handgrad.errors import HandgradError
from handgrad.language.arrays import as_array
from handgrad.language.evaluate import evaluate
from handgrad.model import Model, load
from handgrad.page.loading import catalogue, variants
from handgrad.page.values import leaves
from handgrad.teaching import dot, explain, mermaid, read_at
from handgrad.teaching.example import example
from handgrad.teaching.graph import graph, has_graph
from handgrad.teaching.operations import (
    OPERANDS,
    OPERATIONS,
    RESULT,
    forward,
    local_derivative,
)
from handgrad.teaching.short_numbers import short
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

DECIMAL = decimal_arithmetic(60)
STEP = Decimal("1e-20")

VARIANTS = [(name, options) for name in catalogue() for options in variants(name)]
every_variant = pytest.mark.parametrize(("name", "options"), VARIANTS, ids=str)

QUADRATIC = """\
quadratic: a parabola, squared error

Given
  parameters w1 = 1, w2 = 1, b = 0
  data x = 2, y = 9

Forward
  v1    = w1*x      = 1*2    = 2
  v2    = v1*x      = 2*2    = 4
  v3    = w2*x      = 1*2    = 2
  v4    = v2 + v3   = 4 + 2  = 6
  y_hat = v4 + b    = 6 + 0  = 6
  v5    = y_hat - y = 6 - 9  = -3
  L     = v5^2      = (-3)^2 = 9

Backward: start with dL/dL = 1; multiply what has arrived at a result by its local derivative
  v5 in L = v5^2            dL/dv5 = 2*v5 = 2*(-3) = -6   dL/dv5 = dL/dL*(-6) = 1*(-6) = -6
  y_hat in v5 = y_hat - y   dv5/dy_hat = 1                dL/dy_hat = dL/dv5*1 = -6*1 = -6
  v4 in y_hat = v4 + b      dy_hat/dv4 = 1                dL/dv4 = dL/dy_hat*1 = -6*1 = -6
  v3 in v4 = v2 + v3        dv4/dv3 = 1                   dL/dv3 = dL/dv4*1 = -6*1 = -6
  v2 in v4 = v2 + v3        dv4/dv2 = 1                   dL/dv2 = dL/dv4*1 = -6*1 = -6
  v1 in v2 = v1*x           dv2/dv1 = x = 2               dL/dv1 = dL/dv2*2 = -6*2 = -12
  w1 in v1 = w1*x           dv1/dw1 = x = 2               dL/dw1 = dL/dv1*2 = -12*2 = -24
  w2 in v3 = w2*x           dv3/dw2 = x = 2               dL/dw2 = dL/dv3*2 = -6*2 = -12
  b in y_hat = v4 + b       dy_hat/db = 1                 dL/db = dL/dy_hat*1 = -6*1 = -6

Gradient
  dL/dw1 = -24
  dL/dw2 = -12
  dL/db  = -6

Beware
  - x is used 3 times. It is data, so its gradient is not asked for; if it were, gradients add
    up: dL/dx = -6 + (-12) + (-12) = -30.
  - Before the next step set every gradient to zero: a training loop that forgets it adds the
    new gradients to the old ones."""


def page(forward: str, gradient: str, *, parameters: str = "w", data: str = "x") -> Model:
    """A page of scalars with these formulas."""
    return Model.from_text(
        f"model p: a page\nparameters {parameters}\ndata {data}\n"
        f"forward\n{forward}\ngradient\n{gradient}\n"
    )


def test_the_lesson_is_worked_through_line_by_line() -> None:
    at = read_at("w1=1,w2=1,b=0,x=2,y=9")
    assert explain(model_of("quadratic"), at) == QUADRATIC


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("a", ["0.75", "2.5"])
def test_local_derivatives_are_the_slopes_of_their_operations(operation: str, a: str) -> None:
    """Central differences of the operation itself, in 60 digits, at a point without a kink."""
    if operation in ("arcsin", "arccos") and Decimal(a) > 1:
        a = "0.25"
    with DECIMAL.working():
        at = {"a": Decimal(a), "b": Decimal("1.5"), "d": Decimal("-0.5")}
        used = OPERANDS[: len(OPERATIONS[operation]) - 1]
        at[RESULT] = evaluate(forward(operation), at, DECIMAL)  # type: ignore[assignment]
        for i, letter in enumerate(used):
            up, down = (
                evaluate(forward(operation), {**at, letter: at[letter] + h}, DECIMAL)
                for h in (STEP, -STEP)
            )
            slope = (up - down) / (2 * STEP)
            assert abs(evaluate(local_derivative(operation, i), at, DECIMAL) - slope) < 1e-30


@pytest.mark.parametrize("operation", ["sin", "tanh", "abs", "relu", "erf", "square"])
def test_local_derivatives_hold_on_the_negative_side(operation: str) -> None:
    with DECIMAL.working():
        a = Decimal("-0.75")
        up, here, down = (
            evaluate(forward(operation), {"a": a + h}, DECIMAL) for h in (STEP, 0 * STEP, -STEP)
        )
        found = evaluate(local_derivative(operation, 0), {"a": a, RESULT: here}, DECIMAL)
        assert abs(found - (up - down) / (2 * STEP)) < 1e-30


def shown_gradient(text: str, model: Model, name: str) -> list[str]:
    """The numbers that the text shows for the derivative by `name`, in order."""
    title = model.derivative_name(name)
    if has_graph(model):
        return re.findall(rf"^  {title} *= (.*)$", text.split("\nGradient\n")[1], re.MULTILINE)
    block = text.split("\nBackward")[1].split(f"\n  {title} = ")[1].split("\n  d")[0]
    value = block.split("\n\n")[0].split(f"\n{' ' * len(title)}   = ")[1]
    return re.findall(r"[-\d./e]+", value)


@every_variant
def test_the_gradient_shown_is_the_pages(name: str, options: dict[str, Any]) -> None:
    """By the chain rule over elementary steps for scalars, laid out in rows for matrices."""
    model = model_of(name, **options)
    found = example(model, None)
    values = {n: given_as_typed(model, found.environment, n) for n in model.declarations}
    gradient = model.gradient(values, arithmetic=found.numbers.name)
    text = explain(model)
    for parameter in model.parameters:
        expected = [short(entry) for entry in leaves(gradient[parameter])]  # type: ignore[arg-type]
        assert shown_gradient(text, model, parameter) == expected


def given_as_typed(model: Model, environment: Mapping[str, Any], name: str) -> Any:
    array, shape = as_array(environment[name]), model.dimensions(name)
    if not shape:
        return array.entries[0]
    if len(shape) == 1:
        return list(array.entries)
    return [list(array.row(i)) for i in range(array.rows)]


LEAVES = st.sampled_from(["w", "x", "2", "3", "0.5", "pi"])
ONE_ARGUMENT = ["exp", "tanh", "sin", "sigmoid", "softplus", "erf", "relu", "abs"]
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/"]), inner),
        st.builds("{}({})".format, st.sampled_from(ONE_ARGUMENT), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), inner, inner),
        st.builds("(-{})".format, inner),
        st.builds("({})^2".format, inner),
        st.builds("where({} < {}, {}, {})".format, inner, inner, inner, inner),
    ),
    max_leaves=8,
)


@examples(150)
@given(FORMULAS)
def test_the_chain_rule_over_any_formula_gives_its_slope(formula: str) -> None:
    """Backward through the recorded operations against a difference of the whole formula."""
    model = page(f"    L = w*({formula})", "    dL/dw = w")
    w, x = Decimal("0.8671875"), Decimal("1.3671875")
    loss = model.steps[0].tree
    with DECIMAL.working():
        try:
            up, down = (evaluate(loss, {"w": w + h, "x": x}, DECIMAL) for h in (STEP, -STEP))
            found = graph(model, {"w": w, "x": x}, {"w"}, DECIMAL)
        except HandgradError:
            reject()
        assume(all(abs(q.value) > STEP * 100 for q in found.results))
        slope = (up - down) / (2 * STEP)
        error = abs(found.derivative[found.given["w"]] - slope)
        assert error <= (1 + abs(slope)) * Decimal("1e-15")


def test_a_parameter_used_twice_gets_the_sum_of_its_parts() -> None:
    model = page("    y_hat = w*x*w\n    L = y_hat^2", "    dL/dw = 4*w^3*x^2")
    text = explain(model, {"w": 3, "x": 2})
    assert re.search(r"w is used 2 times +gradients add up +dL/dw = 216 \+ 216 = 432\n", text)


def test_an_intermediate_value_used_twice_gets_the_sum_of_its_parts() -> None:
    model = page("    z = w*x\n    L = z*z + z", "    dL/dw = (2*z + 1)*x")
    text = explain(model, {"w": 3, "x": 2})
    assert re.search(r"z is used 3 times +gradients add up +dL/dz = 1 \+ 6 \+ 6 = 13\n", text)


def test_data_used_twice_are_a_warning_only_until_their_gradient_is_asked_for() -> None:
    silent = page("    L = w*x*x", "    dL/dw = x*x")
    asked = page("    L = w*x*x", "    dL/dw = x*x\n    dL/dx = 2*w*x")
    assert "- x is used 2 times. It is data" in explain(silent, {"w": 3, "x": 2})
    assert "dL/dx = 6 + 6 = 12\n" in explain(asked, {"w": 3, "x": 2})


def test_a_closed_gate_stops_the_gradient() -> None:
    model = page("    L = relu(w*x)", "    dL/dw = step(w*x)*x")
    closed, opened = (explain(model, {"w": 2, "x": x}) for x in (-3, 3))
    assert "relu(w*x): the gate is closed (-6 is not above 0); no gradient passes" in closed
    assert "Gradient\n  dL/dw = 0\n" in closed
    assert "gate" not in opened


@pytest.mark.parametrize(
    ("formula", "interval"),
    [("relu(w*x)", "from 0 to 1"), ("abs(w*x)", "from -1 to 1"), ("max(0, w*x)", "share")],
)
def test_at_a_kink_the_choice_is_told(formula: str, interval: str) -> None:
    model = page(f"    L = {formula}", "    dL/dw = x")
    assert f"{formula} is at a kink: any" in explain(model, {"w": 0, "x": 2})
    assert interval in explain(model, {"w": 0, "x": 2})
    assert "kink" not in explain(model, {"w": 1, "x": 2})


def test_several_gates_of_a_matrix_page_are_counted() -> None:
    at = read_at("W=[[1,1],[1,-1],[-1,-1]],x=[1,2]")
    model = Model.from_text(
        "model p: p\nsizes m, n\nparameters W[m,n]\ndata x[n]\nforward\n    z = W @ x\n"
        "    L = sum(relu(z))\ngradient\n    dL/dz = step(z)\n    dL/dW = dL/dz @ x.T\n"
    )
    assert "relu(z): 2 of 3 gates are closed;" in explain(model, at)


@every_variant
def test_every_example_ends_with_the_zeroing_of_gradients(
    name: str, options: dict[str, Any]
) -> None:
    last = explain(model_of(name, **options)).split("\n  - ")[-1]
    assert last.startswith("Before the next step set every gradient to zero")


def test_rules_of_matrices_are_named() -> None:
    text = explain(model_of("two_layer"))
    named = {
        "dL/dW2": "4 x 2 from dL/dy_hat 4 x 1, a1.T 1 x 2; outer product",
        "dL/db2": "4 x 1 from dL/dy_hat 4 x 1; passes on unchanged",
        "dL/da1": "2 x 1 from W2.T 2 x 4, dL/dy_hat 4 x 1; the weights carry the gradient back",
        "dL/dz1": "2 x 1 from dL/da1 2 x 1, a1 2 x 1; elementwise product",
    }
    for name, remark in named.items():
        assert f"  ({remark})" in text.split(f"\n  {name} = ")[1].split("\n  d")[0]


def test_numbers_are_exact_where_the_page_and_the_values_are() -> None:
    text = explain(model_of("linear"), {"w": 0.1, "x": 3, "y": Decimal("0.7")})
    assert re.search(r"y_hat = w\*x += 0\.1\*3 += 0\.3\n", text)
    assert "dL/dw = -2.4\n" in text
    assert "significant digits" not in text


def test_numbers_that_do_not_end_are_short_and_said_to_be() -> None:
    text = explain(page("    L = exp(w*x)", "    dL/dw = L*x"), {"w": 1, "x": 2})
    assert "L  = exp(v1) = exp(2) = 7.38906\n" in text
    assert "shown to 6 significant digits" in text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(2), "2"), (Fraction(-1, 8), "-0.125"), (Fraction(1, 3), "1/3"),
        (Fraction(10**12), "1e12"), (Fraction(2, 3) ** 40, "9.04377e-8"),
        (Fraction(1, 10**3000), "1e-3000"), (Decimal("1e-7"), "1e-7"),
        (Decimal("-123456.78901234"), "-123457"), (Decimal(0), "0"),
    ],
)  # fmt: skip
def test_a_number_takes_a_handful_of_characters(number: Any, text: str) -> None:
    assert short(number) == text


def test_names_of_steps_do_not_clash_with_the_names_of_the_page() -> None:
    model = page("    v1 = w*x\n    L = v1*v1 + x", "    dL/dw = 2*v1*x")
    text = explain(model, {"w": 3, "x": 2})
    assert "  v1 = w*x" in text
    assert "  u1 = v1*v1" in text


def test_a_parameter_that_the_loss_does_not_use_has_gradient_zero() -> None:
    text = explain(page("    L = w*x", "    dL/dw = x\n    dL/du = 0", parameters="w, u"))
    assert "dL/du = 0\n" in text.split("Gradient")[1]


def test_drawn_values_are_small_exact_and_always_the_same() -> None:
    model = model_of("linear_regression")
    first, second = explain(model), explain(model)
    assert first == second
    drawn = example(model, None)
    assert drawn.numbers is RATIONAL
    for name in model.declarations:
        for entry in as_array(drawn.environment[name]).entries:
            assert abs(entry) <= 4
            assert entry not in (0, 1)
            assert (2 * entry).denominator == 1


def test_values_are_checked_at_the_door() -> None:
    with pytest.raises(HandgradError, match=r"^values lacks w2, b, x, y$"):
        explain(load("quadratic"), {"w1": 1})
    with pytest.raises(HandgradError, match=r"values\['x'\] must be a number, got 'two'"):
        explain(load("linear"), {"w": 1, "x": "two", "y": 1})
    with pytest.raises(HandgradError, match="finite"):
        explain(load("linear"), {"w": 1, "x": float("nan"), "y": 1})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("w=1", {"w": 1}),
        (" w1 = -0.1 , x=1e2", {"w1": Fraction(-1, 10), "x": 100}),
        ("x=[1, 1/2]", {"x": [1, Fraction(1, 2)]}),
        ("W=[[1,2],[3,4]],b=0", {"W": [[1, 2], [3, 4]], "b": 0}),
    ],
)
def test_values_are_read_as_typed(text: str, values: dict[str, object]) -> None:
    assert read_at(text) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "--at gives no value; write NAME=NUMBER, as in w=1,x=2"),
        ("w", "--at: '=' was expected after w, as in w=1, not the end"),
        ("w 1", "--at: '=' was expected after w, as in w=1, not '1'"),
        ("w=", "must be a number (2, 0.5, 1/2, 1e-3) or a list of numbers, not the end"),
        ("w=one", "--at: the value of w must be a number (2, 0.5, 1/2, 1e-3) or a list"),
        ("w=nan", "the value of w must be a number"),
        ("w=1e9999999", "the value of w must be a number"),
        ("w=1/0", "--at: w=1/0 divides by zero"),
        ("w=1,w=2", "--at gives w twice"),
        ("w=1 x=2", "--at: ',' was expected after the value of w, not 'x'"),
        ("1=w", "--at: write NAME=NUMBER, as in w=1,x=2, not '1'"),
        ("x=[1,2", "--at: ']' was expected or a ',' in the list of x, not the end"),
        ("x=[]", "the value of x must be a number"),
        ("x=" + "[" * 50, "--at: the lists of x are nested too deeply"),
        ("x=" + "1" * 5000, "--at has 5002 characters, at most 4000 are read"),
        ("w=__import__('os')", "the value of w must be a number"),
    ],
)
def test_values_that_cannot_be_read_say_why_in_one_line(text: str, message: str) -> None:
    with pytest.raises(HandgradError) as error:
        read_at(text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


NODE = re.compile(r'    (n\d+)(?:\["([^"]*)"\]|\(\["([^"]*)"\]\))')
EDGE = re.compile(r'    (n\d+) --> (n\d+)|    (n\d+) -->\|"[^"|]+"\| (n\d+)')


@every_variant
def test_mermaid_has_quoted_labels_and_edges_between_its_nodes(
    name: str, options: dict[str, Any]
) -> None:
    first, *lines = mermaid(model_of(name, **options)).splitlines()
    assert first == "flowchart LR"
    nodes = {match[1] for line in lines if (match := NODE.fullmatch(line))}
    edges = [match for line in lines if (match := EDGE.fullmatch(line))]
    assert len(nodes) + len(edges) == len(lines)
    assert {end for edge in edges for end in edge.groups() if end} <= nodes
    assert len(edges) >= len(nodes) - 1


def test_the_drawing_of_the_lesson_carries_values_and_local_derivatives() -> None:
    at = read_at("w1=1,w2=1,b=0,x=2,y=9")
    text = mermaid(model_of("quadratic"), at)
    assert '["v2 = v1*x = 4<br/>dL/dv2 = -6"]' in text
    assert '(["w1 = 1<br/>dL/dw1 = -24"])' in text
    assert '-->|"dv2/dv1 = 2"|' in text


def test_dot_has_quoted_labels() -> None:
    at = read_at("w1=1,w2=1,b=0,x=2,y=9")
    text = dot(model_of("quadratic"), at)
    assert text.startswith("digraph {\n")
    assert text.endswith("\n}")
    assert r'n5 [label="v1 = w1*x = 2\ndL/dv1 = -12"]' in text
    assert '    n0 -> n5 [label="dv1/dw1 = 2"]' in text


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("name", ["quadratic", "two_layer", "hinge"])
def test_dot_is_read_by_graphviz(name: str) -> None:
    drawn = subprocess.run(
        ["dot", "-Tsvg"], input=dot(model_of(name)), capture_output=True, text=True, check=True
    )
    assert "<svg" in drawn.stdout
