"""What people write is read as they mean it: every row of the tables of notations."""

import re

import pytest

import handgrad
from handgrad.errors import FormulaError
from handgrad.language.plain import plain
from handgrad.language.tree import Name
from handgrad.reading.answer import read_answer
from handgrad.reading.manual import LOOSELY, RUN, kinds, read_as
from tests.helpers.notation_pages import BATCH, LAYERS, LINE, NAMES, PAGES, one, read
from tests.helpers.pages import model_of

ROWS = [(kind.page, *row) for kind in kinds() for row in kind.rows.items()]
RUN_ROWS = [row[:2] for row in ROWS if row[2] == RUN]
LOOSE_ROWS = [row[:2] for row in ROWS if row[2] == LOOSELY]
READ_ROWS = [row for row in ROWS if row[2] not in (RUN, LOOSELY)]


@pytest.mark.parametrize(("page", "text", "wanted"), READ_ROWS)
def test_the_manual_is_right(page: str, text: str, wanted: str) -> None:
    """Each row of `handgrad notation` is read as the plain formulas beside it."""
    assert without_brackets(read_as(read(text, PAGES[page]))) == without_brackets(wanted)


@pytest.mark.parametrize(("page", "text"), RUN_ROWS)
def test_programs_of_the_manual_are_run(page: str, text: str) -> None:
    """They are right; with a factor too much they are wrong, and a run says so too."""
    model = model_of(PAGES[page])
    for answer, verdict in ((text, "right"), (text.replace("2*", "3*"), "wrong")):
        report = handgrad.grade(model, answer)
        assert report.verdict == verdict
        assert re.search("(?:program was|loops were) run", str(report))


@pytest.mark.parametrize(("page", "text"), LOOSE_ROWS)
def test_what_is_read_loosely_is_right_or_open(page: str, text: str) -> None:
    """It is right by what the report says, and not with a factor too much."""
    model = model_of(PAGES[page])
    report = handgrad.grade(model, text)
    assert (report.verdict, report.score) == ("right", 1.0)
    assert "read loosely" in str(report)
    assert handgrad.grade(model, text.replace("2", "3")).verdict != "right"


def without_brackets(text: str) -> str:
    """The text without the brackets round a fraction of numbers or sizes."""
    return re.sub(r"\((\d+/\w+)\)", r"\1", text)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_the_manual_are_right(name: str) -> None:
    """Their keys are the derivatives of their own formulas."""
    assert handgrad.check_model(model_of(PAGES[name])).verdict == "right"


@pytest.mark.parametrize("sign", ["=", ":=", "==", " & = "])
def test_every_sign_that_gives_a_derivative_its_value(sign: str) -> None:
    """They all say that dL/dw is what follows."""
    for kind in kinds():
        if kind.title == "A derivative":
            for text, wanted in kind.rows.items():
                assert read_as(read(text.replace(" = ", f" {sign} "), LINE)) == wanted


def test_a_formula_alone_answers_the_only_question() -> None:
    """Without an = there is no target; a line that starts with = goes on."""
    [line] = read("2*(w*x - y)*x", LINE)
    assert line.target is None
    assert not line.continues
    first, second = read("dL/dw = 2(wx-y)x\n = 2wx² - 2xy", LINE)
    assert (first.target, second.target) == (Name("dL/dw"), None)
    assert second.continues


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
        (r"\foo{x}", 1, r"\foo is not read"),
        (r"\placeholder{}", 1, "an empty box stands here"),
        ("np.einsum(x)", 1, "np.einsum is not read"),
        ("x.real", 3, ".real is not read"),
        ("{x, w>0", 8, "was expected"),
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


def test_a_fraction_of_differentials_is_one_beside_a_size_d() -> None:
    page = handgrad.Model.from_text(
        """
model with_a_d: a sum of squares
sizes N, d
parameters W[d]
data X[N,d], y[N]
forward
    f = sum((X @ W - y)^2)
"""
    )
    for left in (r"\frac{d f}{d W}", r"\frac{d f}{dW}", r"\frac{df}{dW}", r"\dfrac{d f}{d W}"):
        assert handgrad.grade(page, left + r" = 2 X^T (X W - y)").verdict == "right"
        assert handgrad.grade(page, left + r" = 2 d X^T (X W - y)/N").verdict == "wrong"
