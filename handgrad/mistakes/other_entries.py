r"""An entry taken for another: `p_1` for `p_0`, `\gamma_2` for `\gamma_1`."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from handgrad.hints import Hint
from handgrad.language.plain import plain
from handgrad.language.tree import Index, Name, Node, Number, rewrite, walk
from handgrad.regex import regex

MOST_ENTRIES = 6
WRONG_VARIABLE = "wrong-variable"

_NUMBERED = regex(r"(\w*[A-Za-z])_?\d{1,2}")


def siblings(name: str, names: Sequence[str]) -> list[str]:
    """The names that differ from a name in their number alone.

    >>> siblings("p_1", ["p_0", "p_1", "p_2", "q_1"])
    ['p_0', 'p_2']
    """
    match = _NUMBERED.fullmatch(name)
    kin = ((other, _NUMBERED.fullmatch(other)) for other in names if other != name)
    return [other for other, found in kin if match and found and found[1] == match[1]]


def other_values(
    target: Node, values: Sequence[str], counts: Mapping[str, int]
) -> Iterator[tuple[Hint, Node]]:
    """What a wrong value of a target may be the right value of, and the hint for each.

    `counts` are the entries of the page's vectors.
    """
    match target:
        case Name(name):
            others: list[Node] = [Name(other) for other in siblings(name, values)]
        case Index(Name(name) as vector, (Number(),)):
            several = [
                Index(vector, (Number(Fraction(n)),)) for n in range(counts.get(name, 0))
            ]
            others = [entry for entry in several[:MOST_ENTRIES] if entry != target]
        case _:
            return
    for other in others:
        yield Hint(WRONG_VARIABLE, f"this is {plain(other)}, not {plain(target)}"), other


def other_entries(target: Node, tree: Node) -> Iterator[tuple[Hint, Node]]:
    """A formula for an entry with one vector's entry of another number put right."""
    match target:
        case Index(_, (Number(),) as place):
            entries = dict.fromkeys(node for node in walk(tree) if isinstance(node, Index))
        case _:
            return
    for entry in entries:
        match entry:
            case Index(vector, (Number(),) as other) if other != place:
                meant = Index(vector, place)
                text = f"{plain(entry)} stands where {plain(meant)} belongs"
                yield Hint(WRONG_VARIABLE, text), _with(tree, entry, meant)


def _with(tree: Node, entry: Node, meant: Node) -> Node:
    return rewrite(tree, lambda node: meant if node == entry else node)
