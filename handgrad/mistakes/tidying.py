"""A formula as a person would write it down: transposes on names, a minus in front."""

from collections.abc import Mapping
from types import MappingProxyType

from handgrad.errors import FormulaError
from handgrad.language.fit import fitted
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import (
    Name,
    Negative,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    rewrite,
)

Links = tuple[tuple[str, Node], ...]
_OTHER = {"+": "-", "-": "+"}


def tidied(
    tree: Node,
    shapes: Mapping[str, Shape],
    wanted: Shape,
    named: Mapping[Node, str] = MappingProxyType({}),
) -> Node:
    """The same value, tidier; the tree as it is where that is not sure.

    `named` are formulas that have a name.

    >>> from handgrad.language.parser import parse
    >>> from handgrad.language.plain import plain
    >>> plain(tidied(parse("(g*x.T).T"), {"g": (1, 1), "x": ("n", 1)}, ("n", 1)))
    'g*x'
    """
    tidy = _Tidy(shapes)
    found = rewrite(tree, lambda node: Name(named[node]) if node in named else node)
    found = rewrite(rewrite(found, tidy.once), tidy.once)
    return found if tidy.shape(found) in (wanted, (wanted[1], wanted[0])) else tree


class _Tidy:
    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self.shapes = shapes

    def shape(self, tree: Node) -> Shape | None:
        try:
            return fitted(tree, self.shapes).shape
        except FormulaError:
            return None

    def once(self, node: Node) -> Node:
        match node:
            case Transpose(operand):
                return self.turned(operand)
            case Product(Product(first, inner), rest) if _is_open(inner, rest):
                return self.once(Product(first, (*inner, *rest)))
            case Product(first, rest):
                return self.product(first, rest)
            case Sum(first, rest):
                return self.total(node, first, rest)
            case Negative(Negative(operand)):
                return operand
        return node

    def turned(self, node: Node) -> Node:
        """The transpose of a tree, as far inside as it goes."""
        if isinstance(node, Number) or self.shape(node) == SCALAR:
            return node
        match node:
            case Transpose(operand):
                return operand
            case Negative(operand):
                return -self.turned(operand)
            case Sum(first, rest):
                return Sum(self.turned(first), tuple((s, self.turned(t)) for s, t in rest))
            case Product(first, rest) if all(sign != "@" for sign, _ in rest):
                return Product(self.turned(first), tuple((s, self.turned(f)) for s, f in rest))
            case Product(first, rest) if all(sign == "@" for sign, _ in rest):
                last, *before = [self.turned(f) for f in (first, *(f for _, f in rest))][::-1]
                factors = [last, *before]
                return Product(factors[0], tuple(("@", f) for f in factors[1:]))
        return Transpose(node)

    def product(self, first: Node, rest: Links) -> Node:
        """Minus signs in front."""
        signs = 0
        factors: list[Node] = []
        for factor in (first, *(f for _, f in rest)):
            is_negative = isinstance(factor, Negative)
            signs += is_negative
            factors.append(factor.operand if isinstance(factor, Negative) else factor)
        tree = self.bare(Product(factors[0], _with(rest, factors[1:])))
        return -tree if signs % 2 else tree

    def bare(self, product: Product) -> Node:
        """A product without terms that are 0 in its factors, and without a 1 in front."""
        factors = [product.first, *(factor for _, factor in product.rest)]
        bare = [_without_nothing(factor) for factor in factors]
        tree = Product(bare[0], _with(product.rest, bare[1:]))
        tree = tree if self.shape(tree) == self.shape(product) else product
        match tree:
            case Product(Number(value), (("*", second), *others)) if value == 1:
                return Product(second, tuple(others)) if others else second
        return tree

    def total(self, node: Sum, first: Node, rest: Links) -> Node:
        """Terms that are 0 left out where they only gave a shape, `+ -` as a minus."""
        terms = [term for signed in (("+", first), *rest) for term in _terms_of(*signed)]
        kept = [(sign, term) for sign, term in terms if not _is_nothing(term)]
        signed = [
            (_OTHER[sign], term.operand) if isinstance(term, Negative) else (sign, term)
            for sign, term in kept
        ]
        if not signed:
            return node
        (sign, head), *others = signed
        head = -head if sign == "-" else head
        tree: Node = Sum(head, tuple(others)) if others else head
        return tree if self.shape(tree) == self.shape(node) else node


def _terms_of(sign: str, term: Node) -> Links:
    """The terms of a sum in a sum, each with its sign."""
    if not isinstance(term, Sum):
        return ((sign, term),)
    inner = (("+", term.first), *term.rest)
    return tuple((sign if s == "+" else _OTHER[sign], t) for s, t in inner)


def _is_open(inner: Links, rest: Links) -> bool:
    """Whether the brackets around a product at the front change nothing."""
    return all(sign != "@" for sign, _ in inner) or all(sign == "@" for sign, _ in rest)


def _with(links: Links, factors: list[Node]) -> Links:
    return tuple((sign, factor) for (sign, _), factor in zip(links, factors, strict=True))


def _without_nothing(factor: Node) -> Node:
    match factor:
        case Sum(first, (("+", nothing),)) if _is_nothing(nothing):
            return first
    return factor


def _is_nothing(term: Node) -> bool:
    """Whether a term is 0 times something: it only gives a shape."""
    match term:
        case Product(Number(value), (("*", _), *_)):
            return value == 0
    return False
