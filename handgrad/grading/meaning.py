"""The formulas of an answer with every name replaced by what it means at its place."""

from collections import ChainMap
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from handgrad.errors import FormulaError, UnsettledError
from handgrad.grading.aliases import Aliases
from handgrad.grading.diagonals import diagonal_entry, diagonal_of
from handgrad.grading.equality import Judge
from handgrad.grading.formulas import MeantFormula, Uses, all_uses
from handgrad.grading.function_asked import is_function_asked
from handgrad.grading.program import Chain, Program, Version
from handgrad.language.fit import Source, fitted
from handgrad.language.functions import ELEMENTWISE
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import (
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Number,
    children,
    with_children,
)

ALL = "all"


class Circle(FormulaError):
    """A value that is defined by itself."""


class Meaning:
    """What names mean; `settled` tells of a version whether it is the page's value.

    `settled` returns the derivatives that a right value leans on, None for any other value.
    """

    def __init__(
        self, program: Program, judge: Judge, given: Collection[str] | str,
        settled: Callable[[Version], frozenset[str] | None],
    ) -> None:  # fmt: skip
        self.program, self.judge, self.given, self.settled = program, judge, given, settled
        self.model = program.model
        self.aliases = Aliases(program)
        self.own: dict[Version, MeantFormula | None] = {}
        self.pages: dict[Version, Node | None] = {}
        self.rights: dict[Version, Version] = {}
        self.upstreams: dict[str, bool] = {}

    def formula(
        self, tree: Node, chain: Chain, source: Source, *, flat: bool = False
    ) -> MeantFormula:
        """A tree of a chain as it is meant; raises FormulaError where it means nothing."""
        reading = _Reading(self, chain, source)
        placed = reading.put(self.program.normal(tree))
        shapes = ChainMap(reading.shapes, self.model.shapes)  # type: ignore[arg-type]
        tree, shape = fitted(placed, shapes, source, sizes=self.model.sizes, flat=flat)
        doubts = tuple(dict.fromkeys(reading.doubts))
        return MeantFormula(tree, shape, reading.uses, frozenset(reading.leans), doubts)

    def target(self, node: Node, chain: Chain, source: Source) -> MeantFormula:
        """What a chain claims the value of: what the page knows, at the page's value."""
        reading = _Reading(self, chain, source, is_target=True)
        placed = reading.put(self.program.normal(node))
        shapes = ChainMap(reading.shapes, self.model.shapes)  # type: ignore[arg-type]
        tree, shape = fitted(placed, shapes, source, sizes=self.model.sizes)
        return MeantFormula(tree, shape, reading.uses)

    def jacobian(self, target: MeantFormula, found: MeantFormula) -> MeantFormula:
        """A target as a full Jacobian, unless an entry by entry derivative is meant.

        It is meant where the page ends with a number and has it, and what is claimed has its
        shape: the derivative of an activation by its argument.
        """
        tree = target.tree
        if not isinstance(tree, Derivative) or tree.full or target.shape == SCALAR:
            return target
        is_end_scalar = self.model.shapes[self.model.loss_name] == SCALAR
        same = found.upright(target.shape).shape == target.shape
        if same and is_end_scalar and self.judge.is_elementwise(target):
            return target
        shapes = {**self.model.shapes, **{v.name: f.shape for v, f in target.uses}}
        whole = fitted(replace(tree, full=True), shapes, sizes=self.model.sizes)
        return target._replace(tree=whole.tree, shape=whole.shape)

    def value(self, version: Version) -> MeantFormula:
        """What a chain gives a name; raises FormulaError where that cannot be told."""
        if version not in self.own:
            self.own[version] = None
            try:
                self.own[version] = self.computed(version).as_vector()
            except FormulaError:
                del self.own[version]
                raise
        found = self.own[version]
        if found is None:
            raise Circle(f"{version.key} stands on itself", line=version.chain.line.number)
        return found

    def value_now(self, chain: Chain) -> None:
        """Work out what a chain gives the writer's own names, for the lines below."""
        for node in chain.written:
            for version in self.program.versions[plain(node)]:
                if version.chain is chain and version.page is None:
                    with suppress(FormulaError):
                        self.value(version)

    def computed(self, version: Version) -> MeantFormula:
        chain, key = version.chain, version.key
        if version.is_given:
            if arriving := self._arriving(version):
                return arriving
            reason = f"{key} is given by the page; line {chain.line.number} changes it"
            raise _stands_on(version, reason)
        if chain.ends_unread:
            reason = f"{key} has its value from line {chain.line.number}, which cannot be read"
            is_open = any(isinstance(u.error, UnsettledError) for u in chain.unread)
            if is_open:
                reason = f"{key} rests on line {chain.line.number}, which is not known"
            raise _stands_on(version, reason, is_open=is_open)
        member = chain.expressions[-1]
        return self.changed(member.tree, chain, member.source)

    def _arriving(self, version: Version) -> MeantFormula | None:
        """Data that are said to be the derivative that they are: `g = dL/dy`."""
        members = version.chain.expressions
        node = self.program.normal(members[-1].tree) if members else None
        if version.key not in self.model.data or not isinstance(node, Derivative):
            return None
        by = plain(node.by)
        if node.of != Name(self.model.loss_name) or by not in self.model.shapes:
            return None
        same = MeantFormula(Name(version.key), self.model.shapes[version.key])
        target = MeantFormula(node, self.model.shapes[by])
        return same if target.shape == same.shape and self.judge.holds(target, same) else None

    def changed(
        self, tree: Node, chain: Chain, source: Source, *, flat: bool = False
    ) -> MeantFormula:
        """A member of a chain as the value that its target has below.

        `flat` reads vectors as NumPy's, which have no rows and columns.
        """
        if not chain.is_change or chain.target is None:
            return self.formula(tree, chain, source, flat=flat)
        key = plain(chain.target)
        is_forward = key in self.model.shapes and "/" not in key
        if is_forward or self.program.meaning(key, chain.place) is not None:
            return self.formula(chain.composed(tree, chain.target), chain, source)
        found = self.formula(chain.composed(tree, Number(Fraction(0))), chain, source)
        doubt = f"{key} has no value before line {chain.line.number}; write {key} = 0 first"
        return found._replace(doubts=(*found.doubts, doubt))

    def as_own(self, version: Version) -> Version:
        """A version that is right as one of the writer's own: nothing stands in for it."""
        if version not in self.rights:
            self.rights[version] = replace(version, page=None)
        return self.rights[version]

    def standing_for(self, version: Version) -> Node | None:
        """The forward value of the page that a name of the writer's own is equal to."""
        if version not in self.pages:
            self.pages[version] = None
            self.pages[version] = next(self._equal_values(version), None)
        return self.pages[version]

    def _equal_values(self, version: Version) -> Iterator[Node]:
        found = self.value(version)
        own = MeantFormula(
            Name(version.name), found.shape, all_uses(found.uses, ((version, found),))
        )
        for step in self.model.steps:
            target = MeantFormula(Name(step.name), self.model.shapes[step.name])
            if target.shape == own.shape and self.judge.holds(target, own):
                yield target.tree

    def is_known(self, node: Node) -> bool:
        """Whether a derivative need not be worked out: it is given, or what arrives."""
        if self.given == ALL or (key := plain(node)) in self.given:
            return True
        if key not in self.upstreams:
            self.upstreams[key] = self._is_upstream(node, key)
        return self.upstreams[key]

    def _is_upstream(self, node: Node, key: str) -> bool:
        """Whether a derivative is a data name: by the key, or at every point."""
        model = self.model
        for formula in model.derivatives:
            if formula.name == key:
                return isinstance(formula.tree, Name) and formula.tree.name in model.data
        if not isinstance(node, Derivative) or node.of != Name(model.loss_name):
            return False
        by = plain(node.by)
        if by not in model.shapes:
            return False
        target = MeantFormula(node, model.shapes[by])
        alike = [name for name in model.data if model.shapes[name] == target.shape]
        return any(self.judge.holds(target, MeantFormula(Name(n), target.shape)) for n in alike)


class _Reading:
    """One formula at its place: what its names mean, and what that stands on.

    A target is meant as the page knows it, whatever the writer says.
    """

    def __init__(
        self, meaning: Meaning, chain: Chain, source: Source, *, is_target: bool = False
    ) -> None:
        self.meaning, self.chain, self.source = meaning, chain, source
        self.is_target = is_target
        self.program, self.model = meaning.program, meaning.model
        self.shapes: dict[str, Shape] = {}
        self.uses: Uses = ()
        self.leans: set[str] = set()
        self.doubts: list[str] = []

    def put(self, node: Node) -> Node:
        entry = diagonal_entry(node)
        if entry is not None:
            return self.diagonal_entry(*entry, at=node.at)
        match node:
            case Name(name) if "/" in name and name not in self.model.shapes:
                return self.factor(self.program.normal(node))
            case Name():
                return self.named(node)
            case Derivative():
                return self.factor(node)
        below = tuple(map(self.put, children(node)))
        return with_children(node, below) if below else node

    def named(self, node: Name) -> Node:
        version = self.version(node.name)
        if version is not None:
            return self.of_version(version, node)
        if "/" in node.name and not self.meaning.is_known(node):
            self.leans.add(node.name)
        self.doubt(node.name, -1, self.model.shapes.get(node.name, SCALAR))
        if (line := self.program.stepped(node.name, self.chain)) is not None:
            told = f"line {line} has changed {node.name}, and this takes the new one"
            self.doubts.append(told)
        return node

    def factor(self, node: Node) -> Node:
        """A Leibniz factor: what the writer says it is, else as it stands."""
        if not isinstance(node, Derivative):
            return self.put(node)
        standing = self.standing(node)
        version = self.version(plain(node)) or self.version(plain(standing))
        if not isinstance(standing, Derivative):
            return (
                self.named(standing) if version is None else self.of_version(version, standing)
            )
        self.check_given(standing)
        placed = self.placed(standing)
        if version is not None:
            return self.of_version(version, placed)
        if not self.is_worked_out(placed):
            self.leans.add(self.standing_text(standing))
        return placed

    def placed(self, node: Derivative) -> Derivative:
        """A factor of what its two names mean here."""
        inside = _Reading(self.meaning, self.chain, self.source, is_target=True)
        of, by = inside.put(node.of), inside.put(node.by)
        self.uses = all_uses(self.uses, inside.uses)
        self.shapes.update(inside.shapes)
        self.doubts += inside.doubts
        return replace(node, of=of, by=by)

    def diagonal_entry(
        self, whole: Derivative, indices: tuple[Node | None, ...], at: int
    ) -> Node:
        """An entry on the diagonal of a factor: what the writer says, else the factor's."""
        shapes = self.model.shapes
        version = self.version(plain(diagonal_of(whole, shapes)))
        if version is not None:
            found = self.of_version(version, diagonal_of(self.placed(whole), shapes))
            return Index(found, indices, at)
        if len(indices) == 1:
            return Index(self.put(whole), (*indices, *indices), at)
        self.leans.add(plain(whole))
        return Index(diagonal_of(self.placed(whole), shapes), indices, at)

    def check_given(self, node: Derivative) -> None:
        """Raises FormulaError for a derivative of or by what is given and got another value."""
        for part in (node.of, node.by):
            version = self.version(part.name) if isinstance(part, Name) else None
            if version is None or not version.is_given:
                continue
            if self.meaning.settled(version) is None:
                self.meaning.value(version)

    def standing_text(self, node: Derivative) -> str:
        """A derivative left standing; one that the page has a name for, as an operation."""
        text, whole = plain(node), f"d/d{plain(node.by)}({plain(node.of)})"
        return whole if text in self.model.shapes else text

    def is_worked_out(self, node: Derivative) -> bool:
        if self.meaning.is_known(node):
            return True
        match node.of:
            case Call(function, (argument,)) if function in ELEMENTWISE:
                return argument == node.by and not is_function_asked(node, self.model)
        return False

    def standing(self, node: Derivative) -> Name | Derivative:
        """A factor with names of the page for names that are equal to them."""

        def put(part: Node) -> Node:
            version = self.version(part.name) if isinstance(part, Name) else None
            if version is None or version.is_given:
                return part
            if version.key == self.model.loss_name and version.chain.ends_unread:
                return part
            if version.page is not None and self.meaning.settled(version) is not None:
                return part
            return self.meaning.standing_for(version) or part

        of, by = put(node.of), put(node.by)
        if isinstance(of, Call) and children(of) == (node.by,):
            of = with_children(of, (by,))
        whole = f"d{plain(of)}/d{plain(by)}"
        if whole in self.model.shapes and (of, by) != (node.of, node.by):
            return Name(whole, node.at)
        return replace(node, of=of, by=by)

    def version(self, key: str) -> Version | None:
        given = self.meaning.given
        if self.is_target and ("/" in key or key in self.model.shapes):
            return None
        found = self.program.meaning(key, self.chain.place)
        if found is not None and found.place > self.chain.place:
            return None if key in given or (given == ALL and "/" in key) else found
        return found

    def of_version(self, version: Version, node: Name | Derivative | Call) -> Node:
        """The page's value, `node`, where the version has it, else the version by its name."""
        page = None if version.page is None else node
        try:
            leans = self.meaning.settled(version) if page is not None else None
            if "/" not in version.key and version.key in (leans or ()):
                raise Circle(f"{version.key} stands on itself", line=version.chain.line.number)
            found = self.meaning.value(version) if leans is None else None
        except Circle:
            if page is None or "/" not in version.key:
                raise
            leans, found = frozenset((version.key,)), None
        if found is None and page is not None:
            self.leans |= leans or frozenset()
            self.doubt(version.key, version.place, self.shape_of(page))
            return page if leans else self.worked_out(version, page)
        found = found or self.meaning.value(version)
        self.uses = all_uses(self.uses, all_uses(found.uses, ((version, found),)))
        self.shapes[version.name] = found.shape
        self.leans |= found.leans
        self.doubts += found.doubts
        self.doubt(version.key, version.place, found.shape)
        return Name(version.name, node.at)

    def worked_out(self, version: Version, page: Node) -> Node:
        """A right value that the page would have to measure, as the writer computes it."""
        if not isinstance(page, Derivative | Call):
            return page
        try:
            found = self.meaning.value(version)
        except FormulaError:
            return page
        if found.shape != self.shape_of(page) or found.leans:
            return page
        version = self.meaning.as_own(version)
        self.uses = all_uses(self.uses, all_uses(found.uses, ((version, found),)))
        self.shapes[version.name] = found.shape
        return Name(version.name, page.at)

    def shape_of(self, page: Node) -> Shape:
        shapes = ChainMap(self.shapes, self.model.shapes)  # type: ignore[arg-type]
        return fitted(page, shapes, sizes=self.model.sizes).shape

    def doubt(self, key: str, since: int, shape: Shape) -> None:
        """Whether NumPy would have changed an array between its assignment and its use."""
        if shape != SCALAR:
            self.doubts += self.meaning.aliases.doubts(key, since, self.chain.place)


def _stands_on(version: Version, reason: str, *, is_open: bool = False) -> FormulaError:
    line = version.chain.line
    kind = UnsettledError if is_open else FormulaError
    return kind(reason, text=line.text, line=line.number)
