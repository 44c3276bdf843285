"""What the pages of recurrent networks share: inputs and upstream gradients of the steps."""

from collections.abc import Sequence
from typing import Literal

from handgrad.models._unrolled import sums

Upstream = Literal["every", "last"]


def reached(steps: int, upstream: Upstream) -> range:
    """The steps with a gradient from above."""
    return {"every": range(1, steps + 1), "last": range(steps, steps + 1)}[upstream]


def inputs(steps: int, upstream: Upstream) -> str:
    """The declarations of the inputs and of the gradients from above."""
    xs = [f"x{t}[D]" for t in range(1, steps + 1)]
    return ", ".join([*xs, *(f"g{t}[H]" for t in reached(steps, upstream))])


def loss(steps: int, upstream: Upstream) -> str:
    return f"L = {sums(f'sum(g{t}*h{t})' for t in reached(steps, upstream))}"


def note(steps: int, upstream: Upstream) -> str:
    """Where the gradient comes from, as the end of a sentence."""
    if upstream == "every":
        return "gt is the gradient from above at step t; L is the sum of all sum(gt*ht)"
    return f"g{steps} is the gradient from above at the last step, the only one in the loss"


def arriving(t: int, steps: int, upstream: Upstream, later: str) -> str:
    """The derivative by h_t: from above, and `later`, what step t + 1 sends back."""
    above = [f"g{t}"] if t in reached(steps, upstream) else []
    return sums([*above, later] if t < steps else above)


def shared(name: str, derivative: str, factor: str, times: Sequence[int]) -> str:
    """The gradient of weights used at every step, a sum over {t}; {before} is t - 1."""
    terms = (f"{derivative}{factor}".format(t=t, before=t - 1) for t in times)
    return f"dL/d{name} = {sums(terms)}"
