"""Raw pieces to pieces with a meaning: what each word names, longest match first.

`wx` is w and x, `w1x` is w1 and x, `dL` and `dw` are differentials, `W_{jk}` is W with two
indices, `W^{[1]}` is W1, `np.exp` is exp.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.errors import did_you_mean
from handgrad.language import functions
from handgrad.language.fit import Source
from handgrad.reading.names import units
from handgrad.reading.names.applied_letters import applied_here, letter_applied
from handgrad.reading.names.bars import application_of, mean_of_samples
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.entries import indexed_name, with_scripts
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.preparing import ROWS, prepared, with_sums_over
from handgrad.reading.names.quotients import with_differentials_apart
from handgrad.reading.names.second_derivatives import with_second_derivatives
from handgrad.reading.names.strange_letters import strange_letter
from handgrad.reading.names.tex_tokens import with_short_arguments, with_short_scripts
from handgrad.reading.names.transposed_words import (
    is_transposed,
    is_transposition,
    may_be_label,
)
from handgrad.reading.names.unknown_words import VALUE_OR_SIGMOID, absent, why_unknown
from handgrad.reading.names.vocabulary import IDENTITY, Names
from handgrad.reading.names.word_parts import names_in_word
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

RESERVED = frozenset(("if", "else", "otherwise", "and", "for", "not", "or", "when"))
# Along the rows, down the columns: softmax_row.
AXES = {"row": 1, "col": 0}
_WITH_CASES = ("Piecewise", "select", "reduce")
_BRACKETED = {
    "E": "expectation", "Expectation": "expectation",
    "I": "indicator", "indicator": "indicator",
}  # fmt: skip
_MODULES = word_set(
    "np numpy xp math torch F nn tf jnp jax scipy special functional linalg cmath functools "
    "stats st norm"
)
_UPSTREAM = word_set(
    "dout d_out dOut grad_output grad_out grad_outputs upstream upstream_grad "
    "upstream_gradient upstream_derivative d_output incoming"
)
# An E that the text says itself is no expectation.
_OWN_E = regex(r"(?<![A-Za-z\\])E\s?\([^()=]{1,12}\)\s*&?\s*:?=(?!=)")
_END = Piece("end", "", 0)


def resolved(raw: Sequence[Piece], names: Names, source: Source) -> list[Piece]:
    """The pieces of a line with every word looked up, then an `end`.

    The kinds are name, function, primed (the derivative of a function), derivative,
    differential, d (the sign of one), gradient, attribute, constant, indicator, expectation,
    number, sign, command, word (a reserved one) and unknown, whose `problem` says why.
    """
    found = list(_Resolving(raw, names, source).run())
    return [*found, Piece("end", "", len(source.text))]


class _Resolving:
    def __init__(self, raw: Sequence[Piece], names: Names, source: Source) -> None:
        row = with_second_derivatives(with_sums_over(raw), names)
        row = with_short_arguments(with_short_scripts(row, names), names)
        self.raw = with_differentials_apart(prepared(row, names), names)
        self.names, self.source = names, source
        self.i = self.start = 0

    def at(self, i: int) -> Piece:
        return self.raw[i] if 0 <= i < len(self.raw) else _END

    def run(self) -> Iterator[Piece]:
        while self.i < len(self.raw):
            piece = self.raw[self.i]
            if piece.kind == "word":
                yield from self.word(piece)
            elif piece.kind == "command":
                yield from self.command(piece)
            elif piece.text == "∇" or (piece.text, self.at(self.i + 1).text) == ("∂", "_"):
                yield self.nabla(piece)
            elif piece.text == "∂":
                yield piece._replace(kind="d")
                self.i += 1
            else:
                yield piece
                self.i += 1

    def command(self, piece: Piece) -> Iterator[Piece]:
        self.i += 1
        is_read = piece.text not in ("sqrt", "int")
        function = self.names.function(piece.text) if is_read else None
        if self.at(self.i - 2).text == "^" and is_transposed(piece.text):
            yield piece._replace(kind="sign", text="⊤")
        elif function is None:
            yield piece
        else:
            yield piece._replace(kind="function", text=function, indices=("tex",))

    def word(self, piece: Piece) -> Iterator[Piece]:
        before = self.at(self.i - 1)
        if before.text == "." and piece.glued and before.glued:
            self.i += 1
            yield piece._replace(kind="attribute")
        elif piece.text in _MODULES and self.is_module():
            self.i += 2
            yield from self.code_function(piece)
        elif before.text == "_" and self.at(self.i - 2).text in ("‖", "|"):
            self.i += 1
            yield piece._replace(kind="unknown", problem=f"{piece.text} is no norm")
        elif self.is_transposition(piece):
            self.i += 1
            yield piece._replace(kind="sign", text="⊤")
        else:
            self.start = self.i
            word, self.i = with_scripts(self.raw, self.i, self.names)
            yield from self.meaning(piece._replace(text=word))

    def is_transposition(self, piece: Piece) -> bool:
        if may_be_label(self.raw, self.i, self.names):
            raise self.source.error("t may be the transpose or the label; write ^T", piece.at)
        return is_transposition(self.raw, self.i, self.names)

    def is_module(self) -> bool:
        dot, word = self.at(self.i + 1), self.at(self.i + 2)
        return dot.text == "." and word.kind == "word"

    def code_function(self, module: Piece) -> Iterator[Piece]:
        """The function behind np., math., torch.nn.functional. and the like."""
        while self.at(self.i).text in _MODULES and self.is_module():
            self.i += 2
        word = self.at(self.i)
        self.i += 1
        qualified = self.at(self.i - 3).text + word.text
        function = self.names.function(word.text) or self.names.function(qualified)
        reduced = word.text == "logical_and" and self.at(self.i + 1).text == "reduce"
        if reduced:
            self.i += 2
        if reduced or word.text in _WITH_CASES:
            yield Piece(word.text, word.text, module.at)
        elif word.text in ("nan", "inf"):
            problem = f"{module.text}.{word.text} is no number here"
            yield Piece("unknown", word.text, module.at, problem=problem)
        elif word.text == "newaxis":
            yield Piece("unknown", "None", module.at)
        elif word.text in functions.CONSTANTS:
            yield Piece("name", word.text, word.at)
        elif word.text == "e":
            yield Piece("constant", "e", word.at)
        elif function is None:
            hint = did_you_mean(word.text, functions.NAMES)
            raise self.source.error(
                f"the function {module.text}.{word.text} is not read{hint}", module.at
            )
        else:
            yield Piece("function", function, module.at, module.glued, ("code",))

    def nabla(self, piece: Piece) -> Piece:
        """`∇_w`: by what, or nothing where only the loss follows."""
        self.i += 1
        if self.at(self.i).text != "_":
            return piece._replace(kind="gradient", text="")
        inside = self.subscript()
        if len(inside) == 1 and inside[0].kind == "unknown":
            raise self.source.error(absent(inside[0].text, self.names), piece.at)
        if len(inside) != 1 or inside[0].kind not in ("name", "differential"):
            raise self.source.error("after ∇_ the name of a parameter was expected", piece.at)
        return piece._replace(kind="gradient", text=inside[0].text, indices=inside[0].indices)

    def subscript(self) -> list[Piece]:
        """The meaning of what stands below: a group or one word."""
        start = self.i + 1
        end = start + 1
        if self.at(start).text == "{":
            start += 1
            depth = 1
            while end < len(self.raw):
                depth += (self.raw[end].text == "{") - (self.raw[end].text == "}")
                if not depth:
                    break
                end += 1
        self.i = end + 1 if self.at(end).text == "}" and start < end else end
        return list(_Resolving(self.raw[start:end], self.names, self.source).run())

    def meaning(self, piece: Piece) -> list[Piece]:
        """The pieces that a written word stands for."""
        if averaged := self.averaged(piece):
            return averaged
        found = self.whole(piece)
        if found is not None:
            return [found]
        parts = names_in_word(piece.text, self.at(self.i), self.names)
        if parts is None:
            problem = why_unknown(piece.text, self.names, self.at(self.i).text)
            return [piece._replace(kind="unknown", problem=problem)]
        if len(parts) == 1:
            return [parts[0]._replace(at=piece.at, glued=piece.glued)]
        return [
            part._replace(at=piece.at + part.at, glued=piece.glued if n == 0 else True)
            for n, part in enumerate(parts)
        ]

    def averaged(self, piece: Piece) -> list[Piece]:
        """`\\bar{x}` of a vector x as its mean, where it is no name of its own."""
        base, bar, rest = piece.text.partition("_bar")
        name = self.names.find(base) if bar and not rest else None
        is_own = self.names.find(piece.text) or base in self.names.barred
        if bar and not rest and name is None and not is_own:
            return mean_of_samples(base, piece, self.names)
        if name is None or is_own or self.names.rank(name) != 1:
            return []
        return application_of("mean", piece._replace(kind="name", text=name))

    def whole(self, piece: Piece) -> Piece | None:
        """The word as one name, function, derivative or differential: the first that it is."""
        for rule in self.RULES:
            if found := rule(self, piece.text):
                return found._replace(at=piece.at, glued=piece.glued)
        return None

    def declared(self, word: str) -> Piece | None:
        """A name, or an entry of one; also with its parameters below: h_θ(x)."""
        names = self.names
        if name := names.find(word):
            is_applied = word == "sigma" and self.at(self.i).text == "("
            if is_applied and "sigmoid" in names.vocabulary.functions:
                raise self.source.error(VALUE_OR_SIGMOID, self.at(self.start).at)
            return Piece("name", name, 0, False, names.entry_letters.get(name, ()))
        base, _, below = word.partition("_")
        name = names.find(base)
        if name is None or not below:
            return None
        inputs = names.inputs.get(name, frozenset())
        called = self.at(self.i).text == "("
        known = [names.find(part) or part for part in below.split("_")]
        rows = {part.rstrip("_0123456789") for part in inputs if called}
        known = [p for p in known if p in rows or (p in inputs and (len(p) > 1 or called))]
        if name in names.vocabulary.forward and len(known) == below.count("_") + 1:
            return Piece("name", name, 0)
        return indexed_name(word, names) if names.rank(name) else None

    def applied(self, word: str) -> Piece | None:
        """The letter of the page's activation of what it is applied to: `h'(a)`."""
        function = letter_applied(word, self.raw, self.i, self.names)
        return Piece("function", function, 0, False, (word,)) if function else None

    def kronecker(self, word: str) -> Piece | None:
        """δ_{ij}, where δ is no name of its own."""
        base, _, below = word.partition("_")
        indices = tuple(below.replace("_", ""))
        is_pair = len(indices) == 2 and all(map(str.isalnum, indices))
        is_free = base == "delta" and is_pair and not indices[0].isdigit()
        return Piece("kronecker", base, 0, False, indices) if is_free else None

    def derived(self, word: str) -> Piece | None:
        """A derivative or a differential, below a fraction also with a capital D."""
        is_below = word[0] == "D" and self.at(self.start - 1).text == "/"
        found = indexed_name(word[1:], self.names) if is_below and len(word) > 1 else None
        return (
            found._replace(kind="differential") if found else derivative_word(word, self.names)
        )

    def on_axis(self, word: str) -> Piece | None:
        """`softmax_row`."""
        base, _, axis = word.partition("_")
        if base in ("sum", "mean") and axis in ROWS:
            return Piece("function", base, 0, False, ("rows",))
        if (sums := re.fullmatch(r"(row|col|column)_?[sS]ums?", word)) is not None:
            base, axis = "sum", sums[1][:3]
        function = self.names.function(base) if axis in AXES else None
        return Piece("function", function, 0, False, (axis,)) if function else None

    def summed(self, word: str) -> Piece | None:
        """`sum_i`, `mean_ij`, `max_j`."""
        base, _, indices = word.partition("_")
        letters = indices.replace("_", "")
        is_expected = base == "E" and self.at(self.i).text in ("[", "(", "{")
        if is_expected and self.names.find("E") is None and indices == "i":
            base = "mean"
        base = "sum" if base == "Sum" else base
        if base in ("max", "min") and letters.isalpha() and len(letters) == 1:
            return Piece("function", base, 0, False, ("over", letters))
        if base not in ("sum", "mean") or not letters.isalpha() or len(letters) > 4:
            return None
        return Piece("function", base, 0, False, tuple(letters))

    def function(self, word: str) -> Piece | None:
        """A function, also a letter for the one that the page puts the argument into."""
        names = self.names
        letter = (word,) if names.is_letter(word) else ()
        is_free = bool(letter) and names.is_free_letter(word)
        is_sought = is_free and not word[:1].isupper() and not names.special(word)
        applied = applied_here(self.raw, self.i, names) if is_sought else ()
        if len(applied) == 1:
            return Piece("function", applied[0], 0, False, letter)
        is_applied = not letter or self.at(self.i).text in ("(", "'", "^", "{", "[")
        function = names.function(word) if is_applied else None
        return Piece("function", function, 0, False, letter) if function else None

    def primed(self, word: str) -> Piece | None:
        function = self.names.primed(word)
        return Piece("primed", function, 0) if function else None

    def of_language(self, word: str) -> Piece | None:
        """Reserved words, constants, Euler's e, the d of differentials, E[...]."""
        if word in RESERVED:
            return Piece("word", word, 0)
        if word in _WITH_CASES and self.at(self.i).text == "(":
            return Piece(word, word, 0)
        is_own = word == "E" and _OWN_E.search(self.names.text) is not None
        if word in _BRACKETED and self.at(self.i).text in ("[", "(", "{") and not is_own:
            return Piece(_BRACKETED[word], word, 0)
        if word in functions.CONSTANTS:
            return Piece("name", word, 0)
        if found := units.unit_piece(word, self.names):
            return found
        if word in (units.ONES, IDENTITY) and (
            sizes := units.of_two_sizes(self.raw, self.i, self.names)
        ):
            self.i += 6
            return Piece("ones" if word == units.ONES else "identity", word, 0, False, sizes)
        if word.partition("_")[0] == units.ONES:
            return Piece("ones", word, 0)
        if word == IDENTITY and self.names.has_arrays:
            return Piece("name", IDENTITY, 0)
        return Piece({"e": "constant", "d": "d"}[word], word, 0) if word in ("e", "d") else None

    def loss(self, word: str) -> Piece | None:
        """Another letter for the loss, right behind a d or a nabla."""
        before = self.at(self.start - 1).text
        after = self.at(self.i).text
        is_all = before == "" and after in ("", "=", ":=", "==")
        is_own = word in self.names.left_sides and word not in self.names.differentiated
        near = (
            (is_all and not is_own)
            or before in ("d", "∂", "∇", "log", "ln")
            or after in ("'", "(")
        )
        near = near or (before == "(" and self.at(self.start - 2).text in ("log", "ln"))
        near = near or any(p.text == "∇" for p in self.raw[max(0, self.start - 6) : self.start])
        is_below_sum = before == "_" and function_spelled(self.at(self.start - 2).text)
        is_loss = near and not is_below_sum and self.names.find_loss(word) is not None
        return Piece("name", self.names.vocabulary.loss, 0) if is_loss else None

    def step(self, word: str) -> Piece | None:
        """SymPy's θ(x), the unit step, where θ is no name, or what the page has instead."""
        is_applied = self.at(self.i).text == "("
        found = strange_letter(word, self.names) if is_applied else None
        return Piece("function", found, 0, False, (word,)) if found else None

    def asked(self, word: str) -> Piece | None:
        """`grad` where there is one parameter, `dout` for what arrives from above."""
        vocabulary = self.names.vocabulary
        if word in _UPSTREAM and vocabulary.upstream:
            return Piece("name", vocabulary.upstream, 0)
        if self.names.is_asked(word):
            [parameter] = vocabulary.parameters
            below = tuple(word.split("_")[1:])
            return Piece("derivative", f"d{vocabulary.loss}/d{parameter}", 0, False, below)
        return None

    RULES = (
        applied, declared, kronecker, derived, on_axis, summed, function, primed, of_language,
        loss, step, asked,
    )  # fmt: skip
