"""numpy-ml's layers, each with an upstream gradient."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.real.arrays import on, own
from benchmarks.real.case import Case, Run, Values
from handgrad.verdict import INVALID, WRONG

CHANNELS, FILTERS = (1, 2), (1, 2, 3)


def cases(of: Any) -> Iterator[Case]:
    """The cases of the package's module of layers."""
    for family in (_dense, _norms, _embeddings, _convolutions, _pools, _sequences):
        yield from family(of)


def _forward(layer: Any, X: Any, **parameters: Any) -> Any:
    """The output of a layer with these parameters; it makes random ones when first called."""
    layer.forward(X, retain_derived=False)
    layer.parameters.update(parameters)
    return layer.forward(X)


def _whole(make: Callable[[], Any]) -> Run:
    """A layer of X, W and b as they are."""

    def run(v: Values) -> Any:
        layer = make()
        Y = _forward(layer, v["X"], W=v["W"], b=v["b"])
        return (v["g"] * Y).sum(), lambda: {"X": layer.backward(v["g"]), **layer.gradients}

    return run


def _dense(of: Any) -> Iterator[Case]:
    def affine(v: Values) -> Any:
        loss, backward = _whole(lambda: of.FullyConnected(4))({**v, "b": v["b"][None]})

        def flat() -> Values:
            slopes = backward()
            return {**slopes, "b": slopes["b"][0]}

        return loss, flat

    def softmax(v: Values) -> Any:
        layer = of.Softmax()
        return (v["G"] * layer.forward(v["Z"])).sum(), lambda: {"Z": layer.backward(v["G"])}

    def product(v: Values) -> Any:
        layer = of.Multiply(act_fn="Tanh")
        Y = layer.forward([v["A"], v["B"], v["C"]])
        return (v["g"] * Y).sum(), lambda: dict(zip("ABC", layer.backward(v["g"]), strict=True))

    yield on("affine_layer", "FullyConnected", affine)
    yield own(
        "FullyConnected, Tanh",
        _whole(lambda: of.FullyConnected(4, act_fn="Tanh")),
        {"X": (3, 2), "W": (2, 4), "b": (1, 4), "g": (3, 4)},
        by=("X", "W", "b"),
    )
    yield on("softmax", "Softmax", softmax)
    yield own("Multiply, Tanh", product, dict.fromkeys("ABCg", (2, 3)), by=("A", "B", "C"))


def _norms(of: Any) -> Iterator[Case]:
    def norm(make: Callable[..., Any], shape: tuple[int, ...] | None = None) -> Run:
        def run(v: Values) -> Any:
            layer = make(epsilon=v.get("eps", 1e-3))
            X, g = (v[k].reshape(shape or v["X"].shape) for k in ("X", "g"))
            Y = _forward(layer, X, scaler=v["gamma"], intercept=v["beta"])

            def backward() -> Values:
                slopes = layer.backward(g).reshape(v["X"].shape)
                by = layer.gradients
                return {"X": slopes, "gamma": by["scaler"], "beta": by["intercept"]}

            return (g * Y).sum(), backward

        return run

    yield on("batch_norm", "BatchNorm1D", norm(of.BatchNorm1D))
    yield on("batch_norm", "BatchNorm2D", norm(of.BatchNorm2D, (2, 1, 2, 3)))
    yield on("layer_norm", "LayerNorm1D", norm(of.LayerNorm1D))
    yield own(
        "LayerNorm2D",
        norm(of.LayerNorm2D),
        {"X": (2, 2, 3, 2), "gamma": (2, 3, 2), "beta": (2, 3, 2), "g": (2, 2, 3, 2)},
        by=("X", "gamma", "beta"),
    )


def _embeddings(of: Any) -> Iterator[Case]:
    import numpy as np

    def lookup(v: Values, ids: Any, pool: str | None = None) -> Any:
        layer = of.Embedding(v["E"].shape[1], v["E"].shape[0], pool=pool)
        layer.parameters["W"] = v["E"]
        Y = layer.forward(ids)

        def backward() -> Values:
            layer.backward(v["g"])
            return {"E": layer.gradients["W"]}

        return (v["g"] * Y).sum(), backward

    def bag(ids: Sequence[Sequence[int]]) -> Run:
        return lambda v: lookup(v, np.array(ids), "sum")

    shapes = {"E": (4, 2), "g": (2, 1, 2)}
    yield on("embedding", "Embedding", lambda v: lookup(v, v["ids"].argmax(axis=1)))
    yield own("Embedding, pool='sum'", bag([[0, 1], [3, 1]]), shapes, by=("E",))
    yield own(
        "the same, a token twice in a bag",
        bag([[0, 0], [3, 1]]),
        shapes,
        by=("E",),
        expected=WRONG,
    )


def _convolutions(of: Any) -> Iterator[Case]:
    import numpy as np

    def by_channel(make: Callable[[Any], Any], x: str, w: str, g: str) -> Run:
        """The page's channels and filters, named one by one, as the last axes of arrays."""

        def run(v: Values) -> Any:
            X = np.stack([v[f"{x}{c}"] for c in CHANNELS], axis=-1)[None]
            kernels = [[v[f"{w}{f}{c}"] for c in CHANNELS] for f in FILTERS]
            W = np.stack([np.stack(kernel, axis=-1) for kernel in kernels], axis=-1)
            b = np.array([v[f"b{f}"] for f in FILTERS])
            G = np.stack([v[f"{g}{f}"] for f in FILTERS], axis=-1)[None]
            layer = make(W.shape)
            Y = _forward(layer, X, W=W, b=b.reshape((1,) * (X.ndim - 1) + b.shape))

            def backward() -> Values:
                dX = layer.backward(G)[0]
                dW, db = layer.gradients["W"], layer.gradients["b"].ravel()
                return {
                    **{f"{x}{c}": dX[..., c - 1] for c in CHANNELS},
                    **{f"{w}{f}{c}": dW[..., c - 1, f - 1] for f in FILTERS for c in CHANNELS},
                    **{f"b{f}": db[f - 1] for f in FILTERS},
                }

            return (G * Y).sum(), backward

        return run

    def signal(stride: int, padding: int) -> Run:
        return by_channel(
            lambda shape: of.Conv1D(3, shape[0], pad=padding, stride=stride), *"xwg"
        )

    def image(stride: int, padding: int) -> Run:
        return by_channel(
            lambda shape: of.Conv2D(3, shape[:2], pad=padding, stride=stride), *"XWG"
        )

    for stride, padding in ((1, 0), (2, 1)):
        settings = {"stride": stride, "padding": padding}
        name = f"stride {stride}, padding {padding}"
        yield on("conv1d", f"Conv1D, {name}", signal(stride, padding), settings)
        yield on("conv2d", f"Conv2D, {name}", image(stride, padding), settings)
    by = ("X", "W", "b")
    yield own(
        "Conv1D, a batch, Tanh",
        _whole(lambda: of.Conv1D(3, 3, act_fn="Tanh")),
        {"X": (2, 5, 2), "W": (3, 2, 3), "b": (1, 1, 3), "g": (2, 3, 3)},
        by=by,
    )
    yield own(
        "Conv2D, a batch, Tanh",
        _whole(lambda: of.Conv2D(3, (2, 2), act_fn="Tanh")),
        {"X": (2, 3, 4, 2), "W": (2, 2, 2, 3), "b": (1, 1, 1, 3), "g": (2, 2, 3, 3)},
        by=by,
    )
    yield own(
        "Deconv2D, a batch",
        _whole(lambda: of.Deconv2D(3, (2, 2))),
        {"X": (2, 2, 3, 2), "W": (2, 2, 2, 3), "b": (1, 1, 1, 3), "g": (2, 3, 4, 3)},
        by=by,
    )


def _pools(of: Any) -> Iterator[Case]:
    def pool(mode: str, window: tuple[int, int], stride: int = 1, padding: int = 0) -> Run:
        def run(v: Values) -> Any:
            layer = of.Pool2D(window, stride=stride, pad=padding, mode=mode)
            Y = layer.forward(v["X"][None, :, :, None])
            g = v["g"][None, :, :, None]
            return (g * Y).sum(), lambda: {"X": layer.backward(g)[0, :, :, 0]}

        return run

    # An entry that is the largest of no window is flat: float differences cannot tell alone.
    yield on("pooling", "Pool2D, max", pool("max", (2, 3)), entrywise=False)
    average = {"kind": "average"}
    yield on("pooling", "Pool2D, average", pool("average", (2, 3)), average)
    yield on(
        "pooling",
        "Pool2D, average, padded",
        pool("average", (2, 3), 2, 1),
        {**average, "stride": 2, "padding": 1},
    )
    # Its backward pass looks for the largest entry in the image without the padding.
    yield own(
        "Pool2D, max, padded",
        pool("max", (3, 3), 3, 1),
        {"X": (4, 4), "g": (2, 2)},
        by=("X",),
        expected=WRONG,
    )
    yield own(
        "Pool2D, max, padded, stride 1",
        pool("max", (2, 3), 1, 1),
        {"X": (4, 5), "g": (5, 5)},
        by=("X",),
        expected=INVALID,
        told="gradient raised",
    )


def _sequences(of: Any) -> Iterator[Case]:
    import numpy as np

    def attention(v: Values) -> Any:
        layer = of.DotProductAttention()
        Y = layer.forward(v["Q"], v["K"], v["V"])
        return (v["g"] * Y).sum(), lambda: dict(zip("QKV", layer.backward(v["g"]), strict=True))

    def unrolled(cell: Any, v: Values, steps: int) -> tuple[Any, Callable[[], Any]]:
        """The loss, and the gradients of the cell's parameters, through all steps."""
        outputs = [cell.forward(v[f"x{t}"][None]) for t in range(1, steps + 1)]
        states = [output[0] if isinstance(output, tuple) else output for output in outputs]

        def backward() -> Any:
            for t in range(steps, 0, -1):
                cell.backward(v[f"g{t}"][None])
            return cell.gradients

        return np.sum([(v[f"g{t}"] * h).sum() for t, h in enumerate(states, 1)]), backward

    def started(cell: Any, **states: Any) -> Any:
        cell.n_in = 2
        cell._init_params()
        for name, state in states.items():
            cell.derived_variables[name].append(state[None])
        return cell

    def rnn(v: Values) -> Any:
        cell = started(of.RNNCell(3), A=v["h0"])
        cell.parameters.update(Wax=v["W_x"].T, Waa=v["W_h"].T, ba=v["b"][:, None])
        loss, backward = unrolled(cell, v, 3)

        def turned() -> Values:
            by = backward()
            return {"W_x": by["Wax"].T, "W_h": by["Waa"].T, "b": by["ba"][:, 0]}

        return loss, turned

    gates = {"f": "f", "i": "u", "n": "c", "o": "o"}

    def lstm(v: Values) -> Any:
        cell = started(of.LSTMCell(3), A=v["h0"], C=v["c0"])
        for ours, theirs in gates.items():
            W = np.hstack([v[f"U_{ours}"], v[f"W_{ours}"]]).T
            cell.parameters.update({f"W{theirs}": W, f"b{theirs}": v[f"b_{ours}"][None]})
        loss, backward = unrolled(cell, v, 2)

        def taken_apart() -> Values:
            by = backward()
            return {
                **{f"U_{k}": by[f"W{gates[k]}"][:3].T for k in gates},
                **{f"W_{k}": by[f"W{gates[k]}"][3:].T for k in gates},
                **{f"b_{k}": by[f"b{gates[k]}"][0] for k in gates},
            }

        return loss, taken_apart

    yield on("attention", "DotProductAttention", attention)
    yield on("rnn", "RNNCell, three steps", rnn)
    yield on("lstm", "LSTMCell, two steps", lstm)
