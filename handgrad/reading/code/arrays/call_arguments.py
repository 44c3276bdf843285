"""The arguments of a call of NumPy, asked for one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from handgrad.language.shape import Dimension
from handgrad.language.tree import Name
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.array_spans import joined
from handgrad.reading.code.values.gathered import as_stacked
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    scalar,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    FixedValue,
    Gathered,
    ItemList,
    Lost,
    Position,
    Value,
)
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.spelling.commands import word_set

# Types, devices and copies: the value is the same.
WITHOUT_EFFECT = word_set(
    "dtype device requires_grad copy like casting subok retain_graph memory_format non_blocking"
)


@dataclass(frozen=True)
class CallOfNumPy:
    """The arguments of a call, asked for one by one."""

    page: PageNames
    name: str
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value]

    def check(self, allowed: Sequence[str] = ()) -> None:
        """Raises NotPython for a keyword that would change the value and is not read."""
        for keyword in self.keywords:
            if keyword not in allowed and keyword not in WITHOUT_EFFECT:
                raise NotPython(f"{self.name}(..., {keyword}=...) is not read")

    def given(self, place: int, *names: str) -> Value | None:
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        return self.arguments[place] if place < len(self.arguments) else None

    def array(self, place: int, *names: str) -> NumPyArray:
        value = self.given(place, *names)
        if value is None:
            raise NotPython(f"{self.name} needs {place + 1} arguments")
        if isinstance(value, ItemList) and value.values and self.page.is_unrolled:
            return stacked_list(value, self.name)
        return as_numpy(value, self.name)

    def whole(self, place: int, *names: str) -> int | None:
        """A whole number, None where it is not given or None."""
        value = self.given(place, *names)
        if value is None or value == FixedValue(None):
            return None
        fill = value.fill if isinstance(value, NumPyArray) and not value.ndim else None
        if fill is not None and fill.denominator == 1:
            return int(fill)
        raise NotPython(f"the axis of {self.name} is a number: axis=0")

    def axis(self, place: int = 1) -> int | None:
        value = self.given(place, "axis", "dim")
        if isinstance(value, ItemList):
            axes = {int(as_numpy(v, self.name).fill or 0) for v in value.values}
            if axes in ({0, 1}, {-1, -2}):
                return None
            if len(axes) == 1:
                return axes.pop()
        return self.whole(place, "axis", "dim")

    @property
    def keepdims(self) -> bool:
        value = self.keywords.get("keepdims", self.keywords.get("keepdim"))
        if value is None and len(self.arguments) > 2:
            value = self.arguments[2]
        return value == FixedValue(True)

    def dimensions(self, first: int) -> tuple[Dimension | None, ...]:
        """The shape that the arguments from `first` on spell; None for -1."""
        found = self.given(first, "shape", "size", "newshape")
        rest = self.arguments[first:]
        if found is not None and (len(rest) < 2 or isinstance(found, ItemList)):
            rest = (found,)
        parts: list[Value] = []
        for value in rest:
            parts += value.values if isinstance(value, ItemList) else [value]
        return tuple(as_dimension(value) for value in parts)

    def known_dimensions(self, first: int) -> tuple[Dimension, ...]:
        found = tuple(d for d in self.dimensions(first) if d is not None)
        if len(found) != len(self.dimensions(first)):
            raise NotPython(f"{self.name} needs a shape without -1")
        return found


def stacked_list(found: ItemList, where: str) -> NumPyArray:
    """np.array of a list of numbers or arrays, or of lists of such."""
    return joined([stacked_list(v, where) if isinstance(v, ItemList) else as_numpy(v, where)
                   for v in found.values])  # fmt: skip


def as_numpy(value: Value, where: str) -> NumPyArray:
    """An array or a number; raises NotPython for what is none."""
    match value:
        case NumPyArray():
            return value
        case Gathered():
            return as_stacked(value)
        case FixedValue(bool() as truth):
            return scalar(int(truth))
        case Lost():
            raise value.error()
        case ClassNumbers():
            raise NotPython("class numbers are read as indices only: a[np.arange(N), y]")
        case Position():
            raise NotPython("the variable of a loop is read as an index only")
        case ItemList() if value.values and all(
            isinstance(v, NumPyArray) for v in value.values
        ):
            raise NotPython("an array is written by its name, not entry by entry")
    raise NotPython(f"{where} needs an array or a number")


def as_dimension(value: Value) -> Dimension | None:
    match value:
        case NumPyArray(Name(name), ()):
            return name
        case NumPyArray(fill=Fraction(numerator=-1, denominator=1)):
            return None
        case NumPyArray(fill=Fraction(denominator=1) as fill) if fill and fill > 0:
            return int(fill)
    raise NotPython("a shape is given by sizes of the page: (N, D), X.shape")
