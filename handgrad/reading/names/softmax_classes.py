"""The classes of a page: what its softmax adds up over."""

from collections.abc import Iterator

from handgrad.language.shape import Dimension, Shape
from handgrad.language.tree import Call
from handgrad.reading.names.vocabulary import Vocabulary

SOFTMAX = ("softmax", "log_softmax")


def class_axis(shape: Shape, page: Vocabulary) -> int | None:
    """The axis of a matrix along which a softmax that names none goes: that of the classes.

    None where the page has no softmax along one, or the matrix no such axis, or two.
    """
    sizes = {*_classes(page)}
    axes = [axis for axis, size in enumerate(shape) if size in sizes]
    return axes[0] if len(axes) == 1 and 1 not in shape else None


def _classes(page: Vocabulary) -> Iterator[Dimension]:
    for name, tree in page.forward.items():
        match tree:
            case Call(function, _, axis) if function in SOFTMAX and axis is not None:
                yield page.shapes[name][axis]
