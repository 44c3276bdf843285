"""An implementation on trial: what it computes, what it claims, and what must be said of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from random import Random
from typing import Any

from handgrad.language.arrays import nested
from handgrad.model import Model
from handgrad.referee import points
from handgrad.referee.function import Check, check_gradient
from handgrad.verdict import RIGHT, WRONG

Values = Mapping[str, Any]
# The loss, and the backward pass that claims its derivatives.
Run = Callable[[Values], tuple[Any, Callable[[], Values]]]
AGREEING_DIGITS = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The derivatives of `run` by the names `by`, at the first of some `points`.

    `told` are words that the report must contain. Where a `page` covers the implementation,
    its loss and gradient are held against the page's at all points. `array` and `entrywise`
    are those of `check_gradient`.
    """

    package: str
    name: str
    run: Run
    by: Sequence[str]
    points: Sequence[Values]
    page: Model | None = None
    expected: str = RIGHT
    told: str = ""
    array: Callable[[Any], Any] | None = None
    entrywise: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found; `page` is None where no page covers the implementation."""

    case: Case
    check: Check
    page: tuple[bool, str] | None

    @property
    def as_expected(self) -> bool:
        right = self.case.expected == RIGHT
        return (
            self.check.verdict == self.case.expected
            and self.case.told in str(self.check)
            and (self.page is None or self.page[0] == right)
        )


def on_page(
    package: str, name: str, run: Run, page: Model, given: Values | None = None, **options: Any
) -> Case:
    """A case at the test points of a page; `given` replaces some of its data."""
    values = [{**_floats(page, p), **(given or {})} for p in points.points_of(page).values]
    return Case(
        package=package,
        name=name,
        run=run,
        by=tuple(page.parameters),
        points=values,
        page=page,
        **options,
    )


def at_random(
    package: str,
    name: str,
    run: Run,
    shapes: Mapping[str, tuple[int, ...]],
    by: Sequence[str] = (),
    **options: Any,
) -> Case:
    """A case at one random point, where no page covers it; by everything unless it is said."""
    generator = Random(7)
    values = {key: _drawn(shape, generator) for key, shape in shapes.items()}
    return Case(
        package=package, name=name, run=run, by=by or tuple(shapes), points=[values], **options
    )


def judged(case: Case, *, quick: bool = False) -> Outcome:
    """The case before `check_gradient`, and before its page."""
    first = case.points[0]

    def call(values: Values) -> tuple[Any, Callable[[], Values]]:
        return case.run({**_made(case, first), **values})

    check = check_gradient(
        lambda values: call(values)[0],
        lambda values: {key: call(values)[1]()[key] for key in case.by},
        {key: first[key] for key in case.by},
        array=case.array,
        nearby=not quick,
        entrywise=case.entrywise,
    )
    return Outcome(case, check, _beside_page(case, quick=quick) if case.page else None)


def _beside_page(case: Case, *, quick: bool) -> tuple[bool, str]:
    """Whether loss and gradient are the page's at its points, and the digits or the gap."""
    assert case.page is not None
    fewest = 16.0
    for values in case.points[: 1 if quick else None]:
        loss, backward = case.run(_made(case, values))
        digits = {"loss": _digits([float(loss)], [case.page.loss(values)])}
        claimed, key = backward(), case.page.gradient(values)
        for name in case.by:
            digits[f"dL/d{name}"] = _digits(_flat(claimed[name]), _flat(key[name]))
        worst = min(digits, key=lambda name: digits[name])
        if digits[worst] < AGREEING_DIGITS:
            return False, f"{worst} is not that of page {case.page.name}"
        fewest = min(fewest, digits[worst])
    return True, f"page {case.page.name} to {fewest:.0f} digits"


def _digits(claimed: Sequence[float], key: Sequence[float]) -> float:
    """How many digits of the largest entry agree; shapes that differ agree on none."""
    if len(claimed) != len(key):
        return 0.0
    largest = max(map(abs, key)) or 1.0
    gap = max(abs(a - b) for a, b in zip(claimed, key, strict=True)) / largest
    return min(16.0, -log10(gap)) if gap else 16.0


def evidence(outcome: Outcome) -> str:
    """The evidence in one line: how it is known, or how far off and what it looks like."""
    check = outcome.check
    if check.verdict == RIGHT:
        parts = [check.rung + (f" to {check.digits:.0f} digits" if check.digits else "")]
    elif check.verdict == WRONG:
        wrong = [f for f in check.findings if f.agrees is False]
        parts = [f"{f.name}: {f.claimed:.6g}, measured {f.measured:.6g}" for f in wrong[:1]]
    else:
        parts = list(check.reasons[:1])
    parts += [hint.text for hint in check.hints]
    if outcome.page:
        parts.append(outcome.page[1])
    return "; ".join(parts)


def _made(case: Case, values: Values) -> dict[str, Any]:
    """Values as the implementation wants them; always fresh."""
    make = case.array or _copied
    return {k: make(v) if isinstance(v, list) else v for k, v in values.items()}


def _copied(value: Any) -> Any:
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _floats(page: Model, values: Values) -> dict[str, Any]:
    def number(value: Any) -> Any:
        return [number(item) for item in value] if isinstance(value, list) else float(value)

    return {name: number(nested(value, page.rank(name))) for name, value in values.items()}


def _drawn(shape: tuple[int, ...], generator: Random) -> Any:
    if shape:
        return [_drawn(shape[1:], generator) for _ in range(shape[0])]
    return (0.2 + 1.3 * generator.random()) * (1 if generator.random() < 0.5 else -1)


def _flat(value: Any) -> list[float]:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return [number for part in value for number in _flat(part)]
    return [float(value)]
