"""Random smooth functions with their gradients: sums, products and compositions.

A function is a sum of terms; a term multiplies and nests smooth functions of a few of the
variables. Every variable has a scale of its own between 1e-8 and 1e8 and is divided by it
inside. The gradient is written by the product and chain rules from the same numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.hard_cases import ANY, FLOATS, floats, total

Function = Callable[[Any], Any]

# The value and the derivative of smooth functions that stay within reach.
PIECES: tuple[tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]], ...] = (
    (lambda m, u: m.sin(u), lambda m, u: m.cos(u)),
    (lambda m, u: m.exp(u / 2), lambda m, u: m.exp(u / 2) / 2),
    (lambda m, u: m.tanh(u), lambda m, u: 1 - m.tanh(u) * m.tanh(u)),
    (lambda m, u: u * u + u, lambda m, u: 2 * u + 1),
    (lambda m, u: 1 / (1 + u * u), lambda m, u: -2 * u / ((1 + u * u) * (1 + u * u))),
    (lambda m, u: m.log(2 + u * u), lambda m, u: 2 * u / (2 + u * u)),
    (lambda m, u: u * u * u - u, lambda m, u: 3 * u * u - 1),
)


@dataclass(frozen=True, slots=True)
class Term:
    """weight * outer(slope * x_i/s_i + shift) * inner(x_j/s_j)."""

    weight: float
    slope: float
    shift: float
    outer: int
    inner: int
    i: int
    j: int


@dataclass(frozen=True, slots=True)
class RandomFunction:
    """A function of the variables `at`, each of its own scale; `wrong` is the spoiled entry."""

    at: list[float]
    scales: list[float]
    terms: list[Term]
    wrong: int

    def value(self, m: Any, v: Any) -> Any:
        """The function, with the functions of `m`."""
        u = [x / s for x, s in zip(v, self.scales, strict=True)]
        return total([_product(m, t, u) for t in self.terms])

    def gradient(self, m: Any, v: Any) -> list[Any]:
        """The gradient, with the functions of `m`."""
        u = [x / s for x, s in zip(v, self.scales, strict=True)]
        result: list[Any] = [0] * len(u)
        for t in self.terms:
            outer, inner = _factors(m, t, u)
            d_outer = PIECES[t.outer][1](m, t.slope * u[t.i] + t.shift) * t.slope
            d_inner = PIECES[t.inner][1](m, u[t.j])
            result[t.i] += t.weight * d_outer * inner / self.scales[t.i]
            result[t.j] += t.weight * outer * d_inner / self.scales[t.j]
        return result

    def black_box(self) -> tuple[Function, Function]:
        """The function and its gradient for floats only."""
        return (
            lambda v: self.value(FLOATS, floats(v)),
            lambda v: self.gradient(FLOATS, floats(v)),
        )

    def polymorphic(self) -> tuple[Function, Function]:
        """The function and its gradient for any number."""
        return lambda v: self.value(ANY, v), lambda v: self.gradient(ANY, v)

    def spoiled(self, gradient: Function) -> Function:
        """The gradient with a relative error of 1e-5 in one entry."""

        def wrong(v: Any) -> list[Any]:
            values = list(gradient(v))
            values[self.wrong] = values[self.wrong] * 1.00001
            return values

        return wrong


def _factors(m: Any, t: Term, u: list[Any]) -> tuple[Any, Any]:
    return PIECES[t.outer][0](m, t.slope * u[t.i] + t.shift), PIECES[t.inner][0](m, u[t.j])


def _product(m: Any, t: Term, u: list[Any]) -> Any:
    outer, inner = _factors(m, t, u)
    return outer * inner * t.weight


def random_function(rng: Random) -> RandomFunction:
    """One of 1 to 50 variables, small numbers of them more often."""
    count = int(50 ** (rng.random() ** 3) + 0.5)
    scales = [10 ** (16 * rng.random() - 8) for _ in range(count)]
    at = [s * (0.3 + 1.2 * rng.random()) * rng.choice((1, -1)) for s in scales]
    terms = [
        Term(
            weight=rng.choice((1, -1)) * 10 ** (2 * rng.random() - 1),
            slope=0.5 + rng.random(),
            shift=2 * rng.random() - 1,
            outer=rng.randrange(len(PIECES)),
            inner=rng.randrange(len(PIECES)),
            i=k,
            j=rng.randrange(count),
        )
        for k in range(count)
    ]
    size = 10 ** (16 * rng.random() - 8)
    terms = [Term(size * t.weight, t.slope, t.shift, t.outer, t.inner, t.i, t.j) for t in terms]
    return RandomFunction(at, scales, terms, rng.randrange(count))
