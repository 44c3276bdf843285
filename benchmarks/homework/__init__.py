"""Homework: the losses that courses set, each with a right gradient and plausible wrong ones.

`arrays` holds models in NumPy, `loops` models in lists and loops. A model is a function that
makes its data and gives back the loss and the gradient; `gradient(p, slip)` makes the slip.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

Function = Callable[..., Any]
Shape = tuple[int, ...]
# Made from nothing but a generator: the loss, and the gradient with an optional slip.
Maker = Callable[[Random], tuple[Function, Function]]

# Slips that every gradient can have.
EVERY = ("twice", "opposite sign", "one entry off by 1e-4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Homework:
    """A loss with its gradient at a point of nested lists.

    `slips` are the names of the wrong gradients, `negligible` the part of the gradient by
    which the right one is off on purpose (an epsilon in the loss).
    """

    name: str
    at: Any
    loss: Function
    gradient: Function
    slips: tuple[str, ...]
    negligible: float = 0.0

    def claims(self) -> Iterator[tuple[str, Function]]:
        """The right gradient under the name "", every wrong one under that of its slip."""
        yield "", lambda p: self.gradient(p)
        for slip in self.slips:
            yield slip, lambda p, slip=slip: self.gradient(p, slip)
        for slip in EVERY:
            yield slip, lambda p, slip=slip: spoiled(self.gradient(p), slip)


@dataclass(frozen=True, slots=True)
class Collection:
    """Models by the decorator: the shapes of the parameters, their size, and the slips."""

    models: list[Callable[[], Homework]] = field(default_factory=list)

    def model(
        self, at: Shape | Mapping[str, Shape], *slips: str, size: float = 0.7, eps: float = 0.0
    ) -> Callable[[Maker], Maker]:
        def add(maker: Maker) -> Maker:
            def make() -> Homework:
                rng = Random(maker.__name__)
                loss, gradient = maker(rng)
                return Homework(
                    name=maker.__name__,
                    at=drawn(at, rng, size),
                    loss=loss,
                    gradient=gradient,
                    slips=slips,
                    negligible=eps,
                )

            self.models.append(make)
            return maker

        return add

    def __iter__(self) -> Iterator[Homework]:
        return (make() for make in self.models)


def drawn(shape: Shape | Mapping[str, Shape], rng: Random, size: float = 1.0) -> Any:
    """Nested lists of normal numbers."""
    if isinstance(shape, Mapping):
        return {name: drawn(part, rng, size) for name, part in shape.items()}
    if shape:
        return [drawn(shape[1:], rng, size) for _ in range(shape[0])]
    return rng.gauss(0, size)


def spoiled(gradient: Any, slip: str) -> Any:
    """A gradient with one of the slips that every gradient can have."""
    factor = {"twice": 2, "opposite sign": -1}.get(slip)
    if isinstance(gradient, Mapping):
        keys = list(gradient)
        chosen = keys if factor else keys[:1]
        return {k: spoiled(g, slip) if k in chosen else g for k, g in gradient.items()}
    if factor:
        if isinstance(gradient, list):
            return [spoiled(g, slip) for g in gradient]
        return factor * gradient
    if getattr(gradient, "shape", None) or isinstance(gradient, list):
        # The largest entry, so that the slip is none of rounding.
        changed = gradient.copy()
        at = max(range(len(gradient)), key=lambda i: largest(gradient[i]))
        changed[at] = spoiled(changed[at], slip)
        return changed
    return gradient * 1.0001


def largest(gradient: Any) -> float:
    """The largest entry in size."""
    if getattr(gradient, "shape", None) or isinstance(gradient, list):
        return max(largest(g) for g in gradient)
    return abs(float(gradient.real)) if isinstance(gradient, complex) else abs(gradient)
