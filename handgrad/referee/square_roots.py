"""Squares that are written out: of which u is x^2 - 4*x + 4 the square?"""

from fractions import Fraction

from handgrad.language.plain import plain
from handgrad.language.tree import Negative, Node, Number, Power, Product, Sum

Monomial = tuple[int, ...]
Polynomial = dict[Monomial, Fraction]
MOST_TERMS, MOST_ATOMS, HIGHEST_POWER = 40, 6, 8


def square_root_of(tree: Node) -> Node | None:
    """The u of a sum that is a positive number times u^2, None for any other sum.

    >>> from handgrad.language.parser import parse
    >>> plain(square_root_of(parse("x^2 - 4*x*y + 4*y^2")))
    'x + -2*y'
    >>> square_root_of(parse("x^2 - 4*x + 5"))
    """
    expansion = _Expansion()
    found = expansion.expanded(tree)
    if found is None or len(found) < 3:
        return None
    root = _root(found)
    return None if root is None else expansion.tree(root)


class _Expansion:
    """Trees as polynomials in `atoms`, the parts that are no sums and products."""

    def __init__(self) -> None:
        self.atoms: dict[str, Node] = {}

    def expanded(self, tree: Node) -> Polynomial | None:
        match tree:
            case Number(value):
                return {(0,) * MOST_ATOMS: value}
            case Negative(operand):
                return _product({(0,) * MOST_ATOMS: Fraction(-1)}, self.expanded(operand))
            case Sum(first, rest):
                total = self.expanded(first)
                for sign, term in rest:
                    total = _sum(total, self.expanded(term), 1 if sign == "+" else -1)
                return total
            case Product(first, rest) if all(sign != "@" for sign, _ in rest):
                total = self.expanded(first)
                for sign, factor in rest:
                    other = self.expanded(factor)
                    total = _product(total, other if sign == "*" else _inverse(other))
                return total
            case Power(base, Number(power)) if power in range(1, HIGHEST_POWER + 1):
                one, total = self.expanded(base), self.expanded(base)
                for _ in range(int(power) - 1):
                    total = _product(total, one)
                return total
            case Product():
                return None
        return self.atom(tree)

    def atom(self, tree: Node) -> Polynomial | None:
        text = plain(tree)
        self.atoms.setdefault(text, tree)
        place = list(self.atoms).index(text)
        if place >= MOST_ATOMS:
            return None
        return {tuple(int(n == place) for n in range(MOST_ATOMS)): Fraction(1)}

    def tree(self, polynomial: Polynomial) -> Node:
        terms = [self.term(m, polynomial[m]) for m in sorted(polynomial, reverse=True)]
        return Sum(terms[0], tuple(("+", term) for term in terms[1:]))

    def term(self, monomial: Monomial, coefficient: Fraction) -> Node:
        factors: list[Node] = [
            atom if power == 1 else Power(atom, Number(Fraction(power)))
            for atom, power in zip(self.atoms.values(), monomial, strict=False)
            if power
        ]
        number: Node = Number(abs(coefficient))
        number = number if coefficient > 0 else Negative(number)
        if coefficient != 1 or not factors:
            factors.insert(0, number)
        first, *rest = factors
        return Product(first, tuple(("*", factor) for factor in rest)) if rest else first


def _root(square: Polynomial) -> Polynomial | None:
    """The square root of a polynomial over its leading coefficient, term by term."""
    lead = max(square)
    if square[lead] <= 0 or any(power % 2 for power in lead):
        return None
    wanted = {m: c / square[lead] for m, c in square.items()}
    half = tuple(power // 2 for power in lead)
    root: Polynomial = {half: Fraction(1)}
    for _ in range(MOST_TERMS):
        left = _sum(wanted, _product(root, root), -1)
        if not left:
            return root
        top = max(left)
        term = tuple(a - b for a, b in zip(top, half, strict=True))
        if min(term) < 0 or term in root:
            return None
        root[term] = left[top] / 2
    return None


def _sum(a: Polynomial | None, b: Polynomial | None, sign: int) -> Polynomial | None:
    if a is None or b is None:
        return None
    found = dict(a)
    for monomial, coefficient in b.items():
        found[monomial] = found.get(monomial, Fraction(0)) + sign * coefficient
    return {m: c for m, c in found.items() if c}


def _product(a: Polynomial | None, b: Polynomial | None) -> Polynomial | None:
    if a is None or b is None or len(a) * len(b) > MOST_TERMS**2:
        return None
    found: Polynomial = {}
    for m, c in a.items():
        for n, d in b.items():
            key = tuple(p + q for p, q in zip(m, n, strict=True))
            found[key] = found.get(key, Fraction(0)) + c * d
    return {m: c for m, c in found.items() if c}


def _inverse(a: Polynomial | None) -> Polynomial | None:
    """One over a number."""
    match list((a or {}).items()):
        case [(monomial, coefficient)] if not any(monomial):
            return {monomial: 1 / coefficient}
    return None
