"""The pages of matrices and densities once more, by automatic differentiation."""

import re
from typing import Any

import pytest

from handgrad.errors import HandgradError
from handgrad.model import Model, load
from handgrad.models.cookbook import IDENTITIES
from handgrad.page.loading import catalogue, options_of, variants
from tests.helpers.by_differences import point
from tests.helpers.pages import model_of

anp = pytest.importorskip("autograd.numpy")
PAGES = [
    (name, options)
    for name in catalogue()
    if model_of(name).group == "Matrices and densities" or name == "crammer_singer"
    for options in variants(name)
]


def kept(function: Any) -> Any:
    """A reduction as a page has it: what it runs over stays, as one row or column."""
    return lambda a, axis=None: function(a, axis=axis, keepdims=axis is not None)


def spread(z: Any, axis: int = 0) -> Any:
    e = anp.exp(z)
    return e / anp.sum(e, axis=axis, keepdims=True)


MEANING = {
    "sum": kept(anp.sum), "mean": kept(anp.mean), "max": kept(anp.max),
    "exp": anp.exp, "log": anp.log, "sqrt": anp.sqrt, "tanh": anp.tanh, "abs": anp.abs,
    "tr": anp.trace, "det": anp.linalg.det, "inv": anp.linalg.inv, "solve": anp.linalg.solve,
    "logdet": lambda a: anp.log(anp.linalg.det(a)), "kron": anp.kron, "eye": anp.eye,
    "relu": lambda z: anp.maximum(z, 0), "norm": lambda z: anp.sqrt(anp.sum(z**2)),
    "diag": lambda v: anp.diag(v[:, 0]), "softmax": spread,
    "log_softmax": lambda z: anp.log(spread(z)),
    "logsumexp": lambda z, axis: anp.log(anp.sum(anp.exp(z), axis=axis, keepdims=True)),
    "ones": lambda n, m=1: anp.ones((n, m)),
    "column": lambda *rows: anp.array(rows).reshape(-1, 1),
    "matrix": lambda *rows: anp.array(rows),
}  # fmt: skip


def array(value: Any, rank: int) -> Any:
    found = anp.array(value, dtype=float)
    return found.reshape(-1, 1) if rank == 1 else found


def loss(model: Model, values: dict[str, Any], parameter: str, moved: Any) -> Any:
    """The loss by the text of the page, in the functions of autograd."""
    known = {**MEANING, **model.sizes, **values, parameter: moved}
    for name, formula in model.forward.items():
        text = re.sub(r"(\w+)\[([\d, ]+)\]", _entry, formula.replace("^", "**"))
        known[name] = eval(text, {}, known)  # noqa: S307
    return anp.sum(known[model.loss_name])


def _entry(found: re.Match[str]) -> str:
    """An entry of a page: of a vector by its row alone."""
    return f"{found[1]}[{found[2]}]" if "," in found[2] else f"{found[1]}[{found[2]}, 0]"


@pytest.mark.parametrize(("name", "options"), PAGES, ids=str)
def test_keys_are_what_automatic_differentiation_finds(
    name: str, options: dict[str, Any]
) -> None:
    autograd = pytest.importorskip("autograd")
    model = model_of(name, **options)
    at = point(model, 5)
    values = {key: array(value, model.rank(key)) for key, value in at.items()}
    key = model.gradient(at, arithmetic="decimal")
    for parameter in model.parameters:
        found = autograd.grad(lambda v, p=parameter: loss(model, values, p, v))
        wanted = array(key[parameter], model.rank(parameter))
        assert found(values[parameter]) == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def test_the_cookbook_says_what_is_printed_wrong() -> None:
    errata = {n for n, known in IDENTITIES.items() if "Erratum" in known.notes}
    assert errata == {92, 127}
    assert set(IDENTITIES) == {v["equation"] for v in variants("cookbook")}
    assert dict(options_of("cookbook")) == {"equation": 61}
    with pytest.raises(HandgradError, match="equation is one of 33, 34"):
        load("cookbook", equation=145)


def test_what_the_cookbook_prints_of_the_two_is_wrong() -> None:
    """92 with its first term transposed; 127 where A is not symmetric."""
    from handgrad.grading.grade import grade

    terms = IDENTITIES[92].gradient.removeprefix("X = ").split(" + ")
    for k, printed in {0: "(X @ X @ b @ a.T @ X.T).T", 2: "(X @ X @ a @ b.T @ X.T).T"}.items():
        changed = " + ".join(printed if i == k else term for i, term in enumerate(terms))
        assert grade(model_of("cookbook", equation=92), f"dL/dX = {changed}").verdict == "wrong"
    free = model_of("cookbook", equation=127).text.replace("A[n,n] symmetric", "A[n,n]")
    answer = f"dL/d{IDENTITIES[127].gradient}"
    assert grade(model_of("cookbook", equation=127), answer).verdict == "right"
    assert grade(model_of(free.partition("gradient")[0]), answer).verdict == "wrong"
