"""A line of an answer, as read."""

from collections.abc import Sequence
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.language.fit import Source
from handgrad.language.plain import plain
from handgrad.language.shape import Dimension
from handgrad.language.tree import (
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Over,
    Product,
    Sum,
    Transpose,
    children,
)
from handgrad.regex import regex

_IN_PASSING = regex(
    r"(?i)\W{0,6}(?:(?:or|and|so|now|then|again|in short)[ ,]+){0,3}"
    r"(?:since|because|as|using|recall|note that|noting|with|where"
    r"|(?:plugg|substitut|insert|putt)ing|da|weil|wegen|"
    r"como|ya que|puesto que|puisque|comme|car|avec|poiché|так как|因为|由于|利用|其中)"
    r"(?![A-Za-z])[^=]*="
)
# The number of a line that a page adds to what a person wrote.
UNWRITTEN = 0


class Line(NamedTuple):
    """One equation of an answer: `target = member = member ...`.

    `target` is None for a line that starts with "=" (`continues` is true) and for a formula
    that stands alone. `free` are the indices of the left side, `dL/dW_{jk}` has ("j", "k"),
    and the members are then arrays over them. `warnings` say which choices were made,
    `alternatives` are the members under other choices.

    `operator` is "+=" and the like where the line changes what the target was; `part` is 1 for
    the entries of the target that it speaks of, 0 for the others; `is_numpy` is true where
    NumPy's rows and columns are written out in the members. `is_update` marks an update step
    where a gradient was asked, `until` the last line of the function that it stands in,
    `vanishes` a derivative set to zero. `unread` are members that cannot be read, each with how
    many of those that can stand before it. Of a line that cannot be read at all, `error` says
    why, and `touches` are the names that it may assign. `is_aside` is a line that is about a
    special case or something else by the words before it, `is_denied` one that they say to be
    wrong; `takes_back` is the number of a line whose formula this one says in words to be
    another one, -1 for all formulas.
    """

    number: int
    text: str
    target: Node | None = None
    members: tuple[Node, ...] = ()
    sources: tuple[Source, ...] = ()
    free: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_update: bool = False
    until: int = 0
    continues: bool = False
    alternatives: tuple[tuple[Node, ...], ...] = ()
    operator: str = "="
    part: Node | None = None
    is_numpy: bool = False
    vanishes: bool = False
    unread: tuple[tuple[int, FormulaError], ...] = ()
    error: FormulaError | None = None
    touches: frozenset[str] = frozenset()
    is_aside: bool = False
    is_denied: bool = False
    takes_back: int = 0

    @property
    def name(self) -> str:
        """The target as text, nothing where there is none."""
        return "" if self.target is None else plain(self.target)

    @property
    def is_in_passing(self) -> bool:
        """Whether it only gives a reason for what goes on below it: `Since Σ y_i = 1:`.

        So does a line that cannot be read and says no equation.
        """
        if self.error is not None and "=" not in self.text:
            return True
        is_derivative = isinstance(self.target, Derivative) or "/d" in self.name
        return not is_derivative and _IN_PASSING.match(self.text) is not None

    @property
    def problems(self) -> tuple[FormulaError, ...]:
        """Why the line, or members of it, cannot be read."""
        whole = () if self.error is None else (self.error,)
        return (*whole, *(error for _, error in self.unread))

    @property
    def told(self) -> frozenset[str]:
        """The names that the line gives a value to, or may."""
        return self.touches | ({self.target.name} if isinstance(self.target, Name) else set())

    def others(self, place: int) -> tuple[Node, ...]:
        """What else the member at this place could be read as."""
        return tuple(members[place] for members in self.alternatives)

    def composed(self, tree: Node, before: Node) -> Node:
        """The new value of a target that was `before`, by an expression."""
        match self.operator:
            case "+=" | "-=" as sign:
                tree = Sum(before, ((sign[0], tree),), tree.at)
            case "*=" | "/=" as sign:
                tree = Product(before, ((sign[0], tree),), tree.at)
        part = self.part
        return tree if part is None else Call("where", (part, tree, before), None, tree.at)


def without_itself(line: Line) -> Line:
    """A chain without the name of what it is about among its members: `dL/da = a - y = da`."""
    kept = [n for n, member in enumerate(line.members) if plain(member) != line.name]
    if line.unread or line.operator != "=" or not 0 < len(kept) < len(line.members):
        return line
    alike = (other for other in line.alternatives if len(other) == len(line.members))
    return line._replace(
        members=tuple(line.members[n] for n in kept),
        sources=tuple(line.sources[n] for n in kept),
        alternatives=tuple(tuple(other[n] for n in kept) for other in alike),
    )


def depth(tree: Node) -> int:
    """How many levels a tree has, without recursion."""
    level, below = 0, [tree]
    while below:
        level += 1
        below = [child for node in below for child in children(node)]
    return level


def without_indices(tree: Node, free: tuple[str, ...]) -> Node | None:
    """dL/dw for dL/dw_j, dL/dW for dL/dW_{jk}; None for anything else."""
    if isinstance(tree, Transpose):
        tree = tree.operand
    if not isinstance(tree, Index) or not isinstance(tree.operand, Name | Derivative):
        return None
    indices = tuple(i.name for i in tree.indices if isinstance(i, Name))
    return (
        tree.operand
        if indices == free and len(indices) == len([i for i in tree.indices if i is not None])
        else None
    )


def index_over(tree: Node, free: tuple[str, ...], sizes: Sequence[Dimension | None]) -> Node:
    for index, size in reversed(list(zip(free, sizes, strict=False))):
        tree = Over("each", index, tree, size, tree.at)
    return tree


def from_zero(line: Line) -> Line:
    """A line that changes what has no value yet, with a word about it."""
    warning = f"{line.name} has no value yet: {line.operator} is read as if it were 0"
    return line._replace(warnings=(*line.warnings, warning))


def whole_derivative(tree: Node, free: tuple[str, ...]) -> Node | None:
    """The dL/dW of a member `dL/dW_{ij}`, where i and j are free."""
    whole = without_indices(tree, free) if free else None
    is_derivative = isinstance(whole, Derivative) or (
        isinstance(whole, Name) and "/" in whole.name
    )
    return whole if is_derivative else None
