"""Where NumPy's arrays share memory: what changes when another name is changed in place.

Of texts that are read as mathematics, and of the steps that a program takes; what else it does
to arrays is followed where it is read.
"""

from handgrad.grading.program import Chain, Program
from handgrad.language.plain import plain
from handgrad.language.tree import Index, Name, Node, Transpose
from handgrad.regex import regex

_IN_PLACE = regex(r"[-+*/]=")
_COPY = regex(r"\b(?:copy|clone|array|deepcopy)\s*\(")


class Aliases:
    """For every change in place, the names that share memory with what is changed."""

    def __init__(self, program: Program) -> None:
        self.shared: dict[str, set[str]] = {}
        self.changes: list[tuple[int, str, int, frozenset[str]]] = []
        for chain in program.chains:
            self._follow(chain)

    def _follow(self, chain: Chain) -> None:
        key = "" if chain.target is None else plain(chain.target)
        is_step = chain.line.is_update and _IN_PLACE.search(chain.line.text)
        if is_step or (chain.is_change and not chain.line.is_numpy):
            others = self.shared.get(key, set()) - {key}
            if others:
                self.changes.append((chain.place, key, chain.line.number, frozenset(others)))
            return
        source = _viewed(chain)
        for node in chain.written:
            self._part(plain(node))
            if source is not None:
                group = self.shared.setdefault(source, {source})
                group.add(plain(node))
                self.shared[plain(node)] = group

    def _part(self, key: str) -> None:
        """A name that is assigned anew shares nothing any more."""
        group = self.shared.pop(key, None)
        if group is not None:
            group.discard(key)

    def doubts(self, key: str, since: int, place: int) -> tuple[str, ...]:
        """What NumPy would have changed in a value between its assignment and its use."""
        return tuple(
            f"in NumPy {key} and {changed} are one array, which line {number} changes; "
            f"write {key}.copy()"
            for change, changed, number, others in self.changes
            if key in others and since < change < place
        )


def _viewed(chain: Chain) -> str | None:
    """The name of whose memory an assignment makes a second name."""
    member = chain.expressions[-1] if chain.expressions else None
    if member is None or _COPY.search(member.source.text):
        return None
    tree: Node = member.tree
    while isinstance(tree, Transpose | Index):
        tree = tree.operand
    return tree.name if isinstance(tree, Name) else None
