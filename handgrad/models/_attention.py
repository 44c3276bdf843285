"""The formulas of attention heads, shared by three pages."""

from typing import Literal

Mask = Literal["none", "causal"]

# The weights from the scores; above the diagonal stands the future.
WEIGHTS = {
    "none": ("A{h} = softmax(S{h}, axis=1)",),
    "causal": ("E{h} = tril(exp(S{h}))", "A{h} = E{h}/sum(E{h}, axis=1)"),
}
NOTES = {
    "none": "no mask: every query sees every key",
    "causal": "query t sees the keys up to t: tril makes the others 0, as a mask of -inf does",
}


def attend(mask: Mask, size: str, h: str = "") -> list[str]:
    """From queries Q, keys K and values V of head `h`, `size` long, to its output O."""
    scores = f"S{h} = Q{h} @ K{h}.T/sqrt({size})"
    weights = [line.format(h=h) for line in WEIGHTS[mask]]
    return [scores, *weights, f"O{h} = A{h} @ V{h}"]


def attend_backward(size: str, h: str = "") -> list[str]:
    """From the derivative by O to those by Q, K and V; the mask is in the zeros of A."""
    return [
        f"dL/dV{h} = A{h}.T @ dL/dO{h}",
        f"dL/dA{h} = dL/dO{h} @ V{h}.T",
        f"dL/dS{h} = A{h}*(dL/dA{h} - sum(A{h}*dL/dA{h}, axis=1))",
        f"dL/dQ{h} = dL/dS{h} @ K{h}/sqrt({size})",
        f"dL/dK{h} = dL/dS{h}.T @ Q{h}/sqrt({size})",
    ]


def head_weights(h: int) -> str:
    """The declarations of a head's projections."""
    return f"W_q{h}[D,k], W_k{h}[D,k], W_v{h}[D,k], W_o{h}[k,D]"


def project_and_attend(mask: Mask, x: str, h: int) -> list[str]:
    """From the input `x` to the output O of head `h`."""
    return [
        f"Q{h} = {x} @ W_q{h}",
        f"K{h} = {x} @ W_k{h}",
        f"V{h} = {x} @ W_v{h}",
        *attend(mask, "k", str(h)),
    ]


def head_backward(x: str, y: str, h: int) -> list[str]:
    """From the derivative by `y`, the sum of O @ Wo, to those by a head's projections."""
    return [
        f"dL/dW_o{h} = O{h}.T @ dL/d{y}",
        f"dL/dO{h} = dL/d{y} @ W_o{h}.T",
        *attend_backward("k", str(h)),
        f"dL/dW_q{h} = {x}.T @ dL/dQ{h}",
        f"dL/dW_k{h} = {x}.T @ dL/dK{h}",
        f"dL/dW_v{h} = {x}.T @ dL/dV{h}",
    ]


def input_paths(h: int) -> str:
    """The three paths from a head back to its input."""
    return f"dL/dQ{h} @ W_q{h}.T + dL/dK{h} @ W_k{h}.T + dL/dV{h} @ W_v{h}.T"
