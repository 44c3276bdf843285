"""Pages compiled against pages walked: the same numbers, to the last bit."""

import math
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic import FLOAT32, FLOAT64, Arithmetic
from handgrad.errors import BudgetError, HandgradError
from handgrad.model import Model
from handgrad.page.compiled.codegen import PythonNames, block
from handgrad.page.compiled.loop import loop
from handgrad.page.compiled.straight_line import Traced, function_from_page
from handgrad.page.compiled.templates import HELPERS
from handgrad.page.compiled.trace import OperationGraph
from handgrad.page.loading import catalogue
from handgrad.training.descent import EpochStretch, Problem, fastest, walking
from tests.helpers.by_differences import point
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

FLOATS = [FLOAT64, FLOAT32]


def problem(model: Model, numbers: Arithmetic, *, batch: bool, rate: float = 0.001) -> Any:
    """Three rows of legal data and a start for a page."""
    points = [model.read(point(model, seed), numbers) for seed in range(3)]
    rows = [{name: values[name] for name in model.data} for values in points]
    start = {name: points[0][name] for name in model.parameters}
    return Problem(model, rows, numbers.convert(rate), batch, numbers), start


def outcome(advance: Any, start: Any, epochs: int) -> str:
    """What some epochs come to, with the sign of every zero; the error where there is one."""
    stretch = EpochStretch(start, [])
    losses: list[Any] = []
    try:
        while len(losses) < epochs:
            stretch = advance(stretch.parameters, len(losses), epochs - len(losses))
            losses += stretch.losses
    except HandgradError as error:
        return repr(error)
    return repr((stretch.parameters, losses))


@pytest.mark.parametrize("name", catalogue())
def test_every_page_compiled_is_the_page_walked(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Float64 and float32, row by row and in a batch: parameters and losses to the last bit."""
    monkeypatch.delattr(
        "handgrad.training.descent._walked_stretch"
    )  # no help for compiled code
    model = model_of(name)
    for numbers in FLOATS:
        for batch in (False, True):
            loop(model, numbers, batch=batch)  # raises where a page cannot be compiled
            training, start = problem(model, numbers, batch=batch)
            compiled, walked = fastest(training), walking(training)
            assert outcome(compiled, start, 4) == outcome(walked, start, 4)


FUNCTIONS = sorted({*FLOAT64.functions} - {"max", "min", "erf"})

leaves = st.sampled_from(["w", "v", "x", "2", "0.1", "-3", "1e-30", "1e30"])
exponents = st.sampled_from(["0", "1", "2", "3", "-1", "-2", "7", "0.5", "w"])


def operations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas of formulas: operators, powers, functions, choices."""
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]} {0[1]} {0[2]})".format),
        inner.map("(-{})".format),
        st.tuples(inner, exponents).map("({0[0]})^({0[1]})".format),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map("{0[0]}({0[1]})".format),
        pair.map("max({0[0]}, {0[1]})".format),
        pair.map("min({0[0]}, {0[1]})".format),
        pair.map("({0[0]} > {0[1]})".format),
        pair.map("({0[0]} <= {0[1]})".format),
    )


formulas = st.recursive(leaves, operations, max_leaves=8)
tame = st.floats(-3, 3)
extreme = st.sampled_from([0.0, -0.0, 40.0, -800.0, 1e-40, 1e20, -1e200])
starts = st.lists(tame | extreme, min_size=4, max_size=4)


@examples(400)
@given(formulas, formulas, formulas, starts, st.booleans())
def test_any_formula_compiled_is_the_formula_walked(
    loss: str, by_w: str, by_v: str, at: list[float], batch: bool
) -> None:
    """Generated pages, at tame and at extreme values: the same numbers or the same error."""
    model = Model.from_text(
        "model generated: a page\nparameters w, v\ndata x\n"
        f"forward\n    a = {by_v}\n    L = {loss}\n"
        f"gradient\n    dL/dw = {by_w}\n    dL/dv = a*{by_w}\n"
    )
    for numbers in FLOATS:
        w, v, *xs = map(numbers.convert, at)
        if not all(map(math.isfinite, (w, v, *xs))):
            continue
        rows = [{"x": x} for x in xs]
        training = Problem(model, rows, numbers.convert(0.5), batch, numbers)
        start = {"w": w, "v": v}
        assert outcome(fastest(training), start, 3) == outcome(walking(training), start, 3)


SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 64.0, -65.0, 710.0, 1e-320, math.inf, math.nan)


def compiled(record: Any, arity: int) -> Any:
    """The Python function of what `record(numbers, *inputs)` records."""
    graph, names = OperationGraph(FLOAT64, 100), PythonNames()
    inputs = [graph.input(names.new(letter)) for letter in "abc"[:arity]]
    code = block(graph, [record(graph.arithmetic, *inputs)], names)
    lines = [f"    {line.variable} = {line.expression}" for line in code.assignments]
    heading = f"def f({', '.join(i.text for i in inputs)}):"
    text = "\n".join([*HELPERS.values(), heading, *lines, f"    return {code.outputs[0]}"])
    return function_from_page(text, "f")


def result(function: Any, *arguments: Any) -> str:
    """A number to the last bit and sign, or that there is none."""
    try:
        return repr(function(*arguments))
    except (ValueError, ArithmeticError):
        return "no value"


@pytest.mark.parametrize("name", FLOAT64.functions)
def test_a_function_as_it_is_written(name: str) -> None:
    """At zeros of both signs, infinity and nan too, a form is the arithmetic's function."""
    function = FLOAT64.functions[name]
    arity = 2 if name in ("max", "min") else 1
    written = compiled(lambda numbers, *x: numbers.functions[name](*x), arity)
    for arguments in product(SPECIAL, repeat=arity):
        assert result(written, *arguments) == result(function, *arguments), arguments


def test_a_power_as_it_is_written() -> None:
    """An unknown exponent by the helper, a known one written out."""
    helper = compiled(lambda numbers, x, y: numbers.power(x, y), 2)
    for y in SPECIAL:
        known = compiled(lambda n, x, y=y: n.power(x, n.convert(y)), 1) if abs(y) < 99 else None
        for x in SPECIAL:
            assert result(helper, x, y) == result(FLOAT64.power, x, y), (x, y)
            assert known is None or result(known, x) == result(FLOAT64.power, x, y), (x, y)


@pytest.mark.parametrize("inner", "+-*/")
@pytest.mark.parametrize("outer", "+-*/")
def test_the_order_of_operations_is_kept(outer: str, inner: str) -> None:
    """Brackets stand where the order would change, even where algebra would allow it."""
    of = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}

    def right(n: Any, a: Any, b: Any, c: Any) -> Any:
        return getattr(n, of[outer])(a, -getattr(n, of[inner])(b, -c))

    def left(n: Any, a: Any, b: Any, c: Any) -> Any:
        return getattr(n, of[outer])(-getattr(n, of[inner])(-a, b), c)

    for tree in (left, right):
        written = compiled(tree, 3)
        for arguments in product((0.1, 1e-17, 3.3), repeat=3):
            assert result(written, *arguments) == result(tree, FLOAT64, *arguments)


def test_what_is_repeated_is_calculated_once() -> None:
    """The residual of the quadratic is used by the loss and by the gradient."""
    traced = Traced(model_of("quadratic"), FLOAT64)
    outputs = [*traced.entries(["L"]), *traced.gradient()]
    written = block(traced.graph, outputs, traced.names)
    text = " ".join(line.expression for line in written.assignments) + " ".join(written.outputs)
    assert text.count("b - y") == 1


def test_what_is_not_needed_is_not_calculated() -> None:
    """The loss needs nothing of the gradient."""
    traced = Traced(model_of("quadratic"), FLOAT64)
    written = block(traced.graph, traced.entries(["L"]), traced.names, traced.variables)
    assert [line.variable for line in written.assignments] == ["y_hat", "t1", "L"]


def test_numbers_are_worked_out_when_the_page_is_compiled() -> None:
    """2/3 is a number of the arithmetic, not an operation of every step."""
    graph = OperationGraph(FLOAT32, 10)
    numbers = graph.arithmetic
    third = numbers.divide(numbers.convert(2), numbers.convert(3))
    assert third.text == repr(FLOAT32.divide(2.0, 3.0))


def test_a_chain_of_any_length_compiles() -> None:
    """Expressions are cut before they are too deep for Python's compiler."""
    model = Model.from_text(
        "model chain: a long sum\nsizes n = 3000\nparameters w\ndata x[n]\n"
        "forward\n    L = w*sum(x)\ngradient\n    dL/dw = sum(x)\n"
    )
    training, start = problem(model, FLOAT64, batch=False, rate=1e-9)
    loop(model, FLOAT64, batch=False)
    assert outcome(fastest(training), start, 2) == outcome(walking(training), start, 2)


def test_a_page_too_large_to_compile_is_walked() -> None:
    """The results are the same, and no one has to ask for it."""
    model = model_of("mlp", sizes=(160, 60, 1))
    with pytest.raises(BudgetError, match="more than 20000 operations"):
        loop(model, FLOAT64, batch=False)
    training, start = problem(model, FLOAT64, batch=False)
    assert outcome(fastest(training), start, 1) == outcome(walking(training), start, 1)


def test_parameters_change_together() -> None:
    """No gradient sees a parameter that its own row has changed already."""
    model = Model.from_text(
        "model crossed: a product\nparameters u, v\ndata x\n"
        "forward\n    L = u*v*x\ngradient\n    dL/du = v*x\n    dL/dv = u*x\n"
    )
    training = Problem(model, [{"x": 1.0}], 0.5, False, FLOAT64)
    stretch = fastest(training)({"u": 1.0, "v": 2.0}, 0, 1)
    assert stretch.parameters == {"u": 0.0, "v": 1.5}


def test_the_caller_s_names_are_left_alone() -> None:
    """Names that a scope adds are not taken from the others."""
    names = PythonNames()
    assert names.scope().new("t1") == "t1"
    assert names.new("t1") == "t1"
