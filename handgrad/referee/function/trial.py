"""One point on trial: the strongest rung that answers, then the entries that fail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from handgrad.referee.function.claimed import Claim, Direction, scale
from handgrad.referee.function.complex_step import ComplexView
from handgrad.referee.function.float_steps import FloatView
from handgrad.referee.function.many_digits import DigitsView
from handgrad.referee.function.nested import Refused
from handgrad.referee.function.slope import Slope
from handgrad.referee.function.subject import Subject

View = DigitsView | ComplexView | FloatView
# Up to this many parameters a function of floats is measured entry by entry.
ENTRYWISE = 200
# More directions than one where rounding could hide an error in one of them.
DIRECTIONS = 3
# Wrong entries to locate.
LOCATED = 10
# Nearby, a claim must only be seen to be no coincidence.
NEARBY_SMALL = 1e-4


@dataclass(slots=True)
class Trial:
    """What was seen at one point: a slope for all together, and slopes of single entries."""

    view: View
    together: list[tuple[Direction, Slope]] = field(default_factory=list)
    entries: dict[int, Slope] = field(default_factory=dict)
    trouble: str = ""

    def agreements(self) -> list[bool | None]:
        """What each comparison says; entries that all agree outweigh a direction in doubt."""
        singles = [slope.agrees for slope in self.entries.values()]
        groups = [slope.agrees for _, slope in self.together]
        if len(singles) == len(self.view.claim.point):
            groups = [g for g in groups if g is False]
        return [*groups, *singles, *([None] if self.trouble else [])]

    def reasons(self) -> list[str]:
        """Why something is in doubt."""
        names = self.view.claim.subject.layout.names
        singles = [f"{names[i]}: {s.reason}" for i, s in self.entries.items() if s.reason]
        groups = [s.reason for _, s in self.together if s.reason]
        return [r for r in [self.trouble, *(singles or groups)] if r]


@dataclass(slots=True)
class Bench:
    """How to judge: the functions, the random generator, and the rungs as they were found."""

    subject: Subject
    rng: Random
    entrywise: bool | None
    rungs: dict[str, str] = field(default_factory=dict)

    def direction(self, point: Sequence[float], entries: Sequence[int]) -> Direction:
        """A random direction that moves these entries, each by a share of its own size."""
        if len(entries) == 1:
            return [(i, scale(point[i])) for i in entries]
        rng = self.rng
        return [
            (i, scale(point[i]) * (0.5 + rng.random()) * (1 if rng.random() < 0.5 else -1))
            for i in entries
        ]


def first_trial(bench: Bench, claim: Claim) -> Trial:
    """The trial at a point that the caller named, on the strongest rung that answers."""
    direction = bench.direction(claim.point, range(len(claim.point)))
    view, slope = _strongest(bench, claim, direction)
    trial = Trial(view, [(direction, slope)], trouble=view.trouble)
    if isinstance(view, DigitsView):
        trial.trouble = view.float_fault()
    _look_closer(bench, trial)
    return trial


def second_trial(bench: Bench, claim: Claim, first: Trial) -> Trial:
    """The trial at a point nearby, on the same rung; entries only if none failed before."""
    direction = bench.direction(claim.point, range(len(claim.point)))
    view: View
    if isinstance(first.view, DigitsView):
        view = DigitsView(bench.subject, claim)
        slope = view.glance(direction)
    elif isinstance(first.view, ComplexView):
        view = ComplexView(bench.subject, claim)
        slope = view.slope(direction)
    else:
        view = FloatView(bench.subject, claim, bench.rng, NEARBY_SMALL)
        slope = view.survey(direction)
    trial = Trial(view, [(direction, slope)], trouble=view.trouble)
    if False not in first.agreements():
        _look_closer(bench, trial)
    return trial


def _strongest(bench: Bench, claim: Claim, direction: Direction) -> tuple[View, Slope]:
    digits = _try(bench, DigitsView(bench.subject, claim), direction)
    if digits is not None:
        if digits[1].measured is not None:
            return digits
        floats = _try(bench, FloatView(bench.subject, claim, bench.rng), direction)
        return floats if floats and floats[1].agrees is not None else digits
    stepped = _try(bench, ComplexView(bench.subject, claim), direction)
    if stepped is not None and stepped[1].agrees is not None:
        return stepped
    view = FloatView(bench.subject, claim, bench.rng)
    slope = view.survey(direction)
    bench.rungs[view.name] = _outcome(slope)
    return view, slope


def _try(bench: Bench, view: View, direction: Direction) -> tuple[View, Slope] | None:
    try:
        slope = view.survey(direction)
    except Refused as refusal:
        bench.rungs[view.name] = f"not to be had: {refusal}"
        return None
    bench.rungs[view.name] = _outcome(slope)
    return view, slope


def _outcome(slope: Slope) -> str:
    if slope.agrees is None:
        return f"does not tell: {slope.reason}"
    return "agrees" if slope.agrees else "disagrees"


def _look_closer(bench: Bench, trial: Trial) -> None:
    """Entry by entry where that is asked for or due, else only to locate a failure."""
    view, count = trial.view, len(trial.view.claim.point)
    by_floats = isinstance(view, FloatView)
    if count == 1:
        trial.entries[0] = trial.together[0][1]
        return
    if bench.entrywise or (by_floats and count <= ENTRYWISE and bench.entrywise is None):
        trial.entries = {i: _single(view, i) for i in range(count)}
        return
    if by_floats:
        for _ in range(DIRECTIONS - 1):
            direction = bench.direction(view.claim.point, range(count))
            trial.together.append((direction, view.slope(direction)))
    if any(slope.agrees is not True for _, slope in trial.together):
        trial.entries = locate(bench, view)


def _single(view: View, entry: int) -> Slope:
    return view.slope([(entry, scale(view.claim.point[entry]))])


def locate(bench: Bench, view: View) -> dict[int, Slope]:
    """Entries that do not agree, by halving groups along random directions, worst first.

    Of a group that fails, the second half is not measured if the first half agrees.
    """
    found: dict[int, Slope] = {}
    groups: list[tuple[float, int, int]] = [(0.0, 0, len(view.claim.point))]
    while groups and len(found) < LOCATED:
        gap, start, stop = heappop(groups)
        if stop - start == 1:
            slope = _single(view, start)
            if slope.agrees is not True:
                found[start] = slope
            continue
        middle = (start + stop) // 2
        left = _group(bench, view, start, middle)
        if left.agrees is not True:
            heappush(groups, (-left.gap, start, middle))
            right = _group(bench, view, middle, stop)
            if right.agrees is not True:
                heappush(groups, (-right.gap, middle, stop))
        else:
            heappush(groups, (gap, middle, stop))
    return found


def _group(bench: Bench, view: View, start: int, stop: int) -> Slope:
    direction = bench.direction(view.claim.point, range(start, stop))
    return view.estimate(direction) if isinstance(view, DigitsView) else view.slope(direction)
