"""Texts as people write them: whole gradients, usual names, conditions in words, ones."""

import pytest

from handgrad import grade
from handgrad.grading.grade import vocabulary
from handgrad.reading.answer import read_answer
from tests.helpers.pages import model_of

LINE = """
model fit: a line through points
sizes N
parameters m, c
data x[N], y[N]
forward
    p = m*x + c
    E = mean((y - p)^2)
gradient
    dE/dm = -2*mean(x*(y - p))
    dE/dc = -2*mean(y - p)
"""
SURFACE = """
model surface: two variables
parameters x, y
forward
    f = x^2*y + y^3
gradient
    df/dx = 2*x*y
    df/dy = x^2 + 3*y^2
"""
CLASSES = """
model classes: logistic regression
sizes N, D
parameters w[D], b
data X[N,D], y[N] in {0, 1}
forward
    z = X @ w + b
    f = sigmoid(z)
    L = -mean(y*log(f) + (1 - y)*log(1 - f))
gradient
    dL/dw = X.T @ (f - y)/N
    dL/db = mean(f - y)
"""
MARGIN = """
model margin: a hinge
sizes D
parameters w[D], b
data x[D], y in {-1, 1}
forward
    s = y*(w @ x + b)
    L = max(0, 1 - s)
gradient
    dL/dw = -y*x*step(1 - s)
    dL/db = -y*step(1 - s)
"""
LABELLED = """
model labelled: the label has a hat
sizes N
parameters w
data x[N], y_hat[N]
forward
    y = w*x
    L = sum((y_hat - y)^2)
gradient
    dL/dw = -2*sum((y_hat - y)*x)
"""


@pytest.mark.parametrize(
    ("page", "text", "verdict"),
    [
        (SURFACE, "∇f = (2xy, x² + 3y²)", "right"),
        (SURFACE, "∇f = (x² + 3y², 2xy)", "undecided"),
        (SURFACE, r"\nabla f(x, y) = \langle 2xy,\; x^2 + 3y^2 \rangle", "right"),
        (SURFACE, r"\nabla f(y, x) = (x^2 + 3y^2, 2xy)", "right"),
        (SURFACE, r"\nabla f = \begin{bmatrix} 2xy \\ x^2 + 3y^2 \end{bmatrix}", "right"),
        (SURFACE, r"\nabla f = y \begin{pmatrix} 2x \\ x^2/y + 3y \end{pmatrix}", "right"),
        (SURFACE, "(df/dy, df/dx) = (x^2 + 3y^2, 2xy)", "right"),
        (SURFACE, "(df/dx, df/dy) = (x^2 + 3y^2, 2xy)", "wrong"),
        (SURFACE, "∇f = [2xy, x^2 + y^2]^T", "wrong"),
        (SURFACE, "fx = 2xy and fy = x^2 + 3y^2", "right"),
        (SURFACE, "f'_x = 2xy; f'_y = x^2 + y^2", "wrong"),
        (SURFACE, "f_x(x, y) = 2xy, f_y(x, y) = x^2 + 3y^2", "right"),
        (LINE, r"\nabla E = -\frac{2}{N}(\sum_i x_i (y_i - p_i), \sum_i (y_i - p_i))", "right"),
        (
            LINE,
            r"D_m = \frac{-2}{n}\sum x_i(y_i - \hat{y}_i), D_c = -\frac2n\sum(y_i - \hat y_i)",
            "right",
        ),
        (
            LINE,
            r"\frac{dE}{dm} = -2\,\mathbb{E}[x(y - p)], \frac{dE}{dc} = -2\,\mathbb{E}[y - p]",
            "right",
        ),
        (
            CLASSES,
            r"\nabla_w L = \frac1m X^T(\hat{y} - y), "
            r"\quad \nabla_b L = \frac1m 1^T(\hat y - y)",
            "right",
        ),
        (
            CLASSES,
            r"\nabla_w L = \frac1m X^T(y - \hat{y}), "
            r"\quad \nabla_b L = \frac1m 1^T(\hat y - y)",
            "wrong",
        ),
        (
            CLASSES,
            r"\frac{\partial L}{\partial w_j} = "
            r"\frac1N\sum_i (h_w(x^{(i)}) - y^{(i)}) x^{(i)}_j"
            r" \qquad \frac{\partial L}{\partial b} = \frac1N \mathbf{1}^\top (h - y)",
            "right",
        ),
        (
            CLASSES,
            r"$\nabla_w L = \frac1N X^T r$，$\nabla_b L = \frac1N \sum_i r_i$，"
            r"其中 $r = f - y$",
            "right",
        ),
        (
            CLASSES,
            r"$$\nabla_w L = X^T r \quad\text{where}\quad "
            r"r = \frac1N(\sigma(Xw + b\mathbf{1}) - y)$$"
            r" $\nabla_b L = \mathbf{1}^\top r$",
            "right",
        ),
        (MARGIN, "dL/dw = -yx if s < 1, and 0 otherwise\ndL/db = -y if s < 1, else 0", "right"),
        (
            MARGIN,
            "dL/dw = 0 if s >= 1, and -yx otherwise\ndL/db = -y when s < 1 and 0 when s > 1",
            "right",
        ),
        (
            MARGIN,
            "dL/dw = yx where s < 1, 0 elsewhere\ndL/db = -y where s < 1, 0 where s >= 1",
            "wrong",
        ),
        (
            LABELLED,
            r"\frac{\partial L}{\partial w} = \sum_{n=1}^N 2(\hat{y}^n - w x^n)(-x^n)",
            "right",
        ),
        (
            LABELLED,
            r"\frac{\partial L}{\partial w} = \sum_{n=1}^N 2(\hat{y}^n - w x^n) x^n",
            "wrong",
        ),
    ],
)
def test_everyday_texts_are_graded(page: str, text: str, verdict: str) -> None:
    """The verdicts are those of the answers worked out by hand."""
    assert grade(model_of(page), text).verdict == verdict


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (MARGIN, "If $y(w^T x + b) < 1$, then $\\nabla_w L = -yx$ and $\\nabla_b L = -y$."),
        (MARGIN, "When s < 1: dL/dw = -yx"),
        (MARGIN, "dL/dw = -yx if s < 1, and x"),
        (SURFACE, "∇f = (2xy, x^2 + 3y^2, 0)"),
        (SURFACE, "(2xy, x^2 + 3y^2) = ∇g"),
        (CLASSES, r"\hat y = Xw + b, \nabla_w L = \frac{1}{N} X^T(p_h - y)"),
    ],
)
def test_what_is_said_of_a_case_or_of_something_else_is_no_answer(page: str, text: str) -> None:
    """Nothing of it is judged as if it held always."""
    assert grade(model_of(page), text).verdict in ("invalid", "undecided")


def test_a_usual_name_is_told() -> None:
    """The reading of a name that the page does not have is said."""
    names = vocabulary(model_of(CLASSES))
    [line] = read_answer(r"\nabla_b L = \frac{1}{N}\sum_i (\hat y_i - y_i)", names)
    assert "y_hat is read as f of the page" in line.warnings


@pytest.mark.parametrize(
    ("formula", "is_label"),
    [
        ("2*X.T @ (X @ w - t)", False),
        (r"2 X^{\textsf{T}} (X w - t)", False),
        (r"2 X^{\top} (X w - T)", True),
        ("2*X.T @ (X @ w - T)", True),
    ],
)
def test_the_letter_of_a_transpose_is_no_label(formula: str, is_label: bool) -> None:
    """Only a T that was read as the page's t is said to be."""
    page = (
        "model fit: labels t\nsizes n, m\nparameters w[n]\ndata X[m, n], t[m]\n"
        "forward\n    L = sum((X @ w - t)^2)\n"
    )
    report = grade(model_of(page), f"dL/dw = {formula}")
    assert report.verdict == "right"
    assert ("T is read as t of the page" in str(report)) == is_label


def test_a_word_that_the_text_defines_is_its_own() -> None:
    """The writer's own ŷ is not the prediction of the page."""
    text = "y_hat = Xw + b\ndL/dw = X^T (y_hat - y)/N"
    assert grade(model_of(CLASSES), text, wanted=("w",)).verdict == "wrong"


def test_what_is_read_of_an_unknown_function_is_shown_as_it_was_written() -> None:
    report = grade(model_of("linear"), "a slope:\nf'(w) = 2x(wx - y)")
    assert report.verdict == "right"
    assert report.parts[0].given == report.lines[-1].text == "f'(w) = 2x(wx - y)"
