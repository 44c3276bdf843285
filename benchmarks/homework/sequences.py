"""Sequences, attention and pairs in NumPy."""

from random import Random
from typing import Any

import numpy as np

from benchmarks.homework import Collection
from benchmarks.homework.layers import cross_entropy
from benchmarks.homework.regressions import Pair, classes, data

HOMEWORK = Collection()


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@HOMEWORK.model(
    {"Wx": (3, 4), "Wh": (4, 4), "b": (4,)}, "truncated", "one step", "no tanh derivative"
)
def recurrent_net(rng: Random) -> Pair:
    X, y = data(rng, 5, 3), data(rng, 4)

    def states(p: Any) -> list[Any]:
        h = [np.zeros(4)]
        for x in X:
            h.append(np.tanh(x @ p["Wx"] + h[-1] @ p["Wh"] + p["b"]))
        return h

    def gradient(p: Any, slip: str = "") -> Any:
        h = states(p)
        g = {name: np.zeros_like(value) for name, value in p.items()}
        dh = 2 / 4 * (h[-1] - y)
        for t in reversed(range(5)):
            if (slip == "truncated" and t < 2) or (slip == "one step" and t < 4):
                break
            dz = dh if slip == "no tanh derivative" else dh * (1 - h[t + 1] ** 2)
            g["Wx"] += np.outer(X[t], dz)
            g["Wh"] += np.outer(h[t], dz)
            g["b"] += dz
            dh = dz @ p["Wh"].T
        return g

    return lambda p: np.mean((states(p)[-1] - y) ** 2), gradient


@HOMEWORK.model({"W": (5, 12), "b": (12,)}, "no cell path", "forget gate for input gate")
def lstm(rng: Random) -> Pair:
    X, y = data(rng, 4, 2), data(rng, 3)

    def steps(p: Any) -> list[Any]:
        h, c, kept = np.zeros(3), np.zeros(3), []
        for x in X:
            z = np.concatenate([h, x]) @ p["W"] + p["b"]
            i, f, o, g = sigmoid(z[:3]), sigmoid(z[3:6]), sigmoid(z[6:9]), np.tanh(z[9:])
            before, h_before = c, h
            c = f * c + i * g
            h = o * np.tanh(c)
            kept.append((h_before, x, before, i, f, o, g, c, h))
        return kept

    def gradient(p: Any, slip: str = "") -> Any:
        dW, db = np.zeros((5, 12)), np.zeros(12)
        kept = steps(p)
        dh, dc = kept[-1][-1] - y, np.zeros(3)
        for h_before, x, before, i, f, o, g, c, _ in reversed(kept):
            t = np.tanh(c)
            dc = dc + dh * o * (1 - t**2)
            df, di = dc * before * f * (1 - f), dc * g * i * (1 - i)
            if slip == "forget gate for input gate":
                df, di = di, df
            dz = np.concatenate([di, df, dh * t * o * (1 - o), dc * i * (1 - g**2)])
            dW += np.outer(np.concatenate([h_before, x]), dz)
            db += dz
            dh = (dz @ p["W"].T)[:3]
            dc = np.zeros(3) if slip == "no cell path" else dc * f
        return {"W": dW, "b": db}

    return lambda p: 0.5 * np.sum((steps(p)[-1][-1] - y) ** 2), gradient


@HOMEWORK.model({"Wz": (3, 3), "Wh": (3, 3)}, "no carry", "gate is constant")
def gated_unit(rng: Random) -> Pair:
    X, y = data(rng, 4, 3), data(rng, 3)

    def steps(p: Any) -> list[Any]:
        h, kept = np.zeros(3), []
        for x in X:
            z, n = sigmoid(x @ p["Wz"]), np.tanh(x @ p["Wh"])
            kept.append((x, h, z, n))
            h = z * h + (1 - z) * n
        return [*kept, h]

    def gradient(p: Any, slip: str = "") -> Any:
        *kept, h = steps(p)
        dWz, dWh, dh = np.zeros((3, 3)), np.zeros((3, 3)), 2 * (h - y)
        for x, before, z, n in reversed(kept):
            dz = dh * (before - n) * z * (1 - z)
            dWz += 0 if slip == "gate is constant" else np.outer(x, dz)
            dWh += np.outer(x, dh * (1 - z) * (1 - n * n))
            dh = dh if slip == "no carry" else dh * z
        return {"Wz": dWz, "Wh": dWh}

    return lambda p: np.sum((steps(p)[-1] - y) ** 2), gradient


@HOMEWORK.model(
    {"Wq": (4, 3), "Wk": (4, 3), "Wv": (4, 2)}, "scale left out", "diagonal Jacobian", "no mask"
)
def causal_attention(rng: Random) -> Pair:
    X, G = data(rng, 5, 4), data(rng, 5, 2)
    mask = np.triu(np.full((5, 5), -1e9), 1)

    def forward(p: Any, mask: Any = mask) -> tuple[Any, ...]:
        Q, K, V = X @ p["Wq"], X @ p["Wk"], X @ p["Wv"]
        S = Q @ K.T / np.sqrt(3) + mask
        E = np.exp(S - S.max(axis=-1, keepdims=True))
        A = E / E.sum(axis=-1, keepdims=True)
        return Q, K, V, A, A @ V

    def gradient(p: Any, slip: str = "") -> Any:
        Q, K, V, A, _ = forward(p, 0 * mask) if slip == "no mask" else forward(p)
        dA = G @ V.T
        if slip == "diagonal Jacobian":
            dS = A * (1 - A) * dA
        else:
            dS = A * (dA - (A * dA).sum(axis=-1, keepdims=True))
        dS = dS / (1 if slip == "scale left out" else np.sqrt(3))
        return {"Wq": X.T @ dS @ K, "Wk": X.T @ dS.T @ Q, "Wv": X.T @ A.T @ G}

    return lambda p: (G * forward(p)[-1]).sum(), gradient


@HOMEWORK.model({"Wk": (3, 3), "bk": (3,)}, "bias counted")
def attention_with_key_bias(rng: Random) -> Pair:
    X, G = data(rng, 4, 3), data(rng, 4, 3)

    def weights(p: Any) -> Any:
        S = X @ (X @ p["Wk"] + p["bk"]).T
        E = np.exp(S)
        return E / E.sum(axis=1, keepdims=True)

    def gradient(p: Any, slip: str = "") -> Any:
        A = weights(p)
        dA = G @ X.T
        dK = (A * (dA - (A * dA).sum(axis=1, keepdims=True))).T @ X
        return {"Wk": X.T @ dK, "bk": dK[0] if slip else dK.sum(axis=0)}

    return lambda p: (G * (weights(p) @ X)).sum(), gradient


@HOMEWORK.model({"W": (4, 3)}, "anchor only", "inactive ones too")
def triplet(rng: Random) -> Pair:
    a, b, c = data(rng, 6, 4), data(rng, 6, 4), data(rng, 6, 4)

    def margins(W: Any) -> Any:
        return ((a - b) @ W) ** 2 @ np.ones(3) - ((a - c) @ W) ** 2 @ np.ones(3) + 0.5

    def gradient(p: Any, slip: str = "") -> Any:
        W = p["W"]
        on = np.ones(6) if slip == "inactive ones too" else (margins(W) > 0) * 1.0
        near, far = (a - b) * on[:, None], (a - c) * on[:, None]
        if slip == "anchor only":
            return {"W": 2 * (a * on[:, None]).T @ ((c - b) @ W)}
        return {"W": 2 * near.T @ (near @ W) - 2 * far.T @ (far @ W)}

    return lambda p: np.maximum(margins(p["W"]), 0).sum(), gradient


@HOMEWORK.model({"W": (4, 3)}, "one side", "temperature left out")
def contrastive(rng: Random) -> Pair:
    A, B, temperature = data(rng, 5, 4), data(rng, 5, 4), 0.5
    y = np.arange(5)

    def scores(W: Any) -> Any:
        return (A @ W) @ (B @ W).T / temperature

    def gradient(p: Any, slip: str = "") -> Any:
        d = cross_entropy(scores(p["W"]), y)[1]
        d = d if slip == "temperature left out" else d / temperature
        first, second = A.T @ d @ (B @ p["W"]), B.T @ d.T @ (A @ p["W"])
        return {"W": first if slip == "one side" else first + second}

    return lambda p: cross_entropy(scores(p["W"]), y)[0], gradient


@HOMEWORK.model({"mu": (4, 2), "log_var": (4, 2), "W": (2, 3)}, "no KL", "std for half log_var")
def variational_autoencoder(rng: Random) -> Pair:
    X, noise = data(rng, 4, 3), data(rng, 4, 2)

    def sample(p: Any) -> Any:
        return p["mu"] + np.exp(0.5 * p["log_var"]) * noise

    def loss(p: Any) -> Any:
        kl = -0.5 * np.sum(1 + p["log_var"] - p["mu"] ** 2 - np.exp(p["log_var"]))
        return 0.5 * np.sum((sample(p) @ p["W"] - X) ** 2) + kl

    def gradient(p: Any, slip: str = "") -> Any:
        z = sample(p)
        d = z @ p["W"] - X
        dz, var = d @ p["W"].T, np.exp(p["log_var"])
        half = 1.0 if slip == "std for half log_var" else 0.5
        keep = slip != "no KL"
        return {
            "mu": dz + keep * p["mu"],
            "log_var": half * dz * noise * np.sqrt(var) + keep * 0.5 * (var - 1),
            "W": z.T @ d,
        }

    return loss, gradient


@HOMEWORK.model((5, 2), "factor 2 for 4", "one side")
def stochastic_neighbours(rng: Random) -> Pair:
    P = np.abs(data(rng, 5, 5))
    P = (P + P.T) / (P + P.T).sum()
    off = 1 - np.eye(5)

    def kernel(Y: Any) -> Any:
        d = ((Y[:, None] - Y[None]) ** 2).sum(axis=2)
        return off / (1 + d)

    def loss(Y: Any) -> Any:
        q = kernel(Y)
        return -np.sum((P * off) * np.log(q / q.sum() + (1 - off)))

    def gradient(Y: Any, slip: str = "") -> Any:
        q = kernel(Y)
        share = (P * off).sum()
        M = (P * off - share * q / q.sum()) * q
        if slip == "one side":
            M = np.triu(M)
        difference = Y[:, None] - Y[None]
        return (2 if slip else 4) * (M[:, :, None] * difference).sum(axis=1)

    return loss, gradient


@HOMEWORK.model((6,), "not normalised", "labels shifted")
def tagger(rng: Random) -> Pair:
    X, y = data(rng, 5, 2), classes(rng, 5, 3)

    def gradient(w: Any, slip: str = "") -> Any:
        d = cross_entropy(X @ w.reshape(2, 3), (y + 1) % 3 if slip == "labels shifted" else y)[
            1
        ]
        return (X.T @ d * (5 if slip == "not normalised" else 1)).reshape(-1)

    return lambda w: cross_entropy(X @ w.reshape(2, 3), y)[0], gradient
