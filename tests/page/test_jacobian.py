"""Model.jacobian and Model.hessian against jax, and exactly where they are polynomials."""

from fractions import Fraction
from typing import Any

import pytest

import handgrad
from tests.helpers.pages import model_of

PAGE = (
    "model n: a layer\nsizes n, m\nparameters W[m,n], x[n], b[m]\ndata y[m]\nforward\n"
    "    z = W @ x + b\n    p = softmax(z)\n    L = sum((p - y)^2)\n"
)
AT = {
    "W": [[0.5, -1.0, 0.25], [2.0, 0.75, -0.5]],
    "x": [1.5, -0.25, 0.5],
    "b": [0.25, -0.125],
    "y": [0.25, 0.5],
}


@pytest.mark.parametrize(
    ("of", "by"), [("p", "x"), ("z", "W"), ("p", "z"), ("L", "x"), ("W", "W"), ("z", "b")]
)
def test_a_jacobian_is_that_of_jax(of: str, by: str) -> None:
    jax = pytest.importorskip("jax")
    np = pytest.importorskip("numpy")
    jax.config.update("jax_enable_x64", True)

    def run(value: object) -> object:
        at = {name: jax.numpy.array(v) for name, v in AT.items()}
        at[by] = value
        at["z"] = at["W"] @ at["x"] + at["b"] if by != "z" else value
        at["p"] = jax.nn.softmax(at["z"])
        at["L"] = jax.numpy.sum((at["p"] - at["y"]) ** 2)
        return jax.numpy.ravel(at[of].T)

    model = model_of(PAGE)
    start = jax.numpy.array(AT[by] if by in AT else model.evaluate(AT)["z"])
    columns = start.T.reshape(-1) if start.ndim == 2 else start
    unflat = (lambda v: v.reshape(start.T.shape).T) if start.ndim == 2 else (lambda v: v)
    wanted = jax.jacobian(lambda v: run(unflat(v)))(columns)
    assert np.allclose(np.array(model.jacobian(AT, of, by)), wanted, rtol=1e-12)


@pytest.mark.parametrize(("by", "other"), [("x", None), ("x", "b"), ("W", "x")])
def test_a_hessian_is_that_of_jax(by: str, other: str | None) -> None:
    jax = pytest.importorskip("jax")
    np = pytest.importorskip("numpy")
    jax.config.update("jax_enable_x64", True)
    both = (by, other or by)
    start = {name: jax.numpy.array(v) for name, v in AT.items()}

    def loss(one: object, two: object) -> object:
        def put(name: str, v: object) -> object:
            shape = start[name].shape
            return v.reshape(shape[::-1]).T if len(shape) == 2 else v  # type: ignore[attr-defined]

        at = dict(start)
        at[both[0]] = put(both[0], one)
        if both[1] != both[0]:
            at[both[1]] = put(both[1], two)
        p = jax.nn.softmax(at["W"] @ at["x"] + at["b"])
        return jax.numpy.sum((p - at["y"]) ** 2)

    flat = [start[name].T.reshape(-1) for name in both]
    second = 0 if both[0] == both[1] else 1
    wanted = jax.jacobian(jax.grad(loss, argnums=0), argnums=second)(*flat)
    found = model_of(PAGE).hessian(AT, by, other)
    assert np.allclose(np.array(found), np.array(wanted), rtol=1e-11, atol=1e-14)


def test_polynomials_are_exact() -> None:
    model = handgrad.Model.from_text(
        "model q: fourth powers\nsizes n = 2\nparameters x[n]\nforward\n"
        "    y = x*x\n    L = sum(y*y) + y[0]*x[1]\n"
    )
    at = {"x": [Fraction(1, 2), 3]}
    assert model.jacobian(at, "y", "x") == [[1, 0], [0, 6]]
    assert model.hessian(at, "x") == [[3 + 6, 1], [1, 108]]


def test_what_is_refused() -> None:
    model = model_of(PAGE)
    with pytest.raises(handgrad.HandgradError, match="has no 'q'"):
        model.jacobian(AT, "q", "x")
    with pytest.raises(handgrad.HandgradError, match="no polynomial"):
        model.jacobian({**AT, **{k: [1, 2] for k in "by"}, "x": [1, 2, 3],
                        "W": [[1, 2, 3], [3, 4, 5]]}, "p", "x")  # fmt: skip
    kinked = handgrad.Model.from_text(
        "model k: a kink\nparameters x\nforward\n    L = relu(x)*x\n"
    )
    with pytest.raises(handgrad.HandgradError, match="kink"):
        kinked.hessian({"x": 0}, "x")
    assert kinked.hessian({"x": 2}, "x") == 2
    vector = handgrad.Model.from_text(
        "model v: squares\nsizes n\nparameters x[n]\nforward\n    y = x*x\n"
    )
    with pytest.raises(handgrad.HandgradError, match="ask for jacobian"):
        vector.hessian({"x": [1, 2, 3]}, "x")


@pytest.mark.parametrize("sizes", [{}, {"N": 4, "C": 5}])
@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\delta_{ik} P_{ij} (\delta_{jl} - P_{il})", "right"),
        (r"P_{ij} (\delta_{jl} - P_{kl}) \delta_{ik}", "right"),
        (r"P_{ij} (\delta_{jl} - P_{il})", "wrong"),
        (r"\delta_{ik} P_{ij} (1 - P_{ij})", "wrong"),
        (r"\delta_{ik} \delta_{jl} P_{ij} (1 - P_{ij})", "wrong"),
    ],
)
def test_a_batch_of_softmaxes_by_four_indices(
    formula: str, verdict: str, sizes: dict[str, int]
) -> None:
    """Truth by NumPy: the same products of its indices beside differences in floats."""
    np = pytest.importorskip("numpy")
    model = model_of("softmax_cross_entropy", **sizes)
    n, c = model.sizes["N"], model.sizes["C"]
    z = np.random.default_rng(5).normal(size=(n, c))

    def softmax(z: Any) -> Any:
        e = np.exp(z)
        return e / e.sum(axis=1, keepdims=True)

    truth = np.zeros((n, c, n, c))
    for k, m in np.ndindex(n, c):
        step = np.zeros((n, c))
        step[k, m] = 1e-6
        truth[:, :, k, m] = (softmax(z + step) - softmax(z - step)) / 2e-6
    p, ones = softmax(z), np.ones((n, c))
    one = {"i": np.eye(n)[:, None, :, None], "j": np.eye(c)[None, :, None, :]}
    p_ij, p_il = p[:, :, None, None] * ones, p[:, None, None, :]
    said = {
        "right": one["i"] * p_ij * (one["j"] - p_il),
        r"P_{ij} (\delta_{jl} - P_{il})": p_ij * (one["j"] - p_il),
        r"\delta_{ik} P_{ij} (1 - P_{ij})": one["i"] * p_ij * (1 - p_ij),
        r"\delta_{ik} \delta_{jl} P_{ij} (1 - P_{ij})": one["i"] * one["j"] * p_ij * (1 - p_ij),
    }
    value = said[verdict if verdict == "right" else formula]
    assert bool(np.allclose(value, truth, atol=1e-8)) == (verdict == "right")
    answer = rf"\frac{{\partial P_{{ij}}}}{{\partial Z_{{kl}}}} = {formula}"
    assert handgrad.grade(model, answer, wanted=("dP/dZ",)).verdict == verdict
