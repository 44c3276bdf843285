"""Several places of an axis, `x[1:4]` and `x[::-1]`, where the sizes are numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import prod

from handgrad.language.matrices import MOST_PARTS
from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Node, Number, Product, Transpose
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import (
    ZERO,
    Misshapen,
    NumPyArray,
    array,
    entrywise_operation,
    filled_with,
    identity_array,
    numpy_transpose,
    outer_product,
    row_of,
    scalar,
    spread,
    transposed_tree,
)

LONGEST = 64


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Places of an axis, in order."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """`start:stop:step`, whole numbers or None, on an axis yet to be known."""

    start: int | None
    stop: int | None
    step: int | None

    def on(self, size: Dimension) -> PlaceList:
        """The places on an axis of this size; raises NotPython for a size without a number."""
        if not isinstance(size, int):
            raise NotPython("a slice with bounds is read where the sizes are numbers")
        found = tuple(range(size)[self.start : self.stop : self.step])
        if len(found) > LONGEST:
            raise NotPython(f"a slice of {len(found)} places is not read")
        return PlaceList(found)


def picked_span(a: NumPyArray, span: PlaceList) -> NumPyArray:
    """The entries of a 1-D array, or the rows of a matrix."""
    if span.places == tuple(range(a.dimensions[0] if isinstance(a.dimensions[0], int) else 0)):
        return a
    if not span.places:
        return _empty(a)
    return joined([part_at(a, place) for place in span.places])


def _empty(a: NumPyArray) -> NumPyArray:
    """No entries at all, whose sum is 0."""
    if a.ndim > 1:
        raise NotPython("a slice of no rows is not read")
    return array(ZERO, (0,))


def part_at(a: NumPyArray, place: int) -> NumPyArray:
    """An entry of a 1-D array, or a row of a matrix as a 1-D array."""
    number = Number(Fraction(place))
    match a.tree:
        case Call("column", parts) if len(parts) == a.dimensions[0]:
            tree = parts[place]
            return array(tree if a.ndim == 1 else transposed_tree(tree), a.dimensions[1:])
    if a.ndim == 1:
        return array(Index(a.tree, (number,)), ())
    if isinstance(a.tree, Transpose):
        return array(Index(a.tree.operand, (None, number)), a.dimensions[1:])
    return array(Transpose(Index(a.tree, (number, None))), a.dimensions[1:])


def joined(parts: Sequence[NumPyArray]) -> NumPyArray:
    """Numbers to a 1-D array, 1-D arrays to the rows of a matrix."""
    dimensions = (len(parts), *parts[0].dimensions)
    if any(p.dimensions != parts[0].dimensions for p in parts):
        raise Misshapen("the values of this list have not one shape")
    trees = [p.tree if p.ndim == 0 else row_of(p.tree) for p in parts]
    while len(trees) > 1:
        chunks = [trees[n : n + MOST_PARTS] for n in range(0, len(trees), MOST_PARTS)]
        trees = [Call("column", tuple(c)) if len(c) > 1 else c[0] for c in chunks]
    return array(trees[0], dimensions)


def laid_anew(a: NumPyArray, wanted: Sequence[int]) -> NumPyArray:
    """The entries of an array, row by row, in another shape."""
    parts = [part_at(a, k) for k in _list_of(None, a.dimensions[0])]
    if a.ndim == 2:
        parts = [part_at(row, k) for row in parts for k in _list_of(None, a.dimensions[1])]
    length = wanted[-1]
    if len(parts) > LONGEST or len(wanted) > 2 or prod(wanted) != len(parts):
        raise Misshapen(f"{len(parts)} entries do not make {' x '.join(map(str, wanted))}")
    if len(wanted) == 1:
        return joined(parts)
    return joined([joined(parts[n : n + length]) for n in range(0, len(parts), length)])


def marking(
    axes: Sequence[PlaceList | int | None], a: NumPyArray, value: NumPyArray
) -> NumPyArray:
    """An array like `a` with a value at its places, one an axis, and 0 elsewhere."""
    lengths = tuple(len(p.places) if isinstance(p, PlaceList) else size
                    for p, size in zip(axes, a.dimensions, strict=True)
                    if not isinstance(p, int))  # fmt: skip
    tree = spread(value, lengths).tree
    if not lengths:
        units = [_placing(p, size) for p, size in zip(axes, a.dimensions, strict=True)]
        mark = reduce(outer_product, [unit for unit in units if unit is not None])
        return array(Product(mark, (("*", tree),)), a.dimensions)
    if a.ndim == 1:
        return array(_placed(axes[0], a.dimensions[0], tree), a.dimensions)
    if isinstance(axes[0], int) and not isinstance(axes[1], int):
        tree = transposed_tree(tree)
    down = _placed(axes[0], a.dimensions[0], tree)
    across = _placing(axes[1], a.dimensions[1])
    whole = down if across is None else Product(down, (("@", transposed_tree(across)),))
    return array(whole, a.dimensions)


def _placed(place: PlaceList | int | None, size: Dimension, tree: Node) -> Node:
    placing = _placing(place, size)
    if placing is None:
        return tree
    return Product(placing, (("@", tree),))


def _placing(place: PlaceList | int | None, size: Dimension) -> Node | None:
    """The columns of the identity that put values at places of an axis."""
    if place is None:
        return None
    identity = identity_array(size)
    places = place.places if isinstance(place, PlaceList) else (place,)
    units: list[Node] = [Index(identity, (None, Number(Fraction(k)))) for k in places]
    while len(units) > 1:
        chunks = [units[n : n + MOST_PARTS] for n in range(0, len(units), MOST_PARTS)]
        units = [Call("row", tuple(c)) if len(c) > 1 else c[0] for c in chunks]
    return units[0]


def with_places(
    a: NumPyArray, axes: Sequence[PlaceList | int | None], sign: str, value: NumPyArray
) -> NumPyArray:
    """The array after `a[1:3, 2:4] += value`; None stands for a whole axis."""
    if any(isinstance(p, PlaceList) and not p.places for p in axes):
        return a
    if sign in ("+", "-"):
        return entrywise_operation(sign, a, marking(axes, a, value))
    ones = filled_with(1, tuple(len(p.places) if isinstance(p, PlaceList) else s
                                for p, s in zip(axes, a.dimensions, strict=True)
                                if not isinstance(p, int)))  # fmt: skip
    left = entrywise_operation("-", scalar(1), marking(axes, a, ones))
    kept = entrywise_operation("*", a, left)
    return entrywise_operation("+", kept, marking(axes, a, value))


def filled_in(
    a: NumPyArray, axes: Sequence[PlaceList | int | None], value: NumPyArray
) -> NumPyArray:
    """The array after `a[1:3] = value`, entry by entry: those of `a` are not looked at."""
    first, *rest = axes
    if first is None and rest:
        turned = numpy_transpose(value) if value.ndim == 2 else value
        return numpy_transpose(filled_in(numpy_transpose(a), (*rest, None), turned))
    places = _list_of(first, a.dimensions[0])
    is_along = not isinstance(first, int)
    wanted = tuple(len(p.places) if isinstance(p, PlaceList) else s
                   for p, s in zip(axes, a.dimensions, strict=True)
                   if not isinstance(p, int))  # fmt: skip
    whole = spread(value, wanted)
    parts = [part_at(a, k) for k in _list_of(None, a.dimensions[0])]
    for n, place in enumerate(places):
        new = part_at(whole, n) if is_along else whole
        parts[place] = filled_in(parts[place], rest, new) if rest else new
    return joined(parts)


def _list_of(place: PlaceList | int | None, size: Dimension) -> tuple[int, ...]:
    if isinstance(place, int):
        return (place,)
    if not isinstance(size, int):
        raise NotPython("this part is read where the sizes are numbers")
    return tuple(range(size)) if place is None else place.places
