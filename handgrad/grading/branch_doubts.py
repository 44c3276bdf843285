"""Which way a program goes: whether that is the page's own choice, or none that matters."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.grading.program_claims import ProgramOnPage
from handgrad.language.arrays import Array, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Node, Over, children
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.run.entrywise import LOST, Site, Sites
from handgrad.referee.edges import gate_arguments
from handgrad.referee.environment import Environment, Place, common_places
from handgrad.referee.points import gates_of
from handgrad.referee.spans import DIGITS

_MOST_FACTORS, _MOST_ALIKE = 200, 4


def strange_sites(
    model: CheckedPage, program: ProgramOnPage, resized: ProgramOnPage | None
) -> list[Site]:
    """Where a program compares what the page does not compare.

    It compares the same where all its differences are those of the page's gates, but for one
    factor, and where nothing but whole numbers is compared.
    """
    runs = list(program.seen.values())
    found = {site for _, sites in runs for site in sites.edges}
    tiny = {site for _, sites in runs for site in sites.tiny}
    known = [[*_gates_at(model, here)] for here, _ in runs]
    exact = [_exactness(here) for here, _ in runs]
    others = {s for s in found if not _is_known(_differences(runs, s, "edges"), known, exact)}
    return sorted(tiny | others | set(one_sided_sites(program, resized)))


def one_sided_sites(program: ProgramOnPage, resized: ProgramOnPage | None) -> Iterator[Site]:
    """Where whole numbers that change were compared, always with the same outcome."""
    runs = [*program.seen.values(), *(resized.seen.values() if resized else ())]
    found: dict[Site, dict[tuple[int, int], bool]] = {}
    for _, sites in runs:
        for site, seen in sites.whole.items():
            found.setdefault(site, {}).update(seen)
    for site, seen in found.items():
        is_beside_none = all(min(pair) == 0 < max(pair) for pair in seen)
        if len(seen) > 1 and len(set(seen.values())) == 1 and not is_beside_none:
            yield site


def has_strange_roots(model: CheckedPage, program: ProgramOnPage) -> bool:
    """Whether a program takes roots of what the page has no value for: they may hide a gate."""
    runs = list(program.seen.values())
    found = {site for _, sites in runs for site in sites.roots}
    if not found:
        return False
    known = [[*_values_at(model, here)] for here, _ in runs]
    exact = [_exactness(here) for here, _ in runs]
    return any(not _is_known(_differences(runs, s, "roots"), known, exact) for s in found)


def _exactness(here: Environment) -> Decimal:
    """How near two values are that are one, in units of their size."""
    return Decimal(1).scaleb(LOST - (here.digits or DIGITS))


def alike(model: CheckedPage, seed: int) -> Iterator[Place]:
    """The first point with all class labels, or all of a choice of values, the same."""
    point = common_places(model, seed)[0].point
    for name, domain in model.domains.items():
        array = as_array(point[name])
        if domain.kind == "one_hot":
            across = array.columns if array.columns > 1 else array.rows
            rows = [[Fraction(int(k == c)) for k in range(across)] for c in range(across)]
            values = [row * (len(array.entries) // across) for row in rows]
        elif domain.kind == "set":
            values = [[value] * len(array.entries) for value in domain.values]
        else:
            continue
        for entries in values[:_MOST_ALIKE]:
            made = Array(array.rows, array.columns, entries)
            value = made if isinstance(point[name], Array) else entries[0]
            yield Place(model, {**point, name: value})


def _differences(
    runs: Sequence[tuple[Environment, Sites]], site: Site, kind: str
) -> list[list[Any]]:
    return [[abs(Decimal(x)) for x in getattr(s, kind).get(site, ())] for _, s in runs]


def _is_known(
    found: Sequence[Sequence[Any]],
    known: Sequence[Sequence[Any]],
    exact: Sequence[Decimal],
) -> bool:
    """Whether all numbers are whole, or one, or known ones times one factor."""
    flat = [x for row in found for x in row]
    is_one = all(abs(x - flat[0]) <= max(exact) * x for x in flat)
    if is_one or all(x == x.to_integral_value() for x in flat):
        return True
    first = next(n for n, row in enumerate(found) if any(row))
    start = next(x for x in found[first] if x)
    factors = [Decimal(1), *(start / y for y in known[first][:_MOST_FACTORS] if y)]
    return any(_fits(found, known, exact, factor) for factor in factors)


def _fits(
    found: Sequence[Sequence[Any]],
    known: Sequence[Sequence[Any]],
    exact: Sequence[Decimal],
    factor: Any,
) -> bool:
    for row, values, close in zip(found, known, exact, strict=True):
        wanted = sorted(factor * y for y in values)
        if not all(not x or _is_among(x, wanted, close) for x in row):
            return False
    return True


def _is_among(x: Any, ordered: Sequence[Any], close: Decimal) -> bool:
    at = bisect_left(ordered, x)
    return any(abs(x - y) <= close * x for y in ordered[max(0, at - 1) : at + 1])


def _gates_at(model: CheckedPage, here: Environment) -> Iterator[Any]:
    """What the page's gates compare where it has these values."""
    numbers = decimal_arithmetic(here.digits or DIGITS)
    for gate in gates_of(model).values():
        try:
            yield from map(abs, gate_arguments([gate], here, numbers).values())
        except EvaluationError:
            continue


def _values_at(model: CheckedPage, here: Environment) -> Iterator[Any]:
    """Every value on the way through the page's formulas."""
    numbers = decimal_arithmetic(here.digits or DIGITS)
    with numbers.working():
        for formula in (*model.steps, *model.derivatives):
            for node in _below(formula.tree):
                try:
                    yield from map(abs, as_array(evaluate(node, here, numbers)).entries)
                except EvaluationError:
                    continue


def _below(tree: Node) -> Iterator[Node]:
    yield tree
    for child in () if isinstance(tree, Over) else children(tree):
        yield from _below(child)
