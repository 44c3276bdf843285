"""Models in lists and loops with the functions of `math`: functions of floats only."""

import math
from random import Random
from typing import Any

from benchmarks.homework import Collection, Function, drawn

HOMEWORK = Collection()
Pair = tuple[Function, Function]


def dot(u: Any, v: Any) -> Any:
    total = 0.0
    for a, b in zip(u, v, strict=True):
        total += a * b
    return total


@HOMEWORK.model({"w": (3,), "b": ()}, "no mean", "b of the last sample")
def fit_a_plane(rng: Random) -> Pair:
    X, y = drawn((7, 3), rng), drawn((7,), rng)

    def loss(p: Any) -> Any:
        total = 0.0
        for x, t in zip(X, y, strict=True):
            total += (dot(p["w"], x) + p["b"] - t) ** 2
        return total / len(X)

    def gradient(p: Any, slip: str = "") -> Any:
        dw, db = [0.0] * 3, 0.0
        n = 1 if slip == "no mean" else len(X)
        for x, t in zip(X, y, strict=True):
            r = 2 / n * (dot(p["w"], x) + p["b"] - t)
            dw = [d + r * xi for d, xi in zip(dw, x, strict=True)]
            db = r if slip == "b of the last sample" else db + r
        return {"w": dw, "b": db}

    return loss, gradient


@HOMEWORK.model((3,), "p for p - y")
def classify(rng: Random) -> Pair:
    X, y = drawn((8, 3), rng), [i % 2 for i in range(8)]

    def loss(w: Any) -> Any:
        total = 0.0
        for x, t in zip(X, y, strict=True):
            p = 1 / (1 + math.exp(-dot(w, x)))
            total -= t * math.log(p) + (1 - t) * math.log(1 - p)
        return total / 8

    def gradient(w: Any, slip: str = "") -> Any:
        g = [0.0, 0.0, 0.0]
        for x, t in zip(X, y, strict=True):
            p = 1 / (1 + math.exp(-dot(w, x)))
            for j in range(3):
                g[j] += (p if slip else p - t) * x[j] / 8
        return g

    return loss, gradient


@HOMEWORK.model({"W1": (4, 2), "W2": (4,)}, "no gate", "by the input", size=1.0)
def small_net(rng: Random) -> Pair:
    X, y = drawn((3, 2), rng), drawn((3,), rng)

    def hidden(p: Any, x: Any) -> list[Any]:
        return [max(0.0, dot(row, x)) for row in p["W1"]]

    def loss(p: Any) -> Any:
        return sum((dot(p["W2"], hidden(p, x)) - t) ** 2 for x, t in zip(X, y, strict=True))

    def gradient(p: Any, slip: str = "") -> Any:
        dW1, dW2 = [[0.0] * 2 for _ in range(4)], [0.0] * 4
        for x, t in zip(X, y, strict=True):
            h = hidden(p, x)
            r = 2 * (dot(p["W2"], h) - t)
            for k in range(4):
                dW2[k] += r * (x[0] if slip == "by the input" else h[k])
                for j in range(2):
                    if h[k] > 0 or slip == "no gate":
                        dW1[k][j] += r * p["W2"][k] * x[j]
        return {"W1": dW1, "W2": dW2}

    return loss, gradient


@HOMEWORK.model({"w": (), "u": (), "b": ()}, "truncated", "no tanh derivative")
def one_unit_over_time(rng: Random) -> Pair:
    xs, y = drawn((6,), rng), 0.4

    def states(p: Any) -> list[float]:
        h = [0.0]
        for x in xs:
            h.append(math.tanh(p["w"] * x + p["u"] * h[-1] + p["b"]))
        return h

    def gradient(p: Any, slip: str = "") -> Any:
        h = states(p)
        g = {"w": 0.0, "u": 0.0, "b": 0.0}
        dh = 2 * (h[-1] - y)
        for t in reversed(range(6)):
            if slip == "truncated" and t < 4:
                break
            dz = dh if slip == "no tanh derivative" else dh * (1 - h[t + 1] ** 2)
            g["w"] += dz * xs[t]
            g["u"] += dz * h[t]
            g["b"] += dz
            dh = dz * p["u"]
        return g

    return lambda p: (states(p)[-1] - y) ** 2, gradient


@HOMEWORK.model((4,), "wrong winner", "margin always")
def hinge(rng: Random) -> Pair:
    X, y = drawn((6, 4), rng), [1, -1, 1, -1, 1, -1]

    def gradient(w: Any, slip: str = "") -> Any:
        g = [0.1 * v for v in w]
        for x, t in zip(X, y, strict=True):
            if t * dot(w, x) < 1 or slip == "margin always":
                for j in range(4):
                    g[j] -= (-t if slip == "wrong winner" else t) * x[j]
        return g

    def loss(w: Any) -> Any:
        total = 0.05 * dot(w, w)
        for x, t in zip(X, y, strict=True):
            total += max(0.0, 1 - t * dot(w, x))
        return total

    return loss, gradient


@HOMEWORK.model({"x": (7,), "k": (3,)}, "flipped", "overwritten")
def convolve(rng: Random) -> Pair:
    g = drawn((5,), rng)

    def out(p: Any) -> list[Any]:
        return [dot(p["k"], p["x"][i : i + 3]) for i in range(5)]

    def gradient(p: Any, slip: str = "") -> Any:
        dx, dk = [0.0] * 7, [0.0] * 3
        for i, value in enumerate(out(p)):
            d = g[i] * 2 * value
            for j in range(3):
                dk[j] += d * p["x"][i + j]
                part = d * p["k"][2 - j if slip == "flipped" else j]
                dx[i + j] = part if slip == "overwritten" else dx[i + j] + part
        return {"x": dx, "k": dk}

    return lambda p: sum(a * b**2 for a, b in zip(g, out(p), strict=True)), gradient


@HOMEWORK.model((3,), "diagonal only", "sum for one")
def cross_entropy_of_a_softmax(rng: Random) -> Pair:
    target = [0.2, 0.5, 0.3]

    def softmax(z: Any) -> list[float]:
        e = [math.exp(v - max(z)) for v in z]
        return [v / sum(e) for v in e]

    def gradient(z: Any, slip: str = "") -> Any:
        p = softmax(z)
        if slip == "diagonal only":
            return [t * (q - 1) for q, t in zip(p, target, strict=True)]
        return [(2 * q if slip else q) - t for q, t in zip(p, target, strict=True)]

    def loss(z: Any) -> Any:
        return -sum(t * math.log(q) for t, q in zip(target, softmax(z), strict=True))

    return loss, gradient


@HOMEWORK.model({"rows": (6, 2)}, "overwritten", "unused rows too")
def look_up(rng: Random) -> Pair:
    used, y = [1, 4, 1], drawn((3, 2), rng)

    def loss(p: Any) -> Any:
        return sum(
            math.cosh(a - b)
            for k, row in zip(used, y, strict=True)
            for a, b in zip(p["rows"][k], row, strict=True)
        )

    def gradient(p: Any, slip: str = "") -> Any:
        start = 0.1 if slip == "unused rows too" else 0.0
        g = [[start, start] for _ in range(6)]
        for k, row in zip(used, y, strict=True):
            for j in range(2):
                part = math.sinh(p["rows"][k][j] - row[j])
                g[k][j] = part if slip == "overwritten" else g[k][j] + part
        return {"rows": g}

    return loss, gradient
