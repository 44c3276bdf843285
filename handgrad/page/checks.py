"""The checks that a page must pass: names, sizes, shapes, a loss, a gradient for everything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from math import prod
from typing import Any, NamedTuple

from handgrad.errors import FormulaError, HandgradError, ShapeError, ValuesError, did_you_mean
from handgrad.language import functions
from handgrad.language.cost import Extent, cost
from handgrad.language.fit import fitted
from handgrad.language.shape import (
    MOST_ENTRIES,
    SCALAR,
    Dimension,
    Shape,
    describe,
    is_column,
    length,
    transposed_shape,
)
from handgrad.language.tree import Node, Transpose
from handgrad.page.page_text import Declaration, Page, PageEquation
from handgrad.visible import in_brief

MOST_HELD = 3 * MOST_ENTRIES
MOST_OPERATIONS = 20_000_000


class Formula(NamedTuple):
    """A formula of the page whose shapes fit: `name = tree`."""

    name: str
    tree: Node
    shape: Shape
    text: str


class Checked(NamedTuple):
    """What a page says once it holds together; shapes by name, sizes and extents as numbers."""

    sizes: Mapping[str, int]
    declarations: Mapping[str, Declaration]
    parameters: Mapping[str, tuple[int, ...]]
    data: Mapping[str, tuple[int, ...]]
    shapes: Mapping[str, Shape]
    steps: tuple[Formula, ...]
    derivatives: tuple[Formula, ...]
    operations: int


def checked(page: Page, text: str, sizes: Mapping[str, int]) -> Checked:
    """The parts of a page that holds together, with the caller's sizes.

    Raises FormulaError (line, column, what was expected) and ShapeError for one that does not,
    HandgradError for a size that cannot be.
    """
    return _Reading(page, text, sizes).checked()


def declared_shapes(page: Page) -> dict[str, Shape]:
    """The shapes of sizes, parameters and data; raises FormulaError for one that cannot be."""
    return _Reading(page, "", {}).declared()


class _Reading:
    """The checks that make a page a model, in the order of the page."""

    def __init__(self, page: Page, text: str, sizes: Mapping[str, int]) -> None:
        self.page, self.text = page, text
        self.shapes: dict[str, Shape] = {}
        self.extents: dict[str, Extent] = {}
        self.operations = self.entries = 0
        self.sizes = dict(numbered_sizes(page, sizes))

    def checked(self) -> Checked:
        page = self.page
        self.require(page.name, "a page starts with: model NAME: title")
        self.require(page.parameters, "a page declares its parameters: parameters w, b")
        self.require(page.forward, "a page has forward formulas, the last one the loss")
        self.declared()
        declared = {d.name: d for d in (*page.parameters, *page.data)}
        steps = tuple(map(self.step, page.forward))
        derivatives = tuple(self.gradient(steps[-1]))
        return Checked(
            sizes=self.sizes,
            declarations=declared,
            parameters={d.name: self.numbers(d) for d in page.parameters},
            data={d.name: self.numbers(d) for d in page.data},
            shapes=self.shapes,
            steps=steps,
            derivatives=derivatives,
            operations=self.operations,
        )

    def declared(self) -> dict[str, Shape]:
        self.shapes |= dict.fromkeys(self.sizes, SCALAR)
        for declaration in (*self.page.parameters, *self.page.data):
            self.declare(declaration)
        return self.shapes

    def require(self, found: object, message: str) -> None:
        if not found:
            raise FormulaError(message, text=self.text.split("\n")[0])

    def new_name(self, name: str, source: Any) -> None:
        taken = (
            "declared already" if name in self.shapes
            else "the name of a function" if functions.is_reserved(name)
            else "the name of a constant" if name in functions.CONSTANTS
            else ""
        )  # fmt: skip
        if taken:
            raise source.error(f"{name} is {taken}; choose another name", _place(name, source))

    def declare(self, declaration: Declaration) -> None:
        name, dimensions, source = declaration.name, declaration.dimensions, declaration.source
        self.new_name(name, source)

        def refused(message: str) -> FormulaError:
            return source.error(message, _place(name, source))

        for size in dimensions:
            if size not in self.sizes and not _is_number(size):
                known = ", ".join(self.sizes) or "none declared"
                hint = did_you_mean(size, self.sizes)
                raise refused(f"{name}: unknown size '{size}'{hint} (sizes: {known})")
        if len(dimensions) > 2:
            raise refused(f"{name} has {len(dimensions)} dimensions, at most 2 fit")
        kind = declaration.domain.kind
        if not dimensions and kind in ("one_hot", "distribution"):
            raise refused(f"{name}: {kind} needs a vector or the rows of a matrix")
        if declaration.domain.structure and (
            len(dimensions) != 2 or dimensions[0] != dimensions[1]
        ):
            raise refused(f"{name}: {kind} needs a square matrix: {name}[n,n] {kind}")
        self.shapes[name] = _declared_shape(dimensions)
        self.extents[name] = self.extent(name)
        self.hold(name, prod(self.extents[name]))

    def numbers(self, declaration: Declaration) -> tuple[int, ...]:
        return tuple(self.sizes.get(d) or int(d) for d in declaration.dimensions)

    def extent(self, name: str) -> Extent:
        rows, columns = (length(dimension, self.sizes) for dimension in self.shapes[name])
        return rows, columns

    def hold(self, name: str, entries: int) -> None:
        """Count the numbers that a run of the page holds; raises HandgradError for too many."""
        if entries > MOST_ENTRIES:
            raise HandgradError(f"{name} would have {entries} entries, at most {MOST_ENTRIES}")
        self.entries += entries
        if self.entries > MOST_HELD:
            raise HandgradError(
                f"the page would hold more than {MOST_HELD} numbers, with {name}"
            )

    def run(self, name: str, tree: Node) -> None:
        """Count what a formula takes; raises HandgradError for what is too much."""
        self.extents[name] = self.extent(name)
        taken = cost(tree, self.extents, self.sizes)
        self.hold(name, max(taken.entries, prod(self.extents[name])))
        self.operations += taken.operations
        if self.operations > MOST_OPERATIONS:
            raise HandgradError(
                f"a run of the page would take more than {MOST_OPERATIONS} operations, with "
                f"{name}; give smaller sizes"
            )

    def step(self, equation: PageEquation) -> Formula:
        at = max(equation.source.text.find(equation.name), 0)
        if "/" in equation.name:
            raise equation.source.error("a derivative belongs in the gradient section", at)
        self.new_name(equation.name, equation.source)
        tree, shape = fitted(equation.tree, self.shapes, equation.source, sizes=self.sizes)
        self.shapes[equation.name] = shape
        self.run(equation.name, tree)
        return Formula(equation.name, tree, shape, equation.text)

    def gradient(self, loss: Formula) -> Iterator[Formula]:
        """The derivatives that the page gives: all, some, or none of them."""
        if loss.shape != SCALAR and self.page.gradient:
            raise ShapeError(
                f"the loss {loss.name}, the last forward formula, must be a scalar; "
                f"this one is {describe(loss.shape)}: sum or mean it",
                text=loss.text,
                line=self.page.forward[-1].source.line,
            )
        for equation in self.page.gradient:
            yield self.derivative(equation, loss.name)

    def derivative(self, equation: PageEquation, loss: str) -> Formula:
        source, at = equation.source, max(equation.source.text.find(equation.name), 0)
        of, _, by = equation.name.partition("/d")
        if of != f"d{loss}" or by not in self.shapes or by in self.sizes:
            hint = did_you_mean(by, (n for n in self.shapes if "/" not in n))
            raise source.error(
                f"a gradient line names d{loss}/dNAME, for a NAME of the page{hint}", at
            )
        if equation.name in self.shapes:
            raise source.error(f"{equation.name} is given twice", at)
        tree, shape = fitted(equation.tree, self.shapes, source, sizes=self.sizes)
        wanted = self.shapes[by]
        if shape != wanted and is_column(wanted) and shape == transposed_shape(wanted):
            tree, shape = Transpose(tree), wanted
        if shape != wanted:
            raise ShapeError(
                f"{equation.name} is {describe(shape)}, but {by} is {describe(wanted)}: "
                "a derivative has the shape of its variable",
                text=source.text, line=source.line, column=at + 1,
            )  # fmt: skip
        self.shapes[equation.name] = wanted
        self.run(equation.name, tree)
        return Formula(equation.name, tree, wanted, equation.text)


def _place(name: str, source: Any) -> int:
    return int(max(source.text.find(name), 0))


def _is_number(dimension: str) -> bool:
    return re.fullmatch("0*[1-9][0-9]{0,8}", dimension, re.ASCII) is not None


def _declared_shape(dimensions: tuple[str, ...]) -> Shape:
    sizes: list[Dimension] = [int(d) if _is_number(d) else d for d in dimensions]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else (sizes[0], 1) if sizes else SCALAR


def numbered_sizes(page: Page, given: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Every size with its number: the caller's, the page's, or the next that is free.

    The free ones are 3, 2, 4, 5, ...: all different, none 1, so that no two shapes are
    mistaken for one another.
    """
    for name, size in given.items():
        if name not in page.sizes:
            known = ", ".join(page.sizes) or "none"
            hint = did_you_mean(name, page.sizes)
            raise HandgradError(f"{page.name} has no size {name!r}{hint} (sizes: {known})")
        if type(size) is not int or size < 1 or size > MOST_ENTRIES:
            raise ValuesError(f"the size {name}", "a whole number from 1", in_brief(size))
    fixed = {**{n: s for n, s in page.sizes.items() if s is not None}, **given}
    taken = set(fixed.values())
    free = (size for size in chain((3, 2), count(4)) if size not in taken)
    for name in page.sizes:
        yield name, fixed[name] if name in fixed else next(free)
