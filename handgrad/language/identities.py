"""Identities: each takes a node of a fitted tree and offers nodes of the same value.

Most are rows of a table in the page's own notation (see `patterns`); what goes over chains of
any length is a function. All hold for every real value at which the node is defined and finite.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from handgrad.language.fit import fitted
from handgrad.language.functions import FUNCTIONS
from handgrad.language.patterns import Match, PatternRow, instantiated, read_rows
from handgrad.language.shape import SCALAR, Shape, axis_along
from handgrad.language.tree import (
    ONE,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
)

Shapes = Mapping[str, Shape]
Identity = Callable[[Node, Shapes], Iterator[Node]]
Links = tuple[tuple[str, Node], ...]


def identity_shape(node: Node, shapes: Shapes) -> Shape:
    return fitted(node, shapes).shape


def chain(kind: type[Sum] | type[Product], first: Node, rest: Links) -> Node:
    """A chain, or its first member where it has no other."""
    return kind(first, rest) if rest else first


def of_terms(terms: Links) -> Node:
    """The sum of signed terms."""
    (sign, first), *rest = terms
    return chain(Sum, first if sign == "+" else Negative(first), tuple(rest))


def quotient(factors: Links) -> Node:
    """The product of factors, each with `*` or `/` before it."""
    (operator, first), *rest = factors
    if operator == "/":
        return Product(ONE, tuple(factors))
    return chain(Product, first, tuple(rest))


def links(node: Sum | Product) -> Links:
    """The members of a chain, each with its sign or operator."""
    return (("+" if isinstance(node, Sum) else "*", node.first), *node.rest)


def _is_elementwise(node: Node) -> bool:
    return isinstance(node, Product) and all(operator != "@" for operator, _ in node.rest)


def reorder_terms(node: Node, shapes: Shapes) -> Iterator[Node]:
    if isinstance(node, Sum):
        yield of_terms(links(node)[::-1])
        yield of_terms(links(node)[1:] + links(node)[:1])


def reorder_factors(node: Node, shapes: Shapes) -> Iterator[Node]:
    if isinstance(node, Product) and _is_elementwise(node):
        yield quotient(links(node)[::-1])
        yield quotient(links(node)[1:] + links(node)[:1])


def flatten(node: Node, shapes: Shapes) -> Iterator[Node]:
    """(a + b) + c, (a*b)*c and (a @ b) @ c without their brackets."""
    if isinstance(node, Sum | Product) and type(node.first) is type(node):
        yield type(node)(node.first.first, node.first.rest + node.rest)


def bracket(node: Node, shapes: Shapes) -> Iterator[Node]:
    """a + b + c as (a + b) + c, and so for products."""
    if isinstance(node, Sum | Product) and len(node.rest) > 1:
        kind = type(node)
        yield chain(kind, kind(node.first, node.rest[:-1]), node.rest[-1:])


def distribute(node: Node, shapes: Shapes) -> Iterator[Node]:
    """a*(b + c) and (b + c)*a, (b + c)/a, and the same of @ where b and c have one shape."""
    match node:
        case Product(first, (*before, ("*", Sum() as terms))):
            rest = tuple(before)
            yield of_terms(
                tuple((s, Product(first, (*rest, ("*", t)))) for s, t in links(terms))
            )
        case Product(first, (("@", Sum() as terms),)) if _alike(terms, shapes):
            yield of_terms(tuple((s, first @ t) for s, t in links(terms)))
    match node:
        case Product(Sum() as terms, rest) if rest[0][0] != "@" or _alike(terms, shapes):
            yield of_terms(tuple((s, Product(t, rest)) for s, t in links(terms)))


def _alike(node: Sum, shapes: Shapes) -> bool:
    return len({identity_shape(term, shapes) for _, term in links(node)}) == 1


def whole_number_forms(node: Node, shapes: Shapes) -> Iterator[Node]:
    """3 as 6/2 and 2 + 1, a^3 as a*a^2."""
    match node:
        case Number(n) if n.denominator == 1 and n > 0:
            yield Number(2 * n) / 2
            yield Number(n - 1) + 1
        case Power(base, Number(n)) if n.denominator == 1 and 2 < n < 20:
            yield base * Power(base, Number(n - 1))


ALGEBRA = {
    "associate": """
        a*b*c        a*(b*c)
        a @ b @ c    a @ (b @ c)
        a*(b*c)      a*b*c
        a @ (b @ c)  a @ b @ c
    """,
    "subtract_as_add": """
        a - b ...  a + -b ...
        a - b      -(b - a)
        --a        a
        -a         -1*a
    """,
    "factor_out": """
        a*b + a*c  a*(b + c)
        a*b - a*c  a*(b - c)
        a*c + b*c  (a + b)*c
        a*c - b*c  (a - b)*c
    """,
    "powers": """
        a^2      a*a
        a*a ...  a^2 ...
        a/b      a*b^(-1) | (1/b)*a
    """,
    "transposes": """
        a.T.T      a
        (a @ b).T  b.T @ a.T
        a @ b      (b.T @ a.T).T
        (a*b).T    turned(a)*turned(b)
        (a + b).T  turned(a) + turned(b)
        (a - b).T  turned(a) - turned(b)
    """,
    "scalars_through_products": """
        c*(a @ b)    (c*a) @ b | a @ (c*b)  where c is a number
        (c*a) @ b    c*(a @ b)              where c is a number
        a @ b*c      (a*c) @ b              where c is a number
        a @ b/c      (a/c) @ b              where c is a number
    """,
}

# These fit everywhere and lead nowhere: a little of them goes a long way.
DETOURS_TABLE = """
    a  --a
    a  2*a/2
    a  a + 1 - 1
    a  a.T.T   where a is no number
"""


def _count(shape: Shape, axis: int | None) -> Node:
    """How many entries a sum over the axis takes, by the names of the sizes."""
    counted = shape if axis is None else (shape[axis],)
    names = [Name(d) if isinstance(d, str) else Number.of(d) for d in counted]
    return quotient(tuple(("*", name) for name in names))


class _Matched:
    """A node that fits a pattern, among names of known shapes."""

    def __init__(self, match: Match, shapes: Shapes) -> None:
        self.match, self.shapes = match, shapes

    def shape(self, letter: str) -> Shape:
        return identity_shape(self.match.bound[letter], self.shapes)

    @property
    def are_alike(self) -> bool:
        return self.shape("a") == self.shape("b")

    def put(self, form: Node) -> Node:
        """A form of the row, with formulas for its letters and the axis of the node."""
        return self.match.followed(instantiated(form, self.match.bound, self.call))

    def call(self, call: Call) -> Node:
        """What a call in a form means here; a reduction without an axis has the node's."""
        if call.function == "turned":
            return (
                call.arguments[0] if self.is_number(call.arguments[0]) else call.arguments[0].T
            )
        if call.function == "count":
            return _count(identity_shape(call.arguments[0], self.shapes), self.match.axis)
        head = self.match.node
        takes_axis = call.axis is None and FUNCTIONS[call.function].takes_axis
        if not isinstance(head, Call) or not takes_axis:
            return call
        if call.function == head.function or not FUNCTIONS[head.function].along:
            return replace(call, axis=head.axis)
        shape = identity_shape(head.arguments[0], self.shapes)
        return replace(call, axis=axis_along(shape, head.axis))

    def is_number(self, node: Node) -> bool:
        return identity_shape(node, self.shapes) == SCALAR


CONDITIONS: Mapping[str, Callable[[_Matched], bool]] = {
    "": lambda place: True,
    "a is no number": lambda place: not place.is_number(place.match.bound["a"]),
    "c is a number": lambda place: place.is_number(place.match.bound["c"]),
    "a and b are alike": lambda place: place.are_alike,
    "all are summed": lambda place: place.match.axis is None,
    "a and b are columns, all summed": lambda place: (
        place.match.axis is None and place.are_alike and place.shape("a")[1] == 1
    ),
}


@dataclass(frozen=True, slots=True)
class IdentityTable:
    """Identities as rows of text; what it offers for a node is what all fitting rows do."""

    name: str
    text: str

    def __call__(self, node: Node, shapes: Shapes) -> Iterator[Node]:
        for row in _rows(self.text):
            match = row.pattern.match(node)
            if match is not None:
                place = _Matched(match, shapes)
                if CONDITIONS[row.condition](place):
                    yield from map(place.put, row.forms)


@cache
def _rows(text: str) -> tuple[PatternRow, ...]:
    return tuple(read_rows(text))


# What the records of the functions offer: sigmoid through tanh, relu through max, ...
OF_FUNCTIONS = IdentityTable(
    "of_functions", "\n".join(f.identities for f in FUNCTIONS.values())
)

REORDERINGS: tuple[Identity, ...] = (reorder_terms, reorder_factors)
DETOURS = tuple(
    IdentityTable(line.strip(), line) for line in DETOURS_TABLE.strip().splitlines()
)
IDENTITIES: tuple[Identity, ...] = (
    *REORDERINGS,
    flatten,
    bracket,
    distribute,
    whole_number_forms,
    *(IdentityTable(name, text) for name, text in ALGEBRA.items()),
    OF_FUNCTIONS,
)
