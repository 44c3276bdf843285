"""The chain rule with values put in: which factor was given a wrong value?"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.grading.claims import Claim
from handgrad.grading.equality import Judge
from handgrad.hints import Hint
from handgrad.language.fit import fitted
from handgrad.language.orientation import Fitted
from handgrad.language.plain import plain
from handgrad.language.shape import Shape
from handgrad.language.tree import (
    Derivative,
    Name,
    Node,
    Number,
    Product,
    Transpose,
    names,
    walk,
)
from handgrad.referee.directional import Definitions

COMPARISON_WORK = 1000
SIMPLE = tuple(Number(Fraction(n)) for n in (0, 1, -1, 2))

Link = tuple[str, Node]


class Factors(NamedTuple):
    """Two products that should be equal: Leibniz factors, and what was put in for them."""

    judge: Judge
    shapes: Mapping[str, Shape]
    definitions: Definitions

    def wrong_factor(self, rule: Node, given: Node) -> Hint | None:
        """The one factor of the rule that is not what stands in its place.

        Several factors of `given` may stand for one of the rule, in the order of the rule.
        """
        factors, values = _links(rule), _links(given)
        if len(factors) < 2 or not any(_is_leibniz(factor) for _, factor in factors):
            return None
        for place, (_, factor) in enumerate(factors):
            start = self.matched(factors[:place], values)
            after = [_reversed(links) for links in (factors[place + 1 :], values[start or 0 :])]
            end = self.matched(*after, is_reversed=True)
            if start is None or end is None or start + end >= len(values):
                continue
            group = _joined(values[start : len(values) - end])
            if not _is_leibniz(factor) or self.equal(factor, group):
                continue
            return Hint("wrong-factor", self.told(factor, group))
        return None

    def matched(
        self, factors: Sequence[Link], values: Sequence[Link], *, is_reversed: bool = False
    ) -> int | None:
        """How many values, from the first on, stand for these factors; None if they do not."""
        used = 0
        for _, factor in factors:
            for end in range(used + 1, len(values) + 1):
                links = values[used:end]
                if self.equal(factor, _joined(_reversed(links) if is_reversed else links)):
                    used = end
                    break
            else:
                return None
        return used

    def told(self, factor: Node, group: Node) -> str:
        shown = plain(factor), plain(group)
        for candidate in self.candidates():
            if self.equal(factor, candidate):
                return f"{shown[0]} is {plain(candidate)}, not {shown[1]}"
        return f"{shown[0]} is not {shown[1]}"

    def candidates(self) -> Iterator[Node]:
        """Simple formulas of the page and of the writer: names first."""
        model = self.judge.model
        known = [*model.declarations, *(step.name for step in model.steps)]
        for name in (*known, *(name for name, _ in self.definitions)):
            yield Name(name)
            yield Transpose(Name(name))
        yield from SIMPLE
        for formula in model.derivatives:
            yield formula.tree
            links = _links(formula.tree)
            for start in range(len(links)):
                for end in range(start + 1, len(links) + 1):
                    group = _joined(links[start:end])
                    if not any("/" in name for name in names(group)):
                        yield group

    def equal(self, factor: Node, value: Node) -> bool:
        """Whether two formulas have one shape and one value, as far as there is work left."""
        budget = self.judge.budget
        if budget.left <= 0:
            return False
        budget.left -= COMPARISON_WORK
        try:
            left, right = self.fit(factor), self.fit(value)
        except FormulaError:
            return False
        claimed = Claim(left.tree, right.tree, tuple(self.definitions))
        return left.shape == right.shape and self.judge.agree(claimed)

    def fit(self, tree: Node) -> Fitted:
        return fitted(tree, self.shapes, sizes=self.judge.model.sizes)


def _is_leibniz(tree: Node) -> bool:
    return any("/" in name for name in names(tree)) or any(
        isinstance(node, Derivative) for node in walk(tree)
    )


def _links(tree: Node) -> list[Link]:
    """The factors of a product from left to right, each with the operator before it."""
    if not isinstance(tree, Product) or any(sign == "/" for sign, _ in tree.rest):
        return [("*", tree)]
    first = _links(tree.first)
    return [*first, *tree.rest]


def _reversed(links: Sequence[Link]) -> list[Link]:
    return list(reversed(links))


def _joined(links: Sequence[Link]) -> Node:
    (_, first), *rest = links
    return Product(first, tuple(rest)) if rest else first
