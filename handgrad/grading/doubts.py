"""What the comparison of a formula has to look at because of what the formula holds.

A gate that the page does not have is looked for on both sides; a number may stand for a size.
"""

import random
from collections.abc import Callable, Mapping, Sequence

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import HandgradError
from handgrad.grading.claims import Claim
from handgrad.language.arrays import Value
from handgrad.language.tree import (
    Compare,
    Index,
    Name,
    Node,
    Number,
    Over,
    Sum,
    children,
    walk,
)
from handgrad.page.checked_page import CheckedPage
from handgrad.page.domains import unknown_denominator
from handgrad.referee.crossings import Search
from handgrad.referee.directional import Definitions, Point, needed
from handgrad.referee.edges import Gate, gates, too_small
from handgrad.referee.points import draw, looks, named_formulas, points_of, two_sided
from handgrad.referee.spans import DIGITS
from handgrad.visible import visible

_SEARCHED = "searched"


Valued = Callable[[Point], Mapping[str, Value]]


def beyond(
    model: CheckedPage,
    claim: Claim,
    valued: Valued,
    own: Sequence[Point],
    seed: int,
    text: str,
) -> tuple[Sequence[Point], Sequence[str]]:
    """Points on the far sides and beside the edges of a claim's own gates, and what is missed.

    `valued` gives what the gates may name at a point and raises HandgradError for one where
    the claim has no value; `own` are the points to start from, drawn from `text`. What was
    found for the same gates in the same text will do for a claim that has values there.
    """
    meaning = {step.name: step.tree for step in model.steps}
    written = two_sided(model, gates((("", tree) for tree in claim.trees), meaning))
    page = points_of(model, seed=seed).gates
    own_gates = {name: gate for name, gate in written.items() if name not in page}
    if not own_gates:
        return (), ()
    formulas = (*named_formulas(model), *claim.definitions)
    arguments = tuple(gate.argument for gate in own_gates.values())
    key = (text, seed, tuple(map(_edge, own_gates.values())), needed(arguments, formulas))
    kept = model.cache.get(_SEARCHED)
    if kept and kept[0] == key and _has_values(valued, kept[1].found):
        search: Search = kept[1]
    else:
        search = _searched(model, own_gates, formulas, valued, own, seed, text)
        model.cache[_SEARCHED] = key, search
    return search.found, (
        *search.unseen,
        *too_small(own_gates.values(), decimal_arithmetic(DIGITS)),
    )


def _edge(gate: Gate) -> tuple[object, ...]:
    """What a gate looks for: its edge, the side of it, and where its indices run."""
    around = [(o.index, o.size, o.size is None and o.body) for o in gate.within]
    return (gate.text, gate.argument, gate.side, tuple(around))


def _searched(
    model: CheckedPage,
    own_gates: Mapping[str, Gate],
    formulas: Definitions,
    valued: Valued,
    own: Sequence[Point],
    seed: int,
    text: str,
) -> Search:
    generator = random.Random(f"{seed} {visible(text)} {' '.join(own_gates)}")
    search = Search(
        model,
        {**own_gates, **points_of(model, seed=seed).gates},
        valued=valued,
        draw=lambda: draw(model, generator, denominator=unknown_denominator(generator)),
        left=looks(model),
        formulas=formulas,
        sought=frozenset(own_gates),
    )
    search.run(own, generator)
    return search


def _has_values(valued: Valued, points: Sequence[Point]) -> bool:
    """Whether a claim has values at all of these points."""
    try:
        for point in points:
            valued(point)
    except HandgradError:
        return False
    return True


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
