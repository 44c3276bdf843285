"""What a program stores: names, parts of arrays, and the derivatives that it gives a value."""

from dataclasses import dataclass, field
from typing import Any

from handgrad.reading.code.answers.elsewhere import Elsewhere
from handgrad.reading.code.answers.saved_words import is_saved_value
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    NotPython,
    Quoted,
    Row,
    Subscript,
    Word,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
)
from handgrad.reading.code.syntax.target_words import base_word, is_of_gradients, written
from handgrad.reading.run import library, new_arrays
from handgrad.reading.run.bindings import Bindings
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.picking import entries_at, offsets_of
from handgrad.reading.run.run_calls import CallRunner

MOST_ROWS = 200


@dataclass
class Claims:
    """The derivatives that a text gives a value: where they are kept, and since which step.

    `order` numbers the steps of a run, `mended` says what takes the place of a derivative
    behind the step that writes it for the last time. `rows` are the values that rounds give it,
    `tables` the dictionaries that have it under a key, with the last change of each,
    `attributes` what an object has under its name.
    """

    kept: dict[str, Bindings] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    mended: dict[int, tuple[str, Any]] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    tables: dict[str, tuple[dict[Any, Any], Any]] = field(default_factory=dict)
    changes: dict[int, tuple[int, int]] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    order: int = 0


class StoreRunner(CallRunner):
    """Gives targets their values; `claims` are noted in the names of the text itself.

    `saved` is what a forward pass of the text keeps for the pass behind it.
    """

    claims: Claims
    saved: list[Any]

    def note_changed(self, owner: Expression, names: Bindings) -> None:
        """`grads.update(...)`: the entries are answers anew."""
        table = self.value(owner, names)
        if isinstance(table, dict):
            self.claims.changes[id(table)] = self.line, self.claims.order
            self.note_table(owner, table, names)

    def assign(self, statement: Assignment, names: Bindings) -> None:
        sign = statement.operator.rstrip("=").rstrip(":")
        if sign:
            self.augment(statement.targets[0], sign, statement.value, names)
            return
        if self.is_taken_apart(statement, names):
            return
        value = self.value(statement.value, names)
        for target in statement.targets:
            self.store(target, value, names)
        if isinstance(value, dict) and statement.targets:
            self.note_table(statement.targets[0], value, names)

    def is_taken_apart(self, statement: Assignment, names: Bindings) -> bool:
        """`W, b = params`, `y = data.get_y()`, where nobody says what that is: the page's."""
        match statement:
            case Assignment(_, (Row(items),), "=", Word() | Attribute() as held):
                targets: tuple[Expression, ...] = items
            case Assignment(_, (Word() as target,), "=", Subscript(held) as value) if (
                is_saved_value(value)
            ):
                targets = (target,)
            case Assignment(
                _, (Word() as target,), "=", Application(Attribute() as held, (), ())
            ) if not self.is_method_known(held, names):
                targets = (target,)
            case _:
                return False
        saved = self.saved
        if len(targets) == len(saved) > 1 and not self.is_bound(held, names):
            for item, value in zip(targets, saved, strict=True):
                self.store(item, value, names)
            return True
        words = [base_word(item) or "" for item in targets]
        slots = [self.canonical(word) for word in words if word.strip("_") or not word]
        if self.is_bound(held, names) or any(names.has(slot) for slot in slots):
            return False
        own, other = self.page.left_over(slots)
        if own:
            names.bound[own] = self.page.value(other)
        shapes = self.page.names.vocabulary.shapes
        if not all(slot in shapes or slot == own for slot in slots):
            return False
        if (
            isinstance(held, Word)
            and isinstance(statement.targets[0], Row)
            and (len(slots) == len(words) and all(map(self.is_of_page, words)))
        ):
            names.bound[self.canonical(held.name)] = [self.word(w, names) for w in words]
        return True

    def is_bound(self, held: Expression, names: Bindings) -> bool:
        """Whether the text gives a value to what is taken apart."""
        head = written(held).partition(".")[0]
        word = base_word(held)
        if isinstance(held, Attribute) and word and self.kept.has(self.canonical(word)):
            return True
        return not head or names.has(self.canonical(head)) or self.is_of_page(head)

    def is_method_known(self, held: Attribute, names: Bindings) -> bool:
        return self.is_module(written(held), names) or library.rule_of(held.name) is not None

    def is_of_page(self, word: str) -> bool:
        """Whether the page has a value for a word."""
        try:
            self.page.value(word)
        except NotPython:
            return False
        return True

    def store(self, target: Expression, value: Any, names: Bindings) -> None:
        match target:
            case Word(name):
                self.bind(self.canonical(name), value, names)
            case Row(items):
                values = list(self.run_through(value))
                if len(values) != len(items):
                    raise NotPython(f"{len(items)} names stand for {len(values)} values")
                for item, part in zip(items, values, strict=True):
                    self.store(item, part, names)
            case Subscript():
                self.store_part(target, value, names)
            case Attribute():
                word = base_word(target)
                if word is None:
                    raise NotPython("this cannot be assigned")
                self.keep(self.canonical(word), value)
                self.claims.attributes[self.canonical(word)] = value
            case _:
                raise NotPython("this cannot be assigned")

    def keep(self, name: str, value: Any) -> None:
        """Bind what an object has."""
        self.kept.bound[name] = value
        self.note(name, self.kept)

    def bind(self, name: str, value: Any, names: Bindings) -> None:
        """Bind a name; one of the page may not get another value."""
        names.bound[name] = value
        self.note(name, names)

    def note(self, name: str, names: Bindings) -> None:
        """Remember that a derivative got a value here; an object outlives a function."""
        is_local = names is not self.kept and names.outer is not None
        is_kept = is_local and self.claims.kept.get(name) is self.kept
        if "/" not in name or not self.is_told(names) or is_kept:
            return
        self.claims.kept[name] = names
        self.claims.steps[name] = self.claims.order
        self.claims.lines[name] = self.line
        rows = self.claims.rows.setdefault(name, [])
        if len(rows) < MOST_ROWS:
            rows.append((self.claims.order, names.bound[name]))

    def is_told(self, names: Bindings) -> bool:
        """Whether what is bound here is said by the text, and not within a call."""
        return names is self.kept or self.depth == 0

    def note_table(self, target: Expression, value: dict[Any, Any], names: Bindings) -> None:
        """`grads = {'W': ...}`: the entries are answers by their names."""
        word = written(target).rpartition(".")[2]
        if self.is_told(names) and is_of_gradients(word):
            self.answer_table(value)

    def answer_table(self, table: dict[Any, Any]) -> None:
        for key, value in table.items():
            if self.is_parameter_itself(key, value):
                continue
            if isinstance(key, str) and (name := self.derivative_of(key)):
                self.keep(name, value)
                self.claims.tables[name] = table, key

    def is_parameter_itself(self, key: str | int, value: Any) -> bool:
        """Whether an entry is the page's own array: `{'W1': W1}` holds the parameters."""
        own = self.page.made.get(self.canonical(str(key)))
        return (
            isinstance(own, NDArray) and isinstance(value, NDArray) and value.data is own.data
        )

    def derivative_of(self, key: str) -> str | None:
        """dL/dW for the keys W and dW of a dictionary of gradients."""
        name = self.canonical(key)
        page = self.page.names
        if "/" not in name:
            name = page.by(name)
        return name if page.shape_of(name) is not None else None

    def owner(self, target: Subscript, names: Bindings) -> Any:
        """What a part is assigned of; an array of the page is one that the program changes."""
        return self.value(target.value, names)

    def store_part(self, target: Subscript, value: Any, names: Bindings) -> None:
        """`a[...] = value`."""
        key = target.items[0]
        word = base_word(target.value)
        is_held = word is not None and (
            names.has(self.canonical(word)) or isinstance(self.kept.bound.get(word), dict)
        )
        if isinstance(key, Quoted) and not is_held and (name := base_word(target)):
            self.keep(self.canonical(name), value)
            return
        owner = self.owner(target, names)
        if isinstance(owner, list | dict):
            place = self.part(key, names)
            if isinstance(owner, dict) and isinstance(place, int | str):
                owner[place] = value
            elif isinstance(owner, list) and isinstance(place, int):
                self.entry(owner, place)
                owner[place] = value
            else:
                raise NotPython("a part of a list is assigned at one place")
            self.note_part(owner, target, place)
            return
        if not isinstance(owner, NDArray):
            raise NotPython("a part of this cannot be assigned")
        at, shape = offsets_of(owner, self.index(target, names))
        self.write(owner, at, shape, value)

    def note_part(self, owner: Any, target: Subscript, key: Any) -> None:
        """`grads['W'] = ...` in a dictionary of the text."""
        word = written(target.value).rpartition(".")[2]
        is_table = isinstance(owner, dict) and is_of_gradients(word) and not self.depth
        if isinstance(owner, dict):
            self.claims.changes[id(owner)] = self.line, self.claims.order
        if is_table and isinstance(key, str) and (name := self.derivative_of(key)):
            self.keep(name, owner[key])
            self.claims.tables[name] = owner, key

    def write(self, a: NDArray, at: list[int], shape: tuple[int, ...], value: Any) -> None:
        """Write a value, stretched to a shape, to places of an array."""
        laid = new_arrays.array_of_list(self.calc, value)
        if isinstance(laid, NDArray):
            while laid.ndim > len(shape) and laid.shape[0] == 1:
                laid = laid.reshaped(laid.shape[1:])
            entries = laid.broadcast_to(shape).entries()
        else:
            entries = [laid] * len(at)
        self.calc.assign(a, at, entries)
        self.touch(a)

    def touch(self, a: NDArray) -> None:
        a.data.step, a.data.line = self.claims.order, self.line

    def augment(
        self, target: Expression, sign: str, expression: Expression, names: Bindings
    ) -> None:
        """`a += b`: in the memory of an array, a new value for a number."""
        added = self.value(expression, names)
        self.calc.site = (self.line, 0)
        if isinstance(target, Subscript):
            owner = self.value(target.value, names)
            if isinstance(owner, NDArray):
                index = self.index(target, names)
                at, shape = offsets_of(owner, index)
                before = entries_at(owner, index)
                self.write(owner, at, shape, self.operated(sign, before, added))
                return
        before = self.value(target, names)
        if isinstance(before, Elsewhere) and not isinstance(target, Subscript):
            raise NotPython("what is changed here is not known")
        if isinstance(before, NDArray):
            self.change(before, sign, added)
            self.noted(target, before, names)
        elif isinstance(before, list) and sign == "+":
            before.extend(self.run_through(added))
        else:
            self.store(target, self.operated(sign, before, added), names)

    def noted(self, target: Expression, value: NDArray, names: Bindings) -> None:
        """Bind the name of an array of the page that the program has changed."""
        if isinstance(target, Word):
            name = self.canonical(target.name)
            if not names.has(name):
                self.bind(name, value, names)

    def change(self, a: NDArray, sign: str, value: Any) -> None:
        found = self.operated(sign, a, value)
        if not isinstance(found, NDArray) or found.shape != a.shape:
            raise NotPython(f"in NumPy {sign}= does not change the shape {a.shape}")
        if a.kind != "f" and found.kind == "f":
            raise NotPython("in NumPy an array of whole numbers takes no others")
        self.calc.assign(a, a.offsets(), found.entries())
        self.touch(a)
