"""One equation of an answer: its two sides, and what its left side introduces."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from handgrad.errors import FormulaError
from handgrad.language.fit import Source, fitted
from handgrad.language.shape import SCALAR, Dimension
from handgrad.language.tree import Index, Name, Node
from handgrad.reading.characters import spelled
from handgrad.reading.entries import derivative_word, with_scripts
from handgrad.reading.grammar import Grammar
from handgrad.reading.lexing import Piece, pieces
from handgrad.reading.line import Line, depth, over, without_indices
from handgrad.reading.lines import Cut
from handgrad.reading.vocabulary import Names
from handgrad.reading.words import resolved
from handgrad.visible import visible

_INDEXED = ("name", "derivative", "differential", "gradient")
_RELATIONS = ("=", ":=", "==", "≈", "←", "+=", "-=", "*=", "/=")
_DEEPEST_TREE = 200


class Equation:
    """One equation: its two sides, cut at the relation signs."""

    def __init__(self, cut: Cut, names: Names, free: tuple[str, ...]) -> None:
        number = cut.raw.number
        original = cut.raw.original
        shift = len(visible(original[: cut.start]))
        line = spelled(cut.text, number=number, shift=shift, shown=visible(original))
        self.cut, self.names, self.free = cut, names, free
        self.source = Source(line.shown, number)
        self.raw = pieces(line, number=number)
        if not any(p.kind == "command" and p.text.startswith("begin") for p in self.raw):
            self.raw = [p for p in self.raw if p.text != "&"]
        self.warnings: list[str] = []
        self.choices: dict[str, None] = {}
        self.alternatives: tuple[tuple[Node, ...], ...] = ()

    def line(self) -> Line | None:
        sides, signs = self.sides()
        if not self.raw:
            return None
        left = sides.pop(0) if signs else None
        continues = left is not None and not left
        self.warn_of_signs(signs)
        if left:
            return self.with_target(left, sides, signs)
        if continues and not sides[0]:
            raise self.error("after '=' a formula was expected", self.raw[-1])
        free = self.free if continues else ()
        members = self.members(sides, free)
        return self.made(None, members, free, continues=continues)

    def sides(self) -> tuple[list[list[Piece]], list[Piece]]:
        """The pieces between the relation signs that stand in no bracket."""
        sides: list[list[Piece]] = [[]]
        signs: list[Piece] = []
        depth = 0
        is_conditional = False
        for piece in self.with_relations():
            if piece.kind == "sign" and piece.text in "([{":
                depth += 1
            elif piece.kind == "sign" and piece.text in ")]}":
                depth -= 1
            is_conditional = piece.text == "if" or (is_conditional and piece.text != "else")
            is_relation = piece.kind == "sign" and piece.text in _RELATIONS
            if is_relation and depth <= 0 and not is_conditional:
                signs.append(piece)
                sides.append([])
            else:
                sides[-1].append(piece)
        return sides, signs

    def with_relations(self) -> list[Piece]:
        """The pieces with `<-` as one sign, and the colon of `dw: 2*x` as a relation."""
        row = list(self.raw)
        texts = [piece.text for piece in row]
        for i in range(1, len(row) - 2):
            if texts[i : i + 2] == ["<", "-"] and row[i + 1].glued and not row[i + 2].glued:
                row[i : i + 2] = [replace(row[i], text="←")]
                return row
        if ":" in texts and not set(_RELATIONS) & set(texts):
            i = texts.index(":")
            is_word = row[0].kind == "word"
            word, end = with_scripts(row, 0, self.names) if is_word else ("", 0)
            is_derivative = is_word and end == i and derivative_word(word, self.names)
            if is_derivative or (texts[0][0] in "d∂" and "/" in texts[:i]):
                row[i] = replace(row[i], text="=")
        return row

    def warn_of_signs(self, signs: Sequence[Piece]) -> None:
        for sign in signs:
            if sign.text in ("≈", "+=", "*=", "/="):
                self.warnings.append(f"{sign.text} is read as =")

    def with_target(
        self, left: list[Piece], sides: list[list[Piece]], signs: list[Piece]
    ) -> Line:
        if not any(sides):
            raise self.error(f"after '{signs[0].text}' a formula was expected", signs[0])
        new = self.new_name(left, sides)
        if new is not None:
            return self.definition(*new, sides)
        target, free = self.target(left)
        if self.is_update(target, sides, signs):
            return self.update(target, sides)
        self.check_given(target, left[0])
        sides = self.without_zero(target, sides, signs)
        return self.made(target, self.members(sides, free, target), free)

    def new_name(
        self, left: list[Piece], sides: list[list[Piece]]
    ) -> tuple[str, tuple[str, ...]] | None:
        """The name that the left side introduces, with its indices, if it is a new one."""
        if left[0].kind != "word":
            return None
        word, end = with_scripts(left, 0, self.names)
        if end != len(left) or self.names.find(word) or derivative_word(word, self.names):
            return None
        base, _, subscript = word.partition("_")
        letters = tuple(subscript.replace("_", ""))
        if letters and all(map(str.isalpha, letters)) and len(letters) <= 2:
            if self.names.find(base):
                return None
            right = {p.text for side in sides for p in side}
            if any(i in right or any(f"_{i}" in text for text in right) for i in letters):
                return base, letters
        if self.names.find_loss(word) and word in self.names.differentiated:
            return None
        if self.is_entry(word):
            return None
        return word, ()

    def is_entry(self, word: str) -> bool:
        """Whether a word is an entry of a vector that is known, such as x_1."""
        base, _, subscript = word.partition("_")
        name = self.names.find(base)
        return bool(name and subscript and self.names.shapes[name] != SCALAR)

    def definition(self, name: str, free: tuple[str, ...], sides: list[list[Piece]]) -> Line:
        members = self.members(sides, free)
        self.names.define(name, fitted(members[0], self.names.shapes, self.source).shape)
        return self.made(Name(name), members, free)

    def target(self, left: list[Piece]) -> tuple[Node, tuple[str, ...]]:
        """The tree of the left side, and its free indices, which it drops where it can."""
        found = resolved(left, self.names, self.source)
        letters = (i for p in found if p.kind in _INDEXED for i in p.indices if i.isalpha())
        free = tuple(dict.fromkeys(letters))
        if any(p.kind == "function" and p.text == "sum" for p in found):
            free = ()
        reader = Grammar(found, self.source, self.names, free)
        reader.is_left = True
        tree = self.finished(reader)
        if not free:
            return tree, free
        whole = without_indices(tree, free)
        if whole is not None:
            return whole, free
        return over(tree, free, (None,) * len(free)), free

    def is_update(self, target: Node, sides: list[list[Piece]], signs: list[Piece]) -> bool:
        """Whether this is `w -= ...`, or `w := w - ...` for a parameter w."""
        if not isinstance(target, Name) or target.name not in self.names.vocabulary.parameters:
            return False
        if signs[0].text in ("-=", "+="):
            return True
        first = sides[0][:2]
        return (
            len(first) == 2
            and first[0].kind == "word"
            and (self.names.find(first[0].text) == target.name and first[1].text in ("-", "+"))
        )

    def update(self, target: Node, sides: list[list[Piece]]) -> Line:
        """An update step; a learning rate needs no declaration, for this line."""
        self.names = Names(replace(self.names.vocabulary, shapes=dict(self.names.shapes)))
        for side in sides:
            for piece in resolved(side, self.names, self.source):
                if piece.kind == "unknown":
                    self.names.define(piece.text, SCALAR)
        return replace(self.made(target, self.members(sides, ()), ()), is_update=True)

    def check_given(self, target: Node, piece: Piece) -> None:
        vocabulary = self.names.vocabulary
        given = (*vocabulary.parameters, *vocabulary.data, *vocabulary.sizes)
        if isinstance(target, Name) and target.name in given:
            kind = "parameter" if target.name in vocabulary.parameters else "given name"
            raise self.error(
                f"{target.name} is a {kind} of the page; for a gradient write "
                f"d{vocabulary.loss}/d{target.name} = ...",
                piece,
            )

    def without_zero(
        self, target: Node, sides: list[list[Piece]], signs: list[Piece]
    ) -> list[list[Piece]]:
        """A chain without the `= 0` that sets the gradient to zero."""
        is_zero = [p.text for p in sides[-1]] == ["0"]
        if is_zero and len(sides) > 1:
            self.warnings.append("'= 0' at the end sets the derivative to zero; it is left out")
            return sides[:-1]
        if is_zero and not isinstance(target, Name | Index):
            raise self.error(
                "an equation set to zero is no gradient; write the gradient itself: "
                f"d{self.names.vocabulary.loss}/d... = ...",
                signs[0],
            )
        return sides

    def members(
        self, sides: list[list[Piece]], free: tuple[str, ...], target: Node | None = None
    ) -> tuple[Node, ...]:
        """The members as arrays over the free indices; their other readings are kept."""

        def read(other: str = "") -> tuple[Node, ...]:
            members = tuple(self.member(side, free, other) for side in sides)
            return self.over_free(members, free, target)

        found, warnings = read(), list(self.warnings)
        self.alternatives = tuple(self.readings(read, found))
        self.warnings = warnings
        return found

    def readings(
        self, read: Callable[[str], tuple[Node, ...]], first: tuple[Node, ...]
    ) -> Iterator[tuple[Node, ...]]:
        """What the members are where one kind of choice is made in the other way."""
        for choice in list(self.choices):
            try:
                other = read(choice)
            except FormulaError:
                continue
            if other != first:
                yield other

    def member(self, side: list[Piece], free: tuple[str, ...], other: str) -> Node:
        if not side:
            raise self.error("a formula is missing beside this '='", self.raw[-1])
        pieces = resolved(side, self.names, self.source)
        reader = Grammar(pieces, self.source, self.names, free)
        reader.other = other
        tree = self.finished(reader)
        self.choices |= reader.met
        return tree

    def finished(self, reader: Grammar) -> Node:
        tree = reader.comparison(equality=False)
        reader.expect_end()
        if depth(tree) > _DEEPEST_TREE:
            raise reader.error("the formula is nested too deeply")
        self.warnings += [w for w in reader.warnings if w not in self.warnings]
        return tree

    def over_free(
        self, members: tuple[Node, ...], free: tuple[str, ...], target: Node | None
    ) -> tuple[Node, ...]:
        """Each member as an array over the free indices."""
        sizes: tuple[Dimension | None, ...] = (None,) * len(free)
        if isinstance(target, Name):
            shape = self.names.shapes.get(target.name) or self.names.shapes.get(
                target.name.partition("/d")[2]
            )
            if shape is not None and len(free) == 2:
                sizes = shape
            elif shape is not None:
                sizes = tuple(d for d in shape if d != 1) or shape
        return tuple(over(member, free, sizes) for member in members)

    def made(
        self,
        target: Node | None,
        members: tuple[Node, ...],
        free: tuple[str, ...],
        *,
        continues: bool = False,
    ) -> Line:
        return Line(
            number=self.cut.raw.number,
            text=self.cut.raw.original,
            target=target,
            members=members,
            sources=(self.source,) * len(members),
            free=free,
            warnings=tuple(self.warnings),
            continues=continues,
            alternatives=self.alternatives,
        )

    def error(self, message: str, piece: Piece) -> FormulaError:
        return self.source.error(message, piece.at)
