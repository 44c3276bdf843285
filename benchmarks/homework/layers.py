"""Layers of networks in NumPy: activations, normalisation, convolution, pooling, embeddings."""

from random import Random
from typing import Any

import numpy as np

from benchmarks.homework import Collection
from benchmarks.homework.regressions import Pair, classes, data

HOMEWORK = Collection()


def cross_entropy(scores: Any, y: Any) -> tuple[Any, Any]:
    """The mean loss of a softmax, and its derivative by the scores."""
    n = len(y)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d = p.copy()
    d[np.arange(n), y] -= 1
    return -np.log(p[np.arange(n), y]).mean(), d / n


@HOMEWORK.model(
    {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)},
    *("no gate", "gate by the output", "no penalty", "b1 of one sample", "W2 by the input"),
)
def two_layer_net(rng: Random) -> Pair:
    X, y = data(rng, 8, 4), classes(rng, 8, 3)

    def forward(p: Any) -> tuple[Any, Any]:
        h = np.maximum(0, X @ p["W1"] + p["b1"])
        return h, h @ p["W2"] + p["b2"]

    def loss(p: Any) -> Any:
        penalty = np.sum(p["W1"] * p["W1"]) + np.sum(p["W2"] * p["W2"])
        return cross_entropy(forward(p)[1], y)[0] + 0.05 * penalty

    def gradient(p: Any, slip: str = "") -> Any:
        h, scores = forward(p)
        d = cross_entropy(scores, y)[1]
        dh = d @ p["W2"].T
        if slip == "gate by the output":
            dh[d.sum(axis=1) <= 0] = 0
        elif slip != "no gate":
            dh[h <= 0] = 0
        reg = 0.0 if slip == "no penalty" else 0.1
        left = np.maximum(0, h - 0.3) if slip == "W2 by the input" else h
        return {
            "W1": X.T @ dh + reg * p["W1"],
            "b1": dh[0] if slip == "b1 of one sample" else dh.sum(axis=0),
            "W2": left.T @ d + reg * p["W2"],
            "b2": d.sum(axis=0),
        }

    return loss, gradient


@HOMEWORK.model(
    {"W1": (5, 4), "W2": (4, 4), "W3": (1, 4)}, "stale tanh", "skips a layer", "no square"
)
def three_layers_of_tanh(rng: Random) -> Pair:
    x, y = data(rng, 5, 6), data(rng, 1, 6)

    def forward(p: Any) -> tuple[Any, Any, Any]:
        a1 = np.tanh(p["W1"].T @ x)
        a2 = np.tanh(p["W2"] @ a1)
        return a1, a2, p["W3"] @ a2

    def gradient(p: Any, slip: str = "") -> Any:
        a1, a2, out = forward(p)
        d = (out - y) / 6
        d2 = (p["W3"].T @ d) * (1 - (a2 if slip == "no square" else a2**2))
        d1 = (p["W2"].T @ (p["W3"].T @ d if slip == "skips a layer" else d2)) * (
            1 - (a2 if slip == "stale tanh" else a1) ** 2
        )
        return {"W1": x @ d1.T, "W2": d2 @ a1.T, "W3": d @ a2.T}

    return lambda p: np.sum((forward(p)[2] - y) ** 2) / 12, gradient


@HOMEWORK.model(
    {"x": (6, 3), "gamma": (3,), "beta": (3,)}, "mean is constant", "variance is constant"
)
def batch_norm(rng: Random) -> Pair:
    G, eps = data(rng, 6, 3), 1e-5

    def normal(x: Any) -> tuple[Any, Any]:
        inv = 1 / np.sqrt(x.var(axis=0) + eps)
        return (x - x.mean(axis=0)) * inv, inv

    def gradient(p: Any, slip: str = "") -> Any:
        xhat, inv = normal(p["x"])
        dxhat = G * p["gamma"]
        dx = 6 * dxhat
        if slip != "mean is constant":
            dx = dx - dxhat.sum(axis=0)
        if slip != "variance is constant":
            dx = dx - xhat * (dxhat * xhat).sum(axis=0)
        return {"x": inv / 6 * dx, "gamma": (G * xhat).sum(axis=0), "beta": G.sum(axis=0)}

    return lambda p: np.sum(G * (p["gamma"] * normal(p["x"])[0] + p["beta"])), gradient


@HOMEWORK.model((4, 5), "wrong axis", "scale left out")
def layer_norm(rng: Random) -> Pair:
    G = data(rng, 4, 5)

    def centred(x: Any) -> tuple[Any, Any]:
        c = x - x.mean(axis=1, keepdims=True)
        return c, np.sqrt((c**2).mean(axis=1, keepdims=True) + 1e-6)

    def gradient(x: Any, slip: str = "") -> Any:
        c, s = centred(x)
        axis = 0 if slip == "wrong axis" else 1
        U = G - G.mean(axis=axis, keepdims=True)
        dx = (U - c / s**2 * (G * c).mean(axis=axis, keepdims=True)) / s
        return dx * s if slip == "scale left out" else dx

    return lambda x: (G * centred(x)[0] / centred(x)[1]).sum(), gradient


@HOMEWORK.model({"W": (5, 4)}, "mask once", "mask left out")
def dropout(rng: Random) -> Pair:
    X = data(rng, 6, 5)
    mask = np.array([[rng.random() < 0.7 for _ in range(4)] for _ in range(6)]) / 0.7

    def gradient(p: Any, slip: str = "") -> Any:
        power = {"mask once": mask, "mask left out": 1.0}.get(slip, mask**2)
        return {"W": X.T @ (2 * (X @ p["W"]) * power)}

    return lambda p: np.sum((X @ p["W"] * mask) ** 2), gradient


@HOMEWORK.model({"x": (5, 5), "k": (3, 3), "b": ()}, "flipped kernel", "assigned, not added")
def convolution(rng: Random) -> Pair:
    G = data(rng, 3, 3)

    def loss(p: Any) -> Any:
        total = 0.0
        for i in range(3):
            for j in range(3):
                total += G[i, j] * np.tanh(
                    np.sum(p["x"][i : i + 3, j : j + 3] * p["k"]) + p["b"]
                )
        return total

    def gradient(p: Any, slip: str = "") -> Any:
        x, k = p["x"], p["k"]
        dx, dk, db = np.zeros_like(x), np.zeros_like(k), 0.0
        for i in range(3):
            for j in range(3):
                patch = x[i : i + 3, j : j + 3]
                d = G[i, j] * (1 - np.tanh(np.sum(patch * k) + p["b"]) ** 2)
                part = d * (k[::-1, ::-1] if slip == "flipped kernel" else k)
                if slip == "assigned, not added":
                    dx[i : i + 3, j : j + 3] = part
                else:
                    dx[i : i + 3, j : j + 3] += part
                dk += d * patch
                db += d
        return {"x": dx, "k": dk, "b": db}

    return loss, gradient


@HOMEWORK.model({"x": (2, 8), "w": (3, 2, 3)}, "stride left out", "channels summed")
def strided_convolution(rng: Random) -> Pair:
    G = data(rng, 3, 3)

    def loss(p: Any) -> Any:
        out = [
            [(p["w"][f] * p["x"][:, 2 * t : 2 * t + 3]).sum() for t in range(3)]
            for f in range(3)
        ]
        return (G * np.array(out) ** 2).sum() / 3

    def gradient(p: Any, slip: str = "") -> Any:
        dx, dw = np.zeros((2, 8)), np.zeros((3, 2, 3))
        for f in range(3):
            for t in range(3):
                window = p["x"][:, 2 * t : 2 * t + 3]
                d = G[f, t] * 2 / 3 * (p["w"][f] * window).sum()
                dw[f] += d * window
                at = t if slip == "stride left out" else 2 * t
                part = p["w"][f].sum(axis=0) if slip == "channels summed" else p["w"][f]
                dx[:, at : at + 3] += d * part
        return {"x": dx, "w": dw}

    return loss, gradient


@HOMEWORK.model((6, 6), "every entry", "first entry")
def max_pooling(rng: Random) -> Pair:
    G = data(rng, 3, 3)

    def blocks(x: Any) -> Any:
        return x.reshape(3, 2, 3, 2).transpose(0, 2, 1, 3).reshape(3, 3, 4)

    def gradient(x: Any, slip: str = "") -> Any:
        b = blocks(x)
        mask = (b == b.max(axis=2, keepdims=True)).astype(float)
        if slip == "every entry":
            mask = np.ones_like(mask)
        if slip == "first entry":
            mask = np.zeros_like(mask) + np.array([1.0, 0, 0, 0])
        full = mask * (2 * G * blocks(x).max(axis=2))[:, :, None]
        return full.reshape(3, 3, 2, 2).transpose(0, 2, 1, 3).reshape(6, 6)

    return lambda x: (G * blocks(x).max(axis=2) ** 2).sum(), gradient


@HOMEWORK.model((4, 6), "not divided", "one column")
def mean_pooling(rng: Random) -> Pair:
    G = data(rng, 4, 2)

    def gradient(x: Any, slip: str = "") -> Any:
        y = np.exp(x.reshape(4, 2, 3).mean(axis=2))
        d = np.repeat(G * y / (1 if slip == "not divided" else 3), 3, axis=1)
        if slip == "one column":
            d[:, 1::3] = 0
        return d

    return lambda x: (G * np.exp(x.reshape(4, 2, 3).mean(axis=2))).sum(), gradient


@HOMEWORK.model((7,), "inner derivative left out", "product rule left out")
def gelu(rng: Random) -> Pair:
    g, c = data(rng, 7), np.sqrt(2 / np.pi)

    def gradient(x: Any, slip: str = "") -> Any:
        t = np.tanh(c * (x + 0.044715 * x**3))
        inner = 1 if slip == "inner derivative left out" else c * (1 + 3 * 0.044715 * x**2)
        second = 0 if slip == "product rule left out" else 0.5 * x * (1 - t**2) * inner
        return g * (0.5 * (1 + t) + second)

    return lambda x: (g * 0.5 * x * (1 + np.tanh(c * (x + 0.044715 * x**3)))).sum(), gradient


@HOMEWORK.model({"W": (4, 4), "a": (4,)}, "slope left out", "a of all")
def leaky_relu(rng: Random) -> Pair:
    X = data(rng, 6, 4)

    def loss(p: Any) -> Any:
        z = X @ p["W"]
        return np.sum(np.where(z > 0, z, p["a"] * z) ** 2) / 6

    def gradient(p: Any, slip: str = "") -> Any:
        z = X @ p["W"]
        d = 2 / 6 * np.where(z > 0, z, p["a"] * z)
        slope = np.where(z > 0, 1, 0 if slip == "slope left out" else p["a"])
        gate = np.ones_like(z) if slip == "a of all" else z <= 0
        return {"W": X.T @ (d * slope), "a": (d * z * gate).sum(axis=0)}

    return loss, gradient


@HOMEWORK.model({"W": (4, 4), "x": (5, 4)}, "no skip path", "skip path only")
def residual_block(rng: Random) -> Pair:
    G = data(rng, 5, 4)

    def gradient(p: Any, slip: str = "") -> Any:
        gate = (p["x"] @ p["W"] > 0) * G
        inner = 0 if slip == "skip path only" else gate @ p["W"].T
        return {"W": p["x"].T @ gate, "x": inner + (0 if slip == "no skip path" else G)}

    return lambda p: (G * (p["x"] + np.maximum(p["x"] @ p["W"], 0))).sum(), gradient


@HOMEWORK.model({"E": (8, 3), "w": (3,)}, "overwritten", "all rows")
def embedding(rng: Random) -> Pair:
    tokens, y = np.array([[1, 4, 1], [6, 2, 4], [2, 2, 7]]), data(rng, 3)

    def gradient(p: Any, slip: str = "") -> Any:
        h = p["E"][tokens].mean(axis=1)
        r = h @ p["w"] - y
        dE = np.zeros_like(p["E"])
        for n in range(3):
            for t in tokens[n]:
                if slip == "overwritten":
                    dE[t] = r[n] * p["w"] / 3
                else:
                    dE[t] += r[n] * p["w"] / 3
        if slip == "all rows":
            dE += 0.01
        return {"E": dE, "w": h.T @ r}

    return lambda p: 0.5 * np.sum((p["E"][tokens].mean(axis=1) @ p["w"] - y) ** 2), gradient


@HOMEWORK.model({"c": (6, 3), "o": (6, 3)}, "negatives left out", "sign of negatives")
def skip_gram(rng: Random) -> Pair:
    centre, positive, negative = 2, 4, [0, 3]

    def loss(p: Any) -> Any:
        v = p["c"][centre]
        near, far = p["o"][positive] @ v, p["o"][negative] @ v
        return np.log(1 + np.exp(-near)) + np.log(1 + np.exp(far)).sum()

    def gradient(p: Any, slip: str = "") -> Any:
        dc, do = np.zeros_like(p["c"]), np.zeros_like(p["o"])
        v = p["c"][centre]
        g = 1 / (1 + np.exp(-(p["o"][positive] @ v))) - 1
        do[positive] += g * v
        dc[centre] += g * p["o"][positive]
        for k in negative if slip != "negatives left out" else ():
            g = 1 / (1 + np.exp(-(p["o"][k] @ v))) * (-1 if slip == "sign of negatives" else 1)
            do[k] += g * v
            dc[centre] += g * p["o"][k]
        return {"c": dc, "o": do}

    return loss, gradient
