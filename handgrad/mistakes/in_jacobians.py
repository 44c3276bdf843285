"""Which mistake a wrong Jacobian or Hessian looks like, by its values at two points."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handgrad.errors import FormulaError
from handgrad.hints import Hint
from handgrad.language.arrays import Array, Value, as_array, transpose
from handgrad.language.fit import fitted
from handgrad.language.plain import plain, plain_number
from handgrad.language.shape import SCALAR, Shape, is_column
from handgrad.language.tree import (
    ONE,
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Number,
    Over,
    Power,
    Product,
    Transpose,
    rewrite,
    walk,
)
from handgrad.mistakes.building import sized
from handgrad.page.checked_page import CheckedPage

CLOSE = Decimal(10) ** -40
BY_ROWS = "right where the entries of a matrix are counted along its rows, not down its columns"
_SIMPLE = 24
"""The largest numerator and denominator of a factor that is named."""


def jacobian_hints(
    values: Sequence[tuple[Value, Value]], counts: Mapping[str, int]
) -> Iterator[Hint]:
    """The hints that fit at every point: of what is given, and of what is right.

    `counts` are sizes that the page takes means over.
    """
    pairs = [(as_array(given), as_array(right)) for given, right in values]
    for id_, words, fits in _LOOKS:
        if pairs and all(fits(given, right) for given, right in pairs):
            yield Hint(id_, words)
    factors = {_factor(given, right) for given, right in pairs}
    factor = factors.pop() if len(factors) == 1 else None
    if factor not in (None, 1):
        words = f"{plain_number(factor)} times the right value"
        for size, number in counts.items():
            if factor == number:
                words += f": is 1/{size} missing?"
            elif factor == Fraction(1, number):
                words += f": is 1/{size} there twice?"
        yield Hint("constant-factor", words)


def counts(model: CheckedPage) -> Mapping[str, int]:
    """The sizes that a page takes means over: those it divides by, and those of a mean."""
    found: dict[str, int] = {}
    for tree in (step.tree for step in model.steps):
        named = {node.name for node in walk(tree) if isinstance(node, Name)}
        of_means = [n for n in walk(tree) if isinstance(n, Call) and n.function == "mean"]
        for mean in of_means:
            shape = fitted(mean.arguments[0], model.shapes).shape
            named |= {dimension for dimension in shape if isinstance(dimension, str)}
        found |= {size: number for size, number in model.sizes.items() if size in named}
    return found


def with_pairs(tree: Node, shapes: Mapping[str, Shape]) -> Iterator[tuple[Hint, Node]]:
    """What an answer would be with outer products, or a delta, where that has its shape."""
    for hint, other in _edited(tree, shapes):
        with suppress(FormulaError):
            found = fitted(other, shapes)
            if found.shape == fitted(tree, shapes).shape:
                yield hint, found.tree


def _edited(tree: Node, shapes: Mapping[str, Shape]) -> Iterator[tuple[Hint, Node]]:
    for part in dict.fromkeys(walk(tree)):
        match part:
            case Product(Transpose(Name(name) as v), (("@", w),)) if v == w:
                said = "a number"
            case Product(Name(name) as v, (("*", w),)) if v == w:
                said = "a vector"
            case Power(Name(name) as v, Number(two)) if two == 2:
                said = "a vector"
            case _:
                continue
        if is_column(shapes.get(name, SCALAR)):
            outer = v @ Transpose(v)
            words = f"{plain(part)} is {said}: the products of all pairs are {plain(outer)}"
            yield (
                Hint("outer-product", words),
                rewrite(tree, lambda n, p=part, o=outer: o if n == p else n),  # type: ignore[misc]
            )
    match tree:
        case Over("each", i, Over("each", j, _, other), size) if size and size == other:
            delta = Index(Call("eye", (sized((size,)),)), (Name(i), Name(j)))
            words = f"1 stands where delta_{i}{j} belongs: it is 1 for {i} = {j} only"
            yield Hint("no-delta", words), rewrite(tree, lambda n: delta if n == ONE else n)


def by_rows(model: CheckedPage, target: Derivative) -> Node | None:
    """The same derivative where the entries of a matrix are counted along its rows.

    None where there is no matrix with rows and columns.
    """
    of = target.of.by if isinstance(target.of, Derivative) else target.of
    turns = [_commutation(model, part) for part in (of, target.by)]
    if turns == [None, None]:
        return None
    left, right = turns
    tree: Node = target if left is None else left @ target
    return tree if right is None else tree @ Transpose(right)


def _commutation(model: CheckedPage, part: Node) -> Node | None:
    shape = model.shapes.get(part.name) if isinstance(part, Name) else None
    if shape is None or 1 in shape:
        return None
    return Call("commutation", tuple(sized((dimension,)) for dimension in shape))


def without_bending(model: CheckedPage, target: Derivative) -> Iterator[tuple[str, Node]]:
    """The Gauss-Newton matrix of a Hessian by every value on the way, with its name."""
    if not isinstance(target.of, Derivative) or target.of.by != target.by:
        return
    loss = target.of.of
    for step in model.steps[:-1]:
        if is_column(model.shapes[step.name]):
            r = Name(step.name)
            slope = Derivative(r, target.by, full=True)
            bend = Derivative(Derivative(loss, r), r, full=True)
            yield step.name, Transpose(slope) @ bend @ slope


def _alike(a: Array, b: Array) -> bool:
    if (a.rows, a.columns) != (b.rows, b.columns):
        return False
    largest = max(map(abs, (*a.entries, *b.entries)))
    gaps = (abs(x - y) for x, y in zip(a.entries, b.entries, strict=True))
    return bool(max(gaps) <= CLOSE * largest)


def _is_transposed(given: Array, right: Array) -> bool:
    return not _alike(given, right) and _alike(given, as_array(transpose(right)))


def _is_negative(given: Array, right: Array) -> bool:
    return _alike(given, Array(right.rows, right.columns, [-e for e in right.entries]))


def _on_diagonal(array: Array) -> Array:
    kept = [e if k % (array.columns + 1) == 0 else 0 * e for k, e in enumerate(array.entries)]
    return Array(array.rows, array.columns, kept)


def _is_diagonal_only(given: Array, right: Array) -> bool:
    is_square = right.rows == right.columns > 1
    return is_square and not _alike(given, right) and _alike(given, _on_diagonal(right))


def _is_diagonal_as_vector(given: Array, right: Array) -> bool:
    if right.rows != right.columns or given.columns != 1 or given.rows != right.rows:
        return False
    return _alike(given, Array(right.rows, 1, list(right.entries[:: right.rows + 1])))


def _is_on_every_entry(given: Array, right: Array) -> bool:
    """Whether one number stands too much beside the diagonal, and none on it."""
    if (given.rows, given.columns) != (right.rows, right.columns) or right.rows < 2:
        return False
    if _is_diagonal_only(given, right):
        return False
    gaps = [x - y for x, y in zip(given.entries, right.entries, strict=True)]
    gap = Array(given.rows, given.columns, gaps)
    extra = gaps[1]
    ones = [0 * extra if k % (gap.columns + 1) == 0 else extra for k in range(len(gaps))]
    return bool(abs(extra) > CLOSE) and _alike(gap, Array(gap.rows, gap.columns, ones))


def _factor(given: Array, right: Array) -> Fraction | None:
    """One simple number by which everything is too large, None where there is none."""
    if (given.rows, given.columns) != (right.rows, right.columns):
        return None
    largest: Any = max(right.entries, key=abs)
    if not largest:
        return None
    ratio = given.entries[list(right.entries).index(largest)] / largest
    factor = Fraction(ratio).limit_denominator(_SIMPLE)
    if factor == 0 or abs(factor.numerator) > _SIMPLE or factor == -1:
        return None
    scale = Decimal(factor.numerator) / factor.denominator
    scaled = Array(right.rows, right.columns, [e * scale for e in right.entries])
    return factor if _alike(given, scaled) else None


_LOOKS: tuple[tuple[str, str, Callable[[Array, Array], bool]], ...] = (
    ("transposed", "the transpose: here rows are what is differentiated", _is_transposed),
    ("sign", "the negative of the right value", _is_negative),
    (
        "diagonal-only",
        "right on the diagonal only: every value depends on every other",
        _is_diagonal_only,
    ),
    (
        "diagonal-as-vector",
        "the diagonal as a vector: a Jacobian is a matrix, write diag(...)",
        _is_diagonal_as_vector,
    ),
    (
        "every-entry",
        "a number is added to every entry where it belongs on the diagonal: write it times I",
        _is_on_every_entry,
    ),
)
