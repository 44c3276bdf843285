"""A linear autoencoder (Baldi and Hornik 1989), with separate or tied weights."""

from typing import Literal

PAGES = {
    "separate": """\
parameters W1[D,k], W2[k,D]
data X[N,D]
forward
    H = X @ W1
    X_hat = H @ W2
    L = sum((X_hat - X)^2)/(2*N)
gradient
    dL/dX_hat = (X_hat - X)/N
    dL/dW2 = H.T @ dL/dX_hat
    dL/dH = dL/dX_hat @ W2.T
    dL/dW1 = X.T @ dL/dH
""",
    "tied": """\
parameters W[D,k]
data X[N,D]
forward
    H = X @ W
    X_hat = H @ W.T
    L = sum((X_hat - X)^2)/(2*N)
gradient
    dL/dX_hat = (X_hat - X)/N
    dL/dH = dL/dX_hat @ W
    dL/dW = X.T @ dL/dH + dL/dX_hat.T @ H
""",
}
WORDS = {
    "separate": "W1 encodes, W2 decodes",
    "tied": "W encodes and W.T decodes, so its gradient has a term for each use",
}


def page(*, weights: Literal["separate", "tied"] = "separate") -> str:
    """The page with separate or tied `weights` of encoder and decoder."""
    return f"""
model linear_autoencoder: a linear autoencoder, {weights} weights
group Generative, policies, factors
note Convention: rows are samples; {WORDS[weights]}.
note Convention: half the squared error, summed over entries, mean over the N samples.
note Elsewhere: without the half; a mean over all N*D entries.
sizes N = 4, D = 3, k = 2
{PAGES[weights]}"""
