"""How many examples a test tries: a fifth by default, all in the profile ci, tenfold in long.

`python3 -m pytest --hypothesis-profile=ci` chooses; `tests/conftest.py` declares them.
"""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

LONG = 1000


def count(examples: int) -> int:
    """The number of examples in this profile, for tests that draw on their own."""
    return max(1, examples * settings().max_examples // 100)


def examples(number: int, *, long: int = 0) -> settings:
    """So many examples of a property, in proportion; at least `long` in the long profile."""
    is_long = settings().max_examples >= LONG
    return settings(max_examples=max(count(number), long if is_long else 0))


def share(cases: Sequence[T]) -> list[T]:
    """Every fourth of many cases, all of them in the long profile."""
    return list(cases) if settings().max_examples >= LONG else list(cases[::4])


def some(cases: Sequence[T], few: int) -> list[T]:
    """Some `few` of many cases, evenly spread, all of them in the long profile."""
    step = 1 if settings().max_examples >= LONG else max(1, len(cases) // few)
    return list(cases[::step])
