"""The gated recurrent unit (Cho et al. 2014), in its variants."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from handgrad.models._recurrent import Upstream, arriving, inputs, loss, note, shared
from handgrad.models._unrolled import numbers, page_lines


class Reset(NamedTuple):
    """Where the reset gate r acts: the lines of step {t}, {before} the step before it."""

    words: str
    forward: tuple[str, str]
    backward: tuple[str, str]
    past: str
    weights: tuple[str, str]
    bias: str


RESETS = {
    "before": Reset(
        words="the reset gate before the product, U_n @ (r*h) (the paper)",
        forward=("q{t} = r{t}*h{before}", "a_n{t} = W_n @ x{t} + U_n @ q{t} + b_n"),
        backward=("dL/dq{t} = U_n.T @ dL/da_n{t}", "dL/dr{t} = dL/dq{t}*h{before}"),
        past="dL/dq{t}*r{t}",
        weights=("dL/da_n{t}", " @ q{t}.T"),
        bias="",
    ),
    "after": Reset(
        words="the reset gate after the product, r*(U_n @ h + c_n) (PyTorch, cuDNN)",
        forward=("q{t} = U_n @ h{before} + c_n", "a_n{t} = W_n @ x{t} + b_n + r{t}*q{t}"),
        backward=("dL/dq{t} = dL/da_n{t}*r{t}", "dL/dr{t} = dL/da_n{t}*q{t}"),
        past="U_n.T @ dL/dq{t}",
        weights=("dL/dq{t}", " @ h{before}.T"),
        bias=", c_n[H]",
    ),
}


class Update(NamedTuple):
    """How the update gate z mixes the old state and the new one."""

    words: str
    old: str
    new: str
    difference: str


UPDATES = {
    "keep": Update(
        "z keeps the old state, h = z*h + (1 - z)*n (PyTorch)",
        old="z{t}", new="(1 - z{t})", difference="(h{before} - n{t})",
    ),
    "renew": Update(
        "z lets the new state in, h = (1 - z)*h + z*n (hipsternet)",
        old="(1 - z{t})", new="z{t}", difference="(n{t} - h{before})",
    ),
}  # fmt: skip


def page(
    *,
    steps: int = 2,
    reset: Literal["before", "after"] = "after",
    update: Literal["keep", "renew"] = "keep",
    upstream: Upstream = "every",
) -> str:
    """The page of 1 to 9 `steps`, `reset` before or after the product with U_n, `update` keep
    (h = z*h + (1 - z)*n) or renew (h = (1 - z)*h + z*n), `upstream` gradient every or last.
    """
    times, gate, mixing = numbers("steps", steps), RESETS[reset], UPDATES[update]
    past = past_of(gate, mixing)
    forward = at_steps(times, *forward_step(gate, mixing))
    gradient = []
    for t in reversed(times):
        later = past.format(t=t + 1, before=t)
        gradient.append(f"dL/dh{t} = {arriving(t, steps, upstream, later)}")
        gradient += at_steps([t], *backward_step(gate, mixing))
    gradient += [
        f"dL/dh0 = {past.format(t=1, before=0)}",
        *(shared(f"W_{k}", f"dL/da_{k}{{t}}", " @ x{t}.T", times) for k in "zrn"),
        *(shared(f"U_{k}", f"dL/da_{k}{{t}}", " @ h{before}.T", times) for k in "zr"),
        shared("U_n", *gate.weights, times),
        *(shared(f"b_{k}", f"dL/da_{k}{{t}}", "", times) for k in "zrn"),
        *([shared("c_n", "dL/dq{t}", "", times)] if gate.bias else []),
    ]
    weights = ", ".join(f"W_{k}[H,D], U_{k}[H,H], b_{k}[H]" for k in "zrn")
    return f"""
model gru: gated recurrent unit, steps {steps}, reset {reset} the product
group Sequences and attention
note Convention: one sequence of columns; z and r are the gates, n the new state.
note Convention: {gate.words}.
note Convention: {mixing.words}.
note Convention: {note(steps, upstream)}.
note Elsewhere: the other reset and the other update (options); the gates in one matrix.
sizes H = 3, D = 2
parameters {weights}{gate.bias}
data {inputs(steps, upstream)}, h0[H]
forward
{page_lines(forward)}
    {loss(steps, upstream)}
gradient
{page_lines(gradient)}
"""


def at_steps(times: Iterable[int], *lines: str) -> list[str]:
    return [line.format(t=t, before=t - 1) for t in times for line in lines]


def forward_step(gate: Reset, mixing: Update) -> list[str]:
    return [
        "a_z{t} = W_z @ x{t} + U_z @ h{before} + b_z",
        "a_r{t} = W_r @ x{t} + U_r @ h{before} + b_r",
        "z{t} = sigmoid(a_z{t})",
        "r{t} = sigmoid(a_r{t})",
        *gate.forward,
        "n{t} = tanh(a_n{t})",
        f"h{{t}} = {mixing.old}*h{{before}} + {mixing.new}*n{{t}}",
    ]


def backward_step(gate: Reset, mixing: Update) -> list[str]:
    return [
        f"dL/dn{{t}} = dL/dh{{t}}*{mixing.new}",
        f"dL/dz{{t}} = dL/dh{{t}}*{mixing.difference}",
        "dL/da_n{t} = dL/dn{t}*(1 - n{t}^2)",
        *gate.backward,
        "dL/da_z{t} = dL/dz{t}*z{t}*(1 - z{t})",
        "dL/da_r{t} = dL/dr{t}*r{t}*(1 - r{t})",
        "dL/dx{t} = W_z.T @ dL/da_z{t} + W_r.T @ dL/da_r{t} + W_n.T @ dL/da_n{t}",
    ]


def past_of(gate: Reset, mixing: Update) -> str:
    """What step {t} sends back to the state before it."""
    through_gates = "U_z.T @ dL/da_z{t} + U_r.T @ dL/da_r{t}"
    return f"dL/dh{{t}}*{mixing.old} + {gate.past} + {through_gates}"
