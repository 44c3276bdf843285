"""Calculating entry by entry: operators and functions of numbers, truths and arrays."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, getcontext
from fractions import Fraction
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.errors import EvaluationError
from handgrad.reading.code.syntax.nodes import NotPython, Unfitting
from handgrad.reading.run.ndarray import (
    MATRIX_AXES,
    Buffer,
    ClassNumber,
    NDArray,
    broadcast_shape,
    from_entries,
)

Site = tuple[int, int]
LOST = 20
"""Digits of a difference that rounding may have taken."""
_LARGEST_WHOLE = 10**40
_KINDS = "bif"
MOST_SEEN = 64
_HOLDS: dict[str, Callable[[Any], bool]] = {
    "<": lambda d: d < 0, ">": lambda d: d > 0, "<=": lambda d: d <= 0,
    ">=": lambda d: d >= 0, "==": lambda d: d == 0, "!=": lambda d: d != 0,
}  # fmt: skip


@dataclass
class Sites:
    """Where a program looks which way to go, and what it saw there.

    `edges` are the differences that were compared, `whole` what came of those of whole numbers,
    `roots` what roots were taken of; at `tiny` places one of two numbers is so small that
    rounding hides it beside the other. `forced` says what comes out at a place, whatever is
    compared; `spent` counts the operations, `shapes` has the names of the page that were used.
    It `recycles` in R, where a vector lies down along a row that it meets.
    """

    edges: dict[Site, list[Any]] = field(default_factory=dict)
    roots: dict[Site, list[Any]] = field(default_factory=dict)
    tiny: set[Site] = field(default_factory=set)
    whole: dict[Site, dict[tuple[int, int], bool]] = field(default_factory=dict)
    forced: dict[Site, bool] = field(default_factory=dict)
    spent: int = 0
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    recycles: bool = False


@dataclass
class Calculator:
    """Numbers of an arithmetic, whole numbers and truths, and arrays of them.

    `left` is how much may still be calculated, `site` the place in the program.
    """

    numbers: Arithmetic
    sites: Sites
    left: int
    site: Site = (0, 0)

    def spend(self, count: int) -> None:
        """Count operations; raises NotPython where there are too many."""
        self.left -= count
        self.sites.spent += count
        if self.left < 0:
            raise NotPython("the program takes too many steps", is_open=True)

    def real(self, x: Any) -> Any:
        """A number as one of the arithmetic."""
        if not isinstance(x, Decimal | int | Fraction):
            raise NotPython("a number was expected")
        found: Any = x if isinstance(x, Decimal) else self.numbers.convert(x)
        return found

    def broadcast(self, function: Callable[..., Any], *values: Any, kind: str = "") -> Any:
        """A function of entries at every place of arrays that meet."""
        arrays = [v for v in values if isinstance(v, NDArray)]
        for value in values:
            if not isinstance(value, NDArray | int | Decimal | Fraction):
                raise NotPython("numbers and arrays were expected")
        if not arrays:
            self.spend(1)
            return function(*values)
        if self.sites.recycles and len(arrays) > 1:
            values = tuple(_recycled(arrays, value) for value in values)
            arrays = [v for v in values if isinstance(v, NDArray)]
            _check_conforming(arrays)
        shape = broadcast_shape(*(a.shape for a in arrays))
        columns = []
        for value in values:
            whole = value.broadcast_to(shape).entries() if isinstance(value, NDArray) else None
            columns.append(whole)
        count = max((len(c) for c in columns if c is not None), default=0)
        self.spend(count + 1)
        laid = [[v] * count if c is None else c for v, c in zip(values, columns, strict=True)]
        found = from_entries(map(function, *laid), shape, kind or kind_of(values))
        found.is_matrix = any(a.is_matrix for a in arrays)
        found.is_product = any(a.is_product for a in arrays)
        return found

    def operate(self, sign: str, a: Any, b: Any) -> Any:
        """`a + b` and every other operator between numbers or arrays."""
        if sign in _HOLDS:
            return self.compared(sign, a, b)
        kinds = (kind(a), kind(b))
        if sign in ("&", "|", "^"):
            if kinds != ("b", "b"):
                raise NotPython(f"{sign} joins truths: (z > 0) {sign} (y > 0)")
            return self.broadcast(_LOGICAL[sign], a, b, kind="b")
        if kinds == ("b", "b") and sign != "*":
            raise NotPython(f"{sign} between truths is not run")
        joint = "f" if sign == "/" else max(kinds, key=_KINDS.index)
        if sign == "**" and joint == "i" and isinstance(a, NDArray):
            raise NotPython("powers of whole numbers are not run")
        return self.broadcast(lambda x, y: self.scalar(sign, x, y), a, b, kind=joint)

    def scalar(self, sign: str, x: Any, y: Any) -> Any:
        """An operator between two numbers."""
        if isinstance(x, int) and isinstance(y, int) and sign != "/":
            return _whole(sign, x, y) if sign != "**" or y >= 0 else self.power(x, y)
        if sign in ("//", "%"):
            a, b = _as_whole(x), _as_whole(y)
            return self.real(_whole(sign, a, b))
        if sign == "**":
            return self.power(x, y)
        operation = {
            "+": self.numbers.add, "-": self.numbers.subtract,
            "*": self.numbers.multiply, "/": self.numbers.divide,
        }.get(sign)  # fmt: skip
        if operation is None:
            raise NotPython(f"the operator {sign} is not run")
        if isinstance(x, ClassNumber) or isinstance(y, ClassNumber):
            raise NotPython("class numbers are no numbers to calculate with")
        return operation(self.real(x), self.real(y))

    def power(self, x: Any, y: Any) -> Any:
        if y != int(y):
            self.note_root(x)
        return self.numbers.power(self.real(x), self.real(y))

    def negated(self, a: Any) -> Any:
        if kind(a) == "b":
            raise NotPython("- before truths is not run")
        if any(isinstance(x, ClassNumber) for x in listed_entries(a)):
            raise NotPython("class numbers are no numbers to calculate with")
        return self.broadcast(lambda x: -x if isinstance(x, int) else x.copy_negate(), a)

    def apply(self, name: str, a: Any) -> Any:
        """A function of the arithmetic, entry by entry."""
        function = self.numbers.functions[name]
        if name in ("sqrt", "log"):
            for x in listed_entries(a):
                self.note_root(x)
        return self.broadcast(lambda x: function(self.real(x)), a, kind="f")

    def note_root(self, x: Any) -> None:
        self.sites.roots.setdefault(self.site, []).append(x)

    def compared(self, sign: str, a: Any, b: Any) -> Any:
        """`a < b`, entry by entry; what is compared is noted."""
        return self.broadcast(lambda x, y: self.holds(sign, x, y), a, b, kind="b")

    def holds(self, sign: str, x: Any, y: Any) -> bool:
        """A comparison of two numbers; raises EvaluationError where rounding decides it."""
        if isinstance(x, int) and isinstance(y, int):
            found = _HOLDS[sign](x - y)
            seen = self.sites.whole.setdefault(self.site, {})
            if len(seen) < MOST_SEEN:
                seen[x, y] = found
            return self.sites.forced.get(self.site, found)
        difference = self.difference(x, y)
        if self.site in self.sites.forced:
            return self.sites.forced[self.site]
        return _HOLDS[sign](difference)

    def difference(self, x: Any, y: Any) -> Any:
        a, b = self.real(x), self.real(y)
        found: Any = self.numbers.subtract(a, b)
        if found:
            above = max(a.adjusted(), b.adjusted())
            if above - found.adjusted() > getcontext().prec - LOST:
                raise EvaluationError("rounding decides a comparison")
        self.sites.edges.setdefault(self.site, []).append(found)
        if a and b and abs(a.adjusted() - b.adjusted()) > LOST:
            self.sites.tiny.add(self.site)
        return found

    def chosen(self, condition: Any, a: Any, b: Any) -> Any:
        """np.where: a where the condition holds, b elsewhere."""
        joint = kind_of((a, b))
        convert = self.real if joint == "f" else _itself
        return self.broadcast(
            lambda c, x, y: convert(x if self.truth(c) else y), condition, a, b, kind=joint
        )

    def truth(self, x: Any) -> bool:
        """Whether a number counts as true."""
        return self.holds("!=", x, 0) if isinstance(x, Decimal) else bool(x)

    def larger(self, x: Any, y: Any) -> Any:
        return x if self.holds(">=", x, y) else y

    def smaller(self, x: Any, y: Any) -> Any:
        return x if self.holds("<=", x, y) else y

    def assign(self, a: NDArray, at: Sequence[int], values: Sequence[Any]) -> None:
        """Write values to places of a buffer, as the kind of the array."""
        self.spend(len(at))
        write(self, a.data, at, values, a.kind)


def write(
    calculator: Calculator, data: Buffer, at: Sequence[int], values: Sequence[Any], kind: str
) -> None:
    for place, value in zip(at, values, strict=True):
        if kind == "f":
            data[place] = calculator.real(value)
        elif kind == "i" and isinstance(value, int):
            data[place] = int(value)
        elif kind == "b" and isinstance(value, bool):
            data[place] = value
        else:
            raise NotPython("an array of whole numbers or truths takes no other numbers")


def kind(value: Any) -> str:
    """Whether a value is made of floats, whole numbers or truths."""
    if isinstance(value, NDArray):
        return value.kind
    return "b" if isinstance(value, bool) else "i" if isinstance(value, int) else "f"


def kind_of(values: Sequence[Any]) -> str:
    """The kind of what comes out where values meet."""
    return max(map(kind, values), key=_KINDS.index)


def listed_entries(value: Any) -> list[Any]:
    return value.entries() if isinstance(value, NDArray) else [value]


def _itself(x: Any) -> Any:
    return x


_LOGICAL: dict[str, Callable[[bool, bool], bool]] = {
    "&": lambda x, y: x and y, "|": lambda x, y: x or y, "^": lambda x, y: x != y,
}  # fmt: skip


def _as_whole(x: Any) -> int:
    if isinstance(x, Decimal) and x == x.to_integral_value() and abs(x) < _LARGEST_WHOLE:
        return int(x)
    if isinstance(x, int):
        return x
    raise NotPython("// and % are run of whole numbers")


_WHOLE: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow,
}  # fmt: skip


def _whole(sign: str, x: int, y: int) -> int:
    if sign in ("//", "%") and y == 0:
        raise EvaluationError("division by zero")
    if sign not in _WHOLE or (sign == "**" and y > LOST * LOST):
        raise NotPython(f"the operator {sign} is not run of such numbers")
    found = _WHOLE[sign](x, y)
    if abs(found) > _LARGEST_WHOLE:
        raise NotPython("a whole number is too long")
    return int(found)


def _recycled(arrays: Sequence[NDArray], value: Any) -> Any:
    """A column as the row of its length that it meets, of several arrays."""
    if not isinstance(value, NDArray) or value.ndim != MATRIX_AXES or value.shape[1] != 1:
        return value
    meets_row = any(a.shape == value.shape[::-1] for a in arrays)
    return value.transposed() if meets_row else value


def _check_conforming(arrays: Sequence[NDArray]) -> None:
    """Raises Unfitting for a row that meets a matrix in R, or a column that is no vector."""
    met = [a for a in arrays if a.ndim == MATRIX_AXES and a.size > 1]
    shapes = sorted({a.shape for a in met})
    lies = any(a.shape[0] == 1 or (a.shape[1] == 1 and a.is_product) for a in met)
    if len(shapes) > 1 and lies:
        shown = " and ".join(" x ".join(map(str, shape)) for shape in shapes)
        raise Unfitting(f"matrices of {shown} do not conform")
