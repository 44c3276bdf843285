"""Texts that define their own commands or have comments, against the same texts written out."""

import pytest

from handgrad import grade
from handgrad.language.plain import plain
from handgrad.reading.answer import read_answer
from handgrad.reading.names.vocabulary import Vocabulary
from tests.helpers.pages import model_of

NAMES = Vocabulary(
    {
        "w": ("n", 1),
        "X": ("m", "n"),
        "r": ("m", 1),
        "lam": (1, 1),
        "L": (1, 1),
        "dL/dw": ("n", 1),
    },
    "L",
    ("w",),
)
WRITTEN_OUT = r"\nabla_w L = \mathbf{X}^\top r + \lambda w"
TEXTS = [
    r"\newcommand{\bX}{\mathbf{X}}" "\n" r"\nabla_w L = \bX^\top r + \lambda w",
    r"\newcommand\bX{\mathbf{X}} $\nabla_w L = \bX^\top r + \lambda w$",
    r"\newcommand{\grad}{\nabla_w}" "\n" r"$\grad L = \mathbf{X}^\top r + \lambda w$",
    r"\def\T{^\top}" "\n" r"$\nabla_w L = \mathbf{X}\T r + \lambda w$",
    r"\def\d#1#2{\frac{\partial #1}{\partial #2}}" "\n" r"$\d{L}{w} = X^\top r + \lambda w$",
    r"\newcommand{\d}[2]{\frac{\partial #1}{\partial #2}}"
    "\n"
    r"$\d{L}{w} = X^T r + \lambda w$",
    r"\nabla_w L = \mathbf{X}^\top r + \lambda w % the penalty is halved",
    r"\nabla_w L = \mathbf{X}^\top r + \lambda w % not 2\lambda w",
]


@pytest.mark.parametrize("text", TEXTS)
def test_reads_what_its_commands_stand_for(text: str) -> None:
    [expected] = read_answer(WRITTEN_OUT, NAMES)
    [found] = read_answer(text, NAMES)
    assert plain(found.members[-1]) == plain(expected.members[-1])


@pytest.mark.parametrize("text", TEXTS)
def test_a_wrong_answer_stays_wrong(text: str) -> None:
    page = """model ridge
sizes m, n
parameters w[n]
data X[m,n], y[m], lam > 0
forward
    r = X @ w - y
    L = sum(r^2)/2 + lam/2*sum(w^2)
"""
    model = model_of(page)
    spoilt = text.replace(r"+ \lambda w", r"+ 2\lambda w", 1)
    assert (grade(model, text).verdict, grade(model, spoilt).verdict) == ("right", "wrong")


def test_a_percentage_beside_formulas_in_dollars_is_no_comment() -> None:
    text = r"With $\lambda$ at 5 % of its value, $\nabla_w L = X^\top r + \lambda w$."
    [line] = read_answer(text, NAMES)
    assert plain(line.members[-1]) == "X.T @ r + lam*w"


@pytest.mark.parametrize(
    "display",
    [
        "$$\n{}\n= X^\\top r\n+ \\lambda\nw\n$$",
        "\\[\n{} = X^\\top\nr + \\lambda w\n\\]",
        "\\begin{{equation}}\n{} =\nX^\\top r\n+ \\lambda\nw\n\\end{{equation}}",
        "$${} = X^\\top r + \\lambda\nw$$",
        "\\begin{{align}}\n{} &= X^\\top\n    r + \\lambda w \\\\\n\\end{{align}}",
    ],
)
def test_a_display_is_one_formula_over_its_lines(display: str) -> None:
    [expected] = read_answer(WRITTEN_OUT, NAMES)
    [found] = read_answer(display.format(r"\nabla_w L"), NAMES)
    assert plain(found.members[-1]) == plain(expected.members[-1])


def test_equations_of_one_display_stay_apart() -> None:
    found = read_answer("$$\nS = X^\\top r \\\\\n\\nabla_w L = S + \\lambda w\n$$", NAMES)
    assert [plain(line.target) for line in found] == ["S", "dL/dw"]
