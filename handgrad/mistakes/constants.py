"""Constants that mean something on a page, and which values are such multiples of others."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement
from math import prod
from typing import NamedTuple

from handgrad.language.tree import ONE, Node, Number
from handgrad.mistakes.bench import SIFTED, Bench
from handgrad.mistakes.building import divided, sized, times
from handgrad.page.numbered import lettered

HALF = Fraction(1, 2)
SIMPLE = tuple(map(Fraction, ("2", "1/2", "-1", "4", "1/4", "-2", "-1/2", "3", "1/3")))
BESIDE_SIZES = tuple(map(Fraction, ("1", "2", "1/2", "-1", "4")))


class Constant(NamedTuple):
    """A constant that means something: its value, its tree, and what divides or multiplies."""

    value: float
    tree: Node
    sizes: str
    simple: Fraction

    @property
    def counted(self) -> Counter[str]:
        """How often each size divides or multiplies."""
        return Counter(filter(None, self.sizes.removeprefix("1/").split("*")))


def inverse_text(bench: Bench, constant: Constant) -> str:
    sizes = constant.sizes
    below = f"({sizes})" if "*" in sizes else sizes
    turned_over = sizes.removeprefix("1/") if sizes.startswith("1/") else f"1/{below}"
    simple = bench.shown(Number.of(1 / constant.simple))
    return simple if not sizes else turned_over if simple == "1" else f"{simple}*{turned_over}"


def constants(bench: Bench) -> list[Constant]:
    """Small numbers, sizes of the page, products of two sizes, and their quotients."""
    _, sizes = lettered(bench.model)
    scales: list[tuple[float, Node, str]] = []
    for n in (1, 2):
        for chosen in combinations_with_replacement(sizes, n):
            value = prod(sizes[name] for name in chosen)
            tree = sized(chosen) if bench.model.sizes else Number.of(value)
            text = "*".join(chosen)
            scales += [(value, tree, text), (1 / value, divided(ONE, tree), f"1/{text}")]
    plain_ones = [Constant(float(c), Number.of(c), "", c) for c in SIMPLE]
    return plain_ones + [
        Constant(value * float(c), tree if c == 1 else times(Number.of(c), tree), text, c)
        for value, tree, text in scales
        for c in BESIDE_SIZES
        if value * float(c) != 1
    ]


def of_key(bench: Bench) -> tuple[Constant, ...]:
    """The constants that the answer is times the key."""
    return bench.once("multiples", lambda: multiples(bench, bench.answer, bench.key))


def multiples(bench: Bench, left: Node, right: Node) -> Iterator[Constant]:
    """The constants c of the page for which left = c*right at every point."""
    c = bench.ratio(left, right)
    if c is None:
        return
    for constant in constants(bench):
        near = abs(c - constant.value) <= SIFTED * abs(c)
        if near and bench.equal(left, times(constant.tree, right)):
            yield constant
