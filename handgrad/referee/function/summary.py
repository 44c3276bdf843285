"""What all trials together say: the verdict, its evidence, and what the mistake looks like."""

from collections.abc import Sequence
from math import log10

from handgrad.hints import Hint
from handgrad.referee.function.check import Check, Discrepancy
from handgrad.referee.function.claimed import scale
from handgrad.referee.function.gradient_patterns import fitting_patterns
from handgrad.referee.function.measurement import Measurement
from handgrad.referee.function.small_gaps import diagnose_small_gap, rough_claim
from handgrad.referee.function.subject import BudgetSpent
from handgrad.referee.function.trial import Setting, Trial
from handgrad.verdict import WRONG, Comparison, judge


def summarise(
    setting: Setting,
    trials: Sequence[Trial],
    near: Sequence[Trial],
    doubts: Sequence[str],
    warnings: Sequence[str],
    *,
    seed: int,
    negligible: float,
) -> Check:
    """The check of a gradient, from what was seen at the points asked for and near them."""
    everything = [*trials, *near]
    agreements = [a for trial in everything for a in trial.agreements()]
    if doubts:
        agreements = [None]
    verdict = judge([Comparison(a) for a in agreements])
    subject, visible = setting.subject, smallest_visible_error(trials)
    return Check(
        verdict=verdict,
        reasons=tuple(dict.fromkeys([*doubts, *_reasons(trials, near)])),
        rung=trials[0].view.name,
        rungs=tuple(setting.rungs.items()),
        points=len(everything),
        entries=len(subject.layout.names),
        digits=_digits(trials),
        evaluations=subject.evaluations,
        gradient_calls=subject.gradient_calls,
        smallest_visible_error=visible,
        findings=tuple(f for k, t in enumerate(everything) for f in _discrepancies(t, k)),
        hints=tuple(_hints(setting, everything, verdict, doubts)),
        warnings=tuple(dict.fromkeys([*warnings, *_too_small(trials, visible)])),
        negligible=_neglected(everything, negligible),
        still=len([i for d, m in trials[0].parts if m.still and m.hidden for i, _ in d]),
        seed=seed,
    )


def _hints(
    setting: Setting, everything: Sequence[Trial], verdict: str, doubts: Sequence[str]
) -> list[Hint]:
    if doubts:
        return []
    failed = next((t for t in everything if False in t.agreements()), None)
    if verdict != WRONG or failed is None:
        return rough_claim(everything[0])
    if failed.hint:
        return [failed.hint]
    setting.subject.say("looking for what the mistake looks like")
    try:
        return diagnose_small_gap(failed, everything) or fitting_patterns(
            setting, failed, everything
        )
    except BudgetSpent:
        return []


def _reasons(trials: Sequence[Trial], near: Sequence[Trial]) -> list[str]:
    here = [reason for trial in trials for reason in trial.reasons()]
    return here + [f"at a point nearby: {r}" for trial in near for r in trial.reasons()]


def _discrepancies(trial: Trial, point: int) -> list[Discrepancy]:
    """The entries that do not agree, the widest gap first."""
    claim = trial.view.claim
    found = [
        Discrepancy(
            name=claim.subject.layout.names[i],
            index=i,
            point=point,
            agrees=slope.agrees,
            claimed=slope.claimed / unit,
            measured=None if slope.measured is None else slope.measured / unit,
            error_bar=None if slope.bound is None else slope.bound / unit,
            bars=slope.gap / slope.bound if slope.bound else None,
            reason=slope.reason,
        )
        for i, slope in trial.entries().items()
        if slope.agrees is not True
        for unit in (scale(claim.point[i]),)
    ]
    return sorted(found, key=lambda f: (f.agrees is None, -(f.bars or 0.0)))


def _digits(trials: Sequence[Trial]) -> float | None:
    """The digits to which the slopes were compared, the fewest of all."""
    digits = [
        -log10(slope.bound / max(abs(slope.claimed), abs(slope.measured)))
        for trial in trials
        for _, slope in (trial.whole,)
        if slope.bound and slope.measured and slope.agrees is not None
    ]
    return max(round(min(digits), 1), 0.0) if digits else None


def smallest_visible_error(trials: Sequence[Trial]) -> tuple[float, ...]:
    """By entry the smallest error that would have been seen, at the best of the points."""
    best = [float("inf")] * len(trials[0].view.claim.point)
    for trial in trials:
        for direction, slope in (trial.whole, *trial.parts):
            for i, u in direction:
                if slope.bound is not None and slope.measured is not None:
                    # What agrees can hide in the gap that was taken for rounding.
                    unseen = slope.bound + (slope.gap if slope.agrees else 0.0)
                    best[i] = min(best[i], unseen / abs(u))
    return tuple(best)


def _too_small(trials: Sequence[Trial], visible: Sequence[float]) -> list[str]:
    """How many entries are smaller than the error that would have been seen in them."""
    values = trials[0].view.claim.values
    unseen = {i for d, m in trials[0].parts if m.hidden and not m.still for i, _ in d}
    small = [i for i, v in enumerate(values) if (v or i in unseen) and visible[i] >= abs(v)]
    if not small or len(trials) > 1:
        return []
    name = trials[0].view.claim.subject.layout.names[small[0]]
    return [
        f"{len(small)} of {len(values)} entries (such as {name}) are too small to be seen from "
        "here: an error of their own size would not have been noticed"
    ]


def _neglected(everything: Sequence[Trial], negligible: float) -> float | None:
    """The part of the gradient that was passed over, if anything was."""
    seen: list[Measurement] = [m for t in everything for _, m in (t.whole, *t.parts)]
    return negligible if any(m.neglected for m in seen) else None
