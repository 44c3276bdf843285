"""The names that the left side of an equation, or a chain on its way, introduces."""

import re
from collections.abc import Iterator

from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR
from handgrad.language.tree import ZERO, Name, Node
from handgrad.reading.members import Members
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.entries import is_array_below, is_entry, with_scripts
from handgrad.reading.names.layer_words import layer_words
from handgrad.reading.names.name_spellings import key
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.names.words import resolved
from handgrad.reading.spelling.characters import ACCENTS
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_LONGEST_INDICES = 3
_INDEX_LETTERS = frozenset("abijklmnpqrst")
_WORD_AND_INDICES = regex(r"(?P<word>[A-Za-z]{2,})_(?P<indices>[a-z](?:_?[a-z])?)")


def is_parameter_renamed(name: str, value: Node, names: Names) -> bool:
    """Whether a name that the text differentiates by is a parameter's: `s = σ²`, `∂ℓ/∂s`."""
    is_parameter = isinstance(value, Name) and value.name in names.vocabulary.parameters
    below = rf"(?:\\partial|∂)\s*\\?{re.escape(name)}(?![A-Za-z_^])"
    return is_parameter and not names.language and re.search(below, names.text) is not None


class Introducing(Members):
    """An equation whose left side may be a name of the writer's own."""

    def introduced(self, sides: list[list[Piece]]) -> dict[int, str]:
        """The names that a chain introduces on its way: `dL/dz = delta = y_hat - y`."""
        found: dict[int, str] = {}
        for n, side in enumerate(sides if len(sides) > 1 else []):
            others = [*sides[:n], *sides[n + 1 :]]
            new = self.new_name(side, others) if side else None
            first = resolved(side, self.names, self.source)[0] if side else None
            if new is not None and first and first.kind == "unknown":
                found[n] = new[0]
            elif n and n + 1 == len(sides) and first and self.is_told_last(side, first, others):
                found[n] = side[0].text.partition("_")[0]
        return found

    def is_told_last(self, side: list[Piece], first: Piece, others: list[list[Piece]]) -> bool:
        """Whether a chain of entries ends with what they are called: `p_k - y_k = e_k`.

        Neither a unit vector nor the loss of one sample is an entry.
        """
        is_other = first.kind == "unit" or first.text == f"{self.names.vocabulary.loss}each"
        texts = {piece.text for other in others for piece in other}
        letters = "".join(t.rpartition("_")[2] for t in texts if len(t) <= _LONGEST_INDICES)
        is_alone = with_scripts(side, 0, self.names)[1] == len(side)
        return is_other and is_alone and not set(letters).isdisjoint(first.indices)

    def define(
        self, targets: list[Node], introduced: list[str], members: tuple[Node, ...]
    ) -> None:
        """Note the shapes of the writer's own names as they are below this line."""
        said = [*(node.name for node in targets if isinstance(node, Name)), *introduced]
        own = [n for n in said if "/" not in n and n not in self.names.vocabulary.shapes]
        if own and not members:
            nothing = self.source.error(f"{own[-1]} is given no value", 0)
            raise next((error for _, error in self.unread), nothing)
        for name in own:
            if is_parameter_renamed(name, members[-1], self.names):
                self.names.table[key(name)] = plain(members[-1])
                continue
            is_zero = members == (ZERO,) and name[-1:].isdigit() and not self.names.language
            (self.names.zeros.add if is_zero else self.names.zeros.discard)(name)
            found = fitted(members[-1], self.names.shapes, self.source)
            self.names.define(name, found.as_vector().shape)

    def new_name(
        self, left: list[Piece], sides: list[list[Piece]]
    ) -> tuple[str, tuple[str, ...]] | None:
        """The name that the left side introduces, with its indices, if it is a new one."""
        if left[0].kind != "word":
            return None
        word, end = with_scripts(left, 0, self.names)
        if end != len(left) or self.names.find(word):
            return None
        derivative = derivative_word(word, self.names)
        if derivative and not self.is_marked(word, derivative, sides):
            return None
        if self.names.is_asked(word):
            return None
        base, _, subscript = word.partition("_")
        accent, _, below_it = subscript.partition("_")
        if accent in ACCENTS.values():
            base, subscript = f"{base}_{accent}", below_it
        base, subscript = _with_its_word(base, subscript)
        letters = tuple(subscript.replace("_", ""))
        if letters and is_array_below(subscript, self.names):
            return word, ()
        if letters and all(map(str.isalpha, letters)) and len(letters) <= 2:
            if self.names.find(base):
                return None
            right = {text for side in sides for text in self.unnamed(side)}
            below = "".join(t for t in right if t.isalpha() and len(t) <= _LONGEST_INDICES)
            values = self.names.vocabulary.shapes.keys() - set(self.names.vocabulary.sizes)
            letters_free = set(letters) - layer_words(self.names.vocabulary)
            bare = [i for i in letters_free if i in below and i not in values]
            has_arrays = self.names.has_arrays
            indexed = [text for text in right if has_arrays or self.names.find(text) is None]
            if bare or any(f"_{i}" in text for text in indexed for i in letters_free):
                return base, letters
        if self.names.find_loss(word) and {word, base} & self.names.differentiated:
            return None
        if is_entry(word, self.names):
            return None
        return (base if self.is_used_whole(base, letters) else word), ()

    def unnamed(self, side: list[Piece]) -> Iterator[str]:
        """The texts of a side, without those of the numbers of the page that it has."""
        n = 0
        while n < len(side):
            word, end = with_scripts(side, n, self.names) if side[n].kind == "word" else ("", n)
            name = self.names.find(word) if len(word) > 1 else None
            if name is not None and self.names.shapes[name] == SCALAR:
                n = end
            else:
                yield side[n].text
                n += 1

    def is_used_whole(self, base: str, letters: tuple[str, ...]) -> bool:
        """Whether the text computes with the D of `D_i = rowsum(G*O)`, and says no other D."""
        names = self.names
        is_index = len(letters) in (1, 2) and set(letters) <= _INDEX_LETTERS
        is_taken = names.find(base) or names.function(base)
        if not is_index or is_taken or names.language:
            return False
        name = rf"(?<![A-Za-z_\\]){re.escape(base)}"
        said = {base, *(left for left in names.left_sides if left.startswith(f"{base}_"))}
        is_said_once = len(said & names.left_sides) == 1
        return is_said_once and bool(
            re.search(rf"=[^\n]*{name}(?![A-Za-z0-9_'^(\[])", names.text)
        )

    def is_marked(self, word: str, found: Piece, sides: list[list[Piece]]) -> bool:
        """Whether the letter of `dz1_a` only makes a name of it: no index a stands anywhere."""
        right = " ".join(piece.text for side in sides for piece in side)
        letters = [index for index in found.indices if index.isalpha()]
        if not letters or "/" in word or not self.names.is_used_again(word):
            return False
        return not any(re.search(rf"(?:_|\b){letter}\b", right) for letter in letters)


def _with_its_word(base: str, subscript: str) -> tuple[str, str]:
    """A name with the word below it, apart from its indices: `g_neg` and `k` of `g_neg_k`."""
    parts = _WORD_AND_INDICES.fullmatch(subscript)
    return (f"{base}_{parts['word']}", parts["indices"]) if parts else (base, subscript)
