"""A transformer block with the norms before attention and MLP (GPT-2, llm.c)."""

from typing import Literal

from handgrad.models._attention import (
    NOTES,
    Mask,
    head_backward,
    head_weights,
    input_paths,
    project_and_attend,
)
from handgrad.models._unrolled import numbers, page_lines, sums

# GELU of F with the name it goes through, the value, and the slope.
GELUS = {
    "tanh": (
        "T = tanh(sqrt(2/pi)*(F + 0.044715*F^3))",
        "F*(1 + T)/2",
        "(1 + T)/2 + F*(1 - T^2)/2*sqrt(2/pi)*(1 + 0.134145*F^2)",
    ),
    "erf": (
        "Phi = (1 + erf(F/sqrt(2)))/2",
        "F*Phi",
        "Phi + F*exp(-F^2/2)/sqrt(2*pi)",
    ),
}


def page(
    *, heads: int = 2, mask: Mask = "causal", gelu: Literal["tanh", "erf"] = "tanh"
) -> str:
    """The page of 1 to 9 `heads` with `mask` none or causal, and `gelu` tanh or erf."""
    every = numbers("heads", heads)
    inner, value, slope = GELUS[gelu]
    forward = [
        *norm("X", "N", 1),
        *(line for h in every for line in project_and_attend(mask, "N", h)),
        f"R = X + {sums(f'O{h} @ W_o{h}' for h in every)}",
        *norm("R", "M", 2),
        "F = M @ W1 + b1",
        inner,
        f"H = {value}",
        "Y = R + H @ W2 + b2",
        "L = sum(g*Y)",
    ]
    gradient = [
        "dL/dY = g",
        "dL/db2 = sum(dL/dY, axis=0)",
        "dL/dW2 = H.T @ dL/dY",
        "dL/dH = dL/dY @ W2.T",
        f"dL/dF = dL/dH*({slope})",
        "dL/db1 = sum(dL/dF, axis=0)",
        "dL/dW1 = M.T @ dL/dF",
        "dL/dM = dL/dF @ W1.T",
        *norm_backward("M", 2),
        f"dL/dR = dL/dY + {through_norm(2)}",
        *(line for h in every for line in head_backward("N", "R", h)),
        f"dL/dN = {sums(map(input_paths, every))}",
        *norm_backward("N", 1),
        f"dL/dX = dL/dR + {through_norm(1)}",
    ]
    weights = "\n".join(f"parameters {head_weights(h)}" for h in every)
    return f"""
model transformer_block: a pre-norm block, heads {heads}, {mask.replace("none", "no")} mask
group Sequences and attention
note Convention: rows are positions; norm before attention and before the MLP (GPT-2, llm.c).
note Convention: {NOTES[mask]}.
note Convention: GELU by {gelu}; concat(O1, O2, ...) @ W_o is written head by head.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note Every residual adds its upstream gradient to that of its branch.
note Elsewhere: the norm after the residual (Vaswani et al.); ReLU; the other GELU.
sizes n = 3, D = 4, k = 2, m = 5
parameters X[n,D], gamma1[D], beta1[D], gamma2[D], beta2[D]
{weights}
parameters W1[D,m], b1[m], W2[m,D], b2[D]
data g[n,D], eps in (0, 1)
forward
{page_lines(forward)}
gradient
{page_lines(gradient)}
"""


def norm(x: str, y: str, i: int) -> list[str]:
    """Layer norm i of the rows of `x`."""
    return [
        f"C{i} = {x} - mean({x}, axis=1)",
        f"s{i} = sqrt(mean(C{i}^2, axis=1) + eps)",
        f"X_hat{i} = C{i}/s{i}",
        f"{y} = gamma{i}*X_hat{i} + beta{i}",
    ]


def norm_backward(y: str, i: int) -> list[str]:
    return [
        f"dL/dbeta{i} = sum(dL/d{y}, axis=0)",
        f"dL/dgamma{i} = sum(dL/d{y}*X_hat{i}, axis=0)",
        f"dL/dX_hat{i} = dL/d{y}*gamma{i}",
    ]


def through_norm(i: int) -> str:
    """The derivative by what layer norm i is applied to."""
    d = f"dL/dX_hat{i}"
    return f"({d} - mean({d}, axis=1) - X_hat{i}*mean({d}*X_hat{i}, axis=1))/s{i}"
