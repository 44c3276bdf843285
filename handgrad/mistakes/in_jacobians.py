"""Which mistake a wrong Jacobian or Hessian looks like, by its values at two points."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handgrad.hints import Hint
from handgrad.language.arrays import Array, Value, as_array, transpose
from handgrad.language.plain import plain_number
from handgrad.language.shape import is_column
from handgrad.language.tree import Call, Derivative, Name, Node, Transpose
from handgrad.mistakes.building import sized
from handgrad.page.checked_page import CheckedPage

CLOSE = Decimal(10) ** -40
BY_ROWS = "right where the entries of a matrix are counted along its rows, not down its columns"
_SIMPLE = 24
"""The largest numerator and denominator of a factor that is named."""

Pair = tuple[Array, Array]


def jacobian_hints(values: Sequence[tuple[Value, Value]]) -> Iterator[Hint]:
    """The hints that fit at every point: of what is given, and of what is right."""
    pairs = [(as_array(given), as_array(right)) for given, right in values]
    for id_, words, fits in _LOOKS:
        if pairs and all(fits(given, right) for given, right in pairs):
            yield Hint(id_, words)
    factors = {_factor(given, right) for given, right in pairs}
    factor = factors.pop() if len(factors) == 1 else None
    if factor not in (None, 1):
        yield Hint("constant-factor", f"{plain_number(factor)} times the right value")


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
