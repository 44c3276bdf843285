"""Sums as the languages of matrices have them, down the columns."""

from collections.abc import Callable

from handgrad.language.shape import Shape
from handgrad.language.tree import Call, Node, Transpose, children, walk, with_children


def down_the_columns(
    tree: Node, shape_of: Callable[[Node], Shape | None], single: frozenset[str]
) -> Node:
    """The tree with the sums of matrices as Octave has them: a row of column sums."""
    below = tuple(down_the_columns(child, shape_of, single) for child in children(tree))
    tree = with_children(tree, below) if below else tree
    match tree:
        case Call("sum" | "mean" | "max" | "min" as function, (argument,), None):
            shape = shape_of(argument)
            if shape is not None and 1 not in shape and single.isdisjoint(shape):
                return Call(function, (argument,), 0, tree.at)
    return tree


def turns(tree: Node) -> int:
    """How many transpositions a tree has."""
    return sum((isinstance(node, Transpose) for node in walk(tree)), 0)
