"""Mistakes found in published code, each written afresh, beside the same without the mistake.

Where they were found is said at each; the losses are those of the code in question.
"""

from collections.abc import Iterator, Sequence
from math import exp, fsum, log, log1p, sqrt
from typing import Any

from benchmarks.real.case import Case, Run, Values, at_random, on_page
from handgrad.model import load
from handgrad.verdict import INVALID, RIGHT, WRONG

PACKAGE = "written afresh"
Vector = Sequence[float]

# The target is one of the negative samples.
HIT = {
    "o": [1.0, 0.0, 0.0],
    "S": [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]],
}


def cases() -> Iterator[Case]:
    """Every mistake and the same without it."""
    for right in (True, False):
        verdict = RIGHT if right else WRONG
        yield on_page(
            PACKAGE,
            _name("a penalty", right, "with the wrong sign"),
            _logistic(1 if right else -1),
            load("logistic_regression", penalty="half_l2"),
            expected=verdict,
        )
        yield at_random(
            PACKAGE,
            _name("WGAN critic", right, "with the wrong signs"),
            _critic(1 if right else -1),
            {"fake": (4,), "real": (4,)},
            expected=verdict,
            told="" if right else "hint (sign)",
        )
        yield at_random(
            PACKAGE,
            _name("binary losses of a softmax", right, "diagonal only"),
            _softmax_binary(full=right),
            {"z": (4,)},
            expected=verdict,
        )
        yield at_random(
            PACKAGE,
            _name("a residual ReLU", right, "that overwrites upstream"),
            _residual_relu(copy=right),
            {"z": (4,), "g": (4,)},
            expected=verdict,
        )
        yield on_page(
            PACKAGE,
            _name("mean of squares", right, "gradient a sum"),
            _squares(mean=right),
            load("linear_regression", loss="half_mean"),
            expected=verdict,
            told="" if right else "hint (constant-factor)",
        )
        yield on_page(
            PACKAGE,
            _name("L1 penalty", right, "value a 2-norm"),
            _lasso(one_norm=right),
            load("lasso"),
            expected=verdict,
        )
        yield on_page(
            PACKAGE,
            _name("negative sampling", right, "the target dropped on a hit"),
            _negative_sampling(drop=not right),
            load("word2vec", objective="negative_sampling"),
            given=HIT,
            expected=verdict,
        )
        yield on_page(
            PACKAGE,
            _name("RMS norm", right, "gain outside the mean"),
            _rms_norm(gain_inside=right),
            load("rms_norm"),
            expected=verdict,
        )
    yield on_page(
        PACKAGE,
        "RMS norm, 1/r^2 for 1/r^3",
        _rms_norm(power=2),
        load("rms_norm"),
        expected=WRONG,
    )
    yield at_random(
        PACKAGE,
        "a ReLU that overwrites upstream",
        _relu,
        {"z": (4,), "g": (4,)},
        expected=INVALID,
        told="gradient changes its argument",
    )


def _name(name: str, right: bool, mistake: str) -> str:
    return name if right else f"{name}, {mistake}"


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def _softplus(z: float) -> float:
    return log1p(exp(z))


def _dot(a: Vector, b: Vector) -> float:
    return fsum(x * y for x, y in zip(a, b, strict=True))


def _columns(X: Sequence[Vector]) -> list[Vector]:
    return list(zip(*X, strict=True))


def _logistic(sign: int) -> Run:
    """numpy-ml's logistic regression: the penalty enters the gradient with the other sign."""

    def run(v: Values) -> Any:
        X, y, w, lam, N = v["X"], v["y"], v["w"], v["lam"], len(v["y"])
        z = [_dot(x, w) + v["b"] for x in X]
        loss = fsum(_softplus(a) - t * a for a, t in zip(z, y, strict=True)) / N
        dz = [(_sigmoid(a) - t) / N for a, t in zip(z, y, strict=True)]

        def backward() -> Values:
            by_w = [_dot(x, dz) + sign * lam * u for x, u in zip(_columns(X), w, strict=True)]
            return {"w": by_w, "b": fsum(dz)}

        return loss + lam / 2 * _dot(w, w), backward

    return run


def _critic(sign: int) -> Run:
    """numpy-ml's WGAN_GPLoss: both signs of its critic's gradient are the other ones."""

    def run(v: Values) -> Any:
        n = len(v["fake"])
        loss = (fsum(v["fake"]) - fsum(v["real"])) / n
        return loss, lambda: {"fake": [sign / n] * n, "real": [-sign / n] * n}

    return run


def _softmax_binary(*, full: bool) -> Run:
    """ML-From-Scratch's Softmax and CrossEntropy: p*(1 - p) for the whole Jacobian."""
    y = [0.0, 0.0, 1.0, 0.0]

    def run(v: Values) -> Any:
        powers = [exp(z) for z in v["z"]]
        p = [e / fsum(powers) for e in powers]
        loss = -fsum(t * log(q) + (1 - t) * log(1 - q) for t, q in zip(y, p, strict=True))

        def backward() -> Values:
            by_p = [(1 - t) / (1 - q) - t / q for t, q in zip(y, p, strict=True)]
            if not full:
                return {"z": [d * q * (1 - q) for d, q in zip(by_p, p, strict=True)]}
            return {"z": [q * (d - _dot(by_p, p)) for d, q in zip(by_p, p, strict=True)]}

        return loss, backward

    return run


def _overwriting(g: list[float], z: Vector) -> list[float]:
    """A published solution of CS231n's relu_backward: the caller's upstream is changed."""
    for i, x in enumerate(z):
        if x <= 0:
            g[i] = 0.0
    return g


def _relu(v: Values) -> Any:
    loss = _dot(v["g"], [max(0.0, z) for z in v["z"]])
    return loss, lambda: {"z": _overwriting(v["g"], v["z"]), "g": [max(0.0, z) for z in v["z"]]}


def _residual_relu(*, copy: bool) -> Run:
    """z + relu(z): the upstream is needed again after the branch has had it."""

    def run(v: Values) -> Any:
        y = [z + max(0.0, z) for z in v["z"]]
        upstream = list(v["g"])

        def backward() -> Values:
            branch = _overwriting(list(upstream) if copy else upstream, v["z"])
            return {"z": [a + b for a, b in zip(upstream, branch, strict=True)], "g": y}

        return _dot(v["g"], y), backward

    return run


def _squares(*, mean: bool) -> Run:
    """ML-From-Scratch's regression: the loss is a mean over the samples, the gradient a sum."""

    def run(v: Values) -> Any:
        residuals = [_dot(x, v["w"]) + v["b"] - t for x, t in zip(v["X"], v["y"], strict=True)]
        N = len(residuals)
        by_y_hat = [r / N if mean else r for r in residuals]
        return _dot(residuals, residuals) / (2 * N), lambda: {
            "w": [_dot(x, by_y_hat) for x in _columns(v["X"])],
            "b": fsum(by_y_hat),
        }

    return run


def _lasso(*, one_norm: bool) -> Run:
    """ML-From-Scratch's l1_regularization: the value is the 2-norm, the gradient sign(w)."""

    def run(v: Values) -> Any:
        loss, backward = _squares(mean=True)(v)
        lam, w = v["lam"], v["w"]
        norm = fsum(map(abs, w)) if one_norm else sqrt(_dot(w, w))

        def penalised() -> Values:
            slopes = backward()
            signs = [1 if u > 0 else -1 for u in w]
            by_w = [s + lam * sign for s, sign in zip(slopes["w"], signs, strict=True)]
            return {"w": by_w, "b": slopes["b"]}

        return loss + lam * norm, penalised

    return run


def _negative_sampling(*, drop: bool) -> Run:
    """numpy-ml's NCELoss: a target also sampled as noise gets no gradient of its own."""

    def run(v: Values) -> Any:
        target, noise = v["o"].index(1), [row.index(1) for row in v["S"]]
        scores = [_dot(u, v["v"]) for u in v["U"]]
        loss = _softplus(-scores[target]) + fsum(_softplus(scores[k]) for k in noise)

        def backward() -> Values:
            slopes = [0.0] * len(scores)
            if not (drop and target in noise):
                slopes[target] = _sigmoid(scores[target]) - 1
            for k in noise:
                slopes[k] += _sigmoid(scores[k])
            return {
                "v": [_dot(slopes, u) for u in _columns(v["U"])],
                "U": [[s * x for x in v["v"]] for s in slopes],
            }

        return loss, backward

    return run


def _rms_norm(*, gain_inside: bool = True, power: int = 3) -> Run:
    """A published backward pass takes the gain out of the mean, another divides by r^2."""

    def run(v: Values) -> Any:
        rows, gain = list(zip(v["X"], v["g"], strict=True)), v["gamma"]
        r = [sqrt(_dot(x, x) / len(x) + v["eps"]) for x in v["X"]]
        loss = fsum(
            a * b * c / s
            for (x, g), s in zip(rows, r, strict=True)
            for a, b, c in zip(x, g, gain, strict=True)
        )

        def by_row(x: Vector, g: Vector, s: float) -> list[float]:
            d = [a * b for a, b in zip(g, gain, strict=True)]
            mean = _dot(d if gain_inside else g, x) / len(x)
            outside = [1.0] * len(x) if gain_inside else gain
            return [
                a / s - c * b * mean / s**power for a, b, c in zip(d, x, outside, strict=True)
            ]

        def backward() -> Values:
            shares = [
                [a * b / s for a, b in zip(x, g, strict=True)]
                for (x, g), s in zip(rows, r, strict=True)
            ]
            return {
                "X": [by_row(x, g, s) for (x, g), s in zip(rows, r, strict=True)],
                "gamma": [fsum(column) for column in _columns(shares)],
            }

        return loss, backward

    return run
