"""Whether a bracket holds what the page puts into a value: the `w^T x_i` of `s(w^T x_i)`."""

from collections.abc import Collection, Iterator
from fractions import Fraction

from handgrad.language import functions
from handgrad.language.tree import (
    Call,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Product,
    Sum,
    Transpose,
    walk,
)
from handgrad.reading.names.vocabulary import Names

_MOST_TERMS = 12

Terms = dict[tuple[str, ...], Fraction]


def has_argument(value: str, argument: Node, names: Names) -> bool:
    """Whether a value of the page is a function of this: a value before it, or its argument."""
    terms = terms_of(argument)
    return terms is not None and any(
        argument == formula or terms == terms_of(formula)
        for formula in _arguments(value, names)
    )


def _arguments(value: str, names: Names) -> Iterator[Node]:
    forward = names.vocabulary.forward
    yield from (forward[name] for name in names.inputs[value] if name in forward)
    match forward.get(value):
        case Call(function, (argument,)) if function in functions.ELEMENTWISE:
            yield argument


def letters_in(argument: Node, running: Collection[str]) -> tuple[str, ...]:
    """The index of the sample that a formula is about: the i of `w^T x_i`."""
    places = (i for node in walk(argument) if isinstance(node, Index) for i in node.indices)
    letters = dict.fromkeys(i.name for i in places if isinstance(i, Name))
    bound = {node.index for node in walk(argument) if isinstance(node, Over)}
    found = tuple(letter for letter in letters if letter in running and letter not in bound)
    return found if len(found) == 1 else ()


def terms_of(tree: Node) -> Terms | None:
    """The terms of a formula, each by its names; entries and rows stand for the whole array.

    None where it is more than sums and products.

    >>> from handgrad.language.tree import Name, Product, Transpose
    >>> w, x = Name("w"), Name("x")
    >>> terms_of(Product(x, (("@", w),))) == terms_of(Product(Transpose(w), (("@", x),)))
    True
    """
    match tree:
        case Name(name):
            return {(name,): Fraction(1)}
        case Number(value):
            return {(): value}
        case Transpose(whole) | Index(whole) | Over("sum", _, whole):
            return terms_of(whole)
        case Negative(operand):
            return _product(terms_of(operand), {(): Fraction(-1)})
        case Sum(first, rest):
            found = terms_of(first)
            for sign, term in rest:
                found = _sum(found, terms_of(Negative(term) if sign == "-" else term))
            return found
        case Product(first, rest) if all(sign in ("*", "@") for sign, _ in rest):
            found = terms_of(first)
            for _, factor in rest:
                found = _product(found, terms_of(factor))
            return found
    return None


def _sum(one: Terms | None, other: Terms | None) -> Terms | None:
    if one is None or other is None:
        return None
    zero = Fraction(0)
    whole = {names: one.get(names, zero) + other.get(names, zero) for names in (*one, *other)}
    return {names: value for names, value in whole.items() if value}


def _product(one: Terms | None, other: Terms | None) -> Terms | None:
    if one is None or other is None or len(one) * len(other) > _MOST_TERMS:
        return None
    found: Terms | None = {}
    for names, value in one.items():
        for others, factor in other.items():
            found = _sum(found, {tuple(sorted((*names, *others))): value * factor})
    return found
