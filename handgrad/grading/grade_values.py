"""A gradient that some program computed, as arrays: right within what rounding can explain?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite
from typing import Any

from handgrad.arithmetic import RATIONAL, decimal_arithmetic, to_binary32
from handgrad.arithmetic.rounding import Rounded, rounding_arithmetic
from handgrad.boundary import public
from handgrad.errors import EvaluationError, HandgradError, did_you_mean
from handgrad.grading.feedback import FULL, HINT, VERDICT
from handgrad.grading.findings import Counterexample, Evidence, Part
from handgrad.grading.keys import referee, with_key
from handgrad.grading.report import Report
from handgrad.hints import Hint
from handgrad.language.arrays import Array, Value, as_array, simplest
from handgrad.language.evaluate import evaluate
from handgrad.language.wording import value_text
from handgrad.mistakes.draft import with_drafts
from handgrad.mistakes.in_numbers import Suspicion
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import page_given
from handgrad.page.values import plain_value, read_values
from handgrad.referee.check_model import check_model
from handgrad.referee.directional import Point, extent, slope_by, unit
from handgrad.referee.environment import environment
from handgrad.referee.points import SEED
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, Comparison, judge, worst
from handgrad.visible import in_brief

DIGITS = 60
SPELLED = ("d{}", "dL/d{}", "dL_d{}", "grad_{}", "{}_grad", "{}.grad")
UNIT64, UNIT32 = 2.0**-53, 2.0**-24
EXPLAINED, CERTAIN = 16, 256
"""How many times the rounding of the page itself a gap may be, and must be to be wrong."""


@public
def grade_values(
    model: CheckedPage | str,
    at: Mapping[str, object],
    gradient: Mapping[str, object],
    *,
    wanted: Sequence[str] | str | None = None,
    accept: Sequence[str] = (),
    feedback: str = "full",
) -> Report:
    """Judge the gradient that a program computed at a point, entry by entry.

    `at` gives everything that the page declares, `gradient` maps parameters to numbers, nested
    lists or arrays. The truth has 60 digits; a gap is right where the rounding of float64 (of
    float32, where the arrays say so or every number is one) explains it, by a bound that runs
    along with the page, wrong where it is far outside, else undecided. Raises HandgradError for
    a point or a name that the page does not have.

    >>> grade_values("linear", {"w": 1, "x": 2, "y": 4}, {"w": -8.0}).verdict
    'right'
    >>> grade_values("linear", {"w": 1, "x": 2, "y": 4}, {"w": -4.0}).hints[0].id
    'convention'
    """
    page = page_given(model)
    point = read_values(page.declarations, page.dimensions, at, RATIONAL, where="at")
    given = _given(page, gradient)
    asked = _asked(page, wanted, given)
    truth = _Truth(with_drafts(page), point)
    judged = [_part(truth, name, given.get(name), tuple(accept), feedback) for name in asked]
    verdict = worst([part.verdict for part in judged]) if judged else INVALID
    right = [part for part in judged if part.verdict == RIGHT]
    counted = len(asked) if wanted else len(page.parameters)
    report = Report(
        model=page.name,
        verdict=verdict,
        score=len(right) / counted if judged else 0.0,
        method_score=len(right) / len(judged) if judged else 0.0,
        complete=given.keys() >= page.parameters.keys(),
        review=tuple(part.name for part in judged if part.verdict == UNDECIDED),
        parts=tuple(judged),
        problem="" if judged else f"no gradient was given for {', '.join(page.parameters)}",
        hints=_of_all(judged),
    )
    report = with_key(report, referee(page, SEED))
    return report if feedback == FULL else replace(report, notes=())


def _of_all(parts: Sequence[Part]) -> tuple[Hint, ...]:
    return tuple({hint: None for part in parts for hint in part.hints})


def _given(page: CheckedPage, gradient: object) -> dict[str, object]:
    if not isinstance(gradient, Mapping):
        if len(page.parameters) != 1:
            known = ", ".join(page.parameters)
            raise HandgradError(f"gradient: a mapping of {known} to values was expected")
        [name] = page.parameters
        return {name: gradient}
    found = {}
    for key, value in gradient.items():
        name = _meant(page, str(key)) or ""
        if not name:
            hint, known = did_you_mean(str(key), page.parameters), ", ".join(page.parameters)
            raise HandgradError(
                f"gradient: {page.name} has no {in_brief(str(key))}{hint} ({known})"
            )
        if name in found:
            raise HandgradError(f"gradient: that by {name} is given twice")
        found[name] = value
    return found


def _meant(page: CheckedPage, key: str) -> str | None:
    """The name whose derivative a key stands for: w, dw, dL/dw, grad_w, w_grad, w.grad."""
    known = [name for name in page.shapes if name not in page.sizes and "/" not in name]
    if key in known:
        return key
    forms = (*SPELLED, f"d{page.loss_name}/d{{}}")
    meant = {name for name in known for form in forms if form.format(name) == key}
    return meant.pop() if len(meant) == 1 else None


def _asked(
    page: CheckedPage, wanted: Sequence[str] | str | None, given: Mapping[str, object]
) -> tuple[str, ...]:
    if wanted == "all":
        return tuple(page.parameters)
    if wanted is None:
        return tuple(given)
    for name in wanted:
        if name not in page.parameters:
            hint = did_you_mean(name, page.parameters)
            raise HandgradError(f"wanted: {page.name} has no parameter {name!r}{hint}")
    return tuple(wanted)


class _Truth:
    """The right derivatives at a point, and how far rounding can take a program from them."""

    def __init__(self, page: CheckedPage, point: Point) -> None:
        self.page, self.point = page, point
        self.key = check_model(page)
        self.values = environment(page, point, DIGITS)
        self.bounds: dict[float, dict[str, Any]] = {}

    def right(self, name: str) -> Array:
        """The derivative by a name: the key's where it is verified, else by differences."""
        derivative = self.page.derivative_name(name)
        if self.key.verdict == RIGHT and derivative in self.values:
            return as_array(self.values[derivative])
        rows, columns = extent(self.page, name)
        numbers = decimal_arithmetic(DIGITS)
        slopes = [
            slope_by(self.page, self.point, name, unit(rows, columns, k)).value
            for k in range(rows * columns)
        ]
        with numbers.working():
            return Array(rows, columns, [numbers.convert(slope) for slope in slopes])

    def bound(self, name: str, unit_roundoff: float) -> list[float]:
        """How far the rounding of the page takes each entry; of no bound, infinity."""
        if unit_roundoff not in self.bounds:
            self.bounds[unit_roundoff] = self.rounded(unit_roundoff)
        right = self.right(name)
        found = self.bounds[unit_roundoff].get(self.page.derivative_name(name))
        if found is None:
            return [inf] * len(right.entries)
        largest = max(abs(float(entry)) for entry in right.entries)
        return [
            entry.error + unit_roundoff * largest if isinstance(entry, Rounded) else inf
            for entry in as_array(found).entries
        ]

    def rounded(self, unit_roundoff: float) -> dict[str, Any]:
        """Every value of the page with a bound on its rounding, where it has one.

        A loss that rounding takes out of its domain, log(1 - p), does not hinder p - y.
        """
        numbers = rounding_arithmetic(unit_roundoff)
        found: dict[str, Any] = {
            name: _converted(value, numbers.convert) for name, value in self.point.items()
        }
        found |= {name: numbers.convert(size) for name, size in self.page.sizes.items()}
        for formula in (*self.page.steps, *self.page.derivatives):
            try:
                found[formula.name] = evaluate(formula.tree, found, numbers)
            except (EvaluationError, ArithmeticError):
                continue
        return found


def _converted(value: Value, convert: Any) -> Value:
    if isinstance(value, Array):
        return value._replace(entries=[convert(entry) for entry in value.entries])
    return convert(value)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A value as a program gave it: its rows, and the rounding of its arithmetic."""

    array: Array
    unit: float


def _part(
    truth: _Truth, name: str, value: object, accept: tuple[str, ...], feedback: str
) -> Part:
    """The verdict on the gradient by one name."""
    target = truth.page.derivative_name(name)
    part = Part(name, INVALID, target)
    if value is None:
        return replace(part, note=f"{target} is not given")
    try:
        given = _numbers(name, value)
    except HandgradError as error:
        return replace(part, note=str(error))
    right = truth.right(name)
    part = replace(part, given=_shown(given.array))
    fitting = _fitting(given.array, right)
    if fitting is None:
        return _of_another_shape(truth, part, given, right, feedback)
    comparisons, digits = _compared(fitting, right, truth.bound(name, given.unit))
    part = replace(part, verdict=judge(comparisons), evidence=_evidence(given, digits))
    if part.verdict == UNDECIDED:
        note = "a gap is larger than rounding explains, and too small to be sure of"
        return replace(part, note=note)
    if part.verdict == RIGHT:
        return part
    suspicion = _suspicion(truth, name, fitting, right, given.unit)
    for convention in suspicion.conventions() if accept else ():
        if convention in accept:
            return replace(
                part, verdict=judge([Comparison(True)]), note=f"accepted as {convention}"
            )
    proof = Counterexample(truth.point, simplest(fitting), simplest(right))
    hints = () if feedback == VERDICT else suspicion.hints()
    return _told(replace(part, counterexample=proof, hints=hints), feedback)


def _told(part: Part, feedback: str) -> Part:
    if feedback == FULL:
        return part
    hints = part.hints if feedback == HINT else ()
    return replace(part, counterexample=None, hints=hints, evidence=None)


def _numbers(name: str, value: object) -> _Numbers:
    """A value as rows of floats; raises HandgradError for what is no array of numbers."""
    kind = str(getattr(value, "dtype", ""))
    rows = plain_value(value)
    if not isinstance(rows, list | tuple):
        array = Array(1, 1, [_number(name, rows)])
    elif not any(isinstance(row, list | tuple) for row in map(plain_value, rows)):
        array = Array(len(rows), 1, [_number(name, entry) for entry in rows])
    else:
        table = [plain_value(row) for row in rows]
        widths = {len(row) if isinstance(row, list | tuple) else 0 for row in table}
        if len(widths) != 1 or 0 in widths:
            raise HandgradError(f"gradient[{name!r}]: rows of one length were expected")
        entries = [_number(name, entry) for row in table for entry in row]  # type: ignore[attr-defined]
        array = Array(len(table), widths.pop(), entries)
    if not array.entries:
        raise HandgradError(f"gradient[{name!r}] is empty")
    long = [entry for entry in array.entries if to_binary32(entry) != entry]
    is_short = "float32" in kind or (
        not long and "float64" not in kind and not _is_whole(array)
    )
    return _Numbers(array, UNIT32 if is_short else UNIT64)


def _is_whole(array: Array) -> bool:
    """Whether all entries are exact in few bits, which tells nothing of the arithmetic."""
    return all((entry * 2**12).is_integer() for entry in array.entries)


def _number(name: str, value: object) -> float:
    value = plain_value(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        raise HandgradError(f"gradient[{name!r}]: a number was expected, got {value!r:.60}")
    if not isfinite(value):
        raise HandgradError(f"gradient[{name!r}] has an entry that is {value}")
    return float(value)


def _shown(array: Array) -> str:
    return value_text(array.entries[0] if len(array.entries) == 1 else array)


def _fitting(given: Array, right: Array) -> Array | None:
    """The value in the shape of the derivative; a column or a row will do for a vector."""
    if (given.rows, given.columns) == (right.rows, right.columns):
        return given
    is_vector = 1 in (right.rows, right.columns) and 1 in (given.rows, given.columns)
    if is_vector and len(given.entries) == len(right.entries):
        return Array(right.rows, right.columns, given.entries)
    return None


def _compared(
    given: Array, right: Array, bounds: Sequence[float]
) -> tuple[list[Comparison], float]:
    """A comparison an entry, and the digits to which they agree."""
    found = []
    largest = max(abs(Fraction(entry)) for entry in right.entries)
    worst_gap = Fraction(0)
    for entry, true, bound in zip(given.entries, right.entries, bounds, strict=True):
        gap = abs(Fraction(entry) - Fraction(true))
        worst_gap = max(worst_gap, gap)
        if gap <= EXPLAINED * bound:
            found.append(Comparison(True if isfinite(bound) else None))
        else:
            found.append(Comparison(False if gap > CERTAIN * bound else None))
    digits = 17.0 if not worst_gap else -_log10(worst_gap / largest if largest else worst_gap)
    return found, max(0.0, digits)


def _log10(value: Fraction) -> float:
    return float(Decimal(value.numerator).log10() - Decimal(value.denominator).log10())


def _evidence(given: _Numbers, digits: float) -> Evidence:
    arithmetic = "float32" if given.unit == UNIT32 else "float64"
    return Evidence(arithmetic, 1, digits=int(digits))


def _suspicion(
    truth: _Truth, name: str, given: Array, right: Array, unit_roundoff: float
) -> Suspicion:
    page = truth.page
    others = {other: truth.right(other) for other in page.parameters if other != name}
    relative = Fraction(2**10 * unit_roundoff)

    def looks_like(value: Array) -> bool:
        if (value.rows, value.columns) != (given.rows, given.columns):
            return False
        largest = max(abs(Fraction(entry)) for entry in value.entries)
        pairs = zip(given.entries, value.entries, strict=True)
        return all(abs(Fraction(a) - Fraction(b)) <= relative * largest for a, b in pairs)

    return Suspicion(page, truth.point, name, given, right, others, looks_like)


def _of_another_shape(
    truth: _Truth, part: Part, given: _Numbers, right: Array, feedback: str
) -> Part:
    """A value that does not have the shape of the derivative."""
    shapes = (
        f"{part.target} is {right.rows} x {right.columns}, "
        f"this is {given.array.rows} x {given.array.columns}"
    )
    hints = _suspicion(truth, part.name, given.array, right, given.unit).hints()
    verdict = judge([Comparison(False, shapes_fit=False)])
    return _told(replace(part, verdict=verdict, note=shapes, hints=hints), feedback)
