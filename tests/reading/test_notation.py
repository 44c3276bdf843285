"""What people write is read as they mean it: every row of the tables of notations."""

import pytest

from handgrad.errors import FormulaError
from handgrad.language.plain import plain
from handgrad.language.tree import Name
from handgrad.reading.answer import read_answer
from tests.helpers.notation_pages import BATCH, LAYERS, LINE, NAMES, equations, one, read

FORMULAS = {
    # plain text, and products that are not written
    "2*x*(w*x - y)": "2*x*(w*x - y)",
    "2x(wx-y)": "2*x*(w*x - y)",
    "2 x (w x - y)": "2*x*(w*x - y)",
    "w1x": "w1*x",
    "w1wx": "w1*w*x",
    "x(wx-y)": "x*(w*x - y)",
    "2(wx-y)x": "2*(w*x - y)*x",
    "2[wx - y]x": "2*(w*x - y)*x",
    "(wx)(xy)": "(w*x)*(x*y)",
    "-x^2": "-x^2",
    "-3^2": "-3^2",
    "x^2y": "x^2*y",
    "x**2": "x^2",
    "2.*x": "2*x",
    "1e-3x": "0.001*x",
    "pi x": "pi*x",
    "yhat + y_hat + ŷ + \\hat{y} + \\hat y": "y_hat + y_hat + y_hat + y_hat + y_hat",
    "w_1 + w1 + w₁ + w_{1} + w^{(1)} + w^{[1]}": "w1 + w1 + w1 + w1 + w1 + w1",
    "lambda*w + λw + lmbda + reg": "lam*w + lam*w + lam + lam",
    # functions
    "sigma(z)(1-sigma(z))": "sigmoid(z)*(1 - sigmoid(z))",
    "σ(z)(1−σ(z))": "sigmoid(z)*(1 - sigmoid(z))",
    "φ(z) + g(z)": "sigmoid(z) + sigmoid(z)",
    "xsin(z)": "x*sin(z)",
    "ylog(p)": "y*log(p)",
    "sin x^2": "sin(x^2)",
    "sin wx": "sin(w*x)",
    "log x y": "log(x)*y",
    "exp -z": "exp(-z)",
    "sin^2(x) + \\sin^{2} x": "sin(x)^2 + sin(x)^2",
    "e^{-z}x": "exp(-z)*x",
    "e^-z + e**-z + e⁻ᶻ": "exp(-z) + exp(-z) + exp(-z)",
    "xe^{-z}": "x*exp(-z)",
    "ln(x) + np.log(x)": "log(x) + log(x)",
    "log10(x)": "log(x)/log(10)",
    "sech(z)^2": "(1/cosh(z))^2",
    "expit(z) + logistic(z)": "sigmoid(z) + sigmoid(z)",
    "sgn(x) + sign(x)": "sign(x) + sign(x)",
    "H(z) + step(z) + np.heaviside(z, 0)": "step(z) + step(z) + step(z)",
    "max{0,z} + max(0,z)": "max(0, z) + max(0, z)",
    "(z)_+ + z⁺ + z^+ + [z]_+": "relu(z) + relu(z) + relu(z) + relu(z)",
    "ReLU(z) + relu(z)": "relu(z) + relu(z)",
    "|x| + |w||x|": "abs(x) + abs(w)*abs(x)",
    "‖w‖² + ||w||^2 + \\lVert w \\rVert_2^2": "sum(w^2) + sum(w^2) + sum(w^2)",
    "‖w‖ + ‖w‖_1": "norm(w) + sum(abs(w))",
    "√x + √(x+y) + \\sqrt{x} + \\sqrt[3]{x}": "sqrt(x) + sqrt(x + y) + sqrt(x) + x^(1/3)",
    # indicators and cases
    "1{z>0}x": "(z > 0)*x",
    "𝟙[z>0]x": "(z > 0)*x",
    "\\mathbb{1}_{z>0}x": "(z > 0)*x",
    "I(z>0) x": "(z > 0)*x",
    "[z>0]x": "(z > 0)*x",
    "1(z>0)x": "(z > 0)*x",
    "(z>0)x": "(z > 0)*x",
    "z>0": "z > 0",
    "[y=1]": "(y >= 1)*(y <= 1)",
    "0 < z < 1": "(0 < z)*(z < 1)",
    "2x if z>0 else 0": "where(z > 0, 2*x, 0)",
    "{ x, z>0; 0, otherwise }": "where(z > 0, x, 0)",
    "{ x if z>0; 0 otherwise }": "where(z > 0, x, 0)",
    r"\begin{cases} 2x & z > 0 \\ 0 & \text{otherwise} \end{cases}": "where(z > 0, 2*x, 0)",
    r"\begin{cases} 2x & \text{if } z > 0 \\ 0 & \text{if } z \le 0 \end{cases}":
        "where(z > 0, 2*x, 0)",
    # LaTeX
    r"\frac{2x}{y}": "2*x/y",
    r"\tfrac12 x + \frac12 y": "1/2*x + 1/2*y",
    r"\dfrac{1}{2}\left( w x - y \right)": "1/2*(w*x - y)",
    r"2 \cdot x \times w": "2*x*w",
    r"2\,x\;w\!y\quad b": "2*x*w*y*b",
    r"\boldsymbol{w}\mathbf{x} + \mathrm{b}": "w*x + b",
    r"\operatorname{sign}(x)": "sign(x)",
    r"\bigl(x + y\bigr)^{2}": "(x + y)^2",
    r"\sigma(z)": "sigmoid(z)",
    r"e^{-\frac{x^2}{2}}": "exp(-(x^2/2))",
    r"\underbrace{2(wx-y)}_{a} x": "(2*(w*x - y))*x",
    # Unicode
    "x² w³": "x^2*w^3",
    "½x": "1/2*x",
    "2·x×w⊙y ÷ b": "2*x*w*y/b",
    "𝑤𝑥": "w*x",
    "（２ｘ＋ｗ）": "2*x + w",
    "2\u00a0x\u200b\ufeff w": "2*x*w",
    "x − y – w": "x - y - w",
    "x⁻¹": "x^-1",
    # NumPy and PyTorch
    "1./(1.+np.exp(-z))": "1/(1 + exp(-z))",
    "math.tanh(z)**2": "tanh(z)^2",
    "torch.sigmoid(z)": "sigmoid(z)",
    "torch.nn.functional.relu(z)": "relu(z)",
    "np.where(z>0,1,0)": "where(z > 0, 1, 0)",
    "(z>0).astype(float)": "z > 0",
    "(z > 0).float()*x": "(z > 0)*x",
    "z.clip(0) + z.clamp(min=0)": "max(z, 0) + max(z, 0)",
    "np.square(x) + x.pow(2)": "x^2 + x^2",
    "x.dot(w) + np.multiply(x, w)": "x*w + x*w",
}  # fmt: skip


def same(given: str, wanted: str) -> bool:
    """Whether two texts in plain notation are one but for brackets round a quotient."""
    bare = [text.replace("(1/2)", "1/2").replace("(w*x)*", "w*x*") for text in (given, wanted)]
    return bare[0] == bare[1]


@pytest.mark.parametrize(("text", "wanted"), FORMULAS.items())
def test_a_formula_in_every_notation(text: str, wanted: str) -> None:
    """Each row is read as the plain formula beside it."""
    assert same(one(text), wanted), one(text)


ARRAYS = {
    "X.T @ (X @ w + b - y)": "X.T @ (X @ w + b - y)",
    "X^T(Xw + b - y)": "X.T @ (X @ w + b - y)",
    "Xᵀ(Xw + b − y)": "X.T @ (X @ w + b - y)",
    "X^\\top r": "X.T @ r",
    "X' r": "X.T @ r",
    "X⊤r": "X.T @ r",
    "transpose(X) @ r": "X.T @ r",
    "np.dot(X.T, y_hat - y)/N": "(X.T @ (y_hat - y))/N",
    "X.T.dot(r)": "X.T @ r",
    "(X*r).sum(axis=0)": "sum(X*r, axis=0)",
    "np.sum(X*r, axis=0, keepdims=True)": "sum(X*r, axis=0)",
    "torch.sum(r)": "sum(r)",
    "r.mean()": "mean(r)",
    "2*r/X.shape[0]": "2*r/N",
    "r ⊙ r": "r*r",
    "r · r": "r @ r",
    "⟨r, y⟩": "r @ y",
    "E[r]": "mean(r)",
    "‖r‖²": "sum(r^2)",
    "sum_i r_i": "sum_i(r[i])",
    "Σᵢ rᵢ²": "sum_i(r[i]^2)",
    "1/N sum_i x_i (w·x_i - y_i)": "1/N*sum_i(X[i, :].T*(w @ X[i, :].T - y[i]))",
    r"\frac1N \sum_{i=1}^{N} r_i x_i": "1/N*sum_i(r[i]*X[i, :].T)",
    r"\frac{1}{N}\sum_{i=1}^N \sum_j X_{ij} w_j": "1/N*sum_i(sum_j(X[i, j]*w[j]))",
    r"\sum_i r_i x^{(i)}": "sum_i(r[i]*X[i, :].T)",
    "sum_i r_i + b": "sum_i(r[i]) + b",
    r"\sum r": "sum(r)",
    "mean_i r_i": "mean_i(r[i])",
    "y_1 + y[0]": "y[0] + y[0]",
    "(X w)_2": "(X @ w)[1]",
}


@pytest.mark.parametrize(("text", "wanted"), ARRAYS.items())
def test_arrays_in_every_notation(text: str, wanted: str) -> None:
    """Side by side, arrays are a matrix product; subscripts count from 1, brackets from 0."""
    assert one(text, BATCH).replace("(1/N)", "1/N") == wanted


@pytest.mark.parametrize(
    "left",
    [
        "dL/dw", "∂L/∂w", r"\frac{\partial L}{\partial w}", r"\frac{dL}{dw}",
        r"\dfrac{\mathrm{d}L}{\mathrm{d}w}", r"\partial L / \partial w", "L'", "L_w", "L_{w}",
        "∇_w L", r"\nabla_{w} L", "D_w L", "grad_w", "dw", "w.grad", "w_grad", "dL_dw", "dJ/dw",
        "dLoss/dw", "d L / d w", "∇L", r"\frac{\partial\mathcal{L}}{\partial w}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("sign", ["=", ":=", "==", " & = "])
def test_every_way_to_write_a_derivative(left: str, sign: str) -> None:
    """They all are dL/dw."""
    assert equations(f"{left} {sign} 2x(wx-y)", LINE) == ["dL/dw = 2*x*(w*x - y)"]


def test_a_formula_alone_answers_the_only_question() -> None:
    """Without an = there is no target; a line that starts with = goes on."""
    [line] = read("2*(w*x - y)*x", LINE)
    assert line.target is None
    assert not line.continues
    first, second = read("dL/dw = 2(wx-y)x\n = 2wx² - 2xy", LINE)
    assert (first.target, second.target) == (Name("dL/dw"), None)
    assert second.continues


LINES = {
    "dL/dw = 2(wx-y)x = 2wx^2 - 2xy": ["dL/dw = 2*(w*x - y)*x = 2*w*x^2 - 2*x*y"],
    "let u = w*x - y\ndL/dw = 2ux": ["u = w*x - y", "dL/dw = 2*u*x"],
    "dL/dw = 2ux, where u = wx - y": ["u = w*x - y", "dL/dw = 2*u*x"],
    "dL/dw = 2ux\nwhere u = wx - y": ["u = w*x - y", "dL/dw = 2*u*x"],
    "dL/dw = 2ux (where u = wx - y)": ["u = w*x - y", "dL/dw = 2*u*x"],
    "Step 3: dL/dw = 2x,": ["dL/dw = 2*x"],
    "1) dL/dw = 2x;": ["dL/dw = 2*x"],
    "(2) dL/dw = 2x \\\\": ["dL/dw = 2*x"],
    "Therefore, dL/dw = 2x.": ["dL/dw = 2*x"],
    "dL/dw = 2x therefore": ["dL/dw = 2*x"],
    "∴ dL/dw = 2x": ["dL/dw = 2*x"],
    "dL/dw = 2x (chain rule)": ["dL/dw = 2*x"],
    "dL/dw = 2x [since u = wx]": ["dL/dw = 2*x"],
    "dL/dw = 2x because y is constant": ["dL/dw = 2*x"],
    "dL/dw = 2x # done": ["dL/dw = 2*x"],
    "dL/dw = 2x // done": ["dL/dw = 2*x"],
    "$dL/dw = 2x$": ["dL/dw = 2*x"],
    "\\begin{align}\ndL/dw &= 2x \\\\\n &= x + x\n\\end{align}": ["dL/dw = 2*x", " = x + x"],
    "By the chain rule we get\ndL/dw = 2x": ["dL/dw = 2*x"],
    "dL/dw = 2*(w*x\n  - y)*x": ["dL/dw = 2*(w*x - y)*x"],
    "dL/dw =\n 2x": ["dL/dw = 2*x"],
    "dL/dw = 2wx²\n- 2xy": ["dL/dw = 2*w*x^2 - 2*x*y"],
    "u = wx - y\n-2ux": ["u = w*x - y", " = -2*u*x"],
    "dL/dw = 2x\n  + y\n  - w": ["dL/dw = 2*x + y - w"],
    "dL/dw = 2x; dL/dy = 3": ["dL/dw = 2*x", "dL/dy = 3"],
    "dL/dw = 2x, dL/dy = 3": ["dL/dw = 2*x", "dL/dy = 3"],
    "u = wx ⇒ dL/dw = 2u": ["u = w*x", "dL/dw = 2*u"],
    "L(w) = (wx-y)^2": ["L = (w*x - y)^2"],
    "J = (wx-y)^2, dJ/dw = 2x": ["L = (w*x - y)^2", "dL/dw = 2*x"],
    "E = wx - y\ndL/dw = 2Ex": ["E = w*x - y", "dL/dw = 2*E*x"],
    "error = wx - y\ndw = 2*error*x": ["error = w*x - y", "dL/dw = 2*error*x"],
    "dw: 2x": ["dL/dw = 2*x"],
    "dL/dw: 2x": ["dL/dw = 2*x"],
    "dL/dw <- 2x": ["dL/dw = 2*x"],
    "The gradient is 2x": [" = 2*x"],
    "we have dL/dw = 2x": ["dL/dw = 2*x"],
    "Gradient: 2x": [" = 2*x"],
    "let u = w x, then dL/du = 3 and dL/dw = 3x": ["u = w*x", "dL/du = 3", "dL/dw = 3*x"],
    "dL/dw = 2(y_pred - y)": ["dL/dw = 2*(y_hat - y)"],
    "d/dw (w*x-y)^2 = 2*(w*x-y)*x": ["d((w*x - y)^2)/d(w) = 2*(w*x - y)*x"],
    "dL/dw = dL/dyhat * dyhat/dw": ["dL/dw = dL/dy_hat*dy_hat/dw"],
    "u = wx - y\ndL/dw = d(u^2)/du x": ["u = w*x - y", "dL/dw = d(u^2)/d(u)*x"],
    "u = wx - y\ndL/du = 2u": ["u = w*x - y", "dL/du = 2*u"],
    "dL/dw = σ'(wx)": ["dL/dw = d(sigmoid(w*x))/d(w*x)"],
    "dL/dw = sigmoid_prime(x)": ["dL/dw = d(sigmoid(x))/d(x)"],
    "sigma = x\ndL/dw = sigma(1-sigma)": ["sigma = x", "dL/dw = sigma*(1 - sigma)"],
    "return 2x": [" = 2*x"],
}


@pytest.mark.parametrize(("text", "wanted"), LINES.items())
def test_lines_of_an_answer(text: str, wanted: list[str]) -> None:
    """Definitions, chains, numbering, prose and comments."""
    assert equations(text, LINE) == wanted


@pytest.mark.parametrize(
    ("text", "target", "free"),
    [
        ("dL/dw_j = 2/N sum_i r_i X_ij", "dL/dw", ("j",)),
        (r"\frac{\partial L}{\partial w_j} = \frac2N \sum_i r_i x_{ij}", "dL/dw", ("j",)),
        ("e_i = w·x_i + b - y_i", "e", ("i",)),
        ("dL/dy_hat_i = 2 r_i/N", "dL/dy_hat", ("i",)),
        ("dL/dw_d = 2/N sum_n r_n X_nd", "dL/dw", ("d",)),
    ],
)
def test_free_indices_make_an_array(text: str, target: str, free: tuple[str, ...]) -> None:
    """The left side's indices are kept, and each member is an array over them."""
    [line] = read(text, BATCH)
    assert line.target == Name(target)
    assert line.free == free
    assert plain(line.members[0]).startswith(f"each_{free[0]}(")


def test_two_free_indices_make_a_matrix() -> None:
    """dL/dW_{jk}: rows by the first, columns by the second."""
    [line] = read("dL/dW2_{jk} = 2(ŷ_j - y_j) a_{1,k}", LAYERS)
    assert line.free == ("j", "k")
    assert plain(line.members[0]) == "each_j(each_k(2*(y_hat[j] - y[j])*a1[k]))"


@pytest.mark.parametrize(
    "text", ["w -= lr*dw", "w := w - a*dL/dw", "w = w - 0.1*2x", "w += -dw"]
)
def test_an_update_step_is_marked(text: str) -> None:
    """A learning rate needs no declaration there, and is unknown on the next line."""
    line, _ = read(f"{text}\ndL/dw = x", LINE)
    assert line.is_update
    assert line.target == Name("w")
    with pytest.raises(FormulaError, match="lr"):
        read(f"{text}\ndL/dw = lr", LINE)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("1/2x", "(1/2)*x"),
        ("x/yw", "(x/y)*w"),
        ("sin x^2", "sin(x^2)"),
        ("log(x)", "natural logarithm"),
        ("e^wx", "w*x"),
        ("e x", "exp(1)"),
        ("dL/dw ≈ 2x", "≈"),
        ("dL/dw = 2x = 0", "left out"),
        ("dL/dw += 2x", "+="),
    ],
)
def test_a_choice_is_told(text: str, warning: str) -> None:
    """Where a text could be read in two ways, the line says which was taken."""
    [line] = read(text, LINE)
    assert any(warning in w for w in line.warnings), line.warnings


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("sum_i r_i + b", "reaches to the end of its product"),
        ("r · r", "inner product"),
        ("r r", "entry by entry"),
    ],
)
def test_a_choice_between_arrays_is_told(text: str, warning: str) -> None:
    """Products of arrays without a sign, and the extent of sums."""
    [line] = read(text, BATCH)
    assert any(warning in w for w in line.warnings), line.warnings


def test_a_plain_formula_has_no_warning() -> None:
    """A choice is only told where there was one."""
    assert read("dL/dw = 2*x*(w*x - y)", LINE)[0].warnings == ()


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "empty"),
        ("  \t\n", 1, "empty"),
        ("same as above", 1, "no formula was found"),
        ("...", 1, "leaves something out"),
        ("dL/dw = 2x + ...", 14, "leaves something out"),
        ("O(1)", 1, "no formula"),
        ("2(wx-y)x = 0", 10, "set to zero"),
        ("dL/dw = ", 7, "a formula was expected"),
        ("w = 2x", 1, "is a parameter"),
        ("x = 2", 1, "given name"),
        ("dL/dw = q", 9, "unknown name 'q'"),
        ("foo(x)", 1, "unknown function 'foo'"),
        ("x2", 1, "for a power write x^2"),
        ("(wx-y)2", 7, "an operator is missing"),
        ("x_1", 1, "one number"),
        ("2½", 2, "mixed number"),
        ("exp", 4, "needs an argument"),
        ("dL", 1, "write a derivative"),
        ("du/dw", 1, "unknown name 'u'"),
        ("lg(x)", 6, "several bases"),
        ("x ± 1", 3, "two formulas"),
        ("sin^{-1}(x)", 4, "ambiguous"),
        ("d^2L/dw^2", 2, "second derivatives"),
        (r"\foo{x}", 1, r"\foo is not read"),
        ("np.einsum(x)", 1, "np.einsum is not read"),
        ("x.real", 3, ".real is not read"),
        ("{x, w>0", 8, "was expected"),
        (r"\begin{bmatrix} x & y \end{bmatrix}", 1, "begin bmatrix is not read"),
        ("σ'", 3, "needs an argument"),
        ("x'", 2, "prime"),
        ("x // 2", 4, "after '/'"),
        ("x % 2", 3, "unexpected '%'"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text: str, column: int, message: str) -> None:
    """The error points at the place."""
    with pytest.raises(FormulaError) as e:
        read(text, LINE)
    assert message in e.value.message
    assert e.value.column == column
    assert e.value.pointed().count("\n") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dL/dw = r_i x_i", "sum_i"),
        ("y_0", "counted from 1"),
        ("sum_i sum_i r_i", "runs already"),
        ("sum_{i=2}^N r_i", "every entry"),
        ("(X^T X)^{-1} X^T y", "no power below 0"),
        ("σ(r)", None),
    ],
)
def test_errors_of_indices(text: str, message: str | None) -> None:
    """An index runs under a sum or on the left side, and a sum runs over everything."""
    if message is None:
        assert one(text, BATCH) == "sigmoid(r)"
        return
    with pytest.raises(FormulaError, match=message):
        read(text, BATCH)


def test_a_letter_with_two_meanings_is_asked_about() -> None:
    """On a page of tanh, σ could be either."""
    with pytest.raises(FormulaError, match=r"write sigmoid\(\.\.\.\) or tanh\(\.\.\.\)"):
        read("σ(z1)", LAYERS)
    [line] = read("φ(z1)", LAYERS)
    assert plain(line.members[0]) == "tanh(z1)"
    assert line.warnings == ("phi is read as tanh",)


def test_the_names_may_be_shapes_alone() -> None:
    """Loss and parameters are then known by the derivatives."""
    shapes = dict.fromkeys(("w", "x", "L", "dL/dw"), (1, 1))
    [line] = read_answer("L' = 2wx", shapes)
    assert line.target == Name("dL/dw")


def test_places_are_those_of_the_text_as_printed() -> None:
    """Also behind characters that print as escapes or not at all."""
    with pytest.raises(FormulaError) as e:
        read("x\u200b + q", LINE)
    assert e.value.text == "x\\u200b + q"
    assert e.value.text[e.value.column - 1] == "q"
    assert read_answer("x", NAMES[LINE])[0].sources[0].text == "x"
