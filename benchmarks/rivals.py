# ruff: noqa: B905  (zip without strict, as in the loops people write)
"""The same gradient descent in other libraries, and by hand in plain Python.

Each is written as people write it in that library. Every function does `epochs` epochs of one
update a row, works out the losses on the way unless it says otherwise, and returns the
parameters, entry by entry, so that they can be compared.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

RATE = 0.01
Rival = Callable[[int], Sequence[float]]
Row = tuple[list[float], list[float]]
Layer = tuple[list[list[float]], list[float]]


# y_hat = w1 x x + w2 x + b


def hand_inlined(rows: Sequence[tuple[float, float]]) -> Rival:
    """The loop as one writes it, with the loss of every epoch kept."""

    def run(epochs: int) -> Sequence[float]:
        w1, w2, b = 1.0, 1.0, 0.0
        losses = []
        for _ in range(epochs):
            total = 0.0
            for x, y in rows:
                residual = w1 * x * x + w2 * x + b - y
                total += residual * residual
                by_b = 2.0 * residual
                by_w2 = by_b * x
                w1 -= RATE * (by_w2 * x)
                w2 -= RATE * by_w2
                b -= RATE * by_b
            losses.append(total / len(rows))
        return w1, w2, b

    return run


def hand_inlined_without_losses(rows: Sequence[tuple[float, float]]) -> Rival:
    """The least a loop can do."""

    def run(epochs: int) -> Sequence[float]:
        w1, w2, b = 1.0, 1.0, 0.0
        for _ in range(epochs):
            for x, y in rows:
                by_b = 2.0 * (w1 * x * x + w2 * x + b - y)
                by_w2 = by_b * x
                w1 -= RATE * (by_w2 * x)
                w2 -= RATE * by_w2
                b -= RATE * by_b
        return w1, w2, b

    return run


def quadratic_numpy(rows: Sequence[tuple[float, float]]) -> Rival:
    import numpy as np

    features = [(np.array([x * x, x, 1.0]), y) for x, y in rows]

    def run(epochs: int) -> Sequence[float]:
        w = np.array([1.0, 1.0, 0.0])
        losses = []
        for _ in range(epochs):
            total = 0.0
            for phi, y in features:
                residual = w @ phi - y
                total += residual * residual
                w -= RATE * (2.0 * residual * phi)
            losses.append(total / len(rows))
        return list(map(float, w))

    return run


def quadratic_micrograd(rows: Sequence[tuple[float, float]]) -> Rival:
    from micrograd.engine import Value

    def run(epochs: int) -> Sequence[float]:
        weights = w1, w2, b = Value(1.0), Value(1.0), Value(0.0)
        for _ in range(epochs):
            for x, y in rows:
                residual = w1 * x * x + w2 * x + b - y
                (residual * residual).backward()
                for w in weights:
                    w.data -= RATE * w.grad
                    w.grad = 0.0
        return [w.data for w in weights]

    return run


def quadratic_autograd(rows: Sequence[tuple[float, float]]) -> Rival:
    import numpy as np
    from autograd import grad

    def loss(w: Any, x: float, y: float) -> Any:
        return (w[0] * x * x + w[1] * x + w[2] - y) ** 2

    slope = grad(loss)

    def run(epochs: int) -> Sequence[float]:
        w = np.array([1.0, 1.0, 0.0])
        for _ in range(epochs):
            for x, y in rows:
                w = w - RATE * slope(w, x, y)
        return list(map(float, w))

    return run


def quadratic_torch(rows: Sequence[tuple[float, float]]) -> Rival:
    import torch

    def run(epochs: int) -> Sequence[float]:
        weights = [
            torch.tensor([value], dtype=torch.float64, requires_grad=True)
            for value in (1.0, 1.0, 0.0)
        ]
        w1, w2, b = weights
        for _ in range(epochs):
            for x, y in rows:
                loss = (w1 * x * x + w2 * x + b - y) ** 2
                loss.backward()
                for w in weights:
                    w.data -= RATE * w.grad.data
                    w.grad.data.zero_()
        return [w.item() for w in weights]

    return run


# Layers of tanh, the last one linear; the squared error is summed over the outputs.


def network_lists(rows: Sequence[Row], layers: Sequence[Layer]) -> Rival:
    """List comprehensions, as one writes a network in plain Python."""

    def run(epochs: int) -> Sequence[float]:
        net = [([list(row) for row in w], list(b)) for w, b in layers]
        losses = []
        for _ in range(epochs):
            total = 0.0
            for x, y in rows:
                inputs, a = [], x
                for i, (w, b) in enumerate(net):
                    inputs.append(a)
                    z = [sum(u * v for u, v in zip(r, a)) + c for r, c in zip(w, b)]
                    a = z if i == len(net) - 1 else [math.tanh(v) for v in z]
                residuals = [p - q for p, q in zip(a, y)]
                total += sum(r * r for r in residuals)
                delta = [2.0 * r for r in residuals]
                for (w, b), a in zip(reversed(net), reversed(inputs)):
                    back = [sum(r[j] * d for r, d in zip(w, delta)) for j in range(len(a))]
                    for r, d in zip(w, delta):
                        r[:] = [u - RATE * (d * v) for u, v in zip(r, a)]
                    b[:] = [c - RATE * d for c, d in zip(b, delta)]
                    delta = [d * (1.0 - v * v) for d, v in zip(back, a)]
            losses.append(total / len(rows))
        return _flat(net)

    return run


def _flat(net: Any) -> list[float]:
    return [float(v) for w, b in net for part in (*w, b) for v in part]


def two_layer_hand_inlined(rows: Sequence[Row], layers: Sequence[Layer]) -> Rival:
    """Layers of 2-3-1 with every entry a variable, and the loss of every epoch kept."""

    def run(epochs: int) -> Sequence[float]:
        ([[w00, w01], [w10, w11], [w20, w21]], [b0, b1, b2]), ([[v0, v1, v2]], [c]) = layers
        losses = []
        for _ in range(epochs):
            total = 0.0
            for [x0, x1], [y] in rows:
                h0 = math.tanh(w00 * x0 + w01 * x1 + b0)
                h1 = math.tanh(w10 * x0 + w11 * x1 + b1)
                h2 = math.tanh(w20 * x0 + w21 * x1 + b2)
                residual = v0 * h0 + v1 * h1 + v2 * h2 + c - y
                total += residual * residual
                d = 2.0 * residual
                d0 = v0 * d * (1.0 - h0 * h0)
                d1 = v1 * d * (1.0 - h1 * h1)
                d2 = v2 * d * (1.0 - h2 * h2)
                w00 -= RATE * (d0 * x0)
                w01 -= RATE * (d0 * x1)
                w10 -= RATE * (d1 * x0)
                w11 -= RATE * (d1 * x1)
                w20 -= RATE * (d2 * x0)
                w21 -= RATE * (d2 * x1)
                b0 -= RATE * d0
                b1 -= RATE * d1
                b2 -= RATE * d2
                v0 -= RATE * (d * h0)
                v1 -= RATE * (d * h1)
                v2 -= RATE * (d * h2)
                c -= RATE * d
            losses.append(total / len(rows))
        return w00, w01, w10, w11, w20, w21, b0, b1, b2, v0, v1, v2, c

    return run


def network_numpy(rows: Sequence[Row], layers: Sequence[Layer]) -> Rival:
    import numpy as np

    data = [(np.array(x), np.array(y)) for x, y in rows]

    def run(epochs: int) -> Sequence[float]:
        net = [(np.array(w), np.array(b)) for w, b in layers]
        losses = []
        for _ in range(epochs):
            total = 0.0
            for x, y in data:
                values = [x]
                for w, b in net[:-1]:
                    values.append(np.tanh(w @ values[-1] + b))
                w, b = net[-1]
                residual = w @ values[-1] + b - y
                total += residual @ residual
                delta = 2.0 * residual
                for (w, b), a in zip(reversed(net), reversed(values)):
                    below = (w.T @ delta) * (1.0 - a * a)
                    w -= RATE * np.outer(delta, a)
                    b -= RATE * delta
                    delta = below
            losses.append(total / len(rows))
        return _flat(net)

    return run


def network_micrograd(rows: Sequence[Row], layers: Sequence[Layer]) -> Rival:
    from micrograd.engine import Value

    def tanh(z: Any) -> Any:
        """micrograd has none; written as its own operations are."""
        out = Value(math.tanh(z.data), (z,), "tanh")

        def backward() -> None:
            z.grad += (1.0 - out.data * out.data) * out.grad

        out._backward = backward
        return out

    def run(epochs: int) -> Sequence[float]:
        net = [([[Value(v) for v in r] for r in w], [Value(v) for v in b]) for w, b in layers]
        weights = [v for w, b in net for part in (*w, b) for v in part]
        for _ in range(epochs):
            for x, y in rows:
                a: Any = x
                for i, (w, b) in enumerate(net):
                    z = [sum((u * v for u, v in zip(r, a)), c) for r, c in zip(w, b)]
                    a = z if i == len(net) - 1 else list(map(tanh, z))
                loss = sum(((p - q) ** 2 for p, q in zip(a, y)), Value(0.0))
                loss.backward()
                for weight in weights:
                    weight.data -= RATE * weight.grad
                    weight.grad = 0.0
        return [weight.data for weight in weights]

    return run


def network_autograd(rows: Sequence[Row], layers: Sequence[Layer]) -> Rival:
    import autograd.numpy as anp
    import numpy as np
    from autograd import grad

    data = [(np.array(x), np.array(y)) for x, y in rows]

    def loss(net: Any, x: Any, y: Any) -> Any:
        a = x
        for w, b in net[:-1]:
            a = anp.tanh(anp.dot(w, a) + b)
        w, b = net[-1]
        return anp.sum((anp.dot(w, a) + b - y) ** 2)

    slope = grad(loss)

    def run(epochs: int) -> Sequence[float]:
        net = [(np.array(w), np.array(b)) for w, b in layers]
        for _ in range(epochs):
            for x, y in data:
                slopes = slope(net, x, y)
                net = [
                    (w - RATE * by_w, b - RATE * by_b)
                    for (w, b), (by_w, by_b) in zip(net, slopes)
                ]
        return _flat(net)

    return run


def network_torch(rows: Sequence[Row], layers: Sequence[Layer]) -> Rival:
    import torch

    def tensor(value: Any) -> Any:
        return torch.tensor(value, dtype=torch.float64)

    data = [(tensor(x), tensor(y)) for x, y in rows]

    def network() -> Any:
        modules: list[Any] = []
        for w, b in layers:
            linear = torch.nn.Linear(len(w[0]), len(w), dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(tensor(w))
                linear.bias.copy_(tensor(b))
            modules += [linear, torch.nn.Tanh()]
        return torch.nn.Sequential(*modules[:-1])

    def run(epochs: int) -> Sequence[float]:
        net = network()
        optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
        for _ in range(epochs):
            for x, y in data:
                optimizer.zero_grad()
                loss = ((net(x) - y) ** 2).sum()
                loss.backward()
                optimizer.step()
        return [v for part in net.parameters() for v in part.detach().flatten().tolist()]

    return run
