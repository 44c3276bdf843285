"""The shape of every node, checked with the names of the sizes, not with their numbers.

A vector's column that does not fit where its row does is read as the row: `fitted` returns
the tree with that `.T` written in, so that the report can show it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from handgrad.errors import FormulaError, ShapeError, UnsettledError, did_you_mean
from handgrad.language import functions
from handgrad.language.index_ranges import Running, stacked
from handgrad.language.orientation import NOBODY, Fitted, advice, readings
from handgrad.language.plain import plain
from handgrad.language.shape import (
    MOST_ENTRIES,
    SCALAR,
    Dimension,
    Misfit,
    Shape,
    broadcast,
    describe,
    is_column,
    matrix_product_shape,
    product_of_dimensions,
    transposed_shape,
)
from handgrad.language.tree import (
    ONE,
    Call,
    Compare,
    Derivative,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Power,
    Product,
    Sum,
    Transpose,
    levels,
    names,
)

MOST_LEVELS = 120


class Source(NamedTuple):
    """The line a tree was read from, for errors that point at a place."""

    text: str = ""
    line: int = 1

    def error(
        self, message: str, at: int, *, shape: bool = False, is_open: bool = False
    ) -> FormulaError:
        kind = ShapeError if shape else UnsettledError if is_open else FormulaError
        return kind(message, text=self.text, line=self.line, column=at + 1)


NOWHERE = Source()


def fitted(
    tree: Node,
    shapes: Mapping[str, Shape],
    source: Source = NOWHERE,
    *,
    sizes: Mapping[str, int] = MappingProxyType({}),
    running: Iterable[str] = (),
    flat: bool = False,
) -> Fitted:
    """The tree with vectors turned where they must be, and its shape.

    `shapes` holds the shape of every name that may occur, `sizes` the numbers of the sizes,
    where they are known, for the range of an index; `running` are indices that run though no
    sum of the tree binds them; `flat` vectors are NumPy's, whose transpose is no row. Raises
    FormulaError for an unknown name or function, ShapeError
    for shapes that do not fit; both name line and column.

    >>> from handgrad.language.parser import parse
    >>> fitted(parse("X @ w"), {"X": ("N", "D"), "w": ("D", 1)}).shape
    ('N', 1)
    """
    if levels(tree) > MOST_LEVELS:
        message = f"the formula is nested too deeply, at most {MOST_LEVELS} levels are read"
        raise source.error(message, tree.at)
    return _Fitting(shapes, source, sizes, running, flat=flat).fit(tree)


def _is_by_entry(tree: Node) -> bool:
    return isinstance(tree, Call) and tree.function in functions.ELEMENTWISE


class _Fitting:
    def __init__(
        self,
        shapes: Mapping[str, Shape],
        source: Source,
        sizes: Mapping[str, int],
        running: Iterable[str],
        *,
        flat: bool,
    ) -> None:
        self.shapes, self.source, self.sizes, self.flat = shapes, source, sizes, flat
        self.running = Running(dict.fromkeys(running))
        self.by_entry = False

    def fit(self, node: Node) -> Fitted:
        found = self.fit_node(node)
        rows, columns = found.shape
        if isinstance(rows, int) and isinstance(columns, int) and rows * columns > MOST_ENTRIES:
            raise self.source.error(
                f"{describe(found.shape)} is too large, at most {MOST_ENTRIES} entries", node.at
            )
        return found

    def fit_node(self, node: Node) -> Fitted:
        match node:
            case Number():
                return Fitted(node, SCALAR)
            case Name():
                return Fitted(node, self.shape_of(node))
            case Negative(operand, at):
                tree, shape = self.fit(operand)
                return Fitted(Negative(tree, at), shape)
            case Transpose(operand, at):
                tree, shape = self.fit(operand)
                nobody = self.flat and is_column(shape)
                return Fitted(
                    Transpose(tree, NOBODY if nobody else at), transposed_shape(shape)
                )
            case Sum(first, rest, at) | Product(first, rest, at):
                return self.chain(type(node), first, rest, at)
            case Power():
                return self.power(node)
            case Compare(operator, left, right, at):
                one, other, shape = self.pair(operator, self.fit(left), self.fit(right), at)
                return Fitted(Compare(operator, one, other, at), shape)
            case Call():
                return self.call(node)
            case Index():
                return self.index(node)
            case Over():
                return self.over(node)
            case Derivative():
                return self.derivative(node)

    def shape_of(self, name: Name) -> Shape:
        if name.name in self.shapes:
            return self.shapes[name.name]
        if name.name in functions.CONSTANTS:
            return SCALAR
        if name.name in functions.NAMES:
            raise self.source.error(
                f"the function {name.name} needs an argument: {name.name}(...)", name.at
            )
        known = ", ".join(n for n in self.shapes if "/" not in n)
        hint = did_you_mean(name.name, self.shapes)
        raise self.source.error(f"unknown name '{name.name}'{hint} (known: {known})", name.at)

    def chain(
        self,
        kind: type[Sum] | type[Product],
        first: Node,
        rest: tuple[tuple[str, Node], ...],
        at: int,
    ) -> Fitted:
        before, is_product = self.by_entry, any(operator == "@" for operator, _ in rest)
        self.by_entry = self.by_entry and not is_product
        fitted_chain = self.links(kind, first, rest, at)
        self.by_entry = before
        return fitted_chain

    def links(
        self,
        kind: type[Sum] | type[Product],
        first: Node,
        rest: tuple[tuple[str, Node], ...],
        at: int,
    ) -> Fitted:
        head, shape = self.fit(first)
        links: list[tuple[str, Node]] = []
        for operator, operand in rest:
            before = kind(head, tuple(links), at) if links else head
            left, right, shape = self.pair(
                operator, Fitted(before, shape), self.fit(operand), operand.at
            )
            if left is not before:
                head, links = left, []
            links.append((operator, right))
        return Fitted(kind(head, tuple(links), at), shape)

    def power(self, node: Power) -> Fitted:
        """Entry by entry; of a square matrix only ^-1, the inverse, says what is meant.

        Inside a sum of all that a matrix holds its entries are meant, sum(E^2), as they are of
        a function of every entry, tanh(X)^2, and in NumPy.
        """
        base, exponent = self.fit(node.base), self.fit(node.exponent)
        rows, columns = base.shape
        by_entry = self.by_entry or self.flat or _is_by_entry(base.tree)
        if rows == columns != 1 and exponent.shape == SCALAR and not by_entry:
            if exponent.tree in (Negative(ONE), Number.of(-1)):
                return Fitted(Call("inv", (base.tree,), None, node.at), base.shape)
            shown = plain(base.tree)
            shown = shown if isinstance(base.tree, Name | Call) else f"({shown})"
            raise self.source.error(
                f"{plain(node)} of a square matrix: {shown} @ {shown}, or entry by entry "
                f"{shown}*{shown}?",
                node.at,
                shape=True,
            )
        left, right, shape = self.pair("^", base, exponent, node.at)
        return Fitted(Power(left, right, node.at), shape)

    def pair(self, operator: str, a: Fitted, b: Fitted, at: int) -> tuple[Node, Node, Shape]:
        """The operands of an operator, as they fit, and the shape of the result.

        In a product of matrices a derivative is its Jacobian if that fits.
        """
        whole = (self.as_jacobian(a), self.as_jacobian(b)) if operator == "@" else (a, b)
        for left, right in (*readings(operator, *whole), *readings(operator, a, b)):
            shape = (matrix_product_shape if operator == "@" else broadcast)(
                left.shape, right.shape
            )
            if shape is not None:
                return left.tree, right.tree, shape
        raise self.source.error(self.misfit(operator, *whole), at, shape=True)

    def as_jacobian(self, factor: Fitted) -> Fitted:
        """A derivative of a vector by one of its size, in a product of matrices."""
        match factor.tree:
            case Derivative(_, by, _, False) if is_column(factor.shape):
                if self.fit(by).shape == factor.shape:
                    return self.fit(replace(factor.tree, full=True))
            case Transpose(Derivative(_, _, _, False) as tree):
                return self.as_jacobian(Fitted(tree, transposed_shape(factor.shape))).turned()
        return factor

    def misfit(self, operator: str, a: Fitted, b: Fitted) -> str:
        if operator == "@" and SCALAR in (a.shape, b.shape):
            both = f"{plain(a.tree)} or {plain(b.tree)}"
            return f"@ multiplies matrices, {both} is a scalar: write *"
        left, right = (f"{plain(x.tree)} ({describe(x.shape)})" for x in (a, b))
        mending = advice(operator, a.shape, b.shape)
        return f"the shapes of {left} {operator} {right} do not fit{mending}"

    def call(self, node: Call) -> Fitted:
        arguments = self.arguments(node)
        try:
            function = functions.function_of(node)
            if function is None:
                known = functions.elsewhere(node.function)
                hint = did_you_mean(
                    known, (known,) if known in functions.NAMES else functions.NAMES
                )
                kind = "a name, not a function" if node.function in self.shapes else "unknown"
                raise Misfit(f"the function '{node.function}' is {kind}{hint}")
            if function.sized and self.sizes:
                self.check_sizes(node.arguments[function.arrays :])
            if node.axis is not None and not function.takes_axis:
                raise Misfit(f"{node.function} takes no axis")
            shape = function.shape(tuple(a.shape for a in arguments), node.axis)
        except Misfit as misfit:
            raise self.source.error(str(misfit), node.at) from None
        trees = tuple(a.tree for a in arguments)
        axis = self.axis(node, arguments[0].shape) if function.along else node.axis
        return Fitted(Call(node.function, trees, axis, node.at), shape)

    def arguments(self, node: Call) -> list[Fitted]:
        """The arguments of a call; what is summed or averaged is meant by its entries."""
        known, before = functions.FUNCTIONS.get(node.function), self.by_entry
        if known is not None and known.takes_axis:
            self.by_entry = True
        elif known is not None and not known.is_elementwise and not known.derivatives:
            self.by_entry = False
        found = [self.fit(argument) for argument in node.arguments]
        self.by_entry = before
        return found

    def check_sizes(self, arguments: tuple[Node, ...]) -> None:
        for name in sorted(names(Call("", arguments)) - self.sizes.keys()):
            raise Misfit(f"{name} is no size of the page ({', '.join(self.sizes)})")

    def axis(self, node: Call, shape: Shape) -> int | None:
        """The axis written in where a matrix happens to have one column only."""
        looks_like_a_vector = self.sizes.get(str(shape[1])) == 1
        return 1 if node.axis is None and looks_like_a_vector else node.axis

    def index(self, node: Index) -> Fitted:
        tree, shape = self.fit(node.operand)
        indices = node.indices
        if len(indices) == 1 and shape[0] == 1 and isinstance(indices[0], Name):
            indices = (Number(Fraction(0)), *indices)
        elif len(indices) == 1 and not is_column(shape):
            indices = (*indices, None)
        if len(indices) > 2 or shape == SCALAR:
            raise self.source.error(f"{describe(shape)} has no such index", node.at)
        for i, size in zip(indices, shape, strict=False):
            if isinstance(i, Name):
                self.run(i, size)
            else:
                self.check_index(i, self.sizes.get(str(size), size))
        chosen = zip(shape, (*indices, None), strict=False)
        kept = [size if i is None else 1 for size, i in chosen]
        return Fitted(Index(tree, indices, node.at), (kept[0], kept[1]))

    def check_index(self, index: Node | None, size: Dimension) -> None:
        """A whole number below the size, where that is known."""
        if index is None:
            return
        if not isinstance(index, Number) or index.value.denominator != 1:
            raise self.source.error("an index is a whole number, counted from 0", index.at)
        if isinstance(size, int) and index.value >= size:
            raise self.source.error(
                f"the index {index.value} is past the last, {size - 1}", index.at
            )

    def run(self, index: Name, size: Dimension) -> None:
        try:
            self.running.run(index.name, size)
        except Misfit as misfit:
            raise self.source.error(str(misfit), index.at, shape=True) from None

    def over(self, node: Over) -> Fitted:
        outer = self.running
        self.running = outer.inside(node.index, node.size)
        tree, shape = self.fit(node.body)
        try:
            size = self.running.size(node.index)
            if node.function == "each":
                shape = stacked(size, shape)
        except Misfit as misfit:
            raise self.source.error(str(misfit), node.at, shape=True) from None
        self.running = outer.after(self.running, node.index)
        return Fitted(replace(node, body=tree, size=size), shape)

    def derivative(self, node: Derivative) -> Fitted:
        """A number by anything, anything by a number, else entry by entry or a Jacobian."""
        if isinstance(node.of, Derivative):
            return self.second_derivative(node, node.of)
        of, by = self.fit(node.of), self.fit(node.by)
        tree = Derivative(of.tree, by.tree, node.at)
        if SCALAR not in (of.shape, by.shape) and (node.full or of.shape != by.shape):
            shape = product_of_dimensions(*of.shape), product_of_dimensions(*by.shape)
            return Fitted(replace(tree, full=True), shape)
        if of.shape == SCALAR or of.shape == by.shape:
            return Fitted(tree, by.shape)
        return Fitted(tree, of.shape)

    def second_derivative(self, node: Derivative, first: Derivative) -> Fitted:
        """Of a number: a row for each entry of one name, a column for each of the other."""
        of, rows, columns = self.fit(first.of), self.fit(first.by), self.fit(node.by)
        if of.shape != SCALAR:
            raise self.source.error(
                f"a second derivative is of a number, {plain(of.tree)} is {describe(of.shape)}",
                node.at,
                shape=True,
            )
        tree = Derivative(Derivative(of.tree, rows.tree, first.at), columns.tree, node.at, True)
        return Fitted(
            tree, (product_of_dimensions(*rows.shape), product_of_dimensions(*columns.shape))
        )
