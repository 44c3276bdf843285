"""What an object of a program is given when it is made: data, sizes and functions."""

from collections.abc import Iterator

from handgrad.reading.code.statements import Assignment, Definition, all_statements
from handgrad.reading.code.syntax import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    NotPython,
    Row,
    Word,
    parts_within,
)
from handgrad.reading.code.target_words import base_word, written
from handgrad.reading.run.flat_gradients import FlatRunner
from handgrad.reading.run.machine import Bindings


class ObjectRunner(FlatRunner):
    """Runs statements; `self.X` is what `__init__` gives it, and the page's where it is."""

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
