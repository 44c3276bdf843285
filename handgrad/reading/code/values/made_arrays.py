"""Arrays of one kind of entries: none yet, or a mark at the last place."""

from collections.abc import Collection

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Name, Node, Product, Transpose, walk
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import (
    ZERO,
    Dimensions,
    NumPyArray,
    array,
    filled_with,
)
from handgrad.reading.code.values.program_values import FixedValue, Gathered, ItemList, Value

_LONGEST = 64


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


def of_lists(
    sizes: Collection[str], sign: str, left: Value, right: Value
) -> NumPyArray | ItemList | None:
    """`[0.0] * n` as an array; raises NotPython for what else a list does beside a number.

    None where no list is an operand, or an array beside it makes it one.
    """
    match sign, left, right:
        case "*", ItemList((FixedValue(None) as one,)), NumPyArray(_, (), fill=fill):
            if fill is not None and fill.denominator == 1 and 0 <= fill <= _LONGEST:
                return ItemList((one,) * int(fill))
    match sign, left, right:
        case "*", ItemList((NumPyArray(_, (), fill=fill),)), NumPyArray(Name(size), ()):
            if fill is not None and fill.denominator == 1 and fill >= 0 and size in sizes:
                return filled_with(int(fill), (size,))
    is_array = [isinstance(v, NumPyArray) and v.ndim > 0 for v in (left, right)]
    is_list = isinstance(left, Gathered) or isinstance(right, Gathered)
    if is_list and sign in ("+", "-", "*", "/", "**") and not any(is_array):
        raise NotPython(
            f"{sign} joins or repeats a list of Python; write np.array(...) around it"
        )
    return None
