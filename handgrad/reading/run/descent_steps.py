"""Steps of descent in a program that is run: they say nothing about a gradient."""

from typing import Any

from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Infix,
    NotPython,
    Quoted,
    Subscript,
    Word,
    parts_within,
)
from handgrad.reading.code.syntax.statements import Assignment, Statement
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.run.bindings import Bindings
from handgrad.reading.run.control import Runner
from handgrad.reading.run.ndarray import NDArray


class StepRunner(Runner):
    """Runs statements; `stepped` are the parameters that a line above has changed."""

    stepped: dict[str, int]

    def run(self, statement: Statement, names: Bindings) -> Any:
        if self.is_step(statement, names) and self.is_of_page_itself(statement, names):
            self.step(statement, names)
            return None
        return super().run(statement, names)

    def is_step(self, statement: Statement, names: Bindings) -> bool:
        """Whether a statement is a step of descent: `w -= rate*dw`.

        An entry of a table of the text is one where it is the array of the page.
        """
        update = update_of(statement)
        word = base_word(update[0]) if update else None
        if update is None or word is None:
            return False
        name = self.canonical(word)
        if name not in self.page.names.vocabulary.parameters:
            return False
        table = self.own_table(update[0], names)
        return table is None or self.is_page_array(table.get(_key(update[0])), name)

    def is_of_page_itself(self, statement: Statement, names: Bindings) -> bool:
        """Whether a step within a call changes a name that the call did not bind."""
        update = update_of(statement)
        word = base_word(update[0]) if update else None
        return not self.depth or not names.has(self.canonical(word or ""))

    def own_table(self, target: Expression, names: Bindings) -> dict[Any, Any] | None:
        """The dictionary of the text of which a target is an entry, None for any other."""
        match target:
            case Subscript(Word(own), (Quoted(),)) if names.has(self.canonical(own)):
                found = names.find(self.canonical(own))
                return found if isinstance(found, dict) else None
        return None

    def is_page_array(self, value: Any, name: str) -> bool:
        made = self.page.made.get(name)
        return (
            isinstance(value, NDArray)
            and isinstance(made, NDArray)
            and (value.data is made.data)
        )

    def step(self, statement: Statement, names: Bindings) -> None:
        """Pass over a step of descent; an entry of a table has its new value below."""
        update = update_of(statement)
        table = self.own_table(update[0], names) if update else None
        is_in_place = isinstance(statement, Assignment) and statement.operator != "="
        if table is None or is_in_place:
            self.note_step(statement)
            self.refuse_others_of_step(statement, names)
        if table is not None and update is not None and isinstance(statement, Assignment):
            target, by = update
            value = self.value(by if is_in_place else statement.value, names)
            if is_in_place:
                value = self.operated(statement.operator[:-1], self.value(target, names), value)
            table[_key(target)] = value

    def note_step(self, statement: Statement) -> None:
        """Pass over a step of descent; the parameter has no value of the page below it."""
        update = update_of(statement)
        if update is not None and (word := base_word(update[0])) is not None:
            self.stepped[self.canonical(word)] = statement.line.number

    def refuse_others_of_step(self, statement: Statement, names: Bindings) -> None:
        """Raises NotPython where a step in place changes an array that has another name too."""
        is_in_place = isinstance(statement, Assignment) and statement.operator != "="
        update = update_of(statement) if is_in_place else None
        word = base_word(update[0]) if update else None
        made = self.page.made.get(self.canonical(word)) if word else None
        if not isinstance(made, NDArray):
            return
        for name, value in names.bound.items():
            if isinstance(value, NDArray) and value.data is made.data:
                problem = f"{name} and {word} are one array, which line {statement.line.number}"
                raise NotPython(f"{problem} changes; write {name}.copy()", is_open=True)

    def of_page(self, word: str) -> Any:
        name = self.canonical(word)
        if name in self.stepped:
            problem = f"{name} is changed on line {self.stepped[name]}"
            raise NotPython(f"{problem}; take the gradient before that", is_open=True)
        return super().of_page(word)


def _key(target: Expression) -> str:
    """The key of an entry of a table."""
    match target:
        case Subscript(_, (Quoted(key),)):
            return key
    return ""


def update_of(statement: Statement) -> tuple[Expression, Expression] | None:
    """The target and the step of `w -= rate*dw`, `w = w - rate*dw`, `w = adam(w, dw)`.

    What is taken away of itself only is no step: `x = x - x.mean()`.
    """
    if isinstance(statement, Assignment) and len(statement.targets) == 1:
        parts = parts_within(statement.value)
        words = {word for part in parts if (word := base_word(part))} - {"np", "True"}
        if words == {base_word(statement.targets[0])}:
            return None
    match statement:
        case Assignment(_, (target,), "-=" | "+=", value):
            return target, value
        case Assignment(_, (target,), "=", Infix("-" | "+", left, value)) if base_word(
            left
        ) is not None and base_word(left) == base_word(target):
            return target, value
        case Assignment(_, (target,), "=", Application(arguments=given)) if word := base_word(
            target
        ):
            others = {base_word(argument) or "" for argument in given} - {word}
            if len(others) < len(given) and any(_is_slope_of(o, word) for o in others):
                return target, statement.value
    return None


def _is_slope_of(word: str, parameter: str) -> bool:
    return word in (f"d{parameter}", f"d_{parameter}", f"grad_{parameter}", f"{parameter}_grad")
