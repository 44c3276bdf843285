"""Raw pieces to pieces with a meaning: what each word names, longest match first.

`wx` is w and x, `w1x` is w1 and x, `dL` and `dw` are differentials, `W_{jk}` is W with two
indices, `W^{[1]}` is W1, `np.exp` is exp.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.errors import did_you_mean
from handgrad.language import functions
from handgrad.language.fit import Source
from handgrad.reading.entries import derivative_word, name_options, with_scripts
from handgrad.reading.lexing import Piece, words
from handgrad.reading.vocabulary import Names, unknown

RESERVED = frozenset(("if", "else", "otherwise", "and", "for", "not", "or", "when"))
# Along the rows, down the columns: softmax_row.
AXES = {"row": 1, "col": 0}
_BRACKETED = {"E": "expectation", "I": "indicator", "indicator": "indicator"}
_MODULES = words("np numpy math torch F nn tf jnp jax scipy special functional linalg cmath")
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
        self.raw, self.names, self.source = list(raw), names, source
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
            elif piece.text == "∂":
                yield replace(piece, kind="d")
                self.i += 1
            elif piece.text == "∇":
                yield self.nabla(piece)
            else:
                yield piece
                self.i += 1

    def command(self, piece: Piece) -> Iterator[Piece]:
        self.i += 1
        if piece.text.endswith("frac"):
            self.cut_digits()
        function = self.names.function(piece.text) if piece.text != "sqrt" else None
        if function is None:
            yield piece
        else:
            yield replace(piece, kind="function", text=function, indices=("tex",))
        if function == "sum" and self.at(self.i).text == "_":
            self.cut_index()

    def cut_digits(self) -> None:
        """In LaTeX an argument without braces is one digit: \\frac12."""
        number = self.at(self.i)
        if number.kind == "number" and number.text.isdigit():
            self.raw[self.i : self.i + 1] = [
                replace(number, text=digit, at=number.at + n)
                for n, digit in enumerate(number.text)
            ]

    def cut_index(self) -> None:
        """In LaTeX the subscript of a sum is one letter where it has no braces."""
        below = self.at(self.i + 1)
        if below.kind == "word" and len(below.text) > 1:
            letter, rest = below.text[0], below.text[1:].lstrip("_")
            rest_piece = replace(below, text=rest, at=below.at + 1)
            self.raw[self.i + 1 : self.i + 2] = [replace(below, text=letter), rest_piece]

    def word(self, piece: Piece) -> Iterator[Piece]:
        before = self.at(self.i - 1)
        if before.text == "." and piece.glued and before.glued:
            self.i += 1
            yield replace(piece, kind="attribute")
        elif piece.text in _MODULES and self.is_module():
            self.i += 2
            yield from self.code_function(piece)
        elif self.is_transposition(piece):
            self.i += 1
            yield replace(piece, kind="sign", text="⊤")
        else:
            self.start = self.i
            word, self.i = with_scripts(self.raw, self.i, self.names)
            yield from self.meaning(replace(piece, text=word))

    def is_transposition(self, piece: Piece) -> bool:
        """The T of W^T and W^{T}."""
        raised = self.at(self.i - 1).text == "^" or (
            self.at(self.i - 2).text == "^" and self.at(self.i - 1).text == "{"
        )
        return raised and piece.text in ("T", "t", "tr") and not self.names.find(piece.text)

    def is_module(self) -> bool:
        dot, word = self.at(self.i + 1), self.at(self.i + 2)
        return dot.text == "." and word.kind == "word"

    def code_function(self, module: Piece) -> Iterator[Piece]:
        """The function behind np., math., torch.nn.functional. and the like."""
        while self.at(self.i).text in _MODULES and self.is_module():
            self.i += 2
        word = self.at(self.i)
        self.i += 1
        function = self.names.function(word.text)
        if word.text == "newaxis":
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
            return replace(piece, kind="gradient", text="")
        inside = self.subscript()
        if len(inside) != 1 or inside[0].kind not in ("name", "differential"):
            raise self.source.error("after ∇_ the name of a parameter was expected", piece.at)
        return replace(piece, kind="gradient", text=inside[0].text, indices=inside[0].indices)

    def subscript(self) -> list[Piece]:
        """The meaning of what stands below: a group or one word."""
        start = self.i + 1
        end = start + 1
        if self.at(start).text == "{":
            start += 1
            while end < len(self.raw) and self.raw[end].text != "}":
                end += 1
        self.i = end + 1 if self.at(end).text == "}" and start < end else end
        return list(_Resolving(self.raw[start:end], self.names, self.source).run())

    def meaning(self, piece: Piece) -> list[Piece]:
        """The pieces that a written word stands for."""
        found = self.whole(piece)
        if found is not None:
            return [found]
        parts = self.parts(piece.text)
        if parts is None:
            problem = unknown(piece.text, self.names, self.at(self.i).text)
            return [replace(piece, kind="unknown", problem=problem)]
        if len(parts) == 1:
            return [replace(parts[0], at=piece.at, glued=piece.glued)]
        return [
            replace(part, at=piece.at + part.at, glued=piece.glued if n == 0 else True)
            for n, part in enumerate(parts)
        ]

    def whole(self, piece: Piece) -> Piece | None:
        """The word as one name, function, derivative or differential."""
        word, names = piece.text, self.names
        if name := names.find(word):
            return replace(piece, kind="name", text=name)
        if derivative := derivative_word(word, names):
            return replace(derivative, at=piece.at, glued=piece.glued)
        base, _, indices = word.partition("_")
        if indices in AXES and (function := names.function(base)):
            return replace(piece, kind="function", text=function, indices=(indices,))
        letters = indices.replace("_", "")
        if base in ("sum", "mean") and letters.isalpha() and len(letters) <= 4:
            return replace(piece, kind="function", text=base, indices=tuple(letters))
        if function := names.function(word):
            letter = (word,) if names.is_letter(word) else ()
            return replace(piece, kind="function", text=function, indices=letter)
        if primed := names.primed(word):
            return replace(piece, kind="primed", text=primed)
        if word in RESERVED:
            return piece
        if word in _BRACKETED and self.at(self.i).text in ("[", "(", "{"):
            return replace(piece, kind=_BRACKETED[word])
        if word in functions.CONSTANTS:
            return replace(piece, kind="name")
        if word == "e":
            return replace(piece, kind="constant")
        if word == "d":
            return replace(piece, kind="d")
        if self.is_loss(word):
            return replace(piece, kind="name", text=names.vocabulary.loss)
        return None

    def is_loss(self, word: str) -> bool:
        """Another letter for the loss, right behind a d or a nabla."""
        before = self.at(self.start - 1).text
        near = before in ("", "d", "∂", "∇") or self.at(self.i).text == "'"
        return near and self.names.find_loss(word) is not None

    def parts(self, word: str) -> list[Piece] | None:
        """A word as a row of names, the longest first; None if it is none."""
        failed: set[int] = set()
        names, longest = self.names, self.names.longest
        applied = self.at(self.i).text in ("(", "{") or self.at(self.i).kind in (
            "word", "number", "command",
        )  # fmt: skip

        def from_place(p: int) -> list[Piece] | None:
            if p == len(word):
                return []
            if p in failed:
                return None
            for piece, end in options(p):
                rest = from_place(end)
                if rest is not None:
                    return [piece, *rest]
            failed.add(p)
            return None

        def options(p: int) -> Iterator[tuple[Piece, int]]:
            tail = word[p:]
            if tail == "e" and self.at(self.i).text in ("^", "**"):
                yield Piece("constant", "e", p), len(word)
            function = names.function(tail) if applied and len(tail) > 1 else None
            if p and function:
                yield Piece("function", function, p), len(word)
            if p and names.find(tail) is None and tail in functions.CONSTANTS:
                yield Piece("name", tail, p), len(word)
            for end in range(min(len(word), p + longest), p, -1):
                if word[p] == "_" or word[end - 1] == "_":
                    continue
                yield from name_options(word, p, end, names)

        return from_place(0) if len(word) <= 200 else None
