"""The local rules of the functions, and the wrong ones that people use in their place."""

from collections.abc import Iterator
from functools import partial

from handgrad.language.shape import Shape
from handgrad.language.tree import ONE, TWO, ZERO, Call, Compare, Name, Node, Sum, names
from handgrad.mistakes import elementwise_rules as rules
from handgrad.mistakes.backward import Arrival, Backward, NoRule, split
from handgrad.mistakes.building import (
    divided,
    minus,
    multiplied,
    negative,
    over,
    plus,
    same,
    sized,
    times,
    total,
)
from handgrad.mistakes.flows import Flow, Slip, Wrong

SMOOTH = tuple(name for name in rules.ACTIVATIONS if name != "relu")


def pull_call(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    if node.function in rules.DERIVATIVES:
        return _elementwise(to, node, flow)
    if node.function in ("step", "sign"):
        return iter(())
    if node.function in ("max", "min") and len(node.arguments) == 2:
        return _larger(to, node, flow)
    if node.function in _REDUCTIONS:
        return _REDUCTIONS[node.function](to, node, flow)
    raise NoRule


def _elementwise(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (inner,) = node.arguments
    right = rules.derivative(node) or ZERO
    id_ = "activation-derivative" if node.function in rules.ACTIVATIONS else "wrong-rule"
    name = node.function
    dropped = {"relu": "gate", **dict.fromkeys(SMOOTH, id_)}.get(name, "missing-factor")
    wrong: list[Wrong] = [(dropped, f"the derivative of {name} is not multiplied in", same)]
    for rule, mistake in rules.mistaken(node):
        wrong.append((id_, f"the derivative of {name} is {rule}", multiplied(mistake)))
    if name == "relu":
        wrong += _gates(to, inner)
    elif name != "abs":
        rule = f"the derivative of {name} is multiplied in twice"
        wrong.append(("extra-factor", rule, multiplied(right, right)))
    yield from to.pull(node, inner, flow, multiplied(right), wrong)
    if to.slipping and isinstance(inner, Sum) and name in ("log", "sqrt", "exp", "abs"):
        split(to, node, inner, flow.right, lambda term: Call(name, (term,)))
    if to.slipping and to.bench.is_scalar(node):
        _derivative_inside(to, node, inner, flow)
    if to.slipping and name == "exp":
        _power_rule(to, node, inner, flow)


def _derivative_inside(to: Backward, node: Call, inner: Node, flow: Flow) -> None:
    """The slip f(u)' = f'(u')."""
    inside = to.everywhere(inner, ONE).get(to.bench.by)
    if inside is not None:
        slope = rules.derivative(Call(node.function, (inside,))) or ZERO
        rule = f"the derivative of {to.bench.shown(inner)} is a factor, not the argument"
        to.stops[Slip("wrong-rule", rule, node)] = times(flow.right, slope)


def _power_rule(to: Backward, node: Call, inner: Node, flow: Flow) -> None:
    rule = "the power rule, but the variable is in the exponent"
    lowered = times(inner, Call("exp", (minus(inner, ONE),)))
    to.stops[Slip("wrong-rule", rule, node)] = times(flow.right, lowered)


def _gates(to: Backward, inner: Node) -> list[Wrong]:
    """relu's gate on another value than its argument."""
    gate, closed = _step(inner), _step(negative(inner))
    found: list[Wrong] = [
        ("gate", "the gate is on what arrives from outside", lambda g: times(g, _step(g))),
        ("gate", "the gate is on what arrives from outside as well",
         lambda g: times(times(g, _step(g)), gate)),
        ("gate", "the gate is the wrong way round", multiplied(closed)),
    ]  # fmt: skip
    terms = [inner.first, *(t for _, t in inner.rest)] if isinstance(inner, Sum) else []
    for other in (*map(Name, sorted(names(inner))), *terms):
        rule = f"the gate is on {to.bench.shown(other)}, not on {to.bench.shown(inner)}"
        found.append(("gate", rule, multiplied(_step(other))))
    return found


def _step(of: Node) -> Node:
    return Call("step", (of,))


def _larger(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    a, b = node.arguments
    sign = ">" if node.function == "max" else "<"
    for this, other in ((a, b), (b, a)):
        gate, closed = Compare(sign, this, other), Compare(sign, other, this)
        wrong: list[Wrong] = [
            ("gate", f"only where {to.bench.shown(gate)}: the gate is missing", same),
            ("gate", "the gate is the wrong way round", multiplied(closed)),
            ("gate", "the function itself is no gate", multiplied(node)),
        ]
        yield from to.pull(node, this, flow, multiplied(gate), wrong)


def _counted(shape: Shape | None, axis: int | None) -> Node:
    if shape is None:
        return ONE
    return sized(shape if axis is None else (shape[axis],))


def _sum(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (a,) = node.arguments
    count = _counted(to.bench.shape(a), node.axis)
    wide = partial(to.widened, like=a)
    yield from to.pull(node, a, flow, wide, [
        ("convention", "a mean where the page has a sum", lambda g: over(wide(g), count)),
    ])  # fmt: skip


def _mean(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (a,) = node.arguments
    count = _counted(to.bench.shape(a), node.axis)
    wide = partial(to.widened, like=a)
    yield from to.pull(node, a, flow, lambda g: over(wide(g), count), [
        ("convention", "a sum where the page has a mean", wide),
        ("constant-factor", "divided by the number of entries twice",
         lambda g: over(over(wide(g), count), count)),
    ])  # fmt: skip


DIAGONAL = "only the diagonal of the softmax's derivative: every entry depends on every z"


def _softmax(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (z,) = node.arguments
    axis = _along(to, node)
    wide = partial(to.widened, like=z)

    def centred(g: Node) -> Node:
        g = wide(g)
        return times(node, minus(g, total(times(g, node), axis)))

    yield from to.pull(node, z, flow, centred, [
        ("activation-derivative", DIAGONAL, multiplied(times(node, minus(ONE, node)))),
        ("activation-derivative", "the sum over the other entries is missing",
         lambda g: times(g, node)),
        ("activation-derivative", "the derivative of softmax is not multiplied in", wide),
        ("sign", "the sum over the other entries is subtracted",
         lambda g: times(node, plus(wide(g), total(times(wide(g), node), axis)))),
    ])  # fmt: skip


def _along(to: Backward, node: Call) -> int:
    shape = to.bench.shape(node.arguments[0])
    default = 0 if shape is not None and shape[1] == 1 else 1
    return default if node.axis is None else node.axis


def _log_softmax(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (z,) = node.arguments
    axis, p = _along(to, node), Call("softmax", (z,), node.axis)
    wide = partial(to.widened, like=z)

    def centred(g: Node) -> Node:
        return minus(wide(g), times(p, total(wide(g), axis)))

    yield from to.pull(node, z, flow, centred, [
        ("stopped-early", "stopped at the probabilities: softmax has a derivative too",
         lambda g: over(g, p)),
        ("activation-derivative", DIAGONAL, multiplied(minus(ONE, p))),
        ("missing-term", "the softmax in the normaliser is not differentiated", wide),
        ("activation-derivative", "the derivative of softmax is not multiplied in",
         lambda g: times(g, p)),
    ])  # fmt: skip


def _log_sum_exp(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (z,) = node.arguments
    p = Call("softmax", (z,), node.axis)
    exponentials = Call("exp", (z,))
    yield from to.pull(node, z, flow, lambda g: times(g, p), [
        ("missing-factor", "the division by the sum of exponentials is missing",
         lambda g: times(g, exponentials)),
        ("wrong-rule", "the exponentials in front are missing",
         lambda g: over(g, total(exponentials, _along(to, node)))),
        ("wrong-rule", "log and sum do not change places", partial(to.widened, like=z)),
    ])  # fmt: skip


def _norm(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (a,) = node.arguments
    yield from to.pull(node, a, flow, lambda g: over(times(g, a), node), [
        ("wrong-rule", "the rule of the squared norm", lambda g: times(g, times(TWO, a))),
        ("missing-factor", "the division by the norm is missing", lambda g: times(g, a)),
        ("missing-factor", "the vector itself is missing", divided(node)),
        ("wrong-rule", "the inner derivative of the square is missing",
         lambda g: over(g, times(TWO, node))),
        ("constant-factor", "the half of the root is missing",
         lambda g: over(times(g, times(TWO, a)), node)),
        ("extra-factor", "divided by the norm twice",
         lambda g: over(over(times(g, a), node), node)),
    ])  # fmt: skip


def _transposed(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (a,) = node.arguments
    yield from to.pull(node, a, flow, lambda g: Call("transpose", (g,)), [])


def _extreme(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (a,) = node.arguments
    gate = Compare(">=" if node.function == "max" else "<=", a, node)
    yield from to.pull(node, a, flow, lambda g: times(g, gate), [
        ("gate", "only the largest entry gets the derivative", partial(to.widened, like=a)),
    ])  # fmt: skip


_REDUCTIONS = {
    "sum": _sum,
    "mean": _mean,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _log_sum_exp,
    "norm": _norm,
    "transpose": _transposed,
    "max": _extreme,
    "min": _extreme,
}
