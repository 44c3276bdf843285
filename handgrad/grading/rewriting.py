"""Other ways of writing a formula that leave its value as it is, drawn at random.

A rule takes a node and offers equal ones; `rewritten` applies rules at random places. The
tests of a grader live on these: a right answer stays right however it is written.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import islice

from handgrad.errors import FormulaError
from handgrad.formula.dimensions import SCALAR, Shape
from handgrad.formula.shapes import fitted
from handgrad.formula.tree import (
    Call,
    Compare,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    children,
    rewrite,
    walk,
    with_children,
)
from handgrad.model import Model

LARGEST = 250
Shapes = Mapping[str, Shape]
Rule = Callable[[Node, Shapes], Iterator[Node]]

ONE, TWO = Number(Fraction(1)), Number(Fraction(2))


def rewritten(
    tree: Node,
    generator: random.Random,
    *,
    shapes: Shapes,
    definitions: Mapping[str, Node] | None = None,
    steps: int = 4,
) -> Node:
    """A fitted tree after so many rewriting steps, of the same shape and value.

    `definitions` are names that may be replaced by their formulas, and back.

    >>> from handgrad.formula.parser import parse
    >>> from handgrad.formula.writing import plain
    >>> tree, shapes = parse("2*x*(w*x - y)"), {"w": SCALAR, "x": SCALAR, "y": SCALAR}
    >>> plain(rewritten(tree, random.Random(3), shapes=shapes, steps=3)) != plain(tree)
    True
    """
    for _ in range(steps):
        tree = _one_step(tree, generator, shapes, definitions or {})
    return tree


def definitions_of(model: Model) -> dict[str, Node]:
    """Every formula of a page by its name, the loss left out."""
    formulas = (*model.steps[:-1], *model.derivatives)
    return {formula.name: formula.tree for formula in formulas}


def rewritten_key(model: Model, name: str, generator: random.Random, *, steps: int = 4) -> Node:
    """The key of one parameter, written in another way."""
    key = next(d for d in model.derivatives if d.name == model.derivative_name(name))
    earlier = {n: tree for n, tree in definitions_of(model).items() if n != key.name}
    return rewritten(
        key.tree, generator, shapes=model.shapes, definitions=earlier, steps=steps
    )


def _one_step(
    tree: Node, generator: random.Random, shapes: Shapes, definitions: Mapping[str, Node]
) -> Node:
    """The tree with one node replaced by an equal one; itself where no rule fits."""
    if sum(1 for _ in islice(walk(tree), LARGEST)) >= LARGEST:
        return _reordered(tree, generator)
    rules = [*RULES, *_by_definition(definitions)]
    for _ in range(40):
        node, rule = _pick(generator, list(walk(tree))), _pick(generator, rules)
        found = list(rule(node, shapes))
        if found:
            new = _replaced(tree, node, _pick(generator, found))
            if _fits_as(new, tree, shapes):
                return _reordered(new, generator)
    return tree


def _pick[T](generator: random.Random, items: list[T]) -> T:
    return items[int(generator.random() * len(items))]


def _replaced(tree: Node, old: Node, new: Node) -> Node:
    """The tree with the very node `old` replaced."""
    if tree is old:
        return new
    return with_children(tree, tuple(_replaced(c, old, new) for c in children(tree)))


def _fits_as(new: Node, old: Node, shapes: Shapes) -> bool:
    """Whether the new tree has shapes that fit as they stand, and the shape of the old one."""
    try:
        tree, shape = fitted(new, shapes)
    except FormulaError:
        return False
    return tree == new and shape == fitted(old, shapes).shape


def _shape(node: Node, shapes: Shapes) -> Shape:
    return fitted(node, shapes).shape


def _reordered(tree: Node, generator: random.Random) -> Node:
    """The tree with the terms of one sum in three, and the factors of such a product, shuffled."""

    def shuffle(node: Node) -> Node:
        if not isinstance(node, Sum | Product) or generator.random() < 2 / 3:
            return node
        return _shuffled_sum(node, generator) if isinstance(node, Sum) else _shuffled_product(node, generator)

    return rewrite(tree, shuffle)
