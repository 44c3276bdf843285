"""What goes wrong in a product: factors lost, doubled, exchanged, spread over a bracket."""

from collections.abc import Iterator

from handgrad.language.identities import chain, of_terms, quotient
from handgrad.language.tree import Call, Index, Node, Number, Product, Sum, Transpose
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import is_gate

Links = tuple[tuple[str, Node], ...]
Edit = tuple[str, str, Node]


def products(node: Product, bench: Bench) -> Iterator[Edit]:
    """Every edit of a product, factor by factor."""
    factors: Links = (("*", node.first), *node.rest)
    for i, (operator, factor) in enumerate(factors):
        before, after = factors[:i], factors[i + 1 :]
        name = bench.shown(factor)
        rule = f"the division by {name} is missing" if operator == "/" else f"{name} is missing"
        yield _dropped(factor), rule, _joined((*before, *after))
        if operator == "@":
            yield from _matrix_factor(before, factor, after, bench)
        else:
            twice = (*before, (operator, factor), (operator, factor), *after)
            yield "extra-factor", f"{name} is there twice", _joined(twice)
            other, word = ("/", "divided") if operator == "*" else ("*", "multiplied")
            upside_down = (*before, (other, factor), *after)
            rule = f"{word} by {name}: it is the other way round"
            yield "wrong-rule", rule, _joined(upside_down)
    yield from _brackets(factors, bench)
    match node:
        case Product(a, (("@", b),)):
            yield "order", "the factors of @ are exchanged", Product(b, (("@", a),))
            turned = Product(Transpose(b), (("@", Transpose(a)),))
            yield "transposed", "the product is transposed", turned


def _dropped(factor: Node) -> str:
    if is_gate(factor):
        return "gate"
    return "constant-factor" if isinstance(factor, Number) else "missing-factor"


def _joined(factors: Links) -> Node:
    """The product of factors, whatever stood before the first."""
    (operator, first), *rest = factors
    return quotient((("*" if operator == "@" else operator, first), *rest))


def _matrix_factor(before: Links, factor: Node, after: Links, bench: Bench) -> Iterator[Edit]:
    elementwise = (*before, ("*", factor), *after)
    yield "elementwise", "* stands where @ belongs", _joined(elementwise)
    turned = (*before, ("@", Transpose(factor)), *after)
    yield "transposed", f"{bench.shown(factor)} is transposed", _joined(turned)
    yield from _batches(before, factor, after, bench)


def _batches(before: Links, factor: Node, after: Links, bench: Bench) -> Iterator[Edit]:
    """One row of a batch for all, and the product of sums for the sum of products."""
    left = _joined(before)
    shape = bench.shape(left)
    if shape is None or shape[1] == 1:
        return
    last = bench.count(shape[1]) - 1
    for word, i in (("first", 0), ("last", last)):
        column, row = Index(left, (None, Number.of(i))), Index(factor, (Number.of(i), None))
        rule = f"only the {word} sample is used, not the sum over all"
        yield "one-sample", rule, chain(Product, column, (("@", row), *after))
    for name in ("sum", "mean"):
        a, b = Call(name, (left,), 1), Call(name, (factor,), 0)
        rule = f"a product of {name}s is not the {name} of the products"
        yield "product-of-sums", rule, chain(Product, a, (("*", b), *after))
    rule = f"{bench.shown(left)} is missing: the other factor is only summed"
    yield "missing-factor", rule, chain(Product, Call("sum", (factor,), 0), after)


def _brackets(factors: Links, bench: Bench) -> Iterator[Edit]:
    """a*(b + c) with a, or one factor of it, multiplying only one of the terms."""
    for i, (operator, bracket) in enumerate(factors):
        if not isinstance(bracket, Sum) or operator != "*":
            continue
        others = (*factors[:i], *factors[i + 1 :])
        terms: Links = (("+", bracket.first), *bracket.rest)
        for j, factor in enumerate(others):
            kept = (*others[:j], *others[j + 1 :])
            yield from _spread(terms, (factor,), kept, bench)
        if len(others) > 1:
            yield from _spread(terms, others, (), bench)


def _spread(terms: Links, factors: Links, kept: Links, bench: Bench) -> Iterator[Edit]:
    """The factors over all terms but one, and over one alone."""
    name = bench.shown(quotient(factors))
    rule = f"{name} multiplies every term in the brackets, not one alone"
    for i in range(len(terms)):
        for alone in (True, False):
            spread = of_terms(tuple(
                (sign, quotient((("*", term), *factors)) if (k == i) == alone else term)
                for k, (sign, term) in enumerate(terms)
            ))  # fmt: skip
            yield "missing-factor", rule, quotient((*kept, ("*", spread)))
