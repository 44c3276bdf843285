"""What the forward formulas of a page tell of its values."""

from collections.abc import Collection, Mapping

from handgrad.language import functions
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import (
    Call,
    Name,
    Node,
    Number,
    Power,
    Product,
    Transpose,
    names,
    walk,
)

# What `g(z)` may be where the text does not say what g is.
_BY_LETTER = frozenset(functions.ACTIVATIONS)


def inputs_of(forward: Mapping[str, Node], sizes: Collection[str]) -> dict[str, frozenset[str]]:
    """What each value of the page depends on, directly or not."""
    found: dict[str, frozenset[str]] = {}
    for name, tree in forward.items():
        direct = frozenset(names(tree)) - {*sizes}
        found[name] = direct.union(*(found.get(n, frozenset()) for n in direct))
    return found


def functions_of(forward: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    """The functions of one number that the page puts each value into."""
    found: dict[str, tuple[str, ...]] = {}
    for tree in forward.values():
        for node in walk(tree):
            match node:
                case Call(function, (Name(name),)) if function in _BY_LETTER:
                    found[name] = tuple(dict.fromkeys((*found.get(name, ()), function)))
    return found


def has_lengths(forward: Mapping[str, Node], shapes: Mapping[str, Shape]) -> bool:
    """Whether a page has norms, and no absolute values of the entries of an array."""
    nodes = [node for tree in forward.values() for node in walk(tree)]
    of_entries = any(
        isinstance(node, Call)
        and node.function == "abs"
        and any(shapes.get(name, SCALAR) != SCALAR for name in names(node))
        for node in nodes
    )
    return not of_entries and any(map(_is_length, nodes))


def _is_length(node: Node) -> bool:
    """Whether this is `norm(v)`, `sqrt(sum(v^2))` or `sqrt(v.T @ v)`."""
    match node:
        case Call("norm"):
            return True
        case Call("sqrt", (Call("sum", (Power(Name(), Number(exponent)),)),)):
            return exponent == 2
        case Call("sqrt", (Product(Transpose(Name(left)), (("@", Name(right)),)),)):
            return left == right
        case Call("sqrt", (Call("sum", (Product(Name(left), (("*", Name(right)),)),)),)):
            return left == right
    return False
