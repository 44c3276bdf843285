"""Fractions that are drawn over several lines, as computer algebra prints them."""

import pytest

import handgrad
from handgrad.reading.text.drawn_fractions import with_fractions_in_line

sympy = pytest.importorskip("sympy")

LOSSES = [
    "(w*x + b - y)**2/2",
    "w**2*x/(1 + w*x)",
    "(w - y)**3/(x**2 + 1)",
    "sin(w*x)**2/y",
    "log(1 + exp(-y*w*x))",
    "sqrt(1 + w**2)*x",
    "exp(-w*x)/(1 + exp(-w*x))",
]
PAGE = """model drawn
parameters w
data x > 0, y > 0, b
forward
    L = {}
"""


def drawings(loss: str, factor: int) -> list[str]:
    """The derivative of a loss times a factor, alone and behind its name, in both alphabets."""
    w, named = sympy.symbols("w L")
    slope = factor * sympy.diff(sympy.sympify(loss), w)
    equation = sympy.Eq(sympy.Derivative(named, w), slope, evaluate=False)
    return [
        sympy.pretty(what, use_unicode=unicode)
        for what in (equation, slope)
        for unicode in (True, False)
    ]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_drawn_derivative_is_right_or_not_read(loss: str) -> None:
    page = handgrad.Model.from_text(PAGE.format(loss.replace("**", "^")))
    for text in drawings(loss, 1):
        assert handgrad.grade(page, text).verdict in ("right", "invalid", "undecided"), text


@pytest.mark.parametrize("loss", LOSSES[:4])
def test_drawings_of_fractions_and_powers_are_read(loss: str) -> None:
    page = handgrad.Model.from_text(PAGE.format(loss.replace("**", "^")))
    for text in drawings(loss, 1):
        assert handgrad.grade(page, text).verdict == "right", text


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("factor", [-1, 2])
def test_no_drawn_mistake_is_right(loss: str, factor: int) -> None:
    page = handgrad.Model.from_text(PAGE.format(loss.replace("**", "^")))
    for text in drawings(loss, factor):
        assert handgrad.grade(page, text).verdict != "right", text


@pytest.mark.parametrize(
    "text",
    [
        "A heading\n---------\ndL/dw = 2*x",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "x = 2\n---\ny = 3",
        "f -- the loss -- is small = 0\nhere",
        "---\ntitle: x\n---\n",
    ],
)
def test_other_dashes_stay(text: str) -> None:
    assert with_fractions_in_line(text) == text


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("             2\ndL/dw = 2⋅w⋅x  - 2⋅x⋅y", "right"),
        ("                   2\ndL/dw = 2*x*(w*x-y)", "wrong"),
        ("dL/dw = 2*x*(w*x - y)\n        -------------\n             x", "invalid"),
    ],
)
def test_powers_stand_above_and_bars_below(text: str, verdict: str) -> None:
    page = handgrad.Model.from_text(PAGE.format("(w*x - y)^2"))
    assert handgrad.grade(page, text).verdict == verdict
