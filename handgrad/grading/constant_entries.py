"""A number behind a right formula that is each of its entries: `dy/dx/N = 3/N = 3/12`."""

from fractions import Fraction

from handgrad.grading.equality import Judge
from handgrad.grading.formulas import MeantFormula
from handgrad.grading.marks import Mark
from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import Call, Name, Node, Number, Product, names
from handgrad.page.numbered import own_sizes
from handgrad.verdict import RIGHT


def in_every_entry(mark: Mark, judge: Judge) -> Mark | None:
    """The mark on a number, or sizes, as the value of each entry, None where it is not that.

    The page must say all its sizes: a number holds at those of handgrad's own choice by chance.
    """
    page, found, target = judge.model, mark.found, mark.target
    if found is None or target is None or found.shape != SCALAR or target.shape == SCALAR:
        return None
    if own_sizes(page).keys() != page.sizes.keys() or not names(found.tree) <= {*page.sizes}:
        return None
    filled = MeantFormula(_filled(found.tree, target.shape), target.shape)
    part = judge.judged(target, filled, mark.part)
    return mark._replace(part=part, found=filled) if part.verdict == RIGHT else None


def _filled(number: Node, shape: Shape) -> Node:
    """An array of a number in every entry."""
    sizes = tuple(map(_size, shape if 1 not in shape[1:] else shape[:1]))
    return Product(Call("ones", sizes), (("*", number),))


def _size(size: Dimension) -> Node:
    return Name(size) if isinstance(size, str) else Number(Fraction(size))
