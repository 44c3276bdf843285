"""Whether an answer is small enough for its mistake to be looked for."""

from collections.abc import Mapping

from handgrad.language.tree import Name, Node, children
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import Definitions, extent
from handgrad.referee.points import fewest_points

LARGEST_ANSWER, DEEPEST_ANSWER = 600, 80
MOST_VALUES = 40_000


def has_many_values(model: CheckedPage, by: str) -> bool:
    """Whether a derivative has more entries, at all points, than explaining is worth."""
    rows, columns = extent(model, by)
    return rows * columns * fewest_points(model) > MOST_VALUES


def is_small(tree: Node, definitions: Definitions) -> bool:
    """Whether a tree is small enough to be explained when its definitions are written out."""
    extents: dict[str, tuple[int, int]] = {}
    for name, formula in definitions:
        extents[name] = _extent(formula, extents)
    size, depth = _extent(tree, extents)
    return size <= LARGEST_ANSWER and depth <= DEEPEST_ANSWER


def _extent(tree: Node, known: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """The number of nodes and of levels of a tree with the known names written out."""
    if isinstance(tree, Name) and tree.name in known:
        return known[tree.name]
    below = [_extent(child, known) for child in children(tree)]
    nodes = sum((count for count, _ in below), 0)
    return 1 + nodes, 1 + max((depth for _, depth in below), default=0)
