"""The names that a formula may use, in every spelling of theirs."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from handgrad.language import functions
from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import Node
from handgrad.reading.names.adjoints import adjoint_letters, barred_letters
from handgrad.reading.names.asked_names import OF_GRADIENT, OF_HESSIAN, asks, is_factor
from handgrad.reading.names.dashed_names import dashed_names
from handgrad.reading.names.divergences import DIVERGENCES, divergence_of, has_parts
from handgrad.reading.names.gamma_letters import gamma_function
from handgrad.reading.names.name_spellings import function_spelled, key, letters_unapplied
from handgrad.reading.names.normal_letters import normal_function
from handgrad.reading.names.own_functions import OwnFunction
from handgrad.reading.names.sample_losses import LOSS_LETTERS, sample_loss
from handgrad.reading.names.small_deltas import small_deltas
from handgrad.reading.names.summation_convention import are_sums_implied
from handgrad.reading.names.told_apart import beside_numbered, indexed_twins, layered_names
from handgrad.reading.names.usual import accented, base, usual_names
from handgrad.reading.names.value_facts import functions_of, inputs_of
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.spelling.transposes_behind import without_transposes
from handgrad.regex import regex

_VARIANCES = ("sigma2", "sigma_2", "sigma_sq", "sigmasq", "s2", "var", "variance", "v")
IDENTITY = "I"
ACTIVATION_LETTERS = frozenset(("sigma", "phi", "f", "g", "S", "act", "activation"))
# What stands behind a d in an answer is the loss, if anything that is not declared is.
_DIFFERENTIATED = regex(
    r"(?:\bd|∂|\\partial|∇|\\nabla|\})\s*(?:\\(?:math|bold)\w+\s*\{?\s*)?([A-Za-z]+)|\b([A-Z])'"
)
_COMMENT = regex(r"(?://|#|%)[^\n]*")
# The outside word of word2vec: `u_o`, `w = o`.
_OUTSIDE = regex(r"(?<![A-Za-z])[uU]_\{?o(?![A-Za-z])|=\s*o(?![A-Za-z])|_\{\w,?o\}")
_EQUALS = regex(r"=|<-|←")
_STATEMENTS = regex(
    r"\n|;|=>|⇒|⟹|→|\\(?:Right|Longright)arrow|\\implies|[,.]\s+(?=so|hence|thus)"
)
# What stands around the differential of the loss: `$\mathrm{d}L$`.
_AROUND = regex(r"\\(?:mathrm|,)|[\s{}$&]")
# A number on a line of its own for a name: the point at which something is taken.
_POINT = regex(r"(?m)^[ $]*\\?([A-Za-z]\w*)[ ]?=[ ]?[-−]?\d+(?:\.\d+)?[ $]*(?:[,;.][^=\d]*)?$")


class Vocabulary(NamedTuple):
    """The names of a page with their shapes, and what the page uses them for.

    `shapes` holds sizes, parameters, data, forward names and derivatives (`dL/dw`);
    `functions` are the functions that the page uses, `forward` its formulas, and `upstream` the
    data name that is the derivative by the last value before the loss; `one_hot` are the data
    whose rows are one-hot, `positive` the names declared to be; `page` is what the page is
    called; of the choices that are `settled` no others are tried. `numbers` are what the sizes
    are where the shapes have numbers, and loops of code are then read round by round; `single`
    are sizes that are 1, `fixed` those that stand for numbers, `columns` matrices declared as
    one column or row, and columns of them.
    """

    shapes: Mapping[str, Shape]
    loss: str = "L"
    parameters: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()
    forward: Mapping[str, Node] = MappingProxyType({})
    upstream: str = ""
    upstreams: frozenset[str] = frozenset()
    one_hot: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    page: str = ""
    settled: frozenset[str] = frozenset()
    numbers: Mapping[str, int] | None = None
    columns: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
    fixed: Mapping[str, int] = MappingProxyType({})

    @staticmethod
    def of(names: "Vocabulary | Mapping[str, Shape]") -> "Vocabulary":
        """A vocabulary as it is; of shapes alone, loss and parameters by the derivatives."""
        if isinstance(names, Vocabulary):
            return names
        derivatives = [name[1:].split("/d") for name in names if "/d" in name]
        parameters = tuple(by for _, by in derivatives)
        return Vocabulary(names, derivatives[0][0] if derivatives else "L", parameters)


class Names:
    """Every name in use, those of the page and those that the person defines as they come."""

    def __init__(self, page: Vocabulary, text: str = "") -> None:
        self.vocabulary = page
        self.language = ""
        self.differentiated = {word for both in _DIFFERENTIATED.findall(text) for word in both}
        self.shapes = dict(page.shapes)
        self.said_losses = self.own_derivatives = frozenset[str]()
        self.entry_letters: Mapping[str, tuple[str, ...]] = {}
        self.has_differential = False
        self.sums_are_numbers = False
        self.redefined: set[str] = letters_unapplied(text)
        self.zeros: set[str] = set()
        self.dots: set[str] = set()
        self.said_at = dict.fromkeys(page.shapes, -1)
        self.adjoints = adjoint_letters(text, page.parameters, page.loss, page.forward)
        self.barred = barred_letters(text)
        self.has_outside = "o" in text and _OUTSIDE.search(text) is not None
        self.own_functions: dict[str, OwnFunction] = {}
        self.layered = layered_names(text)
        self.twins = indexed_twins(text)
        self.text = text
        self.activations_said: dict[str, str | None] = {}
        self.written = Counter(re.findall(r"[A-Za-z]\w*", text))
        bare, seed = _COMMENT.sub("", text), f"d{page.loss}"
        lefts = [
            left
            for row in _STATEMENTS.split(bare)
            if _EQUALS.search(row) and _AROUND.sub("", left := _EQUALS.split(row)[0]) != seed
        ]
        rows = {_AROUND.sub("", row) for row in bare.splitlines()}
        self.has_seed = bool(rows & {f"{seed}=1", f"{seed}=1.0"})
        self.left_sides = {_AROUND.sub("", left) for left in lefts}
        self.says_e = "e" in self.left_sides
        self.asks = asks(OF_GRADIENT, lefts) and not is_factor(text, page.data)
        self.asks_hessian = asks(OF_HESSIAN, lefts)
        self.sizes = {d for shape in self.shapes.values() for d in shape if isinstance(d, str)}
        self.letters: dict[str, Dimension] = {}
        self.square: Dimension | None = None
        self.declared = {key(name): name for name in reversed(self.shapes) if "/" not in name}
        self.table = dict(self.declared)
        for name in self.shapes:
            for word in accented(name):
                self.table.setdefault(key(word), name)
        if divergence := divergence_of(page.forward):
            for word in DIVERGENCES:
                self.table.setdefault(key(word), divergence)
        self.sample_loss = sample_loss(text, page.loss, page.forward, page.shapes)
        if self.sample_loss is not None:
            self.define(self.sample_loss.name, self.sample_loss.shape)
        self.dashed = dashed_names(text, page.forward, page.shapes, page.loss)
        self.small_deltas = small_deltas(text, self.find, lambda: self.inputs)
        if self.variance:
            self.layered.discard("sigma2")
            words = [w for w in ("sigma2", "sigmasq", "var", "variance") if w in text]
            words += ["v"] if re.search(r"(?:∂|\\partial)\s*v\b", text) else []
            for word in words:
                if not re.search(rf"\b{word}\s*=(?!=)", text):
                    self.table.setdefault(word, self.variance)
        self.usual = usual_names(
            page.forward, page.data, self.shapes,
            {*self.table, *(page.numbers or ())}, text, page.one_hot,
        )  # fmt: skip
        for word, name in self.usual.items():
            self.table[word] = name
        self.beside_numbered = beside_numbered(text, self.find)
        given = {*page.parameters, *page.data}
        self.has_point = any(self.find(word) in given for word in _POINT.findall(text))

    def told_apart(self, word: str) -> str:
        """δ_k as an array of its own where the text says what δ_k and what δ_j is.

        So is δ_1 where the text says what δ_1 and what δ is.
        """
        if word in self.beside_numbered:
            return word.replace("_", "")
        base, _, letter = word.partition("_")
        known = (base, base.removeprefix("d"), letter, base.upper())
        is_declared = {word, word.removeprefix("d")} & self.vocabulary.shapes.keys()
        is_own = (base, letter) in self.twins and not any(map(self.find, known))
        return (
            f"{base}{letter}_{letter}" if is_own and not is_declared and base != "D" else word
        )

    def of_sample(self, word: str) -> str:
        """The loss with the index of a sample by the name that its losses have here."""
        base, _, letter = word.partition("_")
        if self.sample_loss is None or len(letter) != 1 or self.find(letter):
            return word
        bare = base.removeprefix("d")
        is_loss = letter.isalpha() and self.find_loss(bare) == self.vocabulary.loss
        sign = base.removesuffix(bare)
        return f"{sign}{self.sample_loss.name}_{letter}" if is_loss else word

    def copied(self) -> "Names":
        """The same names, where others may be defined without a trace here."""
        found = copy(self)
        found.shapes, found.table = dict(self.shapes), dict(self.table)
        return found

    def define(self, name: str, shape: Shape) -> None:
        self.shapes[name] = shape
        self.table[key(name)] = self.declared.get(key(name), name)

    def said(self, raw: Iterable[Piece]) -> list[str]:
        """What a line with these pieces calls by a usual name that the page does not have."""
        row = list(raw)
        found = self.spoken(row)
        if [p.text for p in row[-2:-1]] == ["="] and self.find(word := row[-1].text) is None:
            is_own = word in self.left_sides and word not in self.differentiated
            loss = None if is_own else self.find_loss(word)
            found |= {word: loss} if loss else {}
        return [f"{word} is read as {name} of the page" for word, name in found.items()]

    def spoken(self, raw: Iterable[Piece]) -> dict[str, str]:
        """The usual names among these pieces, and what each stands for."""
        texts = [p.text for p in without_transposes(list(raw)) if p.kind == "word"]
        own = {text for text in texts if key(text) in self.table.keys() - self.usual.keys()}
        words = dict.fromkeys(base(text) for text in texts if text not in own)
        return {word: self.usual[key(word)] for word in words if key(word) in self.usual}

    def rivals(self, word: str, name: str) -> Iterator[str]:
        """The other values of the page that a usual word for this one could mean."""
        forward, loss = self.vocabulary.forward, self.vocabulary.loss
        for other in forward if name in forward and name[:1] != word else ():
            if other not in (name, loss) and self.shapes[other] == self.shapes[name]:
                yield other

    def find(self, word: str) -> str | None:
        """The declared name that a word spells."""
        if word in self.shapes and "/" not in word:
            return word
        is_index_of_letter = "_" in word.strip("_") and key(word) in GREEK.values()
        return None if is_index_of_letter else self.table.get(key(word))

    def find_loss(self, word: str) -> str | None:
        """The loss, also by one of the letters it commonly has."""
        named = self.find(word)
        if named is None and (word in self.said_losses or self.is_part(word)):
            return None
        base, _, which = word.partition("_")
        is_which = which.replace("_", "").isalpha() and len(which) > 1
        is_letter = word in LOSS_LETTERS or (is_which and base in LOSS_LETTERS)
        if named is None and is_letter and not (is_which and self.find(base)):
            return self.vocabulary.loss
        if named is None and which and self.find(which) == self.vocabulary.loss:
            return self.vocabulary.loss
        if named is None and is_which and self.find(base) == self.vocabulary.loss:
            return self.vocabulary.loss
        return named if named == self.vocabulary.loss else None

    def is_part(self, word: str) -> bool:
        """Whether a word calls a divergence that may be one term of the loss."""
        vocabulary = self.vocabulary
        return word in DIVERGENCES and has_parts(vocabulary.forward, vocabulary.loss)

    @cached_property
    def inputs(self) -> Mapping[str, frozenset[str]]:
        """What each value of the page depends on, directly or not."""
        found = inputs_of(self.vocabulary.forward, self.vocabulary.sizes)
        if self.sample_loss is not None:
            found[self.sample_loss.name] = found[self.vocabulary.loss]
        return found

    @cached_property
    def applied(self) -> Mapping[str, tuple[str, ...]]:
        """The functions of one number that the page puts each value into."""
        return functions_of(self.vocabulary.forward)

    @cached_property
    def are_sums_implied(self) -> bool:
        """Whether an index that stands twice in a term is summed over without a sign."""
        return are_sums_implied(self.text, self.vocabulary.forward)

    @cached_property
    def variance(self) -> str | None:
        """The value that people write σ², where no name is σ."""
        if self.find("sigma") or self.find("sigma_"):
            return None
        numbered = {n for n in _VARIANCES if f"{n[:-1]}1" in self.shapes}
        whole = next((n for n in _VARIANCES if n in self.shapes and n not in numbered), None)
        of_batch = (n for n in self.shapes if re.fullmatch(r"(?:sigma_?2|var)_[A-Z]\w*", n))
        return whole or next(of_batch, None)

    def rank(self, name: str) -> int:
        """0 for a number, 1 for a vector, 2 for a matrix."""
        shape = self.shapes[name]
        return 0 if shape == SCALAR else 1 if 1 in shape else 2

    def is_used_again(self, word: str) -> bool:
        """Whether a word stands in the answer more than once."""
        return self.written[word] > 1

    def is_asked(self, word: str) -> bool:
        """Whether a word stands for the only derivative that can be meant: grad."""
        is_word = word.partition("_")[0].lower() in ("grad", "gradient", "gradients")
        return is_word and self.asks and len(self.vocabulary.parameters) == 1

    def label(self, word: str) -> str | None:
        """The one-hot data whose marked class a word below or in a condition stands for.

        By its own name, in any case; the a of `e_a`; the o of `u_o` where no name is o.
        """
        one_hot = sorted(self.vocabulary.one_hot)
        same = {word.lower(), *((f"e_{word}", f"{word}_onehot") if not self.find(word) else ())}
        named = [name for name in one_hot if name.lower() in same]
        is_outside = word == "o" and self.find("o") is None and self.has_outside
        found = named or (one_hot if is_outside else [])
        return found[0] if len(found) == 1 else None

    def is_said_of_label(self, left: str, letter: str, texts: Collection[str]) -> bool:
        """Whether a text has this left side with the label in the place of a letter too.

        Not so where `texts` on the right speak of the entry that marks it.
        """
        bare = _AROUND.sub("", left)
        words = {word for name in self.vocabulary.one_hot for word in (name, name.lower())}
        words -= {letter, *texts, *(text.partition("_")[0] for text in texts if "_" in text)}
        twins = {bare.replace(f"_{letter}", f"_{word}") for word in words} - {bare}
        return any(side.endswith(tuple(twins)) for side in self.left_sides) if twins else False

    @property
    def has_arrays(self) -> bool:
        return any(shape != SCALAR for shape in self.shapes.values())

    @property
    def longest(self) -> int:
        return max(map(len, (*self.table, *self.table.values())), default=1) + 3

    def known(self) -> str:
        return ", ".join(name for name in self.shapes if "/" not in name)

    def function(self, word: str) -> str | None:
        """The function of the language that a word spells, None if it spells none."""
        if word in self.redefined:
            return None
        if found := function_spelled(word) or self.special(word):
            return found
        if word in ACTIVATION_LETTERS:
            meanings = self.activations(word)
            return meanings[0] if len(meanings) == 1 else None
        return None

    def special(self, word: str) -> str | None:
        """The function that φ or Φ is of the normal distribution, ψ or Γ of the gamma one."""
        found = normal_function(word, self.text, self.vocabulary.forward)
        if found is None and self.find(word) is None:
            found = gamma_function(word, self.text, self.vocabulary.forward)
        return found if found and self.is_free_letter(word) else None

    def is_letter(self, word: str) -> bool:
        """Whether a function is only known by what the page uses: g(z), φ(z)."""
        return word in ACTIVATION_LETTERS and word != "sigma"

    def is_free_letter(self, word: str) -> bool:
        """Whether nothing in the text says what such a letter is."""
        return word not in self.redefined and self.said_activation(word) is None

    def is_slope(self, word: str) -> bool:
        """Whether a word with a prime behind it is the slope of an activation: `g'(z)`."""
        return word in ACTIVATION_LETTERS and self.find(word) is None

    def activations(self, word: str) -> tuple[str, ...]:
        """What an activation's letter may mean on this page."""
        if word not in ACTIVATION_LETTERS:
            return ()
        from handgrad.reading.names.said_activations import meanings

        said = self.said_activation(word)
        return meanings(word, said, self.vocabulary.functions, self.text)

    def said_activation(self, word: str) -> str | None:
        """What the text says a letter is, found once."""
        if word not in self.activations_said:
            from handgrad.reading.names.said_activations import said_activation

            self.activations_said[word] = said_activation(word, self.text)
        return self.activations_said[word]

    def primed(self, word: str) -> str | None:
        """The function whose derivative a word names: `sigmoid_prime`, `dtanh`."""
        match = re.fullmatch(
            r"(?:grad|deriv(?:ative)?)_?(?:of_)?(\w+)|d_?(\w+)|"
            r"(\w+?)_?(?:[Pp]rime|[Dd]er(?:iv(?:ative)?)?|[Dd]ev|[Bb]ackward|[Gg]rad(?:ient)?)",
            word,
            re.ASCII,
        )
        base = next(filter(None, match.groups()), "") if match else ""
        found = self.function(base) if len(base) > 2 else None
        return found if found in functions.ELEMENTWISE else None
