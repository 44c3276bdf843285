"""A network of any number of layers, one sample, columns: Wl is n_l x n_(l-1)."""

import re
from collections.abc import Sequence
from typing import Literal

from handgrad.models._parts import Activation, activation_derivative

# From the output of the last layer to the loss, and back.
LOSSES = {
    "squared": """\
    L = sum((y_hat - y)^2)
gradient
    dL/dy_hat = 2*(y_hat - y)
""",
    "cross_entropy": """\
    p = softmax({output})
    L = -sum(y*log(p))
gradient
    dL/dp = -y/p
    dL/d{output} = p - y
""",
}
NOTES = {
    "squared": "the squared error is summed over the outputs, without a half",
    "cross_entropy": "the cross-entropy of a softmax and a one-hot label, natural logarithm",
}


def page(
    *,
    sizes: Sequence[int] | str = (2, 3, 2),
    activation: Activation = "tanh",
    loss: Literal["squared", "cross_entropy"] = "squared",
) -> str:
    """The page of layers of `sizes` (such as 2-16-16-1, the input first), hidden layers of
    `activation` sigmoid, tanh or relu, and a `loss` squared or cross_entropy.
    """
    widths = _widths(sizes)
    last = len(widths) - 1
    if loss == "cross_entropy" and widths[last] == 1:
        raise ValueError("cross_entropy needs two classes or more in the last layer")
    label = " one_hot" if loss == "cross_entropy" else ""
    outputs = [f"z{layer}" for layer in range(1, last)]
    outputs.append("y_hat" if loss == "squared" else f"z{last}")
    layers = list(enumerate(outputs, 1))
    shapes = [f"W{i}[n{i},n{i - 1}], b{i}[n{i}]" for i, _ in layers]
    return f"""
model mlp: layers of {"-".join(map(str, widths))}, {activation}, {loss.replace("_", "-")} loss
group Lessons
note Convention: one sample; x, the layers and y are columns, W1 is n1 x n0, b1 is n1 x 1.
note Convention: {NOTES[loss]}.
note Elsewhere: rows are samples and a layer is x @ W1 with W1 n0 x n1; the mean over samples.
sizes {", ".join(f"n{layer} = {width}" for layer, width in enumerate(widths))}
parameters {", ".join(shapes)}
data x[n0], y[n{last}]{label}
forward
{"".join(_forward(layer, output, activation) for layer, output in layers)}\
{LOSSES[loss].format(output=outputs[-1])}\
{"".join(_gradient(layer, output, activation) for layer, output in reversed(layers))}"""


def _forward(layer: int, output: str, activation: Activation) -> str:
    """One layer; all but the first begin with the activation of the layer below."""
    below = f"    a{layer - 1} = {activation}(z{layer - 1})\n" if layer > 1 else ""
    return f"{below}    {output} = W{layer} @ {_input(layer)} + b{layer}\n"


def _gradient(layer: int, output: str, activation: Activation) -> str:
    """From the derivative by a layer's output to that by the output of the layer below."""
    below = _input(layer)
    lines = f"""\
    dL/dW{layer} = dL/d{output} @ {below}.T
    dL/db{layer} = dL/d{output}
    dL/d{below} = W{layer}.T @ dL/d{output}
"""
    if layer == 1:
        return lines
    slope = activation_derivative(activation, f"z{layer - 1}", below)
    return f"{lines}    dL/dz{layer - 1} = dL/d{below} * {slope}\n"


def _input(layer: int) -> str:
    return f"a{layer - 1}" if layer > 1 else "x"


def _widths(sizes: Sequence[int] | str) -> list[int]:
    """The sizes as numbers, the input first; raises ValueError."""
    if isinstance(sizes, str) and re.fullmatch(r"[0-9]{1,9}([-,][0-9]{1,9})*", sizes):
        sizes = list(map(int, re.split("[-,]", sizes)))
    widths = [width for width in sizes if type(width) is int and width > 0]
    if len(widths) < 2 or len(widths) < len(sizes):
        raise ValueError(f"sizes are numbers from 1, as in 2-16-16-1, not {sizes!r}")
    return widths
