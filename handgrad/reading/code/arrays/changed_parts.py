"""Arrays with a part assigned anew: `a[...] = value`, `a[...] += value`."""

from collections.abc import Sequence
from dataclasses import replace

from handgrad.language.tree import Call, Product
from handgrad.reading.code.arrays.subscripts import (
    Given,
    Lifted,
    Place,
    Whole,
    marked,
    mask_among,
    one_hot_beside,
    picked_places,
    places,
)
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.array_spans import (
    PlaceList,
    filled_in,
    with_places,
)
from handgrad.reading.code.values.made_arrays import has_blanks
from handgrad.reading.code.values.numpy_arrays import (
    Misshapen,
    NumPyArray,
    array,
    dimensions_text,
    entrywise_operation,
    filled_with,
    scalar,
    spread,
    transposed_tree,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    Position,
)
from handgrad.reading.code.values.scope import PageNames


def with_part(
    page: PageNames, a: NumPyArray, given: Sequence[Given], sign: str, value: NumPyArray
) -> NumPyArray:
    """The array after `a[...] = value`, `a[...] += value` and the like.

    `sign` is "" for a plain assignment.
    """
    if a.is_mask and not value.is_mask and (sign or value.fill not in (0, 1)):
        raise NotPython("an array of truths takes truths only; write .astype(float)")
    found = places(page, a, given)
    if any(isinstance(p, Lifted | Position) for p in found):
        raise NotPython("this part cannot be assigned outside its loop")
    if mask := mask_among(found):
        return _where_masked(a, found, mask, sign, value)
    if isinstance(found[0], Counter) and len(found) == 2 and not isinstance(found[1], Whole):
        return _of_classes(a, found, sign, value)
    if isinstance(found[-1], Counter) and isinstance(found[0], ClassNumbers):
        return _of_classes(a, found, sign, value)
    axes = [None if isinstance(p, Whole) else p for p in found]
    if page.is_unrolled and all(p is None or isinstance(p, int | PlaceList) for p in axes):
        known = [p for p in axes if p is None or isinstance(p, int | PlaceList)]
        if any(isinstance(p, PlaceList) for p in known) or has_blanks(a):
            return _with_parts(a, known, sign, value)
    part, full = _part_and_value(a, found, value)
    if part is None:
        new = entrywise_operation(sign, a, value) if sign else value
        return spread(new, a.dimensions)
    return changed_part(a, part, sign, full)


def _with_parts(
    a: NumPyArray, axes: Sequence[PlaceList | int | None], sign: str, value: NumPyArray
) -> NumPyArray:
    if sign in ("+", "-"):
        return with_places(a, axes, sign, value)
    if sign:
        old = picked_places(a, [Whole() if p is None else p for p in axes])
        value = entrywise_operation(sign, old, spread(value, old.dimensions))
    return filled_in(a, axes, value) if has_blanks(a) else with_places(a, axes, "", value)


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
    part = array(one_hot_beside(a, found[0], found[1]), a.dimensions)
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
