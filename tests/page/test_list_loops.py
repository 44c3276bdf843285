"""Pages by list loops against pages walked: the same numbers, to the last digit and sign."""

import math
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic import FLOAT32, FLOAT64, RATIONAL, Arithmetic, decimal_arithmetic
from handgrad.errors import EvaluationError, HandgradError
from handgrad.language.arrays import Value, as_array
from handgrad.model import Model
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled import large_page
from handgrad.page.compiled.large_page import run_by_loops
from handgrad.page.compiled.list_descent import list_descent
from handgrad.page.loading import catalogue
from handgrad.training.descent import Problem, walking
from handgrad.training.train import train
from tests.helpers.by_differences import point
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

LONG = Context(prec=100)
FOUR = [FLOAT64, FLOAT32, RATIONAL, decimal_arithmetic(60)]


@pytest.fixture(autouse=True, scope="module")
def every_page_is_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_page, "LARGE", 0)
        yield


def walked(model: CheckedPage, values: Mapping[str, Value], numbers: Arithmetic) -> Any:
    """Every value of the page as the definition has it, or the error."""
    try:
        environment = CheckedPage.run_forward(model, values, numbers)
        CheckedPage.run_gradient(model, environment, numbers)
    except EvaluationError as error:
        return error
    return shown(model, environment)


def by_loops(model: CheckedPage, values: Mapping[str, Value], numbers: Arithmetic) -> Any:
    """The same by list loops; None where these say that the page must be walked."""
    forward = run_by_loops(model, values, numbers, backward=False)
    if forward is None:
        return None
    backward = run_by_loops(model, {**values, **forward}, numbers, backward=True)
    return None if backward is None else shown(model, {**forward, **backward})


def shown(model: CheckedPage, values: Mapping[str, Value]) -> dict[str, str]:
    """Rows, columns and entries of every value; of floats with the sign of a zero."""
    arrays = {f.name: as_array(values[f.name]) for f in (*model.steps, *model.derivatives)}
    return {
        name: repr((array.rows, array.columns, list(map(told, array.entries))))
        for name, array in arrays.items()
    }


def told(entry: Any) -> Any:
    """A decimal without the zeros at its end, which say nothing."""
    return (entry or abs(entry)).normalize(LONG) if isinstance(entry, Decimal) else entry


@pytest.mark.parametrize("name", catalogue())
def test_every_page_by_loops_is_the_page_walked(name: str) -> None:
    """In all four arithmetics, forward and backward; at points of both signs."""
    model = model_of(name)
    compared = 0
    for numbers in FOUR:
        with numbers.working():
            for seed in (1, 2):
                values = model.read(point(model, seed), numbers)
                expected = walked(model, values, numbers)
                if not isinstance(expected, EvaluationError):  # it needs more than fractions
                    assert by_loops(model, values, numbers) == expected, numbers.name
                    compared += 1
    assert compared >= 6


@pytest.mark.parametrize("name", catalogue())
@pytest.mark.parametrize("batch", [False, True])
def test_every_loop_of_training_is_the_loop_walked(name: str, batch: bool) -> None:
    """Row by row and in a batch: parameters and losses to the last digit."""
    model = model_of(name)
    for numbers in (FLOAT64, decimal_arithmetic(40)):
        with numbers.working():
            points = [model.read(point(model, seed), numbers) for seed in range(3)]
            rows = [{name: values[name] for name in model.data} for values in points]
            rate, count = numbers.convert(0.001), numbers.convert(3)
            start = {name: points[0][name] for name in model.parameters}
            run = list_descent(model, numbers, batch=batch).run
            data = [entries(row, model.data) for row in rows]
            found, losses = run(
                entries(start, model.parameters), data, rate, count, range(3), None
            )
            advance = walking(Problem(model, rows, rate, batch, numbers))
            parameters: Any = start
            expected = []
            for epoch in range(3):
                parameters, more, _ = advance(parameters, epoch, 1)
                expected += more
            assert repr(losses) == repr(expected)
            assert repr(found) == repr(entries(parameters, model.parameters))


def entries(values: Mapping[str, Value], names: Any) -> list[Any]:
    return [entry for name in names for entry in as_array(values[name]).entries]


def formulas(depth: int) -> dict[str, st.SearchStrategy[str]]:
    """Formulas by shape: a number, columns of n and of m, a row of m, a matrix of n x m."""
    leaves = {
        "number": st.sampled_from(["s", "2", "0.1", "n", "m", "u[0]", "A[1, 0]"]),
        "n": st.sampled_from(["u", "v", "A[:, 1]"]),
        "m": st.sampled_from(["p", "A[0].T"]),
        "row": st.sampled_from(["p.T", "A[1]"]),
        "matrix": st.sampled_from(["A", "B", "C.T"]),
    }
    if depth == 0:
        return leaves
    below = formulas(depth - 1)
    one, n, m, row, matrix = below.values()

    def of(text: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda texts: text.format(*texts))

    def by_entry(shape: st.SearchStrategy[str]) -> list[st.SearchStrategy[str]]:
        operator = st.sampled_from("+-*/")
        exponent = st.sampled_from(["0", "1", "2", "3", "-1", "0.5"])
        function = st.sampled_from(["exp", "tanh", "relu", "sigmoid", "abs", "sign", "log"])
        return [
            of("({0} {1} {2})", shape, operator, shape),
            of("({0} {1} {2})", shape, operator, one),
            of("({0} {1} {2})", one, operator, shape),
            of("(-{0})", shape),
            of("({0})^{1}", shape, exponent),
            of("{0}({1})", function, shape),
            of("max({0}, {1})", shape, one),
            of("({0} > {1})", shape, shape),
            of("where({0} > {1}, {2}, {1})", shape, one, shape),
        ]

    return {
        "number": st.one_of(
            one, of("({0}.T @ {1})", n, n), of("({0} @ {1})", row, m), of("sum({0})", matrix),
            of("mean({0})", n), of("max({0})", row), of("norm({0})", m), *by_entry(one),
        ),
        "n": st.one_of(
            n, of("({0} @ {1})", matrix, m), of("softmax({0})", n),
            of("sum({0}, axis=1)", matrix),
            of("({0} @ {1}.T @ {2})", matrix, matrix, n), *by_entry(n),
        ),
        "m": st.one_of(m, of("({0}.T @ {1})", matrix, n), of("{0}.T", row), *by_entry(m)),
        "row": st.one_of(
            row, of("({0}.T @ {1})", n, matrix), of("mean({0}, axis=0)", matrix),
            of("{0}.T", m), *by_entry(row),
        ),
        "matrix": st.one_of(
            matrix, of("({0} @ {1})", n, row),
            of("({0} @ {1}.T @ {2})", matrix, matrix, matrix),
            of("({0}*{1})", matrix, n), of("({0} - {1})", row, matrix),
            of("({0}/{1})", n, row),
            of("softmax({0}, axis=1)", matrix), *by_entry(matrix),
        ),
    }  # fmt: skip


SHAPED = formulas(2)
tame = st.floats(-2, 2, allow_subnormal=False)
numbers_given = st.lists(tame | st.sampled_from([0.0, -0.0, 1.0]), min_size=27, max_size=27)


@examples(500)
@given(SHAPED["number"], SHAPED["n"], SHAPED["matrix"], SHAPED["row"], numbers_given)
def test_any_formula_by_loops_is_the_formula_walked(
    number: str, column: str, matrix: str, row: str, at: list[float]
) -> None:
    """Generated pages, whose values are used once and more often: numbers or no value."""
    try:
        model = Model.from_text(
            "model generated: a page\nsizes n = 3, m = 2\nparameters s, u[n]\n"
            "data v[n], p[m], A[n,m], B[n,m], C[m,n]\nforward\n"
            f"    a = {number}\n    b = {column}\n    c = {matrix}\n    d = {row}\n"
            "    e = c*b - d\n    f = a*(e.T @ b)\n    L = sum(e*c) + sum(f) + a\n"
        )
    except HandgradError:  # orientation: a row of one, and the like
        return
    for numbers in FOUR:
        following = iter(map(numbers.convert, at))
        shapes = [model.dimensions(name) for name in model.declarations]
        lists = [[[next(following) for _ in range((*s, 1, 1)[1])] for _ in range((*s, 1)[0])]
                 if s else next(following) for s in shapes]  # fmt: skip
        with numbers.working():
            values = model.read(dict(zip(model.declarations, lists, strict=True)), numbers)
            expected = walked(model, values, numbers)
            found = by_loops(model, values, numbers)
            if isinstance(expected, EvaluationError):
                assert found is None
            else:
                assert found == expected, numbers.name


def test_a_large_page_is_trained_by_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """The results are those of walking, and no one has to ask for it."""
    model = model_of("mlp", sizes=(160, 60, 1))
    start = {n: point(model, 1)[n] for n in model.parameters}
    rows = [{n: point(model, seed)[n] for n in model.data} for seed in (1, 2)]
    for arithmetic in ("float64", "float32"):
        quick = train(model, rows, start, epochs=2, learning_rate=1e-6, arithmetic=arithmetic)
        with monkeypatch.context() as patch:
            patch.setattr(large_page, "LARGE", math.inf)
            slow = train(
                model, rows, start, epochs=2, learning_rate=1e-6, arithmetic=arithmetic,
                record="steps",
            )  # fmt: skip
        assert repr(quick.parameters) == repr(slow.parameters)
        assert quick.losses == slow.losses


def test_a_value_that_is_not_there_is_said_as_walked() -> None:
    """What has no value is walked, to say what and where."""
    model = Model.from_text(
        "model no: a logarithm\nsizes n = 2\nparameters w\ndata x[n]\n"
        "forward\n    L = sum(log(w*x))\ngradient\n    dL/dw = sum(1/(x - x))\n"
    )
    with pytest.raises(EvaluationError, match="the logarithm needs a positive number"):
        model.loss({"w": 1.0, "x": [1.0, -1.0]})
    with pytest.raises(EvaluationError, match=r"division of 1\.0 by zero"):
        model.gradient({"w": 1.0, "x": [1.0, 2.0]})
