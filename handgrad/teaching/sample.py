"""Small values to explain a page with, drawn from the domains it declares."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from handgrad.page.checked_page import CheckedPage
from handgrad.page.domains import Domain

T = TypeVar("T")

_HALVES = tuple(Fraction(n, 2) for n in (-5, -4, -3, -1, 1, 3, 4, 5))
_WEIGHTS = (1, 2, 3, 4)


def sample(model: CheckedPage, seed: int) -> dict[str, object]:
    """A value of every declared name: halves, and what the domains ask for."""
    generator = random.Random(seed)
    return {
        name: _shaped(declared.domain, model.dimensions(name), generator)
        for name, declared in model.declarations.items()
    }


def _shaped(domain: Domain, shape: tuple[int, ...], generator: random.Random) -> object:
    if not shape:
        return _entries(domain, 1, generator)[0]
    if len(shape) == 1:
        return _entries(domain, shape[0], generator)
    if structure := domain.structure:
        n = shape[0]
        made = structure.made(n, lambda: _one_of(_HALVES, generator))
        return [made[i * n : (i + 1) * n] for i in range(n)]
    return [_shaped(domain, shape[1:], generator) for _ in range(shape[0])]


def _entries(domain: Domain, length: int, generator: random.Random) -> list[Fraction]:
    """A vector or a row from the domain, by small numbers where the domain leaves a choice."""
    match domain.kind:
        case "real":
            return [_one_of(_HALVES, generator) for _ in range(length)]
        case "interval":
            return [_between(domain, generator) for _ in range(length)]
        case "distribution":
            weights = [_one_of(_WEIGHTS, generator) for _ in range(length)]
            return [Fraction(weight, sum(weights, 0)) for weight in weights]
        case "set":
            first = int(generator.random() * len(domain.values))
            return [domain.values[(first + i) % len(domain.values)] for i in range(length)]
    return domain.draw(generator, length)


def _between(domain: Domain, generator: random.Random) -> Fraction:
    low, high = domain.low, domain.high
    if low is None or high is None:
        step = _one_of((1, 2, 3, 4), generator) * Fraction(1, 2)
        return low + step if low is not None else (high or Fraction(0)) - step
    return low + (high - low) * Fraction(_one_of((1, 2, 3), generator), 4)


def _one_of(choices: Sequence[T], generator: random.Random) -> T:
    return choices[int(generator.random() * len(choices))]
