"""A sum over an index does once what stands still, and has the value of all its terms."""

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

import pytest

from handgrad.arithmetic import RATIONAL
from handgrad.language.arrays import Array, Value
from handgrad.language.evaluate import evaluate
from handgrad.language.indexed_sums import indexed_sum
from handgrad.language.parser import parse
from handgrad.language.tree import (
    Index,
    Name,
    Node,
    Number,
    Over,
    children,
    names,
    walk,
    with_children,
)

SIZES = {"i": 3, "j": 2, "k": 3}
VALUES: Mapping[str, Value] = {
    "X": Array(3, 2, [Fraction(n, 7) for n in (1, -2, 3, 5, -8, 13)]),
    "W": Array(2, 3, [Fraction(n, 5) for n in (2, 7, -1, 8, -2, 8)]),
    "y": Array(3, 1, [Fraction(n, 3) for n in (4, -9, 2)]),
    "c": Fraction(5, 2),
}
SUMS = (
    ("i", "c*y[i] + c^2"),
    ("i", "(X @ W)[i, i]*y[i] + (X @ W)[0, 0]"),
    ("i", ("j", "X[i, j]*(c + 1)*y[i]*W[j, i]")),
    ("i", ("k", "(W.T @ X[i, :].T)[k]*(W.T @ X[i, :].T > y[k]) + c*c + (c + 1)*y[k]")),
    ("i", ("j", ("k", "y[i]*(c - 1)*W[j, 0]*y[k]*(y[i]*(c + 3) + (X @ W @ y)[k])"))),
    ("i", ("i", "y[i]*(c + 1) + (c + 1)")),
)


def tree_of(written: object) -> Node:
    """The sums of indices around a body, of which each takes part in what is around it."""
    if isinstance(written, str):
        return parse(written)
    index, body = written  # type: ignore[misc]
    within = tree_of(body)
    if isinstance(within, Over):
        within = parse(f"y[{index}]*(c + 1) + c") * within + parse("(c + 1)*(X @ W)[1, 1]")
    return Over("sum", index, within, SIZES[index])


def unrolled(node: Node) -> Node:
    """The formula without an index: every term of every sum is written out."""
    if not isinstance(node, Over):
        return with_children(node, tuple(map(unrolled, children(node))))
    terms = [unrolled(at(node.body, node.index, k)) for k in range(SIZES[node.index])]
    return reduce(lambda a, b: a + b, terms)


def at(node: Node, index: str, position: int) -> Node:
    """A body at one position of its index; a sum of the same index within keeps its own."""
    if isinstance(node, Over) and node.index == index:
        return node
    node = with_children(node, tuple(at(child, index, position) for child in children(node)))
    if not isinstance(node, Index):
        return node
    here = Number.of(position)
    return Index(node.operand, tuple(here if i == Name(index) else i for i in node.indices))


@pytest.mark.parametrize("written", SUMS)
def test_a_sum_is_that_of_its_terms(written: object) -> None:
    tree = tree_of(written)
    terms = unrolled(tree)
    assert not any(isinstance(node, Over) for node in walk(terms))
    assert evaluate(tree, VALUES, RATIONAL) == evaluate(terms, VALUES, RATIONAL)


def test_what_stands_still_is_done_once() -> None:
    body = parse("y[i]*(X @ W @ y)[i] + (c + 1)*(c + 1) + (X @ W @ y)[i]")
    loop = indexed_sum(Over("sum", "i", body, 3))
    assert [tree for _, tree in loop.once] == [parse("X @ W @ y"), parse("(c + 1)*(c + 1)")]
    assert not {"X", "W", "c"} & names(loop.body)
