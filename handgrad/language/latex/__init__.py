"""A formula as LaTeX.

With the shapes of the names, an elementwise product is written with a circled dot, and the
argument of a sum entry by entry: `sum((y_hat - y)^2)` becomes the sum over i of the squares of
the i-th entries.
"""

from collections.abc import Mapping

from handgrad.language.latex.entry import WHOLE
from handgrad.language.latex.writer import Writer
from handgrad.language.shape import Shape
from handgrad.language.tree import Node

__all__ = ["latex"]


def latex(tree: Node, shapes: Mapping[str, Shape] | None = None) -> str:
    """A formula in LaTeX, with the brackets it needs; without shapes every name is a number.

    >>> from handgrad.language.parser import parse
    >>> print(latex(parse("2*(y_hat - y)*x")))
    2\\,(\\hat{y} - y)\\,x
    """
    return Writer(shapes).text(tree, WHOLE).latex
