"""Arrays of one kind of entries: none yet, or a mark at the last place."""

from collections.abc import Collection

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Name, Node, Product, Transpose, walk
from handgrad.reading.code.numpy_arrays import ZERO, Dimensions, NumPyArray, array, filled_with
from handgrad.reading.code.program_values import ItemList, Value


def last_place(size: Dimension) -> Node:
    """A column with 1 at its last place: what the inverse of a triangle of ones adds up to."""
    triangle = Call("tril", (filled_with(1, (size, size)).tree,))
    return Transpose(Call("sum", (Call("inv", (triangle,)),), 0))


def blank(dimensions: Dimensions) -> NumPyArray:
    """np.empty: an array that has no values before it is given some."""
    return array(Product(filled_with(1, dimensions).tree, (("/", ZERO),)), dimensions)


def has_blanks(a: NumPyArray) -> bool:
    """Whether some entries have no values yet."""
    return any(isinstance(n, Product) and n.rest[-1] == ("/", ZERO) for n in walk(a.tree))


def is_blank(a: NumPyArray) -> bool:
    return isinstance(a.tree, Product) and a.tree.rest[-1] == ("/", ZERO)


def repeated(sizes: Collection[str], left: Value, right: Value) -> NumPyArray | None:
    """`[0.0] * n`: a list of one whole number, as long as a size of the page."""
    match left, right:
        case ItemList((NumPyArray(_, (), fill=fill),)), NumPyArray(Name(size), ()):
            if fill is not None and fill.denominator == 1 and fill >= 0 and size in sizes:
                return filled_with(int(fill), (size,))
    return None
