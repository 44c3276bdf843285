"""What words that code commonly uses stand for, where the page calls it otherwise."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from handgrad.language.shape import Dimension
from handgrad.language.tree import Call, Index, Name, Sum, Transpose, walk
from handgrad.language.tree import names as names_in
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    scalar,
)
from handgrad.reading.code.values.parameter_layers import by_layer
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    FixedValue,
    ItemList,
    Value,
)
from handgrad.reading.names.softmax_classes import class_axis
from handgrad.reading.names.upstream_prefixes import derivative_that_arrives
from handgrad.reading.names.usual import layers_zero
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
_OF_ALL_ENTRIES = regex(r"(?:scipy|special|sp|ss|sc)\.")
_HOT = r"(?:one_?hot|hot|oh|enc(?:oded)?|vec(?:tor)?|mat(?:rix)?|bin(?:ary)?|categorical)"
_ROWS_OF_LABELS = regex(
    rf"(?i)(?:y|ys|t|labels?|targets?)_?{_HOT}|{_HOT}_?(?:y|labels?|targets?)"
)
_GIVEN_LABELS = regex(
    r"(?i)(?:y|t|ground)_?(?:true|truth|actual|train|real|target|labels?|data|batch|b|mini|gt)|"
    r"targets?|labels?|ys|expected(?:_?outputs?)?|actual|true_?(?:y|labels?|values?)"
)
_LABELS_OF_PAGES = ("y", "Y", "t", "T", "target", "targets", "label", "labels", "y_true")
_PREDICTION = regex(
    r"(?i)y_?(?:hat|pred(?:icted|iction)?s?|out|prob|proba|probs)|preds?|predict(?:ed|ions?)|"
    r"(?:final_?)?(?:output|out)s?|probs?|probabilities|forward_output|hypothesis"
)
_CLASSES = regex(r"_?(?:n|num|nb|number_of)_?(?:class(?:es)?|categories)|n_?cls")
_FEATURES = regex(
    r"_?(?:n|num|nb|number_of)_?(?:features|dims?|inputs)|(?:input|in)_?(?:size|dim)"
)
_HIDDEN = regex(
    r"_?(?:n|num|nb)_?hidden(?:_?(?:units|nodes|neurons))?|n_h|"
    r"hidden_?(?:size|dim|units|nodes|neurons|layer_?size)"
)
_LAYERS = regex(r"_?(?:n|num|nb|number_of)_?layers")


class CommonWords(ABC):
    """The names of a page, by words for upstream gradients, inputs, labels and sizes."""

    names: Names
    vocabulary: Vocabulary
    own: frozenset[str]
    listed: frozenset[str]
    warnings: list[str]
    has_scipy_softmax: bool

    @abstractmethod
    def value(self, name: str) -> NumPyArray | None:
        """The page's value of this name, None where it has none."""

    def upstream(self, word: str) -> NumPyArray | None:
        """The page's only upstream gradient under one of the names that it commonly has."""
        name = self.vocabulary.upstream
        if not name or word in self.vocabulary.shapes:
            return None
        is_common = _UPSTREAM.fullmatch(word) is not None
        is_upstream = is_common or derivative_that_arrives(word, self.vocabulary)
        return self.value(name) if is_upstream else None

    def layer_input(self, word: str) -> NumPyArray | None:
        """The page's only parameter, where the input of a layer has another name."""
        parameters = self.vocabulary.parameters
        is_input = _INPUT.fullmatch(word) and word not in self.own
        if len(parameters) != 1 or not is_input or self.names.find(word):
            return None
        self.warnings.append(f"{word} is read as {parameters[0]}")
        return self.value(parameters[0])

    def softmax_axis(self, function: str, shape: Sequence[Dimension] = ()) -> int | None:
        """Along which axis of a matrix a softmax goes that names none; None for all entries.

        One whose writer does not show it goes over the page's classes, those of libraries
        along rows.
        """
        if _OF_ALL_ENTRIES.match(function) or ("." not in function and self.has_scipy_softmax):
            return None
        is_own = "." not in function
        if is_own and len(shape) == 2:
            over = class_axis((shape[0], shape[1]), self.vocabulary)
            if over is not None:
                return over
        trees = self.vocabulary.forward.values()
        calls = [n for t in trees for n in walk(t) if isinstance(n, Call)]
        axes = {n.axis for n in calls if n.function in ("softmax", "log_softmax")} - {None}
        return axes.pop() if is_own and len(axes) == 1 else 1

    def number_of_samples(self, word: str) -> NumPyArray | None:
        """`self.batch_size`: the only size of the page that no weights have."""
        if word in self.own:
            return None
        if not _SAMPLES.fullmatch(word):
            return self.width(word)
        vocabulary = self.vocabulary
        weights = {s for p in vocabulary.parameters for s in vocabulary.shapes[p]}
        arrays = [vocabulary.shapes[n] for n in (*vocabulary.data, *vocabulary.parameters)]
        found = {s for shape in arrays for s in shape if isinstance(s, str)} - weights
        if not found:
            vectors = {s for shape in arrays if 1 in shape for s in shape}
            found = {s for shape in arrays for s in shape if isinstance(s, str)} - vectors
        return self.size(word, found)

    def size(self, word: str, found: set[str]) -> NumPyArray | None:
        """A word as the only size that it may stand for."""
        if len(found) != 1:
            return None
        numbers, name = self.vocabulary.numbers or {}, found.pop()
        self.warnings.append(f"{word} is read as {name}")
        return scalar(numbers[name]) if name in numbers else NumPyArray(Name(name), ())

    def width(self, word: str) -> NumPyArray | None:
        """`num_classes`, `n_features`, `hidden_size`: the size that is the only such one."""
        vocabulary = self.vocabulary
        shapes = vocabulary.shapes
        hot = {shapes[n][1] for n in vocabulary.one_hot if len(shapes[n]) > 1}
        given = [n for n in vocabulary.data if n not in vocabulary.one_hot]
        data = {s for n in given if 1 not in shapes[n] for s in shapes[n]}
        weights = [shapes[p] for p in vocabulary.parameters if 1 not in shapes[p]]
        if _CLASSES.fullmatch(word):
            return self.size(word, {s for s in hot if isinstance(s, str)})
        if _FEATURES.fullmatch(word):
            wide = {s for shape in weights for s in shape} & data
            return self.size(word, {s for s in wide if isinstance(s, str)})
        if _HIDDEN.fullmatch(word):
            sides = [set(shape) for shape in weights]
            square = {s for shape in weights for s in shape if shape[0] == shape[1]}
            both = set.intersection(*sides) if len(sides) > 1 else set()
            return self.size(word, {s for s in square or both if isinstance(s, str)})
        return None

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

    def label_rows(self, word: str, *, only_rows: bool = True) -> NumPyArray | None:
        """The labels of a page under another of the names that they commonly have.

        With `only_rows` one-hot rows are meant only where the word says so: `y_onehot`.
        """
        vocabulary = self.vocabulary
        hot = sorted(vocabulary.one_hot)
        found = hot or [name for name in vocabulary.data if name in _LABELS_OF_PAGES]
        is_said = _ROWS_OF_LABELS.fullmatch(word)
        is_label = _GIVEN_LABELS.fullmatch(word) and not (hot and only_rows)
        if len(found) != 1 or word in self.own or not (is_said or is_label):
            return None
        self.warnings.append(f"{word} is read as {found[0]}")
        return self.value(found[0])

    def end_of_network(self, word: str) -> NumPyArray | None:
        """The one value that the loss compares with the labels, `y_pred`; layer 0, `A0`."""
        vocabulary = self.vocabulary
        loss = vocabulary.forward.get(vocabulary.loss)
        if word not in self.own and word[1:] in ("0", "1"):
            name = dict(layers_zero(vocabulary.forward, vocabulary.data)).get(word)
            return self.value(name) if name else None
        if loss is None or word in self.own or not _PREDICTION.fullmatch(word):
            return None
        found = [n for n in dict.fromkeys(names_in(loss)) if n in vocabulary.forward]
        if len(found) != 1 or not _is_compared(found[0], vocabulary):
            return None
        self.warnings.append(f"{word} is read as {found[0]}")
        return self.value(found[0])

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


def _is_compared(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a value is a probability, or stands in a difference with data."""
    match vocabulary.forward[name]:
        case Call(function) if function in ("sigmoid", "softmax"):
            return True
    sums = [n for n in walk(vocabulary.forward[vocabulary.loss]) if isinstance(n, Sum)]
    inside = [set(names_in(one)) for one in sums]
    return any(name in words and words & set(vocabulary.data) for words in inside)
