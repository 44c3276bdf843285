"""Multi-head self-attention (Vaswani et al. 2017), a name for each head."""

from handgrad.models._attention import (
    NOTES,
    Mask,
    head_backward,
    head_weights,
    input_paths,
    project_and_attend,
)
from handgrad.models._unrolled import numbers, page_lines, sums


def page(*, heads: int = 2, mask: Mask = "none") -> str:
    """The page of 1 to 9 `heads` with `mask` none or causal."""
    every = numbers("heads", heads)
    forward = [line for h in every for line in project_and_attend(mask, "X", h)]
    gradient = [line for h in every for line in head_backward("X", "Y", h)]
    weights = "\n".join(f"parameters {head_weights(h)}" for h in every)
    return f"""
model multi_head_attention: self-attention, heads {heads}, {mask.replace("none", "no")} mask
group Sequences and attention
note Convention: rows are positions; scores are divided by sqrt(k), k the size of a head.
note Convention: {NOTES[mask]}.
note Convention: concat(O1, O2, ...) @ W_o is written head by head, W_oh the rows of W_o.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note The input is used three times in every head: its gradient is the sum of all paths.
note Elsewhere: the projections packed in one matrix (llm.c); biases.
sizes n = 3, D = 4, k = 2
parameters X[n,D]
{weights}
data g[n,D]
forward
{page_lines(forward)}
    Y = {sums(f"O{h} @ W_o{h}" for h in every)}
    L = sum(g*Y)
gradient
    dL/dY = g
{page_lines(gradient)}
    dL/dX = {sums(map(input_paths, every))}
"""
