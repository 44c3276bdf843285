"""The forward section of pages as lecture notes and code have it, beside plain notation."""

import pytest

from handgrad.model import Model
from tests.helpers.points import drawn

HEAD = """
model t: what people paste
sizes N, D, K, H
parameters w[D], b, W[K,D], c[K], V[D,H], U[H,K], W1[H,D], b1[H], w2[H], b2
data X[N,D], y[N], Y[N,K] one_hot, x[D], t[K] one_hot, s in {-1, 1}, lam > 0
data T[N] in {0, 1}, S[N] in {-1, 1}
forward
"""

# The text, and its loss typed again; x is a sample of X where the page has no x.
PASTED = [
    (
        r"""
    \[ \mathbf{z} = \mathbf{W}\mathbf{x} + \mathbf{c} \]
    \[ \mathbf{p} = \operatorname{softmax}(\mathbf{z}) \]
    \[ \mathcal{L}(\mathbf{W}, \mathbf{c}) = -\sum_{k=1}^K t_k \log p_k \]
""",
        "-sum(t*log(softmax(W @ x + c)))",
    ),
    (
        r"""
    \begin{equation}
    J(w) = \frac{1}{N}\sum_{i=1}^{N}\left(y_i - w^T x_i\right)^2 + \lambda \lVert w \rVert_2^2
    \end{equation}
""",
        "sum((y - X @ w)^2)/N + lam*sum(w^2)",
    ),
    (
        r"""
    \begin{aligned}
    \mathbf{h} &= \tanh(W_1 x + b_1) \\
    \hat{y} &= w_2^\top \mathbf{h} + b_2 \\
    L &= \tfrac12 (\hat{y} - s)^2
    \end{aligned}
""",
        "(w2.T @ tanh(W1 @ x + b1) + b2 - s)^2/2",
    ),
    (
        r"""
    L = \sum_{i=1}^N \max\left(0, 1 - S_i (w^\top X_i + b)\right) + \frac{\lambda}{2} \|w\|^2
""",
        "sum(relu(1 - S*(X @ w + b))) + lam*sum(w^2)/2",
    ),
    (
        r"""
    L = \frac{1}{N}\sum_i \log\left(1 + e^{-S_i (w^\top X_i + b)}\right)
""",
        "mean(log(1 + exp(-S*(X @ w + b))))",
    ),
    (
        r"""
    L = \|y - Xw\|_2^2 + \lambda \|w\|_1
""",
        "sum((y - X @ w)^2) + lam*sum(abs(w))",
    ),
    (
        r"""
    import numpy as np
    logits = X.dot(W.T) + c
    logits = logits - logits.max(axis=1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    loss = -(Y * logp).sum() / X.shape[0]
""",
        "-sum(Y*log(softmax(X @ W.T + c.T, axis=1)))/N",
    ),
    (
        r"""
    def loss(w, b, X, y):
        pred = X @ w + b
        return np.mean((pred - y) ** 2)
""",
        "mean((X @ w + b - y)^2)",
    ),
    (
        r"""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    loss = -np.mean(T * np.log(p) + (1 - T) * np.log(1 - p))
""",
        "-mean(T*log(sigmoid(X @ w + b)) + (1 - T)*log(1 - sigmoid(X @ w + b)))",
    ),
    (
        r"""
    out = F.softmax(x @ W.t() + c, dim=0)
    loss = -torch.log(out) @ t
""",
        "-sum(t*log(softmax(W @ x + c)))",
    ),
    (
        r"""
    ŷ = wᵀx + b
    L = ½(ŷ − s)²
""",
        "(w.T @ x + b - s)^2/2",
    ),
    (
        r"""
    z = W·x + c
    p = softmax(z)
    L = −Σₖ tₖ log pₖ
""",
        "-sum(t*log(softmax(W @ x + c)))",
    ),
    (
        r"""
    a_i = \sum_{j=1}^{D} W^{(1)}_{ij} x_j + b^{(1)}_i
    h_i = \sigma(a_i)
    o = \sum_{i=1}^{H} w^{(2)}_i h_i + b^{(2)}
    E = \frac{1}{2}(o - s)^2
""",
        "(w2.T @ sigmoid(W1 @ x + b1) + b2 - s)^2/2",
    ),
    (
        r"""
    $z_1 = W_1 x + b_1$
    $a_1 = \mathrm{ReLU}(z_1)$
    $z_2 = w_2^T a_1 + b_2$
    $L = -s \log \sigma(z_2)$
""",
        "-s*log(sigmoid(w2.T @ relu(W1 @ x + b1) + b2))",
    ),
    (
        r"""
    L = \frac{1}{N} \| X w + b \mathbf{1} - y \|^2
""",
        "sum((X @ w + b - y)^2)/N",
    ),
    (
        r"""
    \mu = \frac{1}{N}\sum_{i=1}^N y_i
    \sigma^2 = \frac{1}{N}\sum_{i=1}^N (y_i - \mu)^2
    L = \sigma^2 + \lambda w^\top w
""",
        "mean((y - mean(y))^2) + lam*sum(w^2)",
    ),
    (
        r"""
    L = -\sum_{n=1}^{N} \left\{ T_n \ln \sigma(w^T x_n)
        + (1 - T_n) \ln(1 - \sigma(w^T x_n)) \right\}
""",
        "-sum(T*log(sigmoid(X @ w)) + (1 - T)*log(1 - sigmoid(X @ w)))",
    ),
    (
        r"""
    Linear regression with squared error:
    $$ \hat{y} = Xw + b $$
    The loss is
    $$ L = \frac{1}{2N} \sum_{i=1}^N (\hat{y}_i - y_i)^2, $$
    where $N$ is the number of samples.
""",
        "sum((X @ w + b - y)^2)/(2*N)",
    ),
    (
        r"""
    L = \mathrm{tr}\left((X V)^\top (X V)\right) + \lambda \|V\|_F^2
""",
        "sum((X @ V)^2) + lam*sum(V^2)",
    ),
    (
        r"""
    h_w(x) = w^\top x + b
    J = \frac12 (h_w(x) - s)^2
""",
        "(w.T @ x + b - s)^2/2",
    ),
    (
        r"""
    f(x) = w^\top x + b
    L = (f(x) - s)^2
""",
        "(w.T @ x + b - s)^2",
    ),
    (
        r"""
    f(x_i) = w^\top x_i + b
    L = \sum_{i=1}^N (f(x_i) - y_i)^2
""",
        "sum((X @ w + b - y)^2)",
    ),
    (
        r"""
    h_\theta(x^{(i)}) = w^\top x^{(i)}
    J(\theta) = \frac{1}{2N} \sum_{i=1}^N \left(h_\theta(x^{(i)}) - y^{(i)}\right)^2
""",
        "sum((X @ w - y)^2)/(2*N)",
    ),
    (
        r"""
    h_\theta(x) = w^T x + b
    J(\theta) = \frac{1}{2N} \sum_{i=1}^N \left(h_\theta(x^{(i)}) - y^{(i)}\right)^2
""",
        "sum((X @ w + b - y)^2)/(2*N)",
    ),
    (
        r"""
    \hat{f}(x) = w^\top x + b
    L = \frac{1}{N}\sum_i (\hat{f}(x_i) - y_i)^2
""",
        "sum((X @ w + b - y)^2)/N",
    ),
    (
        r"""
    g(z) = \frac{1}{1+e^{-z}}
    h_\theta(x) = g(w^T x + b)
    J(\theta) = -\frac{1}{N} \sum_{i=1}^N \left[ T^{(i)} \log h_\theta(x^{(i)})
        + (1 - T^{(i)}) \log (1 - h_\theta(x^{(i)})) \right]
""",
        "-mean(T*log(sigmoid(X @ w + b)) + (1 - T)*log(1 - sigmoid(X @ w + b)))",
    ),
    (
        r"""
    def forward(params, X, y):
        z = X @ w + b
        a = 1 / (1 + np.exp(-z))
        return a, -np.mean(T * np.log(a) + (1 - T) * np.log(1 - a))
""",
        "-mean(T*log(sigmoid(X @ w + b)) + (1 - T)*log(1 - sigmoid(X @ w + b)))",
    ),
    (
        r"""
    # forward pass
    m = X.shape[0]
    A = np.tanh(np.dot(X, V))
    Z = np.dot(A, U)
    cost = (1 / (2 * m)) * np.sum(np.square(Z - Y))
""",
        "sum((tanh(X @ V) @ U - Y)^2)/(2*N)",
    ),
    (
        r"""
    pred = jnp.tanh(X @ w + b)
    loss = jnp.mean((pred - y)**2) + lam * jnp.sum(w**2)
""",
        "mean((tanh(X @ w + b) - y)^2) + lam*sum(w^2)",
    ),
    (
        r"""
    x = X
    h = np.maximum(x @ V, 0)
    L = 0.5 * ((h @ U - Y) ** 2).sum()
""",
        "sum((relu(X @ V) @ U - Y)^2)/2",
    ),
    (
        r"""
    L = \frac{1}{2}\left\lVert \mathbf{y} - \mathbf{X}\mathbf{w} \right\rVert^2
        + \frac{\lambda}{2}\mathbf{w}^{\top}\mathbf{w}
""",
        "sum((y - X @ w)^2)/2 + lam*sum(w^2)/2",
    ),
    (
        r"""
    loss = 0
    for i in range(N):
        loss += (X[i] @ w + b - y[i]) ** 2
    loss = loss / N
""",
        "sum((X @ w + b - y)^2)/N",
    ),
]


@pytest.mark.parametrize(("text", "loss"), PASTED)
def test_what_is_pasted_is_what_is_typed(text: str, loss: str) -> None:
    samples = ("x = X", r"\theta(x", "f}(x)", "x_i", "x_n", "x^{(i)}")
    head = HEAD.replace("x[D], ", "") if any(map(text.__contains__, samples)) else HEAD
    pasted = Model.from_text(head + text)
    typed = Model.from_text(f"{head}    L = {loss}\n")
    values = drawn(pasted)
    found, wanted = (model.loss(values, arithmetic="decimal") for model in (pasted, typed))
    assert abs(found - wanted) < 1e-40
    assert Model.from_text(str(pasted)).steps == pasted.steps
