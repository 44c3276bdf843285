"""The classes of a page: what its softmax adds up over."""

from collections.abc import Iterator

from handgrad.language.shape import Dimension, Shape
from handgrad.language.tree import Call
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

SOFTMAX = ("softmax", "log_softmax")
_OF_SCIPY = regex(
    r"(?<![\w.])(?:scipy\.special|scipy|special|sp|ss|sc)\.(?:log_)?softmax\b"
    r"|from\s+scipy(?:\.special)?\s+import\b[^\n]*(?:\*|\b(?:log_)?softmax\b)"
)


def has_softmax_of_scipy(text: str) -> bool:
    """Whether a text calls the softmax that goes over all entries where no axis is said.

    >>> [has_softmax_of_scipy(f"{module}.softmax(Z)") for module in ("scipy.special", "F")]
    [True, False]
    """
    return _OF_SCIPY.search(text) is not None


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
