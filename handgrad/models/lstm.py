"""Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000)."""

from handgrad.models._recurrent import Upstream, arriving, inputs, loss, note, shared
from handgrad.models._unrolled import numbers, page_lines, sums

# Input, forget and output gate, and the candidate, with what each is a function of.
GATES = {"i": "sigmoid", "f": "sigmoid", "o": "sigmoid", "n": "tanh"}


def page(*, steps: int = 2, upstream: Upstream = "every") -> str:
    """The page of 1 to 9 `steps`, with an `upstream` gradient at every one or at the last."""
    times = numbers("steps", steps)
    forward = [line for t in times for line in forward_step(t)]
    backward = [line for t in reversed(times) for line in backward_step(t, steps, upstream)]
    gradient = [
        *backward,
        f"dL/dh0 = {through_gates('U', 1)}",
        "dL/dc0 = dL/dc1*f1",
        *(shared(f"W_{k}", f"dL/da_{k}{{t}}", " @ x{t}.T", times) for k in GATES),
        *(shared(f"U_{k}", f"dL/da_{k}{{t}}", " @ h{before}.T", times) for k in GATES),
        *(shared(f"b_{k}", f"dL/da_{k}{{t}}", "", times) for k in GATES),
    ]
    weights = "\n".join(f"parameters W_{k}[H,D], U_{k}[H,H], b_{k}[H]" for k in GATES)
    return f"""
model lstm: long short-term memory, steps {steps}, shared weights
group Sequences and attention
note Convention: one sequence of columns; i, f, o are the gates, n the candidate, c the cell.
note Convention: every gate has its own W, U and b, as in numpy-ml, so no order of blocks.
note Convention: {note(steps, upstream)}.
note Elsewhere: one matrix, blocks i, f, o, n (CS231n) or i, f, n, o (PyTorch); peepholes.
sizes H = 3, D = 2
{weights}
data {inputs(steps, upstream)}, h0[H], c0[H]
forward
{page_lines(forward)}
    {loss(steps, upstream)}
gradient
{page_lines(gradient)}
"""


def forward_step(t: int) -> list[str]:
    return [
        *(f"a_{k}{t} = W_{k} @ x{t} + U_{k} @ h{t - 1} + b_{k}" for k in GATES),
        *(f"{k}{t} = {function}(a_{k}{t})" for k, function in GATES.items()),
        f"c{t} = f{t}*c{t - 1} + i{t}*n{t}",
        f"h{t} = o{t}*tanh(c{t})",
    ]


def backward_step(t: int, steps: int, upstream: Upstream) -> list[str]:
    kept = f" + dL/dc{t + 1}*f{t + 1}" if t < steps else ""
    return [
        f"dL/dh{t} = {arriving(t, steps, upstream, through_gates('U', t + 1))}",
        f"dL/dc{t} = dL/dh{t}*o{t}*(1 - tanh(c{t})^2){kept}",
        f"dL/di{t} = dL/dc{t}*n{t}",
        f"dL/df{t} = dL/dc{t}*c{t - 1}",
        f"dL/do{t} = dL/dh{t}*tanh(c{t})",
        f"dL/dn{t} = dL/dc{t}*i{t}",
        *(f"dL/da_{k}{t} = dL/d{k}{t}*{k}{t}*(1 - {k}{t})" for k in "ifo"),
        f"dL/da_n{t} = dL/dn{t}*(1 - n{t}^2)",
        f"dL/dx{t} = {through_gates('W', t)}",
    ]


def through_gates(weights: str, t: int) -> str:
    """What the four gates of step t send back through their weights."""
    return sums(f"{weights}_{k}.T @ dL/da_{k}{t}" for k in GATES)
