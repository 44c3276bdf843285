"""One equation of an answer: its two sides, and what its left side introduces."""

import re
from collections.abc import Iterator
from contextlib import suppress

from handgrad.errors import FormulaError
from handgrad.language.fit import Source, fitted
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Derivative, Index, Name, Negative, Node
from handgrad.reading import gradients
from handgrad.reading.grammar.grammar import Grammar
from handgrad.reading.introductions import Introducing
from handgrad.reading.left_sides import begins_derivative, turned
from handgrad.reading.names.dashed_names import with_dashed_names
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.entries import (
    INDEXED,
    before_sums,
    below_bracket,
    in_code_brackets,
    with_scripts,
)
from handgrad.reading.names.index_sizes import sizes_of_letters, square_size
from handgrad.reading.names.own_functions import spelled_out
from handgrad.reading.names.preparing import with_small_deltas
from handgrad.reading.names.second_derivatives import of_hessian_entry
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.names.words import resolved
from handgrad.reading.parted_equations import parted_before
from handgrad.reading.spelling.characters import plain_characters
from handgrad.reading.spelling.lexing import pieces
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.text.layers import Layers
from handgrad.reading.text.line import Line, index_over, without_indices
from handgrad.reading.text.lines import Cut
from handgrad.reading.text.matrix_languages import in_signs_of_mathematics
from handgrad.reading.total_differentials import (
    is_loss_differential,
)
from handgrad.reading.values_put_in import VALUE_AT_A_POINT, is_remark_on_data, without_values
from handgrad.regex import regex
from handgrad.visible import visible

_CHANGES = ("+=", "-=", "*=", "/=")
_RELATIONS = ("=", ":=", "==", "≈", "←", *_CHANGES)
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
_RANGE = {"range", "arange"}
_EQUIVALENT = regex(
    r"[\s&$,]*(?:\\(?:Long|long)?(?:[Ll]eft)?[Rr]ightarrow|\\iff|\\implies|⇔|⟺|⇒|⟹|<?=>)"
)


class Equation(Introducing):
    """One equation: its two sides, cut at the relation signs."""

    def __init__(
        self, cut: Cut, names: Names, free: tuple[str, ...], head: Node | None = None
    ) -> None:
        number = cut.raw.number
        original = cut.raw.original
        shift = len(visible(original[: cut.start]))
        line = plain_characters(cut.text, number=number, shift=shift, shown=visible(original))
        raw = pieces(line, number=number)
        if names.language:
            raw = in_signs_of_mathematics(raw, names)
        if names.dashed and not names.language:
            raw = list(with_dashed_names(raw, names.dashed))
        if names.small_deltas:
            raw = with_small_deltas(raw, names)
        if names.own_derivatives:
            from handgrad.reading.names.own_derivatives import with_own_derivatives

            raw = with_own_derivatives(raw, names)
        if names.own_functions:
            raw = spelled_out(raw, names.own_functions, Source(line.shown, number))
        if cut.layer is not None:
            raw = Layers(names).put(raw, cut.layer)
        self.permuted: list[list[Piece]] = []
        if cut.entry is not None and cut.differential is None:
            rows = gradients.equations(raw, names)
            others = rows[: cut.entry] + rows[cut.entry + 1 :]
            self.permuted = others if gradients.is_bare(raw, names) else []
            if cut.entry >= len(rows):
                raise Source(line.shown, number).error("write a column on one line", 0)
            raw = rows[cut.entry]
        raw = list(gradients.without_columns(raw))
        super().__init__(raw, Source(line.shown, number), names)
        self.cut, self.free, self.above = cut, free, head
        self.warnings += names.said(raw)

    def line(self) -> Line | None:
        """The equation as read, in doubt also without the line that goes on with it."""
        found = self.whole_line()
        places = [p - self.cut.start for p in self.cut.raw.joints]
        inside = [place for place in places if 0 < place < len(self.cut.text)]
        if found is None or not inside:
            return found
        before = found.members[:-1]
        others = [(*before, part) for part in self.parts_at(inside[0])]
        if self.cut.raw.is_parted and others:
            return found._replace(members=others[0], alternatives=(found.members,))
        return found._replace(alternatives=(*found.alternatives, *others))

    def parts_at(self, place: int) -> Iterator[Node]:
        """The last member above a place, and what stands alone below it."""
        names = self.names.copied()
        text = self.cut.text
        for start, part in ((0, text[:place]), (place, text[place:])):
            cut = self.cut._replace(start=self.cut.start + start, text=part)
            with suppress(FormulaError):
                line = Equation(cut, names, self.free).line()
                yield from line.members[-1:] if line is not None else ()

    def whole_line(self) -> Line | None:
        sides, signs = self.sides()
        if self.cut.differential is not None:
            return self.by_differential(self.cut.differential, sides[1:])
        if not self.raw or self.says_nothing(sides):
            return None
        left = sides.pop(0) if signs else None
        continues = left is not None and not left
        is_near = any(sign.text == "≈" for sign in signs)
        self.warnings += ["≈ is read as ="] if is_near else []
        if left:
            return self.with_target(left, sides, signs)
        if continues and not sides[0]:
            raise self.error("after '=' a formula was expected", self.raw[-1])
        free = self.free if continues else ()
        self.head = self.above if continues else None
        return self.made(None, self.members(sides, free), free, continues=continues)

    def by_differential(self, by: str, sides: list[list[Piece]]) -> Line | None:
        """What a differential of the loss says of the derivative by a name; "" says nothing."""
        if not by:
            return None
        target, _ = self.target(list(gradients.partial(by, self.raw[0], self.names)))
        members = list(self.in_forms(by, sides))
        found = tuple(member for member in members if member != target)
        return self.made(target, found, ()) if found or self.unread else None

    def says_nothing(self, sides: list[list[Piece]]) -> bool:
        """Whether a size is said to be what it is: `m = length(y)`; or `dL = 1`."""
        if self.names.has_seed and is_loss_differential(sides[0], self.names):
            return True
        if not self.names.language:
            return False
        texts = [[piece.text for piece in side] for side in sides]
        return len(texts) == 2 and len(texts[0]) == 1 and texts[0] == texts[1]

    def left_side(self) -> Node:
        """What a text that is a left side alone names."""
        if not self.raw:
            raise self.source.error("a name was expected", 0)
        left, _ = self.without_part(self.raw)
        left = self.without_arguments(left)
        new = self.new_name(left, [])
        return Name(new[0]) if new is not None else self.target(left)[0]

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
            elif piece.kind == "command" and piece.text in ("begin cases", "end cases"):
                depth += 1 if piece.text == "begin cases" else -1
            is_conditional = piece.text in ("if", "when") or (
                is_conditional and piece.text != "else"
            )
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
                row[i : i + 2] = [row[i]._replace(text="←")]
                return row
        if ":" in texts and not set(_RELATIONS) & set(texts):
            i = texts.index(":")
            is_word = row[0].kind == "word"
            word, end = with_scripts(row, 0, self.names) if is_word else ("", 0)
            is_derivative = is_word and end == i and derivative_word(word, self.names)
            if is_derivative or (texts[0][0] in "d∂" and "/" in texts[:i]):
                row[i] = row[i]._replace(text="=")
        return row

    def with_target(
        self, left: list[Piece], sides: list[list[Piece]], signs: list[Piece]
    ) -> Line | None:
        if not any(sides):
            raise self.error(f"after '{signs[0].text}' a formula was expected", signs[0])
        operator = signs[0].text if signs[0].text in _CHANGES else "="
        left, sides = turned(left, sides, self.names)
        left = of_hessian_entry(gradients.with_partial(left, self.names), self.names)
        left, part = self.without_part(left)
        new = self.new_name(self.without_arguments(left), sides)
        if new is not None:
            name, free = new
            target: Node = Name(name)
        else:
            target, free = self.target(left)
        if is_remark_on_data(target, free, sides, self.names):
            return None
        if self.is_update(target, sides, signs):
            return self.update(target, sides, free)
        sides = self.without_zero(target, sides, signs[-1])
        letters = without_values(sides, has_point=self.names.has_point)
        self.warnings += [VALUE_AT_A_POINT] if letters != sides else []
        sides = letters
        introduced = self.introduced(sides)
        expressions = [side for n, side in enumerate(sides) if n not in introduced]
        members = self.members(expressions, free, target if new is None else None)
        orders = self.in_other_orders(len(members), free)
        parted = parted_before(members, target, self.names.vocabulary)
        self.alternatives += (*orders, *parted)
        is_in_time = bool(left) and left[0].text.endswith("_dot")
        if is_in_time or (self.cut.is_bulleted and begins_derivative(left)):
            self.alternatives += (tuple(Negative(m, m.at) for m in members),)
        if new is not None and members:
            self.leave_out_unknown(len(members))
            target = self.asked_by_shape(target, members[-1])
        is_whole = operator == "=" and part is None
        self.define([target] if is_whole else [], [*introduced.values()], members)
        for n, name in introduced.items():
            members = (*members[:n], Name(name), *members[n:])
            self.alternatives = tuple(
                (*other[:n], Name(name), *other[n:]) for other in self.alternatives
            )
        line = self.made(target, members, free)
        return line._replace(operator=operator, part=part, vanishes=self.vanishes)

    def leave_out_unknown(self, count: int) -> None:
        """Without the last forms of a new name that speak of what the page does not have."""
        last = [error for place, error in self.unread if place == count]
        if last and all(error.message.startswith("unknown name") for error in last):
            self.unread = tuple(pair for pair in self.unread if pair[0] != count)
            self.warnings.append(f"the form behind it is left out: {last[-1].message}")

    def asked_by_shape(self, target: Node, value: Node) -> Node:
        """`grad = ...` as the derivative by the only parameter of its shape."""
        names = self.names
        if not names.asks or target not in (Name("grad"), Name("gradient")):
            return target
        with suppress(FormulaError):
            shape = fitted(value, names.shapes, self.source).as_vector().shape
            parameters = names.vocabulary.parameters
            alike = [p for p in parameters if names.shapes[p] in (shape, shape[::-1])]
            if len(alike) == 1:
                self.warnings.append(f"{plain(target)} is read as the gradient by {alike[0]}")
                return Name(f"d{names.vocabulary.loss}/d{alike[0]}")
        return target

    def in_other_orders(self, count: int, free: tuple[str, ...]) -> Iterator[tuple[Node, ...]]:
        """The members that are the entries of other parameters, in a list without an order."""
        for row in self.permuted:
            _, *sides = gradients.sides(row)
            with suppress(FormulaError):
                members = tuple(self.member(side, free, "") for side in sides)
                if len(members) == count:
                    yield members

    def without_part(self, left: list[Piece]) -> tuple[list[Piece], Node | None]:
        """The left side `dz[z <= 0]` as dz, and 1 for each entry that it speaks of."""
        start = next((n for n, piece in enumerate(left) if piece.text == "["), 0)
        inside = left[start + 1 : -1]
        if not start or not inside or left[-1].text != "]" or left[0].kind != "word":
            return left, None
        texts = [piece.text for piece in inside]
        word, _ = with_scripts(left, 0, self.names)
        if any(text in _COMPARISONS for text in texts):
            return left[:start], self.member(inside, (), "")
        if _RANGE & set(texts) and "," in texts and left[start].glued:
            return left[:start], Name(self.labels(word, texts[-1], left[start]))
        return left, None

    def without_arguments(self, left: list[Piece]) -> list[Piece]:
        """`F(x, λ)` as F where F is new and is said to depend on names of the page."""
        inside = left[2:-1]
        if (
            len(inside) < 3
            or left[0].kind != "word"
            or (left[1].text, left[-1].text) != ("(", ")")
        ):
            return left
        is_list = all(p.text in (",", ";") or self.names.find(p.text) for p in inside)
        is_known = self.names.find(left[0].text) in self.names.vocabulary.shapes
        is_known = is_known or self.names.function(left[0].text) is not None
        return left[:1] if is_list and not is_known else left

    def labels(self, word: str, label: str, at: Piece) -> str:
        """The data that marks in each row the entry whose label is given: Y for y."""
        vocabulary = self.names.vocabulary
        found = derivative_word(word, self.names)
        name = self.names.find(word) or (found.text.rpartition("/d")[2] if found else "")
        shape = self.names.shapes.get(self.names.find(name) or "")
        alike = [data for data in vocabulary.data if vocabulary.shapes[data] == shape]
        named = [data for data in alike if data.lower() == label.lower()]
        if len(named or alike) != 1:
            raise self.error(f"the page has no labels {label}; write which entries", at)
        return (named or alike)[0]

    def target(self, left: list[Piece]) -> tuple[Node, tuple[str, ...]]:
        """The tree of the left side, and its free indices, which it drops where it can."""
        found = resolved(left, self.names, self.source)
        letters = [i for p in found if p.kind in INDEXED for i in p.indices if i.isalpha()]
        letters += in_code_brackets(found, self.names)
        lowered = list(below_bracket(found))
        letters += lowered
        self.names.letters = dict(sizes_of_letters(found, lowered, self.names))
        free = before_sums(found, tuple(dict.fromkeys(letters)))
        reader = Grammar(found, self.source, self.names, free)
        reader.is_left = True
        tree = self.finished(reader)
        self.names.square = square_size(tree, self.names)
        if not free:
            return tree, free
        whole = without_indices(tree, free)
        if whole is not None:
            return whole, free
        return index_over(tree, free, (None,) * len(free)), free

    def is_update(self, target: Node, sides: list[list[Piece]], signs: list[Piece]) -> bool:
        """Whether this is `w -= ...`, or `w := w - ...` for a parameter w."""
        if not isinstance(target, Name) or target.name not in self.names.vocabulary.parameters:
            return False
        if signs[0].text in ("-=", "+="):
            return True
        first = sides[0]
        if not first or first[0].kind != "word":
            return False
        word, end = with_scripts(first, 0, self.names)
        name = self.names.find(word) or self.names.find(word.partition("_")[0])
        rest = first[end:]
        is_step = any(piece.kind == "word" for side in (rest, *sides[1:]) for piece in side)
        return name == target.name and is_step and rest[0].text in ("-", "+")

    def update(self, target: Node, sides: list[list[Piece]], free: tuple[str, ...]) -> Line:
        """An update step; a learning rate needs no declaration, for this line."""
        self.names = Names(self.names.vocabulary._replace(shapes=dict(self.names.shapes)))
        for side in sides:
            for piece in resolved(side, self.names, self.source):
                if piece.kind == "unknown":
                    self.names.define(piece.text, SCALAR)
        return self.made(target, self.members(sides, free), free)._replace(is_update=True)

    def without_zero(
        self, target: Node, sides: list[list[Piece]], sign: Piece
    ) -> list[list[Piece]]:
        """A chain without the `= 0` that sets the gradient to zero."""
        is_zero = re.fullmatch(r"0(\([\d.]+\))?", "".join(p.text for p in sides[-1]))
        if is_zero and len(sides) > 1:
            self.warnings.append("'= 0' at the end sets the derivative to zero; it is left out")
            self.vanishes = True
            return sides[:-1]
        behind = self.cut.raw.text[self.cut.start + len(self.cut.text.rstrip()) :]
        self.vanishes = bool(is_zero) and _EQUIVALENT.match(behind) is not None
        if is_zero and not isinstance(target, Name | Index | Derivative):
            left = f"d{self.names.vocabulary.loss}/d... = ..."
            told = "an equation set to zero is no gradient; write the gradient itself: "
            raise self.error(told + left, sign)
        return sides

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
            is_aside=self.cut.is_aside,
            is_denied=self.cut.is_denied,
            alternatives=self.alternatives,
            unread=self.unread,
        )
