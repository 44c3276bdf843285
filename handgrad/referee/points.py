"""Test points in general position, drawn so that right and wrong formulas come apart.

Points are drawn again until every gate (relu, max, abs, a comparison) of the forward formulas
has been seen on both sides and every value of a finite domain has occurred, or a limit is
reached; what was not seen is said.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from handgrad.arithmetic import decimal_arithmetic
from handgrad.boundary import whole_number
from handgrad.errors import EvaluationError, HandgradError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.page.checked_page import CheckedPage
from handgrad.page.domains import GRID, unknown_denominator
from handgrad.referee.crossings import Search, Stretch, moving
from handgrad.referee.directional import Definitions, Point, extent, in_arithmetic, is_kink
from handgrad.referee.edges import Entry, Gate, gate_arguments, gates, too_small
from handgrad.referee.signs import is_never_negative
from handgrad.visible import visible

SEED = 20261123
MOST_POINTS, FEWEST_POINTS = 16, 4
MANY_ENTRIES, VERY_MANY_ENTRIES = 400, 20_000
MANY_OPERATIONS, MOST_JUDGED = 100_000, 1_000_000
TRIES, FEWEST_TRIES, MOST_TRIED = 400, 10, 4_000_000
LARGEST_SEED = 2**64
LARGER, OWN_TRIES, MOST_OWN_TRIES = Fraction(5, 2), 6, 200
"""How much larger the numbers of the second point are that is drawn from an answer's text."""
MOST_LOOKS, FEWEST_LOOKS = 25_000, 4


class Points(NamedTuple):
    """Values of everything declared, as fractions, at each point, and the sides of the gates.

    `gates` are those of all formulas of the page, `seen` the sides their entries were on,
    `unreached` what was seen on one side only, in words. `stretches` lead to the far points.
    """

    seed: int
    values: tuple[Point, ...]
    gates: Mapping[str, Gate] = MappingProxyType({})
    seen: Mapping[Entry, frozenset[int]] = MappingProxyType({})
    unreached: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = ()


def points_of(model: CheckedPage, *, seed: int = SEED) -> Points:
    """The points of a page, the same for every caller who gives the same seed.

    Raises HandgradError for a page whose loss has no value at any point drawn.
    """
    whole_number("seed", seed, 0, LARGEST_SEED)
    if model.operations > MOST_JUDGED:
        raise HandgradError(
            f"a run of {model.name} takes {model.operations} operations, at most {MOST_JUDGED} "
            "are judged; give smaller sizes"
        )
    if ("points", seed) not in model.cache:
        model.cache["points", seed] = _draw_points(model, seed)
    found: Points = model.cache["points", seed]
    return found


def gates_of(model: CheckedPage) -> dict[str, Gate]:
    """The gates of a page by the text of their edges, those with one side only left out."""
    if "gates" not in model.cache:
        meaning = {step.name: step.tree for step in model.steps}
        model.cache["gates"] = two_sided(model, gates(named_formulas(model), meaning))
    found: dict[str, Gate] = model.cache["gates"]
    return found


def named_formulas(model: CheckedPage) -> Definitions:
    """The formulas of a page by the names that they give a value, in their order."""
    return tuple((formula.name, formula.tree) for formula in (*model.steps, *model.derivatives))


def two_sided(model: CheckedPage, known: Mapping[str, Gate]) -> dict[str, Gate]:
    """The gates that are not known to have one side only, as the absolute value of a square."""
    return {
        text: gate
        for text, gate in known.items()
        if text.startswith(("max(", "min(")) or not is_never_negative(model, gate.argument)
    }


def looks(model: CheckedPage) -> int:
    """How often the gates of a page may be looked at in search of their sides."""
    extents = (extent(model, name) for name in model.shapes)
    entries = sum((rows * columns for rows, columns in extents), 0)
    return max(FEWEST_LOOKS, min(MOST_LOOKS // max(entries, 1), MOST_TRIED // model.operations))


def fewest_points(model: CheckedPage) -> int:
    """Many points where they are cheap, at least a few where one alone has many entries."""
    fewest = 2 if is_large(model) else FEWEST_POINTS
    return max(fewest, min(MOST_POINTS, MANY_ENTRIES // max(entries_of(model), 1)))


def is_large(model: CheckedPage) -> bool:
    """Whether one run of a page is as much as many runs of most."""
    return model.operations > MANY_OPERATIONS or entries_of(model) >= VERY_MANY_ENTRIES


def tries(model: CheckedPage) -> int:
    """How often a point is drawn again, at most, in search of all sides and values."""
    return max(FEWEST_TRIES, min(TRIES, MOST_TRIED // model.operations))


def entries_of(model: CheckedPage) -> int:
    """How many numbers a point has."""
    shapes = (*model.parameters.values(), *model.data.values())
    return sum(map(_entries, shapes), 0)


def _entries(shape: tuple[int, ...]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def own_points(model: CheckedPage, text: str, seed: int = SEED) -> Iterator[Iterator[Point]]:
    """Points that depend on a text: nobody can make a formula right at them by knowing them.

    Each number is one of 2^64 and more, on no grid, at several scales, and on the far sides of
    the page's gates. Of each series the first where the page has values is meant; the same text
    gets the same points, for everybody and on every machine.
    """
    far = points_of(model, seed=seed).stretches
    larger = Stretch(frozenset(moving(model)), LARGER)
    several = (None,) if is_large(model) else (None, larger, *far)
    for place, stretch in enumerate(several):
        yield _own_series(model, random.Random(f"{seed} {place} {visible(text)}"), stretch)


def _own_series(
    model: CheckedPage, generator: random.Random, stretch: Stretch | None
) -> Iterator[Point]:
    """Points drawn anywhere; the later ones are stretched less.

    A large page has far more than 2^64 points on the grid, of which one will do.
    """
    large = is_large(model)
    for attempt in range(1 if large else MOST_OWN_TRIES):
        denominator = GRID if large else unknown_denominator(generator)
        point = draw(model, generator, denominator=denominator)
        less = stretch and stretch.less(min(attempt, OWN_TRIES))
        yield less.of(model, point) if less else point


def _draw_points(model: CheckedPage, seed: int) -> Points:
    generator = random.Random(seed)
    wanted, values = fewest_points(model), _finite_domains(model)
    search = Search(
        model,
        gates_of(model),
        valued=lambda point: _valued(model, point),
        draw=lambda: draw(model, generator),
        left=looks(model),
        formulas=named_formulas(model),
    )
    found: list[Point] = []
    before = 0
    for point in _legal(model, search, generator):
        after = len(search.missing)
        news = values.note(point) or (len(found) >= 2 and after < before)
        before = after
        if len(found) < wanted or news:
            found.append(point)
        if len(found) >= wanted and values.complete and not search.missing:
            break
    search.run(found, generator)
    found += [p for p in search.found if not is_kink(model, p, _anywhere(model))]
    return Points(
        seed,
        tuple(found),
        search.gates,
        {entry: frozenset(seen) for entry, seen in search.where.items()},
        (*search.unseen, *too_small(search.gates.values(), decimal_arithmetic())),
        tuple(dict.fromkeys(search.stretches)),
    )


def _valued(model: CheckedPage, point: Point) -> dict[str, Value]:
    """The values of a page's formulas; raises EvaluationError where the loss has none."""
    numbers = decimal_arithmetic()
    with numbers.working():
        values = model.run_forward(in_arithmetic(model, point, numbers), numbers)
        for formula in model.derivatives if gates_of(model) else ():
            try:
                values[formula.name] = evaluate(formula.tree, values, numbers)
            except EvaluationError:
                continue
    return values


def _legal(model: CheckedPage, search: Search, generator: random.Random) -> Iterator[Point]:
    """Points where the loss has a value and no kink, noted in the search for sides.

    Raises HandgradError for a page that has none.
    """
    failure, found = "", False
    for _ in range(tries(model)):
        point = draw(model, generator)
        try:
            values = _valued(model, point)
        except EvaluationError as error:
            failure = str(error)
            continue
        try:
            known = gate_arguments(search.gates.values(), values, decimal_arithmetic())
        except EvaluationError:
            known = {}
        if not all(known.values()) and is_kink(model, point, _anywhere(model)):
            failure = "every point is at a kink"
            continue
        search.note(point, known)
        found = True
        yield point
    if not found:
        raise HandgradError(
            f"{model.name} has no value at any of {tries(model)} points ({failure}); "
            "limit the domains it declares: data x > 0"
        )


def draw(
    model: CheckedPage, generator: random.Random, *, denominator: int = GRID
) -> dict[str, Value]:
    """One point: a value of every declared name, from its domain."""
    return {
        name: declared.domain.draw_array(generator, model.dimensions(name), denominator)
        for name, declared in model.declarations.items()
    }


def _anywhere(model: CheckedPage) -> dict[str, Value]:
    """A direction that moves everything that can move: what is no choice of a few values.

    No two names move alike: `x - y` moves too.
    """
    moving = [
        n for n, d in model.domains.items() if not d.is_choice and d.kind != "distribution"
    ]
    found: dict[str, Value] = {}
    for n, name in enumerate(moving):
        rows, columns = extent(model, name)
        entries = [Fraction(2 * k + 3 + 5 * n, 8 + k + n) for k in range(rows * columns)]
        found[name] = Array(rows, columns, entries)
    return found


@dataclass
class _FiniteDomains:
    """Which values of the finite domains were drawn."""

    model: CheckedPage
    wanted: dict[str, set[Any]]

    def note(self, point: Point) -> bool:
        """Remember the values of a point; whether one is new."""
        news = False
        for name, missing in self.wanted.items():
            taken = set(as_array(point[name]).entries)
            news = news or not missing.isdisjoint(taken)
            missing -= taken
        return news

    @property
    def complete(self) -> bool:
        return not any(self.wanted.values())


def _finite_domains(model: CheckedPage) -> _FiniteDomains:
    finite = {n: set(d.values) for n, d in model.domains.items() if d.kind == "set"}
    return _FiniteDomains(model, finite)
