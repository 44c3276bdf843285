"""A factor taken out of a sum or a mean that it differs inside of."""

from collections.abc import Iterator
from typing import NamedTuple

from handgrad.hints import Hint
from handgrad.language.plain import plain
from handgrad.language.tree import Name, Node, Product, Transpose, names, substitute
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import times
from handgrad.mistakes.suspect import Suspect


class PulledOut(NamedTuple):
    """The factor, and the derivative it belongs in."""

    factor: Node
    derivative: str

    @property
    def id(self) -> str:
        return "order"

    def hint(self) -> Hint:
        factor = plain(self.factor)
        text = (
            f"{factor} stands outside: it belongs in {self.derivative}, inside the sums and "
            "means that are taken of it"
        )
        return Hint(self.id, text)


def pulled_out(bench: Bench) -> Iterator[Suspect]:
    """The key where a derivative on its way lost a factor, which is put before the whole."""
    key = next((d.tree for d in bench.model.derivatives if d.name == bench.key_name), None)
    if key is None:
        return
    for derivative in bench.model.derivatives:
        if derivative.name in names(key) and isinstance(derivative.tree, Product):
            for factor, rest in _factors(derivative.tree):
                inside = substitute(key, {derivative.name: rest})
                yield Suspect(times(factor, inside), PulledOut(factor, derivative.name))


def _factors(product: Product) -> Iterator[tuple[Node, Node]]:
    """Each named factor of an elementwise product, and the product without it."""
    if any(sign != "*" for sign, _ in product.rest):
        return
    factors = [product.first, *(factor for _, factor in product.rest)]
    for i, factor in enumerate(factors):
        if isinstance(factor, Name | Transpose):
            first, *others = factors[:i] + factors[i + 1 :]
            links = tuple(("*", other) for other in others)
            yield factor, Product(first, links) if links else first
