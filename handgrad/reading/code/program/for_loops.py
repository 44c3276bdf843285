"""A loop over samples or classes that only adds up, read as a sum."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Name, Node, Number, Over, substitute
from handgrad.reading.code.arrays import subscripts
from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.arrays.laid_out import laid_out
from handgrad.reading.code.arrays.subscripts import Place, Whole
from handgrad.reading.code.program.assigned_names import loop_names
from handgrad.reading.code.syntax.nodes import (
    Expression,
    NotPython,
)
from handgrad.reading.code.syntax.statements import (
    Statement,
)
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.code.values.gathered import as_stacked
from handgrad.reading.code.values.made_arrays import last_place
from handgrad.reading.code.values.masks import both, either, opposite
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    applied_entrywise,
    array,
    broadcast_dimensions,
    entrywise_operation,
    identity_array,
    scalar,
    view,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    Gathered,
    ItemList,
    Lost,
    Pairs,
    Position,
    Tail,
    Value,
    in_memory,
)
from handgrad.reading.code.values.scope import PageNames, Scope

HAND_IN = (
    "this loop is not a sum over samples: what it computes depends on the rounds before; write "
    "it as formulas, round by round, or hand it in as a program (--code)"
)
_LEFT = (
    "this name is what the last round of a loop left; that is not read: hand this in as a "
    "program (--code)"
)
_DEEPEST_LOOPS = 4
_NOWHERE = 1_000


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one round changes: `name[places] sign= value`, where `guard` holds.

    `sign` is "" for a plain assignment; `positions` are the loops that it stands in, `at` is
    the statement.
    """

    name: str
    places: tuple[Place, ...] | None
    sign: str
    value: NumPyArray
    guard: NumPyArray | None
    positions: tuple[Position, ...]
    at: object = None


@dataclass
class RoundScope(Scope):
    """One round of a loop: its own names, and what it adds to those outside.

    `summed` are the names that the rounds add to; inside the loop they cannot be read.
    `carried` are those that a round assigns, which before that have what the last one left;
    `depths` says behind how many guards a name has a value. The rounds add to the memory
    `written`, and change by other names those that are `taken`; `within` is 1 in those that
    are run. `lists` are what a round appends. Names in `both_ways` are assigned and changed.
    """

    position: Position | None = None
    summed: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    depths: dict[str, int] = field(default_factory=dict)
    written: frozenset[object] = frozenset()
    taken: set[str] = field(default_factory=set)
    within: NumPyArray | None = None
    lists: dict[str, NumPyArray] = field(default_factory=dict)
    is_reversed: bool = False
    both_ways: frozenset[str] = frozenset()
    guards: list[NumPyArray] = field(default_factory=list)
    left: NumPyArray | None = None
    found: list[Contribution] = field(default_factory=list)

    @property
    def guard(self) -> NumPyArray | None:
        """When a statement at this place runs; None for always."""
        parts = [*self.guards, *([opposite(self.left)] if self.left is not None else [])]
        guard: NumPyArray | None = None
        for part in parts:
            guard = part if guard is None else both(guard, part)
        return guard

    def close_side(self) -> set[str]:
        """Hide what only the side of a branch just read gives a value; the names."""
        new = {n for n, d in self.depths.items() if len(self.guards) < d < _NOWHERE}
        self.depths |= dict.fromkeys(new, _NOWHERE)
        return new

    def close_branch(self, names: set[str]) -> None:
        """Show what both sides of a branch have given a value."""
        for name in names:
            self.depths[name] = len(self.guards)

    def leave(self) -> None:
        """`continue`: what follows runs only where this did not."""
        here = self.guard
        if here is None:
            raise NotPython("what stands behind this 'continue' never runs")
        self.left = here if self.left is None else either(self.left, here)

    def find(self, name: str) -> Value | None:
        if self.depths.get(name, 0) > len(self.guards):
            return Lost(HAND_IN)
        if name in self.bound:
            return self.bound[name]
        if name in self.summed or name in self.carried:
            return Lost(HAND_IN)
        found = self.outer.find(name) if self.outer else None
        value = self.page.known(name) if found is None else found
        if value is not None and in_memory(value, self.written):
            return Lost(HAND_IN)
        return found

    def note_lost(self, names: Sequence[str], where: Scope) -> None:
        is_around = where is not self and any(scope is where for scope in self.around())
        self.taken |= set(names) if is_around else set()

    def bind(self, name: str, value: Value) -> None:
        guard, before = self.guard, self.bound.get(name)
        if guard is None:
            self.depths.pop(name, None)
        elif before is None or self.depths.get(name, 0) > len(self.guards):
            self.depths[name] = len(self.guards)
        if guard is not None and isinstance(before, NumPyArray):
            chosen = (guard, as_numpy(value, name), before)
            either_way = applied_entrywise(lambda c, x, y: Call("where", (c, x, y)), *chosen)
            memory = chosen[1].memory | before.memory
            value = replace(either_way, memory=memory, way=None)
        self.bound[name] = value

    def adds_to(self, name: str) -> bool:
        """Whether a name lives outside the round."""
        return name not in self.bound

    def add(
        self, name: str, places: Sequence[Place] | None, sign: str, value: NumPyArray
    ) -> None:
        if sign not in ("", "+", "-") or self.position is None:
            raise NotPython(HAND_IN)
        where = None if places is None else tuple(places)
        guard = _both(self.within, self.guard)
        positions = (self.position,)
        here = self.page.statement
        self.found.append(Contribution(name, where, sign, value, guard, positions, here))

    def last(self, name: str) -> NumPyArray | None:
        """What the last round leaves of a name, None where that is not known."""
        value, position = self.bound[name], self.position
        is_sure = name in self.carried and name not in self.depths and self.left is None
        if not is_sure or position is None or not isinstance(value, NumPyArray):
            return None
        if value.is_mask or name in self.both_ways:
            return None
        place: Node = Number(Fraction(0))
        if self.is_reversed:
            return replace(value, tree=substitute(value.tree, {position.name: place}))
        here = Index(last_place(position.size), (Name(position.name),))
        marked = entrywise_operation("*", value, array(here, ()))
        tree = Over("sum", position.name, marked.tree, position.size)
        return view(array(tree, value.dimensions), value)

    def append(self, name: str, value: NumPyArray) -> None:
        """`a.append(value)`, once in every round, to a list that is empty before."""
        if name in self.lists or self.guard is not None or not self.adds_to(name):
            raise NotPython(HAND_IN)
        self.lists[name] = value


def _both(a: NumPyArray | None, b: NumPyArray | None) -> NumPyArray | None:
    return b if a is None else a if b is None else both(a, b)


def round_of(
    source: Value, target: Expression, body: Sequence[Statement], scope: Scope
) -> tuple[RoundScope, Value]:
    """The scope of one round of a loop, and what its variable stands for there."""
    taken = {
        s.position.name for s in scope.around() if isinstance(s, RoundScope) and s.position
    }
    if len(taken) >= _DEEPEST_LOOPS:
        raise NotPython(f"at most {_DEEPEST_LOOPS} loops stand in each other")
    words = [w for t in (target, *getattr(target, "items", ())) if (w := base_word(t))]
    name = words[0] if words else "i"
    while name in taken or name in scope.page.names.shapes:
        name += "_"
    position = Position(name, _size(source))
    whole, partly = loop_names(body, scope.page)
    summed = frozenset(partly - whole)
    values = [scope.find(name) or scope.page.known(name) for name in sorted(summed)]
    written = frozenset(m for v in values if isinstance(v, NumPyArray) for m in v.memory)
    inner = RoundScope(
        scope.page, scope, position=position,
        summed=summed, carried=frozenset(whole), written=written,
        within=_after_start(source, position), both_ways=frozenset(whole & partly),
        is_reversed=isinstance(source, Counter) and source.is_reversed,
    )  # fmt: skip
    return inner, element(scope.page, source, position)


def _after_start(source: Value, position: Position) -> NumPyArray | None:
    """1 at the positions that `range(1, N)` runs through, None where it is all."""
    if not isinstance(source, Tail):
        return None
    found = scalar(1)
    for place in range(source.start):
        here = Index(
            identity_array(source.size), (Number(Fraction(place)), Name(position.name))
        )
        found = entrywise_operation("-", found, array(here, ()))
    return replace(found, is_mask=True)


def _is_shifted(source: Value) -> bool:
    """Whether the rounds through a source do not go from its first place to its last."""
    return isinstance(source, Tail) or (isinstance(source, Counter) and source.is_reversed)


def _size(source: Value) -> Dimension:
    match source:
        case Counter(size) | Tail(size):
            return size
        case ClassNumbers(rows):
            return rows.dimensions[0]
        case NumPyArray(_, dimensions) if dimensions:
            return dimensions[0]
        case Gathered(_, Position(_, size)):
            return size
        case Pairs(parts) if parts and not any(map(_is_shifted, parts)):
            sizes = {_size(part) for part in parts}
            if len(sizes) == 1:
                return sizes.pop()
    raise NotPython("a loop runs over a size or over the rows of an array: range(N)")


def element(page: PageNames, source: Value, position: Position) -> Value:
    """What the variable of a loop stands for in a round."""
    match source:
        case Counter() | Tail():
            return position
        case Gathered():
            return subscripts.picked(page, as_stacked(source), [position])
        case Pairs(parts):
            return ItemList(tuple(element(page, part, position) for part in parts))
        case ClassNumbers(rows):
            return ClassNumbers(subscripts.picked(page, rows, [position]))
        case NumPyArray():
            return subscripts.picked(page, source, [position])
    raise NotPython("a loop runs over a size or over the rows of an array: range(N)")


def finish(inner: RoundScope, outer: Scope, current: "dict[str, NumPyArray]") -> None:
    """Hand what the rounds add up to over to the scope around the loop.

    `current` has the value, before the loop, of each name that they add to.
    """
    for contribution in inner.found:
        others = {c.places for c in inner.found if c.name == contribution.name}
        signs = {c.sign for c in inner.found if c.name == contribution.name}
        if "" in signs and len(others) > 1:
            raise NotPython(HAND_IN)
        if isinstance(outer, RoundScope) and outer.adds_to(contribution.name):
            outer.found.append(_within(contribution, outer))
            continue
        before = current[contribution.name]
        outer.stand_at(contribution.at)
        outer.change(contribution.name, _after(contribution, before))
        current[contribution.name] = as_numpy(outer.find(contribution.name) or before, "this")
    for name, value in inner.lists.items():
        is_around = isinstance(outer, RoundScope) and outer.adds_to(name)
        if is_around or outer.find(name) != ItemList(()) or inner.position is None:
            raise NotPython(HAND_IN)
        outer.bind(name, Gathered(value, inner.position, inner.within, inner.is_reversed))
    if not isinstance(outer, RoundScope):
        for name in inner.bound:
            outer.leave_behind(name, Lost(_LEFT, last=inner.last(name)))


def _within(contribution: Contribution, outer: RoundScope) -> Contribution:
    """A contribution as one of the loop around."""
    return replace(
        contribution,
        guard=_both(_both(outer.within, outer.guard), contribution.guard),
        positions=(*(p for p in (outer.position,) if p), *contribution.positions),
    )


def _after(contribution: Contribution, before: NumPyArray) -> NumPyArray:
    """The array after all rounds."""
    guard, sign = contribution.guard, contribution.sign
    value = replace(contribution.value, is_mask=False)
    dimensions = before.dimensions
    if contribution.places is None and not dimensions:
        dimensions = broadcast_dimensions(value.dimensions, dimensions)
    places = contribution.places or tuple(Whole() for _ in dimensions)
    guarded = value if guard is None else entrywise_operation("*", guard, value)
    total, others = laid_out(dimensions, places, guarded, contribution.positions)
    if sign:
        return entrywise_operation(sign, before, total)
    if others or contribution.places is None:
        raise NotPython(HAND_IN)
    is_complete = all(isinstance(p, Whole | Position) for p in places)
    if guard is None and is_complete:
        return total
    mark = scalar(1) if guard is None else replace(guard, is_mask=False)
    part, _ = laid_out(dimensions, places, mark, contribution.positions)
    kept = entrywise_operation("*", before, entrywise_operation("-", scalar(1), part))
    return entrywise_operation("+", kept, total)
