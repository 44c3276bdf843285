"""A formula with one edit: what is written when one thing in a right formula goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from handgrad.hints import Hint
from handgrad.language.identities import of_terms
from handgrad.language.plain import plain
from handgrad.language.tree import (
    ONE,
    TWO,
    Call,
    Compare,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    children,
    with_children,
)
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import divided, power, times
from handgrad.mistakes.call_edits import calls
from handgrad.mistakes.product_edits import products
from handgrad.mistakes.suspect import Suspect

Links = tuple[tuple[str, Node], ...]


class Edit(NamedTuple):
    """One node put in the place of another: what the broken rule is, and how it is mended."""

    id: str
    rule: str
    wrong: Node
    right: Node

    def hint(self) -> Hint:
        return Hint(self.id, self.rule, f"{plain(self.right)} for {plain(self.wrong)}")


def mutants_of(tree: Node, bench: Bench) -> Iterator[Suspect]:
    """Every tree with one edit, in a fixed order; shapes may not fit any more."""
    for mutant, edit in _edited(tree, bench):
        yield Suspect(mutant, edit)


def _edited(node: Node, bench: Bench) -> Iterator[tuple[Node, Edit]]:
    for id_, rule, wrong in _local(node, bench):
        if wrong != node:
            yield wrong, Edit(id_, rule, wrong, node)
    below = (node.base,) if isinstance(node, Power) else children(node)
    for index, child in enumerate(below):
        for mutant, edit in _edited(child, bench):
            new = (*below[:index], mutant, *below[index + 1 :])
            yield with_children(node, (*new, *children(node)[len(new) :])), edit


Wrong = tuple[str, str, Node]


def _local(node: Node, bench: Bench) -> Iterator[Wrong]:
    match node:
        case Name():
            return _names(node, bench)
        case Number():
            return _numbers(node, bench)
        case Negative(operand):
            return iter([("sign", "a minus is lost", operand)])
        case Sum():
            return _sums(node, bench)
        case Product():
            return products(node, bench)
        case Power():
            return _powers(node, bench)
        case Call():
            return calls(node, bench)
        case Compare():
            return _comparisons(node, bench)
        case Transpose(operand):
            return iter([("transposed", "a transposition is missing", operand)])
    return iter(())


def _comparisons(node: Compare, bench: Bench) -> Iterator[Wrong]:
    other = node.operator.translate(str.maketrans("<>", "><"))
    name = bench.shown(node)
    yield "gate", f"the gate {name} is the wrong way round", replace(node, operator=other)
    yield "gate", f"the gate {name} is missing", ONE


def _names(node: Name, bench: Bench) -> Iterator[Wrong]:
    """Another name of the page, of the same shape if the answer's shape is right."""
    for other, shape in bench.shapes.items():
        fits = bench.has_another_shape or shape == bench.shapes.get(node.name)
        if fits and other != node.name and other not in bench.asked:
            rule = f"{other} stands where {node.name} belongs"
            yield "wrong-variable", rule, Name(other)
    yield "transposed", f"{node.name} is transposed", Transpose(node)
    yield "extra-factor", f"{node.name} is squared", Power(node, TWO)


def _numbers(node: Number, bench: Bench) -> Iterator[Wrong]:
    for other in (2 * node.value, node.value / 2, node.value + 1):
        rule = f"{bench.shown(Number.of(other))} stands where {bench.shown(node)} belongs"
        yield "constant-factor", rule, Number.of(other)


def _sums(node: Sum, bench: Bench) -> Iterator[Wrong]:
    terms: Links = (("+", node.first), *node.rest)
    whole = bench.shown(node)
    for sign, term in terms:
        if sign == "-" and isinstance(term, Name) and bench.shape(term) == bench.shape(node):
            yield "wrong-variable", f"{term.name} stands where {whole} belongs", term
    for i, (sign, term) in enumerate(terms):
        before, after = terms[:i], terms[i + 1 :]
        name = bench.shown(term)
        yield "missing-term", f"the term {name} is missing", of_terms((*before, *after))
        other = "-" if sign == "+" else "+"
        yield "sign", f"the sign of {name} is wrong", of_terms((*before, (other, term), *after))
        if isinstance(term, Name):
            rule = f"1 stands where {name} belongs"
            yield "wrong-variable", rule, of_terms((*before, (sign, ONE), *after))
        for factor in (TWO, Number.of(Fraction(1, 2))):
            rule = f"the term {name} is taken {bench.shown(factor)} times"
            scaled = of_terms((*before, (sign, times(factor, term)), *after))
            yield "constant-factor", rule, scaled
        for size in bench.model.sizes:
            for way, scale in (("multiplied", times), ("divided", divided)):
                scaled = of_terms((*before, (sign, scale(term, Name(size))), *after))
                yield "constant-factor", f"the term {name} is {way} by {size}", scaled


def _powers(node: Power, bench: Bench) -> Iterator[Wrong]:
    base, n = node.base, node.exponent
    name = bench.shown(node)
    yield "missing-factor", f"{bench.shown(base)} stands where {name} belongs", base
    if isinstance(n, Number):
        lowered = times(n, power(base, Number.of(n.value - 1)))
        yield "wrong-variable", f"{name} is a constant here and not differentiated", lowered
        higher = Power(base, Number.of(n.value + 1))
        yield "extra-factor", f"{bench.shown(higher)} stands where {name} belongs", higher
