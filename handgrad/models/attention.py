"""Scaled dot-product attention (Vaswani et al. 2017)."""

from handgrad.models._attention import NOTES, Mask, attend, attend_backward
from handgrad.models._unrolled import page_lines


def page(*, mask: Mask = "none") -> str:
    """The page with `mask` none, or causal: as many keys as queries, none of the future."""
    sizes = "n = 3, m = 4, d = 2, c = 5" if mask == "none" else "n = 4, d = 2, c = 3"
    keys = "m" if mask == "none" else "n"
    return f"""
model attention: scaled dot-product attention, {mask.replace("none", "no")} mask
group Sequences and attention
note Convention: rows are positions; scores are divided by sqrt(d), d the length of a key.
note Convention: {NOTES[mask]}.
note Convention: g is the gradient from the layers above, dL/dO, so that L = sum(g*O).
note Elsewhere: no scale (Luong); a mask of -1e9 added to the scores.
sizes {sizes}
parameters Q[n,d], K[{keys},d], V[{keys},c]
data g[n,c]
forward
{page_lines(attend(mask, "d"))}
    L = sum(g*O)
gradient
    dL/dO = g
{page_lines(attend_backward("d"))}
"""
