"""PyTorch's losses, layers and cells, with the gradients of its automatic differentiation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from benchmarks.real.case import Case, Run, Values, on_page
from handgrad.model import load

PACKAGE = "PyTorch"
Loss = Callable[[Any], Any]


def cases() -> Iterator[Case]:
    """Every case; ImportError where PyTorch is not installed.

    Until the last one is asked for PyTorch runs in one thread: its tensors are tiny here.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for family in (_losses, _activations, _layers, _recurrent):
            yield from family(torch, torch.nn.functional)
    finally:
        torch.set_num_threads(threads)


def _case(
    name: str, loss: Loss, page: str, *, entrywise: bool | None = None, **settings: Any
) -> Case:
    """A case at the points of a page.

    Where some entries have no slope at all, `entrywise=False` has only directions compared:
    beside a derivative of exactly zero, float differences cannot rule out a tiny one.
    """
    model = load(page, **settings)
    return on_page(
        PACKAGE, name, _by_autograd(loss, tuple(model.parameters)), model, entrywise=entrywise
    )


def _by_autograd(loss: Loss, by: Sequence[str]) -> Run:
    """A loss of tensors in float64, and its derivatives by some of them."""

    def run(values: Values) -> Any:
        import torch

        tensors = {k: torch.tensor(v, dtype=torch.float64) for k, v in values.items()}
        for name in by:
            tensors[name].requires_grad_()
        value = loss(SimpleNamespace(**tensors))

        def backward() -> Values:
            slopes = torch.autograd.grad(value, [tensors[name] for name in by])
            return dict(zip(by, slopes, strict=True))

        return value.item(), backward

    return run


def _losses(torch: Any, F: Any) -> Iterator[Case]:
    yield _case("mse_loss", lambda v: F.mse_loss(v.X @ v.w + v.b, v.y), "linear_regression")
    yield _case(
        "binary_cross_entropy_with_logits",
        lambda v: F.binary_cross_entropy_with_logits(v.X @ v.w + v.b, v.y),
        "logistic_regression",
    )
    yield _case(
        "binary_cross_entropy",
        lambda v: F.binary_cross_entropy(torch.sigmoid(v.X @ v.w + v.b), v.y),
        "logistic_regression",
    )
    yield _case(
        "soft_margin_loss",
        lambda v: F.soft_margin_loss(v.X @ v.w + v.b, v.y),
        "logistic_regression",
        labels="plus_minus",
    )
    yield _case(
        "cross_entropy", lambda v: F.cross_entropy(v.Z, v.Y.argmax(1)), "softmax_cross_entropy"
    )
    yield _case(
        "cross_entropy, label_smoothing",
        lambda v: F.cross_entropy(v.Z, v.Y, label_smoothing=float(v.eps)),
        "softmax_cross_entropy",
        targets="smoothed",
    )
    yield _case(
        "nll_loss of log_softmax",
        lambda v: F.nll_loss(F.log_softmax(v.X @ v.W + v.b, dim=1), v.Y.argmax(1)),
        "softmax_regression",
    )
    yield _case(
        "huber_loss", lambda v: F.huber_loss(v.y_hat, v.y, delta=float(v.delta)), "huber"
    )
    yield _case(
        "smooth_l1_loss",
        lambda v: F.smooth_l1_loss(v.y_hat, v.y, beta=float(v.beta)),
        "smooth_l1",
    )
    yield _case("l1_loss", lambda v: F.l1_loss(v.y_hat, v.y), "l1_loss")
    yield _case(
        "gaussian_nll_loss",
        lambda v: F.gaussian_nll_loss(v.mu, v.y, v.sigma**2),
        "gaussian_nll",
    )
    yield _case("poisson_nll_loss", lambda v: F.poisson_nll_loss(v.z, v.y), "poisson_nll")
    yield _case(
        "kl_div",
        lambda v: F.kl_div(torch.log_softmax(v.z, 0), v.p, reduction="sum"),
        "kl_divergence",
    )
    yield _case(
        "multi_margin_loss",
        lambda v: (
            v.Y.shape[1]
            * F.multi_margin_loss(v.X @ v.W + v.b, v.Y.argmax(1), margin=float(v.delta))
        ),
        "multiclass_hinge",
        entrywise=False,
    )
    yield _case(
        "triplet_margin_loss",
        lambda v: F.triplet_margin_loss(
            v.anchor, v.positive, v.negative, margin=float(v.margin), eps=0
        ),
        "triplet",
        distance="euclidean",
    )


def _activations(torch: Any, F: Any) -> Iterator[Case]:
    functions: Mapping[str, Loss] = {
        "sigmoid": lambda v: torch.sigmoid(v.z),
        "tanh": lambda v: torch.tanh(v.z),
        "relu": lambda v: F.relu(v.z),
        "leaky_relu": lambda v: F.leaky_relu(v.z, float(v.alpha)),
        "elu": lambda v: F.elu(v.z, float(v.alpha)),
        "softplus": lambda v: F.softplus(v.z),
        "silu": lambda v: F.silu(v.z),
        "gelu": lambda v: F.gelu(v.z),
        "log_sigmoid": lambda v: F.logsigmoid(v.z),
        "softsign": lambda v: F.softsign(v.z),
    }
    for page, function in functions.items():
        entrywise = False if page == "relu" else None
        yield _case(page, _upstream(function), page, entrywise=entrywise)
    yield _case(
        "gelu, tanh", _upstream(lambda v: F.gelu(v.z, approximate="tanh")), "gelu", form="tanh"
    )
    yield _case("softmax", lambda v: (v.G * torch.softmax(v.Z, 1)).sum(), "softmax")


def _upstream(function: Loss) -> Loss:
    return lambda v: (v.g * function(v)).sum()


def _layers(torch: Any, F: Any) -> Iterator[Case]:
    def batch_norm(v: Any, *running: Any) -> Any:
        return F.batch_norm(
            v.X,
            *(running or (None, None)),
            v.gamma,
            v.beta,
            training=not running,
            eps=float(v.eps),
        )

    def conv1d(v: Any) -> Any:
        y = F.conv1d(
            torch.stack([v.x1, v.x2])[None], *_kernels(torch, v, "w"), stride=2, padding=1
        )[0]
        return sum((getattr(v, f"g{f + 1}") * y[f]).sum() for f in (0, 1, 2))

    def conv2d(v: Any) -> Any:
        Y = F.conv2d(
            torch.stack([v.X1, v.X2])[None], *_kernels(torch, v, "W"), stride=2, padding=1
        )[0]
        return sum((getattr(v, f"G{f + 1}") * Y[f]).sum() for f in (0, 1, 2))

    def attention(mask: str) -> Loss:
        causal = mask == "causal"
        return lambda v: F.scaled_dot_product_attention(v.Q, v.K, v.V, is_causal=causal)

    yield _case("linear", _upstream(lambda v: F.linear(v.X, v.W.T, v.b)), "affine_layer")
    yield _case("batch_norm, training", _upstream(batch_norm), "batch_norm")
    yield _case(
        "batch_norm, test",
        _upstream(lambda v: batch_norm(v, v.mu, v.var)),
        "batch_norm",
        mode="test",
    )
    yield _case(
        "layer_norm",
        _upstream(lambda v: F.layer_norm(v.X, (4,), v.gamma, v.beta, float(v.eps))),
        "layer_norm",
    )
    yield _case(
        "rms_norm",
        _upstream(lambda v: F.rms_norm(v.X, (4,), v.gamma, float(v.eps))),
        "rms_norm",
    )
    yield _case(
        "embedding", _upstream(lambda v: F.embedding(v.ids.argmax(1), v.E)), "embedding"
    )
    yield _case("normalize", _upstream(lambda v: F.normalize(v.v, dim=0)), "l2_normalisation")
    yield _case("conv1d, stride 2, padding 1", conv1d, "conv1d", stride=2, padding=1)
    yield _case("conv2d, stride 2, padding 1", conv2d, "conv2d", stride=2, padding=1)
    yield _case(
        "max_pool2d",
        _upstream(lambda v: F.max_pool2d(v.X[None], (2, 3), stride=1)[0]),
        "pooling",
        entrywise=False,
    )
    yield _case(
        "avg_pool2d, stride 2, padding 1",
        _upstream(lambda v: F.avg_pool2d(v.X[None], (2, 3), stride=2, padding=1)[0]),
        "pooling",
        kind="average",
        stride=2,
        padding=1,
    )
    for mask in ("none", "causal"):
        yield _case(
            f"scaled_dot_product_attention, mask {mask}",
            _upstream(attention(mask)),
            "attention",
            entrywise=None if mask == "none" else False,
            mask=mask,
        )


def _kernels(torch: Any, v: Any, letter: str) -> tuple[Any, Any]:
    kernels = [torch.stack([getattr(v, f"{letter}{f}{c}") for c in (1, 2)]) for f in (1, 2, 3)]
    return torch.stack(kernels), torch.stack([v.b1, v.b2, v.b3])


def _recurrent(torch: Any, F: Any) -> Iterator[Case]:
    none = torch.zeros(3, dtype=torch.float64)

    def unrolled(cell: Any, v: Any, gates: str, biases: Sequence[Any]) -> Any:
        """The cell at every step, with the page's weights stacked in the order of `gates`."""
        if gates == "x":
            weights = v.W_x, v.W_h, v.b
        else:
            weights = tuple(
                torch.cat([getattr(v, f"{kind}_{gate}") for gate in gates]) for kind in "WUb"
            )
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        packed = dict(zip(names, (*weights, torch.cat(list(biases))), strict=True))
        state = (v.h0, v.c0) if hasattr(v, "c0") else v.h0
        total = 0.0
        for t in range(1, 4 if gates == "x" else 3):
            state = torch.func.functional_call(cell, packed, (getattr(v, f"x{t}"), state))
            h = state[0] if isinstance(state, tuple) else state
            total = total + (getattr(v, f"g{t}") * h).sum()
        return total

    rnn = torch.nn.RNNCell(2, 3, dtype=torch.float64)
    lstm = torch.nn.LSTMCell(2, 3, dtype=torch.float64)
    gru = torch.nn.GRUCell(2, 3, dtype=torch.float64)
    yield _case("RNNCell, three steps", lambda v: unrolled(rnn, v, "x", [none]), "rnn")
    yield _case("LSTMCell, two steps", lambda v: unrolled(lstm, v, "ifno", [none] * 4), "lstm")
    yield _case(
        "GRUCell, two steps", lambda v: unrolled(gru, v, "rzn", [none, none, v.c_n]), "gru"
    )
