"""What a product means where no * or @ says it: two factors side by side, `·`, `×` and `⊙`.

With a number it is `*`. `⊙` is always `*`. Arrays side by side are a matrix product, `·`
between two vectors is their inner product; only two arrays of one shape, which have no matrix
product, are multiplied entry by entry.
"""

from typing import TYPE_CHECKING

from handgrad.formula.dimensions import SCALAR, Shape, broadcast, is_column, product, turned
from handgrad.formula.tree import Node

if TYPE_CHECKING:
    from handgrad.formula.notation.grammar import Reader


def joined(
    reader: "Reader",
    sign: str,
    factors: tuple[list[tuple[str, Node]], Node],
    shapes: tuple[Shape | None, Shape | None],
) -> str:
    """The operator *, / or @ that a sign, or none, stands for between two factors."""
    if sign in ("*", "/", "@"):
        return sign
    left, right = shapes
    if sign == "⊙" or left is None or right is None or SCALAR in (left, right):
        return "*"
    (_, before), after = factors[0][-1], factors[1]
    a, b = reader.shown(before), reader.shown(after)
    if sign == "·" and left == right and is_column(left):
        reader.warn(f"· between the vectors {a} and {b} is read as their inner product")
        return "@"
    if left == right and left[0] != left[1]:
        reader.warn(f"{a} and {b} side by side are multiplied entry by entry; write @ or .T @")
        return "*"
    if product(left, right) is None:
        reader.warn(f"{a} and {b} side by side are read as the matrix product {a} @ {b}")
    return "@"


def shape_after(operator: str, left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of a product, as `shapes.fitted` finds it, None where it is not known."""
    if left is None or right is None:
        return None
    if operator != "@":
        return broadcast(left, right) or left
    for a, b in ((left, right), (turned(left), right), (left, turned(right))):
        if product(a, b) is not None:
            return product(a, b)
    return None
