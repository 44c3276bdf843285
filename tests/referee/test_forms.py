"""What people hand to check_gradient keeps its form: arrays, tensors, lists of them, pairs.

Libraries that are not installed are skipped; none is imported by the package.
"""

import subprocess
import sys
from collections import namedtuple
from typing import Any

import pytest

from handgrad.errors import ValuesError
from handgrad.referee.function import check_gradient
from handgrad.testing import assert_gradient

Layer = namedtuple("Layer", "W b")


def test_an_array_comes_as_an_array() -> None:
    np = pytest.importorskip("numpy")
    X, y = np.arange(12.0).reshape(4, 3) / 7, np.array([0.3, -0.2, 1.1, 0.4])

    def loss(w: Any) -> Any:
        assert isinstance(w, np.ndarray)
        assert w.shape == (3,)
        return ((X @ w - y) ** 2).mean()

    at = np.array([0.3, -0.7, 0.2])
    assert_gradient(loss, lambda w: 2 / 4 * X.T @ (X @ w - y), at)
    wrong = check_gradient(loss, lambda w: X.T @ (X @ w - y), at)
    assert wrong.verdict == "wrong"


@pytest.mark.parametrize(
    "form",
    [
        lambda W, b: {"W": W, "b": b},
        lambda W, b: {"layers": [{"W": W}, {"b": b}]},
        lambda W, b: [W, b],
        lambda W, b: [(W, b)],
        lambda W, b: [Layer(W, b)],
        lambda W, b: (W, b),
    ],
    ids=["dict", "dict of lists", "list", "list of pairs", "named tuple", "arguments"],
)
def test_collections_of_arrays_keep_their_form(form: Any) -> None:
    np = pytest.importorskip("numpy")
    W, b = np.array([[0.3, 0.7], [1.1, -0.4]]), np.array([0.2, 0.9])
    x = np.array([0.6, -1.3])
    at = form(W, b)

    def arrays(values: Any) -> tuple[Any, Any]:
        if isinstance(values, dict) and "layers" in values:
            assert isinstance(values["layers"], list)
            return values["layers"][0]["W"], values["layers"][1]["b"]
        if isinstance(values, dict):
            return values["W"], values["b"]
        if len(values) == 1:
            assert type(values[0]) is type(at[0])
            return values[0][0], values[0][1]
        return values[0], values[1]

    def loss(*arguments: Any) -> Any:
        W, b = arrays(arguments[0] if len(arguments) == 1 else arguments)
        return np.sum(np.tanh(W @ x + b) ** 2)

    def gradient(*arguments: Any) -> Any:
        W, b = arrays(arguments[0] if len(arguments) == 1 else arguments)
        t = np.tanh(W @ x + b)
        d = 2 * t * (1 - t * t)
        return form(np.outer(d, x), d)

    assert_gradient(loss, gradient, at)

    def one_off(*arguments: Any) -> Any:
        W, b = arrays(arguments[0] if len(arguments) == 1 else arguments)
        t = np.tanh(W @ x + b)
        d = 2 * t * (1 - t * t)
        return form(np.outer(d, x), 3 * d)

    assert check_gradient(loss, one_off, at).verdict == "wrong"


def test_numbers_as_arrays_without_dimensions() -> None:
    np = pytest.importorskip("numpy")

    def loss(p: Any) -> Any:
        assert p["b"].shape == ()
        return (p["w"] @ p["w"]) * p["b"]

    at = {"w": np.array([1.5, 2.5]), "b": np.array(0.7)}
    assert_gradient(loss, lambda p: {"w": 2 * p["w"] * p["b"], "b": p["w"] @ p["w"]}, at)


@pytest.mark.parametrize("kind", ["float32", "int64"])
def test_short_and_whole_numbers_are_given_as_floats(kind: str) -> None:
    np = pytest.importorskip("numpy")
    at = np.array([[1, 2], [3, 5]], dtype=kind)
    assert_gradient(lambda w: (w**3).sum(), lambda w: 3 * w**2, at)


def test_array_makes_arrays_of_every_rectangle() -> None:
    np = pytest.importorskip("numpy")

    def loss(p: Any) -> Any:
        W, b = p["layers"]
        return np.sum(W.T @ W) + b.sum() ** 2

    def gradient(p: Any) -> Any:
        W, b = p["layers"]
        return {"layers": [2 * W.sum(axis=1)[:, None] + 0 * W, 2 * b.sum() + 0 * b]}

    at = {"layers": [[[0.3, 0.7, 0.1], [1.1, -0.4, 0.5]], [0.2, 0.9]]}
    assert_gradient(loss, gradient, at, array=np.asarray)


def test_a_subclass_of_an_array_stays_one() -> None:
    np = pytest.importorskip("numpy")

    class Field(np.ndarray):  # type: ignore[name-defined, misc]
        pass

    def loss(w: Any) -> Any:
        assert type(w) is Field
        return np.asarray(w).sum() ** 2

    at = np.array([0.3, 0.7]).view(Field)
    assert_gradient(loss, lambda w: 2 * np.asarray(w).sum() * np.ones(2), at)


@pytest.mark.parametrize("shape", [(1,), (1, 1)])
def test_a_loss_of_one_entry_is_a_number(shape: tuple[int, ...]) -> None:
    np = pytest.importorskip("numpy")
    assert_gradient(
        lambda w: np.sum(w * w).reshape(shape), lambda w: 2 * w, np.array([0.3, 0.7])
    )
    two = check_gradient(lambda w: w * w, lambda w: 2 * w, np.array([0.3, 0.7]))
    assert two.verdict == "invalid"


def test_loss_and_gradient_of_one_call() -> None:
    def both(v: Any) -> Any:
        return v[0] ** 2 * v[1], [2 * v[0] * v[1], v[0] ** 2]

    check = check_gradient(both, True, [1.2, 0.7])
    assert check.verdict == "right"
    assert check_gradient(lambda v: (both(v)[0], [1.0, 1.0]), True, [1.2, 0.7]).findings
    one = check_gradient(lambda v: v[0], True, [1.2])
    assert "pair (loss, gradient)" in one.reasons[0]
    forgotten = check_gradient(both, lambda v: both(v)[1], [1.2, 0.7])
    assert "check_gradient(f, True, at)" in forgotten.reasons[0]
    with pytest.raises(ValuesError, match="gradient must be callable"):
        check_gradient(both, False, [1.2, 0.7])


def test_a_tensor_comes_as_a_tensor() -> None:
    torch = pytest.importorskip("torch")
    at = torch.tensor([[0.3, -0.7], [1.1, 0.4]], dtype=torch.float64)

    def loss(w: Any) -> Any:
        assert isinstance(w, torch.Tensor)
        return (torch.sigmoid(w) ** 3).sum()

    def gradient(w: Any) -> Any:
        s = torch.sigmoid(w)
        return 3 * s**3 * (1 - s)

    right = assert_gradient(loss, gradient, at)
    assert right.rung == "complex step"
    assert check_gradient(loss, lambda w: gradient(w).T, at).verdict == "wrong"
    relu = check_gradient(lambda w: torch.relu(w).sum(), lambda w: (w > 0) * 1.0, at)
    assert relu.verdict == "right"


def test_single_precision_is_said() -> None:
    torch = pytest.importorskip("torch")
    at = torch.tensor([0.3, -0.7, 1.1])

    def loss(w: Any) -> Any:
        return (w**3).sum()

    right = check_gradient(loss, lambda w: 3 * w**2, at)
    assert right.verdict == "undecided"
    assert "float32" in right.reasons[0]
    for factor in (-3, 6, 1.5):
        wrong = check_gradient(loss, lambda w, k=factor: k * w**2, at)
        assert wrong.verdict == "wrong"


def test_an_array_of_jax_comes_as_one() -> None:
    jax = pytest.importorskip("jax")
    at = jax.numpy.array([0.3, -0.7, 1.1])

    def loss(w: Any) -> Any:
        assert isinstance(w, jax.Array)
        return jax.numpy.sum(jax.numpy.sin(w))

    undecided = check_gradient(loss, jax.grad(loss), at)
    assert undecided.verdict == "undecided"
    assert "jax_enable_x64" in undecided.reasons[0]
    assert check_gradient(loss, lambda w: -jax.grad(loss)(w), at).verdict == "wrong"


def test_other_sequences_come_as_they_can() -> None:
    from array import array

    assert_gradient(lambda v: v[0] * v[1], lambda v: [v[1], v[0]], array("d", [0.3, 0.7]))


def test_no_library_is_imported() -> None:
    code = (
        "import sys, handgrad; handgrad.check_gradient(lambda v: v[0]**2, "
        "lambda v: [2*v[0]], [0.3]); print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


# Objects with parameters: the recipes of the README


def test_a_net_with_a_dictionary_of_parameters() -> None:
    np = pytest.importorskip("numpy")
    X, y = np.arange(12.0).reshape(4, 3) / 7 - 0.6, np.array([0.3, -0.2, 1.1, 0.4])

    class Net:
        def __init__(self) -> None:
            self.params = {"W": np.array([[0.3], [0.7], [-0.2]]), "b": np.array([0.1])}

        def loss(self, X: Any, y: Any) -> Any:
            r = (X @ self.params["W"] + self.params["b"])[:, 0] - y
            d = (2 / len(y) * r)[:, None]
            return np.mean(r**2), {"W": X.T @ d, "b": d.sum(axis=0)}

    net = Net()

    def both(params: Any) -> Any:
        net.params = params
        return net.loss(X, y)

    assert check_gradient(both, True, net.params).verdict == "right"
    ignores = check_gradient(lambda params: Net().loss(X, y), True, net.params)
    assert ignores.verdict == "wrong"
    assert [hint.id for hint in ignores.hints] == ["unused"]


def test_a_module_of_torch() -> None:
    torch = pytest.importorskip("torch")
    from torch.func import functional_call

    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
    net = net.double()
    X, y = torch.randn(5, 3, dtype=torch.float64), torch.randn(5, 1, dtype=torch.float64)

    def loss(params: Any) -> Any:
        return torch.nn.functional.mse_loss(functional_call(net, params, (X,)), y)

    def gradient(params: Any) -> Any:
        return dict(
            zip(params, torch.autograd.grad(loss(params), list(params.values())), strict=True)
        )

    at = dict(net.named_parameters())
    assert check_gradient(loss, gradient, at).verdict == "right"
    doubled = check_gradient(loss, lambda p: {k: 2 * g for k, g in gradient(p).items()}, at)
    assert doubled.verdict == "wrong"
