"""What the names of a program stand for: the page's values, and those that it binds itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal as OneOf

from handgrad.errors import did_you_mean
from handgrad.language.shape import SCALAR, Dimension, Shape, is_column
from handgrad.language.tree import Call, Name, Node, walk
from handgrad.reading.code.syntax.nodes import NotPython, UnknownWord
from handgrad.reading.code.values.common_words import CommonWords
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    in_place,
    own_memory,
    scalar,
    transposed_tree,
)
from handgrad.reading.code.values.program_values import (
    FixedValue,
    ItemList,
    Lookup,
    Lost,
    Pairs,
    Value,
    in_memory,
    memory_of,
    with_lost,
)
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.name_spellings import key
from handgrad.reading.names.vocabulary import Names
from handgrad.regex import regex

# What code commonly calls the input, the weights and the bias of a layer.
_LETTERS = {
    **dict.fromkeys(("input", "inputs", "inp", "input_"), "x"),
    **dict.fromkeys(("weight", "weights", "kernel"), "w"),
    **dict.fromkeys(("bias", "biases", "intercept"), "b"),
}
MOST_ROUNDS = 60
HAND_IN = "hand it in as a program (--code)"
_DERIVATIVE = regex(
    r"d_?(?:[lLjJ]|loss|cost)_?d_?(\w+)|d_?(\w+)|(?:grads?|gradients?)_?(\w+)|(\w+?)_?(?:grads?|gradients?)"
)
_FLAGS = {"True": True, "False": False, "None": None}


@dataclass(frozen=True, slots=True)
class VectorConvention:
    """How the page's vectors are taken; whether what was reduced along an axis kept it.

    As "declared" those of a page that says `W[n,1]` have two axes, and `b[n]` has one.
    """

    vectors: OneOf["flat", "column", "declared"] = "flat"
    reductions: OneOf["kept", "flat"] = "kept"


class PageNames(CommonWords):
    """The names of the page, as NumPy would hold their values.

    `own` are the words that the program assigns itself, `apart` those of them that are not
    another spelling of a name of the page, `told` what its names last got.
    """

    def __init__(
        self,
        names: Names,
        convention: VectorConvention,
        own: frozenset[str] = frozenset(),
        apart: frozenset[str] = frozenset(),
    ) -> None:
        self.names, self.convention, self.own, self.apart = names, convention, own, apart
        self.vocabulary = names.vocabulary
        self.warnings: list[str] = []
        self.listed: frozenset[str] = frozenset()
        self.kept = self._reduced()
        self.memories: dict[str, frozenset[object]] = {}
        self.told: dict[str, Node] = {}
        self.line = 0
        self.statement: object = None
        self.has_numpy_sum = self.has_scipy_softmax = False
        self.modules: frozenset[str] = frozenset()
        self.rounds_left = MOST_ROUNDS
        self.aliases: dict[str, str] = {}
        self.flat: frozenset[str] = frozenset()
        self.order: tuple[str, ...] = ()
        self.trained: frozenset[str] = frozenset()
        self.instances = 0
        self.origins: dict[str, str] = {}

    @property
    def is_unrolled(self) -> bool:
        """Whether the sizes are numbers, and loops are read round by round."""
        return self.vocabulary.numbers is not None

    def attribute(self, number: int, name: str) -> str:
        """The name that what an object holds has in the whole text."""
        word = f"own{number}_{name}_held"
        self.apart |= {word}
        return word

    def spend(self, rounds: int) -> None:
        """Count the rounds of loops; raises NotPython where there are too many."""
        self.rounds_left -= rounds
        if self.rounds_left < 0:
            raise NotPython(f"the loops have more than {MOST_ROUNDS} rounds; {HAND_IN}")

    def canonical(self, word: str) -> str:
        """The name that a word stands for: the page's in its spelling, dL/dW for dW."""
        if word in self.aliases:
            return self.aliases[word]
        if word in self.apart:
            return word
        if found := self.names.find(word):
            return found
        if derivative := self.derivative_of(word):
            return derivative
        return self.like(word) or word

    def like(self, word: str) -> str | None:
        """The one name of the page that differs from a word in capitals only."""
        if word in self.own:
            return None
        sizes = self.vocabulary.sizes
        names = [n for n in self.vocabulary.shapes if "/" not in n and n not in sizes]
        for bare in (key(word).lower(), "" if word in self.listed else _LETTERS.get(word, "")):
            found = {n for n in names if key(n).lower() == bare}
            if len(found) == 1:
                return found.pop()
        spelled = {n for n in names if _LETTERS.get(n) == word.lower() != "x"}
        return spelled.pop() if len(spelled) == 1 else None

    def counted(self, word: str) -> str | None:
        """The one name of the page that is the singular or the plural of a word."""
        names = {n for n in self.vocabulary.shapes if "/" not in n and len(n) > 2}
        found = {f"{word}s", f"{word}es", word.removesuffix("s"), word.removesuffix("es")}
        found &= names
        return found.pop() if len(found) == 1 else None

    def derivative_of(self, word: str) -> str | None:
        """dL/dW for dW, dL_dW, grad_W and W_grad, where W is a name of the page; for `grad`."""
        if self.names.is_asked(word) and word.isalpha():
            return self.by(self.vocabulary.parameters[0])
        piece = derivative_word(word, self.names)
        if piece is not None and piece.indices:
            return None
        of, _, by = (piece.text[1:] if piece else "").partition("/d")
        if piece is not None and piece.kind != "derivative":
            of, by = self.loss, piece.text
        if not by or by == self.loss:
            match = _DERIVATIVE.fullmatch(word)
            bare = next(filter(None, match.groups())) if match else ""
            like = (self.like(bare) or self.counted(bare)) if bare else None
            is_number = like in self.vocabulary.data and self.vocabulary.shapes[like] == SCALAR
            of, by = self.loss, "" if is_number or not like else like
        is_known = of == self.loss != by and by in self.vocabulary.shapes
        return self.by(by) if is_known else None

    def is_factor(self, word: str) -> bool:
        """Whether a word is called after a factor of the chain rule: `da2_dz2`."""
        piece = derivative_word(word, self.names) if "/" not in word else None
        return piece is not None and "/" in piece.text and self.canonical(word) == word

    @property
    def loss(self) -> str:
        return self.vocabulary.loss

    def by(self, name: str) -> str:
        return f"d{self.loss}/d{name}"

    def given(self, name: str) -> bool:
        vocabulary = self.vocabulary
        numbers = vocabulary.numbers or {}
        given = (*vocabulary.parameters, *vocabulary.data, *vocabulary.sizes, *numbers)
        return name in given

    def shape_of(self, name: str) -> Shape | None:
        """The shape of a name of the page, a derivative's by what it is taken."""
        shapes = self.vocabulary.shapes
        return shapes.get(name) or shapes.get(name.partition("/d")[2])

    def value(self, name: str) -> NumPyArray | None:
        """The page's value of this name, None where it has none."""
        numbers = self.vocabulary.numbers or {}
        if name in numbers:
            return scalar(numbers[name])
        if name not in self.vocabulary.shapes:
            return None
        return self.held(name, self.vocabulary.shapes[name])

    def known(self, name: str) -> NumPyArray | None:
        """What a name stands for that the program has not bound: the page's or mathematics'."""
        return self.value(name) or self.by_mathematics(name)

    def by_mathematics(self, name: str) -> NumPyArray | None:
        """A name that a line of mathematics among the code has introduced."""
        shape = self.names.shapes.get(name)
        return None if shape is None else self.held(name, shape)

    def derivative(self, name: str) -> NumPyArray | None:
        """The loss's derivative by a value of the page, which a program has from elsewhere."""
        by = name.partition("/d")[2]
        is_value = name == self.by(by) and by in self.vocabulary.forward
        return self.held(name, self.vocabulary.shapes[by]) if is_value else None

    def held(self, name: str, shape: Shape) -> NumPyArray:
        """A name with its shape in NumPy, each time in the same memory."""
        memory = self.memories.setdefault(name, own_memory())
        return replace(self.shaped(name, shape), memory=memory)

    def sharing(self, memory: frozenset[object]) -> list[str]:
        """The names of the page that stand for this memory."""
        return [n for n, own in self.memories.items() if not own.isdisjoint(memory)]

    def shaped(self, name: str, shape: Shape) -> NumPyArray:
        tree: Node = Name(name)
        rows, columns = shape
        if shape == SCALAR:
            return NumPyArray(tree, ())
        if 1 not in shape:
            return NumPyArray(tree, shape)
        is_kept = rows == 1 or name.partition("/d")[2] in self.kept or name in self.kept
        style = self.convention.reductions if is_kept else self.convention.vectors
        if style == "declared":
            is_column = (name.partition("/d")[2] or name) in self.vocabulary.columns
            style = "column" if is_column else "flat"
        if style == "flat":
            return NumPyArray(tree if columns == 1 else transposed_tree(tree), (max_of(shape),))
        return NumPyArray(tree, shape)

    def is_flattened(self, name: str, dimensions: Sequence[Dimension]) -> bool:
        """Whether a derivative is said to be 1-D by what is a column under the convention."""
        by = name.partition("/d")[2]
        shape = self.vocabulary.shapes.get(by, SCALAR)
        is_vector = len(dimensions) == 1 and is_column(shape) and shape != SCALAR
        return is_vector and len(self.shaped(by, shape).dimensions) == 2

    def _reduced(self) -> frozenset[str]:
        """The forward names that are rows or columns because an axis was reduced."""
        found: set[str] = set()
        for name, tree in self.vocabulary.forward.items():
            nodes = list(walk(tree))
            is_along = any(isinstance(n, Call) and n.axis is not None for n in nodes)
            is_like = any(isinstance(n, Name) and n.name in found for n in nodes)
            shape = self.vocabulary.shapes[name]
            if (is_along or is_like) and 1 in shape and shape != SCALAR:
                found.add(name)
        return frozenset(found)

    def shared(self, name: str, changed: str) -> str:
        """Why the value of a name is not known: it was changed by another one."""
        first, second = (n.replace(f"d{self.loss}/", "") for n in (name, changed))
        names = first if first == second else f"{first} and {second}"
        return (
            f"in NumPy {names} are one array, which line {self.line} changes; "
            f"write {second}.copy()"
        )

    def unknown(self, word: str) -> NotPython:
        known = [n for n in self.names.shapes if "/" not in n]
        return UnknownWord(
            f"unknown name '{word}'{did_you_mean(word, known)} (known: {', '.join(known)})"
        )


def max_of(shape: Shape) -> Dimension:
    """The size of a vector, lying or standing."""
    return shape[0] if shape[1] == 1 else shape[1]


@dataclass
class Scope:
    """What names stand for at a place; those that are not bound here are the outer scope's."""

    page: PageNames
    outer: "Scope | None" = None
    bound: dict[str, "Value"] = field(default_factory=dict)
    caller: "Scope | None" = None

    def find(self, name: str) -> "Value | None":
        """What the program bound to a name."""
        if name in self.bound:
            return self.bound[name]
        return self.outer.find(name) if self.outer else None

    def value(self, word: str) -> "Value":
        """The value of a word; raises NotPython for one that has none."""
        if word in _FLAGS:
            return FixedValue(_FLAGS[word])
        name = self.page.canonical(word)
        found = self.find(name)
        if found is None:
            found = self.page.upstream(word) or self.page.value(name)
        if found is None:
            found = self.page.by_mathematics(name) or self.page.class_numbers(word)
        if found is None:
            found = self.page.label_rows(word) or self.page.end_of_network(word)
        if found is None:
            found = self.page.number_of_samples(word) or self.page.layers(word)
        if found is None:
            found = self.page.number_of_layers(word) or self.page.derivative(name)
        if found is None:
            raise self.page.unknown(word)
        if isinstance(found, Lost):
            if found.last is not None:
                return found.last
            raise found.error()
        return found

    def stand_at(self, statement: object) -> None:
        """Take what is bound from here on as bound by a statement."""

    def leave_behind(self, name: str, lost: Lost) -> None:
        """Bind what a loop leaves behind."""
        self.bind(name, lost)

    def outermost(self) -> "Scope":
        """The scope of the whole text."""
        return self if self.outer is None else self.outer.outermost()

    def bind(self, name: str, value: "Value") -> None:
        if name.endswith("_held") and self.outer is not None:
            return self.bind_in(self.outermost(), name, value)
        self.bound[name] = value
        return None

    def bind_in(self, where: "Scope", name: str, value: "Value") -> None:
        """Bind a name of a scope around, what is known here from it kept as it is."""
        if where is not self:
            self.keep_here(where, name)
        where.bind(name, value)

    def keep_here(self, where: "Scope", name: str) -> None:
        """Keep what is known here from a name of a scope around, which changes."""
        where.keep_older(name, [scope for scope in self.around() if scope.outer is not None])

    def keep_older(self, name: str, inner: Sequence["Scope"] = ()) -> None:
        """Keep the value of a name that changes for those that lean on it, in `inner` too."""

    def change(self, name: str, value: NumPyArray) -> None:
        """Bind what an array has become in place; what shares its memory is known no more."""
        if name.endswith("_held") and self.outer is not None:
            memory = memory_of(self.find(name))
            self.keep_here(self.outermost(), name)
            self.outermost().change(name, value)
            for inner in self.around():
                if inner.outer is not None:
                    inner.forget(memory, name, "")
            return
        before = self.find(name) or self.page.known(name)
        is_array = isinstance(before, NumPyArray)
        self.bind(name, in_place(value, before) if isinstance(before, NumPyArray) else value)
        if is_array:
            self.write(name)

    def write(self, name: str) -> None:
        """Lose what is in the memory of a name, under its other names."""
        self.spread(memory_of(self.find(name) or self.page.known(name)), name, name)

    def spread(self, memory: frozenset[object], name: str, kept: str = "") -> None:
        """Lose what is in a memory that was written to, but for what is `kept` here."""
        around = list(self.around())
        for scope in around:
            found = scope.forget(memory, name, "" if scope is not self else kept)
            for inner in around:
                inner.note_lost(found, scope)

    def note_lost(self, names: Sequence[str], where: "Scope") -> None:
        """Note the names of another scope that were lost while this one was open."""

    def around(self) -> Iterator["Scope"]:
        """This scope and those whose names live on behind it."""
        yield self
        for scope in (self.outer, self.caller):
            if scope is not None:
                yield from scope.around()

    def forget(self, memory: frozenset[object], changed: str, kept: str) -> list[str]:
        """Lose the values in a memory that was written to by another name; which they are."""
        found = [n for n, v in self.bound.items() if n != kept and in_memory(v, memory)]
        if self.outer is None:
            pages = self.page.sharing(memory)
            found += [n for n in pages if n != kept and n not in self.bound]
        for name in found:
            lost = Lost(self.page.shared(name, changed), is_open=True, memory=memory)
            value = self.bound.get(name)
            if isinstance(value, ItemList | Lookup | Pairs):
                self.bound[name] = with_lost(value, memory, lost)
            else:
                self.bind(name, lost)
        return found

    def kept_apart(
        self, slots: Sequence[str | None], values: Sequence["Value"]
    ) -> Sequence["Value"]:
        """Values that are assigned together, none changed by the assignment of another."""
        return values
