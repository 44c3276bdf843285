"""What words that code commonly uses stand for, where the page calls it otherwise."""

import re
from abc import ABC, abstractmethod

from handgrad.language.tree import Index, Name, Transpose
from handgrad.reading.code.numpy_arrays import (
    NumPyArray,
    scalar,
)
from handgrad.reading.code.parameter_layers import by_layer
from handgrad.reading.code.program_values import (
    ClassNumbers,
    FixedValue,
    ItemList,
    Value,
)
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.regex import regex

_UPSTREAM = regex(
    r"(?:d_?out(?:put)?s?|grad_?out(?:put)?s?|upstream(?:_grad(?:ient)?)?|grad_?top|d_?top|d_?up|"
    r"grad_?in(?:coming)?|error_?signal|output_?grad(?:ient)?|out_?grad|delta_?out)",
    re.IGNORECASE,
)
_INPUT = regex(r"(?i)(?:x|inp(?:ut)?s?|z|u|t|h|logits|scores|preds?)_?")
_LABELS = regex(
    r"(?:y|ys|yb|y_?true|y_?train|y_?batch|labels?|targets?|t|target_?ids|classes|label_?ids|"
    r"idx|ix|ids?|indices|\w*(?:[Ii]dx|_index|_labels?|_targets?|_ids?|[a-z]Index))",
    re.IGNORECASE,
)
_SAMPLES = regex(
    r"_?(?:batch_?size|bs|(?:n|num|nb|number_of)_?(?:samples|examples|train|obs|data|points|rows)|"
    r"batch|minibatch_?size|mini_batch_size)"
)
_LAYERS = regex(r"_?(?:n|num|nb|number_of)_?layers")


class CommonWords(ABC):
    """The names of a page, by words for upstream gradients, inputs, labels and sizes."""

    names: Names
    vocabulary: Vocabulary
    own: frozenset[str]
    listed: frozenset[str]
    warnings: list[str]

    @abstractmethod
    def value(self, name: str) -> NumPyArray | None:
        """The page's value of this name, None where it has none."""

    def upstream(self, word: str) -> NumPyArray | None:
        """The page's only upstream gradient under one of the names that it commonly has."""
        name = self.vocabulary.upstream
        return self.value(name) if name and _UPSTREAM.fullmatch(word) else None

    def layer_input(self, word: str) -> NumPyArray | None:
        """The page's only parameter, where the input of a layer has another name."""
        parameters = self.vocabulary.parameters
        is_input = _INPUT.fullmatch(word) and word not in self.own
        if len(parameters) != 1 or not is_input or self.names.find(word):
            return None
        self.warnings.append(f"{word} is read as {parameters[0]}")
        return self.value(parameters[0])

    def number_of_samples(self, word: str) -> NumPyArray | None:
        """`self.batch_size`: the only size of the page that no weights have."""
        if not _SAMPLES.fullmatch(word) or word in self.own:
            return None
        vocabulary, numbers = self.vocabulary, self.vocabulary.numbers or {}
        weights = {s for p in vocabulary.parameters for s in vocabulary.shapes[p]}
        arrays = [vocabulary.shapes[n] for n in (*vocabulary.data, *vocabulary.parameters)]
        found = {s for shape in arrays for s in shape if isinstance(s, str)} - weights
        if not found:
            vectors = {s for shape in arrays if 1 in shape for s in shape}
            found = {s for shape in arrays for s in shape if isinstance(s, str)} - vectors
        if len(found) != 1:
            return None
        size = found.pop()
        self.warnings.append(f"{word} is read as {size}")
        return scalar(numbers[size]) if size in numbers else NumPyArray(Name(size), ())

    def layers(self, word: str) -> ItemList | None:
        """`weights`, a list that the text does not make: the parameters of all layers."""
        if word not in self.listed or word in self.own:
            return None
        if word == "sizes":
            return self.counted_layers(FixedValue(None))
        found = [self.value(p) for p in by_layer(word, self.vocabulary.parameters)]
        values = tuple(value for value in found if value is not None)
        return ItemList(values) if values else None

    def counted_layers(self, one: Value) -> ItemList | None:
        """A value for each layer, that of the input too: the sizes of a network."""
        count = len(by_layer("weights", self.vocabulary.parameters))
        return ItemList((one,) * (count + 1)) if count else None

    def number_of_layers(self, word: str) -> NumPyArray | None:
        """`self.num_layers`, counted with the input, as lists of sizes count them."""
        if not _LAYERS.fullmatch(word) or word in self.own:
            return None
        found = self.counted_layers(FixedValue(None))
        return None if found is None else scalar(len(found.values))

    def class_numbers(self, word: str) -> ClassNumbers | None:
        """The labels of a page with one-hot rows, by a name that they commonly have."""
        names = sorted(self.vocabulary.one_hot)
        if len(names) != 1 or not _LABELS.fullmatch(word):
            return None
        rows = self.value(names[0])
        return ClassNumbers(rows) if rows is not None else None

    def as_class_numbers(self, value: "Value") -> ClassNumbers | None:
        """One-hot rows, or one of them, where class numbers are wanted."""
        match value:
            case ClassNumbers():
                return value
            case NumPyArray(tree):
                if isinstance(tree, Transpose) and isinstance(tree.operand, Index):
                    tree = tree.operand.operand
                if isinstance(tree, Name) and tree.name in self.vocabulary.one_hot:
                    return ClassNumbers(value)
        return None
