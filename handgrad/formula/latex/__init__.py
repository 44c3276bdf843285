"""A formula as LaTeX.

With the shapes of the names, an elementwise product is written with a circled dot, and the
argument of a sum entry by entry: `sum((y_hat - y)^2)` becomes the sum over i of the squares of
the i-th entries.
"""

from collections.abc import Mapping

from handgrad.formula.dimensions import Shape
from handgrad.formula.latex.at import WHOLE
from handgrad.formula.latex.writer import Writer
from handgrad.formula.tree import Node

__all__ = ["latex"]


def latex(tree: Node, shapes: Mapping[str, Shape] | None = None) -> str:
    """A formula in LaTeX, with the brackets it needs; without shapes every name is a number.

    >>> from handgrad.formula.parser import parse
    >>> print(latex(parse("2*(y_hat - y)*x")))
    2\\,(\\hat{y} - y)\\,x
    """
    return Writer(shapes).text(tree, WHOLE).latex
