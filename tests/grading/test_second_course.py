"""The Matrix Cookbook, Jacobians and Hessians: cases that were checked elsewhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import handgrad
from tests.helpers.effort import share
from tests.helpers.pages import model_of

CASES = Path(__file__).parents[1] / "cases"
FINE = {"value": ("wrong",), "shape": ("wrong", "invalid")}


def read(name: str) -> Any:
    return json.loads((CASES / name).read_text("utf-8"))


COOKBOOK = share(read("matrix_calculus.json")["entries"])
JACOBIANS = share(
    [{**case, "kind": kind} for kind, cases in read("jacobians_hessians.json").items()
     if isinstance(cases, list) for case in cases]
)  # fmt: skip


@pytest.mark.parametrize("case", COOKBOOK, ids=[case["id"] for case in COOKBOOK])
def test_identities_of_the_cookbook(case: dict[str, Any]) -> None:
    """The key of every page is right, its right answer is right, every wrong one is not."""
    model = model_of(case["page_text"])
    assert handgrad.check_model(model).verdict == "right"
    assert handgrad.grade(model, f"dL/d{case['by']} = {case['right']}").verdict == "right"
    for wrong in case["wrong"]:
        report = handgrad.grade(model, f"dL/d{case['by']} = {wrong['formula']}")
        assert report.verdict in FINE[wrong["kind"]], wrong


def page_of(case: dict[str, Any]) -> str:
    page = case["page"]
    declared = [*page["parameters"], *page["data"]]
    brackets = " ".join(part for name in declared for part in re.findall(r"\[(.*?)\]", name))
    sizes = sorted(set(re.findall(r"[A-Za-z]\w*", brackets)))
    lines = [
        f"model {case['id'].replace('-', '_')}",
        f"parameters {', '.join(page['parameters'])}",
    ]
    lines += [f"data {', '.join(page['data'])}"] if page["data"] else []
    lines[1:1] = [f"sizes {', '.join(sizes)}"] if sizes else []
    return "\n".join([*lines, "forward", *(f"    {line}" for line in page["forward"])])


def answers(case: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield case["right"], ("right",)
    for wrong in case["wrong"]:
        yield wrong["formula"], FINE[wrong["kind"]]


@pytest.mark.parametrize("case", JACOBIANS, ids=[case["id"] for case in JACOBIANS])
def test_jacobians_and_hessians(case: dict[str, Any]) -> None:
    """Judged from the forward formulas alone: these pages have no key."""
    model = model_of(page_of(case))
    of, by = case["of"], case["by"]
    left = f"d{of}/d{by}" if case["kind"] == "jacobians" else f"d2{of}/d{by}2"
    for formula, fine in answers(case):
        assert handgrad.grade(model, f"{left} = {formula}").verdict in fine, formula


SOFTMAX = "model s: softmax\nsizes n\nparameters z[n]\nforward\n    p = softmax(z)\n"
SQUARES = (
    "model h: least squares\nsizes n, m\nparameters w[n], b\ndata X[m,n], y[m]\nforward\n"
    "    r = X @ w + b - y\n    L = r.T @ r\n"
)
GAUSS = (
    "model g: a density\nsizes n\nparameters S[n,n]\ndata d[n]\nforward\n"
    "    L = logdet(S)/2 + d.T @ S^-1 @ d/2\n"
)

ENTRY = r"\frac{\partial^2 L}{\partial w_i \partial w_j} = "
BY_S = r"\frac{\partial L}{\partial S} = \frac12 "
WRITTEN = [
    (SOFTMAX, "dp/dz = diag(p) - p @ p.T", "right"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j)", "right"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_i)", "wrong"),
    (SOFTMAX, r"\frac{\partial p}{\partial z} = \operatorname{diag}(p) - p p^\top", "right"),
    (SOFTMAX, "dp/dz = np.diag(p) - np.outer(p, p)", "right"),
    (SOFTMAX, "J = diag(p) - p p^T\ndp/dz = J", "right"),
    (SOFTMAX, "dp/dz = p*(1 - p)", "wrong"),
    (SOFTMAX, "dp_i/dz_j = p_i*((i==j) - p_j)", "right"),
    (SQUARES, "d2L/dw2 = 2*X.T @ X", "right"),
    (SQUARES, "d^2L/dw^2 = 2X^TX", "right"),
    (SQUARES, "d²L/dw² = 2XᵀX", "right"),
    (SQUARES, r"\frac{\partial^2 L}{\partial w \partial w^\top} = 2 X^T X", "right"),
    (SQUARES, r"\frac{\partial^2 L}{\partial w \partial w^\top} = X^T X", "wrong"),
    (SQUARES, ENTRY + r"2\sum_k X_{ki}X_{kj}", "right"),
    (SQUARES, ENTRY + r"2\sum_k X_{ik}X_{kj}", "invalid"),
    (SQUARES, r"\nabla_w^2 L = 2X^TX", "right"),
    (SQUARES, r"\nabla_w^2 L = 2XX^T", "wrong"),
    (SQUARES, "d2L/dwdb = 2*X.T @ ones(m)", "right"),
    (SQUARES, "d2L/dbdw = 2*ones(m).T @ X", "right"),
    (SQUARES, "d2L/db2 = 2*m", "right"),
    (SQUARES, r"\frac{\partial r_i}{\partial w_j} = X_{ij}", "right"),
    (SQUARES, "dr/dw = X\ndL/dr = 2*r\ndL/dw = dr/dw.T @ dL/dr\ndL/db = 2*sum(r)", "right"),
    (SQUARES, "dr/dw = X\ndL/dr = 2*r\ndL/dw = dL/dr @ dr/dw\ndL/db = 2*sum(r)", "right"),
    (GAUSS, BY_S + r"(S^{-T} - S^{-T} d d^\top S^{-T})", "right"),
    (GAUSS, BY_S + r"(S^{-1} - S^{-1} d d^\top S^{-1})", "wrong"),
    (GAUSS, "dL/dS = (np.linalg.inv(S).T - np.outer(inv(S).T @ d, inv(S) @ d))/2", "right"),
    (GAUSS, "dL/dS = inv(S).T |S|/|S|/2 - inv(S).T d d^T inv(S).T/2", "right"),
    (GAUSS, "dL/dS = -S^2", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "text", "verdict"), WRITTEN)
def test_as_people_write_them(page: str, text: str, verdict: str) -> None:
    report = handgrad.grade(model_of(page), text)
    assert report.verdict == verdict, str(report)


def test_a_power_of_a_matrix_is_asked_about() -> None:
    """X^2 is open with both meanings; ^-1 is the inverse; inside a sum entries are meant."""
    start = "model p: one\nsizes n\nparameters X[n,n]\nforward\n    L = "
    with pytest.raises(handgrad.HandgradError, match=r"X @ X, or entry by entry X\*X"):
        handgrad.Model.from_text(start + "tr(X^2)")
    report = handgrad.grade(model_of(start + "sum(X*X*X)/3"), "dL/dX = X^2")
    assert report.verdict == "undecided"
    assert "X @ X" in str(report)
    assert "X*X" in str(report)
    summed = model_of(start + "sum(X^2)")
    assert handgrad.grade(summed, "dL/dX = 2*X").verdict == "right"
    inverse = model_of(start + "tr(X^-1)")
    assert handgrad.grade(inverse, "dL/dX = -(X^-1 @ X^-1).T").verdict == "right"
    assert handgrad.grade(inverse, "dL/dX = -(X^-2).T").verdict == "right"
    assert handgrad.grade(inverse, "dL/dX = -(X^-2)").verdict == "wrong"
    assert handgrad.grade(inverse, "dL/dX = -1/(X*X)").verdict == "wrong"


def test_a_short_factor_on_the_way_to_a_gradient_is_not_wrong() -> None:
    """dz/dW = x is no Jacobian, but what people mean by it is; alone it is no answer."""
    page = (
        "model a: a layer\nsizes n, m\nparameters W[m,n]\ndata x[n], y[m]\nforward\n"
        "    z = W @ x\n    L = sum((z - y)^2)\n"
    )
    model = model_of(page)
    text = "dL/dz = 2*(z - y)\ndz/dW = x\ndL/dW = dL/dz @ x.T"
    report = handgrad.grade(model, text)
    assert report.verdict == "right"
    assert [line.verdict for line in report.lines] == ["right", "undecided", "right"]


def test_what_is_wanted_may_be_a_jacobian_or_a_hessian() -> None:
    model = model_of(SQUARES)
    report = handgrad.grade(model, "dL/dw = 2*X.T @ r", wanted=("d2L/dw2",))
    assert report.verdict == "invalid"
    text = "dL/dw = 2*X.T @ r\nd2L/dw2 = 2*X.T @ X\ndr/dw = X"
    assert handgrad.grade(model, text, wanted=("d2L/dw2", "dr/dw")).score == 1


LAYER = (
    "model l: a layer\nsizes n, m\nparameters x[n]\ndata W[m,n], lam > 0\nforward\n"
    "    z = tanh(W @ x)\n"
)
RIDGE = (
    "model r: ridge\nsizes n, m\nparameters w[n]\ndata X[m,n], y[m], lam > 0\nforward\n"
    "    L = sum((X @ w - y)^2)/m + lam*w.T @ w/2\n"
)

NAMED = [
    (LAYER, "dz/dx = (diag(1 - z*z) @ W).T", "transposed"),
    (LAYER, "dz/dx = -diag(1 - z*z) @ W", "sign"),
    (LAYER, "dz/dx = 2*diag(1 - z*z) @ W", "constant-factor"),
    (SOFTMAX, "dp/dz = diag(p*(1 - p))", "diagonal-only"),
    (SOFTMAX, "dp/dz = p @ p.T - diag(p)", "sign"),
    (SOFTMAX, "dp/dz = diag(p) - p.T @ p", "outer-product"),
    (SOFTMAX, "dp/dz = np.diag(p) - p*p", "outer-product"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j)", "no-delta"),
    (SOFTMAX, r"\frac{\partial \sigma_i}{\partial z_j} = \sigma_i (1 - \sigma_j)", "no-delta"),
    ("model q: squares\nsizes n\nparameters x[n]\nforward\n    y = x*x\n",
     "dy/dx = 2*x", "diagonal-as-vector"),
    (RIDGE, "d2L/dw2 = 2*X.T @ X/m + lam", "every-entry"),
    (RIDGE, "d2L/dw2 = -2*X.T @ X/m - lam*eye(n)", "sign"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "text", "hint"), NAMED)
def test_mistakes_in_jacobians_are_named(page: str, text: str, hint: str) -> None:
    report = handgrad.grade(model_of(page), text)
    assert report.verdict == "wrong"
    assert hint in [found.id for found in report.parts[0].hints], str(report)


@pytest.mark.parametrize("text", ["W @ diagv(1 - z*z) @ W", "diagv(2 - z^2) @ W @ W"])
def test_no_product_is_mended_to_what_has_no_shape(text: str) -> None:
    """diagv of the matrix z @ z.T is nothing."""
    page = LAYER.replace("W[m,n]", "W[n,n]")
    assert "W[n,n]" in page
    report = handgrad.grade(model_of(page), f"dz/dx = {text}")
    assert report.verdict == "wrong"
    assert "outer-product" not in [hint.id for hint in report.parts[0].hints]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("2*X.T @ X + lam*m*eye(n)", "2 times the right value: is 1/m missing?"),
        ("2*X.T @ X/m^2 + lam*eye(n)/m", "0.5 times the right value: is 1/m there twice?"),
        ("4*(2*X.T @ X/m + lam*eye(n))", "4 times the right value"),
    ],
)
def test_a_mean_that_is_missing_is_named(formula: str, words: str) -> None:
    report = handgrad.grade(model_of(RIDGE), f"d2L/dw2 = {formula}")
    assert [hint.text for hint in report.parts[0].hints] == [words]


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial \sigma_i}{\partial z_j} = \sigma_i (\delta_{ij} - \sigma_j)",
        r"\frac{\partial \sigma_i(z)}{\partial z_k} = \sigma_i(z)(\delta_{ik} - \sigma_k(z))",
        "∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)",
    ],
)
def test_a_softmax_may_be_called_sigma(text: str) -> None:
    loss = "model s: s\nsizes n\nparameters z[n]\ndata y[n]\nforward\n    p = softmax(z)\n"
    for page in (SOFTMAX, loss + "    L = -sum(y*log(p))\n"):
        report = handgrad.grade(model_of(page), text)
        assert report.verdict == "right"
        assert "sigma is read as p of the page" in str(report)


def test_the_other_layout_may_be_accepted() -> None:
    model = model_of(LAYER)
    turned = "dz/dx = W.T @ diag(1 - z*z)"
    assert handgrad.grade(model, turned).verdict == "wrong"
    assert handgrad.grade(model, turned, accept=("transpose",)).verdict == "right"
    wrong = "dz/dx = W.T @ diag(1 - z)"
    assert handgrad.grade(model, wrong, accept=("transpose",)).verdict == "wrong"


STRUCTURED = [
    *(case for case in read("matrix_calculus.json")["structured"] if "_" not in case["tied"]),
    {"structure": "lower", "loss": "tr(A@X)", "free": "A.T", "tied": "tril(A.T)",
     "projected": "tril(A.T)"},
    {"structure": "orthogonal", "loss": "tr(A@X)", "free": "A.T", "tied": "A.T",
     "projected": "(A.T - X@A@X)/2"},
]  # fmt: skip


@pytest.mark.parametrize("has_key", [True, False])
@pytest.mark.parametrize("case", STRUCTURED, ids=lambda case: case["structure"])
def test_three_answers_are_in_print_for_a_matrix_of_a_structure(
    case: dict[str, Any], has_key: bool
) -> None:
    """The key is the free one; the others are named, and right where they are accepted."""
    key = f"gradient\n    dL/dX = {case['free']}\n" if has_key else ""
    model = handgrad.Model.from_text(
        f"model s: one\nsizes n\nparameters X[n,n] {case['structure']}\n"
        f"data A[n,n], a[n], b[n]\nforward\n    L = {case['loss']}\n{key}"
    )
    for name in ("tied", "projected"):
        answer = f"dL/dX = {case[name]}"
        others = {"tied", "projected"} - {n for n in case if case[n] == case[name]}
        is_free = handgrad.grade(model, f"{answer} + 0*({case['free']})").verdict == "right"
        report = handgrad.grade(model, answer)
        assert is_free or name in report.parts[0].hints[0].text
        assert handgrad.grade(model, answer, accept=(name,)).verdict == "right"
        for other in () if is_free else others:
            assert handgrad.grade(model, answer, accept=(other,)).verdict == "wrong"
        doubled = f"dL/dX = 2*({case[name]})"
        assert handgrad.grade(model, doubled, accept=(name,)).verdict == "wrong"


def test_one_of_the_three_answers_goes_for_the_whole() -> None:
    """What has no structure has one answer; two matrices have to be answered alike."""
    model = handgrad.Model.from_text(
        "model g: a density\nsizes n\nparameters S[n,n] symmetric, T[n,n] symmetric, mu[n]\n"
        "data A[n,n], B[n,n], x[n]\nforward\n"
        "    L = tr(A @ S) + tr(B @ T) + sum((x - mu)^2)\n"
    )
    tied, projected = "{0} + {0}.T - diag(diag({0}))", "({0} + {0}.T)/2"

    def verdict(of_s: str, of_t: str, mu: str, accept: tuple[str, ...]) -> str:
        text = f"dL/dS = {of_s.format('A')}\ndL/dT = {of_t.format('B')}\ndL/dmu = {mu}"
        return handgrad.grade(model, text, accept=accept).verdict

    mu = "2*(mu - x)"
    assert verdict(tied, tied, mu, ("tied",)) == "right"
    assert verdict(tied, tied, mu, ()) == "wrong"
    assert verdict(tied, projected, mu, ("tied", "projected")) == "wrong"
    assert verdict(tied, tied, "mu - x", ("tied",)) == "wrong"
    assert verdict("{0}.T", "{0}.T", mu, ("tied",)) == "right"


def test_a_convention_is_accepted_on_a_page_without_a_key() -> None:
    assert handgrad.grade(
        model_of(SQUARES), "dL/dw = X.T @ r\ndL/db = sum(r)", accept=("half",)
    )
