"""Parameters that a program keeps end to end in one vector, as optimizers take them.

`w, b = params[:-1], params[-1]`, then `grad[:-1] = ...` or `np.concatenate([dw, [db]])`.
"""

import re
from collections.abc import Sequence
from itertools import permutations
from math import prod
from typing import Any

from handgrad.reading.code.answers.flat_words import OF_VECTOR, joined_parts
from handgrad.reading.code.syntax.nodes import Expression, NotPython, Word, parts_within
from handgrad.reading.code.syntax.statements import Assignment
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.run.bindings import Bindings
from handgrad.reading.run.descent_steps import StepRunner
from handgrad.reading.run.ndarray import NDArray, from_entries

_MOST_ORDERED = 4


class FlatRunner(StepRunner):
    """Runs statements; a word for all parameters is the vector of them, in some order."""

    joined: dict[str, tuple[Expression, ...]]
    is_turned = False

    def of_page(self, word: str) -> Any:
        if word in self.page.names.flat:
            own = [self.page.value(p) for p in self.page.names.order]
            entries = [x for value in own for x in _entries(value)]
            return from_entries(entries, (len(entries),), "f")
        return super().of_page(word)

    def bind(self, name: str, value: Any, names: Bindings) -> None:
        """A parameter that is taken out of the vector must be the one that stands there."""
        is_taken = bool(self.page.names.flat) and not self.in_target
        if is_taken and name in self.page.names.vocabulary.parameters:
            own = self.page.value(name)
            if size_of_value(own) != size_of_value(value) or _entries(own) != _entries(value):
                raise NotPython(f"{name} stands elsewhere in the vector of parameters")
        super().bind(name, value, names)

    def in_fitting_order(self, names: list[str], sizes: list[int]) -> list[str]:
        """Parameters in the order of the page, or the only one that values of sizes fit."""
        own = {name: size_of_value(self.page.value(name)) for name in names}
        if len(names) > _MOST_ORDERED or [own[name] for name in names] == sizes:
            return names
        orders = [list(o) for o in permutations(names) if [own[name] for name in o] == sizes]
        return orders[0] if len(orders) == 1 else names

    def takes_turned(self, slots: Sequence[str]) -> bool:
        """Whether a function takes parameters of the page in another order than the page."""
        own = self.page.names.vocabulary.parameters
        taken = [slot for slot in slots if slot in own]
        return taken != [name for name in own if name in taken]

    def is_vector(self, value: Any) -> bool:
        """Whether a value has as many entries as all parameters together, end to end."""
        own = [self.page.value(p) for p in self.page.names.vocabulary.parameters]
        is_whole = isinstance(value, NDArray) and value.ndim == 1
        return is_whole and value.size == sum(map(size_of_value, own), 0)

    def answered_end_to_end(self, written: Expression, value: Any) -> bool:
        """Whether a value is the gradients end to end, which it then says."""
        parts = self.parts_joined(written)
        named = [self.named_in(part) for part in parts]
        order = self.page.names.order
        if parts and all(named) and len(set(named)) == len(named):
            order = tuple(named)
        elif not self.page.names.flat:
            order = self.page.names.vocabulary.parameters
            if any(isinstance(self.page.value(p), NDArray) for p in order):
                return False
            if self.is_turned and self.is_vector(value):
                raise NotPython("which entry is by which parameter is open", is_open=True)
        if not self.is_vector(value):
            return False
        entries = iter(value.entries())
        for parameter in order:
            shape = getattr(self.page.value(parameter), "shape", ())
            found = [next(entries) for _ in range(prod(shape))]
            made = from_entries(found, shape, "f") if shape else found[0]
            self.keep(self.page.names.by(parameter), made)
        return True

    def parts_joined(self, written: Expression) -> tuple[Expression, ...]:
        """What was joined to a vector of which an expression speaks."""
        words = [p.name for p in parts_within(written) if isinstance(p, Word)]
        known = (self.joined.get(word, ()) for word in words)
        return joined_parts(written) or next(filter(None, known), ())

    def assign(self, statement: Assignment, names: Bindings) -> None:
        super().assign(statement, names)
        target = statement.targets[0]
        if isinstance(target, Word) and statement.operator == "=":
            self.joined[target.name] = self.parts_joined(statement.value)

    def answer_last_vector(self, top: Bindings) -> None:
        """What a text binds last to a word such as grad, end to end."""
        for word in self.joined:
            if OF_VECTOR.match(word) and word in top.bound:
                self.answered_end_to_end(Word(word), top.bound[word])

    def named_in(self, item: Expression) -> str:
        """The parameter that an expression speaks of by its gradient: W of `gW/n`."""
        words = {w for part in parts_within(item) if (w := base_word(part))}
        found = {
            p for p in self.page.names.vocabulary.parameters
            if any(self.canonical(word) == self.page.names.by(p)
                   or re.fullmatch(rf"(?i)(?:d|g|grad)_?{p}|{p}_?grad", word)
                   for word in words)
        }  # fmt: skip
        return found.pop() if len(found) == 1 else ""


def _entries(value: Any) -> list[Any]:
    return value.entries() if isinstance(value, NDArray) else [value]


def size_of_value(value: Any) -> int:
    """How many entries an array has, 1 for a number."""
    return value.size if isinstance(value, NDArray) else 1
