"""The members of an equation: each as a tree, and what else each could be."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from handgrad.errors import FormulaError, ShapeError
from handgrad.language.fit import Source, fitted
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import (
    Derivative,
    Name,
    Node,
    Transpose,
    substitute,
)
from handgrad.language.tree import names as tree_names
from handgrad.reading.grammar.column_sums import down_the_columns, turns
from handgrad.reading.grammar.grammar import Grammar
from handgrad.reading.grammar.implied_sums import with_implied_sums, with_sums_left_out
from handgrad.reading.grammar.indices import identity_tree
from handgrad.reading.grammar.outer_rows import adds_to_outer, multiplies_to_outer
from handgrad.reading.grammar.zero_terms import without_zeros
from handgrad.reading.labels_alone import refuse_label
from handgrad.reading.names.axes_said import is_axis_said
from handgrad.reading.names.index_sizes import sizes_beside
from handgrad.reading.names.name_spellings import key
from handgrad.reading.names.summation_convention import may_sums_be_implied
from handgrad.reading.names.vocabulary import IDENTITY, Names
from handgrad.reading.names.words import resolved
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.text.line import depth, index_over, whole_derivative
from handgrad.reading.text.matrix_languages import OCTAVE
from handgrad.reading.total_differentials import LinearForm, with_inner_product, with_symbols
from handgrad.regex import regex

_DEEPEST_TREE = 200
# The transpose of NumPy in a product with the sign of NumPy.
_OF_CODE = regex(r"\.T\s*\*(?!\*)|\*\s*[\w.]+\.T\b")
# Choices that the shape of the left side may settle.
_BY_SHAPE = (
    "entries",
    "unindexed",
    "otimes",
    "product",
    "dots",
    "reach",
    "beside",
    "axis",
    "samples",
    "ones",
    "down",
    "across",
    "entries of samples",
    "scaled rows",
)
# Choices that stay open beside them.
_KEPT = {"columns", "value", "across", "entries of samples"}


class Members:
    """The right sides of an equation as they are read, with the choices that were made."""

    def __init__(self, raw: Sequence[Piece], source: Source, names: Names) -> None:
        self.raw, self.source, self.names = list(raw), source, names
        self.warnings: list[str] = []
        self.choices: dict[str, None] = {}
        self.vanishes = False
        self.head: Node | None = None
        self.columns: Dimension | None = None
        self.alternatives: tuple[tuple[Node, ...], ...] = ()
        self.unread: tuple[tuple[int, FormulaError], ...] = ()

    def members(
        self, sides: list[list[Piece]], free: tuple[str, ...], target: Node | None = None
    ) -> tuple[Node, ...]:
        """The members as arrays over the free indices; their other readings are kept."""
        refuse_label(sides, free, self.source, self.names)
        self.columns = self.columns_picked(sides, free, target or self.head)
        kept: list[list[Piece]] = []
        trees: list[Node] = []
        unread: list[tuple[int, FormulaError]] = []
        for side in sides:
            try:
                trees.append(self.member(side, free, ""))
                kept.append(side)
            except FormulaError as error:
                unread.append((len(kept), error))
        self.unread = tuple(unread)
        if "power" in self.choices and len(self.choices) > 1:
            told = "whether a power is a product of matrices is open; write it with @ or *"
            raise self.source.error(told, 0, is_open=True)
        found, warnings = self.over_free(tuple(trees), free, target), list(self.warnings)

        def read(other: str) -> tuple[Node, ...]:
            members = tuple(self.member(side, free, other) for side in kept)
            if other != "columns":
                return self.over_free(members, free, target)
            self.columns = (self.wanted_shape(target or self.head) or SCALAR)[1]
            by_columns = self.over_free(members, free, target)
            self.columns = None
            return by_columns

        meant = self.readings_of_names(lambda: read(""), found)
        others = (*self.readings(read, found), *meant)
        self.alternatives = tuple(self.as_rows(members, target) for members in others)
        self.warnings = warnings
        found = self.as_rows(self.entry_by_entry(read, found, target), target)
        if self.fits(found) and not any(map(adds_to_outer, found)):
            return found
        return self.fitting(read, found)

    def columns_picked(
        self, sides: list[list[Piece]], free: tuple[str, ...], target: Node | None
    ) -> Dimension | None:
        """How many columns a left side such as `dL/dw_j` has, where its index picks one.

        What has the index on the right says so: the `p_{ij} - y_{ij}` of a row i. Where nothing
        does and other entries are added up, both are read.
        """
        rows, columns = self.wanted_shape(target) or SCALAR
        if len(free) != 1 or 1 in (rows, columns):
            return None
        pieces: list[Piece] = []
        for side in sides:
            with suppress(FormulaError):
                pieces += resolved(side, self.names, self.source)
        found = sizes_beside(free[0], pieces, self.names)
        has_sum = any(piece.text == "sum" for piece in pieces)
        if rows == columns or (has_sum and not found):
            self.choices["columns"] = None
            return None
        if found != {columns}:
            return None
        self.names.letters[free[0]] = columns
        return columns

    def entry_by_entry(
        self,
        read: Callable[[str], tuple[Node, ...]],
        found: tuple[Node, ...],
        target: Node | None,
    ) -> tuple[Node, ...]:
        """With `z` for `z_i` in a sum over i, where only so the shape is the left side's.

        The same for what ⊗, · or nothing means between two arrays of one shape.
        """
        head = target or self.head
        wanted = self.wanted_shape(head)
        if head is not None and wanted is not None and "dots" in self.choices:
            found = self.with_dots_alike(read, found, head)
        if wanted is None or self.has_shape(found, wanted):
            return found
        open_too = {"scaled rows"} if "across" in self.choices else set[str]()
        choices = [c for c in _BY_SHAPE if c in self.choices.keys() - open_too]
        for other in (other for choice in choices for other in self.attempted(read, choice)):
            if self.has_shape(other, wanted):
                self.warnings = [w for w in self.warnings if "the inner product" not in w]
                self.warnings.append(f"read as {plain(other[-1])}: else the shape does not fit")
                kept = self.choices.keys() & _KEPT
                meant = (m for choice in sorted(kept) for m in self.attempted(read, choice))
                self.alternatives = tuple(m for m in meant if self.has_shape(m, wanted))
                return other
        return found

    def with_dots_alike(
        self, read: Callable[[str], tuple[Node, ...]], found: tuple[Node, ...], target: Node
    ) -> tuple[Node, ...]:
        """With the dots entry by entry, where the shapes of other lines say that they are."""
        wanted, first = self.wanted_shape(target) or SCALAR, self.as_rows(found, target)
        for other in self.attempted(read, "dots"):
            fit = [self.has_shape(members, wanted) for members in (found, other)]
            if True in fit and False in fit:
                self.names.dots.add("@" if fit[0] else "*")
            if fit == [True, True] and self.names.dots == {"*"}:
                rest = (m for m in self.alternatives if m != self.as_rows(other, target))
                self.alternatives = (first, *rest)
                self.warnings = [w for w in self.warnings if not w.startswith("· ")]
                return other
        return found

    def wanted_shape(self, target: Node | None) -> Shape | None:
        """The shape of a left side that is a name or a derivative of the loss by one."""
        match target:
            case Derivative(Name(of), Name(by)) if of == self.names.vocabulary.loss:
                return self.names.shapes.get(by)
            case Name(name):
                shapes = self.names.shapes
                return shapes.get(name) or shapes.get(name.partition("/d")[2])
        return None

    def as_rows(self, members: tuple[Node, ...], target: Node | None) -> tuple[Node, ...]:
        """Columns as the row that the left side is: a vector has no orientation on paper."""
        wanted = self.wanted_shape(target)
        if wanted is None or wanted[0] != 1 or wanted == SCALAR or self.names.language:
            return members

        def turned(member: Node) -> Node:
            is_column = self.shape_of(member) == wanted[::-1]
            return Transpose(member, member.at) if is_column else member

        return tuple(map(turned, members))

    def shape_of(self, member: Node) -> Shape | None:
        try:
            return fitted(member, self.names.shapes, self.source).shape
        except FormulaError:
            return None

    def has_shape(self, members: tuple[Node, ...], wanted: Shape) -> bool:
        """Whether the last member has a shape."""
        shape = self.shape_of(members[-1]) if members else None
        return shape in (wanted, wanted[::-1] if 1 in wanted else wanted)

    def fits(self, members: tuple[Node, ...]) -> bool:
        """Whether the shapes of every member fit, as far as they are known."""
        for member in members:
            try:
                fitted(member, self.names.shapes, self.source)
            except ShapeError:
                return False
            except FormulaError:
                continue
        return True

    def fitting(
        self, read: Callable[[str], tuple[Node, ...]], found: tuple[Node, ...]
    ) -> tuple[Node, ...]:
        """The only other reading whose shapes fit, or the first as it is."""
        others = [o for o in self.alternatives if self.fits(o)]
        if any(map(adds_to_outer, found)):
            others = []
        if not others:
            others = [other for other in self.attempted(read, "rows") if self.fits(other)]
        others = [o for o in others if not multiplies_to_outer(o, self.shape_of)]
        if len(others) != 1 or self.is_entrywise(found, others[0]):
            return found
        self.alternatives = ()
        self.warnings.append(f"read as {plain(others[0][-1])}: otherwise the shapes do not fit")
        return others[0]

    def is_entrywise(self, found: tuple[Node, ...], other: tuple[Node, ...]) -> bool:
        """Whether another reading makes a matrix product of the * of code: `a.T * b`."""
        products = [plain(members[-1]).count("@") for members in (found, other)]
        return products[0] < products[1] and bool(_OF_CODE.search(self.source.text))

    def attempted(
        self, read: Callable[[str], tuple[Node, ...]], choice: str
    ) -> Iterator[tuple[Node, ...]]:
        try:
            yield read(choice)
        except FormulaError:
            return

    def readings(
        self, read: Callable[[str], tuple[Node, ...]], first: tuple[Node, ...]
    ) -> Iterator[tuple[Node, ...]]:
        """What the members are where one kind of choice is made in the other way."""
        left_out = [] if is_axis_said(self.names.text) else ["down", "across"]
        left_out += [] if self.fits(first) else ["scaled rows"]
        for choice in [c for c in self.choices if c not in left_out]:
            try:
                other = read(choice)
            except FormulaError:
                continue
            if other != first:
                yield other

    def readings_of_names(
        self, read: Callable[[], tuple[Node, ...]], first: tuple[Node, ...]
    ) -> Iterator[tuple[Node, ...]]:
        """What the members are where a usual name means another value of the page."""
        names = self.names
        for word, name in names.spoken(self.raw).items():
            for other in names.rivals(word, name):
                names.table[key(word)] = other
                with suppress(FormulaError):
                    if (members := read()) != first:
                        yield members
            names.table[key(word)] = name

    def member(self, side: list[Piece], free: tuple[str, ...], other: str) -> Node:
        if not side:
            raise self.error("a formula is missing beside this '='", self.raw[-1])
        pieces = resolved(side, self.names, self.source)
        if any(piece.text == ":" for piece in pieces):
            pieces = with_inner_product(pieces)
        if self.names.are_sums_implied:
            pieces = with_implied_sums(pieces, free)
        elif may_sums_be_implied(self.names.text):
            pieces = with_sums_left_out(pieces, free, self.names) or pieces
        reader = Grammar(pieces, self.source, self.names, free)
        if reader.has_dots(0, len(pieces)):
            from handgrad.reading.grammar.dotted_arrays import with_sums

            reader = Grammar(with_sums(reader), self.source, self.names, free)
        reader.other = other
        tree = self.finished(reader)
        self.choices |= reader.met
        tree = without_zeros(self.with_identity(tree), self.names.zeros)
        return self.in_its_language(tree, reader) if self.names.language else tree

    def in_forms(self, by: str, sides: list[list[Piece]]) -> Iterator[Node]:
        """What multiplies the differential of a name in each side that has differentials."""
        unread: list[tuple[int, FormulaError]] = []
        count = 0
        for side in sides:
            try:
                pieces, names = with_symbols(
                    resolved(side, self.names, self.source), self.names
                )
                tree = self.finished(Grammar(pieces, self.source, names, ()))
                form = LinearForm(tree, names.shapes, self.source)
                page = names.vocabulary
                found = form.gradient(by, (*page.parameters, *page.data))
            except FormulaError as error:
                unread.append((count, error))
                continue
            if found is not None:
                count += 1
                yield found
        self.unread = tuple(unread)

    def in_its_language(self, tree: Node, reader: Grammar) -> Node:
        """A formula of Octave or R: no vector turns by itself, sums go down columns."""
        names = self.names
        if names.language == OCTAVE and not names.sums_are_numbers:
            tree = down_the_columns(tree, reader.shape, names.vocabulary.single)
        whole = fitted(tree, names.shapes, self.source, running=reader.running).tree
        if turns(whole) > turns(tree):
            raise self.source.error(
                f"the shapes do not fit in {names.language}; write {plain(whole)}", tree.at
            )
        return tree

    def with_identity(self, tree: Node) -> Node:
        """An I that stands alone as the identity of the size of the left side."""
        size = self.names.square
        if size is None or IDENTITY in self.names.shapes or IDENTITY not in tree_names(tree):
            return tree
        return substitute(tree, {IDENTITY: identity_tree(size, tree.at)})

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
        known = self.names.letters if target is not None else {}
        sizes: tuple[Dimension | None, ...] = tuple(map(known.get, free))
        if isinstance(target, Derivative) and len(free) > 2:
            from handgrad.reading.grammar.jacobian_entries import by_entries

            return tuple(
                by_entries(member, target, free, self.names.shapes) for member in members
            )
        if isinstance(target, Derivative) and len(free) == 2:
            with suppress(FormulaError):
                sizes = fitted(target, self.names.shapes, self.source).shape
        if isinstance(target, Name):
            shape = self.names.shapes.get(target.name) or self.names.shapes.get(
                target.name.partition("/d")[2]
            )
            if shape is not None and len(free) == 2:
                sizes = shape
            elif shape is not None:
                sizes = tuple(d for d in shape if d != 1) or shape
        if self.columns is not None:
            rows = (index_over(member, free, (self.columns,)) for member in members)
            return tuple(Transpose(row, row.at) for row in rows)
        is_own = isinstance(target, Name) and "/" not in target.name
        is_own = is_own or self.is_by_entry(target, free)
        wholes = [whole_derivative(m, free) if target is None else None for m in members]
        return tuple(
            whole or (m if is_own and self.is_whole(m, free) else index_over(m, free, sizes))
            for whole, m in zip(wholes, members, strict=True)
        )

    def is_by_entry(self, target: Node | None, free: tuple[str, ...]) -> bool:
        """Whether a derivative is said of single entries: `dL/dw_j`, `dL/dW_{ij}`."""
        by = target.by if isinstance(target, Derivative) else target
        name = by.name.partition("/d")[2] or by.name if isinstance(by, Name) else ""
        shape = self.names.shapes.get(name)
        return shape is not None and len(free) == sum((d != 1 for d in shape), 0)

    def is_whole(self, member: Node, free: tuple[str, ...]) -> bool:
        """Whether all entries at once are given to one by one: `dL/dw_j = X^T (p - y)`."""
        shape = None if tree_names(member) & set(free) else self.shape_of(member)
        return shape is not None and 0 < len(free) == sum((d != 1 for d in shape), 0)

    def error(self, message: str, piece: Piece) -> FormulaError:
        return self.source.error(message, piece.at)
