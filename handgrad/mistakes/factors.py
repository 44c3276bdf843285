"""A factor of the page too many or too few, a term too many."""

from collections.abc import Iterator
from itertools import combinations, islice

from handgrad.hints import Hint
from handgrad.language.arrays import as_array
from handgrad.language.functions import ACTIVATIONS
from handgrad.language.tree import (
    Call,
    Name,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    children,
    names,
    substitute,
    walk,
)
from handgrad.mistakes import derivatives as rules
from handgrad.mistakes.bench import ANSWER, Bench, are_near
from handgrad.mistakes.building import is_gate, minus, times
from handgrad.mistakes.constants import multiples

MOST_NODES = 100


def named_factors(bench: Bench) -> tuple[Node, ...]:
    """What can be a factor too many or too few: values of the page and their derivatives."""
    return bench.page.trees_once("factors", lambda: _named_factors(bench))


def _named_factors(bench: Bench) -> Iterator[Node]:
    key = [d.tree for d in bench.model.derivatives if d.name == bench.key_name]
    found: dict[Node, None] = {Name(name): None for name in bench.shapes}
    found |= dict.fromkeys(tree for _, tree in _slopes(bench))
    for tree in (*(step.tree for step in bench.model.steps), *key):
        for node in islice(walk(tree), MOST_NODES):
            if not isinstance(node, Number | Transpose | Name) and node not in key:
                found[node] = None
    for name in (bench.key_name, ANSWER, bench.model.loss_name):
        found.pop(Name(name), None)
    yield from found


def _slopes(bench: Bench) -> Iterator[tuple[str, Node]]:
    """The derivatives of the page's functions, by the names of their values if they can."""
    for step in bench.model.steps:
        for node in islice(walk(step.tree), MOST_NODES):
            value = Name(step.name) if node is step.tree else node
            if isinstance(node, Call) and node.function == "softmax":
                yield "softmax", rules.softmax_diagonal(value)
            slope = rules.derivative_at(node, value) if isinstance(node, Call) else None
            if isinstance(node, Call) and slope is not None:
                yield node.function, slope


def activation_slopes(bench: Bench) -> tuple[Node, ...]:
    """The derivatives of the page's activations."""
    return bench.page.trees_once(
        "slopes", lambda: (tree for name, tree in _slopes(bench) if name in ACTIVATIONS)
    )


def factors(bench: Bench) -> Iterator[Hint]:
    """A factor of the page that the answer lacks, or has and should not have."""
    for factor in named_factors(bench):
        if is_product(bench, bench.answer, factor, bench.key):
            yield from _lacking(bench, factor)
        elif is_product(bench, bench.key, factor, bench.answer):
            yield from _too_much(bench, factor)


def _lacking(bench: Bench, factor: Node) -> Iterator[Hint]:
    name = bench.shown(factor)
    if factor in divisors(bench):
        text = f"divided by {name} once too often"
        yield Hint("extra-factor", text, f"multiply by {name}")
        return
    if is_gate(factor):
        id_, text = "gate", f"the gate {name} is missing"
    elif factor in activation_slopes(bench):
        id_, text = "activation-derivative", f"the derivative {name} is not multiplied in"
    else:
        id_, text = "missing-factor", f"the factor {name} is missing"
    yield Hint(id_, text, f"multiply by {name}")


def _too_much(bench: Bench, factor: Node) -> Iterator[Hint]:
    name = bench.shown(factor)
    if factor in divisors(bench):
        text = f"the division by {name} is missing"
        yield Hint("missing-factor", text, f"divide by {name}")
        return
    change = None if has_zeros(bench, factor) else f"divide by {name}"
    if is_gate(factor):
        yield Hint("gate", f"the gate {name} does not belong here", change)
    elif factor in activation_slopes(bench):
        text = f"the derivative {name} does not belong here, or not twice"
        yield Hint("activation-derivative", text, change)
    elif change is not None:
        yield Hint("extra-factor", f"the factor {name} is too much", change)


def divisors(bench: Bench) -> tuple[Node, ...]:
    """What the page divides by, forward and backward, and the factors of these."""
    return bench.page.trees_once("divisors", lambda: _divisors(bench))


def _divisors(bench: Bench) -> Iterator[Node]:
    for formula in (*bench.model.steps, *bench.model.derivatives):
        for node in walk(formula.tree):
            for sign, divisor in node.rest if isinstance(node, Product) else ():
                if sign == "/":
                    yield divisor
                    yield from children(divisor) if isinstance(divisor, Product) else ()


def has_zeros(bench: Bench, tree: Node) -> bool:
    """Whether something is 0 in an entry at a point, so that it does not divide."""
    values = [bench.value(tree, point) for point in bench.points]
    return any(v is None or not all(as_array(v).entries) for v in values)


def is_product(bench: Bench, left: Node, factor: Node, wanted: Node) -> bool:
    """Whether left*factor is what is wanted at every point."""
    may_be = _may_be_product(bench, left, factor, wanted)
    return may_be and bench.equal(times(left, factor), wanted)


def _may_be_product(bench: Bench, left: Node, factor: Node, wanted: Node) -> bool:
    """Whether left*factor has the wanted entries at the one point in floats, if it is easy."""
    a, f, b = (bench.sifted(tree) for tree in (left, factor, wanted))
    if a is None or f is None or b is None:
        return False
    if len(a.entries) != len(b.entries) or len(f.entries) not in (1, len(b.entries)):
        return True
    scale = f.entries if len(f.entries) > 1 else list(f.entries) * len(b.entries)
    return are_near([x * y for x, y in zip(a.entries, scale, strict=True)], b.entries)


def two_factors(bench: Bench) -> Iterator[Hint]:
    """Two factors that the answer lacks, or one in the place of another."""
    known = named_factors(bench)
    lacking = [(f, times(bench.answer, f)) for f in known]
    for (f, with_f), (g, _) in combinations(lacking, 2):
        if not bench.exhausted and bench.equal(times(with_f, g), bench.key):
            text = f"the factors {bench.shown(f)} and {bench.shown(g)} are missing"
            yield Hint("missing-factor", text)
    for f, with_f in lacking:
        for g in known:
            if bench.exhausted or g == f or not bench.equal(with_f, times(bench.key, g)):
                continue
            if g in divisors(bench) and f not in divisors(bench):
                both = f"the factor {bench.shown(f)} and the division by {bench.shown(g)}"
                yield Hint("missing-factor", f"{both} are missing")
                continue
            change = f"{bench.shown(f)} for {bench.shown(g)}"
            text = f"{bench.shown(g)} stands where {bench.shown(f)} belongs"
            yield Hint("wrong-factor", text, change)


def extra_terms(bench: Bench) -> Iterator[Hint]:
    """A term of the page, or one that belongs to another parameter, added to the key."""
    difference = minus(bench.answer, bench.key)
    for term in (*_penalties(bench), *named_factors(bench)):
        tree = _scaled(bench, difference, term)
        if tree is not None:
            text = bench.shown(tree)
            yield Hint("extra-term", f"the term {text} is too much", f"subtract {text}")


def _scaled(bench: Bench, difference: Node, term: Node) -> Node | None:
    """The multiple of a term that a difference is."""
    for constant in multiples(bench, difference, term):
        return times(constant.tree, term)
    c = bench.constant(difference, term)
    return None if c is None else term if c == 1 else times(Number.of(c), term)


def _penalties(bench: Bench) -> Iterator[Node]:
    """Terms of other parameters' derivatives, with this parameter in their place."""
    for derivative in bench.model.derivatives:
        other = derivative.name.partition("/d")[2]
        if isinstance(derivative.tree, Sum):
            for term in (derivative.tree.first, *(t for _, t in derivative.tree.rest)):
                if other in names(term):
                    yield substitute(term, {other: Name(bench.by)})
