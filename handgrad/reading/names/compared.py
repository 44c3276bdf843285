"""Which data a page compares with its values: its labels, whatever their letter."""

from collections.abc import Collection, Iterator, Mapping

from handgrad.language.tree import Call, Name, Node, Product, Sum, walk
from handgrad.language.tree import names as names_in

USUAL_LABELS = (
    "y", "Y", "t", "T", "target", "targets", "label", "labels", "y_true", "ytrue"
)  # fmt: skip


def labels_of(
    forward: Mapping[str, Node], data: Collection[str], one_hot: Collection[str] = ()
) -> list[str]:
    """The labels by their usual names, else the data that stand beside a value only.

    >>> from handgrad.language.parser import parse
    >>> labels_of({"p": parse("w*x"), "L": parse("(p - c)^2")}, ("x", "c"))
    ['c']
    """
    named = [name for name in data if name in USUAL_LABELS or name in one_hot]
    return named or [name for name in data if _is_compared(name, forward)]


def _is_compared(name: str, forward: Mapping[str, Node]) -> bool:
    beside = [tree for tree in forward.values() if name in names_in(tree)]
    if len(beside) != 1:
        return False
    nodes = list(walk(beside[0]))
    return any(
        _is_difference(node, name, forward) or _is_likelihood(node, name) for node in nodes
    )


def _is_difference(node: Node, name: str, values: Collection[str]) -> bool:
    """Whether a node is a value of the page less the label, or the label less a value."""
    if not isinstance(node, Sum) or len(node.rest) != 1 or node.rest[0][0] != "-":
        return False
    both = [one.name for one in (node.first, node.rest[0][1]) if isinstance(one, Name)]
    return len(both) == 2 and name in both and bool({*both} & {*values})


def _is_likelihood(node: Node, name: str) -> bool:
    """Whether a node is the label times a logarithm."""
    factors = list(_factors(node))
    is_label = any(isinstance(one, Name) and one.name == name for one in factors)
    return is_label and any(isinstance(one, Call) and one.function == "log" for one in factors)


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Product):
        yield node.first
        yield from (factor for sign, factor in node.rest if sign == "*")
