"""LaTeX: what is expected of every node and name, brackets by meaning, every page by form."""

import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handgrad.arithmetic import RATIONAL
from handgrad.errors import EvaluationError
from handgrad.language import functions
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.latex.latex_names import latex_name
from handgrad.language.parser import parse
from handgrad.language.shape import Misfit, Shape
from handgrad.language.tree import Call, Derivative, Index, Name, Over, Power
from handgrad.model import Model, load
from handgrad.page.loading import catalogue, variants
from handgrad.teaching.latex_page import document, escaped, latex, latex_document
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

VARIANTS = [(name, options) for name in catalogue() for options in variants(name)]
every_variant = pytest.mark.parametrize(("name", "options"), VARIANTS, ids=str)

SHAPES: dict[str, Shape] = {
    "X": ("N", "D"), "Y": ("N", "D"), "W": ("D", "C"), "A": ("n", "n"), "B": ("n", "n"),
    "x": ("n", 1), "y": ("n", 1), "b": ("D", 1), "r": ("N", 1), "a": (1, 1), "c": (1, 1),
    "N": (1, 1), "dL/dX": ("N", "D"), "dL/dx": ("n", 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w", "w"),
        ("w1", "w_{1}"),
        ("W1", "W_{1}"),
        ("y_hat", r"\hat{y}"),
        ("y1_hat", r"\hat{y}_{1}"),
        ("y_hat1", r"\hat{y}_{1}"),
        ("x_bar", r"\bar{x}"),
        ("W_xh", "W_{xh}"),
        ("Wq", "W_{q}"),
        ("bz1", "b_{z1}"),
        ("alpha", r"\alpha"),
        ("Sigma", r"\Sigma"),
        ("mu_0", r"\mu_{0}"),
        ("x_mu", r"x_{\mu}"),
        ("lam", r"\lambda"),
        ("rate", r"\mathrm{rate}"),
        ("learning_rate", r"\mathrm{learning}_{\mathrm{rate}}"),
        ("dL/dw1", r"\frac{\partial L}{\partial w_{1}}"),
        ("dL/dy_hat", r"\frac{\partial L}{\partial \hat{y}}"),
        ("dLoss/dW", r"\frac{\partial \mathrm{Loss}}{\partial W}"),
    ],
)
def test_names(text: str, expected: str) -> None:
    assert latex_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*(y_hat - y)*x", r"2\,(\hat{y} - y)\,x"),
        ("x*2", r"2\,x"),
        ("2*3*x", r"2 \cdot 3\,x"),
        ("0.5*x^2", r"0.5\,x^{2}"),
        ("-x^2", "-x^{2}"),
        ("(-x)^2", "(-x)^{2}"),
        ("2^(x + 1)", "2^{x + 1}"),
        ("-(a + b)*c", r"-(a + b)\,c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("a*(-b)", r"a\,(-b)"),
        ("a/b", r"\frac{a}{b}"),
        ("a*b/c*d", r"\frac{a\,b}{c}\,d"),
        ("a/b/c", r"\frac{a}{b\,c}"),
        ("a/(b*c)", r"\frac{a}{b\,c}"),
        ("(a + b)/(c - d)", r"\frac{a + b}{c - d}"),
        ("-y/p", r"-\frac{y}{p}"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("dL/dy*x/N", r"\frac{1}{N}\,\frac{\partial L}{\partial y}\,x"),
        ("2*dL/dy/N", r"\frac{2}{N}\,\frac{\partial L}{\partial y}"),
        ("exp(-x)", r"\exp(-x)"),
        ("log(x/y)", r"\log\left(\frac{x}{y}\right)"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("sigmoid(z)", r"\sigma(z)"),
        ("tanh(z)^2", r"\tanh(z)^{2}"),
        ("relu(z)", r"\operatorname{ReLU}(z)"),
        ("step(z)", r"\mathbf{1}[z > 0]"),
        ("sign(z)", r"\operatorname{sign}(z)"),
        ("abs(x - y)", r"\lvert x - y \rvert"),
        ("max(0, 1 - t)", r"\max(0, 1 - t)"),
        ("log1p(x)", r"\log(1 + x)"),
        ("2*expm1(x)", r"2\,(\exp(x) - 1)"),
        ("where(x > 0, x, a*x)",
         r"\begin{cases} x & \text{if } x > 0 \\ a\,x & \text{otherwise} \end{cases}"),
        ("2*(a <= b)", r"2\,\mathbf{1}[a \le b]"),
        ("pi/2", r"\frac{\pi}{2}"),
        ("sum(x)", r"\sum x"),
        ("mean(x)", r"\operatorname{mean}(x)"),
    ],
)  # fmt: skip
def test_formulas_of_numbers(text: str, expected: str) -> None:
    assert latex(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A @ x", r"A\,x"),
        ("A.T @ x", r"A^{\top}\,x"),
        ("x @ y.T", r"x\,y^{\top}"),
        ("x*y", r"x \odot y"),
        ("a*x", r"a\,x"),
        ("x^2", r"x^{\odot 2}"),
        ("A @ (B*A)", r"A\,(B \odot A)"),
        ("(A @ B)*A", r"(A\,B) \odot A"),
        ("A*B @ A", r"(A \odot B)\,A"),
        ("(x.T @ y)*x", r"(x^{\top}\,y)\,x"),
        ("2*(X.T @ r)/N", r"\frac{2\,X^{\top}\,r}{N}"),
        ("dL/dx*(1 - x^2)", r"\frac{\partial L}{\partial x} \odot (1 - x^{\odot 2})"),
        ("dL/dX.T", r"\left(\frac{\partial L}{\partial X}\right)^{\top}"),
        ("X + b", r"X + b^{\top}"),
        ("sum((x - y)^2)", r"\sum_{i=1}^{n} (x_{i} - y_{i})^{2}"),
        ("sum(x*y)", r"\sum_{i=1}^{n} x_{i}\,y_{i}"),
        ("sum(X*Y)", r"\sum_{i=1}^{N} \sum_{j=1}^{D} X_{i,j}\,Y_{i,j}"),
        ("mean(r^2)", r"\frac{1}{N} \sum_{i=1}^{N} r_{i}^{2}"),
        ("mean(X)", r"\frac{1}{N\,D} \sum_{i=1}^{N} \sum_{j=1}^{D} X_{i,j}"),
        ("mean(r)^2", r"\left(\frac{1}{N} \sum_{i=1}^{N} r_{i}\right)^{2}"),
        ("-sum(r)/N", r"-\frac{1}{N}\,\sum_{i=1}^{N} r_{i}"),
        ("sum(r)*a", r"\left(\sum_{i=1}^{N} r_{i}\right)\,a"),
        ("sum(X, axis=0)", r"\sum_{i=1}^{N} X_{i,:}"),
        ("sum(X, axis=1)", r"\sum_{j=1}^{D} X_{:,j}"),
        ("sum(sum(X, axis=1)^2)", r"\sum_{i=1}^{N} \left(\sum_{p=1}^{D} X_{i,p}\right)^{2}"),
        ("sum(r*(X @ b))", r"\sum_{i=1}^{N} r_{i}\,X_{i,:}\,b"),
        ("sum(X + b)", r"\sum_{i=1}^{N} \sum_{j=1}^{D} (X_{i,j} + b_{j})"),
        ("sum(dL/dX, axis=0)", r"\sum_{i=1}^{N} \frac{\partial L}{\partial X_{i,:}}"),
        ("max(x)", r"\max_{i} x_{i}"),
        ("logsumexp(X)", r"\log \sum_{j=1}^{D} \exp(X_{:,j})"),
        ("sum(logsumexp(X))",
         r"\sum_{i=1}^{N} \log \sum_{p=1}^{D} \exp(X_{i,p})"),
        ("softmax(X)", r"\operatorname{softmax}(X)"),
        ("softmax(X, axis=1)", r"\operatorname{softmax}_{\text{row}}(X)"),
        ("sum(softmax(x)*y)", r"\sum_{i=1}^{n} \operatorname{softmax}(x)_{i}\,y_{i}"),
        ("log_softmax(x)", r"\log\operatorname{softmax}(x)"),
        ("norm(x)", r"\lVert x \rVert"),
        ("norm(X, axis=1)", r"\lVert X \rVert_{\text{row}}"),
        ("sum(norm(X, axis=1))", r"\sum_{i=1}^{N} \lVert X_{i,:} \rVert"),
        ("outer(x, y)", r"x\,y^{\top}"),
        ("diag(x)", r"\operatorname{diag}(x)"),
        ("x[0]", "x[0]"),
        ("X[0, :]", "X[0, :]"),
    ],
)  # fmt: skip
def test_formulas_of_vectors_and_matrices(text: str, expected: str) -> None:
    assert latex(fitted(parse(text), SHAPES).tree, SHAPES) == expected


def test_a_parameter_sigma_is_not_taken_for_the_sigmoid() -> None:
    assert latex(parse("sigmoid(sigma)"), {"sigma": (1, 1)}) == (
        r"\operatorname{sigmoid}(\sigma)"
    )


def test_trees_that_only_answers_have() -> None:
    x = Name("x")
    assert latex(Over("sum", "i", Power(x, parse("2")), "n")) == r"\sum_{i}^{n} x^{2}"
    assert latex(Derivative(Name("y_hat"), x)) == r"\frac{\partial \hat{y}}{\partial x}"
    assert latex(Index(x, (Name("i"),))) == "x[i]"


@pytest.mark.parametrize("function", functions.NAMES)
def test_every_function_of_the_language_is_written(function: str) -> None:
    """With every number of arguments that it takes."""
    written = []
    for further in ("", "y", "y z", "2", "2 3", "2 1 1", "2 2 1 1"):
        call = Call(function, (Name("x"), *map(parse, further.split())))
        try:
            functions.function_of(call)
        except Misfit:
            continue
        written.append(latex(call))
    assert written
    assert all("x" in text and well_formed(text) for text in written)


def well_formed(text: str) -> bool:
    """Braces close in order, every \\left has its \\right, every \\begin its \\end."""
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    environments = [re.findall(rf"\\{word}\{{(\w+\*?)\}}", text) for word in ("begin", "end")]
    return (
        depth == 0
        and len(re.findall(r"\\left\b", text)) == len(re.findall(r"\\right\b", text))
        and sorted(environments[0]) == sorted(environments[1])
    )


@every_variant
def test_every_page_is_well_formed_and_complete(name: str, options: dict[str, Any]) -> None:
    model = model_of(name, **options)
    text = latex_document(model)
    assert well_formed(text)
    assert text.count("&=") == len(model.steps) + len(model.derivatives)
    assert text.count(r"\in ") == len(model.declarations)
    assert text.isascii()
    for formula in (*model.steps, *model.derivatives):
        assert latex(formula.tree, model.shapes) in text


def test_a_page_reads_like_a_textbook() -> None:
    text = latex_document(model_of("two_layer"))
    assert text.startswith(r"\section*{One hidden layer of sigmoid, squared loss}")
    assert r"\textbf{Sizes:} $n$, $m$, $k$." in text
    assert r"\textbf{Parameters:} $W_{1} \in \mathbb{R}^{m \times n}$, $b_{1} \in" in text
    assert "a_{1} &= \\sigma(z_{1}) \\\\" in text
    assert r"\frac{\partial L}{\partial W_{1}} &= \frac{\partial L}{\partial z_{1}}\," in text


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("x", r"$x \in \mathbb{R}$"),
        ("x > 0", r"$x \in (0, \infty)$"),
        ("x in (0, 1)", r"$x \in (0, 1)$"),
        ("x in [0, 2]", r"$x \in [0, 2]$"),
        ("x in {-1, 1}", r"$x \in \{-1, 1\}$"),
        ("x[n] in {0, 1}", r"$x \in \{0, 1\}^{n}$"),
        ("x[n] one_hot", r"$x \in \{0, 1\}^{n}$ (one-hot)"),
        ("x[N,n] one_hot", r"$x \in \{0, 1\}^{N \times n}$ (each row one-hot)"),
        ("x[n] distribution", r"$x \in (0, 1)^{n}$ (adding up to 1)"),
    ],
)
def test_domains_are_sets(declaration: str, expected: str) -> None:
    model = Model.from_text(
        f"model p: p\nsizes n, N\nparameters w\ndata {declaration}\n"
        "forward\n    L = w*sum(x)\ngradient\n    dL/dw = sum(x)\n"
    )
    assert rf"\textbf{{Data:}} {expected}." in latex_document(model)


def test_notes_are_escaped() -> None:
    assert escaped(r"a_1^2 {x} 50% #1 $ & ~ \ < |") == (
        r"a\_1\textasciicircum{}2 \{x\} 50\% \#1 \$ \& \textasciitilde{} \textbackslash{} "
        r"\textless{} \textbar{}"
    )


NUMBERS = st.sampled_from(["x", "y", "z", "2", "3", "0.5"])
FORMULAS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("(-{})".format, inner),
        st.builds("({})^{}".format, inner, st.sampled_from(["2", "3"])),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("abs({})".format, inner),
    ),
    max_leaves=10,
)


def plainly(text: str) -> str:
    """LaTeX of numbers as plain notation, by its own small reading."""
    text = text.replace(r"\left", "").replace(r"\right", "").replace(r"\max", "max")
    text = text.replace(r"\lvert ", "abs(").replace(r" \rvert", ")")
    text = text.replace(r"\,", "*").replace(r" \cdot ", "*")
    fraction = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}|\^\{([^{}]*)\}")
    while match := fraction.search(text):
        power = match[3]
        new = f"^({power})" if power is not None else f"(({match[1]})/({match[2]}))"
        text = text[: match.start()] + new + text[match.end() :]
    return text


@examples(300)
@given(FORMULAS)
def test_brackets_keep_the_meaning(formula: str) -> None:
    """The LaTeX, read by precedence alone, has the value of the formula."""
    at = {"x": Fraction(7, 3), "y": Fraction(-5, 2), "z": Fraction(11, 7)}
    tree = parse(formula)
    try:
        value = evaluate(tree, at, RATIONAL)
    except EvaluationError:
        assume(False)
    assert evaluate(parse(plainly(latex(tree))), at, RATIONAL) == value


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_a_document_of_every_page_compiles(tmp_path: Path) -> None:
    (tmp_path / "pages.tex").write_text(document(map(load, catalogue())), "ascii")
    subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "pages.tex"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    log = (tmp_path / "pages.log").read_text("latin-1")
    assert "Overfull" not in log
    assert (tmp_path / "pages.pdf").stat().st_size > 10_000
