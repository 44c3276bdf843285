"""Data of the page that a program takes from what nobody knows: files, tables, batches."""

from collections.abc import Sequence
from typing import Any

from handgrad.reading.code.answers.elsewhere import Elsewhere
from handgrad.reading.code.answers.returned_places import words_within
from handgrad.reading.code.program.other_data import is_computed
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    SliceDisplay,
    Subscript,
    Word,
    parts_within,
)
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.run.bindings import Bindings
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.object_start import ObjectRunner


class SampleRunner(ObjectRunner):
    """Tells data that stay those of the page from data that a text changes."""

    def is_sample(self, word: str, names: Bindings) -> bool:
        """Whether a word stands for data of the page."""
        name = self.canonical(word)
        data = self.page.names.vocabulary.data
        return name in data and not names.has(name)

    def are_samples(self, targets: Sequence[Expression], names: Bindings) -> bool:
        """Whether all that is assigned are data of the page, as it has them."""
        return all(self.is_sample(base_word(part) or "", names) for part in targets)

    def is_unknown(self, value: Expression, names: Bindings) -> bool:
        """Whether a value is made of what nobody knows and of sizes alone: `df.values[:n]`."""
        if is_computed(value):
            return False
        vocabulary = self.page.names.vocabulary
        held = (base_word(p) for p in parts_within(value) if isinstance(p, Attribute))
        words = {*words_within(value), *(word for word in held if word)} - {"self"}
        unknown = 0
        for word in words:
            name = self.canonical(word)
            if names.has(name) and not isinstance(names.find(name), int | str):
                if not isinstance(names.find(name), Elsewhere):
                    return False
            elif "/" in name or (name in vocabulary.shapes and name not in vocabulary.sizes):
                return False
            unknown += self.is_nowhere(word, names)
        return bool(unknown)

    def is_nowhere(self, word: str, names: Bindings) -> bool:
        """Whether nothing says what a word is."""
        name = self.canonical(word)
        if names.has(name):
            return isinstance(names.find(name), Elsewhere)
        is_page = name in self.page.names.vocabulary.shapes
        return not is_page and not self.is_module(word, names)

    def batch_size(self, source: Expression) -> str:
        """The own word B of `range(0, n, B)`, "" for other loops."""
        match source:
            case Application(Word("range"), (_, _, Word(step))):
                size = self.canonical(step)
                is_own = size not in self.page.names.vocabulary.shapes
                return size if is_own and self.all_samples() else ""
        return ""

    def all_samples(self) -> int:
        """How many samples the page's data have, 0 where they differ."""
        data = [self.page.value(name) for name in self.page.names.vocabulary.data]
        found = {a.shape[0] for a in data if isinstance(a, NDArray) and a.shape}
        return found.pop() if len(found) == 1 else 0

    def whole_of_batch(self, part: Subscript, names: Bindings) -> Any:
        """The data of which `X[i:i + B]` takes some samples, None for other parts."""
        match part:
            case Subscript(Word(word), (SliceDisplay(_, stop, None),)):
                is_one = isinstance(stop, Infix) and isinstance(stop.right, Literal)
                is_batch = self.is_sample(word, names) and not is_one
                return self.value(part.value, names) if is_batch else None
        return None
