"""Prose around formulas is left out, and nothing that may change a formula is."""

import re

import pytest

from handgrad.errors import FormulaError
from handgrad.reading.manual import read_as
from tests.helpers.notation_pages import BATCH, LINE, one, read

RIGHT = "dL/dw = 2*x*(w*x - y)"


@pytest.mark.parametrize(
    "text",
    [
        "We differentiate by w and get {}.",
        "{}, where y is the label.",
        "{} (see above).",
        "{} by the chain rule applied to u",
        "{} w.r.t. w",
        "{} because y does not depend on w.",
        "Question 3 (b): {}",
        "• {}",
        "> {}",
        "So we finally have: {} QED",
        "{} for all x",
        "{}, as required. The rest is easy.",
        "Here $x$ is the input, $y$ the label and $w$ the weight: ${}$.",
        "$$ {} $$ which completes the proof.",
        "因此，{}。这里 x 是输入。",
        "求导得 {}，证毕",
        "よって {}",
        "따라서 {}",
        "Поэтому {} и всё.",
        "Deshalb gilt {}",
        "donc {}",
        "por lo tanto, {}",
        "مشتق {}",
    ],
)
def test_prose_of_any_script_is_left_out(text: str) -> None:
    """Whatever stands around it, the equation is read alone."""
    assert read_as(read(text.format("dL/dw = 2x(wx-y)"), LINE)) == RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "dL/dw = 2x(wx-y) and x",
        "dL/dw = 2x(wx-y), x",
        "dL/dw = 2x(wx-y) by x",
        "dL/dw = 2x(wx-y) the x",
        "dL/dw = the x",
        "dL/dw = 2 since x(wx - y)",
        "dL/dw = 2x(wx-y) if w > 0",
        "dL/dw = 2x(wx-y) for w > 0",
        "dL/dw = 2x(wx-y) when x > 0",
        "dL/dw = 2x(wx-y), w > 0",
        "dL/dw = minus 2x(wx-y)",
        "the negative of dL/dw = 2x(wx-y)",
        "dL/dw = half of 2x(wx-y)",
        "dL/dw = 2x(wx-y) up to a factor",
        "dL/dw = 2x(wx-y) (ignoring the 1/2)",
        r"dL/dw = 2x(wx-y) \text{ times } x",
        "dL/dw ∝ x(wx-y)",
        "dL/dw ~ x(wx-y)",
        "dL/dw = 2x(wx-y) + const",
        "dL/dw = 2x(wx-y) + regularisation",
        "dL/dw = 2x(wx-y) - the bias",
        r"dL/dw = \int 2x(wx-y)",
        r"dL/dw = 2x(wx-y) \int",
        r"dL/dw = \cancel{2}x(wx-y)",
        r"dL/dw = 2x(wx-y)\placeholder{}",
        "dL/dw = 2x(wx-y) per sample",
        "If y = 0, dL/dw = 2x(wx)",
        "case y = 1: dL/dw = 2x(wx-1)",
        "dL/dw = 2x(wx-y)|_{w=1}",
        "dL/dw = 2x(wx-y) 梯度 x",
        "dL/dw = 2乘以x(wx-y)",
        "dL/dw = 2x(wx-y)的负数",
        "dL/dw = 2x(wx-y)的一半",
        "dL/dw = 两倍 x(wx-y)",
        "dL/dw = 2x(wx-y) 除以 2",
        "dL/dw = 2x(wx-y) foo",
        "dL/dw = 2x foo bar",
        "dL/dw = E*x",
    ],
)
def test_a_word_that_may_change_a_formula_is_not_left_out(text: str) -> None:
    """What cannot be told from the formula is an error, never a shorter formula."""
    with pytest.raises(FormulaError):
        read(text, LINE)


@pytest.mark.parametrize("number", ["(2)", "[2]", "(3.4)"])
def test_a_number_behind_a_formula_may_be_a_factor(number: str) -> None:
    """It is read as the number of the equation; as a factor it is the other reading."""
    [line] = read(f"dL/dw = 2x(wx-y) {number}", LINE)
    assert read_as((line,)) == RIGHT
    assert any("number of the equation" in warning for warning in line.warnings)
    assert len(line.alternatives) == 1
    [line] = read(f"dL/dw = 2x(wx-y)(2) \\quad {number}", LINE)
    assert read_as((line,)) == "dL/dw = 2*x*(w*x - y)*2"


def test_a_bracket_of_prose_parts_nothing() -> None:
    """What stands behind it still belongs to the formula."""
    assert read_as(read("dL/dw = 2 (as above) x", LINE)) == "dL/dw = 2*x"
    assert read_as(read("dL/dw = (by the chain rule) 2x", LINE)) == "dL/dw = 2*x"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("X.T (X w - y)", "X.T @ (X @ w - y)"),
        ("r*1(r > 0) r", "r*(r > 0)*r"),
        ("2 X.T 1(r > 0) r", "2*X.T @ (r > 0)*r"),
        ("r' r", "r.T @ r"),
        ("r'(y_hat - y)", "r.T @ (y_hat - y)"),
    ],
)
def test_nothing_between_two_signs_is_lost(text: str, wanted: str) -> None:
    """Every name that is written is in the tree, however the factors stand together."""
    names = sorted(re.findall(r"[A-Za-z_]{1,5}", wanted.replace(".T", "")))
    tree = one(text, BATCH)
    assert sorted(re.findall(r"[A-Za-z_]{1,5}", tree.replace(".T", ""))) == names
