"""Loops and branches: as formulas over their positions, or round by round."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handgrad.language.tree import Call
from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.program import assigned_names
from handgrad.reading.code.program import for_loops as loops
from handgrad.reading.code.program.caller import Caller
from handgrad.reading.code.program.for_loops import RoundScope
from handgrad.reading.code.program.unrolled import SideScope, rounds, run_through
from handgrad.reading.code.syntax.nodes import Collected, Expression, NotPython
from handgrad.reading.code.syntax.statements import Branch, Closed, ForLoop
from handgrad.reading.code.values import masks
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import Gathered, ItemList, Value
from handgrad.reading.code.values.scope import Scope


class Looping(Caller):
    """Runs what stands in loops and branches; how a statement runs is said above."""

    @abstractmethod
    def slot(self, target: Expression) -> str | None:
        """The name that a target binds; None for a part of an array."""

    @abstractmethod
    def current(self, name: str, scope: Scope) -> Value:
        """The value that a name has; raises NotPython for one without."""

    def branch(self, statement: Branch, scope: Scope) -> None:
        """One side where it is known which; in a loop both, each where its condition holds."""
        found = self.value(statement.condition, scope)
        is_mask = isinstance(found, NumPyArray) and found.is_mask and not found.ndim
        if is_mask and self.page.is_unrolled and not isinstance(scope, RoundScope):
            return self.both_sides(statement, as_numpy(found, "if"), scope)
        if (
            not is_mask
            or not isinstance(scope, RoundScope)
            or not isinstance(found, NumPyArray)
        ):
            for inner in (
                statement.body
                if self.flag(statement.condition, scope)
                else (statement.otherwise)
            ):
                self.run(inner, scope)
            return None
        sides: list[set[str]] = []
        for guard, body in (
            (found, statement.body), (masks.opposite(found), statement.otherwise)
        ):  # fmt: skip
            scope.guards.append(guard)
            for inner in body:
                self.run(inner, scope)
            scope.guards.pop()
            sides.append(scope.close_side())
        return scope.close_branch(sides[0] & sides[1])

    def both_sides(self, statement: Branch, condition: NumPyArray, scope: Scope) -> None:
        """Each name that a side assigns is that side's value where the condition says so."""
        sides = [SideScope(self.page, scope) for _ in range(2)]
        for side, body in zip(sides, (statement.body, statement.otherwise), strict=True):
            for inner in body:
                self.run(inner, side)
        yes, no = (dict(side.written()) for side in sides)
        names = sorted(yes.keys() | no.keys())
        found = [self.either(condition, name, (yes, no), scope) for name in names]
        for name, value in zip(names, scope.kept_apart(names, found), strict=True):
            before = scope.find(name) or self.page.known(name)
            either = as_numpy(value, name)
            is_kept = isinstance(before, NumPyArray) and either.memory == before.memory
            (scope.change if is_kept else scope.bind)(name, either)

    def either(
        self,
        condition: NumPyArray,
        name: str,
        sides: Sequence[Mapping[str, Value]],
        scope: Scope,
    ) -> NumPyArray:
        """What a name is behind a branch, in the memory it had where both sides keep it."""
        chosen = [as_numpy(side[name] if name in side else self.current(name, scope), name)
                  for side in sides]  # fmt: skip
        before = scope.find(name) or self.page.known(name)
        memory = before.memory if isinstance(before, NumPyArray) else frozenset()
        kept = [bool(v.ndim) and v.memory == memory for v in chosen]
        is_mixed = any(kept) and not all(kept)
        if chosen[0].dimensions != chosen[1].dimensions or is_mixed:
            raise NotPython(loops.HAND_IN)
        found = values.applied_entrywise(
            lambda c, x, y: Call("where", (c, x, y)), condition, *chosen
        )
        return replace(found, memory=memory) if all(kept) else found

    def loop(self, statement: ForLoop, scope: Scope) -> None:
        source = self.value(statement.source, scope)
        found = rounds(self.page, source)
        if found is not None:
            left = scope.left if isinstance(scope, RoundScope) else None
            body = statement.body if left is not None else run_through(statement.body)
            for value in found:
                self.store(statement.target, value, scope)
                for part in body:
                    self.run(part, scope)
                if isinstance(scope, RoundScope):
                    scope.left = left
            return
        inner, element = loops.round_of(source, statement.target, statement.body, scope)
        self.store(statement.target, element, inner)
        for part in statement.body:
            self.run(part, inner)
        for name in sorted(inner.taken):
            if not assigned_names.takes_own_parts(statement, name, self.page):
                raise NotPython(f"each round changes {name}, and reads it", is_open=True)
        before = {
            c.name: as_numpy(self.current(c.name, scope), c.name)
            for c in inner.found
            if not (isinstance(scope, RoundScope) and scope.adds_to(c.name))
        }
        loops.finish(inner, scope, before)

    def run_while(self, statement: Closed, scope: Scope) -> None:
        """The rounds of `while condition:`, where it is known how many there are."""
        if statement.condition is None or not self.page.is_unrolled:
            raise NotPython(statement.problem)
        body = run_through(statement.body)
        while self.flag(statement.condition, scope):
            self.page.spend(1)
            for part in body:
                self.run(part, scope)

    def append(self, listed: Expression, value: Expression, scope: Scope) -> None:
        """`a.append(b)`: a longer list, or one with a value for each round of a loop."""
        name, added = self.slot(listed), self.value(value, scope)
        if name is None:
            raise NotPython("this list is not read")
        if isinstance(scope, RoundScope) and scope.adds_to(name):
            return scope.append(name, as_numpy(added, "append"))
        before = self.current(name, scope)
        if not isinstance(before, ItemList):
            raise NotPython("append is read of a list only")
        return scope.bind(name, ItemList((*before.values, added)))

    def collected(self, expression: Collected, scope: Scope) -> Value:
        """A list built entry by entry, one by one or for the position of a loop."""
        source, condition = self.value(expression.source, scope), expression.condition
        if (found := rounds(self.page, source)) is not None:
            scopes = [Scope(self.page, scope) for _ in found]
            for inner, value in zip(scopes, found, strict=True):
                self.store(expression.target, value, inner)
            kept = [r for r in scopes if condition is None or self.flag(condition, r)]
            return ItemList(tuple(self.value(expression.item, inner) for inner in kept))
        one, element = loops.round_of(source, expression.target, (), scope)
        self.store(expression.target, element, one)
        guard = None if condition is None else as_numpy(self.value(condition, one), "if")
        if one.position is None or (guard is not None and not guard.is_mask):
            raise NotPython("the 'if' of a list is a comparison")
        if one.within is not None:
            guard = one.within if guard is None else masks.both(one.within, guard)
        item = as_numpy(self.value(expression.item, one), "a list")
        return Gathered(item, one.position, guard, one.is_reversed)
