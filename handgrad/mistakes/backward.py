"""The chain rule from the loss back to one name, with every slip that can be made on the way.

This is no judge: the flows only propose formulas, which are then held against the answer by
value.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from handgrad.language.shape import SCALAR
from handgrad.language.tree import ONE, ZERO, Call, Name, Node, Product, Sum, names
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import matmul, summed, times
from handgrad.mistakes.flows import Flow, Slip, Wrong, joined_flows

Arrival = tuple[str, Flow]
Rule = Callable[["Backward", Any, Flow], Iterator[Arrival]]


class NoRule(Exception):
    """A node whose derivative has no formula in this language."""


class Backward:
    """Pulls flows back through trees to the names in `wanted`: to all, without slips, if None.

    `stops` holds the formulas of those who go no further than a node, or the wrong way there.
    """

    def __init__(
        self, bench: Bench, rules: Mapping[type, Rule], wanted: set[str] | None = None
    ) -> None:
        self.bench, self.rules, self.wanted = bench, rules, wanted
        self.reached: dict[int, tuple[Node, bool]] = {}
        self.stops: dict[Slip, Node] = {}

    @property
    def slipping(self) -> bool:
        return self.wanted is not None

    def reaches(self, node: Node) -> bool:
        if id(node) not in self.reached:
            found = names(node)
            self.reached[id(node)] = (
                node,
                bool(found if self.wanted is None else found & self.wanted),
            )
        return self.reached[id(node)][1]

    def arrivals(self, node: Node, flow: Flow) -> Iterator[Arrival]:
        """What arrives at each name when a flow is pulled back through a tree."""
        if not self.reaches(node):
            return
        if isinstance(node, Name):
            yield node.name, flow.through(node, partial(self.widened, like=node))
            return
        if self.slipping:
            flow = self.interrupted(node, flow)
        yield from self.rules[type(node)](self, node, flow)

    def interrupted(self, node: Node, flow: Flow) -> Flow:
        """The flow with the slips of those who stop here, start here or go astray here."""
        by = self.bench.by
        if flow.right is not ONE:
            self.stops[self.early(node)] = flow.right
        for name, tree in self.everywhere(node, flow.right).items():
            if name != by:
                rule = f"differentiated by {name}, not by {by}"
                self.stops[Slip("wrong-variable", rule, node)] = tree
        if not names(flow.right):
            return flow
        rule = "only the inner derivative: what arrives from outside has to be multiplied in"
        return flow.through(node, lambda g: g, [("stopped-early", rule, lambda g: ONE)])

    def early(self, node: Node) -> Slip:
        rule = f"stopped too early: the derivative of this by {self.bench.by} is missing"
        return Slip("stopped-early", rule, node)

    def everywhere(self, node: Node, g: Node) -> dict[str, Node]:
        """The derivative by every name in a tree, without slips, g arriving from outside."""
        found: dict[str, list[Flow]] = {}
        for name, flow in Backward(self.bench, self.rules).arrivals(node, Flow(g)):
            found.setdefault(name, []).append(flow)
        return {name: joined_flows(flows).right for name, flows in found.items()}

    def pull(
        self, place: Node, child: Node, flow: Flow,
        right: Callable[[Node], Node], wrong: list[Wrong],
    ) -> Iterator[Arrival]:  # fmt: skip
        """The arrivals below a child to which a local rule, right or wrong, leads."""
        if self.reaches(child):
            after = flow.through(place, right, wrong if self.slipping else ())
            yield from self.arrivals(child, self.narrowed(child, after))

    def narrowed(self, child: Node, flow: Flow) -> Flow:
        """The flow summed over what was stretched to fit, or not."""
        narrow = partial(self.summed, like=child)
        if not self.slipping or narrow(flow.right) is flow.right:
            return flow.through(child, narrow)
        whole, down, along = (partial(_again, axis=axis) for axis in (None, 0, 1))
        return flow.through(child, narrow, [
            ("not-summed", "not summed over what the value was used for", lambda g: g),
            ("not-summed", "summed over everything", whole),
            ("not-summed", "summed over the wrong axis (axis=0, down the rows)", down),
            ("not-summed", "summed over the wrong axis (axis=1, along each row)", along),
            ("not-summed", "averaged where a sum belongs", lambda g: _averaged(narrow(g))),
        ])  # fmt: skip

    def summed(self, g: Node, like: Node) -> Node:
        have, want = self.bench.shape(g), self.bench.shape(like)
        if have == want or have is None or want is None:
            return g
        if want == SCALAR:
            return summed(g)
        for axis in (0, 1):
            if want[axis] == 1 and have[axis] != 1 and want[1 - axis] == have[1 - axis]:
                return summed(g, axis)
        return g

    def widened(self, g: Node, like: Node) -> Node:
        """A derivative that is the same for all entries, in the shape of what it belongs to."""
        have, want = self.bench.shape(g), self.bench.shape(like)
        if have == want or have is None or want is None or 1 not in have:
            return g
        narrower = all(h in (1, w) for h, w in zip(have, want, strict=True))
        return Sum(g, (("+", Product(ZERO, (("*", like),))),)) if narrower else g

    def matrix_product(self, a: Node, b: Node) -> Node:
        scalar = SCALAR in (self.bench.shape(a), self.bench.shape(b))
        return times(a, b) if scalar else matmul(a, b)


def _again(g: Node, axis: int | None) -> Node:
    return summed(g, axis)


def _averaged(g: Node) -> Node:
    """The mean in the place of a sum."""
    if isinstance(g, Call) and g.function == "sum":
        return Call("mean", g.arguments, g.axis)
    return g
