"""Other ways of writing a formula that leave its value as it is, drawn at random.

A step takes a node of the tree and puts an equal one in its place, by an identity or by the
definition of a name. The tests of a grader live on these: a right answer stays right however
it is written.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TypeVar

from handgrad.errors import FormulaError
from handgrad.language.fit import fitted
from handgrad.language.identities import (
    DETOURS,
    IDENTITIES,
    OF_FUNCTIONS,
    REORDERINGS,
    Identity,
)
from handgrad.language.shape import Shape
from handgrad.language.tree import Name, Node, children, substitute, walk, with_children
from handgrad.page.checked_page import CheckedPage

# The functions have a third of all steps.
EVERY_IDENTITY: tuple[Identity, ...] = (*IDENTITIES, *(OF_FUNCTIONS,) * 4)
MOST_NODES = 250
TRIES = 60

_T = TypeVar("_T")


def rewritten_tree(
    tree: Node,
    generator: random.Random,
    *,
    shapes: Mapping[str, Shape],
    definitions: Mapping[str, Node] | None = None,
    steps: int = 4,
) -> Node:
    """A fitted tree after so many steps, of the same shape and value.

    `definitions` are names that may be replaced by their formulas, and back.

    >>> from handgrad.language.parser import parse
    >>> from handgrad.language.plain import plain
    >>> shapes = {"w": (1, 1), "x": (1, 1), "y": (1, 1)}
    >>> plain(rewritten_tree(parse("2*x*(w*x - y)"), random.Random(1), shapes=shapes, steps=2))
    '2*x*(w*x + -y)'
    """
    for _ in range(steps):
        tree = _one_step(tree, generator, shapes, definitions or {})
    return tree


def definitions_of(model: CheckedPage) -> dict[str, Node]:
    """What an answer may be written in: forward values and derivatives not asked for.

    The derivatives by parameters are replaced by their formulas.
    """
    asked = _asked(model)
    found = {step.name: step.tree for step in model.steps[:-1]}
    for derivative in model.derivatives:
        if derivative.name not in asked:
            found[derivative.name] = substitute(derivative.tree, asked)
    return found


def _asked(model: CheckedPage) -> dict[str, Node]:
    """The keys of the parameters, none of them in terms of another."""
    found: dict[str, Node] = {}
    for derivative in model.derivatives:
        if derivative.name in map(model.derivative_name, model.parameters):
            found[derivative.name] = substitute(derivative.tree, found)
    return found


def rewritten_key(
    model: CheckedPage, name: str, generator: random.Random, *, steps: int = 4
) -> Node:
    """The key of one parameter, written in another way.

    >>> from handgrad.page.loading import load_page
    >>> from handgrad.language.plain import plain
    >>> plain(rewritten_key(load_page("linear"), "w", random.Random(3)))
    'dL/dy_hat*x'
    """
    return rewritten_tree(
        _asked(model)[model.derivative_name(name)],
        generator,
        shapes=model.shapes,
        definitions=definitions_of(model),
        steps=steps,
    )


def _one_step(
    tree: Node,
    generator: random.Random,
    shapes: Mapping[str, Shape],
    definitions: Mapping[str, Node],
) -> Node:
    """The tree with one node replaced by an equal one; itself where nothing was found."""
    nodes = list(islice(walk(tree), MOST_NODES))
    for _ in range(TRIES):
        node = _pick(nodes, generator)
        equals = _equals(node, generator, shapes, definitions, growing=len(nodes) < MOST_NODES)
        if equals:
            new = replaced(tree, node, _pick(equals, generator))
            if _same_shape(new, tree, shapes):
                return new
    return tree


def _equals(
    node: Node,
    generator: random.Random,
    shapes: Mapping[str, Shape],
    definitions: Mapping[str, Node],
    *,
    growing: bool,
) -> list[Node]:
    """What one kind of step, drawn at random, offers for a node: seldom a detour."""
    kind = generator.random()
    if growing and kind > 0.8:
        return _by_definition(node, definitions)
    rules: Sequence[Identity] = (
        DETOURS if growing and kind < 0.02 else EVERY_IDENTITY if growing else REORDERINGS
    )
    return list(_pick(rules, generator)(node, shapes))


def _pick(items: Sequence[_T], generator: random.Random) -> _T:
    return items[int(generator.random() * len(items))]


def replaced(tree: Node, old: Node, new: Node) -> Node:
    """The tree with the very node `old` replaced."""
    if tree is old:
        return new
    below = children(tree)
    changed = tuple(replaced(child, old, new) for child in below)
    same = all(a is b for a, b in zip(below, changed, strict=True))
    return tree if same else with_children(tree, changed)


def _by_definition(node: Node, definitions: Mapping[str, Node]) -> list[Node]:
    """The formula of a name, or the names whose formula this is."""
    if isinstance(node, Name):
        return [definitions[node.name]] if node.name in definitions else []
    return [Name(name) for name, formula in definitions.items() if formula == node]


def _same_shape(new: Node, old: Node, shapes: Mapping[str, Shape]) -> bool:
    """Whether the new tree fits as it stands and has the shape of the old one."""
    try:
        tree, shape = fitted(new, shapes)
    except FormulaError:
        return False
    return tree == new and shape == fitted(old, shapes).shape
