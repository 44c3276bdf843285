"""Pages whose formulas are LaTeX, NumPy, PyTorch or Unicode, as people paste them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from handgrad import check_model, grade
from handgrad.arithmetic import Arithmetic, decimal_arithmetic
from handgrad.command import main
from handgrad.errors import FormulaError
from handgrad.language.arrays import as_array
from handgrad.language.latex import latex
from handgrad.language.tree import Name
from handgrad.model import Model, load
from handgrad.page.checks import Formula
from handgrad.page.loading import catalogue
from tests.helpers.points import drawn

SOFTMAX = r"""
model softmax_note: softmax regression as in the notes
sizes n, K
parameters W[K,n], b[K]
data x[n], y[K] one_hot
forward
    \begin{align}
    z_k &= \sum_{j} W_{kj} x_j + b_k \\
    p_k &= \frac{e^{z_k}}{\sum_{l} e^{z_l}} \\
    \mathcal{L} &= -\sum_{k} y_k \log p_k
    \end{align}
gradient
    \frac{\partial \mathcal{L}}{\partial z} = p - y
    \frac{\partial \mathcal{L}}{\partial W} = (p - y) x^\top
    \frac{\partial \mathcal{L}}{\partial b} = p - y
"""

TWO_LAYERS = r"""
model net_note: two layers
sizes d, h, k
parameters W1[h,d], b1[h], W2[k,h], b2[k]
data x[d], y[k]
forward
    z^{[1]} = W^{[1]} x + b^{[1]}, \quad a^{[1]} = \tanh(z^{[1]})
    z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}
    \hat y = z^{[2]}
    L = \frac{1}{2}\|\hat y - y\|^2
gradient
    \delta^{[2]} = \hat y - y
    \frac{\partial L}{\partial W^{[2]}} = \delta^{[2]} (a^{[1]})^\top
    \frac{\partial L}{\partial b^{[2]}} = \delta^{[2]}
    \delta^{[1]} = (W^{[2]})^\top \delta^{[2]} \odot (1 - (a^{[1]})^2)
    \frac{\partial L}{\partial W^{[1]}} = \delta^{[1]} x^\top
    \frac{\partial L}{\partial b^{[1]}} = \delta^{[1]}
"""

LINEAR = r"""
model linear_note: linear regression, summed over i
sizes N, d
parameters w[d], b
data X[N,d], y[N]
forward
    J(w, b) = \frac{1}{2N} \sum_{i=1}^{N} \left( w^\top x_i + b - y_i \right)^2
gradient
    \frac{\partial J}{\partial w} = \frac{1}{N} \sum_{i=1}^N (w^\top x_i + b - y_i) x_i
    \frac{\partial J}{\partial b} = \frac{1}{N} \sum_{i=1}^N (w^\top x_i + b - y_i)
"""

LOGISTIC = r"""
model logistic_note: logistic regression
sizes m, n
parameters w[n], b
data X[m,n], y[m] in {0, 1}
forward
    $$\sigma(t) = \frac{1}{1 + e^{-t}}$$
    $$z^{(i)} = w^T x^{(i)} + b$$
    $$\hat{y}^{(i)} = \sigma(z^{(i)}) = \frac{1}{1 + e^{-z^{(i)}}}$$
    $$\ell = -\frac{1}{m}\sum_{i=1}^{m} \Big[ y^{(i)} \log \hat{y}^{(i)}
        + (1 - y^{(i)}) \log(1 - \hat{y}^{(i)}) \Big]$$
gradient
    $$\frac{\partial \ell}{\partial w_j} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_{ij}$$
    $$\frac{\partial \ell}{\partial b} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i)$$
"""

NUMPY = """
model numpy_net: two layers in NumPy
sizes N, D, H, C
parameters W1[D,H], b1[H], W2[H,C], b2[C]
data X[N,D], Y[N,C] one_hot, reg > 0
forward
    z1 = X @ W1 + b1
    a1 = np.maximum(0, z1)
    scores = a1.dot(W2) + b2
    scores -= np.max(scores, axis=1, keepdims=True)  # so that exp stays small
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    loss = -np.sum(Y * np.log(probs)) / N
    loss += 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
gradient
    dscores = (probs - Y) / N
    dW2 = a1.T @ dscores + reg * W2
    db2 = dscores.sum(axis=0)
    da1 = dscores @ W2.T
    da1[z1 <= 0] = 0
    dW1 = X.T.dot(da1)
    dW1 += reg * W1
    db1 = np.sum(da1, axis=0)
"""

FUNCTION = """
model numpy_function: a function in NumPy
sizes N, D
parameters w[D], b
data X[N,D], y[N]
forward
    def forward(X, y, w, b):
        y_hat = X @ w + b
        loss = np.mean((y_hat - y)**2)
        return loss
gradient
    dw = 2 * X.T @ (y_hat - y) / N
    db = 2 * np.mean(y_hat - y)
"""

TORCH = """
model torch_page: softmax regression in PyTorch
sizes N, D, C
parameters W[C,D], b[C]
data x[N,D], y[N,C] one_hot
forward
    logits = x @ W.T + b
    logp = torch.log_softmax(logits, dim=1)
    loss = -(y * logp).sum(dim=1).mean()
"""

UNICODE = """
model ridge_unicode: ridge regression
sizes n, d
parameters w[d]
data X[n,d], y[n], lam > 0
forward
    r = Xw − y
    L = ½‖r‖² + λ‖w‖²
gradient
    ∂L/∂w = Xᵀr + 2λw
"""

GAUSSIAN = r"""
model gaussian_note: the negative log-likelihood of a Gaussian
sizes d
parameters mu[d], Sigma[d,d] positive_definite
data x[d]
forward
    L = \frac12 \log|\Sigma| + \frac12 (x - \mu)^\top \Sigma^{-1} (x - \mu)
"""

# The forward section of each, typed again in plain notation.
PLAIN = {
    SOFTMAX: "z = W @ x + b; p = softmax(z); L = -sum(y*log(p))",
    TWO_LAYERS: "z1 = W1 @ x + b1; a1 = tanh(z1); z2 = W2 @ a1 + b2; y_hat = z2;"
    "L = sum((y_hat - y)^2)/2",
    LINEAR: "J = sum((X @ w + b - y)^2)/(2*N)",
    LOGISTIC: "z = X @ w + b; y_hat = sigmoid(z);"
    "ell = -mean(y*log(y_hat) + (1 - y)*log(1 - y_hat))",
    NUMPY: "z1 = X @ W1 + b1.T; a1 = relu(z1); s = a1 @ W2 + b2.T;"
    "scores = s - max(s, axis=1); exp_scores = exp(scores); probs = softmax(s, axis=1);"
    "loss = -mean(sum(Y*log(probs), axis=1)) + reg*(sum(W1^2) + sum(W2^2))/2",
    FUNCTION: "y_hat = X @ w + b; loss = mean((y_hat - y)^2)",
    TORCH: "logits = x @ W.T + b.T; logp = log(softmax(logits, axis=1));loss = -sum(y*logp)/N",
    UNICODE: "r = X @ w - y; L = sum(r^2)/2 + lam*sum(w^2)",
    GAUSSIAN: "L = logdet(Sigma)/2 + (x - mu).T @ solve(Sigma, x - mu)/2",
}


@pytest.mark.parametrize("text", PLAIN, ids=lambda text: text.split()[1].rstrip(":"))
def test_a_pasted_page_has_the_values_of_the_one_typed_in_plain_notation(text: str) -> None:
    head = text[: text.index("forward\n")]
    plainly = "forward\n" + "".join(f"    {line}\n" for line in PLAIN[text].split(";"))
    pasted, typed = Model.from_text(text), Model.from_text(head + plainly)
    values = drawn(pasted)
    found = pasted.evaluate(values, arithmetic="decimal")
    wanted = typed.evaluate(values, arithmetic="decimal")
    assert [name for name in wanted if name != "s"] == list(found)
    for name, value in found.items():
        for one, other in zip(flat(value), flat(wanted[name]), strict=True):
            assert abs(one - other) < 1e-40, name


def flat(value: Any) -> list[Any]:
    return [e for part in value for e in flat(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("text", PLAIN, ids=lambda text: text.split()[1].rstrip(":"))
def test_a_pasted_gradient_is_held_against_differences(text: str) -> None:
    model = Model.from_text(text)
    assert check_model(model).verdict == ("right" if "gradient\n" in text else "undecided")
    assert Model.from_text(str(model)).forward == model.forward


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"{\partial z} = p - y", r"{\partial z} = y - p"),
        (r"(p - y) x^\top", r"\sum_k (p_k - y_k) W"),
    ],
)  # fmt: skip
def test_a_wrong_pasted_gradient_is_a_wrong_key(old: str, new: str) -> None:
    assert old in SOFTMAX
    assert check_model(Model.from_text(SOFTMAX.replace(old, new))).verdict == "key-wrong"


def page(forward: str, gradient: str = "") -> str:
    told = f"gradient\n{gradient}" if gradient else ""
    return (
        "model one: one\nsizes n, m\nparameters w[n], c, A[n,n], B[n,n]\n"
        f"data x[n], t[n], s, u\nforward\n{forward}{told}"
    )


@pytest.mark.parametrize(
    ("forward", "said"),
    [
        ("    z = 1/2s\n    L = (cz − u)²\n", "line 6, column 5: 1/2 s is read as"),
        ("    z = c \\cdot \\sin s u\n    L = z\n", "read as c*sin(s)*u and as c*sin(s*u)"),
        ("    p_i = w_i x_i\n    L = Σ_i (p_i - q_i)²\n", "line 7, column 20: unknown name"),
        ("    s = w^\\top x\n    L = s\n", "s is declared already"),
        ("    L = \\sum_i w_i x_i = w^\\top t\n", "is not w.T @ t: a value has one formula"),
        ("    \\sigma(z) = 1/(1 - e^{-z})\n    L = c\n", "sigmoid(z) is not 1/(1 - exp"),
        ("    w \\leftarrow w - s \\cdot x\n    L = c\n", "an update step is no formula"),
        ("    y = np.exp(A * w)\n    L = np.sum(y)\n", "as exp(A*w.T) and as exp(A*w)"),
        ("    L = \\sum_{i,j,k} e^{A_{ij} B_{jk} A_{ki}}\n", "more than rows and columns"),
        ("    \\min_w L = c\n", "line 6"),
        ("    L = np.mean(w**2)\n    acc = np.mean(x)\n", "line 6, column 1: L leads"),
        ("    L = \\ell(s, c)\n", "the loss stands in a formula above it"),
        ("    L = |w|\n", "is read as abs(w)"),
        ("    z^{[2]} = \\\\\n    L = \\hat y = z^{[2]}\n", "line"),
        ("    L = \\hat y = q^{[2]}\n", "is given no value"),
        ("    L \\approx c\n", "≈ is read as ="),
        ("    def f(w):\n        return np.sum(w), np.sum(x)\n", "line"),
        ("    \\frac{1}{2} (c - s)^2\n", "a line starts with the name it defines"),
    ],
)  # fmt: skip
def test_a_page_has_one_reading(forward: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Model.from_text(page(forward))
    assert said in str(caught.value)


@pytest.mark.parametrize("typo", ["L = cc*s", "L = 2c", "L = c*(s", "L = c*ss", "L = sum(w x)"])
def test_a_page_in_plain_notation_is_read_strictly(typo: str) -> None:
    with pytest.raises(FormulaError):
        Model.from_text(page(f"    {typo}\n"))


def test_a_loss_may_be_defined_by_a_colon_and_a_transpose_need_no_backslash() -> None:
    for text in ("    L(w) := (w^T x - s)^2\n", "    L = (w^{T} x - s)^{2}\n"):
        assert Model.from_text(page(text)).forward == {"L": "(w.T @ x - s)^2"}


def test_a_pasted_page_may_be_large() -> None:
    """It is compared at small sizes."""
    digits = SOFTMAX.replace("sizes n, K", "sizes n = 784, K = 10")
    model = Model.from_text(digits)
    assert model.parameters["W"] == (10, 784)
    assert model.forward["z"] == "W @ x + b"


REFUSED = (
    "bernoulli_reconstruction", "huber", "log_sigmoid", "pooling", "smooth_l1", "softplus",
    "softsign",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_catalogue_in_latex_is_read_as_it_is(name: str) -> None:
    """Those with |r| of an array, a sigma beside softplus and a largest of rows say so."""
    model = load(name)

    def section(formulas: Sequence[Formula]) -> str:
        sides = (
            (latex(Name(f.name), model.shapes), latex(f.tree, model.shapes)) for f in formulas
        )
        return "".join(f"    {left} = {right}\n" for left, right in sides)

    head = model.text[: model.text.index("forward\n")]
    text = f"{head}forward\n{section(model.steps)}gradient\n{section(model.derivatives)}"
    if name in REFUSED:
        with pytest.raises(FormulaError):
            Model.from_text(text)
        return
    values = drawn(model)
    numbers = decimal_arithmetic(50)
    with numbers.working():
        found, wanted = (
            environment(one, values, numbers) for one in (Model.from_text(text), model)
        )
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            for a, b in zip(as_array(one).entries, as_array(other).entries, strict=True):
                assert abs(a - b) < 1e-35


def environment(model: Model, values: Mapping[str, Any], numbers: Arithmetic) -> list[Any]:
    """The values of all formulas of a page."""
    found = model.run_forward(model.read(values, numbers), numbers)
    model.run_gradient(found, numbers)
    return [found[formula.name] for formula in (*model.steps, *model.derivatives)]


def test_every_command_takes_a_pasted_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "note.txt"
    path.write_text(LINEAR[: LINEAR.index("gradient")], "utf-8")
    name = str(path)
    assert main(["draft", name]) == 0
    drafted = capsys.readouterr().out
    assert "dJ/dw = " in drafted
    path.write_text(path.read_text("utf-8") + drafted, "utf-8")
    assert main(["verify", name]) == 0
    assert main(["show", name]) == 0
    assert "J = (1/(2*N))*sum((X @ w + b - y)^2)" in capsys.readouterr().out
    right = r"\frac{\partial J}{\partial w} = \frac1N X^\top (Xw + b - y)"
    assert grade(load(path), right, wanted=("w",)).verdict == "right"
    assert grade(load(path), right.replace(r"\frac1N ", ""), wanted=("w",)).verdict == "wrong"
    rows = tmp_path / "rows.json"
    rows.write_text('[{"X": [[1, 2], [3, 4], [5, 7]], "y": [1, 2, 4]}]', "utf-8")
    assert (
        main(["train", name, "--rows", str(rows), "--start", "w=[0, 0],b=0", "--epochs", "2"])
        == 0
    )


def test_a_sum_of_a_differential_is_refused() -> None:
    """A sign without its name below a sum is no value, and no fault."""
    page = "model m\nparameters w\ndata x\nforward\n    L = sum(∂L)\ngradient\n    dL/dw = 0\n"
    with pytest.raises(FormulaError, match="differential"):
        Model.from_text(page)
