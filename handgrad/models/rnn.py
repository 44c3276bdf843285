"""A recurrent network (Elman 1990) over a few steps: backpropagation through time."""

from handgrad.models._recurrent import Upstream, arriving, inputs, loss, note, shared
from handgrad.models._unrolled import numbers, page_lines


def page(*, steps: int = 3, upstream: Upstream = "every") -> str:
    """The page of 1 to 9 `steps`, with an `upstream` gradient at every one or at the last."""
    times = numbers("steps", steps)
    forward = [line for t in times for line in forward_step(t)]
    backward = [line for t in reversed(times) for line in backward_step(t, steps, upstream)]
    gradient = [
        *backward,
        "dL/dh0 = W_h.T @ dL/da1",
        shared("W_x", "dL/da{t}", " @ x{t}.T", times),
        shared("W_h", "dL/da{t}", " @ h{before}.T", times),
        shared("b", "dL/da{t}", "", times),
    ]
    return f"""
model rnn: a tanh recurrent network, steps {steps}, shared weights
group Sequences and attention
note Convention: one sequence; x, h and b are columns, W_x is H x D, W_h is H x H (PyTorch).
note Convention: {note(steps, upstream)}.
note The weights are used at every step: their gradients are sums over all steps.
note Elsewhere: rows are samples, X @ W_x + h @ W_h (CS231n); a mean over steps (d2l).
sizes H = 3, D = 2
parameters W_x[H,D], W_h[H,H], b[H]
data {inputs(steps, upstream)}, h0[H]
forward
{page_lines(forward)}
    {loss(steps, upstream)}
gradient
{page_lines(gradient)}
"""


def forward_step(t: int) -> list[str]:
    return [f"a{t} = W_x @ x{t} + W_h @ h{t - 1} + b", f"h{t} = tanh(a{t})"]


def backward_step(t: int, steps: int, upstream: Upstream) -> list[str]:
    return [
        f"dL/dh{t} = {arriving(t, steps, upstream, f'W_h.T @ dL/da{t + 1}')}",
        f"dL/da{t} = dL/dh{t}*(1 - h{t}^2)",
        f"dL/dx{t} = W_x.T @ dL/da{t}",
    ]
