"""Where lines end, what marks them and where spaces stand means nothing in a derivation."""

from itertools import product

import pytest

import handgrad
from tests.helpers.pages import model_of

PAGE = """
model waiting: a sample of waiting times
sizes n
parameters r > 0, s > 0
data x[n] > 0, T
forward
    L = n*r*log(s) - s*T + (r - 1)*sum(log(x))
gradient
    dL/ds = n*r/s - T
    dL/dr = n*log(s) + sum(log(x))
"""
# The left side, the two terms of the first side, and the second side.
LATEX = (r"\frac{\partial L}{\partial s}", "-T", r"+ \frac{nr}{s}", r"\frac{nr}{s} - T")
PLAIN = ("dL/ds", "-T", "+ n*r/s", "n*r/s - T")
BREAKS = {
    "one line": "{0} = {1} {2} = {3}",
    "before each =": "{0}\n= {1} {2}\n= {3}",
    "before each =, further in": "{0}\n    = {1} {2}\n    = {3}",
    "behind each =": "{0} =\n{1} {2} =\n{3}",
    "before a term": "{0} = {1}\n{2}\n= {3}",
    "before a term, further in": "{0} = {1}\n  {2} = {3}",
    "a side before a term": "{0} = {1}\n{2} = {3}",
}
MARKS = {
    "nothing": "{}",
    "dollars": "${}$",
    "a display": "$${}$$",
    "a display on its lines": "$$\n{}\n$$",
    "brackets": "\\[\n{}\n\\]",
    "a fence": "```math\n{}\n```",
    "words": "We get\n$$\n{}\n$$\nas hoped.",
    "a point": "{}.",
}


LAYOUTS = [(LATEX, *layout) for layout in product(BREAKS, MARKS)] + [
    (PLAIN, *layout) for layout in product(BREAKS, ("nothing", "a point"))
]


def _verdict(text: str) -> str:
    return handgrad.grade(model_of(PAGE), text, wanted=["s"]).verdict


@pytest.mark.parametrize(("parts", "breaks", "mark"), LAYOUTS)
def test_a_derivation_is_right_in_every_layout(
    parts: tuple[str, ...], breaks: str, mark: str
) -> None:
    text = MARKS[mark].format(BREAKS[breaks].format(*parts))
    assert _verdict(text) == "right"
    assert _verdict(text.replace("T", "2T").replace("n", "3n")) != "right"


@pytest.mark.parametrize("bullet", ["- ", "* ", "+ ", "• ", "1. ", "(a) ", "> ", "    "])
@pytest.mark.parametrize("parts", [LATEX, PLAIN], ids=["latex", "plain"])
def test_what_stands_before_a_line_is_no_sign(parts: tuple[str, ...], bullet: str) -> None:
    left, *_, right = parts
    assert _verdict(f"{bullet}{left} = {right}") == "right"
    assert _verdict(f"{bullet}{left} = -({right})") != "right"


@pytest.mark.parametrize(
    "sum_of_logs",
    [
        r"\sum_{i=1}^n\log x_i",
        r"\sum_{i=1}^{n} \log x_{i}",
        r"\sum _{ i = 1 } ^{ n } \log x _{ i }",
        r"\sum^n_{i=1}\log{x_i}",
        r"\sum\limits_{i=1}^n\log(x_i)",
        r"\sum_i\log x_i",
        r"\sum_{i}{\log x_i}",
    ],
)
@pytest.mark.parametrize("gap", ["", " ", "  ", r"\,", "~"])
def test_spaces_of_latex_mean_nothing(sum_of_logs: str, gap: str) -> None:
    text = rf"\frac{{\partial L}}{{\partial r}}{gap}={gap}n\log s{gap}+{gap}{sum_of_logs}"
    model = model_of(PAGE)
    assert handgrad.grade(model, text, wanted=["r"]).verdict == "right"
    assert handgrad.grade(model, text.replace("+", "-"), wanted=["r"]).verdict != "right"
