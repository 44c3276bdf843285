"""Masks: what comparisons make of arrays, 1 where they hold and 0 where not."""

from dataclasses import replace

from handgrad.language.tree import Compare, Node, Product, Sum
from handgrad.reading.code.values.numpy_arrays import (
    ONE,
    NumPyArray,
    applied_entrywise,
    array,
    copied,
    joined_chain,
)


def comparison_mask(sign: str, a: NumPyArray, b: NumPyArray) -> NumPyArray:
    """A mask: 1 where the comparison holds, 0 where it does not."""

    def write(left: Node, right: Node) -> Node:
        if sign not in ("==", "!="):
            return Compare(sign, left, right)
        above, below = Compare(">=", left, right), Compare("<=", left, right)
        equal = Product(above, (("*", below),))
        return Sum(ONE, (("-", equal),)) if sign == "!=" else equal

    return applied_entrywise(write, a, b, mask=True)


def compared(sign: str, a: NumPyArray, b: NumPyArray) -> bool | None:
    """Whether a comparison of two known numbers holds, None for anything else."""
    if a.ndim or b.ndim or a.fill is None or b.fill is None:
        return None
    x, y = a.fill, b.fill
    found = {"<": x < y, ">": x > y, "<=": x <= y, ">=": x >= y, "==": x == y, "!=": x != y}
    return found[sign]


def opposite(a: NumPyArray) -> NumPyArray:
    """`~mask`."""
    if isinstance(a.tree, Compare):
        other = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}[a.tree.operator]
        return copied(replace(a, tree=replace(a.tree, operator=other)))
    return array(Sum(ONE, (("-", a.tree),)), a.dimensions, is_mask=True)


def both(a: NumPyArray, b: NumPyArray) -> NumPyArray:
    return applied_entrywise(lambda x, y: joined_chain(Product, x, "*", y), a, b, mask=True)


def either(a: NumPyArray, b: NumPyArray) -> NumPyArray:
    return opposite(both(opposite(a), opposite(b)))
