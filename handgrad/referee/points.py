"""Test points in general position, drawn so that right and wrong formulas come apart.

Points are drawn again until every gate (relu, max, abs, a comparison) of the forward formulas
has been seen on both sides and every value of a finite domain has occurred, or a limit is
reached; what was not seen is said.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from handgrad.arithmetic import Arithmetic, decimal_arithmetic
from handgrad.arithmetic.branches import Record, recording
from handgrad.boundary import whole_number
from handgrad.errors import EvaluationError, HandgradError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import extent, in_arithmetic, is_kink

SEED = 20261123
MOST_POINTS, FEWEST_POINTS = 16, 4
MANY_ENTRIES, VERY_MANY_ENTRIES = 400, 20_000
TRIES = 400
LARGEST_SEED = 2**64

Gate = tuple[str, str]
Seen = dict[Gate, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Points:
    """Values of everything declared, as fractions, at each point, and the sides of the gates.

    `seen` maps a gate (name of the formula, function) to the signs its argument took.
    """

    seed: int
    values: tuple[Mapping[str, Value], ...]
    seen: Mapping[Gate, frozenset[int]]

    @property
    def unreached(self) -> tuple[str, ...]:
        """The gates of which only one side was seen, in words."""
        return tuple(
            f"{function} in {formula} was only seen {'open' if 1 in sides else 'closed'}"
            for (formula, function), sides in sorted(self.seen.items())
            if function != "values" and not {-1, 1} <= sides
        )


def points_of(model: CheckedPage, *, seed: int = SEED) -> Points:
    """The points of a page, the same for every caller who gives the same seed.

    Raises HandgradError for a page whose loss has no value at any point drawn.
    """
    whole_number("seed", seed, 0, LARGEST_SEED)
    if ("points", seed) not in model.cache:
        model.cache["points", seed] = _draw_points(model, seed)
    found: Points = model.cache["points", seed]
    return found


def fewest_points(model: CheckedPage) -> int:
    """Many points where they are cheap, at least a few where one alone has many entries."""
    entries = entries_of(model)
    fewest = FEWEST_POINTS if entries < VERY_MANY_ENTRIES else 2
    return max(fewest, min(MOST_POINTS, MANY_ENTRIES // max(entries, 1)))


def entries_of(model: CheckedPage) -> int:
    """How many numbers a point has."""
    shapes = (*model.parameters.values(), *model.data.values())
    return sum(map(_entries, shapes), 0)


def _entries(shape: tuple[int, ...]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def own_point(model: CheckedPage, text: str, *, seed: int = SEED) -> Mapping[str, Value]:
    """A point that depends on a text: nobody can make a formula right at it by knowing it.

    The same text gets the same point, for everybody and on every machine.
    """
    return next(_legal(model, random.Random(f"{seed} {text}")))[0]


def _draw_points(model: CheckedPage, seed: int) -> Points:
    wanted = fewest_points(model)
    found: list[Mapping[str, Value]] = []
    seen: Seen = {}
    for values, sides in _legal(model, random.Random(seed)):
        news = any(not s <= seen.get(gate, frozenset()) for gate, s in sides.items())
        if len(found) < wanted or news:
            found.append(values)
            for gate, s in sides.items():
                seen[gate] = seen.get(gate, frozenset()) | s
        if len(found) >= wanted and _complete(model, seen):
            break
    return Points(seed, tuple(found), seen)


def _legal(
    model: CheckedPage, generator: random.Random
) -> Iterator[tuple[Mapping[str, Value], Seen]]:
    """Points where the loss has a value and no kink, and the sides of their gates.

    Raises HandgradError for a page that has none.
    """
    numbers = decimal_arithmetic()
    failure, found = "", False
    for _ in range(TRIES):
        values = draw(model, generator)
        try:
            sides = _sides(model, values, numbers)
        except EvaluationError as error:
            failure = str(error)
            continue
        if _on_an_edge(sides) and is_kink(model, values, _anywhere(model)):
            failure = "every point is at a kink"
            continue
        found = True
        yield values, sides
    if not found:
        raise HandgradError(
            f"{model.name} has no value at any of {TRIES} points ({failure}); "
            "limit the domains it declares: data x > 0"
        )


def draw(model: CheckedPage, generator: random.Random) -> dict[str, Value]:
    """One point: a value of every declared name, from its domain."""
    values: dict[str, Value] = {}
    for name, declared in model.declarations.items():
        shape = model.dimensions(name)
        if not shape:
            values[name] = declared.domain.draw(generator, 1)[0]
        elif len(shape) == 1:
            values[name] = Array(shape[0], 1, declared.domain.draw(generator, shape[0]))
        else:
            rows = [declared.domain.draw(generator, shape[1]) for _ in range(shape[0])]
            values[name] = Array(shape[0], shape[1], [entry for row in rows for entry in row])
    return values


def _sides(model: CheckedPage, values: Mapping[str, Value], numbers: Arithmetic) -> Seen:
    """The sides of every gate at a point, and the values taken from finite domains."""
    sides: Seen = dict(_finite_values(model, values))
    with numbers.working():
        environment = in_arithmetic(model, values, numbers)
        for step in model.steps:
            record: Record = []
            watched = recording(numbers, record)
            environment[step.name] = evaluate(step.tree, environment, watched)
            for function, side in record:
                gate = (step.name, function)
                sides[gate] = sides.get(gate, frozenset()) | {side}
    return sides


def _on_an_edge(sides: Seen) -> bool:
    return any(0 in s for (_, function), s in sides.items() if function != "values")


def _anywhere(model: CheckedPage) -> dict[str, Value]:
    """A direction that moves everything that can move: what is no choice of a few values."""
    moving = [n for n, d in model.domains.items() if d.kind in ("real", "interval")]
    found: dict[str, Value] = {}
    for name in moving:
        rows, columns = extent(model, name)
        entries = [Fraction(2 * k + 3, 8 + k) for k in range(rows * columns)]
        found[name] = Array(rows, columns, entries)
    return found


def _finite_values(
    model: CheckedPage, values: Mapping[str, Value]
) -> Iterator[tuple[Gate, frozenset[int]]]:
    for name, declared in model.declarations.items():
        if declared.domain.kind == "set":
            allowed = declared.domain.values
            taken = as_array(values[name]).entries
            yield (name, "values"), frozenset(map(allowed.index, taken))


def _complete(model: CheckedPage, seen: Seen) -> bool:
    return all(
        len(sides) == len(model.declarations[name].domain.values)
        if function == "values"
        else {-1, 1} <= sides
        for (name, function), sides in seen.items()
    )
