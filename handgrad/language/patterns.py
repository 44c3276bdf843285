"""Rules as text: a pattern in the page's own notation, and what may stand in its place.

A single letter stands for any formula, the same letter for equal ones; `...` behind a chain
for its further members. A function without an axis has any, and a reduction that is put in
its place has the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from handgrad.language.parser import parse
from handgrad.language.tree import (
    Call,
    Name,
    Node,
    Number,
    Product,
    Sum,
    children,
    operation,
    rewrite,
)

Link = tuple[str, Node]
Bound = dict[str, Node]


class Pattern(NamedTuple):
    """A formula with letters for parts of it; `open` where more members may follow."""

    tree: Node
    open: bool = False

    @staticmethod
    def read(text: str) -> "Pattern":
        text = text.strip()
        return Pattern(parse(text.removesuffix("...")), text.endswith("..."))

    def match(self, node: Node) -> "Match | None":
        """What the letters stand for in a node; None where the node is another."""
        further: tuple[Link, ...] = ()
        if self.open and isinstance(node, Sum | Product) and type(node) is type(self.tree):
            length = len(children(self.tree)) - 1
            node, further = replace(node, rest=node.rest[:length]), node.rest[length:]
        bound: Bound = {}
        return Match(node, bound, further) if _binds(self.tree, node, bound) else None


class Match(NamedTuple):
    """The node that fits a pattern, what the letters stand for, and its further members."""

    node: Node
    bound: Bound
    further: tuple[Link, ...]

    @property
    def axis(self) -> int | None:
        return self.node.axis if isinstance(self.node, Call) else None

    def followed(self, form: Node) -> Node:
        """What stands in the place of the pattern, with the further members behind it."""
        if not self.further:
            return form
        kind = Sum if isinstance(self.node, Sum) else Product
        if isinstance(form, kind):
            return kind(form.first, form.rest + self.further)
        return kind(form, self.further)


def _binds(pattern: Node, node: Node, bound: Bound) -> bool:
    """Whether a node has the form of a pattern, noting what the letters stand for."""
    if isinstance(pattern, Name):
        return bound.setdefault(pattern.name, node) == node
    if isinstance(pattern, Number):
        return pattern == node
    if isinstance(pattern, Call) and isinstance(node, Call) and pattern.axis is None:
        node = replace(node, axis=None)
    below, found = children(pattern), children(node)
    if operation(pattern) != operation(node) or len(below) != len(found):
        return False
    return all(_binds(p, n, bound) for p, n in zip(below, found, strict=True))


def instantiated(
    form: Node, bound: Mapping[str, Node], meaning: Callable[[Call], Node] = lambda call: call
) -> Node:
    """A form with formulas for its letters; `meaning` says what its calls stand for."""

    def put(node: Node) -> Node:
        if isinstance(node, Name):
            return bound.get(node.name, node)
        return meaning(node) if isinstance(node, Call) else node

    return rewrite(form, put)


class PatternRow(NamedTuple):
    """One line of a table: a pattern, the forms that may take its place, and a condition."""

    pattern: Pattern
    forms: tuple[Node, ...]
    condition: str


def read_rows(table: str) -> Iterator[PatternRow]:
    """The lines of a table: pattern, two spaces or more, forms parted by |, `where` ..."""
    for line in filter(None, map(str.strip, table.splitlines())):
        pattern, _, rest = line.partition("  ")
        forms, _, condition = rest.partition(" where ")
        trees = tuple(Pattern.read(form).tree for form in forms.split("|"))
        yield PatternRow(Pattern.read(pattern), trees, condition.strip())
