"""Which mistake a gradient of numbers looks like: the known formulas, valued at the point.

The words and ids are those of formulas; what only arrays can have wrong comes after them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handgrad.errors import HandgradError
from handgrad.hints import Hint
from handgrad.language.arrays import Array, Value, as_array, transpose
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.mistakes import conventions_of
from handgrad.mistakes.known import KnownMistake, mistakes
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import Point
from handgrad.referee.environment import Environment, arithmetic_for, environment
from handgrad.regex import regex

DIGITS = 60
MOST_HINTS = 4
NOTHING = 1e-12
FEW_DIGITS = 2
# Hints that are true of a number whatever it was computed by.
_PLAIN = regex(
    r"half of |(?:2|minus 2) times |the negative of |the factor .* is missing|this is d"
)


@dataclass(frozen=True)
class Suspicion:
    """A gradient of numbers by one name, and which values it may be taken for.

    `looks_like` says whether a value is the one given, within what rounding can explain.
    """

    page: CheckedPage
    point: Point
    name: str
    given: Array
    right: Array
    others: dict[str, Array]
    looks_like: Callable[[Array], bool]

    def hints(self) -> tuple[Hint, ...]:
        """The mistakes whose value this is, an id once, the known formulas first.

        A number of a digit or two is the value of many formulas by chance: of it only what is
        plain of the number itself is said, and that one factor is missing.
        """
        known = [m.hint for m in self.known()]
        if self.is_short():
            known = [hint for hint in known if _PLAIN.match(hint.text)]
        found: dict[str, Hint] = {}
        for hint in (*known, *self.patterns()):
            found.setdefault(hint.id, hint)
        return tuple(found.values())[:MOST_HINTS]

    def is_short(self) -> bool:
        """Whether what is given has a digit or two in all."""
        return sum(map(_digits, self.given.entries), 0) <= FEW_DIGITS

    def conventions(self) -> tuple[str, ...]:
        """The names of the conventions under which this value is right."""
        found = []
        if self.looks_like(as_array(transpose(self.right))) and not self.is_vector():
            found.append("transpose")
        for mistake in self.known():
            tree = fitted(parse(mistake.formula), self.page.shapes).tree
            known = conventions_of(self.page, self.name, tree)
            found += [c.name for c in known if c.is_open]
        return tuple(dict.fromkeys(found))

    def looks_like_zero(self) -> bool:
        """Whether every entry is 0, or what rounding leaves of it."""
        least = max(abs(float(entry)) for entry in self.right.entries) * NOTHING
        return all(abs(float(entry)) <= least for entry in self.given.entries)

    def is_vector(self) -> bool:
        return 1 in (self.right.rows, self.right.columns)

    def known(self) -> Iterator[KnownMistake]:
        """The known mistakes of the page that have this value here."""
        numbers = arithmetic_for(DIGITS)
        values = environment(self.page, self.point, DIGITS)
        for mistake in _mistakes(self.page):
            if mistake.name != self.name:
                continue
            try:
                with numbers.working():
                    tree = fitted(parse(mistake.formula), self.page.shapes).tree
                    value = as_array(evaluate(tree, values, numbers))
            except HandgradError:
                continue
            if self.looks_like(value):
                yield mistake

    def patterns(self) -> Iterator[Hint]:
        """What only arrays can have wrong."""
        given, right = self.given, self.right
        if self.looks_like_zero():
            yield Hint("zero", "every entry is 0: not worked out, or set to zero afterwards")
        for name, other in self.others.items():
            if name != self.name and self.looks_like(other):
                yield Hint("wrong-variable", f"this is the derivative by {name}")
        if self.looks_like(as_array(transpose(right))) and not self.is_vector():
            yield Hint("transposed", "the transpose of the right value")
        if _shape(given) != _shape(right):
            return
        yield from self.of_rows()
        for count in (2, 3):
            if self.looks_like(_scaled(right, count)):
                text = f"{count} times the right value: gradients added up, not set to zero?"
                yield Hint("accumulated", text)
        if self.looks_like(_reversed(right)):
            yield Hint("reversed", "the entries stand in reverse order")
        yield from self.without_one_sample()

    def of_rows(self) -> Iterator[Hint]:
        """Rows or columns that are zero, or stand in another order."""
        for what, given, right in (
            ("row", self.given, self.right),
            ("column", as_array(transpose(self.given)), as_array(transpose(self.right))),
        ):
            if right.rows < 2:
                continue
            zero = [i for i in range(right.rows) if not any(given.row(i)) and any(right.row(i))]
            kept = _without_rows(right, zero)
            looked = kept if what == "row" else as_array(transpose(kept))
            if zero and self.looks_like(looked):
                places = ", ".join(map(str, zero))
                yield Hint("missing-block", f"{what} {places} is 0: its gradient is missing")
            order = self.order(given, right)
            if order is not None:
                yield Hint("permuted", f"the {what}s stand in another order: {order}")

    def order(self, given: Array, right: Array) -> list[int] | None:
        """Which row of the right value each given row is, if they are all there, mixed up."""
        found = []
        for i in range(given.rows):
            near = [
                j
                for j in range(right.rows)
                if _close(given.row(i), right.row(j), right.entries)
            ]
            if len(near) != 1:
                return None
            found += near
        is_mixed = sorted(found) == list(range(right.rows)) and found != sorted(found)
        return found if is_mixed else None

    def without_one_sample(self) -> Iterator[Hint]:
        """The sum over the samples, one of them left out."""
        for count, shares in _shares(self.page, self.point, self.name):
            for sample, share in enumerate(shares):
                if self.looks_like(_minus(self.right, share)):
                    text = f"sample {sample} of {count} is missing from the sum"
                    yield Hint("missing-sample", text)


def _mistakes(page: CheckedPage) -> list[KnownMistake]:
    if "known mistakes" not in page.cache:
        page.cache["known mistakes"] = mistakes(page)
    found: list[KnownMistake] = page.cache["known mistakes"]
    return found


def _shares(page: CheckedPage, point: Point, name: str) -> Iterator[tuple[int, list[Array]]]:
    """What each sample adds to a gradient, for each size that the data are counted by."""
    for size, count in page.sizes.items():
        counted = [n for n, d in page.declarations.items() if size in d.dimensions]
        is_counting = counted and all(
            n in page.data and page.declarations[n].dimensions[0] == size for n in counted
        )
        if not is_counting or count < 2:
            continue
        try:
            one = type(page).from_text(page.text, **{**page.sizes, size: 1})
            alone = [_gradient_at(one, _sample(point, counted, i), name) for i in range(count)]
        except HandgradError:
            continue
        total = alone[0]
        for more in alone[1:]:
            total = _minus(total, _scaled(more, -1))
        whole = _gradient_at(page, point, name)
        for part in (1, count):
            if _close(total.entries, _scaled(whole, part).entries, whole.entries):
                yield count, [_divided(share, part) for share in alone]


def _gradient_at(page: CheckedPage, point: Point, name: str) -> Array:
    values: Environment = environment(page, point, DIGITS)
    if page.derivative_name(name) not in values:
        raise HandgradError(f"no derivative by {name}")
    return as_array(values[page.derivative_name(name)])


def _sample(point: Point, counted: Sequence[str], index: int) -> Point:
    def row(value: Value) -> Value:
        array = as_array(value)
        return Array(1, array.columns, list(array.row(index)))

    return {n: row(v) if n in counted else v for n, v in point.items()}


def _digits(entry: Any) -> int:
    """How many digits a number is written with, at least one.

    >>> _digits(-12), _digits(0.5), _digits(400), _digits(0)
    (2, 1, 1, 1)
    """
    digits = f"{abs(float(entry)):.12e}".partition("e")[0].replace(".", "").rstrip("0")
    return max(1, len(digits))


def _shape(array: Array) -> tuple[int, int]:
    return array.rows, array.columns


def _scaled(array: Array, factor: int) -> Array:
    return array._replace(entries=[factor * entry for entry in array.entries])


def _divided(array: Array, factor: int) -> Array:
    return array._replace(entries=[entry / factor for entry in array.entries])


def _minus(left: Array, right: Array) -> Array:
    pairs = zip(left.entries, right.entries, strict=True)
    return left._replace(entries=[a - b for a, b in pairs])


def _reversed(array: Array) -> Array:
    return array._replace(entries=list(array.entries)[::-1])


def _without_rows(array: Array, rows: Sequence[int]) -> Array:
    width = array.columns
    return array._replace(
        entries=[0 if i // width in rows else e for i, e in enumerate(array.entries)]
    )


def _close(left: Sequence[Any], right: Sequence[Any], scale: Sequence[Any]) -> bool:
    """Whether entries agree to some seven digits of the largest of all."""
    most = max(map(abs, scale), default=0)
    pairs = zip(left, right, strict=True)
    return all(abs(float(a) - float(b)) <= 1e-7 * float(most) for a, b in pairs)
