"""The left sides of assignments: names, attributes, entries of lists and dictionaries."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.program.for_loops import RoundScope
from handgrad.reading.code.program.looping import Looping
from handgrad.reading.code.program.objects import parameter_held
from handgrad.reading.code.syntax.nodes import (
    Attribute,
    Expression,
    NotPython,
    Quoted,
    Row,
    Subscript,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
)
from handgrad.reading.code.syntax.target_words import base_word, flat_target
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import Instance, ItemList, Lookup, Lost, Value
from handgrad.reading.code.values.scope import Scope


class Targets(Looping):
    """Gives targets their values; how a statement runs is said above."""

    @abstractmethod
    def part(
        self, owner: Expression, target: Subscript, sign: str, value: NumPyArray, scope: Scope
    ) -> None:
        """`a[...] = value`, `a[...] += value`."""

    def with_keys(self, statement: Assignment, scope: Scope) -> Assignment:
        """An assignment with the keys of its targets as the texts that they come to."""
        targets = tuple(self.keyed(target, scope) for target in statement.targets)
        return replace(statement, targets=targets)

    def keyed(self, target: Expression, scope: Scope) -> Expression:
        match target:
            case Row(items):
                return replace(target, items=tuple(self.keyed(item, scope) for item in items))
            case Subscript(owner):
                inner = replace(target, value=self.keyed(owner, scope))
                return self.with_key(inner, scope)
        return self.word_held(target, scope) or target

    def is_taken_apart(self, statement: Assignment, scope: Scope) -> bool:
        """`W, b = params` of a function, where nobody says what that is: the page's names."""
        match statement:
            case Assignment(_, (Row(items),), "=", Word(name)):
                slots = [self.slot(item) for item in items]
                held = self.page.canonical(name)
                is_unknown = scope.find(held) is None and self.page.known(held) is None
                return is_unknown and all(
                    slot is not None and self.page.value(slot) and scope.find(slot) is None
                    for slot in slots
                )
        return False

    def store(self, target: Expression, value: Value, scope: Scope) -> None:
        target = self.keyed(target, scope)
        name = self.slot(target)
        match target:
            case Subscript(owner, (Quoted(key),)) if isinstance(value, Instance):
                own = self.slot(owner) or ""
                if isinstance(table := scope.find(own), Lookup):
                    entries = Lookup({**table.values, key: value})
                    scope.bind_in(self.owner(owner, own, scope), own, entries)
        if name is not None:
            if parameter := parameter_held(value, self.page.vocabulary.parameters):
                self.page.origins.setdefault(name, parameter)
            self.note_entry(target, scope)
            return scope.bind_in(self.owner(target, name, scope), name, value)
        match target:
            case Row(items):
                return self.unpack(items, value, scope)
            case Subscript(Word(own), (Quoted(key),)) if isinstance(
                table := scope.find(own), Lookup
            ):
                return scope.bind(own, Lookup({**table.values, key: value}))
            case Subscript(Word(own), (place,)) if isinstance(table := scope.find(own), Lookup):
                key = self.number_key(place, scope)
                return scope.bind(own, Lookup({**table.values, key: value}))
            case Subscript(Word(own), (place,)) if isinstance(
                listed := scope.find(own), ItemList
            ):
                return scope.bind(own, self.with_item(listed, place, value, scope))
            case Subscript():
                flat = self.flat(target, scope)
                return self.part(flat.value, flat, "", as_numpy(value, "this part"), scope)
        raise NotPython("this cannot be assigned")

    def note_entry(self, target: Expression, scope: Scope) -> None:
        """Leave out of a dictionary what a name has from here on: the W of `grads['W']`."""
        match target:
            case Subscript(Word(own), (Quoted(key),)):
                held = self.page.canonical(own)
                if isinstance(table := scope.find(held), Lookup):
                    left = {k: v for k, v in table.values.items() if k != key}
                    scope.bind(held, Lookup(left, is_partial=True))

    def flat(self, target: Subscript, scope: Scope) -> Subscript:
        """`a[i, j]` for `a[i][j]`, where a is no list of arrays."""
        match target.value:
            case Subscript(Word() as listed, (_,)) if (name := self.slot(listed)) is not None:
                if isinstance(scope.find(name), ItemList):
                    return target
        return flat_target(target)

    def owner(self, target: Expression, name: str, scope: Scope) -> Scope:
        """Where a name lives: `self.n` of a method in the whole text, others in the method."""
        is_own = isinstance(target, Attribute) and dotted(target.value) == "self"
        if not is_own or self.page.given(name):
            return scope
        around = [scope]
        while around[-1].outer is not None:
            around.append(around[-1].outer)
        is_plain = all(type(inner) is Scope for inner in around[:-1])
        return around[-1] if is_plain else scope

    def with_item(
        self, listed: ItemList, place: Expression, value: Value, scope: Scope
    ) -> ItemList:
        """A list with one of its values assigned anew."""
        number = as_numpy(self.value(place, scope), "[...]").fill
        count = len(listed.values)
        if number is None or number.denominator != 1 or not -count <= number < count:
            raise NotPython("a list has no such place")
        n = int(number) % count
        return ItemList((*listed.values[:n], value, *listed.values[n + 1 :]))

    def unpack(self, items: Sequence[Expression], value: Value, scope: Scope) -> None:
        if not isinstance(value, ItemList):
            raise NotPython("several names on the left need as many values on the right")
        if len(value.values) != len(items):
            raise NotPython(f"{len(items)} names stand for {len(value.values)} values")
        slots = [self.slot(item) for item in items]
        for item, part in zip(items, scope.kept_apart(slots, value.values), strict=True):
            self.store(item, part, scope)

    def slot(self, target: Expression) -> str | None:
        """The name that a target binds; None for a part of an array."""
        word = base_word(target)
        return None if word is None else self.page.canonical(word)

    def current(self, name: str, scope: Scope) -> Value:
        found = scope.find(name)
        if isinstance(found, Lost):
            if found.last is not None:
                return found.last
            raise found.error()
        if found is not None:
            return found
        return scope.value(name) if "/" not in name else self.derivative(name)

    def outside(self, name: str, scope: Scope) -> Value:
        """The value of a name around the loops."""
        while isinstance(scope, RoundScope) and name not in scope.bound and scope.outer:
            scope = scope.outer
        return self.current(name, scope)

    def derivative(self, name: str) -> Value:
        found = self.page.value(name)
        if found is None:
            raise NotPython(f"{name} has no value yet")
        return found
