"""Entries, slices and masks: what `a[...]` picks, and an array with a part assigned anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from handgrad.language.shape import Dimension
from handgrad.language.tree import Index, Name, Node, Number, Product, Transpose
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.array_spans import (
    Bounds,
    PlaceList,
    picked_span,
)
from handgrad.reading.code.values.numpy_arrays import (
    Dimensions,
    Misshapen,
    NumPyArray,
    ViewStep,
    array,
    copied,
    dimensions_text,
    identity_array,
    in_place,
    numpy_matmul,
    numpy_transpose,
    part_of,
    reduced_array,
    row_of,
    scalar,
    transposed_tree,
    view,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    FixedValue,
    ItemList,
    Position,
    Value,
)
from handgrad.reading.code.values.scope import PageNames


class Whole:
    """`:`, every place of an axis."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """`None` between the brackets: a new axis."""


Given = Value | Whole | Bounds
Place = NumPyArray | ClassNumbers | Counter | Position | Whole | Lifted | PlaceList | int


def places(page: PageNames, a: NumPyArray, given: Sequence[Given]) -> list[Place]:
    """The indices of an array, one for each axis, new axes between them."""
    sizes = iter(a.dimensions)
    found = [_on_axis(page, value, sizes) for value in given]
    if any(isinstance(p, NumPyArray) and p.is_mask for p in found):
        return found
    taken = len([p for p in found if not isinstance(p, Lifted)])
    rest = a.ndim - taken
    if rest < 0:
        raise Misshapen(
            f"an array of shape {dimensions_text(a.dimensions)} has no {taken} indices"
        )
    return [*found, *[Whole() for _ in range(rest)]]


def _on_axis(page: PageNames, value: Given, sizes: Iterator[Dimension]) -> Place:
    """A place on the next axis; those of slices and from the end counted from the first."""
    if isinstance(value, Bounds):
        return value.on(next(sizes, 1))
    found = _place(page, value)
    if isinstance(found, Lifted):
        return found
    size = next(sizes, 1)
    if isinstance(found, int) and page.is_unrolled and isinstance(size, int):
        if not -size <= found < size:
            raise Misshapen(f"the index {found} is past the last, {size - 1}")
        found %= size
    return found


def _place(page: PageNames, value: Value | Whole) -> Place:
    match value:
        case ItemList(values) if values and values == tuple(map(scalar, range(len(values)))):
            return Counter(len(values))
        case Counter(is_reversed=True):
            raise NotPython("rows from the last to the first are not read")
        case Whole() | Counter() | Position() | ClassNumbers():
            return value
        case FixedValue(None):
            return Lifted()
        case NumPyArray(is_mask=True):
            return value
        case NumPyArray(fill=fill) if fill is not None and value.ndim == 0:
            if fill.denominator == 1 and (fill >= 0 or page.is_unrolled):
                return int(fill)
            raise NotPython("an index is a whole number, counted from 0")
    if numbers := page.as_class_numbers(value):
        return numbers
    raise NotPython("an index is a number, the variable of a loop, class numbers or a mask")


def of_range(value: Counter, given: Sequence[Given]) -> Counter:
    """`np.arange(N)[:, None]` with the same numbers, `[::-1]` from the last to the first."""
    if list(given) == [Bounds(None, None, -1)]:
        return replace(value, is_reversed=not value.is_reversed)
    if all(isinstance(place, Whole) or place == FixedValue(None) for place in given):
        return value
    raise NotPython("a part of a range is not read")


def picked(page: PageNames, a: NumPyArray, given: Sequence[Given]) -> NumPyArray:
    """`a[...]` where it is read; one of numbers, slices and new axes is no copy."""
    found = places(page, a, given)
    is_view = all(isinstance(p, int | Position | Whole | Lifted | PlaceList) for p in found)
    value = picked_places(a, found)
    if not is_view:
        return copied(value)
    if all(isinstance(p, Whole) for p in found):
        return in_place(value, a)
    is_plain = all(isinstance(p, int | Whole | PlaceList) for p in found)
    return part_of(value, a, ViewStep(tuple(found))) if is_plain else view(value, a)


def stepped(a: NumPyArray, step: ViewStep) -> NumPyArray:
    """What a step makes of an array."""
    if step.places is None:
        return numpy_transpose(a)
    axes: list[Place] = [p if isinstance(p, int | PlaceList) else Whole() for p in step.places]
    return part_of(picked_places(a, axes), a, step)


def picked_places(a: NumPyArray, found: list[Place]) -> NumPyArray:
    if mask_among(found):
        raise NotPython("entries picked by a mask have no fixed shape; write a product with it")
    if any(isinstance(p, Lifted) for p in found):
        return _lifted(a, found)
    if isinstance(found[0], Counter):
        return _of_each_row(a, found)
    if any(isinstance(p, PlaceList) for p in found):
        return _of_spans(a, found)
    if a.ndim == 1:
        return _of_vector(a, found[0])
    if a.ndim == 2:
        return _of_matrix(a, found[0], found[1])
    raise Misshapen("a number has no entries")


def mask_among(found: Sequence[Place]) -> NumPyArray | None:
    masks = [p for p in found if isinstance(p, NumPyArray)]
    return masks[0] if masks else None


def _lifted(a: NumPyArray, found: list[Place]) -> NumPyArray:
    """`a[:, None]` and `a[None, :]`."""
    if not all(isinstance(p, Lifted | Whole) for p in found):
        raise NotPython("a new axis beside an index is not read")
    sizes = iter(a.dimensions)
    wanted = tuple(1 if isinstance(p, Lifted) else next(sizes) for p in found)
    if len(wanted) > 2:
        return array(a.tree, wanted)
    is_row = len(wanted) == 2 and a.ndim == 1 and wanted[0] == 1 != wanted[1]
    return array(row_of(a.tree) if is_row else a.tree, wanted)


def _of_each_row(a: NumPyArray, found: list[Place]) -> NumPyArray:
    """`scores[np.arange(N), y]`: the entry of each row's class."""
    first, second = (*found, None)[:2]
    if (
        isinstance(first, Counter)
        and isinstance(second, Whole)
        and first.size == a.dimensions[0]
    ):
        return a
    rows = one_hot_beside(a, first, second)
    chosen = array(Product(rows, (("*", a.tree),)), a.dimensions)
    return reduced_array("sum", chosen, 1 if isinstance(first, Counter) else 0)


def one_hot_beside(a: NumPyArray, first: Place | None, second: Place | None) -> Node:
    """The one-hot matrix that says what `[np.arange(N), y]` picks of each row."""
    if a.ndim != 2:
        raise Misshapen(f"an array of shape {dimensions_text(a.dimensions)} has no two indices")
    match first, second:
        case Counter(size), ClassNumbers(rows):
            wanted: Dimensions = (size, a.dimensions[1])
        case ClassNumbers(rows), Counter(size):
            rows, wanted = numpy_transpose(rows), (a.dimensions[0], size)
        case Counter(size), Counter(other) if size == other:
            rows, wanted = array(identity_array(size), (size, size)), (size, size)
        case _:
            raise NotPython(
                "beside np.arange(N) class numbers were expected: a[np.arange(N), y]"
            )
    if rows.dimensions != wanted and rows.dimensions == wanted[::-1]:
        rows = numpy_transpose(rows)
    if rows.dimensions != wanted or wanted != a.dimensions:
        raise Misshapen(
            f"[np.arange({size}), y] picks of {dimensions_text(wanted)}, "
            f"this is {dimensions_text(a.dimensions)}"
        )
    return rows.tree


def _of_spans(a: NumPyArray, found: list[Place]) -> NumPyArray:
    """`x[1:3]`, `X[1:3, j]` and the like."""
    first, *rest = found
    if not isinstance(first, PlaceList):
        if isinstance(first, Whole):
            return numpy_transpose(_of_spans(numpy_transpose(a), [*rest, Whole()]))
        row = _of_matrix(a, first, Whole())
        if row.ndim != 1:
            raise NotPython("a slice beside this index is not read")
        return picked_places(row, rest)
    part = picked_span(a, first)
    if not rest or isinstance(rest[0], Whole):
        return part
    turned = picked_places(numpy_transpose(part), [rest[0], Whole()])
    return numpy_transpose(turned)


def _of_vector(a: NumPyArray, place: Place) -> NumPyArray:
    size = a.dimensions[0]
    match place:
        case Whole():
            return a
        case Counter(other) if other == size:
            return a
        case Position(name, other) if other == size:
            return array(Index(a.tree, (Name(name),)), ())
        case int():
            return array(Index(a.tree, (_number(place, size),)), ())
        case ClassNumbers(rows) if rows.dimensions == (size,):
            return array(Product(transposed_tree(rows.tree), (("@", a.tree),)), ())
        case ClassNumbers(rows) if rows.ndim == 2 and rows.dimensions[1] == size:
            return numpy_matmul(rows, a)
    raise Misshapen(f"this index does not run over the {size} entries")


def _number(place: int, size: Dimension) -> Node:
    if isinstance(size, int) and place >= size:
        raise Misshapen(f"the index {place} is past the last, {size - 1}")
    return Number(Fraction(place))


def _of_matrix(a: NumPyArray, first: Place, second: Place) -> NumPyArray:
    rows, columns = a.dimensions
    by_row = _of_axis(a.tree, first, rows, columns)
    if by_row is None:
        found = _of_axis(transposed_tree(a.tree), second, columns, rows)
        return a if found is None else found
    return (
        _of_vector(by_row, second) if by_row.ndim == 1 else _of_matrix(by_row, Whole(), second)
    )


def _of_axis(tree: Node, place: Place, size: Dimension, across: Dimension) -> NumPyArray | None:
    """What an index picks along the first axis: a 1-D array, or rows for class numbers."""
    match place:
        case Whole():
            return None
        case Counter(other) if other == size:
            return None
        case Position(name, other) if other == size:
            return array(_row_of(tree, Name(name)), (across,))
        case int():
            return array(_row_of(tree, _number(place, size)), (across,))
        case ClassNumbers(rows) if rows.dimensions == (size,):
            return array(Product(transposed_tree(tree), (("@", rows.tree),)), (across,))
        case ClassNumbers(rows) if rows.ndim == 2 and rows.dimensions[1] == size:
            if tree == identity_array(size):
                return rows
            return array(Product(rows.tree, (("@", tree),)), (rows.dimensions[0], across))
    raise Misshapen(f"this index does not run over {size}")


def _row_of(tree: Node, place: Node) -> Node:
    """A row as a 1-D array, which is a column in the language."""
    if isinstance(tree, Transpose):
        return Index(tree.operand, (None, place))
    return Transpose(Index(tree, (place, None)))


def marked(place: Place, size: Dimension) -> NumPyArray | None:
    """A 1-D array with 1 at the place, None for a whole axis."""
    match place:
        case Whole():
            return None
        case Counter(other) if other == size:
            return None
        case int():
            return array(_row_of(identity_array(size), _number(place, size)), (size,))
        case Position(name, other) if other == size:
            return array(_row_of(identity_array(size), Name(name)), (size,))
        case ClassNumbers(rows) if rows.dimensions == (size,):
            return rows
    raise Misshapen(f"this index does not run over {size}")
