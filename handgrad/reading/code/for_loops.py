"""A loop over samples or classes that only adds up, read as a sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call
from handgrad.reading.code import subscripts
from handgrad.reading.code.call_arguments import as_numpy
from handgrad.reading.code.numpy_arrays import (
    NumPyArray,
    applied_entrywise,
    both,
    broadcast_dimensions,
    either,
    entrywise_operation,
    opposite,
    scalar,
)
from handgrad.reading.code.scope import (
    ClassNumbers,
    Counter,
    ItemList,
    Lost,
    PageNames,
    Pairs,
    Position,
    Scope,
    Value,
    in_memory,
)
from handgrad.reading.code.statements import (
    Assignment,
    Branch,
    Closed,
    ForLoop,
    Group,
    Statement,
)
from handgrad.reading.code.subscripts import Place, Whole
from handgrad.reading.code.syntax import (
    Attribute,
    Expression,
    Infix,
    NotPython,
    Row,
    Subscript,
    Word,
)
from handgrad.reading.code.target_words import base_word

HAND_IN = (
    "this loop is not a sum over samples: what it computes depends on the rounds before; write "
    "it as formulas, round by round, or hand it in as a program (--code)"
)
_DEEPEST_LOOPS = 4
_NOWHERE = 1_000


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one round changes: `name[places] sign= value`, where `guard` holds.

    `sign` is "" for a plain assignment; `positions` are the loops that it stands in.
    """

    name: str
    places: tuple[Place, ...] | None
    sign: str
    value: NumPyArray
    guard: NumPyArray | None
    positions: tuple[Position, ...]


@dataclass
class RoundScope(Scope):
    """One round of a loop: its own names, and what it adds to those outside.

    `summed` are the names that the rounds add to; inside the loop they cannot be read.
    `carried` are those that a round assigns, which before that have what the last one left;
    `depths` says behind how many guards a name has a value. The rounds add to the memory
    `written`, and change by other names those that are `taken`.
    """

    position: Position | None = None
    summed: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    depths: dict[str, int] = field(default_factory=dict)
    written: frozenset[object] = frozenset()
    taken: set[str] = field(default_factory=set)
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
        value = self.page.value(name) if found is None else found
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
            value = replace(either_way, memory=memory)
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
        self.found.append(Contribution(name, where, sign, value, self.guard, (self.position,)))


def loop_names(body: Sequence[Statement], page: PageNames) -> tuple[set[str], set[str]]:
    """The names that a body assigns as a whole, and those that it changes."""
    whole: set[str] = set()
    partly: set[str] = set()
    for statement in statements_in(body):
        if not isinstance(statement, Assignment):
            continue
        for target in _targets(statement.targets):
            word = base_word(target)
            if word is not None:
                is_plain = statement.operator in ("=", ":=") and not added(statement)
                (whole if is_plain else partly).add(page.canonical(word))
            elif isinstance(target, Subscript) and (owner := base_word(target.value)):
                partly.add(page.canonical(owner))
    return whole, partly


def added(statement: Assignment) -> tuple[str, Expression] | None:
    """The sign and what is added by `a = a + b`, None for any other assignment."""
    word = base_word(statement.targets[0]) if len(statement.targets) == 1 else None
    match statement.value:
        case Infix("+" | "-" as sign, left, right) if word and base_word(left) == word:
            return sign, right
    return None


def _targets(targets: Sequence[Expression]) -> Iterator[Expression]:
    for target in targets:
        items = getattr(target, "items", None)
        if items is not None and not isinstance(target, Subscript):
            yield from _targets(items)
        else:
            yield target


def statements_in(body: Sequence[Statement]) -> Iterator[Statement]:
    """Every statement of a body, those in blocks too."""
    for statement in body:
        yield statement
        match statement:
            case ForLoop(_, _, _, inner) | Group(_, inner) | Closed(_, inner, _):
                yield from statements_in(inner)
            case Branch(_, _, yes, no):
                yield from statements_in((*yes, *no))


def round_of(
    source: Value, name: str, body: Sequence[Statement], scope: Scope
) -> tuple[RoundScope, Value]:
    """The scope of one round of a loop, and what its variable stands for there."""
    depth, around = 0, scope
    while isinstance(around, RoundScope) and around.outer is not None:
        depth, around = depth + 1, around.outer
    if depth >= _DEEPEST_LOOPS:
        raise NotPython(f"at most {_DEEPEST_LOOPS} loops stand in each other")
    position = Position(f"{name}{depth or ''}", _size(source))
    whole, partly = loop_names(body, scope.page)
    summed = frozenset(partly - whole)
    values = [scope.find(name) or scope.page.value(name) for name in sorted(summed)]
    written = frozenset(m for v in values if isinstance(v, NumPyArray) for m in v.memory)
    inner = RoundScope(
        scope.page, scope, position=position,
        summed=summed, carried=frozenset(whole), written=written,
    )  # fmt: skip
    return inner, element(scope.page, source, position)


def takes_own_rows(statement: ForLoop, name: str, page: PageNames) -> bool:
    """Whether a body speaks of an array only by the row of its round: `P[i]`."""
    target = statement.target

    def is_own(part: object) -> bool:
        match part:
            case Subscript(owner, (Word(index) | Row((Word(index), *_)), *_)):
                return is_named(owner) and isinstance(target, Word) and index == target.name
        return False

    def is_named(part: object) -> bool:
        word = base_word(part) if isinstance(part, Word | Attribute | Subscript) else None
        return word is not None and page.canonical(word) == name

    def fits(part: object) -> bool:
        if is_own(part):
            return True
        if is_named(part):
            return False
        if isinstance(part, tuple):
            return all(map(fits, part))
        return all(fits(getattr(part, slot)) for slot in getattr(part, "__slots__", ()))

    return fits(statement.body)


def _size(source: Value) -> Dimension:
    match source:
        case Counter(size):
            return size
        case ClassNumbers(rows):
            return rows.dimensions[0]
        case NumPyArray(_, dimensions) if dimensions:
            return dimensions[0]
        case Pairs(parts) if parts:
            return _size(parts[0])
    raise NotPython("a loop runs over a size or over the rows of an array: range(N)")


def element(page: PageNames, source: Value, position: Position) -> Value:
    """What the variable of a loop stands for in a round."""
    match source:
        case Counter():
            return position
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
        current[contribution.name] = new = _after(contribution, before)
        outer.change(contribution.name, new)
    lost = Lost("this name is what the last round of a loop left; that is not read")
    for name in inner.bound:
        if not isinstance(outer, RoundScope):
            outer.bind(name, lost)


def _within(contribution: Contribution, outer: RoundScope) -> Contribution:
    """A contribution as one of the loop around."""
    guard = outer.guard
    if guard is not None and contribution.guard is not None:
        guard = both(guard, contribution.guard)
    return replace(
        contribution,
        guard=guard or contribution.guard,
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
    total, others = subscripts.laid_out(dimensions, places, guarded, contribution.positions)
    if sign:
        return entrywise_operation(sign, before, total)
    if others or contribution.places is None:
        raise NotPython(HAND_IN)
    is_complete = all(isinstance(p, Whole | Position) for p in places)
    if guard is None and is_complete:
        return total
    mark = scalar(1) if guard is None else replace(guard, is_mask=False)
    part, _ = subscripts.laid_out(dimensions, places, mark, contribution.positions)
    kept = entrywise_operation("*", before, entrywise_operation("-", scalar(1), part))
    return entrywise_operation("+", kept, total)
