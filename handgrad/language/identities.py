"""Identities: each takes a node of a fitted tree and offers nodes of the same value.

The functions are named after what they do. All hold for every real value at which the node
itself is defined and finite.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from handgrad.language.fit import fitted
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import (
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
)

Shapes = Mapping[str, Shape]
Identity = Callable[[Node, Shapes], Iterator[Node]]
Links = tuple[tuple[str, Node], ...]

ZERO, ONE, TWO = (Number(Fraction(n)) for n in range(3))


def shape_of(node: Node, shapes: Shapes) -> Shape:
    return fitted(node, shapes).shape


def chain(kind: type[Sum] | type[Product], first: Node, rest: Links) -> Node:
    """A chain, or its first member where it has no other."""
    return kind(first, rest) if rest else first


def total(terms: Links) -> Node:
    """The sum of signed terms."""
    (sign, first), *rest = terms
    return chain(Sum, first if sign == "+" else Negative(first), tuple(rest))


def quotient(factors: Links) -> Node:
    """The product of factors, each with `*` or `/` before it."""
    (operator, first), *rest = factors
    if operator == "/":
        return Product(ONE, tuple(factors))
    return chain(Product, first, tuple(rest))


def _elementwise(node: Node) -> Links | None:
    """The factors of a product without `@`."""
    if isinstance(node, Product) and all(operator != "@" for operator, _ in node.rest):
        return (("*", node.first), *node.rest)
    return None


def _terms(node: Node) -> Links | None:
    return (("+", node.first), *node.rest) if isinstance(node, Sum) else None


def reorder_terms(node: Node, shapes: Shapes) -> Iterator[Node]:
    if terms := _terms(node):
        yield total(terms[::-1])
        yield total(terms[1:] + terms[:1])


def reorder_factors(node: Node, shapes: Shapes) -> Iterator[Node]:
    if factors := _elementwise(node):
        yield quotient(factors[::-1])
        yield quotient(factors[1:] + factors[:1])


def flatten(node: Node, shapes: Shapes) -> Iterator[Node]:
    """(a + b) + c, (a*b)*c and (a @ b) @ c without their brackets."""
    if isinstance(node, Sum | Product) and type(node.first) is type(node):
        yield type(node)(node.first.first, node.first.rest + node.rest)


def bracket(node: Node, shapes: Shapes) -> Iterator[Node]:
    """a + b + c as (a + b) + c, and so for products."""
    if isinstance(node, Sum | Product) and len(node.rest) > 1:
        kind = type(node)
        yield chain(kind, kind(node.first, node.rest[:-1]), node.rest[-1:])


def associate(node: Node, shapes: Shapes) -> Iterator[Node]:
    """a*b*c as a*(b*c), a @ b @ c as a @ (b @ c)."""
    match node:
        case Product(first, (("*", b), ("*", c))):
            yield Product(first, (("*", Product(b, (("*", c),))),))
        case Product(first, (("@", b), ("@", c))):
            yield Product(first, (("@", Product(b, (("@", c),))),))
        case Product(a, ((outer, Product(b, ((inner, c),))),)) if inner == outer != "/":
            yield Product(a, ((outer, b), (outer, c)))


def subtract_as_add(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Sum(a, (("-", b), *rest)):
            yield Sum(a, (("+", Negative(b)), *rest))
            if not rest:
                yield Negative(Sum(b, (("-", a),)))
        case Negative(Negative(a)):
            yield a
        case Negative(a):
            yield Product(Number(Fraction(-1)), (("*", a),))


def distribute(node: Node, shapes: Shapes) -> Iterator[Node]:
    """a*(b + c) and (b + c)*a, (b + c)/a, and the same of @ where b and c have one shape."""
    match node:
        case Product(first, (*before, ("*", Sum() as terms))):
            rest = tuple(before)
            yield total(
                tuple((s, Product(first, (*rest, ("*", t)))) for s, t in _terms(terms) or ())
            )
        case Product(first, (("@", Sum() as terms),)) if _alike(terms, shapes):
            yield total(tuple((s, Product(first, (("@", t),))) for s, t in _terms(terms) or ()))
    match node:
        case Product(Sum() as terms, rest) if rest[0][0] != "@" or _alike(terms, shapes):
            yield total(tuple((s, Product(t, rest)) for s, t in _terms(terms) or ()))


def _alike(node: Sum, shapes: Shapes) -> bool:
    return len({shape_of(t, shapes) for _, t in _terms(node) or ()}) == 1


def factor_out(node: Node, shapes: Shapes) -> Iterator[Node]:
    """a*b + a*c as a*(b + c), a @ b + a @ c as a @ (b + c)."""
    match node:
        case Sum(Product(a, (("*", b),)), ((sign, Product(other, (("*", c),))),)):
            if a == other:
                yield Product(a, (("*", Sum(b, ((sign, c),))),))
            if b == c:
                yield Product(Sum(a, ((sign, other),)), (("*", b),))


def powers(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Power(base, Number(n)) if n == 2:
            yield Product(base, (("*", base),))
        case Power(base, Number(n)) if n.denominator == 1 and 2 < n < 20:
            yield Product(base, (("*", Power(base, Number(n - 1))),))
        case Product(a, (("*", b),)) if a == b:
            yield Power(a, TWO)
        case Product(a, (("*", b), *rest)) if a == b:
            yield Product(Power(a, TWO), tuple(rest))
        case Product(a, ((("/"), b),)):
            yield Product(a, (("*", Power(b, Number(Fraction(-1)))),))


def fractions(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Number(n) if n.denominator == 1 and n > 0:
            yield Product(Number(2 * n), (("/", TWO),))
            yield Sum(Number(n - 1), (("+", ONE),))
        case Product(a, (("/", b),)):
            yield Product(Product(ONE, (("/", b),)), (("*", a),))


def double_negative(node: Node, shapes: Shapes) -> Iterator[Node]:
    yield Negative(Negative(node))


def multiply_and_divide(node: Node, shapes: Shapes) -> Iterator[Node]:
    yield Product(TWO, (("*", node), ("/", TWO)))


def add_and_subtract(node: Node, shapes: Shapes) -> Iterator[Node]:
    yield Sum(node, (("+", ONE), ("-", ONE)))


def transpose_twice(node: Node, shapes: Shapes) -> Iterator[Node]:
    if shape_of(node, shapes) != SCALAR:
        yield Transpose(Transpose(node))


def _turned(node: Node, shapes: Shapes) -> Node:
    return node if shape_of(node, shapes) == SCALAR else Transpose(node)


def transposes(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Transpose(Transpose(inner)):
            yield inner
        case Transpose(Product(a, (("@", b),))):
            yield Product(Transpose(b), (("@", Transpose(a)),))
        case Product(a, (("@", b),)):
            yield Transpose(Product(Transpose(b), (("@", Transpose(a)),)))
        case Transpose(Product(a, (("*", b),))):
            yield Product(_turned(a, shapes), (("*", _turned(b, shapes)),))
        case Transpose(Sum(a, ((sign, b),))):
            yield Sum(_turned(a, shapes), ((sign, _turned(b, shapes)),))


def scalars_through_products(node: Node, shapes: Shapes) -> Iterator[Node]:
    """c*(A @ B) as (c*A) @ B and back."""
    match node:
        case Product(c, (("*", Product(a, (("@", b),))),)) if shape_of(c, shapes) == SCALAR:
            yield Product(Product(c, (("*", a),)), (("@", b),))
            yield Product(a, (("@", Product(c, (("*", b),))),))
        case Product(Product(c, (("*", a),)), (("@", b),)) if shape_of(c, shapes) == SCALAR:
            yield Product(c, (("*", Product(a, (("@", b),))),))
        case Product(a, (("@", b), (operator, c))) if (
            operator != "@" and shape_of(c, shapes) == SCALAR
        ):
            yield Product(Product(a, ((operator, c),)), (("@", b),))


# These fit everywhere and lead nowhere: a little of them goes a long way.
DETOURS: tuple[Identity, ...] = (
    double_negative,
    multiply_and_divide,
    add_and_subtract,
    transpose_twice,
)

REORDERINGS: tuple[Identity, ...] = (reorder_terms, reorder_factors)

IDENTITIES: tuple[Identity, ...] = (
    *REORDERINGS,
    flatten,
    bracket,
    associate,
    subtract_as_add,
    distribute,
    factor_out,
    powers,
    fractions,
    transposes,
    scalars_through_products,
)
