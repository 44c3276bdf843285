"""Words of PyTorch that say how many entries there are, or whether a gradient is asked for."""

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

PAGE = """model squares
sizes N, D, K
parameters W[D,K], b[K]
data x[N,D], t[N,K]
forward
    out = x @ W + b
    L = sum((out - t)^2)/(N*K)
"""
STEP = "d = 2*(out - t)/{count}\ndW = x.t().mm(d)\ndb = d.sum(0)"
COUNTS = ["out.numel()", "out.nelement()", "np.prod(out.shape)", "(N*K)"]


@pytest.mark.parametrize("count", COUNTS)
def test_the_number_of_entries(count: str) -> None:
    page = model_of(PAGE)
    assert grade(page, STEP.format(count=count)).verdict == "right"
    assert grade(page, STEP.format(count="x.numel()")).verdict == "wrong"


@pytest.mark.parametrize(
    ("step", "verdict"), [("x.t().mm(d)", "right"), ("2*x.t().mm(d)", "wrong")]
)
def test_a_gradient_is_asked_for(step: str, verdict: str) -> None:
    text = (
        "def backward(ctx, grad_output):\n    d = 2*(out - t)/out.numel()\n    dW = db = None\n"
        f"    if ctx.needs_input_grad[0]:\n        dW = {step}\n"
        "    if ctx.needs_input_grad[1]:\n        db = d.sum(0)\n    return dW, db"
    )
    assert grade(model_of(PAGE), text).verdict == verdict


def test_two_masks_are_no_common_part() -> None:
    """`a[x > 0] = b[x < 0]` takes other entries than it changes: nobody guesses which."""
    text = "dW = np.zeros_like(W)\ndW[W > 0] = x.T.dot(out)[W < 0]\n"
    assert grade(model_of(PAGE), text).verdict == "invalid"
