"""Rules that do not exist: f(u + v) = f(u) + f(v), (u*v)' = u'*v', f(u)' = f'(u')."""

from collections.abc import Iterator
from dataclasses import replace

from handgrad.language.functions import FUNCTIONS
from handgrad.language.tree import ONE, ZERO, Call, Node, Power, Sum
from handgrad.mistakes.backward import Backward
from handgrad.mistakes.building import divided, minus, times
from handgrad.mistakes.derivatives import derivative_at
from handgrad.mistakes.flows import Slip

# What people take for a function that goes term by term.
TERM_BY_TERM = ("log", "sqrt", "exp", "abs")


def of_derivatives(to: Backward, node: Node, a: Node, b: Node, g: Node, operator: str) -> None:
    """(a*b)' = a'*b', and so for quotients."""
    if not (to.slipping and to.reaches(a) and to.reaches(b) and to.bench.is_scalar(node)):
        return
    left, right = (to.everywhere(part, ONE).get(to.bench.by, ZERO) for part in (a, b))
    if left is not ZERO and right is not ZERO:
        both, rule = (
            (divided(left, right), "quotient")
            if operator == "/"
            else (times(left, right), "product")
        )
        text = f"the derivative of a {rule} is not the {rule} of the derivatives"
        to.stops[Slip("wrong-rule", text, node)] = times(g, both)


def term_by_term(to: Backward, node: Call | Power, inner: Node, g: Node) -> None:
    """f(u + v) = f(u) + f(v)."""
    if not (to.slipping and isinstance(inner, Sum)):
        return

    def of(term: Node) -> Node:
        if isinstance(node, Power):
            return replace(node, base=term)
        return replace(node, arguments=(term,))

    apart = Sum(of(inner.first), tuple((sign, of(term)) for sign, term in inner.rest))
    found = to.everywhere(apart, g)
    if to.bench.by in found:
        rule = f"{to.bench.shown(node)} is not {to.bench.shown(apart)}"
        to.stops[Slip("wrong-rule", rule, node)] = found[to.bench.by]


def change_places(to: Backward, node: Node, g: Node) -> None:
    """f(sum(u)) = sum(f(u)), and the same of means and powers."""
    if not to.slipping:
        return
    for swapped in _swapped(node):
        found = to.everywhere(swapped, g)
        if to.bench.by in found:
            rule = f"{to.bench.shown(node)} is not {to.bench.shown(swapped)}"
            to.stops[Slip("order", rule, node)] = found[to.bench.by]


REDUCTIONS = ("sum", "mean")


def _swapped(node: Node) -> Iterator[Node]:
    """A function of a sum as the sum of the function, and back."""
    inner = node.base if isinstance(node, Power) else None
    if isinstance(node, Call):
        inner = node.arguments[0]
    if not isinstance(inner, Call | Power):
        return
    if isinstance(inner, Call) and inner.function in REDUCTIONS:
        below = inner.arguments[0]
        if isinstance(node, Power):
            yield replace(inner, arguments=(replace(node, base=below),))
        elif isinstance(node, Call) and FUNCTIONS[node.function].is_elementwise:
            yield replace(inner, arguments=(replace(node, arguments=(below,)),))
    if isinstance(node, Call) and node.function in REDUCTIONS:
        if isinstance(inner, Power):
            yield replace(inner, base=replace(node, arguments=(inner.base,)))
        elif FUNCTIONS[inner.function].is_elementwise:
            yield replace(inner, arguments=(replace(node, arguments=inner.arguments),))


def of_function(to: Backward, node: Call, inner: Node, g: Node) -> None:
    """What is made of a function of one number."""
    if node.function in TERM_BY_TERM:
        term_by_term(to, node, inner, g)
    if to.slipping and to.bench.is_scalar(node):
        _derivative_inside(to, node, inner, g)
    if to.slipping and FUNCTIONS[node.function].derivative == "a":
        rule = "the power rule, but the variable is in the exponent"
        lowered = times(inner, Call(node.function, (minus(inner, ONE),)))
        to.stops[Slip("wrong-rule", rule, node)] = times(g, lowered)


def _derivative_inside(to: Backward, node: Call, inner: Node, g: Node) -> None:
    """f(u)' = f'(u')."""
    inside = to.everywhere(inner, ONE).get(to.bench.by)
    if inside is not None:
        slope = derivative_at(Call(node.function, (inside,))) or ZERO
        rule = f"the derivative of {to.bench.shown(inner)} is a factor, not the argument"
        to.stops[Slip("wrong-rule", rule, node)] = times(g, slope)
