"""The local rules of the operators, and the wrong ones that people use in their place."""

from collections.abc import Iterator, Mapping
from functools import partial

from handgrad.language.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Compare,
    Index,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
)
from handgrad.mistakes.backward import Arrival, Backward, NoRule, Rule, split
from handgrad.mistakes.building import (
    divided,
    minus,
    multiplied,
    negative,
    number,
    over,
    plus,
    power,
    same,
    times,
)
from handgrad.mistakes.flows import Flow, Slip, Wrong
from handgrad.mistakes.function_rules import pull_call


def _negative(to: Backward, node: Negative, flow: Flow) -> Iterator[Arrival]:
    lost: Wrong = ("sign", "the minus in front is lost", lambda g: g)
    return to.pull(node, node.operand, flow, negative, [lost])


def _sum(to: Backward, node: Sum, flow: Flow) -> Iterator[Arrival]:
    terms = (("+", node.first), *node.rest)
    several = len([term for _, term in terms if to.reaches(term)]) > 1
    for sign, term in terms:
        right = negative if sign == "-" else same
        other = same if sign == "-" else negative
        name = to.bench.shown(term)
        wrong: list[Wrong] = [("sign", f"the sign of the term {name} is wrong", other)]
        if several:
            rule = f"the term {name} is not differentiated"
            wrong.append(("missing-term", rule, _nothing))
        yield from to.pull(node, term, flow, right, wrong)
        if to.slipping and not to.reaches(term) and to.bench.is_scalar(node):
            rule = f"{name} is a constant here: its derivative is 0, not 1"
            slip = Slip("wrong-rule", rule, node)
            yield to.bench.by, Flow(ZERO, {slip: right(flow.right)})


def _nothing(g: Node) -> Node:
    return ZERO


def _product(to: Backward, node: Product, flow: Flow) -> Iterator[Arrival]:
    *before, (operator, right) = node.rest
    left = Product(node.first, tuple(before)) if before else node.first
    rule = {"*": _times, "/": _over, "@": _matrix}[operator]
    yield from rule(to, node, left, right, flow)


def _lost_way(to: Backward, a: Node, b: Node) -> list[Wrong]:
    if not (to.reaches(a) and to.reaches(b)):
        return []
    return [("one-path", f"the way through {to.bench.shown(a)} is missing: add both", _nothing)]


def _times(to: Backward, node: Node, a: Node, b: Node, flow: Flow) -> Iterator[Arrival]:
    for this, other in ((a, b), (b, a)):
        mine, name = to.bench.shown(this), to.bench.shown(other)
        wrong: list[Wrong] = [
            ("missing-factor", f"the factor {name} is missing", same),
            ("extra-factor", f"the factor {name} is there twice", multiplied(other, other)),
            ("wrong-variable", f"{mine} stands where {name} belongs", multiplied(this)),
            ("wrong-rule", f"divided by {name}, not multiplied", divided(other)),
            *_lost_way(to, this, other),
        ]
        yield from to.pull(node, this, flow, multiplied(other), wrong)
    _of_derivatives(to, node, a, b, flow, "product")


def _over(to: Backward, node: Node, a: Node, b: Node, flow: Flow) -> Iterator[Arrival]:
    squared, upper, lower = power(b, TWO), to.bench.shown(a), to.bench.shown(b)
    of_a: list[Wrong] = [
        ("missing-factor", f"the division by {lower} is missing", same),
        ("wrong-rule", f"multiplied by {lower}, not divided", multiplied(b)),
        ("wrong-rule", f"divided by {lower} squared", divided(squared)),
        *_lost_way(to, a, b),
    ]
    yield from to.pull(node, a, flow, divided(b), of_a)
    of_b: list[Wrong] = [
        ("sign", "the quotient rule subtracts the derivative of the denominator",
         lambda g: over(times(g, a), squared)),
        ("missing-factor", "the quotient rule divides by the square of the denominator",
         lambda g: negative(over(times(g, a), b))),
        ("missing-factor", f"the numerator {upper} is missing",
         lambda g: negative(over(g, squared))),
        ("wrong-rule", "the derivative of 1/b is -1/b^2", divided(times(a, b))),
        *_lost_way(to, b, a),
    ]  # fmt: skip
    yield from to.pull(node, b, flow, lambda g: negative(over(times(g, a), squared)), of_b)
    _of_derivatives(to, node, a, b, flow, "quotient")


def _of_derivatives(to: Backward, node: Node, a: Node, b: Node, flow: Flow, rule: str) -> None:
    """The slip (a*b)' = a'*b', and so for quotients."""
    if not (to.slipping and to.reaches(a) and to.reaches(b) and to.bench.is_scalar(node)):
        return
    left, right = (to.everywhere(part, ONE).get(to.bench.by, ZERO) for part in (a, b))
    if left is not ZERO and right is not ZERO:
        both = over(left, right) if rule == "quotient" else times(left, right)
        text = f"the derivative of a {rule} is not the {rule} of the derivatives"
        to.stops[Slip("wrong-rule", text, node)] = times(flow.right, both)


def _matrix(to: Backward, node: Node, a: Node, b: Node, flow: Flow) -> Iterator[Arrival]:
    """g @ b.T for a, a.T @ g for b."""
    left, right = to.bench.shown(a), to.bench.shown(b)
    matrix, at, bt = to.matrix_product, Transpose(a), Transpose(b)
    wide = partial(to.widened, like=node)
    of_a: list[Wrong] = [
        ("transposed", f"{right} has to be transposed", lambda g: matrix(wide(g), b)),
        ("transposed", "the product is transposed", lambda g: matrix(b, Transpose(g))),
        ("elementwise", "* stands where @ belongs", multiplied(bt)),
        ("elementwise", f"* and {right} stand where @ and {right}.T belong", multiplied(b)),
        ("missing-factor", f"the factor {right}.T is missing", same),
        ("wrong-variable", f"{left} stands where {right} belongs",
         lambda g: matrix(wide(g), at)),
        ("order", "the two factors of @ are exchanged", lambda g: matrix(bt, wide(g))),
        *_lost_way(to, a, b),
    ]  # fmt: skip
    yield from to.pull(node, a, flow, lambda g: matrix(wide(g), bt), of_a)
    of_b: list[Wrong] = [
        ("transposed", f"{left} has to be transposed", lambda g: matrix(a, wide(g))),
        ("transposed", "the product is transposed", lambda g: matrix(Transpose(g), a)),
        ("elementwise", "* stands where @ belongs", lambda g: times(at, g)),
        ("elementwise", f"* and {left} stand where @ and {left}.T belong",
         lambda g: times(a, g)),
        ("missing-factor", f"the factor {left}.T is missing", same),
        ("wrong-variable", f"{right} stands where {left} belongs",
         lambda g: matrix(bt, wide(g))),
        ("order", "the two factors of @ are exchanged", lambda g: matrix(wide(g), at)),
        *_lost_way(to, b, a),
    ]  # fmt: skip
    yield from to.pull(node, b, flow, lambda g: matrix(at, wide(g)), of_b)


def _transpose(to: Backward, node: Transpose, flow: Flow) -> Iterator[Arrival]:
    wide = partial(to.widened, like=node)
    lost: Wrong = ("transposed", "a transposition is missing", same)
    return to.pull(node, node.operand, flow, lambda g: Transpose(wide(g)), [lost])


def _power(to: Backward, node: Power, flow: Flow) -> Iterator[Arrival]:
    base, n = node.base, node.exponent
    below = number(n.value - 1) if isinstance(n, Number) else minus(n, ONE)
    lowered = ONE if below == number(0) else power(base, below)
    inner, exponent = to.bench.shown(base), to.bench.shown(n)
    raised = over(power(base, plus(n, ONE)), plus(n, ONE))
    of_base: list[Wrong] = [
        ("wrong-rule", "the exponent is not lowered", multiplied(n, node)),
        ("wrong-rule", "the power itself, not its derivative", multiplied(node)),
        ("constant-factor", f"the exponent {exponent} does not come down as a factor",
         multiplied(lowered)),
        ("missing-factor", f"the factor {inner} is missing", multiplied(n)),
        ("missing-factor", f"the factors {exponent} and {inner} are missing", same),
        ("wrong-rule", "the exponent is raised: this integrates", multiplied(raised)),
    ]  # fmt: skip
    if n == TWO:
        sign = Call("sign", (base,))
        rule = "the rule of the absolute value, not of the square"
        of_base += [
            ("wrong-rule", rule, multiplied(sign)),
            ("wrong-rule", f"only the sign of {inner}, not {inner}", multiplied(n, sign)),
        ]
    yield from to.pull(node, base, flow, multiplied(n, lowered), of_base)
    of_exponent: list[Wrong] = [
        ("missing-factor", f"the factor log({inner}) is missing", multiplied(node)),
        ("wrong-rule", "the power rule, but the variable is in the exponent",
         multiplied(n, lowered)),
    ]  # fmt: skip
    yield from to.pull(node, n, flow, multiplied(Call("log", (base,)), node), of_exponent)
    if to.slipping and isinstance(base, Sum):
        split(to, node, base, flow.right, lambda term: Power(term, n))


def _nowhere(to: Backward, node: Node, flow: Flow) -> Iterator[Arrival]:
    """A step function: its derivative is 0 wherever it has one."""
    return iter(())


def _unknown(to: Backward, node: Node, flow: Flow) -> Iterator[Arrival]:
    raise NoRule


RULES: Mapping[type, Rule] = {
    Number: _nowhere,
    Negative: _negative,
    Sum: _sum,
    Product: _product,
    Power: _power,
    Transpose: _transpose,
    Compare: _nowhere,
    Call: pull_call,
    Index: _unknown,
}
