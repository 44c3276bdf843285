"""Tiny numbers that keep code from dividing by zero: `y/(p + 1e-12)`, `log(max(p, eps))`.

With one the value is another, so that it is not right; nobody would call it wrong either.
"""

from fractions import Fraction

from handgrad.grading.formulas import MeantFormula
from handgrad.language.tree import (
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    rewrite,
    walk,
)

LARGEST_GUARD, MOST_PLACES = Fraction(1, 100_000), 400
_FROM_ZERO = ("log", "sqrt", "log2", "log10", "norm")
_BOUNDS = ("max", "min", "maximum", "minimum", "clip")


def unguarded(formula: MeantFormula) -> tuple[MeantFormula, Fraction] | None:
    """The formula without its guards, in what it stands on too, and the largest of them.

    None where there is none.
    """
    trees = [formula.tree, *(used.tree for _, used in formula.uses)]
    if not any(_tiny(node) for tree in trees for node in walk(tree)):
        return None
    own = {v.name: size for v, used in formula.uses if (size := _tiny(used.tree))}
    found: list[Fraction] = []

    def bare(tree: Node) -> Node:
        return rewrite(tree, lambda node: _without(node, own, found))

    uses = tuple((v, used._replace(tree=bare(used.tree))) for v, used in formula.uses)
    mended = formula._replace(tree=bare(formula.tree), uses=uses)
    return (mended, max(found)) if found else None


def _tiny(node: Node) -> Fraction | None:
    """The value of a positive number that is small enough: 1e-8, 10^-8."""
    match node:
        case Power(Number(ten), Negative(Number(places))) if ten == 10 and places >= 5:
            return Fraction(1, 10 ** min(int(places), MOST_PLACES))
        case Number(value) if 0 < value <= LARGEST_GUARD:
            return value
    return None


def _without(node: Node, own: dict[str, Fraction], found: list[Fraction]) -> Node:
    """A divisor, the argument of a logarithm or a bound without its guards."""

    def is_guard(part: Node) -> bool:
        size = own.get(part.name) if isinstance(part, Name) else _tiny(part)
        found.extend((size,) if size is not None else ())
        return size is not None

    def is_bound(part: Node) -> bool:
        match part:
            case Number(value) if 0 <= 1 - value <= LARGEST_GUARD:
                found.extend((1 - value,) if value < 1 else ())
                return True
            case Sum(Number(one), (("-", less),)) if one == 1:
                return is_guard(less)
        return is_guard(part)

    def bare(part: Node) -> Node:
        match part:
            case Sum(first, rest):
                kept = tuple(term for term in rest if not is_guard(term[1]))
                if is_guard(first) and kept and kept[0][0] == "+":
                    first, kept = kept[0][1], kept[1:]
                return Sum(first, kept, part.at) if kept else first
            case Power(base, exponent):
                return Power(bare(base), exponent, part.at)
            case Call(function, (inside,)) if function in _FROM_ZERO:
                return Call(function, (bare(inside),), part.axis, part.at)
            case Product(first, rest):
                return Product(bare(first), tuple((s, bare(p)) for s, p in rest), part.at)
            case Call(function, (first, second)) if function in _BOUNDS:
                return first if is_bound(second) else second if is_bound(first) else part
        return part

    match node:
        case Product(first, rest) if any(sign == "/" for sign, _ in rest):
            rest = tuple((s, bare(p) if s == "/" else p) for s, p in rest)
            return Product(first, rest, node.at)
        case Power():
            return bare(node)
        case Call(function, (_,)) if function in _FROM_ZERO:
            return bare(node)
        case Call(function, (_, _)) if function in _BOUNDS:
            return bare(node)
    return node
