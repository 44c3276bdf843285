r"""A derivation keeps its verdict in every spelling: `{a \over b}`, `X^\intercal`, `\sum_\mu`.

Each spelling is a change of the text of a few derivations; each has a wrong twin, which no
spelling makes right.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

import handgrad
from tests.helpers.pages import model_of

Change = Callable[[str], str]

LINE = """
model line: a line through samples, a mean of squares
sizes n, d
parameters v[d], c
data X[n,d], t[n]
forward
    p = X @ v + c
    L = sum((p - t)^2)/n
gradient
    dL/dv = 2/n*(X.T @ (p - t))
    dL/dc = 2/n*sum(p - t)
"""
DECAY = """
model decay: a sample of times
sizes n
parameters a > 0, k
data x[n] > 0
forward
    L = n*log(a) - sum(a*exp(k*x))
gradient
    dL/da = n/a - sum(exp(k*x))
    dL/dk = -sum(a*x*exp(k*x))
"""


class Text(NamedTuple):
    """A right text of one page, what makes it wrong, and what it answers."""

    page: str
    right: str
    mistake: tuple[str, str]
    wanted: str


ROWS = Text(
    LINE,
    r"\frac{\partial L}{\partial v} = \frac{2}{n} \sum_{i=1}^{n} \left(p_i - t_i\right) x_i"
    r" = \frac{2}{n} \cdot X^T (p - t)",
    ("- t", "+ t"),
    "v",
)
NUMBER = Text(
    DECAY,
    r"\frac{\partial L}{\partial k} = -a \sum_{i=1}^{n} x_i \cdot e^{k x_i}",
    ("-a", "-2a"),
    "k",
)
LOGARITHM = Text(
    DECAY,
    r"\frac{\partial L}{\partial a} = \frac{n}{a} - \sum_{i=1}^{n} \exp\left(k x_i\right)",
    (r"\frac{n}", r"\frac{1}"),
    "a",
)
TEXTS = {"rows": ROWS, "number": NUMBER, "logarithm": LOGARITHM}


def swapped(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


def matched(pattern: str, new: str) -> Change:
    return lambda text: re.sub(pattern, new, text)


def headed(new: str) -> Change:
    return matched(r"\\frac\{\\partial (\w)\}\{\\partial (\w)\}", new)


def indexed(below: str, at: str) -> Change:
    """Another letter for i, below the sum and at the samples."""
    return lambda text: text.replace("_{i=1}", f"_{{{below}=1}}").replace("_i", at)


def around(before: str, behind: str) -> Change:
    return lambda text: before + text + behind


HEADS = {
    "over": headed(r"{\\partial \1 \\over \\partial \2}"),
    "slash": headed(r"\\partial \1/\\partial \2"),
    "below": headed(r"\\partial_{\2} \1"),
    "operator": headed(r"\\frac{\\partial}{\\partial \2} \1"),
    "operator of": headed(r"\\frac{\\partial}{\\partial \2} \1(\2)"),
    "nabla": headed(r"\\nabla_{\2}\\mathcal{\1}"),
    "nabla of": headed(r"\\nabla_\2 \1(\2)"),
    "physics": headed(r"\\pdv{\1}{\2}"),
    "upright": headed(r"\\frac{\\mathrm{d}\1}{\\mathrm{d}\2}"),
    "total": headed(r"\\dfrac{d\1}{d\2}"),
    "Euler": headed(r"D_\2 \1"),
    "brackets": headed(r"(\\partial \1)/(\\partial \2)"),
    "script": headed(r"\\frac{\\partial \\mathcal{\1}(\\theta)}{\\partial \2}"),
    "by hand": headed("∂\\1/∂\\2"),
}
FRACTIONS = {
    "display": swapped(r"\frac", r"\dfrac"),
    "text": swapped(r"\frac", r"\tfrac"),
    "continued": swapped(r"\frac", r"\cfrac"),
    "over": matched(r"\\frac\{(\w)\}\{(\w)\}", r"{\1 \\over \2}"),
    "slash": matched(r"\\frac\{(\w)\}\{(\w)\}", r"(\1/\2)"),
    "divided": matched(r"\\frac\{(\w)\}\{(\w)\}", r"((\1)/(\2))"),
    "bare": matched(r"\\frac\{(\w)\}\{(\w)\}", r"\\frac \1 \2 "),
}
INDICES = {
    letter: indexed(letter, f"_{{{letter}}}")
    for letter in ("m", "r", "l", "i'", r"\mu", r"\nu", r"\ell")
} | {
    "raised": indexed("i", "^{(i)}"),
    "power": indexed("i", "^i"),
    "lowered": indexed("i", "_{(i)}"),
    "angles": indexed("i", r"^{\langle i\rangle}"),
    "square": indexed("i", "[i]"),
    "Greek above": indexed(r"\mu", r"^{(\mu)}"),
    "small": lambda text: text.replace("_i", "ᵢ"),
    "between": swapped("_{i=1}^{n}", r"_{1\le i\le n}"),
    "set": swapped("_{i=1}^{n}", r"_{i\in\{1,\dots,n\}}"),
    "limits first": swapped("_{i=1}^{n}", "^n_{i=1}"),
    "limits": swapped(r"\sum", r"\sum\limits"),
    "sign": swapped(r"\sum", "∑"),
}
TRANSPOSES = {
    sign: swapped("^T", sign)
    for sign in (
        r"^\top", r"^{\intercal}", r"^{\mathsf{T}}", r"^{\mathrm T}", r"^\mathsf{T}", "^{t}",
        "'", r"^{\prime}", r"{}^\top", "ᵀ", "⊤", r"^{\text{T}}",
    )
}  # fmt: skip
FONTS = {
    font: matched(r"(?<![\\\w{])([Xv])(?!\w)", rf"\\{font}{{\1}}")
    for font in ("mathbf", "boldsymbol", "vec", "underline", "bm", "mathsf")
}
PRODUCTS = {
    sign: swapped(r"\cdot", sign)
    for sign in (r"\,", "*", r"\times", "·", r"\cdotp", r"\bullet")
}
POWERS = {
    "function": matched(r"e\^\{(k x_i)\}", r"\\exp(\1)"),
    "set": matched(r"e\^\{(k x_i)\}", r"\\exp\\left\\{\1\\right\\}"),
    "square": matched(r"e\^\{(k x_i)\}", r"\\exp[\1]"),
    "operator": matched(r"e\^\{(k x_i)\}", r"\\operatorname{exp}(\1)"),
    "upright": swapped("e^{", r"\mathrm e^{"),
    "raised": matched(r"\\exp\\left\((.*)\\right\)", r"e^{\1}"),
}
BRACKETS = {
    "plain": matched(r"\\(?:left|right)", ""),
    "big": lambda text: text.replace(r"\left(", r"\bigl(").replace(r"\right)", r"\bigr)"),
    "square": lambda text: text.replace(r"\left(", r"\big[").replace(r"\right)", r"\big]"),
    "braces": lambda text: text.replace(r"\left(", r"\{").replace(r"\right)", r"\}"),
    "named": lambda text: text.replace(r"\left(", r"\lbrack ").replace(r"\right)", r"\rbrack "),
}
ENDS = {
    end: around("", end)
    for end in (
        ".", ",", ";", r"\,.", r"\ .", r"\qquad (3)", r"\tag{3}", r"\label{eq:g}", r"\nonumber",
        r"\quad\blacksquare", "∎", r"\eqno(3)", r"\quad\checkmark", r"\qquad(\star)",
    )
}  # fmt: skip
PLACES = {
    "dollars": around("$", "$."),
    "words": around("We differentiate the loss and get $$", "$$ which is used below."),
    "columns": around(r"\begin{alignat}{2} ", r" \end{alignat}"),
    "placed": around(r"\[\begin{aligned}[t] ", r" \end{aligned}\]"),
    "document": around(
        "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n"
        "\\section*{Problem 1}\nThe gradient is\n\\begin{equation}\\label{eq:g}\n",
        "\n\\end{equation}\nThis ends the proof.\n\\end{document}\n",
    ),
}
SPELLINGS = {
    "head": HEADS, "fraction": FRACTIONS, "index": INDICES, "transpose": TRANSPOSES,
    "font": FONTS, "product": PRODUCTS, "power": POWERS, "bracket": BRACKETS, "end": ENDS,
    "place": PLACES,
}  # fmt: skip
# Two changes at a time, of kinds that meet in one line.
PAIRS = [
    ("head", "over", "index", r"\mu"), ("head", "nabla of", "transpose", r"{}^\top"),
    ("head", "physics", "fraction", "over"), ("index", "raised", "font", "mathbf"),
    ("index", "angles", "product", r"\cdotp"), ("fraction", "slash", "bracket", "square"),
    ("head", "Euler", "place", "columns"), ("power", "set", "index", r"\ell"),
    ("bracket", "braces", "end", r"\eqno(3)"), ("font", "bm", "place", "document"),
]  # fmt: skip


def chosen() -> list[tuple[str, str, Change]]:
    """Each text with each change that changes it."""
    single = [
        (f"{kind}: {how}", c) for kind, all_ in SPELLINGS.items() for how, c in all_.items()
    ]
    double = [
        (f"{a} and {b}", lambda text, f=SPELLINGS[k][a], g=SPELLINGS[m][b]: g(f(text)))
        for k, a, m, b in PAIRS
    ]
    return [
        (name, how, change)
        for how, change in single + double
        for name, text in TEXTS.items()
        if change(text.right) != text.right
    ]


def verdict(text: Text, written: str) -> str:
    return handgrad.grade(model_of(text.page), written, wanted=[text.wanted]).verdict


@pytest.mark.parametrize(("name", "how", "change"), chosen())
def test_a_spelling_keeps_the_verdict(name: str, how: str, change: Change) -> None:
    text = TEXTS[name]
    assert verdict(text, change(text.right)) == "right"
    assert verdict(text, change(text.right.replace(*text.mistake))) != "right"
