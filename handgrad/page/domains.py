"""What values a name may take: the limits a page declares, their check and their draws.

A number is drawn as a multiple of 1/1024 below 2 in size, so that all four arithmetics get the
same values, or anywhere: one of 2^64 values and more, on no grid that could be known. None is
0 or 1 where the domain leaves a choice.
"""

import random
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from handgrad.language.arrays import Array, Value
from handgrad.page.structures import STRUCTURES, Structure, drawn

GRID = 1024
ANYWHERE_BITS = 68
"""Bits of the denominator of what is drawn anywhere: 2^65 values of a number and more."""
SAMPLE_SIZE = 2**64

_NUMBER = r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?"


class Domain(NamedTuple):
    """`kind` is one of real, interval, set, one_hot, distribution, or a structure of matrices.

    An interval lies strictly between `low` and `high` (None: no limit), or includes its ends
    where `closed`; a set holds `values`. one_hot and distribution speak of a vector or of
    each row of a matrix.
    """

    kind: str = "real"
    text: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    closed: bool = False
    values: tuple[Fraction, ...] = ()

    @property
    def sample_size(self) -> int:
        """At least how many values a number drawn anywhere is chosen from."""
        return 1 if self.kind in ("set", "one_hot") else SAMPLE_SIZE

    def describe(self) -> str:
        """What a value must be, for an error message."""
        match self.kind:
            case "set":
                *first, last = map(str, self.values)
                return f"{', '.join(first)} or {last}" if first else last
            case "one_hot":
                return "one 1 and otherwise 0"
            case "distribution":
                return "positive numbers that add up to 1"
            case "interval":
                return self.text.removeprefix("in ")
        return self.structure.words if self.structure else "a real number"

    @property
    def structure(self) -> Structure | None:
        """What a matrix of this domain is as a whole."""
        return STRUCTURES.get(self.kind)

    @property
    def is_positive(self) -> bool:
        """Whether all its values are greater than 0."""
        if self.kind == "set":
            return min(self.values) > 0
        is_above = self.low is not None and (self.low > 0 or not self.closed)
        return self.kind == "interval" and is_above and self.low is not None and self.low >= 0

    @property
    def is_choice(self) -> bool:
        """Whether its values are a choice of a few, or have none of their kind beside them."""
        structure = self.structure
        bound = structure is not None and not structure.is_linear
        return bound or self.kind in ("set", "one_hot")

    def allows(self, row: Sequence[float | Fraction]) -> bool:
        """Whether the entries of a vector, or of one row of a matrix, lie in the domain."""
        match self.kind:
            case "one_hot":
                return sorted(row) == [0] * (len(row) - 1) + [1]
            case "distribution":
                # A row of floats adds up to 1 to within the rounding of its entries.
                total = sum((Fraction(entry) for entry in row), Fraction(0))
                return min(row) > 0 and abs(total - 1) <= Fraction(len(row), 2**50)
            case "set":
                return all(entry in self.values for entry in row)
            case "interval":
                return all(map(self._between, row))
        return True

    def _between(self, value: float | Fraction) -> bool:
        above = self.low is None or value > self.low or (self.closed and value == self.low)
        return above and (
            self.high is None or value < self.high or (self.closed and value == self.high)
        )

    def draw(
        self, generator: random.Random, length: int, denominator: int = GRID
    ) -> list[Fraction]:
        """The entries of a vector, or of one row of a matrix, in general position.

        They are multiples of 1/denominator: on the grid, or of `unknown_denominator` anywhere.
        """
        match self.kind:
            case "one_hot":
                hot = _below(generator, length)
                return [Fraction(int(i == hot)) for i in range(length)]
            case "distribution":
                weights = [64 + _below(generator, 192) for _ in range(length)]
                if denominator != GRID:
                    weights = [_spread(generator, w << 64, (w + 1) << 64) for w in weights]
                parts = [
                    Fraction(w * denominator // sum(weights, 0), denominator) for w in weights
                ]
                return [1 - sum(parts[1:], Fraction(0)), *parts[1:]]
            case "set":
                return [self.values[_below(generator, len(self.values))] for _ in range(length)]
            case "interval":
                return [self._draw_between(generator, denominator) for _ in range(length)]
        return [_draw_real(generator, denominator) for _ in range(length)]

    def draw_array(
        self, generator: random.Random, shape: tuple[int, ...], denominator: int = GRID
    ) -> Value:
        """A number, a vector or a matrix of so many rows and columns."""
        if not shape:
            return self.draw(generator, 1, denominator)[0]
        if len(shape) == 1:
            return Array(shape[0], 1, self.draw(generator, shape[0], denominator))
        rows, columns = shape
        if structure := self.structure:
            entries = drawn(structure, rows, lambda: _draw_real(generator, denominator))
            return Array(rows, rows, entries)
        listed = [self.draw(generator, columns, denominator) for _ in range(rows)]
        return Array(rows, columns, [entry for row in listed for entry in row])

    def _draw_between(self, generator: random.Random, denominator: int) -> Fraction:
        low, high = self.low, self.high
        low = (high - 2 if high is not None else Fraction(-2)) if low is None else low
        high = low + 2 if high is None else high
        if denominator == GRID:
            return low + (high - low) * Fraction(
                2 * _below(generator, GRID // 2 - 32) + 33, GRID
            )
        inner = _spread(generator, denominator // 32, denominator - denominator // 32)
        return low + (high - low) * Fraction(inner, denominator)

    def scaled(self, row: Sequence[Fraction], factor: Fraction) -> list[Fraction]:
        """The entries so many times as large, or as near to an end of the domain.

        >>> domain("in (0, 1)").scaled([Fraction(1, 2)], Fraction(4))
        [Fraction(7, 8)]
        """
        if self.kind == "distribution":
            shrink = min(factor, 1 / factor)
            kept = 0 if factor > 1 else len(row) - 1
            parts = [entry * shrink for entry in row]
            parts[kept] += 1 - shrink
            return parts
        if self.kind == "interval":
            return [self._scaled_between(entry, factor) for entry in row]
        return list(row) if self.is_choice else [entry * factor for entry in row]

    def _scaled_between(self, entry: Fraction, factor: Fraction) -> Fraction:
        if self.high is not None and (self.low is None or factor > 1):
            shrink = factor if self.low is None else 1 / factor
            return self.high - (self.high - entry) * shrink
        return (self.low or 0) + (entry - (self.low or 0)) * factor


REAL = Domain()


def _below(generator: random.Random, n: int) -> int:
    """A whole number from 0 to n - 1, by `random()` alone: the same on every Python."""
    return int(generator.random() * n)


def _spread(generator: random.Random, low: int, high: int) -> int:
    """A whole number from low to high - 1, each as likely, the same on every Python."""
    bits = ANYWHERE_BITS + 32
    share: int = generator.getrandbits(bits) * (high - low) >> bits
    return low + share


def _draw_real(generator: random.Random, denominator: int) -> Fraction:
    """0.2 to 1.8 in size, of either sign; on the grid an odd multiple of 1/1024."""
    if denominator == GRID:
        size = 2 * _below(generator, 819) + 205
        return _on_grid(size if generator.random() < 0.5 else -size)
    size = _spread(generator, denominator // 5, denominator * 9 // 5)
    return Fraction(size if generator.random() < 0.5 else -size, denominator)


@cache
def _on_grid(count: int) -> Fraction:
    """A multiple of 1/1024, always the same object: a large point has few different numbers."""
    return Fraction(count, GRID)


def unknown_denominator(generator: random.Random) -> int:
    """An odd number, so that multiples of 1 over it lie on no grid of halves."""
    middle: int = generator.getrandbits(ANYWHERE_BITS - 2)
    return (1 << ANYWHERE_BITS) + 2 * middle + 1


def domain(text: str) -> Domain | None:
    """The domain that a declaration's text names, None if it names none.

    >>> domain("in {0, 1}").values
    (Fraction(0, 1), Fraction(1, 1))
    >>> domain("> 0").low
    Fraction(0, 1)
    """
    text = " ".join(text.split())
    if not text:
        return REAL
    if text in ("one_hot", "distribution", *STRUCTURES):
        return Domain(text, text)
    if match := re.fullmatch(rf"(>=?|<=?) ?({_NUMBER})", text):
        bound, closed = Fraction(match[2]), "=" in match[1]
        low, high = (bound, None) if ">" in match[1] else (None, bound)
        return Domain("interval", text, low, high, closed)
    if match := re.fullmatch(rf"in ([(\[]) ?({_NUMBER}) ?, ?({_NUMBER}) ?[)\]]", text):
        return Domain("interval", text, Fraction(match[2]), Fraction(match[3]), match[1] == "[")
    if match := re.fullmatch(rf"in {{ ?({_NUMBER}(?: ?, ?{_NUMBER})*) ?}}", text):
        return Domain("set", text, values=tuple(map(Fraction, match[1].split(","))))
    return None
