"""Arrays in memory: a buffer, and a shape with strides that says which of it an array is."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython, Unfitting

Shape = tuple[int, ...]
MOST_IN_ARRAY = 40_000
MATRIX_AXES = 2


class Buffer(list[Any]):
    """The entries in a piece of memory; `step` and `line` say when it was last written to."""

    step = line = 0


class ClassNumber(int):
    """The number of a class of `count`: a place or a name, nothing to calculate with."""

    count = 0


class NDArray:
    """A view of a buffer; `kind` is "f", "i" or "b", as the entries are.

    `is_one_hot` is true of the page's one-hot rows, which may stand for class numbers,
    `is_matrix` of an np.matrix, which stays one in all that is made of it, `is_product` of what
    comes of a product of matrices in R, where a column is no vector.
    """

    __slots__ = (
        "data", "is_matrix", "is_one_hot", "is_product", "kind", "offset", "shape", "strides",
    )  # fmt: skip

    def __init__(
        self,
        data: Buffer,
        shape: Shape,
        kind: str,
        strides: Shape | None = None,
        offset: int = 0,
        *,
        is_one_hot: bool = False,
    ) -> None:
        self.data, self.shape, self.kind = data, shape, kind
        self.strides = row_by_row(shape) if strides is None else strides
        self.offset, self.is_one_hot = offset, is_one_hot
        self.is_matrix = self.is_product = False

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return prod(self.shape)

    def offsets(self) -> list[int]:
        """Where the entries stand in the buffer, row by row."""
        if self.size > MOST_IN_ARRAY:
            raise NotPython(f"an array of {self.size} entries is not run")
        found = [self.offset]
        for size, stride in zip(self.shape, self.strides, strict=True):
            found = [at + stride * n for at in found for n in range(size)]
        return found

    def entries(self) -> list[Any]:
        """The entries, row by row."""
        data = self.data
        return [data[at] for at in self.offsets()]

    def seen(self, shape: Shape, strides: Shape, offset: int) -> "NDArray":
        """Another view of the same memory."""
        found = NDArray(
            self.data, shape, self.kind, strides, offset, is_one_hot=self.is_one_hot
        )
        found.is_matrix = self.is_matrix and len(shape) == MATRIX_AXES
        found.is_product = self.is_product
        return found

    def broadcast_to(self, shape: Shape) -> "NDArray":
        """The array stretched to a shape; raises NotPython where it does not fit."""
        extra = len(shape) - self.ndim
        own = (1,) * extra + self.shape
        if extra < 0 or any(a not in (1, b) for a, b in zip(own, shape, strict=True)):
            raise NotPython(f"in NumPy {self.shape} does not fit into {shape}")
        strides = tuple(
            0 if a == 1 != b else s
            for a, b, s in zip(own, shape, (0,) * extra + self.strides, strict=True)
        )
        return self.seen(shape, strides, self.offset)

    def transposed(self, axes: Sequence[int] | None = None) -> "NDArray":
        """The view with its axes in another order, the opposite one by default."""
        order = tuple(range(self.ndim))[::-1] if axes is None else tuple(axes)
        if sorted(a % self.ndim if self.ndim else a for a in order) != list(range(self.ndim)):
            raise NotPython(f"{order} is no order of the axes of {self.shape}")
        order = tuple(a % self.ndim for a in order)
        shape = tuple(self.shape[a] for a in order)
        return self.seen(shape, tuple(self.strides[a] for a in order), self.offset)

    def reshaped(self, wanted: Sequence[int]) -> "NDArray":
        """A view of another shape where the memory allows one, else a copy, as in NumPy."""
        shape = _filled(tuple(wanted), self.size)
        strides = _strides_of_view(self, shape)
        if strides is not None:
            return self.seen(shape, strides, self.offset)
        return from_entries(self.entries(), shape, self.kind)

    def copied(self) -> "NDArray":
        found = from_entries(self.entries(), self.shape, self.kind)
        found.is_one_hot, found.is_matrix = self.is_one_hot, self.is_matrix
        return found

    def rows(self) -> Iterator[Any]:
        """What a loop over the array runs through: views of its rows, or its numbers."""
        if not self.shape:
            raise NotPython("a number cannot be run through")
        for n in range(self.shape[0]):
            at = self.offset + n * self.strides[0]
            if self.is_matrix:
                yield self.seen((1, *self.shape[1:]), (0, *self.strides[1:]), at)
                continue
            yield (
                self.data[at]
                if self.ndim == 1
                else self.seen(self.shape[1:], self.strides[1:], at)
            )


def row_by_row(shape: Shape) -> Shape:
    """The strides of an array that fills its buffer row by row."""
    return tuple(prod(shape[n + 1 :]) for n in range(len(shape)))


def from_entries(entries: Iterable[Any], shape: Shape, kind: str) -> NDArray:
    """A new array in memory of its own."""
    if prod(shape) > MOST_IN_ARRAY:
        raise NotPython(f"an array of {prod(shape)} entries is not run")
    return NDArray(Buffer(entries), shape, kind)


def index_places(shape: Shape) -> Iterator[tuple[int, ...]]:
    """Every index of a shape, row by row."""
    return product(*map(range, shape))


def broadcast_shape(*shapes: Shape) -> Shape:
    """The shape of what comes out where arrays meet; raises NotPython where none does."""
    length = max(map(len, shapes))
    found = []
    for sizes in zip(*((1,) * (length - len(s)) + s for s in shapes), strict=True):
        longest = {size for size in sizes if size != 1}
        if len(longest) > 1:
            raise Unfitting(f"in NumPy {' and '.join(map(str, shapes))} do not fit together")
        found.append(longest.pop() if longest else 1)
    return tuple(found)


def _filled(shape: Shape, size: int) -> Shape:
    """A shape with its -1 worked out."""
    if shape.count(-1) == 1:
        known = prod(s for s in shape if s != -1)
        if known and size % known == 0:
            shape = tuple(size // known if s == -1 else s for s in shape)
    if prod(shape) != size or any(s < 0 for s in shape):
        raise NotPython(f"{size} entries do not make the shape {shape}")
    return shape


def _strides_of_view(a: NDArray, shape: Shape) -> Shape | None:
    """The strides of the same memory in another shape; None where only a copy has it."""
    old = [(n, s) for n, s in zip(a.shape, a.strides, strict=True) if n != 1]
    if not a.size:
        return row_by_row(shape)
    found: list[int] = []
    queue = old[::-1]
    taken, stride = 1, 1
    for size in reversed(shape):
        if size == 1:
            found.append(0)
            continue
        if taken == 1:
            if not queue:
                return None
            taken, stride = queue.pop(0)
        while taken % size and queue:
            length, step = queue.pop(0)
            if step != taken * stride:
                return None
            taken *= length
        if taken % size:
            return None
        found.append(stride)
        taken, stride = taken // size, stride * size
    return tuple(reversed(found))
