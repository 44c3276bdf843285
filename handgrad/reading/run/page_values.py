"""What the names of a page stand for in a program: numbers and arrays at one point."""

from collections.abc import Mapping, Sequence
from typing import Any

from handgrad.errors import EvaluationError
from handgrad.language.arrays import Value, as_array
from handgrad.language.arrays import transpose as turned
from handgrad.language.tree import Name, Transpose
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import ClassNumbers
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.run.ndarray import from_entries
from handgrad.reading.run.picking import class_numbers


class PageValues:
    """The values of a page under one convention for its vectors and its labels.

    An array is made once, so that all who change it change the same one. `known` has the values
    at the point by name; `allowed` are the derivatives that a program may use.
    """

    def __init__(
        self,
        names: PageNames,
        known: Mapping[str, Value],
        allowed: frozenset[str],
        *,
        has_labels: bool,
    ) -> None:
        self.names, self.known, self.allowed = names, known, allowed
        self.has_labels = has_labels
        self.made: dict[str, Any] = {}
        self.spelled: dict[str, str] = {}

    def canonical(self, word: str) -> str:
        """The name that a word stands for, asked for once."""
        if word not in self.spelled:
            self.spelled[word] = self.names.canonical(word)
        return self.spelled[word]

    def left_over(self, slots: Sequence[str]) -> tuple[str, str]:
        """The only one of some names that the page lacks, and what the page has besides.

        Both are empty where more than one is lacking or left.
        """
        vocabulary = self.names.vocabulary
        own = [slot for slot in slots if slot not in vocabulary.shapes]
        given = [n for n in (*vocabulary.parameters, *vocabulary.data)
                 if n not in slots and n not in vocabulary.upstreams]  # fmt: skip
        is_one = len(own) == len(given) == 1 < len(slots)
        return (own[0], given[0]) if is_one else ("", "")

    def value(self, word: str) -> Any:
        """The value of a word of the page; raises NotPython for one that has none."""
        is_spelled_apart = word.islower() or word not in self.names.vocabulary.one_hot
        labels = (
            self.names.class_numbers(word) if self.has_labels and is_spelled_apart else None
        )
        if labels is not None:
            return self.kept(f"{word}: labels", labels)
        name = self.canonical(word)
        if name in self.made:
            return self.made[name]
        found = self.names.value(name)
        if "/" in name and name not in self.allowed:
            arrived = self.names.upstream(word)
            if arrived is None:
                raise NotPython(f"{name} is not worked out", is_open=True)
            found = arrived
        if found is None:
            found = self.names.upstream(word) or self.names.end_of_network(word)
        if found is None:
            found = self.names.number_of_samples(word)
        if found is None:
            found = self.names.label_rows(word, only_rows=self.has_labels)
        if found is None:
            numbers = self.names.class_numbers(word)
            if numbers is None:
                raise self.names.unknown(word)
            return self.kept(f"{word}: labels", numbers)
        return self.kept(name, found)

    def kept(self, name: str, symbol: NumPyArray | ClassNumbers) -> Any:
        if name not in self.made:
            is_labels = isinstance(symbol, ClassNumbers)
            made = self.array(symbol.rows if isinstance(symbol, ClassNumbers) else symbol)
            self.made[name] = class_numbers(made) if is_labels else made
        return self.made[name]

    def given(self, name: str) -> Value:
        if name not in self.known:
            raise EvaluationError(f"{name} has no value here")
        return self.known[name]

    def array(self, symbol: NumPyArray) -> Any:
        """The numbers of a name in the shape that it has in NumPy."""
        if symbol.fill is not None and not symbol.ndim:
            return int(symbol.fill)
        match symbol.tree:
            case Name(name):
                value = self.given(name)
            case Transpose(Name(name)):
                value = turned(self.given(name))
            case _:
                raise NotPython("this name is not run")
        array = as_array(value)
        if not symbol.ndim:
            return array.entries[0]
        is_flat = symbol.ndim == 1
        shape = (len(array.entries),) if is_flat else (array.rows, array.columns)
        found = from_entries(array.entries, shape, "f")
        found.is_one_hot = name in self.names.vocabulary.one_hot
        return found
