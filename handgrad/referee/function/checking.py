"""`check_gradient`: is this the gradient of that function?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import log10
from random import Random
from typing import Any

from handgrad.boundary import calling_back, whole_number
from handgrad.errors import ValuesError
from handgrad.referee.function.check import Check, Finding, Hint
from handgrad.referee.function.claimed import Claim, scale
from handgrad.referee.function.float_steps import FloatView
from handgrad.referee.function.many_digits import DigitsView
from handgrad.referee.function.nested import ArrayMaker, Layout, Refused, plain, read_at
from handgrad.referee.function.patterns import diagnose, rough_claim
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.trial import Bench, Trial, first_trial, second_trial
from handgrad.verdict import INVALID, WRONG, Comparison, judge
from handgrad.visible import in_brief

# How far away a point nearby is, as a part of the size of each argument.
NEAR = 0.1
LARGEST_SEED = 2**64


@calling_back
def check_gradient(
    f: Callable[..., Any],
    gradient: Callable[..., Any],
    at: Any,
    *,
    points: Iterable[Any] | None = None,
    array: ArrayMaker | None = None,
    nearby: bool = True,
    entrywise: bool | None = None,
    seed: int = 0,
) -> Check:
    """Whether `gradient` is the gradient of `f`: right, wrong, undecided or invalid, with why.

    `at` is a number, a nested list, a mapping of those, or an array with `.tolist()`; a tuple
    is a list of positional arguments. `f(values)` answers with a number, `gradient(values)`
    with the shapes of `at`. More `points` are judged together with `at`, and each also at a
    point of its own nearby unless `nearby` is off. `array` (`numpy.asarray`, say) makes the
    nested lists what the functions want. `entrywise` measures every entry, or none but those
    that fail; without it that depends on the evidence.

    A `gradient` of another shape or type, not finite, or that raises is `invalid`. Raises
    ValuesError for arguments of this function that cannot be used.

    >>> check = check_gradient(lambda v: v[0] ** 2 * v[1], lambda v: [2 * v[0] * v[1], v[0]],
    ...                        [1.0, 2.0])
    >>> check.verdict, check.findings[0].name
    ('wrong', 'x[1]')
    """
    for name, function in (("f", f), ("gradient", gradient), ("array", array)):
        if not callable(function) and not (name == "array" and function is None):
            raise ValuesError(name, "callable", f"a {type(function).__name__}")
    whole_number("seed", seed, 0, LARGEST_SEED)
    layout, start = read_at(at)
    places = [start, *(_same_layout(layout, p, i) for i, p in enumerate(_listed(points)))]
    bench = Bench(Subject(f, gradient, layout, array), Random(seed), entrywise)
    trials: list[Trial] = []
    near: list[Trial] = []
    warnings: list[str] = []
    try:
        for place in places:
            trials.append(first_trial(bench, _claim(bench, place, seed)))
            if nearby:
                near += _near_trials(bench, trials[-1], seed, warnings)
            else:
                warnings += _special(layout, place)
        doubts = _repeat(bench, trials)
    except Refused as refusal:
        return _finish(bench, Check(INVALID, (str(refusal),), seed=seed))
    doubts += _stairs(bench, trials, near)
    return _finish(bench, _verdict(bench, trials, near, doubts, warnings, seed))


def _listed(points: object) -> list[object]:
    if points is None:
        return []
    points = plain(points)
    if isinstance(points, str | bytes | Mapping) or not isinstance(points, Iterable):
        raise ValuesError("points", "a list of points, each as at", in_brief(points))
    return list(points)


def _same_layout(layout: Layout, point: Any, index: int) -> list[float]:
    other, numbers = read_at(point)
    if other.template != layout.template:
        raise ValuesError(f"points[{index}]", "of the same shape as at", "another shape")
    return numbers


def _claim(bench: Bench, point: Sequence[float], seed: int) -> Claim:
    value = bench.subject.watched_value(point)
    return Claim(bench.subject, point, value, bench.subject.claim(point), seed)


def _near_trials(bench: Bench, trial: Trial, seed: int, warnings: list[str]) -> list[Trial]:
    """The trial at a point in general position nearby, as far away as f has values."""
    refused = ""
    for distance in (NEAR, NEAR / 100, NEAR / 1e4):
        point = _near(trial.view.claim.point, distance, bench.rng)
        try:
            value = bench.subject.value(point)
            claim = Claim(bench.subject, point, value, bench.subject.claim(point), seed)
            return [second_trial(bench, claim, trial)]
        except Refused as refusal:
            refused = str(refusal)
    warnings.append(f"no point nearby could be judged: {refused}")
    return []


def _near(point: Sequence[float], distance: float, rng: Random) -> list[float]:
    return [
        x + scale(x) * distance * (0.2 + 0.8 * rng.random()) * (1 if rng.random() < 0.5 else -1)
        for x in point
    ]


def _special(layout: Layout, point: Sequence[float]) -> list[str]:
    """What is special about a point, where wrong formulas can agree with right ones."""
    found = [
        f"{name} is {x:g}"
        for name, x in zip(layout.names, point, strict=True)
        if x in (0, 1, -1)
    ]
    if len(set(point)) < len(point):
        found.append("some entries are equal")
    if not found:
        return []
    shown = ", ".join(found[:4])
    return [f"a point in special position ({shown}): a wrong gradient can be right just here"]


def _repeat(bench: Bench, trials: Sequence[Trial]) -> list[str]:
    """The functions called again at the first point, after calls elsewhere."""
    claim = trials[0].view.claim
    value, values = bench.subject.value(claim.point), bench.subject.claim(claim.point)
    doubts = []
    if value != claim.value:
        doubts.append(
            f"f answers differently when called again: {claim.value!r}, then {value!r}"
        )
    for name, old, new in zip(bench.subject.layout.names, claim.values, values, strict=True):
        if old != new:
            doubts.append(
                f"gradient answers differently when called again: {old!r}, then "
                f"{new!r} for {name}"
            )
            break
    return doubts


def _stairs(bench: Bench, trials: Sequence[Trial], near: Sequence[Trial]) -> list[str]:
    """A function that is constant in tiny steps but not in others rounds inside."""
    for trial in trials:
        view = trial.view
        if not isinstance(view, DigitsView) or not view.still:
            continue
        beside = [t.view for t in near if isinstance(t.view, DigitsView)]
        if any(not v.still for v in beside):
            continue
        if beside and all(v.claim.value == view.claim.value for v in beside):
            continue
        floats = FloatView(bench.subject, view.claim, bench.rng)
        slope = floats.survey(trial.together[0][0])
        if slope.measured is None or abs(slope.measured) > 3 * (slope.bound or 0.0):
            return ["f is constant in tiny steps and not in others: it rounds inside"]
    return []


def _verdict(
    bench: Bench,
    trials: Sequence[Trial],
    near: Sequence[Trial],
    doubts: Sequence[str],
    warnings: Sequence[str],
    seed: int,
) -> Check:
    everything = [*trials, *near]
    agreements = [a for trial in everything for a in trial.agreements()]
    if doubts:
        agreements = [None]
    verdict = judge([Comparison(a) for a in agreements])
    failed = next((t for t in everything if False in t.agreements()), None)
    hints: list[Hint] = (
        diagnose(bench, failed, everything)
        if verdict == WRONG and failed
        else []
        if doubts
        else rough_claim(trials[0])
    )
    return Check(
        verdict=verdict,
        reasons=tuple(dict.fromkeys([*doubts, *_reasons(trials, near)])),
        rung=trials[0].view.name,
        points=len(everything),
        digits=_digits(trials),
        smallest_visible_error=_visible(trials),
        findings=tuple(f for k, t in enumerate(everything) for f in _findings(bench, t, k)),
        hints=tuple(hints),
        warnings=tuple(dict.fromkeys(warnings)),
        seed=seed,
    )


def _reasons(trials: Sequence[Trial], near: Sequence[Trial]) -> list[str]:
    here = [reason for trial in trials for reason in trial.reasons()]
    return here + [f"at a point nearby: {r}" for trial in near for r in trial.reasons()]


def _findings(bench: Bench, trial: Trial, point: int) -> list[Finding]:
    """The entries that do not agree, the widest gap first."""
    found = [
        Finding(
            name=bench.subject.layout.names[i],
            index=i,
            point=point,
            agrees=slope.agrees,
            claimed=trial.view.claim.values[i],
            measured=None if slope.measured is None else slope.measured / unit,
            error_bar=None if slope.bound is None else slope.bound / unit,
            bars=slope.gap / slope.bound if slope.bound else None,
            reason=slope.reason,
        )
        for i, slope in trial.entries.items()
        if slope.agrees is not True
        for unit in (scale(trial.view.claim.point[i]),)
    ]
    return sorted(found, key=lambda f: (f.agrees is None, -(f.bars or 0.0)))


def _digits(trials: Sequence[Trial]) -> float | None:
    """The digits to which the slopes were compared, the fewest of all."""
    digits = [
        -log10(slope.bound / max(abs(slope.claimed), abs(slope.measured)))
        for trial in trials
        for slope in (s for _, s in trial.together)
        if slope.bound and slope.measured and slope.agrees is not None
    ]
    return max(round(min(digits), 1), 0.0) if digits else None


def _visible(trials: Sequence[Trial]) -> tuple[float, ...]:
    """By entry the smallest error that would have been seen, at the best of the points."""
    best = [float("inf")] * len(trials[0].view.claim.point)
    for trial in trials:
        for direction, slope in trial.together:
            for i, u in direction:
                if slope.bound is not None:
                    best[i] = min(best[i], slope.bound / abs(u))
        for i, slope in trial.entries.items():
            if slope.bound is not None:
                best[i] = min(best[i], slope.bound / scale(trial.view.claim.point[i]))
    return tuple(best)


def _finish(bench: Bench, check: Check) -> Check:
    return replace(
        check,
        rungs=tuple(bench.rungs.items()),
        entries=len(bench.subject.layout.names),
        evaluations=bench.subject.evaluations,
        gradient_calls=bench.subject.gradient_calls,
    )
