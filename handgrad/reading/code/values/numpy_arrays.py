"""NumPy's arrays as trees: a tree of the language with the shape that NumPy gives its value.

In the language every value has two dimensions. A 1-D array stands for its column here, and
what NumPy would do with it is written out: beside a matrix it is turned into a row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import islice

from handgrad.language.parser import parse
from handgrad.language.shape import Dimension
from handgrad.language.tree import (
    Call,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    walk,
)
from handgrad.reading.code.syntax.nodes import NotPython

Dimensions = tuple[Dimension, ...]
ONE, ZERO = Number(Fraction(1)), Number(Fraction(0))
MOST_NODES = 4_000


class Misshapen(NotPython):
    """Shapes that do not fit in NumPy."""


def own_memory() -> frozenset[object]:
    """Memory that no other array has."""
    return frozenset((object(),))


@dataclass(frozen=True, slots=True)
class ViewStep:
    """How a view is made of an array: by a place an axis, or turned where there are none."""

    places: tuple[object, ...] | None = None


@dataclass(frozen=True, slots=True)
class NumPyArray:
    """`tree` has the value, `dimensions` NumPy's shape: (), (n,) or (m, n).

    `is_mask` is true of what a comparison gives; `fill` is the number that every entry is,
    where that is known. Names, slices and transposes of an array have its `memory`; `way` leads
    to them from the array that fills the memory, None where it is not known.
    """

    tree: Node
    dimensions: Dimensions
    is_mask: bool = False
    fill: Fraction | None = None
    memory: frozenset[object] = field(default_factory=own_memory, compare=False, repr=False)
    way: tuple[ViewStep, ...] | None = field(default=(), compare=False, repr=False)

    @property
    def ndim(self) -> int:
        return len(self.dimensions)

    def shares(self, memory: frozenset[object]) -> bool:
        """Whether what is written to this memory changes the array."""
        return self.ndim > 0 and not self.memory.isdisjoint(memory)


def view(a: NumPyArray, of: NumPyArray) -> NumPyArray:
    """An array in the memory of another, of which it is some part."""
    return replace(a, memory=of.memory, way=None)


def in_place(a: NumPyArray, of: NumPyArray) -> NumPyArray:
    """An array that takes the place of another."""
    return replace(a, memory=of.memory, way=of.way)


def part_of(a: NumPyArray, of: NumPyArray, step: ViewStep) -> NumPyArray:
    """An array in the memory of another, made of it by a step."""
    return replace(a, memory=of.memory, way=None if of.way is None else (*of.way, step))


def copied(a: NumPyArray) -> NumPyArray:
    """The same value in memory of its own."""
    return replace(a, memory=own_memory(), way=())


def dimensions_text(dimensions: Dimensions) -> str:
    """A shape as NumPy prints it: (N,), (N, D)."""
    inside = ", ".join(map(str, dimensions))
    return f"({inside},)" if len(dimensions) == 1 else f"({inside})"


def scalar(value: Fraction | int) -> NumPyArray:
    value = Fraction(value)
    tree = Number(value) if value >= 0 else Negative(Number(-value))
    return NumPyArray(tree, (), fill=value)


def size_number(dimension: Dimension) -> NumPyArray:
    """A size as a number: N by its name, 3 as 3."""
    if isinstance(dimension, str):
        return NumPyArray(Name(dimension), ())
    return scalar(dimension)


def transposed_tree(tree: Node) -> Node:
    """The transpose; of a column that is a row `X[i, :]` turned, it is turned again.

    A bare row beside a column of its length would be read as the same vector.
    """
    is_turned_row = isinstance(tree, Transpose) and _is_bare_row(tree.operand)
    return (
        tree.operand if isinstance(tree, Transpose) and not is_turned_row else Transpose(tree)
    )


def _is_bare_row(tree: Node) -> bool:
    return isinstance(tree, Index) and tree.indices[-1] is None


def array(tree: Node, dimensions: Dimensions, *, is_mask: bool = False) -> NumPyArray:
    """A new value, within the size that a formula may have."""
    if len(dimensions) > 2:
        raise Misshapen(
            f"an array of shape {dimensions_text(dimensions)} has more than two axes, which no "
            "formula here has"
        )
    if len(tuple(islice(walk(tree), MOST_NODES + 1))) > MOST_NODES:
        raise NotPython("the formula behind this name is too long")
    return NumPyArray(ZERO if 0 in dimensions else tree, dimensions, is_mask)


def broadcast_dimensions(a: Dimensions, b: Dimensions) -> Dimensions:
    """NumPy's rule; raises Misshapen where it has none."""
    length = max(len(a), len(b))
    long_a, long_b = ((1,) * (length - len(d)) + d for d in (a, b))
    found: list[Dimension] = []
    for one, other in zip(long_a, long_b, strict=True):
        if one != other and 1 not in (one, other):
            raise Misshapen(
                f"in NumPy {dimensions_text(a)} and {dimensions_text(b)} do not fit together"
            )
        found.append(other if one == 1 else one)
    return tuple(found)


def as_wide(value: NumPyArray, ndim: int) -> Node:
    """The tree of a value beside one of so many axes: a 1-D array is a row beside a matrix."""
    if ndim == 2 and value.ndim == 1 and value.dimensions[0] != 1:
        return transposed_tree(value.tree)
    return value.tree


def beside(*values: NumPyArray) -> tuple[tuple[Node, ...], Dimensions]:
    """The trees of values that meet entry by entry, and the shape of what comes out."""
    dimensions = reduce(broadcast_dimensions, (value.dimensions for value in values))
    trees = tuple(as_wide(value, len(dimensions)) for value in values)
    is_grid = any(v.ndim == 2 and v.dimensions[1] == 1 for v in values)
    if len(dimensions) == 2 and dimensions[0] == dimensions[1] and is_grid:
        trees = tuple(map(_kept_as_row, trees, values))
    return trees, dimensions


def _kept_as_row(tree: Node, value: NumPyArray) -> Node:
    """A row that is not to be taken for the like of a column of its own length."""
    is_row = value.ndim == 2 and value.dimensions[0] == 1 != value.dimensions[1]
    if is_row and not any(isinstance(node, Transpose) for node in walk(tree)):
        return Transpose(Transpose(tree))
    return tree


def applied_entrywise(
    write: Callable[..., Node], *values: NumPyArray, mask: bool = False
) -> NumPyArray:
    trees, dimensions = beside(*values)
    return array(write(*trees), dimensions, is_mask=mask)


def entrywise_operation(sign: str, a: NumPyArray, b: NumPyArray) -> NumPyArray:
    """a + b, a - b, a * b, a / b and a ** b."""
    are_masks = a.is_mask and b.is_mask
    if are_masks and sign in ("+", "-"):
        raise NotPython(f"{sign} between truths is no sum in NumPy; write .astype(float)")
    if short := _without_effect(sign, a, b):
        return short
    match sign:
        case "+" | "-":
            return applied_entrywise(lambda x, y: joined_chain(Sum, x, sign, y), a, b)
        case "*" | "/":
            is_mask = are_masks and sign == "*"
            return applied_entrywise(
                lambda x, y: joined_chain(Product, x, sign, y), a, b, mask=is_mask
            )
        case "**":
            return applied_entrywise(Power, a, b)
    raise NotPython(f"the operator {sign} is not read")


def _without_effect(sign: str, a: NumPyArray, b: NumPyArray) -> NumPyArray | None:
    """The other operand where one is 0 in a sum or 1 in a product and changes no shape."""
    neutral = {"+": 0, "-": 0, "*": 1, "/": 1, "**": 1}[sign] if sign in "+-**/" else None
    if neutral is None:
        return None
    if broadcast_dimensions(a.dimensions, b.dimensions) == a.dimensions and b.fill == neutral:
        return copied(replace(a, is_mask=False))
    is_left = sign in ("+", "*") and a.fill == neutral
    if is_left and broadcast_dimensions(a.dimensions, b.dimensions) == b.dimensions:
        return copied(replace(b, is_mask=False))
    if a.fill is not None and b.fill is not None and a.ndim == b.ndim == 0:
        return _folded(sign, a.fill, b.fill)
    match sign, a.tree, b.tree:
        case "+", Sum(size, (("-", Number(left)),)), Number(right) if left == right:
            return copied(replace(a, tree=size)) if not a.ndim and not b.ndim else None
    return None


def _folded(sign: str, a: Fraction, b: Fraction) -> NumPyArray | None:
    """Two numbers as one."""
    is_whole = a.denominator == b.denominator == 1
    match sign:
        case "//" | "%" if is_whole and b:
            return scalar(a // b if sign == "//" else a % b)
        case "+":
            return scalar(a + b)
        case "-":
            return scalar(a - b)
        case "*":
            return scalar(a * b)
    return None


def joined_chain(kind: type[Sum] | type[Product], left: Node, sign: str, right: Node) -> Node:
    """left sign right as one chain where the left is a chain already."""
    if isinstance(left, kind) and not (kind is Product and _has_matrix_product(left)):
        return kind(left.first, (*left.rest, (sign, right)), left.at)
    return kind(left, ((sign, right),))


def _has_matrix_product(tree: Sum | Product) -> bool:
    return any(sign == "@" for sign, _ in tree.rest)


def negated(a: NumPyArray) -> NumPyArray:
    if a.fill is not None and a.ndim == 0:
        return scalar(-a.fill)
    return array(Negative(a.tree), a.dimensions)


def numpy_transpose(a: NumPyArray) -> NumPyArray:
    """`.T`, which leaves a 1-D array as it is."""
    if a.ndim < 2:
        return a
    found = replace(a, tree=transposed_tree(a.tree), dimensions=a.dimensions[::-1])
    return part_of(found, a, ViewStep())


def numpy_matmul(a: NumPyArray, b: NumPyArray) -> NumPyArray:
    """`a @ b`; a 1-D array is a row on the left and a column on the right."""
    if 0 in (a.ndim, b.ndim):
        raise Misshapen("@ multiplies arrays, one of these is a number: write *")
    inner = (a.dimensions[-1], b.dimensions[0])
    if inner[0] != inner[1]:
        shapes = f"{dimensions_text(a.dimensions)} @ {dimensions_text(b.dimensions)}"
        raise Misshapen(f"in NumPy {shapes} do not fit")
    outer = (*a.dimensions[:-1], *b.dimensions[1:])
    if a.ndim == 1 and b.ndim == 2:
        return array(Product(transposed_tree(b.tree), (("@", a.tree),)), outer)
    left = transposed_tree(a.tree) if a.ndim == 1 else a.tree
    return array(Product(left, (("@", b.tree),)), outer)


def reduced_array(
    function: str, a: NumPyArray, axis: int | None, *, keepdims: bool = False
) -> NumPyArray:
    """sum, mean, max, min and norm over all entries or along an axis, as NumPy shapes them."""
    if a.ndim == 0:
        return array(_total(function, a.tree, None), ())
    if 0 in a.dimensions and function != "sum":
        raise Misshapen(f"an array without entries has no {function}")
    if axis is not None and not -a.ndim <= axis < a.ndim:
        raise Misshapen(f"an array of shape {dimensions_text(a.dimensions)} has no axis {axis}")
    if axis is None or a.ndim == 1:
        kept = (1,) * a.ndim if keepdims else ()
        return array(_total(function, a.tree, None), kept)
    axis %= 2
    tree = _total(function, a.tree, axis)
    rows, columns = a.dimensions
    if keepdims:
        return array(tree, (1, columns) if axis == 0 else (rows, 1))
    return array(transposed_tree(tree), (columns,)) if axis == 0 else array(tree, (rows,))


def _total(function: str, tree: Node, axis: int | None) -> Node:
    return Call(function, (tree,), axis)


def filled_with(value: int, dimensions: Dimensions) -> NumPyArray:
    """np.zeros, np.ones: an array of one number."""
    tree: Node = Number.of(value)
    if dimensions and 0 not in dimensions:
        ones = Call("ones" if value else "zeros", tuple(map(_size, dimensions)))
        tree = Product(tree, (("*", ones),)) if value not in (0, 1) else ones
    return replace(array(tree, dimensions), fill=Fraction(value))


def identity_array(size: Dimension) -> Node:
    return Call("eye", (_size(size),))


def _size(dimension: Dimension) -> Node:
    return Number.of(dimension) if isinstance(dimension, int) else parse(dimension)


def spread(a: NumPyArray, dimensions: Dimensions) -> NumPyArray:
    """A value stretched to a shape that it fits, as an assignment to a part stretches it."""
    if broadcast_dimensions(a.dimensions, dimensions) != dimensions:
        into = dimensions_text(dimensions)
        raise Misshapen(f"in NumPy {dimensions_text(a.dimensions)} does not fit into {into}")
    if a.dimensions == dimensions:
        return a
    if a.fill is not None and a.fill.denominator == 1:
        whole = filled_with(1, dimensions)
        return (
            whole
            if a.fill == 1
            else replace(array(Product(whole.tree, (("*", a.tree),)), dimensions), fill=a.fill)
        )
    return applied_entrywise(
        lambda x, y: joined_chain(Product, x, "*", y), a, filled_with(1, dimensions)
    )


def reshaped(a: NumPyArray, wanted: Sequence[Dimension | None]) -> NumPyArray:
    """A value in another shape with the same order of entries; None stands for -1.

    Read are axes of one entry, added or dropped, and the shape that a value has already.
    """
    long = [d for d in a.dimensions if d != 1]
    asked = [d for d in wanted if d != 1]
    if asked.count(None) == 1:
        missing = [d for d in long if d not in asked]
        if len(long) - len(asked) == 0 and len(missing) <= 1:
            filler: Dimension = missing[0] if missing else long[asked.index(None)]
        elif len(long) < len(asked):
            filler = 1
        else:
            raise _cannot_reshape(a, wanted)
        wanted = [filler if d is None else d for d in wanted]
    known = tuple(d for d in wanted if d is not None)
    if len(known) != len(wanted) or [d for d in known if d != 1] != long or len(known) > 2:
        raise _cannot_reshape(a, wanted)
    is_row = a.ndim == 2 and a.dimensions[0] == 1 != a.dimensions[1]
    becomes_row = len(known) == 2 and known[0] == 1 != known[1]
    tree = transposed_tree(a.tree) if is_row != becomes_row else a.tree
    way = a.way if known == a.dimensions else None
    return replace(a, tree=tree, dimensions=known, way=way)


def _cannot_reshape(a: NumPyArray, wanted: Sequence[Dimension | None]) -> Misshapen:
    shape = ", ".join("-1" if d is None else str(d) for d in wanted)
    return Misshapen(f"reshaping {dimensions_text(a.dimensions)} to ({shape}) is not read")


def flattened(a: NumPyArray) -> NumPyArray:
    return reshaped(a, [None]) if a.ndim else replace(a, dimensions=(1,), way=None)


def row_of(tree: Node) -> Node:
    """A column as a row; the transpose is written even where the column is a row turned.

    A bare row `X[i, :]` beside a column of its length would be read as the same vector.
    """
    return Transpose(tree)


def outer_product(a: Node, b: Node) -> Node:
    """Two columns to a matrix."""
    return Product(a, (("@", row_of(b)),))


def outer(a: NumPyArray, b: NumPyArray) -> NumPyArray:
    """np.outer."""
    left, right = flattened(a), flattened(b)
    return array(outer_product(left.tree, right.tree), (*left.dimensions, *right.dimensions))
