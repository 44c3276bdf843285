"""Which mistake does a wrong answer look like? Facts first, then what one slip explains.

Every hint is an equation between values that holds at all test points: exactly where the
page is rational, else to 40 digits.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from handgrad.hints import Hint
from handgrad.language.tree import Node
from handgrad.mistakes.bench import Bench, has_many_values, is_small
from handgrad.mistakes.constants import multiples
from handgrad.mistakes.conventions import NAMES as CONVENTIONS
from handgrad.mistakes.conventions import Convention, conventions
from handgrad.mistakes.factors import extra_terms, two_factors
from handgrad.mistakes.facts import facts
from handgrad.mistakes.pairs import two_mistakes
from handgrad.mistakes.slips import slips
from handgrad.mistakes.suspect import Suspect
from handgrad.mistakes.suspects import suspects
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import MOST_WORK, Budget
from handgrad.referee.directional import Definitions
from handgrad.referee.points import SEED

MOST_HINTS, MOST_GUESSES = 4, 2
__all__ = ["CONVENTIONS", "conventions_of", "diagnose"]


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
    >>> from handgrad.page.loading import load
    >>> for hint in diagnose(load("linear"), "w", parse("x*(w*x - y)")):
    ...     print(f"[{hint.id}] {hint.text}; {hint.change}")
    [convention] half of the right value: right if the loss had a factor 1/2; multiply by 2
    [constant-factor] 0.5 times the right value at every point; multiply by 2
    """
    budget = budget or Budget()
    if budget.left <= 0 or not is_small(answer, definitions) or has_many_values(model, by):
        return ()
    most_work = min(MOST_WORK, budget.left)
    bench = Bench(model, by, answer, definitions=definitions, seed=seed, most_work=most_work)
    found = _hints(bench) if bench.points else ()
    budget.left -= bench.work
    return found


def _hints(bench: Bench) -> tuple[Hint, ...]:
    found: dict[str, Hint] = {}
    for hint in chain((c.hint for c in conventions(bench)), facts(bench)):
        found.setdefault(hint.id, hint)
    tried: list[Suspect] = []
    known = bench.constant(bench.answer, bench.key) is not None
    for hint in _lost_ways(bench) if known else _guesses(bench, found, tried):
        found.setdefault(hint.id, hint)
    for hint in () if found else extra_terms(bench):
        found.setdefault(hint.id, hint)
    return tuple(found.values() if found else _two_causes(bench, tried))[:MOST_HINTS]


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
    return tuple(conventions(Bench(model, by, answer, definitions=definitions, seed=seed)))


def _lost_ways(bench: Bench) -> Iterator[Hint]:
    """Why an answer is a constant times the key, if one of several ways was lost."""
    for suspect in slips(bench):
        if suspect.mistake.id == "one-path" and bench.matches(bench.answer, suspect.formula):
            yield suspect.mistake.hint()


def _guesses(bench: Bench, found: Mapping[str, Hint], tried: list[Suspect]) -> Iterator[Hint]:
    """The slips and edits that lead to the answer, the first of each kind."""
    news = 0
    for suspect in suspects(bench):
        if bench.exhausted or news == MOST_GUESSES:
            return
        tried.append(suspect)
        if suspect.mistake.id not in found and bench.matches(bench.answer, suspect.formula):
            news += 1
            yield suspect.mistake.hint()


def _two_causes(bench: Bench, tried: list[Suspect]) -> list[Hint]:
    """A mistake and a constant factor, two factors, or any two mistakes."""
    for suspect in tried:
        for constant in multiples(bench, bench.answer, suspect.formula):
            text = f"besides, {bench.shown(constant.tree)} times what this mistake alone gives"
            return [suspect.mistake.hint(), Hint("constant-factor", text)]
    for hint in two_factors(bench):
        return [hint]
    return two_mistakes(bench, tried)
