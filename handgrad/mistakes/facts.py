"""Facts about an answer and the key: what they share, and where they part."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import isclose

from handgrad.hints import Hint
from handgrad.language.shape import SCALAR
from handgrad.language.tree import ONE, Call, Name, Node, Number, names, walk
from handgrad.mistakes.backward import Backward, NoRule
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import is_gate, minus, summed, times
from handgrad.mistakes.constants import SIMPLE, inverse_text, of_key
from handgrad.mistakes.conventions import averages
from handgrad.mistakes.factors import factors
from handgrad.mistakes.local_rules import RULES

LARGEST_INTEGRAL, NEAR = 60, 1e-3
AXES = {None: "", 0: ", axis=0", 1: ", axis=1"}


def facts(bench: Bench) -> Iterator[Hint]:
    """What holds between the answer and the key, beside conventions."""
    yield from _not_a_gradient(bench)
    yield from _not_summed(bench)
    yield from _constant_factors(bench)
    yield from _other_derivatives(bench)
    if bench.constant(bench.answer, bench.key) is None:
        yield from factors(bench)


def _not_summed(bench: Bench) -> Iterator[Hint]:
    """One value for each sample, where their sum is wanted."""
    if bench.shape(bench.answer) in (bench.shape(bench.key), SCALAR):
        return
    for axis in (0, 1, None):
        if bench.matches(bench.key, summed(bench.answer, axis)):
            text = "this is right before the sum over what the value was used for"
            yield Hint("not-summed", text, f"sum({bench.shown(bench.given)}{AXES[axis]})")


def _not_a_gradient(bench: Bench) -> Iterator[Hint]:
    answer, loss = bench.answer, bench.named(bench.model.loss_name)
    if bench.equal(answer, loss):
        yield Hint("not-differentiated", f"this is the loss {bench.model.loss_name} itself")
    if bench.is_scalar(answer) and _integrates(bench, loss):
        yield Hint(
            "integrated", f"this is the integral of {bench.model.loss_name} over {bench.by}"
        )
    for step in bench.model.steps[:-1]:
        if step.name != bench.by and bench.equal(answer, bench.named(step.name)):
            text = f"this is the value {step.name}, not a derivative"
            yield Hint("not-differentiated", text)
    yield from _update_step(bench)


def _integrates(bench: Bench, loss: Node) -> bool:
    """Whether the answer's own derivative is the loss."""
    nodes = list(islice(walk(bench.given), LARGEST_INTEGRAL + 1))
    has_rules = len(nodes) <= LARGEST_INTEGRAL and all(type(n) in (Name, *RULES) for n in nodes)
    if not has_rules or not bench.is_scalar(bench.named(bench.by)):
        return False
    slope, value = bench.slope(bench.given), bench.sifted(loss)
    if slope is None or value is None or not isclose(slope, value.entries[0], rel_tol=NEAR):
        return False
    try:
        found = Backward(bench, RULES).everywhere(bench.given, ONE)
    except NoRule:
        return False
    return bench.by in found and bench.equal(found[bench.by], loss)


def _update_step(bench: Bench) -> Iterator[Hint]:
    by, key = bench.named(bench.by), bench.key
    for text, step in (
        (f"this is the new {bench.by} after a step of descent", minus(bench.answer, by)),
        ("this is the step of gradient descent, learning rate and sign included", bench.answer),
    ):
        c = bench.constant(step, key)
        if c is not None and c < 0 and (step is not bench.answer or _is_rate(-c)):
            rate = bench.shown(Number.of(-c))
            yield Hint("update-step", f"{text}; a gradient has no learning rate ({rate}) in it")


def _is_rate(c: Fraction) -> bool:
    return c < 1 and c not in SIMPLE


def _constant_factors(bench: Bench) -> Iterator[Hint]:
    found = of_key(bench)
    for constant in found:
        if constant.simple not in (1, -1) or constant.sizes:
            text = f"{bench.shown(constant.tree)} times the right value at every point"
            size = constant.sizes.removeprefix("1/")
            if (
                size != constant.sizes
                and constant.simple == 1
                and constant.counted.keys() <= averages(bench).keys()
            ):
                text = f"divided by {size} twice: the loss is a mean over {size} already"
            yield Hint("constant-factor", text, f"multiply by {inverse_text(bench, constant)}")
    c = None if found else bench.constant(bench.answer, bench.key)
    if c not in (None, 1, -1):
        text = f"{bench.shown(Number.of(c))} times the right value at every point"
        yield Hint("constant-factor", text, f"multiply by {bench.shown(Number.of(1 / c))}")


def _other_derivatives(bench: Bench) -> Iterator[Hint]:
    for name in bench.model.gradient_formulas:
        other = name.partition("/d")[2]
        if name != bench.key_name and bench.equal(bench.answer, bench.named(name)):
            if other not in upstream(bench):
                yield Hint("wrong-variable", f"this is {name}: differentiated by {other}")
            else:
                text = f"this is {name}: the way on to {bench.by} is missing"
                yield Hint("stopped-early", text)


def upstream(bench: Bench) -> set[str]:
    """The values that depend on the name in question."""
    found = {bench.by}
    for step in bench.model.steps:
        if names(step.tree) & found:
            found.add(step.name)
    return found


def partly_right(bench: Bench) -> Iterator[Hint]:
    """Right on one side of a gate, or outside the target's entries."""
    for gate in _gates(bench):
        if _right_only_where(bench, gate):
            yield Hint("gate", f"right where {bench.shown(gate)} is 1, wrong where it is 0")
    shape = bench.shape(bench.answer)
    for name, declared in bench.model.declarations.items():
        if declared.domain.kind == "one_hot" and bench.shapes[name] == shape:
            target = Name(name)
            for word, mask in (("wrong", minus(ONE, target)), ("right", target)):
                if _right_only_where(bench, mask):
                    text = f"{word} only in the entries of the target, where {name} is 1"
                    yield Hint("target", text)


def _gates(bench: Bench) -> Sequence[Node]:
    found: dict[Node, None] = {}
    for formula in (*bench.model.steps, *bench.model.derivatives):
        for node in walk(formula.tree):
            if is_gate(node):
                found[node] = None
            elif isinstance(node, Call) and node.function == "relu":
                found[Call("step", node.arguments)] = None
    return list(found)


def _right_only_where(bench: Bench, mask: Node) -> bool:
    shape = bench.shape(mask)
    if shape is None or shape not in (bench.shape(bench.key), SCALAR):
        return False
    given, right = times(bench.answer, mask), times(bench.key, mask)
    return bench.equal(given, right) and not bench.vanishes(given)
