"""How much work is spent on one text: on judging it, and on explaining what is wrong."""

from dataclasses import dataclass, field

from handgrad.language.tree import Node

MOST_WORK = 150_000
MOST_WORK_FOR_A_TEXT = 300_000
MOST_COMPARED = 7_000_000


@dataclass
class Budget:
    """What is left of the work that all formulas of a text share.

    `left` is for explaining wrong ones, `to_compare` counts the operations of
    those to be judged, at all points; `measured` are the derivatives that were paid for.
    """

    left: int = MOST_WORK_FOR_A_TEXT
    to_compare: int = MOST_COMPARED
    measured: set[Node] = field(default_factory=set)

    def spend_on_comparing(self, operations: int) -> bool:
        """Whether so many operations are left, taken; what is too much takes nothing."""
        if operations > self.to_compare:
            return False
        self.to_compare -= operations
        return True
