"""What the forward formulas of a page tell of its values."""

from collections.abc import Collection, Mapping

from handgrad.language import functions
from handgrad.language.tree import Call, Name, Node, names, walk

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
