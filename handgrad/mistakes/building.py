"""Trees put together by operations, without the ones and zeros a person would leave out."""

from collections.abc import Callable

from handgrad.language.parser import parse
from handgrad.language.tree import (
    ONE,
    ZERO,
    Call,
    Compare,
    Negative,
    Node,
    Number,
    Power,
)


def unchanged(a: Node) -> Node:
    return a


def negative(a: Node) -> Node:
    return a.operand if isinstance(a, Negative) else a if a == ZERO else -a


def plus(a: Node, b: Node) -> Node:
    if a is ZERO or b is ZERO:
        return b if a is ZERO else a
    if isinstance(a, Number) and isinstance(b, Number):
        return Number.of(a.value + b.value)
    return a + b


def minus(a: Node, b: Node) -> Node:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number.of(a.value - b.value)
    return a if b is ZERO else a - b


def times(a: Node, b: Node) -> Node:
    if a is ZERO or b is ZERO:
        return ZERO
    return b if a is ONE else a if b is ONE else a * b


def divided(a: Node, b: Node) -> Node:
    return a if b is ONE or a is ZERO else a / b


def matmul(a: Node, b: Node) -> Node:
    """The matrix product."""
    return ZERO if a is ZERO or b is ZERO else a @ b


def power(a: Node, n: Node) -> Node:
    return ONE if n == ZERO else a if n == ONE else Power(a, n)


def summed(a: Node, axis: int | None = None) -> Node:
    return a if a is ZERO else Call("sum", (a,), axis)


def multiplied(*factors: Node) -> Callable[[Node], Node]:
    """The rule that multiplies what arrives by these, in this order."""

    def rule(g: Node) -> Node:
        for factor in factors:
            g = times(g, factor)
        return g

    return rule


def sized(dimensions: tuple[int | str, ...]) -> Node:
    """The product of sizes, each by its name where it has one."""
    tree: Node = ONE
    for dimension in dimensions:
        if dimension != 1:
            is_named = isinstance(dimension, str)
            tree = times(tree, parse(str(dimension)) if is_named else Number.of(int(dimension)))
    return tree


def is_gate(node: Node) -> bool:
    """Whether a node is 1 on one side of something and 0 on the other."""
    return isinstance(node, Compare) or (isinstance(node, Call) and node.function == "step")
