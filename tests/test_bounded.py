"""Work and memory are bounded before they are spent: an answer or one line, at once.

No test here has a clock: what is not refused from its shapes would run for minutes.
"""

from collections.abc import Callable

import pytest

from handgrad import HandgradError, Model, check_model, grade, load
from handgrad.language.cost import cost
from handgrad.language.parser import parse
from handgrad.testing import mutants

EXTENTS = {"A": (3, 4), "B": (4, 5), "x": (4, 1), "w": (1, 1)}


def page(data: str, loss: str, *, sizes: str = "", gradient: str = "x") -> str:
    return (
        f"model m: t\n{sizes}\nparameters w\ndata {data}\nforward\n{loss}\n"
        f"gradient\n    dL/dw = {gradient}\n"
    )


def chain(operator: str, steps: int) -> str:
    """Each line uses the one above twice: written out it doubles with each."""
    lines = [f"    z{i + 1} = z{i} {operator} z{i}" for i in range(steps)]
    text = "\n".join(["    z0 = w*x", *lines, f"    L = z{steps}"])
    return page("x", text, gradient=f"{2**steps}*x" if operator == "+" else "x")


@pytest.mark.parametrize(
    ("text", "extent", "least"),
    [
        ("A @ B", (3, 5), 60),
        ("A @ B @ B.T", (3, 4), 120),
        ("A*2 + w", (3, 4), 24),
        ("x @ x.T", (4, 4), 16),
        ("sum(A)", (1, 1), 12),
        ("softmax(A)", (3, 4), 12),
        ("A[:, 0]", (3, 1), 3),
        ("sum(A, axis=0)", (1, 4), 12),
    ],
)
def test_the_extent_and_the_operations_come_from_the_shapes(
    text: str, extent: tuple[int, int], least: int
) -> None:
    taken = cost(parse(text), EXTENTS)
    assert taken.extent == extent
    assert least <= taken.operations <= least + 500


LARGE = [
    page("x[n], y[m]", "    L = w*sum(x @ y.T)", sizes="sizes n = 100000, m = 99999"),
    page("x[n]", "    L = w*sum(diag(x))", sizes="sizes n = 100000"),
    page("A[n,n]", "    L = w*sum(A @ A @ A)", sizes="sizes n = 1000"),
    page("A[n,n]", "    L = w*sum(A @ A)", sizes="sizes n = 300"),
    page(", ".join(f"A{i}[1000,1000]" for i in range(30)), "    L = w^2"),
    page("x", "\n".join(f"    z{i} = w*x" for i in range(30_000)) + "\n    L = w*x"),
    page(",".join(f"x{i}" for i in range(20_000)), "    L = w*x0"),
    page(",".join(f"x{i}" for i in range(100_000)), "    L = w*x0"),
    page("x" + "," * 40_000, "    L = w*x"),
    page("x[2]", "    L = w*sum(x" + "".join(".T" for _ in range(600)) + ")"),
    page("x[2]", "    L = w*x" + "[0]" * 900),
    page("x in {1, " + "9" * 5000 + "}", "    L = w*x"),
    page("x > " + "9" * 5000, "    L = w*x"),
    page("x[" + "9" * 5000 + "]", "    L = w*sum(x)"),
    page("x", "    L = w*x", sizes="sizes n = " + "9" * 5000),
    page("x[n]", "    L = w*sum(x)", sizes="sizes n = 999999999"),
]


@pytest.mark.parametrize("text", LARGE)
def test_a_page_that_takes_too_much_is_one_line(text: str) -> None:
    with pytest.raises(HandgradError) as caught:
        Model.from_text(text)
    assert len(str(caught.value)) <= 1000
    assert len(str(caught.value).splitlines()) == 1


def test_a_thousand_sizes_without_a_number_are_all_different() -> None:
    names = ", ".join(f"n{i}" for i in range(1500))
    sizes = Model.from_text(page("x", "    L = w*x", sizes=f"sizes {names}")).sizes
    assert len(set(sizes.values())) == 1500


def test_what_is_run_may_be_larger_than_what_is_judged() -> None:
    model = load("two_layer", n=100_000)
    with pytest.raises(HandgradError, match="operations, at most"):
        check_model(model)
    with pytest.raises(HandgradError, match="operations, at most"):
        grade(model, "dL/db2 = 2*(y_hat - y)")


@pytest.mark.parametrize("operator", ["+", "*"])
@pytest.mark.parametrize("steps", [10, 40])
def test_formulas_that_double_with_each_line(operator: str, steps: int) -> None:
    model = Model.from_text(chain(operator, steps))
    assert grade(model, "dL/dw = w").verdict != "right"
    if operator == "+":
        assert check_model(model).verdict == "right"
        assert mutants(model)


@pytest.mark.parametrize("samples", [40, 100, 300])
@pytest.mark.parametrize("term", ["y_i y_j y_k", "exp(y_i y_j y_k)"])
def test_sums_over_several_indices_are_not_begun(samples: int, term: str) -> None:
    model = load("ridge", N=samples, D=20)
    report = grade(model, f"dL/dw = (sum_i sum_j sum_k {term}) w")
    assert report.verdict == "undecided"


def test_a_sum_of_a_thousand_terms_is_judged() -> None:
    text = page("x", f"    L = w*({'+'.join(['x'] * 1000)})", gradient="1000*x")
    assert grade(Model.from_text(text), "dL/dw = 1000x").verdict == "right"
    assert grade(Model.from_text(text), "dL/dw = w").verdict == "wrong"


@pytest.mark.parametrize(
    "loss", ["w/2^99", "w*x^65", "((w*x)^64)^64", "w*1e400^64", "w*1e-400"]
)
@pytest.mark.parametrize("answer", ["w", "1e400", "10^5000", "exp(exp(3*w + 8))", "2^99"])
def test_numbers_of_any_length(loss: str, answer: str) -> None:
    """Whatever a page and a text hold is judged and printed, at whatever size."""
    model = Model.from_text(page("x", f"    L = {loss}"))
    for report in (grade(model, f"dL/dw = {answer}"), check_model(model)):
        assert str(report)
        assert report.to_dict()
        assert repr(report)


CALLS: list[Callable[[], object]] = [
    lambda: str(grade(load("elu"), "dz = z*exp(20000)")),
    lambda: str(grade(load("elu"), "dz = z - 1e400^64")),
    lambda: str(grade(load("relu"), "dL/dz = g*sigmoid(5000*z)")),
    lambda: grade(load("relu"), "dL/dz = g*sigmoid(5000*z)").to_dict(),
    lambda: str(grade(load("linear"), "u = 1e400\ndL/dw = u")),
    lambda: str(grade(load("linear"), "dL/dw = abs(-1e309)*x")),
]


@pytest.mark.parametrize("call", CALLS)
def test_long_numbers_are_printed(call: Callable[[], object]) -> None:
    assert call()
