"""Entries, slices and masks: what `a[...]` picks, and an array with a part assigned anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Name, Node, Number, Product, Transpose
from handgrad.reading.code.numpy_arrays import (
    Dimensions,
    Misshapen,
    NumPyArray,
    array,
    copied,
    dimensions_text,
    entrywise_operation,
    filled_with,
    identity_array,
    numpy_matmul,
    numpy_transpose,
    reduced_array,
    row_of,
    scalar,
    spread,
    transposed_tree,
    view,
)
from handgrad.reading.code.program_values import (
    ClassNumbers,
    Counter,
    FixedValue,
    Position,
    Value,
)
from handgrad.reading.code.scope import PageNames
from handgrad.reading.code.syntax import NotPython


class Whole:
    """`:`, every place of an axis."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """`None` between the brackets: a new axis."""


Place = NumPyArray | ClassNumbers | Counter | Position | Whole | Lifted | int


def places(page: PageNames, a: NumPyArray, given: Sequence[Value | Whole]) -> list[Place]:
    """The indices of an array, one for each axis, new axes between them."""
    found = [_place(page, value) for value in given]
    if any(isinstance(p, NumPyArray) and p.is_mask for p in found):
        return found
    taken = len([p for p in found if not isinstance(p, Lifted)])
    rest = a.ndim - taken
    if rest < 0:
        raise Misshapen(
            f"an array of shape {dimensions_text(a.dimensions)} has no {taken} indices"
        )
    return [*found, *[Whole() for _ in range(rest)]]


def _place(page: PageNames, value: Value | Whole) -> Place:
    match value:
        case Counter(is_reversed=True):
            raise NotPython("rows from the last to the first are not read")
        case Whole() | Counter() | Position() | ClassNumbers():
            return value
        case FixedValue(None):
            return Lifted()
        case NumPyArray(is_mask=True):
            return value
        case NumPyArray(fill=fill) if fill is not None and value.ndim == 0:
            if fill.denominator == 1 and fill >= 0:
                return int(fill)
            raise NotPython("an index is a whole number, counted from 0")
    if numbers := page.as_class_numbers(value):
        return numbers
    raise NotPython("an index is a number, the variable of a loop, class numbers or a mask")


def picked(page: PageNames, a: NumPyArray, given: Sequence[Value | Whole]) -> NumPyArray:
    """`a[...]` where it is read; one of numbers, slices and new axes is no copy."""
    found = places(page, a, given)
    is_view = all(isinstance(p, int | Position | Whole | Lifted) for p in found)
    value = _picked(a, found)
    return view(value, a) if is_view else copied(value)


def _picked(a: NumPyArray, found: list[Place]) -> NumPyArray:
    if _mask(found):
        raise NotPython("entries picked by a mask have no fixed shape; write a product with it")
    if any(isinstance(p, Lifted) for p in found):
        return _lifted(a, found)
    if isinstance(found[0], Counter):
        return _of_each_row(a, found)
    if a.ndim == 1:
        return _of_vector(a, found[0])
    if a.ndim == 2:
        return _of_matrix(a, found[0], found[1])
    raise Misshapen("a number has no entries")


def _mask(found: Sequence[Place]) -> NumPyArray | None:
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
    rows = _one_hot_beside(a, first, second)
    chosen = array(Product(rows, (("*", a.tree),)), a.dimensions)
    return reduced_array("sum", chosen, 1 if isinstance(first, Counter) else 0)


def _one_hot_beside(a: NumPyArray, first: Place | None, second: Place | None) -> Node:
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


def with_part(
    page: PageNames, a: NumPyArray, given: Sequence[Value | Whole], sign: str, value: NumPyArray
) -> NumPyArray:
    """The array after `a[...] = value`, `a[...] += value` and the like.

    `sign` is "" for a plain assignment.
    """
    found = places(page, a, given)
    if any(isinstance(p, Lifted | Position) for p in found):
        raise NotPython("this part cannot be assigned outside its loop")
    if mask := _mask(found):
        return _where_masked(a, found, mask, sign, value)
    if isinstance(found[0], Counter) and len(found) == 2 and not isinstance(found[1], Whole):
        return _of_classes(a, found, sign, value)
    if isinstance(found[-1], Counter) and isinstance(found[0], ClassNumbers):
        return _of_classes(a, found, sign, value)
    part, full = _part_and_value(a, found, value)
    if part is None:
        new = entrywise_operation(sign, a, value) if sign else value
        return spread(new, a.dimensions)
    return changed_part(a, part, sign, full)


def changed_part(a: NumPyArray, part: NumPyArray, sign: str, value: NumPyArray) -> NumPyArray:
    """The array with what `part` marks by 1 changed."""
    if sign in ("+", "-"):
        return entrywise_operation(sign, a, entrywise_operation("*", part, value))
    new = entrywise_operation(sign, a, value) if sign else value
    kept = entrywise_operation("*", a, entrywise_operation("-", scalar(1), part))
    return (
        kept
        if new.fill == 0
        else entrywise_operation("+", kept, entrywise_operation("*", part, new))
    )


def _where_masked(
    a: NumPyArray, found: list[Place], mask: NumPyArray, sign: str, value: NumPyArray
) -> NumPyArray:
    """`a[mask] = value`: a number, or the same entries of another array."""
    if len(found) > 1 or mask.dimensions != a.dimensions:
        raise Misshapen(
            f"the mask has shape {dimensions_text(mask.dimensions)}, the array "
            f"{dimensions_text(a.dimensions)}"
        )
    if value.ndim:
        raise NotPython(
            "by a mask a number is assigned; write np.where(mask, a, b) for an array"
        )
    new = entrywise_operation(sign, a, value) if sign else spread_number(value, a)
    tree = Call("where", (mask.tree, new.tree, a.tree))
    return array(tree, a.dimensions)


def spread_number(value: NumPyArray, like: NumPyArray) -> NumPyArray:
    return replace(value, dimensions=like.dimensions)


def _of_classes(a: NumPyArray, found: list[Place], sign: str, value: NumPyArray) -> NumPyArray:
    """`a[np.arange(N), y] = value`: one entry of each row."""
    part = array(_one_hot_beside(a, found[0], found[1]), a.dimensions)
    is_by_row = isinstance(found[0], Counter)
    if value.ndim == 1:
        size = a.dimensions[0 if is_by_row else 1]
        if value.dimensions[0] not in (1, size):
            raise Misshapen(
                f"in NumPy {dimensions_text(value.dimensions)} does not fit ({size},)"
            )
        dimensions = (value.dimensions[0], 1) if is_by_row else (1, value.dimensions[0])
        value = array(value.tree if is_by_row else transposed_tree(value.tree), dimensions)
    elif value.ndim:
        raise Misshapen(
            f"in NumPy {dimensions_text(value.dimensions)} is not one entry of each row"
        )
    return changed_part(a, part, sign, value)


def _part_and_value(
    a: NumPyArray, found: list[Place], value: NumPyArray
) -> tuple[NumPyArray | None, NumPyArray]:
    """What single places mark, with the value laid beside it; None for the whole array."""
    picks = [marked(place, size) for place, size in zip(found, a.dimensions, strict=True)]
    left = tuple(s for s, pick in zip(a.dimensions, picks, strict=True) if pick is None)
    full = spread(value, left) if value.fill is None and value.ndim else value
    if all(pick is None for pick in picks):
        return None, value
    if a.ndim == 1:
        return picks[0], full
    down, across = picks
    if full.ndim == 1:
        as_row = down is not None
        full = array(transposed_tree(full.tree) if as_row else full.tree,
                     (1, *full.dimensions) if as_row else (*full.dimensions, 1))  # fmt: skip
    rows, columns = (
        filled_with(1, (size,)) if pick is None else pick
        for pick, size in zip((down, across), a.dimensions, strict=True)
    )
    return array(
        Product(rows.tree, (("@", transposed_tree(columns.tree)),)), a.dimensions
    ), full


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
