"""An answer as a program: its chains of equations, and what each name means at each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from handgrad.errors import FormulaError, UnsettledError
from handgrad.grading.diagonals import diagonal_said
from handgrad.language.fit import Source
from handgrad.language.plain import plain
from handgrad.language.tree import (
    Derivative,
    Index,
    Name,
    Node,
    Number,
    names,
    walk,
)
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.text.line import Line
from handgrad.referee.environment import upstreams
from handgrad.regex import regex


class Member(NamedTuple):
    """One side of a chain, on a line of the answer, with its other readings."""

    line: int
    source: Source
    tree: Node
    others: tuple[Node, ...] = ()


class Unread(NamedTuple):
    """One side of a chain, or a whole line, that cannot be read."""

    line: int
    source: Source
    error: FormulaError


@dataclass(eq=False, slots=True)
class Chain:
    """One equation with the lines that go on with it; `place` counts them from the top.

    `written` are the bare names that get its value, `expressions` what is claimed to be equal.
    """

    place: int
    target: Node | None
    line: Line
    lines: list[int]
    members: list[Member | Unread] = field(default_factory=list)
    written: tuple[Node, ...] = ()
    expressions: tuple[Member, ...] = ()

    @property
    def unread(self) -> list[Unread]:
        return [member for member in self.members if isinstance(member, Unread)]

    @property
    def ends_unread(self) -> bool:
        """Whether the value it ends with cannot be told."""
        return not self.expressions or isinstance(self.members[-1], Unread)

    @property
    def is_change(self) -> bool:
        """Whether it changes what its target was: `+=`, an assignment to a part."""
        return self.line.operator != "=" or self.line.part is not None

    def composed(self, tree: Node, before: Node) -> Node:
        """The new value of a target that was `before`, by an expression."""
        return self.line.composed(tree, before)

    def stands_on(self, key: str) -> bool:
        """Whether the chain changes what a name has been: `a += 1`, `a = a**2`."""
        return self.is_change or self.mentions(key)

    def mentions(self, key: str) -> bool:
        """Whether a formula of the chain speaks of a name or a derivative."""
        trees = [m.tree for m in self.members if isinstance(m, Member)]
        trees += [self.line.part] if self.line.part is not None else []
        nodes = (node for tree in trees for node in walk(tree))
        return any(plain(n) == key for n in nodes if isinstance(n, Name | Derivative))


@dataclass(eq=False, slots=True)
class Version:
    """A value that a chain gives a name; `name` is what formulas call it.

    `page` is what the page knows by that name, None for a name of the writer's own.
    """

    key: str
    name: str
    chain: Chain
    page: Node | None = None
    is_given: bool = False

    @property
    def place(self) -> int:
        return self.chain.place


# What only code has, in lines that are read as mathematics too.
_CODE = regex(r"@|\.T\b|\*\*|\b(?:np|torch)\.|\['|\[\"")

# A sentence that says an equation: `Let $u = f(p)$:`.
_SENTENCE = regex(r"\W*[^\W\d_]{2,}\s+(?!:?=)[^=]*\S[^=]*=")

_RULE = regex(r":=|←|\\(?:leftarrow|gets)")


class Program:
    """The chains of an answer in their order, and every version of every name."""

    def __init__(self, model: CheckedPage, lines: Sequence[Line], alone: str | None) -> None:
        self.model, self.lines = model, lines
        self.chains: list[Chain] = []
        self.versions: dict[str, list[Version]] = {}
        self.steps: list[Chain] = []
        self.has_vanished = False
        for n, line in enumerate(lines):
            self._read(n, line, alone)
        for chain in self.chains:
            self._write(chain)
        for versions in self.versions.values():
            _leave_out_asides(versions)
            self._mark_intermediates(versions)

    def _read(self, n: int, line: Line, alone: str | None) -> None:
        """The chain that a line starts, or the one above that it goes on with."""
        members = list(_members(n, line))
        above = self._above() if line.continues and self.chains else None
        if above is not None and (above.line.is_aside or not line.is_aside):
            is_zero = above.members and members and _is_zero(members[-1])
            above.lines.append(n)
            above.members += members[:-1] if is_zero else members
            self._leave_open(above, n)
            return
        target = line.target
        if target is None and line.error is None and not line.continues:
            target = Name(self.model.derivative_name(alone)) if alone is not None else None
            if target is not None and self._only_shows(members, target, line):
                target = None
        self.chains.append(Chain(len(self.chains), target, line, [n], members))

    def _leave_open(self, above: Chain, n: int) -> None:
        """`dL/dz = a`, a sentence that cannot be read, `= b`: what b is equal to is open."""
        if above.line.error is None or not _SENTENCE.match(above.line.text):
            return
        before = [c for c in self.chains[: above.place] if c.target is not None and c.members]
        if not before:
            return
        line = self.lines[n]
        told = f"whether line {line.number} goes on with line {before[-1].line.number} is open"
        error = UnsettledError(told, text=line.text, line=line.number)
        before[-1].members.append(Unread(n, Source(line.text, line.number), error))

    def _above(self) -> Chain:
        """The last chain that goes on: none that only gives a reason for the next step."""
        going = (c for c in reversed(self.chains) if not c.line.is_in_passing)
        return next(going, self.chains[-1])

    def _only_shows(
        self, members: Sequence[Member | Unread], target: Name, alone: Line
    ) -> bool:
        """Whether a line behind the answer is a name or an entry alone, or speaks of it.

        So notebooks end: `grad`, `grad[0]`, `theta - 0.1*grad`. A formula before others in a
        sentence, or before a colon, is one that it speaks of, where another line says what the
        answer is.
        """
        is_announced = alone.text.rstrip(" *").endswith(":")
        if members and (is_announced or _is_between_others(members[0])):
            return any(line.target == target for line in self.lines)
        is_said = any(chain.target == target for chain in self.chains)
        tree = members[0].tree if len(members) == 1 and isinstance(members[0], Member) else None
        shown = tree.operand if isinstance(tree, Index) else tree
        parts = walk(tree) if is_said and tree is not None else ()
        heads = [p for p in parts if isinstance(p, Name | Derivative)]
        speaks = any(plain(head) == plain(target) for head in heads)
        return is_said and (isinstance(shown, Name | Derivative) or speaks)

    def _write(self, chain: Chain) -> None:
        """The names that a chain gives a value to."""
        if chain.line.is_update:
            self.steps.append(chain)
        if chain.line.is_update or self._is_conclusion(chain):
            return
        for key in sorted(chain.line.touches):
            self._add(key, chain)
        target, last = chain.target, len(chain.members) - 1
        said = diagonal_said(target, self.model.shapes) or target
        is_bare = isinstance(said, Name | Derivative) or said is not target
        bare: list[Node] = [said] if said is not None and is_bare else []
        expressions: list[Member] = []
        for n, member in enumerate(chain.members):
            if isinstance(member, Unread):
                continue
            if self._is_written(member.tree, n == last, chain):
                bare.append(member.tree)
            else:
                expressions.append(member)
        chain.written = tuple(self.normal(node) for node in bare)
        chain.expressions = tuple(expressions)
        for node in chain.written:
            self._add(plain(node), chain, node)

    def _is_conclusion(self, chain: Chain) -> bool:
        """Whether this holds only where a derivative above vanishes.

        It says what a parameter is there, or that two expressions are equal.
        """
        target, members = chain.target, chain.members
        is_derivative = target is not None and _is_claimed(target)
        is_zero = len(members) > 1 and _is_zero(members[-1])
        if is_derivative and len(members) == 1 and _is_zero(members[0]) and self._is_set(chain):
            self.has_vanished = True
            return True
        self.has_vanished |= is_derivative and (chain.line.vanishes or is_zero)
        is_parameter = isinstance(target, Name) and target.name in self.model.parameters
        is_equation = not isinstance(target, Name | None) and not any(
            map(_is_claimed, walk(target))
        )
        return self.has_vanished and (is_parameter or is_equation) and not chain.is_change

    def _is_set(self, chain: Chain) -> bool:
        """Whether `dL/dw = 0` sets a derivative to zero: it is said elsewhere, or ⇔ follows."""
        left, target = chain.line.text.partition("=")[0], chain.target
        is_said = target is not None and (
            plain(self.normal(target)) in self.versions or self._is_said_below(target, chain)
        )
        is_quotient = any(sign in left for sign in ("/", "frac", "∂", "∇", "nabla"))
        return chain.line.vanishes or (is_said and is_quotient and not chain.is_change)

    def _is_written(self, tree: Node, is_last: bool, chain: Chain) -> bool:
        """Whether a bare member of a chain is a name that gets its value."""
        if chain.target is None or chain.is_change or not isinstance(tree, Name | Derivative):
            return False
        is_own = isinstance(tree, Name) and "/" not in tree.name
        if is_own and plain(tree) in self.model.shapes:
            return False
        is_said = plain(tree) in self.versions or self._is_said_below(tree, chain)
        if is_said and is_own and _is_number(chain.members[-1]):
            return False
        return not is_last or (is_own and not is_said)

    def _is_said_below(self, tree: Node, chain: Chain) -> bool:
        """Whether a line of mathematics below says what a name is."""
        below = self.chains[chain.place + 1 :]
        return any(c.target == tree and not c.line.is_numpy and c.members for c in below)

    def _add(self, key: str, chain: Chain, node: Node | None = None) -> None:
        versions = self.versions.setdefault(key, [])
        model = self.model
        is_given = key in model.declarations or key in model.sizes
        known = "/" in key or key in model.shapes
        if node is None and known:
            node = self.normal(Name(key))
        ticks = len(versions) + (1 if known else 0)
        version = Version(key, key + "'" * ticks, chain, node if known else None, is_given)
        if is_given and chain.is_change:
            version.page, version.is_given = None, key not in upstreams(model)
        versions.append(version)

    def normal(self, node: Node) -> Node:
        """A derivative that the page has no formula for as a quotient of differentials."""
        if not isinstance(node, Name) or "/" not in node.name or node.name in self.model.shapes:
            return node
        of, _, by = node.name[1:].partition("/d")
        return Derivative(Name(of, node.at), Name(by, node.at), node.at)

    def _mark_intermediates(self, versions: list[Version]) -> None:
        """A value that is only there to be changed below is no claim about the page."""
        for version, following in pairwise(versions):
            between = self.chains[version.place + 1 : following.place]
            is_changed = following.chain.is_change or following.chain.mentions(version.key)
            if is_changed and not any(chain.mentions(version.key) for chain in between):
                version.page = None

    def stepped(self, name: str, chain: Chain) -> int | None:
        """The line of code that has changed a parameter before a chain of code takes it."""
        if chain.target == Name(self.model.loss_name):
            return None
        for step in self.steps:
            is_above = step.target == Name(name) and step.place < chain.place
            is_code = chain.line.is_numpy or (
                not _RULE.search(step.line.text)
                and any(_CODE.search(line.text) for line in (chain.line, step.line))
            )
            if (
                is_above
                and is_code
                and chain.line.number <= (step.line.until or chain.line.number)
            ):
                return step.line.number
        return None

    def meaning(self, key: str, place: int) -> Version | None:
        """The version that a name has at a place: said last above, or else first below.

        A program goes from top to bottom only, and what a page gives is not said below: the
        `x = 0` behind a derivative is where it vanishes.
        """
        above = below = None
        is_code = place < len(self.chains) and self.chains[place].line.is_numpy
        for version in self.versions.get(key, ()):
            if version.place < place:
                above = version
            elif version.place > place and not (
                version.is_given or version.chain.stands_on(key)
            ):
                below = below or version
        return above if is_code else above or below


def _is_between_others(member: Member | Unread) -> bool:
    """Whether a formula in dollars has others behind it in its sentence."""
    behind = member.source.text[member.tree.at :] if isinstance(member, Member) else ""
    return behind.count("$") > 2


def _leave_out_asides(versions: list[Version]) -> None:
    """What is said of a special case is no other value of a name that has one in general."""
    general = [version for version in versions if not version.chain.line.is_aside]
    first = versions[0]
    is_value = "/" not in first.key and (first.page is not None or first.is_given)
    if general or is_value:
        versions[:] = general
    elif general:
        versions[:] = [
            v for v in versions if v in general or not all(map(_is_number, v.chain.members))
        ]


def _is_number(member: Member | Unread) -> bool:
    """Whether a member says nothing but a number."""
    return isinstance(member, Member) and not names(member.tree)


def _members(n: int, line: Line) -> Iterator[Member | Unread]:
    source = Source(line.text, line.number)
    if line.error is not None:
        yield Unread(n, source, line.error)
    unread = list(line.unread)
    for place, (tree, where) in enumerate(zip(line.members, line.sources, strict=True)):
        while unread and unread[0][0] <= place:
            yield Unread(n, where, unread.pop(0)[1])
        yield Member(n, where, tree, line.others(place))
    yield from (Unread(n, source, error) for _, error in unread)


def _is_claimed(node: Node) -> bool:
    """Whether a left side speaks of a derivative."""
    return isinstance(node, Derivative) or (isinstance(node, Name) and "/" in node.name)


def _is_zero(member: Member | Unread) -> bool:
    return isinstance(member, Member) and member.tree == Number(Fraction(0))
