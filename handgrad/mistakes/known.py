"""The wrong answers that are known for a page: cases for somebody's own autograder."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.hints import Hint
from handgrad.language.arrays import as_array
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR
from handgrad.language.tree import TWO, Name, Node, Number, is_written_in, names
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import divided, minus, negative, times
from handgrad.mistakes.draft import drafted
from handgrad.mistakes.suspects import suspects, ways_to_write
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.budget import MOST_WORK

LONGEST_WRITTEN = 2000

POINTS = 3
LONGEST = 300
ZERO = 1e-30

Fingerprint = tuple[str, ...]


class Entry(NamedTuple):
    tree: Node
    text: str
    hint: Hint


class KnownMistake(NamedTuple):
    """A wrong formula for the derivative by `name`, and what is wrong with it."""

    name: str
    formula: str
    hint: Hint


def mistakes(model: CheckedPage) -> list[KnownMistake]:
    """The wrong answers known for each parameter of a page, no two of them of the same value.

    Every formula reads back in the plain notation, has the shape of the parameter, a finite
    value at the test points, and another value than the key; a page without a key is drafted
    one first. Raises HandgradError where none is found.
    """
    page = model
    if any(model.derivative_name(name) not in model.shapes for name in model.parameters):
        page = drafted(model)
    return [mistake for name in page.parameters for mistake in _of_parameter(page, name)]


def _of_parameter(model: CheckedPage, name: str) -> Iterator[KnownMistake]:
    key = Name(model.derivative_name(name))
    bench = Bench(model, name, key, most_work=2 * MOST_WORK)
    found: dict[Fingerprint, list[Entry]] = {}
    for formula, hint in _known(bench):
        mark = _fingerprint(bench, formula)
        if mark is None or bench.equal_here(formula, bench.key):
            continue
        alike = found.setdefault(mark, [])
        same = [entry for entry in alike if bench.equal_here(entry.tree, formula)]
        if not is_written_in(formula, LONGEST_WRITTEN):
            continue
        text = plain(formula)
        if not same and _may_be_given(text, bench):
            alike.append(Entry(formula, text, hint()))
        elif same and len(text) < len(same[0].text) and _may_be_given(text, bench):
            alike[alike.index(same[0])] = same[0]._replace(text=text)
    for entry in chain(*found.values()):
        yield KnownMistake(name, entry.text, entry.hint)


def _known(bench: Bench) -> Iterator[tuple[Node, Callable[[], Hint]]]:
    for tree, hint in _conventions(bench):
        yield tree, partial(_same, hint)
    for suspect in suspects(bench):
        if bench.exhausted:
            return
        yield suspect.formula, suspect.mistake.hint


def _same(hint: Hint) -> Hint:
    return hint


def _conventions(bench: Bench) -> Iterator[tuple[Node, Hint]]:
    """The key under other conventions, the loss itself, a step of gradient descent."""
    key = ways_to_write(bench)[0]
    half = "half of the right value: right if the loss had a factor 1/2"
    yield divided(key, TWO), Hint("convention", half)
    yield times(TWO, key), Hint("constant-factor", "2 times the right value")
    yield negative(key), Hint("sign", "the negative of the right value")
    for size in bench.model.sizes:
        name = Name(size)
        yield times(name, key), Hint("constant-factor", f"{size} times the right value")
        yield divided(key, name), Hint("constant-factor", f"1/{size} times the right value")
    step = minus(Name(bench.by), times(Number.of(Fraction(1, 10)), key))
    yield step, Hint("update-step", "the new value after a step of gradient descent")
    if bench.shape(bench.key) == SCALAR:
        loss = Name(bench.model.loss_name)
        yield loss, Hint("not-differentiated", "this is the loss itself")


def _fingerprint(bench: Bench, tree: Node) -> Fingerprint | None:
    """The value at a few points, to fewer digits than rounding spoils."""
    if bench.shape(tree) != bench.shape(bench.key):
        return None
    values = [bench.value(tree, point) for point in bench.points[:POINTS]]
    if not values or None in values:
        return None
    return tuple(_rounded(float(entry)) for v in values for entry in as_array(v).entries)


def _rounded(x: float) -> str:
    return f"{x:.9e}" if abs(x) > ZERO else "0"


def _may_be_given(text: str, bench: Bench) -> bool:
    """Whether a formula is short, reads back, and does not stand on what is asked for."""
    if len(text) > LONGEST:
        return False
    try:
        tree, shape = fitted(parse(text), bench.model.shapes)
    except FormulaError:
        return False
    given_away = bench.asked - {bench.model.loss_name}
    return shape == bench.shapes[bench.by] and not names(tree) & given_away
