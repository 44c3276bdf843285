"""A formula of entries as one of arrays: `sum_j W[k, j]*x[j]` is `W @ x`.

An index of the formula and an axis of an array are the same thing here, a *label*: a part is
laid out as an array whose rows run over one label and whose columns over another.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction

from handgrad.language import functions
from handgrad.language.fit import NOWHERE, Source, fitted
from handgrad.language.plain import plain
from handgrad.language.shape import Dimension, Shape
from handgrad.language.tree import (
    ONE,
    Call,
    Compare,
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
    children,
    walk,
    with_children,
)

_KEEP_SHAPE = ("softmax", "logsoftmax", "cumsum", "argmax")


@dataclass(frozen=True, slots=True)
class Laid:
    """A part as an array: what its rows and its columns run over, None for one of them."""

    tree: Node
    rows: str | None = None
    columns: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label in (self.rows, self.columns) if label is not None)

    def turned_to(self, rows: str | None, columns: str | None) -> Node:
        """The array with its rows and columns in this order."""
        is_turned = (self.rows, self.columns) != (None, None) and (
            (self.rows is not None and self.rows == columns != rows)
            or (self.columns is not None and self.columns == rows != columns)
        )
        return _transposed(self.tree) if is_turned else self.tree


def has_indices(tree: Node) -> bool:
    """Whether a formula speaks of entries by an index.

    >>> has_indices(Index(Name("x"), (Name("i"),)))
    True
    """
    return any(
        isinstance(node, Over)
        or (isinstance(node, Index) and any(isinstance(i, Name) for i in node.indices))
        for node in walk(tree)
    )


def array_form(tree: Node, shapes: Mapping[str, Shape], source: Source = NOWHERE) -> Node:
    """A formula without an index that has the value of this one.

    Raises FormulaError where it takes more than rows and columns.

    >>> w, x = (Index(Name(name), (Name("i"),)) for name in "wx")
    >>> plain(array_form(Over("sum", "i", w*x), {"w": ("n", 1), "x": ("n", 1)}))
    'sum(w*x)'
    """
    found = fitted(tree, shapes, source)
    if not has_indices(found.tree):
        return found.tree
    return _Layout(shapes, source).whole(found.tree)


def _transposed(tree: Node) -> Node:
    return tree.operand if isinstance(tree, Transpose) else Transpose(tree, tree.at)


@dataclass(slots=True)
class _Layout:
    shapes: Mapping[str, Shape]
    source: Source
    bound: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, Dimension] = field(default_factory=dict)

    def whole(self, tree: Node) -> Node:
        """A formula in which no index runs, as it stands in the text."""
        rows, columns = self.shape(tree)
        r, c = self.label(rows), self.label(columns)
        laid = self.laid(tree, r, c)
        wanted = [r if rows != 1 else None, c if columns != 1 else None]
        array = laid.turned_to(*wanted)
        if set(laid.labels) != {label for label in wanted if label is not None}:
            ones = tuple(map(_size, (rows, columns) if columns != 1 else (rows,)))
            array = Product(array, (("*", Call("ones", ones)),), tree.at)
        return array

    def label(self, size: Dimension) -> str:
        name = f"[{len(self.sizes)}]"
        self.sizes[name] = size
        return name

    def shape(self, node: Node) -> Shape:
        return fitted(node, self.shapes, self.source, running=self.bound).shape

    def refused(self, node: Node) -> Exception:
        return self.source.error(
            f"{plain(node)} takes more than rows and columns; write it with arrays", node.at
        )

    @contextmanager
    def running(self, index: str, label: str) -> Iterator[None]:
        before = dict(self.bound)
        self.bound[index] = label
        yield
        self.bound = before

    def laid(self, node: Node, r: str, c: str) -> Laid:
        """A part whose own rows and columns, where it has more than one, run over r and c."""
        if not has_indices(node):
            rows, columns = self.shape(node)
            return Laid(node, r if rows != 1 else None, c if columns != 1 else None)
        match node:
            case Transpose(operand):
                return self.laid(operand, c, r)
            case Product(first, rest) if any(sign == "@" for sign, _ in rest):
                return self.chain(first, rest, node, r, c)
            case Negative() | Sum() | Product() | Power() | Compare():
                return self.by_entry(node, [self.laid(part, r, c) for part in children(node)])
            case Index():
                return self.index(node, r, c)
            case Over("each", index, body):
                rows, _ = self.shape_under(node)
                with self.running(index, r):
                    return self.laid(body, *((c, r) if rows != 1 else (r, c)))
            case Over():
                return self.over(node, r, c)
            case Call(function, arguments):
                if function in functions.ELEMENTWISE or len(arguments) > 1:
                    parts = [self.laid(argument, r, c) for argument in arguments]
                    return self.by_entry(node, parts)
                return self.call(node, r, c)
        raise self.refused(node)

    def shape_under(self, node: Over) -> Shape:
        with self.running(node.index, ""):
            return self.shape(node.body)

    def by_entry(self, node: Node, parts: Sequence[Laid]) -> Laid:
        """What is done to each entry, once all parts are laid out in the same way."""
        labels = dict.fromkeys(label for part in parts for label in part.labels)
        if len(labels) > 2:
            raise self.refused(node)
        widest = max(parts, key=lambda part: len(part.labels))
        rows, columns = widest.rows, widest.columns
        for label in labels:
            if label not in (rows, columns):
                rows, columns = (label, columns) if rows is None else (rows, label)
        return Laid(
            with_children(node, tuple(part.turned_to(rows, columns) for part in parts)),
            rows,
            columns,
        )

    def chain(
        self, first: Node, rest: tuple[tuple[str, Node], ...], node: Product, r: str, c: str
    ) -> Laid:
        """A product with a matrix product in it, from left to right."""
        *before, (sign, last) = rest
        left = Product(first, tuple(before), node.at) if before else first
        if sign != "@":
            parts = [self.laid(left, r, c), self.laid(last, r, c)]
            return self.by_entry(Product(left, ((sign, last),), node.at), parts)
        inner = self.label(self.shape(left)[1])
        factors = [("*", self.laid(left, r, inner)), ("*", self.laid(last, inner, c))]
        return self.added_up(factors, inner, node)

    def index(self, node: Index, r: str, c: str) -> Laid:
        operand, places = node.operand, (*node.indices, None)[:2]
        numbers = tuple(i if isinstance(i, Number) else None for i in places)
        letters = [self.bound[i.name] if isinstance(i, Name) else None for i in places]
        if len(node.indices) == 1 and self.shape(operand)[1] != 1:
            raise self.refused(node)
        if any(numbers):
            if has_indices(operand):
                raise self.refused(node)
            picked = Index(operand, numbers[: len(node.indices)], node.at)
            rows, columns = self.shape(picked)
            return Laid(
                picked,
                (letters[0] or r) if rows != 1 else None,
                (letters[1] or c) if columns != 1 else None,
            )
        if letters[0] is not None and letters[0] == letters[1]:
            if has_indices(operand):
                raise self.refused(node)
            return Laid(Call("diag", (operand,), None, node.at), letters[0])
        return self.laid(operand, letters[0] or r, letters[1] or c)

    def over(self, node: Over, r: str, c: str) -> Laid:
        """A sum or a mean over an index."""
        if node.size is None:
            raise self.refused(node)
        label = self.label(node.size)
        with self.running(node.index, label):
            total = self.total(node.body, label, r, c)
        if node.function == "mean":
            size = _size(node.size)
            return replace(total, tree=Product(total.tree, (("/", size),), node.at))
        return total

    def total(self, node: Node, label: str, r: str, c: str) -> Laid:
        """The sum of a part over a label."""
        match node:
            case Negative(operand, at):
                total = self.total(operand, label, r, c)
                return replace(total, tree=Negative(total.tree, at))
            case Sum() if self.is_wide(node, r, c):
                parts = [self.total(term, label, r, c) for term in children(node)]
                return self.by_entry(node, parts)
        factors = [(sign, self.laid(part, r, c)) for sign, part in _factors(node)]
        return self.added_up(factors, label, node)

    def is_wide(self, node: Sum, r: str, c: str) -> bool:
        """Whether the terms of a sum have more labels together than rows and columns."""
        found = {label for term in children(node) for label in self.laid(term, r, c).labels}
        return len(found) > 2

    def added_up(self, factors: Sequence[tuple[str, Laid]], label: str, node: Node) -> Laid:
        """The sum of a product over a label, as a product of matrices where it is one."""
        inner = [(sign, part) for sign, part in factors if label in part.labels]
        outer = [(sign, part) for sign, part in factors if label not in part.labels]
        if not inner:
            return self.product([*outer, ("*", Laid(_size(self.sizes[label])))], node)
        others = dict.fromkeys(o for _, part in inner for o in part.labels if o != label)
        if len(others) > 2:
            raise self.refused(node)
        head = next(iter(others), None)
        left = [(sign, part) for sign, part in inner if head in part.labels]
        right = [(sign, part) for sign, part in inner if head not in part.labels]
        if head is None:
            tree = self.product(inner, node).tree
            if isinstance(tree, Call) and tree.function == "sum":
                (tree,) = tree.arguments
            total = Laid(Call("sum", (tree,), None, node.at))
        elif right:
            tail = next((o for o in others if o != head), None)
            first = self.product(left, node).turned_to(head, label)
            second = self.product(right, node).turned_to(label, tail)
            total = Laid(Product(first, (("@", second),), node.at), head, tail)
        else:
            array = self.product(left, node)
            down = array.rows == label
            tree = Call("sum", (array.tree,), 0 if down else 1, node.at)
            total = Laid(tree, None, head) if down else Laid(tree, head)
        return self.product([*_first_of(outer), ("*", total), *_rest_of(outer)], node)

    def product(self, factors: Sequence[tuple[str, Laid]], node: Node) -> Laid:
        """Factors multiplied entry by entry; two vectors along two labels, as a matrix."""
        (sign, first), *rest = factors
        if sign == "/":
            first, rest = Laid(ONE), list(factors)
        if not rest:
            return first
        whole = Product(first.tree, tuple((s, part.tree) for s, part in rest), node.at)
        return self.by_entry(whole, [first, *(part for _, part in rest)])

    def call(self, node: Call, r: str, c: str) -> Laid:
        """A function of a whole array, or of one vector for each value of an index."""
        (argument,) = node.arguments or (None,)
        if argument is None:
            raise self.refused(node)
        rows, columns = self.shape(argument)
        own = self.label(rows), self.label(columns)
        laid = self.laid(argument, *own)
        moving = [label for label in laid.labels if label not in own]
        kept_rows, kept_columns = self.shape(node)
        if not moving:
            tree = laid.turned_to(*own)
            return Laid(
                replace(node, arguments=(tree,)),
                r if kept_rows != 1 else None,
                c if kept_columns != 1 else None,
            )
        along = [label for label in laid.labels if label in own]
        keeps = node.function in _KEEP_SHAPE
        known = functions.FUNCTIONS.get(node.function)
        if len(along) != 1 or not (keeps or (known is not None and known.takes_axis)):
            raise self.refused(node)
        array = laid.turned_to(moving[0], along[0])
        tree = Call(node.function, (array,), 1, node.at)
        return Laid(tree, moving[0], (r if rows != 1 else c) if keeps else None)


def _size(size: Dimension) -> Node:
    return Name(size) if isinstance(size, str) else Number(Fraction(size))


def _factors(node: Node) -> Iterator[tuple[str, Node]]:
    """The factors of a product of numbers, those of its first factor among them."""
    if isinstance(node, Product) and all(sign != "@" for sign, _ in node.rest):
        yield from _factors(node.first)
        for sign, part in node.rest:
            yield from _factors(part) if sign == "*" else ((sign, part),)
    else:
        yield "*", node


def _first_of(factors: Sequence[tuple[str, Laid]]) -> Sequence[tuple[str, Laid]]:
    """The factors that are multiplied by, those in front of a total."""
    return [(sign, part) for sign, part in factors if sign == "*"]


def _rest_of(factors: Sequence[tuple[str, Laid]]) -> Sequence[tuple[str, Laid]]:
    return [(sign, part) for sign, part in factors if sign == "/"]
