"""Which entry of a value is meant, while an index pair is carried down a tree."""

from typing import NamedTuple

from handgrad.language.shape import Shape
from handgrad.language.tree import Product


class At(NamedTuple):
    """Which entry: a row and a column, each an index, ":" for all of them, or ""."""

    row: str = ""
    column: str = ""

    def turned(self) -> "At":
        return At(self.column, self.row)

    def of(self, shape: Shape) -> str:
        """The subscript for a value of this shape: one that has a single row needs no row."""
        kept = [i for i, size in zip(self, shape, strict=True) if size != 1]
        return ",".join(i or ":" for i in kept) if any(i not in ("", ":") for i in kept) else ""

    def left(self, shape: Shape) -> Shape:
        """The shape of what the index leaves of a value."""
        rows, columns = (
            size if i in ("", ":") else 1 for i, size in zip(self, shape, strict=True)
        )
        return rows, columns


WHOLE = At()


def prefixes(node: Product, at: At) -> list[At]:
    """The index of the first factor, then of the product with each further one."""
    found = [at]
    for operator, _ in reversed(node.rest):
        found.append(At(found[-1].row, ":") if operator == "@" else found[-1])
    return found[::-1]
