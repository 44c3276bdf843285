"""What the comparison of a formula has to look at because of what the formula holds.

A gate that the page does not have is looked for on both sides; a number may stand for a size.
"""

import random
from collections.abc import Callable, Mapping, Sequence

from handgrad.language.arrays import Value
from handgrad.language.plain import plain
from handgrad.language.tree import Compare, Index, Name, Node, Number, Over, Sum, children, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.page.domains import unknown_denominator
from handgrad.referee.crossings import Search
from handgrad.referee.directional import Point
from handgrad.referee.edges import gates
from handgrad.referee.points import draw, looks, points_of, two_sided


def beyond(
    model: CheckedPage,
    trees: Sequence[Node],
    valued: Callable[[Point], Mapping[str, Value]],
    own: Sequence[Point],
    seed: int,
) -> tuple[Sequence[Point], Sequence[str]]:
    """Points on the far sides and beside the edges of formulas' own gates, and what is missed.

    `valued` gives what the gates may name at a point and raises HandgradError for one where
    the formulas have no value; `own` are the points to start from.
    """
    meaning = {step.name: step.tree for step in model.steps}
    written = two_sided(model, gates((("", tree) for tree in trees), meaning))
    page = points_of(model, seed=seed).gates
    own_gates = {text: gate for text, gate in written.items() if text not in page}
    if not own_gates:
        return (), ()
    generator = random.Random(f"{seed} {' '.join(map(plain, trees))}")
    search = Search(
        model,
        {**own_gates, **page},
        valued=valued,
        draw=lambda: draw(model, generator, denominator=unknown_denominator(generator)),
        left=looks(model),
        sought=frozenset(own_gates),
    )
    search.run(own, generator)
    return search.found, search.unseen


def depends_on_sizes(model: CheckedPage, trees: Sequence[Node]) -> bool:
    """Whether formulas hold a number or an index that could stand for a size."""
    return bool(model.sizes) and any(
        isinstance(node, Number | Index)
        or (isinstance(node, Name) and node.name in model.sizes)
        or (isinstance(node, Over) and isinstance(node.size, int))
        for tree in trees
        for node in walk(tree)
    )


def sizes_add(model: CheckedPage, trees: Sequence[Node]) -> bool:
    """Whether a size is added to something or compared, and is no mere factor."""
    return any(
        isinstance(below, Name) and below.name in model.sizes
        for tree in trees
        for node in walk(tree)
        if isinstance(node, Sum | Compare)
        for child in children(node)
        for below in walk(child)
    )
