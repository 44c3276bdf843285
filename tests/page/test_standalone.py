"""`Model.source()`: a module that runs with nothing but math and agrees with the page."""

import json
import subprocess
import sys
from typing import Any

import pytest

from handgrad.errors import BudgetError
from handgrad.page.compiled.straight_line import function_from_page
from handgrad.page.loading import catalogue
from tests.helpers.by_differences import point
from tests.helpers.pages import model_of
from tests.helpers.points import floats

CALLER = """
import json, math, sys
values = json.load(sys.stdin)
print(json.dumps([loss(**values), gradient(**values)]))
"""


def run_alone(source: str, values: dict[str, Any]) -> Any:
    """Loss and gradient by a fresh process that cannot find handgrad."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", source + CALLER],
        input=json.dumps(values), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["linear", "quadratic", "two_layer", "mlp", "ridge"])
def test_a_fresh_process_finds_the_values_of_the_page(name: str) -> None:
    """Loss and gradient in float64, to the last bit."""
    model = model_of(name)
    values = {key: floats(value) for key, value in point(model, 1).items()}
    assert run_alone(model.source(), values) == [model.loss(values), model.gradient(values)]


@pytest.mark.parametrize("name", catalogue())
def test_every_page_of_the_catalogue_can_be_written_out(name: str) -> None:
    """Its functions have the values of the page in float64, to the last bit."""
    model = model_of(name)
    source = model.source()
    alone = source.partition("import math\n")[2]
    loss, gradient = (function_from_page(alone, f) for f in ("loss", "gradient"))
    for seed in range(3):
        values = {key: floats(value) for key, value in point(model, seed).items()}
        arguments = [values[key] for key in model.declarations]
        assert loss(*arguments) == model.loss(values)
        assert gradient(*arguments) == model.gradient(values)


def test_the_module_imports_only_math() -> None:
    """One import, for every page."""
    for name in catalogue():
        lines = model_of(name).source().splitlines()
        assert [line for line in lines if "import" in line.split()] == ["import math"]


def test_the_quadratic_reads_like_its_page() -> None:
    """Names of the page, each operation once, the page's conventions on top."""
    source = model_of("quadratic").source()
    assert source.startswith('"""quadratic: a parabola, squared error\n\nConvention: ')
    assert (
        '''\
def gradient(w1, w2, b, x, y):
    """The derivative of L by each parameter."""
    y_hat = w1*x*x + w2*x + b
    dL_dy_hat = 2.0*(y_hat - y)
    dL_dw2 = dL_dy_hat*x
    dL_dw1 = dL_dw2*x
    return {
        "w1": dL_dw1,
        "w2": dL_dw2,
        "b": dL_dy_hat,
    }
'''
        in source
    )


def test_lines_stay_short() -> None:
    """Long sums and lists are broken within brackets, for every page."""
    for name in catalogue():
        assert max(map(len, model_of(name).source().splitlines())) <= 88


AWKWARD = r'''
model awkward: a "title" with \back slashes and """quotes"""
sizes n = 2
parameters lambda, W[n,n], t1
data W_0_1, math, totals[n]
forward
    dL_dt1 = lambda*t1 + W_0_1
    e = totals.T @ W @ totals
    L = (dL_dt1 - math)^2 + e*dL_dt1*t1
gradient
    dL/dlambda = 2*(dL_dt1 - math)*t1 + e*t1*t1
    dL/dW = dL_dt1*t1*totals @ totals.T
    dL/dt1 = 2*(dL_dt1 - math)*lambda + e*(lambda*t1 + dL_dt1)
'''


def test_names_that_mean_something_to_python_are_changed() -> None:
    """Keywords, `math`, temporaries and clashes of entries; quotes in the title."""
    model = model_of(AWKWARD)
    values = {
        "lambda": 0.5, "W": [[1.5, -0.25], [2.0, 0.75]], "t1": -1.25,
        "W_0_1": 3.0, "math": 0.125, "totals": [0.5, -2.0],
    }  # fmt: skip
    source = model.source()
    assert "def loss(lambda_, W, t1, W_0_1, math_, totals):" in source
    renamed = {{"lambda": "lambda_", "math": "math_"}.get(k, k): v for k, v in values.items()}
    assert run_alone(source, renamed) == [model.loss(values), model.gradient(values)]


def test_a_page_too_large_says_so() -> None:
    """A hundred thousand weights are not written out one by one."""
    model = model_of("mlp", sizes=(200, 200, 1))
    with pytest.raises(BudgetError, match="more than 20000 operations"):
        model.source()
