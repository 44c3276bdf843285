"""The conventions that the pages name as PyTorch's, against PyTorch's own gradients."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest

from tests.helpers.by_differences import point
from tests.helpers.pages import model_of
from tests.helpers.points import floats

torch: Any = pytest.importorskip("torch")
F: Any = torch.nn.functional


class Both:
    """A page at a point, and the same values as tensors that record their gradients."""

    def __init__(self, name: str, **options: Any) -> None:
        self.model = model_of(name, **options)
        self.values = floats_of(point(self.model, 3))
        self.tensors = {
            key: torch.tensor(value, dtype=torch.float64) for key, value in self.values.items()
        }
        for name in self.model.parameters:
            self.tensors[name].requires_grad_()

    def __getitem__(self, name: str) -> Any:
        return self.tensors[name]

    def agree(self, loss: Any) -> None:
        """The same loss and the same gradients, to the digits of a float."""
        assert self.model.loss(self.values) == pytest.approx(loss.item(), rel=1e-11, abs=1e-11)
        loss.backward()
        for name, slopes in self.model.gradient(self.values).items():
            ours = torch.tensor(slopes, dtype=torch.float64)
            assert torch.allclose(ours, self[name].grad, rtol=1e-10, atol=1e-11), name


def floats_of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: floats(value) for name, value in values.items()}


def test_affine_layer() -> None:
    p = Both("affine_layer")
    p.agree((p["g"] * F.linear(p["X"], p["W"].T, p["b"])).sum())


def test_batch_norm_in_training_and_at_test_time() -> None:
    p = Both("batch_norm", mode="train")
    Y = F.batch_norm(
        p["X"], None, None, p["gamma"], p["beta"], training=True, eps=p.values["eps"]
    )
    p.agree((p["g"] * Y).sum())
    p = Both("batch_norm", mode="test")
    Y = F.batch_norm(
        p["X"], p["mu"], p["var"], p["gamma"], p["beta"], training=False, eps=p.values["eps"]
    )
    p.agree((p["g"] * Y).sum())


def test_layer_norm() -> None:
    p = Both("layer_norm")
    Y = F.layer_norm(p["X"], (4,), p["gamma"], p["beta"], p.values["eps"])
    p.agree((p["g"] * Y).sum())


def test_embedding() -> None:
    p = Both("embedding")
    p.agree((p["g"] * F.embedding(p["ids"].argmax(1), p["E"])).sum())


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_conv1d(stride: int, padding: int) -> None:
    p = Both("conv1d", stride=stride, padding=padding)
    x = torch.stack([p["x1"], p["x2"]])
    w = torch.stack([torch.stack([p[f"w{f}{c}"] for c in (1, 2)]) for f in (1, 2, 3)])
    b = torch.stack([p[f"b{f}"] for f in (1, 2, 3)])
    y = F.conv1d(x[None], w, b, stride=stride, padding=padding)[0]
    p.agree(sum((p[f"g{f}"] * y[f - 1]).sum() for f in (1, 2, 3)))


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
def test_conv2d(stride: int, padding: int) -> None:
    p = Both("conv2d", stride=stride, padding=padding)
    X = torch.stack([p["X1"], p["X2"]])
    W = torch.stack([torch.stack([p[f"W{f}{c}"] for c in (1, 2)]) for f in (1, 2, 3)])
    b = torch.stack([p[f"b{f}"] for f in (1, 2, 3)])
    Y = F.conv2d(X[None], W, b, stride=stride, padding=padding)[0]
    p.agree(sum((p[f"G{f}"] * Y[f - 1]).sum() for f in (1, 2, 3)))


def test_pooling() -> None:
    p = Both("pooling", kind="max")
    p.agree((p["g"] * F.max_pool2d(p["X"][None], (2, 3), stride=1)[0]).sum())
    p = Both("pooling", kind="average", padding=1, stride=2)
    p.agree((p["g"] * F.avg_pool2d(p["X"][None], (2, 3), stride=2, padding=1)[0]).sum())


@pytest.mark.parametrize("mask", ["none", "causal"])
def test_attention(mask: str) -> None:
    p = Both("attention", mask=mask)
    causal = mask == "causal"
    output = F.scaled_dot_product_attention(p["Q"], p["K"], p["V"], is_causal=causal)
    p.agree((p["g"] * output).sum())


def heads(p: Both, x: Any, causal: bool) -> Any:
    """Two heads packed as PyTorch packs them, and their outputs joined before Wo."""

    def project(kind: str) -> Any:
        packed = torch.cat([p[f"W_{kind}{h}"] for h in (1, 2)], dim=1)
        return (x @ packed).reshape(3, 2, 2).transpose(0, 1)

    outputs = F.scaled_dot_product_attention(*map(project, "qkv"), is_causal=causal)
    return outputs.transpose(0, 1).reshape(3, 4) @ torch.cat([p["W_o1"], p["W_o2"]])


@pytest.mark.parametrize("mask", ["none", "causal"])
def test_multi_head_attention_joins_its_heads(mask: str) -> None:
    p = Both("multi_head_attention", mask=mask)
    p.agree((p["g"] * heads(p, p["X"], mask == "causal")).sum())


@pytest.mark.parametrize(("mask", "gelu"), list(product(["none", "causal"], ["tanh", "erf"])))
def test_transformer_block(mask: str, gelu: str) -> None:
    p = Both("transformer_block", mask=mask, gelu=gelu)
    eps = p.values["eps"]
    inner = F.layer_norm(p["X"], (4,), p["gamma1"], p["beta1"], eps)
    R = p["X"] + heads(p, inner, mask == "causal")
    inner = F.layer_norm(R, (4,), p["gamma2"], p["beta2"], eps)
    H = F.gelu(inner @ p["W1"] + p["b1"], approximate="tanh" if gelu == "tanh" else "none")
    p.agree((p["g"] * (R + H @ p["W2"] + p["b2"])).sum())


def recurrent(cell: Any, p: Both, gates: Sequence[str], biases: Sequence[Any]) -> Any:
    """A cell of PyTorch with the page's tensors as its packed weights, over all steps."""
    weights = {
        "weight_ih": torch.cat([p[f"W_{k}"] for k in gates]),
        "weight_hh": torch.cat([p["W_h"] if k == "x" else p[f"U_{k}"] for k in gates]),
        "bias_ih": torch.cat([p["b"] if k == "x" else p[f"b_{k}"] for k in gates]),
        "bias_hh": torch.cat(list(biases)),
    }
    state: Any = (p["h0"], p["c0"]) if "c0" in p.tensors else p["h0"]
    total = torch.zeros((), dtype=torch.float64)
    for t in range(1, 10):
        if f"x{t}" not in p.tensors:
            break
        state = torch.func.functional_call(cell, weights, (p[f"x{t}"], state))
        h = state[0] if isinstance(state, tuple) else state
        if f"g{t}" in p.tensors:
            total = total + (p[f"g{t}"] * h).sum()
    return total


NONE = torch.zeros(3, dtype=torch.float64)


@pytest.mark.parametrize("upstream", ["every", "last"])
def test_rnn(upstream: str) -> None:
    p = Both("rnn", steps=3, upstream=upstream)
    cell = torch.nn.RNNCell(2, 3, dtype=torch.float64)
    p.agree(recurrent(cell, p, "x", [NONE]))


@pytest.mark.parametrize("upstream", ["every", "last"])
def test_lstm_in_the_order_of_its_gates(upstream: str) -> None:
    p = Both("lstm", steps=3, upstream=upstream)
    cell = torch.nn.LSTMCell(2, 3, dtype=torch.float64)
    p.agree(recurrent(cell, p, "ifno", [NONE] * 4))


@pytest.mark.parametrize("upstream", ["every", "last"])
def test_gru_with_the_reset_after_the_product(upstream: str) -> None:
    p = Both("gru", steps=3, reset="after", update="keep", upstream=upstream)
    cell = torch.nn.GRUCell(2, 3, dtype=torch.float64)
    p.agree(recurrent(cell, p, "rzn", [NONE, NONE, p["c_n"]]))


def test_vae() -> None:
    p = Both("vae")
    mu, log_var = p["W_m"] @ p["x"] + p["b_m"], p["W_v"] @ p["x"] + p["b_v"]
    normal = torch.distributions.Normal(mu, (log_var / 2).exp())
    standard = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
    a = p["W_d"] @ (mu + normal.scale * p["noise"]) + p["b_d"]
    reconstruction = F.binary_cross_entropy_with_logits(a, p["x"], reduction="sum")
    p.agree(reconstruction + torch.distributions.kl_divergence(normal, standard).sum())


def test_policy_gradients() -> None:
    p = Both("reinforce", policy="softmax")
    policy = torch.distributions.Categorical(logits=p["X"] @ p["W"] + p["b"])
    p.agree(-(p["A"] * policy.log_prob(p["Y"].argmax(1))).mean())
    p = Both("reinforce", policy="gaussian")
    normal = torch.distributions.Normal(p["X"] @ p["w"] + p["b"], p["log_sigma"].exp())
    p.agree(-(p["A"] * normal.log_prob(p["a"])).mean())
