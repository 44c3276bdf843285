"""Which mistake does a wrong answer look like? Facts first, then what one slip explains.

Every hint is an equation between values that holds at all test points: exactly where the
page is rational, else to 40 digits.
"""

from collections.abc import Collection, Iterator
from itertools import islice

from handgrad.errors import EvaluationError
from handgrad.hints import Hint
from handgrad.language.tree import Node
from handgrad.mistakes.answer_size import has_many_values, is_small
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.changes import with_tried_change
from handgrad.mistakes.constants import multiples
from handgrad.mistakes.conventions import (
    AVERAGED,
    BOUND,
    TRANSPOSED,
    Convention,
    all_conventions,
    conventions,
    is_bound,
    labels,
)
from handgrad.mistakes.conventions import NAMES as CONVENTIONS
from handgrad.mistakes.factors import extra_terms, two_factors
from handgrad.mistakes.facts import facts, partly_right
from handgrad.mistakes.pairs import two_mistakes
from handgrad.mistakes.said import sifted
from handgrad.mistakes.suspect import Suspect
from handgrad.mistakes.suspect_table import SuspectTable, table_of
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import MOST_WORK, Budget
from handgrad.referee.directional import Definitions
from handgrad.referee.points import SEED

MOST_HINTS, MOST_GUESSES = 4, 2
__all__ = [
    "BOUND",
    "CONVENTIONS",
    "TRANSPOSED",
    "conventions_of",
    "diagnose",
    "is_bound",
    "open_conventions",
]


def diagnose(
    model: CheckedPage,
    by: str,
    answer: Node,
    *,
    definitions: Definitions = (),
    seed: int = SEED,
    budget: Budget | None = None,
) -> tuple[Hint, ...]:
    """What is wrong with a wrong answer for the derivative by a name, most certain first.

    `answer` is a fitted tree in names of the page and of the person's `definitions`; the
    `budget` is shared by all wrong formulas of a text. No hint where nothing known holds, where
    the answer is too large, or where the budget is spent.

    >>> from handgrad.language.parser import parse
    >>> from handgrad.page.loading import load_page
    >>> for hint in diagnose(load_page("linear"), "w", parse("x*(w*x - y)")):
    ...     print(f"[{hint.id}] {hint.text}; {hint.change}")
    [convention] half of the right value: right if the loss had a factor 1/2; multiply by 2
    """
    budget = budget or Budget()
    if budget.left <= 0 or not is_small(answer, definitions) or has_many_values(model, by):
        return ()
    most_work = min(MOST_WORK, budget.left)
    bench = Bench(model, by, answer, definitions=definitions, seed=seed, most_work=most_work)
    if not bench.points:
        return ()
    try:
        found = _hints(bench, budget)
    except (ArithmeticError, EvaluationError, RecursionError):
        # To explain is a service: what cannot be explained is judged all the same.
        found = ()
    budget.left -= bench.work
    return found


def _hints(bench: Bench, budget: Budget) -> tuple[Hint, ...]:
    """What explains the answer: all of it before parts of it."""
    by_convention = list(conventions(bench))
    found = [*(c.hint for c in by_convention), *facts(bench)]
    is_averaged = any(convention.name in AVERAGED for convention in by_convention)
    found = sifted(found) if is_averaged else _beyond_facts(bench, budget, found)
    tried = (with_tried_change(hint, bench) for hint in found)
    return tuple(islice(tried, MOST_HINTS))


def _beyond_facts(bench: Bench, budget: Budget, found: list[Hint]) -> list[Hint]:
    """The facts found, and what slips and edits explain; the work on these is shared."""
    table = table_of(bench)
    budget.left -= table.cost
    known = bench.constant(bench.answer, bench.key) is not None
    heard = {hint.id for hint in found}
    found += _lost_ways(bench, table) if known else _guesses(bench, table, heard)
    if not known:
        found += partly_right(bench)
    found = found or [c.hint for c in labels(bench)] or list(extra_terms(bench))
    return sifted(found) or _two_causes(bench, table)


def conventions_of(
    model: CheckedPage,
    by: str,
    answer: Node,
    *,
    definitions: Definitions = (),
    seed: int = SEED,
) -> tuple[Convention, ...]:
    """The conventions under which a wrong answer is right: half, sum, transpose, ..."""
    if not is_small(answer, definitions):
        return ()
    bench = Bench(model, by, answer, definitions=definitions, seed=seed)
    return (*conventions(bench), *labels(bench)) if bench.points else ()


def open_conventions(
    model: CheckedPage, by: str, right: Node, *, seed: int
) -> tuple[Convention, ...]:
    """The conventions that the loss leaves room for, each with the right answer under it."""
    bench = Bench(model, by, right, seed=seed)
    return tuple(all_conventions(bench)) if bench.points else ()


def _alike(bench: Bench, table: SuspectTable) -> Iterator[Suspect]:
    """The suspects that have the value of the answer at every point."""
    value = bench.sifted(bench.answer)
    for suspect in table.valued(value) if value else ():
        if bench.matches(bench.answer, suspect.formula):
            yield suspect


def _lost_ways(bench: Bench, table: SuspectTable) -> Iterator[Hint]:
    """Why an answer is a constant times the key, if one of several ways was lost."""
    for suspect in _alike(bench, table):
        if suspect.mistake.id == "one-path":
            yield suspect.mistake.hint()


def _guesses(bench: Bench, table: SuspectTable, found: Collection[str]) -> Iterator[Hint]:
    """The slips and edits that lead to the answer, the first of each kind."""
    news: set[str] = set()
    for suspect in _alike(bench, table):
        kind = suspect.mistake.id
        if kind not in found and kind not in news:
            news.add(kind)
            yield suspect.mistake.hint()
        if len(news) == MOST_GUESSES:
            return


def _two_causes(bench: Bench, table: SuspectTable) -> list[Hint]:
    """A mistake and a constant factor, two factors, or any two mistakes."""
    value = bench.sifted(bench.answer)
    for suspect in table.proportional(value) if value else ():
        for constant in multiples(bench, bench.answer, suspect.formula):
            text = f"besides, {bench.shown(constant.tree)} times what this mistake alone gives"
            return [suspect.mistake.hint(), Hint("constant-factor", text)]
    for hint in two_factors(bench):
        return [hint]
    return two_mistakes(bench, table)
