"""The derivative on its way back through the page: right, and after one slip each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from handgrad.hints import Hint
from handgrad.language.plain import plain
from handgrad.language.tree import ZERO, Node
from handgrad.mistakes.building import plus

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Slip:
    """One broken rule at one formula; the same slip at equal formulas is one slip."""

    id: str
    rule: str
    place: Node
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.id, self.rule, self.place)))

    def __hash__(self) -> int:
        return self._hash

    def hint(self) -> Hint:
        text = plain(self.place)
        return Hint(self.id, f"{self.rule} (in {text})" if len(text) <= LONGEST else self.rule)


Wrong = tuple[str, str, Callable[[Node], Node]]


@dataclass(slots=True)
class Flow:
    """A derivative as it should be, and as it is after one slip each."""

    right: Node
    slipped: dict[Slip, Node] = field(default_factory=dict)

    def after(self, slip: Slip) -> Node:
        return self.slipped.get(slip, self.right)

    def through(
        self, place: Node, right: Callable[[Node], Node], wrong: Iterable[Wrong] = ()
    ) -> "Flow":
        """The flow after a local rule, and after each wrong one in its place."""
        slipped = {slip: right(tree) for slip, tree in self.slipped.items()}
        for id_, rule, mistake in wrong:
            slip = Slip(id_, rule, place)
            slipped[slip] = mistake(self.after(slip))
        return Flow(right(self.right), slipped)


def joined_flows(flows: Iterable[Flow]) -> Flow:
    """The sum of what arrives over several paths."""
    flows = list(flows)
    if len(flows) == 1:
        return flows[0]
    right: Node = ZERO
    for flow in flows:
        right = plus(right, flow.right)
    slipped = {}
    for slip in dict.fromkeys(slip for flow in flows for slip in flow.slipped):
        tree: Node = ZERO
        for flow in flows:
            tree = plus(tree, flow.after(slip))
        slipped[slip] = tree
    return Flow(right, slipped)
