r"""Whether the one index of a normalised matrix is a row: `\sum_{i=1}^m \hat x_i`."""

from collections.abc import Iterator

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, walk
from handgrad.language.tree import names as names_in
from handgrad.reading.names.vocabulary import Names
from handgrad.regex import regex

_BOUND = regex(
    r"(?:\\sum(?:\\limits|\\nolimits)?|∑|Σ|\bsum)\s?_\s?\{?\s?\(?(?P<index>[a-z])\s?=\s?1\s?\)?\}?\s?"
    r"\^\s?(?:\{\s?)?(?P<last>[A-Za-z](?:_\w)?|\d{1,3})(?![A-Za-z])"
)
_DOWN = 0


def is_row(index: str, name: str, names: Names) -> bool:
    r"""Whether an index runs over rows: a sum says so, or the page averages down columns.

    >>> from handgrad.language.parser import parse
    >>> from handgrad.reading.names.vocabulary import Vocabulary
    >>> shapes = {"X": ("N", "M"), "X_hat": ("N", "M"), "N": (1, 1), "M": (1, 1)}
    >>> page = Vocabulary(shapes, "L", forward={"X_hat": parse("X - mean(X, axis=1)")})
    >>> [is_row("i", "X_hat", Names(page, rf"\sum_{{i=1}}^{n} \hat x_i")) for n in "NM"]
    [True, False]
    """
    rows, columns = names.shapes[name]
    bounds = set(_bounds_said(index, names))
    return rows != columns and (
        bounds == {rows} if bounds else {*_axes(name, names)} == {_DOWN}
    )


def _bounds_said(letter: str, names: Names) -> Iterator[Dimension]:
    """The sizes of the page up to which an index is said to run."""
    for said in _BOUND.finditer(names.text):
        if said["index"] == letter:
            last = said["last"]
            yield int(last) if last.isdecimal() else names.find(last) or last


def _axes(name: str, names: Names) -> Iterator[int | None]:
    """The axes along which the page adds up what it computes a value from."""
    forward, seen, open_names = names.vocabulary.forward, {name}, [name]
    while open_names:
        tree = forward.get(open_names.pop())
        if tree is None:
            continue
        yield from (n.axis for n in walk(tree) if isinstance(n, Call) and n.axis is not None)
        new = set(names_in(tree)) - seen
        seen |= new
        open_names += new
