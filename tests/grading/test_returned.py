"""What a function returns without names of derivatives."""

import pytest

import handgrad
from handgrad import Model

TWO_NUMBERS = Model.from_text(
    """
model two_numbers: a line
parameters w, b
data x, y
forward
    L = (w*x + b - y)^2
"""
)
RETURNED = (
    ("return gw, gb", "gw = 2*x*e\n    gb = 2*e", "right"),
    ("return gb, gw", "gw = 2*x*e\n    gb = 2*e", "right"),
    ("return gb, gw", "gw = 2*e\n    gb = 2*x*e", "wrong"),
    ("return [d_bias, d_weight]", "d_weight = 2*x*e\n    d_bias = 2*e", "right"),
    ("return 2*x*e, 2*e", "pass", "right"),
    ("return 2*e, 2*x*e", "pass", "undecided"),
    ("return p, q", "p = 2*e\n    q = 2*x*e", "undecided"),
    ("return e, x*e", "pass", "wrong"),
    ("return np.array([2*x*e, 2*e])", "pass", "right"),
    ("return np.array([x*e, 2*e])", "pass", "wrong"),
)


@pytest.mark.parametrize(("last", "above", "verdict"), RETURNED)
def test_what_is_returned_answers_by_name_or_in_the_only_order(
    last: str, above: str, verdict: str
) -> None:
    text = f"def gradient(x, y, w, b):\n    e = w*x + b - y\n    {above}\n    {last}\n"
    assert handgrad.grade(TWO_NUMBERS, text).verdict == verdict
