"""`a[place] = b[place]*c`: the same part of arrays on both sides, entry by entry.

What happens to a part of arrays of one shape happens to the whole of them, of which only the
part is kept.
"""

from collections.abc import Iterator
from fractions import Fraction

from handgrad.language.functions import ELEMENTWISE
from handgrad.language.tree import Call
from handgrad.reading.code.arrays.subscripts import marked
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    NotPython,
    Prefix,
    Row,
    SliceDisplay,
    Subscript,
    Word,
    dotted,
)
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    array,
    entrywise_operation,
    scalar,
)

_ENTRYWISE = frozenset(("+", "-", "*", "/", "**"))
_LONGEST_HEAD = 8


def whole_of(target: Subscript, value: Expression) -> Expression | None:
    """The right side without the place assigned; None where it is not entry by entry."""

    def whole(part: Expression) -> Expression | None:
        match part:
            case Literal() | Word() | Attribute():
                return part
            case Subscript() if is_same_expression(part.items, target.items):
                return part.value
            case Prefix("-" | "+" as sign, operand):
                found = whole(operand)
                return None if found is None else Prefix(sign, found, part.at)
            case Infix(sign, left, right) if sign in _ENTRYWISE:
                a, b = whole(left), whole(right)
                return None if a is None or b is None else Infix(sign, a, b, part.at)
            case Application(function, (argument,), ()) if _is_entrywise(function):
                found = whole(argument)
                return None if found is None else Application(function, (found,), (), part.at)
        return None

    return whole(value)


def _is_entrywise(function: Expression) -> bool:
    module, _, name = dotted(function).rpartition(".")
    return module in ("np", "numpy", "torch") and name in ELEMENTWISE


def taken(value: Expression) -> tuple[list[Expression], list[Expression]]:
    """The arrays of which a right side takes the part, and what it takes as it stands."""
    parts: list[Expression] = []
    others: list[Expression] = []
    for leaf in _leaves(value):
        if isinstance(leaf, Subscript):
            parts.append(leaf.value)
        elif not isinstance(leaf, Literal):
            others.append(leaf)
    return parts, others


def is_bounded(target: Subscript) -> bool:
    """Whether a part is a slice that does not go from end to end."""
    return any(
        isinstance(i, SliceDisplay) and (i.start or i.stop or i.step) for i in _items(target)
    )


def sliced(target: Subscript, a: NumPyArray) -> NumPyArray:
    """1 where `a[1:]`, `a[:2]`, `a[:, 1:]` and the like are, 0 elsewhere."""
    items = _items(target)
    if len(items) > a.ndim:
        raise NotPython(f"this has {a.ndim} axes, not {len(items)}")
    found = scalar(1)
    for axis, item in enumerate(items):
        if not isinstance(item, SliceDisplay):
            raise NotPython("an index beside a slice with bounds is not read")
        part = _along(item, a, axis)
        found = part if found.fill == 1 else entrywise_operation("*", found, part)
    return found


def with_mask(a: NumPyArray, mask: NumPyArray, sign: str, value: NumPyArray) -> NumPyArray:
    """The array with other entries where a mask of its shape holds."""
    new = entrywise_operation(sign, a, value) if sign else value
    return array(Call("where", (mask.tree, new.tree, a.tree)), a.dimensions)


def _items(target: Subscript) -> tuple[Expression, ...]:
    match target.items:
        case (Row(items),):
            return items
    return target.items


def _along(item: SliceDisplay, a: NumPyArray, axis: int) -> NumPyArray:
    match item:
        case SliceDisplay(None, None, None):
            return scalar(1)
        case SliceDisplay(Literal(start), None, None):
            return entrywise_operation("-", scalar(1), _head(start, a, axis))
        case SliceDisplay(None, Literal(stop), None):
            return _head(stop, a, axis)
    raise NotPython("of slices with bounds a[1:] and a[:2] are read")


def _head(count: Fraction, a: NumPyArray, axis: int) -> NumPyArray:
    """1 at so many first places of an axis."""
    if count.denominator != 1 or not 1 <= count <= _LONGEST_HEAD:
        raise NotPython(f"a slice is read to a bound of 1 to {_LONGEST_HEAD}")
    size = a.dimensions[axis]
    found = scalar(0)
    for place in range(int(count)):
        one = marked(place, size)
        if one is not None:
            found = one if found.fill == 0 else entrywise_operation("+", found, one)
    if a.ndim == 1:
        return found
    return array(found.tree, (size, 1)) if axis == 0 else found


def _leaves(value: Expression) -> Iterator[Expression]:
    match value:
        case Prefix(_, operand):
            yield from _leaves(operand)
        case Infix(_, left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Application(_, arguments):
            for argument in arguments:
                yield from _leaves(argument)
        case _:
            yield value


def is_same_expression(a: object, b: object) -> bool:
    """Whether two expressions are written alike, wherever they stand."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(is_same_expression, a, b))
    slots = [name for name in getattr(a, "__slots__", ()) if name != "at"]
    if type(a) is not type(b) or not slots:
        return a == b
    return all(is_same_expression(getattr(a, name), getattr(b, name)) for name in slots)
