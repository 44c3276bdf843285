"""Regressions, margins and likelihoods in NumPy, as they are written on a board."""

from random import Random
from typing import Any

import numpy as np

from benchmarks.homework import Collection, Function, drawn

HOMEWORK = Collection()
Pair = tuple[Function, Function]


def data(rng: Random, *shape: int) -> Any:
    return np.array(drawn(shape, rng))


def classes(rng: Random, n: int, k: int) -> Any:
    return np.array([i % k for i in rng.sample(range(n), n)])


@HOMEWORK.model((4,), "no mean", "no factor 2", "no transposition")
def linear_regression(rng: Random) -> Pair:
    X, y = data(rng, 9, 4), data(rng, 9)

    def gradient(w: Any, slip: str = "") -> Any:
        r = X @ w - y
        if slip == "no transposition":
            return 2 / 9 * (X[:4] @ r[:4])
        return (2 if slip != "no factor 2" else 1) / (1 if slip == "no mean" else 9) * X.T @ r

    return lambda w: ((X @ w - y) ** 2).mean(), gradient


@HOMEWORK.model({"W": (3, 2), "b": (2,)}, "mean for sum", "one row for b")
def many_outputs(rng: Random) -> Pair:
    X, Y = data(rng, 7, 3), data(rng, 7, 2)

    def loss(p: Any) -> Any:
        return 0.5 * np.sum((X.dot(p["W"]) + p["b"] - Y) ** 2) / len(X)

    def gradient(p: Any, slip: str = "") -> Any:
        d = (X.dot(p["W"]) + p["b"] - Y) * (1 / len(X))
        db = d[-1] if slip == "one row for b" else d.sum(axis=0)
        return {"W": X.T.dot(d) / (2 if slip == "mean for sum" else 1), "b": db}

    return loss, gradient


@HOMEWORK.model({"w": (5,), "b": ()}, "no penalty", "half penalty", "penalised bias")
def ridge(rng: Random) -> Pair:
    X, y, lam = data(rng, 8, 5), data(rng, 8), 0.1

    def loss(p: Any) -> Any:
        return np.mean((X @ p["w"] + p["b"] - y) ** 2) + lam * p["w"] @ p["w"]

    def gradient(p: Any, slip: str = "") -> Any:
        r = 2 * (X @ p["w"] + p["b"] - y) / len(y)
        share = {"no penalty": 0.0, "half penalty": lam}.get(slip, 2 * lam)
        db = r.sum() + (2 * lam * p["b"] if slip == "penalised bias" else 0)
        return {"w": X.T @ r + share * p["w"], "b": db}

    return loss, gradient


@HOMEWORK.model((4,), "no penalty", "squared penalty")
def lasso(rng: Random) -> Pair:
    X, y = data(rng, 8, 4), data(rng, 8)

    def gradient(w: Any, slip: str = "") -> Any:
        penalty = {"no penalty": 0 * w, "squared penalty": 0.6 * w}.get(slip, 0.3 * np.sign(w))
        return X.T @ (X @ w - y) / 8 + penalty

    return lambda w: np.sum((X @ w - y) ** 2) / 16 + 0.3 * np.abs(w).sum(), gradient


@HOMEWORK.model((4,), "no mean", "sign of the labels")
def logistic(rng: Random) -> Pair:
    X, y = data(rng, 10, 4), classes(rng, 10, 2)

    def loss(w: Any) -> Any:
        p = 1 / (1 + np.exp(-(X @ w)))
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    def gradient(w: Any, slip: str = "") -> Any:
        p = 1.0 / (1.0 + np.exp(-X @ w))
        target = 2 * y - 1 if slip == "sign of the labels" else y
        return X.T @ (p - target) * (1 if slip == "no mean" else 1 / 10)

    return loss, gradient


@HOMEWORK.model((3,), "no gate", "margins for labels")
def stable_logistic(rng: Random) -> Pair:
    X, t = data(rng, 12, 3), 2 * classes(rng, 12, 2) - 1

    def loss(w: Any) -> Any:
        z = t * (X @ w)
        return np.mean(np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z))))

    def gradient(w: Any, slip: str = "") -> Any:
        z = t * (X @ w)
        s = 1 / (1 + np.exp(z))
        if slip == "no gate":
            s = np.ones_like(z)
        return -(X.T @ (s if slip == "margins for labels" else t * s)) / len(z)

    return loss, gradient


@HOMEWORK.model({"W": (4, 3), "b": (3,)}, "no one-hot", "no mean", "labels rolled")
def softmax_regression(rng: Random) -> Pair:
    X, y = data(rng, 9, 4), classes(rng, 9, 3)

    def probabilities(p: Any) -> Any:
        z = X @ p["W"] + p["b"]
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def gradient(p: Any, slip: str = "") -> Any:
        d = probabilities(p)
        if slip != "no one-hot":
            d[np.arange(9), np.roll(y, 1) if slip == "labels rolled" else y] -= 1
        if slip != "no mean":
            d /= 9
        return {"W": X.T @ d, "b": d.sum(axis=0)}

    return lambda p: -np.log(probabilities(p)[np.arange(9), y]).mean(), gradient


@HOMEWORK.model((3,), "no exponential", "rate for residual")
def poisson(rng: Random) -> Pair:
    X, y = data(rng, 8, 3), classes(rng, 8, 4)

    def gradient(w: Any, slip: str = "") -> Any:
        rate = X @ w if slip == "no exponential" else np.exp(X @ w)
        return X.T @ (rate if slip == "rate for residual" else rate - y) / 8

    return lambda w: np.mean(np.exp(X @ w) - y * (X @ w)), gradient


@HOMEWORK.model((4,), "no clip", "always clipped")
def huber(rng: Random) -> Pair:
    X, y, delta = data(rng, 10, 4), data(rng, 10), 0.8

    def loss(w: Any) -> Any:
        r = X @ w - y
        a = np.abs(r)
        return np.where(a <= delta, r**2 / 2, delta * (a - delta / 2)).mean()

    def gradient(w: Any, slip: str = "") -> Any:
        r = X @ w - y
        if slip == "always clipped":
            return X.T @ (delta * np.sign(r)) / len(r)
        return X.T @ (r if slip == "no clip" else np.clip(r, -delta, delta)) / len(r)

    return loss, gradient


@HOMEWORK.model((3,), "sides swapped", "level left out")
def quantile(rng: Random) -> Pair:
    X, y, q = data(rng, 9, 3), data(rng, 9), 0.3

    def gradient(w: Any, slip: str = "") -> Any:
        over = y > X @ w
        above, below = (1 - q, q) if slip == "sides swapped" else (q, 1 - q)
        g = (
            np.where(over, -1.0, 1.0)
            if slip == "level left out"
            else (over * -above + ~over * below)
        )
        return X.T @ g / 9

    return lambda w: np.maximum(q * (y - X @ w), (q - 1) * (y - X @ w)).mean(), gradient


@HOMEWORK.model((5, 3), "right class left out", "no mean", "no penalty")
def svm_in_loops(rng: Random) -> Pair:
    X, y = data(rng, 6, 5), classes(rng, 6, 3)

    def loss(W: Any) -> Any:
        total = 0.0
        for i in range(6):
            scores = X[i].dot(W)
            for j in range(3):
                margin = scores[j] - scores[y[i]] + 1
                if j != y[i] and margin > 0:
                    total += margin
        return total / 6 + 0.05 * np.sum(W * W)

    def gradient(W: Any, slip: str = "") -> Any:
        dW = np.zeros(W.shape)
        for i in range(6):
            scores = X[i].dot(W)
            for j in range(3):
                if j != y[i] and scores[j] - scores[y[i]] + 1 > 0:
                    dW[:, j] += X[i]
                    if slip != "right class left out":
                        dW[:, y[i]] -= X[i]
        if slip != "no mean":
            dW /= 6
        return dW if slip == "no penalty" else dW + 0.1 * W

    return loss, gradient


@HOMEWORK.model((4, 3), "counts left out", "no mean")
def svm_in_arrays(rng: Random) -> Pair:
    X, y = data(rng, 7, 4), classes(rng, 7, 3)

    def margins(W: Any) -> Any:
        s = X @ W
        m = np.maximum(0, s - s[np.arange(7), y][:, None] + 1)
        m[np.arange(7), y] = 0
        return m

    def gradient(W: Any, slip: str = "") -> Any:
        binary = (margins(W) > 0).astype(float)
        binary[np.arange(7), y] = -1 if slip == "counts left out" else -binary.sum(axis=1)
        return X.T @ binary / (1 if slip == "no mean" else 7)

    return lambda W: margins(W).sum() / 7, gradient


@HOMEWORK.model((4,), "twice Q", "Q once")
def quadratic_form(rng: Random) -> Pair:
    Q, c = data(rng, 4, 4), data(rng, 4)

    def gradient(w: Any, slip: str = "") -> Any:
        product = {"twice Q": 2 * Q, "Q once": Q}.get(slip, Q + Q.T)
        return product @ w + 0.1 * c

    return lambda w: w @ Q @ w + 0.1 * c @ w, gradient


@HOMEWORK.model((4,), "powers shifted", "no mean")
def polynomial_fit(rng: Random) -> Pair:
    x, y = data(rng, 11), data(rng, 11)

    def fit(a: Any) -> Any:
        return a[0] + a[1] * x + a[2] * x**2 + a[3] * x**3

    def gradient(a: Any, slip: str = "") -> Any:
        r = 2 * (fit(a) - y) / (1 if slip == "no mean" else 11)
        shift = slip == "powers shifted"
        return np.array([np.sum(r * x ** (k + shift)) for k in range(4)])

    return lambda a: ((fit(a) - y) ** 2).mean(), gradient


@HOMEWORK.model({"mu": (3,), "log_s": (3,)}, "no log term", "by s", "mu not divided")
def gaussian_likelihood(rng: Random) -> Pair:
    X = data(rng, 8, 3)

    def loss(p: Any) -> Any:
        z = (X - p["mu"]) / np.exp(p["log_s"])
        return (z**2).sum() / 2 + 8 * p["log_s"].sum()

    def gradient(p: Any, slip: str = "") -> Any:
        s = np.exp(p["log_s"])
        z = (X - p["mu"]) / s
        d = (8 if slip != "no log term" else 0) - (z**2).sum(axis=0)
        dmu = -z.sum(axis=0) / (1 if slip == "mu not divided" else s)
        return {"mu": dmu, "log_s": d / s if slip == "by s" else d}

    return loss, gradient


@HOMEWORK.model({"mu": (3, 2), "logit": (3,)}, "no responsibilities", "weights not normalised")
def mixture(rng: Random) -> Pair:
    X = data(rng, 9, 2)

    def joint(p: Any) -> Any:
        distance = ((X[:, None, :] - p["mu"]) ** 2).sum(axis=2)
        return p["logit"] - np.log(np.exp(p["logit"]).sum()) - distance / 2

    def gradient(p: Any, slip: str = "") -> Any:
        e = np.exp(joint(p))
        r = np.ones((9, 3)) / 3 if slip == "no responsibilities" else e / e.sum(axis=1)[:, None]
        weights = np.exp(p["logit"]) / np.exp(p["logit"]).sum()
        dlogit = -r.mean(axis=0)
        if slip != "weights not normalised":
            dlogit = dlogit + weights
        dmu = -(r[:, :, None] * (X[:, None, :] - p["mu"])).sum(axis=0) / 9
        return {"mu": dmu, "logit": dlogit}

    return lambda p: -np.log(np.exp(joint(p)).sum(axis=1)).mean(), gradient


@HOMEWORK.model({"U": (5, 2), "V": (4, 2)}, "mask left out", "U for V", "no penalty")
def matrix_factorisation(rng: Random) -> Pair:
    R, M = data(rng, 5, 4), np.array([[rng.randrange(2) for _ in range(4)] for _ in range(5)])

    def loss(p: Any) -> Any:
        return 0.5 * np.sum((M * (R - p["U"] @ p["V"].T)) ** 2) + 0.05 * np.sum(p["U"] ** 2)

    def gradient(p: Any, slip: str = "") -> Any:
        E = (R - p["U"] @ p["V"].T) * (1 if slip == "mask left out" else M)
        dU = -E @ p["V"] + (0 if slip == "no penalty" else 0.1 * p["U"])
        return {"U": dU, "V": E.T @ p["U"] if slip == "U for V" else -E.T @ p["U"]}

    return loss, gradient


@HOMEWORK.model((4,), "p for p - y", eps=1e-5)
def logarithm_with_epsilon(rng: Random) -> Pair:
    X, y = data(rng, 10, 4), classes(rng, 10, 2)

    def loss(w: Any) -> Any:
        p = 1 / (1 + np.exp(-X @ w))
        return -np.mean(y * np.log(p + 1e-8) + (1 - y) * np.log(1 - p + 1e-8))

    def gradient(w: Any, slip: str = "") -> Any:
        p = 1 / (1 + np.exp(-X @ w))
        return X.T @ (p if slip else p - y) / 10

    return loss, gradient


@HOMEWORK.model((5,), "not divided", eps=1e-6)
def norm_with_epsilon(rng: Random) -> Pair:
    c = data(rng, 5)

    def gradient(x: Any, slip: str = "") -> Any:
        d = x - c
        return d if slip else d / np.sqrt(d @ d)

    return lambda x: np.sqrt((x - c) @ (x - c) + 1e-8), gradient
