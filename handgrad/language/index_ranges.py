"""What the indices of sums run over: the size of whatever they pick entries of."""

from collections.abc import Mapping
from typing import NamedTuple

from handgrad.language.shape import Dimension, Misfit, Shape, describe


class Running(NamedTuple):
    """The indices that run at a place, with their sizes; None for one that is not known yet."""

    sizes: dict[str, Dimension | None]

    def run(self, index: str, size: Dimension) -> None:
        """Note that an index picks one of `size`; raises Misfit where it runs over another."""
        if index not in self.sizes:
            raise Misfit(
                f"the index {index} does not run; write sum_{index} before it, or the left "
                f"side as an entry: dL/dw_{index} = ..."
            )
        known = self.sizes[index]
        if known is not None and known != size:
            raise Misfit(
                f"the index {index} runs over {known} elsewhere, here it picks one of {size}"
            )
        self.sizes[index] = size

    def inside(self, index: str, size: Dimension | None) -> "Running":
        """What runs under a sum over one more index."""
        return Running({**self.sizes, index: size})

    def after(self, inside: "Running", index: str) -> "Running":
        """What runs behind that sum, with what was learned in it."""
        learned: Mapping[str, Dimension | None] = inside.sizes
        return Running({i: s if i == index else learned[i] for i, s in self.sizes.items()})

    def size(self, index: str) -> Dimension:
        """What an index runs over; raises Misfit for one that picks nothing."""
        size = self.sizes[index]
        if size is None:
            raise Misfit(
                f"the index {index} picks nothing here; write x_{index}, or say the last: "
                f"sum_{{{index}=1}}^N"
            )
        return size


def stacked(size: Dimension, shape: Shape) -> Shape:
    """The shape of one value for each index: a column of numbers, a row for each vector."""
    if 1 not in shape:
        raise Misfit(f"an entry is a number or a vector, this one is {describe(shape)}")
    return (size, shape[0] if shape[1] == 1 else shape[1])
