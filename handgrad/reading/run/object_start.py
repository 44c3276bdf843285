"""What an object of a program is given when it is made: data, sizes and functions."""

from collections.abc import Iterator
from typing import Any

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    NotPython,
    Row,
    Word,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Return,
    all_statements,
)
from handgrad.reading.code.syntax.target_words import base_word, written
from handgrad.reading.run.bindings import Bindings
from handgrad.reading.run.flat_gradients import FlatRunner
from handgrad.regex import regex

FORWARD = regex(r"(?i)_*(?:\w*_)?(?:forward|fwd)(?:_\w+)?|__call__")


class ObjectRunner(FlatRunner):
    """Runs statements; `self.X` is what `__init__` gives it, and the page's where it is.

    `is_in_order` says that a forward pass of the text takes the parameters as the page does.
    """

    is_in_order = False

    def start_object(self, made: Definition, top: Bindings) -> None:
        """Keep what `__init__` gives an object under names of data and sizes, or calls."""
        inner = Bindings(top)
        for name, value in _given(made):
            slot = self.canonical(name)
            if isinstance(value, FunctionDefinition) or self.is_function(value, inner):
                function = value if isinstance(value, FunctionDefinition) else _calling(value)
                self.kept.bound[name] = self.value(function, inner)
            elif self.is_kept_of_page(slot) and self.speaks_of_page(value):
                try:
                    self.kept.bound[slot] = self.value(value, inner)
                except NotPython:
                    self.kept.bound.pop(slot, None)

    def pass_forward(self, statement: Definition, top: Bindings) -> None:
        """Run a forward pass of the text for what it saves for the one behind it."""
        if not FORWARD.fullmatch(statement.name):
            return
        inner = Bindings(top)
        slots = [self.canonical(p) for p in statement.parameters]
        parameters = self.page.names.vocabulary.parameters
        self.is_in_order = [s for s in slots if s in parameters] == list(parameters)
        given = [s.value for s in statement.body if isinstance(s, Return)]
        try:
            match given:
                case [Row((_, Row() as kept))]:
                    self.block([s for s in statement.body if not isinstance(s, Return)], inner)
                    found = [self.value(kept, inner)]
                case _:
                    found = self.in_place(statement, inner)
        except NotPython:
            return
        cached = inner.bound.get("cache")
        if isinstance(found, list) and found and isinstance(found[-1], list):
            self.saved = found[-1]
        elif isinstance(cached, list):
            self.saved = cached

    def in_place(self, statement: Definition, inner: Bindings) -> Any:
        """What a function gives back with the page's values for its parameters."""
        for parameter in statement.parameters:
            slot = self.canonical(parameter)
            if parameter in statement.defaults and not self.is_of_page(parameter):
                inner.bound[slot] = self.value(statement.defaults[parameter], inner)
        return getattr(self.block(statement.body, inner), "value", None)

    def is_kept_of_page(self, slot: str) -> bool:
        """Whether a name is one of the page's data or sizes."""
        vocabulary = self.page.names.vocabulary
        return slot in vocabulary.data or slot in vocabulary.sizes

    def speaks_of_page(self, value: Expression) -> bool:
        """Whether a value is made of names of the page: a number of the text's is any."""
        words = {word for part in parts_within(value) if (word := base_word(part))}
        return any(map(self.is_of_page, words))

    def is_function(self, value: Expression, names: Bindings) -> bool:
        """Whether a value is a function of a library: `np.tanh`."""
        return (
            isinstance(value, Attribute)
            and self.is_module(written(value).rpartition(".")[0], names)
            and self.page.names.names.function(value.name) is not None
        )


def _calling(value: Expression) -> FunctionDefinition:
    return FunctionDefinition(("z",), Application(value, (Word("z"),), ()))


def _given(made: Definition) -> Iterator[tuple[str, Expression]]:
    """The attributes that a function gives its object, each with the value."""
    for statement in all_statements(made.body):
        if not isinstance(statement, Assignment) or statement.operator != "=":
            continue
        for target in statement.targets:
            match target, statement.value:
                case Row(targets), Row(values) if len(targets) == len(values):
                    pairs = list(zip(targets, values, strict=True))
                case _:
                    pairs = [(target, statement.value)]
            for part, value in pairs:
                if isinstance(part, Attribute) and (word := base_word(part)):
                    yield word, value
