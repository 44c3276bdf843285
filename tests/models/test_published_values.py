"""The pages of losses and activations against PyTorch's functions of the same names."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.helpers.by_differences import point
from tests.helpers.pages import model_of


def _functions(torch: Any) -> dict[tuple[str, str], Callable[[Any], Any]]:
    """PyTorch's loss for a page and its options, of a page's values by name."""
    F = torch.nn.functional
    return {
        ("huber", ""): lambda v: F.huber_loss(v.y_hat, v.y, delta=float(v.delta)),
        ("smooth_l1", ""): lambda v: F.smooth_l1_loss(v.y_hat, v.y, beta=float(v.beta)),
        ("l1_loss", ""): lambda v: F.l1_loss(v.y_hat, v.y),
        ("l1_loss", "reduction=sum"): lambda v: F.l1_loss(v.y_hat, v.y, reduction="sum"),
        ("linear_regression", ""): lambda v: F.mse_loss(v.X @ v.w + v.b, v.y),
        ("logistic_regression", ""): lambda v: F.binary_cross_entropy_with_logits(
            v.X @ v.w + v.b, v.y
        ),
        ("logistic_regression", "labels=plus_minus"): lambda v: F.soft_margin_loss(
            v.X @ v.w + v.b, v.y
        ),
        ("softmax_regression", ""): lambda v: F.cross_entropy(v.X @ v.W + v.b, v.Y),
        ("softmax_cross_entropy", "targets=smoothed"): lambda v: F.cross_entropy(
            v.Z, v.Y, label_smoothing=float(v.eps)
        ),
        ("softmax_cross_entropy", "targets=distribution"): lambda v: F.cross_entropy(v.Z, v.Y),
        ("multiclass_hinge", ""): lambda v: (
            v.Y.shape[1]
            * F.multi_margin_loss(v.X @ v.W + v.b, v.Y.argmax(1), margin=float(v.delta))
        ),
        ("gaussian_nll", ""): lambda v: F.gaussian_nll_loss(v.mu, v.y, v.sigma**2),
        ("poisson_nll", ""): lambda v: F.poisson_nll_loss(v.z, v.y),
        ("poisson_nll", "link=identity"): lambda v: F.poisson_nll_loss(
            v.rate, v.y, log_input=False, eps=0
        ),
        ("kl_divergence", ""): lambda v: F.kl_div(
            torch.log_softmax(v.z, 0), v.p, reduction="sum"
        ),
        ("kl_divergence", "direction=reverse"): lambda v: F.kl_div(
            v.p.log(), torch.softmax(v.z, 0), reduction="sum"
        ),
        ("triplet", "distance=euclidean"): lambda v: F.triplet_margin_loss(
            v.anchor, v.positive, v.negative, margin=float(v.margin), eps=0
        ),
        ("info_nce", ""): lambda v: F.cross_entropy(
            v.Z @ v.K.T / v.tau, torch.arange(len(v.Z))
        ),
        ("l2_normalisation", ""): lambda v: (v.g * F.normalize(v.v, dim=0)).sum(),
        ("relu", ""): lambda v: (v.g * F.relu(v.z)).sum(),
        ("leaky_relu", ""): lambda v: (v.g * F.leaky_relu(v.z, float(v.alpha))).sum(),
        ("leaky_relu", "slope=learned"): lambda v: (v.g * F.prelu(v.z, v.alpha)).sum(),
        ("elu", ""): lambda v: (v.g * F.elu(v.z, float(v.alpha))).sum(),
        ("softplus", ""): lambda v: (v.g * F.softplus(v.z)).sum(),
        ("silu", ""): lambda v: (v.g * F.silu(v.z)).sum(),
        ("gelu", ""): lambda v: (v.g * F.gelu(v.z)).sum(),
        ("gelu", "form=tanh"): lambda v: (v.g * F.gelu(v.z, approximate="tanh")).sum(),
        ("log_sigmoid", ""): lambda v: (v.g * F.logsigmoid(v.z)).sum(),
        ("softsign", ""): lambda v: (v.g * F.softsign(v.z)).sum(),
        ("softmax", ""): lambda v: (v.G * torch.softmax(v.Z, 1)).sum(),
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_pages_say_what_pytorch_says() -> None:
    torch = pytest.importorskip("torch")
    for (name, option), function in _functions(torch).items():
        model = model_of(name, **dict([option.split("=")] if option else []))
        values = point(model, 5)
        tensors = SimpleNamespace(
            **{
                key: torch.tensor(_floats(value), dtype=torch.float64)
                for key, value in values.items()
            }
        )
        parameters = [getattr(tensors, key).requires_grad_() for key in model.parameters]
        found = function(tensors)
        found.backward()
        said = _flat([found.item(), *(tensor.grad.tolist() for tensor in parameters)])
        ours = [model.loss(values, arithmetic="float64")]
        ours += _flat(model.gradient(values, arithmetic="float64"))
        assert ours == pytest.approx(said, rel=1e-9, abs=1e-12), (name, option)


def _floats(value: Any) -> Any:
    return [_floats(part) for part in value] if isinstance(value, list) else float(value)


def _flat(value: Any) -> list[float]:
    """The numbers of a nested list, or of the lists of a mapping, in order."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [number for part in parts for number in _flat(part)]
    return [value]
