"""What a program that is run claims of the derivatives of a page, at any point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from handgrad.arithmetic import Arithmetic, decimal_arithmetic
from handgrad.errors import EvaluationError
from handgrad.grading.claims import MISFIT, Claim
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.tree import Derivative, Name, Node
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.answers.run_program import page_names
from handgrad.reading.code.answers.without_guards import without_guards
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.syntax.statements import Statement
from handgrad.reading.code.values.scope import PageNames, VectorConvention
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.run.entrywise import Site, Sites
from handgrad.reading.run.ndarray import NDArray, from_entries
from handgrad.reading.run.page_values import PageValues
from handgrad.reading.run.program_run import Told, run_at
from handgrad.referee.environment import Environment, Place
from handgrad.referee.spans import DIGITS

BUT_FOR_GUARDS = "right but for guards against a division by zero, which change the value"
_CLOSE = Decimal("1e-30")
ONLY_COLUMNS = "1-D arrays do not fit in this program, and with columns"
Mended = Mapping[int, tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class ProgramReading:
    """One way to take the vectors and the labels of a page in a program.

    It `recycles` vectors as R does.
    """

    vectors: VectorConvention
    has_labels: bool
    recycles: bool = False


@dataclass
class ProgramOnPage:
    """A program on a page under one reading, and what came of its runs.

    `seen` is what each of them looked at to choose its way; `allowed` are the derivatives that
    it may lean on; `targets` are the right answers under another convention.
    """

    model: CheckedPage
    names: PageNames
    statements: Sequence[Statement]
    allowed: frozenset[str]
    reading: ProgramReading
    forced: Mapping[Site, bool] = field(default_factory=dict)
    mended: Mended = field(default_factory=dict)
    targets: Mapping[str, Node] = field(default_factory=dict)
    known: dict[tuple[int, str, int], tuple[Any, dict[str, Told]]] = field(default_factory=dict)
    seen: dict[int, tuple[Environment, Sites]] = field(default_factory=dict)

    def at(self, values: Environment, numbers: Arithmetic) -> dict[str, Told]:
        """The derivatives that the program gives where the page has these values."""
        key = (id(values), numbers.name, id(numbers))
        if key not in self.known:
            sites = Sites(forced=dict(self.forced), recycles=self.reading.recycles)
            try:
                found = run_at(
                    self.statements, self.names, values, numbers, allowed=self.allowed,
                    has_labels=self.reading.has_labels, sites=sites, mended=self.mended,
                )  # fmt: skip
            except NotPython as error:
                raise EvaluationError(str(error)) from error
            self.known[key] = (numbers, values), found
            self.seen[id(values)] = values, sites
        return self.known[key][1]

    def target(self, key: str) -> Node:
        """What is right for a name."""
        return self.targets.get(key) or target_of(self.model, key)

    def is_like(self, other: "ProgramOnPage", values: Environment) -> bool:
        """Whether this takes all that the other one used of the page in the same way."""
        page = PageValues(self.names, values, self.allowed, has_labels=self.reading.has_labels)
        try:
            return all(
                getattr(page.value(name.partition(":")[0]), "shape", ()) == shape
                and (":" in name) == (f"{name.partition(':')[0]}: labels" in page.made)
                for _, sites in other.seen.values()
                for name, shape in sites.shapes.items()
            )
        except NotPython:
            return False

    def factor(self, key: str, place: Place) -> Decimal | None:
        """How many times the right derivative this is to 30 digits, None for no multiple."""
        numbers = decimal_arithmetic(DIGITS)
        try:
            given, right = map(as_array, self.claim(key).values(place(DIGITS), numbers))
        except EvaluationError:
            return None
        pairs = [(x, y) for x, y in zip(given.entries, right.entries, strict=True) if x or y]
        if not pairs or not all(x and y for x, y in pairs):
            return None
        with numbers.working():
            found: Decimal = pairs[0][0] / pairs[0][1]
            is_one = all(abs(x / y - found) < abs(found) * _CLOSE for x, y in pairs)
            return found if is_one else None

    @property
    def steps(self) -> int:
        """How many operations a run takes."""
        return max((sites.spent for _, sites in self.seen.values()), default=0)

    def right(self, key: str, values: Environment, like: Any, factor: int) -> Any:
        """The right value times a factor in the shape that the program has, None for none."""
        numbers = decimal_arithmetic(values.digits or DIGITS)
        with numbers.working():
            found = as_array(evaluate(self.target(key), values, numbers))
            entries = [factor * entry for entry in found.entries]
        if not isinstance(like, NDArray):
            return entries[0] if len(entries) == 1 else None
        return from_entries(entries, like.shape, "f") if len(entries) == like.size else None

    def claim(self, *keys: str) -> "ProgramClaim":
        """What the program says of derivatives."""
        return ProgramClaim(self.target(keys[0]), Name(keys[0]), program=self, keys=keys)


@dataclass(frozen=True, slots=True)
class ProgramClaim(Claim):
    """That what a program computes under some names are the derivatives that they say."""

    program: ProgramOnPage = field(kw_only=True)
    keys: tuple[str, ...] = field(kw_only=True)

    def values(self, known: Environment, numbers: Arithmetic) -> tuple[Value, Value]:
        """What the program gives, in the shape of what is right, and that; several in a row."""
        told = self.program.at(known, numbers)
        if not told.keys() >= set(self.keys):
            raise EvaluationError("the program gives it no value here")
        with numbers.working():
            right = [evaluate(self.program.target(k), known, numbers)
                     for k in self.keys]  # fmt: skip
            given = [laid(told[k].value, r, numbers)
                     for k, r in zip(self.keys, right, strict=True)]  # fmt: skip
        for key in self.keys:
            if told[key].other is not None:
                raise EvaluationError(f"{key} has one value by its name, another in a table")
            if self.program.names.is_flattened(key, getattr(told[key].value, "shape", ())):
                raise EvaluationError(f"{ONLY_COLUMNS} {key} is no column")
        return (given[0], right[0]) if len(self.keys) == 1 else (_joint(given), _joint(right))


def _joint(values: Sequence[Value]) -> Value:
    entries = [entry for value in values for entry in as_array(value).entries]
    return Array(len(entries), 1, entries)


def target_of(model: CheckedPage, key: str) -> Node:
    """The derivative of a name: the page's formula, or what differences say."""
    if key in model.shapes:
        return Name(key)
    of, _, by = key[1:].partition("/d")
    return Derivative(Name(of), Name(by))


def laid(value: Any, right: Value, numbers: Arithmetic) -> Value:
    """What a program computed, in the shape of the derivative; a row will do for a vector."""
    value = _as_one(value)
    entries = value.entries() if isinstance(value, NDArray) else [value]
    if not all(isinstance(x, int | Decimal) for x in entries):
        raise EvaluationError("this is no number")
    found: list[Any] = [numbers.convert(x) if isinstance(x, int) else x for x in entries]
    if not all(x.is_finite() for x in found):
        raise EvaluationError("an entry is given no value")
    wanted = as_array(right)
    shape = value.shape if isinstance(value, NDArray) else ()
    long = [size for size in shape if size != 1]
    if len(shape) > 2 or long != [n for n in (wanted.rows, wanted.columns) if n != 1]:
        raise EvaluationError(MISFIT)
    return Array(wanted.rows, wanted.columns, found) if isinstance(right, Array) else found[0]


def size_of(value: Any) -> int:
    """How many entries a value of a program has."""
    value = _as_one(value)
    return value.size if isinstance(value, NDArray) else 1


def _as_one(value: Any) -> Any:
    """A list of numbers, or of lists of them, as an array."""
    if not isinstance(value, list) or not value:
        return value
    parts = [_as_one(part) for part in value]
    shapes = {part.shape if isinstance(part, NDArray) else () for part in parts}
    if len(shapes) > 1:
        return value
    entries = [x for p in parts for x in (p.entries() if isinstance(p, NDArray) else [p])]
    return from_entries(entries, (len(parts), *shapes.pop()), "f")


def program_under(
    reading: ProgramReading,
    model: CheckedPage,
    vocabulary: Vocabulary,
    text: str,
    statements: Sequence[Statement],
    allowed: frozenset[str],
) -> ProgramOnPage:
    """A program on a page, as a reading takes its vectors and labels."""
    known = vocabulary._replace(numbers=model.sizes)
    names = page_names(statements, text, known, reading.vectors)
    return ProgramOnPage(model, names, statements, allowed, reading)


def unguarded_program(program: ProgramOnPage) -> ProgramOnPage | None:
    """The program without guards such as `+ 1e-8`, None for one that has none."""
    bare = without_guards(program.statements)
    return None if bare is None else replace(program, statements=bare, known={}, seen={})


def comparable(told: Told) -> object:
    """What a program tells in a form that can be compared: shapes aside that say nothing."""
    value = told.value
    if isinstance(value, NDArray):
        long = [size for size in value.shape if size != 1]
        return (long, value.entries()) if long else value.entries()[0]
    return value


def as_floats(value: object) -> object:
    """Nested lists of numbers as floats."""
    return list(map(as_floats, value)) if isinstance(value, list) else float(value)  # type: ignore[arg-type]
