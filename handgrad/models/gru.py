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
        words="the reset gate before the product, Un @ (r*h) (the paper)",
        forward=("q{t} = r{t}*h{before}", "an{t} = Wn @ x{t} + Un @ q{t} + bn"),
        backward=("dL/dq{t} = Un.T @ dL/dan{t}", "dL/dr{t} = dL/dq{t}*h{before}"),
        past="dL/dq{t}*r{t}",
        weights=("dL/dan{t}", " @ q{t}.T"),
        bias="",
    ),
    "after": Reset(
        words="the reset gate after the product, r*(Un @ h + cn) (PyTorch, cuDNN)",
        forward=("q{t} = Un @ h{before} + cn", "an{t} = Wn @ x{t} + bn + r{t}*q{t}"),
        backward=("dL/dq{t} = dL/dan{t}*r{t}", "dL/dr{t} = dL/dan{t}*q{t}"),
        past="Un.T @ dL/dq{t}",
        weights=("dL/dq{t}", " @ h{before}.T"),
        bias=", cn[H]",
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
    """The page of 1 to 9 `steps`, `reset` before or after the product with Un, `update` keep
    (h = z*h + (1 - z)*n) or renew (h = (1 - z)*h + z*n), `upstream` gradient every or last.
    """
    times, gate, mixing = numbers("steps", steps), RESETS[reset], UPDATES[update]
    past = past_of(gate, mixing)
    forward = at_steps(times, *step(gate, mixing))
    gradient = []
    for t in reversed(times):
        later = past.format(t=t + 1, before=t)
        gradient.append(f"dL/dh{t} = {arriving(t, steps, upstream, later)}")
        gradient += at_steps([t], *step_backward(gate, mixing))
    gradient += [
        f"dL/dh0 = {past.format(t=1, before=0)}",
        *(shared(f"W{k}", f"dL/da{k}{{t}}", " @ x{t}.T", times) for k in "zrn"),
        *(shared(f"U{k}", f"dL/da{k}{{t}}", " @ h{before}.T", times) for k in "zr"),
        shared("Un", *gate.weights, times),
        *(shared(f"b{k}", f"dL/da{k}{{t}}", "", times) for k in "zrn"),
        *([shared("cn", "dL/dq{t}", "", times)] if gate.bias else []),
    ]
    weights = ", ".join(f"W{k}[H,D], U{k}[H,H], b{k}[H]" for k in "zrn")
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


def step(gate: Reset, mixing: Update) -> list[str]:
    return [
        "az{t} = Wz @ x{t} + Uz @ h{before} + bz",
        "ar{t} = Wr @ x{t} + Ur @ h{before} + br",
        "z{t} = sigmoid(az{t})",
        "r{t} = sigmoid(ar{t})",
        *gate.forward,
        "n{t} = tanh(an{t})",
        f"h{{t}} = {mixing.old}*h{{before}} + {mixing.new}*n{{t}}",
    ]


def step_backward(gate: Reset, mixing: Update) -> list[str]:
    return [
        f"dL/dn{{t}} = dL/dh{{t}}*{mixing.new}",
        f"dL/dz{{t}} = dL/dh{{t}}*{mixing.difference}",
        "dL/dan{t} = dL/dn{t}*(1 - n{t}^2)",
        *gate.backward,
        "dL/daz{t} = dL/dz{t}*z{t}*(1 - z{t})",
        "dL/dar{t} = dL/dr{t}*r{t}*(1 - r{t})",
        "dL/dx{t} = Wz.T @ dL/daz{t} + Wr.T @ dL/dar{t} + Wn.T @ dL/dan{t}",
    ]


def past_of(gate: Reset, mixing: Update) -> str:
    """What step {t} sends back to the state before it."""
    through_gates = "Uz.T @ dL/daz{t} + Ur.T @ dL/dar{t}"
    return f"dL/dh{{t}}*{mixing.old} + {gate.past} + {through_gates}"
