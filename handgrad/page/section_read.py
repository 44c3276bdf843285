"""The formulas of a section of a page, in any notation, as a program without claims."""

from collections.abc import Iterator, Sequence

from handgrad.errors import FormulaError
from handgrad.language.array_form import array_form
from handgrad.language.fit import Source, fitted
from handgrad.language.plain import plain
from handgrad.language.shape import is_column, transposed_shape
from handgrad.language.tree import (
    Derivative,
    Name,
    Node,
    Transpose,
    names,
    substitute,
    walk,
)
from handgrad.page.defined_functions import DefinedFunctions
from handgrad.page.dependences import NAME
from handgrad.page.names_so_far import NamesSoFar
from handgrad.page.page_text import PageEquation, equation
from handgrad.reading.answer import read_lines
from handgrad.reading.text.line import Line
from handgrad.regex import regex

Numbered = tuple[int, str]

# Words about what a page need not choose, or of which the other reading is tried anyway.
_SETTLED_WORDS = regex(
    r"log is read as|\w+ reaches to the end of|\w+ without brackets is read as"
)
_LOSSES = ("L", "J", "E", "ell", "loss", "cost", "Loss", "Cost", "total_loss")
_GIVES = regex(rf"(?:[\s&$]|\\\[)*{NAME}(?:[_^](?:\w|\{{[^{{}}=]*\}}))*[ &]*=(?!=)")


def plain_equation(place: int, line: str) -> PageEquation | None:
    """A line in plain notation, nothing for a comment; raises FormulaError."""
    bare = line.split("#")[0].rstrip()
    return equation(Source(bare, place + 1)) if bare.strip() else None


class SectionRead:
    """The lines of a section as a program without claims."""

    def __init__(self, page: NamesSoFar, said: list[Numbered], *, is_forward: bool) -> None:
        self.page, self.said, self.is_forward = page, said, is_forward
        self.names = page.vocabulary(with_loss=not is_forward)
        self.indent = min((len(line) - len(line.lstrip()) for _, line in said), default=0)
        self.found: dict[str, tuple[int, PageEquation]] = {}
        self.own: dict[str, Node] = {}
        self.changed: set[str] = set()

    def equations(self) -> Iterator[tuple[int, PageEquation]]:
        rows = [line for _, line in self.said]
        try:
            if self.is_forward:
                rows = DefinedFunctions(self.page, self.names).written_out(rows)
            lines = read_lines("\n".join(row[self.indent :] for row in rows), self.names)
        except FormulaError as error:
            raise self.placed(error) from None
        self.require_all(rows, lines)
        chains = list(_chains(lines))
        self.changed = {
            head.name
            for n, (head, *_) in enumerate(chains)
            if head.operator != "=" or head.part or head.name in [c[0].name for c in chains[:n]]
        }
        for chain in chains:
            self.read(chain)
        if self.is_forward:
            self.require_one_loss()
        yield from self.found.values()

    def require_one_loss(self) -> None:
        """Raises FormulaError for a loss that leads nowhere: it comes too early."""
        used = {name for _, one in self.found.values() for name in names(one.tree)}
        for name, (place, one) in list(self.found.items())[:-1]:
            if name not in used and name in _LOSSES:
                message = f"{name} leads to nothing: the last formula of a page is its loss"
                raise FormulaError(message, text=one.source.text, line=place + 1)

    def require_all(self, rows: Sequence[str], lines: Sequence[Line]) -> None:
        """Raises FormulaError for a line that gives a name a value and was passed over."""
        read = {line.number for line in lines}
        for number, row in enumerate(rows, 1):
            is_code = any(line.is_numpy for line in lines)
            if _GIVES.match(row) and number not in read and not is_code:
                raise self.placed(FormulaError("this line is not read", line=number))

    def written(self, number: int) -> Numbered:
        """The line of the page that is this one of the section."""
        return self.said[min(number, len(self.said)) - 1]

    def placed(self, error: FormulaError) -> FormulaError:
        """An error of the reader at its place in the page."""
        place, text = self.written(error.line)
        column = min(error.column + self.indent, len(text) + 1)
        message = error.message
        if message.startswith("unknown name ''"):
            message = "the loss stands in a formula above it; give what is meant a name"
        return type(error)(message, text=text, line=place + 1, column=column)

    def error(self, message: str, line: Line) -> FormulaError:
        return self.placed(FormulaError(message, line=line.number))

    def read(self, chain: list[Line]) -> None:
        """One equation: the names that it gives a value to, and the value."""
        head = chain[0]
        for one in chain:
            self.refuse_doubts(one)
        targets = [head.target] if head.target is not None else []
        trees: list[Node] = []
        for one in chain:
            for tree in one.members:
                if targets and isinstance(tree, Name) and self.is_new(tree.name):
                    targets.append(tree)
                else:
                    trees.append(self.settled(tree, one))
        if not targets and all(isinstance(tree, Name) for tree in trees):
            return  # `return loss`
        if not targets or not trees:
            raise self.error("a line starts with the name it defines: NAME = formula", head)
        self.require_one(trees, head)
        for target in targets:
            self.give(target, trees[0], head)

    def is_new(self, name: str) -> bool:
        known = name in self.names.shapes and "/" not in name
        return not known and name not in self.found and name not in self.own

    def refuse_doubts(self, line: Line) -> None:
        """Raises FormulaError for what can be read in two ways, or not at all."""
        errors = (line.error, *(error for _, error in line.unread))
        if error := next((e for e in errors if e is not None), None):
            raise self.placed(error)
        if line.is_update:
            raise self.error("an update step is no formula of a page", line)
        if doubt := next((w for w in line.warnings if not _SETTLED_WORDS.match(w)), None):
            raise self.error(f"{doubt}; on a page write it so that it has one reading", line)
        for other in line.alternatives:
            for one, two in zip(line.members, other, strict=True):
                if one != two and not self.are_same(one, two, line):
                    raise self.error(
                        f"this can be read as {plain(one)} and as {plain(two)}; write it so "
                        "that it has one reading",
                        line,
                    )

    def are_same(self, one: Node, two: Node, line: Line) -> bool:
        """Whether another reading comes to the same, or has shapes that do not fit."""
        try:
            other = fitted(substitute(two, self.own), self.page.shapes).tree
        except FormulaError:
            return True
        return self.page.points.are_equal(self.settled(one, line), other)

    def settled(self, tree: Node, line: Line) -> Node:
        """A formula in the page's names and without indices, of the same value."""
        source, shapes = Source(line.text, line.number), self.page.shapes
        try:
            whole = fitted(substitute(tree, self.own), shapes, source).tree
            if left := next((n for n in walk(whole) if isinstance(n, Derivative)), None):
                raise source.error(
                    f"{plain(left)} is not worked out; write what it is", left.at
                )
            found = array_form(whole, shapes, source)
        except FormulaError as error:
            raise self.placed(error) from None
        if not self.page.points.are_equal(whole, found):
            raise self.error(f"{plain(tree)} has no form without indices", line)
        return found

    def require_one(self, trees: list[Node], line: Line) -> None:
        """Raises FormulaError for a chain whose members differ."""
        for other in trees[1:]:
            if not self.page.points.are_equal(trees[0], other):
                shown = f"{plain(trees[0])} is not {plain(other)}"
                raise self.error(f"{shown}: a value has one formula on a page", line)

    def give(self, target: Node, tree: Node, line: Line) -> None:
        """Give a name its value: a step of the page, a derivative, or one of the writer's."""
        if not isinstance(target, Name):
            raise self.error(f"{plain(target)} is no name; a line is NAME = formula", line)
        name = target.name
        if name in self.page.given:
            if tree != target:
                raise self.error(f"{name} is declared already; choose another name", line)
            return
        before = self.found[name][1].tree if name in self.found else self.own.get(name)
        if line.operator != "=" or line.part is not None:
            if before is None:
                raise self.error(f"{name} has no value yet", line)
            tree = line.composed(tree, before)
        if not self.is_forward and self.is_own(name):
            self.own[name] = tree
            return
        if before is not None:
            tree = self.replaced(name, before, tree)
        if "/" in name:
            wanted = self.page.shapes[name.partition("/d")[2]]
            shape = fitted(tree, self.page.shapes).shape
            if shape != wanted and is_column(wanted) and shape == transposed_shape(wanted):
                tree = Transpose(tree)
        one = PageEquation(name, tree, plain(tree), Source(line.text, line.number))
        self.page.note(one)
        self.found[name] = (self.written(line.number)[0], one)

    def is_own(self, name: str) -> bool:
        """Whether a gradient line names something of the writer's, no derivative of the page.

        What is changed in place on its way, as `dz[z <= 0] = 0` does, is no longer one.
        """
        by = name.partition("/d")[2]
        return not by or (name in self.changed and by not in self.names.parameters)

    def replaced(self, name: str, before: Node, tree: Node) -> Node:
        """A formula that changes a name, and those above it, without what the name was."""
        self.found.pop(name)
        for other, (place, one) in self.found.items():
            if name in names(one.tree):
                whole = substitute(one.tree, {name: before})
                self.found[other] = place, one._replace(tree=whole, text=plain(whole))
        return substitute(tree, {name: before})


def _chains(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Each equation with the lines that go on with it."""
    chain: list[Line] = []
    for line in lines:
        if chain and not line.continues:
            yield chain
            chain = []
        chain.append(line)
    if chain:
        yield chain
