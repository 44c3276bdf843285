"""Batch normalisation (Ioffe and Szegedy 2015): every column by its own mean and variance."""

from typing import Literal

VARIANCES = {
    "train": ("mean(C^2, axis=0)", "N", "divided by N (the paper, CS231n)"),
    "bessel": ("sum(C^2, axis=0)/(N - 1)", "(N - 1)", "divided by N - 1 (Bessel, makemore)"),
}


def page(*, mode: Literal["train", "bessel", "test"] = "train") -> str:
    """The page of `mode` train (variance over N), bessel (over N - 1) or test (statistics
    given, constant).
    """
    return _test() if mode == "test" else _train(mode)


def _train(mode: Literal["train", "bessel"]) -> str:
    variance, divisor, words = VARIANCES[mode]
    return f"""
model batch_norm: batch normalisation in training, variance over {divisor.strip("()")}
group Layers
note Convention: rows are samples; mean and variance are taken down each column.
note Convention: the variance is {words}.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note Elsewhere: the other divisor; at test time running statistics, another gradient (mode).
sizes N = 4, M = 3
parameters X[N,M], gamma[M], beta[M]
data g[N,M], eps in (0, 1)
forward
    mu = mean(X, axis=0)
    C = X - mu
    var = {variance}
    s = sqrt(var + eps)
    X_hat = C/s
    Y = gamma*X_hat + beta
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dbeta = sum(dL/dY, axis=0)
    dL/dgamma = sum(dL/dY*X_hat, axis=0)
    dL/dX_hat = dL/dY*gamma
    dL/ds = -sum(dL/dX_hat*C, axis=0)/s^2
    dL/dvar = dL/ds/(2*s)
    dL/dC = dL/dX_hat/s + dL/dvar*2*C/{divisor}
    dL/dmu = -sum(dL/dC, axis=0)
    dL/dX = dL/dC + dL/dmu/N
"""


def _test() -> str:
    return """
model batch_norm: batch normalisation at test time, statistics given
group Layers
note Convention: mu and var are running statistics from training, constants here.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note Elsewhere: in training mean and variance depend on X, another gradient (mode).
sizes N = 4, M = 3
parameters X[N,M], gamma[M], beta[M]
data g[N,M], mu[M], var[M] > 0, eps in (0, 1)
forward
    s = sqrt(var + eps)
    X_hat = (X - mu)/s
    Y = gamma*X_hat + beta
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dbeta = sum(dL/dY, axis=0)
    dL/dgamma = sum(dL/dY*X_hat, axis=0)
    dL/dX_hat = dL/dY*gamma
    dL/dX = dL/dX_hat/s
"""
