"""For other people's test suites: hypothesis strategies, wrong answers, and an assertion.

Hypothesis is imported only where it is used; without it the strategies raise an error that
says how to get it.
"""

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handgrad.errors import HandgradError
from handgrad.language.arrays import nested
from handgrad.language.plain import plain
from handgrad.mistakes.known import KnownMistake, mistakes
from handgrad.page.checked_page import CheckedPage
from handgrad.page.domains import GRID, Domain
from handgrad.testing.assertion import assert_gradient
from handgrad.testing.rewriting import rewritten_key

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["assert_gradient", "mutants", "points", "rewritten", "wrong"]

MOST_STEPS = 12


def mutants(model: CheckedPage) -> list[KnownMistake]:
    """The wrong answers that handgrad names for a page: (name, formula, hint).

    No two for one name have the same value, and none has the key's.

    >>> import handgrad
    >>> for name, formula, hint in mutants(handgrad.load("linear"))[:3]:
    ...     print(f"dL/d{name} = {formula}  [{hint.id}]")
    dL/dw = (w*x - y)*x  [convention]
    dL/dw = 2*(dL/dy_hat*x)  [constant-factor]
    dL/dw = -(dL/dy_hat*x)  [sign]
    """
    return mistakes(model)


def points(model: CheckedPage) -> "SearchStrategy[dict[str, Any]]":
    """Values of everything a page declares, from its domains, as `model.gradient` takes them.

    >>> import handgrad
    >>> from hypothesis import given
    >>> model = handgrad.load("linear")
    >>> @given(points(model))
    ... def test_twice_the_residual_times_x(values):
    ...     w, x, y = values["w"], values["x"], values["y"]
    ...     assert model.gradient(values)["w"] == 2*(w*x - y)*x
    >>> test_twice_the_residual_times_x()
    """
    strategies = _hypothesis().strategies
    found: SearchStrategy[dict[str, Any]] = strategies.fixed_dictionaries(
        {
            name: _values(declared.domain, model.dimensions(name))
            for name, declared in model.declarations.items()
        }
    )
    return found


def rewritten(model: CheckedPage, name: str) -> "SearchStrategy[str]":
    """The key's derivative by a parameter, written in other ways: right answers, all of them.

    >>> import handgrad
    >>> from hypothesis import given
    >>> model = handgrad.load("linear")
    >>> @given(rewritten(model, "w"))
    ... def test_every_form_is_right(formula):
    ...     assert handgrad.grade(model, f"dL/dw = {formula}", given="all")
    >>> test_every_form_is_right()
    """
    _check_name(model, name)
    strategies = _hypothesis().strategies

    def form(seed: int, steps: int) -> str:
        return plain(rewritten_key(model, name, random.Random(seed), steps=steps))

    seeds, steps = strategies.integers(0, 2**32), strategies.integers(0, MOST_STEPS)
    found: SearchStrategy[str] = strategies.builds(form, seeds, steps)
    return found


def wrong(model: CheckedPage, name: str) -> "SearchStrategy[str]":
    """The derivative by a parameter with a mistake in it: wrong answers, all of them.

    >>> import handgrad
    >>> from hypothesis import given
    >>> model = handgrad.load("linear")
    >>> @given(wrong(model, "w"))
    ... def test_every_mutant_is_wrong(formula):
    ...     assert handgrad.grade(model, f"dL/dw = {formula}", given="all").verdict == "wrong"
    >>> test_every_mutant_is_wrong()
    """
    _check_name(model, name)
    formulas = [mistake.formula for mistake in mistakes(model) if mistake.name == name]
    found: SearchStrategy[str] = _hypothesis().strategies.sampled_from(formulas)
    return found


def _check_name(model: CheckedPage, name: str) -> None:
    if name not in model.parameters:
        known = ", ".join(model.parameters)
        raise HandgradError(f"{model.name} has no parameter {name!r} (parameters: {known})")


def _hypothesis() -> Any:
    try:
        import hypothesis
        import hypothesis.strategies
    except ImportError:
        raise HandgradError(
            "the strategies of handgrad.testing need hypothesis: pip install hypothesis"
        ) from None
    return hypothesis


def _values(domain: Domain, shape: tuple[int, ...]) -> Any:
    """Values of this shape: rows of the domain, nested as the shape says."""
    strategies = _hypothesis().strategies
    length = shape[-1] if shape else 1
    if domain.structure:
        seeds = strategies.integers(0, 2**32)
        return seeds.map(lambda seed: nested(domain.draw_array(random.Random(seed), shape), 2))
    row = _row(domain, length)
    if not shape:
        return row.map(lambda entries: entries[0])
    if len(shape) == 1:
        return row
    return strategies.lists(row, min_size=shape[0], max_size=shape[0])


def _row(domain: Domain, length: int) -> Any:
    strategies = _hypothesis().strategies
    if domain.kind in ("one_hot", "distribution"):
        seeds = strategies.integers(0, 2**32)
        return seeds.map(lambda seed: domain.draw(random.Random(seed), length))
    is_set = domain.kind == "set"
    entry = strategies.sampled_from(domain.values) if is_set else _between(domain)
    return strategies.lists(entry, min_size=length, max_size=length)


def _between(domain: Domain) -> Any:
    """Multiples of 1/1024 in an interval; those of size up to 4 where there is no end."""
    low = Fraction(-4) if domain.low is None else domain.low
    high = max(Fraction(4), low + 4) if domain.high is None else domain.high
    low = min(low, high - 4) if domain.low is None else low
    least, most = -(-low * GRID // 1), high * GRID // 1
    least += not domain.closed and domain.low is not None and least == low * GRID
    most -= not domain.closed and domain.high is not None and most == high * GRID
    integers = _hypothesis().strategies.integers(int(least), int(most))
    return integers.map(lambda n: Fraction(n, GRID))
