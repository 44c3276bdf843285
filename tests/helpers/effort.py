"""How many examples a test tries: all in the ci profile, a fifth for a developer, tenfold long.

`python3 -m pytest --hypothesis-profile=long` chooses; `tests/conftest.py` declares them.
"""

from hypothesis import settings


def count(examples: int) -> int:
    """The number of examples in this profile, for tests that draw on their own."""
    return max(1, examples * settings().max_examples // 100)


def examples(number: int) -> settings:
    """So many examples of a property, in proportion to the profile."""
    return settings(max_examples=count(number))
